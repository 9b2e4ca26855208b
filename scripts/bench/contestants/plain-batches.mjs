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
const FINGERPRINT = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const BARE = {
  name: 'bare batches',
  tables: `
    create table plain_event (
      position bigint generated always as identity primary key, stream text not null, version integer not null,
      type text not null, event_id uuid not null, recorded_at timestamptz not null default clock_timestamp(),
      data json not null, metadata json not null)`,
  insert: `
    insert into plain_event (stream, version, type, event_id, data, metadata)
    select stream, version, type, event_id, data, metadata
      from unnest($1::text[], $2::int[], $3::text[], $4::uuid[], $5::json[], $6::json[], $7::text[], $8::text[])
           e (stream, version, type, event_id, data, metadata, request_id, fingerprint)`,
};

const SAME_ROWS = {
  name: 'same rows',
  tables: `
    create sequence plain_stream_id;
    create table plain_stream (
      stream_id bigint primary key default nextval('plain_stream_id'), name text collate "C" not null unique,
      version integer not null, first_position bigint, last_position bigint, closed boolean not null default false
    ) with (fillfactor = 70);
    create table plain_request (
      request_id text collate "C" primary key, fingerprint text not null, stream_id bigint not null,
      first_version integer not null, last_version integer not null, last_position bigint not null,
      recorded_at timestamptz not null);
    create table plain_event (
      position bigint generated always as identity primary key, stream_id bigint not null,
      recorded_at timestamptz not null default clock_timestamp(), version integer not null,
      event_type_id integer not null, event_id uuid not null, data json not null, metadata json not null);
    create unique index on plain_event (stream_id, version);
    create index on plain_event using brin (recorded_at)`,
  insert: `
    with asked as materialized (
      select * from unnest($1::text[], $2::int[], $3::text[], $4::uuid[], $5::json[], $6::json[], $7::text[], $8::text[])
               e (name, version, type, event_id, data, metadata, request_id, fingerprint)
    ), streams as (
      insert into plain_stream as s (name, version, first_position, last_position)
      select name, version, 0, 0 from asked
      on conflict (name) do update set version = excluded.version, last_position = excluded.last_position
      returning stream_id, name
    ), requests as (
      insert into plain_request
      select request_id, fingerprint, stream_id, version, version, 0, now() from asked join streams using (name)
    )
    insert into plain_event (stream_id, version, event_type_id, event_id, data, metadata)
    select stream_id, version, 1, event_id, data, metadata from asked join streams using (name)`,
};

/** What group commit alone can do: the same batches in one table with its primary key and nothing else. */
export const bareBatches = plainBatches(BARE);

/**
 * The same batches as the same rows with the same indexes, but nothing decided: no lock, no version check, no look for
 * repeated requests, no dense positions, no hashes.
 */
export const sameRows = plainBatches(SAME_ROWS);

function plainBatches({ name, tables, insert }) {
  return {
    name,
    async open(url, query) {
      await query(tables);
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
          values.push(textArray(batch.map(() => randomUUID())), textArray(batch.map(() => FINGERPRINT)));
          await client.query({ name: 'insert', text: insert, values });
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
        hot: undefined,
        count: async () => Number((await query('select count(*) from plain_event')).rows[0].count),
        close: () => client.end(),
      };
    },
  };
}
