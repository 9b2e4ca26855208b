/**
 * The port: what Common Purse asks of whatever keeps its log.
 *
 * The log is one total order of events, each of which also belongs to one event stream. Nothing in it ever changes.
 * Adapters: `in-memory/`, `postgres/`. One contract suite (`event-store.contract.ts`) runs on each of them.
 */

/** A value that JSON can hold. Numbers are safe integers; amounts are whole pence. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A flat map of strings: who, under which authority, caused by what. Absent facts are absent keys. */
export type Metadata = Readonly<Record<string, string>>;

/**
 * Where an event stands in the total order, opaque to callers. A later event has a later token; compare tokens only
 * with `EventStore.compareTokens`. The epoch in it changes when a log is restored from a backup.
 */
export type Token = string & { readonly __token: never };

/** An event about to be recorded. */
export interface NewEvent {
  /** A UUID, unique in the log. Derived from the request, so that a resend carries the same ids. */
  readonly id: string;
  /** Past tense, never a class name, stable for ever. */
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: JsonObject;
  readonly metadata: Metadata;
}

/** An event as the log holds it. */
export interface RecordedEvent extends NewEvent {
  readonly eventStream: string;
  /** Its place in its event stream: 1, 2, 3, … without a gap. */
  readonly version: number;
  /**
   * The instant at which the store recorded it: ISO 8601, UTC, six decimals of a second.
   * Strictly increasing along the total order, so that an instant cuts the log in exactly one place.
   */
  readonly recordedAt: string;
  readonly token: Token;
}

/** The events of one caller's request: recorded together or not at all, and never twice. */
export interface AppendRequest {
  /** The caller's idempotency key, 1 to 200 characters. Unique in the log, kept for ever. */
  readonly requestId: string;
  /** Tells whether a repeated request asks for the same thing: a digest of the body, at most 100 characters. */
  readonly fingerprint: string;
  /** At least one event. */
  readonly events: readonly NewEvent[];
}

/** Where the events of a request were recorded. */
export interface RecordedRequest {
  readonly requestId: string;
  readonly fingerprint: string;
  readonly eventStream: string;
  readonly firstVersion: number;
  readonly lastVersion: number;
  /** Token and instant of its last event. */
  readonly token: Token;
  readonly recordedAt: string;
}

export type AppendOutcome =
  /** Everything was recorded, in the order given. */
  | { readonly outcome: 'appended'; readonly version: number; readonly requests: readonly RecordedRequest[] }
  /** Some of the requests were recorded before (here or on another event stream). Nothing was recorded now. */
  | { readonly outcome: 'repeated'; readonly repeated: readonly RecordedRequest[] };

export interface ReadStreamOptions {
  /** Read from the event after this version; 0 or absent reads from the first. */
  readonly afterVersion?: number;
  /** Read up to and including this version. */
  readonly toVersion?: number;
}

export interface ReadAllOptions {
  /** Read from the event after this one; absent reads from the first. */
  readonly after?: Token;
  /** At most so many events, 1 to 10,000. */
  readonly limit: number;
}

export interface SubscribeOptions {
  readonly after?: Token;
  /** At most so many events in one batch. */
  readonly batchMax: number;
  /** Ends the subscription. */
  readonly signal: AbortSignal;
}

/** Largest event (data and metadata as JSON, in bytes of UTF-8) and largest append (all its events together). */
export const EVENT_BYTES_MAX = 256 * 1024;
export const APPEND_BYTES_MAX = 900 * 1024;

export interface EventStore {
  /**
   * Records the requests, in order, at the end of `eventStream`, if its version is `expectedVersion` (0: it does not
   * exist yet). All or nothing.
   * @throws WrongVersion the event stream has another version
   * @throws StreamClosed the event stream takes no more events
   * @throws TooLarge an event or the append is over its limit
   * @throws Unavailable the store cannot be reached, or the outcome is unknown: send the same request again
   * @throws InvalidAppend a name, an id or a payload that no log can hold (NUL, a lone surrogate, an unsafe number)
   */
  append(eventStream: string, expectedVersion: number, requests: readonly AppendRequest[]): Promise<AppendOutcome>;
  /** Closes an event stream for ever: a last append after which every other throws StreamClosed. */
  closeStream(eventStream: string, expectedVersion: number): Promise<void>;
  /** What became of a request, or undefined when the log has none of that id. */
  findRequest(requestId: string): Promise<RecordedRequest | undefined>;
  /** The events of one event stream in order, in pages; nothing for an event stream that does not exist. */
  readStream(eventStream: string, options?: ReadStreamOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** One page of the total order; empty at its end. Never skips an event that is committed later. */
  readAll(options: ReadAllOptions): Promise<readonly RecordedEvent[]>;
  /** Batches of the total order for as long as the signal lets it: what is there, then what comes. Never empty batches. */
  subscribeAll(options: SubscribeOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** Token of the last event, or undefined while the log is empty. */
  head(): Promise<Token | undefined>;
  /** Negative, zero or positive as `a` stands before, at or after `b`. `undefined` stands before every event. */
  compareTokens(a: Token | undefined, b: Token | undefined): number;
  close(): Promise<void>;
}
