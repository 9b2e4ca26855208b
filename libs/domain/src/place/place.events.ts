import { type DomainEvent } from '../shared/decider';

export const placeKinds = [
  'WHOLE_PLACE',
  'HEALTH_AND_WELLBEING_BOARD_AREA',
  'NEIGHBOURHOOD',
  'COMBINED_AUTHORITY',
  'TRAILBLAZER',
] as const;
/** What sort of area a place is. */
export type PlaceKind = (typeof placeKinds)[number];

/** A place was entered in the register. */
export type PlaceRegistered = DomainEvent<
  'PlaceRegistered',
  {
    readonly placeId: string;
    readonly name: string;
    readonly kind: PlaceKind;
    /** Codes of the Government Statistical Service, such as E08000009. */
    readonly gssCodes: readonly string[];
    readonly parentPlaceId?: string;
  }
>;

/** A place was reorganised: from that day its successors stand for it. Its history keeps its name. */
export type PlaceReorganised = DomainEvent<
  'PlaceReorganised',
  { readonly placeId: string; readonly successorPlaceIds: readonly string[]; readonly reason: string }
>;

export type PlaceEvent = PlaceRegistered | PlaceReorganised;
