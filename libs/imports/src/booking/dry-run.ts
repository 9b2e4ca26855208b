import { type Aggregates } from '@app/application';
import { describeImportFile, type FileDescription } from '../describe-import-file';
import { type RejectTally } from '../import-summary';
import { type RejectCode } from '../reject';
import { AgencyDirectory } from './agency-directory';
import { type ImportOrder } from './import-file';
import { type ImportSetting } from './import-setting';
import { type Importer } from './ledger-requests';
import { type Need, needsOf } from './needs';
import { type ImportPlan, planImport } from './plan-import';
import { type ImportTotals } from './start-import';

/** A file to be looked at: how it is read, where its rows would go, and what the register knows. */
export type DryRunOrder = Pick<ImportOrder, 'file' | 'mapping' | 'setting' | 'registered' | 'onReading'> & {
  readonly today: string;
};

/** What an import would do. Only what the ledger itself refuses, such as a locked period, is not known before. */
export interface DryRun {
  readonly description: FileDescription;
  readonly plan: ImportPlan;
  /** What would be booked and rejected: the totals that the import itself would have. */
  readonly totals: ImportTotals;
  /** Why rows would be rejected, and how many for each reason. */
  readonly rejects: ReadonlyMap<RejectCode, RejectTally>;
}

/** Reads a file through and says what importing it would do; books nothing. @throws ImportFileError */
export async function dryRunImport(order: DryRunOrder): Promise<DryRun> {
  const { file, mapping, setting, registered, today, onReading } = order;
  const directory = AgencyDirectory.of(registered, setting);
  const plan = await planImport(file, mapping, setting, directory, today, onReading);
  const { summary, unbookable } = plan;
  const unread = Object.entries(summary.rejects) as [RejectCode, RejectTally][];
  const rejects = new Map<RejectCode, RejectTally>();
  // A reason can be found both in reading a row and in booking it: a payer that is missing, say.
  for (const [code, { rows, sumPence }] of [...unread, ...unbookable]) {
    const before = rejects.get(code) ?? { rows: 0, sumPence: 0n };
    rejects.set(code, { rows: before.rows + rows, sumPence: before.sumPence + sumPence });
  }
  const tallies = [...unbookable.values()];
  const rows = tallies.reduce((sum, tally) => sum + tally.rows, 0);
  const pence = tallies.reduce((sum, tally) => sum + tally.sumPence, 0n);
  const totals = {
    rowsRead: summary.rowsRead,
    rowsBooked: summary.rowsAccepted - rows,
    rowsRejected: summary.rowsRejected + rows,
    sumReadPence: summary.sumReadPence,
    sumBookedPence: summary.sumAcceptedPence - pence,
    sumRejectedPence: summary.sumRejectedPence + pence,
  };
  return { description: await describeImportFile(file, mapping), plan, totals, rejects };
}

/** What an import would make in the ledger before its first row. Makes nothing. */
export async function needsOfImport(
  setting: ImportSetting,
  plan: ImportPlan,
  aggregates: Aggregates,
  importer: Importer,
): Promise<readonly Need[]> {
  const asker = { importer, asked: (occurredOn = importer.today) => ({ ...importer, occurredOn }) };
  const needs: Need[] = [];
  for await (const need of needsOf(setting, plan, aggregates, asker)) needs.push(need);
  return needs;
}
