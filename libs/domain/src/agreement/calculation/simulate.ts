import { Fraction } from '../../shared/fraction';
import { type Pence } from '../../shared/money';
import { type Terms } from '../terms';
import { calculate, type Calculation } from './calculate';
import {
  type BaselineInput,
  type BenefitInput,
  type CalculationInputs,
  type ClaimInput,
  type ContributionInput,
  type MeasurementInput,
  type OutturnLine,
} from './inputs';

type Assumed<Input> = Omit<Input, 'source' | 'entryNo'>;
type AssumedBenefit = Pick<BenefitInput, 'agencyId' | 'grossPence' | 'deliveryCostPence'> &
  Partial<Assumed<BenefitInput>>;

/** Outcomes that nobody has recorded: what the parties want to try the terms on. */
export interface AssumedOutcomes {
  readonly testPeriodId: string;
  readonly baselines?: readonly Assumed<BaselineInput>[];
  readonly measurements?: readonly (Omit<Assumed<MeasurementInput>, 'testPeriodId'> & {
    readonly testPeriodId?: string;
  })[];
  readonly claims?: readonly (Omit<Assumed<ClaimInput>, 'testPeriodId'> & { readonly testPeriodId?: string })[];
  readonly benefits?: readonly AssumedBenefit[];
  readonly outturn?: readonly OutturnLine[];
  readonly contributions?: readonly Assumed<ContributionInput>[];
  /** What earlier test periods used of the limits that run over the contract. */
  readonly usedBefore?: Readonly<Record<string, Pence>>;
}

/** One assumption that runs over a range, both ends included. */
export type Variation = {
  readonly from: string;
  readonly to: string;
  readonly step: string;
} & (
  | /** The fall or rise of a metric, in per cent of its baseline. */
    { readonly of: 'CHANGE_PCT'; readonly metricId: string; readonly direction: 'FALL' | 'RISE' }
    /** The number of units of an outcome. */
  | { readonly of: 'UNITS'; readonly outcomeCode: string }
  /** All benefits, in per cent of what is assumed. */
  | { readonly of: 'BENEFIT_PCT' }
);

/** The most rows of a table. */
export const SIMULATION_ROWS_MAX = 1_000;

export interface SimulationRow {
  /** The varied assumption, as in the variation. */
  readonly at: string;
  readonly distributablePence: Pence;
  readonly retainedPence: Pence;
  readonly reinvestedPence: Pence;
  /** By party: what it receives (positive) or pays. */
  readonly settlementPence: Readonly<Record<string, Pence>>;
  /** By party: what it gets (positive) or bears, of which it may hold something already. */
  readonly sharePence: Readonly<Record<string, Pence>>;
  readonly capsReached: readonly string[];
  /** Clauses that could not be calculated: their figures are in no column. */
  readonly notCalculated: readonly string[];
}

/** What terms would do: the arithmetic is that of `calculate`. The terms must be sound and know the test period. */
export const simulate = (terms: Terms, assumed: AssumedOutcomes): Calculation => calculate(terms, inputsOf(assumed));

/** How many rows a variation makes; undefined when it never ends, or is longer than the most. */
export function rowsOf({ from, to, step }: Variation): number | undefined {
  const stride = Fraction.parse(step);
  const span = Fraction.parse(to).minus(Fraction.parse(from));
  if (stride.compare(Fraction.zero) <= 0 || span.isNegative) return undefined;
  const { numerator, denominator } = span.over(stride).toRatio();
  const rows = Number(numerator / denominator) + 1;
  return rows <= SIMULATION_ROWS_MAX ? rows : undefined;
}

