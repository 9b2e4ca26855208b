import { isIsoDate } from '@app/domain';
import {
  type Cell,
  type CellStyle,
  type CellValue,
  type WriteSheet,
  writeXlsx,
  XLSX_MAX_ROWS_PER_SHEET,
} from 'hucre/xlsx';
import { cellText, day, instant, londonTime, NOT_KNOWN } from './format';
import { type ColumnKind, type Table } from './table';
import { withTagColumns } from './tag-columns';

/** What a workbook tells of itself, so that the view it was taken from can be found again. */
export interface WorkbookAbout {
  /** What the page is called. */
  readonly title: string;
  /** The day up to which facts had taken effect, `yyyy-mm-dd`. */
  readonly asAt: string;
  /** The instant up to which facts had been recorded, ISO. */
  readonly asKnownAt: string;
  /** The link that shows the same figures again. */
  readonly address: string;
}

/** The most lines that a table may have to become a sheet; one is left for headings and one for totals. */
export const XLSX_LINES_MAX = XLSX_MAX_ROWS_PER_SHEET - 2;

// What Excel can hold in one cell; a longer text would make it call the whole file damaged.
const CELL_TEXT_MAX = 32_767;

const FORMATS: Partial<Record<ColumnKind, string>> = {
  money: '#,##0.00;[Red]-#,##0.00',
  count: '#,##0.######',
  percentage: '0.00%',
  day: 'd mmmm yyyy',
  instant: 'd mmmm yyyy hh:mm:ss',
};

/**
 * A table of a page as an Excel workbook: figures as numbers, days and times as dates, "not known" in words, headings
 * and totals in bold, and a second sheet that tells what the figures are and how to see them again. Text is written as
 * text, never as a formula. Throws a RangeError for a table of more lines than a sheet holds.
 */
export async function tableXlsx(table: Table, about: WorkbookAbout): Promise<Uint8Array> {
  if (table.rows.length > XLSX_LINES_MAX)
    throw new RangeError(`A sheet holds ${XLSX_LINES_MAX} lines; this table has ${table.rows.length}.`);
  return writeXlsx({
    sheets: [figuresSheet(withTagColumns(table)), aboutSheet(table, about)],
    properties: { title: about.title },
  });
}

function figuresSheet({ columns, rows, totals, nothing }: Table): WriteSheet {
  const headings = columns.map(({ heading }) => plain(heading));
  const lines = totals === undefined ? rows : [...rows, totals];
  const values = lines.map((line) => line.map(({ value }, place) => xlsxValue(columns[place]?.kind ?? 'text', value)));
  const cells = new Map<string, Partial<Cell>>();
  const embolden = (row: number): void =>
    columns.forEach(({ kind }, place) =>
      cells.set(`${row},${place}`, { style: { ...styleOf(kind), font: { bold: true } } }),
    );
  embolden(0);
  if (totals !== undefined) embolden(values.length);
  return {
    name: 'Figures',
    columns: columns.map(({ kind }, place) => ({
      width: widthOf(
        columns[place]!.heading,
        kind,
        lines.map((line) => line[place]?.value ?? null),
      ),
      style: styleOf(kind),
    })),
    rows: [headings, ...(lines.length === 0 ? [[plain(nothing)]] : values)],
    cells,
    freezePane: { rows: 1 },
    pageSetup: {
      paperSize: 'a4',
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '$1:$1',
    },
  };
}

function aboutSheet(table: Table, about: WorkbookAbout): WriteSheet {
  const facts: [string, string][] = [
    ['Title', about.title],
    ['Table', table.caption],
    ['As at', day(about.asAt)],
    ['As known at', `${instant(about.asKnownAt)} (${about.asKnownAt})`],
    ['See it again at', about.address],
    ['Money', 'In pounds'],
    ['Times', 'By the clock in London. The CSV file gives them exactly.'],
  ];
  return {
    name: 'About',
    columns: [
      { width: 18, style: { font: { bold: true } } },
      { width: 90, style: { alignment: { wrapText: true } } },
    ],
    rows: facts.map(([name, value]) => [name, plain(value)]),
  };
}

function styleOf(kind: ColumnKind): CellStyle {
  const numFmt = FORMATS[kind];
  const isFigure = kind === 'money' || kind === 'count' || kind === 'percentage';
  return { ...(numFmt === undefined ? {} : { numFmt }), alignment: { horizontal: isFigure ? 'right' : 'left' } };
}

function xlsxValue(kind: ColumnKind, value: string | number | null): CellValue {
  if (value === null) return NOT_KNOWN;
  if (value === '') return null;
  switch (kind) {
    case 'text':
      return plain(String(value));
    case 'money':
      return typeof value === 'number' ? value / 100 : plain(value);
    case 'count':
      return numberOf(value) ?? plain(String(value));
    case 'percentage':
      return percentageValue(value);
    case 'day':
      return dayValue(String(value));
    case 'instant':
      return londonTime(String(value)) ?? plain(String(value));
  }
}

function percentageValue(value: string | number): CellValue {
  const number = numberOf(value);
  // Rounded where a division by a hundred would leave the noise of binary fractions.
  return number === undefined ? plain(String(value)) : Number((number / 100).toPrecision(15));
}

// Excel counts a 29 February 1900 that never was: dates before it would be a day off.
const dayValue = (value: string): CellValue =>
  isIsoDate(value) && value >= '1900-03-01' ? new Date(`${value}T00:00:00Z`) : plain(value);

const numberOf = (value: string | number): number | undefined =>
  /^-?\d+(\.\d+)?$/.test(String(value)) ? Number(value) : undefined;

const plain = (text: string): string => (text.length > CELL_TEXT_MAX ? `${text.slice(0, CELL_TEXT_MAX - 1)}…` : text);

function widthOf(heading: string, kind: ColumnKind, values: readonly (string | number | null)[]): number {
  let longest = heading.length;
  for (const value of values) longest = Math.max(longest, cellText(kind, value).length);
  return Math.min(60, Math.max(10, longest + 2));
}
