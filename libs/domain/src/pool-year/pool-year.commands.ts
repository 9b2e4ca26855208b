import { type Asked } from '../shared/decider';
import { type FinancialYear, type IsoDate } from '../shared/dates';
import { type Pence } from '../shared/money';
import {
  type BalancesBroughtForward,
  type ContributionAgreed,
  type ContributionInvoiced,
  type ContributionReceived,
  type ContributionVaried,
  type ContributionWaived,
  type ContributionWithheld,
  type IncomeRecorded,
  type Instalment,
  type MatchConditionFailed,
  type MatchConditionMet,
  type MatchConditionSet,
  type NonCashContributionRecorded,
  type PaymentRecorded,
  type PeriodLocked,
  type ReceiptAllocated,
  type RefundRecorded,
  type PoolYearEvent,
  type Spending,
  type UnderspendReturned,
  type WithdrawalRejected,
  type WithdrawalRequested,
  type WithholdingLifted,
} from './pool-year.events';

/** Which pool year a command is for. */
export interface InPoolYear {
  readonly pooledFundId: string;
  readonly financialYear: FinancialYear;
}
type Command<Type extends string, Data> = Asked & InPoolYear & { readonly type: Type } & Data;
/** A fact arrives without its booking, breaches and gross amount: the decision works them out. */
type Fact<Data> = Omit<Data, 'period' | 'priorPeriod' | 'breaches' | 'amountPence'>;
type CashFact<Data> = Fact<Data> & { readonly amountPence: Pence };

export const instalmentCalendars = ['QUARTERLY_IN_ADVANCE', 'MONTHLY', 'FOUR_EQUAL', 'ANNUAL'] as const;
/** Standing calendars of instalments found in agreements (INV-17). */
export type InstalmentCalendar = (typeof instalmentCalendars)[number];

export type OpenPoolYear = Command<'OpenPoolYear', object>;
export type BringForwardBalances = Command<'BringForwardBalances', BalancesBroughtForward['data']>;
export type LockPeriod = Command<'LockPeriod', PeriodLocked['data']>;
export type RequestPeriodReopening = Command<
  'RequestPeriodReopening',
  { readonly period: number; readonly reason: string }
>;
export type ReopenPeriod = Command<'ReopenPeriod', { readonly period: number; readonly delegationId: string }>;
export type ClosePoolYear = Command<'ClosePoolYear', object>;
export type AgreeContribution = Command<'AgreeContribution', ContributionAgreed['data']>;
export type ScheduleContribution = Command<
  'ScheduleContribution',
  { readonly contributionId: string } & (
    | { readonly calendar: InstalmentCalendar; readonly instalments?: undefined }
    | { readonly calendar?: undefined; readonly instalments: readonly Instalment[] }
  )
>;
export type InvoiceContribution = Command<
  'InvoiceContribution',
  Omit<ContributionInvoiced['data'], 'dueOn'> & {
    /** Absent: twelve working days into the month after the invoice (INV-18). */
    readonly dueOn?: IsoDate;
  }
>;
export type RecordContributionReceipt = Command<'RecordContributionReceipt', CashFact<ContributionReceived['data']>>;
export type AllocateReceipt = Command<'AllocateReceipt', ReceiptAllocated['data']>;
export type RecordNonCashContribution = Command<
  'RecordNonCashContribution',
  Pick<NonCashContributionRecorded['data'], 'contributionId' | 'amountPence' | 'evidence'>
>;
export type FlagOverdueInstalments = Command<'FlagOverdueInstalments', object>;
export type WithholdContribution = Command<'WithholdContribution', ContributionWithheld['data']>;
export type LiftWithholding = Command<'LiftWithholding', WithholdingLifted['data']>;
export type WaiveContribution = Command<'WaiveContribution', ContributionWaived['data']>;
export type VaryContribution = Command<'VaryContribution', Omit<ContributionVaried['data'], 'fromPence'>>;
export type SetMatchCondition = Command<'SetMatchCondition', MatchConditionSet['data']>;
export type MeetMatchCondition = Command<'MeetMatchCondition', MatchConditionMet['data']>;
export type FailMatchCondition = Command<'FailMatchCondition', MatchConditionFailed['data']>;
export type RequestWithdrawal = Command<'RequestWithdrawal', Omit<WithdrawalRequested['data'], 'requestedBy'>>;
export type ApproveWithdrawal = Command<
  'ApproveWithdrawal',
  { readonly withdrawalId: string; readonly delegationId: string }
>;
export type RejectWithdrawal = Command<'RejectWithdrawal', WithdrawalRejected['data']>;
export type PayWithdrawal = Command<'PayWithdrawal', { readonly withdrawalId: string; readonly bankRef?: string }>;
export type RecordPayment = Command<'RecordPayment', Fact<PaymentRecorded['data']>>;
export type RecordRefund = Command<'RecordRefund', Fact<RefundRecorded['data']>>;
export type RecordIncome = Command<'RecordIncome', CashFact<IncomeRecorded['data']>>;
export type ReturnUnderspend = Command<'ReturnUnderspend', CashFact<UnderspendReturned['data']>>;
export type ReverseEntry = Command<
  'ReverseEntry',
  {
    readonly entryRef: string;
    readonly reason: string;
    /** The entry as the log has it; absent when there is none at that reference. */
    readonly entry?: PoolYearEvent;
    /** True when a year after the entry's own, closed since, already reverses it. */
    readonly reversedInClosedYear?: boolean;
  }
>;
/** One row of a published file, booked as the fact that it is. */
export type ImportedRow = { readonly occurredOn: IsoDate } & (
  | ({ readonly kind: 'PAYMENT' | 'REFUND' } & Spending &
      Required<Pick<PaymentRecorded['data'], 'source'>> &
      Pick<PaymentRecorded['data'], 'bankRef'>)
  | ({ readonly kind: 'RECEIPT' | 'RETURN'; readonly amountPence: Pence } & Pick<
      ContributionReceived['data'],
      'partnerId' | 'fundingStreamId' | 'bankRef'
    > &
      Required<Pick<ContributionReceived['data'], 'source'>>)
);
/** Many rows of one file in one append. Rows are facts: each is booked, none refused for what it did. */
export type RecordImportedRows = Command<'RecordImportedRows', { readonly rows: readonly ImportedRow[] }>;

/** What can be asked of the money of a pooled fund in one year. */
export type PoolYearCommand =
  | OpenPoolYear
  | BringForwardBalances
  | LockPeriod
  | RequestPeriodReopening
  | ReopenPeriod
  | ClosePoolYear
  | AgreeContribution
  | ScheduleContribution
  | InvoiceContribution
  | RecordContributionReceipt
  | AllocateReceipt
  | RecordNonCashContribution
  | FlagOverdueInstalments
  | WithholdContribution
  | LiftWithholding
  | WaiveContribution
  | VaryContribution
  | SetMatchCondition
  | MeetMatchCondition
  | FailMatchCondition
  | RequestWithdrawal
  | ApproveWithdrawal
  | RejectWithdrawal
  | PayWithdrawal
  | RecordPayment
  | RecordRefund
  | RecordIncome
  | ReturnUnderspend
  | ReverseEntry
  | RecordImportedRows;
