import { type Pool } from 'pg';
import { Arrivals } from '../arrivals';
import { StreamClosed, Unavailable, WrongVersion } from '../errors';
import {
  type AppendOutcome,
  type AppendRequest,
  type EventStore,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type RecordedRequest,
  type SubscribeOptions,
  type Token,
} from '../event-store';
import { checkTarget, type PreparedAppend, prepareAppend, recordedRequests } from '../prepared-append';
import { checkPageSize } from '../read-limits';
import { isoFromMicroseconds } from '../recorded-at';
import { compareTokens } from '../token';
import { type AppendResult } from './batch-call';
import { BatchWriter } from './batch-writer';
import { type ChainReport, verifyChain } from './chain';
import { closeStream } from './close-stream';
import { CommitListener } from './commit-listener';
import { checkFitness, connect, type ConnectionOptions, readPool } from './connections';
import { type Epoch, Epochs } from './epochs';
import { LogReader } from './log-reader';

/** Settings of a log in PostgreSQL. */
export interface PostgresEventStoreOptions extends ConnectionOptions {
  /** Connections for reading, beside one for writing and one for listening. Default: 4. */
  readonly readConnectionsMax?: number;
  /** How many appends, and how many bytes of them, may wait before the next are turned away. Default: 10,000; 64 MiB. */
  readonly queueAppendsMax?: number;
  readonly queueBytesMax?: number;
  /** How long an append waits for a database that cannot be reached. Default: 5 s. */
  readonly unreachableMs?: number;
  /** How long a batch may take before its outcome counts as unknown. Default: 30 s. */
  readonly answerMs?: number;
}

const POLL_MIN_MS = 5;
/** Longest pause between two looks at the log: with hints of commits, and without. */
const POLL_MAX_MS = { hinted: 1_000, unhinted: 100 };

/** The log in PostgreSQL: one writer a process, which records whatever waits as one batch. */
export class PostgresEventStore implements EventStore {
  readonly #reader: LogReader;
  readonly #writer: BatchWriter;
  readonly #listener: CommitListener;
  readonly #arrivals = new Arrivals();
  #closing: Promise<void> | undefined;

  private constructor(
    private readonly pool: Pool,
    private readonly epochs: Epochs,
    options: PostgresEventStoreOptions,
  ) {
    const announce = (): void => this.#arrivals.announce();
    this.#reader = new LogReader(pool, epochs);
    this.#writer = new BatchWriter(
      () => connect(options),
      {
        appendsMax: options.queueAppendsMax ?? 10_000,
        bytesMax: options.queueBytesMax ?? 64 * 1024 * 1024,
        unreachableMs: options.unreachableMs ?? 5_000,
        answerMs: options.answerMs ?? 30_000,
      },
      announce,
    );
    this.#listener = new CommitListener(() => connect(options), announce);
  }

  /**
   * Opens the log that the migrations have made.
   * @throws UnfitDatabase when the server may lose what it acknowledges, or when there is no log.
   */
  static async open(options: PostgresEventStoreOptions): Promise<PostgresEventStore> {
    const pool = readPool(options, options.readConnectionsMax ?? 4);
    try {
      await checkFitness(pool, options);
      const { rows } = await pool.query<Record<keyof Epoch, string>>(
        `select epoch, after_position as "afterPosition" from log.epoch`,
      );
      const epochs = rows.map(({ epoch, afterPosition }) => ({
        epoch: Number(epoch),
        afterPosition: Number(afterPosition),
      }));
      return new PostgresEventStore(pool, new Epochs(epochs), options);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  async append(
    eventStream: string,
    expectedVersion: number,
    requests: readonly AppendRequest[],
  ): Promise<AppendOutcome> {
    const append = prepareAppend(eventStream, expectedVersion, requests);
    const result = await this.#writer.append(append);
    switch (result.outcome) {
      case 'appended':
        return {
          outcome: 'appended',
          version: expectedVersion + append.eventsCount,
          requests: this.#recorded(append, result),
        };
      case 'repeated':
        return {
          outcome: 'repeated',
          repeated: await this.#reader.findRequests(requests.map(({ requestId }) => requestId)),
        };
      case 'closed':
        throw new StreamClosed(eventStream);
      case 'wrongVersion':
        throw new WrongVersion(eventStream, expectedVersion, result.version);
    }
  }

  async closeStream(eventStream: string, expectedVersion: number): Promise<void> {
    this.#checkOpen();
    checkTarget(eventStream, expectedVersion);
    await closeStream(this.pool, eventStream, expectedVersion);
  }

  async findRequest(requestId: string): Promise<RecordedRequest | undefined> {
    const [found] = await this.#reader.findRequests([requestId]);
    return found;
  }

  readStream(
    eventStream: string,
    options?: ReadStreamOptions,
  ): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
    return this.#reader.readStream(eventStream, options);
  }

  readAll(options: ReadAllOptions): Promise<readonly RecordedEvent[]> {
    return this.#reader.readAll(options);
  }

  /** Goes on by itself when the database comes back; ends on its signal and when the store is closed. */
  async *subscribeAll(options: SubscribeOptions): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
    checkPageSize(options.batchMax);
    this.#listener.start();
    let { after } = options;
    let pauseMs = POLL_MIN_MS;
    while (!this.#closing && !options.signal.aborted) {
      const seen = this.#arrivals.count;
      const batch = await this.#pageOrNothing(after, options.batchMax);
      if (options.signal.aborted) return;
      if (batch.length > 0) {
        yield batch;
        after = batch.at(-1)!.token;
        pauseMs = POLL_MIN_MS;
      } else if (!this.#closing) {
        await this.#arrivals.past(seen, options.signal, pauseMs);
        const { hinted, unhinted } = POLL_MAX_MS;
        pauseMs = Math.min(2 * pauseMs, this.#listener.isListening ? hinted : unhinted);
      }
    }
  }

  head(): Promise<Token | undefined> {
    return this.#reader.head();
  }

  compareTokens(a: Token | undefined, b: Token | undefined): number {
    return compareTokens(a, b);
  }

  /** Reads the whole log again and checks every batch against the chain of hashes. */
  verifyChain(): Promise<ChainReport> {
    return verifyChain(this.pool);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#writer.close();
    this.#arrivals.announce();
    await this.#listener.close();
    await this.pool.end();
  }

  async #pageOrNothing(after: Token | undefined, limit: number): Promise<readonly RecordedEvent[]> {
    try {
      return await this.readAll({ ...(after && { after }), limit });
    } catch (error) {
      if (error instanceof Unavailable) return [];
      throw error;
    }
  }

  #recorded(append: PreparedAppend, { firstPosition, firstRecordedAt }: AppendResult): RecordedRequest[] {
    return recordedRequests(append, (eventsAfterFirst) => ({
      token: this.epochs.tokenAt(firstPosition + eventsAfterFirst),
      recordedAt: isoFromMicroseconds(firstRecordedAt + eventsAfterFirst),
    }));
  }

  #checkOpen(): void {
    if (this.#closing) throw new Unavailable('notApplied', 'The event store is closed.');
  }
}
