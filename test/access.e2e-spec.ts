import { statutoryItems } from '@app/domain';
import { createApp } from '../apps/ledger/src/create-app';
import { openFunds } from './support/sample-fund';
import { asked, expectProblem, startTestService, type TestService } from './support/test-service';

const GRANTS = '/api/v1/access/grants';
const fundAt = (pooledFundId: string): string => `/api/v1/pooled-funds/${pooledFundId}`;
const ofFund = (pooledFundId: string) => ({ kind: 'POOLED_FUND', pooledFundId }) as const;
const receipt = asked('2025-05-01', { partnerId: 'gm-icb', fundingStreamId: 'extra', amountPence: 100_000_00 });

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await openFunds(service, ['bcf', 'dfg'], '2025-26');
  await service.manager.record('/api/v1/places', asked('2015-04-01', { ...oxford, placeId: 'oxford' }));
});
afterAll(() => service.close());
const oxford = { name: 'Oxford', kind: 'WHOLE_PLACE', gssCodes: [] };

/** What a grant is asked for with. */
const granting = (grantId: string, actorId: string, role: string, scope: object, more: object = {}) =>
  asked('2025-04-01', { grantId, actorId, role, scope, ...more });

describe('a scope', () => {
  test('makes what is outside it look absent, to the letter', async () => {
    const ofBcf = await service.caller({
      actorId: 'bcf-manager',
      roles: ['POOLED_FUND_MANAGER'],
      scope: ofFund('bcf'),
    });
    await ofBcf.record(`${fundAt('bcf')}/receipts`, receipt);
    const before = await service.eventCount();
    for (const [path, body] of [
      ['receipts', receipt],
      ['partners', asked('2025-04-01', { agencyId: 'gm-icb' })],
      ['years/2025-26/periods/1/lock', asked('2025-05-01', {})],
    ] as const) {
      const outside = await ofBcf.post(`${fundAt('dfg')}/${path}`, body);
      const nowhere = await ofBcf.post(`${fundAt('xyz')}/${path}`, body);
      expectProblem(outside, 404);
      expect(outside.text.replaceAll('dfg', 'xyz')).toBe(nowhere.text);
    }
    const lock = asked('2025-05-01', {});
    await ofBcf.refused(`${fundAt('dfg')}/years/2025-26/periods/1/lock`, lock, 404, 'POOLED_FUND_UNKNOWN');
    await ofBcf.refused(`${fundAt('bcf')}/years/2025-26/periods/1/lock`, lock, 403, 'NOT_ALLOWED');
    await ofBcf.refused('/api/v1/agencies', asked('2015-04-01', agency), 403, 'NOT_ALLOWED');
    expect(await service.eventCount()).toBe(before);
  });

  test('of a place reaches what lies within it', async () => {
    const scope = (placeId: string) => ({ kind: 'PLACE', placeId }) as const;
    const here = await service.caller({ actorId: 'here', roles: ['TREASURER'], scope: scope('trafford') });
    const there = await service.caller({ actorId: 'there', roles: ['TREASURER'], scope: scope('oxford') });
    await here.record(`${fundAt('dfg')}/receipts`, receipt);
    await there.refused(`${fundAt('dfg')}/receipts`, receipt, 404, 'POOLED_FUND_UNKNOWN');
    const ward = asked('2015-04-01', { ...oxford, placeId: 'blackbird-leys', parentPlaceId: 'oxford' });
    await here.refused('/api/v1/places', ward, 403, 'NOT_ALLOWED');
    await there.record('/api/v1/places', ward);
    const inWard = await service.caller({ actorId: 'ward', roles: ['TREASURER'], scope: scope('blackbird-leys') });
    const fund = { ...terms, pooledFundId: 'ward-fund', name: 'The ward', placeId: 'oxford' };
    await inWard.refused('/api/v1/pooled-funds', asked('2025-04-01', fund), 404, 'PLACE_UNKNOWN');
    await inWard.record('/api/v1/pooled-funds', asked('2025-04-01', { ...fund, placeId: 'blackbird-leys' }));
    const partner = asked('2025-04-01', { agencyId: 'gm-icb' });
    await there.record(`${fundAt('ward-fund')}/partners`, partner);
    await here.refused(`${fundAt('ward-fund')}/partners`, partner, 404, 'POOLED_FUND_UNKNOWN');
  });

  test('of an agency signs for that agency alone', async () => {
    const items = Object.fromEntries(statutoryItems.map((item) => [item, 'As in the schedule']));
    await service.manager.record(`${fundAt('bcf')}/agreement`, asked('2025-04-01', { items }));
    const forIcb = await service.caller({
      actorId: 'icb-signatory',
      roles: ['APPROVER', 'TREASURER'],
      scope: { kind: 'AGENCY', agencyId: 'gm-icb' },
    });
    const signature = (byAgencyId: string) => asked('2025-04-02', { byAgencyId, signatoryPost: 'Chief executive' });
    const signatures = `${fundAt('bcf')}/agreement/signatures`;
    const refused = await forIcb.refused(signatures, signature('trafford-council'), 403, 'NOT_ALLOWED');
    expect(refused.body.detail).toContain('You act for gm-icb');
    await forIcb.record(signatures, signature('gm-icb'));
    // A partner decides in the fund; its books are the host's.
    await forIcb.refused(`${fundAt('bcf')}/receipts`, receipt, 403, 'NOT_ALLOWED');
  });
});

