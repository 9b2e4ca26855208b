import { payeeKey, type PoolYearEvent, type Spending } from '@app/domain';
import { type Measure } from './measure';

/** Everything that sums are told apart by. Interned as one number, because there are few of them and many entries. */
export interface Cell {
  readonly placeId: string;
  readonly pooledFundId: string;
  readonly financialYear: string;
  readonly fundingStreamId: string;
  readonly partyKind: 'AGENCY' | 'PROVIDER' | 'NONE';
  /** An agency's id or a provider's name as published; empty when nobody is named. */
  readonly party: string;
  readonly commissionerId: string;
  readonly schemeId: string;
  readonly spendType: string;
  /** The benefit-sharing agreement that it arises from; empty for the money of a pool year. */
  readonly agreementId: string;
}

/** What one event counts towards, where and how much. */
export interface Posting {
  readonly cell: Omit<Cell, 'placeId' | 'pooledFundId' | 'financialYear'>;
  readonly measure: Measure;
  /** Signed: a reversal is negative. */
  readonly pence: number;
  /** Parts of a payment; signed like it. Recoverable VAT is a memorandum figure and no part of `pence`. */
  readonly irrecoverableVatPence?: number;
  readonly recoverableVatPence?: number;
}

const partnerCell = (data: { partnerId: string; fundingStreamId: string }): Posting['cell'] => ({
  fundingStreamId: data.fundingStreamId,
  partyKind: 'AGENCY',
  party: data.partnerId,
  commissionerId: '',
  schemeId: '',
  spendType: '',
  agreementId: '',
});

const fundCell = (fundingStreamId: string): Posting['cell'] => ({
  fundingStreamId,
  partyKind: 'NONE',
  party: '',
  commissionerId: '',
  schemeId: '',
  spendType: '',
  agreementId: '',
});

function spendingCell(spending: Spending): Posting['cell'] {
  const { fundingStreamId, payee, commissioningAgencyId: commissionerId, schemeId = '', spendType = '' } = spending;
  const where = { fundingStreamId, commissionerId, schemeId, spendType, agreementId: '' };
  return 'agencyId' in payee
    ? { ...where, partyKind: 'AGENCY', party: payee.agencyId }
    : { ...where, partyKind: 'PROVIDER', party: payee.providerName.trim() };
}

/** The key of a party: names of one provider in other capitals count as one. */
export const partyKeyOf = ({ partyKind, party }: Pick<Cell, 'partyKind' | 'party'>): string =>
  partyKind === 'NONE' ? '' : payeeKey(partyKind === 'AGENCY' ? { agencyId: party } : { providerName: party });

function spent(spending: Spending & { amountPence: number }, measure: 'paid' | 'refunded', sign: 1 | -1): Posting {
  const { amountPence, irrecoverableVatPence, recoverableVatPence } = spending;
  return {
    cell: spendingCell(spending),
    measure,
    pence: sign * amountPence,
    irrecoverableVatPence: sign * irrecoverableVatPence,
    recoverableVatPence: sign * recoverableVatPence,
  };
}

const nonCashMeasures = { IN_KIND: 'inKind', RETAINED_BY_PARTNER: 'retained', GRANT_DIRECT: 'grantDirect' } as const;

/** The terms of a contribution, which its later events do not repeat. */
export interface ContributionOwner {
  readonly partnerId: string;
  readonly fundingStreamId: string;
}

/**
 * What an event of a pool year counts towards; nothing for one that moves and promises no money.
 * @param ownerOf who agreed a contribution, for events that name only the contribution
 */
export function postingsOf(
  event: PoolYearEvent,
  ownerOf: (contributionId: string) => ContributionOwner,
): readonly Posting[] {
  const ofContribution = (contributionId: string, measure: Measure, pence: number): readonly Posting[] => [
    { cell: partnerCell(ownerOf(contributionId)), measure, pence },
  ];
  switch (event.type) {
    case 'PoolYearOpened':
    case 'PeriodLocked':
    case 'PeriodReopeningRequested':
    case 'PeriodReopened':
    case 'PoolYearClosed':
    case 'ContributionScheduled':
    case 'ContributionOverdue':
    case 'MatchConditionSet':
    case 'MatchConditionMet':
    case 'MatchConditionFailed':
    case 'WithdrawalApproved':
    case 'WithdrawalRejected':
      return [];
    case 'BalancesBroughtForward':
      return event.data.balances.map(({ fundingStreamId, balancePence }) => ({
        cell: fundCell(fundingStreamId),
        measure: 'broughtForward',
        pence: balancePence,
      }));
    case 'ContributionAgreed':
      return [{ cell: partnerCell(event.data), measure: 'pledged', pence: event.data.amountPence }];
    case 'ContributionVaried':
      return ofContribution(event.data.contributionId, 'pledged', event.data.toPence - event.data.fromPence);
    case 'ContributionInvoiced':
      return ofContribution(event.data.contributionId, 'invoiced', event.data.amountPence);
    case 'ContributionReceived':
      return [{ cell: partnerCell(event.data), measure: 'received', pence: event.data.amountPence }];
    case 'ReceiptAllocated':
      return ofContribution(event.data.contributionId, 'allocated', event.data.amountPence);
    case 'NonCashContributionRecorded':
      return [
        { cell: partnerCell(event.data), measure: nonCashMeasures[event.data.mode], pence: event.data.amountPence },
      ];
    case 'ContributionWithheld':
      return ofContribution(event.data.contributionId, 'withheld', event.data.amountPence);
    case 'WithholdingLifted':
      return ofContribution(event.data.contributionId, 'withheld', -event.data.amountPence);
    case 'ContributionWaived':
      return ofContribution(event.data.contributionId, 'waived', event.data.amountPence);
    case 'WithdrawalRequested': {
      const { netPence, irrecoverableVatPence } = event.data;
      return [{ cell: spendingCell(event.data), measure: 'requested', pence: netPence + irrecoverableVatPence }];
    }
    case 'WithdrawalPaid':
    case 'PaymentRecorded':
      return [spent(event.data, 'paid', 1)];
    case 'WithdrawalReversed':
      return [spent(event.data, 'paid', -1)];
    case 'RefundRecorded':
      return [spent(event.data, 'refunded', 1)];
    case 'RefundReversed':
      return [spent(event.data, 'refunded', -1)];
    case 'IncomeRecorded':
      return [{ cell: fundCell(event.data.fundingStreamId), measure: 'income', pence: event.data.amountPence }];
    case 'IncomeReversed':
      return [{ cell: fundCell(event.data.fundingStreamId), measure: 'income', pence: -event.data.amountPence }];
    case 'UnderspendReturned':
      return [{ cell: partnerCell(event.data), measure: 'returned', pence: event.data.amountPence }];
    case 'ReturnReversed':
      return [{ cell: partnerCell(event.data), measure: 'returned', pence: -event.data.amountPence }];
    case 'ContributionReversed': {
      const measure = 'receiptId' in event.data ? 'received' : nonCashMeasures[event.data.mode];
      return [{ cell: partnerCell(event.data), measure, pence: -event.data.amountPence }];
    }
  }
}
