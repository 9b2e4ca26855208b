import {
  type BenefitStage,
  type ChangeDirection,
  type Clause,
  type ContributionBasis,
  type Correction,
  type Metric,
  type Outcome,
  signingParties,
  type Terms,
  type TestPeriod,
} from '@app/domain';

/** A metric that the terms look at, and what of it. */
export interface MetricNeed {
  readonly metric: Metric;
  /** Which way it is to move from its baseline; undefined when its value counts as it is. */
  readonly direction?: ChangeDirection;
  /** The agencies that have a value each, when it is by agency. */
  readonly agencyIds: readonly string[];
  /** Earlier test periods that are pooled with the one that is tried. */
  readonly pooledWith: readonly TestPeriod[];
}

/** A benefit that an agency may have, at a stage that the terms share. */
export interface BenefitNeed {
  readonly agencyId: string;
  readonly stage: BenefitStage;
}

/** A limit over the contract, of which earlier test periods may have used a part. */
export interface LimitNeed {
  readonly limitId: string;
  readonly title: string;
}

/** All that terms look at for one test period, beside themselves: what has to be assumed when nothing is recorded. */
export interface Needs {
  readonly metrics: readonly MetricNeed[];
  /** Outcomes that are paid for when they are claimed. */
  readonly outcomes: readonly Outcome[];
  readonly benefits: readonly BenefitNeed[];
  /** Corrections of a benefit that go by the evidence. */
  readonly corrections: readonly Correction['kind'][];
  /** Budget lines; those that the terms name, or a few for which they have no name. */
  readonly lineIds: readonly string[];
  readonly linesHave: {
    readonly causes: boolean;
    readonly ringFences: boolean;
    readonly owners: boolean;
    readonly commissioners: boolean;
  };
  readonly contributions: readonly ContributionBasis[];
  readonly limits: readonly LimitNeed[];
  /** Parties that share: all but those that only judge. */
  readonly partyIds: readonly string[];
  /** What these terms look at that a form has no field for, a sentence each. */
  readonly beyond: readonly string[];
}

/** Lines to fill in, where the terms name none. */
const UNNAMED_LINES = ['line-1', 'line-2', 'line-3'];

/** Anything within a clause that may say what it looks at. */
interface Part {
  readonly kind?: string;
  readonly metricId?: string;
  readonly among?: readonly string[];
  readonly basis?: ContributionBasis;
  readonly lineIds?: readonly string[];
}

/** Every object within some part of the terms, however deep: distributions are composed freely. */
function* partsOf(value: unknown): Generator<Part> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value;
  for (const within of Object.values(value)) yield* partsOf(within);
}

/** Finds what terms look at for a test period. @param lineIds budget lines that were declared already */
export function needsOf(terms: Terms, testPeriodId: string, lineIds: readonly string[] = []): Needs {
  const parts = [...partsOf(terms.clauses), ...partsOf(terms.caps)];
  const has = (kind: string): boolean => parts.some((part) => part.kind === kind);
  const variances = terms.clauses.filter(({ valuation }) => valuation.kind === 'VARIANCE');
  const named = distinct([...lineIds, ...parts.flatMap((part) => part.lineIds ?? [])]);
  const partyIds = signingParties(terms);
  const stages = distinct(
    terms.clauses.flatMap(({ valuation }) => (valuation.kind === 'RECOGNISED_BENEFIT' ? [valuation.stage] : [])),
  );
  return {
    metrics: metricNeeds(terms, testPeriodId, parts, partyIds),
    outcomes: outcomesPaidFor(terms),
    benefits: stages.flatMap((stage) => partyIds.map((agencyId) => ({ agencyId, stage }))),
    corrections: distinct(
      terms.clauses.flatMap(({ corrections }) =>
        corrections.filter(({ by }) => by === 'EVIDENCE').map(({ kind }) => kind),
      ),
    ),
    lineIds: variances.length === 0 ? [] : named.length > 0 ? named : UNNAMED_LINES,
    linesHave: {
      causes: has('BY_CAUSE'),
      ringFences: variances.some(
        ({ valuation }) => valuation.kind === 'VARIANCE' && valuation.ringFencedLines === 'EXCLUDED',
      ),
      owners: has('OWN_RISK') || variances.some(({ heldBy }) => heldBy.kind === 'WHERE_IT_FALLS'),
      commissioners: has('PRO_RATA_COMMISSIONED'),
    },
    contributions: distinct(parts.flatMap(({ basis }) => (basis === undefined || basis === 'TERMS' ? [] : [basis]))),
    limits: limitsOf(terms),
    partyIds,
    beyond: beyondAForm(terms),
  };
}

