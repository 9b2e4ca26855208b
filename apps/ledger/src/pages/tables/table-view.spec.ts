import { tableOf } from './table';
import { ROWS_SHOWN_MAX, tableView } from './table-view';

interface Row {
  readonly name: string;
  readonly pence: number | null;
}
const table = (rows: readonly Row[]) =>
  tableOf<Row>(
    { id: 'paid', caption: 'Who paid', nothing: 'Nobody paid.' },
    [
      {
        heading: 'Agency',
        kind: 'text',
        of: ({ name }) => ({ value: name, href: `/agencies/${name}` }),
        total: 'Total',
      },
      { heading: 'Paid', kind: 'money', of: ({ pence }) => pence, total: 5 },
    ],
    rows,
  );
const many = (count: number) =>
  Array.from({ length: count }, (_, place) => ({ name: `agency-${place}`, pence: place }));

describe('a table as a page shows it', () => {
  it('tells every value in words, and what is not known as not known', () => {
    const { rows, totals } = tableView(
      table([
        { name: 'nhs', pence: 123_456 },
        { name: 'dwp', pence: null },
      ]),
      '/',
    );
    expect(rows.map((cells) => cells.map(({ text }) => text))).toEqual([
      ['nhs', '£1,234.56'],
      ['dwp', 'not known'],
    ]);
    expect(rows[0]!.map(({ href, isFigure }) => [href, isFigure])).toEqual([
      ['/agencies/nhs', false],
      [undefined, true],
    ]);
    expect(totals!.map(({ text }) => text)).toEqual(['Total', '£0.05']);
  });

  it('shows one page of its rows, the one that the address asks for', () => {
    const rows = many(ROWS_SHOWN_MAX * 2 + 1);
    const first = tableView(table(rows), '/?placeId=oxford');
    expect(first).toMatchObject({ rowCount: rows.length, firstShown: 1, lastShown: ROWS_SHOWN_MAX });
    expect(first.pages?.next).toEqual({ href: '/?placeId=oxford&paid-page=2' });
    const last = tableView(table(rows), '/?placeId=oxford&paid-page=3');
    expect(last.rows.map(([name]) => name!.text)).toEqual([`agency-${ROWS_SHOWN_MAX * 2}`]);
    expect(tableView(table(many(ROWS_SHOWN_MAX)), '/').pages).toBeUndefined();
  });

  it.each(['0', '-1', '99', 'x', '1e9', ''])('shows some page when the address asks for page %s', (page) => {
    const { rows } = tableView(table(many(ROWS_SHOWN_MAX + 1)), `/?paid-page=${page}`);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('is exported whole: the exports name no page', () => {
    const { csvHref, xlsxHref } = tableView(table(many(60)), '/?placeId=oxford&paid-page=2');
    expect(csvHref).toBe('/?placeId=oxford&download=csv&table=paid');
    expect(xlsxHref).toBe('/?placeId=oxford&download=xlsx&table=paid');
  });
});
