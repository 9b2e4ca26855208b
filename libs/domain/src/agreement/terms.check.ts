import { isIsoDate } from '../shared/dates';
import { Fraction, sumOf } from '../shared/fraction';
import { AMOUNT_PENCE_MAX, formatPence, type Pence } from '../shared/money';
import {
  type Cap,
  type Clause,
  type Distribution,
  type Metric,
  type Outcome,
  type Party,
  type Rate,
  type Terms,
  type Tiers,
  type Trigger,
  type Valuation,
} from './terms';
import { partsOf } from './terms.walk';

/** Every code that terms can be found unfit with, stable for ever. */
export const termsIssueCodes = [
  'DATE_DOES_NOT_EXIST',
  'PERIOD_ENDS_BEFORE_IT_BEGINS',
  'TEST_PERIOD_OUTSIDE_AGREEMENT',
  'TEST_PERIODS_OVERLAP',
  'ID_TWICE',
  'PARTY_TWICE',
  'NO_PARTY_SHARES',
  'PARTY_UNKNOWN',
  'PARTY_ONLY_ASSESSES',
  'TIE_ORDER_INCOMPLETE',
  'INVESTMENT_TWICE',
  'INVESTMENT_TOO_LARGE',
  'METRIC_UNKNOWN',
  'METRIC_NOT_IN_PENCE',
  'METRIC_BY_AGENCY',
  'METRIC_NOT_BY_AGENCY',
  'OUTCOME_UNKNOWN',
  'CLAUSE_UNKNOWN',
  'TEST_PERIOD_UNKNOWN',
  'TRIGGER_DOES_NOT_FIT_VALUATION',
  'CLAUSE_INSTEAD_OF_ITSELF',
  'CLAUSE_INSTEAD_OF_ANOTHER_SORT',
  'RATE_TWICE',
  'TARIFF_LEAVES_A_HOLE',
  'TARGET_IS_NOTHING',
  'PERCENTAGE_OUT_OF_RANGE',
  'CORRECTION_DOES_NOT_FIT_VALUATION',
  'CORRECTION_WITHOUT_EVIDENCE',
  'CORRECTION_TWICE',
  'CORRECTION_PART_OUT_OF_RANGE',
  'CASHABILITY_NOT_STATED',
  'TIERS_DO_NOT_FIT_VALUATION',
  'TIERS_WITHOUT_A_CHANGE',
  'TIERS_OVERLAP',
  'TIERS_LEAVE_A_HOLE',
  'TIERS_WITHOUT_END',
  'TIER_ENDS_BEFORE_IT_BEGINS',
  'TIER_AFTER_THE_LAST',
  'TIERS_COUNT_NOTHING',
  'TIERS_PAY_LESS_FOR_MORE',
  'HOLDER_DOES_NOT_FIT_VALUATION',
  'PAYERS_DO_NOT_PAY',
  'CIRCULAR_TOP_UP',
  'TOP_UP_OF_A_BENEFIT',
  'TOP_UP_TWICE',
  'RETAINED_BY_NOBODY',
  'REINVESTMENT_WITHOUT_RESTRICTION',
  'REINVESTMENT_OF_A_COST',
  'LINES_WITHOUT_VARIANCE',
  'LINES_OF_A_PART',
  'LINE_TWICE',
  'LINE_OUT_OF_SCOPE',
  'CAUSE_TWICE',
  'DISTRIBUTION_TOO_DEEP',
  'PERCENTAGES_DO_NOT_ADD_UP',
  'PORTIONS_DO_NOT_ADD_UP',
  'BASIS_NOT_STATED',
  'WATERFALL_WITHOUT_AN_END',
  'WATERFALL_STEP_WITHOUT_LIMIT',
  'WATERFALL_LIMIT_MISSING',
  'FLOOR_WITH_VARIANCE',
  'PAYMENT_DOES_NOT_FIT_VALUATION',
  'INSTALMENTS_DO_NOT_ADD_UP',
  'CAP_ON_LINES',
  'CAP_ON_A_LIMIT',
  'CAP_BELOW_FLOOR',
  'PARTICIPANT_CAP_WITHOUT_PARTICIPANTS',
  'PARTICIPANT_CAP_TWICE',
  'ACCELERATOR_WITH_PARTICIPANT_CAP',
] as const;
/** What terms are found unfit with. */
export type TermsIssueCode = (typeof termsIssueCodes)[number];

/** Something that is wrong with terms: where, what, and what to do. */
export interface TermsIssue {
  /** Such as `clauses[0].tiers.bands[2].from`. */
  readonly path: string;
  /** Stable for ever, such as `TIERS_LEAVE_A_HOLE`. */
  readonly code: TermsIssueCode;
  readonly sentence: string;
}

/** How deep distributions may lie in one another: deeper than that, nobody reads them. */
const DISTRIBUTION_DEPTH_MAX = 6;

/** Finds what makes terms unfit to be computed, beyond what their schema says. None: they are sound. */
export function checkTerms(terms: Terms): readonly TermsIssue[] {
  const known = knownIn(terms);
  return [
    ...checkPeriod(terms.period),
    ...checkParties(known),
    ...checkTieOrder(known),
    ...checkInvestments(known),
    ...checkMeasures(known),
    ...checkOnce(terms.clauses, 'clauses', 'clauseId'),
    ...terms.clauses.flatMap((clause, place) => [...checkClause(known, clause, `clauses[${place}]`)]),
    ...checkCaps(known),
    ...checkValidation(terms),
    ...checkMilestones(terms),
  ];
}

type Issues = Generator<TermsIssue, void>;
/** A member of a union by its kind. */
type Of<Union extends { readonly kind: string }, Kind extends Union['kind']> = Extract<Union, { readonly kind: Kind }>;

const issue = (path: string, code: TermsIssueCode, sentence: string): TermsIssue => ({ path, code, sentence });

/** What the terms name, to look it up. */
interface Known {
  readonly terms: Terms;
  readonly parties: ReadonlyMap<string, Party>;
  readonly investors: ReadonlySet<string>;
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly clauses: ReadonlyMap<string, Clause>;
  readonly testPeriodIds: ReadonlySet<string>;
}

