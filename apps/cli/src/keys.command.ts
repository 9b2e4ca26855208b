import { type Command } from 'commander';
import { type AccessScope, isIdentifier, type Role, roles } from '@app/domain';
import { RoleNotGranted, makeApiKey } from '@app/runtime';
import { UsageError } from './usage-error';
import { withLedger } from './with-ledger';

/** What `purse keys create` is told. */
interface KeyAsked {
  readonly actor: string;
  readonly roles: string;
  readonly agency?: string;
  readonly scope: string;
}

/** `purse keys`: the keys of the API. */
export function addKeys(purse: Command): void {
  const keys = purse.command('keys').description('Make, list and revoke the keys of the API.');
  keys
    .command('create')
    .description('Make a key. It is printed once and kept as a digest only.')
    .requiredOption('--actor <id>', 'who acts through it, as entries will say: a post or a system, never a person')
    .requiredOption('--roles <roles>', `some of ${roles.join(',')}`)
    .option('--agency <id>', 'the agency that it acts for')
    .option('--scope <scope>', 'what it covers: everything, place:<id>, agency:<id> or fund:<id>', 'everything')
    .action(async ({ actor, roles: asked, agency, scope: covers }: KeyAsked) => {
      const scope = scopeOf(covers);
      const wanted = asked.split(',').map((role) => role.trim().toUpperCase().replaceAll('-', '_'));
      const known: readonly string[] = roles;
      for (const role of wanted) {
        if (!known.includes(role)) throw new UsageError(`There is no role ${role}. There are ${known.join(', ')}.`);
      }
      const malformed = [actor, agency].find((id): boolean => id !== undefined && !isIdentifier(id));
      if (malformed !== undefined) throw new UsageError(`${malformed} must be 1 to 64 of a-z, 0-9 and -.`);
      await withLedger(async ({ ledger, aggregates, commands }) => {
        if (agency && !(await aggregates.agencyStates([agency])).get(agency)!.registered)
          throw new UsageError(`There is no agency ${agency}. Register it first.`);
        const made = { actorId: actor, agencyId: agency, roles: wanted as Role[], scope };
        const { keyId, secret } = await makeApiKey(ledger.apiKeys, commands, made).catch((error: unknown) => {
          throw error instanceof RoleNotGranted ? new UsageError(error.message) : error;
        });
        process.stdout.write(`Key ${keyId} for ${actor}, shown this once: ${secret}\n`);
      });
    });
  keys
    .command('list')
    .description('List the keys, without their secrets.')
    .action(() =>
      withLedger(async ({ ledger }) => {
        for (const key of await ledger.apiKeys.list()) {
          const state = key.revokedAt ? `revoked ${key.revokedAt.toISOString()}` : 'valid';
          process.stdout.write(
            `${key.keyId}  ${key.actorId}  ${key.agencyId ?? '-'}  ${key.roles.join(',')}  ${state}\n`,
          );
        }
      }),
    );
  keys
    .command('revoke')
    .argument('<keyId>')
    .description('Revoke a key: it stops working within seconds.')
    .action((keyId: string) =>
      withLedger(async ({ ledger }) => {
        if (!(await ledger.apiKeys.revoke(keyId))) throw new UsageError(`There is no valid key ${keyId}.`);
        process.stdout.write(`Key ${keyId} is revoked.\n`);
      }),
    );
}

/** The scope that was typed, such as `fund:trafford-bcf`. @throws UsageError */
function scopeOf(text: string): AccessScope {
  if (text === 'everything') return { kind: 'EVERYTHING' };
  const [, kind, id] = /^(place|agency|fund):(.*)$/.exec(text) ?? [];
  if (!isIdentifier(id)) {
    throw new UsageError(`${text} is no scope. Write everything, place:<id>, agency:<id> or fund:<id>.`);
  }
  if (kind === 'place') return { kind: 'PLACE', placeId: id };
  return kind === 'agency' ? { kind: 'AGENCY', agencyId: id } : { kind: 'POOLED_FUND', pooledFundId: id };
}
