import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';

/** What people call what identifiers stand for. An id that is not registered is its own name. */
export interface Names {
  place(placeId: string): string;
  pooledFund(pooledFundId: string): string;
  fundingStream(fundingStreamId: string): string;
  agency(agencyId: string): string;
  agencyTier(agencyId: string): string;
  scheme(pooledFundId: string, schemeId: string): string;
}

/** Reads the names of all registers: a few thousand rows at the most. */
export async function readNames(look: Look): Promise<Names> {
  const rows = (await look.arrays(
    `select 'place', place_id, name, null from ${READING_SCHEMA}.place
     union all select 'fund', pooled_fund_id, name, null from ${READING_SCHEMA}.pooled_fund
     union all select 'stream', funding_stream_id, name, null from ${READING_SCHEMA}.funding_stream
     union all select 'agency', agency_id, legal_name, tier from ${READING_SCHEMA}.agency
     union all select 'scheme', pooled_fund_id || '/' || scheme_id, name, null from ${READING_SCHEMA}.scheme`,
  )) as [string, string, string, string | null][];
  const names = new Map(rows.map(([kind, id, name]) => [`${kind} ${id}`, name]));
  const tiers = new Map(rows.filter(([kind]) => kind === 'agency').map(([, id, , tier]) => [id, tier ?? '']));
  const name = (kind: string, id: string): string => names.get(`${kind} ${id}`) ?? id;
  return {
    place: (id) => name('place', id),
    pooledFund: (id) => name('fund', id),
    fundingStream: (id) => name('stream', id),
    agency: (id) => name('agency', id),
    agencyTier: (id) => tiers.get(id) ?? '',
    scheme: (pooledFundId, id) => names.get(`scheme ${pooledFundId}/${id}`) ?? id,
  };
}
