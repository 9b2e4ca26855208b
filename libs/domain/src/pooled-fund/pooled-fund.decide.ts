import { type AgencyContext, refuseAgency } from '../agency/agency.decide';
import { type PlaceContext } from '../place/place.decide';
import { accept, type Decider, type Decision } from '../shared/decider';
import { refuseAsked, refuseFuture, sharedRefusals } from '../shared/asked';
import { isIsoDate } from '../shared/dates';
import { refusalsOf } from '../shared/refusal';
import {
  type EstablishPooledFund,
  type GrantDelegation,
  type PooledFundCommand,
  type PutAgreementIntoEffect,
  type RecordPartnerExit,
  type SignAgreement,
} from './pooled-fund.commands';
import { type PooledFundEvent, type PooledFundManager, statutoryItems } from './pooled-fund.events';
import { pooledFundRefusals } from './pooled-fund.refusals';
import { evolvePooledFund, initialPooledFund, isPartnerOn, type PooledFundState, stayOn } from './pooled-fund.state';

/** What a pooled fund needs to know of places and agencies. */
export type PooledFundContext = AgencyContext & PlaceContext;

const refuse = refusalsOf({ ...pooledFundRefusals, ...sharedRefusals });

export const pooledFundDecider: Decider<PooledFundCommand, PooledFundState, PooledFundEvent, PooledFundContext> = {
  initialState: initialPooledFund,
  evolve: evolvePooledFund,
  decide(command, state, context) {
    const refusal = refuseAsked(command);
    if (refusal) return refusal;
    if (command.type === 'EstablishPooledFund') return decideEstablishment(command, state, context);
    if (!state.established) return refuse('POOLED_FUND_UNKNOWN', { pooledFundId: command.pooledFundId });
    return decideOnEstablished(command, state, context);
  },
};

function decideOnEstablished(
  command: Exclude<PooledFundCommand, EstablishPooledFund>,
  state: PooledFundState,
  context: PooledFundContext,
): Decision<PooledFundEvent> {
  const { pooledFundId, occurredOn } = command;
  switch (command.type) {
    case 'ChangeHostPartner': {
      const { hostAgencyId, pooledFundManager } = command;
      if (!isPartnerOn(state, hostAgencyId, occurredOn)) return refusePartner(hostAgencyId, occurredOn);
      const refusal = refuseManager(pooledFundManager, hostAgencyId);
      if (refusal) return refusal;
      return accept({
        type: 'HostPartnerChanged',
        occurredOn,
        data: { pooledFundId, hostAgencyId, pooledFundManager },
      });
    }
    case 'AdmitPartner': {
      const { agencyId } = command;
      // A stay that ends later, or not at all, would overlap this one, and neither could be ended.
      const stays = state.memberships.get(agencyId) ?? [];
      if (stays.some(({ untilOn }) => !untilOn || occurredOn < untilOn)) {
        return refuse('PARTNER_ALREADY_JOINED', { agencyId });
      }
      return (
        refuseAgency(agencyId, occurredOn, context) ??
        accept({ type: 'PartnerJoined', occurredOn, data: { pooledFundId, agencyId } })
      );
    }
    case 'GivePartnerExitNotice': {
      const { agencyId, exitsOn, reason } = command;
      if (!isPartnerOn(state, agencyId, occurredOn)) return refusePartner(agencyId, occurredOn);
      if (!isIsoDate(exitsOn)) return refuse('DATE_DOES_NOT_EXIST', { date: exitsOn });
      return accept({ type: 'PartnerExitNoticeGiven', occurredOn, data: { pooledFundId, agencyId, exitsOn, reason } });
    }
    case 'RecordPartnerExit':
      return decideExit(command, state);
    case 'DraftAgreement':
      if (state.agreement.effectiveFrom) {
        return refuse('AGREEMENT_ALREADY_EFFECTIVE', { from: state.agreement.effectiveFrom });
      }
      return accept({ type: 'AgreementDrafted', occurredOn, data: { pooledFundId, items: command.items } });
    case 'ApproveAgreement': {
      const { byAgencyId } = command;
      if (!state.agreement.items) return refuse('AGREEMENT_NOT_DRAFTED', {});
      if (!isPartnerOn(state, byAgencyId, occurredOn)) return refusePartner(byAgencyId, occurredOn);
      return accept({ type: 'AgreementApproved', occurredOn, data: { pooledFundId, byAgencyId } });
    }
    case 'SignAgreement':
      return decideSignature(command, state);
    case 'PutAgreementIntoEffect':
      return decideEffect(command, state);
    case 'SpecifyScheme': {
      const { schemeId, name, leadCommissionerId, vatRegime } = command;
      if (state.schemes.has(schemeId)) return refuse('SCHEME_ALREADY_SPECIFIED', { schemeId });
      if (!isPartnerOn(state, leadCommissionerId, occurredOn)) return refusePartner(leadCommissionerId, occurredOn);
      const data = { pooledFundId, schemeId, name, leadCommissionerId, vatRegime };
      return accept({ type: 'SchemeSpecified', occurredOn, data });
    }
    case 'GrantDelegation':
      return decideDelegation(command, state);
    case 'RevokeDelegation': {
      const { delegationId } = command;
      const delegation = state.delegations.get(delegationId);
      if (!delegation || (delegation.untilOn && delegation.untilOn <= occurredOn)) {
        return refuse('DELEGATION_UNKNOWN', { delegationId });
      }
      return accept({ type: 'DelegationRevoked', occurredOn, data: { pooledFundId, delegationId } });
    }
  }
}

