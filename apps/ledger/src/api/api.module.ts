import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { WorkerModule } from '../worker/worker.module';
import { AccessController } from './access.controller';
import { AgreementDisputesController } from './agreement-disputes.controller';
import { AgreementEvidenceController } from './agreement-evidence.controller';
import { AgreementReportsController } from './agreement-reports.controller';
import { AgreementSchemasController } from './agreement-schemas.controller';
import { AgreementsController } from './agreements.controller';
import { ApiKeyGuard } from './api-key.guard';
import { BenefitSharesController } from './benefit-shares.controller';
import { Commands } from './commands.service';
import { ContributionsController } from './contributions.controller';
import { FactsController } from './facts.controller';
import { HealthController } from './health.controller';
import { Metrics, MetricsController } from './metrics';
import { PooledFundsController } from './pooled-funds.controller';
import { PoolYearsController } from './pool-years.controller';
import { AgenciesController, FundingStreamsController, PlacesController } from './registers.controller';
import { Registers } from './register-pages';
import { ReportsController } from './reports.controller';
import { Reports } from './reports.service';
import { SimulationController } from './simulation.controller';
import { WithdrawalsController } from './withdrawals.controller';

/** JSON over HTTP. */
@Module({
  imports: [WorkerModule, AccessModule],
  providers: [Commands, Reports, Registers, Metrics, ApiKeyGuard],
  controllers: [
    AccessController,
    PlacesController,
    AgenciesController,
    FundingStreamsController,
    PooledFundsController,
    PoolYearsController,
    ContributionsController,
    WithdrawalsController,
    FactsController,
    ReportsController,
    AgreementsController,
    AgreementEvidenceController,
    BenefitSharesController,
    AgreementDisputesController,
    SimulationController,
    AgreementSchemasController,
    AgreementReportsController,
    HealthController,
    MetricsController,
  ],
  exports: [Reports],
})
export class ApiModule {}