const knownIn = (terms: Terms): Known => ({
  terms,
  parties: new Map(terms.parties.map((party) => [party.agencyId, party])),
  investors: new Set(terms.investments.map(({ agencyId }) => agencyId)),
  metrics: new Map(terms.metrics.map((metric) => [metric.metricId, metric])),
  outcomes: new Map(terms.outcomes.map((outcome) => [outcome.outcomeCode, outcome])),
  clauses: new Map(terms.clauses.map((clause) => [clause.clauseId, clause])),
  testPeriodIds: new Set(terms.period.testPeriods.map(({ testPeriodId }) => testPeriodId)),
});

/** The places of values that did not come before. */
const firsts = (values: readonly string[]): readonly number[] =>
  values.flatMap((value, place) => (values.indexOf(value) === place ? [place] : []));

/** The places of values that came before. */
const repeats = (values: readonly string[]): readonly number[] =>
  values.flatMap((value, place) => (values.indexOf(value) < place ? [place] : []));

function* checkOnce<Key extends string>(
  items: readonly { readonly [K in Key]: string }[],
  path: string,
  key: Key,
): Issues {
  const ids = items.map((item) => item[key]);
  for (const place of repeats(ids)) {
    yield issue(`${path}[${place}].${key}`, 'ID_TWICE', `${ids[place]} is there twice: give each a name of its own.`);
  }
}

function* checkPeriod(period: Terms['period']): Issues {
  const { testPeriods } = period;
  const spans = [
    { ...period, path: 'period' },
    ...testPeriods.map((testPeriod, place) => ({ ...testPeriod, path: `period.testPeriods[${place}]` })),
  ];
  for (const { from, to, path } of spans) {
    yield* checkDate(from, `${path}.from`);
    yield* checkDate(to, `${path}.to`);
    if (to < from) {
      const sentence = `It ends on ${to}, before it begins on ${from}: let it end on that day or later.`;
      yield issue(`${path}.to`, 'PERIOD_ENDS_BEFORE_IT_BEGINS', sentence);
    }
  }
  yield* checkOnce(testPeriods, 'period.testPeriods', 'testPeriodId');
  for (const [place, { testPeriodId, from, to }] of testPeriods.entries()) {
    const path = `period.testPeriods[${place}]`;
    if (from < period.from || to > period.to) {
      const sentence = `${testPeriodId} does not lie within the agreement, ${period.from} to ${period.to}: move it, or let the agreement run longer.`;
      yield issue(path, 'TEST_PERIOD_OUTSIDE_AGREEMENT', sentence);
    }
    const other = testPeriods.slice(0, place).find((earlier) => earlier.from <= to && from <= earlier.to);
    if (other) {
      const sentence = `${testPeriodId} overlaps ${other.testPeriodId}: let each day lie in one test period only, so that nothing is paid twice.`;
      yield issue(path, 'TEST_PERIODS_OVERLAP', sentence);
    }
  }
}

function* checkDate(date: string, path: string): Issues {
  const exists: boolean = isIsoDate(date);
  if (!exists) {
    yield issue(path, 'DATE_DOES_NOT_EXIST', `There is no date ${date}: name a day of the calendar, as 2024-03-31.`);
  }
}

function* checkMilestones({ milestones = [] }: Terms): Issues {
  for (const [place, { on }] of milestones.entries()) yield* checkDate(on, `milestones[${place}].on`);
}

const isOnlyAssessor = ({ roles }: Party): boolean => roles.every((role) => role === 'INDEPENDENT_ASSESSOR');

function* checkParties({ terms: { parties } }: Known): Issues {
  yield* checkPartiesOnce(
    parties.map(({ agencyId }, place) => ({ agencyId, path: `parties[${place}].agencyId` })),
    'the parties',
  );
  if (parties.every(isOnlyAssessor)) {
    const sentence = 'Every party only assesses: name at least one that invests, commissions, provides or benefits.';
    yield issue('parties', 'NO_PARTY_SHARES', sentence);
  }
}

interface NamedAgency {
  readonly agencyId: string;
  readonly path: string;
}

function* checkPartiesOnce(named: readonly NamedAgency[], where: string): Issues {
  for (const place of repeats(named.map(({ agencyId }) => agencyId))) {
    const { agencyId, path } = named[place]!;
    yield issue(path, 'PARTY_TWICE', `${agencyId} is twice among ${where}: name it once.`);
  }
}

/** An agency that shares or pays must be a party, and one that does more than judge. */
function* checkAgency({ parties }: Known, { agencyId, path }: NamedAgency): Issues {
  const party = parties.get(agencyId);
  if (!party) {
    yield issue(
      path,
      'PARTY_UNKNOWN',
      `${agencyId} is no party to these terms: add it to the parties, or name another.`,
    );
  } else if (isOnlyAssessor(party)) {
    const sentence = `${agencyId} is an independent assessor: it judges, so it neither shares nor pays. Name another party, or give it a further role.`;
    yield issue(path, 'PARTY_ONLY_ASSESSES', sentence);
  }
}

/** INV-05: who gets the odd penny is settled for all, before there is one. */
function* checkTieOrder(known: Known): Issues {
  const named = known.terms.rounding.tieOrder.map((agencyId, place) => ({
    agencyId,
    path: `rounding.tieOrder[${place}]`,
  }));
  yield* checkPartiesOnce(named, 'the order for ties');
  for (const each of named) yield* checkAgency(known, each);
  const sharing = [...known.parties.values()].filter((party) => !isOnlyAssessor(party));
  const missing = sharing.filter(({ agencyId }) => !known.terms.rounding.tieOrder.includes(agencyId));
  if (missing.length > 0) {
    const ids = missing.map(({ agencyId }) => agencyId).join(', ');
    const sentence = `The order for ties leaves out ${ids}: name every party that shares, the one that gets the odd penny first.`;
    yield issue('rounding.tieOrder', 'TIE_ORDER_INCOMPLETE', sentence);
  }
}

function* checkInvestments(known: Known): Issues {
  const { investments } = known.terms;
  const named = investments.map(({ agencyId }, place) => ({ agencyId, path: `investments[${place}].agencyId` }));
  for (const each of named) yield* checkAgency(known, each);
  const keys = investments.map(({ agencyId, fundingStreamId = '' }) => `${agencyId} ${fundingStreamId}`);
  for (const place of repeats(keys)) {
    const { agencyId, fundingStreamId } = investments[place]!;
    const what = fundingStreamId === undefined ? 'names no funding stream' : `is from ${fundingStreamId}`;
    const sentence = `A second investment of ${agencyId} ${what}: put the two together, or name another funding stream.`;
    yield issue(`investments[${place}]`, 'INVESTMENT_TWICE', sentence);
  }
  const total = sumOf(investments.map(({ amountPence }) => Fraction.of(amountPence)));
  if (total.compare(Fraction.of(AMOUNT_PENCE_MAX)) > 0) {
    const sentence = `The investments come to more than ${formatPence(AMOUNT_PENCE_MAX)} together: check the amounts, they are in pence.`;
    yield issue('investments', 'INVESTMENT_TOO_LARGE', sentence);
  }
}

