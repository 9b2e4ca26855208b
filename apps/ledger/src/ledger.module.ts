import { type DynamicModule, Module } from '@nestjs/common';
import { LedgerRuntimeModule, type OpenLedger } from '@app/runtime';
import { ApiModule } from './api/api.module';
import { type Identity, IdentityModule } from './identity/identity.module';
import { PagesModule } from './pages/pages.module';

/** The service: the API, the pages, sign-in and the worker on one ledger. */
@Module({})
export class LedgerModule {
  static on(ledger: OpenLedger, identity: Identity): DynamicModule {
    return {
      module: LedgerModule,
      imports: [LedgerRuntimeModule.for(ledger), IdentityModule.with(identity), ApiModule, PagesModule],
    };
  }
}
