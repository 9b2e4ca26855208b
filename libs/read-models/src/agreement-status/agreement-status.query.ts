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
import { type CellSum } from '../entry/sums';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
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
      return signatureFlag(pooledFundId, fund, firstMoneyOn, horizon.asAt);
    });
}

function signatureFlag(
  pooledFundId: string,
  fund: PooledFundState,
  firstMoneyOn: string,
  asAt: string,
): readonly Flag[] {
  if (fund.signature === 'NOT_TRACKED') return [];
  const unsignedAgencyIds = unsignedPartners(fund, asAt);
  if (unsignedAgencyIds.length > 0) {
    const daysElapsed = daysBetween(firstMoneyOn, asAt);
    const who = unsignedAgencyIds.join(', ');
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

/** The breaches among these sums that stand, by fund: counted, and the latest named. */
export async function breachFlags(look: Look, sums: readonly CellSum[], horizon: Horizon): Promise<readonly Flag[]> {
  const broken = sums.filter(({ breachCount }) => breachCount > 0);
  if (broken.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { cell, breachCount } of broken) {
    counts.set(cell.pooledFundId, (counts.get(cell.pooledFundId) ?? 0) + breachCount);
  }
  const rows = await look.rows<BreachRow>(
    `select pooled_fund_id, financial_year, entry_no, breaches, pence from (
       select e.*, row_number() over (partition by e.pooled_fund_id order by e.known_at desc) as place
         from ${READING_SCHEMA}.entry e
        where e.breach_count = 1 and e.cell_id = any($1) and e.known_at <= $2 and e.occurred_on <= $3
          and not exists (
            select from ${READING_SCHEMA}.entry r where r.known_at <= $2 and r.occurred_on <= $3
               and r.reverses_entry = e.pooled_fund_id || '/' || e.financial_year || '/' || e.entry_no)
     ) as standing where place <= ${BREACHES_NAMED_MAX} order by known_at desc`,
    [[...new Set(broken.map(({ cellId }) => cellId))], horizon.knownAt, horizon.asAt],
  );
  return [...counts].map(([pooledFundId, breachCount]) => {
    const entries = rows
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
