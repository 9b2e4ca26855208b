import { setTimeout as pause } from 'node:timers/promises';
import { type EventStore, type RecordedEvent, type Token } from '@app/event-store';
import { type Pool, type PoolClient } from 'pg';
import { lockCheckpoint, moveCheckpoint, readCheckpoint } from './checkpoint';
import { ahead } from './ahead';
import { withConnection } from './connection';

/** Where a follower stands. `recordedAt` is that of the last event it handled. */
export interface Checkpoint {
  readonly token?: Token;
  readonly recordedAt?: string;
}

/** Whatever follows the log: told of every event, in order, in batches. */
export interface FollowerHandler {
  /**
   * Called before the first batch and again after a failure: forget what was held in memory, and read it anew in this
   * transaction, which sees the same moment as the checkpoint.
   */
  reset?(transaction: PoolClient): void | Promise<void>;
  /**
   * Handles a batch inside the transaction that also moves the checkpoint, so that the effect is exactly once.
   * What it does outside that transaction must bear repeating.
   */
  handle(events: readonly RecordedEvent[], transaction: PoolClient): Promise<void>;
}

export interface FollowerOptions {
  readonly name: string;
  readonly store: EventStore;
  readonly pool: Pool;
  /** Qualified name of the table that keeps the checkpoint; see `createCheckpointTable`. */
  readonly checkpointTable: string;
  readonly handler: FollowerHandler;
  /** At most so many events in a batch; 1,000 when absent. */
  readonly batchMax?: number;
  /** Called when an event cannot be handled: the follower waits and tries again, and never skips it. */
  readonly onTrouble?: (error: unknown, attempt: number) => void;
}

/** Another worker moved the checkpoint: what this one holds in memory is no longer true. */
export class CheckpointMoved extends Error {
  constructor(readonly follower: string) {
    super(`Another worker moved the checkpoint of the follower ${follower}; this one begins again from there.`);
  }
}

/** The process that follows answers people too, who wait while a batch is folded; larger ones are no faster. */
const BATCH_MAX = 1_000;
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 10_000;

/** Follows the log from its checkpoint on, until it is stopped. */
export class Follower {
  private checkpoint: Checkpoint = {};
  private trouble?: string;
  private stopped?: Promise<void>;
  private readonly ending = new AbortController();

  constructor(private readonly options: FollowerOptions) {}

  /** Where it stands, as this process knows. */
  get position(): Checkpoint {
    return this.checkpoint;
  }

  /** Why it waits on an event that it cannot handle; undefined when all is well. */
  get paused(): string | undefined {
    return this.trouble;
  }

  /** Starts following; returns at once. */
  start(): void {
    this.stopped ??= this.run();
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.stopped;
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const subscription = new AbortController();
      try {
        await this.begin();
        // With nothing left to handle there is no event that it could wait on.
        if (this.trouble !== undefined && (await this.isAtEnd())) this.trouble = undefined;
        for await (const batch of ahead(this.subscribe(subscription.signal))) {
          if (signal.aborted) return;
          await this.handle(batch);
          attempt = 1;
          this.trouble = undefined;
        }
        // The subscription ended by itself: its store is closed.
        return;
      } catch (error) {
        if (signal.aborted) return;
        // A rebuild moves the checkpoint too, and that is no trouble.
        if (error instanceof CheckpointMoved && attempt === 1) continue;
        this.trouble = error instanceof Error ? error.message : String(error);
        this.options.onTrouble?.(error, attempt);
        const pauseMs = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** Math.min(attempt, 10));
        await pause(pauseMs, undefined, { signal }).catch(() => undefined);
      } finally {
        subscription.abort();
      }
    }
  }

  private subscribe(signal: AbortSignal): AsyncIterable<readonly RecordedEvent[]> {
    return this.options.store.subscribeAll({
      after: this.checkpoint.token,
      batchMax: this.options.batchMax ?? BATCH_MAX,
      signal: AbortSignal.any([signal, this.ending.signal]),
    });
  }

  /** Reads the checkpoint, and has the handler read what it needs, in one snapshot. */
  private async begin(): Promise<void> {
    const { checkpointTable: table, name, handler } = this.options;
    await this.inTransaction('begin isolation level repeatable read', async (transaction) => {
      const checkpoint = await readCheckpoint(transaction, table, name);
      await handler.reset?.(transaction);
      this.checkpoint = checkpoint;
    });
  }

  private async isAtEnd(): Promise<boolean> {
    const { store } = this.options;
    const { token } = this.checkpoint;
    const head = await store.head();
    return head === undefined || (token !== undefined && store.compareTokens(head, token) <= 0);
  }

  private async handle(batch: readonly RecordedEvent[]): Promise<void> {
    const { checkpointTable: table, name, handler } = this.options;
    const { token, recordedAt } = batch.at(-1)!;
    // A crash may lose the last transactions whole, checkpoint and all; they are then done again.
    await this.inTransaction('begin; set local synchronous_commit = off', async (transaction) => {
      const found = await lockCheckpoint(transaction, table, name);
      if (found !== this.checkpoint.token) throw new CheckpointMoved(name);
      await handler.handle(batch, transaction);
      await moveCheckpoint(transaction, table, name, { token, recordedAt });
    });
    this.checkpoint = { token, recordedAt };
  }

  private inTransaction(begin: string, work: (transaction: PoolClient) => Promise<void>): Promise<void> {
    return withConnection(this.options.pool, async (client) => {
      await client.query(begin);
      await work(client);
      await client.query('commit');
    });
  }
}
