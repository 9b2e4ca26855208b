import {
  daysBetween,
  entryRefOf,
  evolvePooledFund,
  initialPooledFund,
  partnersOn,
  type PooledFundEvent,
  type PooledFundState,
  unsignedPartners,
} from '@app/domain';
import { type Cell } from '../entry/entry';
import { cellCondition } from '../entry/sums';
import { type Horizon, type ReportQuery } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { type Names, readNames } from '../register/names';
import { andInSight, ownColumnsOfCell } from '../reading/sight';

/** Something that a reader of a report must be told beside its figures. */
export type Flag =
  | {
      /** Money moved under an agreement that not every partner has signed (INV-10). */
      readonly kind: 'AGREEMENT_NOT_SIGNED';
      readonly pooledFundId: string;
      readonly unsignedAgencyIds: readonly string[];
      readonly firstMoneyOn: string;
      readonly daysElapsed: number;
      readonly sentence: string;
    }
  | {
      /** The last signature came after money had moved. */
      readonly kind: 'AGREEMENT_SIGNED_LATE';
      readonly pooledFundId: string;
      readonly signedOn: string;
      readonly firstMoneyOn: string;
      readonly daysElapsed: number;
      readonly sentence: string;
    }
  | {
      readonly kind: 'BREACHES';
      readonly pooledFundId: string;
      readonly breachCount: number;
      /** The latest of them, at most ten. */
      readonly entries: readonly {
        readonly entryRef: string;
        readonly breaches: readonly string[];
        readonly pence: number;
      }[];
      readonly sentence: string;
    }
  | {
      readonly kind:
        | 'NOT_POOLED'
        | 'PRIOR_PERIOD'
        | 'OVERDRAWN'
        | 'BROUGHT_FORWARD_NOT_KNOWN'
        | 'PASS_THROUGH_OVERDUE'
        | 'EXPIRED_UNSPENT';
      readonly pooledFundId: string;
      readonly fundingStreamId?: string;
      readonly pence?: number;
      readonly sentence: string;
    };

interface FundFactRow {
  readonly pooled_fund_id: string;
  readonly type: string;
  readonly occurred_on: string;
  readonly data: object;
}

/** Folds what was known of some funds: partners, signatures, hosts. */
export async function readFunds(
  look: Look,
  pooledFundIds: readonly string[],
  horizon: Horizon,
): Promise<ReadonlyMap<string, PooledFundState>> {
  const rows = await look.rows<FundFactRow>(
    `select pooled_fund_id, type, occurred_on, data from ${READING_SCHEMA}.fund_fact
      where pooled_fund_id = any($1) and known_at <= $2 and occurred_on <= $3 order by known_at`,
    [pooledFundIds, horizon.knownAt, horizon.asAt],
  );
  const funds = new Map<string, PooledFundState>();
  for (const row of rows) {
    const state = funds.get(row.pooled_fund_id) ?? initialPooledFund();
    if (!yearFacts.has(row.type)) {
      evolvePooledFund(state, { type: row.type, occurredOn: row.occurred_on, data: row.data } as PooledFundEvent);
    }
    funds.set(row.pooled_fund_id, state);
  }
  return funds;
}

const yearFacts: ReadonlySet<string> = new Set(['PoolYearOpened', 'PoolYearClosed', 'PeriodLocked', 'PeriodReopened']);

/** Funds of which a reader sees some money: a party of an agreement of a fund sees the agreement, not yet the fund. */
async function fundsWithMoneyInSight(look: Look, pooledFundIds: readonly string[]): Promise<readonly string[]> {
  if (look.inSight === undefined || pooledFundIds.length === 0) return pooledFundIds;
  const values: unknown[] = [pooledFundIds];
  const inSight = andInSight(look.inSight, ownColumnsOfCell(''), (value) => `$${values.push(value)}`);
  const rows = await look.rows<{ pooled_fund_id: string }>(
    `select distinct pooled_fund_id from ${READING_SCHEMA}.cell
      where pooled_fund_id = any($1) and agreement_id = ''${inSight}`,
    values,
  );
  return rows.map((row) => row.pooled_fund_id);
}

/** INV-10: what a report says of agreements that were not signed when money moved, with the days elapsed. */
export async function signatureFlags(
  look: Look,
  pooledFundIds: readonly string[],
  horizon: Horizon,
): Promise<readonly Flag[]> {
  const told = await fundsWithMoneyInSight(look, pooledFundIds);
  if (told.length === 0) return [];
  const funds = await readFunds(look, told, horizon);
  const names = await readNames(look);
  const rows = await look.rows<{ pooled_fund_id: string; first_on: string }>(
    `select pooled_fund_id, min(occurred_on)::date as first_on from ${READING_SCHEMA}.first_money
      where pooled_fund_id = any($1) and known_at <= $2 group by 1`,
    [told, horizon.knownAt],
  );
  const firstMoney = new Map(rows.map((row) => [row.pooled_fund_id, row.first_on]));
  return [...funds]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([pooledFundId, fund]) => {
      const firstMoneyOn = firstMoney.get(pooledFundId);
      if (firstMoneyOn === undefined || firstMoneyOn > horizon.asAt) return [];
      return signatureFlag(pooledFundId, fund, firstMoneyOn, horizon.asAt, names);
    });
}