const terms = {
  legalBasis: 'OTHER',
  poolingBasis: 'POOLED',
  signature: 'REPORTED',
  hostAgencyId: 'trafford-council',
  pooledFundManager: { post: 'Head of Commissioning', agencyId: 'trafford-council' },
};
const agency = { agencyId: 'police', legalName: 'Police', kind: 'POLICE', tier: 'LOCAL' };

describe('a grant', () => {
  test('is made by who may, within their own scope, and to somebody else', async () => {
    const { section151, treasurer, manager } = service;
    const everything = { kind: 'EVERYTHING' };
    await treasurer.refused(GRANTS, granting('g', 'anybody', 'AUDITOR', everything), 403, 'NOT_ALLOWED');
    await manager.refused(GRANTS, granting('g', 'pool-manager', 'APPROVER', everything), 403, 'NOT_ALLOWED');
    const toOneself = granting('g', 'section-151', 'TREASURER', everything);
    await section151.refused(GRANTS, toOneself, 422, 'GRANT_TO_ONESELF');
    const nowhere = granting('g', 'anybody', 'AUDITOR', ofFund('xyz'));
    await section151.refused(GRANTS, nowhere, 404, 'POOLED_FUND_UNKNOWN');
    for (const scope of [{ kind: 'PLACE' }, { kind: 'EVERYTHING', placeId: 'trafford' }, { kind: 'WARD' }]) {
      await section151.refused(GRANTS, granting('g', 'anybody', 'AUDITOR', scope), 400, 'BODY_INVALID');
    }
    const officer = await service.caller({
      actorId: 'bcf-officer',
      roles: ['SECTION_151_OFFICER'],
      scope: ofFund('bcf'),
      agencyId: 'trafford-council',
    });
    await officer.refused(GRANTS, granting('g', 'anybody', 'AUDITOR', everything), 403, 'NOT_ALLOWED');
    const hidden = await officer.refused(
      GRANTS,
      granting('g', 'anybody', 'AUDITOR', ofFund('dfg')),
      404,
      'POOLED_FUND_UNKNOWN',
    );
    const absent = await officer.refused(GRANTS, nowhere, 404, 'POOLED_FUND_UNKNOWN');
    expect(hidden.text.replaceAll('dfg', 'xyz')).toBe(absent.text);
    const forIcb = granting('g', 'anybody', 'APPROVER', ofFund('bcf'), { actsForAgencyId: 'gm-icb' });
    await officer.refused(GRANTS, forIcb, 403, 'NOT_ALLOWED');
    const forCouncil = granting('of-bcf', 'anybody', 'AUDITOR', ofFund('bcf'), { actsForAgencyId: 'trafford-council' });
    await officer.record(GRANTS, forCouncil);
    await officer.refused(GRANTS, { ...forCouncil, grantId: 'again' }, 409, 'ROLE_ALREADY_HELD');
  });

  test('counts through a key for the roles of the key only, until it is revoked', async () => {
    const { section151, treasurer } = service;
    const receipts = `${fundAt('bcf')}/receipts`;
    const both = await service.caller({ actorId: 'stand-in', roles: ['AUDITOR'], scope: ofFund('bcf') });
    await section151.record(GRANTS, granting('stands-in', 'stand-in', 'TREASURER', ofFund('bcf')));
    await both.refused(receipts, receipt, 403, 'NOT_ALLOWED');
    const asTreasurer = await service.ledger.apiKeys.create({ actorId: 'stand-in', roles: ['TREASURER'] });
    const record = () => service.treasurer.post(receipts, receipt, { authorization: `Bearer ${asTreasurer.secret}` });
    expect(await record()).toMatchObject({ status: 201 });
    const back = asked('2025-05-02', { actorId: 'stand-in', reason: 'The treasurer is back' });
    await treasurer.refused(`${GRANTS}/stands-in/revocation`, back, 403, 'NOT_ALLOWED');
    await section151.refused(`${GRANTS}/nothing/revocation`, back, 404, 'GRANT_UNKNOWN');
    await section151.record(`${GRANTS}/stands-in/revocation`, back);
    expectProblem(await record(), 403, 'NOT_ALLOWED');
    await section151.refused(`${GRANTS}/stands-in/revocation`, back, 409, 'GRANT_ALREADY_REVOKED');
  });

  test('is listed with who made it and who took it back, within what the reader looks after', async () => {
    const { section151, auditor, treasurer } = service;
    const { body } = await section151.record(GRANTS, granting('listed', 'listed', 'AUDITOR', ofFund('dfg')));
    const shown = { readAfter: body.token as string };
    const { items } = (await auditor.get(GRANTS, shown)).body as { items: Record<string, unknown>[] };
    expect(items).toContainEqual({
      ...{ grantId: 'listed', actorId: 'listed', role: 'AUDITOR', scope: ofFund('dfg'), actsForAgencyId: null },
      ...{ grantedOn: '2025-04-01', grantedBy: 'section-151', revokedOn: null, revokedBy: null, revokedBecause: null },
    });
    expect(items.find(({ grantId }) => grantId === 'stands-in')).toMatchObject({
      revokedOn: '2025-05-02',
      revokedBy: 'section-151',
      revokedBecause: 'The treasurer is back',
    });
    expectProblem(await treasurer.get(GRANTS), 403, 'NOT_ALLOWED');
    const ofDfg = await service.caller({ actorId: 'dfg-auditor', roles: ['AUDITOR'], scope: ofFund('dfg') });
    const seen = (await ofDfg.get(GRANTS, shown)).body.items as Record<string, unknown>[];
    expect(seen.length).toBeGreaterThan(0);
    for (const { scope } of seen) expect(scope).toEqual(ofFund('dfg'));
  });
});

