import { type IsoDate } from '../shared/dates';
import { type PlaceEvent } from './place.events';

/** What later decisions need to know of a place. */
export interface PlaceState {
  readonly registered: boolean;
  /** The place that it lies within. */
  readonly parentPlaceId?: string;
  readonly reorganisedOn?: IsoDate;
}

export function evolvePlace(state: PlaceState, event: PlaceEvent): PlaceState {
  switch (event.type) {
    case 'PlaceRegistered':
      return { registered: true, parentPlaceId: event.data.parentPlaceId };
    case 'PlaceReorganised':
      return { ...state, reorganisedOn: event.occurredOn };
  }
}
