import { Module } from '@nestjs/common';
import { Drafts } from '@app/platform';
import { OPEN_LEDGER, type OpenLedger } from '@app/runtime';
import { ApiModule } from '../api/api.module';
import { AccessPagesController } from './access/access.controller';
import { ApprovalsController } from './approvals/approvals.controller';
import { OverviewController } from './overview/overview.controller';
import { RecordingController } from './recording/recording.controller';
import { Questions } from './recording/questions.service';
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
  controllers: [OverviewController, ApprovalsController, RecordingController, AccessPagesController],
})
export class PagesModule {}
