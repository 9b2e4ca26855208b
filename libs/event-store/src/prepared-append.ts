import { InvalidAppend, TooLarge } from './errors';
import {
  APPEND_BYTES_MAX,
  type AppendRequest,
  EVENT_BYTES_MAX,
  type Metadata,
  type NewEvent,
  type RecordedRequest,
  type Token,
} from './event-store';
import { isStorableText, payloadText } from './payload';

/** An event whose payload has been checked and turned into the bytes that the log keeps. */
export interface PreparedEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly metadata: string;
}

/** A request whose events have been prepared. */
export interface PreparedRequest {
  readonly requestId: string;
  readonly fingerprint: string;
  readonly events: readonly PreparedEvent[];
}

/** An append that any log can hold: nothing in it can fail the appends that are recorded along with it. */
export interface PreparedAppend {
  readonly eventStream: string;
  readonly expectedVersion: number;
  readonly requests: readonly PreparedRequest[];
  readonly eventsCount: number;
  /** Bytes of all payloads. */
  readonly bytes: number;
}

const NAME_CHARACTERS_MAX = 200;
const FINGERPRINT_CHARACTERS_MAX = 100;
const EVENTS_PER_APPEND_MAX = 10_000;
const VERSION_MAX = 2 ** 31 - 1;
const SCHEMA_VERSION_MAX = 2 ** 15 - 1;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Checks an append and serialises its payloads, before it waits beside others.
 * @throws InvalidAppend for what no log can hold; TooLarge for an event or an append over its limit.
 */
export function prepareAppend(
  eventStream: string,
  expectedVersion: number,
  requests: readonly AppendRequest[],
): PreparedAppend {
  checkTarget(eventStream, expectedVersion);
  if (requests.length === 0) throw new InvalidAppend('An append holds at least one request.');
  const requestIds = new Set<string>();
  const eventIds = new Set<string>();
  let bytes = 0;
  const prepared = requests.map(({ requestId, fingerprint, events }) => {
    checkName('request id', requestId);
    if (typeof fingerprint !== 'string' || fingerprint.length > FINGERPRINT_CHARACTERS_MAX) {
      throw new InvalidAppend(`A fingerprint is a text of at most ${FINGERPRINT_CHARACTERS_MAX} characters.`);
    }
    if (!isStorableText(fingerprint)) throw new InvalidAppend('A fingerprint holds NUL or a lone surrogate.');
    if (events.length === 0) throw new InvalidAppend(`Request ${requestId} holds no event.`);
    requestIds.add(requestId);
    return {
      requestId,
      fingerprint,
      events: events.map((event) => {
        const preparedEvent = prepareEvent(event);
        eventIds.add(event.id);
        bytes += bytesOf(preparedEvent);
        return preparedEvent;
      }),
    };
  });
  const eventsCount = prepared.reduce((count, { events }) => count + events.length, 0);
  if (requestIds.size < requests.length) throw new InvalidAppend('A request id is given twice in one append.');
  if (eventIds.size < eventsCount) throw new InvalidAppend('An event id is given twice in one append.');
  if (bytes > APPEND_BYTES_MAX) throw new TooLarge('append', bytes, APPEND_BYTES_MAX);
  if (eventsCount > EVENTS_PER_APPEND_MAX) {
    throw new InvalidAppend(`An append holds ${eventsCount} events; at most ${EVENTS_PER_APPEND_MAX} can be recorded.`);
  }
  return { eventStream, expectedVersion, requests: prepared, eventsCount, bytes };
}

/** Checks the name and the expected version of an event stream. @throws InvalidAppend */
export function checkTarget(eventStream: string, expectedVersion: number): void {
  checkName('event stream', eventStream);
  if (!Number.isInteger(expectedVersion) || expectedVersion < 0 || expectedVersion > VERSION_MAX) {
    throw new InvalidAppend(`${expectedVersion} is no version of an event stream.`);
  }
}

function prepareEvent(event: NewEvent): PreparedEvent {
  const { id, type, schemaVersion, data, metadata } = event;
  if (!UUID.test(id)) throw new InvalidAppend(`${id} is no UUID in lower case.`);
  checkName('event type', type);
  if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > SCHEMA_VERSION_MAX) {
    throw new InvalidAppend(`${schemaVersion} is no schema version.`);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new InvalidAppend(`The data of ${type} is no object.`);
  }
  checkMetadata(type, metadata);
  const prepared = {
    id,
    type,
    schemaVersion,
    data: payloadText('data', data),
    metadata: payloadText('metadata', metadata),
  };
  const bytes = bytesOf(prepared);
  if (bytes > EVENT_BYTES_MAX) throw new TooLarge('event', bytes, EVENT_BYTES_MAX);
  return prepared;
}

function checkName(what: string, name: string): void {
  const fits = typeof name === 'string' && name.length >= 1 && name.length <= NAME_CHARACTERS_MAX;
  if (!fits) throw new InvalidAppend(`The ${what} is no text of 1 to ${NAME_CHARACTERS_MAX} characters.`);
  if (!isStorableText(name)) throw new InvalidAppend(`The ${what} holds NUL or a lone surrogate.`);
}

function checkMetadata(type: string, metadata: Metadata): void {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    throw new InvalidAppend(`The metadata of ${type} is no object.`);
  }
  for (const key in metadata) {
    const value: unknown = metadata[key];
    if (typeof value !== 'string' && value !== undefined) {
      throw new InvalidAppend(`metadata.${key} of ${type} is no string.`);
    }
  }
}

function bytesOf(event: PreparedEvent): number {
  return Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata);
}

/**
 * Where the requests of an append were recorded, from where its first event was.
 * @param place gives token and instant of the event that stands so many places after the first.
 */
export function recordedRequests(
  append: PreparedAppend,
  place: (eventsAfterFirst: number) => { readonly token: Token; readonly recordedAt: string },
): RecordedRequest[] {
  let events = 0;
  return append.requests.map(({ requestId, fingerprint, events: { length } }) => {
    const firstVersion = append.expectedVersion + events + 1;
    events += length;
    return {
      requestId,
      fingerprint,
      eventStream: append.eventStream,
      firstVersion,
      lastVersion: append.expectedVersion + events,
      ...place(events - 1),
    };
  });
}
