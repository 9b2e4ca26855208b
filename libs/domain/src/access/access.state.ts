import { type IsoDate } from '../shared/dates';
import { type AccessEvent, type AccessScope, type Grant } from './access.events';

/** A grant, and since when it counts no more. */
interface GrantMade {
  readonly grant: Grant;
  readonly revokedOn?: IsoDate;
}

/** All grants that one actor was ever made, by their ids; those revoked too, so that no id comes to mean two grants. */
export interface AccessState {
  readonly grants: Map<string, GrantMade>;
}

export const noAccess = (): AccessState => ({ grants: new Map() });

/** The grants that count, in the order in which they were made. */
export const grantsHeld = ({ grants }: AccessState): readonly Grant[] =>
  [...grants.values()].filter(({ revokedOn }) => revokedOn === undefined).map(({ grant }) => grant);

/** True when both cover the same. */
export function isSameScope(a: AccessScope, b: AccessScope): boolean {
  switch (a.kind) {
    case 'EVERYTHING':
      return b.kind === 'EVERYTHING';
    case 'PLACE':
      return b.kind === 'PLACE' && a.placeId === b.placeId;
    case 'AGENCY':
      return b.kind === 'AGENCY' && a.agencyId === b.agencyId;
    case 'POOLED_FUND':
      return b.kind === 'POOLED_FUND' && a.pooledFundId === b.pooledFundId;
  }
}

export function evolveAccess(state: AccessState, event: AccessEvent): AccessState {
  switch (event.type) {
    case 'RoleGranted': {
      const { actorId: _actorId, ...grant } = event.data;
      state.grants.set(grant.grantId, { grant });
      return state;
    }
    case 'RoleRevoked': {
      const { grantId } = event.data;
      const made = state.grants.get(grantId);
      if (made) state.grants.set(grantId, { ...made, revokedOn: event.occurredOn });
      return state;
    }
  }
}
