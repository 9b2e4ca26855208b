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
  agreement(agreementId: string): string;
}

/** Reads the names of all registers: a few thousand rows at the most. */
export async function readNames(look: Look): Promise<Names> {
  const rows = (await look.arrays(
    `select 'place', place_id, name, null from ${READING_SCHEMA}.place
     union all select 'fund', pooled_fund_id, name, null from ${READING_SCHEMA}.pooled_fund
     union all select 'stream', funding_stream_id, name, null from ${READING_SCHEMA}.funding_stream
     union all select 'agreement', agreement_id, title, null from ${READING_SCHEMA}.agreement
     union all select 'agency', agency_id, legal_name, tier from ${READING_SCHEMA}.agency
     union all select 'scheme', pooled_fund_id || '/' || scheme_id, name, null from ${READING_SCHEMA}.scheme`,
  )) as [string, string, string, string | null][];
  const ofKind = (kind: string): ReadonlyMap<string, string> =>
    new Map(rows.filter(([of]) => of === kind).map(([, id, name]) => [id, name]));
  const places = ofKind('place');
  const pooledFunds = ofKind('fund');
  const fundingStreams = ofKind('stream');
  const agencies = ofKind('agency');
  const schemes = ofKind('scheme');
  const agreements = ofKind('agreement');
  const tiers = new Map(rows.filter(([kind]) => kind === 'agency').map(([, id, , tier]) => [id, tier ?? '']));
  return {
    place: (id) => places.get(id) ?? id,
    pooledFund: (id) => pooledFunds.get(id) ?? id,
    fundingStream: (id) => fundingStreams.get(id) ?? id,
    agency: (id) => agencies.get(id) ?? id,
    agencyTier: (id) => tiers.get(id) ?? '',
    agreement: (id) => agreements.get(id) ?? id,
    scheme: (pooledFundId, id) => schemes.get(`${pooledFundId}/${id}`) ?? id,
  };
}
