import { type IsoDate } from '../shared/dates';
import { type DomainEvent } from '../shared/decider';
import { type Pence } from '../shared/money';
import { type Calculation } from './calculation/calculate';
import { type BenefitInput, type OutturnLine } from './calculation/inputs';
import { type Terms, type ValidationMethod } from './terms';

/** Says of which version of the terms an event is: 1, 2, 3, … in the order of drafting. */
interface OfVersion {
  readonly version: number;
}
interface Because {
  readonly reason: string;
}

/** A benefit-sharing agreement for a place began, with the terms that were drafted beside it. */
export type BenefitSharingAgreementDrafted = DomainEvent<
  'BenefitSharingAgreementDrafted',
  {
    readonly agreementId: string;
    readonly placeId: string;
    /** The pooled fund that it draws its contributions from and reinvests into; absent when it has none. */
    readonly pooledFundId?: string;
  }
>;
/** A version of the terms was written down. Every version is kept; from the second on it is a variation. */
export type TermsDrafted = DomainEvent<'TermsDrafted', OfVersion & { readonly terms: Terms; readonly reason?: string }>;
export type TermsProposed = DomainEvent<'TermsProposed', OfVersion>;
export type TermsApproved = DomainEvent<
  'TermsApproved',
  OfVersion & { readonly byAgencyId: string; readonly approverPost: string }
>;
export type TermsSigned = DomainEvent<
  'TermsSigned',
  OfVersion & { readonly byAgencyId: string; readonly signatoryPost: string }
>;
/** The terms count from `occurredOn` on; retrospective when that day was past already. */
export type TermsTookEffect = DomainEvent<'TermsTookEffect', OfVersion & { readonly retrospective: boolean }>;
export type PartyJoined = DomainEvent<'PartyJoined', OfVersion & { readonly agencyId: string }>;
export type AgreementExtended = DomainEvent<
  'AgreementExtended',
  OfVersion & { readonly from: IsoDate; readonly to: IsoDate }
>;

/** A decision on the agreement was called in for scrutiny: nothing takes effect or falls due until that is over. */
export type AgreementCalledIn = DomainEvent<'AgreementCalledIn', Because & { readonly scrutinyBody: string }>;
export type CallInResolved = DomainEvent<
  'CallInResolved',
  { readonly outcome: 'CONFIRMED' | 'REFERRED_BACK'; readonly decision: string }
>;
export type AgreementSuspended = DomainEvent<'AgreementSuspended', Because>;
export type AgreementResumed = DomainEvent<'AgreementResumed', Because>;
export type PartyExitNoticeGiven = DomainEvent<
  'PartyExitNoticeGiven',
  Because & { readonly agencyId: string; readonly exitsOn: IsoDate }
>;
export type PartyExited = DomainEvent<'PartyExited', { readonly agencyId: string }>;
export type AgreementTerminated = DomainEvent<'AgreementTerminated', Because>;
/** Everything is settled: nothing more is recorded. */
export type AgreementWoundUp = DomainEvent<'AgreementWoundUp', object>;

/** Which figure of a metric: of one test period or of all, of one agency or of the whole. */
export interface OfMetric {
  readonly metricId: string;
  readonly testPeriodId?: string;
  readonly agencyId?: string;
}
export type BaselineAgreed = DomainEvent<
  'BaselineAgreed',
  OfMetric & { readonly value: string; readonly source: string; readonly agreedBy: readonly string[] }
>;
export type BaselineRebased = DomainEvent<
  'BaselineRebased',
  OfMetric & Because & { readonly fromValue: string; readonly value: string; readonly agreedBy: readonly string[] }
>;
export type OutcomeMeasured = DomainEvent<
  'OutcomeMeasured',
  OfMetric & {
    readonly testPeriodId: string;
    readonly value: string;
    readonly method: string;
    /** How good the data are, as the parties grade them. */
    readonly dataQualityGrade?: string;
  }
>;
export type OutcomeRestated = DomainEvent<
  'OutcomeRestated',
  OfMetric & Because & { readonly testPeriodId: string; readonly fromValue: string; readonly value: string }
>;
export type OutcomeClaimed = DomainEvent<
  'OutcomeClaimed',
  {
    readonly claimId: string;
    readonly claimantId: string;
    readonly outcomeCode: string;
    readonly testPeriodId: string;
    readonly achievedOn: IsoDate;
    readonly units: string;
    /** Opaque: no name, address or case number (INV-56). */
    readonly participantRef?: string;
    readonly evidence: string;
  }
>;
export type ClaimsValidated = DomainEvent<
  'ClaimsValidated',
  { readonly claimIds: readonly string[]; readonly method: ValidationMethod; readonly byAgencyId: string }
>;
export type ClaimsRejected = DomainEvent<'ClaimsRejected', Because & { readonly claimIds: readonly string[] }>;
export type ClaimWithdrawn = DomainEvent<'ClaimWithdrawn', Because & { readonly claimId: string }>;
/** Some validated claims were looked at again; too many invalid ones, and all must be (W16). */
export type SpotCheckRecorded = DomainEvent<
  'SpotCheckRecorded',
  {
    readonly testPeriodId: string;
    readonly checkedCount: number;
    readonly invalidCount: number;
    readonly fullCheckRequired: boolean;
  }
>;
/** What a benefit is worth, and how sure it is. */
export type BenefitFigures = Omit<BenefitInput, 'benefitId' | 'testPeriodId' | 'source'>;
export type BenefitRecognised = DomainEvent<
  'BenefitRecognised',
  BenefitFigures & {
    readonly benefitId: string;
    readonly testPeriodId: string;
    readonly title: string;
    /** How much of it there was, and at what value each, where it was built up so. */
    readonly volume?: string;
    readonly unitValuePence?: Pence;
    /** The year of the plan in which it was expected to begin, where there is one. */
    readonly horizonYear?: number;
  }
