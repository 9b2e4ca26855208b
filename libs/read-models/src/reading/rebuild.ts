import { type EventStore, type RecordedEvent, type Token } from '@app/event-store';
import { createCheckpointTable } from '@app/followers';
import { type Pool, type PoolClient } from 'pg';
import { LedgerProjection } from './ledger.projection';
import {
  createReadingIndexes,
  createReadingTables,
  READING_SCHEMA,
  READING_TABLES,
  READING_VERSION,
} from './reading-schema';

/** The name under which the read models' follower keeps its checkpoint. */
export const READING_FOLLOWER = 'reading';

const PAGE = 10_000;

/** Makes the read models' schema if there is none of this version; true when it must be (re)built from the log. */
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
 * live ones answer all the while.
 * @returns how many events were read
 */
export async function rebuild(pool: Pool, store: EventStore, onProgress?: (events: number) => void): Promise<number> {
  const next = `${READING_SCHEMA}_next`;
  const client = await pool.connect();
  try {
    const events = await derive(client, store, next, onProgress);
    await client.query('begin');
    await client.query(`drop schema if exists ${READING_SCHEMA} cascade`);
    await client.query(`alter schema ${next} rename to ${READING_SCHEMA}`);
    await client.query('commit');
    client.release();
    return events;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** A table whose rows are not what the log leads to. */
export interface Difference {
  readonly table: string;
  /** Rows that the live read model has and the log does not lead to, and the other way round. */
  readonly unexpectedRows: number;
  readonly missingRows: number;
}

/**
 * Derives every read model anew beside the live ones and compares them row by row, up to where the live ones stand.
 * @returns no difference when all is well
 */
export async function verifyReadModels(
  pool: Pool,
  store: EventStore,
  onProgress?: (events: number) => void,
): Promise<{ readonly events: number; readonly differences: readonly Difference[] }> {
  const check = `${READING_SCHEMA}_check`;
  const client = await pool.connect();
  try {
    const live = `create temp table live_checkpoint as select token from ${READING_SCHEMA}.checkpoint where follower = '${READING_FOLLOWER}'`;
    // A snapshot of the live tables that stays as it is while the log is read again.
    await client.query('begin isolation level repeatable read');
    await client.query(live);
    const { rows } = await client.query<{ token: Token | null }>('select token from live_checkpoint');
    const until = rows[0]?.token ?? undefined;
    const events = until === undefined ? 0 : await fill(client, store, check, onProgress, until);
    const differences: Difference[] = [];
    if (until !== undefined) {
      for (const table of READING_TABLES) {
        const unexpectedRows = await countExcept(client, `${READING_SCHEMA}.${table}`, `${check}.${table}`);
        const missingRows = await countExcept(client, `${check}.${table}`, `${READING_SCHEMA}.${table}`);
        if (unexpectedRows + missingRows > 0) differences.push({ table, unexpectedRows, missingRows });
      }
    }
    await client.query('rollback');
    client.release();
    return { events, differences };
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Rows are compared as text: some columns (json) know no equality of their own. */
async function countExcept(client: PoolClient, a: string, b: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    `select count(*) from (select t::text from ${a} t except all select t::text from ${b} t) as difference`,
  );
  return Number(rows[0]!.count);
}

async function derive(
  client: PoolClient,
  store: EventStore,
  schema: string,
  onProgress: ((events: number) => void) | undefined,
): Promise<number> {
  await client.query(`drop schema if exists ${schema} cascade`);
  await client.query('begin');
  const events = await fill(client, store, schema, onProgress);
  await client.query(createReadingIndexes(schema));
  await client.query('commit');
  await client.query(`analyze ${READING_TABLES.map((table) => `${schema}.${table}`).join(', ')}`);
  return events;
}

/** Fills a new schema from the log, up to its end or to `until`. */
async function fill(
  client: PoolClient,
  store: EventStore,
  schema: string,
  onProgress: ((events: number) => void) | undefined,
  until?: Token,
): Promise<number> {
  await client.query(createReadingTables(schema));
  await client.query(createCheckpointTable(`${schema}.checkpoint`));
  const projection = new LedgerProjection(client as unknown as Pool, schema);
  let count = 0;
  let last: RecordedEvent | undefined;
  let page = store.readAll({ limit: PAGE });
  for (let events = await page; events.length > 0; events = await page) {
    // The next page is on its way while this one is folded.
    page = store.readAll({ after: events.at(-1)!.token, limit: PAGE });
    page.catch(() => undefined);
    const wanted =
      until === undefined ? events : events.filter((event) => store.compareTokens(event.token, until) <= 0);
    projection.fold(wanted);
    await projection.flush(client, 'none');
    count += wanted.length;
    last = wanted.at(-1) ?? last;
    onProgress?.(count);
    if (wanted.length < events.length) break;
  }
  await projection.flush(client, 'whole');
  await client.query(`insert into ${schema}.checkpoint (follower, token, recorded_at) values ($1, $2, $3)`, [
    READING_FOLLOWER,
    last?.token ?? null,
    last?.recordedAt ?? null,
  ]);
  return count;
}
