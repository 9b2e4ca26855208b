import { addDays, firstDayOfPeriod, lastDayOf, type PoolingBasis, previousFinancialYear } from '@app/domain';
import { readFunds } from '../agreement-status/agreement-status.query';
import { cashSigns, type Measure, measureOf, measures } from '../entry/measure';
import { monthOf } from '../entry/month';
import { sourcesOf } from '../entry/sources';
import { broughtForwardIsKnown } from '../fund-statement/cash-summary';
import { NoSuchPoolYear, readYears } from '../fund-statement/fund-statement.query';
import { exact } from '../reading/exact';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';

const PERIODS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;

/** The money of a funding stream, or of a whole fund, at the end of a month of a pool year. */
export interface MonthEnd {
  readonly financialYear: string;
  /** The last day that is counted: the end of the month, or `asAt` when that comes first. */
  readonly on: string;
  /** What the year before had handed on by then; null when that cannot be known. */
  readonly broughtForwardPence: number | null;
  /** What came in during the month: contributions, income, refunds. */
  readonly inPence: number;
  /** What went out during the month: payments, returns. */
  readonly outPence: number;
  /** Null when what was brought forward is not known, and for money that is no pot (not pooled). */
  readonly balancePence: number | null;
}

/** The balance of each funding stream of a fund over some of its years, month by month (D3, INV-03). */
export interface FundBalances {
  readonly report: 'fund-balances';
  readonly pooledFundId: string;
  readonly fromFinancialYear: string;
  readonly toFinancialYear: string;
  readonly asAt: string;
  readonly asKnownAt: string | null;
  readonly poolingBasis: PoolingBasis;
  /** All funding streams together. */
  readonly months: readonly MonthEnd[];
  readonly fundingStreams: readonly {
    readonly fundingStreamId: string;
    readonly fundingStreamName: string;
    readonly months: readonly MonthEnd[];
  }[];
}

/** Cash of one measure in one month. */
interface MonthCash {
  readonly financialYear: string;
  readonly fundingStreamId: string;
  readonly measure: Measure;
  readonly month: number;
  readonly pence: number;
}

/**
 * The balances of a fund from one of its years to another; years between them that it never opened are left out. The
 * balance at the end of a month is that of the fund statement for that day.
 * @throws NoSuchPoolYear when the last year was not open then, there is no such fund, or not the whole of it is in sight
 */
export async function fundBalances(
  look: Look,
  asked: { readonly pooledFundId: string; readonly fromFinancialYear: string; readonly toFinancialYear: string },
  horizon: Horizon,
): Promise<FundBalances> {
  const { pooledFundId, fromFinancialYear, toFinancialYear } = asked;
  if (!look.seesWholeFund(pooledFundId)) throw new NoSuchPoolYear(pooledFundId, toFinancialYear);
  const statuses = await readYears(look, pooledFundId, horizon);
  const fund = (await readFunds(look, [pooledFundId], horizon)).get(pooledFundId);
  if (!fund || !statuses.has(toFinancialYear)) throw new NoSuchPoolYear(pooledFundId, toFinancialYear);
  const years = [...statuses.keys()].filter((year) => year >= fromFinancialYear && year <= toFinancialYear).sort();
  const cash = await readMonths(look, pooledFundId, years, horizon);
  const isPot = fund.poolingBasis === 'POOLED';
  const monthsOf = (part: readonly MonthCash[]): readonly MonthEnd[] =>
    years.flatMap((financialYear) => {
      const previousStatus = statuses.get(previousFinancialYear(financialYear));
      const [ofPart, ofFund] = [part, cash].map((of) => of.filter((each) => each.financialYear === financialYear));
      return monthEnds(ofPart!, ofFund!, { financialYear, previousStatus, isPot, asAt: horizon.asAt });
    });
  const named = await look.rows<{ funding_stream_id: string; name: string }>(
    `select funding_stream_id, name from ${READING_SCHEMA}.funding_stream
      where funding_stream_id = any($1) order by funding_stream_id`,
    [[...new Set(cash.map(({ fundingStreamId }) => fundingStreamId))]],
  );
  return {
    report: 'fund-balances',
    pooledFundId,
    fromFinancialYear,
    toFinancialYear,
    asAt: horizon.asAt,
    asKnownAt: horizon.asKnownAt,
    poolingBasis: fund.poolingBasis,
    months: monthsOf(cash),
    fundingStreams: named.map(({ funding_stream_id: fundingStreamId, name: fundingStreamName }) => ({
      fundingStreamId,
      fundingStreamName,
      months: monthsOf(cash.filter((each) => each.fundingStreamId === fundingStreamId)),
    })),
  };
}

