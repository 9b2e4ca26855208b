import { createHash } from 'node:crypto';
import { type Asked, type Refusal } from '@app/domain';
import { type Token } from '@app/event-store';

/** What arrives with a command from outside: whose request it is, and what it hangs on. */
export interface CommandRequest {
  /** Unique for ever; a repeat of it is answered with what was recorded the first time. */
  readonly requestId: string;
  /** The version that the caller saw (If-Match); the command is not decided on another. */
  readonly expectedVersion?: number;
  /** Ties together all that one caller's action set off; the request itself when absent. */
  readonly correlationId?: string;
  /** The event that set this off, for what a policy asks. */
  readonly causationId?: string;
}

/** One event of an answer. `entryNo` is its place in its event stream. */
export interface AnsweredEvent {
  readonly entryNo: number;
  readonly eventId: string;
  readonly type: string;
}

/** What was recorded. A query that is given `token` waits until it shows this. */
export interface CommandAnswer {
  readonly eventStream: string;
  readonly version: number;
  /** Absent, like `recordedAt`, when there was nothing to record. */
  readonly token?: Token;
  readonly recordedAt?: string;
  readonly events: readonly AnsweredEvent[];
  /** True when an earlier request of the same id recorded it. */
  readonly repeated: boolean;
}

/** A command is answered or refused; a refusal records nothing. */
export type CommandResult = { readonly answer: CommandAnswer } | { readonly refused: Refusal };

/** The same request id came before with another body. */
export class RequestReused extends Error {
  constructor(readonly requestId: string) {
    super('This Idempotency-Key was used before for another request. Use a new key for a new request.');
  }
}

/** The caller decided on an older version than the log has. */
export class VersionNotExpected extends Error {
  constructor(
    readonly eventStream: string,
    readonly expectedVersion: number,
    readonly currentVersion: number,
  ) {
    super(`It has changed since: you saw version ${expectedVersion}, it is at version ${currentVersion}. Look again.`);
  }
}

/** A digest of all that a command asks for, its fields in any order; who asks and on which day are not part of it. */
export function fingerprintOf(command: Asked): string {
  const { by: _by, today: _today, ...asked } = command;
  return createHash('sha256').update(JSON.stringify(asked, inKeyOrder)).digest('base64url');
}

function inKeyOrder(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Namespace of the ids that requests give to their events: itself a UUID made once, never to change. */
const EVENT_ID_NAMESPACE = Buffer.from('6f1d3c0e52b94a7e9d3ab6f4c1e80a57', 'hex');

/** The id of the n-th event of a request: a UUID of version 5, so that a resend carries the same ids (RFC 9562). */
export function eventIdOf(requestId: string, place: number): string {
  const bytes = createHash('sha1').update(EVENT_ID_NAMESPACE).update(`${requestId}\n${place}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