function signatureFlag(
  pooledFundId: string,
  fund: PooledFundState,
  firstMoneyOn: string,
  asAt: string,
  names: Names,
): readonly Flag[] {
  if (fund.signature === 'NOT_TRACKED') return [];
  const unsignedAgencyIds = unsignedPartners(fund, asAt);
  if (unsignedAgencyIds.length > 0) {
    const daysElapsed = daysBetween(firstMoneyOn, asAt);
    const who = unsignedAgencyIds.map((agencyId) => names.agency(agencyId)).join(', ');
    const sentence = `Agreement not signed: money has moved since ${firstMoneyOn}, ${daysElapsed} days, without the signature of ${who}.`;
    return [{ kind: 'AGREEMENT_NOT_SIGNED', pooledFundId, unsignedAgencyIds, firstMoneyOn, daysElapsed, sentence }];
  }
  const signedOn = partnersOn(fund, asAt)
    .map((agencyId) => fund.agreement.signedOn.get(agencyId)!)
    .reduce((last, on) => (on > last ? on : last), '');
  if (signedOn <= firstMoneyOn) return [];
  const daysElapsed = daysBetween(firstMoneyOn, signedOn);
  const sentence = `Agreement signed late: the last signature came on ${signedOn}, ${daysElapsed} days after money first moved on ${firstMoneyOn}.`;
  return [{ kind: 'AGREEMENT_SIGNED_LATE', pooledFundId, signedOn, firstMoneyOn, daysElapsed, sentence }];
}

/** Says of funds whose money is only aligned or in view that what was spent there is no cash of a pool. */
export async function unpooledFlags(look: Look, pooledFundIds: readonly string[]): Promise<readonly Flag[]> {
  const rows = await look.rows<{ pooled_fund_id: string }>(
    `select pooled_fund_id from ${READING_SCHEMA}.pooled_fund
      where pooled_fund_id = any($1) and pooling_basis <> 'POOLED' order by 1`,
    [await fundsWithMoneyInSight(look, pooledFundIds)],
  );
  const sentence =
    'This money is not pooled: its partners keep it. What they spent is shown, and is no cash of a pool.';
  return rows.map((row) => ({ kind: 'NOT_POOLED', pooledFundId: row.pooled_fund_id, sentence }));
}

/** Latest breaches that a flag names; it counts them all. */
const BREACHES_NAMED_MAX = 10;

interface BreachRow {
  readonly pooled_fund_id: string;
  readonly financial_year: string;
  readonly entry_no: number;
  readonly breaches: string;
  readonly pence: number;
}

/**
 * The breaches that stand, by fund: counted already, and the latest named.
 * @param query what the counts are of; undefined to name none
 */
export async function breachFlags(
  look: Look,
  query: ReportQuery | undefined,
  counted: readonly { readonly cell: Pick<Cell, 'pooledFundId'>; readonly breachCount: number }[],
  horizon: Horizon,
): Promise<readonly Flag[]> {
  const counts = new Map<string, number>();
  for (const { cell, breachCount } of counted) {
    if (breachCount > 0) counts.set(cell.pooledFundId, (counts.get(cell.pooledFundId) ?? 0) + breachCount);
  }
  const named = query && counts.size > 0 ? await latestBreaches(look, query, [...counts.keys()], horizon) : [];
  return [...counts].map(([pooledFundId, breachCount]) => {
    const entries = named
      .filter((row) => row.pooled_fund_id === pooledFundId)
      .map((row) => ({
        entryRef: entryRefOf(pooledFundId, row.financial_year, row.entry_no),
        breaches: row.breaches.split(' '),
        pence: row.pence,
      }));
    const payments =
      breachCount === 1
        ? 'payment broke a rule of the fund and stands as a breach'
        : 'payments broke a rule of the fund and stand as breaches';
    const sentence = `${breachCount.toLocaleString('en-GB')} ${payments}.`;
    return { kind: 'BREACHES', pooledFundId, breachCount, entries, sentence };
  });
}

/** The latest breaches of a query that stand, at most so many of each fund. */
async function latestBreaches(
  look: Look,
  query: ReportQuery,
  pooledFundIds: readonly string[],
  horizon: Horizon,
): Promise<readonly BreachRow[]> {
  const scope = cellCondition(query, look.inSight);
  const values = [...scope.values];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const [known, asAt] = [place(horizon.knownAt), place(horizon.asAt)];
  return look.rows<BreachRow>(
    `with wanted as materialized (select cell_id from ${READING_SCHEMA}.cell where ${scope.sql})
     select standing.* from unnest(${place(pooledFundIds)}::text[]) as fund (id) cross join lateral (
       select e.pooled_fund_id, e.financial_year, e.entry_no, e.breaches, e.pence
         from ${READING_SCHEMA}.entry e
        where e.pooled_fund_id = fund.id and e.breach_count = 1 and e.known_at <= ${known} and e.occurred_on <= ${asAt}
          and e.cell_id in (select cell_id from wanted)
          and not exists (
            select from ${READING_SCHEMA}.entry r where r.known_at <= ${known} and r.occurred_on <= ${asAt}
               and r.reverses_entry = e.pooled_fund_id || '/' || e.financial_year || '/' || e.entry_no)
        order by e.known_at desc limit ${BREACHES_NAMED_MAX}
     ) as standing`,
    values,
  );
}
