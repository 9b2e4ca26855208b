import { Get } from '@nestjs/common';
import { agreementList } from '@app/read-models';
import { sightOf } from '../../access/sight-of';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { Reports } from '../../api/reports.service';
import { Pages } from '../rendering/pages.service';
import { PageController, redirect } from '../rendering/page.decorators';
import { Views } from '../view/views.service';
import { agreementsTable } from './agreement-tables';

/** The benefit-sharing agreements in sight, narrowed by place, party and fund. */
@PageController('agreements')
export class AgreementListController {
  constructor(
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly reports: Reports,
  ) {}

  @Get()
  async list(@Http() http: HttpExchange) {
    const sight = sightOf(http.request.caller);
    const { redirectTo, errors, form, view } = await this.reports.look(sight, {}, (look) =>
      this.views.find(look, http),
    );
    if (redirectTo !== undefined) return redirect(http, redirectTo);
    const page = { template: 'agreements/agreements.njk', title: 'Agreements', section: 'agreements' } as const;
    if (errors.length > 0) return this.pages.show(http, { ...page, errors, content: { form } });
    const { rows, asAt, asKnownAt } = await this.reports.tell(sight, view, async (look, horizon) => ({
      rows: await agreementList(look, view, horizon),
      asAt: horizon.asAt,
      asKnownAt: horizon.asKnownAt,
    }));
    const unsigned = rows.filter(({ unsignedPartyIds }) => unsignedPartyIds.length > 0);
    return this.pages.show(http, {
      ...page,
      told: { asAt, asKnownAt },
      tables: [agreementsTable(rows, view)],
      content: { form, count: rows.length, unsignedCount: unsigned.length },
    });
  }
}
