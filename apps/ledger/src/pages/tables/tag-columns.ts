import { NOT_KNOWN } from './format';
import { type Table, type TableCell } from './table';

/**
 * The table as files hold it, with no tag beside a value: a tag of text stands behind it in brackets (or alone, where
 * there is no text), and a tag of a figure, a day or a time in a column of its own to the right, because "5.00 (late)" could not be added up.
 */
export function withTagColumns(table: Table): Table {
  const lines = [...table.rows, ...(table.totals === undefined ? [] : [table.totals])];
  const noted = table.columns.map(
    ({ kind }, place) => kind !== 'text' && lines.some((line) => line[place]?.tag !== undefined),
  );
  const spread = (line: readonly TableCell[]): TableCell[] =>
    line.flatMap((cell, place) => {
      if (noted[place]) return [{ value: cell.value }, { value: cell.tag?.text ?? '' }];
      if (cell.tag === undefined) return [{ value: cell.value }];
      return [{ value: cell.value === '' ? cell.tag.text : `${cell.value ?? NOT_KNOWN} (${cell.tag.text})` }];
    });
  return {
    ...table,
    columns: table.columns.flatMap((column, place) =>
      noted[place] ? [column, { heading: `${column.heading}: note`, kind: 'text' as const }] : [column],
    ),
    rows: table.rows.map(spread),
    totals: table.totals === undefined ? undefined : spread(table.totals),
  };
}