const distinct = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];

function metricNeeds(
  terms: Terms,
  testPeriodId: string,
  parts: readonly Part[],
  partyIds: readonly string[],
): readonly MetricNeed[] {
  return terms.metrics.flatMap((metric) => {
    const { metricId } = metric;
    const lookingAt = parts.filter((part) => part.metricId === metricId);
    if (lookingAt.length === 0) return [];
    const triggers = terms.clauses.map(({ trigger }) => trigger).filter((trigger) => watches(trigger, metricId));
    const direction = triggers.map((trigger) => ('direction' in trigger ? trigger.direction : 'RISE'))[0];
    const among = distinct(lookingAt.flatMap((part) => part.among ?? []));
    const isPooled = triggers.some(({ kind }) => kind === 'POOLED_COHORTS');
    return {
      metric,
      direction,
      agencyIds: metric.by === undefined ? [] : among.length > 0 ? among : partyIds,
      pooledWith: isPooled ? periodsBeforeTheLast(terms, testPeriodId) : [],
    };
  });
}

const watches = (trigger: Clause['trigger'], metricId: string): boolean =>
  'metricId' in trigger && trigger.metricId === metricId;

/** Cohorts are pooled with the last test period, and with no other. */
function periodsBeforeTheLast({ period }: Terms, testPeriodId: string): readonly TestPeriod[] {
  const inOrder = period.testPeriods.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return inOrder.at(-1)?.testPeriodId === testPeriodId ? inOrder.slice(0, -1) : [];
}

function outcomesPaidFor({ clauses, outcomes }: Terms): readonly Outcome[] {
  const codes = new Set(
    clauses.flatMap(({ trigger, valuation }) => {
      if (valuation.kind === 'TARIFF') return valuation.rates.map(({ outcomeCode }) => outcomeCode);
      return trigger.kind === 'PER_UNIT' ? outcomes.map(({ outcomeCode }) => outcomeCode) : [];
    }),
  );
  return outcomes.filter(({ outcomeCode }) => codes.has(outcomeCode));
}

function limitsOf({ caps, clauses }: Terms): readonly LimitNeed[] {
  const steps = clauses.flatMap(({ clauseId, title, distribution, heldBy }) =>
    [...partsOf([distribution, heldBy])].flatMap((part) => {
      const { stepId, over, title: stepTitle } = part as { stepId?: string; over?: string; title?: string };
      if (stepId !== undefined && over === 'CONTRACT') {
        return { limitId: `${clauseId}/${stepId}`, title: `the step “${stepTitle ?? stepId}” of “${title}”` };
      }
      const { kind, by, upToPence } = part as { kind?: string; by?: string; upToPence?: number };
      if (kind !== 'TOP_UP' || upToPence === undefined) return [];
      return { limitId: `${clauseId}/top-up/${by ?? ''}`, title: `the top-up of “${title}”` };
    }),
  );
  const contractCaps = caps
    .filter(({ scope }) => scope === 'CONTRACT')
    .map(({ capId }) => ({ limitId: capId, title: `the cap ${capId}` }));
  return [...contractCaps, ...steps];
}

function beyondAForm(terms: Terms): readonly string[] {
  const rates = terms.clauses.flatMap(({ valuation }) => (valuation.kind === 'TARIFF' ? valuation.rates : []));
  return [
    ...(terms.caps.some(({ scope }) => scope === 'PARTICIPANT')
      ? ['A cap for each participant: this form claims units for nobody by name, so the cap takes nothing off.']
      : []),
    ...(rates.some(({ aboveUnits }) => aboveUnits !== undefined)
      ? [
          'A rate that changes beyond a number of units over the contract: this form counts the units of one test period.',
        ]
      : []),
    ...(terms.clauses.some(({ trigger }) => trigger.kind === 'POOLED_COHORTS')
      ? ['A baseline of its own for each pooled test period: this form takes the same for all.']
      : []),
  ];
}
