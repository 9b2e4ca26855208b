import { accept, type Decision } from '../shared/decider';
import { refuseFuture } from '../shared/asked';
import { isIsoDate, type IsoDate, previousFinancialYear } from '../shared/dates';
import { parseEntryRef } from '../shared/identifiers';
import { isAmount } from '../shared/money';
import { book } from './booking';
import {
  type ImportedRow,
  type RecordImportedRows,
  type RecordIncome,
  type RecordPayment,
  type RecordRefund,
  type ReturnUnderspend,
  type ReverseEntry,
} from './pool-year.commands';
import { type PoolYearContext, refuse, refuseFundingStream, refuseNeverPartner } from './pool-year.context';
import {
  type Breach,
  type MatchHold,
  type PoolYearEvent,
  type ReversibleEntry,
  type Spending,
} from './pool-year.events';
import { availablePence, costPence, matchHoldOf, type PoolYearState } from './pool-year.state';
import { passesThrough, refuseOverdraw, refuseSpending, spendingOf } from './withdrawal.decide';

/** A payment that has left the bank: recorded whatever it did, with what it did wrong. */
export function decidePaymentFact(
  command: RecordPayment,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { withdrawalId, bankRef, fundingStreamId, occurredOn } = command;
  const refusal = refuseFuture(command) ?? refuseSpending(command, occurredOn, context);
  if (refusal) return refusal;
  const settled = withdrawalId === undefined ? undefined : state.withdrawals.get(withdrawalId);
  if (withdrawalId !== undefined && settled?.status !== 'APPROVED' && settled?.status !== 'REQUESTED') {
    return refuse('WITHDRAWAL_NOT_APPROVED', { withdrawalId, status: settled?.status ?? 'unknown' });
  }
  const booked = book(occurredOn, state, context);
  if ('refused' in booked) return booked;
  const reserved = settled?.request.fundingStreamId === fundingStreamId ? settled.amountPence : 0;
  const spendable = availablePence(state, fundingStreamId) + reserved;
  const found = breachesOf(command, occurredOn, spendable, context);
  if (settled?.status === 'REQUESTED') found.push('PAID_WITHOUT_APPROVAL');
  const data = {
    withdrawalId,
    ...spendingOf(command, context),
    amountPence: costPence(command),
    bankRef,
    ...booked.booking,
    ...marked(found),
  };
  return accept({ type: 'PaymentRecorded', occurredOn, data });
}

/** An honest payment carries no empty list. */
const marked = (breaches: readonly Breach[]): { readonly breaches?: readonly Breach[] } =>
  breaches.length > 0 ? { breaches } : {};

/** What a payment did wrong. */
function breachesOf(spending: Spending, paidOn: IsoDate, spendablePence: number, context: PoolYearContext): Breach[] {
  const rules = context.fundingStream(spending.fundingStreamId);
  const found: Breach[] = [];
  const { spendType } = spending;
  // Money that is only aligned or in view is no pot that could be overdrawn.
  const isPot = context.fund.poolingBasis === 'POOLED';
  if (isPot && costPence(spending) > spendablePence) found.push('FUNDING_STREAM_OVERDRAWN');
  if (rules.ringFence === 'CAPITAL_ONLY' && spendType === 'REVENUE') found.push('REVENUE_FROM_CAPITAL_ONLY');
  else if (spendType && !rules.permittedSpendTypes.includes(spendType)) found.push('SPEND_TYPE_NOT_PERMITTED');
  if (rules.expiresOn && paidOn > rules.expiresOn) found.push('SPENT_AFTER_EXPIRY');
  if (!passesThrough(spending.payee, rules)) found.push('PASSED_THROUGH_TO_ANOTHER_AGENCY');
  return found;
}

export function decideRefundFact(
  command: RecordRefund,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { bankRef, occurredOn } = command;
  const refusal = refuseFuture(command) ?? refuseSpending(command, occurredOn, context);
  if (refusal) return refusal;
  const booked = book(occurredOn, state, context);
  if ('refused' in booked) return booked;
  const data = { ...spendingOf(command, context), amountPence: costPence(command), bankRef, ...booked.booking };
  return accept({ type: 'RefundRecorded', occurredOn, data });
}

