import { contributionCondition } from '../contribution-ageing/contribution-ageing.query';
import { cellCondition, whereCondition } from '../entry/sums';
import { type ReportQuery } from '../reading/horizon';
import { READING_SCHEMA } from '../reading/reading-schema';
import { andInSight, type InSight, type OwnColumns } from '../reading/sight';
import { isWithinPlace } from '../reading/within-place';

/**
 * Where some entries are found: `scope` lists the cells, funds or contributions that they are of, and `match` finds the
 * entries of one of them by an index. Without a scope, all entries in the order in which they were recorded.
 */
interface Part {
  readonly scope?: string;
  readonly match: string;
  /** True for cells and for one agreement: what an entry is, is then told by no index. */
  readonly isOfAnyType?: boolean;
  /** What tells the order of the entries that match, where their index has another column for it than `known_at`. */
  readonly inOrderOf?: string;
}

/** Where the entries of a query are found; no entry is in two parts. */
export interface EntryScope {
  readonly parts: readonly Part[];
  readonly values: readonly unknown[];
}

/** What transactions are narrowed to. */
export type EntryQuery = ReportQuery & { readonly agreementId?: string };

/** The entries in sight and in the scope of a query. */
export function entryScope(query: EntryQuery, inSight: InSight | undefined): EntryScope {
  const { agencyId, fundingStreamId, placeId, pooledFundId, financialYear, agreementId } = query;
  if (agreementId !== undefined) return agreementEntryScope(agreementId, query, inSight);
  if (agencyId !== undefined || fundingStreamId !== undefined) {
    const { sql, values } = cellCondition(query, inSight);
    const scope = `select cell_id from ${READING_SCHEMA}.cell where ${sql}`;
    return { parts: [{ scope, match: 'e.cell_id = scope.cell_id', isOfAnyType: true }], values };
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
      scope: `select agreement_id from (${agreementsPlaced}) as placed
               where agreement_id = any(${agreements}) and pooled_fund_id <> all(${funds}) and ${asked}`,
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
        isOfAnyType: true,
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

/**
 * The entries of one agreement that are in the scope of a query; none of an agreement that is out of sight, whatever own
 * money of an agency it holds.
 */
function agreementEntryScope(agreementId: string, query: ReportQuery, inSight: InSight | undefined): EntryScope {
  const { agencyId, fundingStreamId, placeId, pooledFundId, financialYear } = query;
  const isOfCells = agencyId !== undefined || fundingStreamId !== undefined;
  const cells = isOfCells ? cellCondition(query, inSight) : { sql: 'true', values: [] };
  const values = [...cells.values];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [`agreement_id = ${place(agreementId)}`];
  const matches = ['e.agreement_id = scope.agreement_id'];
  if (isOfCells) matches.push(`e.cell_id in (select cell_id from ${READING_SCHEMA}.cell where ${cells.sql})`);
  else {
    if (placeId !== undefined) conditions.push(`place_id ${isWithinPlace(place(placeId))}`);
    if (pooledFundId !== undefined) conditions.push(`pooled_fund_id = ${place(pooledFundId)}`);
    if (financialYear !== undefined) matches.push(`e.financial_year = ${place(financialYear)}`);
  }
  const seen = andInSight(inSight, ownColumnsOfAgreement(''), place);
  const scope = `select agreement_id from (${agreementsPlaced}) as placed where ${conditions.join(' and ')}${seen}`;
  // They are numbered in the order in which they were recorded.
  return { parts: [{ scope, match: matches.join(' and '), isOfAnyType: true, inOrderOf: 'e.entry_no' }], values };
}

/** Every agreement: in the place of its fund, or without one in its own, as it then stands in a fund's place. */
const agreementsPlaced = `
  select a.agreement_id, coalesce(a.pooled_fund_id, '@' || a.agreement_id) as pooled_fund_id,
         coalesce(f.place_id, a.place_id) as place_id
    from ${READING_SCHEMA}.agreement a left join ${READING_SCHEMA}.pooled_fund f using (pooled_fund_id)`;

/** What tells whether an agreement is in sight. */
const ownColumnsOfAgreement = (prefix: '' | 'e.'): OwnColumns => ({
  pooledFundId: `${prefix}pooled_fund_id`,
  agreementId: `${prefix}agreement_id`,
});

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

/** Which entries of a scope are wanted, beside what a condition says. */
export interface Wanted {
  readonly breachesOnly: boolean;
  /** SQL for the list of types that are wanted; undefined for all. */
  readonly types?: string;
  /** Where to go on from: the latest first, or the earliest first. */
  readonly order: 'desc' | 'asc';
  /** SQL for how many at most. */
  readonly limit: string;
}

/** Whether what an entry is can be asked of every part of a scope by an index. */
export const tellsTypes = ({ parts }: EntryScope): boolean => parts.every(({ isOfAnyType }) => !isOfAnyType);

/** Every fund, and every agreement without one as it stands in a fund's place. */
const everyFund = `select pooled_fund_id from ${READING_SCHEMA}.pooled_fund
  union all select '@' || agreement_id from ${READING_SCHEMA}.agreement where pooled_fund_id is null`;

/**
 * SQL for the keys of the latest (or the earliest) entries in a scope that meet a condition, in order. The rare ones, of
 * some types or in breach, are found fund by fund, because no walk through a million others is quick.
 */
export function keysInOrder(scope: EntryScope, condition: string, wanted: Wanted): string {
  const { breachesOnly, types, order, limit } = wanted;
  const inOrderOf = (column: string): string => `order by ${column} ${order}, e.posting_no ${order} limit ${limit}`;
  const inOrder = inOrderOf('e.known_at');
  const isRare = breachesOnly || types !== undefined;
  const keys = scope.parts.map(({ scope: listed, match, isOfAnyType, inOrderOf: column = 'e.known_at' }) => {
    const isOfAll = listed === undefined && isRare;
    const conditions = [isOfAll ? `e.pooled_fund_id = scope.pooled_fund_id and ${match}` : match, condition];
    if (breachesOnly) conditions.push('e.breach_count <> 0');
    // Breaches are so few that whoever finds them looks at what each is.
    const isByType = types !== undefined && !breachesOnly && !isOfAnyType;
    if (types !== undefined) conditions.push(isByType ? 'e.type = scope.type' : `e.type = any(${types})`);
    const some = `select e.known_at, e.posting_no from ${READING_SCHEMA}.entry e where ${conditions.join(' and ')} ${inOrderOf(column)}`;
    if (listed === undefined && !isOfAll) return some;
    const kinds = isByType ? ` cross join unnest(${types}) as kind (type)` : '';
    // One after another, so that no estimate makes the planner walk through the entries of all others.
    return `select e.* from (select * from (${listed ?? everyFund}) as listed${kinds} offset 0) as scope
      cross join lateral (${some}) as e ${inOrder}`;
  });
  return keys.length === 1
    ? keys[0]!
    : `select e.* from (${keys.map((key) => `(${key})`).join(' union all ')}) as e ${inOrder}`;
}

const placeOfFund = `(select f.place_id from ${READING_SCHEMA}.pooled_fund f where f.pooled_fund_id = e.pooled_fund_id)`;

/**
 * Makes the SQL for the keys of the entries with a bank reference: found by it, then held to the scope, because there
 * are few of one reference and many of one fund.
 */
export const keysOfBankRef =
  (bankRef: string, query: EntryQuery, inSight: InSight | undefined, place: (value: unknown) => string) =>
  (_scope: EntryScope, condition: string, { breachesOnly, types, order, limit }: Wanted): string => {
    const { placeId, agencyId, pooledFundId, fundingStreamId, financialYear, agreementId } = query;
    const conditions = ['true'];
    if (agreementId !== undefined) conditions.push(`e.agreement_id = ${place(agreementId)}`);
    if (pooledFundId !== undefined) conditions.push(`e.pooled_fund_id = ${place(pooledFundId)}`);
    if (financialYear !== undefined) conditions.push(`e.financial_year = ${place(financialYear)}`);
    if (fundingStreamId !== undefined) conditions.push(`c.funding_stream_id = ${place(fundingStreamId)}`);
    // As in `entryScope`: cells are where the money is, entries where their fund is.
    const isOfCells = agencyId !== undefined || fundingStreamId !== undefined;
    const placed = isOfCells ? 'c.place_id' : `coalesce(${placeOfFund}, c.place_id)`;
    if (placeId !== undefined) conditions.push(`${placed} ${isWithinPlace(place(placeId))}`);
    if (agencyId !== undefined) {
      const agency = place(agencyId);
      conditions.push(`(c.party_key = 'agency:' || ${agency} or c.commissioner_id = ${agency})`);
    }
    if (breachesOnly) conditions.push('e.breach_count <> 0');
    if (types !== undefined) conditions.push(`e.type = any(${types})`);
    const own = agreementId === undefined ? ownColumnsOfEntry : ownColumnsOfAgreement('e.');
    return `select e.known_at, e.posting_no from (
        select * from ${READING_SCHEMA}.entry where lower(bank_ref) = lower(${place(bankRef)}) offset 0
      ) as e left join ${READING_SCHEMA}.cell c using (cell_id)
      where ${condition} and ${conditions.join(' and ')}${andInSight(inSight, own, place)}
      order by e.known_at ${order}, e.posting_no ${order} limit ${limit}`;
  };
