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
  const keys = textKeys(rows, columns);
  if (keys === undefined) return rows.sort((a, b) => compared(a, b, columns));
  const order = [...keys.keys()].sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1));
  const sorted = order.map((place) => rows[place]!);
  sorted.forEach((row, place) => (rows[place] = row));
  return rows;
}

/** Comes before every character that a column may hold. */
const BETWEEN = '\u0000';

/** Columns of text as one text for each row, which is compared much faster; undefined when some column is no text. */
function textKeys<Row>(rows: readonly Row[], columns: readonly (keyof Row)[]): readonly string[] | undefined {
  const keys: string[] = [];
  for (const row of rows) {
    let key = '';
    for (const column of columns) {
      const value = row[column] ?? '';
      if (typeof value !== 'string') return undefined;
      key += value + BETWEEN;
    }
    keys.push(key);
  }
  return keys;
}

function compared<Row>(a: Row, b: Row, columns: readonly (keyof Row)[]): number {
  for (const column of columns) {
    const x = a[column] ?? '';
    const y = b[column] ?? '';
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
