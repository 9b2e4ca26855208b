import { Client } from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../../test/support/fresh-database';
import { describeEventStore } from '../event-store.contract';
import { eventStoreMigrations } from './migrations';
import { PostgresEventStore } from './postgres-event-store';

let database: FreshDatabase;
let owner: Client;

beforeAll(async () => {
  database = await freshDatabase([]);
  owner = new Client({ connectionString: database.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

describeEventStore('PostgresEventStore', async () => {
  // A new schema for each test, because a new database takes ten times as long to make.
  await owner.query('drop schema if exists log cascade');
  for (const { up } of eventStoreMigrations) await owner.query(up);
  const handles: PostgresEventStore[] = [];
  const open = async (): Promise<PostgresEventStore> => {
    const handle = await PostgresEventStore.open({ connectionString: database.url });
    handles.push(handle);
    return handle;
  };
  return {
    store: await open(),
    anotherHandle: open,
    dispose: async () => void (await Promise.all(handles.map((handle) => handle.close()))),
  };
});
