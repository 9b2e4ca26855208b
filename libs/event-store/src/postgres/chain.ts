import { createHash } from 'node:crypto';
import { type Pool } from 'pg';
import { Unavailable } from '../errors';
import { ELEMENT, integerArray, textArray, uuidArray } from './binary-array';
import { statement } from './connections';

/** What a check of the chain found: all of it sound, or the first batch that is not what was recorded. */
export type ChainReport =
  | { readonly ok: true; readonly events: number; readonly batches: number; readonly lastHash: string | undefined }
  | { readonly ok: false; readonly firstPosition: number; readonly lastPosition: number; readonly why: string };

interface Batch {
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly recordedAt: number;
  readonly hash: string;
}

interface ChainedEvent {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  /** Microseconds since 1970. */
  readonly recordedAt: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly id: string;
  readonly data: string;
  readonly metadata: string;
}

const PAGE_BATCHES = 1_000;
const PAGE_EVENTS = 5_000;

/**
 * Reads the log from its first event and computes every hash anew, here and not in the database, so that it does not
 * ask a database that may have been tampered with whether it has been.
 */
export async function verifyChain(pool: Pool): Promise<ChainReport> {
  const events = allEvents(pool);
  let batches = 0;
  let position = 0;
  let previous: Buffer = Buffer.alloc(0);
  for await (const { firstPosition, lastPosition, recordedAt, hash } of allBatches(pool)) {
    const broken = (why: string): ChainReport => ({ ok: false, firstPosition, lastPosition, why });
    if (firstPosition !== position + 1) return broken(`It follows position ${position}.`);
    const batch: ChainedEvent[] = [];
    for (; position < lastPosition; position++) {
      const next = await events.next();
      if (next.done || next.value.position !== position + 1) return broken(`Event ${position + 1} is missing.`);
      batch.push(next.value);
    }
    const why = numberingFault(batch);
    if (why !== undefined) return broken(why);
    if (batch.at(-1)?.recordedAt !== recordedAt) return broken('Its instant is not that of its last event.');
    previous = hashOf(previous, batch);
    if (previous.toString('hex') !== hash) return broken('Its events are not those that were recorded.');
    batches++;
  }
  const beyond = await events.next();
  if (!beyond.done && (await isBeyondLastBatch(pool, beyond.value.position))) {
    const { position: at } = beyond.value;
    return { ok: false, firstPosition: at, lastPosition: at, why: 'The event belongs to no batch.' };
  }
  return { ok: true, events: position, batches, lastHash: batches === 0 ? undefined : previous.toString('hex') };
}

/**
 * What `log.append` hashes, byte for byte. Instants and versions that follow from the first of a batch or of an append
 * are not part of it; `numberingFault` checks them.
 */
function hashOf(previous: Buffer, batch: readonly ChainedEvent[]): Buffer {
  const start = Buffer.alloc(16);
  start.writeBigInt64BE(BigInt(batch[0]!.position), 0);
  start.writeBigInt64BE(BigInt(batch[0]!.recordedAt), 8);
  const appends = appendsOf(batch);
  const columns = [
    textArray(appends.map(({ first }) => first.stream)),
    integerArray(appends.map(({ events }) => events)),
    integerArray(appends.map(({ first }) => first.version - 1)),
    textArray(batch.map(({ type }) => type)),
    integerArray(batch.map(({ schemaVersion }) => schemaVersion)),
    uuidArray(batch.map(({ id }) => id)),
    textArray(
      batch.map(({ data }) => data),
      ELEMENT.json,
    ),
    textArray(
      batch.map(({ metadata }) => metadata),
      ELEMENT.json,
    ),
  ];
  const hash = createHash('sha256').update(previous).update(start);
  for (const column of columns) hash.update(column);
  return hash.digest();
}

/** A batch holds one append at most of each event stream, so the events of an append are those next to each other. */
function appendsOf(batch: readonly ChainedEvent[]): { first: ChainedEvent; events: number }[] {
  const appends: { first: ChainedEvent; events: number }[] = [];
  for (const event of batch) {
    const last = appends.at(-1);
    if (last?.first.stream === event.stream) last.events++;
    else appends.push({ first: event, events: 1 });
  }
  return appends;
}

function numberingFault(batch: readonly ChainedEvent[]): string | undefined {
  for (let at = 1; at < batch.length; at++) {
    const [before, event] = [batch[at - 1]!, batch[at]!];
    if (event.recordedAt !== before.recordedAt + 1) return `The instant of event ${event.position} was changed.`;
    if (event.stream === before.stream && event.version !== before.version + 1) {
      return `The version of event ${event.position} was changed.`;
    }
  }
  return undefined;
}

async function* allBatches(pool: Pool): AsyncGenerator<Batch, void, undefined> {
  for (let after = 0; ;) {
    const rows = await read(pool, 'chain-batches', BATCHES, [after, PAGE_BATCHES]);
    for (const [firstPosition, lastPosition, recordedAt, hash] of rows) {
      yield {
        firstPosition: Number(firstPosition),
        lastPosition: Number(lastPosition),
        recordedAt: Number(recordedAt),
        hash: hash!,
      };
    }
    if (rows.length < PAGE_BATCHES) return;
    after = Number(rows.at(-1)![1]);
  }
}

async function* allEvents(pool: Pool): AsyncGenerator<ChainedEvent, void, undefined> {
  for (let after = 0; ;) {
    const rows = await read(pool, 'chain-events', EVENTS, [after, PAGE_EVENTS]);
    for (const row of rows) {
      const [position, stream, version, recordedAt, type, schemaVersion, id, data, metadata] = row as EventRow;
      yield {
        position: Number(position),
        // A name that is gone cannot be part of a hash, so any other text tells of it.
        stream: stream ?? '',
        version: Number(version),
        recordedAt: Number(recordedAt),
        type: type ?? '',
        schemaVersion: Number(schemaVersion ?? 0),
        id,
        data,
        metadata,
      };
    }
    if (rows.length < PAGE_EVENTS) return;
    after = Number(rows.at(-1)![0]);
  }
}

type EventRow = [string, string | null, string, string, string | null, string | null, string, string, string];

/** Looked at anew, because batches go on being recorded while the log is read. */
async function isBeyondLastBatch(pool: Pool, position: number): Promise<boolean> {
  const rows = await read(pool, 'chain-beyond', BEYOND, [position]);
  return rows.length === 0;
}

async function read(pool: Pool, name: string, text: string, values: readonly number[]): Promise<string[][]> {
  try {
    return (await pool.query<string[]>(statement(name, text, values))).rows;
  } catch (error) {
    throw new Unavailable('notApplied', `The log could not be read: ${String(error)}`, { cause: error });
  }
}

const BATCHES = `
  select b.first_position, b.last_position, (extract(epoch from b.recorded_at) * 1000000)::bigint, encode(b.hash, 'hex')
    from log.batch b where b.last_position > $1 order by b.last_position limit $2`;

const EVENTS = `
  select e.position, (select s.name from log.stream s where s.stream_id = e.stream_id), e.version,
         (extract(epoch from e.recorded_at) * 1000000)::bigint, t.name, t.schema_version, e.event_id, e.data, e.metadata
    from log.event e left join log.event_type t on t.event_type_id = e.event_type_id
   where e.position > $1 order by e.position limit $2`;

const BEYOND = `select from log.batch b where b.last_position >= $1 order by b.last_position limit 1`;
