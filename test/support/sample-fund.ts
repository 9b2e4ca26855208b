import { asked, type TestService } from './test-service';

/** Registers a place, two agencies and two funding streams, and opens this year of each of these funds in it. */
export async function openFunds(
  { manager }: TestService,
  pooledFundIds: readonly string[],
  financialYear: string,
): Promise<void> {
  const since = '2015-04-01';
  const trafford = { placeId: 'trafford', name: 'Trafford', kind: 'WHOLE_PLACE', gssCodes: ['E08000009'] };
  await manager.record('/api/v1/places', asked(since, trafford));
  for (const [agencyId, kind] of [
    ['trafford-council', 'COUNCIL'],
    ['gm-icb', 'INTEGRATED_CARE_BOARD'],
  ]) {
    const agency = { agencyId, legalName: `The agency ${agencyId}`, kind, tier: 'LOCAL' };
    await manager.record('/api/v1/agencies', asked(since, agency));
  }
  for (const fundingStreamId of ['extra', 'grant']) {
    const stream = { fundingStreamId, name: `The stream ${fundingStreamId}`, originAgencyId: 'trafford-council' };
    const rules = { ringFence: 'NONE', permittedSpendTypes: ['REVENUE', 'CAPITAL'] };
    await manager.record('/api/v1/funding-streams', asked(since, { ...stream, ...rules }));
  }
  const terms = {
    legalBasis: 'OTHER',
    poolingBasis: 'POOLED',
    signature: 'REPORTED',
    hostAgencyId: 'trafford-council',
  };
  const pooledFundManager = { post: 'Head of Commissioning', agencyId: 'trafford-council' };
  const on = `${financialYear.slice(0, 4)}-04-01`;
  await Promise.all(
    pooledFundIds.map(async (pooledFundId) => {
      const fund = { pooledFundId, placeId: 'trafford', name: `The fund ${pooledFundId}`, pooledFundManager, ...terms };
      await manager.record('/api/v1/pooled-funds', asked(on, fund));
      await manager.record(`/api/v1/pooled-funds/${pooledFundId}/partners`, asked(on, { agencyId: 'gm-icb' }));
      await manager.record(`/api/v1/pooled-funds/${pooledFundId}/years`, asked(on, { financialYear }));
    }),
  );
}
