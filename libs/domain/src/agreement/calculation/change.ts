import { addDays } from '../../shared/dates';
import { Fraction, sumOf } from '../../shared/fraction';
import { formatPence } from '../../shared/money';
import { type ChangeDirection, type Clause, type TestPeriod } from '../terms';
import { type ClaimInput } from './inputs';
import { inUnit, number, pct } from './trace';
import { EvidenceMissing, type Working } from './working';

/** How a metric moved, against its baseline and in the direction that the terms look for. */
export interface Change {
  readonly baseline: Fraction;
  readonly amount: Fraction;
  /** Of the baseline: 0.11 is 11%. */
  readonly ratio: Fraction;
}

/** Whether a clause pays, and how the metric moved that it hangs on. */
export interface Triggered {
  readonly met: boolean;
  readonly change?: Change;
  /** Test periods whose outcomes are paid for: this one, or for pooled cohorts those not paid before. */
  readonly periods: readonly TestPeriod[];
}

/** @throws EvidenceMissing */
export function changeOf(
  working: Working,
  metricId: string,
  direction: ChangeDirection,
  periods: readonly TestPeriod[],
  isTold = true,
): Change {
  const each = periods.map(({ testPeriodId }) => ({
    testPeriodId,
    baseline: working.baseline(metricId, testPeriodId),
    measured: working.measurement(metricId, testPeriodId),
  }));
  const baseline = sumOf(each.map((one) => one.baseline.value));
  const measured = sumOf(each.map((one) => one.measured.value));
  if (baseline.compare(Fraction.zero) <= 0) throw new EvidenceMissing('BASELINE_ABOVE_NOUGHT', metricId);
  const amount = direction === 'FALL' ? baseline.minus(measured) : measured.minus(baseline);
  const change = { baseline, amount, ratio: amount.over(baseline) };
  if (!isTold) return change;
  const metric = working.metric(metricId);
  const tell = (value: Fraction): string => inUnit(metric, value);
  for (const one of each) {
    const says = `${metric.title}, ${one.testPeriodId}: baseline ${tell(one.baseline.value)}, measured ${tell(one.measured.value)}.`;
    working.trace.add('INPUT', says, { sources: [one.baseline.source, one.measured.source] });
  }
  const subtraction =
    direction === 'FALL' ? `${tell(baseline)} - ${tell(measured)}` : `${tell(measured)} - ${tell(baseline)}`;
  const word = direction === 'FALL' ? 'Fall' : 'Rise';
  working.trace.add('CHANGE', `${word}: ${subtraction} = ${tell(amount)}, ${pct(change.ratio)} of the baseline.`);
  return change;
}

/** Tells whether a clause's trigger is met. @throws EvidenceMissing */
export function evaluateTrigger(working: Working, clause: Clause): Triggered {
  const { trigger } = clause;
  const periods = [working.period];
  switch (trigger.kind) {
    case 'METRIC_VS_BASELINE': {
      const change = changeOf(working, trigger.metricId, trigger.direction, periods);
      return { met: tellReached(working, change, trigger.minChangePct), change, periods };
    }
    case 'POOLED_COHORTS':
      return evaluatePooled(working, trigger);
    case 'PER_UNIT': {
      if (trigger.minUnits === undefined) return { met: true, periods };
      const { valuation } = clause;
      const isPriced = ({ outcomeCode }: ClaimInput): boolean =>
        valuation.kind !== 'TARIFF' || valuation.rates.some((rate) => rate.outcomeCode === outcomeCode);
      const claimed = sumOf(
        claimsOf(working, periods)
          .filter(isPriced)
          .map(({ units }) => Fraction.parse(units)),
      );
      const minimum = Fraction.parse(trigger.minUnits);
      const met = claimed.compare(minimum) >= 0;
      const verdict = met ? 'it is reached' : 'nothing is paid';
      working.trace.add('TRIGGER', `${number(claimed)} units, of a minimum of ${number(minimum)}: ${verdict}.`);
      return { met, periods };
    }
    case 'INCOME_GROWTH': {
      const change = changeOf(working, trigger.metricId, 'RISE', periods);
      const met = change.amount.compare(Fraction.of(trigger.abovePence)) > 0;
      const verdict = met ? 'passed' : 'not passed: nothing is paid';
      working.trace.add('TRIGGER', `The threshold of ${formatPence(trigger.abovePence)} of growth is ${verdict}.`);
      return { met, change, periods };
    }
    case 'BUDGET_VARIANCE':
    case 'BENEFIT_RECOGNISED':
    case 'CALENDAR':
      return { met: true, periods };
  }
}

function evaluatePooled(working: Working, trigger: Extract<Clause['trigger'], { kind: 'POOLED_COHORTS' }>): Triggered {
  if (!working.isLastPeriod) {
    working.trace.add(
      'TRIGGER',
      'The test periods are pooled once the last of them has ended: nothing is paid before.',
    );
    return { met: false, periods: [] };
  }
  const periods = working.periodsSoFar.filter((period) => !wasPaidAtOnce(working, trigger, period));
  if (periods.length === 0) {
    working.trace.add('TRIGGER', 'Every test period was paid at once: none is left to be pooled.');
    return { met: false, periods };
  }
  const change = changeOf(working, trigger.metricId, trigger.direction, periods);
  return { met: tellReached(working, change, trigger.minChangePct), change, periods };
}

/** Whether a test period that this clause does not pay at once is pooled with others at the end. */
export const isLeftToPool = ({ terms }: Working, { clauseId }: Clause): boolean =>
  terms.clauses.some(({ trigger }) => trigger.kind === 'POOLED_COHORTS' && trigger.insteadOfClauseId === clauseId);

function wasPaidAtOnce(
  working: Working,
  trigger: Extract<Clause['trigger'], { kind: 'POOLED_COHORTS' }>,
  period: TestPeriod,
): boolean {
  const instead = working.terms.clauses.find(({ clauseId }) => clauseId === trigger.insteadOfClauseId)?.trigger;
  if (instead?.kind !== 'METRIC_VS_BASELINE') return false;
  const { ratio } = changeOf(working, instead.metricId, instead.direction, [period], false);
  return isReached(ratio, instead.minChangePct);
}

const isReached = (ratio: Fraction, minChangePct: string): boolean => ratio.compare(Fraction.ofPct(minChangePct)) >= 0;

function tellReached(working: Working, { ratio }: Change, minChangePct: string): boolean {
  const met = isReached(ratio, minChangePct);
  const verdict = met ? 'is reached' : 'is not reached: nothing is paid';
  working.trace.add('TRIGGER', `The threshold of ${minChangePct}% ${verdict} (${pct(ratio)}).`);
  return met;
}

/** The claims of some test periods. */
export const claimsOf = ({ inputs }: Working, periods: readonly TestPeriod[]) =>
  inputs.claims.filter((claim) => periods.some(({ testPeriodId }) => testPeriodId === claim.testPeriodId));

/** Calendar months from the first day of the terms to the last day of a test period, and to the day before it began. */
export function monthsOf({ terms, period }: Working): { readonly before: number; readonly through: number } {
  const monthNo = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  const start = monthNo(terms.period.from);
  return { before: monthNo(addDays(period.from, -1)) - start + 1, through: monthNo(period.to) - start + 1 };
}