function* checkMeasures(known: Known): Issues {
  const { metrics, outcomes } = known.terms;
  yield* checkOnce(metrics, 'metrics', 'metricId');
  yield* checkOnce(outcomes, 'outcomes', 'outcomeCode');
  for (const [place, { metricId }] of outcomes.entries()) {
    yield* checkMetric(known, metricId, `outcomes[${place}].metricId`);
  }
}

/** How a metric is used: as an amount of money, with a value for each agency. */
interface MetricUse {
  readonly isMoney?: boolean;
  readonly isByAgency?: boolean;
}

function* checkMetric({ metrics }: Known, metricId: string, path: string, use: MetricUse = {}): Issues {
  const metric = metrics.get(metricId);
  if (!metric) {
    yield issue(path, 'METRIC_UNKNOWN', `There is no metric ${metricId} in these terms: add it to the metrics.`);
    return;
  }
  if (use.isMoney && metric.unit !== 'PENCE') {
    const sentence = `${metricId} is measured in ${metric.unit}, and used as an amount of money: let its unit be PENCE, or name another metric.`;
    yield issue(path, 'METRIC_NOT_IN_PENCE', sentence);
  }
  if (use.isByAgency && metric.by === undefined) {
    const sentence = `${metricId} has one value for all, and is used agency by agency: let it be by AGENCY, or name another metric.`;
    yield issue(path, 'METRIC_NOT_BY_AGENCY', sentence);
  }
  if (!use.isByAgency && metric.by !== undefined) {
    const sentence = `${metricId} has a value for each agency, and one value for all is needed here: name another metric.`;
    yield issue(path, 'METRIC_BY_AGENCY', sentence);
  }
}

function* checkTestPeriod({ testPeriodIds }: Known, testPeriodId: string, path: string): Issues {
  if (!testPeriodIds.has(testPeriodId)) {
    const sentence = `There is no test period ${testPeriodId} in these terms: name one of them.`;
    yield issue(path, 'TEST_PERIOD_UNKNOWN', sentence);
  }
}

const clauseUnknown = (clauseId: string, path: string): TermsIssue =>
  issue(path, 'CLAUSE_UNKNOWN', `There is no clause ${clauseId} in these terms: name one of them.`);

function* checkPercentage(pct: string, path: string): Issues {
  if (Fraction.ofPct(pct).compare(Fraction.one) > 0) {
    yield issue(path, 'PERCENTAGE_OUT_OF_RANGE', `${pct}% is more than all there is: let it be 100 or less.`);
  }
}

function* checkClause(known: Known, clause: Clause, path: string): Issues {
  yield* checkTrigger(known, clause, `${path}.trigger`);
  yield* checkValuation(known, clause.valuation, `${path}.valuation`);
  yield* checkFit(clause, path);
  yield* checkCorrections(clause, path);
  if (clause.tiers) yield* checkTiers(clause, clause.tiers, `${path}.tiers`);
  yield* checkHolder(clause, path);
  yield* checkShares(known, clause, path);
  yield* checkPayers(known, clause, path);
  yield* checkStepIds(clause, path);
  yield* checkFloors(known, clause, path);
  yield* checkPayment(known, clause, `${path}.payment`);
}

function* checkTrigger(known: Known, { clauseId, trigger }: Clause, path: string): Issues {
  if (!('metricId' in trigger)) return;
  yield* checkMetric(known, trigger.metricId, `${path}.metricId`, { isMoney: trigger.kind === 'INCOME_GROWTH' });
  if (trigger.kind !== 'POOLED_COHORTS' || trigger.insteadOfClauseId === undefined) return;
  const insteadPath = `${path}.insteadOfClauseId`;
  const instead = known.clauses.get(trigger.insteadOfClauseId);
  if (!instead) {
    yield clauseUnknown(trigger.insteadOfClauseId, insteadPath);
    return;
  }
  if (instead.clauseId === clauseId) {
    const sentence = `${clauseId} cannot pay instead of itself: name the clause that pays a test period at once, or none.`;
    yield issue(insteadPath, 'CLAUSE_INSTEAD_OF_ITSELF', sentence);
    return;
  }
  const { metricId, direction } = trigger;
  const isOfThatChange =
    instead.trigger.kind === 'METRIC_VS_BASELINE' &&
    instead.trigger.metricId === metricId &&
    instead.trigger.direction === direction;
  if (!isOfThatChange) {
    const sentence = `${instead.clauseId} does not pay at once for a ${direction} of ${metricId}: name a clause whose trigger is METRIC_VS_BASELINE on that metric.`;
    yield issue(insteadPath, 'CLAUSE_INSTEAD_OF_ANOTHER_SORT', sentence);
  }
}

function* checkValuation(known: Known, valuation: Valuation, path: string): Issues {
  switch (valuation.kind) {
    case 'TARIFF':
      return yield* checkRates(known, valuation.rates, `${path}.rates`);
    case 'UNIT_COST':
      return yield* checkMetric(known, valuation.metricId, `${path}.metricId`);
    case 'MEASURED_SAVING':
    case 'INCOME_GROWTH':
      return yield* checkMetric(known, valuation.metricId, `${path}.metricId`, { isMoney: true });
    case 'AT_STAKE': {
      yield* checkMetric(known, valuation.metricId, `${path}.metricId`);
      if (Fraction.ofPct(valuation.targetPct).isZero) {
        const sentence = 'A target of 0% is reached by standing still: let it be more than 0.';
        yield issue(`${path}.targetPct`, 'TARGET_IS_NOTHING', sentence);
      }
      return;
    }
    case 'FEE':
      return yield* checkPercentage(valuation.pct, `${path}.pct`);
    case 'VARIANCE':
    case 'RECOGNISED_BENEFIT':
      return;
  }
}

const beginningOf = ({ aboveUnits = '0' }: Rate): Fraction => Fraction.parse(aboveUnits);

