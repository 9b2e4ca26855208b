import { type FundBalances, type MonthEnd } from '@app/read-models';
import { balanceLines, balancesChart, balancesTable } from './balances-over-time';

const month = (on: string, balancePence: number | null): MonthEnd => ({
  financialYear: '2024-25',
  on,
  broughtForwardPence: 0,
  inPence: 0,
  outPence: 0,
  balancePence,
});

/** Funding streams with these balances at the end of April and of May, and the whole fund. */
function balancesOf(streams: readonly (readonly [number, number])[], isKnown = true): FundBalances {
  const monthsOf = (pence: readonly number[]): readonly MonthEnd[] =>
    ['2024-04-30', '2024-05-31'].map((on, no) => month(on, isKnown ? pence[no]! : null));
  return {
    report: 'fund-balances',
    pooledFundId: 'bcf',
    fromFinancialYear: '2024-25',
    toFinancialYear: '2024-25',
    asAt: '2024-05-31',
    asKnownAt: null,
    poolingBasis: 'POOLED',
    months: monthsOf([0, 1].map((no) => streams.reduce((sum, pence) => sum + pence[no]!, 0))),
    fundingStreams: streams.map((pence, no) => ({
      fundingStreamId: `stream-${no}`,
      fundingStreamName: `Stream ${no}`,
      months: monthsOf(pence),
    })),
  };
}

describe('balances over time', () => {
  it('show the whole fund and each funding stream, the latest month first', () => {
    const balances = balancesOf([
      [100, 200],
      [-5, 7],
    ]);
    const { columns, rows } = balancesTable(balances, balanceLines(balances));
    expect(columns.map(({ heading }) => heading).slice(0, 4)).toEqual(['On', 'Whole fund', 'Stream 0', 'Stream 1']);
    expect(rows.map((row) => row.map(({ value }) => value).slice(0, 4))).toEqual([
      ['2024-05-31', 207, 200, 7],
      ['2024-04-30', 95, 100, -5],
    ]);
  });

  it('show the only funding stream once, not beside a whole that is the same', () => {
    expect(balanceLines(balancesOf([[1, 2]])).map(({ name }) => name)).toEqual(['Stream 0']);
  });

  it('put together the smallest of many funding streams, so that nothing is lost', () => {
    const balances = balancesOf([...Array(10).keys()].map((no) => [no, -100 * no] as const));
    const [whole, ...lines] = balanceLines(balances);
    expect(lines.map(({ name }) => name)).toEqual([
      ...[9, 8, 7, 6, 5, 4].map((no) => `Stream ${no}`),
      '4 other funding streams',
    ]);
    for (const no of [0, 1]) {
      const sum = lines.reduce((pence, { months }) => pence + months[no]!.balancePence!, 0);
      expect(sum).toBe(whole!.months[no]!.balancePence);
    }
  });

  it('are no picture and no nought when they are not known', () => {
    const balances = balancesOf(
      [...Array(9).keys()].map((no) => [no, no] as const),
      false,
    );
    const lines = balanceLines(balances);
    expect(balancesChart(balances, lines)).toBeUndefined();
    const [row] = balancesTable(balances, lines).rows;
    expect(row!.slice(1, -2).map(({ value }) => value)).toEqual(Array<null>(8).fill(null));
    expect(balancesChart(balancesOf([[1, 2]]), balanceLines(balancesOf([[1, 2]])))).toContain('<svg');
  });
});