/** The same terms over a range of outcomes, so that the parties see the cliffs before they sign. */
export function simulateRange(terms: Terms, assumed: AssumedOutcomes, variation: Variation): readonly SimulationRow[] {
  const from = Fraction.parse(variation.from);
  const stride = Fraction.parse(variation.step);
  return Array.from({ length: rowsOf(variation) ?? 0 }, (_, place) => {
    const at = from.plus(stride.times(Fraction.of(place)));
    const result = simulate(terms, varied(assumed, variation, at));
    return {
      at: at.toText(8),
      distributablePence: result.distributablePence,
      retainedPence: result.retainedPence,
      reinvestedPence: result.reinvestedPence,
      settlementPence: Object.fromEntries(
        result.settlement.map(({ partyId, settlementPence }) => [partyId, settlementPence]),
      ),
      sharePence: Object.fromEntries(result.settlement.map(({ partyId, sharePence }) => [partyId, sharePence])),
      capsReached: result.capsReached.map(({ capId }) => capId),
      notCalculated: result.clauses
        .filter(({ status }) => status === 'EVIDENCE_MISSING')
        .map(({ clauseId }) => clauseId),
    };
  });
}

/** The assumed outcomes with one of them at another value. */
export function varied(assumed: AssumedOutcomes, variation: Variation, at: Fraction): AssumedOutcomes {
  const isNow = ({ testPeriodId = assumed.testPeriodId }: { readonly testPeriodId?: string }): boolean =>
    testPeriodId === assumed.testPeriodId;
  switch (variation.of) {
    case 'CHANGE_PCT': {
      const { metricId, direction } = variation;
      const baseline = baselineOf(assumed, metricId);
      if (!baseline) return assumed;
      const change = Fraction.parse(baseline).times(at).over(Fraction.of(100));
      const value = direction === 'FALL' ? change.negated() : change;
      const measured = { metricId, value: ratioText(Fraction.parse(baseline).plus(value)) };
      const others = (assumed.measurements ?? []).filter((each) => each.metricId !== metricId || !isNow(each));
      return { ...assumed, measurements: [...others, measured] };
    }
    case 'UNITS': {
      const { outcomeCode } = variation;
      const others = (assumed.claims ?? []).filter((claim) => claim.outcomeCode !== outcomeCode || !isNow(claim));
      return { ...assumed, claims: [...others, { outcomeCode, units: ratioText(at) }] };
    }
    case 'BENEFIT_PCT':
      return {
        ...assumed,
        benefits: (assumed.benefits ?? []).map((benefit) => ({
          ...benefit,
          grossPence: Fraction.of(benefit.grossPence).times(at).over(Fraction.of(100)).round('HALF_UP'),
        })),
      };
  }
}

const baselineOf = ({ baselines = [], testPeriodId }: AssumedOutcomes, metricId: string): string | undefined =>
  (
    baselines.find((each) => each.metricId === metricId && each.testPeriodId === testPeriodId) ??
    baselines.find((each) => each.metricId === metricId && each.testPeriodId === undefined)
  )?.value;

/** Exact, however many places it has. */
function ratioText(value: Fraction): string {
  const { numerator, denominator } = value.toRatio();
  return denominator === 1n ? numerator.toString() : `${numerator}/${denominator}`;
}

function inputsOf(assumed: AssumedOutcomes): CalculationInputs {
  const { testPeriodId, baselines = [], measurements = [], claims = [], benefits = [] } = assumed;
  const { outturn, contributions = [], usedBefore = {} } = assumed;
  const source = 'assumed';
  return {
    testPeriodId,
    baselines: baselines.map((each) => ({ ...each, source })),
    measurements: measurements.map((each) => ({ testPeriodId, ...each, source })),
    claims: claims.map((each) => ({ testPeriodId, ...each, entryNo: 0 })),
    benefits: benefits.map((each, place) => ({
      benefitId: `benefit-${place + 1}`,
      testPeriodId,
      benefitType: 'FISCAL',
      stage: 'REALISED',
      optimismBiasPct: '0',
      attributionPct: '100',
      deadweightPct: '0',
      cashablePct: '100',
      ...each,
      source,
    })),
    outturns: outturn ? [{ testPeriodId, lines: outturn, source }] : [],
    contributions: contributions.map((each) => ({ ...each, source })),
    usedBefore,
  };
}
