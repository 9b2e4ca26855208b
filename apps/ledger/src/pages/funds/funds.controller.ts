import { Get, Param } from '@nestjs/common';
import { agreementList, contributionAgeing, fundList, pooledFundDetail, type ReportQuery } from '@app/read-models';
import { sightOf } from '../../access/sight-of';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { IdentifierInPath, YearInPath } from '../../api/path-parameters';
import { ProblemError } from '../../api/problems/problem';
import { Reports } from '../../api/reports.service';
import { ActorNames } from '../../identity/actor-names';
import { PageController, redirect } from '../rendering/page.decorators';
import { pageLinks } from '../rendering/page-numbers';
import { Pages } from '../rendering/pages.service';
import { ROWS_SHOWN_MAX } from '../tables/table-view';
import { type ViewFound, Views } from '../view/views.service';
import { fundListTable } from './fund-list-table';
import { fundPage } from './fund-page';
import { readStatement, statementPage } from './statement-page';

/** The most funds of a list that its download holds. */
const DOWNLOADED_MAX = 10_000;

/** The funds in sight, each fund, and its statement of each year. */
@PageController('funds')
export class FundsController {
  constructor(
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly reports: Reports,
    private readonly actorNames: ActorNames,
  ) {}

  @Get()
  async list(@Http() http: HttpExchange) {
    const { request } = http;
    const found = await this.find(http, ['name']);
    if (found.redirectTo !== undefined) return redirect(http, found.redirectTo);
    const { name, download, page: asked } = request.query as Readonly<Record<string, unknown>>;
    const typed = typeof name === 'string' ? name.trim() : '';
    const form = formWithName(found.form, typed);
    const page = { template: 'funds/funds.njk', title: 'Funds', section: 'funds', content: { form } } as const;
    if (found.errors.length > 0) return this.pages.show(http, { ...page, errors: found.errors });
    const { placeId, agencyId, asAt, asKnownAt } = found.view;
    const narrowed = { placeId, agencyId, name: typed === '' ? undefined : typed };
    const number = Number(asked ?? 1);
    const current = Number.isSafeInteger(number) && number >= 1 && number <= DOWNLOADED_MAX ? number : 1;
    const limits =
      download === undefined
        ? { limit: ROWS_SHOWN_MAX, offset: (current - 1) * ROWS_SHOWN_MAX }
        : { limit: DOWNLOADED_MAX, offset: 0 };
    const query = { placeId, agencyId, asAt, asKnownAt };
    const { rows, fundCount, told } = await this.reports.tell(
      sightOf(request.caller),
      query,
      async (look, horizon) => ({ ...(await fundList(look, narrowed, horizon, limits)), told: horizon }),
    );
    const last = Math.max(1, Math.ceil(fundCount / ROWS_SHOWN_MAX));
    return this.pages.show(http, {
      ...page,
      told,
      tables: [fundListTable(rows, { asAt, asKnownAt })],
      content: {
        form,
        fundCount,
        firstShown: limits.offset + 1,
        lastShown: limits.offset + rows.length,
        pageLinks: last > 1 ? pageLinks(request.url, 'page', Math.min(current, last), last) : undefined,
      },
    });
  }

  @Get(':pooledFundId')
  async fund(@Http() http: HttpExchange, @Param('pooledFundId', IdentifierInPath) pooledFundId: string) {
    const { view, errors, form, redirectTo } = await this.find(http);
    if (redirectTo !== undefined) return redirect(http, redirectTo);
    const times = timesOf(errors.length > 0 ? {} : view);
    const { fund, agreements, contributions } = await this.reports.tell(
      sightOf(http.request.caller),
      times,
      async (look, horizon) => {
        const found = await pooledFundDetail(look, pooledFundId, horizon);
        if (!found) throw noSuchFund(pooledFundId);
        const ageing = await contributionAgeing(look, { pooledFundId }, horizon);
        return {
          fund: found,
          agreements: await agreementList(look, { pooledFundId }, horizon),
          contributions: ageing,
        };
      },
    );
    return this.pages.show(http, {
      ...fundPage({ fund, agreements, contributions, times }, form, this.actorNames.called),
      errors,
    });
  }

  @Get(':pooledFundId/:financialYear')
  async statement(
    @Http() http: HttpExchange,
    @Param('pooledFundId', IdentifierInPath) pooledFundId: string,
    @Param('financialYear', YearInPath) financialYear: string,
  ) {
    const { view, errors, form, redirectTo } = await this.find(http);
    if (redirectTo !== undefined) return redirect(http, redirectTo);
    const times = timesOf(errors.length > 0 ? {} : view);
    const read = await this.reports.tell(sightOf(http.request.caller), times, (look, horizon) =>
      readStatement(look, { pooledFundId, financialYear }, horizon),
    );
    return this.pages.show(http, { ...statementPage(read, times, form), errors });
  }

  private find(http: HttpExchange, kept: readonly string[] = []): Promise<ViewFound> {
    return this.reports.look(sightOf(http.request.caller), {}, (look) => this.views.find(look, http, kept));
  }
}

const timesOf = ({ asAt, asKnownAt }: ReportQuery) => ({ asAt, asKnownAt });

/** Said alike of a fund that does not exist and of one that is not seen whole: an address tells nobody which it is. */
const noSuchFund = (pooledFundId: string): ProblemError =>
  new ProblemError(404, 'POOLED_FUND_UNKNOWN', `There is no pooled fund ${pooledFundId}, or there was none then.`);

/** The form with a field for a part of a name, which only a list of funds has. */
function formWithName(form: ViewFound['form'], name: string): ViewFound['form'] {
  const field = { name: 'name', label: 'Name', hint: 'Any part of the name of a fund', value: name };
  return { ...form, fields: [field, ...form.fields], kept: form.kept.filter((each) => each.name !== 'name') };
}
