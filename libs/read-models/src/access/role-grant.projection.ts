import { type AccessEvent } from '@app/domain';
import { type RecordedEvent } from '@app/event-store';
import { microsOf } from '../reading/instant';

/** The statement that brings the table of grants up to an event; undefined when it is about no grant. */
export function roleGrantStatement(
  { type, data, metadata, recordedAt }: RecordedEvent,
  schema: string,
): { readonly sql: string; readonly values: readonly unknown[] } | undefined {
  const event = { type, data } as unknown as AccessEvent;
  const when = [metadata['occurredOn'], metadata['actor'], microsOf(recordedAt)];
  switch (event.type) {
    case 'RoleGranted': {
      const { grantId, actorId, role, scope, actsForAgencyId } = event.data;
      const values = [grantId, actorId, role, JSON.stringify(scope), actsForAgencyId, ...when];
      return { sql: `insert into ${schema}.role_grant values ($1, $2, $3, $4, $5, $6, $7, $8)`, values };
    }
    case 'RoleRevoked': {
      const set = 'revoked_on = $3, revoked_by = $4, revoked_known_at = $5, revoked_because = $6';
      const { grantId, actorId, reason } = event.data;
      return {
        sql: `update ${schema}.role_grant set ${set} where grant_id = $1 and actor_id = $2`,
        values: [grantId, actorId, ...when, reason],
      };
    }
    default:
      return undefined;
  }
}
