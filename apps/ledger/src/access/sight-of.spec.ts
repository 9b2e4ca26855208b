import { type AccessScope, type Grant } from '@app/domain';
import { sightOf } from './sight-of';

const grantsOf = (...scopes: readonly AccessScope[]): { readonly grants: readonly Grant[] } => ({
  grants: scopes.map((scope, place) => ({ grantId: `grant-${place}`, role: 'AUDITOR', scope })),
});

describe('what a caller may see', () => {
  it('is nothing without a grant, and for whoever is not known', () => {
    const nothing = { placeIds: [], pooledFundIds: [], agencyIds: [] };
    expect(sightOf(grantsOf())).toEqual(nothing);
    expect(sightOf(undefined)).toEqual(nothing);
  });

  it('is all that any of their grants covers', () => {
    const caller = grantsOf(
      { kind: 'PLACE', placeId: 'trafford' },
      { kind: 'AGENCY', agencyId: 'nhs' },
      { kind: 'POOLED_FUND', pooledFundId: 'bcf' },
      { kind: 'AGENCY', agencyId: 'council' },
    );
    expect(sightOf(caller)).toEqual({ placeIds: ['trafford'], pooledFundIds: ['bcf'], agencyIds: ['nhs', 'council'] });
  });

  it('is everything when one grant covers everything', () => {
    expect(sightOf(grantsOf({ kind: 'PLACE', placeId: 'trafford' }, { kind: 'EVERYTHING' }))).toBe('EVERYTHING');
  });
});
