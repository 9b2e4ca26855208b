import { Get } from '@nestjs/common';
import { type ReportQuery } from '@app/read-models';
import { sightOf } from '../../access/sight-of';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { Reports } from '../../api/reports.service';
import { agencyHref } from '../agencies/agency-address';
import { addressWith } from '../rendering/addresses';
import { flagSentences, fundNames } from '../rendering/flag-sentences';
import { Pages } from '../rendering/pages.service';
import { PageController, redirect } from '../rendering/page.decorators';
import { Views } from '../view/views.service';
import { type Level, levelNames, levels } from './levels';
import { Overviews } from './overview-reports.service';
import { benefitTable, gainedTable, paidInTable } from './overview-tables';

/** The first page: who paid in, who gained, for any part of the ledger, any day, as known at any time. */
@PageController()
export class OverviewController {
  constructor(
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly reports: Reports,
    private readonly overviews: Overviews,
  ) {}

  @Get()
  async overview(@Http() http: HttpExchange) {
    const { request } = http;
    const found = await this.reports.look(sightOf(request.caller), {}, (look) => this.views.find(look, http, ['by']));
    if (found.redirectTo !== undefined) return redirect(http, found.redirectTo);
    const page = { template: 'overview/overview.njk', title: 'Who paid in, who gained', section: 'overview' } as const;
    const { form, errors, view } = found;
    if (errors.length > 0) return this.pages.show(http, { ...page, errors, content: { form } });
    const level = levelOf(request.query, view);
    const told = await this.overviews.tell(request.caller, view, level === 'line' ? 'EVERY_LINE' : 'YEARS_TOGETHER');
    const isOfYears = level === 'year' || level === 'fund-year';
    const { paidIn, gained } = isOfYears ? await this.overviews.tell(request.caller, view, 'YEARS_ALONE') : told;
    const { asAt, asKnownAt } = paidIn;
    return this.pages.show(http, {
      ...page,
      told: { asAt, asKnownAt },
      tables: [paidInTable(paidIn, level, request.url), gainedTable(gained, level, request.url), benefitTable(gained)],
      content: {
        form,
        picture: this.overviews.picture(told, request.url),
        flags: flagSentences([...paidIn.flags, ...gained.flags], fundNames([...paidIn.rows, ...gained.rows])),
        levels: levels.map((each) => ({
          text: levelNames[each],
          href: addressWith(request.url, { by: each }),
          isCurrent: each === level,
        })),
        totals: { ...paidIn.totals, ...gained.totals },
        agencyHref: view.agencyId && agencyHref(view.agencyId, view),
        changesHref: addressWith(request.url.replace(/^[^?]*/, '/changes'), { by: undefined, report: 'who-paid-in' }),
      },
    });
  }
}

/** The level that an address asks for; else agencies, and every line of one that is chosen. */
function levelOf(query: unknown, { agencyId, pooledFundId, fundingStreamId }: ReportQuery): Level {
  const { by } = query as { readonly by?: unknown };
  const asked = levels.find((level) => level === by);
  return asked ?? ((agencyId ?? pooledFundId ?? fundingStreamId) ? 'line' : 'agency');
}