function decideEstablishment(
  command: EstablishPooledFund,
  state: PooledFundState,
  context: PooledFundContext,
): Decision<PooledFundEvent> {
  const { pooledFundId, placeId, name, legalBasis, poolingBasis, hostAgencyId, pooledFundManager, signature } = command;
  if (state.established) return refuse('POOLED_FUND_ALREADY_ESTABLISHED', { pooledFundId });
  if (!context.isPlaceRegistered(placeId)) return refuse('PLACE_UNKNOWN', { placeId });
  const refusal =
    refuseAgency(hostAgencyId, command.occurredOn, context) ?? refuseManager(pooledFundManager, hostAgencyId);
  if (refusal) return refusal;
  const terms = { legalBasis, poolingBasis, hostAgencyId, pooledFundManager, signature };
  const data = { pooledFundId, placeId, name, ...terms };
  return accept({ type: 'PooledFundEstablished', occurredOn: command.occurredOn, data });
}

/** INV-12: the pooled fund manager belongs to the host, or is seconded to it. */
function refuseManager(manager: PooledFundManager, hostAgencyId: string) {
  if (manager.agencyId === hostAgencyId || manager.secondedToHost) return undefined;
  return refuse('POOLED_FUND_MANAGER_NOT_OF_HOST', { managerAgencyId: manager.agencyId, hostAgencyId });
}

const refusePartner = (agencyId: string, on: string) => refuse('AGENCY_NOT_PARTNER', { agencyId, on });

function decideExit(command: RecordPartnerExit, state: PooledFundState): Decision<PooledFundEvent> {
  const { pooledFundId, agencyId, occurredOn } = command;
  const stay = stayOn(state, agencyId, occurredOn);
  if (!stay) return refusePartner(agencyId, occurredOn);
  if (state.hostAgencyId === agencyId) return refuse('HOST_CANNOT_EXIT', { agencyId });
  const notice = stay.exitNoticeFor;
  if (!notice || notice > occurredOn) return refuse('EXIT_BEFORE_NOTICE', { agencyId, on: occurredOn });
  return refuseFuture(command) ?? accept({ type: 'PartnerExited', occurredOn, data: { pooledFundId, agencyId } });
}

function decideSignature(command: SignAgreement, state: PooledFundState): Decision<PooledFundEvent> {
  const { pooledFundId, byAgencyId, signatoryPost, occurredOn } = command;
  if (!state.agreement.items) return refuse('AGREEMENT_NOT_DRAFTED', {});
  if (!isPartnerOn(state, byAgencyId, occurredOn)) return refusePartner(byAgencyId, occurredOn);
  const signedOn = state.agreement.signedOn.get(byAgencyId);
  if (signedOn) return refuse('AGREEMENT_ALREADY_SIGNED_BY_AGENCY', { agencyId: byAgencyId, on: signedOn });
  const data = { pooledFundId, byAgencyId, signatoryPost };
  return refuseFuture(command) ?? accept({ type: 'AgreementSigned', occurredOn, data });
}

/** INV-11: an agreement under s75 takes effect only when it specifies all that the regulations require. */
function decideEffect(command: PutAgreementIntoEffect, state: PooledFundState): Decision<PooledFundEvent> {
  const { pooledFundId, occurredOn, today } = command;
  const { items, effectiveFrom } = state.agreement;
  if (!items) return refuse('AGREEMENT_NOT_DRAFTED', {});
  if (effectiveFrom) return refuse('AGREEMENT_ALREADY_EFFECTIVE', { from: effectiveFrom });
  const missing = statutoryItems.filter((item) => !items[item]?.trim());
  if (state.legalBasis === 'S75_NHS_ACT_2006' && missing.length > 0)
    return refuse('STATUTORY_ITEMS_MISSING', { missing });
  const retrospective = occurredOn < today;
  return accept({ type: 'AgreementEffective', occurredOn, data: { pooledFundId, retrospective } });
}

/** INV-31: nobody widens their own powers. */
function decideDelegation(command: GrantDelegation, state: PooledFundState): Decision<PooledFundEvent> {
  const { pooledFundId, delegationId, holderActorId, actions, limitPence, untilOn, by, occurredOn } = command;
  if (state.delegations.has(delegationId)) return refuse('DELEGATION_ALREADY_GRANTED', { delegationId });
  if (holderActorId === by.actorId) return refuse('DELEGATION_TO_ONESELF', { actorId: holderActorId });
  if (untilOn !== undefined && !isIsoDate(untilOn)) return refuse('DATE_DOES_NOT_EXIST', { date: untilOn });
  const data = { pooledFundId, delegationId, holderActorId, actions, limitPence, untilOn };
  return accept({ type: 'DelegationGranted', occurredOn, data });
}
