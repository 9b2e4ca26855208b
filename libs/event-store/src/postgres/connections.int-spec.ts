import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort, startEmbeddedPostgres } from '@app/platform';
import { Client } from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../../test/support/fresh-database';
import { LogCorrupted, Unavailable, UnknownToken } from '../errors';
import { type Token } from '../event-store';
import { event, readEverything, readStream, request, times } from '../event-store.contract';
import { UnfitDatabase } from './connections';
import { eventStoreMigrations } from './migrations';
import { PostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store';

describe('a log in PostgreSQL', () => {
  let database: FreshDatabase;
  let owner: Client;
  const stores: PostgresEventStore[] = [];

  beforeEach(async () => {
    database = await freshDatabase(eventStoreMigrations);
    owner = new Client({ connectionString: database.url });
    await owner.connect();
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await owner.end();
    await database.drop();
  });

  async function open(options: PostgresEventStoreOptions = {}): Promise<PostgresEventStore> {
    const store = await PostgresEventStore.open({ connectionString: database.url, ...options });
    stores.push(store);
    return store;
  }
  async function count(from: string): Promise<number> {
    return Number((await owner.query<{ count: string }>(`select count(*) from ${from}`)).rows[0]!.count);
  }
  const sessions = `pg_stat_activity where application_name = 'common-purse-log' and datname = current_database()`;

  it('records what is asked for at once in few batches', async () => {
    const store = await open();
    await Promise.all(times(300, (n) => store.append(`poolYear-${n}`, 0, [request(`r${n}`, [event()])])));
    expect(await count('log.event')).toBe(300);
    expect(await count('log.batch')).toBe(2);
  });

  it('leaves no connection behind when it is closed, and records what waits before', async () => {
    const store = await open();
    const stop = new AbortController();
    const subscription = store.subscribeAll({ batchMax: 10, signal: stop.signal })[Symbol.asyncIterator]();
    const first = subscription.next();
    const appended = times(300, (n) => store.append(`poolYear-${n}`, 0, [request(`r${n}`, [event()])]));
    await first;
    await store.close();
    await Promise.all(appended);
    await until(async () => (await count(sessions)) === 0);
    expect(await count('log.event')).toBe(300);
  });

  it('turns appends away when too many wait, and says that nothing was recorded', async () => {
    const store = await open({ queueAppendsMax: 5 });
    const results = await Promise.allSettled(
      times(8, (n) => store.append(`poolYear-${n}`, 0, [request(`r${n}`, [event()])])),
    );
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused).toHaveLength(3);
    for (const reason of refused) expect(reason).toMatchObject({ outcome: 'notApplied' });
    expect(await count('log.event')).toBe(5);
  });

  it('says that an outcome is unknown when the connection breaks under way, and goes on with what was never sent', async () => {
    const store = await open();
    await store.append('poolYear-a', 0, [request('r1', [event()])]);
    // Another writer holds the lock, so that the batch is sent and cannot be answered.
    await owner.query('begin');
    await owner.query('select log.begin_append()');
    const underWay = store.append('poolYear-a', 1, [request('r2', [event()])]);
    const settled = underWay.catch((error: unknown) => error);
    await until(async () => (await count(`${sessions} and wait_event_type = 'Lock'`)) === 1);
    const queued = store.append('poolYear-b', 0, [request('r3', [event()])]);
    await owner.query(`select pg_terminate_backend(pid) from ${sessions} and wait_event_type = 'Lock'`);
    expect(await settled).toMatchObject({ outcome: 'unknown' });
    expect(await settled).toBeInstanceOf(Unavailable);
    await owner.query('rollback');
    expect(await queued).toMatchObject({ outcome: 'appended' });
    expect(await store.append('poolYear-a', 1, [request('r2', [event()])])).toMatchObject({ outcome: 'appended' });
    expect((await readEverything(store)).map(({ eventStream }) => eventStream)).toEqual([
      'poolYear-a',
      'poolYear-b',
      'poolYear-a',
    ]);
  });

  it('gives a batch up that is not answered in time, with its outcome unknown', async () => {
    const store = await open({ answerMs: 100 });
    await owner.query('begin');
    await owner.query('select log.begin_append()');
    await expect(store.append('poolYear-a', 0, [request('r1', [event()])])).rejects.toMatchObject({
      outcome: 'unknown',
    });
    await owner.query('rollback');
    await until(async () => {
      const outcome = await store.append('poolYear-a', 0, [request('r1', [event()])]).catch(() => undefined);
      return outcome !== undefined;
    });
    expect(await count('log.event')).toBe(1);
  });

  it('fails only the append that the database refuses, not those beside it', async () => {
    await owner.query(
      `alter table log.event_0 add constraint no_refunds check (data->>'kind' is distinct from 'refund')`,
    );
    const store = await open();
    const results = await Promise.allSettled(
      times(9, (n) =>
        store.append(`poolYear-${n}`, 0, [request(`r${n}`, [event({ kind: n === 4 ? 'refund' : 'gift' })])]),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(times(9, (n) => (n === 4 ? 'rejected' : 'fulfilled')));
    expect(results[4]).toMatchObject({ reason: { outcome: 'notApplied', message: /no_refunds/ } });
    expect((await readEverything(store)).map(({ eventStream }) => eventStream)).not.toContain('poolYear-4');
    expect(await count('log.event')).toBe(8);
    expect(await store.verifyChain()).toMatchObject({ ok: true });
  });

  it('follows the log across a broken connection', async () => {
    const [store, writer] = [await open(), await open()];
    const stop = new AbortController();
    const seen: unknown[] = [];
    await writer.append('poolYear-0', 0, [request('r0', [event({ n: 0 })])]);
    for await (const batch of store.subscribeAll({ batchMax: 10, signal: stop.signal })) {
      seen.push(...batch.map(({ data }) => data['n']));
      if (seen.length === 3) {
        stop.abort();
      } else {
        await owner.query(`select pg_terminate_backend(pid) from ${sessions}`);
        const asked = request(`r${seen.length}`, [event({ n: seen.length })]);
        await insist(() => writer.append(`poolYear-${seen.length}`, 0, [asked]));
      }
    }
    expect(seen).toEqual([0, 1, 2]);
  });

  it('gives tokens of a new epoch after a restore, and knows those of events that were lost', async () => {
    const before = await open();
    await before.append('poolYear-a', 0, [request('r1', [event(), event()])]);
    await owner.query('select log.start_epoch()');
    const after = await open();
    await after.append('poolYear-a', 2, [request('r2', [event()])]);
    const tokens = (await readEverything(after)).map(({ token }) => token);
    expect(tokens).toEqual(['1:1', '1:2', '2:3']);
    expect(await after.readAll({ after: tokens[1]!, limit: 5 })).toHaveLength(1);
    for (const lost of ['1:3', '2:2', '3:4', '2:4']) {
      await expect(after.readAll({ after: lost as Token, limit: 5 })).rejects.toThrow(UnknownToken);
    }
    expect(after.compareTokens(tokens[1], tokens[2])).toBeLessThan(0);
    expect(await after.verifyChain()).toMatchObject({ ok: true });
  });

  it('stops at a hole, loudly', async () => {
    const store = await open();
    await store.append('poolYear-a', 0, [
      request(
        'r1',
        times(5, () => event()),
      ),
    ]);
    const [, second, third, fourth] = await readEverything(store);
    await owner.query(`begin; set local session_replication_role = 'replica'`);
    await owner.query('delete from log.event where position in (3, 5)');
    await owner.query('commit');
    await expect(store.readAll({ limit: 10 })).rejects.toThrow(LogCorrupted);
    await expect(store.readAll({ after: second!.token, limit: 1 })).rejects.toThrow(LogCorrupted);
    await expect(store.readAll({ after: fourth!.token, limit: 10 })).rejects.toThrow(LogCorrupted);
    await expect(readStream(store, 'poolYear-a')).rejects.toThrow(LogCorrupted);
    await expect(readStream(store, 'poolYear-a', { afterVersion: 4 })).rejects.toThrow(LogCorrupted);
    const subscription = store.subscribeAll({
      after: second!.token,
      batchMax: 10,
      signal: new AbortController().signal,
    });
    await expect(subscription[Symbol.asyncIterator]().next()).rejects.toThrow(LogCorrupted);
    expect(await store.readAll({ after: third!.token, limit: 1 })).toHaveLength(1);
  });

  it('may be told to keep the rights of its own user', async () => {
    const store = await open({ assumeServiceRole: false });
    expect(await store.append('poolYear-a', 0, [request('r1', [event()])])).toMatchObject({ outcome: 'appended' });
  });

  it('does not open where there is no log', async () => {
    const empty = await freshDatabase([]);
    await expect(PostgresEventStore.open({ connectionString: empty.url })).rejects.toThrow(/run the migrations first/);
    await empty.drop();
  });

  it('does not open when its URL takes the role away', async () => {
    const url = `${database.url}?options=-c%20timezone%3DUTC`;
    await expect(PostgresEventStore.open({ connectionString: url })).rejects.toThrow(UnfitDatabase);
  });

  it('says that nothing was recorded when there is no server', async () => {
    const store = await open({ poolConfig: {}, unreachableMs: 50 });
    const gone = await portOfAServerThatCloses();
    await expect(PostgresEventStore.open({ connectionString: `postgres://x@127.0.0.1:${gone}/x` })).rejects.toThrow();
    await store.close();
    await expect(store.readAll({ limit: 1 })).rejects.toThrow(Unavailable);
    await expect(store.closeStream('poolYear-a', 0)).rejects.toMatchObject({ outcome: 'notApplied' });
  });

  it.each(['fsync', 'full_page_writes'])('does not open on %s=off', async (setting) => {
    const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'common-purse-unfit-'));
    fs.chmodSync(dataFolder, 0o755);
    const unfit = await startEmbeddedPostgres({ dataFolder, settings: { [setting]: 'off' } });
    try {
      const client = new Client({ connectionString: unfit.url });
      await client.connect();
      for (const { up } of eventStoreMigrations) await client.query(up);
      await client.end();
      const opening = PostgresEventStore.open({ connectionString: unfit.url });
      await expect(opening).rejects.toThrow(UnfitDatabase);
      await expect(opening).rejects.toThrow(`${setting}=off`);
    } finally {
      await unfit.stop();
      fs.rmSync(dataFolder, { recursive: true, force: true });
    }
  });
});

describe('the migrations', () => {
  it('may run in many databases of one cluster at once, which share the role', async () => {
    const databases = await Promise.all(times(8, () => freshDatabase(eventStoreMigrations)));
    await Promise.all(databases.map((each) => each.drop()));
  });
});

async function insist<T>(send: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
    }
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await setTimeout(5);
}

async function portOfAServerThatCloses(): Promise<number> {
  const port = await freePort();
  const server = net.createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  await new Promise((resolve) => server.close(resolve));
  return port;
}
