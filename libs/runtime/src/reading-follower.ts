import { setTimeout as pause } from 'node:timers/promises';
import { Follower, type FollowerOptions } from '@app/followers';
import { type EventStore, type Token } from '@app/event-store';
import { LedgerProjection, READING_FOLLOWER, READING_SCHEMA } from '@app/read-models';
import { type Pool } from 'pg';
import { type OpenLedger } from './open-ledger';

/** The follower that keeps the read models up to the log. One process runs it; a second would only wait on the first. */
export function readingFollower(ledger: OpenLedger, onTrouble?: FollowerOptions['onTrouble']): Follower {
  return new Follower({
    name: READING_FOLLOWER,
    store: ledger.store,
    pool: ledger.pool,
    checkpointTable: `${READING_SCHEMA}.checkpoint`,
    handler: new LedgerProjection(),
    onTrouble,
  });
}

/** The read models did not come up to what was asked for in time. */
export class ReadModelsBehind extends Error {
  constructor() {
    super('The reports do not show this yet. Try again in a moment.');
  }
}

/** Waits, bounded, until the read models show the event at `token`. @throws ReadModelsBehind */
export async function waitForReadModels(pool: Pool, store: EventStore, token: Token, timeoutMs: number): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  for (let pauseMs = 2; ; pauseMs = Math.min(50, pauseMs * 2)) {
    const { rows } = await pool.query<{ token: Token | null }>(
      `select token from ${READING_SCHEMA}.checkpoint where follower = $1`,
      [READING_FOLLOWER],
    );
    if (store.compareTokens(rows[0]?.token ?? undefined, token) >= 0) return;
    if (Date.now() + pauseMs > endMs) throw new ReadModelsBehind();
    await pause(pauseMs);
  }
}
