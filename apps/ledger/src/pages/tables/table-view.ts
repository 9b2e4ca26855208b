import { addressWith } from '../rendering/addresses';
import { type PageLinks, pageLinks } from '../rendering/page-numbers';
import { count, day, instant, money, percentage } from './format';
import { type ColumnKind, type Table, type TableCell } from './table';

/** Rows that a page shows of one table; its exports hold them all. */
export const ROWS_SHOWN_MAX = 50;

interface CellView {
  readonly text: string;
  readonly isFigure: boolean;
  readonly href?: string;
  readonly tag?: TableCell['tag'];
}

/** A table as its template takes it: every value in words, one page of its rows, and where its exports are. */
export interface TableView {
  readonly id: string;
  readonly caption: string;
  readonly nothing: string;
  readonly columns: readonly { readonly heading: string; readonly isFigure: boolean }[];
  readonly rows: readonly (readonly CellView[])[];
  readonly totals?: readonly CellView[];
  readonly rowCount: number;
  readonly firstShown: number;
  readonly lastShown: number;
  readonly pages?: PageLinks;
  readonly csvHref: string;
  readonly xlsxHref: string;
}

const figures: ReadonlySet<ColumnKind> = new Set<ColumnKind>(['money', 'count', 'percentage']);

/** A table as shown at an address: the page of it that the address asks for. */
export function tableView(table: Table, url: string): TableView {
  const parameter = `${table.id}-page`;
  const rowCount = table.some?.rowCount ?? table.rows.length;
  const last = Math.max(1, Math.ceil(rowCount / ROWS_SHOWN_MAX));
  const asked = Number(new URL(url, 'http://localhost').searchParams.get(parameter) ?? 1);
  const current = Number.isInteger(asked) && asked >= 1 ? Math.min(asked, last) : 1;
  const from = (current - 1) * ROWS_SHOWN_MAX;
  const shown = table.some?.rows(from, from + ROWS_SHOWN_MAX) ?? table.rows.slice(from, from + ROWS_SHOWN_MAX);
  const view = (cells: readonly TableCell[]): readonly CellView[] =>
    cells.map((cell, place) => cellView(cell, table.columns[place]!.kind));
  const download = (form: string): string =>
    addressWith(url, { download: form, table: table.id, [parameter]: undefined });
  return {
    id: table.id,
    caption: table.caption,
    nothing: table.nothing,
    columns: table.columns.map(({ heading, kind }) => ({ heading, isFigure: figures.has(kind) })),
    rows: shown.map(view),
    totals: table.totals && view(table.totals),
    rowCount,
    firstShown: from + 1,
    lastShown: from + shown.length,
    pages: last > 1 ? pageLinks(url, parameter, current, last) : undefined,
    csvHref: download('csv'),
    xlsxHref: download('xlsx'),
  };
}

const cellView = ({ value, href, tag }: TableCell, kind: ColumnKind): CellView => ({
  text: inWords(value, kind),
  isFigure: figures.has(kind),
  href,
  tag,
});

/** A value as people read it. Null is told as not known: it is no nought. */
function inWords(value: TableCell['value'], kind: ColumnKind): string {
  if (value === '') return '';
  switch (kind) {
    case 'money':
      return money(value as number | null);
    case 'count':
      return count(value);
    case 'percentage':
      return percentage(value);
    case 'day':
      return day(value as string | null);
    case 'instant':
      return instant(value as string | null);
    case 'text':
      return value === null ? 'not known' : String(value);
  }
}
