import { randomUUID } from 'node:crypto';
import { eventStoreMigrations, PostgresEventStore, type RecordedEvent } from '@app/event-store';
import { Pool, type PoolClient } from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../test/support/fresh-database';
import { createCheckpointTable, Follower, type FollowerHandler } from '.';

const TABLE = 'checkpoint';

describe('a follower of the log', () => {
  let database: FreshDatabase;
  let store: PostgresEventStore;
  let pool: Pool;
  const followers: Follower[] = [];

  beforeEach(async () => {
    database = await freshDatabase(eventStoreMigrations);
    store = await PostgresEventStore.open({ connectionString: database.url });
    pool = new Pool({ connectionString: database.url });
    pool.on('error', () => undefined);
    await pool.query(`${createCheckpointTable(TABLE)}; create table effect (n serial, event_id text)`);
  });
  afterEach(async () => {
    await Promise.all(followers.splice(0).map((follower) => follower.stop()));
    await store.close();
    await pool.end();
    await database.drop();
  });

  async function append(count: number): Promise<void> {
    let version = 0;
    for await (const page of store.readStream('poolYear-a')) version = page.at(-1)!.version;
    for (let n = 0; n < count; n += 1) {
      const events = [{ id: randomUUID(), type: 'Counted', schemaVersion: 1, data: { n: version + n }, metadata: {} }];
      await store.append('poolYear-a', version + n, [{ requestId: randomUUID(), fingerprint: '', events }]);
    }
  }
  function start(handler: FollowerHandler, onTrouble?: (error: unknown, attempt: number) => void): Follower {
    const follower = new Follower({ name: 'f', store, pool, checkpointTable: TABLE, handler, batchMax: 7, onTrouble });
    followers.push(follower);
    follower.start();
    return follower;
  }
  /** Polls what the database holds: what followers do is seen there only. */
  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise(setImmediate);
  }
  const effects = async (): Promise<string[]> =>
    (await pool.query<{ event_id: string }>('select event_id from effect order by n')).rows.map((row) => row.event_id);
  const logged = async (): Promise<string[]> => (await store.readAll({ limit: 10_000 })).map(({ id }) => id);
  const record = async (events: readonly RecordedEvent[], transaction: PoolClient): Promise<void> => {
    for (const { id } of events) await transaction.query('insert into effect (event_id) values ($1)', [id]);
  };
  const caughtUp = async (): Promise<boolean> => {
    const { rows } = await pool.query<{ token: string | null }>(`select token from ${TABLE}`);
    return rows[0]?.token === (await store.head());
  };

  it('handles every event once and in order, and goes on from where it stood', async () => {
    await append(20);
    const first = start({ handle: record });
    await until(caughtUp);
    await first.stop();
    await append(20);
    start({ handle: record });
    await until(caughtUp);
    expect(await effects()).toEqual(await logged());
  });

  it('has each effect exactly once when its connection is killed before and after the effect', async () => {
    await append(40);
    let batches = 0;
    const kill = async (transaction: PoolClient): Promise<void> => {
      const { rows } = await transaction.query<{ pid: number }>('select pg_backend_pid() as pid');
      await pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    };
    const troubles: unknown[] = [];
    start(
      {
        handle: async (events, transaction) => {
          batches += 1;
          if (batches === 2) await kill(transaction);
          await record(events, transaction);
          if (batches === 4) await kill(transaction);
        },
      },
      (error) => troubles.push(error),
    );
    await until(caughtUp);
    expect(troubles).toHaveLength(2);
    expect(await effects()).toEqual(await logged());
  });

  it('never lets two workers apply the same events', async () => {
    const one = start({ handle: record });
    const other = start({ handle: record });
    for (let round = 0; round < 10; round += 1) await append(10);
    await until(caughtUp);
    await Promise.all([one.stop(), other.stop()]);
    expect(await effects()).toEqual(await logged());
  });

  it('waits on an event that it cannot handle, says so, and goes on when it can', async () => {
    await append(20);
    const poison = (await logged())[10];
    let isCured = false;
    const attempts: number[] = [];
    let resets = 0;
    const follower = start(
      {
        reset: () => void (resets += 1),
        handle: async (events, transaction) => {
          await record(events, transaction);
          if (!isCured && events.some(({ id }) => id === poison)) throw new Error('It does not add up.');
        },
      },
      (_error, attempt) => attempts.push(attempt),
    );
    await until(() => Promise.resolve(attempts.length >= 2));
    expect(follower.paused).toBe('It does not add up.');
    expect(attempts.slice(0, 2)).toEqual([1, 2]);
    expect(await effects()).toEqual((await logged()).slice(0, 7));
    isCured = true;
    await until(caughtUp);
    await until(() => Promise.resolve(follower.paused === undefined));
    expect(await effects()).toEqual(await logged());
    expect(resets).toBe(attempts.length + 1);
  });

  it('is well again after a hiccup, even when no event comes', async () => {
    await append(3);
    const first = start({ handle: record });
    await until(caughtUp);
    await first.stop();
    let resets = 0;
    const troubles: number[] = [];
    const breaksOnce = (): void => {
      if ((resets += 1) === 1) throw new Error('The connection broke.');
    };
    const follower = start({ reset: breaksOnce, handle: record }, (_error, attempt) => troubles.push(attempt));
    await until(() => Promise.resolve(troubles.length === 1));
    expect(follower.paused).toBe('The connection broke.');
    await until(() => Promise.resolve(follower.paused === undefined));
    expect(await effects()).toEqual(await logged());
  });

  it('has the handler read what it needs in the same moment as the checkpoint', async () => {
    await append(7);
    let held = -1;
    const mismatches: string[] = [];
    const countIn = async (transaction: PoolClient): Promise<number> =>
      (await transaction.query<{ count: number }>('select count(*)::int as count from effect')).rows[0]!.count;
    const counting: FollowerHandler = {
      reset: async (transaction) => {
        const isFirst = held === -1;
        held = await countIn(transaction);
        if (!isFirst) return;
        // Another worker applies a batch while this one begins: what it has read is of the moment before.
        const worker = start({ handle: record });
        await until(caughtUp);
        await worker.stop();
      },
      handle: async (events, transaction) => {
        const there = await countIn(transaction);
        if (there !== held) mismatches.push(`${held} held, ${there} there`);
        await record(events, transaction);
        held += events.length;
      },
    };
    await pool.query(`insert into ${TABLE} (follower) values ('f')`);
    const follower = start(counting);
    await until(caughtUp);
    await append(7);
    await until(caughtUp);
    expect(follower.paused).toBeUndefined();
    expect(mismatches).toEqual([]);
    expect(await effects()).toEqual(await logged());
  });
});
