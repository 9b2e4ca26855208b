import { type FundingStreamState } from '../funding-stream/funding-stream.state';
import { accept, type Decision } from '../shared/decider';
import { refuseFuture } from '../shared/asked';
import { daysBetween, type IsoDate } from '../shared/dates';
import { isAmount, isAmountOrNone } from '../shared/money';
import { delegationHeld, partnersOn } from '../pooled-fund/pooled-fund.state';
import { book } from './booking';
import {
  type ApproveWithdrawal,
  type PayWithdrawal,
  type RejectWithdrawal,
  type RequestWithdrawal,
} from './pool-year.commands';
import {
  type PoolYearContext,
  refuse,
  refuseAgency,
  refuseFundingStream,
  refuseUnpooled,
  refuseUnsigned,
} from './pool-year.context';
import { type Payee, type PoolYearEvent, type Spending } from './pool-year.events';
import { availablePence, costPence, payeeKey, type PoolYearState, type WithdrawalState } from './pool-year.state';

/** Requests to one payee within so many days count together when a limit is looked at (INV-32). */
const SPLIT_WINDOW_DAYS = 30;

/** A request is a decision: it is refused when it breaks a rule, in this order. */
export function decideRequest(
  command: RequestWithdrawal,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { withdrawalId, fundingStreamId, expenditureKind, purposeCode, consentingAgencyIds, occurredOn, by } = command;
  if (state.withdrawals.has(withdrawalId)) return refuse('WITHDRAWAL_ALREADY_REQUESTED', { withdrawalId });
  const refusal =
    refuseUnpooled(context) ??
    refuseFuture(command) ??
    refuseSpending(command, occurredOn, context) ??
    refuseUnsigned(occurredOn, context);
  if (refusal) return refusal;
  const booked = book(occurredOn, state, context);
  if ('refused' in booked) return booked;
  const ruleBroken =
    refuseUnpermitted(command, context) ??
    refuseRingFence(command, context.fundingStream(fundingStreamId)) ??
    refuseOverdraw(fundingStreamId, costPence(command), availablePence(state, fundingStreamId), context);
  if (ruleBroken) return ruleBroken;
  const request = { expenditureKind, purposeCode, consentingAgencyIds, requestedBy: by.actorId };
  const data = { withdrawalId, ...spendingOf(command, context), spendType: command.spendType, ...request };
  return accept({ type: 'WithdrawalRequested', occurredOn, data });
}

/** The parts of spending, without what a command carries beside them; the VAT regime is its scheme's (INV-34). */
export function spendingOf(spending: Spending, context: PoolYearContext): Spending {
  const { fundingStreamId, payee, commissioningAgencyId, schemeId, spendType } = spending;
  const { netPence, irrecoverableVatPence, recoverableVatPence, purpose } = spending;
  const scheme = schemeId === undefined ? undefined : context.fund.schemes.get(schemeId);
  const vatRegime = scheme?.vatRegime ?? spending.vatRegime;
  const vat = { netPence, irrecoverableVatPence, recoverableVatPence, vatRegime };
  return { fundingStreamId, payee, commissioningAgencyId, schemeId, spendType, ...vat, purpose };
}

/** Refuses spending whose parts do not exist or whose amounts are none. */
export function refuseSpending(spending: Spending, on: IsoDate, context: PoolYearContext) {
  const { fundingStreamId, payee, commissioningAgencyId, schemeId, netPence } = spending;
  const amounts = isAmountOrNone(netPence) && isAmountOrNone(spending.irrecoverableVatPence);
  if (!amounts || !isAmount(costPence(spending)))
    return refuse('AMOUNT_NOT_POSSIBLE', { what: 'Net and irrecoverable VAT together' });
  if (!isAmountOrNone(spending.recoverableVatPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'Recoverable VAT' });
  if (schemeId !== undefined && !context.fund.schemes.has(schemeId)) return refuse('SCHEME_UNKNOWN', { schemeId });
  return (
    refuseFundingStream(fundingStreamId, context) ??
    refuseAgency(commissioningAgencyId, on, context) ??
    ('agencyId' in payee ? refuseAgency(payee.agencyId, on, context) : undefined)
  );
}

