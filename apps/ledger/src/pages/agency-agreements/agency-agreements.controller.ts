import { Get, Param } from '@nestjs/common';
import { agencyAgreements, choicesNamed } from '@app/read-models';
import { sightOf } from '../../access/sight-of';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { IdentifierInPath } from '../../api/path-parameters';
import { Reports } from '../../api/reports.service';
import { agencyHref } from '../agencies/agency-address';
import { addressOf } from '../rendering/addresses';
import { PageController, redirect } from '../rendering/page.decorators';
import { Pages } from '../rendering/pages.service';
import { Views } from '../view/views.service';
import { dueTable, gainedTable, standingTable, statementsTable } from './agency-agreements-tables';

/** The department's page, or any agency's: all its agreements in every place, what it put in, gained and is owed. */
@PageController('agencies')
export class AgencyAgreementsPageController {
  constructor(
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly reports: Reports,
  ) {}

  @Get(':agencyId/agreements')
  async agreements(@Param('agencyId', IdentifierInPath) agencyId: string, @Http() http: HttpExchange) {
    const sight = sightOf(http.request.caller);
    // Narrowed to what the reader sees nothing of, a look answers that there is none.
    const { found, name } = await this.reports.look(sight, { agencyId }, async (look) => ({
      found: await this.views.find(look, http),
      name: (await choicesNamed(look, 'agencyId', agencyId, 1))[0]?.name ?? agencyId,
    }));
    if (found.redirectTo !== undefined) return redirect(http, found.redirectTo);
    const { form, errors } = found;
    const page = {
      template: 'agency-agreements/agency-agreements.njk',
      title: `Agreements of ${name}`,
      section: isItsOwn(http, agencyId) ? 'our-agreements' : 'agreements',
    } as const;
    if (errors.length > 0) return this.pages.show(http, { ...page, errors, content: { form } });
    const query = { ...found.view, agencyId };
    const report = await this.reports.tell(sight, query, (look, horizon) => agencyAgreements(look, query, horizon));
    const { rows, totals, asAt, asKnownAt } = report;
    const times = { asAt: found.view.asAt, asKnownAt: found.view.asKnownAt };
    const narrowed = (agreementId: string) => addressOf(`/agreements/${agreementId}`, times);
    return this.pages.show(http, {
      ...page,
      told: { asAt, asKnownAt },
      tables: [
        standingTable(rows, times),
        statementsTable(rows, times),
        gainedTable(rows, totals, times),
        dueTable(rows, totals, times),
      ],
      content: {
        form,
        totals,
        count: rows.length,
        unsigned: rows
          .filter(({ hasSigned }) => hasSigned === false)
          .slice(0, UNSIGNED_TOLD_MAX)
          .map(({ title, agreementId }) => ({ text: title, href: narrowed(agreementId) })),
        agencyHref: agencyHref(agencyId, times),
        moneyHref: addressOf('/', { agencyId, ...times }),
      },
    });
  }
}

/** Links to agreements that wait for the agency's signature; the table tells them all. */
const UNSIGNED_TOLD_MAX = 10;

const isItsOwn = ({ request }: HttpExchange, agencyId: string): boolean =>
  request.caller?.grants.some(({ scope }) => scope.kind === 'AGENCY' && scope.agencyId === agencyId) ?? false;
