import { type AssumedOutcomes, Fraction, type OutturnLine, type VarianceCause } from '@app/domain';
import { type FieldError } from '../rendering/field-error';
import { correctionFigures, fieldNames } from './fields';
import { type MetricNeed, type Needs } from './needs';
import { type Figures } from './read-figures';

/** What the figures of a form come to, and what is wrong between them. */
export interface AssumedRead {
  readonly assumed: AssumedOutcomes;
  readonly errors: readonly FieldError[];
}

type Listed<Key extends keyof AssumedOutcomes> = NonNullable<AssumedOutcomes[Key]>;

/** Makes assumed outcomes of the figures of a form: of what was left empty there is none, which is not nought. */
export function assumedOutcomes(needs: Needs, testPeriodId: string, figures: Figures): AssumedRead {
  const errors: FieldError[] = [];
  const assumed: AssumedOutcomes = {
    testPeriodId,
    baselines: needs.metrics.flatMap(({ metric: { metricId } }) => {
      const value = figures.get(fieldNames.baseline(metricId));
      return value === undefined ? [] : [{ metricId, value }];
    }),
    measurements: needs.metrics.flatMap((need) => measurementsOf(need, figures, errors)),
    claims: needs.outcomes.flatMap(({ outcomeCode }) => {
      const units = figures.get(fieldNames.units(outcomeCode));
      return units === undefined ? [] : [{ outcomeCode, units }];
    }),
    benefits: benefitsOf(needs, figures, errors),
    outturn: outturnOf(needs, figures, errors),
    contributions: contributionsOf(needs, figures),
    usedBefore: Object.fromEntries(
      needs.limits.flatMap(({ limitId }) => {
        const pence = penceOf(figures, fieldNames.used(limitId));
        return pence === undefined ? [] : [[limitId, pence]];
      }),
    ),
  };
  return { assumed: withoutEmpty(assumed), errors };
}

/** An outturn without lines would be a declared outturn of nothing. */
const withoutEmpty = ({ outturn, ...others }: AssumedOutcomes): AssumedOutcomes =>
  outturn?.length ? { ...others, outturn } : others;

function penceOf(figures: Figures, name: string): number | undefined {
  const pence = figures.get(name);
  return pence === undefined ? undefined : Number(pence);
}

function measurementsOf(need: MetricNeed, figures: Figures, errors: FieldError[]): Listed<'measurements'> {
  const { metricId } = need.metric;
  if (need.metric.by !== undefined) {
    return need.agencyIds.flatMap((agencyId) => {
      const value = figures.get(fieldNames.measured(metricId, agencyId));
      return value === undefined ? [] : [{ metricId, agencyId, value }];
    });
  }
  const value = measuredByChange(need, figures, errors) ?? figures.get(fieldNames.measured(metricId));
  const before = need.pooledWith.flatMap(({ testPeriodId }) => {
    const earlier = figures.get(fieldNames.measuredBefore(metricId, testPeriodId));
    return earlier === undefined ? [] : [{ metricId, testPeriodId, value: earlier }];
  });
  return value === undefined ? before : [{ metricId, value }, ...before];
}

/** What a metric came to when it moved by so much of its baseline; money to the penny, as it would be recorded. */
function measuredByChange(
  { metric, direction }: MetricNeed,
  figures: Figures,
  errors: FieldError[],
): string | undefined {
  const { metricId, unit, title } = metric;
  const change = figures.get(fieldNames.change(metricId));
  if (change === undefined) return undefined;
  const baseline = figures.get(fieldNames.baseline(metricId));
  if (baseline === undefined) {
    const href = `#${fieldNames.baseline(metricId)}`;
    errors.push({ text: `Enter the baseline of ${title}, of which it changes by ${change}%`, href });
    return undefined;
  }
  const part = Fraction.ofPct(change);
  const left = Fraction.one.plus(direction === 'FALL' ? part.negated() : part);
  if (left.isNegative) {
    const word = direction === 'FALL' ? 'fall' : 'rise';
    const text = `The ${word} of ${title} cannot leave less than nothing of its baseline: enter less than ${change}%`;
    errors.push({ text, href: `#${fieldNames.change(metricId)}` });
    return undefined;
  }
  const value = Fraction.parse(baseline).times(left);
  if (unit === 'PENCE') return String(value.round('HALF_UP'));
  const { numerator, denominator } = value.toRatio();
  return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
}

function benefitsOf({ benefits, corrections }: Needs, figures: Figures, errors: FieldError[]): Listed<'benefits'> {
  return benefits.flatMap((benefit) => {
    const grossPence = penceOf(figures, fieldNames.benefit('gross', benefit));
    const deliveryCostPence = penceOf(figures, fieldNames.benefit('cost', benefit));
    if (grossPence === undefined) {
      if (deliveryCostPence !== undefined) {
        const href = `#${fieldNames.benefit('gross', benefit)}`;
        errors.push({ text: 'Enter the benefit that this was the cost of', href });
      }
      return [];
    }
    const part = (kind: keyof typeof correctionFigures): string | undefined =>
      corrections.includes(kind) ? figures.get(fieldNames.benefit(correctionFigures[kind].figure, benefit)) : undefined;
    const parts = {
      optimismBiasPct: part('OPTIMISM_BIAS'),
      attributionPct: part('ATTRIBUTION'),
      deadweightPct: part('DEADWEIGHT'),
      cashablePct: part('CASHABILITY'),
    };
    const given = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
    return { ...benefit, grossPence, deliveryCostPence: deliveryCostPence ?? 0, ...given };
  });
}

function outturnOf({ lineIds, partyIds }: Needs, figures: Figures, errors: FieldError[]): readonly OutturnLine[] {
  return lineIds.flatMap((lineId) => {
    const name = (figure: string): string => fieldNames.line(figure, lineId);
    const budgetPence = penceOf(figures, name('budget'));
    const outturnPence = penceOf(figures, name('outturn'));
    if (budgetPence === undefined && outturnPence === undefined) return [];
    if (budgetPence === undefined || outturnPence === undefined) {
      const missing = budgetPence === undefined ? 'budget' : 'outturn';
      errors.push({ text: `Enter the ${missing} of ${lineId} too`, href: `#${name(missing)}` });
      return [];
    }
    const commissioned = partyIds.flatMap((agencyId) => {
      const pence = penceOf(figures, fieldNames.line('commissioned', lineId, agencyId));
      return pence === undefined ? [] : [{ agencyId, pence }];
    });
    const ownerAgencyId = figures.get(name('owner'));
    return {
      lineId,
      budgetPence,
      outturnPence,
      cause: (figures.get(name('cause')) ?? 'OTHER') as VarianceCause,
      ringFenced: figures.get(name('ringfence')) === 'yes',
      ...(ownerAgencyId === undefined ? {} : { ownerAgencyId }),
      ...(commissioned.length === 0 ? {} : { commissioned }),
    };
  });
}

function contributionsOf({ contributions, partyIds }: Needs, figures: Figures): Listed<'contributions'> {
  if (contributions.length === 0) return [];
  return partyIds.flatMap((agencyId) => {
    const agreed = penceOf(figures, fieldNames.contribution('AGREED', agencyId));
    const received = penceOf(figures, fieldNames.contribution('RECEIVED', agencyId));
    if (agreed === undefined && received === undefined) return [];
    return { agencyId, agreedPence: agreed ?? 0, receivedPence: received ?? 0 };
  });
}