/** INV-29: spending outside what is permitted needs every partner's written consent; a default is never paid for. */
function refuseUnpermitted(command: RequestWithdrawal, context: PoolYearContext) {
  if (command.expenditureKind === 'DEFAULT_LIABILITY') return refuse('DEFAULT_LIABILITY', {});
  if (command.expenditureKind !== 'OTHER') return undefined;
  const consents = command.consentingAgencyIds ?? [];
  const missing = partnersOn(context.fund, command.occurredOn).filter((agencyId) => !consents.includes(agencyId));
  return missing.length > 0 ? refuse('CONSENT_MISSING', { missing }) : undefined;
}

/** INV-26, INV-27: what the ring-fence of a funding stream allows. */
function refuseRingFence(command: RequestWithdrawal, rules: FundingStreamState) {
  const { fundingStreamId, spendType, purposeCode, payee, occurredOn } = command;
  if (rules.ringFence === 'CAPITAL_ONLY' && spendType !== 'CAPITAL')
    return refuse('RING_FENCED_CAPITAL_ONLY', { fundingStreamId });
  if (!rules.permittedSpendTypes.includes(spendType))
    return refuse('SPEND_TYPE_NOT_PERMITTED', { fundingStreamId, spendType });
  if (rules.expiresOn && occurredOn > rules.expiresOn) {
    return refuse('FUNDING_STREAM_EXPIRED', { fundingStreamId, expiresOn: rules.expiresOn });
  }
  const { ringFence, permittedPurposes } = rules;
  if (ringFence === 'PURPOSE' && (purposeCode === undefined || !permittedPurposes.includes(purposeCode))) {
    return refuse('RING_FENCED_FOR_ANOTHER_PURPOSE', { fundingStreamId, permittedPurposes });
  }
  return passesThrough(payee, rules)
    ? undefined
    : refuse('RING_FENCED_PASS_THROUGH', { fundingStreamId, toAgencyIds: rules.passThrough!.toAgencyIds });
}

/** INV-27: pass-through money goes to its agencies, or elsewhere once every one of them has consented. */
export function passesThrough(payee: Payee, rules: FundingStreamState): boolean {
  if (rules.ringFence !== 'PASS_THROUGH' || !rules.passThrough) return true;
  const { toAgencyIds } = rules.passThrough;
  if ('agencyId' in payee && toAgencyIds.includes(payee.agencyId)) return true;
  return toAgencyIds.every((agencyId) => rules.passThroughWaivedBy.includes(agencyId));
}

/** INV-25: each pound keeps its funding stream; a fund in credit does not help one that is not. */
export function refuseOverdraw(
  fundingStreamId: string,
  askedPence: number,
  available: number,
  context: PoolYearContext,
) {
  if (askedPence <= available) return undefined;
  const details = { fundingStreamId, availablePence: Math.max(0, available), askedPence };
  return context.fundingStream(fundingStreamId).ringFence === 'NONE'
    ? refuse('FUNDING_STREAM_OVERDRAWN', details)
    : refuse('RING_FENCED_STREAM_OVERDRAWN', details);
}

