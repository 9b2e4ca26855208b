import { type Pool, type QueryArrayConfig } from 'pg';
import { LogCorrupted, Unavailable, UnknownToken } from '../errors';
import {
  type JsonObject,
  type Metadata,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type RecordedRequest,
  type Token,
} from '../event-store';
import { checkPageSize } from '../read-limits';
import { statement } from './connections';
import { type Epochs } from './epochs';

type Row = readonly (string | null)[];

interface EventType {
  readonly name: string;
  readonly schemaVersion: number;
}

const STREAM_PAGE_EVENTS = 500;

/** Reads the log. */
export class LogReader {
  readonly #eventTypes = new Map<string, EventType>();

  constructor(
    private readonly pool: Pool,
    private readonly epochs: Epochs,
  ) {}

  /** A page of the total order. Positions are dense, so a page is a range of them. */
  async readAll({ after, limit }: ReadAllOptions): Promise<readonly RecordedEvent[]> {
    checkPageSize(limit);
    const position = after === undefined ? 0 : this.epochs.positionOf(after);
    const rows = await this.#rows(statement('read-all', READ_ALL, [position, position + limit]));
    if (rows.length === 0) return this.#checkedEnd(position, after);
    const events = await this.#events(rows);
    rows.forEach((row, index) => checkDense('position', position + index + 1, Number(row[POSITION])));
    return events;
  }

  async *readStream(
    eventStream: string,
    options: ReadStreamOptions = {},
  ): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
    const toVersion = Math.min(options.toVersion ?? Infinity, VERSION_MAX);
    let version = options.afterVersion ?? 0;
    let position = 0;
    while (version < toVersion) {
      const pageEnd = Math.min(version + STREAM_PAGE_EVENTS, toVersion);
      const found = await this.#rows(statement('read-stream', READ_STREAM, [eventStream, version, pageEnd, position]));
      // The event stream itself is a row, so that an event missing at its end is not taken for its end.
      const pageLast = Math.min(pageEnd, Number(found[0]?.[STREAM_VERSION] ?? 0));
      const rows = found.filter((row) => row[POSITION] !== null);
      const what = `version of ${eventStream}`;
      rows.forEach((row, index) => checkDense(what, version + index + 1, Number(row[VERSION])));
      version += rows.length;
      if (version < pageLast) checkDense(what, version + 1, NaN);
      if (rows.length === 0) return;
      yield await this.#events(rows);
      position = Number(rows.at(-1)![POSITION]);
      if (version < pageEnd) return;
    }
  }

  /** Those of the requests that the log has. */
  async findRequests(requestIds: readonly string[]): Promise<RecordedRequest[]> {
    const rows = await this.#rows(statement('find-requests', FIND_REQUESTS, [requestIds]));
    const found = rows.map((row): RecordedRequest => {
      const [requestId, fingerprint, eventStream, firstVersion, lastVersion, position, recordedAt] =
        row as unknown as RequestRow;
      return {
        requestId,
        fingerprint,
        eventStream,
        firstVersion: Number(firstVersion),
        lastVersion: Number(lastVersion),
        token: this.epochs.tokenAt(Number(position)),
        recordedAt: isoFromText(recordedAt),
      };
    });
    return found.sort((a, b) => requestIds.indexOf(a.requestId) - requestIds.indexOf(b.requestId));
  }

  /** Position of the last event, 0 while the log is empty. */
  async headPosition(): Promise<number> {
    const rows = await this.#rows(statement('head', HEAD, []));
    return Number(rows[0]?.[0] ?? 0);
  }

  async head(): Promise<Token | undefined> {
    const position = await this.headPosition();
    return position === 0 ? undefined : this.epochs.tokenAt(position);
  }

  /** An empty page is the end of the log, unless the log is shorter than the token says or has a hole there. */
  async #checkedEnd(position: number, after: Token | undefined): Promise<readonly RecordedEvent[]> {
    const head = await this.headPosition();
    if (after !== undefined && head < position) throw new UnknownToken(after);
    if (head > position) {
      // The head may have moved since the page was read; the event that it moved over is there then.
      const rows = await this.#rows(statement('read-all', READ_ALL, [position, position + 1]));
      checkDense('position', position + 1, Number(rows[0]?.[POSITION] ?? NaN));
    }
    return [];
  }

  async #events(rows: readonly Row[]): Promise<RecordedEvent[]> {
    if (rows.some((row) => !this.#eventTypes.has(row[TYPE]!))) await this.#learnEventTypes();
    return rows.map((row): RecordedEvent => {
      const [position, eventStream, version, typeId, id, recordedAt, data, metadata] = row as unknown as EventRow;
      const { name, schemaVersion } = this.#eventTypes.get(typeId)!;
      return {
        id,
        type: name,
        schemaVersion,
        data: JSON.parse(data) as JsonObject,
        metadata: metadata === '{}' ? {} : (JSON.parse(metadata) as Metadata),
        eventStream,
        version: Number(version),
        recordedAt: isoFromText(recordedAt),
        token: this.epochs.tokenAt(Number(position)),
      };
    });
  }

  /** Event types are few and never change, so they are read once and again only when a new one appears. */
  async #learnEventTypes(): Promise<void> {
    for (const [id, name, schemaVersion] of await this.#rows(statement('event-types', EVENT_TYPES, []))) {
      this.#eventTypes.set(id!, { name: name!, schemaVersion: Number(schemaVersion) });
    }
  }

  async #rows(query: QueryArrayConfig): Promise<readonly Row[]> {
    try {
      return (await this.pool.query<string[]>(query)).rows;
    } catch (error) {
      throw new Unavailable('notApplied', `The log could not be read: ${String(error)}`, { cause: error });
    }
  }
}

