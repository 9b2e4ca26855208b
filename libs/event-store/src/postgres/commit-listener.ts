import { setTimeout } from 'node:timers/promises';
import { type Client } from 'pg';
import { COMMITTED_CHANNEL } from './sql/append';

const BACKOFF_MIN_MS = 50;
const BACKOFF_MAX_MS = 5_000;

/** Hears of batches that other processes commit. Only a hint: whoever follows the log polls as well. */
export class CommitListener {
  #connection: Client | undefined;
  #listening: Promise<void> | undefined;
  readonly #closed = new AbortController();

  constructor(
    private readonly connect: () => Promise<Client>,
    private readonly onCommitted: () => void,
  ) {}

  /** Whether hints arrive at present. */
  get isListening(): boolean {
    return this.#connection !== undefined;
  }

  /** Starts to listen, once. */
  start(): void {
    this.#listening ??= this.#listen();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#connection?.end();
    await this.#listening;
  }

  async #listen(): Promise<void> {
    let backoffMs = BACKOFF_MIN_MS;
    while (!this.#closed.signal.aborted) {
      try {
        const connection = await this.connect();
        const ended = new Promise((resolve) => connection.once('end', resolve));
        connection.on('notification', this.onCommitted);
        if (this.#closed.signal.aborted) return await connection.end();
        await connection.query(`listen ${COMMITTED_CHANNEL}`);
        this.#connection = connection;
        backoffMs = BACKOFF_MIN_MS;
        this.onCommitted();
        await ended;
      } catch {
        // The pause below is the answer: polling goes on meanwhile.
      }
      this.#connection = undefined;
      await setTimeout(backoffMs, undefined, { signal: this.#closed.signal }).catch(() => undefined);
      backoffMs = Math.min(2 * backoffMs, BACKOFF_MAX_MS);
    }
  }
}