/** INV-31, INV-32: somebody else, within their delegation, and not for their own agency. */
export function decideApproval(
  command: ApproveWithdrawal,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { withdrawalId, delegationId, by, occurredOn } = command;
  const found = state.withdrawals.get(withdrawalId);
  if (!found) return refuse('WITHDRAWAL_UNKNOWN', { withdrawalId });
  if (found.status !== 'REQUESTED') return refuse('WITHDRAWAL_NOT_REQUESTED', { withdrawalId, status: found.status });
  const { request, amountPence } = found;
  if (request.requestedBy === by.actorId) {
    return refuse('SAME_PERSON_TWICE', { actorId: by.actorId, step: 'asked for this withdrawal' });
  }
  if ('agencyId' in request.payee && request.payee.agencyId === by.agencyId) {
    return refuse('APPROVER_ACTS_FOR_PAYEE', { agencyId: by.agencyId });
  }
  const holding = { actorId: by.actorId, action: 'APPROVE_WITHDRAWAL' as const, on: occurredOn };
  const delegation = delegationHeld(context.fund, delegationId, holding);
  if (!delegation) return refuse('DELEGATION_NOT_HELD', { delegationId, actorId: by.actorId });
  const { limitPence } = delegation;
  if (amountPence > limitPence) return refuse('ABOVE_DELEGATED_LIMIT', { amountPence, limitPence });
  const refusal = refuseFuture(command);
  if (refusal) return refusal;
  const split = possibleSplit(found, limitPence, state);
  const data = { withdrawalId, delegationId, amountPence, approvedBy: by.actorId };
  return accept({
    type: 'WithdrawalApproved',
    occurredOn,
    data: split.length > 0 ? { ...data, possibleSplitOf: split } : data,
  });
}

/** INV-32: other requests to the same payee that together with this one pass the limit; flagged, not refused. */
function possibleSplit(found: WithdrawalState, limitPence: number, state: PoolYearState): readonly string[] {
  const others = [...state.withdrawals.values()].filter(
    (other) =>
      other !== found &&
      other.status !== 'REJECTED' &&
      payeeKey(other.request.payee) === payeeKey(found.request.payee) &&
      Math.abs(daysBetween(other.requestedOn, found.requestedOn)) <= SPLIT_WINDOW_DAYS,
  );
  const together = others.reduce((sum, other) => sum + other.amountPence, found.amountPence);
  return together > limitPence ? others.map((other) => other.request.withdrawalId) : [];
}

export function decideRejection(command: RejectWithdrawal, state: PoolYearState): Decision<PoolYearEvent> {
  const { withdrawalId, reason, occurredOn } = command;
  const found = state.withdrawals.get(withdrawalId);
  if (!found) return refuse('WITHDRAWAL_UNKNOWN', { withdrawalId });
  if (found.status !== 'REQUESTED' && found.status !== 'APPROVED') {
    return refuse('WITHDRAWAL_NOT_REQUESTED', { withdrawalId, status: found.status });
  }
  return accept({ type: 'WithdrawalRejected', occurredOn, data: { withdrawalId, reason } });
}

/** INV-31: who approves does not pay. Paying is a decision; a payment already made is recorded as one instead. */
export function decidePayment(
  command: PayWithdrawal,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { withdrawalId, bankRef, by, occurredOn } = command;
  const found = state.withdrawals.get(withdrawalId);
  if (!found) return refuse('WITHDRAWAL_UNKNOWN', { withdrawalId });
  if (found.status !== 'APPROVED') return refuse('WITHDRAWAL_NOT_APPROVED', { withdrawalId, status: found.status });
  if (found.approvedBy === by.actorId) {
    return refuse('SAME_PERSON_TWICE', { actorId: by.actorId, step: 'approved this withdrawal' });
  }
  const refusal = refuseFuture(command) ?? refuseUnsigned(occurredOn, context);
  if (refusal) return refusal;
  const { request, amountPence } = found;
  const { fundingStreamId } = request;
  const own = availablePence(state, fundingStreamId) + amountPence;
  const { expiresOn } = context.fundingStream(fundingStreamId);
  if (expiresOn && occurredOn > expiresOn) return refuse('FUNDING_STREAM_EXPIRED', { fundingStreamId, expiresOn });
  const overdraw = refuseOverdraw(fundingStreamId, amountPence, own, context);
  if (overdraw) return overdraw;
  const booked = book(occurredOn, state, context);
  if ('refused' in booked) return booked;
  const data = { withdrawalId, ...spendingOf(request, context), amountPence, bankRef, ...booked.booking };
  return accept({ type: 'WithdrawalPaid', occurredOn, data });
}