>;
export type BenefitRestated = DomainEvent<
  'BenefitRestated',
  Because & { readonly benefitId: string; readonly from: BenefitFigures; readonly to: BenefitFigures }
>;
export type OutturnDeclared = DomainEvent<
  'OutturnDeclared',
  {
    readonly testPeriodId: string;
    readonly lines: readonly OutturnLine[];
    /** Why, when an outturn was declared for this test period before. */
    readonly restatedBecause?: string;
  }
>;

/** The shares of a test period were worked out. Nothing is due yet. */
export type BenefitShareCalculated = DomainEvent<
  'BenefitShareCalculated',
  Calculation & {
    readonly calculationId: string;
    readonly calculatedBy: string;
    /** The version of the terms that was used, and the last entry of the agreement that was looked at. */
    readonly termsVersion: number;
    readonly throughEntryNo: number;
    /** SHA-256 of the terms and all inputs. */
    readonly inputsDigest: string;
  }
>;
export type CapReached = DomainEvent<
  'CapReached',
  {
    readonly calculationId: string;
    readonly testPeriodId: string;
    readonly capId: string;
    readonly agencyId?: string;
    readonly unpaidExcessPence: Pence;
  }
>;
/** A sum that one party owes another, or the pooled fund (`@fund`), or the fund a party. */
export interface Due {
  readonly dueId: string;
  readonly clauseId: string;
  readonly fromId: string;
  readonly toId: string;
  readonly amountPence: Pence;
  readonly dueOn: IsoDate;
}
export type BenefitShareApproved = DomainEvent<
  'BenefitShareApproved',
  {
    readonly calculationId: string;
    readonly testPeriodId: string;
    readonly approvedBy: string;
    /** TOP_UP: more than was approved for this test period before. */
    readonly dues: readonly (Due & { readonly kind: 'SHARE' | 'TOP_UP' })[];
  }
>;
/** A restatement showed that a party had too much: it owes it back. What was paid stays as it was paid (INV-52). */
export type ClawbackRaised = DomainEvent<
  'ClawbackRaised',
  Due & { readonly calculationId: string; readonly testPeriodId: string }
>;

/** A payment towards a due. */
export interface PaymentOfDue {
  readonly paymentId: string;
  readonly dueId: string;
  readonly fromId: string;
  readonly toId: string;
  readonly amountPence: Pence;
  readonly bankRef?: string;
  /** The entry of the pooled fund by which it went into the fund or out of it (`bcf/2024-25/41`), when it did. */
  readonly fundEntryRef?: string;
}
export type BenefitSharePaid = DomainEvent<'BenefitSharePaid', PaymentOfDue>;
export type ClawbackSettled = DomainEvent<'ClawbackSettled', PaymentOfDue>;
/** A share went into the pooled fund: a contribution there, in a funding stream that keeps its restriction (INV-55). */
export type BenefitReinvested = DomainEvent<
  'BenefitReinvested',
  PaymentOfDue & {
    readonly agreementId: string;
    readonly pooledFundId: string;
    readonly fundingStreamId: string;
    readonly purposes: readonly string[];
    readonly agreementTitle: string;
    /** The host of the fund: the funding stream is named as its own. */
    readonly originAgencyId: string;
  }
>;
export type SharePaymentReversed = DomainEvent<'SharePaymentReversed', PaymentOfDue & Because>;

/** What a party says that the share ought to be. */
export interface Position {
  readonly agencyId: string;
  readonly sharePence: Pence;
  readonly statement: string;
}
/** A part of a party's settlement is in dispute: that part is frozen, and nothing else. */
export type DisputeRaised = DomainEvent<
  'DisputeRaised',
  {
    readonly disputeId: string;
    readonly testPeriodId: string;
    /** Whose settlement it is about. */
    readonly agencyId: string;
    readonly amountPence: Pence;
    readonly positions: readonly Position[];
  }
>;
export type DisputePositionTaken = DomainEvent<'DisputePositionTaken', Position & { readonly disputeId: string }>;
export type DisputeEscalated = DomainEvent<
  'DisputeEscalated',
  { readonly disputeId: string; readonly stepNo: number; readonly to: string; readonly decideBy: IsoDate }
>;
export type DisputeResolved = DomainEvent<
  'DisputeResolved',
  {
    readonly disputeId: string;
    readonly decision: string;
    /** How much of the amount in dispute turned out not to be due, taken off these dues. */
    readonly reductions: readonly (Pick<Due, 'dueId' | 'fromId' | 'toId'> & { readonly byPence: Pence })[];
  }
>;

export type AgreementEvent =
  | BenefitSharingAgreementDrafted
  | TermsDrafted
  | TermsProposed
  | TermsApproved
  | TermsSigned
  | TermsTookEffect
  | PartyJoined
  | AgreementExtended
  | AgreementCalledIn
  | CallInResolved
  | AgreementSuspended
  | AgreementResumed
  | PartyExitNoticeGiven
  | PartyExited
  | AgreementTerminated
  | AgreementWoundUp
  | BaselineAgreed
  | BaselineRebased
  | OutcomeMeasured
  | OutcomeRestated
  | OutcomeClaimed
  | ClaimsValidated
  | ClaimsRejected
  | ClaimWithdrawn
  | SpotCheckRecorded
  | BenefitRecognised
  | BenefitRestated
  | OutturnDeclared
  | BenefitShareCalculated
  | CapReached
  | BenefitShareApproved
  | ClawbackRaised
  | BenefitSharePaid
  | ClawbackSettled
  | BenefitReinvested
  | SharePaymentReversed
  | DisputeRaised
  | DisputePositionTaken
  | DisputeEscalated
  | DisputeResolved;
