import { type SpendType } from '../funding-stream/funding-stream.events';
import { type VatRegime } from '../pooled-fund/pooled-fund.events';
import { type FinancialYear, type IsoDate } from '../shared/dates';
import { type DomainEvent } from '../shared/decider';
import { type Pence } from '../shared/money';

export const contributionModes = ['CASH_TRANSFER', 'RETAINED_BY_PARTNER', 'GRANT_DIRECT', 'IN_KIND'] as const;
/** How a contribution is made. Only a cash transfer that was received moves the balance (INV-20). */
export type ContributionMode = (typeof contributionModes)[number];

export const expenditureKinds = [
  'CONTRACT_PRICE',
  'PERMITTED_BUDGET',
  'THIRD_PARTY_COSTS',
  'APPROVED_EXPENDITURE',
  'OTHER',
  'DEFAULT_LIABILITY',
] as const;
/** What a withdrawal pays for. The first four are permitted expenditure; OTHER needs every partner's consent (INV-29). */
export type ExpenditureKind = (typeof expenditureKinds)[number];

export const incomeSources = ['CLIENT_CHARGE', 'INTEREST', 'OTHER'] as const;
export type IncomeSource = (typeof incomeSources)[number];

export const withholdingGrounds = ['MATCH_CONDITION', 'PERFORMANCE', 'DISPUTE', 'GUIDANCE', 'OTHER'] as const;
export type WithholdingGround = (typeof withholdingGrounds)[number];

export const breaches = [
  'FUNDING_STREAM_OVERDRAWN',
  'REVENUE_FROM_CAPITAL_ONLY',
  'SPEND_TYPE_NOT_PERMITTED',
  'SPENT_AFTER_EXPIRY',
  'PASSED_THROUGH_TO_ANOTHER_AGENCY',
  'PAID_WITHOUT_APPROVAL',
] as const;
/** What a payment that has already left the bank did wrong. It is recorded all the same, and shown as a breach. */
export type Breach = (typeof breaches)[number];

/** Who was paid: an agency of the register, or an outside provider under the name that was published. */
export type Payee = { readonly agencyId: string } | { readonly providerName: string };

/** The accounting period that a fact is booked in; `priorPeriod` marks a fact whose own period was locked or closed. */
export interface Booking {
  readonly period: number;
  readonly priorPeriod?: true;
}

/** The row of a published file that a fact was read from: the file's SHA-256, the part within a zip, the line. */
export interface SourceRow {
  readonly fileDigest: string;
  readonly part?: string;
  readonly line: number;
}

/** Where the money of a payment goes, from, and for whom. */
export interface Spending {
  readonly fundingStreamId: string;
  readonly payee: Payee;
  readonly commissioningAgencyId: string;
  readonly schemeId?: string;
  /** Absent when a published payment does not say: the ledger does not guess. A request always says. */
  readonly spendType?: SpendType;
  readonly netPence: Pence;
  /** VAT that cannot be reclaimed: a cost of the pool (INV-34). */
  readonly irrecoverableVatPence: Pence;
  /** VAT that the commissioning agency reclaims: never a cost of the pool; a memorandum figure. */
  readonly recoverableVatPence: Pence;
  readonly vatRegime?: VatRegime;
  readonly purpose: string;
}

export interface Instalment {
  readonly instalmentNo: number;
  readonly dueOn: IsoDate;
  readonly amountPence: Pence;
}

/** What a closed year hands to the next: one opening entry for each funding stream, equal to its closing one (INV-42). */
export interface CarriedForward {
  readonly fundingStreamId: string;
  /** Negative when a breach left the funding stream overdrawn. */
  readonly balancePence: Pence;
}

/** Money that a match condition still holds back. */
export interface MatchHold {
  readonly contributionId: string;
  /** The earlier year that agreed the contribution; absent in that year itself. A name may come again in a later year. */
  readonly contributionFinancialYear?: FinancialYear;
  readonly partnerId?: string;
  readonly fundingStreamId: string;
  readonly heldPence: Pence;
  /** The condition has failed: what is held is to go back and can no longer be met. */
  readonly failed?: true;
}

/** What a recurrent contribution starts from next year (INV-23). */
export interface Baseline {
  readonly contributionId: string;
  readonly partnerId: string;
  readonly fundingStreamId: string;
  readonly baselinePence: Pence;
}

interface InYear {
  readonly pooledFundId: string;
  readonly financialYear: FinancialYear;
}
interface OfContribution {
  readonly contributionId: string;
}
interface OfHeldContribution extends OfContribution {
  /** The earlier year that agreed the contribution; absent when this year did. */
  readonly contributionFinancialYear?: FinancialYear;
}
interface OfPartnerStream {
  readonly partnerId: string;
  readonly fundingStreamId: string;
}

