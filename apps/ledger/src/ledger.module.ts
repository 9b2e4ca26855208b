import { type DynamicModule, Module } from '@nestjs/common';
import { LedgerRuntimeModule, type OpenLedger } from '@app/runtime';
import { ApiModule } from './api/api.module';

/** The service: the API and the worker on one ledger. */
@Module({})
export class LedgerModule {
  static on(ledger: OpenLedger): DynamicModule {
    return { module: LedgerModule, imports: [LedgerRuntimeModule.for(ledger), ApiModule] };
  }
}
