import { formatPence } from '@app/domain';
import { type DryRun, type ImportResult, type ImportSetting, type PartDescription } from '@app/imports';

/** What an import would do, for a person to read before it does. */
export function describeDryRun({ description, plan, totals, rejects }: DryRun, setting: ImportSetting): string {
  const { summary, newAgencies, programmes } = plan;
  const { name, sizeBytes, sha256, mapping, skippedMembers } = description;
  const lines = [
    `${name}, ${count(sizeBytes)} bytes, SHA-256 ${sha256}`,
    `Mapping ${mapping}, into the fund ${setting.fund.pooledFundId}, funding stream ${setting.fundingStream.fundingStreamId}`,
    ...skippedMembers.map((member) => `Not read, for it is no CSV: ${member}`),
    ...description.parts.flatMap(describePart),
    '',
    tie('Rows read', totals.rowsRead, totals.sumReadPence),
    tie('  can be booked', totals.rowsBooked, totals.sumBookedPence),
    tie('  rejected', totals.rowsRejected, totals.sumRejectedPence),
    ...[...rejects].map(([code, { rows, sumPence }]) => tie(`    ${code}`, rows, sumPence)),
    ...[...plan.rowsByYear].map(([year, ofYear]) => `  in ${year}: ${count(ofYear)} rows`),
  ];
  if (newAgencies.size > 0) lines.push(`Agencies to be registered: ${[...newAgencies.values()].join('; ')}`);
  if (programmes.size > 0) lines.push(`Programmes: ${[...programmes.values()].join('; ')}`);
  return [...lines, ...summary.warnings, 'Nothing was booked.', ''].join('\n');
}

function describePart(part: PartDescription): string[] {
  return [
    '',
    `${part.part}: ${part.kind}, ${part.encoding}, header on line ${part.headerLine}, amounts in ${part.amountUnit}`,
    ...part.recognised.map(
      ({ field, heading, column }) => `  ${field.padEnd(18)} is column ${column}, ${JSON.stringify(heading)}`,
    ),
    ...(part.unread.length > 0 ? [`  not read: ${part.unread.join(', ')}`] : []),
    ...part.notes.map((note) => `  ${note}`),
    ...part.firstItems.map(
      ({ line, row, reject }) => `  line ${line}: ${row ? JSON.stringify(row) : `${reject.code}: ${reject.reason}`}`,
    ),
  ];
}

/** What an import did. */
export function describeResult(result: ImportResult): string {
  const lines = [
    tie('Rows read', result.rowsRead, result.sumReadPence),
    tie('  booked', result.rowsBooked, result.sumBookedPence),
    tie('  rejected', result.rowsRejected, result.sumRejectedPence),
  ];
  if (result.rowsBookedBefore > 0)
    lines.push(`  (${count(result.rowsBookedBefore)} of those booked were booked by the run that was stopped)`);
  if (result.rejectsPaths.length > 0)
    lines.push(`Rejected rows, each with its line and reason: ${result.rejectsPaths.join(', ')}`);
  return [...lines, ...result.warnings, ''].join('\n');
}

const count = (rows: number): string => rows.toLocaleString('en-GB');

const tie = (what: string, rows: number, pence: bigint): string =>
  `${what.padEnd(26)} ${count(rows).padStart(12)} rows ${formatPence(pence).padStart(22)}`;
