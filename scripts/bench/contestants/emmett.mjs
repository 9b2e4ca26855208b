import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { data, metadata, placeOf, takeTurns, TYPE } from './payload.mjs';

/** The best-known TypeScript event store on PostgreSQL, with its own defaults. */
export const emmett = {
  name: 'emmett',
  async open(url, query) {
    const store = getPostgreSQLEventStore(url);
    await store.schema.migrate();
    const append = (stream, version) =>
      store.appendToStream(stream, [{ type: TYPE, data: data(), metadata: metadata() }], {
        expectedStreamVersion: version === 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(version),
      });
    return {
      append: async (run, caller, n) => {
        const { stream, version } = placeOf(run, caller, n);
        await append(stream, version);
      },
      hot: (run) => {
        let version = 0;
        return takeTurns(async () => append(`poolYear-hot-${run}`, version++));
      },
      count: async () => Number((await query('select count(*) from emt_messages')).rows[0].count),
      close: () => store.close(),
    };
  },
};
