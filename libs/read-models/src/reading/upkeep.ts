import { withConnection } from '@app/followers';
import { type Pool, type PoolClient } from 'pg';

/** Key of the advisory lock that keeps rebuilds and verifications of one database apart. */
const UPKEEP_LOCK = 7_426_002;

/**
 * Does upkeep on the read models while no other process does: a second rebuild would fill the same tables, and a
 * verification would hold up the swap. Waits for its turn.
 */
export function aloneAtUpkeep<Result>(pool: Pool, upkeep: (client: PoolClient) => Promise<Result>): Promise<Result> {
  return withConnection(pool, async (client) => {
    await client.query('select pg_advisory_lock($1)', [UPKEEP_LOCK]);
    const result = await upkeep(client);
    await client.query('select pg_advisory_unlock($1)', [UPKEEP_LOCK]);
    return result;
  });
}
