import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { type Command } from 'commander';
import { type Aggregates } from '@app/application';
import { formatPence, isIdentifier } from '@app/domain';
import {
  AgencyDirectory,
  bookImport,
  describeImportFile,
  type FileDescription,
  type ImportPlan,
  type ImportResult,
  type ImportSetting,
  LedgerRequests,
  loadMapping,
  openImportFile,
  planImport,
  presetSettings,
  PRESETS,
} from '@app/imports';
import { AgencyEntry } from '@app/read-models';
import { Progress } from './progress';
import { UsageError } from './usage-error';
import { type LedgerAtHand, waitUntilShown, withLedger } from './with-ledger';

interface ImportOptions {
  readonly preset?: string;
  readonly mapping?: string;
  readonly pooledFund?: string;
  readonly fundingStream?: string;
  readonly commissioner?: string;
  readonly dryRun?: boolean;
  readonly rejects?: string;
  readonly authority?: string;
  readonly actor: string;
}

/** `purse import FILE`: books the rows of a published file. */
export function addImport(purse: Command): void {
  purse
    .command('import')
    .description(
      'Book payments or contributions from a published CSV file, or a zip of them. Every row is booked or rejected with a reason; the same file again books nothing; a stopped import resumes.',
    )
    .argument('<file>', 'CSV or zip')
    .option('--preset <name>', `how the columns are read, and where rows go: ${Object.keys(PRESETS).join(', ')}`)
    .option('--mapping <file>', 'a JSON file that says how the columns are read (docs/how-to/import.md)')
    .option('--pooled-fund <id>', 'book in this fund, which must exist')
    .option('--funding-stream <id>', 'book in this funding stream, which must exist')
    .option('--commissioner <id>', 'the agency that commissioned what was paid')
    .option('--dry-run', 'show what would happen, and book nothing')
    .option('--rejects <file>', 'where rejected rows go (default: beside the file, .rejects.csv)')
    .option('--authority <text>', 'the authority for booking (default: the published file)')
    .option('--actor <id>', 'who imports, as the entries will say', 'command-line')
    .action((file: string, options: ImportOptions) => importFile(file, options));
}

async function importFile(filePath: string, options: ImportOptions): Promise<void> {
  if (!existsSync(filePath)) throw new UsageError(`There is no file ${filePath}.`);
  if (options.preset && options.mapping) throw new UsageError('Give either --preset or --mapping, not both.');
  if (!isIdentifier(options.actor)) throw new UsageError('--actor must be 1 to 64 of a-z, 0-9 and -.');
  const mapping = await loadMapping(options.mapping ?? options.preset ?? 'auto');
  const file = await openImportFile(filePath);
  await withLedger(async ({ ledger, commands, aggregates }: LedgerAtHand) => {
    await waitUntilShown(ledger);
    const setting = await settingFor(options, aggregates);
    const agencies = await ledger.dataSource.getRepository(AgencyEntry).find();
    const listed = [
      ...agencies.map(({ agencyId, legalName, alsoKnownAs }) => ({ agencyId, names: [legalName, ...alsoKnownAs] })),
      ...setting.agencies.map(({ agencyId, legalName, alsoKnownAs = [] }) => ({
        agencyId,
        names: [legalName, ...alsoKnownAs],
      })),
    ];
    const directory = new AgencyDirectory(listed);
    const reading = new Progress('Reading');
    const plan = await planImport(file, mapping, setting, directory, (fraction) => reading.show(fraction, 0));
    reading.end();
    if (options.dryRun) {
      const description = await describeImportFile(file, mapping);
      const { started, completedOn } = await aggregates.fileImport(file.sha256);
      print(describeDryRun(description, plan, setting));
      if (completedOn)
        print(
          `This very file was imported on ${completedOn}, as ${started!.fileName}: importing it again would book nothing.\n`,
        );
      return;
    }
    for (const [agencyId, name] of plan.newAgencies) directory.add({ agencyId, names: [name] });
    const today = new Date().toISOString().slice(0, 10);
    const authorityRef = options.authority ?? `Published file ${file.name}`.slice(0, 200);
    const by = { actorId: options.actor, kind: 'PERSON' as const };
    const requests = new LedgerRequests(commands, aggregates, { by, authorityRef, today });
    const made = await requests.prepare(setting, plan);
    if (made.length > 0) print(`Made first: ${made.join(', ')}.\n`);
    const context = { fileDigest: file.sha256, setting, directory, today, hasParts: file.parts.length > 1 };
    const rejectsPath =
      options.rejects ?? path.join(path.dirname(filePath), `${path.parse(filePath).name}.rejects.csv`);
    const booking = new Progress('Booking');
    const onProgress = (fraction: number, rows: number): void => booking.show(fraction, rows);
    try {
      const result = await bookImport({
        file,
        mapping,
        setting,
        context,
        requests,
        store: ledger.store,
        rejectsPath,
        onProgress,
      });
      booking.end();
      print(describeResult(result));
    } finally {
      booking.end();
    }
    await waitUntilShown(ledger);
  });
}

