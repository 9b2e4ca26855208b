import { Follower, type FollowerOptions } from '@app/followers';
import { LedgerProjection, READING_FOLLOWER, READING_SCHEMA } from '@app/read-models';
import { openLedger, type OpenLedger, waitForReadModels } from '@app/runtime';
import { freshDatabase } from './fresh-database';

/** So few that the short histories of tests fill blocks of the running totals, as long ones do. */
export const BLOCK_ENTRIES = 5;

/** Runs a test on a ledger of its own, in a database of its own. */
export async function withLedger<Result>(test: (ledger: OpenLedger, url: string) => Promise<Result>): Promise<Result> {
  const database = await freshDatabase([]);
  const ledger = await openLedger({ databaseUrl: database.url } as never, false);
  try {
    await ledger.pool.query(`update ${READING_SCHEMA}.about set block_entries = ${BLOCK_ENTRIES}`);
    return await test(ledger, database.url);
  } finally {
    await ledger.close();
    await database.drop();
  }
}

/** The follower of the read models, not started yet. */
export function readModelsFollower(ledger: OpenLedger, options: Partial<FollowerOptions> = {}): Follower {
  return new Follower({
    name: READING_FOLLOWER,
    store: ledger.store,
    pool: ledger.pool,
    checkpointTable: `${READING_SCHEMA}.checkpoint`,
    handler: new LedgerProjection(),
    ...options,
  });
}

/** Brings the read models up to the end of the log. */
export async function followToEnd(ledger: OpenLedger, options: Partial<FollowerOptions> = {}): Promise<void> {
  const follower = readModelsFollower(ledger, options);
  follower.start();
  await untilCaughtUp(ledger).finally(() => follower.stop());
  expect(follower.paused).toBeUndefined();
}

/** Waits, bounded, until the read models show all that the log has now. */
export async function untilCaughtUp({ pool, store }: OpenLedger): Promise<void> {
  const head = await store.head();
  if (head !== undefined) await waitForReadModels(pool, store, head, 20_000);
}
