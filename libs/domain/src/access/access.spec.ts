import { asked, specify } from '../../../../test/support/given-when-then';
import { type GrantRole } from './access.commands';
import { accessDecider } from './access.decide';
import { type RoleGranted, type RoleRevoked } from './access.events';
import { grantsHeld } from './access.state';

const agencies: Readonly<Record<string, object>> = {
  'trafford-council': {},
  'trafford-pct': { succeeded: { on: '2013-04-01', by: ['gm-icb'] } },
};
const context = {
  isPlaceRegistered: (placeId: string) => placeId === 'trafford',
  isPooledFundEstablished: (pooledFundId: string) => pooledFundId === 'trafford-bcf',
  agency: (agencyId: string) => ({ registered: agencyId in agencies, alsoKnownAs: [], ...agencies[agencyId] }),
};
const roles = specify(accessDecider, context);

const grant: GrantRole = {
  ...asked('2024-04-01'),
  by: { actorId: 'head-of-finance', kind: 'PERSON' },
  type: 'GrantRole',
  grantId: 'g-1',
  actorId: 'service-head',
  role: 'APPROVER',
  scope: { kind: 'POOLED_FUND', pooledFundId: 'trafford-bcf' },
  actsForAgencyId: 'trafford-council',
};
const granted: RoleGranted = {
  type: 'RoleGranted',
  occurredOn: '2024-04-01',
  data: {
    grantId: 'g-1',
    actorId: 'service-head',
    role: 'APPROVER',
    scope: { kind: 'POOLED_FUND', pooledFundId: 'trafford-bcf' },
    actsForAgencyId: 'trafford-council',
  },
};
const revoke = {
  ...asked('2024-09-30'),
  type: 'RevokeRole',
  grantId: 'g-1',
  actorId: 'service-head',
  reason: 'Left the post',
} as const;
const revoked: RoleRevoked = {
  type: 'RoleRevoked',
  occurredOn: '2024-09-30',
  data: { grantId: 'g-1', actorId: 'service-head', reason: 'Left the post' },
};

describe('granting a role', () => {
  it('records who may be what, where, and for which agency', () => {
    roles.given().when(grant).then(granted);
    const { actorId: _actorId, ...held } = granted.data;
    expect(grantsHeld(roles.given(granted).state)).toEqual([held]);
  });

  it('INV-31 refuses a person who grants to themselves; the system is no person', () => {
    const { actorId } = grant;
    roles
      .given()
      .when({ ...grant, by: { actorId, kind: 'PERSON' } })
      .thenRefused('GRANT_TO_ONESELF', { actorId });
    roles
      .given()
      .when({ ...grant, by: { actorId, kind: 'SYSTEM' } })
      .then(granted);
  });

  it('refuses an id that was used, also by a grant that was revoked since', () => {
    const other = { ...grant, role: 'TREASURER' } as const;
    roles.given(granted).when(other).thenRefused('GRANT_ALREADY_MADE', { grantId: 'g-1' });
    roles.given(granted, revoked).when(grant).thenRefused('GRANT_ALREADY_MADE');
  });

  it('refuses a role that is held in this scope, and grants it again once it was revoked', () => {
    const again = { ...grant, grantId: 'g-2' };
    roles.given(granted).when(again).thenRefused('ROLE_ALREADY_HELD', { role: 'APPROVER', grantId: 'g-1' });
    roles
      .given(granted, revoked)
      .when(again)
      .then({ ...granted, data: { ...granted.data, grantId: 'g-2' } });
  });

  it.each([
    ['another role', { role: 'AUDITOR' }],
    ['everything', { scope: { kind: 'EVERYTHING' } }],
    ['a place', { scope: { kind: 'PLACE', placeId: 'trafford' } }],
    ['an agency', { scope: { kind: 'AGENCY', agencyId: 'trafford-council' } }],
    ['no agency', { actsForAgencyId: undefined }],
  ] as const)('grants the same beside it for %s', (_what, change) => {
    const other = { ...grant, grantId: 'g-2', ...change };
    const { grantId, actorId, role, scope, actsForAgencyId } = other;
    const data = { grantId, actorId, role, scope, actsForAgencyId };
    roles
      .given(granted)
      .when(other)
      .then({ ...granted, data });
    roles
      .given(granted, { ...granted, data })
      .when({ ...other, grantId: 'g-3' })
      .thenRefused('ROLE_ALREADY_HELD', { grantId: 'g-2' });
  });

  it('refuses a place, a pooled fund or an agency that the ledger does not know', () => {
    const when = (change: Partial<GrantRole>) => roles.given().when({ ...grant, ...change });
    when({ scope: { kind: 'PLACE', placeId: 'nowhere' } }).thenRefused('PLACE_UNKNOWN', { placeId: 'nowhere' });
    const nofund = { kind: 'POOLED_FUND', pooledFundId: 'none' } as const;
    when({ scope: nofund }).thenRefused('POOLED_FUND_UNKNOWN', { pooledFundId: 'none' });
    when({ scope: { kind: 'AGENCY', agencyId: 'nobody' } }).thenRefused('AGENCY_UNKNOWN', { agencyId: 'nobody' });
    when({ actsForAgencyId: 'nobody' }).thenRefused('AGENCY_UNKNOWN', { agencyId: 'nobody' });
    when({ actsForAgencyId: 'trafford-pct' }).thenRefused('AGENCY_SUPERSEDED');
  });

  it('counts from when it is recorded: tomorrow is refused', () => {
    roles
      .given()
      .when({ ...grant, today: '2024-03-31' })
      .thenRefused('DATE_IN_FUTURE');
    roles
      .given()
      .when({ ...grant, today: '2024-04-01' })
      .then(granted);
  });
});

describe('revoking a grant', () => {
  it('takes it back, and says why', () => {
    roles.given(granted).when(revoke).then(revoked);
    expect(grantsHeld(roles.given(granted, revoked).state)).toEqual([]);
  });

  it('leaves the other grants', () => {
    const other: RoleGranted = { ...granted, data: { ...granted.data, grantId: 'g-2', role: 'AUDITOR' } };
    expect(grantsHeld(roles.given(granted, other, revoked).state).map(({ grantId }) => grantId)).toEqual(['g-2']);
  });

  it('refuses a grant that was never made, and one that was revoked', () => {
    roles.given().when(revoke).thenRefused('GRANT_UNKNOWN', { grantId: 'g-1', actorId: 'service-head' });
    roles.given(granted, revoked).when(revoke).thenRefused('GRANT_ALREADY_REVOKED', { on: '2024-09-30' });
  });

  it('is a fact: tomorrow is refused', () => {
    roles
      .given(granted)
      .when({ ...revoke, today: '2024-09-29' })
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('whatever is asked about roles', () => {
  it('INV-07 needs an authority and a day that exists', () => {
    roles
      .given()
      .when({ ...grant, authorityRef: ' ' })
      .thenRefused('AUTHORITY_MISSING');
    roles
      .given()
      .when({ ...grant, occurredOn: '2024-02-30' })
      .thenRefused('DATE_DOES_NOT_EXIST');
  });
});
