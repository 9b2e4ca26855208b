import { type EventStore, type RecordedEvent, type Token } from '@app/event-store';
import { type PoolClient } from 'pg';
import { copyAllInto } from '../entry/copy-text';
import { ENTRY_COLUMNS } from '../entry/entry.projection';
import { LedgerProjection } from './ledger.projection';
import { createReadingTables, READING_FOLLOWER } from './reading-schema';

/**
 * Events of one page of the log. Not more: what a page leads to must fit the young part of the process's memory, or
 * collecting it costs as much as all the rest.
 */
const PAGE = 1_000;

/** How the read models are to be derived. */
export interface Derivation {
  /** The schema to make and fill. */
  readonly schema: string;
  /** The last event to derive from: the last of the log when absent, none at all when null. */
  readonly until?: Token | null;
  /** Whether the entries may be written as if they had always been there; only in a transaction that is just begun. */
  readonly freeze: boolean;
  /** How many entries make a block of the running totals: the same for tables that are to be compared. */
  readonly blockEntries?: number;
  readonly onProgress?: (events: number) => void;
}

/** Derives every read model from the log in a new schema, without indexes. @returns how many events were read */
export async function derive(client: PoolClient, store: EventStore, derivation: Derivation): Promise<number> {
  const { schema, until, freeze, blockEntries, onProgress } = derivation;
  await client.query(createReadingTables(schema, blockEntries));
  const projection = new LedgerProjection(schema, blockEntries);
  let count = 0;
  let last: RecordedEvent | undefined;
  async function* entries(): AsyncGenerator<Buffer> {
    for await (const events of pagesOf(store, until)) {
      projection.fold(events);
      count += events.length;
      last = events.at(-1);
      onProgress?.(count);
      yield projection.takeEntries();
    }
  }
  await copyAllInto(client, `${schema}.entry`, ENTRY_COLUMNS, entries(), freeze ? '(freeze)' : '');
  await projection.flushWhole(client);
  await client.query(`insert into ${schema}.checkpoint (follower, token, recorded_at) values ($1, $2, $3)`, [
    READING_FOLLOWER,
    last?.token ?? null,
    last?.recordedAt ?? null,
  ]);
  return count;
}

/** The pages of the log up to and including `until`; the next is on its way while one is folded. */
async function* pagesOf(store: EventStore, until: Token | null | undefined): AsyncGenerator<readonly RecordedEvent[]> {
  if (until === null) return;
  let page = store.readAll({ limit: PAGE });
  for (let events = await page; events.length > 0; events = await page) {
    page = store.readAll({ after: events.at(-1)!.token, limit: PAGE });
    // Heard when it is awaited; a failure before that must not end the process.
    page.catch(() => undefined);
    const isWanted = ({ token }: RecordedEvent): boolean => store.compareTokens(token, until) <= 0;
    const wanted = until === undefined || isWanted(events.at(-1)!) ? events : events.filter(isWanted);
    if (wanted.length > 0) yield wanted;
    if (wanted.length < events.length) return;
  }
}
