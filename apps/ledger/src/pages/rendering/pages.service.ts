import { Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { ProblemError } from '../../api/problems/problem';
import { type Told } from '../../api/problems/tell-error';
import { type Caller, type KnownRequest } from '../../access/caller';
import { type CommandType, holdsRoleFor } from '../../access/permissions';
import { type HttpExchange } from '../../api/http.decorator';
import { formTokenFor } from '../../identity/form-token';
import { todayInLondon } from '@app/runtime';
import { errorPage } from '../errors/error-page';
import { type Table } from '../tables/table';
import { tableCsv } from '../tables/table-csv';
import { tableView } from '../tables/table-view';
import { tableXlsx } from '../tables/table-xlsx';
import { addressWith } from './addresses';
import { type FieldError } from './field-error';
import { render } from './render';

/** The parts of the service, as its navigation names them; some are only for those who may ask for something there. */
const sections: readonly {
  readonly section: Section;
  readonly text: string;
  readonly href: string;
  readonly onlyFor?: readonly CommandType[];
}[] = [
  { section: 'overview', text: 'Who paid in, who gained', href: '/' },
  { section: 'funds', text: 'Funds', href: '/funds' },
  { section: 'transactions', text: 'Transactions', href: '/transactions' },
  { section: 'agreements', text: 'Agreements', href: '/agreements' },
  { section: 'record', text: 'Record', href: '/record', onlyFor: ['RecordPayment', 'ApproveWithdrawal'] },
  { section: 'imports', text: 'Import', href: '/imports', onlyFor: ['RecordImportedRows'] },
  { section: 'access', text: 'Access', href: '/access', onlyFor: ['GrantRole'] },
];
export type Section =
  'overview' | 'funds' | 'transactions' | 'agreements' | 'our-agreements' | 'record' | 'imports' | 'access';

/** A page: its template and what it shows. */
export interface Page {
  /** From the folder of the pages, such as `funds/fund.njk`. */
  readonly template: string;
  /** The heading, and the beginning of the browser's title. */
  readonly title: string;
  readonly section?: Section;
  readonly breadcrumbs?: readonly { readonly text: string; readonly href?: string }[];
  readonly backHref?: string;
  readonly errors?: readonly FieldError[];
  /** Tables in the page, each with its exports; the template finds them by their ids. */
  readonly tables?: readonly Table[];
  /** The two times of what is shown, for the exports; its address is told with both. */
  readonly told?: { readonly asAt: string; readonly asKnownAt: string | null };
  /** Seconds after which a browser asks again, for pages that show progress. */
  readonly refreshSeconds?: number;
  readonly status?: number;
  /** What else the template shows. */
  readonly content?: Readonly<Record<string, unknown>>;
}

/** Shows pages as HTML, and hands out their tables as CSV and XLSX. */
@Injectable()
export class Pages {
  /** A page as HTML; when its address asks for the download of one of its tables, that table. */
  async show(http: HttpExchange, page: Page): Promise<string | Uint8Array> {
    const { download, table } = http.request.query as Readonly<Record<string, unknown>>;
    if (download !== undefined) return this.export(http, page, download, table);
    const { request, reply } = http;
    void reply.status(page.status ?? (page.errors?.length ? 400 : 200)).type('text/html; charset=utf-8');
    return this.render(page, request, reply);
  }

  /** An error as a page. */
  showError(told: Told, request: FastifyRequest, reply: FastifyReply): string {
    const { title, ...content } = errorPage(told);
    return this.render({ template: 'errors/error.njk', title, content }, request, reply);
  }

  private render(page: Page, request: KnownRequest, reply: FastifyReply): string {
    const { template, told, tables = [], content = {}, ...shown } = page;
    const { caller } = request;
    return render(template, {
      ...shown,
      ...content,
      told: told && { ...told, href: exactAddress(request.url, told) },
      tables: Object.fromEntries(tables.map((each) => [each.id, tableView(each, request.url)])),
      person: caller,
      navigation: caller ? navigationFor(caller, page.section) : [],
      csrfToken: caller && formTokenFor(reply),
    });
  }

  private async export(http: HttpExchange, page: Page, form: unknown, id: unknown): Promise<string | Uint8Array> {
    const table = page.tables?.find((each) => each.id === id);
    if (!table || (form !== 'csv' && form !== 'xlsx')) {
      throw new ProblemError(404, 'NOT_FOUND', 'There is no such table on this page.');
    }
    const { request, reply } = http;
    const name = `${table.id}${page.told ? `-${page.told.asAt}` : ''}.${form}`;
    void reply.header('content-disposition', `attachment; filename="${name}"`);
    if (form === 'csv') {
      void reply.type('text/csv; charset=utf-8');
      return tableCsv(table);
    }
    void reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    const told = page.told ?? { asAt: todayInLondon(), asKnownAt: null };
    return tableXlsx(table, {
      title: `${page.title}: ${table.caption}`,
      asAt: told.asAt,
      asKnownAt: told.asKnownAt ?? '',
      address: exactAddress(request.url, told),
    });
  }
}

/** The address that shows the same again, to the penny: with both times. */
const exactAddress = (url: string, { asAt, asKnownAt }: NonNullable<Page['told']>): string =>
  addressWith(url, { asAt, asKnownAt, download: undefined, table: undefined });

function navigationFor({ grants }: Caller, current: Section | undefined) {
  const own = onlyAgencyOf(grants);
  const offered = sections.filter(
    ({ onlyFor }) => onlyFor === undefined || onlyFor.some((type) => holdsRoleFor(grants, type)),
  );
  const items = offered.map(({ section, text, href }) => ({ text, href, active: section === current }));
  if (own === undefined) return items;
  const ours = { text: 'Our agreements', href: `/agencies/${own}/agreements`, active: current === 'our-agreements' };
  const place = offered.findIndex(({ section }) => section === 'agreements') + 1;
  return items.toSpliced(place, 0, ours);
}

/** The agency that all grants of somebody are within: a department's reviewer, say. */
function onlyAgencyOf(grants: Caller['grants']): string | undefined {
  const agencyIds = new Set(grants.map(({ scope }) => (scope.kind === 'AGENCY' ? scope.agencyId : undefined)));
  return agencyIds.size === 1 ? [...agencyIds][0] : undefined;
}
