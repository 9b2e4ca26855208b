import { Module } from '@nestjs/common';
import { Drafts } from '@app/platform';
import { OPEN_LEDGER, type OpenLedger } from '@app/runtime';
import { AccessModule } from '../access/access.module';
import { ApiModule } from '../api/api.module';
import { ImportsModule } from '../imports/imports.module';
import { AgencyPageController } from './agencies/agency.controller';
import { AgencyAgreementsPageController } from './agency-agreements/agency-agreements.controller';
import { AccessPagesController } from './access/access.controller';
import { AgreementController } from './agreements/agreement.controller';
import { AgreementPages } from './agreements/agreement-pages.service';
import { AgreementStatementController } from './agreements/agreement-statement.controller';
import { AgreementTermsController } from './agreements/agreement-terms.controller';
import { ShareStepsOffered } from './agreements/share-steps.service';
import { AgreementListController } from './agreements/agreement-list.controller';
import { ApprovalsController } from './approvals/approvals.controller';
import { FundsController } from './funds/funds.controller';
import { HelpController } from './help/help.controller';
import { ImportAccess } from './imports/import-access.service';
import { ImportJobController } from './imports/import-job.controller';
import { ImportsController } from './imports/imports.controller';
import { OverviewController } from './overview/overview.controller';
import { Overviews } from './overview/overview-reports.service';
import { RecordingController } from './recording/recording.controller';
import { Questions } from './recording/questions.service';
import { EntriesController } from './entries/entries.controller';
import { ChangesController } from './changes/changes.controller';
import { TransactionsController } from './transactions/transactions.controller';
import { Pages } from './rendering/pages.service';
import { SimulationPageController } from './simulation/simulation.controller';
import { Views } from './view/views.service';

/** Pages for people, rendered on the server; they work without scripts. */
@Module({
  imports: [ApiModule, AccessModule, ImportsModule],
  providers: [
    Pages,
    Views,
    Questions,
    Overviews,
    ImportAccess,
    AgreementPages,
    ShareStepsOffered,
    { provide: Drafts, useFactory: ({ pool }: OpenLedger) => new Drafts(pool), inject: [OPEN_LEDGER] },
  ],
  controllers: [
    OverviewController,
    FundsController,
    ApprovalsController,
    RecordingController,
    ImportsController,
    ImportJobController,
    SimulationPageController,
    AgencyPageController,
    AgencyAgreementsPageController,
    HelpController,
    AccessPagesController,
    AgreementListController,
    AgreementController,
    AgreementTermsController,
    AgreementStatementController,
    TransactionsController,
    EntriesController,
    ChangesController,
  ],
})
export class PagesModule {}
