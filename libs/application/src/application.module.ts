import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AccessHandler } from './access.handler';
import { AgencyHandler } from './agency.handler';
import { AgreementHandler } from './agreement.handler';
import { Aggregates } from './aggregates';
import { FileImportHandler } from './file-import.handler';
import { FundingStreamHandler } from './funding-stream.handler';
import { PlaceHandler } from './place.handler';
import { PoolYearHandler } from './pool-year.handler';
import { PooledFundHandler } from './pooled-fund.handler';

/** The write side: commands go in through Nest's CommandBus, events go to the store that the caller provides. */
@Module({})
export class ApplicationModule {
  /** @param eventStore provides EVENT_STORE */
  static with(eventStore: Provider): DynamicModule {
    return {
      module: ApplicationModule,
      imports: [CqrsModule.forRoot()],
      providers: [
        eventStore,
        Aggregates,
        PlaceHandler,
        AgencyHandler,
        FundingStreamHandler,
        PooledFundHandler,
        PoolYearHandler,
        FileImportHandler,
        AgreementHandler,
        AccessHandler,
      ],
      exports: [CqrsModule, Aggregates, eventStore],
    };
  }
}
