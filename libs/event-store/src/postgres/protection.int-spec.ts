import { randomUUID } from 'node:crypto';
import { Client, DatabaseError } from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../../test/support/fresh-database';
import { event, readEverything, request } from '../event-store.contract';
import { eventStoreMigrations } from './migrations';
import { PostgresEventStore } from './postgres-event-store';
import { SERVICE_ROLE } from './sql/roles';

const TABLES = ['epoch', 'event_type', 'stream', 'request', 'event', 'event_0', 'event_1', 'batch'];

const CHANGES: Record<string, string> = {
  'update log.event': `update log.event set data = '{}'`,
  'update one partition': `update log.event_0 set data = '{}'`,
  'update log.request': `update log.request set fingerprint = ''`,
  'update log.batch': `update log.batch set hash = ''`,
  'update log.stream': `update log.stream set version = 0`,
  'update log.event_type': `update log.event_type set name = 'Other'`,
  'update log.epoch': `update log.epoch set after_position = 5`,
  'update no row at all': `update log.event set data = '{}' where position < 0`,
  ...Object.fromEntries(TABLES.map((table) => [`delete from log.${table}`, `delete from log.${table}`])),
  ...Object.fromEntries(TABLES.map((table) => [`truncate log.${table}`, `truncate log.${table}`])),
  'insert into log.event': insertEvent('event'),
  'insert into one partition': insertEvent('event_0'),
  'insert into log.request': `insert into log.request select 'forged', fingerprint, stream_id, first_version, last_version, last_position, recorded_at from log.request limit 1`,
  'insert into log.batch': `insert into log.batch values (2, 2, now(), '')`,
  'insert into log.stream': `insert into log.stream values (99, 'poolYear-forged', 1, 1, 1, false)`,
  'insert into log.event_type': `insert into log.event_type (name, schema_version) values ('Forged', 1)`,
  'insert into log.epoch': `insert into log.epoch values (2, 0)`,
};

describe('the protection of the log', () => {
  let database: FreshDatabase;
  let store: PostgresEventStore;
  let owner: Client;
  let service: Client;

  beforeAll(async () => {
    database = await freshDatabase(eventStoreMigrations);
    store = await PostgresEventStore.open({ connectionString: database.url });
    await store.append('poolYear-a', 0, [request('r1', [event({ n: 1 })])]);
    owner = new Client({ connectionString: database.url });
    service = new Client({ connectionString: database.url, options: `-c role=${SERVICE_ROLE}` });
    await Promise.all([owner.connect(), service.connect()]);
  });
  afterAll(async () => {
    await Promise.all([owner.end(), service.end(), store.close()]);
    await database.drop();
  });

  async function wholeLog(): Promise<unknown[]> {
    const tables: unknown[] = [];
    for (const table of TABLES) tables.push(await rowsOf(owner, `select * from log.${table}`));
    return tables;
  }

  describe.each(['owner', 'service'])('against the %s', (who) => {
    it.each(Object.keys(CHANGES))('refuses to %s', async (change) => {
      const client = who === 'owner' ? owner : service;
      const before = await wholeLog();
      const error: unknown = await client.query(CHANGES[change]!).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DatabaseError);
      expect((error as DatabaseError).code).toBe('42501');
      const says = who === 'owner' ? /^The log does not change/ : /^permission denied/;
      expect((error as DatabaseError).message).toMatch(says);
      expect(await wholeLog()).toEqual(before);
    });
  });

  it('keeps the service from the functions that are not for it', async () => {
    for (const call of [
      'select log.start_epoch()',
      'select log.ensure_partitions(0, 1)',
      'select log.begin_append()',
      `select log.event_type_ids('{Forged}', '{1}')`,
      `select nextval('log.stream_id')`,
      `call log.guard('log.event', 'update', 'insert')`,
      'alter table log.event disable trigger all',
      'drop table log.event_0',
      'create table log.mine (n integer)',
      `set session_replication_role = 'replica'`,
    ]) {
      await expect(service.query(call)).rejects.toMatchObject({ code: '42501' });
    }
    await expect(service.query('select count(*) from log.event')).resolves.toMatchObject({ rows: [{ count: '1' }] });
  });

  it('gives neither the public nor a role without the service role anything', async () => {
    const role = `nobody_${randomUUID().replaceAll('-', '')}`;
    await owner.query(`create role ${role}`);
    await owner.query(`set role ${role}`);
    await expect(owner.query('select * from log.event')).rejects.toMatchObject({ code: '42501' });
    await expect(owner.query(appendCall('forged'))).rejects.toMatchObject({ code: '42501' });
    await owner.query('reset role');
    await owner.query(`drop role ${role}`);
  });

  it.each(['repeatable read', 'serializable'])('writes nothing at %s', async (isolation) => {
    const before = await wholeLog();
    await service.query(`begin isolation level ${isolation}`);
    await expect(service.query(appendCall('isolated'))).rejects.toThrow(/READ COMMITTED only/);
    await service.query('rollback');
    await service.query(`begin isolation level ${isolation}`);
    await expect(service.query(`select log.close_stream('poolYear-a', 1)`)).rejects.toThrow(/READ COMMITTED only/);
    await service.query('rollback');
    expect(await wholeLog()).toEqual(before);
  });

  it('writes at READ COMMITTED even where the database has another default', async () => {
    await owner.query(
      `alter database "${new URL(database.url).pathname.slice(1)}" set default_transaction_isolation = 'serializable'`,
    );
    const other = await PostgresEventStore.open({ connectionString: database.url });
    const head = await other.head();
    await other.append('poolYear-b', 0, [request('r2', [event()])]);
    expect(other.compareTokens(head, await other.head())).toBeLessThan(0);
    await other.close();
  });

  it('has flushed what it acknowledges, even where a session switched that off', async () => {
    await service.query('begin');
    await service.query('set local synchronous_commit = off');
    await service.query(appendCall('flushed'));
    expect(await rowsOf(service, 'show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
    await service.query('rollback');
  });

  it('counts an append that was rolled back as never made', async () => {
    const before = await readEverything(store);
    await service.query('begin');
    await service.query(appendCall('rolled-back'));
    await service.query('rollback');
    await store.append('poolYear-rolled-back', 0, [request('rolled-back', [event()])]);
    expect(await readEverything(store)).toHaveLength(before.length + 1);
    expect(await store.verifyChain()).toMatchObject({ ok: true });
  });

  it('refuses a batch whose counts do not add up', async () => {
    for (const [requests, events] of [
      ['{2}', '{1}'],
      ['{1}', '{2}'],
      ['{0}', '{1}'],
      ['{1}', '{0}'],
      ['{1,1}', '{1}'],
      ['{1}', '{1,1}'],
    ] as const) {
      const before = await wholeLog();
      await expect(service.query(appendCall('odd', requests, events))).rejects.toThrow(/add up|has no request/);
      expect(await wholeLog()).toEqual(before);
    }
  });
});

async function rowsOf(client: Client, sql: string): Promise<unknown[]> {
  return (await client.query(sql)).rows as unknown[];
}

function insertEvent(table: string): string {
  return `insert into log.${table} values (2, 1, now(), 2, 1, '${randomUUID()}', '{}', '{}')`;
}

function appendCall(name: string, requestCounts = '{1}', eventCounts = '{1}'): string {
  return `select log.append('{poolYear-${name}}', '{0}', '${requestCounts}', '{${name}}', '{print}', '${eventCounts}',
    '{Forged}', '{1}', '{1}', '{${randomUUID()}}', array['{}'::json], array['{}'::json])`;
}
