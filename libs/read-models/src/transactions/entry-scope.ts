import { contributionCondition } from '../contribution-ageing/contribution-ageing.query';
import { cellCondition, whereCondition } from '../entry/sums';
import { type ReportQuery } from '../reading/horizon';
import { READING_SCHEMA } from '../reading/reading-schema';
import { type InSight, type OwnColumns } from '../reading/sight';
import { isWithinPlace } from '../reading/within-place';

/**
 * Where some entries are found: `scope` lists the cells, funds or contributions that they are of, and `match` finds the
 * entries of one of them by an index. Without a scope, all entries in the order in which they were recorded.
 */
interface Part {
  readonly scope?: string;
  readonly match: string;
}

/** Where the entries of a query are found; no entry is in two parts. */
export interface EntryScope {
  readonly parts: readonly Part[];
  readonly values: readonly unknown[];
}

/** The entries in sight and in the scope of a query. */
export function entryScope(query: ReportQuery, inSight: InSight | undefined): EntryScope {
  const { agencyId, fundingStreamId, placeId, pooledFundId, financialYear } = query;
  if (agencyId !== undefined || fundingStreamId !== undefined) {
    const { sql, values } = cellCondition(query, inSight);
    return scoped(`select cell_id from ${READING_SCHEMA}.cell where ${sql}`, 'e.cell_id = scope.cell_id', values);
  }
  if (inSight !== undefined) return entryScopeInSight(query, inSight);
  const years = financialYear === undefined ? undefined : { financialYear };
  if (placeId === undefined && pooledFundId === undefined) {
    const { sql, values } = whereCondition({ ...years }, ofEntry);
    return { parts: [{ match: sql }], values };
  }
  const funds = whereCondition({ placeId, pooledFundId }, ofFund);
  const inYear = years ? ` and e.financial_year = $${funds.values.length + 1}` : '';
  return scoped(
    `select pooled_fund_id from ${READING_SCHEMA}.pooled_fund where ${funds.sql}
     union all select pooled_fund_id from (
       select place_id, '@' || agreement_id as pooled_fund_id from ${READING_SCHEMA}.agreement where pooled_fund_id is null
     ) as fundless where ${funds.sql}`,
    `e.pooled_fund_id = scope.pooled_fund_id${inYear}`,
    [...funds.values, ...(years ? [years.financialYear] : [])],
  );
}

/**
 * The entries in sight, narrowed to a place, a fund or a year: those of funds that are seen whole, then those of
 * agreements apart from these, then what is an agency's own: its money, and plans of its contributions that move none.
 */
function entryScopeInSight({ placeId, pooledFundId, financialYear }: ReportQuery, inSight: InSight): EntryScope {
  const values: unknown[] = [];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const funds = `${place(inSight.pooledFundIds)}::text[]`;
  const agreements = `${place(inSight.agreementIds)}::text[]`;
  const inYear = financialYear === undefined ? '' : ` and e.financial_year = ${place(financialYear)}`;
  const conditions = ['true'];
  if (placeId !== undefined) conditions.push(`place_id ${isWithinPlace(place(placeId))}`);
  if (pooledFundId !== undefined) conditions.push(`pooled_fund_id = ${place(pooledFundId)}`);
  const asked = conditions.join(' and ');
  const parts: Part[] = [
    {
      scope: `select pooled_fund_id from ${READING_SCHEMA}.pooled_fund where pooled_fund_id = any(${funds}) and ${asked}`,
      match: `e.pooled_fund_id = scope.pooled_fund_id${inYear}`,
    },
    {
      scope: `select agreement_id from (
                select a.agreement_id, coalesce(a.pooled_fund_id, '@' || a.agreement_id) as pooled_fund_id,
                       coalesce(f.place_id, a.place_id) as place_id
                  from ${READING_SCHEMA}.agreement a left join ${READING_SCHEMA}.pooled_fund f using (pooled_fund_id)
                 where a.agreement_id = any(${agreements})
              ) as seen where pooled_fund_id <> all(${funds}) and ${asked}`,
      match: `e.agreement_id = scope.agreement_id${inYear}`,
    },
  ];
  if (inSight.agencyIds.length > 0) {
    const agencies = `${place(inSight.agencyIds)}::text[]`;
    const keys = `${place(inSight.agencyIds.map((agencyId) => `agency:${agencyId}`))}::text[]`;
    parts.push(
      {
        scope: `select cell_id from ${READING_SCHEMA}.cell
                 where (party_key = any(${keys}) or commissioner_id = any(${agencies}))
                   and pooled_fund_id <> all(${funds}) and agreement_id <> all(${agreements}) and ${asked}`,
        match: `e.cell_id = scope.cell_id${inYear}`,
      },
      {
        scope: `select pooled_fund_id, c.financial_year, c.contribution_id
                  from ${READING_SCHEMA}.contribution c join ${READING_SCHEMA}.pooled_fund f using (pooled_fund_id)
                 where c.partner_id = any(${agencies}) and pooled_fund_id <> all(${funds}) and ${asked}`,
        match: `${ofContribution} and e.cell_id is null${inYear}`,
      },
    );
  }
  return { parts, values };
}

const ofContribution = `e.pooled_fund_id = scope.pooled_fund_id and e.contribution_year = scope.financial_year
     and e.contribution_id = scope.contribution_id`;

/** What tells whose an entry (`e`, in the cell `c`) is: the same as `entryScopeInSight` finds. */
export const ownColumnsOfEntry: OwnColumns = {
  pooledFundId: 'e.pooled_fund_id',
  agreementId: 'e.agreement_id',
  partyKey: 'c.party_key',
  agencyIds: [
    'c.commissioner_id',
    `(select k.partner_id from ${READING_SCHEMA}.contribution k where k.pooled_fund_id = e.pooled_fund_id
         and k.financial_year = e.contribution_year and k.contribution_id = e.contribution_id and e.cell_id is null)`,
  ],
};

/** The entries about the contributions in sight and in the scope of a query, later years' receipts among them. */
export function contributionEntryScope(query: ReportQuery, inSight: InSight | undefined): EntryScope {
  const { sql, values } = contributionCondition(query, inSight);
  return scoped(
    `select c.pooled_fund_id, c.financial_year, c.contribution_id
       from ${READING_SCHEMA}.contribution c join ${READING_SCHEMA}.pooled_fund f using (pooled_fund_id) where ${sql}`,
    ofContribution,
    values,
  );
}

const scoped = (scope: string, match: string, values: readonly unknown[]): EntryScope => ({
  parts: [{ scope, match }],
  values,
});

const ofEntry = { placeId: '', pooledFundId: 'e.', fundingStreamId: '', financialYear: 'e.' };
const ofFund = { placeId: '', pooledFundId: '', fundingStreamId: '', financialYear: '' };

/** SQL for the keys of the latest entries in a scope that meet a condition, at most `limit` of them, in order. */
export function latestKeys({ parts }: EntryScope, condition: string, limit: string): string {
  const order = `order by e.known_at desc, e.posting_no desc limit ${limit}`;
  const keys = parts.map(({ scope, match }) => {
    const some = `select e.known_at, e.posting_no from ${READING_SCHEMA}.entry e where ${match} and ${condition} ${order}`;
    // One after another, so that no estimate makes the planner walk through the entries of all others.
    return scope ? `select e.* from (${scope} offset 0) as scope cross join lateral (${some}) as e ${order}` : some;
  });
  return keys.length === 1
    ? keys[0]!
    : `select e.* from (${keys.map((key) => `(${key})`).join(' union all ')}) as e ${order}`;
}
