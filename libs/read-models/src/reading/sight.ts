import { type PoolClient } from 'pg';
import { READING_SCHEMA } from './reading-schema';
import { isWithinPlaces } from './within-place';

/**
 * What a reader may see: everything, or what lies in any of these. A place stands for all within it; a pooled fund for
 * the whole of it; an agency for what is its own: funds that it hosts, whole; elsewhere the money that it pays in, is
 * paid or commissions; and agreements that it is a party to.
 */
export type Sight =
  | 'EVERYTHING'
  | {
      readonly placeIds: readonly string[];
      readonly pooledFundIds: readonly string[];
      readonly agencyIds: readonly string[];
    };

/**
 * What a sight comes to in one look. It follows what is so now, whatever times a report is told for: who hosts a fund
 * today sees all its past, and who is a party of the latest terms sees all the versions before.
 */
export interface InSight {
  /** Funds that are seen whole. */
  readonly pooledFundIds: readonly string[];
  /** Agreements that are seen whole: of a place or a fund in sight, or of an agency as a party of any version. */
  readonly agreementIds: readonly string[];
  /** Agencies whose own money is seen wherever it is. */
  readonly agencyIds: readonly string[];
}

/** Finds what a sight comes to; undefined for everything, which is narrowed by no condition. */
export async function resolveSight(sight: Sight, client: PoolClient): Promise<InSight | undefined> {
  if (sight === 'EVERYTHING') return undefined;
  const { placeIds, pooledFundIds, agencyIds } = sight;
  const { rows } = await client.query<{ kind: string; id: string }>(
    `with whole as (
       select pooled_fund_id from ${READING_SCHEMA}.pooled_fund
        where place_id ${isWithinPlaces('$1')} or pooled_fund_id = any($2) or host_agency_id = any($3)
     )
     select 'FUND' as kind, pooled_fund_id as id from whole
     union all
     select 'AGREEMENT', agreement_id from ${READING_SCHEMA}.agreement
      where place_id ${isWithinPlaces('$1')} or pooled_fund_id in (select pooled_fund_id from whole)
         or agreement_id in (select agreement_id from ${READING_SCHEMA}.agreement_party where agency_id = any($3))`,
    [placeIds, pooledFundIds, agencyIds],
  );
  const idsOf = (wanted: string): readonly string[] => rows.filter(({ kind }) => kind === wanted).map(({ id }) => id);
  return { pooledFundIds: idsOf('FUND'), agreementIds: idsOf('AGREEMENT'), agencyIds };
}

/** The SQL of what tells whose rows some are. */
export interface OwnColumns {
  readonly pooledFundId: string;
  readonly agreementId?: string;
  /** Keys of parties, as cells have them. */
  readonly partyKey?: string;
  /** Agencies that a row is the own money of, each by its id. */
  readonly agencyIds?: readonly string[];
}

/** What tells whose a cell is; `prefix` names the table. */
export const ownColumnsOfCell = (prefix: '' | 'c.'): OwnColumns => ({
  pooledFundId: `${prefix}pooled_fund_id`,
  agreementId: `${prefix}agreement_id`,
  partyKey: `${prefix}party_key`,
  agencyIds: [`${prefix}commissioner_id`],
});

/**
 * A further condition in SQL that leaves the rows in sight: nothing for a reader of everything, and never true for one
 * who may see nothing. By the ids of what is seen, so that each index of those serves it.
 * @param place keeps a value and tells where it is, such as `$3`
 */
export function andInSight(
  inSight: InSight | undefined,
  { pooledFundId, agreementId, partyKey, agencyIds = [] }: OwnColumns,
  place: (value: unknown) => string,
): string {
  if (inSight === undefined) return '';
  const own: string[] = [];
  const add = (column: string | undefined, ids: readonly string[]): void => {
    if (column !== undefined && ids.length > 0) own.push(`${column} = any(${place(ids)}::text[])`);
  };
  add(pooledFundId, inSight.pooledFundIds);
  add(agreementId, inSight.agreementIds);
  add(
    partyKey,
    inSight.agencyIds.map((agencyId) => `agency:${agencyId}`),
  );
  for (const column of agencyIds) add(column, inSight.agencyIds);
  return own.length === 0 ? ' and false' : ` and (${own.join(' or ')})`;
}
