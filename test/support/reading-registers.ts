import { type JsonObject } from '@app/event-store';

/** A fact to record: in which event stream, of what type, effective when. */
export interface Fact {
  readonly eventStream: string;
  readonly type: string;
  readonly occurredOn: string;
  readonly data: JsonObject;
}

export const places = ['trafford', 'oxford'];
export const funds = ['bcf', 'dfg', 'families'];
export const years = ['2023-24', '2024-25'];
export const partners = ['council', 'icb', 'police'];
export const fundingStreams = ['minimum', 'grant'];
/** Names as files have them: other capitals, blanks, and whatever upsets a careless COPY. */
export const providers = [
  'Homecare North',
  'HOMECARE NORTH ',
  'Back\\slash "Quote" O\'Neil',
  'Tab\there\r\nand\\N line',
  'Zoë Żółć 家 😀|pipe, comma',
  `${'x'.repeat(199)}é`,
];

/** What the registers and the funds are made of, before any money. */
export const registers: readonly Fact[] = [
  ...places.map((placeId) =>
    fact(`place-${placeId}`, 'PlaceRegistered', '2020-01-01', {
      placeId,
      name: `Place "${placeId}"\\`,
      kind: 'WHOLE_PLACE',
      gssCodes: ['E08000009'],
    }),
  ),
  ...partners.map((agencyId) =>
    fact(`agency-${agencyId}`, 'AgencyRegistered', '2020-01-01', {
      agencyId,
      legalName: 'An agency of this name',
      kind: 'COUNCIL',
      tier: 'LOCAL',
      alsoKnownAs: ['a "b" {c}', 'd\\e,f'],
    }),
  ),
  ...fundingStreams.map((fundingStreamId) =>
    fact(`fundingStream-${fundingStreamId}`, 'FundingStreamDefined', '2020-01-01', {
      fundingStreamId,
      name: fundingStreamId,
      originAgencyId: 'council',
      ringFence: 'NONE',
      permittedSpendTypes: ['REVENUE', 'CAPITAL'],
    }),
  ),
  ...['treasurer', 'leaver'].map((actorId) =>
    fact(`access-${actorId}`, 'RoleGranted', '2020-01-01', {
      grantId: 'first',
      actorId,
      role: 'TREASURER',
      scope: { kind: 'PLACE', placeId: 'trafford' },
      actsForAgencyId: 'council',
    }),
  ),
  fact('access-leaver', 'RoleRevoked', '2020-01-03', { grantId: 'first', actorId: 'leaver', reason: 'Left the post' }),
  ...funds.flatMap((pooledFundId, n) => [
    fact(`pooledFund-${pooledFundId}`, 'PooledFundEstablished', '2020-01-01', {
      pooledFundId,
      placeId: places[n % places.length]!,
      name: `Fund\t${pooledFundId}`,
      legalBasis: 'S75_NHS_ACT_2006',
      poolingBasis: 'POOLED',
      hostAgencyId: 'council',
      pooledFundManager: { post: 'Head of finance', agencyId: 'council' },
      signature: 'REPORTED',
    }),
    ...['icb', 'police'].map((agencyId) =>
      fact(`pooledFund-${pooledFundId}`, 'PartnerJoined', '2020-01-02', { pooledFundId, agencyId }),
    ),
    ...years.map((financialYear) =>
      fact(streamOf(pooledFundId, financialYear), 'PoolYearOpened', `${financialYear.slice(0, 4)}-04-01`, {
        pooledFundId,
        financialYear,
        placeId: places[n % places.length]!,
      }),
    ),
  ]),
];

export function fact(eventStream: string, type: string, occurredOn: string, data: JsonObject): Fact {
  return { eventStream, type, occurredOn, data };
}

export function streamOf(pooledFundId: string, financialYear: string): string {
  return `poolYear-${pooledFundId}:${financialYear.slice(0, 4)}`;
}
