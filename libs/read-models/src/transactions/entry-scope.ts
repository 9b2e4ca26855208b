import { contributionCondition } from '../contribution-ageing/contribution-ageing.query';
import { cellCondition, type Condition, whereCondition } from '../entry/sums';
import { type ReportQuery } from '../reading/horizon';
import { READING_SCHEMA } from '../reading/reading-schema';

/**
 * Where the entries of a query are found: `scope` lists the cells, funds or contributions that it is about, and `match`
 * finds the entries of one of them by an index. Without a scope, all entries in the order in which they were recorded.
 */
export interface EntryScope {
  readonly scope?: string;
  readonly match: string;
  readonly values: readonly string[];
}

/** The entries in the scope of a query. */
export function entryScope(query: ReportQuery): EntryScope {
  const { agencyId, fundingStreamId, placeId, pooledFundId, financialYear } = query;
  if (agencyId !== undefined || fundingStreamId !== undefined) {
    const { sql, values } = cellCondition(query);
    return scoped(`select cell_id from ${READING_SCHEMA}.cell where ${sql}`, 'e.cell_id = scope.cell_id', values);
  }
  const years = financialYear === undefined ? undefined : { financialYear };
  if (placeId === undefined && pooledFundId === undefined) {
    const { sql, values } = whereCondition({ ...years }, ofEntry);
    return { match: sql, values };
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

/** The entries about the contributions in the scope of a query, later years' receipts among them. */
export function contributionEntryScope(query: ReportQuery): EntryScope {
  const { sql, values }: Condition = contributionCondition(query);
  return scoped(
    `select c.pooled_fund_id, c.financial_year, c.contribution_id
       from ${READING_SCHEMA}.contribution c join ${READING_SCHEMA}.pooled_fund f using (pooled_fund_id) where ${sql}`,
    `e.pooled_fund_id = scope.pooled_fund_id and e.contribution_year = scope.financial_year
     and e.contribution_id = scope.contribution_id`,
    values,
  );
}

const scoped = (scope: string, match: string, values: readonly string[]): EntryScope => ({ scope, match, values });

const ofEntry = { placeId: '', pooledFundId: 'e.', fundingStreamId: '', financialYear: 'e.' };
const ofFund = { placeId: '', pooledFundId: '', fundingStreamId: '', financialYear: '' };

/** SQL for the keys of the latest entries in a scope that meet a condition, at most `limit` of them, in order. */
export function latestKeys({ scope, match }: EntryScope, condition: string, limit: string): string {
  const order = `order by e.known_at desc, e.posting_no desc limit ${limit}`;
  const some = `select e.known_at, e.posting_no from ${READING_SCHEMA}.entry e where ${match} and ${condition} ${order}`;
  // One after another, so that no estimate makes the planner walk through the entries of all others.
  return scope ? `select e.* from (${scope} offset 0) as scope cross join lateral (${some}) as e ${order}` : some;
}
