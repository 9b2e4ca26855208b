import { setImmediate, setTimeout } from 'node:timers/promises';
import { type Client, DatabaseError } from 'pg';
import { Unavailable } from '../errors';
import { type PreparedAppend } from '../prepared-append';
import { AppendQueue, type QueueLimits, type WaitingAppend } from './append-queue';
import { APPEND_STATEMENT, type AppendResult, batchParameters, batchResults } from './batch-call';
import { statement } from './connections';

/** Limits of a writer. */
export interface BatchWriterLimits extends QueueLimits {
  /** How long an append waits for a database that cannot be reached. */
  readonly unreachableMs: number;
  /** How long a batch may take before its connection is given up and its outcome is unknown. */
  readonly answerMs: number;
}

const BACKOFF_MIN_MS = 20;
const BACKOFF_MAX_MS = 1_000;

/**
 * Records appends in batches over one connection: while a batch is under way the next appends gather, and whatever has
 * gathered when it returns is the next batch. So a lone append never waits, and many share one flush of the disk.
 */
export class BatchWriter {
  readonly #queue: AppendQueue<AppendResult>;
  #connection: Client | undefined;
  #writing: Promise<void> | undefined;
  #isOpen = true;

  constructor(
    private readonly connect: () => Promise<Client>,
    private readonly limits: BatchWriterLimits,
    private readonly onCommitted: () => void,
  ) {
    this.#queue = new AppendQueue(limits);
  }

  /** Resolves with what the log decided. @throws Unavailable */
  append(append: PreparedAppend): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) throw new Unavailable('notApplied', 'The event store is closed.');
      this.#queue.push({ append, since: Date.now(), resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  /** Records what still waits, unless the database cannot be reached, and ends the connection. */
  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#writing;
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.end();
  }

  async #write(): Promise<void> {
    while (this.#queue.length > 0) {
      // After the callers that the last batch answered, and those whose input is already here, have had their turn.
      await setImmediate();
      const connection = this.#connection ?? (await this.#reach());
      if (connection) await this.#record(connection, this.#queue.takeBatch());
    }
    this.#writing = undefined;
  }

  /** A live connection, or undefined when all that waited has been turned away. */
  async #reach(): Promise<Client | undefined> {
    for (let backoffMs = BACKOFF_MIN_MS; !this.#connection; backoffMs = Math.min(2 * backoffMs, BACKOFF_MAX_MS)) {
      try {
        const connection = await this.connect();
        const forget = (): void => {
          if (this.#connection === connection) this.#connection = undefined;
        };
        connection.on('error', forget).on('end', forget);
        this.#connection = connection;
      } catch (error) {
        const patience = this.#isOpen ? this.limits.unreachableMs : 0;
        rejectAll(
          this.#queue.takeOlderThan(Date.now() - patience + 1),
          new Unavailable('notApplied', 'The database cannot be reached.', { cause: error }),
        );
        if (this.#queue.length === 0) return undefined;
        await setTimeout(backoffMs);
      }
    }
    return this.#connection;
  }

  async #record(connection: Client, batch: WaitingAppend<AppendResult>[]): Promise<void> {
    const appends = batch.map(({ append }) => append);
    const giveUp = globalThis.setTimeout(() => void connection.end(), this.limits.answerMs);
    try {
      const answer = await connection.query<string[]>(statement('append', APPEND_STATEMENT, batchParameters(appends)));
      const results = batchResults(appends, answer.rows[0]!);
      this.onCommitted();
      results.forEach((result, index) => batch[index]!.resolve(result));
    } catch (error) {
      await this.#fail(connection, batch, error);
    } finally {
      clearTimeout(giveUp);
    }
  }

  async #fail(connection: Client, batch: WaitingAppend<AppendResult>[], error: unknown): Promise<void> {
    if (!isRefusedStatement(error)) {
      this.#connection = undefined;
      rejectAll(batch, new Unavailable('unknown', 'The connection broke before the log answered.', { cause: error }));
      await connection.end().catch(() => undefined);
    } else if (batch.length > 1 && blamesItsInput(error)) {
      // One of them would fail for ever, and must not take the others with it.
      for (const waiting of batch) await this.#recordAlone(waiting);
    } else {
      rejectAll(batch, new Unavailable('notApplied', `The log refused: ${error.message}`, { cause: error }));
    }
  }

  async #recordAlone(waiting: WaitingAppend<AppendResult>): Promise<void> {
    if (this.#connection) return this.#record(this.#connection, [waiting]);
    waiting.reject(new Unavailable('notApplied', 'The connection broke before the append was sent.'));
  }
}

/**
 * Whether the server answered that it rolled back. An answer that ends the session (SQLSTATE classes 08, 57P, 58 and XX)
 * may come after a commit. Not told by the severity, because that is translated.
 */
function isRefusedStatement(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && !/^(08|57P|58|XX)/.test(error.code ?? 'XX');
}

/** SQLSTATE classes 22 (data), 23 (constraints) and 54 (limits). */
function blamesItsInput(error: DatabaseError): boolean {
  return ['22', '23', '54'].includes((error.code ?? '').slice(0, 2));
}

function rejectAll(batch: readonly WaitingAppend<AppendResult>[], error: Unavailable): void {
  for (const waiting of batch) waiting.reject(error);
}
