import { type AccessScope, type Role } from '@app/domain';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';

/** A role that somebody was granted, and whether it was taken back. */
export interface RoleGrantRow {
  readonly grantId: string;
  readonly actorId: string;
  readonly role: Role;
  readonly scope: AccessScope;
  readonly actsForAgencyId: string | null;
  readonly grantedOn: string;
  readonly grantedBy: string;
  readonly revokedOn: string | null;
  readonly revokedBy: string | null;
  readonly revokedBecause: string | null;
}

/** Every grant ever made, by actor and in the order of making: all that are known, or those of a horizon. */
export function roleGrants(look: Look, horizon?: Horizon): Promise<RoleGrantRow[]> {
  const isRevoked = `revoked_on is not null and ($1::bigint is null or (revoked_known_at <= $1 and revoked_on <= $2::date))`;
  return look.rows<RoleGrantRow>(
    `select grant_id as "grantId", actor_id as "actorId", role, scope, acts_for_agency_id as "actsForAgencyId",
            granted_on as "grantedOn", granted_by as "grantedBy",
            case when ${isRevoked} then revoked_on end as "revokedOn",
            case when ${isRevoked} then revoked_by end as "revokedBy",
            case when ${isRevoked} then revoked_because end as "revokedBecause"
       from ${READING_SCHEMA}.role_grant
      where $1::bigint is null or (known_at <= $1 and granted_on <= $2::date)
      order by actor_id, known_at`,
    horizon === undefined ? [null, null] : [horizon.knownAt, horizon.asAt],
  );
}
