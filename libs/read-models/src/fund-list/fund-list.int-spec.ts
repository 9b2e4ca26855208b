import { followToEnd, withLedger } from '../../../../test/support/ledger-of-its-own';
import { appendFacts } from '../../../../test/support/reading-history';
import { fact, registers, streamOf } from '../../../../test/support/reading-registers';
import { fundList, type FundListAsked, look, type ReportQuery, resolveHorizon, type Sight } from '..';

const TODAY = '2026-11-22';

describe('the list of funds', () => {
  it('tells where each is, who hosts it and which of its years are open, by any part of what it is asked for', () =>
    withLedger(async (ledger) => {
      await appendFacts(ledger.store, registers);
      const beforeMore = (await ledger.store.readAll({ limit: 10_000 })).at(-1)!.recordedAt;
      await appendFacts(ledger.store, [
        fact('pooledFund-dfg', 'HostPartnerChanged', '2024-05-01', {
          pooledFundId: 'dfg',
          hostAgencyId: 'icb',
          pooledFundManager: { post: 'Head of finance', agencyId: 'icb' },
        }),
        fact(streamOf('bcf', '2023-24'), 'PoolYearClosed', '2024-06-01', {
          pooledFundId: 'bcf',
          financialYear: '2023-24',
          balances: [],
          matchHolds: [],
          baselines: [],
        }),
        fact('agency-stranger', 'AgencyRegistered', '2020-01-01', {
          agencyId: 'stranger',
          legalName: 'Stranger',
          kind: 'COUNCIL',
          tier: 'LOCAL',
        }),
        fact('pooledFund-families', 'PartnerJoined', '2024-06-01', { pooledFundId: 'families', agencyId: 'stranger' }),
      ]);
      await followToEnd(ledger);
      const listed = (asked: FundListAsked, times: ReportQuery = {}, sight: Sight = 'EVERYTHING', page = {}) =>
        look(ledger.pool, sight, async (seen) =>
          fundList(seen, asked, await resolveHorizon(seen, times, TODAY), { limit: 10, offset: 0, ...page }),
        );
      const idsOf = async (...of: Parameters<typeof listed>) =>
        (await listed(...of)).rows.map(({ pooledFundId }) => pooledFundId);

      const all = await listed({});
      expect(all.fundCount).toBe(3);
      expect(all.rows.map(({ pooledFundId }) => pooledFundId)).toEqual(['bcf', 'dfg', 'families']);
      expect(all.rows[0]).toEqual({
        pooledFundId: 'bcf',
        name: 'Fund\tbcf',
        placeId: 'trafford',
        placeName: 'Place "trafford"\\',
        hostAgencyId: 'council',
        hostAgencyName: 'An agency of this name',
        poolingBasis: 'POOLED',
        years: [
          { financialYear: '2023-24', status: 'CLOSED' },
          { financialYear: '2024-25', status: 'OPEN' },
        ],
      });
      expect(all.rows[1]).toMatchObject({ placeId: 'oxford', hostAgencyId: 'icb' });

      expect(await idsOf({ placeId: 'oxford' })).toEqual(['dfg']);
      expect(await idsOf({ name: 'FAM' })).toEqual(['families']);
      expect(await idsOf({ name: '%' })).toEqual([]);
      expect(await idsOf({ agencyId: 'stranger' })).toEqual(['families']);
      expect(await idsOf({ agencyId: 'stranger' }, { asAt: '2024-05-31' })).toEqual([]);
      expect(await idsOf({ agencyId: 'council', placeId: 'trafford' })).toEqual(['bcf', 'families']);
      expect(await listed({}, {}, 'EVERYTHING', { limit: 1, offset: 1 })).toMatchObject({
        rows: [{ pooledFundId: 'dfg' }],
        fundCount: 3,
      });

      expect(await idsOf({}, { asAt: '2019-12-31' })).toEqual([]);
      expect(await idsOf({}, { asAt: TODAY, asKnownAt: '2000-01-01' })).toEqual([]);
      const known = await listed({}, { asAt: TODAY, asKnownAt: beforeMore });
      expect(known.rows).toMatchObject([
        { years: [{ status: 'OPEN' }, { status: 'OPEN' }] },
        { hostAgencyId: 'council' },
        {},
      ]);

      const nowhere = { placeIds: [], pooledFundIds: [], agencyIds: [] };
      expect(await idsOf({}, {}, { ...nowhere, placeIds: ['oxford'] })).toEqual(['dfg']);
      expect(await idsOf({}, {}, { ...nowhere, agencyIds: ['police'] })).toEqual([]);
      expect(await idsOf({}, {}, { ...nowhere, agencyIds: ['icb'] })).toEqual(['dfg']);
    }));
});
