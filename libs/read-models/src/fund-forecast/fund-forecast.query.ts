import { lastDayOf } from '@app/domain';
import { type ContributionAgeingRow } from '../contribution-ageing/contribution-ageing.query';
import { type FundStatement } from '../fund-statement/fund-statement.query';
import { exact } from '../reading/exact';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';

/** What a funding stream, or a whole fund, is heading for by the end of the year. */
export interface Forecast {
  /** The cash now; null when what was brought forward is not known, and for money that is no pot. */
  readonly balancePence: number | null;
  /** Cash contributions of the year, due by its end, that have not come and are neither waived nor withheld. */
  readonly stillToComePence: number;
  /** Of those: what is late already. */
  readonly latePence: number;
  /** Withdrawals that are approved and not paid. */
  readonly approvedPence: number;
  /** Withdrawals that are requested and not approved. */
  readonly requestedPence: number;
  /** Balance + still to come - approved - requested; null when the balance is not known. */
  readonly forecastBalancePence: number | null;
  /** Held back by partners for a reason that they gave: not counted as still to come. */
  readonly withheldPence: number;
  /** Due only after the end of the year: not counted as still to come. */
  readonly dueAfterYearPence: number;
}

/**
 * Where a pool year will end if nothing happens but what is recorded already: what is agreed comes, what is requested
 * and approved is paid. It carries on no trend.
 */
export interface FundForecast {
  readonly report: 'fund-forecast';
  readonly pooledFundId: string;
  readonly financialYear: string;
  readonly asAt: string;
  readonly asKnownAt: string | null;
  /** The last day of the year, which the forecast is for. */
  readonly endsOn: string;
  /** True when the year was closed by then: its balance is final, and nothing is forecast. */
  readonly isClosed: boolean;
  readonly whole: Forecast;
  readonly fundingStreams: readonly (Forecast & {
    readonly fundingStreamId: string;
    readonly fundingStreamName: string;
  })[];
}

type Parts = Record<Exclude<keyof Forecast, 'balancePence' | 'forecastBalancePence'>, number>;
const noParts = (): Parts => ({
  stillToComePence: 0,
  latePence: 0,
  approvedPence: 0,
  requestedPence: 0,
  withheldPence: 0,
  dueAfterYearPence: 0,
});

/**
 * The forecast of the year that a statement tells, at the same two times.
 * @param contributions those of the year, as they aged by then
 */
export async function fundForecast(
  look: Look,
  statement: FundStatement,
  contributions: readonly ContributionAgeingRow[],
  horizon: Horizon,
): Promise<FundForecast> {
  const { pooledFundId, financialYear, cash } = statement;
  const asked = { pooledFundId, financialYear };
  const endsOn = lastDayOf(financialYear);
  const byStream = new Map<string, { readonly name: string; readonly parts: Parts }>();
  const partsOf = (fundingStreamId: string, name: string): Parts => {
    const { parts } = byStream.get(fundingStreamId) ?? { parts: noParts() };
    byStream.set(fundingStreamId, { name, parts });
    return parts;
  };
  const add = (parts: Parts, part: keyof Parts, pence: number): void => {
    parts[part] = exact(parts[part] + pence);
  };
  for (const { fundingStreamId, fundingStreamName } of statement.fundingStreams) {
    partsOf(fundingStreamId, fundingStreamName);
  }
  for (const row of contributions) {
    // Only cash that arrives moves the balance (INV-20).
    if (row.mode !== 'CASH_TRANSFER') continue;
    const parts = partsOf(row.fundingStreamId, row.fundingStreamName);
    const isDueInYear = row.dueOn === null || row.dueOn <= endsOn;
    add(parts, isDueInYear ? 'stillToComePence' : 'dueAfterYearPence', row.outstandingPence);
    if (isDueInYear && (row.daysLate ?? 0) > 0) add(parts, 'latePence', row.outstandingPence);
    add(parts, 'withheldPence', row.withheldPence);
  }
  for (const open of await readOpenWithdrawals(look, asked, horizon)) {
    const parts = partsOf(open.fundingStreamId, open.fundingStreamName);
    add(parts, open.isApproved ? 'approvedPence' : 'requestedPence', open.pence);
  }
  const isKnown = cash.broughtForwardPence !== null && cash.balancePence !== null;
  const balances = new Map(statement.fundingStreams.map((each) => [each.fundingStreamId, each.balancePence ?? 0]));
  const sums = noParts();
  for (const { parts } of byStream.values()) {
    for (const part of Object.keys(sums) as (keyof Parts)[]) add(sums, part, parts[part]);
  }
  return {
    report: 'fund-forecast',
    ...asked,
    asAt: horizon.asAt,
    asKnownAt: horizon.asKnownAt,
    endsOn,
    isClosed: await isClosed(look, asked, horizon),
    whole: forecastOf(isKnown ? cash.balancePence : null, sums),
    fundingStreams: [...byStream]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([fundingStreamId, { name, parts }]) => ({
        fundingStreamId,
        fundingStreamName: name,
        ...forecastOf(isKnown ? (balances.get(fundingStreamId) ?? 0) : null, parts),
      })),
  };
}

