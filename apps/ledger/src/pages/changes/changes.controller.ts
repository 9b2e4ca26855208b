import { Get } from '@nestjs/common';
import {
  changes,
  type ChangingReport,
  changingReports,
  instantOf,
  latestResponsible,
  microsOf,
  type ReportQuery,
  type Transaction,
} from '@app/read-models';
import { sightOf } from '../../access/sight-of';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { Reports } from '../../api/reports.service';
import { addressWith } from '../rendering/addresses';
import { whatHappened } from '../rendering/entry-words';
import { type FieldError } from '../rendering/field-error';
import { PageController, redirect } from '../rendering/page.decorators';
import { Pages } from '../rendering/pages.service';
import { Views } from '../view/views.service';
import { signedPence } from '../transactions/entries-table';
import { type ChangesAsked, readChangesAsked, reportHref, reportWords } from './changes-asked';
import { figuresTable, responsibleTable } from './changes-tables';

const ENTRIES_SHOWN_MAX = 50;
const RECORDINGS_OFFERED_MAX = 10;

/** Why the figures of a report changed between two times known: before, after, and the entries responsible. */
@PageController('changes')
export class ChangesController {
  constructor(
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly reports: Reports,
  ) {}

  @Get()
  async why(@Http() http: HttpExchange) {
    const { request } = http;
    const sight = sightOf(request.caller);
    const asked = readChangesAsked(request.query);
    const found = await this.reports.look(sight, {}, (look) => this.views.find(look, http));
    const view: ReportQuery = { ...found.view, asKnownAt: undefined };
    const errors = [...found.errors, ...asked.errors, ...lackingOf(asked.report, view)];
    if (errors.length === 0 && (found.redirectTo !== undefined || asked.plain)) {
      const { report, from, to } = asked;
      const plain = { report, knownFrom: from.at, knownTo: to.at, asKnownAt: undefined };
      return redirect(http, addressWith(found.redirectTo ?? addressWith(found.form.action, { ...view }), plain));
    }
    const page = { template: 'changes/changes.njk', title: 'Why did this change?', section: 'overview' } as const;
    const form = { ...found.form, kept: [] };
    const content = { form, asked, reports: reportItems(asked.report) };
    if (errors.length > 0) {
      // Whoever has asked for nothing yet has done nothing wrong.
      const isAsked = Object.keys(request.query as object).length > 0;
      return this.pages.show(http, { ...page, errors: isAsked ? errors : [], content });
    }
    const offered = await this.reports.look(sight, view, (look, today) =>
      latestResponsible(look, asked.report, view, today, RECORDINGS_OFFERED_MAX),
    );
    const moments = momentsOf(offered, request.url);
    const { from, to } = asked;
    if (from.at === undefined) return this.pages.show(http, { ...page, content: { ...content, moments } });
    const query = { ...view, knownFrom: from.at, knownTo: to.at };
    const cursor = cursorOf(request.query);
    const why = await this.reports.look(sight, { ...view, asKnownAt: to.at }, (look, today) =>
      changes(look, asked.report, query, today, { limit: ENTRIES_SHOWN_MAX, cursor }),
    );
    const pageHref = (next: string | null) =>
      next === null ? undefined : addressWith(request.url, { cursor: next, knownTo: why.knownTo });
    return this.pages.show(http, {
      ...page,
      tables: [figuresTable(why), responsibleTable(why)],
      content: {
        ...content,
        moments,
        why,
        reportName: reportWords[asked.report],
        isUnchanged: why.figures.length === 0,
        olderHref: pageHref(why.nextCursor),
        newerHref: pageHref(why.previousCursor),
        beforeHref: reportHref(asked.report, { ...view, asAt: why.asAt }, why.knownFrom ?? undefined),
        afterHref: reportHref(asked.report, { ...view, asAt: why.asAt }, why.knownTo ?? undefined),
        exactHref: addressWith(request.url, {
          asAt: why.asAt,
          asKnownAt: undefined,
          knownFrom: why.knownFrom,
          knownTo: why.knownTo,
        }),
      },
    });
  }
}

/** What a report needs to be told that the view does not say. */
function lackingOf(report: ChangingReport, { pooledFundId, financialYear }: ReportQuery): readonly FieldError[] {
  if (report !== 'fund-statement') return [];
  return [
    ...(pooledFundId === undefined ? [{ text: 'Select the fund of the statement', href: '#pooledFundId' }] : []),
    ...(financialYear === undefined ? [{ text: 'Select the year of the statement', href: '#financialYear' }] : []),
  ];
}

const reportItems = (chosen: ChangesAsked['report']) =>
  changingReports.map((report) => ({ value: report, text: reportWords[report], selected: report === chosen }));

/** The latest moments at which something in scope was recorded, each with the view of what it changed. */
const momentsOf = (entries: readonly Transaction[], url: string) =>
  [...new Map(entries.map((entry) => [entry.recordedAt, entry])).values()].map((entry) => ({
    recordedAt: entry.recordedAt,
    what: whatHappened(entry.type),
    pence: signedPence(entry),
    party: entry.partyName,
    href: addressWith(url, {
      asKnownAt: undefined,
      cursor: undefined,
      knownFrom: instantOf(microsOf(entry.recordedAt) - 1),
      knownTo: undefined,
    }),
  }));

const cursorOf = (query: unknown): string | undefined => {
  const { cursor } = query as { readonly cursor?: unknown };
  return typeof cursor === 'string' && cursor !== '' ? cursor : undefined;
};
