import { accept, type Decision } from '../shared/decider';
import { refuseFuture } from '../shared/asked';
import { daysBetween, type FinancialYear, financialYearOf, isFinancialYear, isIsoDate } from '../shared/dates';
import { isAmount, isAmountOrNone } from '../shared/money';
import { dueTwelveWorkingDaysIntoNextMonth } from '../shared/working-days';
import { book } from './booking';
import { ageInstalments, instalmentsBy } from './instalments';
import {
  type AgreeContribution,
  type AllocateReceipt,
  type FailMatchCondition,
  type FlagOverdueInstalments,
  type InvoiceContribution,
  type LiftWithholding,
  type MeetMatchCondition,
  type RecordContributionReceipt,
  type RecordNonCashContribution,
  type ScheduleContribution,
  type SetMatchCondition,
  type VaryContribution,
  type WaiveContribution,
  type WithholdContribution,
} from './pool-year.commands';
import {
  type PoolYearContext,
  refuse,
  refuseFundingStream,
  refuseNeverPartner,
  refusePartner,
  refuseStrangerTo,
  refuseUnpooled,
  refuseUnsigned,
} from './pool-year.context';
import { type ContributionOverdue, type PoolYearEvent } from './pool-year.events';
import { type ContributionProgressState, matchHoldOf, type PoolYearState } from './pool-year.state';

