import { accept, type Decision } from '../shared/decider';
import { refuseFuture } from '../shared/asked';
import { type IsoDate } from '../shared/dates';
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
import { type PoolYearContext, refuse, refuseFundingStream, refuseStrangerTo } from './pool-year.context';
import { type Breach, type PoolYearEvent, type ReversibleEntry, type Spending } from './pool-year.events';
import { availablePence, costPence, type PoolYearState } from './pool-year.state';
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
  if (withdrawalId !== undefined && settled?.status !== 'APPROVED') {
    return refuse('WITHDRAWAL_NOT_APPROVED', { withdrawalId, status: settled?.status ?? 'unknown' });
  }
  const booked = book(occurredOn, state, context);
  if ('refused' in booked) return booked;
  const spendable = availablePence(state, fundingStreamId) + (settled?.amountPence ?? 0);
  const breaches = breachesOf(command, occurredOn, spendable, context);
  const data = {
    withdrawalId,
    ...spendingOf(command),
    amountPence: costPence(command),
    bankRef,
    ...booked.booking,
    ...breaches,
  };
  return accept({ type: 'PaymentRecorded', occurredOn, data });
}

/** What a payment did wrong, or nothing at all: an honest payment carries no empty list. */
function breachesOf(
  spending: Spending,
  paidOn: IsoDate,
  spendablePence: number,
  context: PoolYearContext,
): { readonly breaches?: readonly Breach[] } {
  const rules = context.fundingStream(spending.fundingStreamId);
  const found: Breach[] = [];
  if (costPence(spending) > spendablePence) found.push('FUNDING_STREAM_OVERDRAWN');
  if (rules.ringFence === 'CAPITAL_ONLY' && spending.spendType !== 'CAPITAL') found.push('REVENUE_FROM_CAPITAL_ONLY');
  else if (!rules.permittedSpendTypes.includes(spending.spendType)) found.push('SPEND_TYPE_NOT_PERMITTED');
  if (rules.expiresOn && paidOn > rules.expiresOn) found.push('SPENT_AFTER_EXPIRY');
  if (!passesThrough(spending.payee, rules)) found.push('PASSED_THROUGH_TO_ANOTHER_AGENCY');
  return found.length > 0 ? { breaches: found } : {};
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
  const data = { ...spendingOf(command), amountPence: costPence(command), bankRef, ...booked.booking };
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
  const refusal =
    refuseFuture(command) ??
    refuseFundingStream(fundingStreamId, context) ??
    refuseStrangerTo(financialYear, partnerId, context);
  if (refusal) return refusal;
  const hold = contributionId === undefined ? undefined : state.matchHolds.get(contributionId);
  if (contributionId !== undefined && !hold) return refuse('MATCH_CONDITION_NOT_SET', { contributionId });
  const spendable = hold ? hold.heldPence : availablePence(state, fundingStreamId);
  const overdraw = refuseOverdraw(fundingStreamId, amountPence, spendable, context);
  if (overdraw) return overdraw;
  const booked = book(occurredOn, state, context);
  if ('refused' in booked) return booked;
  const data = { partnerId, fundingStreamId, contributionId, amountPence, reason, ...booked.booking };
  return accept({ type: 'UnderspendReturned', occurredOn, data });
}

/** INV-02: a reversal names one entry that is not reversed, repeats its figures, and is never reversed itself. */
export function decideReversal(
  command: ReverseEntry,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { entryRef, entry, reason, reversedInClosedYear, occurredOn } = command;
  if (!entry) return refuse('ENTRY_UNKNOWN', { entryRef });
  if ('reversesEntry' in entry.data) return refuse('REVERSAL_CANNOT_BE_REVERSED', { entryRef });
  if (!isReversible(entry)) return refuse('ENTRY_NOT_REVERSIBLE', { entryRef, type: entry.type });
  if (reversedInClosedYear || state.reversedEntries.has(entryRef))
    return refuse('ENTRY_ALREADY_REVERSED', { entryRef });
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
  const future = refuseFuture({ ...command, occurredOn: row.occurredOn });
  if (future || row.kind !== 'RECEIPT') return future ?? refuseSpending(row as Spending, row.occurredOn, context);
  if (!isAmount(row.amountPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The receipt' });
  return (
    refuseFundingStream(row.fundingStreamId, context) ?? refuseStrangerTo(command.financialYear, row.partnerId, context)
  );
}

function rowEvent(
  row: ImportedRow,
  booking: { readonly period: number; readonly priorPeriod?: true },
  spendablePence: number,
  context: PoolYearContext,
): { readonly event: PoolYearEvent; readonly effectPence: number } {
  const { occurredOn, source, bankRef } = row;
  if (row.kind === 'RECEIPT') {
    const { partnerId, fundingStreamId, amountPence } = row;
    const receiptId = `${source.fileDigest.slice(0, 12)}-${source.part ? `${source.part}-` : ''}${source.line}`;
    const data = { receiptId, partnerId, fundingStreamId, amountPence, bankRef, source, ...booking };
    return { event: { type: 'ContributionReceived', occurredOn, data }, effectPence: amountPence };
  }
  const amountPence = costPence(row);
  const data = { ...spendingOf(row), amountPence, bankRef, source, ...booking };
  if (row.kind === 'REFUND') return { event: { type: 'RefundRecorded', occurredOn, data }, effectPence: amountPence };
  const breaches = breachesOf(row, occurredOn, spendablePence, context);
  return { event: { type: 'PaymentRecorded', occurredOn, data: { ...data, ...breaches } }, effectPence: -amountPence };
}
