import { tableOf } from './table';

const about = { id: 'contributions', caption: 'Contributions', nothing: 'There is no contribution.' };
const rows = [
  { agency: 'Trafford Council', pence: 5_00 },
  { agency: 'Bury Council', pence: null },
];

describe('a table made of the rows of a report', () => {
  const agency = { heading: 'Agency', kind: 'text', of: (row: (typeof rows)[number]) => row.agency } as const;
  const paid = { heading: 'Paid in', kind: 'money', of: (row: (typeof rows)[number]) => row.pence } as const;

  it('makes some of its rows alone as it makes them all', () => {
    const { some, rows: all } = tableOf(about, [agency, paid], rows);
    expect([some!.rowCount, some!.rows(1, 2), some!.rows(0, 9)]).toEqual([2, all.slice(1), all]);
  });

  it('has a cell for each column of each row, and no last line unless one is asked for', () =>
    expect(tableOf(about, [agency, paid], rows)).toMatchObject({
      ...about,
      columns: [
        { heading: 'Agency', kind: 'text' },
        { heading: 'Paid in', kind: 'money' },
      ],
      rows: [
        [{ value: 'Trafford Council' }, { value: 5_00 }],
        [{ value: 'Bury Council' }, { value: null }],
      ],
      totals: undefined,
    }));

  it('keeps where a value leads', () => {
    const leading = { ...agency, of: () => ({ value: 'Bury Council', href: '/agencies/bury' }) };
    expect(tableOf(about, [leading], [rows[1]!]).rows).toEqual([[{ value: 'Bury Council', href: '/agencies/bury' }]]);
  });

  it('tells a total that cannot be known apart from a column without one', () =>
    expect(tableOf(about, [agency, { ...paid, total: null }], rows).totals).toEqual([{ value: '' }, { value: null }]));
});