/** Where the rows go: what was typed, else what the preset says. */
async function settingFor(options: ImportOptions, aggregates: Aggregates): Promise<ImportSetting> {
  const preset = presetSettings[options.preset ?? ''];
  const { pooledFund, fundingStream, commissioner } = options;
  if (!pooledFund && !fundingStream && !commissioner && preset) return preset;
  const pooledFundId = pooledFund ?? preset?.fund.pooledFundId;
  const fundingStreamId = fundingStream ?? preset?.fundingStream.fundingStreamId;
  if (pooledFundId === undefined || fundingStreamId === undefined) {
    throw new UsageError('Say where the rows go: --pooled-fund and --funding-stream, or a --preset that knows.');
  }
  const isPresetFund = pooledFundId === preset?.fund.pooledFundId;
  const fund = await aggregates.pooledFund(pooledFundId);
  if (!fund.established && !isPresetFund)
    throw new UsageError(`There is no pooled fund ${pooledFundId}. Establish it first.`);
  const stream = (await aggregates.fundingStreamStates([fundingStreamId])).get(fundingStreamId)!;
  if (!stream.defined && fundingStreamId !== preset?.fundingStream.fundingStreamId) {
    throw new UsageError(`There is no funding stream ${fundingStreamId}. Define it first.`);
  }
  const commissioningAgencyId = commissioner ?? preset?.commissioningAgencyId ?? fund.hostAgencyId;
  const isRegistered = (await aggregates.agencyStates([commissioningAgencyId])).get(commissioningAgencyId)!.registered;
  if (!isRegistered && commissioningAgencyId !== preset?.commissioningAgencyId) {
    throw new UsageError(`There is no agency ${commissioningAgencyId}. Register it first.`);
  }
  const named = preset?.fund ?? {
    name: '',
    poolingBasis: 'POOLED' as const,
    placeId: fund.placeId,
    hostAgencyId: fund.hostAgencyId,
  };
  return {
    places: [],
    agencies: preset?.agencies ?? [],
    spenderIs: preset?.spenderIs ?? 'the commissioning agency',
    registerAs: preset?.registerAs,
    ...(isPresetFund && preset),
    fund: { ...named, pooledFundId },
    fundingStream: {
      fundingStreamId,
      name: fundingStreamId,
      originAgencyId: commissioningAgencyId,
      ...(fundingStreamId === preset?.fundingStream.fundingStreamId && preset.fundingStream),
    },
    commissioningAgencyId,
  };
}

const print = (text: string): void => void process.stdout.write(text);
const count = (rows: number): string => rows.toLocaleString('en-GB');

function describeDryRun(description: FileDescription, plan: ImportPlan, setting: ImportSetting): string {
  const { summary } = plan;
  const lines = [
    `${description.name}, ${count(description.sizeBytes)} bytes, SHA-256 ${description.sha256}`,
    `Mapping ${description.mapping}, into the fund ${setting.fund.pooledFundId}, funding stream ${setting.fundingStream.fundingStreamId}`,
  ];
  for (const part of description.parts) {
    lines.push(
      '',
      `${part.part}: ${part.kind}, ${part.encoding}, header on line ${part.headerLine}, amounts in ${part.amountUnit}`,
    );
    for (const { field, heading, column } of part.recognised)
      lines.push(`  ${field.padEnd(18)} is column ${column}, "${heading}"`);
    if (part.unread.length > 0) lines.push(`  not read: ${part.unread.join(', ')}`);
    lines.push(...part.notes.map((note) => `  ${note}`));
    for (const item of part.firstItems) {
      lines.push(
        `  line ${item.line}: ${item.row ? JSON.stringify(item.row) : `${item.reject.code}: ${item.reject.reason}`}`,
      );
    }
  }
  lines.push('', tie('Rows read', summary.rowsRead, summary.sumReadPence));
  lines.push(
    tie('  can be booked', summary.rowsAccepted, summary.sumAcceptedPence),
    tie('  rejected', summary.rowsRejected, summary.sumRejectedPence),
  );
  for (const [code, tally] of Object.entries(summary.rejects))
    lines.push(tie(`    ${code}`, tally.rows, tally.sumPence));
  for (const [year, rows] of plan.rowsByYear) lines.push(`  in ${year}: ${count(rows)} rows`);
  if (plan.newAgencies.size > 0) lines.push(`Agencies to be registered: ${[...plan.newAgencies.values()].join('; ')}`);
  if (plan.programmes.size > 0) lines.push(`Programmes: ${[...plan.programmes.values()].join('; ')}`);
  lines.push(...summary.warnings, 'Nothing was booked.', '');
  return lines.join('\n');
}

function describeResult(result: ImportResult): string {
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

const tie = (what: string, rows: number, pence: bigint): string =>
  `${what.padEnd(26)} ${count(rows).padStart(12)} rows ${formatPence(pence).padStart(22)}`;
