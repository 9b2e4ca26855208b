import { type RecordedEvent } from '@app/event-store';
import { type FollowerHandler } from '@app/followers';
import { type Pool, type PoolClient } from 'pg';
import { EntryProjection } from '../entry/entry.projection';
import { isRegisterEvent, RegisterProjection } from '../register/register.projection';
import { READING_SCHEMA } from './reading-schema';

/**
 * Projects the log into all read models, side by side, so that one checkpoint is true of every report. The same fold
 * serves following and rebuilding.
 */
export class LedgerProjection implements FollowerHandler {
  private readonly entries: EntryProjection;
  private readonly registers: RegisterProjection;

  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    schema: string = READING_SCHEMA,
  ) {
    this.entries = new EntryProjection(schema);
    this.registers = new RegisterProjection(schema);
  }

  async reset(): Promise<void> {
    this.registers.clear();
    await this.entries.load(this.pool as Pick<PoolClient, 'query'>);
  }

  async handle(events: readonly RecordedEvent[], transaction: PoolClient): Promise<void> {
    this.fold(events);
    await this.flush(transaction, 'added');
  }

  fold(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      if (isRegisterEvent(event)) this.registers.fold(event);
      if (event.type === 'PooledFundEstablished') {
        this.entries.place(event.data['pooledFundId'] as string, event.data['placeId'] as string);
      }
      if (event.eventStream.startsWith('poolYear-')) this.entries.fold(event);
    }
  }

  async flush(client: PoolClient, withTotals: 'none' | 'added' | 'whole'): Promise<void> {
    await this.registers.flush(client);
    await this.entries.flush(client, withTotals);
  }
}