function* checkRates(known: Known, rates: readonly Rate[], path: string): Issues {
  for (const [place, { outcomeCode, testPeriodId }] of rates.entries()) {
    if (!known.outcomes.has(outcomeCode)) {
      const sentence = `There is no outcome ${outcomeCode} in these terms: add it to the outcomes.`;
      yield issue(`${path}[${place}].outcomeCode`, 'OUTCOME_UNKNOWN', sentence);
    }
    if (testPeriodId !== undefined) yield* checkTestPeriod(known, testPeriodId, `${path}[${place}].testPeriodId`);
  }
  // Rates of one test period stand instead of those of all, so each set of them must be whole.
  const setOf = ({ outcomeCode, testPeriodId = '' }: Rate): string => `${outcomeCode} ${testPeriodId}`;
  const keys = rates.map((rate) => `${setOf(rate)} ${beginningOf(rate).toText(20)}`);
  for (const place of repeats(keys)) {
    const { outcomeCode } = rates[place]!;
    const sentence = `${outcomeCode} has a second rate for the same units: keep one of the two.`;
    yield issue(`${path}[${place}]`, 'RATE_TWICE', sentence);
  }
  for (const place of firsts(rates.map(setOf))) {
    const { outcomeCode, testPeriodId } = rates[place]!;
    if (rates.some((rate) => setOf(rate) === setOf(rates[place]!) && beginningOf(rate).isZero)) continue;
    const when = testPeriodId === undefined ? '' : ` in ${testPeriodId}`;
    const sentence = `The first units of ${outcomeCode} have no price${when}: add a rate without aboveUnits, of 0 pence if they are not paid for.`;
    yield issue(`${path}[${place}].aboveUnits`, 'TARIFF_LEAVES_A_HOLE', sentence);
  }
}

const triggersFor: Readonly<Record<Valuation['kind'], readonly Trigger['kind'][]>> = {
  TARIFF: ['PER_UNIT', 'METRIC_VS_BASELINE', 'POOLED_COHORTS'],
  UNIT_COST: ['METRIC_VS_BASELINE', 'POOLED_COHORTS'],
  MEASURED_SAVING: ['METRIC_VS_BASELINE', 'POOLED_COHORTS'],
  VARIANCE: ['BUDGET_VARIANCE'],
  RECOGNISED_BENEFIT: ['BENEFIT_RECOGNISED'],
  INCOME_GROWTH: ['INCOME_GROWTH'],
  AT_STAKE: ['METRIC_VS_BASELINE'],
  FEE: ['CALENDAR'],
};

/** A valuation takes what its trigger looked at: the change of the same metric in the same direction. */
function* checkFit({ trigger, valuation }: Clause, path: string): Issues {
  const unfit = (at: string, sentence: string): TermsIssue =>
    issue(`${path}.${at}`, 'TRIGGER_DOES_NOT_FIT_VALUATION', sentence);
  const possible = triggersFor[valuation.kind];
  if (!possible.includes(trigger.kind)) {
    const sentence = `A trigger ${trigger.kind} tells nothing about a valuation ${valuation.kind}: it goes with ${possible.join(' or ')}.`;
    yield unfit('trigger.kind', sentence);
    return;
  }
  if ('metricId' in valuation && 'metricId' in trigger && valuation.metricId !== trigger.metricId) {
    const sentence = `The trigger looks at ${trigger.metricId}, the valuation at ${valuation.metricId}: let both name the same metric.`;
    yield unfit('valuation.metricId', sentence);
  }
  if (!('direction' in trigger)) return;
  if (valuation.kind === 'MEASURED_SAVING' && trigger.direction !== 'FALL') {
    yield unfit('trigger.direction', 'A saving is a fall of what is spent: let the direction be FALL.');
  }
  if (valuation.kind === 'AT_STAKE' && valuation.direction !== trigger.direction) {
    const sentence = 'The trigger looks for the one direction, the target for the other: let both be the same.';
    yield unfit('valuation.direction', sentence);
  }
}

function* checkCorrections({ valuation, corrections }: Clause, path: string): Issues {
  const isBenefit = valuation.kind === 'RECOGNISED_BENEFIT';
  const kinds = corrections.map(({ kind }) => kind);
  if (corrections.length > 0 && (valuation.kind === 'VARIANCE' || valuation.kind === 'FEE')) {
    const sentence = `Nothing is corrected in a ${valuation.kind}, which is no estimate: leave the corrections out.`;
    yield issue(`${path}.corrections`, 'CORRECTION_DOES_NOT_FIT_VALUATION', sentence);
  }
  if (isBenefit && !kinds.includes('CASHABILITY')) {
    const sentence =
      'These terms do not say how much of the benefit is cash: add a correction CASHABILITY. Only cash can be shared.';
    yield issue(`${path}.corrections`, 'CASHABILITY_NOT_STATED', sentence);
  }
  for (const place of repeats(kinds)) {
    const sentence = `${kinds[place]} is corrected for twice: state it once.`;
    yield issue(`${path}.corrections[${place}].kind`, 'CORRECTION_TWICE', sentence);
  }
  for (const [place, correction] of corrections.entries()) {
    const at = `${path}.corrections[${place}]`;
    if (correction.by === 'EVIDENCE' && !isBenefit) {
      const sentence = `A ${valuation.kind} has no evidence for ${correction.kind}: state the part in the terms. Only recognised benefits bring their own.`;
      yield issue(`${at}.by`, 'CORRECTION_WITHOUT_EVIDENCE', sentence);
    }
    if (correction.by === 'TERMS' && Fraction.parse(correction.part).compare(Fraction.one) > 0) {
      const sentence = `The part ${correction.part} is more than all there is: write 15% or 0.15 for fifteen per cent.`;
      yield issue(`${at}.part`, 'CORRECTION_PART_OUT_OF_RANGE', sentence);
    }
  }
}

const changeTriggers: readonly Trigger['kind'][] = ['METRIC_VS_BASELINE', 'POOLED_COHORTS', 'INCOME_GROWTH'];

/** Whether an amount does not grow with the change, or only up to a target. */
const isFixed = ({ kind }: Valuation): boolean => kind === 'AT_STAKE' || kind === 'TARIFF';

