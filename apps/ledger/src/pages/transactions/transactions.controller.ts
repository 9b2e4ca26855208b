import { Get } from '@nestjs/common';
import { parseAgreementEntryRef, parseEntryRef } from '@app/domain';
import {
  agreementTitle,
  type EntryKind,
  entryKinds,
  type EntryQuery,
  transaction,
  type Transactions,
  transactions,
  typesOfKind,
} from '@app/read-models';
import { sightOf } from '../../access/sight-of';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { Reports } from '../../api/reports.service';
import { addressesOf } from '../agreements/agreement-addresses';
import { addressOf, addressWith } from '../rendering/addresses';
import { kindWords } from '../rendering/entry-words';
import { PageController, redirect } from '../rendering/page.decorators';
import { Pages } from '../rendering/pages.service';
import { Views } from '../view/views.service';
import { entriesTable, entryHref } from './entries-table';

const ENTRIES_SHOWN_MAX = 50;
const SEARCH_LENGTH_MAX = 100;

/** What an address asks for beside the view. */
interface Filter {
  readonly kind?: EntryKind;
  readonly breachesOnly: boolean;
  readonly search?: string;
  /** Looks for a text everywhere, though it is a bank reference too. */
  readonly isInTexts: boolean;
  readonly agreementId?: string;
  readonly cursor?: string;
}
const fields = ['kind', 'breaches', 'search', 'agreementId'] as const;

/** Every entry of the ledger, the latest recorded first: searched, narrowed and paged. */
@PageController('transactions')
export class TransactionsController {
  constructor(
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly reports: Reports,
  ) {}

  @Get()
  async list(@Http() http: HttpExchange) {
    const { request } = http;
    const sight = sightOf(request.caller);
    const found = await this.reports.look(sight, {}, (look) => this.views.find(look, http, fields));
    if (found.redirectTo !== undefined) return redirect(http, found.redirectTo);
    const filter = filterOf(request.query);
    // The page has fields of its own for the others.
    const form = { ...found.form, kept: found.form.kept.filter(({ name }) => name === 'agreementId') };
    const page = { template: 'transactions/transactions.njk', title: 'Transactions', section: 'transactions' } as const;
    const content = { form, filter, kinds: kindItems(filter.kind) };
    if (found.errors.length > 0) return this.pages.show(http, { ...page, errors: found.errors, content });
    const view = { ...found.view, agreementId: filter.agreementId };
    const { entryRef, report, isBankRef, title } = await this.reports.tell(sight, view, async (look, horizon) => {
      const { search = '', breachesOnly, kind, cursor, isInTexts, agreementId } = filter;
      const title = agreementId && (await agreementTitle(look, agreementId));
      const isReference = (parseEntryRef(search) ?? parseAgreementEntryRef(search)) !== undefined;
      const entry = isReference ? await transaction(look, search, horizon) : undefined;
      const asked = { limit: ENTRIES_SHOWN_MAX, cursor, breachesOnly, types: kind && typesOfKind(kind) };
      if (search === '' || entry) {
        const report = await transactions(look, view, horizon, asked);
        return { entryRef: entry?.entryRef, report, isBankRef: false, title };
      }
      if (!isInTexts) {
        const exactly = await transactions(look, view, horizon, { ...asked, bankRef: search });
        if (exactly.rows.length > 0) return { report: exactly, isBankRef: true, title };
      }
      const report = await transactions(look, view, horizon, { ...asked, search });
      return { report, isBankRef: false, title };
    });
    if (entryRef !== undefined) return redirect(http, entryHref(entryRef));
    const { asAt, asKnownAt, rows, previousCursor, nextCursor, searched } = report;
    const pageHref = (cursor: string | null): string | undefined =>
      cursor === null ? undefined : addressWith(request.url, { cursor, asAt, asKnownAt });
    return this.pages.show(http, {
      ...page,
      told: { asAt, asKnownAt },
      tables: [
        entriesTable(
          {
            id: 'transactions',
            caption: captionOf(report),
            nothing: searched === null ? 'No entry is like this within what is shown here.' : 'Nothing found so far.',
          },
          rows,
        ),
      ],
      content: {
        ...content,
        agreement: title && {
          title,
          href: addressesOf(filter.agreementId!, found.view).agreement,
          allHref: addressWith(request.url, { agreementId: undefined, cursor: undefined }),
        },
        searched,
        isBankRef,
        isNewer: filter.cursor !== undefined && previousCursor === null,
        newerHref: pageHref(previousCursor),
        olderHref: pageHref(nextCursor),
        latestHref: filter.cursor === undefined ? undefined : addressWith(request.url, { cursor: undefined }),
        inTextsHref: addressWith(request.url, { in: 'texts', cursor: undefined }),
        apiAddress: addressOf('/api/v1/reports/transactions', apiQuery(view, filter, { asAt, asKnownAt })),
      },
    });
  }
}

function filterOf(query: unknown): Filter {
  const values = query as Readonly<Record<string, unknown>>;
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, SEARCH_LENGTH_MAX) : undefined;
  };
  return {
    kind: entryKinds.find((kind) => kind === text('kind')),
    breachesOnly: text('breaches') === 'yes',
    search: text('search'),
    isInTexts: text('in') === 'texts',
    agreementId: text('agreementId'),
    cursor: text('cursor'),
  };
}

const kindItems = (chosen: EntryKind | undefined) => [
  { value: '', text: 'All sorts', selected: chosen === undefined },
  ...entryKinds.map((kind) => ({ value: kind, text: kindWords[kind], selected: kind === chosen })),
];

const captionOf = ({ rows }: Transactions): string =>
  rows.length === 1 ? '1 entry' : `${rows.length} entries, the latest recorded first`;

/** What asks the API for the same, all pages of it. */
const apiQuery = (
  view: EntryQuery,
  filter: Filter,
  told: { readonly asAt: string; readonly asKnownAt: string | null },
) => ({
  ...view,
  ...told,
  kind: filter.kind,
  breachesOnly: filter.breachesOnly ? 'true' : undefined,
  search: filter.search,
});
