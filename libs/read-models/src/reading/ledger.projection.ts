import { type RecordedEvent } from '@app/event-store';
import { CheckpointMoved, type FollowerHandler } from '@app/followers';
import { type PoolClient } from 'pg';
import { AgreementProjection } from '../agreement/agreement.projection';
import { isAgreement } from '../entry/agreement-postings';
import { EntryProjection } from '../entry/entry.projection';
import { isPoolYear } from '../entry/pool-year';
import { isRegisterEvent, RegisterProjection } from '../register/register.projection';
import { READING_FOLLOWER, READING_SCHEMA, READING_VERSION } from './reading-schema';

/** The read models are of another version of this program, which this one must not write. */
export class OtherReadingVersion extends Error {
  constructor(found: number) {
    super(`The read models are of version ${found}; this program writes version ${READING_VERSION}.`);
  }
}

interface About {
  readonly version: number;
  readonly build: string;
}

/**
 * Projects the log into all read models, side by side, so that one checkpoint is true of every report. The same fold
 * serves following and rebuilding.
 */
export class LedgerProjection implements FollowerHandler {
  private readonly entries: EntryProjection;
  private readonly registers: RegisterProjection;
  private readonly agreements: AgreementProjection;
  /** Which build of the read models what is held in memory is true of. */
  private build?: string;

  /** @param blockEntries how many entries make a block of the running totals, when the whole log is folded */
  constructor(
    private readonly schema: string = READING_SCHEMA,
    blockEntries?: number,
  ) {
    this.entries = new EntryProjection(schema, blockEntries);
    this.registers = new RegisterProjection(schema);
    this.agreements = new AgreementProjection(schema);
  }

  /** @throws OtherReadingVersion */
  async reset(transaction: PoolClient): Promise<void> {
    const { version, build } = await this.readAbout(transaction);
    if (version !== READING_VERSION) throw new OtherReadingVersion(version);
    this.build = build;
    this.registers.clear();
    this.agreements.clear();
    await this.entries.load(transaction);
  }

  /** @throws CheckpointMoved when a rebuild has put other read models in the place of those that this process knows */
  async handle(events: readonly RecordedEvent[], transaction: PoolClient): Promise<void> {
    if ((await this.readAbout(transaction)).build !== this.build) throw new CheckpointMoved(READING_FOLLOWER);
    this.fold(events);
    await this.registers.flush(transaction);
    await this.agreements.flush(transaction);
    await this.entries.flush(transaction);
  }

  fold(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      if (isRegisterEvent(event)) this.registers.fold(event);
      if (event.type === 'PooledFundEstablished') {
        this.entries.place(event.data['pooledFundId'] as string, event.data['placeId'] as string);
      }
      if (isPoolYear(event.eventStream)) this.entries.fold(event);
      if (isAgreement(event.eventStream)) {
        this.agreements.fold(event);
        this.entries.foldAgreement(event);
      }
    }
  }

  /** What was folded for the table of entries, as COPY text. */
  takeEntries(): Buffer {
    return this.entries.takeEntries();
  }

  /** Writes what was folded from the whole log, but for the entries. */
  async flushWhole(client: PoolClient): Promise<void> {
    await this.registers.flush(client);
    await this.agreements.flush(client);
    await this.entries.flushWhole(client);
  }

  private async readAbout(client: PoolClient): Promise<About> {
    const { rows } = await client.query<About>(`select version, build from ${this.schema}.about`);
    return rows[0]!;
  }
}
