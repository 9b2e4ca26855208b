import { type FinancialYear, type IsoDate } from '../shared/dates';
import { parseEntryRef } from '../shared/identifiers';
import { type Pence } from '../shared/money';
import {
  type ContributionAgreed,
  type ContributionReversed,
  type Instalment,
  type MatchHold,
  type Payee,
  type PoolYearEvent,
  type WithdrawalRequested,
} from './pool-year.events';

/** The money of one funding stream in one year. */
export interface FundingStreamBalance {
  /** Cash: brought forward + received + income + refunds - paid - returned, reversals taken back. */
  balancePence: Pence;
  /** Withdrawals requested or approved that are not yet paid. */
  reservedPence: Pence;
}

export interface ContributionProgressState {
  readonly terms: ContributionAgreed['data'];
  amountPence: Pence;
  /** What next year starts from, when it recurs: one-off changes leave it alone (INV-23). */
  baselinePence: Pence;
  instalments: readonly Instalment[];
  readonly overdueFlagged: Set<number>;
  invoicedPence: Pence;
  receivedPence: Pence;
  readonly allocatedPence: Map<number, Pence>;
  waivedPence: Pence;
  withheldPence: Pence;
  hasMatchCondition: boolean;
}

interface ReceiptState {
  readonly contributionId?: string;
  readonly amountPence: Pence;
  readonly allocations: {
    readonly contributionId: string;
    readonly instalmentNo: number;
    readonly amountPence: Pence;
  }[];
  reversed: boolean;
}

export interface WithdrawalState {
  readonly request: WithdrawalRequested['data'];
  readonly requestedOn: IsoDate;
  readonly amountPence: Pence;
  status: 'REQUESTED' | 'APPROVED' | 'REJECTED' | 'PAID' | 'REVERSED';
  approvedBy?: string;
}

/** All that later decisions about the money of one pool year rest on. Folded in place. */
export interface PoolYearState {
  status: 'UNOPENED' | 'OPEN' | 'CLOSED';
  pooledFundId: string;
  financialYear: FinancialYear;
  /** Its version in the log: how many events were folded. */
  version: number;
  broughtForward: boolean;
  /** All amounts of its events together, whichever way they went. */
  turnoverPence: Pence;
  readonly lockedPeriods: Set<number>;
  readonly reopeningRequestedBy: Map<number, string>;
  readonly fundingStreams: Map<string, FundingStreamBalance>;
  /** By contribution; those of earlier years under their year as well (`2023-24/icb`). */
  readonly matchHolds: Map<string, MatchHold>;
  readonly contributions: Map<string, ContributionProgressState>;
  readonly receipts: Map<string, ReceiptState>;
  /** Cash that each partner paid in, reversals taken off: what shares pro rata to contributions received go by. */
  readonly receivedFrom: Map<string, Pence>;
  readonly withdrawals: Map<string, WithdrawalState>;
  /** References of the entries that this year reverses, its own and those of closed years. */
  readonly reversedEntries: Set<string>;
}

export const initialPoolYear = (): PoolYearState => ({
  status: 'UNOPENED',
  pooledFundId: '',
  financialYear: '',
  version: 0,
  broughtForward: false,
  turnoverPence: 0,
  lockedPeriods: new Set(),
  reopeningRequestedBy: new Map(),
  fundingStreams: new Map(),
  matchHolds: new Map(),
  contributions: new Map(),
  receipts: new Map(),
  receivedFrom: new Map(),
  withdrawals: new Map(),
  reversedEntries: new Set(),
});

/** What a withdrawal or payment costs the pool: net and the VAT that cannot be recovered (INV-34). */
export const costPence = (spending: { netPence: Pence; irrecoverableVatPence: Pence }): Pence =>
  spending.netPence + spending.irrecoverableVatPence;

/** Cash of a funding stream that match conditions hold back (INV-24). */
export function heldPence(state: PoolYearState, fundingStreamId: string): Pence {
  let held = 0;
  for (const hold of state.matchHolds.values()) {
    // Returned and then reversed, a hold falls below nought; that must not lend money to others.
    if (hold.fundingStreamId === fundingStreamId) held += Math.max(0, hold.heldPence);
  }
  return held;
}

/** What may still be asked for: the balance less what is reserved and what is held (INV-24, INV-25). */
export function availablePence(state: PoolYearState, fundingStreamId: string): Pence {
  const stream = state.fundingStreams.get(fundingStreamId);
  return stream ? stream.balancePence - stream.reservedPence - heldPence(state, fundingStreamId) : 0;
}

