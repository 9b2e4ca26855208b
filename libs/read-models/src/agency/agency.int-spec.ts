import { followToEnd, withLedger } from '../../../../test/support/ledger-of-its-own';
import { appendFacts } from '../../../../test/support/reading-history';
import { fact, registers } from '../../../../test/support/reading-registers';
import { agencyDetail, type AgencyDetail, look, type ReportQuery, resolveHorizon, type Sight } from '..';

const TODAY = '2026-11-22';
const nowhere = { placeIds: [], pooledFundIds: [], agencyIds: [] };

const agency = (agencyId: string, more: object = {}) =>
  fact(`agency-${agencyId}`, 'AgencyRegistered', '2010-04-01', {
    agencyId,
    legalName: `The ${agencyId}`,
    kind: 'CLINICAL_COMMISSIONING_GROUP',
    tier: 'LOCAL',
    ...more,
  });

/** Two bodies that one came after, which is part of another; it joins a fund, leaves it, and is made the host of one. */
const facts = [
  ...registers,
  agency('east'),
  agency('west'),
  agency('whole', { kind: 'ARMS_LENGTH_BODY', tier: 'REGIONAL' }),
  agency('both', { kind: 'INTEGRATED_CARE_BOARD', alsoKnownAs: ['E & W ICB'], parentAgencyId: 'whole' }),
  ...['east', 'west'].map((agencyId) =>
    fact(`agency-${agencyId}`, 'AgencySucceeded', '2022-07-01', {
      agencyId,
      successorAgencyIds: ['both'],
      reason: 'Health and Care Act 2022',
    }),
  ),
  fact('pooledFund-bcf', 'PartnerJoined', '2022-07-01', { pooledFundId: 'bcf', agencyId: 'both' }),
  fact('pooledFund-bcf', 'PartnerExited', '2024-04-01', { pooledFundId: 'bcf', agencyId: 'both' }),
  fact('pooledFund-families', 'PartnerJoined', '2023-04-01', { pooledFundId: 'families', agencyId: 'both' }),
  fact('pooledFund-dfg', 'PartnerJoined', '2024-04-01', { pooledFundId: 'dfg', agencyId: 'both' }),
  fact('pooledFund-dfg', 'HostPartnerChanged', '2024-05-01', {
    pooledFundId: 'dfg',
    hostAgencyId: 'both',
    pooledFundManager: { post: 'Head of finance', agencyId: 'both' },
  }),
];

describe('an agency', () => {
  it('is told as the register has it, with what came before and after it, and the funds of a day', () =>
    withLedger(async (ledger) => {
      await appendFacts(ledger.store, facts);
      await followToEnd(ledger);
      const told = (agencyId: string, times: ReportQuery = {}, sight: Sight = 'EVERYTHING') =>
        look(ledger.pool, sight, async (seen) =>
          agencyDetail(seen, agencyId, await resolveHorizon(seen, times, TODAY)),
        );
      const partsOf = (detail: AgencyDetail | undefined) =>
        detail?.funds.map(({ pooledFundId, role, fromOn, untilOn }) => [pooledFundId, role, fromOn, untilOn]);

      const both = await told('both');
      expect(both).toMatchObject({
        agencyId: 'both',
        legalName: 'The both',
        kind: 'INTEGRATED_CARE_BOARD',
        tier: 'LOCAL',
        alsoKnownAs: ['E & W ICB'],
        registeredOn: '2010-04-01',
        parent: { agencyId: 'whole', legalName: 'The whole', isInSight: true },
        succeededOn: null,
        successors: [],
        predecessors: [
          { agencyId: 'east', legalName: 'The east', succeededOn: '2022-07-01' },
          { agencyId: 'west', legalName: 'The west', succeededOn: '2022-07-01' },
        ],
        fundCount: 3,
      });
      expect(partsOf(both)).toEqual([
        ['bcf', 'FORMER_PARTNER', '2022-07-01', '2024-04-01'],
        ['dfg', 'HOST', '2024-04-01', null],
        ['families', 'PARTNER', '2023-04-01', null],
      ]);
      expect(await told('east')).toMatchObject({
        succeededOn: '2022-07-01',
        successors: [{ agencyId: 'both' }],
        predecessors: [],
        parent: null,
        funds: [],
      });

      expect(partsOf(await told('both', { asAt: '2024-04-15' }))).toEqual([
        ['bcf', 'FORMER_PARTNER', '2022-07-01', '2024-04-01'],
        ['dfg', 'PARTNER', '2024-04-01', null],
        ['families', 'PARTNER', '2023-04-01', null],
      ]);
      expect(partsOf(await told('both', { asAt: '2022-12-31' }))).toEqual([['bcf', 'PARTNER', '2022-07-01', null]]);
      expect(partsOf(await told('both', { asAt: TODAY, asKnownAt: '2000-01-01' }))).toEqual([]);
      // Whoever was its host before stays one of its partners.
      expect(partsOf(await told('council'))).toEqual([
        ['bcf', 'HOST', '2020-01-01', null],
        ['dfg', 'PARTNER', '2020-01-01', null],
        ['families', 'HOST', '2020-01-01', null],
      ]);
      expect(await told('nobody')).toBeUndefined();
    }));

  it('that nothing is seen of looks absent, and of one that is seen only what is seen whole is told', () =>
    withLedger(async (ledger) => {
      await appendFacts(ledger.store, facts);
      await followToEnd(ledger);
      const told = (agencyId: string, sight: Sight) =>
        look(ledger.pool, sight, async (seen) => agencyDetail(seen, agencyId, await resolveHorizon(seen, {}, TODAY)));
      expect(await told('both', nowhere)).toBeUndefined();
      expect(await told('both', { ...nowhere, agencyIds: ['east'] })).toBeUndefined();
      const ofPlace = await told('both', { ...nowhere, placeIds: ['oxford'] });
      expect(ofPlace!.funds.map(({ pooledFundId }) => pooledFundId)).toEqual(['dfg']);
      expect(ofPlace!.fundCount).toBe(1);
      expect(ofPlace!.predecessors.map(({ isInSight }) => isInSight)).toEqual([false, false]);
      expect(ofPlace!.parent!.isInSight).toBe(false);
      const own = await told('east', { ...nowhere, agencyIds: ['east'] });
      expect(own!.successors).toEqual([{ agencyId: 'both', legalName: 'The both', isInSight: false }]);
      // Who was the host of a fund that is seen whole is seen there, whoever is its host now.
      expect(await told('council', { ...nowhere, pooledFundIds: ['dfg'] })).toMatchObject({
        funds: [{ pooledFundId: 'dfg', role: 'PARTNER' }],
      });
    }));
});
