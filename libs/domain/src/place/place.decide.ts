import { accept, type Decider, type Decision } from '../shared/decider';
import { refuseAsked, refuseFuture } from '../shared/asked';
import { refusalsOf } from '../shared/refusal';
import { type PlaceCommand, type RegisterPlace, type ReorganisePlace } from './place.commands';
import { type PlaceEvent } from './place.events';
import { placeRefusals } from './place.refusals';
import { evolvePlace, type PlaceState } from './place.state';

/** The other places that a command names, as the log knows them. */
export interface PlaceContext {
  isPlaceRegistered(placeId: string): boolean;
}

const refuse = refusalsOf(placeRefusals);

export const placeDecider: Decider<PlaceCommand, PlaceState, PlaceEvent, PlaceContext> = {
  initialState: () => ({ registered: false }),
  evolve: evolvePlace,
  decide(command, state, context) {
    const refusal = refuseAsked(command);
    if (refusal) return refusal;
    switch (command.type) {
      case 'RegisterPlace':
        return decideRegistration(command, state, context);
      case 'ReorganisePlace':
        return decideReorganisation(command, state, context);
    }
  },
};

function decideRegistration(command: RegisterPlace, state: PlaceState, context: PlaceContext): Decision<PlaceEvent> {
  const { placeId, name, kind, gssCodes, parentPlaceId, occurredOn } = command;
  if (state.registered) return refuse('PLACE_ALREADY_REGISTERED', { placeId });
  const malformed = gssCodes.find((code) => !/^[A-Z]\d{8}$/.test(code));
  if (malformed !== undefined) return refuse('GSS_CODE_MALFORMED', { gssCode: malformed });
  if (parentPlaceId === placeId || (parentPlaceId !== undefined && !context.isPlaceRegistered(parentPlaceId))) {
    return refuse('PLACE_UNKNOWN', { placeId: parentPlaceId });
  }
  return accept({ type: 'PlaceRegistered', occurredOn, data: { placeId, name, kind, gssCodes, parentPlaceId } });
}

function decideReorganisation(
  command: ReorganisePlace,
  state: PlaceState,
  context: PlaceContext,
): Decision<PlaceEvent> {
  const { placeId, successorPlaceIds, reason, occurredOn } = command;
  if (!state.registered) return refuse('PLACE_UNKNOWN', { placeId });
  if (state.reorganisedOn) return refuse('PLACE_ALREADY_REORGANISED', { placeId, on: state.reorganisedOn });
  if (successorPlaceIds.includes(placeId)) return refuse('PLACE_CANNOT_SUCCEED_ITSELF', { placeId });
  const unknown = successorPlaceIds.find((id) => !context.isPlaceRegistered(id));
  if (unknown !== undefined) return refuse('PLACE_UNKNOWN', { placeId: unknown });
  return (
    refuseFuture(command) ??
    accept({ type: 'PlaceReorganised', occurredOn, data: { placeId, successorPlaceIds, reason } })
  );
}
