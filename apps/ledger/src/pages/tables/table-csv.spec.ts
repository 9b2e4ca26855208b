import { parse } from 'csv-parse/sync';
import { type Table } from './table';
import { tableCsv } from './table-csv';

const table = (over: Partial<Table> = {}): Table => ({
  id: 'contributions',
  caption: 'Contributions',
  columns: [
    { heading: 'Agency', kind: 'text' },
    { heading: 'Paid in', kind: 'money' },
    { heading: 'Entries', kind: 'count' },
    { heading: 'Share', kind: 'percentage' },
    { heading: 'Due', kind: 'day' },
    { heading: 'Recorded', kind: 'instant' },
  ],
  rows: [],
  nothing: 'There is no contribution.',
  ...over,
});
const line = (...values: (string | number | null)[]) => values.map((value) => ({ value }));
const linesOf = (csv: string): string[][] => parse(csv, { bom: true, record_delimiter: '\r\n' });

describe('a table as CSV', () => {
  it('begins with a byte order mark, and has headings also when nothing is in it', () =>
    expect(tableCsv(table())).toBe('\uFEFFAgency,Paid in,Entries,Share,Due,Recorded\r\n'));

  it('gives every kind in the form that programs read, and the totals last', () => {
    const rows = [line('Trafford Council', 1_234_56, 1200, 12.5, '2024-04-01', '2026-11-25T20:40:12.123456Z')];
    expect(
      tableCsv(table({ rows, totals: line('Total', 1_234_56, 1200, 100, '', '') }))
        .split('\r\n')
        .slice(1),
    ).toEqual([
      'Trafford Council,1234.56,1200,12.5%,2024-04-01,2026-11-25T20:40:12.123456Z',
      'Total,1234.56,1200,100%,,',
      '',
    ]);
  });

  it('says "not known" where a figure is not known, and nought where it is nought', () => {
    const rows = [line(null, null, null, null, null, null), line('Bury Council', 0, 0, 0, '', '')];
    expect(linesOf(tableCsv(table({ rows }))).slice(1)).toEqual([
      ['not known', 'not known', 'not known', 'not known', 'not known', 'not known'],
      ['Bury Council', '0.00', '0', '0%', '', ''],
    ]);
  });

  it('makes formulas in text harmless, in headings and columns of figures too, and leaves negative figures figures', () => {
    const rows = [
      line('=HYPERLINK("http://x")', -5, '-12.5', '-3', '=1', '@x'),
      line('-5', '=1', '+1', '-1/2', '-', '+'),
    ];
    const columns = table().columns.map((column, place) => (place === 0 ? { ...column, heading: '=A1' } : column));
    expect(linesOf(tableCsv(table({ columns, rows })))).toEqual([
      ["'=A1", 'Paid in', 'Entries', 'Share', 'Due', 'Recorded'],
      ['\'=HYPERLINK("http://x")', '-0.05', '-12.5', '-3%', "'=1", "'@x"],
      ["'-5", "'=1", "'+1", "'-1/2", "'-", "'+"],
    ]);
  });

  it('keeps commas, quotes and line ends inside a cell', () => {
    const text = 'Salford, "City"\r\nCouncil';
    expect(linesOf(tableCsv(table({ rows: [line(text, 1, 1, 1, '', '')] })))[1]![0]).toBe(text);
  });

  it('tells a tag of text in brackets, and a tag of a figure in a column of its own', () => {
    const late = { text: 'late', colour: 'red' } as const;
    const rows = [
      [
        { value: 'Bury Council', tag: late },
        { value: 5_00, tag: late },
      ],
      [{ value: 'Trafford Council' }, { value: -5_00 }],
    ];
    const columns = table().columns.slice(0, 2);
    expect(linesOf(tableCsv(table({ columns, rows, totals: line('Total', 0) })))).toEqual([
      ['Agency', 'Paid in', 'Paid in: note'],
      ['Bury Council (late)', '5.00', 'late'],
      ['Trafford Council', '-5.00', ''],
      ['Total', '0.00', ''],
    ]);
  });
});
