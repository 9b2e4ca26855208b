import { Unavailable } from '../errors';
import { type PreparedAppend } from '../prepared-append';

/** An append that waits for its outcome. */
export interface WaitingAppend<Outcome> {
  readonly append: PreparedAppend;
  /** Milliseconds since 1970. */
  readonly since: number;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/** How much may wait at once. */
export interface QueueLimits {
  readonly appendsMax: number;
  readonly bytesMax: number;
}

const BATCH_APPENDS_MAX = 256;
const BATCH_BYTES_MAX = 1024 * 1024;

/** Appends in the order in which they came, and which of them may go together. */
export class AppendQueue<Outcome> {
  #waiting: WaitingAppend<Outcome>[] = [];
  #bytes = 0;

  constructor(private readonly limits: QueueLimits) {}

  get length(): number {
    return this.#waiting.length;
  }

  /** @throws Unavailable when it is full: nothing was recorded. */
  push(waiting: WaitingAppend<Outcome>): void {
    const { bytes } = waiting.append;
    if (this.#waiting.length >= this.limits.appendsMax || this.#bytes + bytes > this.limits.bytesMax) {
      throw new Unavailable('notApplied', `${this.#waiting.length} appends wait to be recorded; try again later.`);
    }
    this.#waiting.push(waiting);
    this.#bytes += bytes;
  }

  /**
   * Takes the next batch. One append at most for each event stream, because the second would be decided on the version
   * before the first; and one for each request id, because the log would find out about the second too late.
   */
  takeBatch(): WaitingAppend<Outcome>[] {
    const batch: WaitingAppend<Outcome>[] = [];
    const left: WaitingAppend<Outcome>[] = [];
    const streams = new Set<string>();
    const requestIds = new Set<string>();
    let bytes = 0;
    let at = 0;
    for (; at < this.#waiting.length && batch.length < BATCH_APPENDS_MAX && bytes < BATCH_BYTES_MAX; at++) {
      const waiting = this.#waiting[at]!;
      const { append } = waiting;
      const fits =
        !streams.has(append.eventStream) &&
        !append.requests.some(({ requestId }) => requestIds.has(requestId)) &&
        (batch.length === 0 || bytes + append.bytes <= BATCH_BYTES_MAX);
      // Also for what is left behind, so that a later append never overtakes an earlier one of its event stream.
      streams.add(append.eventStream);
      for (const { requestId } of append.requests) requestIds.add(requestId);
      if (fits) {
        batch.push(waiting);
        bytes += append.bytes;
      } else {
        left.push(waiting);
      }
    }
    this.#waiting = left.concat(this.#waiting.slice(at));
    this.#bytes -= bytes;
    return batch;
  }

  /** Takes all that have waited since before `instant`. */
  takeOlderThan(instant: number): WaitingAppend<Outcome>[] {
    const old = this.#waiting.filter(({ since }) => since < instant);
    this.#waiting = this.#waiting.filter(({ since }) => since >= instant);
    for (const { append } of old) this.#bytes -= append.bytes;
    return old;
  }
}
