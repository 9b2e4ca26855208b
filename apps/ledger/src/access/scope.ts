import { type AccessScope, type Grant } from '@app/domain';

/** What a command or a question is about, with all that a scope can be matched against. */
export type Resource =
  /** The registers of places, agencies and funding streams; a place within these places, itself left out. */
  | { readonly kind: 'REGISTERS'; readonly withinPlaceIds?: readonly string[] }
  | { readonly kind: 'PLACE'; readonly placeIds: readonly string[] }
  | { readonly kind: 'AGENCY'; readonly agencyId: string }
  | {
      readonly kind: 'POOLED_FUND';
      readonly pooledFundId: string;
      /** Its place and those that this lies within. */
      readonly placeIds: readonly string[];
      readonly hostAgencyId: string;
      /** Every agency that is or was a partner. */
      readonly partnerIds: readonly string[];
    }
  | {
      readonly kind: 'AGREEMENT';
      readonly pooledFundId?: string;
      readonly placeIds: readonly string[];
      /** Every agency that any version of the terms names. */
      readonly partyIds: readonly string[];
    };

/** True when a scope reaches the whole of a resource. */
export function covers(scope: AccessScope, resource: Resource): boolean {
  switch (scope.kind) {
    case 'EVERYTHING':
      return true;
    case 'PLACE':
      return placesOf(resource).includes(scope.placeId);
    case 'AGENCY':
      return agenciesOf(resource).includes(scope.agencyId);
    case 'POOLED_FUND':
      return 'pooledFundId' in resource && resource.pooledFundId === scope.pooledFundId;
  }
}

/** True when a scope reaches a fund only as one of its partners: there it decides and signs for its agency. */
export const isPartnerOf = (scope: AccessScope, resource: Resource): boolean =>
  scope.kind === 'AGENCY' && resource.kind === 'POOLED_FUND' && resource.partnerIds.includes(scope.agencyId);

/** The agency that somebody acts for by a grant; undefined when it names none. */
export const agencyOfGrant = ({ scope, actsForAgencyId }: Pick<Grant, 'scope' | 'actsForAgencyId'>) =>
  actsForAgencyId ?? (scope.kind === 'AGENCY' ? scope.agencyId : undefined);

/** True when a grant lets its holder speak for an agency; undefined is whoever speaks for any. */
export function maySpeakFor({ scope, actsForAgencyId }: Grant, agencyId: string | undefined): boolean {
  if (scope.kind === 'AGENCY' && scope.agencyId !== agencyId) return false;
  return actsForAgencyId === undefined || actsForAgencyId === agencyId;
}

function placesOf(resource: Resource): readonly string[] {
  switch (resource.kind) {
    case 'REGISTERS':
      return resource.withinPlaceIds ?? [];
    case 'AGENCY':
      return [];
    default:
      return resource.placeIds;
  }
}

function agenciesOf(resource: Resource): readonly string[] {
  switch (resource.kind) {
    case 'AGENCY':
      return [resource.agencyId];
    case 'POOLED_FUND':
      return [resource.hostAgencyId];
    case 'AGREEMENT':
      return resource.partyIds;
    default:
      return [];
  }
}
