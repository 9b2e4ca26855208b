import { type DomainEvent } from '../shared/decider';

export const roles = [
  'TREASURER',
  'POOLED_FUND_MANAGER',
  'APPROVER',
  'SECTION_151_OFFICER',
  'DEPARTMENT_REVIEWER',
  'AUDITOR',
  'SUBSCRIBER',
  'OPERATOR',
] as const;
/** What somebody may be in a ledger. */
export type Role = (typeof roles)[number];

/** What a grant covers: everything, a place with all places within it, what is an agency's own, or one pooled fund. */
export type AccessScope =
  | { readonly kind: 'EVERYTHING' }
  | { readonly kind: 'PLACE'; readonly placeId: string }
  | { readonly kind: 'AGENCY'; readonly agencyId: string }
  | { readonly kind: 'POOLED_FUND'; readonly pooledFundId: string };

/** A role was granted to somebody, within a scope. */
export type RoleGranted = DomainEvent<
  'RoleGranted',
  {
    readonly grantId: string;
    readonly actorId: string;
    readonly role: Role;
    readonly scope: AccessScope;
    /** The agency that the actor acts for in this role. */
    readonly actsForAgencyId?: string;
  }
>;

/** A role was taken back. */
export type RoleRevoked = DomainEvent<
  'RoleRevoked',
  { readonly grantId: string; readonly actorId: string; readonly reason: string }
>;

export type AccessEvent = RoleGranted | RoleRevoked;

/** A role that somebody holds. */
export type Grant = Omit<RoleGranted['data'], 'actorId'>;
