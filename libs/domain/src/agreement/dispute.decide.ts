import { refuseFuture } from '../shared/asked';
import { addDays, type IsoDate } from '../shared/dates';
import { accept, type Decision } from '../shared/decider';
import { isAmount, isAmountOrNone } from '../shared/money';
import {
  type EscalateDispute,
  type RaiseDispute,
  type ResolveDispute,
  type TakeDisputePosition,
} from './agreement.commands';
import { refuse, refuseStranger, refuseTestPeriod } from './agreement.context';
import { type AgreementEvent, type Position } from './agreement.events';
import { type AgreementState, currentVersion, type DisputeState, outstandingPence } from './agreement.state';

/** A part of what a party is to pay or to receive is in dispute: that part is frozen, and nothing else. */
export function decideDispute(command: RaiseDispute, state: AgreementState): Decision<AgreementEvent> {
  const { disputeId, testPeriodId, agencyId, amountPence, positions, occurredOn } = command;
  if (state.disputes.has(disputeId)) return refuse('DISPUTE_ALREADY_RAISED', { disputeId });
  if (!isAmount(amountPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The amount in dispute' });
  const refusal = refuseTestPeriod(state, testPeriodId) ?? refuseFuture(command);
  if (refusal) return refusal;
  for (const position of positions) {
    const unfit = refusePosition(position, testPeriodId, state);
    if (unfit) return unfit;
  }
  const latest = [...state.calculations.values()].findLast((each) => each.testPeriodId === testPeriodId);
  const mine = latest?.settlement.find(({ partyId }) => partyId === agencyId);
  const settlementPence = Math.abs(mine?.settlementPence ?? 0);
  if (settlementPence === 0) return refuse('DISPUTE_ABOUT_NOTHING', { agencyId, testPeriodId });
  if (amountPence > settlementPence) {
    return refuse('DISPUTED_MORE_THAN_SETTLEMENT', { amountPence, settlementPence });
  }
  const data = { disputeId, testPeriodId, agencyId, amountPence, positions };
  return accept({ type: 'DisputeRaised', occurredOn, data });
}

function refusePosition({ agencyId, sharePence }: Position, testPeriodId: string, state: AgreementState) {
  if (!isAmountOrNone(Math.abs(sharePence))) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The share' });
  return refuseStranger(state, agencyId, testPeriodId);
}

/** The dispute of that name while it is open; nothing is said of it before the day on which it was raised. */
function openDispute(state: AgreementState, disputeId: string, date: IsoDate) {
  const dispute = state.disputes.get(disputeId);
  if (!dispute) return { refusal: refuse('DISPUTE_UNKNOWN', { disputeId }) };
  if (dispute.status === 'RESOLVED') return { refusal: refuse('DISPUTE_RESOLVED', { disputeId }) };
  if (date < dispute.raisedOn) {
    return { refusal: refuse('DATE_BEFORE_ITS_CAUSE', { date, what: disputeId, on: dispute.raisedOn }) };
  }
  return { dispute };
}

/** Positions stand side by side, however they contradict each other. */
export function decidePosition(command: TakeDisputePosition, state: AgreementState): Decision<AgreementEvent> {
  const { disputeId, agencyId, sharePence, statement, occurredOn } = command;
  const { dispute, refusal } = openDispute(state, disputeId, occurredOn);
  if (refusal) return refusal;
  return (
    refusePosition(command, dispute.testPeriodId, state) ??
    refuseFuture(command) ??
    accept({ type: 'DisputePositionTaken', occurredOn, data: { disputeId, agencyId, sharePence, statement } })
  );
}

export function decideEscalation(command: EscalateDispute, state: AgreementState): Decision<AgreementEvent> {
  const { disputeId, occurredOn } = command;
  const { dispute, refusal } = openDispute(state, disputeId, occurredOn);
  if (refusal) return refusal;
  const { steps } = currentVersion(state).terms.dispute;
  const stepNo = dispute.stepNo + 1;
  const step = steps[stepNo - 1];
  if (!step) return refuse('DISPUTE_STEPS_EXHAUSTED', { disputeId });
  const data = { disputeId, stepNo, to: step.to, decideBy: addDays(occurredOn, step.withinDays) };
  return refuseFuture(command) ?? accept({ type: 'DisputeEscalated', occurredOn, data });
}

/** What the decision takes off comes off the dues that the dispute froze; the rest is free to be paid again. */
export function decideResolution(command: ResolveDispute, state: AgreementState): Decision<AgreementEvent> {
  const { disputeId, decision, notDuePence, occurredOn } = command;
  const { dispute, refusal } = openDispute(state, disputeId, occurredOn);
  if (refusal) return refusal;
  if (!isAmountOrNone(notDuePence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'What is not due' });
  const frozen = duesOf(dispute, state);
  const frozenPence = Math.min(
    dispute.amountPence,
    frozen.reduce((sum, due) => sum + due.pence, 0),
  );
  if (notDuePence > frozenPence) return refuse('NOT_DUE_MORE_THAN_FROZEN', { notDuePence, frozenPence });
  let left = notDuePence;
  const reductions = frozen.flatMap(({ dueId, fromId, toId, pence }) => {
    const byPence = Math.min(pence, left);
    left -= byPence;
    return byPence > 0 ? [{ dueId, fromId, toId, byPence }] : [];
  });
  const data = { disputeId, decision, reductions };
  return refuseFuture(command) ?? accept({ type: 'DisputeResolved', occurredOn, data });
}

/** What is still outstanding of the dues that a dispute is about, in the order in which they arose. */
const duesOf = ({ testPeriodId, agencyId }: DisputeState, state: AgreementState) =>
  [...state.dues.values()]
    .filter((due) => due.testPeriodId === testPeriodId && (due.fromId === agencyId || due.toId === agencyId))
    .map((due) => ({ dueId: due.dueId, fromId: due.fromId, toId: due.toId, pence: outstandingPence(due) }))
    .filter(({ pence }) => pence > 0);