test('INV-31 who asks does not approve, and who approves does not pay, whatever they were granted', async () => {
  const everyRole = ['TREASURER', 'APPROVER', 'SECTION_151_OFFICER'] as const;
  const [asks, approves] = await Promise.all(
    ['asks', 'approves'].map((actorId) => service.caller({ actorId, roles: everyRole, scope: ofFund('bcf') })),
  );
  const FUND = fundAt('bcf');
  for (const holderActorId of ['asks', 'approves']) {
    const power = { holderActorId, actions: ['APPROVE_WITHDRAWAL'], limitPence: 50_000_00 };
    await service.section151.record(
      `${FUND}/delegations`,
      asked('2025-04-01', { delegationId: holderActorId, ...power }),
    );
  }
  await service.manager.record(
    `${FUND}/schemes`,
    asked('2025-04-01', { schemeId: 's', name: 'S', leadCommissionerId: 'gm-icb', vatRegime: 'S33_LOCAL_AUTHORITY' }),
  );
  const withdrawal = {
    ...{ withdrawalId: 'w', fundingStreamId: 'extra', schemeId: 's', payee: { providerName: 'Homecare North CIC' } },
    ...{ commissioningAgencyId: 'gm-icb', spendType: 'REVENUE', purpose: 'Reablement', netPence: 1_000_00 },
    ...{ irrecoverableVatPence: 0, recoverableVatPence: 0, expenditureKind: 'CONTRACT_PRICE' },
  };
  const withdrawals = `${FUND}/years/2025-26/withdrawals`;
  await asks!.record(withdrawals, asked('2025-05-10', withdrawal));
  const approval = (delegationId: string) => asked('2025-05-11', { delegationId });
  await asks!.refused(`${withdrawals}/w/approval`, approval('asks'), 422, 'SAME_PERSON_TWICE');
  await approves!.record(`${withdrawals}/w/approval`, approval('approves'));
  await approves!.refused(`${withdrawals}/w/payment`, asked('2025-05-12', {}), 422, 'SAME_PERSON_TWICE');
});

test('a key of the time before grants keeps what it could do; what was taken back stays so', async () => {
  const { ledger, section151 } = service;
  const key = await ledger.apiKeys.create({ actorId: 'old-hand', roles: ['TREASURER', 'APPROVER'] });
  const gone = await ledger.apiKeys.create({ actorId: 'long-gone', roles: ['TREASURER'] });
  await ledger.apiKeys.revoke(gone.keyId);
  const grants = (actorId: string) =>
    service.sql(
      `select e.data->>'grantId' as "grantId", e.metadata->>'actor' as actor from log.event e
        where e.data->>'actorId' = $1 order by 1`,
      [actorId],
    );
  const restart = async (): Promise<void> => (await createApp(ledger)).close();
  await restart();
  expect(await grants('old-hand')).toEqual([
    { grantId: `${key.keyId}-approver`, actor: 'system:keys' },
    { grantId: `${key.keyId}-treasurer`, actor: 'system:keys' },
  ]);
  expect(await grants('long-gone')).toEqual([]);
  const before = await service.eventCount();
  await restart();
  expect(await service.eventCount()).toBe(before);
  const headers = { authorization: `Bearer ${key.secret}` };
  expect(await section151.post(`${fundAt('dfg')}/receipts`, receipt, headers)).toMatchObject({ status: 201 });
  const back = asked('2025-05-02', { actorId: 'old-hand', reason: 'Retired' });
  await section151.record(`${GRANTS}/${key.keyId}-treasurer/revocation`, back);
  await restart();
  expectProblem(await section151.post(`${fundAt('dfg')}/receipts`, receipt, headers), 403, 'NOT_ALLOWED');
});