/** A fact undone: it names the entry, repeats its figures and is itself never undone (INV-02). */
export type Reversal<Reversed> = Reversed extends unknown
  ? Omit<Reversed, keyof Booking> & Booking & { readonly reversesEntry: string; readonly reason: string }
  : never;

export type PoolYearOpened = DomainEvent<'PoolYearOpened', InYear & { readonly placeId: string }>;
export type BalancesBroughtForward = DomainEvent<
  'BalancesBroughtForward',
  {
    readonly fromFinancialYear: FinancialYear;
    readonly balances: readonly CarriedForward[];
    readonly matchHolds: readonly MatchHold[];
  }
>;
export type PeriodLocked = DomainEvent<'PeriodLocked', { readonly period: number }>;
export type PeriodReopeningRequested = DomainEvent<
  'PeriodReopeningRequested',
  { readonly period: number; readonly requestedBy: string; readonly reason: string }
>;
export type PeriodReopened = DomainEvent<'PeriodReopened', { readonly period: number; readonly requestedBy: string }>;
export type PoolYearClosed = DomainEvent<
  'PoolYearClosed',
  InYear & {
    readonly balances: readonly CarriedForward[];
    readonly matchHolds: readonly MatchHold[];
    readonly baselines: readonly Baseline[];
  }
>;

export type ContributionAgreed = DomainEvent<
  'ContributionAgreed',
  OfContribution &
    OfPartnerStream & {
      readonly amountPence: Pence;
      readonly mode: ContributionMode;
      readonly recurrence: 'RECURRENT' | 'NON_RECURRENT';
      readonly requirement?: 'MINIMUM' | 'ADDITIONAL';
      readonly schemeId?: string;
      /** What an in-kind contribution was valued by. */
      readonly valuationBasis?: string;
      /** The minimum that was published for this place and year: no variation may go below it either (INV-21). */
      readonly publishedMinimumPence?: Pence;
      /** A council's contribution may be net of client charges: both are kept (INV-22). */
      readonly grossPence?: Pence;
      readonly clientChargesPence?: Pence;
      /** The determination of a grant, such as 31/7245. */
      readonly determinationRef?: string;
    }
>;
export type ContributionScheduled = DomainEvent<
  'ContributionScheduled',
  OfContribution & { readonly instalments: readonly Instalment[] }
>;
export type ContributionInvoiced = DomainEvent<
  'ContributionInvoiced',
  OfContribution & {
    readonly invoiceRef: string;
    readonly instalmentNo?: number;
    readonly amountPence: Pence;
    readonly dueOn: IsoDate;
  }
>;
export type ContributionReceived = DomainEvent<
  'ContributionReceived',
  OfPartnerStream &
    Booking & {
      readonly receiptId: string;
      readonly contributionId?: string;
      /** The earlier year that agreed the contribution; absent when this year did. */
      readonly contributionFinancialYear?: FinancialYear;
      readonly amountPence: Pence;
      readonly bankRef?: string;
      readonly source?: SourceRow;
    }
>;
export type ReceiptAllocated = DomainEvent<
  'ReceiptAllocated',
  OfContribution & { readonly receiptId: string; readonly instalmentNo: number; readonly amountPence: Pence }
>;
export type NonCashContributionRecorded = DomainEvent<
  'NonCashContributionRecorded',
  OfContribution &
    OfPartnerStream &
    Booking & {
      readonly mode: Exclude<ContributionMode, 'CASH_TRANSFER'>;
      readonly amountPence: Pence;
      readonly evidence: string;
    }
>;
export type ContributionOverdue = DomainEvent<
  'ContributionOverdue',
  OfContribution & {
    readonly instalmentNo: number;
    readonly dueOn: IsoDate;
    readonly outstandingPence: Pence;
    readonly daysLate: number;
  }
>;
export type ContributionWithheld = DomainEvent<
  'ContributionWithheld',
  OfContribution & { readonly amountPence: Pence; readonly ground: WithholdingGround; readonly guidanceRef?: string }
>;
export type WithholdingLifted = DomainEvent<'WithholdingLifted', OfContribution & { readonly amountPence: Pence }>;
export type ContributionWaived = DomainEvent<
  'ContributionWaived',
  OfContribution & { readonly amountPence: Pence; readonly reason: string }
>;
export type ContributionVaried = DomainEvent<
  'ContributionVaried',
  OfContribution & {
    readonly fromPence: Pence;
    readonly toPence: Pence;
    readonly recurrence: 'RECURRENT' | 'ONE_OFF';
    readonly reason: string;
    readonly approvedByAgencyIds: readonly string[];
  }
