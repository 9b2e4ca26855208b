import { delegationHeld } from '../pooled-fund/pooled-fund.state';
import { accept, type Decision } from '../shared/decider';
import { refuseFuture } from '../shared/asked';
import { lastDayOf, nextFinancialYear, previousFinancialYear } from '../shared/dates';
import {
  type BringForwardBalances,
  type ClosePoolYear,
  type LockPeriod,
  type OpenPoolYear,
  type ReopenPeriod,
  type RequestPeriodReopening,
} from './pool-year.commands';
import { type PoolYearContext, refuse } from './pool-year.context';
import { type PoolYearEvent } from './pool-year.events';
import { type PoolYearState } from './pool-year.state';

export function decideOpening(
  command: OpenPoolYear,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { pooledFundId, financialYear, occurredOn } = command;
  if (state.status !== 'UNOPENED') return refuse('POOL_YEAR_ALREADY_OPEN', { financialYear });
  if (context.poolYearStatus(nextFinancialYear(financialYear)) === 'CLOSED') {
    return refuse('LATER_YEAR_CLOSED', { financialYear });
  }
  const { placeId } = context.fund;
  return accept({ type: 'PoolYearOpened', occurredOn, data: { pooledFundId, financialYear, placeId } });
}

/** INV-42: the opening entry of each funding stream equals the closing one of the year before. */
export function decideBroughtForward(
  command: BringForwardBalances,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { fromFinancialYear, balances, matchHolds, occurredOn } = command;
  if (state.broughtForward) return refuse('BALANCES_ALREADY_BROUGHT_FORWARD', {});
  const previous = previousFinancialYear(state.financialYear);
  if (fromFinancialYear !== previous || context.poolYearStatus(previous) !== 'CLOSED') {
    return refuse('PREVIOUS_YEAR_NOT_CLOSED', { financialYear: previous });
  }
  return accept({ type: 'BalancesBroughtForward', occurredOn, data: { fromFinancialYear, balances, matchHolds } });
}

export function decideLock({ period, occurredOn }: LockPeriod, state: PoolYearState): Decision<PoolYearEvent> {
  if (!Number.isInteger(period) || period < 1 || period > 12) return refuse('PERIOD_OUTSIDE_YEAR', { period });
  if (state.lockedPeriods.has(period)) return refuse('PERIOD_ALREADY_LOCKED', { period });
  return accept({ type: 'PeriodLocked', occurredOn, data: { period } });
}

export function decideReopeningRequest(command: RequestPeriodReopening, state: PoolYearState): Decision<PoolYearEvent> {
  const { period, reason, by, occurredOn } = command;
  if (!state.lockedPeriods.has(period)) return refuse('PERIOD_NOT_LOCKED', { period });
  return accept({ type: 'PeriodReopeningRequested', occurredOn, data: { period, reason, requestedBy: by.actorId } });
}

/** INV-41: reopening needs two people and a reason. */
export function decideReopening(
  command: ReopenPeriod,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { period, delegationId, by, occurredOn } = command;
  if (!state.lockedPeriods.has(period)) return refuse('PERIOD_NOT_LOCKED', { period });
  const requestedBy = state.reopeningRequestedBy.get(period);
  if (requestedBy === undefined) return refuse('REOPENING_NOT_REQUESTED', { period });
  if (requestedBy === by.actorId)
    return refuse('SAME_PERSON_TWICE', { actorId: by.actorId, step: 'asked to reopen it' });
  const holding = { actorId: by.actorId, action: 'REOPEN_PERIOD' as const, on: occurredOn };
  if (!delegationHeld(context.fund, delegationId, holding))
    return refuse('DELEGATION_NOT_HELD', { delegationId, actorId: by.actorId });
  return accept({ type: 'PeriodReopened', occurredOn, data: { period, requestedBy } });
}

export function decideClosing(
  command: ClosePoolYear,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  const { pooledFundId, financialYear, occurredOn, today } = command;
  const lastDay = lastDayOf(financialYear);
  if (occurredOn <= lastDay || today <= lastDay) return refuse('YEAR_NOT_ENDED', { lastDay });
  const future = refuseFuture(command);
  if (future) return future;
  const previous = previousFinancialYear(financialYear);
  const previousStatus = context.poolYearStatus(previous);
  if (previousStatus === 'OPEN' || (previousStatus === 'CLOSED' && !state.broughtForward)) {
    return refuse('PREVIOUS_YEAR_NOT_CLOSED', { financialYear: previous });
  }
  const open = [...state.withdrawals].filter(([, { status }]) => status === 'REQUESTED' || status === 'APPROVED');
  if (open.length > 0) return refuse('WITHDRAWALS_STILL_OPEN', { withdrawalIds: open.map(([id]) => id) });
  const balances = [...state.fundingStreams].map(([fundingStreamId, { balancePence }]) => ({
    fundingStreamId,
    balancePence,
  }));
  const matchHolds = [...state.matchHolds.values()].map((hold) => ({
    contributionFinancialYear: financialYear,
    ...hold,
  }));
  const baselines = [...state.contributions.values()]
    .filter(({ terms }) => terms.recurrence === 'RECURRENT')
    .map(({ terms: { contributionId, partnerId, fundingStreamId }, baselinePence }) => ({
      contributionId,
      partnerId,
      fundingStreamId,
      baselinePence,
    }));
  const data = { pooledFundId, financialYear, balances, matchHolds, baselines };
  return accept({ type: 'PoolYearClosed', occurredOn, data });
}
