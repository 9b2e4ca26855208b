import { followToEnd, withLedger } from '../../../../test/support/ledger-of-its-own';
import { appendFacts } from '../../../../test/support/reading-history';
import { fact } from '../../../../test/support/reading-registers';
import { look, resolveHorizon, roleGrants } from '..';

const grant = (actorId: string, grantId: string, occurredOn: string, more: object = {}) =>
  fact(`access-${actorId}`, 'RoleGranted', occurredOn, {
    grantId,
    actorId,
    role: 'APPROVER',
    scope: { kind: 'EVERYTHING' },
    ...more,
  });
const revoked = fact('access-head', 'RoleRevoked', '2024-09-30', { grantId: 'a', actorId: 'head', reason: 'Left' });
const ofFund = { scope: { kind: 'POOLED_FUND', pooledFundId: 'bcf' }, actsForAgencyId: 'council' };

describe('the list of grants', () => {
  it('tells every grant, by whom, and whether it was taken back; or as it was known on a day', () =>
    withLedger(async (ledger) => {
      await appendFacts(ledger.store, [grant('head', 'a', '2024-04-01'), grant('chief', 'a', '2024-05-01', ofFund)]);
      await appendFacts(ledger.store, [revoked]);
      await followToEnd(ledger);
      const [now, inJuly, inApril] = await look(ledger.pool, 'EVERYTHING', async (looking) => {
        const on = async (asAt: string) => roleGrants(looking, await resolveHorizon(looking, { asAt }, '2026-01-01'));
        return [await roleGrants(looking), await on('2024-07-01'), await on('2024-04-30')] as const;
      });
      const chief = {
        ...{ grantId: 'a', actorId: 'chief', role: 'APPROVER', ...ofFund, grantedOn: '2024-05-01' },
        ...{ grantedBy: expect.stringMatching(/\w/), revokedOn: null, revokedBy: null, revokedBecause: null },
      };
      const head = { ...chief, actorId: 'head', scope: { kind: 'EVERYTHING' }, actsForAgencyId: null };
      const standing = { ...head, grantedOn: '2024-04-01' };
      const taken = { revokedOn: '2024-09-30', revokedBy: expect.stringMatching(/\w/), revokedBecause: 'Left' };
      expect(now).toEqual([chief, { ...standing, ...taken }]);
      expect(inJuly).toEqual([chief, standing]);
      expect(inApril).toEqual([standing]);
    }));

  it('tells what was not known yet as it was known then', () =>
    withLedger(async (ledger) => {
      await appendFacts(ledger.store, [grant('head', 'a', '2024-04-01')]);
      const asKnownAt = (await ledger.store.readAll({ limit: 1 }))[0]!.recordedAt;
      await appendFacts(ledger.store, [revoked, grant('chief', 'a', '2024-05-01')]);
      await followToEnd(ledger);
      const rows = await look(ledger.pool, 'EVERYTHING', async (looking) =>
        roleGrants(looking, await resolveHorizon(looking, { asKnownAt, asAt: '2026-01-01' }, '2026-01-01')),
      );
      expect(rows).toMatchObject([{ actorId: 'head', revokedOn: null }]);
    }));
});
