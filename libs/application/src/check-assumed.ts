import { type AssumedOutcomes, Fraction, FRACTION_PATTERN, type Metric, type Terms, type Variation } from '@app/domain';

/** Something that is wrong with assumed outcomes: where, what, and what to do. */
export interface AssumedIssue {
  /** Such as `assumed.claims[0].outcomeCode`. */
  readonly path: string;
  /** As a command would refuse the same evidence with, where it could be recorded. */
  readonly code: string;
  readonly sentence: string;
}

type Issues = Generator<AssumedIssue, void>;

const issue = (path: string, code: string, sentence: string): AssumedIssue => ({ path, code, sentence });

/**
 * Finds outcomes that the terms would not look at, or could not be recorded: a name that is misspelt would otherwise
 * count as nothing, and the parties would sign what they did not see.
 */
export function checkAssumed(terms: Terms, assumed: AssumedOutcomes, vary?: Variation): readonly AssumedIssue[] {
  const known = knownIn(terms);
  return [
    ...checkFigures(known, assumed, 'baselines'),
    ...checkFigures(known, assumed, 'measurements'),
    ...checkClaims(known, assumed),
    ...checkBenefits(known, assumed),
    ...checkOutturn(known, assumed),
    ...checkContributions(known, assumed),
    ...checkUsedBefore(known, assumed),
    ...(vary ? checkVariation(known, assumed, vary) : []),
  ];
}

/** What the terms name, to look it up. */
interface Known {
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly testPeriodIds: readonly string[];
  readonly partyIds: readonly string[];
  readonly outcomeCodes: readonly string[];
  readonly clauseIds: readonly string[];
  readonly capIds: readonly string[];
}

const knownIn = (terms: Terms): Known => ({
  metrics: new Map(terms.metrics.map((metric) => [metric.metricId, metric])),
  testPeriodIds: terms.period.testPeriods.map(({ testPeriodId }) => testPeriodId),
  partyIds: terms.parties.map(({ agencyId }) => agencyId),
  outcomeCodes: terms.outcomes.map(({ outcomeCode }) => outcomeCode),
  clauseIds: terms.clauses.map(({ clauseId }) => clauseId),
  capIds: terms.caps.map(({ capId }) => capId),
});

/** Names of one sort that a sentence lists; of more than these, only so many. */
const NAMES_SHOWN_MAX = 10;

function* checkName(
  path: string,
  code: string,
  name: string | undefined,
  sort: string,
  names: readonly string[],
): Issues {
  if (name === undefined || names.includes(name)) return;
  const shown = names.slice(0, NAMES_SHOWN_MAX).join(', ');
  const all = names.length === 0 ? 'none' : names.length > NAMES_SHOWN_MAX ? `${shown} and others` : shown;
  yield issue(path, code, `The terms know no ${sort} ${name}; they know ${all}.`);
}

const checkParty = (path: string, agencyId: string | undefined, { partyIds }: Known): Issues =>
  checkName(path, 'PARTY_UNKNOWN', agencyId, 'party', partyIds);
const checkPeriod = (path: string, testPeriodId: string | undefined, { testPeriodIds }: Known): Issues =>
  checkName(path, 'TEST_PERIOD_UNKNOWN', testPeriodId, 'test period', testPeriodIds);

/** Tells of what stands twice, of which only one would count. */
function* checkOnce(places: readonly (readonly [path: string, what: string])[]): Issues {
  const seen = new Set<string>();
  for (const [path, what] of places) {
    if (seen.has(what)) yield issue(path, 'ASSUMED_TWICE', `${what} is there twice: give one figure.`);
    seen.add(what);
  }
}

function* checkFigures(known: Known, assumed: AssumedOutcomes, list: 'baselines' | 'measurements'): Issues {
  const figures = assumed[list] ?? [];
  for (const [place, { metricId, testPeriodId, agencyId, value }] of figures.entries()) {
    const path = `assumed.${list}[${place}]`;
    const metric = known.metrics.get(metricId);
    yield* checkName(`${path}.metricId`, 'METRIC_UNKNOWN', metricId, 'metric', [...known.metrics.keys()]);
    yield* checkPeriod(`${path}.testPeriodId`, testPeriodId, known);
    yield* checkParty(`${path}.agencyId`, agencyId, known);
    if (metric?.by === 'AGENCY' && agencyId === undefined) {
      const sentence = `The metric ${metricId} has a value for each agency: say which.`;
      yield issue(`${path}.agencyId`, 'METRIC_NEEDS_AGENCY', sentence);
    }
    if (metric && metric.by === undefined && agencyId !== undefined) {
      const sentence = `The metric ${metricId} has one value for all: name no agency.`;
      yield issue(`${path}.agencyId`, 'METRIC_NOT_BY_AGENCY', sentence);
    }
    if (metric && !isFigure(metric, value)) {
      const unit = metric.unit === 'PENCE' ? 'a whole number of pence' : 'a number such as 1680, 12.5 or 5/6';
      yield issue(`${path}.value`, 'VALUE_NOT_POSSIBLE', `It is ${value}; it must be ${unit}, nought or more.`);
    }
  }
  yield* checkOnce(
    figures.map(({ metricId, testPeriodId, agencyId }, place) => {
      const of = list === 'measurements' ? (testPeriodId ?? assumed.testPeriodId) : testPeriodId;
      const what = [metricId, agencyId && `of ${agencyId}`, of && `in ${of}`].filter(Boolean).join(' ');
      return [`assumed.${list}[${place}]`, what] as const;
    }),
  );
}