type EventRow = readonly [string, string, string, string, string, string, string, string];
type RequestRow = readonly [string, string, string, string, string, string, string];

const POSITION = 0;
const VERSION = 2;
const TYPE = 3;
const STREAM_VERSION = 8;
const VERSION_MAX = 2 ** 31 - 1;

// A sub-select for the name, never a join: the planner could choose to hash all event streams for one page.
const EVENT_COLUMNS = `
  e.position, (select n.name from log.stream n where n.stream_id = e.stream_id), e.version, e.event_type_id,
  e.event_id, e.recorded_at, e.data, e.metadata`;

const READ_ALL = `
  select ${EVENT_COLUMNS}
    from log.event e
   where e.position > $1 and e.position <= $2
   order by e.position`;

// The event stream's own range of positions leaves out the partitions where it has no events.
const READ_STREAM = `
  select ${EVENT_COLUMNS}, s.version
    from log.stream s
    left join log.event e on e.stream_id = s.stream_id and e.version > $2 and e.version <= $3
     and e.position >= s.first_position and e.position <= s.last_position and e.position > $4
   where s.name = $1
   order by e.version`;

const FIND_REQUESTS = `
  select r.request_id, r.fingerprint, (select n.name from log.stream n where n.stream_id = r.stream_id),
         r.first_version, r.last_version, r.last_position, r.recorded_at
    from log.request r
   where r.request_id = any ($1)`;

const HEAD = `select b.last_position from log.batch b order by b.last_position desc limit 1`;

const EVENT_TYPES = `select t.event_type_id, t.name, t.schema_version from log.event_type t`;

/** `2012-04-01 09:30:00.5+00`, as a server with DateStyle ISO in UTC writes it, as the port gives it. */
function isoFromText(text: string): string {
  const fraction = text.slice(20, -3);
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.length === 6 ? fraction : fraction.padEnd(6, '0')}Z`;
}

function checkDense(what: string, expected: number, found: number): void {
  if (found !== expected) {
    throw new LogCorrupted(
      `The log has a hole: ${what} ${expected} is missing, and ${found || 'nothing'} stands in its place.`,
    );
  }
}
