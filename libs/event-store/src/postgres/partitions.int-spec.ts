import { Client } from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../../test/support/fresh-database';
import { event, readEverything, readStream, request, times } from '../event-store.contract';
import { eventStoreMigrationsFor } from './migrations';
import { PostgresEventStore } from './postgres-event-store';

const EVENTS_PER_PARTITION = 16;

describe('partitions of the log', () => {
  let database: FreshDatabase;
  let store: PostgresEventStore;
  let owner: Client;

  beforeEach(async () => {
    database = await freshDatabase(eventStoreMigrationsFor(EVENTS_PER_PARTITION));
    store = await PostgresEventStore.open({ connectionString: database.url });
    owner = new Client({ connectionString: database.url });
    await owner.connect();
  });
  afterEach(async () => {
    await Promise.all([owner.end(), store.close()]);
    await database.drop();
  });

  async function partitions(): Promise<string[]> {
    const { rows } = await owner.query<{ name: string }>(
      `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'log.event'::regclass order by length(c.relname), c.relname`,
    );
    return rows.map(({ name }) => name);
  }

  it('are made ahead of need, one event at a time', async () => {
    for (let n = 0; n < 5 * EVENTS_PER_PARTITION; n++) {
      expect((await partitions()).length * EVENTS_PER_PARTITION).toBeGreaterThan(n + EVENTS_PER_PARTITION);
      await store.append('poolYear-long', n, [request(`r${n}`, [event({ n })])]);
    }
    expect(await partitions()).toEqual(times(7, (n) => `event_${n}`));
    expect((await readEverything(store)).map(({ data }) => data['n'])).toEqual(times(80, (n) => n));
    expect((await readStream(store, 'poolYear-long')).map(({ version }) => version)).toEqual(times(80, (n) => n + 1));
    expect(await readStream(store, 'poolYear-long', { afterVersion: 14, toVersion: 34 })).toHaveLength(20);
    expect(await store.verifyChain()).toMatchObject({ ok: true, events: 80 });
  });

  it('are made also for an append that is larger than a partition, and under many writers', async () => {
    await store.append('poolYear-large', 0, [
      request(
        'large',
        times(100, (n) => event({ n })),
      ),
    ]);
    const another = await PostgresEventStore.open({ connectionString: database.url });
    await Promise.all(
      times(100, (n) => [store, another][n % 2]!.append(`poolYear-${n}`, 0, [request(`r${n}`, [event({ n })])])),
    );
    await another.close();
    expect(await readEverything(store)).toHaveLength(200);
    expect(await partitions()).toEqual(times((await partitions()).length, (n) => `event_${n}`));
    expect((await partitions()).length).toBeGreaterThanOrEqual(200 / EVENTS_PER_PARTITION + 1);
  });

  it('keep readers going while one is attached', async () => {
    const reader = new Client({ connectionString: database.url });
    await reader.connect();
    await reader.query('begin isolation level repeatable read');
    await reader.query('select count(*) from log.event');
    // The reader's transaction stays open, and holds its lock on the parent, while partitions are attached.
    await store.append('poolYear-a', 0, [
      request(
        'r1',
        times(3 * EVENTS_PER_PARTITION, () => event()),
      ),
    ]);
    expect((await reader.query('select count(*) from log.event')).rows).toEqual([{ count: '0' }]);
    await reader.query('commit');
    await reader.end();
  });

  it('each refuse changes and a version that is there already', async () => {
    await store.append('poolYear-a', 0, [
      request(
        'r1',
        times(3 * EVENTS_PER_PARTITION, () => event()),
      ),
    ]);
    for (const name of await partitions()) {
      await expect(owner.query(`delete from log.${name}`)).rejects.toMatchObject({ code: '42501' });
      await expect(owner.query(`truncate log.${name}`)).rejects.toMatchObject({ code: '42501' });
      const { rows } = await owner.query(
        `select indexdef from pg_indexes where schemaname = 'log' and tablename = $1 and indexdef like '%UNIQUE%(stream_id, version)'`,
        [name],
      );
      expect(rows).toHaveLength(1);
    }
  });

  it('hold a multiple of four events', () => {
    for (const events of [0, 2, 6, 16.5, -4]) expect(() => eventStoreMigrationsFor(events)).toThrow(RangeError);
  });
});
