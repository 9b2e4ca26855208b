import { Get } from '@nestjs/common';
import { openShares, type OpenWithdrawal, openWithdrawals } from '@app/read-models';
import { sightOf } from '../../access/sight-of';
import { type CommandType, holdsRoleFor } from '../../access/permissions';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { Reports } from '../../api/reports.service';
import { ActorNames } from '../../identity/actor-names';
import { addressOf } from '../rendering/addresses';
import { PageController } from '../rendering/page.decorators';
import { Pages } from '../rendering/pages.service';
import { type Column, tableOf } from '../tables/table';
import { sharesToApprove, sharesToPay } from './share-tables';

/** What waits: withdrawals and shares of agreements to be approved, and approved ones to be paid. */
@PageController('approvals')
export class ApprovalsController {
  constructor(
    private readonly pages: Pages,
    private readonly reports: Reports,
    private readonly actorNames: ActorNames,
  ) {}

  @Get()
  async approvals(@Http() http: HttpExchange) {
    const { rows, shares, asAt, asKnownAt } = await this.reports.tell(
      sightOf(http.request.caller),
      {},
      async (look, horizon) => ({
        ...horizon,
        rows: await openWithdrawals(look, horizon),
        shares: await openShares(look, horizon),
      }),
    );
    const { called } = this.actorNames;
    const may = (type: CommandType): boolean => holdsRoleFor(http.request.caller!.grants, type);
    const waiting = (status: OpenWithdrawal['status']) => rows.filter((row) => row.status === status);
    return this.pages.show(http, {
      template: 'approvals/approvals.njk',
      title: 'What waits for approval or payment',
      section: 'record',
      told: { asAt, asKnownAt },
      tables: [
        tableOf(
          { id: 'to-approve', caption: 'To be approved', nothing: 'No withdrawal waits for approval.' },
          columns(called, 'decision', may('ApproveWithdrawal') ? 'Decide' : undefined),
          waiting('REQUESTED'),
        ),
        tableOf(
          { id: 'to-pay', caption: 'Approved, to be paid', nothing: 'No approved withdrawal waits for payment.' },
          columns(called, 'payment', may('PayWithdrawal') ? 'Pay' : undefined),
          waiting('APPROVED'),
        ),
        sharesToApprove(shares, called, may('ApproveShares')),
        sharesToPay(shares, may('PayShare')),
      ],
    });
  }
}

/**
 * @param called what people call whoever asked
 * @param does the words of the link to the next step; undefined when the reader may not take it
 */
const columns = (
  called: (actorId: string) => string,
  recording: string,
  does: string | undefined,
): readonly Column<OpenWithdrawal>[] => [
  {
    heading: 'What for',
    kind: 'text',
    of: ({ purpose, entryRefs }) => ({ value: purpose, href: `/entries/${entryRefs[0]}` }),
  },
  {
    heading: 'Amount',
    kind: 'money',
    of: ({ amountPence, possibleSplitOf }) => ({
      value: amountPence,
      tag: possibleSplitOf.length > 0 ? { text: 'may be split', colour: 'orange' } : undefined,
    }),
  },
  { heading: 'To', kind: 'text', of: ({ payeeName }) => payeeName },
  { heading: 'Fund', kind: 'text', of: (row) => ({ value: row.pooledFundName, href: `/funds/${row.pooledFundId}` }) },
  { heading: 'Funding stream', kind: 'text', of: ({ fundingStreamName }) => fundingStreamName },
  { heading: 'Asked for by', kind: 'text', of: ({ requestedBy }) => called(requestedBy) },
  { heading: 'On', kind: 'day', of: ({ requestedOn }) => requestedOn },
  ...(does === undefined ? [] : [nextStep(recording, does)]),
];

const nextStep = (recording: string, does: string): Column<OpenWithdrawal> => ({
  heading: 'Next',
  kind: 'text',
  of: ({ pooledFundId, financialYear, withdrawalId }) => ({
    value: does,
    href: addressOf(`/record/${recording}/new`, { withdrawal: `${pooledFundId}/${financialYear}/${withdrawalId}` }),
  }),
});
