/* eslint-disable @typescript-eslint/require-await -- The port is asynchronous, and refusals must come as rejections. */
import { Arrivals } from '../arrivals';
import { StreamClosed, Unavailable, UnknownToken, WrongVersion } from '../errors';
import {
  type AppendOutcome,
  type AppendRequest,
  type EventStore,
  type JsonObject,
  type Metadata,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type RecordedRequest,
  type SubscribeOptions,
  type Token,
} from '../event-store';
import { checkTarget, prepareAppend, type PreparedEvent, recordedRequests } from '../prepared-append';
import { checkPageSize } from '../read-limits';
import { isoFromMicroseconds } from '../recorded-at';
import { compareTokens, placeOf, tokenOf } from '../token';

/** Settings of a log in memory. */
export interface InMemoryEventStoreOptions {
  /** Milliseconds since 1970, as `Date.now` gives them. */
  readonly now?: () => number;
}

interface StoredEvent extends PreparedEvent {
  readonly eventStream: string;
  readonly version: number;
  readonly recordedAt: string;
}

interface StoredStream {
  /** Positions of its events, in order. */
  readonly positions: number[];
  closed: boolean;
}

const EPOCH = 1;
const STREAM_PAGE_EVENTS = 500;

/** A log that lives as long as its process: for specs of whatever stands on the port. */
export class InMemoryEventStore implements EventStore {
  readonly #events: StoredEvent[] = [];
  readonly #streams = new Map<string, StoredStream>();
  readonly #requests = new Map<string, RecordedRequest>();
  readonly #arrivals = new Arrivals();
  readonly #now: () => number;
  #lastMicroseconds = 0;
  #isOpen = true;

  constructor(options: InMemoryEventStoreOptions = {}) {
    this.#now = options.now ?? Date.now;
  }

  // Nothing is awaited between the checks and the change, so no other append can come between them.
  async append(
    eventStream: string,
    expectedVersion: number,
    requests: readonly AppendRequest[],
  ): Promise<AppendOutcome> {
    this.#checkOpen();
    const append = prepareAppend(eventStream, expectedVersion, requests);
    const repeated = requests.flatMap(({ requestId }) => this.#requests.get(requestId) ?? []);
    if (repeated.length > 0) return { outcome: 'repeated', repeated };
    const stream = this.#streamAt(eventStream, expectedVersion);
    const firstPosition = this.#events.length + 1;
    for (const event of append.requests.flatMap(({ events }) => events)) {
      const version = stream.positions.push(this.#events.length + 1);
      this.#events.push({ ...event, eventStream, version, recordedAt: this.#nextInstant() });
    }
    this.#streams.set(eventStream, stream);
    const recorded = recordedRequests(append, (eventsAfterFirst) => ({
      token: tokenOf(EPOCH, firstPosition + eventsAfterFirst),
      recordedAt: this.#events[firstPosition - 1 + eventsAfterFirst]!.recordedAt,
    }));
    for (const request of recorded) this.#requests.set(request.requestId, request);
    this.#arrivals.announce();
    return { outcome: 'appended', version: stream.positions.length, requests: recorded };
  }

  async closeStream(eventStream: string, expectedVersion: number): Promise<void> {
    this.#checkOpen();
    checkTarget(eventStream, expectedVersion);
    const stream = this.#streamAt(eventStream, expectedVersion);
    stream.closed = true;
    this.#streams.set(eventStream, stream);
  }

  async findRequest(requestId: string): Promise<RecordedRequest | undefined> {
    this.#checkOpen();
    return this.#requests.get(requestId);
  }

  async *readStream(
    eventStream: string,
    options: ReadStreamOptions = {},
  ): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
    this.#checkOpen();
    const positions = this.#streams.get(eventStream)?.positions ?? [];
    const toVersion = Math.min(options.toVersion ?? Infinity, positions.length);
    for (let after = options.afterVersion ?? 0; after < toVersion; after += STREAM_PAGE_EVENTS) {
      yield positions.slice(after, Math.min(after + STREAM_PAGE_EVENTS, toVersion)).map((at) => this.#eventAt(at));
    }
  }

  async readAll({ after, limit }: ReadAllOptions): Promise<readonly RecordedEvent[]> {
    this.#checkOpen();
    checkPageSize(limit);
    const position = after === undefined ? 0 : placeOf(after).position;
    if (after !== undefined && (placeOf(after).epoch !== EPOCH || position > this.#events.length)) {
      throw new UnknownToken(after);
    }
    return this.#events.slice(position, position + limit).map((_, index) => this.#eventAt(position + index + 1));
  }

  async *subscribeAll(options: SubscribeOptions): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
    let { after } = options;
    while (this.#isOpen && !options.signal.aborted) {
      const seen = this.#arrivals.count;
      const batch = await this.readAll({ after, limit: options.batchMax });
      if (batch.length === 0) {
        await this.#arrivals.past(seen, options.signal);
      } else {
        yield batch;
        after = batch.at(-1)!.token;
      }
    }
  }

  async head(): Promise<Token | undefined> {
    this.#checkOpen();
    return this.#events.length === 0 ? undefined : tokenOf(EPOCH, this.#events.length);
  }

  compareTokens(a: Token | undefined, b: Token | undefined): number {
    return compareTokens(a, b);
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    this.#arrivals.announce();
  }

  #streamAt(eventStream: string, expectedVersion: number): StoredStream {
    const stream = this.#streams.get(eventStream) ?? { positions: [], closed: false };
    if (stream.closed) throw new StreamClosed(eventStream);
    if (stream.positions.length !== expectedVersion) {
      throw new WrongVersion(eventStream, expectedVersion, stream.positions.length);
    }
    return stream;
  }

  #eventAt(position: number): RecordedEvent {
    const { data, metadata, ...event } = this.#events[position - 1]!;
    return {
      ...event,
      data: JSON.parse(data) as JsonObject,
      metadata: JSON.parse(metadata) as Metadata,
      token: tokenOf(EPOCH, position),
    };
  }

  #nextInstant(): string {
    this.#lastMicroseconds = Math.max(this.#now() * 1000, this.#lastMicroseconds + 1);
    return isoFromMicroseconds(this.#lastMicroseconds);
  }

  #checkOpen(): void {
    if (!this.#isOpen) throw new Unavailable('notApplied', 'The event store is closed.');
  }
}
