import { accept, type Decider, type Decision } from '../shared/decider';
import { refuseAsked, refuseFuture } from '../shared/asked';
import { type IsoDate } from '../shared/dates';
import { refusalsOf } from '../shared/refusal';
import { type AgencyCommand, type RegisterAgency, type SucceedAgency } from './agency.commands';
import { type AgencyEvent } from './agency.events';
import { agencyRefusals } from './agency.refusals';
import { type AgencyState, evolveAgency, unknownAgency } from './agency.state';

/** The agencies that a command names, as the log knows them. */
export interface AgencyContext {
  agency(agencyId: string): AgencyState;
}

const refuse = refusalsOf(agencyRefusals);

export const agencyDecider: Decider<AgencyCommand, AgencyState, AgencyEvent, AgencyContext> = {
  initialState: () => unknownAgency,
  evolve: evolveAgency,
  decide(command, state, context) {
    const refusal = refuseAsked(command);
    if (refusal) return refusal;
    switch (command.type) {
      case 'RegisterAgency':
        return decideRegistration(command, state, context);
      case 'SucceedAgency':
        return decideSuccession(command, state, context);
    }
  },
};

/** Refuses an agency that is not registered, or that had a successor on that day; undefined when it may be named. */
export function refuseAgency(agencyId: string, on: IsoDate, context: AgencyContext) {
  const { registered, succeeded } = context.agency(agencyId);
  if (!registered) return refuse('AGENCY_UNKNOWN', { agencyId });
  if (succeeded && on >= succeeded.on) {
    return refuse('AGENCY_SUPERSEDED', { agencyId, on: succeeded.on, successors: succeeded.by });
  }
  return undefined;
}

function decideRegistration(
  command: RegisterAgency,
  state: AgencyState,
  context: AgencyContext,
): Decision<AgencyEvent> {
  const { agencyId, legalName, kind, tier, alsoKnownAs, parentAgencyId, occurredOn } = command;
  if (state.registered) return refuse('AGENCY_ALREADY_REGISTERED', { agencyId });
  if (parentAgencyId !== undefined && (parentAgencyId === agencyId || !context.agency(parentAgencyId).registered)) {
    return refuse('AGENCY_UNKNOWN', { agencyId: parentAgencyId });
  }
  const data = { agencyId, legalName, kind, tier, alsoKnownAs, parentAgencyId };
  return accept({ type: 'AgencyRegistered', occurredOn, data });
}

function decideSuccession(command: SucceedAgency, state: AgencyState, context: AgencyContext): Decision<AgencyEvent> {
  const { agencyId, successorAgencyIds, reason, occurredOn } = command;
  if (successorAgencyIds.includes(agencyId)) return refuse('AGENCY_CANNOT_SUCCEED_ITSELF', { agencyId });
  if (!state.registered) return refuse('AGENCY_UNKNOWN', { agencyId });
  if (state.succeeded) {
    return refuse('AGENCY_SUPERSEDED', { agencyId, on: state.succeeded.on, successors: state.succeeded.by });
  }
  for (const successor of successorAgencyIds) {
    const refusal = refuseAgency(successor, occurredOn, context);
    if (refusal) return refusal;
  }
  return (
    refuseFuture(command) ??
    accept({ type: 'AgencySucceeded', occurredOn, data: { agencyId, successorAgencyIds, reason } })
  );
}
