import { setTimeout as pause } from 'node:timers/promises';
import { type EventStore, type RecordedEvent, type Token } from '@app/event-store';
import { type Pool, type PoolClient } from 'pg';

/** Where a follower stands. `recordedAt` is that of the last event it handled. */
export interface Checkpoint {
  readonly token?: Token;
  readonly recordedAt?: string;
}

/** Whatever follows the log: told of every event, in order, in batches. */
export interface FollowerHandler {
  /** Called once before the first batch and again after a failure: forget what was held in memory. */
  reset?(): void | Promise<void>;
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
  readonly batchMax?: number;
  /** Called when an event cannot be handled: the follower waits and tries again, and never skips it. */
  readonly onTrouble?: (error: unknown, attempt: number) => void;
}

/** Another worker moved the checkpoint: this one must not go on. */
export class CheckpointMoved extends Error {
  constructor(readonly follower: string) {
    super(`Another worker runs the follower ${follower}; this one stops.`);
  }
}

const RETRY_MS_MAX = 10_000;

/** SQL for a table of checkpoints. */
export const createCheckpointTable = (table: string): string => `
  create table if not exists ${table} (
    follower text primary key,
    token text,
    recorded_at text,
    moved_at timestamptz not null default now()
  )`;

/** Follows the log from its checkpoint on, for as long as the signal lets it. */
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
      try {
        await this.options.handler.reset?.();
        this.checkpoint = await this.readCheckpoint();
        const after = this.checkpoint.token;
        const batchMax = this.options.batchMax ?? 5_000;
        for await (const batch of this.options.store.subscribeAll({ after, batchMax, signal })) {
          await this.handle(batch);
          attempt = 0;
          this.trouble = undefined;
        }
      } catch (error) {
        if (signal.aborted) return;
        this.trouble = error instanceof Error ? error.message : String(error);
        this.options.onTrouble?.(error, attempt);
        await pause(Math.min(RETRY_MS_MAX, 100 * 2 ** Math.min(attempt, 10)), undefined, { signal }).catch(
          () => undefined,
        );
      }
    }
  }

  private async readCheckpoint(): Promise<Checkpoint> {
    const { checkpointTable, name, pool } = this.options;
    await pool.query(`insert into ${checkpointTable} (follower) values ($1) on conflict do nothing`, [name]);
    const { rows } = await pool.query<{ token: Token | null; recorded_at: string | null }>(
      `select token, recorded_at from ${checkpointTable} where follower = $1`,
      [name],
    );
    return { token: rows[0]?.token ?? undefined, recordedAt: rows[0]?.recorded_at ?? undefined };
  }

  private async handle(batch: readonly RecordedEvent[]): Promise<void> {
    const { checkpointTable, name, pool, handler } = this.options;
    const { token, recordedAt } = batch.at(-1)!;
    const client = await pool.connect();
    try {
      await client.query('begin');
      await handler.handle(batch, client);
      const { rowCount } = await client.query(
        `update ${checkpointTable} set token = $3, recorded_at = $4, moved_at = now()
          where follower = $1 and token is not distinct from $2`,
        [name, this.checkpoint.token ?? null, token, recordedAt],
      );
      if (rowCount !== 1) throw new CheckpointMoved(name);
      await client.query('commit');
      this.checkpoint = { token, recordedAt };
      client.release();
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      client.release(true);
      throw error;
    }
  }
}
