import { type Flag } from '../agreement-status/agreement-status.query';
import { exact } from './exact';
import { type Horizon, type ReportQuery } from './horizon';

/** A report: rows of one shape, their totals, and what a reader must be told beside them. */
export interface Report<Row, Totals> {
  readonly report: string;
  readonly query: ReportQuery;
  /** The two times, resolved. Asked again with both, the answer is the same to the byte. */
  readonly asAt: string;
  readonly asKnownAt: string | null;
  readonly rows: readonly Row[];
  readonly totals: Totals;
  readonly flags: readonly Flag[];
}

/** Puts a report together; the query is told with its times resolved. */
export function reportOf<Row, Totals>(
  report: string,
  query: ReportQuery,
  { asAt, asKnownAt }: Horizon,
  content: Pick<Report<Row, Totals>, 'rows' | 'totals' | 'flags'>,
): Report<Row, Totals> {
  const { placeId, agencyId, pooledFundId, fundingStreamId, financialYear } = query;
  const asked = { placeId, agencyId, pooledFundId, fundingStreamId, financialYear };
  return { report, query: asked, asAt, asKnownAt, ...content };
}

/** Adds up columns of rows. @throws FiguresTooLarge */
export function totalsOf<Column extends string>(
  rows: readonly Readonly<Record<Column, number>>[],
  columns: readonly Column[],
): Record<Column, number> {
  const totals = Object.fromEntries(columns.map((column) => [column, 0])) as Record<Column, number>;
  for (const row of rows) for (const column of columns) totals[column] = exact(totals[column] + row[column]);
  return totals;
}

/** Orders rows by these columns, by code unit, so that every machine orders alike; together they must tell rows apart. */
export function inOrderOf<Row>(rows: Row[], ...columns: (keyof Row)[]): Row[] {
  return rows.sort((a, b) => {
    for (const column of columns) {
      const x = a[column] ?? '';
      const y = b[column] ?? '';
      if (x === y) continue;
      return x < y ? -1 : 1;
    }
    return 0;
  });
}