const forecastOf = (balancePence: number | null, parts: Parts): Forecast => ({
  balancePence,
  ...parts,
  forecastBalancePence:
    balancePence === null
      ? null
      : exact(balancePence + parts.stillToComePence - parts.approvedPence - parts.requestedPence),
});

interface OpenWithdrawals {
  readonly fundingStreamId: string;
  readonly fundingStreamName: string;
  readonly isApproved: boolean;
  readonly pence: number;
}

/** The withdrawals of a year that are neither rejected nor paid, as the list of withdrawals tells them, in sums. */
async function readOpenWithdrawals(
  look: Look,
  { pooledFundId, financialYear }: { readonly pooledFundId: string; readonly financialYear: string },
  horizon: Horizon,
): Promise<readonly OpenWithdrawals[]> {
  const rows = await look.arrays(
    `select c.funding_stream_id, f.name, w.is_approved, sum(w.pence)::int8
       from (
         select max(cell_id) filter (where type = 'WithdrawalRequested') as cell_id,
                max(pence) filter (where type = 'WithdrawalRequested') as pence,
                bool_or(type = 'WithdrawalApproved') as is_approved
           from ${READING_SCHEMA}.entry
          where pooled_fund_id = $1 and financial_year = $2 and withdrawal_id is not null
            and known_at <= $3 and occurred_on <= $4
          group by withdrawal_id
         having not bool_or(type in ('WithdrawalRejected', 'WithdrawalPaid', 'PaymentRecorded', 'WithdrawalReversed'))
       ) as w
       join ${READING_SCHEMA}.cell c using (cell_id)
       join ${READING_SCHEMA}.funding_stream f using (funding_stream_id)
      group by 1, 2, 3`,
    [pooledFundId, financialYear, horizon.knownAt, horizon.asAt],
  );
  return (rows as [string, string, boolean, number][]).map(
    ([fundingStreamId, fundingStreamName, isApproved, pence]) => ({
      fundingStreamId,
      fundingStreamName,
      isApproved,
      pence,
    }),
  );
}

async function isClosed(
  look: Look,
  { pooledFundId, financialYear }: { readonly pooledFundId: string; readonly financialYear: string },
  horizon: Horizon,
): Promise<boolean> {
  const rows = await look.arrays(
    `select 1 from ${READING_SCHEMA}.fund_fact
      where pooled_fund_id = $1 and financial_year = $2 and type = 'PoolYearClosed' and known_at <= $3
        and occurred_on <= $4`,
    [pooledFundId, financialYear, horizon.knownAt, horizon.asAt],
  );
  return rows.length > 0;
}
