import { freshDatabase } from '../../../../test/support/fresh-database';
import { describeEventStore } from '../event-store.contract';
import { eventStoreMigrations } from './migrations';
import { PostgresEventStore } from './postgres-event-store';

describeEventStore('PostgresEventStore', async () => {
  const database = await freshDatabase(eventStoreMigrations);
  const handles: PostgresEventStore[] = [];
  const open = async (): Promise<PostgresEventStore> => {
    const handle = await PostgresEventStore.open({ connectionString: database.url });
    handles.push(handle);
    return handle;
  };
  return {
    store: await open(),
    anotherHandle: open,
    dispose: async () => {
      await Promise.all(handles.map((handle) => handle.close()));
      await database.drop();
    },
  };
});
