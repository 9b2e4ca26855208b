import { Module } from '@nestjs/common';
import { Drafts } from '@app/platform';
import { OPEN_LEDGER, type OpenLedger } from '@app/runtime';
import { ApiModule } from '../api/api.module';
import { ApprovalsController } from './approvals/approvals.controller';
import { OverviewController } from './overview/overview.controller';
import { RecordingController } from './recording/recording.controller';
import { Questions } from './recording/questions.service';
import { EntriesController } from './entries/entries.controller';
import { ChangesController } from './changes/changes.controller';
import { TransactionsController } from './transactions/transactions.controller';
import { Pages } from './rendering/pages.service';
import { Views } from './view/views.service';

/** Pages for people, rendered on the server; they work without scripts. */
@Module({
  imports: [ApiModule],
  providers: [
    Pages,
    Views,
    Questions,
    { provide: Drafts, useFactory: ({ pool }: OpenLedger) => new Drafts(pool), inject: [OPEN_LEDGER] },
  ],
  controllers: [
    OverviewController,
    ApprovalsController,
    RecordingController,
    TransactionsController,
    EntriesController,
    ChangesController,
  ],
})
export class PagesModule {}
