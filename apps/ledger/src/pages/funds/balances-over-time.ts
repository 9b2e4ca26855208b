import { type FundBalances, type MonthEnd } from '@app/read-models';
import { lineChartSvg } from '../charts/line-chart';
import { briefMoney, NOT_KNOWN } from '../tables/format';
import { type Table, tableOf } from '../tables/table';

/** Lines that can be told apart in one picture, the whole fund not counted; the smallest share one. */
const STREAMS_MAX = 6;

interface Line {
  readonly name: string;
  readonly months: readonly MonthEnd[];
}

/**
 * What a picture and its table show of a fund's balances: the whole fund, then each funding stream. Of many streams
 * those with most money at any time have a line of their own, and all others share one.
 */
export function balanceLines({ months, fundingStreams }: FundBalances): readonly Line[] {
  const streams = fundingStreams.map(({ fundingStreamName, months: ofStream }) => ({
    name: fundingStreamName,
    months: ofStream,
  }));
  const whole = { name: 'Whole fund', months };
  if (streams.length <= 1) return streams.length === 0 ? [whole] : streams;
  if (streams.length <= STREAMS_MAX + 1) return [whole, ...streams];
  const most = ({ months: of }: Line): number => Math.max(...of.map(({ balancePence }) => Math.abs(balancePence ?? 0)));
  const bySize = streams.toSorted((a, b) => most(b) - most(a));
  const [own, others] = [bySize.slice(0, STREAMS_MAX), bySize.slice(STREAMS_MAX)];
  const together = months.map((month, no): MonthEnd => ({
    ...month,
    balancePence:
      month.balancePence === null ? null : others.reduce((sum, line) => sum + (line.months[no]!.balancePence ?? 0), 0),
  }));
  return [whole, ...own, { name: `${others.length} other funding streams`, months: together }];
}

/** The balances as a picture in SVG; undefined when none is known. */
export function balancesChart(balances: FundBalances, lines: readonly Line[]): string | undefined {
  const { fromFinancialYear: from, toFinancialYear: to } = balances;
  const last = balances.months.at(-1);
  const years = from === to ? to : `${from} to ${to}`;
  return lineChartSvg({
    id: 'balances-chart',
    title: `Balances at the end of each month, ${years}`,
    description: `The whole fund holds ${last?.balancePence == null ? NOT_KNOWN : briefMoney(last.balancePence)} at the end. The table below has every figure.`,
    xKind: 'day',
    yLabel: 'Balance at the end of the month',
    series: lines.map(({ name, months }) => ({
      name,
      points: months.map(({ on, balancePence }) => ({ x: on, pence: balancePence })),
    })),
  });
}

/** The same as a table, the latest month first. */
export function balancesTable({ months }: FundBalances, lines: readonly Line[]): Table {
  return tableOf(
    {
      id: 'balances',
      caption: 'Balances at the end of each month',
      nothing: 'No month of this year had begun then.',
    },
    [
      { heading: 'On', kind: 'day', of: ({ on }) => on },
      ...lines.map(({ name, months: ofLine }) => ({
        heading: name,
        kind: 'money' as const,
        of: ({ no }: { readonly no: number }) => ofLine[no]!.balancePence,
      })),
      { heading: 'Came in during the month', kind: 'money', of: ({ inPence }) => inPence },
      { heading: 'Went out during the month', kind: 'money', of: ({ outPence }) => outPence },
    ],
    months.map((month, no) => ({ ...month, no })).toReversed(),
  );
}
