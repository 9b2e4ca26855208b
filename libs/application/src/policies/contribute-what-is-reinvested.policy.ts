import {
  type AgreementEvent,
  type BenefitReinvested,
  type DefineFundingStream,
  financialYearOf,
  type OpenPoolYear,
  type RecordContributionReceipt,
  REINVESTED_RECEIPT,
} from '@app/domain';
import { AskFundingStream } from '../funding-stream.handler';
import { AskPoolYear } from '../pool-year.handler';
import { type Policy, type PolicyRequest } from './policy';

/** What a reinvestment asks of the fund, in this order. */
export interface ReinvestmentCommands {
  readonly define: DefineFundingStream;
  readonly open: OpenPoolYear;
  readonly receive: Omit<RecordContributionReceipt, 'financialYear'>;
}

/** The contribution that a reinvested share is in the fund, in a funding stream that is ring-fenced for its purposes. */
export function reinvestmentCommands(
  data: BenefitReinvested['data'],
  occurredOn: string,
  today: string,
): ReinvestmentCommands {
  const { agreementId, pooledFundId, fundingStreamId, purposes, agreementTitle, originAgencyId } = data;
  const { fromId: partnerId, paymentId, amountPence, bankRef } = data;
  const by = { actorId: 'system:contribute-what-is-reinvested', kind: 'SYSTEM' as const };
  const asked = { by, occurredOn, today };
  const ringFence = { ringFence: 'PURPOSE', ringFenceSetBy: 'AGREEMENT', permittedPurposes: purposes } as const;
  const name = `Reinvested benefit: ${agreementTitle}`.slice(0, 200);
  const stream = { fundingStreamId, name, originAgencyId, permittedSpendTypes: ['REVENUE', 'CAPITAL'] } as const;
  const receiptId = `${REINVESTED_RECEIPT}${agreementId}:${paymentId}`;
  const receipt = { pooledFundId, receiptId, partnerId, fundingStreamId, amountPence, bankRef };
  return {
    define: { ...asked, type: 'DefineFundingStream', ...stream, ...ringFence },
    open: { ...asked, type: 'OpenPoolYear', pooledFundId, financialYear: financialYearOf(occurredOn) },
    receive: { ...asked, type: 'RecordContributionReceipt', ...receipt },
  };
}

/**
 * Whenever a benefit share is reinvested, then record it in the pooled fund as a contribution of who paid it, in a
 * funding stream whose ring-fence is the restriction of the agreement (INV-55). The payment was refused if the fund
 * would have refused this.
 */
export const contributeWhatIsReinvested: Policy = {
  name: 'contribute-what-is-reinvested',
  whenever(event, today): readonly PolicyRequest[] {
    const reinvested = event as AgreementEvent;
    if (reinvested.type !== 'BenefitReinvested') return [];
    const { define, open, receive } = reinvestmentCommands(reinvested.data, reinvested.occurredOn, today);
    return [
      {
        ask: (request) => new AskFundingStream(define, request),
        purpose: 'define',
        contentWith: ['FUNDING_STREAM_ALREADY_DEFINED'],
      },
      {
        ask: (request) => new AskPoolYear(open, request),
        purpose: 'open',
        contentWith: ['POOL_YEAR_ALREADY_OPEN', 'LATER_YEAR_CLOSED'],
      },
      { ask: (request) => new AskPoolYear(receive, request), purpose: 'receive', contentWith: [] },
    ];
  },
};
