import { financialYearOf, lastDayOf } from '@app/domain';
import { type ImportSummary } from '../import-summary';
import { type ImportMapping } from '../mapping';
import { type ImportFile } from '../open-import-file';
import { type PartLayout } from '../find-header';
import { readImportFile } from '../read-import-file';
import { type ImportedRow } from '../import-item';
import { AgencyDirectory, identifierFrom } from './agency-directory';
import { type ImportSetting } from './import-setting';

/** What booking a file would do, found by reading it once. */
export interface ImportPlan {
  readonly layouts: readonly PartLayout[];
  readonly summary: ImportSummary;
  /** Rows that can be booked in each financial year. */
  readonly rowsByYear: ReadonlyMap<string, number>;
  /** Bodies that the rows name and that would be registered: identifier and name. */
  readonly newAgencies: ReadonlyMap<string, string>;
  /** Agencies that pay in, to be partners of the fund. */
  readonly partners: ReadonlySet<string>;
  /** Funding streams that the rows name as programmes: identifier and name. */
  readonly programmes: ReadonlyMap<string, string>;
}

/** The day on which a row takes effect: its own, or the last of the year that it names instead. */
export const dayOf = (row: ImportedRow): string => row.date ?? lastDayOf(row.financialYear!);

/** The body that a row says pays: for a contribution its payer, for spending the entity or department. */
export const payerOf = (row: ImportedRow): string | undefined =>
  row.kind === 'contribution' ? (row.payer ?? row.entity) : (row.entity ?? row.payer);

/** Reads a file through and notes what booking it needs. */
export async function planImport(
  file: ImportFile,
  mapping: ImportMapping,
  setting: ImportSetting,
  directory: AgencyDirectory,
  onProgress?: (fraction: number, rows: number) => void,
): Promise<ImportPlan> {
  const reading = await readImportFile(file, mapping);
  const rowsByYear = new Map<string, number>();
  const newAgencies = new Map<string, string>();
  const partners = new Set<string>();
  const programmes = new Map<string, string>();
  let rows = 0;
  for await (const batch of reading) {
    rows += batch.length;
    for (const { row } of batch) {
      if (!row) continue;
      const year = financialYearOf(dayOf(row));
      rowsByYear.set(year, (rowsByYear.get(year) ?? 0) + 1);
      const payer = setting.spenderIs === 'named by the row' || row.kind === 'contribution' ? payerOf(row) : undefined;
      if (payer !== undefined) {
        const agencyId = directory.find(payer) ?? (setting.registerAs && identifierFrom(payer));
        if (agencyId !== undefined && directory.find(payer) === undefined) newAgencies.set(agencyId, payer);
        if (agencyId !== undefined && row.kind === 'contribution') partners.add(agencyId);
      }
      if (row.kind === 'contribution' && row.programme !== undefined) {
        programmes.set(identifierFrom(row.programme), row.programme);
      }
    }
    const { bytesRead, bytesTotal } = reading.progress();
    onProgress?.(bytesTotal === 0 ? 1 : bytesRead / bytesTotal, rows);
  }
  const years = new Map([...rowsByYear].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { layouts: reading.layouts, summary: reading.summary(), rowsByYear: years, newAgencies, partners, programmes };
}
