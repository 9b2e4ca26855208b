import { type Decider, type Decision } from '../shared/decider';
import { refuseAsked } from '../shared/asked';
import { isFinancialYear } from '../shared/dates';
import { YEAR_PENCE_MAX } from '../shared/money';
import * as contribution from './contribution.decide';
import * as entry from './entry.decide';
import { type PoolYearCommand } from './pool-year.commands';
import { type PoolYearContext, refuse } from './pool-year.context';
import { type PoolYearEvent } from './pool-year.events';
import { evolvePoolYear, initialPoolYear, type PoolYearState, turnoverPenceOf } from './pool-year.state';
import * as withdrawal from './withdrawal.decide';
import * as year from './year.decide';

/** The money of one pooled fund in one financial year. Each rule stands in the file of its noun. */
export const poolYearDecider: Decider<PoolYearCommand, PoolYearState, PoolYearEvent, PoolYearContext> = {
  initialState: initialPoolYear,
  evolve: evolvePoolYear,
  decide(command, state, context) {
    const { pooledFundId, financialYear } = command;
    const refusal = refuseAsked(command);
    if (refusal) return refusal;
    if (!isFinancialYear(financialYear)) return refuse('FINANCIAL_YEAR_DOES_NOT_EXIST', { financialYear });
    if (!context.fund.established) return refuse('POOLED_FUND_UNKNOWN', { pooledFundId });
    if (command.type === 'OpenPoolYear') return year.decideOpening(command, state, context);
    if (state.status === 'UNOPENED') return refuse('POOL_YEAR_NOT_OPEN', { pooledFundId, financialYear });
    if (state.status === 'CLOSED') return refuse('POOL_YEAR_CLOSED', { financialYear });
    return refuseInexact(decideInOpenYear(command, state, context), state);
  },
};

/** INV-09: a year takes no more than it can add up exactly. */
function refuseInexact(decision: Decision<PoolYearEvent>, state: PoolYearState): Decision<PoolYearEvent> {
  if ('refused' in decision) return decision;
  const turnover = decision.accepted.reduce((sum, event) => sum + turnoverPenceOf(event), state.turnoverPence);
  if (turnover <= YEAR_PENCE_MAX) return decision;
  return refuse('YEAR_TOO_LARGE', { financialYear: state.financialYear, mostPence: YEAR_PENCE_MAX });
}

function decideInOpenYear(
  command: Exclude<PoolYearCommand, { type: 'OpenPoolYear' }>,
  state: PoolYearState,
  context: PoolYearContext,
): Decision<PoolYearEvent> {
  switch (command.type) {
    case 'BringForwardBalances':
      return year.decideBroughtForward(command, state, context);
    case 'LockPeriod':
      return year.decideLock(command, state);
    case 'RequestPeriodReopening':
      return year.decideReopeningRequest(command, state);
    case 'ReopenPeriod':
      return year.decideReopening(command, state, context);
    case 'ClosePoolYear':
      return year.decideClosing(command, state, context);

    case 'AgreeContribution':
      return contribution.decideAgreement(command, state, context);
    case 'ScheduleContribution':
      return contribution.decideSchedule(command, state);
    case 'InvoiceContribution':
      return contribution.decideInvoice(command, state);
    case 'RecordContributionReceipt':
      return contribution.decideReceipt(command, state, context);
    case 'AllocateReceipt':
      return contribution.decideAllocation(command, state);
    case 'RecordNonCashContribution':
      return contribution.decideNonCash(command, state, context);
    case 'FlagOverdueInstalments':
      return contribution.decideOverdue(command, state);
    case 'WithholdContribution':
      return contribution.decideWithholding(command, state);
    case 'LiftWithholding':
      return contribution.decideLifting(command, state);
    case 'WaiveContribution':
      return contribution.decideWaiver(command, state);
    case 'VaryContribution':
      return contribution.decideVariation(command, state, context);
    case 'SetMatchCondition':
      return contribution.decideMatchCondition(command, state, context);
    case 'MeetMatchCondition':
    case 'FailMatchCondition':
      return contribution.decideMatchOutcome(command, state);

    case 'RequestWithdrawal':
      return withdrawal.decideRequest(command, state, context);
    case 'ApproveWithdrawal':
      return withdrawal.decideApproval(command, state, context);
    case 'RejectWithdrawal':
      return withdrawal.decideRejection(command, state);
    case 'PayWithdrawal':
      return withdrawal.decidePayment(command, state, context);

    case 'RecordPayment':
      return entry.decidePaymentFact(command, state, context);
    case 'RecordRefund':
      return entry.decideRefundFact(command, state, context);
    case 'RecordIncome':
      return entry.decideIncome(command, state, context);
    case 'ReturnUnderspend':
      return entry.decideReturn(command, state, context);
    case 'ReverseEntry':
      return entry.decideReversal(command, state, context);
    case 'RecordImportedRows':
      return entry.decideImportedRows(command, state, context);
  }
}
