import { Get, Param } from '@nestjs/common';
import {
  agreementEntryRefOf,
  entryRefOf,
  parseAgreementEntryRef,
  parseEntryRef,
  type ReversibleEntry,
} from '@app/domain';
import { entryStory } from '@app/read-models';
import { holdsRoleFor } from '../../access/permissions';
import { sightOf } from '../../access/sight-of';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { ProblemError } from '../../api/problems/problem';
import { Reports } from '../../api/reports.service';
import { ActorNames } from '../../identity/actor-names';
import { addressOf } from '../rendering/addresses';
import { PageController } from '../rendering/page.decorators';
import { Pages } from '../rendering/pages.service';
import { entryPage } from './entry-page';

/** One entry of the ledger, with all that is known of it. */
@PageController('entries')
export class EntriesController {
  constructor(
    private readonly pages: Pages,
    private readonly reports: Reports,
    private readonly actorNames: ActorNames,
  ) {}

  @Get(':pooledFundId/:financialYear/:entryNo')
  ofFund(
    @Param('pooledFundId') pooledFundId: string,
    @Param('financialYear') financialYear: string,
    @Param('entryNo') entryNo: string,
    @Http() http: HttpExchange,
  ) {
    const place = parseEntryRef(`${pooledFundId}/${financialYear}/${entryNo}`);
    return this.show(http, place && entryRefOf(place.pooledFundId, place.financialYear, place.entryNo));
  }

  @Get(':agreementId/:entryNo')
  ofAgreement(
    @Param('agreementId') agreementId: string,
    @Param('entryNo') entryNo: string,
    @Http() http: HttpExchange,
  ) {
    const place = parseAgreementEntryRef(`${agreementId}/${entryNo}`);
    return this.show(http, place && agreementEntryRefOf(place.agreementId, place.entryNo));
  }

  private async show(http: HttpExchange, entryRef: string | undefined) {
    const { caller } = http.request;
    const story =
      entryRef === undefined
        ? undefined
        : await this.reports.tell(sightOf(caller), {}, (look, horizon) => entryStory(look, entryRef, horizon));
    if (!story) throw new ProblemError(404, 'ENTRY_UNKNOWN', 'There is no such entry.');
    const page = entryPage(story, this.actorNames.called);
    const mayReverse = caller !== undefined && holdsRoleFor(caller.grants, 'ReverseEntry');
    return this.pages.show(http, {
      template: 'entries/entry.njk',
      section: 'transactions',
      breadcrumbs: [{ text: 'Transactions', href: '/transactions' }, { text: story.entry.entryRef }],
      ...page,
      content: {
        ...page.content,
        reverseHref:
          mayReverse && isReversible(story.entry)
            ? addressOf('/record/reversal/new', { entryRef: story.entry.entryRef })
            : undefined,
      },
    });
  }
}

/** Facts of money in a fund that nothing has undone; the domain decides again when it is asked (INV-02). */
const isReversible = ({ type, reversedByEntry }: { readonly type: string; readonly reversedByEntry: string | null }) =>
  reversibleTypes.has(type) && reversedByEntry === null;

const reversibleTypes: ReadonlySet<string> = new Set<ReversibleEntry['type']>([
  'ContributionReceived',
  'NonCashContributionRecorded',
  'WithdrawalPaid',
  'PaymentRecorded',
  'RefundRecorded',
  'IncomeRecorded',
  'UnderspendReturned',
]);
