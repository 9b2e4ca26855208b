import {
  type AgreementState,
  type BenefitFigures,
  Fraction,
  metricKey,
  type Metric,
  sumOf,
  usedInOtherPeriods,
} from '@app/domain';
import { moneyTyped } from '../recording/questions/read-money';
import { correctionFigures, fieldNames } from './fields';
import { type BenefitNeed, type MetricNeed, type Needs } from './needs';

type Recorded = readonly (readonly [name: string, text: string])[];

/** What was recorded already of what the terms look at, as the fields of a form show it. */
export function recordedFigures(state: AgreementState, needs: Needs, testPeriodId: string): Record<string, string> {
  const used = usedInOtherPeriods(state, testPeriodId);
  return Object.fromEntries([
    ...needs.metrics.flatMap((need) => ofMetric(state, need, testPeriodId)),
    ...needs.outcomes.flatMap(({ outcomeCode }) => unitsClaimed(state, outcomeCode, testPeriodId)),
    ...needs.benefits.flatMap((benefit) => ofBenefit(state, benefit, needs, testPeriodId)),
    ...ofLines(state, testPeriodId),
    ...needs.limits.flatMap(({ limitId }) =>
      used[limitId] === undefined ? [] : [[fieldNames.used(limitId), moneyTyped(used[limitId])] as const],
    ),
  ]);
}

/** Budget lines of a test period that were declared. */
export const linesDeclared = (state: AgreementState, testPeriodId: string): readonly string[] =>
  state.outturns.get(testPeriodId)?.lines.map(({ lineId }) => lineId) ?? [];

const shown = ({ unit }: Metric, value: string): string => (unit === 'PENCE' ? moneyTyped(Number(value)) : value);

function ofMetric(state: AgreementState, need: MetricNeed, testPeriodId: string): Recorded {
  const { metric, agencyIds, pooledWith } = need;
  const { metricId } = metric;
  const measured = (of: { testPeriodId: string; agencyId?: string }, name: string): Recorded => {
    const found = state.measurements.get(metricKey({ metricId, ...of }));
    return found ? [[name, shown(metric, found.value)]] : [];
  };
  const baseline =
    state.baselines.get(metricKey({ metricId, testPeriodId })) ?? state.baselines.get(metricKey({ metricId }));
  return [
    ...(baseline ? [[fieldNames.baseline(metricId), shown(metric, baseline.value)] as const] : []),
    ...(metric.by === undefined ? measured({ testPeriodId }, fieldNames.measured(metricId)) : []),
    ...agencyIds.flatMap((agencyId) => measured({ testPeriodId, agencyId }, fieldNames.measured(metricId, agencyId))),
    ...pooledWith.flatMap((period) =>
      measured({ testPeriodId: period.testPeriodId }, fieldNames.measuredBefore(metricId, period.testPeriodId)),
    ),
  ];
}

function unitsClaimed(state: AgreementState, outcomeCode: string, testPeriodId: string): Recorded {
  const units = [...state.claims.values()].flatMap(({ claim, status }) =>
    status === 'VALIDATED' && claim.outcomeCode === outcomeCode && claim.testPeriodId === testPeriodId
      ? [Fraction.parse(claim.units)]
      : [],
  );
  return units.length === 0 ? [] : [[fieldNames.units(outcomeCode), sumOf(units).toText(10)]];
}

/** Several benefits of one agency are told together, where all were recognised with the same corrections. */
function ofBenefit(state: AgreementState, need: BenefitNeed, { corrections }: Needs, testPeriodId: string): Recorded {
  const found = [...state.benefits.values()]
    .filter((benefit) => benefit.testPeriodId === testPeriodId)
    .map(({ figures }) => figures)
    .filter((each) => each.benefitType === 'FISCAL' && each.agencyId === need.agencyId && each.stage === need.stage);
  const [first] = found;
  const isAlike = found.every((each) => corrections.every((kind) => partOf(each, kind) === partOf(first!, kind)));
  if (first === undefined || !isAlike) return [];
  const sum = (of: (figures: BenefitFigures) => number): string =>
    moneyTyped(found.reduce((total, figures) => total + of(figures), 0));
  return [
    [fieldNames.benefit('gross', need), sum(({ grossPence }) => grossPence)],
    [fieldNames.benefit('cost', need), sum(({ deliveryCostPence }) => deliveryCostPence)],
    ...corrections.map(
      (kind) => [fieldNames.benefit(correctionFigures[kind].figure, need), partOf(first, kind)] as const,
    ),
  ];
}

function partOf(figures: BenefitFigures, kind: Needs['corrections'][number]): string {
  const parts = {
    OPTIMISM_BIAS: figures.optimismBiasPct,
    ATTRIBUTION: figures.attributionPct,
    DEADWEIGHT: figures.deadweightPct,
    CASHABILITY: figures.cashablePct,
  };
  return parts[kind];
}

const ofLines = (state: AgreementState, testPeriodId: string): Recorded =>
  (state.outturns.get(testPeriodId)?.lines ?? []).flatMap((line): Recorded => {
    const name = (figure: string, agencyId?: string): string => fieldNames.line(figure, line.lineId, agencyId);
    return [
      [name('budget'), moneyTyped(line.budgetPence)],
      [name('outturn'), moneyTyped(line.outturnPence)],
      [name('cause'), line.cause],
      [name('ringfence'), line.ringFenced ? 'yes' : 'no'],
      ...(line.ownerAgencyId === undefined ? [] : [[name('owner'), line.ownerAgencyId] as const]),
      ...(line.commissioned ?? []).map(
        ({ agencyId, pence }) => [name('commissioned', agencyId), moneyTyped(pence)] as const,
      ),
    ];
  });
