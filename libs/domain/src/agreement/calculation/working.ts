import { Fraction, sumOf } from '../../shared/fraction';
import { type Pence } from '../../shared/money';
import { type ContributionBasis, type Metric, type Terms, type TestPeriod } from '../terms';
import { type CalculationInputs, type InputSource } from './inputs';
import { Trace } from './trace';

/** What a clause needs and nobody has recorded. It is then not calculated: a figure that is not known is not nought. */
export type MissingEvidence =
  | 'BASELINE'
  | 'BASELINE_ABOVE_NOUGHT'
  | 'MEASUREMENT'
  | 'OUTTURN'
  | 'BENEFIT'
  | 'CONTRIBUTIONS'
  | 'COMMISSIONED_AMOUNTS'
  | 'LINE_OWNER';

/** Thrown within one clause and caught at its end; never leaves the calculation. */
export class EvidenceMissing extends Error {
  constructor(
    readonly missing: MissingEvidence,
    readonly what: string,
  ) {
    super(`${missing} of ${what}`);
  }
}

/** An order that is the same in every country. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A value with where it came from. */
export interface Sourced {
  readonly value: Fraction;
  readonly source: InputSource;
}

/** The terms, the evidence and the trace of one calculation, with the look-ups that clauses share. */
export class Working {
  readonly trace = new Trace();
  readonly period: TestPeriod;
  /** Test periods in the order of their days, this one the last. */
  readonly periodsSoFar: readonly TestPeriod[];
  private readonly ties: ReadonlyMap<string, number>;

  constructor(
    readonly terms: Terms,
    readonly inputs: CalculationInputs,
  ) {
    this.period = terms.period.testPeriods.find(({ testPeriodId }) => testPeriodId === inputs.testPeriodId)!;
    this.periodsSoFar = terms.period.testPeriods
      .filter(({ from }) => from <= this.period.from)
      .toSorted((a, b) => (a.from < b.from ? -1 : 1));
    this.ties = new Map(terms.rounding.tieOrder.map((agencyId, place) => [agencyId, place]));
  }

  get isLastPeriod(): boolean {
    return this.terms.period.testPeriods.every(({ from }) => from <= this.period.from);
  }

  /** Parties in the order that settles ties, whoever is not in it after them by name. */
  inTieOrder<Value>(values: readonly Value[], agencyOf: (value: Value) => string): Value[] {
    const placeOf = (agencyId: string): number => this.ties.get(agencyId) ?? Number.MAX_SAFE_INTEGER;
    return values.toSorted((a, b) => {
      const [one, other] = [agencyOf(a), agencyOf(b)];
      return placeOf(one) - placeOf(other) || compareText(one, other);
    });
  }

  metric(metricId: string): Metric {
    return this.terms.metrics.find((metric) => metric.metricId === metricId)!;
  }

  /** @throws EvidenceMissing */
  baseline(metricId: string, testPeriodId: string): Sourced {
    const of = this.inputs.baselines.filter((each) => each.metricId === metricId && each.agencyId === undefined);
    const found =
      of.find((each) => each.testPeriodId === testPeriodId) ?? of.find((each) => each.testPeriodId === undefined);
    if (!found) throw new EvidenceMissing('BASELINE', metricId);
    return { value: Fraction.parse(found.value), source: found.source };
  }

  /** @throws EvidenceMissing */
  measurement(metricId: string, testPeriodId: string, agencyId?: string): Sourced {
    const found = this.inputs.measurements.find(
      (each) => each.metricId === metricId && each.testPeriodId === testPeriodId && each.agencyId === agencyId,
    );
    if (!found) throw new EvidenceMissing('MEASUREMENT', agencyId ? `${metricId} of ${agencyId}` : metricId);
    return { value: Fraction.parse(found.value), source: found.source };
  }

  /** What each party put in, on that basis; who put in nothing, or is no party, is left out. @throws EvidenceMissing */
  contributions(
    basis: ContributionBasis,
  ): ReadonlyMap<string, { readonly pence: Pence; readonly source: InputSource }> {
    const found = new Map<string, { pence: Pence; source: InputSource }>();
    if (basis === 'TERMS') {
      for (const { agencyId, amountPence } of this.terms.investments) {
        found.set(agencyId, { pence: (found.get(agencyId)?.pence ?? 0) + amountPence, source: 'terms' });
      }
    } else {
      for (const { agencyId, agreedPence, receivedPence, source } of this.inputs.contributions) {
        const pence = basis === 'AGREED' ? agreedPence : receivedPence;
        const isParty = this.terms.parties.some((party) => party.agencyId === agencyId);
        if (pence > 0 && isParty) found.set(agencyId, { pence, source });
      }
    }
    if (found.size === 0) throw new EvidenceMissing('CONTRIBUTIONS', basis);
    return found;
  }

  get investmentPence(): Pence {
    return sumOf(this.terms.investments.map(({ amountPence }) => Fraction.of(amountPence))).round('DOWN');
  }
}
