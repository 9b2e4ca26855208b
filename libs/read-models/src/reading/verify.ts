import { type EventStore, type Token } from '@app/event-store';
import { type Pool, type PoolClient } from 'pg';
import { derive } from './derive';
import { READING_FOLLOWER, READING_SCHEMA, READING_TABLES } from './reading-schema';
import { aloneAtUpkeep } from './upkeep';

const CHECK_SCHEMA = `${READING_SCHEMA}_check`;

/** A table whose rows are not what the log leads to. */
export interface Difference {
  readonly table: string;
  /** Rows that the live read model has and the log does not lead to, and the other way round. */
  readonly unexpectedRows: number;
  readonly missingRows: number;
}

/**
 * Derives every read model anew beside the live ones and compares them row by row, up to where the live ones stand.
 * Nothing of it is kept.
 * @returns no difference when all is well
 */
export function verifyReadModels(
  pool: Pool,
  store: EventStore,
  onProgress?: (events: number) => void,
): Promise<{ readonly events: number; readonly differences: readonly Difference[] }> {
  return aloneAtUpkeep(pool, async (client) => {
    // A snapshot of the live tables that stays as it is while the log is read again.
    await client.query('begin isolation level repeatable read');
    const { rows } = await client.query<{ block_entries: number; token: Token | null }>(
      `select block_entries, token from ${READING_SCHEMA}.about
         left join ${READING_SCHEMA}.checkpoint on follower = $1`,
      [READING_FOLLOWER],
    );
    const { block_entries: blockEntries, token: until } = rows[0]!;
    const events = await derive(client, store, {
      schema: CHECK_SCHEMA,
      until,
      freeze: false,
      blockEntries,
      onProgress,
    });
    const differences: Difference[] = [];
    for (const table of READING_TABLES) {
      const unexpectedRows = await countExcept(client, `${READING_SCHEMA}.${table}`, `${CHECK_SCHEMA}.${table}`);
      const missingRows = await countExcept(client, `${CHECK_SCHEMA}.${table}`, `${READING_SCHEMA}.${table}`);
      if (unexpectedRows + missingRows > 0) differences.push({ table, unexpectedRows, missingRows });
    }
    await client.query('rollback');
    return { events, differences };
  });
}

/** Rows are compared as text: some columns (json) know no equality of their own. */
async function countExcept(client: PoolClient, a: string, b: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    `select count(*) from (select t::text from ${a} t except all select t::text from ${b} t) as difference`,
  );
  return Number(rows[0]!.count);
}
