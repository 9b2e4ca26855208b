import { type Asked } from '../shared/decider';
import { type Pence } from '../shared/money';
import {
  type AgreementCalledIn,
  type BaselineAgreed,
  type BaselineRebased,
  type BenefitFigures,
  type BenefitRecognised,
  type BenefitSharingAgreementDrafted,
  type CallInResolved,
  type ClaimsRejected,
  type ClaimsValidated,
  type ClaimWithdrawn,
  type OutcomeClaimed,
  type OutcomeMeasured,
  type OutcomeRestated,
  type OutturnDeclared,
  type PartyExitNoticeGiven,
  type Position,
  type TermsApproved,
  type TermsSigned,
} from './agreement.events';
import { type Terms } from './terms';

type Command<Type extends string, Data> = Asked & { readonly agreementId: string; readonly type: Type } & Data;
interface Because {
  readonly reason: string;
}
interface OfVersion {
  readonly version: number;
}

export type DraftBenefitSharingAgreement = Command<
  'DraftBenefitSharingAgreement',
  Omit<BenefitSharingAgreementDrafted['data'], 'agreementId'> & { readonly terms: Terms }
>;
export type DraftTerms = Command<'DraftTerms', Because & { readonly terms: Terms }>;
export type ProposeTerms = Command<'ProposeTerms', OfVersion>;
export type ApproveTerms = Command<'ApproveTerms', TermsApproved['data']>;
export type SignTerms = Command<'SignTerms', TermsSigned['data']>;
/** In force from `occurredOn` on, which may be past. */
export type PutTermsIntoForce = Command<'PutTermsIntoForce', OfVersion>;
export type CallInAgreement = Command<'CallInAgreement', AgreementCalledIn['data']>;
export type ResolveCallIn = Command<'ResolveCallIn', CallInResolved['data']>;
export type SuspendAgreement = Command<'SuspendAgreement', Because>;
export type ResumeAgreement = Command<'ResumeAgreement', Because>;
export type GivePartyExitNotice = Command<'GivePartyExitNotice', PartyExitNoticeGiven['data']>;
export type RecordPartyExit = Command<'RecordPartyExit', { readonly agencyId: string }>;
export type TerminateAgreement = Command<'TerminateAgreement', Because>;
export type WindUpAgreement = Command<'WindUpAgreement', object>;

export type AgreeBaseline = Command<'AgreeBaseline', BaselineAgreed['data']>;
export type RebaseBaseline = Command<'RebaseBaseline', Omit<BaselineRebased['data'], 'fromValue'>>;
export type MeasureOutcome = Command<'MeasureOutcome', OutcomeMeasured['data']>;
export type RestateOutcome = Command<'RestateOutcome', Omit<OutcomeRestated['data'], 'fromValue'>>;
/** Many claims at once: all are recorded, or none. */
export type ClaimOutcomes = Command<'ClaimOutcomes', { readonly claims: readonly OutcomeClaimed['data'][] }>;
export type ValidateClaims = Command<'ValidateClaims', ClaimsValidated['data']>;
export type RejectClaims = Command<'RejectClaims', ClaimsRejected['data']>;
export type WithdrawClaim = Command<'WithdrawClaim', ClaimWithdrawn['data']>;
export type RecordSpotCheck = Command<
  'RecordSpotCheck',
  { readonly testPeriodId: string; readonly checkedCount: number; readonly invalidCount: number }
>;
export type RecogniseBenefit = Command<'RecogniseBenefit', BenefitRecognised['data']>;
export type RestateBenefit = Command<
  'RestateBenefit',
  Because & { readonly benefitId: string; readonly to: BenefitFigures }
>;
export type DeclareOutturn = Command<'DeclareOutturn', OutturnDeclared['data']>;

export type CalculateShares = Command<'CalculateShares', { readonly testPeriodId: string }>;
export type ApproveShares = Command<'ApproveShares', { readonly calculationId: string }>;
export type PayShare = Command<
  'PayShare',
  {
    readonly dueId: string;
    readonly paymentId: string;
    readonly amountPence: Pence;
    readonly bankRef?: string;
    /** Required when the fund pays or is paid, unless it is a reinvestment: that records its own. */
    readonly fundEntryRef?: string;
  }
>;
export type ReverseSharePayment = Command<'ReverseSharePayment', Because & { readonly paymentId: string }>;

export type RaiseDispute = Command<
  'RaiseDispute',
  {
    readonly disputeId: string;
    readonly testPeriodId: string;
    readonly agencyId: string;
    readonly amountPence: Pence;
    readonly positions: readonly Position[];
  }
>;
export type TakeDisputePosition = Command<'TakeDisputePosition', Position & { readonly disputeId: string }>;
/** To the next step of the terms. */
export type EscalateDispute = Command<'EscalateDispute', { readonly disputeId: string }>;
export type ResolveDispute = Command<
  'ResolveDispute',
  {
    readonly disputeId: string;
    readonly decision: string;
    /** How much of the amount in dispute is not due after all. */
    readonly notDuePence: Pence;
  }
>;

/** What can be asked of a benefit-sharing agreement. */
export type AgreementCommand =
  | DraftBenefitSharingAgreement
  | DraftTerms
  | ProposeTerms
  | ApproveTerms
  | SignTerms
  | PutTermsIntoForce
  | CallInAgreement
  | ResolveCallIn
  | SuspendAgreement
  | ResumeAgreement
  | GivePartyExitNotice
  | RecordPartyExit
  | TerminateAgreement
  | WindUpAgreement
  | AgreeBaseline
  | RebaseBaseline
  | MeasureOutcome
  | RestateOutcome
  | ClaimOutcomes
  | ValidateClaims
  | RejectClaims
  | WithdrawClaim
  | RecordSpotCheck
  | RecogniseBenefit
  | RestateBenefit
  | DeclareOutturn
  | CalculateShares
  | ApproveShares
  | PayShare
  | ReverseSharePayment
  | RaiseDispute
  | TakeDisputePosition
  | EscalateDispute
  | ResolveDispute;
