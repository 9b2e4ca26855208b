/**
 * How a column is told: money is whole pence, a percentage stands without its sign (12.5 is an eighth), a day is
 * `yyyy-mm-dd`, an instant ISO in UTC. An empty text is an empty place in a column of any kind.
 */
export type ColumnKind = 'text' | 'money' | 'count' | 'percentage' | 'day' | 'instant';

/** A value of a table, and where it leads. Null is "not known", never nought. */
export interface TableCell {
  readonly value: string | number | null;
  readonly href?: string;
  /** A word shown beside the value, such as "late"; `withTagColumns` says where files tell it. */
  readonly tag?: { readonly text: string; readonly colour: 'red' | 'orange' | 'green' | 'blue' | 'grey' };
}

/** A table of a page. The same table is shown, printed, and handed out as CSV and XLSX: one truth for all. */
export interface Table {
  /** Names the table in the address of its exports. */
  readonly id: string;
  /** Says what it shows, in words. */
  readonly caption: string;
  readonly columns: readonly { readonly heading: string; readonly kind: ColumnKind }[];
  readonly rows: readonly (readonly TableCell[])[];
  /** Some of the rows, and how many there are in all: a page shows fifty, and need not make the thousands of others. */
  readonly some?: { readonly rowCount: number; readonly rows: (from: number, to: number) => Table['rows'] };
  /** The last line, when the rows add up to something. */
  readonly totals?: readonly TableCell[];
  /** Said instead of an empty table. */
  readonly nothing: string;
}

/** How one column of a table is made of the rows of a report. */
export interface Column<Row> {
  readonly heading: string;
  readonly kind: ColumnKind;
  readonly of: (row: Row) => string | number | null | TableCell;
  /** What stands in the last line: null is "not known" there too, and a column without one stays empty. */
  readonly total?: string | number | null;
}

/** Makes a table of the rows of a report. */
export function tableOf<Row>(
  about: Pick<Table, 'id' | 'caption' | 'nothing'>,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Table {
  const hasTotals = columns.some(({ total }) => total !== undefined);
  const made = (of: readonly Row[]): Table['rows'] => of.map((row) => columns.map((column) => cellOf(column.of(row))));
  let all: Table['rows'] | undefined;
  return {
    ...about,
    columns: columns.map(({ heading, kind }) => ({ heading, kind })),
    get rows() {
      return (all ??= made(rows));
    },
    some: { rowCount: rows.length, rows: (from, to) => made(rows.slice(from, to)) },
    totals: hasTotals ? columns.map(({ total }) => ({ value: total === undefined ? '' : total })) : undefined,
  };
}

const cellOf = (value: string | number | null | TableCell): TableCell =>
  value !== null && typeof value === 'object' ? value : { value };
