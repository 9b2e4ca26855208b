import { type Command } from 'commander';
import { isIdentifier } from '@app/domain';
import { type Role, roles } from '@app/platform';
import { UsageError } from './usage-error';
import { withLedger } from './with-ledger';

/** `purse keys`: the keys of the API. */
export function addKeys(purse: Command): void {
  const keys = purse.command('keys').description('Make, list and revoke the keys of the API.');
  keys
    .command('create')
    .description('Make a key. It is printed once and kept as a digest only.')
    .requiredOption('--actor <id>', 'who acts through it, as entries will say: a post or a system, never a person')
    .requiredOption('--roles <roles>', `some of ${roles.join(',')}`)
    .option('--agency <id>', 'the agency that it acts for')
    .action(async ({ actor, roles: asked, agency }: { actor: string; roles: string; agency?: string }) => {
      const wanted = asked.split(',').map((role) => role.trim().toUpperCase().replaceAll('-', '_'));
      const known: readonly string[] = roles;
      for (const role of wanted) {
        if (!known.includes(role)) throw new UsageError(`There is no role ${role}. There are ${known.join(', ')}.`);
      }
      const malformed = [actor, agency].find((id): boolean => id !== undefined && !isIdentifier(id));
      if (malformed !== undefined) throw new UsageError(`${malformed} must be 1 to 64 of a-z, 0-9 and -.`);
      await withLedger(async ({ ledger, aggregates }) => {
        if (agency && !(await aggregates.agencyStates([agency])).get(agency)!.registered)
          throw new UsageError(`There is no agency ${agency}. Register it first.`);
        const { keyId, secret } = await ledger.apiKeys.create({
          actorId: actor,
          agencyId: agency,
          roles: wanted as Role[],
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
