import { financialYearOf, type ImportedRow as LedgerRow } from '@app/domain';
import { type ImportSummary, type RejectTally } from '../import-summary';
import { type ImportMapping } from '../mapping';
import { type ImportFile } from '../open-import-file';
import { type PartLayout } from '../find-header';
import { readImportFile } from '../read-import-file';
import { type ImportedRow, type RejectedItem } from '../import-item';
import { type AgencyDirectory, identifierFrom } from './agency-directory';
import { type Reject, type RejectCode } from '../reject';
import { type ImportSetting } from './import-setting';
import { payerOf, toLedgerRow } from './to-ledger-row';

/** Rows of each kind that a plan keeps to be looked at. */
const FIRST_ROWS_MAX = 10;

/** A row as it would be booked. */
export type PlannedRow = Pick<RejectedItem, 'line' | 'part'> & { readonly fact: LedgerRow };
/** A row that would be rejected, and why. */
export type PlannedReject = Pick<RejectedItem, 'line' | 'part' | 'signedPence'> & { readonly reject: Reject };

/** What booking a file would do, found by reading it once. */
export interface ImportPlan {
  readonly layouts: readonly PartLayout[];
  readonly summary: ImportSummary;
  /** Rows that can be booked in each financial year. */
  readonly rowsByYear: ReadonlyMap<string, number>;
  /** Rows that are read well and cannot be booked all the same, by reason. */
  readonly unbookable: ReadonlyMap<RejectCode, RejectTally>;
  /** Bodies that the rows name and that would be registered: identifier and name. */
  readonly newAgencies: ReadonlyMap<string, string>;
  /** Agencies that pay in, to be partners of the fund. */
  readonly partners: ReadonlySet<string>;
  /** Funding streams that the rows name as programmes: identifier and name. */
  readonly programmes: ReadonlyMap<string, string>;
  /** The first rows as they would be booked. */
  readonly firstRows: readonly PlannedRow[];
  readonly firstRejects: readonly PlannedReject[];
}

/**
 * Reads a file through and notes what booking it needs.
 * @param directory learns the bodies that would be registered
 */
export async function planImport(
  file: ImportFile,
  mapping: ImportMapping,
  setting: ImportSetting,
  directory: AgencyDirectory,
  today: string,
  onProgress?: (fraction: number, rows: number) => void,
): Promise<ImportPlan> {
  const reading = await readImportFile(file, mapping);
  const context = { fileDigest: file.sha256, setting, directory, today, hasParts: file.parts.length > 1 };
  const rowsByYear = new Map<string, number>();
  const unbookable = new Map<RejectCode, RejectTally>();
  const newAgencies = new Map<string, string>();
  const partners = new Set<string>();
  const programmes = new Map<string, string>();
  const firstRows: PlannedRow[] = [];
  const firstRejects: PlannedReject[] = [];
  let rows = 0;
  for await (const batch of reading) {
    rows += batch.length;
    for (const item of batch) {
      const { row, line, part } = item;
      if (!row) {
        const { reject, signedPence } = item;
        if (firstRejects.length < FIRST_ROWS_MAX) firstRejects.push({ line, part, reject, signedPence });
        continue;
      }
      learnNewAgency(row, setting, directory, newAgencies);
      const told = toLedgerRow(item, context);
      if ('wrong' in told) {
        const { rows: before = 0, sumPence = 0n } = unbookable.get(told.wrong.code) ?? {};
        const pence = BigInt(row.isCredit ? -row.amountPence : row.amountPence);
        unbookable.set(told.wrong.code, { rows: before + 1, sumPence: sumPence + pence });
        if (firstRejects.length < FIRST_ROWS_MAX)
          firstRejects.push({ line, part, reject: told.wrong, signedPence: Number(pence) });
        continue;
      }
      const { fact } = told;
      if (firstRows.length < FIRST_ROWS_MAX) firstRows.push({ line, part, fact });
      const year = financialYearOf(fact.occurredOn);
      rowsByYear.set(year, (rowsByYear.get(year) ?? 0) + 1);
      if ('partnerId' in fact) partners.add(fact.partnerId);
      if (row.kind === 'contribution' && row.programme !== undefined)
        programmes.set(fact.fundingStreamId, row.programme);
    }
    const { bytesRead, bytesTotal } = reading.progress();
    onProgress?.(bytesTotal === 0 ? 1 : bytesRead / bytesTotal, rows);
  }
  const years = new Map([...rowsByYear].sort(([a], [b]) => (a < b ? -1 : 1)));
  const { layouts } = reading;
  const found = { rowsByYear: years, unbookable, newAgencies, partners, programmes, firstRows, firstRejects };
  return { layouts, summary: reading.summary(), ...found };
}

/** Of two names that make one identifier only the first is registered; rows of the other are rejected, not merged. */
function learnNewAgency(
  row: ImportedRow,
  { spenderIs, registerAs }: ImportSetting,
  directory: AgencyDirectory,
  newAgencies: Map<string, string>,
): void {
  if (!registerAs || (spenderIs !== 'named by the row' && row.kind === 'payment')) return;
  const legalName = payerOf(row);
  if (legalName === undefined || directory.find(legalName) !== undefined) return;
  const agencyId = identifierFrom(legalName);
  if (newAgencies.has(agencyId)) return;
  newAgencies.set(agencyId, legalName);
  directory.add({ agencyId, legalName });
}