function* checkTiers(clause: Clause, tiers: Tiers, path: string): Issues {
  const { trigger, valuation, distribution } = clause;
  if (trigger.kind === 'INCOME_GROWTH' && trigger.abovePence > 0 && tiers.of === 'CHANGE_PCT') {
    const sentence =
      'Only growth above a threshold is shared, and these tiers go by all of the growth: let them be of AMOUNT_PENCE, or set abovePence to 0.';
    yield issue(`${path}.of`, 'TIERS_DO_NOT_FIT_VALUATION', sentence);
  }
  if (valuation.kind === 'VARIANCE' || valuation.kind === 'FEE' || followsLines(distribution)) {
    const sentence = `Tiers pay a part of a benefit, and a ${valuation.kind} is settled as a whole: leave the tiers out.`;
    yield issue(path, 'TIERS_DO_NOT_FIT_VALUATION', sentence);
  }
  if (tiers.of === 'CHANGE_PCT' && !changeTriggers.includes(trigger.kind)) {
    const sentence = `These tiers go by a change, and the trigger ${trigger.kind} measures none: let them be of AMOUNT_PENCE.`;
    yield issue(`${path}.of`, 'TIERS_WITHOUT_A_CHANGE', sentence);
  }
  yield* checkBands(tiers, `${path}.bands`);
  if (tiers.countedUpTo !== undefined && Fraction.parse(tiers.countedUpTo).isZero) {
    const sentence = 'Counted up to 0, nothing is ever paid: let it be more than 0, or leave it out.';
    yield issue(`${path}.countedUpTo`, 'TIERS_COUNT_NOTHING', sentence);
  } else if (tiers.countedUpTo !== undefined && tiers.of === 'CHANGE_PCT' && isFixed(valuation)) {
    const sentence = `The amount of a ${valuation.kind} does not grow with the change, so a change beyond ${tiers.countedUpTo}% would be paid less the larger it is: leave countedUpTo out.`;
    yield issue(`${path}.countedUpTo`, 'TIERS_PAY_LESS_FOR_MORE', sentence);
  }
}

/** INV-48: the bands are explicit, one after another from nought to one without an end. */
function* checkBands({ bands }: Tiers, path: string): Issues {
  let before: string | null = '0';
  for (const [place, { from, to, payPct }] of bands.entries()) {
    const at = `${path}[${place}]`;
    const begins = Fraction.parse(from);
    if (before === null) {
      const sentence = 'The band before it has no end, so this one is never reached: end that one, or drop this.';
      yield issue(at, 'TIER_AFTER_THE_LAST', sentence);
    } else if (begins.compare(Fraction.parse(before)) > 0) {
      const sentence = `Nothing is said of what lies between ${before} and ${from}: let this band begin at ${before}.`;
      yield issue(`${at}.from`, 'TIERS_LEAVE_A_HOLE', sentence);
    } else if (begins.compare(Fraction.parse(before)) < 0) {
      const sentence = `What lies between ${from} and ${before} is in two bands: let this band begin at ${before}.`;
      yield issue(`${at}.from`, 'TIERS_OVERLAP', sentence);
    }
    if (to !== null && Fraction.parse(to).compare(begins) <= 0) {
      const sentence = `The band ends at ${to} and begins at ${from}: let it end above where it begins.`;
      yield issue(`${at}.to`, 'TIER_ENDS_BEFORE_IT_BEGINS', sentence);
    }
    yield* checkPercentage(payPct, `${at}.payPct`);
    before = to;
  }
  if (before !== null) {
    const sentence = `Nothing is said of what lies above ${before}: let the last band end at null, and pay 0 if nothing more is paid.`;
    yield issue(`${path}[${bands.length - 1}].to`, 'TIERS_WITHOUT_END', sentence);
  }
}

function* checkHolder({ valuation, heldBy }: Clause, path: string): Issues {
  const at = `${path}.heldBy.kind`;
  if (heldBy.kind === 'WHERE_IT_FALLS' && valuation.kind !== 'RECOGNISED_BENEFIT') {
    const sentence = `Nobody has recorded where a ${valuation.kind} falls: let it be held by FUND or PAYERS.`;
    yield issue(at, 'HOLDER_DOES_NOT_FIT_VALUATION', sentence);
  }
  if (heldBy.kind !== 'FUND' && valuation.kind === 'VARIANCE') {
    yield issue(at, 'HOLDER_DOES_NOT_FIT_VALUATION', 'A variance is one of the pooled fund: let it be held by FUND.');
  }
}

function* checkPayers(known: Known, { heldBy, distribution, clauseId }: Clause, path: string): Issues {
  if (heldBy.kind !== 'PAYERS') return;
  const receivers = new Set(
    [...walk(distribution, `${path}.distribution`)].flatMap((node) => receiversOf(known, node.distribution)),
  );
  for (const node of walk(heldBy.share, `${path}.heldBy.share`)) {
    yield* checkDistribution(known, node);
    const { kind } = node.distribution;
    if (kind === 'RETAIN' || kind === 'REINVEST' || kind === 'PRO_RATA_COMMISSIONED' || isByLines(node.distribution)) {
      const sentence = `${kind} names nobody who pays for ${clauseId}: say which parties do, and how much each.`;
      yield issue(`${node.path}.kind`, 'PAYERS_DO_NOT_PAY', sentence);
    }
    if (node.distribution.kind === 'TOP_UP' && receivers.has(node.distribution.by)) {
      const sentence = `${node.distribution.by} would top up what it receives itself: let another body top up, or take it out of the receivers.`;
      yield issue(`${node.path}.by`, 'CIRCULAR_TOP_UP', sentence);
    }
  }
}

/** The parties that a distribution itself gives a part to, as far as the terms tell. */
function receiversOf({ investors }: Known, distribution: Distribution): readonly string[] {
  switch (distribution.kind) {
    case 'TOP_UP':
      return [];
    case 'PRO_RATA_CONTRIBUTION':
      return distribution.among ?? (distribution.basis === 'TERMS' ? [...investors] : []);
    default:
      return agenciesIn(distribution, '').map(({ agencyId }) => agencyId);
  }
}

/** A distribution within a clause. */
interface Node {
  readonly distribution: Distribution;
  readonly path: string;
  /** 1 for the outermost. */
  readonly depth: number;
  /** Whether it shares only a part of the amount, so that budget lines do not add up to it. */
  readonly isOfPart: boolean;
}

/** A distribution and all that lie in it, down to the first that lies too deep. */
function* walk(distribution: Distribution, path: string, depth = 1, isOfPart = false): Generator<Node, void> {
  yield { distribution, path, depth, isOfPart };
  if (depth > DISTRIBUTION_DEPTH_MAX) return;
  const isInPart = isOfPart || !isByLines(distribution);
  for (const part of partsOf(distribution, path)) yield* walk(part.share, part.path, depth + 1, isInPart);
}

