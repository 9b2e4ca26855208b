import { type DomainEvent } from '../shared/decider';

export const agencyKinds = [
  'COUNCIL',
  'DISTRICT',
  'COMBINED_AUTHORITY',
  'INTEGRATED_CARE_BOARD',
  'CLINICAL_COMMISSIONING_GROUP',
  'PRIMARY_CARE_TRUST',
  'POLICE',
  'PROBATION',
  'FIRE',
  'DEPARTMENT',
  'ARMS_LENGTH_BODY',
  'VOLUNTARY',
  'SCHOOL',
  'HOUSING',
  'INVESTOR',
] as const;
/** What sort of body an agency is. */
export type AgencyKind = (typeof agencyKinds)[number];

export const agencyTiers = ['LOCAL', 'REGIONAL', 'CENTRAL'] as const;
/** Where an agency stands in government. */
export type AgencyTier = (typeof agencyTiers)[number];

/** An agency was entered in the register. */
export type AgencyRegistered = DomainEvent<
  'AgencyRegistered',
  {
    readonly agencyId: string;
    readonly legalName: string;
    readonly kind: AgencyKind;
    readonly tier: AgencyTier;
    /** Other names under which published files know it; an imported payee of such a name is this agency. */
    readonly alsoKnownAs?: readonly string[];
    readonly parentAgencyId?: string;
  }
>;

/** An agency was succeeded by others (a primary care trust by a clinical commissioning group, say). */
export type AgencySucceeded = DomainEvent<
  'AgencySucceeded',
  { readonly agencyId: string; readonly successorAgencyIds: readonly string[]; readonly reason: string }
>;

export type AgencyEvent = AgencyRegistered | AgencySucceeded;
