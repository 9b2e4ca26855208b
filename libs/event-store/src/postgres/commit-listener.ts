import { setTimeout } from 'node:timers/promises';
import { type Client } from 'pg';
import { COMMITTED_CHANNEL } from './sql/append';

const BACKOFF_MIN_MS = 50;
const BACKOFF_MAX_MS = 5_000;

/** Hears of batches that other processes commit. Only a hint: whoever follows the log polls as well. */
export class CommitListener {
  #isListening = false;
  #listening: Promise<void> | undefined;
  readonly #closed = new AbortController();

  constructor(
    private readonly connect: () => Promise<Client>,
    private readonly onCommitted: () => void,
  ) {}

  /** Whether hints arrive at present. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** Starts to listen, once. */
  start(): void {
    this.#listening ??= this.#listen(this.#closed.signal);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#listening;
  }

  async #listen(closed: AbortSignal): Promise<void> {
    let backoffMs = BACKOFF_MIN_MS;
    while (!closed.aborted) {
      try {
        await this.#listenUntilEnd(await this.connect(), closed);
        backoffMs = BACKOFF_MIN_MS;
      } catch {
        // The pause below is the answer: polling goes on meanwhile.
      }
      this.#isListening = false;
      await setTimeout(backoffMs, undefined, { signal: closed }).catch(() => undefined);
      backoffMs = Math.min(2 * backoffMs, BACKOFF_MAX_MS);
    }
  }

  async #listenUntilEnd(connection: Client, closed: AbortSignal): Promise<void> {
    const ended = new Promise((resolve) => connection.once('end', resolve));
    const leave = (): void => void connection.end().catch(() => undefined);
    closed.addEventListener('abort', leave, { once: true });
    try {
      // It may have been closed while the connection was being made, and is then told by nothing else.
      if (closed.aborted) return await connection.end();
      connection.on('notification', this.onCommitted);
      await connection.query(`listen ${COMMITTED_CHANNEL}`);
      this.#isListening = true;
      // Batches may have been committed while nobody listened.
      this.onCommitted();
      await ended;
    } finally {
      closed.removeEventListener('abort', leave);
    }
  }
}
