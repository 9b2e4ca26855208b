import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { data, metadata, placeOf, TYPE } from './payload.mjs';

const require = createRequire(import.meta.url);
require('../register-typescript.cjs');
const { Client } = require('pg');
const {
  textArray,
  integerArray,
  uuidArray,
  ELEMENT,
} = require('../../../libs/event-store/src/postgres/binary-array.ts');

const BATCH_MAX = 256;

const INSERT = `
  insert into plain_event (stream, version, type, event_id, data, metadata)
  select * from unnest($1::text[], $2::int[], $3::text[], $4::uuid[], $5::json[], $6::json[])`;

/**
 * What group commit alone can do: the same batches, gathered and sent in the same way, inserted into one table with its
 * primary key and nothing else. No version check, no request ids, no index on event streams, no hashes, no order.
 */
export const plainBatches = {
  name: 'plain batches',
  async open(url, query) {
    await query(`create table plain_event (
      position bigint generated always as identity primary key, stream text not null, version integer not null,
      type text not null, event_id uuid not null, recorded_at timestamptz not null default clock_timestamp(),
      data json not null, metadata json not null)`);
    const client = new Client({ connectionString: url });
    await client.connect();
    let waiting = [];
    let isBusy = false;
    const work = async () => {
      isBusy = true;
      while (waiting.length > 0) {
        await new Promise(setImmediate);
        const batch = waiting.slice(0, BATCH_MAX);
        waiting = waiting.slice(batch.length);
        const values = [
          textArray(batch.map(({ stream }) => stream)),
          integerArray(batch.map(({ version }) => version)),
          textArray(batch.map(() => TYPE)),
          uuidArray(batch.map(() => randomUUID())),
          textArray(
            batch.map(({ text }) => text),
            ELEMENT.json,
          ),
          textArray(
            batch.map(({ about }) => about),
            ELEMENT.json,
          ),
        ];
        await client.query({ name: 'insert', text: INSERT, values });
        for (const { resolve } of batch) resolve();
      }
      isBusy = false;
    };
    const append = (place) =>
      new Promise((resolve, reject) => {
        waiting.push({ ...place, text: JSON.stringify(data()), about: JSON.stringify(metadata()), resolve });
        if (!isBusy) work().catch(reject);
      });
    return {
      append: (run, caller, n) => append(placeOf(run, caller, n)),
      hot: (run) => () => append({ stream: `poolYear-hot-${run}`, version: 0 }),
      count: async () => Number((await query('select count(*) from plain_event')).rows[0].count),
      close: () => client.end(),
    };
  },
};