/** Whether budget lines are laid out, each to be borne or kept by whom it concerns. */
const isByLines = ({ kind }: Distribution): boolean => kind === 'BY_LINE' || kind === 'BY_CAUSE' || kind === 'OWN_RISK';

const followsLines = (distribution: Distribution): boolean =>
  [...walk(distribution, '')].some((node) => isByLines(node.distribution));

/** The agencies that a distribution itself names. */
function agenciesIn(distribution: Distribution, path: string): readonly NamedAgency[] {
  const each = (list: string, agencyIds: readonly string[]): readonly NamedAgency[] =>
    agencyIds.map((agencyId, place) => ({ agencyId, path: `${path}.${list}[${place}]` }));
  switch (distribution.kind) {
    case 'FIXED_PCT':
      return distribution.shares.map(({ to }, place) => ({ agencyId: to, path: `${path}.shares[${place}].to` }));
    case 'EQUAL':
    case 'PRO_RATA_METRIC':
      return each('among', distribution.among);
    case 'PRO_RATA_CONTRIBUTION':
      return each('among', distribution.among ?? []);
    case 'NAMED_PARTNER':
      return [{ agencyId: distribution.to, path: `${path}.to` }];
    case 'TOP_UP':
      return [{ agencyId: distribution.by, path: `${path}.by` }];
    case 'FIRST_CALL':
      return each('first', distribution.first);
    case 'PRO_RATA_COMMISSIONED':
    case 'OWN_RISK':
    case 'BY_LINE':
    case 'BY_CAUSE':
    case 'WEIGHTED':
    case 'WATERFALL':
    case 'REINVEST':
    case 'RETAIN':
      return [];
  }
}

/** What holds wherever a distribution stands. */
function* checkDistribution(known: Known, { distribution, path, depth }: Node): Issues {
  if (depth > DISTRIBUTION_DEPTH_MAX) {
    const sentence = `More than ${DISTRIBUTION_DEPTH_MAX} distributions lie in one another here: say it in fewer, or in several clauses.`;
    yield issue(path, 'DISTRIBUTION_TOO_DEEP', sentence);
    return;
  }
  const named = agenciesIn(distribution, path);
  for (const each of named) yield* checkAgency(known, each);
  yield* checkPartiesOnce(named, 'those who share here');
  yield* checkRule(known, distribution, path);
}

function* checkRule(known: Known, distribution: Distribution, path: string): Issues {
  switch (distribution.kind) {
    case 'FIXED_PCT': {
      const sum = sumOf(distribution.shares.map(({ pct }) => Fraction.parse(pct)));
      if (sum.compare(Fraction.of(100)) !== 0) {
        const sentence = `The percentages come to ${sum.toText(10)}: let them come to exactly 100.`;
        yield issue(`${path}.shares`, 'PERCENTAGES_DO_NOT_ADD_UP', sentence);
      }
      return;
    }
    case 'WEIGHTED': {
      const sum = sumOf(distribution.parts.map(({ portion }) => Fraction.parse(portion)));
      if (sum.compare(Fraction.one) !== 0) {
        const sentence = `The portions come to ${sum.times(Fraction.of(100)).toText(8)}%: let them come to exactly the whole.`;
        yield issue(`${path}.parts`, 'PORTIONS_DO_NOT_ADD_UP', sentence);
      }
      return;
    }
    case 'PRO_RATA_METRIC':
      return yield* checkMetric(known, distribution.metricId, `${path}.metricId`, { isByAgency: true });
    case 'PRO_RATA_CONTRIBUTION':
      if (distribution.basis === 'TERMS' && !haveInvested(known, distribution.among)) yield basisMissing(path);
      return;
    case 'FIRST_CALL':
      if (distribution.basis === 'TERMS' && !haveInvested(known, distribution.first)) yield basisMissing(path);
      return;
    case 'TOP_UP':
      return yield* checkPercentage(distribution.pct, `${path}.pct`);
    case 'WATERFALL':
      return yield* checkSteps(known, distribution, `${path}.steps`);
    case 'BY_LINE': {
      const lines = distribution.lines.flatMap(({ lineIds }, group) =>
        lineIds.map((lineId, place) => ({ lineId, at: `${path}.lines[${group}].lineIds[${place}]` })),
      );
      for (const place of repeats(lines.map(({ lineId }) => lineId))) {
        const { lineId, at } = lines[place]!;
        yield issue(
          at,
          'LINE_TWICE',
          `The line ${lineId} is in two groups: leave it in one, so that it is shared once.`,
        );
      }
      return;
    }
    case 'BY_CAUSE': {
      const causes = distribution.causes.map(({ cause }) => cause);
      for (const place of repeats(causes)) {
        const sentence = `${causes[place]} is there twice: say once how lines with this cause are shared.`;
        yield issue(`${path}.causes[${place}].cause`, 'CAUSE_TWICE', sentence);
      }
      return;
    }
    case 'EQUAL':
    case 'NAMED_PARTNER':
    case 'PRO_RATA_COMMISSIONED':
    case 'OWN_RISK':
    case 'REINVEST':
    case 'RETAIN':
      return;
  }
}

/** Whether these terms state an investment of any of some parties, or of any party at all. */
const haveInvested = ({ investors }: Known, among: readonly string[] = [...investors]): boolean =>
  among.some((agencyId) => investors.has(agencyId));

const basisMissing = (path: string): TermsIssue =>
  issue(
    `${path}.basis`,
    'BASIS_NOT_STATED',
    'These terms state no investment of those who share: state their investments, or go by what is AGREED or RECEIVED.',
  );

