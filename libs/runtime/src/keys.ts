import { type CommandBus } from '@nestjs/cqrs';
import { type Aggregates, AskAccess } from '@app/application';
import { type AccessScope, type GrantRole, type Role, roles } from '@app/domain';
import { type ApiKeys } from '@app/platform';
import { dayInLondon, todayInLondon } from './today';

/** Whom a key is for, and what its actor is granted with it. */
export interface NewKey {
  readonly actorId: string;
  readonly agencyId?: string;
  readonly roles: readonly Role[];
  /** Everything, when it is not said. */
  readonly scope?: AccessScope;
}

/** The roles of a key could not be granted, so there is no key. */
export class RoleNotGranted extends Error {}

/**
 * Makes a key and grants its roles to its actor. The grants come first: a key that a crash leaves without them could
 * not be told from one of the time before grants, which is good for everything.
 * @throws RoleNotGranted for a scope that the ledger does not know
 */
export function makeApiKey(
  apiKeys: ApiKeys,
  commands: CommandBus,
  { scope = { kind: 'EVERYTHING' }, ...key }: NewKey,
): Promise<{ readonly keyId: string; readonly secret: string }> {
  return apiKeys.create(key, (keyId) => grantRolesOfKey(commands, { ...key, keyId, scope }, todayInLondon()));
}

/**
 * Grants what keys of the time before grants hold: each of their roles, over everything. Nothing is granted that the
 * actor was granted before, for it may have been taken back since.
 */
export async function grantRolesOfEarlierKeys(
  apiKeys: ApiKeys,
  commands: CommandBus,
  aggregates: Aggregates,
): Promise<void> {
  for (const { keyId, actorId, roles: named, revokedAt, createdAt } of await apiKeys.list()) {
    if (revokedAt) continue;
    const { grants } = await aggregates.accessOf(actorId);
    const granted = new Set([...grants.values()].map(({ grant }) => grant.role));
    const missing = roles.filter((role) => named.includes(role) && !granted.has(role));
    const scope = { kind: 'EVERYTHING' } as const;
    await grantRolesOfKey(commands, { keyId, actorId, roles: missing, scope }, dayInLondon(createdAt));
  }
}

async function grantRolesOfKey(
  commands: CommandBus,
  { keyId, actorId, agencyId, roles: named, scope }: NewKey & { readonly keyId: string; readonly scope: AccessScope },
  occurredOn: string,
): Promise<void> {
  for (const role of named) {
    const command: GrantRole = {
      type: 'GrantRole',
      grantId: `${keyId}-${role.toLowerCase().replaceAll('_', '-')}`,
      actorId,
      role,
      scope,
      // Over everything, an actor may record what any agency decided on paper; over less, for their own agency only.
      actsForAgencyId: scope.kind === 'EVERYTHING' ? undefined : agencyId,
      by: { actorId: 'system:keys', kind: 'SYSTEM' },
      occurredOn,
      today: todayInLondon(),
    };
    const result = await commands.execute(new AskAccess(command, { requestId: `key:${keyId}:${role}` }));
    // Another key of the same actor may have brought the role already.
    if ('refused' in result && result.refused.code !== 'ROLE_ALREADY_HELD') {
      throw new RoleNotGranted(result.refused.sentence);
    }
  }
}