export function decideIncome(
  command: RecordIncome,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { fundingStreamId, incomeSource, amountPence, description, occurredOn } = command;
  if (!isAmount(amountPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The income' });
  const refusal = refuseFuture(command) ?? refuseFundingStream(fundingStreamId, context);
  if (refusal) return refusal;
  const booked = book(occurredOn, state, context);
  if ('refused' in booked) return booked;
  const data = { fundingStreamId, incomeSource, amountPence, description, ...booked.booking };
  return accept({ type: 'IncomeRecorded', occurredOn, data });
}

/** Money goes back to a partner: from what is available, or from what a failed match condition holds. */
export function decideReturn(
  command: ReturnUnderspend,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { partnerId, fundingStreamId, contributionId, amountPence, reason, financialYear, occurredOn } = command;
  if (!isAmount(amountPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The return' });
  const hold = contributionId === undefined ? undefined : matchHoldOf(state, { ...command, contributionId });
  const refusal =
    refuseFuture(command) ??
    refuseFundingStream(fundingStreamId, context) ??
    refuseNeverPartner(financialYear, partnerId, context) ??
    refuseHeld(command, hold);
  if (refusal) return refusal;
  const available = availablePence(state, fundingStreamId);
  // What is held goes back only as far as the funding stream still has it.
  const spendable = hold ? Math.min(hold.heldPence, available + hold.heldPence) : available;
  const overdraw = refuseOverdraw(fundingStreamId, amountPence, spendable, context);
  if (overdraw) return overdraw;
  const booked = book(occurredOn, state, context);
  if ('refused' in booked) return booked;
  const held = { contributionId, contributionFinancialYear: hold?.contributionFinancialYear };
  const data = { partnerId, fundingStreamId, ...held, amountPence, reason, ...booked.booking };
  return accept({ type: 'UnderspendReturned', occurredOn, data });
}

/** A return that names a contribution gives back what its failed match condition holds, to the partner who paid it. */
function refuseHeld(command: ReturnUnderspend, hold: MatchHold | undefined) {
  const { contributionId, partnerId, fundingStreamId } = command;
  if (contributionId === undefined) return undefined;
  if (!hold) return refuse('MATCH_CONDITION_NOT_SET', { contributionId });
  if (!hold.failed) return refuse('MATCH_CONDITION_NOT_FAILED', { contributionId });
  const payerId = hold.partnerId ?? partnerId;
  if (hold.fundingStreamId === fundingStreamId && payerId === partnerId) return undefined;
  const held = { contributionId, partnerId: payerId, fundingStreamId: hold.fundingStreamId };
  return refuse('RECEIPT_CONTRADICTS_CONTRIBUTION', held);
}

/** INV-02: a reversal names one entry that is not reversed, repeats its figures, and is never reversed itself. */
export function decideReversal(
  command: ReverseEntry,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { entryRef, entry, reason, reversedInClosedYear, occurredOn } = command;
  const place = parseEntryRef(entryRef);
  const isOfFund = place?.pooledFundId === state.pooledFundId && place.financialYear <= state.financialYear;
  if (!entry || !isOfFund) return refuse('ENTRY_UNKNOWN', { entryRef });
  if ('reversesEntry' in entry.data) return refuse('REVERSAL_CANNOT_BE_REVERSED', { entryRef });
  if (!isReversible(entry)) return refuse('ENTRY_NOT_REVERSIBLE', { entryRef, type: entry.type });
  if (reversedInClosedYear || state.reversedEntries.has(entryRef))
    return refuse('ENTRY_ALREADY_REVERSED', { entryRef });
  // While an earlier year is open it may reverse its own entries: two years at once could reverse one entry twice.
  const previous = previousFinancialYear(state.financialYear);
  if (place.financialYear < state.financialYear && context.poolYearStatus(previous) !== 'CLOSED') {
    return refuse('PREVIOUS_YEAR_NOT_CLOSED', { financialYear: previous });
  }
  if (occurredOn < entry.occurredOn) return refuse('REVERSED_BEFORE_ENTRY', { entryRef, on: entry.occurredOn });
  const refusal = refuseFuture(command);
  if (refusal) return refusal;
  const booked = book(occurredOn, state, context);
  if ('refused' in booked) return booked;
  const reversal = { ...booked.booking, reversesEntry: entryRef, reason };
  switch (entry.type) {
    case 'ContributionReceived':
      return accept({ type: 'ContributionReversed', occurredOn, data: { ...unbooked(entry.data), ...reversal } });
    case 'NonCashContributionRecorded':
      return accept({ type: 'ContributionReversed', occurredOn, data: { ...unbooked(entry.data), ...reversal } });
    case 'WithdrawalPaid':
    case 'PaymentRecorded':
      return accept({ type: 'WithdrawalReversed', occurredOn, data: { ...unbooked(entry.data), ...reversal } });
    case 'RefundRecorded':
      return accept({ type: 'RefundReversed', occurredOn, data: { ...unbooked(entry.data), ...reversal } });
    case 'IncomeRecorded':
      return accept({ type: 'IncomeReversed', occurredOn, data: { ...unbooked(entry.data), ...reversal } });
    case 'UnderspendReturned':
      return accept({ type: 'ReturnReversed', occurredOn, data: { ...unbooked(entry.data), ...reversal } });
  }
}

const reversibleTypes: ReadonlySet<string> = new Set<ReversibleEntry['type']>([
  'ContributionReceived',
  'NonCashContributionRecorded',
  'WithdrawalPaid',
  'PaymentRecorded',
  'RefundRecorded',
  'IncomeRecorded',
  'UnderspendReturned',
]);
const isReversible = (event: PoolYearEvent): event is ReversibleEntry => reversibleTypes.has(event.type);

/** An entry's figures without the period that it was booked in: its reversal has its own. */
function unbooked<Data extends { readonly period: number; readonly priorPeriod?: true }>(data: Data) {
  const { period: _period, priorPeriod: _priorPeriod, ...figures } = data;
  return figures;
}

/** Rows of a published file are facts: booked one after another, each with what it did wrong. */
export function decideImportedRows(
  command: RecordImportedRows,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const events: PoolYearEvent[] = [];
  const spendable = new Map<string, number>();
  for (const row of command.rows) {
    const refusal = refuseRow(row, command, context);
    if (refusal) return refusal;
    const booked = book(row.occurredOn, state, context);
    if ('refused' in booked) return booked;
    const { fundingStreamId } = row;
    const before = spendable.get(fundingStreamId) ?? availablePence(state, fundingStreamId);
    const { event, effectPence } = rowEvent(row, booked.booking, before, context);
    spendable.set(fundingStreamId, before + effectPence);
    events.push(event);
  }
  return { accepted: events };
}

function refuseRow(row: ImportedRow, command: RecordImportedRows, context: PoolYearContext) {
  if (!isIsoDate(row.occurredOn)) return refuse('DATE_DOES_NOT_EXIST', { date: row.occurredOn });
  const future = refuseFuture({ ...command, occurredOn: row.occurredOn });
  if (future) return future;
  if ('payee' in row) return refuseSpending(row, row.occurredOn, context);
  if (!isAmount(row.amountPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The amount' });
  return (
    refuseFundingStream(row.fundingStreamId, context) ??
    refuseNeverPartner(command.financialYear, row.partnerId, context)
  );
}

function rowEvent(
  row: ImportedRow,
  booking: { readonly period: number; readonly priorPeriod?: true },
  spendablePence: number,
  context: PoolYearContext,
): { readonly event: PoolYearEvent; readonly effectPence: number } {
  const { occurredOn, source, bankRef } = row;
  if (!('payee' in row)) {
    const { kind, partnerId, fundingStreamId, amountPence } = row;
    const facts = { partnerId, fundingStreamId, amountPence, source, ...booking };
    if (kind === 'RETURN') {
      const data = { ...facts, reason: 'A negative contribution, as published' };
      return { event: { type: 'UnderspendReturned', occurredOn, data }, effectPence: -amountPence };
    }
    const receiptId = `${source.fileDigest.slice(0, 12)}-${source.part ? `${source.part}-` : ''}${source.line}`;
    const data = { receiptId, bankRef, ...facts };
    return { event: { type: 'ContributionReceived', occurredOn, data }, effectPence: amountPence };
  }
  const amountPence = costPence(row);
  const data = { ...spendingOf(row, context), amountPence, bankRef, source, ...booking };
  if (row.kind === 'REFUND') return { event: { type: 'RefundRecorded', occurredOn, data }, effectPence: amountPence };
  const payment = { ...data, ...marked(breachesOf(row, occurredOn, spendablePence, context)) };
  return { event: { type: 'PaymentRecorded', occurredOn, data: payment }, effectPence: -amountPence };
}