/** One name for a payee, whether agency or provider. */
export const payeeKey = (payee: Payee): string =>
  'agencyId' in payee ? `agency:${payee.agencyId}` : `provider:${payee.providerName.trim().toUpperCase()}`;

/** What an event adds to the turnover of its year. */
export function turnoverPenceOf({ type, data }: PoolYearEvent): Pence {
  if (type === 'BalancesBroughtForward') {
    return data.balances.reduce((sum, { balancePence }) => sum + Math.abs(balancePence), 0);
  }
  if (type === 'WithdrawalRequested') return costPence(data);
  if (type === 'ContributionVaried') return data.toPence;
  return 'amountPence' in data ? data.amountPence : 0;
}

export function evolvePoolYear(state: PoolYearState, event: PoolYearEvent): PoolYearState {
  state.version += 1;
  state.turnoverPence += turnoverPenceOf(event);
  fold(state, event);
  return state;
}

function fold(state: PoolYearState, event: PoolYearEvent): void {
  switch (event.type) {
    case 'PoolYearOpened':
      state.status = 'OPEN';
      state.pooledFundId = event.data.pooledFundId;
      state.financialYear = event.data.financialYear;
      return;
    case 'BalancesBroughtForward':
      state.broughtForward = true;
      for (const { fundingStreamId, balancePence } of event.data.balances) move(state, fundingStreamId, balancePence);
      for (const carried of event.data.matchHolds) {
        const contributionFinancialYear = carried.contributionFinancialYear ?? event.data.fromFinancialYear;
        const key = holdKey(state, carried.contributionId, contributionFinancialYear);
        state.matchHolds.set(key, { ...carried, contributionFinancialYear });
      }
      return;
    case 'PeriodLocked':
      state.lockedPeriods.add(event.data.period);
      return;
    case 'PeriodReopeningRequested':
      state.reopeningRequestedBy.set(event.data.period, event.data.requestedBy);
      return;
    case 'PeriodReopened':
      state.lockedPeriods.delete(event.data.period);
      state.reopeningRequestedBy.delete(event.data.period);
      return;
    case 'PoolYearClosed':
      state.status = 'CLOSED';
      return;
    case 'ContributionAgreed':
      state.contributions.set(event.data.contributionId, agreed(event.data));
      return;
    case 'ContributionScheduled':
      reschedule(contribution(state, event.data.contributionId), event.data.instalments);
      return;
    case 'ContributionInvoiced':
      contribution(state, event.data.contributionId).invoicedPence += event.data.amountPence;
      return;
    case 'ContributionReceived': {
      const { receiptId, fundingStreamId, amountPence, source } = event.data;
      const contributionId = event.data.contributionFinancialYear ? undefined : event.data.contributionId;
      move(state, fundingStreamId, amountPence);
      // A row of a file is never allocated by hand; a year may hold many thousands of them.
      if (!source) state.receipts.set(receiptId, { contributionId, amountPence, allocations: [], reversed: false });
      receive(state, contributionId, amountPence);
      payIn(state, event.data.partnerId, amountPence);
      hold(state, event.data, amountPence);
      return;
    }
    case 'ReceiptAllocated': {
      const { contributionId, receiptId, instalmentNo, amountPence } = event.data;
      state.receipts.get(receiptId)?.allocations.push({ contributionId, instalmentNo, amountPence });
      const { allocatedPence } = contribution(state, contributionId);
      allocatedPence.set(instalmentNo, (allocatedPence.get(instalmentNo) ?? 0) + amountPence);
      return;
    }
    case 'NonCashContributionRecorded':
      contribution(state, event.data.contributionId).receivedPence += event.data.amountPence;
      return;
    case 'ContributionOverdue':
      contribution(state, event.data.contributionId).overdueFlagged.add(event.data.instalmentNo);
      return;
    case 'ContributionWithheld':
      contribution(state, event.data.contributionId).withheldPence += event.data.amountPence;
      return;
    case 'WithholdingLifted':
      contribution(state, event.data.contributionId).withheldPence -= event.data.amountPence;
      return;
    case 'ContributionWaived':
      contribution(state, event.data.contributionId).waivedPence += event.data.amountPence;
      return;
    case 'ContributionVaried': {
      const varied = contribution(state, event.data.contributionId);
      varied.amountPence = event.data.toPence;
      if (event.data.recurrence === 'RECURRENT') varied.baselinePence += event.data.toPence - event.data.fromPence;
      return;
    }
    case 'MatchConditionSet': {
      const { contributionId } = event.data;
      const conditioned = contribution(state, contributionId);
      const { terms, receivedPence } = conditioned;
      conditioned.hasMatchCondition = true;
      state.matchHolds.set(contributionId, {
        contributionId,
        partnerId: terms.partnerId,
        fundingStreamId: terms.fundingStreamId,
        heldPence: terms.mode === 'CASH_TRANSFER' ? receivedPence : 0,
      });
      return;
    }
    case 'MatchConditionMet':
      state.matchHolds.delete(holdKey(state, event.data.contributionId, event.data.contributionFinancialYear));
      return;
    case 'MatchConditionFailed': {
      const key = holdKey(state, event.data.contributionId, event.data.contributionFinancialYear);
      const failing = state.matchHolds.get(key);
      if (failing) state.matchHolds.set(key, { ...failing, failed: true });
      return;
    }
    case 'WithdrawalRequested': {
      const amountPence = costPence(event.data);
      const { withdrawalId, fundingStreamId } = event.data;
      state.withdrawals.set(withdrawalId, {
        request: event.data,
        requestedOn: event.occurredOn,
        amountPence,
        status: 'REQUESTED',
      });
      balance(state, fundingStreamId).reservedPence += amountPence;
      return;
    }
    case 'WithdrawalApproved':
      Object.assign(withdrawal(state, event.data.withdrawalId), {
        status: 'APPROVED',
        approvedBy: event.data.approvedBy,
      });
      return;
    case 'WithdrawalRejected':
      settle(state, event.data.withdrawalId, 'REJECTED');
      return;
    case 'WithdrawalPaid':
      settle(state, event.data.withdrawalId, 'PAID');
      move(state, event.data.fundingStreamId, -event.data.amountPence);
      return;
    case 'PaymentRecorded':
      if (event.data.withdrawalId) settle(state, event.data.withdrawalId, 'PAID');
      move(state, event.data.fundingStreamId, -event.data.amountPence);
      return;
    case 'RefundRecorded':
    case 'IncomeRecorded':
      move(state, event.data.fundingStreamId, event.data.amountPence);
      return;
    case 'UnderspendReturned':
      move(state, event.data.fundingStreamId, -event.data.amountPence);
      hold(state, event.data, -event.data.amountPence);
      return;
    case 'ContributionReversed':
      state.reversedEntries.add(event.data.reversesEntry);
      if (isOwnEntry(state, event.data.reversesEntry)) unreceive(state, event.data);
      if ('receiptId' in event.data) {
        payIn(state, event.data.partnerId, -event.data.amountPence);
        move(state, event.data.fundingStreamId, -event.data.amountPence);
        hold(state, event.data, -event.data.amountPence);
      }
      return;
    case 'WithdrawalReversed': {
      state.reversedEntries.add(event.data.reversesEntry);
      move(state, event.data.fundingStreamId, event.data.amountPence);
      const { withdrawalId, reversesEntry } = event.data;
      if (withdrawalId && isOwnEntry(state, reversesEntry)) withdrawal(state, withdrawalId).status = 'REVERSED';
      return;
    }
    case 'RefundReversed':
    case 'IncomeReversed':
      state.reversedEntries.add(event.data.reversesEntry);
      move(state, event.data.fundingStreamId, -event.data.amountPence);
      return;
    case 'ReturnReversed':
      state.reversedEntries.add(event.data.reversesEntry);
      move(state, event.data.fundingStreamId, event.data.amountPence);
      hold(state, event.data, event.data.amountPence);
      return;
  }
}