interface OfYear {
  readonly financialYear: string;
  readonly previousStatus: 'OPEN' | 'CLOSED' | undefined;
  readonly isPot: boolean;
  readonly asAt: string;
}

/** @param ofFund the same of all funding streams: what is brought forward is known of all of them or of none */
function monthEnds(
  part: readonly MonthCash[],
  ofFund: readonly MonthCash[],
  { financialYear, previousStatus, isPot, asAt }: OfYear,
): readonly MonthEnd[] {
  let broughtForwardPence = 0;
  let balancePence = 0;
  return PERIODS.filter((period) => firstDayOfPeriod(financialYear, period) <= asAt).map((period) => {
    const month = monthOf(firstDayOfPeriod(financialYear, period));
    const sum = (counts: (measure: Measure) => boolean): number =>
      part.reduce(
        (total, each) => (each.month === month && counts(each.measure) ? exact(total + each.pence) : total),
        0,
      );
    const handedOnPence = sum((measure) => measure === 'broughtForward');
    const inPence = sum((measure) => measure !== 'broughtForward' && cashSigns[measure] === 1);
    const outPence = sum((measure) => cashSigns[measure] === -1);
    broughtForwardPence = exact(broughtForwardPence + handedOnPence);
    balancePence = exact(balancePence + handedOnPence + inPence - outPence);
    const untilThen = ofFund.filter((each) => each.month <= month);
    const isKnown = broughtForwardIsKnown(untilThen, previousStatus);
    const lastDay = period === 12 ? lastDayOf(financialYear) : addDays(firstDayOfPeriod(financialYear, period + 1), -1);
    return {
      financialYear,
      on: asAt < lastDay ? asAt : lastDay,
      broughtForwardPence: isKnown ? broughtForwardPence : null,
      inPence,
      outPence,
      balancePence: isKnown && isPot ? balancePence : null,
    };
  });
}

/**
 * The cash of a fund by month: what each whole month added to the totals, and the entries that are in none of them. What
 * a year counts of days before it (late facts of a closed year) stands in its first month.
 */
async function readMonths(
  look: Look,
  pooledFundId: string,
  financialYears: readonly string[],
  horizon: Horizon,
): Promise<readonly MonthCash[]> {
  const numbers = (Object.keys(cashSigns) as Measure[]).map((measure) => measures[measure]);
  const values: unknown[] = [pooledFundId, financialYears, numbers];
  const { totals, entries } = await sourcesOf(look, horizon, (value) => `$${values.push(value)}`);
  const ofCell = 't.cell_id = c.cell_id and t.measure = any($3)';
  const totalsOfCell = totals.map(
    ({ table, condition }) =>
      `select t.measure, t.month, t.pence, t.entry_count from ${READING_SCHEMA}.${table} t where ${ofCell} and ${condition}`,
  );
  const entriesOfCell = entries.map(
    ({ known = 'true', condition }) =>
      `select t.measure, (extract(year from t.occurred_on) * 12 + extract(month from t.occurred_on) - 1)::int, t.pence, 1
         from ${READING_SCHEMA}.entry t where ${ofCell} and ${known} and ${condition}`,
  );
  // Cell by cell, so that no estimate of how many entries there are makes the planner read all of them.
  const rows = await look.arrays(
    `select c.financial_year, c.funding_stream_id, part.measure,
            greatest(part.month, left(c.financial_year, 4)::int * 12 + 3) as month, sum(part.pence)::int8
       from (select cell_id, financial_year, funding_stream_id from ${READING_SCHEMA}.cell
              where pooled_fund_id = $1 and financial_year = any($2) and agreement_id = '' offset 0) as c
      cross join lateral (
        select measure, month, pence - lag(pence, 1, 0::int8) over before,
               entry_count - lag(entry_count, 1, 0) over before
          from (${totalsOfCell.join(' union all ')}) as total
        window before as (partition by measure order by month)
        union all ${entriesOfCell.join(' union all ')} offset 0
      ) as part (measure, month, pence, entries)
      group by 1, 2, 3, 4 having sum(part.entries) <> 0`,
    values,
  );
  return (rows as [string, string, number, number, number][]).map(
    ([financialYear, fundingStreamId, measure, month, pence]) => ({
      financialYear,
      fundingStreamId,
      measure: measureOf(measure),
      month,
      pence,
    }),
  );
}
