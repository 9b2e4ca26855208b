import { setTimeout as pause } from 'node:timers/promises';
import { type EventStore } from '@app/event-store';
import { withConnection } from '@app/followers';
import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { derive } from './derive';
import { aloneAtUpkeep } from './upkeep';
import { createReadingIndexes, READING_SCHEMA, READING_TABLES, READING_VERSION } from './reading-schema';

const NEXT_SCHEMA = `${READING_SCHEMA}_next`;

/** Indexes that are made at once: each keeps one core of the database busy. */
const INDEXES_AT_ONCE = 2;
/** Memory for sorting while an index is made; the server's own setting is meant for small tables. */
const INDEX_MEMORY = '256MB';

/** How long the swap may hold up those who ask, and how long it waits before it tries again. */
const SWAP_WAIT_MS = 500;
const SWAP_PAUSE_MS = 200;
/** PostgreSQL's codes for a lock that did not come in time and for a deadlock. */
const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';

/** True when there are no read models of this version, so that they must be built from the log. */
export async function needsRebuild(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>(
    `select to_regclass('${READING_SCHEMA}.about') is not null as found`,
  );
  if (!rows[0]?.found) return true;
  const about = await pool.query<{ version: number }>(`select version from ${READING_SCHEMA}.about`);
  return about.rows[0]?.version !== READING_VERSION;
}

/**
 * Derives every read model anew from the whole log, in tables beside the live ones, and swaps the names at the end: the
 * live ones answer all the while. The follower finds another checkpoint after the swap and begins again from there.
 * @param blockEntries how many entries make a block of the running totals
 * @returns how many events were read
 */
export function rebuild(
  pool: Pool,
  store: EventStore,
  onProgress?: (events: number) => void,
  blockEntries?: number,
): Promise<number> {
  return aloneAtUpkeep(pool, async (client) => {
    await client.query(`drop schema if exists ${NEXT_SCHEMA} cascade`);
    await client.query('begin');
    const events = await derive(client, store, { schema: NEXT_SCHEMA, freeze: true, blockEntries, onProgress });
    await client.query('commit');
    await makeIndexes(pool);
    await client.query(`analyze ${READING_TABLES.map((table) => `${NEXT_SCHEMA}.${table}`).join(', ')}`);
    await swap(client);
    return events;
  });
}

async function makeIndexes(pool: Pool): Promise<void> {
  const waiting = [...createReadingIndexes(NEXT_SCHEMA)];
  const makeSome = (): Promise<void> =>
    withConnection(pool, async (client) => {
      await client.query(`set maintenance_work_mem = '${INDEX_MEMORY}'`);
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await client.query(next);
      await client.query('reset maintenance_work_mem');
    });
  await Promise.all(Array.from({ length: INDEXES_AT_ONCE }, makeSome));
}

/**
 * Gives the new tables the name of the live ones. Whoever looks at the read models or writes them holds a lock on the
 * checkpoint first (`look`, `Follower`), so that nobody sees half of each; whoever looks for long is waited for, but
 * never with the others queueing behind.
 */
async function swap(client: PoolClient): Promise<void> {
  const checkpoint = `${READING_SCHEMA}.checkpoint`;
  for (;;) {
    try {
      await client.query(`begin; set local lock_timeout = ${SWAP_WAIT_MS}`);
      const { rows } = await client.query<{ found: boolean }>(
        `select to_regclass('${checkpoint}') is not null as found`,
      );
      if (rows[0]!.found) await client.query(`lock table ${checkpoint} in access exclusive mode`);
      await client.query(`drop schema if exists ${READING_SCHEMA} cascade`);
      await client.query(`alter schema ${NEXT_SCHEMA} rename to ${READING_SCHEMA}`);
      await client.query('commit');
      return;
    } catch (error) {
      await client.query('rollback');
      const isBusy = error instanceof DatabaseError && [LOCK_NOT_AVAILABLE, DEADLOCK].includes(error.code ?? '');
      if (!isBusy) throw error;
      await pause(SWAP_PAUSE_MS);
    }
  }
}