function agreed(terms: ContributionAgreed['data']): ContributionProgressState {
  return {
    terms,
    amountPence: terms.amountPence,
    baselinePence: terms.recurrence === 'RECURRENT' ? terms.amountPence : 0,
    instalments: [],
    overdueFlagged: new Set(),
    invoicedPence: 0,
    receivedPence: 0,
    allocatedPence: new Map(),
    waivedPence: 0,
    withheldPence: 0,
    hasMatchCondition: false,
  };
}

function balance(state: PoolYearState, fundingStreamId: string): FundingStreamBalance {
  let found = state.fundingStreams.get(fundingStreamId);
  if (!found) state.fundingStreams.set(fundingStreamId, (found = { balancePence: 0, reservedPence: 0 }));
  return found;
}

function move(state: PoolYearState, fundingStreamId: string, pence: Pence): void {
  balance(state, fundingStreamId).balancePence += pence;
}

const contribution = (state: PoolYearState, contributionId: string) => state.contributions.get(contributionId)!;
const withdrawal = (state: PoolYearState, withdrawalId: string) => state.withdrawals.get(withdrawalId)!;

/**
 * True for an entry of this year. What an entry of an earlier year names (its receipt, contribution or withdrawal) is
 * of that year too, though this year may have something of the same name.
 */
