import { type Sight } from '@app/read-models';
import { type JsonObject } from '@app/event-store';
import * as fc from 'fast-check';
import { agreementStory } from './agreement-story';
import { histories } from './reading-history';
import { type Fact, fact } from './reading-registers';

/** What a naive reader of the history knows: where each fund and agreement is, and whose. */
export const fundsInStory: Readonly<Record<string, { readonly placeId: string; readonly hostAgencyId: string }>> = {
  bcf: { placeId: 'trafford', hostAgencyId: 'council' },
  dfg: { placeId: 'oxford', hostAgencyId: 'nhs' },
  families: { placeId: 'trafford', hostAgencyId: 'police' },
};
export const agreementsInStory: Readonly<
  Record<string, { readonly placeId: string; readonly pooledFundId?: string; readonly partyIds: readonly string[] }>
> = {
  investment: { placeId: 'oxford', pooledFundId: 'bcf', partyIds: ['council', 'police', 'nhs', 'dwp'] },
  apart: { placeId: 'trafford', partyIds: ['council', 'police', 'nhs', 'moj'] },
};

/** Each way to see, alone and together: a place, the place around it, a fund, a host, a partner, a party. */
export const sights: readonly (readonly [string, Exclude<Sight, 'EVERYTHING'>])[] = (
  [
    ['nothing', {}],
    ['the inner place', { placeIds: ['oxford'] }],
    ['the place around it', { placeIds: ['trafford'] }],
    ['a fund with an agreement', { pooledFundIds: ['bcf'] }],
    ['a fund without one', { pooledFundIds: ['dfg'] }],
    ['an agency that once was a host, and is a partner', { agencyIds: ['icb'] }],
    ['an agency that became a host, and is a partner and a party', { agencyIds: ['police'] }],
    ['an agency that is a host and a party', { agencyIds: ['nhs'] }],
    ['an agency that is a party only', { agencyIds: ['dwp'] }],
    ['an agency that has nothing', { agencyIds: ['nobody'] }],
    ["a fund, and what is an agency's own", { pooledFundIds: ['dfg'], agencyIds: ['icb', 'moj'] }],
  ] as const
).map(([name, lists]) => [name, { placeIds: [], pooledFundIds: [], agencyIds: [], ...lists }]);

/**
 * Money of three funds in two places, one within the other, with partners, payees and commissioners; a host that
 * changed; an agreement of a fund, in another place than the fund, and one without a fund.
 */
export function sightStory(): readonly Fact[] {
  const [money] = fc.sample(histories, { numRuns: 1, seed: 5 }) as [readonly Fact[]];
  const registered = new Set(money.map(({ eventStream }) => eventStream));
  const story = agreementStory();
  const others = story.filter(
    ({ type, data }) => type === 'AgencyRegistered' && !registered.has(`agency-${data['agencyId'] as string}`),
  );
  const department = others.find(({ data }) => data['agencyId'] === 'dwp')!;
  const ofAgreement = story.filter(({ eventStream }) => eventStream.startsWith('agreement-'));
  return [
    ...[...others, renamed(department, 'dwp', 'moj')],
    ...money.map(placed),
    fact('pooledFund-families', 'HostPartnerChanged', '2024-05-01', {
      pooledFundId: 'families',
      hostAgencyId: 'police',
      pooledFundManager: { post: 'Head of finance', agencyId: 'police' },
    }),
    ...ofAgreement.map((one) => drafted(one, { pooledFundId: 'bcf', placeId: 'oxford' })),
    ...ofAgreement
      .map((one) => renamed(renamed(one, 'investment', 'apart'), 'dwp', 'moj'))
      .map((one) => drafted(one, { placeId: 'trafford' })),
  ];
}

/** One place within the other, and hosts of the funds at first. */
function placed(one: Fact): Fact {
  const { type, data } = one;
  if (type === 'PlaceRegistered' && data['placeId'] === 'oxford')
    return { ...one, data: { ...data, parentPlaceId: 'trafford' } };
  if (type !== 'PooledFundEstablished') return one;
  const { hostAgencyId } = fundsInStory[data['pooledFundId'] as string]!;
  return { ...one, data: { ...data, hostAgencyId: hostAgencyId === 'police' ? 'icb' : hostAgencyId } };
}

function drafted(one: Fact, where: JsonObject): Fact {
  if (one.type !== 'BenefitSharingAgreementDrafted') return one;
  const { pooledFundId: _pooledFundId, placeId: _placeId, ...rest } = one.data;
  return { ...one, data: { ...rest, ...where } };
}

function renamed({ eventStream, data, ...rest }: Fact, from: string, to: string): Fact {
  return {
    ...rest,
    eventStream: eventStream.replace(from, to),
    data: JSON.parse(JSON.stringify(data).replaceAll(`"${from}"`, `"${to}"`)) as JsonObject,
  };
}