function* checkSteps(known: Known, { steps }: Of<Distribution, 'WATERFALL'>, path: string): Issues {
  for (const [place, { upTo, over, title }] of steps.entries()) {
    const isLast = place === steps.length - 1;
    if (isLast && upTo !== undefined) {
      const sentence = `Nothing is said of what is left after "${title}": add a last step without a limit.`;
      yield issue(`${path}[${place}].upTo`, 'WATERFALL_WITHOUT_AN_END', sentence);
    }
    if (!isLast && upTo === undefined) {
      const sentence = `"${title}" takes all that is left, so no later step gets anything: say up to how much it takes.`;
      yield issue(`${path}[${place}]`, 'WATERFALL_STEP_WITHOUT_LIMIT', sentence);
    }
    if (upTo === undefined && over !== undefined) {
      const sentence = `"${title}" has no limit that could be counted over the ${over.toLowerCase()}: leave "over" out, or set a limit.`;
      yield issue(`${path}[${place}].over`, 'WATERFALL_LIMIT_MISSING', sentence);
    }
    if (upTo?.kind === 'INVESTMENT' && !haveInvested(known)) {
      const sentence = 'These terms state no investment that could be repaid: state the investments, or another limit.';
      yield issue(`${path}[${place}].upTo`, 'BASIS_NOT_STATED', sentence);
    }
    if (upTo?.kind === 'METRIC') {
      yield* checkMetric(known, upTo.metricId, `${path}[${place}].upTo.metricId`, { isMoney: true });
    }
  }
}

/** Limits over the contract are counted by clause and step, so no two steps of a clause may be called the same. */
function* checkStepIds({ distribution, heldBy }: Clause, path: string): Issues {
  const nodes = [
    ...walk(distribution, `${path}.distribution`),
    ...(heldBy.kind === 'PAYERS' ? walk(heldBy.share, `${path}.heldBy.share`) : []),
  ];
  const steps = nodes.flatMap((node) =>
    node.distribution.kind === 'WATERFALL'
      ? node.distribution.steps.map(({ stepId }, place) => ({ stepId, at: `${node.path}.steps[${place}].stepId` }))
      : [],
  );
  for (const place of repeats(steps.map(({ stepId }) => stepId))) {
    const { stepId, at } = steps[place]!;
    yield issue(at, 'ID_TWICE', `${stepId} is there twice in this clause: give each step a name of its own.`);
  }
  const topUps = nodes.flatMap(({ distribution: each, path: at }) =>
    each.kind === 'TOP_UP' && each.upToPence !== undefined ? [`${at}.upToPence`] : [],
  );
  for (const at of topUps.slice(1)) {
    yield issue(at, 'TOP_UP_TWICE', 'This clause has two top-ups with a sum over the contract: use a clause for each.');
  }
}

/** What holds for a distribution because of the clause whose amount it shares out. */
function* checkShares(known: Known, { valuation, heldBy, distribution }: Clause, path: string): Issues {
  for (const node of walk(distribution, `${path}.distribution`)) {
    yield* checkDistribution(known, node);
    const { kind } = node.distribution;
    const at = `${node.path}.kind`;
    if (kind === 'RETAIN' && heldBy.kind === 'PAYERS') {
      const sentence =
        'Those who pay hold nothing that could stay where it is: say who receives it, or cap what they pay.';
      yield issue(at, 'RETAINED_BY_NOBODY', sentence);
    }
    if (kind === 'REINVEST' && !known.terms.usageRestriction) {
      const sentence =
        'These terms do not say what reinvested benefit may be spent on: add a usageRestriction, its ring-fence in the pooled fund.';
      yield issue(at, 'REINVESTMENT_WITHOUT_RESTRICTION', sentence);
    }
    if (kind === 'REINVEST' && valuation.kind === 'VARIANCE' && valuation.counts !== 'UNDERSPEND') {
      const sentence = `An overspend cannot be reinvested, and this clause counts ${valuation.counts}: let it count UNDERSPEND, and share overspends in a clause of their own.`;
      yield issue(at, 'REINVESTMENT_OF_A_COST', sentence);
    }
    if (kind === 'TOP_UP' && !(valuation.kind === 'VARIANCE' && valuation.counts !== 'UNDERSPEND')) {
      const sentence =
        'Here a benefit is shared out, so the top-up would be paid to the body that is to pay it: put it into the share of the payers.';
      yield issue(at, 'TOP_UP_OF_A_BENEFIT', sentence);
    }
    yield* checkLines(valuation, node);
  }
}

function* checkLines(valuation: Valuation, { distribution, path, isOfPart }: Node): Issues {
  const { kind } = distribution;
  if (kind !== 'PRO_RATA_COMMISSIONED' && !isByLines(distribution)) return;
  if (valuation.kind !== 'VARIANCE') {
    const sentence = `${kind} goes by budget lines, and a ${valuation.kind} has none: share it in another way.`;
    yield issue(`${path}.kind`, 'LINES_WITHOUT_VARIANCE', sentence);
    return;
  }
  if (isOfPart && isByLines(distribution)) {
    const sentence = `${kind} lays out whole budget lines, and only a part of the amount is shared here: put it outermost, and divide within its lines.`;
    yield issue(`${path}.kind`, 'LINES_OF_A_PART', sentence);
  }
  if (distribution.kind !== 'BY_LINE' || !valuation.lineIds) return;
  for (const [group, { lineIds }] of distribution.lines.entries()) {
    for (const [place, lineId] of lineIds.entries()) {
      if (valuation.lineIds.includes(lineId)) continue;
      const sentence = `The line ${lineId} is outside the scope of this clause: add it to the lineIds of the valuation, or drop it here.`;
      yield issue(`${path}.lines[${group}].lineIds[${place}]`, 'LINE_OUT_OF_SCOPE', sentence);
    }
  }
}

function* checkFloors(known: Known, { floors, valuation }: Clause, path: string): Issues {
  if (floors.length > 0 && valuation.kind === 'VARIANCE') {
    const sentence =
      'A floor is the least that a party gets, and a variance may have to be borne: leave the floors out.';
    yield issue(`${path}.floors`, 'FLOOR_WITH_VARIANCE', sentence);
  }
  const named: NamedAgency[] = [];
  for (const [place, floor] of floors.entries()) {
    const at = `${path}.floors[${place}]`;
    if (floor.kind === 'AMOUNT') named.push({ agencyId: floor.agencyId, path: `${at}.agencyId` });
    else yield* checkMetric(known, floor.metricId, `${at}.metricId`, { isMoney: true, isByAgency: true });
  }
  for (const each of named) yield* checkAgency(known, each);
  yield* checkPartiesOnce(named, 'the floors');
}