const isOwnEntry = (state: PoolYearState, entryRef: string): boolean =>
  parseEntryRef(entryRef)?.financialYear === state.financialYear;

function payIn(state: PoolYearState, partnerId: string, pence: Pence): void {
  state.receivedFrom.set(partnerId, (state.receivedFrom.get(partnerId) ?? 0) + pence);
}

function receive(state: PoolYearState, contributionId: string | undefined, pence: Pence): void {
  const found = contributionId === undefined ? undefined : state.contributions.get(contributionId);
  if (found) found.receivedPence += pence;
}

function unreceive(state: PoolYearState, reversed: ContributionReversed['data']): void {
  if ('receiptId' in reversed) unallocate(state, reversed.receiptId);
  const ofEarlierYear = 'receiptId' in reversed && reversed.contributionFinancialYear;
  if (!ofEarlierYear) receive(state, reversed.contributionId, -reversed.amountPence);
}

/** A new schedule: an instalment that is another one now may be flagged as overdue again. */
function reschedule(of: ContributionProgressState, instalments: readonly Instalment[]): void {
  for (const { instalmentNo, dueOn, amountPence } of of.instalments) {
    const now = instalments[instalmentNo - 1];
    if (now?.dueOn !== dueOn || now.amountPence !== amountPence) of.overdueFlagged.delete(instalmentNo);
  }
  of.instalments = instalments;
}

/** What names a contribution, perhaps one of an earlier year, or undoes an entry that did. */
interface OfSomeContribution {
  readonly contributionId?: string;
  readonly contributionFinancialYear?: FinancialYear;
  readonly reversesEntry?: string;
}

function hold(state: PoolYearState, of: OfSomeContribution, pence: Pence): void {
  if (of.contributionId === undefined) return;
  const entryYear = of.reversesEntry === undefined ? undefined : parseEntryRef(of.reversesEntry)?.financialYear;
  const key = holdKey(state, of.contributionId, of.contributionFinancialYear ?? entryYear);
  const held = state.matchHolds.get(key);
  if (held) state.matchHolds.set(key, { ...held, heldPence: held.heldPence + pence });
}

const holdKey = (state: PoolYearState, contributionId: string, year = state.financialYear): string =>
  year === state.financialYear ? contributionId : `${year}/${contributionId}`;

/** What a match condition holds: of the year that is named, or else of this year, or else of the latest before it. */
export function matchHoldOf(
  state: PoolYearState,
  { contributionId, contributionFinancialYear }: OfSomeContribution & { readonly contributionId: string },
): MatchHold | undefined {
  if (contributionFinancialYear !== undefined) {
    return state.matchHolds.get(holdKey(state, contributionId, contributionFinancialYear));
  }
  const own = state.matchHolds.get(contributionId);
  if (own) return own;
  const named = [...state.matchHolds.values()].filter((candidate) => candidate.contributionId === contributionId);
  return named.sort((a, b) => (a.contributionFinancialYear! < b.contributionFinancialYear! ? 1 : -1))[0];
}

function settle(state: PoolYearState, withdrawalId: string, status: 'REJECTED' | 'PAID'): void {
  const settled = withdrawal(state, withdrawalId);
  settled.status = status;
  balance(state, settled.request.fundingStreamId).reservedPence -= settled.amountPence;
}

function unallocate(state: PoolYearState, receiptId: string): void {
  const receipt = state.receipts.get(receiptId);
  if (!receipt) return;
  receipt.reversed = true;
  for (const { contributionId, instalmentNo, amountPence } of receipt.allocations) {
    const { allocatedPence } = contribution(state, contributionId);
    allocatedPence.set(instalmentNo, allocatedPence.get(instalmentNo)! - amountPence);
  }
}
