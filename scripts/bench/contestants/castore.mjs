import { createRequire } from 'node:module';
import { data, metadata, placeOf, takeTurns, TYPE } from './payload.mjs';

const require = createRequire(import.meta.url);
const { PostgresEventStorageAdapter } = require('@castore/event-storage-adapter-postgres');

/** Castore's PostgreSQL adapter, with its own defaults. It has no total order. */
export const castore = {
  name: 'castore',
  async open(url, query) {
    await PostgresEventStorageAdapter.createEventTable({
      connectionString: url,
      aggregateId: { type: 'VARCHAR', length: 200 },
    });
    const adapter = new PostgresEventStorageAdapter({ connectionString: url });
    const append = (aggregateId, version) =>
      adapter.pushEvent(
        { aggregateId, version: version + 1, type: TYPE, payload: data(), metadata: metadata() },
        { eventStoreId: 'POOL_YEARS' },
      );
    return {
      append: async (run, caller, n) => {
        const { stream, version } = placeOf(run, caller, n);
        await append(stream, version);
      },
      hot: (run) => {
        let version = 0;
        return takeTurns(async () => append(`poolYear-hot-${run}`, version++));
      },
      count: async () => Number((await query('select count(*) from event')).rows[0].count),
      // Its driver has no public way to end; the connections end with the database.
      close: async () => undefined,
    };
  },
};