function* checkPayment(known: Known, { payment, valuation }: Clause, path: string): Issues {
  const { kind, instalments, holdback } = payment;
  if (kind === 'MONTHLY_FEE' && valuation.kind !== 'FEE') {
    const sentence = `A ${valuation.kind} is not paid month by month: let the payment be an ADVANCE or a RESULT.`;
    yield issue(`${path}.kind`, 'PAYMENT_DOES_NOT_FIT_VALUATION', sentence);
  }
  if (instalments) {
    const sum = sumOf(instalments.map(({ pct }) => Fraction.parse(pct)));
    if (sum.compare(Fraction.of(100)) !== 0) {
      const sentence = `The instalments come to ${sum.toText(10)}%: let them come to exactly 100.`;
      yield issue(`${path}.instalments`, 'INSTALMENTS_DO_NOT_ADD_UP', sentence);
    }
  }
  if (holdback) {
    yield* checkPercentage(holdback.pct, `${path}.holdback.pct`);
    yield* checkTestPeriod(known, holdback.untilTestPeriodId, `${path}.holdback.untilTestPeriodId`);
  }
}

function* checkValidation({ validation: { spotCheckFailurePctMax } }: Terms): Issues {
  if (spotCheckFailurePctMax !== undefined) {
    yield* checkPercentage(spotCheckFailurePctMax, 'validation.spotCheckFailurePctMax');
  }
}

function* checkCaps(known: Known): Issues {
  const { caps, clauses } = known.terms;
  yield* checkOnce(caps, 'caps', 'capId');
  for (const [place, cap] of caps.entries()) {
    const path = `caps[${place}]`;
    for (const [at, clauseId] of (cap.clauseIds ?? []).entries()) {
      if (!known.clauses.has(clauseId)) yield clauseUnknown(clauseId, `${path}.clauseIds[${at}]`);
    }
    const covered = clauses.filter((clause) => isCovered(cap, clause));
    if (cap.scope === 'PARTNER') yield* checkPartnerCap(known, cap, covered, path);
    else if (cap.scope === 'PARTICIPANT') yield* checkParticipantCap(known, covered, caps.slice(0, place), path);
    else yield* checkAmountCap(cap, covered, path);
  }
}

const isCovered = (cap: Cap, { clauseId }: Clause): boolean => cap.clauseIds?.includes(clauseId) ?? true;

type PartnerCap = Extract<Cap, { readonly scope: 'PARTNER' }>;
type AmountCap = Exclude<Cap, PartnerCap>;

/** The least that some parties get of a clause in a test period, as a sum. */
const floorsOf = ({ floors }: Clause, isMeant: (agencyId: string) => boolean = () => true): Fraction =>
  sumOf(
    floors.map((floor) =>
      floor.kind === 'AMOUNT' && isMeant(floor.agencyId) ? Fraction.of(floor.pence) : Fraction.zero,
    ),
  );

const capBelowFloor = (path: string, clauseId: string, capPence: Pence): TermsIssue =>
  issue(
    path,
    'CAP_BELOW_FLOOR',
    `The floors of ${clauseId} promise more than ${formatPence(capPence)}, the most that is paid: raise the cap or lower the floors.`,
  );

function* checkAmountCap({ pence }: AmountCap, covered: readonly Clause[], path: string): Issues {
  for (const clause of covered) {
    const { clauseId, distribution } = clause;
    if (followsLines(distribution)) {
      const sentence = `${clauseId} is shared by budget lines, and an amount that is cut cannot be laid on them: name the other clauses in clauseIds, or cap the parties.`;
      yield issue(path, 'CAP_ON_LINES', sentence);
    }
    if (floorsOf(clause).compare(Fraction.of(pence)) > 0) yield capBelowFloor(`${path}.pence`, clauseId, pence);
  }
}

function* checkPartnerCap(known: Known, cap: PartnerCap, covered: readonly Clause[], path: string): Issues {
  const { agencyId, limit, excess } = cap;
  if (agencyId !== undefined) yield* checkAgency(known, { agencyId, path: `${path}.agencyId` });
  for (const { clauseId } of excess === 'UNPAID' ? covered.filter(countsOverContract) : []) {
    const sentence = `${clauseId} counts over the contract what its steps paid, and this cap would leave a part of that unpaid: let the excess go BY_OTHERS, or count the steps over the PERIOD.`;
    yield issue(`${path}.excess`, 'CAP_ON_A_LIMIT', sentence);
  }
  if (limit.kind === 'CONTRIBUTION') {
    const among = agencyId === undefined ? undefined : [agencyId];
    if (limit.basis === 'TERMS' && !haveInvested(known, among)) yield basisMissing(`${path}.limit`);
    return;
  }
  for (const clause of covered) {
    const parties = agencyId === undefined ? [...known.parties.keys()] : [agencyId];
    const isBelow = (party: string): boolean =>
      floorsOf(clause, (each) => each === party).compare(Fraction.of(limit.pence)) > 0;
    if (parties.some(isBelow)) yield capBelowFloor(`${path}.limit.pence`, clause.clauseId, limit.pence);
  }
}

/** True when a clause remembers over the contract how much of a limit it has paid. */
const countsOverContract = ({ distribution }: Clause): boolean =>
  [...walk(distribution, '')].some(
    ({ distribution: each }) => each.kind === 'WATERFALL' && each.steps.some(({ over }) => over === 'CONTRACT'),
  );

function* checkParticipantCap(known: Known, covered: readonly Clause[], earlier: readonly Cap[], path: string): Issues {
  for (const clause of covered) {
    const { clauseId, valuation } = clause;
    const rates = valuation.kind === 'TARIFF' ? valuation.rates : [];
    const isOfParticipant = ({ outcomeCode }: Rate): boolean =>
      known.outcomes.get(outcomeCode)?.onceFor === 'PARTICIPANT';
    if (rates.length === 0 || !rates.every(isOfParticipant)) {
      const sentence = `What ${clauseId} pays is not told by participant: cap clauses with a TARIFF only, whose outcomes are onceFor PARTICIPANT.`;
      yield issue(path, 'PARTICIPANT_CAP_WITHOUT_PARTICIPANTS', sentence);
    }
    if (earlier.some((other) => other.scope === 'PARTICIPANT' && isCovered(other, clause))) {
      const sentence = `${clauseId} has a cap for each participant already: keep one of the two.`;
      yield issue(path, 'PARTICIPANT_CAP_TWICE', sentence);
    }
    if (rates.some((rate) => !beginningOf(rate).isZero)) {
      const sentence = `${clauseId} pays more beyond a number of units, so it cannot be told what one participant is paid for: drop aboveUnits or this cap.`;
      yield issue(path, 'ACCELERATOR_WITH_PARTICIPANT_CAP', sentence);
    }
  }
}
