import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { data, metadata, placeOf, TYPE } from './payload.mjs';

const require = createRequire(import.meta.url);
require('../register-typescript.cjs');
const { eventStoreMigrations, PostgresEventStore } = require('../../../libs/event-store/src/index.ts');

const REQUESTS_PER_APPEND_MAX = 256;

const newRequest = () => ({
  requestId: randomUUID(),
  fingerprint: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  events: [{ id: randomUUID(), type: TYPE, schemaVersion: 1, data: data(), metadata: metadata() }],
});

/** This project's event store: version check, request ids, chain of hashes and all. */
export const commonPurse = {
  name: 'common-purse',
  async open(url, query) {
    for (const { up } of eventStoreMigrations) await query(up);
    const store = await PostgresEventStore.open({ connectionString: url });
    return {
      append: async (run, caller, n) => {
        const { stream, version } = placeOf(run, caller, n);
        const { outcome } = await store.append(stream, version, [newRequest()]);
        if (outcome !== 'appended') throw new Error(outcome);
      },
      hot: (run) => hotStream(store, `poolYear-hot-${run}`),
      count: async () => Number((await query('select count(*) from log.event')).rows[0].count),
      close: () => store.close(),
    };
  },
};

/** What the service does for a busy event stream: requests that wait for it share its next append. */
function hotStream(store, stream) {
  let version = 0;
  let waiting = [];
  let isBusy = false;
  const work = async () => {
    isBusy = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, REQUESTS_PER_APPEND_MAX);
      waiting = waiting.slice(batch.length);
      ({ version } = await store.append(
        stream,
        version,
        batch.map(({ request }) => request),
      ));
      for (const { resolve } of batch) resolve();
      await new Promise(setImmediate);
    }
    isBusy = false;
  };
  return () =>
    new Promise((resolve, reject) => {
      waiting.push({ request: newRequest(), resolve });
      if (!isBusy) work().catch(reject);
    });
}
