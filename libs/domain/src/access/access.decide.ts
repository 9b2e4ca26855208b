import { type AgencyContext, refuseAgency } from '../agency/agency.decide';
import { type PlaceContext } from '../place/place.decide';
import { refuseAsked, refuseFuture } from '../shared/asked';
import { accept, type Decider, type Decision } from '../shared/decider';
import { refusalsOf } from '../shared/refusal';
import { type AccessCommand, type GrantRole, type RevokeRole } from './access.commands';
import { type AccessEvent } from './access.events';
import { accessRefusals } from './access.refusals';
import { type AccessState, evolveAccess, grantsHeld, isSameScope, noAccess } from './access.state';

/** The places, agencies and pooled funds that a grant names, as the log knows them. */
export interface AccessContext extends AgencyContext, PlaceContext {
  isPooledFundEstablished(pooledFundId: string): boolean;
}

const refuse = refusalsOf(accessRefusals);

/** The roles of one actor. */
export const accessDecider: Decider<AccessCommand, AccessState, AccessEvent, AccessContext> = {
  initialState: noAccess,
  evolve: evolveAccess,
  decide(command, state, context) {
    const refusal = refuseAsked(command);
    if (refusal) return refusal;
    switch (command.type) {
      case 'GrantRole':
        return decideGrant(command, state, context);
      case 'RevokeRole':
        return decideRevocation(command, state);
    }
  },
};

function decideGrant(command: GrantRole, state: AccessState, context: AccessContext): Decision<AccessEvent> {
  const { grantId, actorId, role, scope, actsForAgencyId, by, occurredOn } = command;
  if (by.kind === 'PERSON' && by.actorId === actorId) return refuse('GRANT_TO_ONESELF', { actorId });
  if (state.grants.has(grantId)) return refuse('GRANT_ALREADY_MADE', { grantId, actorId });
  // The same role for two agencies is two roles: who signs for one does not sign for the other.
  const held = grantsHeld(state).find(
    (grant) => grant.role === role && grant.actsForAgencyId === actsForAgencyId && isSameScope(grant.scope, scope),
  );
  if (held) return refuse('ROLE_ALREADY_HELD', { actorId, role, grantId: held.grantId });
  return (
    refuseNamed(command, context) ??
    // It counts from the moment that it is recorded; another day would promise what is not so.
    refuseFuture(command) ??
    accept({ type: 'RoleGranted', occurredOn, data: { grantId, actorId, role, scope, actsForAgencyId } })
  );
}

function refuseNamed({ scope, actsForAgencyId, occurredOn }: GrantRole, context: AccessContext) {
  if (scope.kind === 'PLACE' && !context.isPlaceRegistered(scope.placeId)) {
    return refuse('PLACE_UNKNOWN', { placeId: scope.placeId });
  }
  if (scope.kind === 'POOLED_FUND' && !context.isPooledFundEstablished(scope.pooledFundId)) {
    return refuse('POOLED_FUND_UNKNOWN', { pooledFundId: scope.pooledFundId });
  }
  const ofScope = scope.kind === 'AGENCY' ? refuseAgency(scope.agencyId, occurredOn, context) : undefined;
  return ofScope ?? (actsForAgencyId === undefined ? undefined : refuseAgency(actsForAgencyId, occurredOn, context));
}

function decideRevocation(command: RevokeRole, state: AccessState): Decision<AccessEvent> {
  const { actorId, grantId, reason, occurredOn } = command;
  const made = state.grants.get(grantId);
  if (!made) return refuse('GRANT_UNKNOWN', { grantId, actorId });
  if (made.revokedOn) return refuse('GRANT_ALREADY_REVOKED', { grantId, on: made.revokedOn });
  return refuseFuture(command) ?? accept({ type: 'RoleRevoked', occurredOn, data: { grantId, actorId, reason } });
}