export function decideAgreement(
  command: AgreeContribution,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { contributionId, partnerId, fundingStreamId, amountPence, mode, schemeId, financialYear, occurredOn } =
    command;
  const { publishedMinimumPence, clientChargesPence = 0 } = command;
  if (state.contributions.has(contributionId)) return refuse('CONTRIBUTION_ALREADY_AGREED', { contributionId });
  if (!isAmount(amountPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The contribution' });
  const refusal =
    refuseFundingStream(fundingStreamId, context) ??
    refuseStrangerTo(financialYear, partnerId, context) ??
    refuseUnsigned(occurredOn, context);
  if (refusal) return refusal;
  if (schemeId !== undefined && !context.fund.schemes.has(schemeId)) return refuse('SCHEME_UNKNOWN', { schemeId });
  const belowMinimum = refuseBelowMinimum(amountPence, publishedMinimumPence);
  if (belowMinimum) return belowMinimum;
  // Whoever names the client charges alone has named the gross as well (INV-22).
  const grossPence = command.grossPence ?? amountPence + clientChargesPence;
  if (!isAmount(grossPence) || !isAmountOrNone(clientChargesPence)) {
    return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The gross contribution and the client charges, each' });
  }
  if (grossPence - clientChargesPence !== amountPence) {
    return refuse('CONTRIBUTION_NET_DOES_NOT_ADD_UP', { grossPence, clientChargesPence, amountPence });
  }
  const { recurrence, requirement, valuationBasis, determinationRef } = command;
  const terms = { amountPence, mode, recurrence, requirement, schemeId, valuationBasis, determinationRef };
  const isNet = command.grossPence !== undefined || command.clientChargesPence !== undefined;
  const gross = isNet ? { grossPence, clientChargesPence } : {};
  const data = { contributionId, partnerId, fundingStreamId, ...terms, publishedMinimumPence, ...gross };
  return accept({ type: 'ContributionAgreed', occurredOn, data });
}

/** INV-21: neither agreed nor varied below the published minimum. */
function refuseBelowMinimum(amountPence: number, minimumPence: number | undefined) {
  return minimumPence !== undefined && amountPence < minimumPence
    ? refuse('CONTRIBUTION_BELOW_MINIMUM', { amountPence, minimumPence })
    : undefined;
}

/** INV-17: instalments sum to the contribution, to the penny. */
export function decideSchedule(command: ScheduleContribution, state: PoolYearState): Decision<PoolYearEvent> {
  const { contributionId, financialYear, occurredOn } = command;
  const found = state.contributions.get(contributionId);
  if (!found) return refuse('CONTRIBUTION_UNKNOWN', { contributionId });
  const { amountPence } = found;
  const instalments = command.instalments ?? instalmentsBy(command.calendar, financialYear, amountPence);
  const inOrder = instalments.every(
    ({ instalmentNo, dueOn }, place) =>
      instalmentNo === place + 1 && (place === 0 || instalments[place - 1]!.dueOn <= dueOn),
  );
  if (!inOrder) return refuse('INSTALMENTS_MISNUMBERED', {});
  for (const instalment of instalments) {
    if (!isIsoDate(instalment.dueOn)) return refuse('DATE_DOES_NOT_EXIST', { date: instalment.dueOn });
    if (command.instalments && !isAmount(instalment.amountPence)) {
      return refuse('AMOUNT_NOT_POSSIBLE', { what: `Instalment ${instalment.instalmentNo}` });
    }
  }
  const instalmentsPence = instalments.reduce((sum, instalment) => sum + instalment.amountPence, 0);
  if (instalmentsPence !== amountPence) return refuse('INSTALMENTS_DO_NOT_ADD_UP', { instalmentsPence, amountPence });
  return accept({ type: 'ContributionScheduled', occurredOn, data: { contributionId, instalments } });
}

export function decideInvoice(command: InvoiceContribution, state: PoolYearState): Decision<PoolYearEvent> {
  const { contributionId, invoiceRef, instalmentNo, amountPence, occurredOn } = command;
  const found = state.contributions.get(contributionId);
  if (!found) return refuse('CONTRIBUTION_UNKNOWN', { contributionId });
  if (found.terms.mode !== 'CASH_TRANSFER') {
    return refuse('CONTRIBUTION_NOT_CASH', { contributionId, mode: found.terms.mode });
  }
  if (!isAmount(amountPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The invoice' });
  if (instalmentNo !== undefined && !found.instalments[instalmentNo - 1]) {
    return refuse('INSTALMENT_UNKNOWN', { contributionId, instalmentNo });
  }
  const invoicedPence = found.invoicedPence + amountPence;
  if (invoicedPence > found.amountPence) {
    return refuse('INVOICED_ABOVE_CONTRIBUTION', { invoicedPence, amountPence: found.amountPence });
  }
  const dueOn = command.dueOn ?? dueTwelveWorkingDaysIntoNextMonth(occurredOn);
  if (!isIsoDate(dueOn)) return refuse('DATE_DOES_NOT_EXIST', { date: dueOn });
  const data = { contributionId, invoiceRef, instalmentNo, amountPence, dueOn };
  return refuseFuture(command) ?? accept({ type: 'ContributionInvoiced', occurredOn, data });
}

export function decideReceipt(
  command: RecordContributionReceipt,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { receiptId, contributionId, partnerId, fundingStreamId, amountPence, bankRef, financialYear, occurredOn } =
    command;
  if (state.receipts.has(receiptId)) return refuse('RECEIPT_ALREADY_RECORDED', { receiptId });
  if (!isAmount(amountPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The receipt' });
  const refusal =
    refuseUnpooled(context) ??
    refuseFuture(command) ??
    refuseFundingStream(fundingStreamId, context) ??
    refuseNeverPartner(financialYear, partnerId, context) ??
    refuseUnsigned(occurredOn, context);
  if (refusal) return refusal;
  const { contributionFinancialYear: named = financialYear } = command;
  if (!isFinancialYear(named)) return refuse('FINANCIAL_YEAR_DOES_NOT_EXIST', { financialYear: named });
  const isOwn = contributionId !== undefined && named === financialYear;
  const found = isOwn ? state.contributions.get(contributionId) : undefined;
  if (found) {
    const { terms } = found;
    if (terms.mode !== 'CASH_TRANSFER') {
      return refuse('CONTRIBUTION_NOT_CASH', { contributionId: terms.contributionId, mode: terms.mode });
    }
    if (terms.partnerId !== partnerId || terms.fundingStreamId !== fundingStreamId) {
      return refuse('RECEIPT_CONTRADICTS_CONTRIBUTION', { ...terms });
    }
  }
  const booked = book(occurredOn, state, context);
  if ('refused' in booked) return booked;
  const contribution = { contributionId, contributionFinancialYear: found ? undefined : earlierYearOf(command) };
  if (contributionId !== undefined && !found && !contribution.contributionFinancialYear) {
    return refuse('CONTRIBUTION_UNKNOWN', { contributionId });
  }
  const data = { receiptId, ...contribution, partnerId, fundingStreamId, amountPence, bankRef, ...booked.booking };
  return accept({ type: 'ContributionReceived', occurredOn, data });
}

/** A contribution of an earlier, closed year may still be paid: the year that is named, or that the receipt's day lies in. */
function earlierYearOf(command: RecordContributionReceipt): FinancialYear | undefined {
  if (command.contributionId === undefined) return undefined;
  const year = command.contributionFinancialYear ?? financialYearOf(command.occurredOn);
  return year < command.financialYear ? year : undefined;
}

/** INV-19: nothing is allocated above the instalment; the excess stays unallocated. */
export function decideAllocation(command: AllocateReceipt, state: PoolYearState): Decision<PoolYearEvent> {
  const { receiptId, contributionId, instalmentNo, amountPence, occurredOn } = command;
  const receipt = state.receipts.get(receiptId);
  if (!receipt || receipt.reversed) return refuse('RECEIPT_UNKNOWN', { receiptId });
  const found = state.contributions.get(contributionId);
  if (!found || receipt.contributionId !== contributionId) return refuse('CONTRIBUTION_UNKNOWN', { contributionId });
  if (!isAmount(amountPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The allocation' });
  const instalment = found.instalments[instalmentNo - 1];
  if (!instalment) return refuse('INSTALMENT_UNKNOWN', { contributionId, instalmentNo });
  const toInstalment = (found.allocatedPence.get(instalmentNo) ?? 0) + amountPence;
  if (toInstalment > instalment.amountPence) {
    return refuse('ALLOCATED_ABOVE_INSTALMENT', {
      allocatedPence: toInstalment,
      instalmentPence: instalment.amountPence,
    });
  }
  const fromReceipt = receipt.allocations.reduce((sum, allocation) => sum + allocation.amountPence, amountPence);
  if (fromReceipt > receipt.amountPence) {
    return refuse('ALLOCATED_ABOVE_RECEIPT', { allocatedPence: fromReceipt, receiptPence: receipt.amountPence });
  }
  const data = { receiptId, contributionId, instalmentNo, amountPence };
  return accept({ type: 'ReceiptAllocated', occurredOn, data });
}

/** INV-20: what is retained, granted directly or given in kind is recorded and never moves the cash balance. */
export function decideNonCash(
  command: RecordNonCashContribution,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { contributionId, amountPence, evidence, occurredOn } = command;
  const found = state.contributions.get(contributionId);
  if (!found) return refuse('CONTRIBUTION_UNKNOWN', { contributionId });
  const { mode, partnerId, fundingStreamId } = found.terms;
  if (mode === 'CASH_TRANSFER') return refuse('CONTRIBUTION_IS_CASH', { contributionId });
  if (!isAmount(amountPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The value' });
  const refusal = refuseFuture(command);
  if (refusal) return refusal;
  const booked = book(occurredOn, state, context);
  if ('refused' in booked) return booked;
  const data = { contributionId, partnerId, fundingStreamId, mode, amountPence, evidence, ...booked.booking };
  return accept({ type: 'NonCashContributionRecorded', occurredOn, data });
}

/** Raised by the clock: every instalment that is late today and was not flagged before. */
export function decideOverdue({ today }: FlagOverdueInstalments, state: PoolYearState): Decision<PoolYearEvent> {
  const late: ContributionOverdue[] = [];
  for (const [contributionId, found] of state.contributions) {
    for (const { instalmentNo, dueOn, outstandingPence } of ageInstalments(found)) {
      if (dueOn >= today || outstandingPence === 0 || found.overdueFlagged.has(instalmentNo)) continue;
      const data = { contributionId, instalmentNo, dueOn, outstandingPence, daysLate: daysBetween(dueOn, today) };
      late.push({ type: 'ContributionOverdue', occurredOn: today, data });
    }
  }
  return { accepted: late };
}

export function decideWithholding(command: WithholdContribution, state: PoolYearState): Decision<PoolYearEvent> {
  const { contributionId, amountPence, ground, guidanceRef, occurredOn } = command;
  const refusal = refuseMoreThanOutstanding(contributionId, amountPence, state);
  return (
    refusal ??
    accept({ type: 'ContributionWithheld', occurredOn, data: { contributionId, amountPence, ground, guidanceRef } })
  );
}

export function decideLifting(command: LiftWithholding, state: PoolYearState): Decision<PoolYearEvent> {
  const { contributionId, amountPence, occurredOn } = command;
  const found = state.contributions.get(contributionId);
  if (!found) return refuse('CONTRIBUTION_UNKNOWN', { contributionId });
  if (!isAmount(amountPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The amount' });
  const { withheldPence } = found;
  if (amountPence > withheldPence) return refuse('MORE_THAN_WITHHELD', { askedPence: amountPence, withheldPence });
  return accept({ type: 'WithholdingLifted', occurredOn, data: { contributionId, amountPence } });
}

export function decideWaiver(command: WaiveContribution, state: PoolYearState): Decision<PoolYearEvent> {
  const { contributionId, amountPence, reason, occurredOn } = command;
  const refusal = refuseMoreThanOutstanding(contributionId, amountPence, state);
  return refusal ?? accept({ type: 'ContributionWaived', occurredOn, data: { contributionId, amountPence, reason } });
}

const outstandingOf = ({ amountPence, receivedPence, waivedPence, withheldPence }: ContributionProgressState): number =>
  amountPence - receivedPence - waivedPence - withheldPence;

function refuseMoreThanOutstanding(contributionId: string, askedPence: number, state: PoolYearState) {
  const found = state.contributions.get(contributionId);
  if (!found) return refuse('CONTRIBUTION_UNKNOWN', { contributionId });
  if (!isAmount(askedPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The amount' });
  const outstandingPence = Math.max(0, outstandingOf(found));
  return askedPence > outstandingPence ? refuse('MORE_THAN_OUTSTANDING', { askedPence, outstandingPence }) : undefined;
}

/** INV-13: every affected partner approves, the one who pays and the host. A varied schedule is agreed anew. */
export function decideVariation(
  command: VaryContribution,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { contributionId, toPence, recurrence, reason, approvedByAgencyIds, occurredOn } = command;
  const found = state.contributions.get(contributionId);
  if (!found) return refuse('CONTRIBUTION_UNKNOWN', { contributionId });
  if (!isAmount(toPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The varied contribution' });
  const fromPence = found.amountPence;
  if (fromPence === toPence) return refuse('VARIATION_CHANGES_NOTHING', {});
  const donePence = Math.max(found.invoicedPence, found.waivedPence + found.withheldPence);
  if (toPence < donePence) return refuse('VARIED_BELOW_WHAT_WAS_DONE', { toPence, donePence });
  const belowMinimum = refuseBelowMinimum(toPence, found.terms.publishedMinimumPence);
  if (belowMinimum) return belowMinimum;
  const affected = new Set([found.terms.partnerId, context.fund.hostAgencyId]);
  const missing = [...affected].filter((agencyId) => !approvedByAgencyIds.includes(agencyId));
  if (missing.length > 0) return refuse('VARIATION_NOT_APPROVED', { missing });
  const data = { contributionId, fromPence, toPence, recurrence, reason, approvedByAgencyIds };
  return accept({ type: 'ContributionVaried', occurredOn, data });
}

export function decideMatchCondition(
  command: SetMatchCondition,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { contributionId, requiredFromAgencyId, requiredPence, occurredOn } = command;
  const found = state.contributions.get(contributionId);
  if (!found) return refuse('CONTRIBUTION_UNKNOWN', { contributionId });
  if (found.hasMatchCondition) return refuse('MATCH_CONDITION_ALREADY_SET', { contributionId });
  if (!isAmount(requiredPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The matching amount' });
  const data = { contributionId, requiredFromAgencyId, requiredPence };
  return (
    refusePartner(requiredFromAgencyId, occurredOn, context) ?? accept({ type: 'MatchConditionSet', occurredOn, data })
  );
}

/** Decides on a condition of this year, or on one whose money an earlier year still held back when it closed. */
export function decideMatchOutcome(
  command: MeetMatchCondition | FailMatchCondition,
  state: PoolYearState,
): Decision<PoolYearEvent> {
  const { contributionId, occurredOn } = command;
  const hold = matchHoldOf(state, command);
  if (!hold || hold.failed) return refuse('MATCH_CONDITION_NOT_SET', { contributionId });
  const { contributionFinancialYear } = hold;
  const of = { contributionId, contributionFinancialYear };
  return command.type === 'MeetMatchCondition'
    ? accept({ type: 'MatchConditionMet', occurredOn, data: { ...of, evidence: command.evidence } })
    : accept({ type: 'MatchConditionFailed', occurredOn, data: { ...of, reason: command.reason } });
}