/** As for evidence that is recorded: money is whole pence, and nothing that is measured is negative. */
function isFigure({ unit }: Metric, value: string): boolean {
  if (!FRACTION_PATTERN.test(value) || value.endsWith('%')) return false;
  const number = Fraction.parse(value);
  return !number.isNegative && (unit !== 'PENCE' || number.toRatio().denominator === 1n);
}

function* checkClaims(known: Known, { claims = [] }: AssumedOutcomes): Issues {
  for (const [place, { outcomeCode, testPeriodId }] of claims.entries()) {
    const path = `assumed.claims[${place}]`;
    yield* checkName(`${path}.outcomeCode`, 'OUTCOME_UNKNOWN', outcomeCode, 'outcome', known.outcomeCodes);
    yield* checkPeriod(`${path}.testPeriodId`, testPeriodId, known);
  }
}

function* checkBenefits(known: Known, { benefits = [] }: AssumedOutcomes): Issues {
  for (const [place, { agencyId, testPeriodId }] of benefits.entries()) {
    const path = `assumed.benefits[${place}]`;
    yield* checkParty(`${path}.agencyId`, agencyId, known);
    yield* checkPeriod(`${path}.testPeriodId`, testPeriodId, known);
  }
  yield* checkOnce(
    benefits.flatMap(({ benefitId }, place) =>
      benefitId === undefined ? [] : [[`assumed.benefits[${place}].benefitId`, benefitId] as const],
    ),
  );
}

function* checkOutturn(known: Known, { outturn = [] }: AssumedOutcomes): Issues {
  for (const [place, { ownerAgencyId, commissioned = [] }] of outturn.entries()) {
    const path = `assumed.outturn[${place}]`;
    yield* checkParty(`${path}.ownerAgencyId`, ownerAgencyId, known);
    for (const [part, { agencyId }] of commissioned.entries()) {
      yield* checkParty(`${path}.commissioned[${part}].agencyId`, agencyId, known);
    }
  }
  yield* checkOnce(outturn.map(({ lineId }, place) => [`assumed.outturn[${place}].lineId`, lineId]));
}

function* checkContributions(known: Known, { contributions = [] }: AssumedOutcomes): Issues {
  for (const [place, { agencyId }] of contributions.entries()) {
    yield* checkParty(`assumed.contributions[${place}].agencyId`, agencyId, known);
  }
  yield* checkOnce(contributions.map(({ agencyId }, place) => [`assumed.contributions[${place}].agencyId`, agencyId]));
}

/** A limit is a cap, or something of a clause, named after it. */
function* checkUsedBefore({ capIds, clauseIds }: Known, { usedBefore = {} }: AssumedOutcomes): Issues {
  for (const limitId of Object.keys(usedBefore)) {
    const [first = '', ...rest] = limitId.split('/');
    const path = `assumed.usedBefore[${JSON.stringify(limitId)}]`;
    if (rest.length === 0) yield* checkName(path, 'LIMIT_UNKNOWN', first, 'cap', capIds);
    else yield* checkName(path, 'LIMIT_UNKNOWN', first, 'clause', clauseIds);
  }
}

function* checkVariation(known: Known, assumed: AssumedOutcomes, vary: Variation): Issues {
  switch (vary.of) {
    case 'CHANGE_PCT': {
      const { metricId } = vary;
      yield* checkName('vary.metricId', 'METRIC_UNKNOWN', metricId, 'metric', [...known.metrics.keys()]);
      if (known.metrics.get(metricId)?.by === 'AGENCY') {
        const sentence = `The metric ${metricId} has a value for each agency; only one with a single value can be varied.`;
        yield issue('vary.metricId', 'METRIC_BY_AGENCY', sentence);
      }
      const isThere = assumed.baselines?.some(
        (each) =>
          each.metricId === metricId && (each.testPeriodId === undefined || each.testPeriodId === assumed.testPeriodId),
      );
      if (!isThere) {
        const sentence = `${metricId} has no baseline of which it could change: assume one in assumed.baselines.`;
        yield issue('vary.metricId', 'BASELINE_NOT_AGREED', sentence);
      }
      return;
    }
    case 'UNITS':
      yield* checkName('vary.outcomeCode', 'OUTCOME_UNKNOWN', vary.outcomeCode, 'outcome', known.outcomeCodes);
      return;
    case 'BENEFIT_PCT':
      if (!assumed.benefits?.length) {
        const sentence = 'There is no benefit to vary: assume some in assumed.benefits.';
        yield issue('vary.of', 'BENEFIT_UNKNOWN', sentence);
      }
  }
}
