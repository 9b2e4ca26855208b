import { type DynamicModule, Module } from '@nestjs/common';
import { ApplicationModule, EVENT_STORE } from '@app/application';
import { ApiKeys } from '@app/platform';
import { DataSource } from 'typeorm';
import { type OpenLedger } from './open-ledger';

/** Names the open ledger among Nest's providers. */
export const OPEN_LEDGER = Symbol('OpenLedger');

/** Hands an open ledger to Nest: its commands, its log, its database. Whoever opened it closes it. */
@Module({})
export class LedgerRuntimeModule {
  static for(ledger: OpenLedger): DynamicModule {
    return {
      module: LedgerRuntimeModule,
      global: true,
      imports: [ApplicationModule.with({ provide: EVENT_STORE, useValue: ledger.store })],
      providers: [
        { provide: OPEN_LEDGER, useValue: ledger },
        { provide: ApiKeys, useValue: ledger.apiKeys },
        { provide: DataSource, useValue: ledger.dataSource },
      ],
      exports: [ApplicationModule, OPEN_LEDGER, ApiKeys, DataSource],
    };
  }
}
