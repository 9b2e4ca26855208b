import { text } from 'node:stream/consumers';
import { readXlsx } from 'hucre/xlsx';
import { fromBufferPromise } from 'yauzl';
import { type Table } from './table';
import { tableXlsx, XLSX_LINES_MAX } from './table-xlsx';

const about = {
  title: 'Who paid in, who gained',
  asAt: '2026-11-25',
  asKnownAt: '2026-11-25T20:40:12.123456Z',
  address: 'https://ledger.example/who-paid-in?asAt=2026-11-25&asKnownAt=2026-11-25T20%3A40%3A12.123456Z',
};
const table = (over: Partial<Table> = {}): Table => ({
  id: 'contributions',
  caption: 'Contributions by agency',
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
const readBack = async (of: Table) => (await readXlsx(await tableXlsx(of, about), { readStyles: true })).sheets;

async function partsOf(workbook: Uint8Array): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(Buffer.from(workbook));
  const parts = new Map<string, string>();
  for await (const entry of zip.eachEntry())
    parts.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)));
  return parts;
}

describe('a table as an Excel workbook', () => {
  it('holds numbers as numbers and days and times as dates, by the clock in London', async () => {
    const rows = [line('Trafford Council', -1_234_56, 1200, 12.5, '2024-04-01', '2026-06-30T23:05:09.123456Z')];
    const [figures] = await readBack(table({ rows, totals: line('Total', -1_234_56, 1200, 100, '', '') }));
    expect(figures!.rows).toEqual([
      ['Agency', 'Paid in', 'Entries', 'Share', 'Due', 'Recorded'],
      ['Trafford Council', -1234.56, 1200, 0.125, new Date('2024-04-01T00:00:00Z'), new Date('2026-07-01T00:05:09Z')],
      ['Total', -1234.56, 1200, 1, null, null],
    ]);
  });

  it('shows money to the penny and negative money in red, and prints its headings in bold and frozen', async () => {
    const [figures] = await readBack(
      table({ rows: [line('Bury Council', 5, 1, 1, '', '')], totals: line('Total', 5, 1, 1, '', '') }),
    );
    expect(figures!.freezePane).toMatchObject({ rows: 1 });
    const styles = ['0,0', '1,0', '1,1', '2,0', '2,1'].map((at) => figures!.cells?.get(at)?.style);
    expect(styles.map((style) => style?.font?.bold ?? false)).toEqual([true, false, false, true, true]);
    expect(styles[2]?.numFmt).toBe('#,##0.00;[Red]-#,##0.00');
    expect(styles[4]?.numFmt).toBe('#,##0.00;[Red]-#,##0.00');
  });

  it('says "not known" where a figure is not known, and nought where it is nought', async () => {
    const rows = [line(null, null, null, null, null, null), line('Bury Council', 0, 0, 0, '1900-02-28', 'never')];
    const [figures] = await readBack(table({ rows }));
    expect(figures!.rows.slice(1)).toEqual([
      ['not known', 'not known', 'not known', 'not known', 'not known', 'not known'],
      ['Bury Council', 0, 0, 0, '1900-02-28', 'never'],
    ]);
  });

  it('writes text that looks like a formula as text, whatever the column', async () => {
    const hostile = ['=1+1', '+1', '-1', '@SUM(A1)', '=HYPERLINK("http://x","y")', '{=1}'];
    const rows = [
      line('=1+1', '=1+1', '=1+1', '=1+1', '=1+1', '=1+1'),
      ...hostile.map((name) => line(name, 1, 1, 1, '', '')),
    ];
    const of = table({
      rows,
      columns: table().columns.map((column) => ({ ...column, heading: `=${column.heading}` })),
    });
    const workbook = await tableXlsx(of, { ...about, title: '=1+1' });
    const sheets = [...(await partsOf(workbook))].filter(([name]) => name.startsWith('xl/worksheets/'));
    expect(sheets.map(([name]) => name)).toHaveLength(2);
    for (const [, xml] of sheets) expect(xml).not.toMatch(/<f[\s>/]/);
    const [figures, aboutSheet] = (await readXlsx(workbook)).sheets;
    expect(figures!.rows[1]).toEqual(Array(6).fill('=1+1'));
    expect(figures!.rows.slice(2).map(([name]) => name)).toEqual(hostile);
    expect(aboutSheet!.rows[0]).toEqual(['Title', '=1+1']);
  });

  it('survives markup, control characters and a text longer than a cell', async () => {
    const rows = [line('<b>&"\u0001\u000b', 1, 1, 1, '', ''), line('x'.repeat(40_000), 1, 1, 1, '', '')];
    const [figures] = await readBack(table({ rows }));
    expect(String(figures!.rows[1]![0])).toContain('<b>&"');
    expect(String(figures!.rows[2]![0])).toHaveLength(32_767);
    for (const [, xml] of await partsOf(await tableXlsx(table({ rows }), about)))
      expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  });

  it('tells on a second sheet what it is, both times, and how to see it again', async () => {
    const [, second] = await readBack(table());
    expect(second!.name).toBe('About');
    expect(Object.fromEntries(second!.rows)).toMatchObject({
      Title: 'Who paid in, who gained',
      Table: 'Contributions by agency',
      'As at': '25 November 2026',
      'As known at': '25 November 2026 at 8:40:12pm (2026-11-25T20:40:12.123456Z)',
      'See it again at': about.address,
    });
  });

  it('says so when there is nothing in it', async () => {
    const [figures] = await readBack(table());
    expect(figures!.rows[1]![0]).toBe('There is no contribution.');
  });

  it('is not made of more lines than a sheet holds', async () => {
    const rows = { length: XLSX_LINES_MAX + 1 } as Table['rows'];
    await expect(tableXlsx(table({ rows }), about)).rejects.toThrow(RangeError);
  });
});