>;
export type MatchConditionSet = DomainEvent<
  'MatchConditionSet',
  OfContribution & { readonly requiredFromAgencyId: string; readonly requiredPence: Pence }
>;
export type MatchConditionMet = DomainEvent<'MatchConditionMet', OfHeldContribution & { readonly evidence: string }>;
export type MatchConditionFailed = DomainEvent<
  'MatchConditionFailed',
  OfHeldContribution & { readonly reason: string }
>;

export type WithdrawalRequested = DomainEvent<
  'WithdrawalRequested',
  Spending & {
    readonly withdrawalId: string;
    readonly spendType: SpendType;
    readonly expenditureKind: ExpenditureKind;
    readonly purposeCode?: string;
    readonly consentingAgencyIds?: readonly string[];
    readonly requestedBy: string;
  }
>;
export type WithdrawalApproved = DomainEvent<
  'WithdrawalApproved',
  {
    readonly withdrawalId: string;
    readonly delegationId: string;
    readonly amountPence: Pence;
    readonly approvedBy: string;
    /** Other withdrawals to the same payee that together pass the limit (INV-32). */
    readonly possibleSplitOf?: readonly string[];
  }
>;
export type WithdrawalRejected = DomainEvent<
  'WithdrawalRejected',
  { readonly withdrawalId: string; readonly reason: string }
>;
export type WithdrawalPaid = DomainEvent<
  'WithdrawalPaid',
  Spending & Booking & { readonly withdrawalId: string; readonly amountPence: Pence; readonly bankRef?: string }
>;
/** A payment that has left the bank: a fact. Its breaches are recorded, not refused. It may settle an approved request. */
export type PaymentRecorded = DomainEvent<
  'PaymentRecorded',
  Spending &
    Booking & {
      readonly withdrawalId?: string;
      readonly amountPence: Pence;
      readonly bankRef?: string;
      readonly breaches?: readonly Breach[];
      readonly source?: SourceRow;
    }
>;
/** Money back from a payee that names no payment: a refund or a credit note. */
export type RefundRecorded = DomainEvent<
  'RefundRecorded',
  Spending & Booking & { readonly amountPence: Pence; readonly bankRef?: string; readonly source?: SourceRow }
>;
export type IncomeRecorded = DomainEvent<
  'IncomeRecorded',
  Booking & {
    readonly fundingStreamId: string;
    readonly incomeSource: IncomeSource;
    readonly amountPence: Pence;
    readonly description: string;
  }
>;
export type UnderspendReturned = DomainEvent<
  'UnderspendReturned',
  OfPartnerStream &
    Booking & {
      /** Names a contribution whose match condition failed: what it held is what goes back. */
      readonly contributionId?: string;
      /** The earlier year that agreed that contribution; absent when this year did. */
      readonly contributionFinancialYear?: FinancialYear;
      readonly amountPence: Pence;
      readonly reason: string;
      readonly source?: SourceRow;
    }
>;

export type ContributionReversed = DomainEvent<
  'ContributionReversed',
  Reversal<ContributionReceived['data'] | NonCashContributionRecorded['data']>
>;
export type WithdrawalReversed = DomainEvent<'WithdrawalReversed', Reversal<PaymentRecorded['data']>>;
export type RefundReversed = DomainEvent<'RefundReversed', Reversal<RefundRecorded['data']>>;
export type IncomeReversed = DomainEvent<'IncomeReversed', Reversal<IncomeRecorded['data']>>;
export type ReturnReversed = DomainEvent<'ReturnReversed', Reversal<UnderspendReturned['data']>>;

/** A fact that a reversal may name. */
export type ReversibleEntry =
  | ContributionReceived
  | NonCashContributionRecorded
  | WithdrawalPaid
  | PaymentRecorded
  | RefundRecorded
  | IncomeRecorded
  | UnderspendReturned;
export type ReversalEvent =
  ContributionReversed | WithdrawalReversed | RefundReversed | IncomeReversed | ReturnReversed;

export type PoolYearEvent =
  | PoolYearOpened
  | BalancesBroughtForward
  | PeriodLocked
  | PeriodReopeningRequested
  | PeriodReopened
  | PoolYearClosed
  | ContributionAgreed
  | ContributionScheduled
  | ContributionInvoiced
  | ReceiptAllocated
  | ContributionOverdue
  | ContributionWithheld
  | WithholdingLifted
  | ContributionWaived
  | ContributionVaried
  | MatchConditionSet
  | MatchConditionMet
  | MatchConditionFailed
  | WithdrawalRequested
  | WithdrawalApproved
  | WithdrawalRejected
  | ReversibleEntry
  | ReversalEvent;
