import { Module } from '@nestjs/common';
import { ApiModule } from '../api/api.module';
import { OverviewController } from './overview/overview.controller';
import { RecordingController } from './recording/recording.controller';
import { Questions } from './recording/questions.service';
import { Pages } from './rendering/pages.service';
import { Views } from './view/views.service';

/** Pages for people, rendered on the server; they work without scripts. */
@Module({
  imports: [ApiModule],
  providers: [Pages, Views, Questions],
  controllers: [OverviewController, RecordingController],
})
export class PagesModule {}
