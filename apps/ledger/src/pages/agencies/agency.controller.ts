import { Get, Param } from '@nestjs/common';
import { agencyDetail, agreementList, contributionAgeing, whoGained, whoPaidIn } from '@app/read-models';
import { sightOf } from '../../access/sight-of';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { IdentifierInPath } from '../../api/path-parameters';
import { Reports } from '../../api/reports.service';
import { PageController, redirect } from '../rendering/page.decorators';
import { Pages } from '../rendering/pages.service';
import { Views } from '../view/views.service';
import { agencyPage } from './agency-page';

/** One agency: who it is, what it paid in and gained, its funds, its agreements and what it owes late. */
@PageController('agencies')
export class AgencyPageController {
  constructor(
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly reports: Reports,
  ) {}

  @Get(':agencyId')
  async agency(@Param('agencyId', IdentifierInPath) agencyId: string, @Http() http: HttpExchange) {
    const sight = sightOf(http.request.caller);
    // Narrowed to what the reader sees nothing of, a look answers that there is none.
    const { view, errors, form, redirectTo } = await this.reports.look(sight, { agencyId }, (look) =>
      this.views.find(look, http),
    );
    if (redirectTo !== undefined) return redirect(http, redirectTo);
    const times = errors.length > 0 ? {} : { asAt: view.asAt, asKnownAt: view.asKnownAt };
    const query = { agencyId, ...times };
    const read = await this.reports.tell(sight, query, async (look, horizon) => ({
      // That it is in sight was asked as the look began.
      agency: (await agencyDetail(look, agencyId, horizon))!,
      paidIn: await whoPaidIn(look, query, horizon),
      gained: await whoGained(look, query, horizon),
      agreements: await agreementList(look, query, horizon),
      contributions: await contributionAgeing(look, query, horizon),
    }));
    return this.pages.show(http, { ...agencyPage(read, times, form), errors });
  }
}
