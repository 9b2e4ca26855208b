import { type IsoDate } from '../shared/dates';
import { type AgencyEvent, type AgencyKind } from './agency.events';

/** What later decisions need to know of an agency. */
export interface AgencyState {
  readonly registered: boolean;
  readonly kind?: AgencyKind;
  readonly legalName?: string;
  readonly alsoKnownAs: readonly string[];
  readonly succeeded?: { readonly on: IsoDate; readonly by: readonly string[] };
}

export const unknownAgency: AgencyState = { registered: false, alsoKnownAs: [] };

export function evolveAgency(state: AgencyState, event: AgencyEvent): AgencyState {
  switch (event.type) {
    case 'AgencyRegistered': {
      const { kind, legalName, alsoKnownAs = [] } = event.data;
      return { registered: true, kind, legalName, alsoKnownAs };
    }
    case 'AgencySucceeded':
      return { ...state, succeeded: { on: event.occurredOn, by: event.data.successorAgencyIds } };
  }
}
