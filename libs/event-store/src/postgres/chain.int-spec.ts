import { Client } from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../../test/support/fresh-database';
import { event, readEverything, request, times } from '../event-store.contract';
import { eventStoreMigrations } from './migrations';
import { PostgresEventStore } from './postgres-event-store';

// Positions 1 to 6: the first batch holds 1 to 3, then one batch for each of 4, 5 and 6.
const TAMPERINGS: Record<string, { sql: string; detectedAt: number }> = {
  'the data of an event': { sql: `update log.event set data = '{"n": 99}' where position = 4`, detectedAt: 4 },
  'one space in the data of an event': {
    sql: `update log.event set data = '{"n": 3}' where position = 4`,
    detectedAt: 4,
  },
  'the metadata of an event': {
    sql: `update log.event set metadata = '{"actor":"eve"}' where position = 2`,
    detectedAt: 1,
  },
  'the instant of an event': {
    sql: `update log.event set recorded_at = recorded_at - interval '1 microsecond' where position = 5`,
    detectedAt: 5,
  },
  'the version of an event': { sql: `update log.event set version = 9 where position = 3`, detectedAt: 1 },
  'the id of an event': { sql: `update log.event set event_id = gen_random_uuid() where position = 6`, detectedAt: 6 },
  'the event stream of an event': { sql: `update log.event set stream_id = 2 where position = 3`, detectedAt: 1 },
  'the name of an event stream': {
    sql: `update log.stream set name = 'poolYear-z' where name = 'poolYear-b'`,
    detectedAt: 4,
  },
  'the name of an event type': { sql: `update log.event_type set name = 'Renamed'`, detectedAt: 1 },
  'the schema version of an event type': { sql: `update log.event_type set schema_version = 2`, detectedAt: 1 },
  'the order of two events': {
    sql: `update log.event set position = 100 where position = 4;
          update log.event set position = 4 where position = 5;
          update log.event set position = 5 where position = 100`,
    detectedAt: 4,
  },
  'an event that was taken out': { sql: `delete from log.event where position = 4`, detectedAt: 4 },
  'a batch that was taken out': { sql: `delete from log.batch where last_position = 4`, detectedAt: 5 },
  'the last batch, taken out': { sql: `delete from log.batch where last_position = 6`, detectedAt: 6 },
  'the hash of a batch': { sql: `update log.batch set hash = sha256('x') where last_position = 5`, detectedAt: 5 },
  'the instant of a batch': {
    sql: `update log.batch set recorded_at = recorded_at - interval '1 year' where last_position = 5`,
    detectedAt: 5,
  },
  'an event put in after the last': {
    sql: `insert into log.event select 7, stream_id, recorded_at, 9, event_type_id, event_id, data, metadata from log.event where position = 6`,
    detectedAt: 7,
  },
};

describe('the chain of hashes', () => {
  let database: FreshDatabase;
  let store: PostgresEventStore;
  let owner: Client;

  beforeAll(async () => {
    database = await freshDatabase(eventStoreMigrations);
    store = await PostgresEventStore.open({ connectionString: database.url });
    owner = new Client({ connectionString: database.url });
    await owner.connect();
  });
  afterAll(async () => {
    await Promise.all([owner.end(), store.close()]);
    await database.drop();
  });

  it('is sound for an empty log', async () => {
    expect(await store.verifyChain()).toEqual({ ok: true, events: 0, batches: 0, lastHash: undefined });
  });

  it('is sound for what was recorded, whatever the texts hold', async () => {
    await store.append('poolYear-a', 0, [
      request(
        'r1',
        times(3, (n) => event({ n })),
      ),
    ]);
    for (const stream of ['poolYear-b', 'poolYear-€ 😀', 'poolYear-d']) {
      await store.append(stream, 0, [request(stream, [event({ n: 3, note: '€ 😀 \n' })])]);
    }
    const report = await store.verifyChain();
    const { rows } = await owner.query<{ hash: string }>(
      `select encode(hash, 'hex') as hash from log.batch order by last_position desc limit 1`,
    );
    expect(report).toEqual({ ok: true, events: 6, batches: 4, lastHash: rows[0]!.hash });
  });

  it.each(Object.keys(TAMPERINGS))('tells of %s, changed by an owner who switched the triggers off', async (what) => {
    const { sql, detectedAt } = TAMPERINGS[what]!;
    const before: string[][] = [];
    for (const table of ['event', 'batch', 'stream', 'event_type']) before.push(await rowsOf(owner, table));
    await owner.query(`begin; set local session_replication_role = 'replica'`);
    await owner.query(sql);
    await owner.query('commit');
    expect(await store.verifyChain()).toMatchObject({ ok: false, firstPosition: detectedAt });
    await restore(owner, before);
    expect(await store.verifyChain()).toMatchObject({ ok: true, events: 6 });
  });

  it('goes on from the last instant when the clock has gone back', async () => {
    await owner.query(`begin; set local session_replication_role = 'replica'`);
    await owner.query(`update log.batch set recorded_at = '2199-12-31 23:59:59.999999+00' where last_position = 6`);
    await owner.query('commit');
    const outcome = await store.append('poolYear-e', 0, [request('r-clock', [event(), event()])]);
    expect(outcome).toMatchObject({ requests: [{ recordedAt: '2200-01-01T00:00:00.000001Z' }] });
    const [first, second] = (await readEverything(store)).slice(-2);
    expect(first!.recordedAt).toBe('2200-01-01T00:00:00.000000Z');
    expect(second!.recordedAt).toBe('2200-01-01T00:00:00.000001Z');
    await owner.query(`begin; set local session_replication_role = 'replica'`);
    await owner.query(`update log.batch b set recorded_at = e.recorded_at from log.event e
                        where e.position = 6 and b.last_position = 6`);
    await owner.query('commit');
  });

  it('goes on when events are recorded while it is checked', async () => {
    let isWriting = true;
    const write = async (): Promise<void> => {
      for (let n = 0; isWriting; n++) await store.append('poolYear-busy', n, [request(`busy/${n}`, [event()])]);
    };
    const writing = write();
    for (let check = 0; check < 20; check++) expect(await store.verifyChain()).toMatchObject({ ok: true });
    isWriting = false;
    await writing;
  });
});

async function rowsOf(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ row: string }>(`select t::text as row from log.${table} t`);
  return rows.map(({ row }) => row);
}

async function restore(owner: Client, [events, batches, streams, types]: string[][]): Promise<void> {
  await owner.query(`begin; set local session_replication_role = 'replica'`);
  for (const [table, rows] of Object.entries({ event: events, batch: batches, stream: streams, event_type: types })) {
    await owner.query(`delete from log.${table}`);
    const identity = table === 'event_type' ? 'overriding system value' : '';
    await owner.query(`insert into log.${table} ${identity} select (r::log.${table}).* from unnest($1::text[]) r`, [
      rows,
    ]);
  }
  await owner.query('commit');
}
