import {
  type AgreementEvent,
  type BenefitFigures,
  type BenefitParts,
  benefitParts,
  type Due,
  FUND_PARTY,
  type PaymentOfDue,
} from '@app/domain';
import { type Posting } from './entry';
import { type Measure } from './measure';

const PREFIX = 'agreement-';

/** True for the event stream of a benefit-sharing agreement. */
export const isAgreement = (eventStream: string): boolean => eventStream.startsWith(PREFIX);

/** The agreement that an event stream is of. */
export const agreementOf = (eventStream: string): string => eventStream.slice(PREFIX.length);

/** What an event of an agreement counts towards; nothing for one that recognises no benefit and moves no share. */
export function agreementPostingsOf(agreementId: string, event: AgreementEvent): readonly Posting[] {
  const of = (partyId: string, measure: Measure, pence: number): Posting => ({
    cell: {
      fundingStreamId: '',
      partyKind: partyId === FUND_PARTY ? 'NONE' : 'AGENCY',
      party: partyId === FUND_PARTY ? '' : partyId,
      commissionerId: '',
      schemeId: '',
      spendType: '',
      agreementId,
    },
    measure,
    pence,
  });
  const due = ({ fromId, toId }: Pick<Due, 'fromId' | 'toId'>, pence: number): readonly Posting[] => [
    of(fromId, 'sharePayable', pence),
    of(toId, 'shareReceivable', pence),
  ];
  /** Money between the fund and a party is the fund's own cash: it counts there, and beside the shares here. */
  const paid = ({ fromId, toId }: PaymentOfDue, pence: number): readonly Posting[] => {
    if (toId === FUND_PARTY) return [of(fromId, 'shareIntoFund', pence)];
    if (fromId === FUND_PARTY) return [of(toId, 'shareFromFund', pence)];
    return [of(fromId, 'sharePaid', pence), of(toId, 'shareReceived', pence)];
  };
  switch (event.type) {
    case 'BenefitRecognised':
      return benefit(event.data, 1, of);
    case 'BenefitRestated':
      return [...benefit(event.data.from, -1, of), ...benefit(event.data.to, 1, of)];
    case 'BenefitShareApproved':
      return event.data.dues.flatMap((each) => due(each, each.amountPence));
    case 'ClawbackRaised':
      return due(event.data, event.data.amountPence);
    case 'DisputeResolved':
      return event.data.reductions.flatMap((each) => due(each, -each.byPence));
    case 'BenefitSharePaid':
    case 'ClawbackSettled':
    case 'BenefitReinvested':
      return paid(event.data, event.data.amountPence);
    case 'SharePaymentReversed':
      return paid(event.data, -event.data.amountPence);
    default:
      return [];
  }
}

function benefit(
  figures: BenefitFigures,
  sign: 1 | -1,
  of: (partyId: string, measure: Measure, pence: number) => Posting,
): readonly Posting[] {
  const parts = benefitParts(figures);
  return measuresOf(figures, parts)
    .filter(([, pence]) => pence !== 0)
    .map(([measure, pence]) => of(figures.agencyId, measure, sign * pence));
}

function measuresOf(
  { benefitType, stage }: BenefitFigures,
  { cashablePence, nonCashablePence }: BenefitParts,
): readonly (readonly [Measure, number])[] {
  if (stage === 'REALISED') {
    if (benefitType === 'ECONOMIC') return [['economicBenefit', nonCashablePence]];
    if (benefitType === 'SOCIAL') return [['socialBenefit', nonCashablePence]];
    return [
      ['cashableBenefit', cashablePence],
      ['nonCashableBenefit', nonCashablePence],
    ];
  }
  if (benefitType !== 'FISCAL') return [];
  return [[stage === 'ASSURED' ? 'assuredBenefit' : 'estimatedBenefit', cashablePence + nonCashablePence]];
}
