import { type AgreementEvent, financialYearOf } from '@app/domain';
import { AskFundingStream } from '../funding-stream.handler';
import { AskPoolYear } from '../pool-year.handler';
import { type Policy, type PolicyRequest } from './policy';

/**
 * Whenever a benefit share is reinvested, then record it in the pooled fund as a contribution of who paid it, in a
 * funding stream whose ring-fence is the restriction of the agreement (INV-55).
 */
export const contributeWhatIsReinvested: Policy = {
  name: 'contribute-what-is-reinvested',
  whenever(event, today): readonly PolicyRequest[] {
    const reinvested = event as AgreementEvent;
    if (reinvested.type !== 'BenefitReinvested') return [];
    const { occurredOn, data } = reinvested;
    const { agreementId, pooledFundId, fundingStreamId, purposes, agreementTitle, fromId, paymentId, amountPence } =
      data;
    const by = { actorId: 'system:contribute-what-is-reinvested', kind: 'SYSTEM' as const };
    const asked = { by, occurredOn, today };
    const ringFence = { ringFence: 'PURPOSE' as const, ringFenceSetBy: 'AGREEMENT' as const };
    const stream = {
      type: 'DefineFundingStream' as const,
      fundingStreamId,
      name: `Reinvested benefit: ${agreementTitle}`.slice(0, 200),
      originAgencyId: fromId,
      ...ringFence,
      permittedPurposes: purposes,
      permittedSpendTypes: ['REVENUE' as const, 'CAPITAL' as const],
    };
    const financialYear = financialYearOf(occurredOn);
    const receipt = {
      type: 'RecordContributionReceipt' as const,
      pooledFundId,
      // No identifier that a person can give: a receipt of another name cannot stand in its way.
      receiptId: `reinvested:${agreementId}:${paymentId}`,
      partnerId: fromId,
      fundingStreamId,
      amountPence,
      bankRef: data.bankRef,
    };
    return [
      {
        ask: (request) => new AskFundingStream({ ...asked, ...stream }, request),
        purpose: 'define',
        contentWith: ['FUNDING_STREAM_ALREADY_DEFINED'],
      },
      {
        ask: (request) => new AskPoolYear({ ...asked, type: 'OpenPoolYear', pooledFundId, financialYear }, request),
        purpose: 'open',
        contentWith: ['POOL_YEAR_ALREADY_OPEN', 'LATER_YEAR_CLOSED'],
      },
      { ask: (request) => new AskPoolYear({ ...asked, ...receipt }, request), purpose: 'receive', contentWith: [] },
    ];
  },
};
