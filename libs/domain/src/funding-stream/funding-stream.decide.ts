import { type AgencyContext, refuseAgency } from '../agency/agency.decide';
import { accept, type Decider, type Decision } from '../shared/decider';
import { refuseAsked } from '../shared/asked';
import { isIsoDate } from '../shared/dates';
import { refusalsOf } from '../shared/refusal';
import { sharedRefusals } from '../shared/asked';
import {
  type DefineFundingStream,
  type FundingStreamCommand,
  type RemoveRingFence,
  type WaivePassThrough,
} from './funding-stream.commands';
import { type FundingStreamEvent } from './funding-stream.events';
import { fundingStreamRefusals } from './funding-stream.refusals';
import { evolveFundingStream, type FundingStreamState, undefinedFundingStream } from './funding-stream.state';

const refuse = refusalsOf({ ...fundingStreamRefusals, ...sharedRefusals });

export const fundingStreamDecider: Decider<
  FundingStreamCommand,
  FundingStreamState,
  FundingStreamEvent,
  AgencyContext
> = {
  initialState: () => undefinedFundingStream,
  evolve: evolveFundingStream,
  decide(command, state, context) {
    const refusal = refuseAsked(command);
    if (refusal) return refusal;
    if (command.type === 'DefineFundingStream') return decideDefinition(command, state, context);
    const { fundingStreamId } = command;
    if (!state.defined) return refuse('FUNDING_STREAM_UNKNOWN', { fundingStreamId });
    return command.type === 'RemoveRingFence' ? decideRemoval(command, state) : decideWaiver(command, state);
  },
};

function decideDefinition(
  command: DefineFundingStream,
  state: FundingStreamState,
  context: AgencyContext,
): Decision<FundingStreamEvent> {
  const { fundingStreamId, name, originAgencyId, ringFence, permittedPurposes, permittedSpendTypes } = command;
  const { ringFenceSetBy, expiresOn, passThrough, occurredOn } = command;
  if (state.defined) return refuse('FUNDING_STREAM_ALREADY_DEFINED', { fundingStreamId });
  for (const agencyId of [originAgencyId, ...(passThrough?.toAgencyIds ?? [])]) {
    const refusal = refuseAgency(agencyId, occurredOn, context);
    if (refusal) return refusal;
  }
  for (const date of [expiresOn, passThrough?.dueOn]) {
    if (date !== undefined && !isIsoDate(date)) return refuse('DATE_DOES_NOT_EXIST', { date });
  }
  const missing =
    ringFence === 'NONE'
      ? undefined
      : !ringFenceSetBy
        ? 'to say who set it, a department or the agreement'
        : ringFence === 'PURPOSE' && !permittedPurposes?.length
          ? 'the purposes that the money may serve'
          : ringFence === 'PASS_THROUGH' && !passThrough?.toAgencyIds.length
            ? 'the agencies that the money goes on to, and by when'
            : undefined;
  if (missing) return refuse('RING_FENCE_INCOMPLETE', { ringFence, missing });
  if (ringFence === 'CAPITAL_ONLY' && (permittedSpendTypes.length !== 1 || permittedSpendTypes[0] !== 'CAPITAL')) {
    return refuse('RING_FENCE_CONTRADICTS_SPEND_TYPES', {});
  }
  const rules = { ringFence, ringFenceSetBy, permittedPurposes, permittedSpendTypes, expiresOn, passThrough };
  const data = { fundingStreamId, name, originAgencyId, ...rules };
  return accept({ type: 'FundingStreamDefined', occurredOn, data });
}

function decideRemoval(command: RemoveRingFence, state: FundingStreamState): Decision<FundingStreamEvent> {
  const { fundingStreamId, variationRef, occurredOn } = command;
  if (state.ringFence === 'NONE') return refuse('RING_FENCE_NOT_SET', { fundingStreamId });
  if (state.ringFenceSetBy === 'DEPARTMENT') return refuse('RING_FENCE_SET_BY_DEPARTMENT', { fundingStreamId });
  return accept({ type: 'RingFenceRemoved', occurredOn, data: { fundingStreamId, variationRef } });
}

function decideWaiver(command: WaivePassThrough, state: FundingStreamState): Decision<FundingStreamEvent> {
  const { fundingStreamId, agencyId, consentRef, occurredOn } = command;
  if (!state.passThrough?.toAgencyIds.includes(agencyId)) {
    return refuse('PASS_THROUGH_NOT_TO_AGENCY', { fundingStreamId, agencyId });
  }
  return accept({ type: 'PassThroughWaived', occurredOn, data: { fundingStreamId, agencyId, consentRef } });
}
