import { type RecordedEvent } from '@app/event-store';
import { type FollowerHandler } from '@app/followers';
import { type PoolClient } from 'pg';
import { EntryProjection } from '../entry/entry.projection';
import { isPoolYear } from '../entry/pool-year';
import { isRegisterEvent, RegisterProjection } from '../register/register.projection';
import { READING_SCHEMA, READING_VERSION } from './reading-schema';

/** The read models were built by another version of this program: this one must not write to them. */
export class OtherReadingVersion extends Error {
  constructor(found: number | undefined) {
    super(`The read models are of version ${found}, and this program writes version ${READING_VERSION}.`);
  }
}

/**
 * Projects the log into all read models, side by side, so that one checkpoint is true of every report. The same fold
 * serves following and rebuilding.
 */
export class LedgerProjection implements FollowerHandler {
  private readonly entries: EntryProjection;
  private readonly registers: RegisterProjection;

  constructor(private readonly schema: string = READING_SCHEMA) {
    this.entries = new EntryProjection(schema);
    this.registers = new RegisterProjection(schema);
  }

  /** @throws OtherReadingVersion */
  async reset(transaction: PoolClient): Promise<void> {
    const { rows } = await transaction.query<{ version: number }>(`select version from ${this.schema}.about`);
    if (rows[0]?.version !== READING_VERSION) throw new OtherReadingVersion(rows[0]?.version);
    this.registers.clear();
    await this.entries.load(transaction);
  }

  async handle(events: readonly RecordedEvent[], transaction: PoolClient): Promise<void> {
    this.fold(events);
    await this.registers.flush(transaction);
    await this.entries.flush(transaction);
  }

  fold(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      if (isRegisterEvent(event)) this.registers.fold(event);
      if (event.type === 'PooledFundEstablished') {
        this.entries.place(event.data['pooledFundId'] as string, event.data['placeId'] as string);
      }
      if (isPoolYear(event.eventStream)) this.entries.fold(event);
    }
  }

  /** What was folded for the table of entries, as COPY text. */
  takeEntries(): Buffer {
    return this.entries.takeEntries();
  }

  /** Writes what was folded from the whole log, but for the entries. */
  async flushWhole(client: PoolClient): Promise<void> {
    await this.registers.flush(client);
    await this.entries.flushWhole(client);
  }
}
