import { dayInWords } from '../shared/dates';
import { Fraction, type RoundingMode, sumOf } from '../shared/fraction';
import { formatPence } from '../shared/money';
import { pounds } from './calculation/trace';
import {
  type BenefitStage,
  type Cap,
  type ChangeDirection,
  type Clause,
  type ContributionBasis,
  type Correction,
  type Distribution,
  type Floor,
  type Investment,
  type Limit,
  type Metric,
  type Outcome,
  type Party,
  type PartyRole,
  type Payment,
  type Rate,
  type Terms,
  type Tiers,
  type Trigger,
  type ValidationMethod,
  type Valuation,
  type VarianceCause,
  type WaterfallStep,
} from './terms';

/** One term in plain English: where it stands in the terms, what it is about, and what it says. */
export interface TermInWords {
  /** Such as `clauses[0].tiers`. */
  readonly path: string;
  readonly heading: string;
  readonly says: string;
}

/**
 * Terms as a councillor reads them: every term in a sentence, in the order in which they stand. What is left out is
 * said too where it matters (no tiers, no caps), so that nobody has to guess.
 */
export function describeTerms(terms: Terms): readonly TermInWords[] {
  return [
    ...sayAgreement(terms),
    ...sayPeriod(terms),
    ...terms.metrics.map((metric, place) => term(`metrics[${place}]`, 'What is measured', sayMetric(metric))),
    ...terms.outcomes.map((outcome, place) =>
      term(`outcomes[${place}]`, 'What can be claimed', sayOutcome(terms, outcome)),
    ),
    term('clauses', 'Order', sayOrder(terms)),
    ...terms.clauses.flatMap((clause, place) => [...sayClause(terms, clause, `clauses[${place}]`)]),
    ...sayCaps(terms),
    term('rounding', 'Rounding and odd pence', sayRounding(terms)),
    ...sayEvidence(terms),
    ...sayLife(terms),
  ];
}

type Words = Generator<TermInWords, void>;

/** A text of the parties, as a sentence of its own. */
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

const term = (path: string, heading: string, says: string): TermInWords => ({ path, heading, says });

/** `a`, `a and b`, `a, b and c`. */
const listOf = (items: readonly string[], last = 'and'): string =>
  items.length < 2 ? (items[0] ?? 'none') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;

const countOf = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

function metricName({ metrics }: Terms, metricId: string): string {
  const found = metrics.find((metric) => metric.metricId === metricId);
  return found ? `"${found.title}" (${metricId})` : metricId;
}

function clauseName({ clauses }: Terms, clauseId: string): string {
  const found = clauses.find((clause) => clause.clauseId === clauseId);
  return found ? `"${found.title}" (${clauseId})` : clauseId;
}

function outcomeName({ outcomes }: Terms, outcomeCode: string): string {
  const found = outcomes.find((outcome) => outcome.outcomeCode === outcomeCode);
  return found ? `"${found.title}" (${outcomeCode})` : outcomeCode;
}

function* sayAgreement({ title, description, legalBasis, source, parties, investments }: Terms): Words {
  yield term('title', 'Agreement', sentence(title));
  if (description !== undefined) yield term('description', 'What it is for', sentence(description));
  yield term('legalBasis', 'Legal basis', sentence(`It rests on: ${legalBasis}`));
  if (source !== undefined) yield term('source', 'Source', sentence(`These terms were found here: ${source}`));
  for (const [place, party] of parties.entries()) yield term(`parties[${place}]`, 'Party', sayParty(party));
  for (const [place, investment] of investments.entries()) {
    yield term(`investments[${place}]`, 'Investment', sayInvestment(investment));
  }
  yield term('investments', 'Investments together', `Together they put in ${investedInAll(investments)}.`);
}

const investedInAll = (investments: readonly Investment[]): string =>
  pounds(sumOf(investments.map(({ amountPence }) => Fraction.of(amountPence))));

const roleWords: Readonly<Record<PartyRole, string>> = {
  INVESTOR: 'invests',
  COMMISSIONER: 'commissions services',
  PROVIDER: 'provides services',
  BENEFICIARY: 'benefits',
  HOST: 'hosts the pooled fund',
  INDEPENDENT_ASSESSOR: 'judges outcomes independently',
};

function sayParty({ agencyId, roles, leadContactPost }: Party): string {
  const isOnlyAssessor = roles.every((role) => role === 'INDEPENDENT_ASSESSOR');
  const does = `${agencyId} ${listOf(roles.map((role) => roleWords[role]))}.`;
  const judges = isOnlyAssessor ? ' It neither signs nor shares.' : '';
  const lead = leadContactPost === undefined ? '' : ` The post that answers for the agreement: ${leadContactPost}.`;
  return `${does}${judges}${lead}`;
}

const poolingWords: Readonly<Record<Investment['poolingBasis'], string>> = {
  POOLED: 'into the pooled fund',
  ALIGNED: 'aligned with the fund: it stays in its own budget',
  IN_VIEW: 'in view of the fund: it is only told about',
  IN_KIND: 'in kind: staff, buildings or goods, not cash',
};

function sayInvestment({ agencyId, fundingStreamId, poolingBasis, amountPence }: Investment): string {
  const from = fundingStreamId === undefined ? '' : ` from the funding stream ${fundingStreamId}`;
  return `${agencyId} puts in ${formatPence(amountPence)}${from}, ${poolingWords[poolingBasis]}.`;
}

function* sayPeriod({ period: { from, to, testPeriods } }: Terms): Words {
  yield term('period', 'How long it runs', `From ${dayInWords(from)} to ${dayInWords(to)}, both days included.`);
  for (const [place, testPeriod] of testPeriods.entries()) {
    const { testPeriodId } = testPeriod;
    const says = `${testPeriodId} runs from ${dayInWords(testPeriod.from)} to ${dayInWords(testPeriod.to)}. Its outcomes are measured and paid for together.`;
    yield term(`period.testPeriods[${place}]`, 'Test period', says);
  }
}

const unitWords: Readonly<Record<Metric['unit'], string>> = {
  COUNT: 'counted',
  PENCE: 'measured in money',
  PERCENT: 'measured in per cent',
  RATE: 'measured as a rate',
};

function sayMetric({ metricId, title, unit, by }: Metric): string {
  const each = by === 'AGENCY' ? 'with a value for each agency' : 'with one value for all';
  return `"${title}" (${metricId}) is ${unitWords[unit]}, ${each}.`;
}

function sayOutcome(terms: Terms, { outcomeCode, title, metricId, onceFor, notAlsoClaimedUnder }: Outcome): string {
  const cohort = `No more units of "${title}" (${outcomeCode}) are claimed than the baseline of ${metricName(terms, metricId)}, the cohort.`;
  const once =
    onceFor === 'PARTICIPANT'
      ? ' Each claim names a participant by an opaque reference, and nothing is claimed twice for one participant.'
      : ' It may be claimed more than once for one participant.';
  const elsewhere = notAlsoClaimedUnder
    ? ` What is paid for here is not paid for again under ${listOf(notAlsoClaimedUnder, 'or')}.`
    : '';
  return `${cohort}${once}${elsewhere}`;
}

function sayOrder(terms: Terms): string {
  const names = terms.clauses.map(({ clauseId }) => clauseName(terms, clauseId));
  const order = names.length === 1 ? `There is one clause: ${names[0]}.` : `Computed in this order: ${listOf(names)}.`;
  return `${order} Within a clause: whether it pays, the amount, its corrections, the tiers, the caps on the amount, who shares it, the floors, the caps of parties, and at last who pays.`;
}

function* sayClause(terms: Terms, clause: Clause, path: string): Words {
  const { clauseId, title, trigger, valuation, corrections, tiers, heldBy, distribution, floors, payment } = clause;
  const heading = (what: string): string => `${title}: ${what}`;
  yield term(path, title, `This clause is called ${clauseId}.`);
  yield term(`${path}.trigger`, heading('when it pays'), sayTrigger(terms, trigger));
  yield* sayValuation(terms, valuation, `${path}.valuation`, heading('the amount'));
  yield* sayCorrections(corrections, `${path}.corrections`, heading('corrections'));
  yield* sayTiers(tiers, trigger, `${path}.tiers`, heading('tiers'));
  const holder = { FUND: 'in the pooled fund', WHERE_IT_FALLS: 'with the agencies in whose budgets it arises' };
  if (heldBy.kind === 'PAYERS') {
    const says = 'It is paid by those who undertook to pay.';
    yield term(`${path}.heldBy`, heading('where the money is'), says);
    yield* sayDistribution(terms, heldBy.share, 'paid', `${path}.heldBy.share`, heading('who pays'));
  } else {
    const says = `Before it is shared, the money is ${holder[heldBy.kind]}.`;
    yield term(`${path}.heldBy`, heading('where the money is'), says);
  }
  yield* sayDistribution(terms, distribution, verbOf(valuation), `${path}.distribution`, heading('who shares'));
  yield* sayFloors(terms, floors, `${path}.floors`, heading('floors'));
  yield* sayPayment(payment, `${path}.payment`, heading('payment'));
}

const movesWords: Readonly<Record<ChangeDirection, { readonly verb: string; readonly noun: string }>> = {
  FALL: { verb: 'falls', noun: 'fall' },
  RISE: { verb: 'rises', noun: 'rise' },
};

function sayTrigger(terms: Terms, trigger: Trigger): string {
  switch (trigger.kind) {
    case 'METRIC_VS_BASELINE':
      return sayThreshold(terms, trigger, 'its baseline in the test period');
    case 'POOLED_COHORTS': {
      const { insteadOfClauseId } = trigger;
      const which =
        insteadOfClauseId === undefined
          ? 'All test periods are pooled'
          : `The test periods that ${clauseName(terms, insteadOfClauseId)} did not pay at once are pooled`;
      return `${which}, and paid for with the last of them. ${sayThreshold(terms, trigger, 'their baselines together')}`;
    }
    case 'PER_UNIT':
      return trigger.minUnits === undefined
        ? 'It pays for each unit of an outcome whose claim was validated.'
        : `It pays for units of outcomes whose claims were validated, if there are at least ${trigger.minUnits} of them in the test period. If there are fewer, nothing is paid.`;
    case 'BUDGET_VARIANCE':
      return 'It settles once the outturn of the budget lines is declared.';
    case 'INCOME_GROWTH':
      return `It pays if ${metricName(terms, trigger.metricId)} rises above its baseline by more than ${formatPence(trigger.abovePence)}. If it does not, nothing is paid.`;
    case 'BENEFIT_RECOGNISED':
      return 'It pays once benefits are recognised for the test period.';
    case 'CALENDAR':
      return 'It pays for each month of the test period, with no claim.';
  }
}

type Threshold = Extract<Trigger, { readonly minChangePct: string }>;

function sayThreshold(terms: Terms, { metricId, direction, minChangePct }: Threshold, baseline: string): string {
  const { verb, noun } = movesWords[direction];
  const name = metricName(terms, metricId);
  if (isNothing(minChangePct)) {
    const other = movesWords[direction === 'FALL' ? 'RISE' : 'FALL'].verb;
    return `It pays if ${name} ${verb}, by however little (${minChangePct}%), against ${baseline}. If it ${other}, nothing is paid.`;
  }
  return `It pays if ${name} ${verb} by at least ${minChangePct}% of ${baseline}. If the measured ${noun} is less than ${minChangePct}% of the baseline, nothing is paid.`;
}

const isNothing = (number: string): boolean => Fraction.parse(number).isZero;

const stageWords: Readonly<Record<BenefitStage, string>> = {
  ESTIMATE: 'estimated',
  ASSURED: 'assured',
  REALISED: 'realised',
};

function* sayValuation(terms: Terms, valuation: Valuation, path: string, heading: string): Words {
  const say = (says: string): TermInWords => term(path, heading, says);
  switch (valuation.kind) {
    case 'TARIFF':
      yield say('The amount is the number of validated units of each outcome, at its price.');
      for (const [place, rate] of valuation.rates.entries()) {
        yield term(`${path}.rates[${place}]`, heading, sayRate(terms, rate));
      }
      return;
    case 'UNIT_COST':
      yield say(
        `The amount is each unit by which ${metricName(terms, valuation.metricId)} moved, at ${formatPence(valuation.pencePerUnit)}.`,
      );
      return;
    case 'MEASURED_SAVING':
      yield say(`The amount is by how much ${metricName(terms, valuation.metricId)} fell below its baseline.`);
      return;
    case 'VARIANCE': {
      const { counts, lineIds, ringFencedLines } = valuation;
      const lines = lineIds ? `these budget lines: ${listOf(lineIds)}` : 'all budget lines';
      const counted = {
        OVERSPEND: 'An overspend is borne; an underspend is not shared.',
        UNDERSPEND: 'An underspend is shared out; an overspend is not borne here.',
        EITHER: 'An underspend is shared out, an overspend borne.',
      }[counts];
      const fenced =
        ringFencedLines === 'EXCLUDED' ? 'Ring-fenced lines are left out.' : 'Ring-fenced lines count too.';
      yield say(`The amount is budget less outturn of ${lines}, together. ${counted} ${fenced}`);
      return;
    }
    case 'RECOGNISED_BENEFIT':
      yield say(
        `The amount is the fiscal benefits ${stageWords[valuation.stage]} in the test period, each after its cost of delivery and the corrections. Benefits of other stages, and economic and social ones, are never shared.`,
      );
      return;
    case 'INCOME_GROWTH':
      yield say(
        `The amount is by how much ${metricName(terms, valuation.metricId)} rose above its baseline, beyond what the trigger leaves out.`,
      );
      return;
    case 'AT_STAKE': {
      const { pence, metricId, direction, targetPct, earned } = valuation;
      const { verb } = movesWords[direction];
      const how =
        earned === 'IN_PROPORTION'
          ? 'A part of the target earns the same part of the sum.'
          : 'Anything less than the target earns nothing.';
      yield say(
        `${formatPence(pence)} is at stake. All of it is earned if ${metricName(terms, metricId)} ${verb} by ${targetPct}% of its baseline. ${how}`,
      );
      return;
    }
    case 'FEE': {
      const { estimatedContractValuePence, pct, months } = valuation;
      yield say(
        `The fee is ${pct}% of the estimated contract value of ${formatPence(estimatedContractValuePence)}, in ${countOf(months, 'equal monthly part')}.`,
      );
      return;
    }
  }
}

function sayRate(terms: Terms, { outcomeCode, pencePerUnit, testPeriodId, aboveUnits }: Rate): string {
  const when = testPeriodId === undefined ? '' : `In ${testPeriodId}, instead of the price of all test periods: `;
  const above = aboveUnits === undefined ? '' : ` beyond ${aboveUnits} units, counted over the contract`;
  return `${when}${outcomeName(terms, outcomeCode)} is paid at ${formatPence(pencePerUnit)} a unit${above}.`;
}

const correctionWords: Readonly<
  Record<Correction['kind'], { readonly noun: string; readonly verb: 'is taken off' | 'is left' }>
> = {
  OPTIMISM_BIAS: { noun: 'For optimism', verb: 'is taken off' },
  ATTRIBUTION: { noun: 'For what this agreement brought about', verb: 'is left' },
  DEADWEIGHT: { noun: 'For what would have happened anyway', verb: 'is taken off' },
  CASHABILITY: { noun: 'For what is cash', verb: 'is left' },
};

function* sayCorrections(corrections: readonly Correction[], path: string, heading: string): Words {
  if (corrections.length === 0) yield term(path, heading, 'The amount is not corrected.');
  for (const [place, correction] of corrections.entries()) {
    const { noun, verb } = correctionWords[correction.kind];
    const part =
      correction.by === 'TERMS'
        ? partWords(correction.part)
        : 'the part that each benefit was recognised with, by its evidence,';
    yield term(`${path}[${place}]`, heading, `${place + 1}. ${noun}, ${part} ${verb}.`);
  }
}

/** A part of one: `15%` and `5/6` as they are written, `0.15` as 15%. */
const partWords = (part: string): string =>
  /[%/]/.test(part) ? part : `${Fraction.parse(part).times(Fraction.of(100)).toText(12)}%`;

function* sayTiers(tiers: Tiers | undefined, trigger: Trigger, path: string, heading: string): Words {
  if (!tiers) {
    yield term(path, heading, 'There are no tiers: all of the amount counts.');
    return;
  }
  const { mode, of, bands, countedUpTo } = tiers;
  const noun = of === 'AMOUNT_PENCE' ? 'amount' : 'direction' in trigger ? movesWords[trigger.direction].noun : 'rise';
  const edge = (at: string): string => (of === 'AMOUNT_PENCE' ? pounds(Fraction.parse(at)) : `${at}%`);
  const measure = of === 'AMOUNT_PENCE' ? 'the amount itself' : `the measured ${noun}, in per cent of the baseline`;
  const how =
    mode === 'MARGINAL'
      ? 'Each tier pays its own rate, on its own part of the amount only (marginal).'
      : 'The tier that is reached pays its rate on the whole amount (cliff-edge).';
  const counted =
    countedUpTo === undefined
      ? ''
      : ` The ${noun} is counted up to ${edge(countedUpTo)}; what lies beyond pays nothing.`;
  yield term(path, heading, `The tiers go by ${measure}. ${how}${counted}`);
  for (const [place, { from, to, payPct }] of bands.entries()) {
    const span = to === null ? `from ${edge(from)} on` : `from ${edge(from)} to less than ${edge(to)}`;
    const pays = isNothing(payPct) ? `nothing (${payPct}%)` : `${payPct}%`;
    const says =
      mode === 'MARGINAL'
        ? `Of the part of the ${noun} ${span}, ${pays} is paid.`
        : `If the ${noun} is ${span}, ${pays} of the whole is paid.`;
    yield term(`${path}.bands[${place}]`, heading, says);
  }
}

/** What happens to an amount in a distribution. */
type Verb = 'shared' | 'borne' | 'shared or borne' | 'paid';

function verbOf(valuation: Valuation): Verb {
  if (valuation.kind !== 'VARIANCE') return 'shared';
  return ({ OVERSPEND: 'borne', UNDERSPEND: 'shared', EITHER: 'shared or borne' } as const)[valuation.counts];
}

const basisWords: Readonly<Record<ContributionBasis, string>> = {
  TERMS: 'what these terms state as their investments',
  AGREED: 'what the years of the fund agreed that they contribute',
  RECEIVED: 'what the fund has received from them',
};

const causeWords: Readonly<Record<VarianceCause, string>> = {
  MANAGEMENT_ACTION: 'management action',
  WINDFALL: 'a windfall',
  DEMAND: 'demand',
  OTHER: 'another cause',
};

/** A distribution, and all that lie in it, each with a path of its own. */
function* sayDistribution(terms: Terms, distribution: Distribution, verb: Verb, path: string, heading: string): Words {
  const say = (says: string): TermInWords => term(path, heading, says);
  const part = (share: Distribution, at: string, title: string): Words =>
    sayDistribution(terms, share, verb, `${path}.${at}`, `${heading}, ${title}`);
  switch (distribution.kind) {
    case 'FIXED_PCT': {
      const shares = distribution.shares.map(({ to, pct }) => `${to} ${pct}%`);
      yield say(
        `It is ${verb} by percentages: ${listOf(shares)}. The percentages as stated in the agreement govern, whatever anybody contributes.`,
      );
      return;
    }
    case 'EQUAL': {
      const { among } = distribution;
      yield say(`It is ${verb} in ${countOf(among.length, 'equal part')}: ${listOf(among)}.`);
      return;
    }
    case 'NAMED_PARTNER':
      yield say(
        verb === 'shared' ? `All of it goes to ${distribution.to}.` : `All of it is ${verb} by ${distribution.to}.`,
      );
      return;
    case 'PRO_RATA_CONTRIBUTION': {
      const { basis, among } = distribution;
      const who = among ? `${listOf(among)} only` : 'all parties that contribute';
      yield say(
        `It is ${verb} by ${who}, in proportion to ${basisWords[basis]}. The ratio computed from these contributions governs, on that basis; no percentage is stated.`,
      );
      return;
    }
    case 'PRO_RATA_COMMISSIONED':
      yield say(`It is ${verb} in proportion to what each commissioned in the budget lines concerned.`);
      return;
    case 'PRO_RATA_METRIC': {
      const { metricId, among } = distribution;
      yield say(`It is ${verb} by ${listOf(among)}, in proportion to ${metricName(terms, metricId)} of each.`);
      return;
    }
    case 'OWN_RISK':
      yield say('Each agency bears an overspend, and keeps an underspend, of the budget lines that are its own.');
      return;
    case 'BY_LINE':
      yield say(`It is ${verb} budget line by budget line.`);
      for (const [place, { lineIds, share }] of distribution.lines.entries()) {
        yield* part(
          share,
          `lines[${place}].share`,
          `${lineIds.length === 1 ? 'the line' : 'the lines'} ${listOf(lineIds)}`,
        );
      }
      yield* part(distribution.otherwise, 'otherwise', 'all other lines');
      return;
    case 'BY_CAUSE':
      yield say(`It is ${verb} by why the budget lines were over- or underspent.`);
      for (const [place, { cause, share }] of distribution.causes.entries()) {
        yield* part(share, `causes[${place}].share`, `lines because of ${causeWords[cause]}`);
      }
      yield* part(distribution.otherwise, 'otherwise', 'lines because of anything else');
      return;
    case 'WEIGHTED': {
      const portions = distribution.parts.map(({ title, portion }) => `${title} ${partWords(portion)}`);
      yield say(`It is divided first: ${listOf(portions)}. Each part then goes its own way.`);
      for (const [place, { title, share }] of distribution.parts.entries()) {
        yield* part(share, `parts[${place}].share`, title);
      }
      return;
    }
    case 'TOP_UP': {
      const { by, pct, upToPence, rest } = distribution;
      const most = upToPence === undefined ? '' : `, up to ${formatPence(upToPence)} over the contract`;
      const does = verb === 'paid' ? 'pays' : 'bears';
      yield say(`${by} ${does} ${pct}% of all of it${most}. The others come in for the rest.`);
      yield* part(rest, 'rest', 'the rest');
      return;
    }
    case 'FIRST_CALL': {
      const { first, untilPct, basis, then } = distribution;
      const does = verb === 'shared' ? 'had' : verb === 'shared or borne' ? 'had or borne' : verb;
      yield say(
        `${listOf(first)} ${first.length === 1 ? 'comes' : 'come'} first, until each has ${does} ${untilPct}% of its contribution: ${basisWords[basis]}.`,
      );
      yield* part(then, 'then', 'after that');
      return;
    }
    case 'WATERFALL':
      yield say(`It goes down ${countOf(distribution.steps.length, 'step')}, one after another.`);
      for (const [place, step] of distribution.steps.entries()) {
        const title = `step ${place + 1}, ${step.title}`;
        yield term(`${path}.steps[${place}]`, `${heading}, ${title}`, sayStep(terms, step));
        yield* part(step.share, `steps[${place}].share`, title);
      }
      return;
    case 'REINVEST':
      yield say('It goes into the pooled fund, to be spent only as these terms restrict it.');
      return;
    case 'RETAIN':
      yield say(verb === 'borne' ? 'Nobody is asked for it: the fund bears it.' : 'It stays where it is.');
      return;
  }
}

function sayStep(terms: Terms, { stepId, upTo, over }: WaterfallStep): string {
  const takes = upTo === undefined ? 'takes what is left' : `takes at most ${limitWords(terms, upTo)}`;
  const span =
    over === undefined
      ? upTo === undefined
        ? ''
        : ', in each test period'
      : over === 'CONTRACT'
        ? ', over the contract: what earlier test periods took counts'
        : ', in every single test period: what earlier ones took does not count';
  return `This step (${stepId}) ${takes}${span}.`;
}

function limitWords(terms: Terms, limit: Limit): string {
  switch (limit.kind) {
    case 'PENCE':
      return formatPence(limit.pence);
    case 'INVESTMENT':
      return `all investments of these terms together, ${investedInAll(terms.investments)}`;
    case 'METRIC':
      return `what ${metricName(terms, limit.metricId)} comes to`;
  }
}

function* sayFloors(terms: Terms, floors: readonly Floor[], path: string, heading: string): Words {
  if (floors.length === 0) yield term(path, heading, 'Nobody is promised a least share.');
  const costs = 'The others give it up in proportion to what they have above their own floors.';
  for (const [place, floor] of floors.entries()) {
    const says =
      floor.kind === 'AMOUNT'
        ? `${floor.agencyId} gets at least ${formatPence(floor.pence)} in a test period.`
        : `Nobody who shares gets less than it would have had alone: ${metricName(terms, floor.metricId)}.`;
    yield term(`${path}[${place}]`, heading, `${says} ${costs}`);
  }
}

const paymentWords: Readonly<Record<Payment['kind'], string>> = {
  ADVANCE: 'An advance',
  RESULT: 'A payment for results',
  MONTHLY_FEE: 'A monthly fee',
};

const daysAfter = (days: number): string =>
  days === 0 ? 'on the day of its approval' : `${countOf(days, 'day')} after its approval`;

function* sayPayment({ kind, dueDays, instalments, holdback }: Payment, path: string, heading: string): Words {
  yield term(path, heading, `${paymentWords[kind]}, due ${daysAfter(dueDays)}.`);
  if (instalments) {
    const parts = instalments.map((instalment) => `${instalment.pct}% ${daysAfter(instalment.dueDays)}`);
    yield term(
      `${path}.instalments`,
      heading,
      `It is paid in ${countOf(parts.length, 'part')} instead: ${listOf(parts)}.`,
    );
  }
  if (holdback) {
    const says = `${holdback.pct}% is held back, and due only once ${holdback.untilTestPeriodId} has ended.`;
    yield term(`${path}.holdback`, heading, says);
  }
}

function* sayCaps(terms: Terms): Words {
  const { caps } = terms;
  if (caps.length === 0) yield term('caps', 'Caps', 'There are no caps: nothing limits what is paid.');
  for (const [place, cap] of caps.entries()) yield term(`caps[${place}]`, `Cap ${cap.capId}`, sayCap(terms, cap));
}

function sayCap(terms: Terms, cap: Cap): string {
  const clauses = cap.clauseIds
    ? `${cap.clauseIds.length === 1 ? 'the clause' : 'the clauses'} ${listOf(cap.clauseIds.map((clauseId) => clauseName(terms, clauseId)))}`
    : 'all clauses';
  const recorded = 'What is above that is not paid, and is recorded.';
  switch (cap.scope) {
    case 'PERIOD':
      return `For ${clauses}, at most ${formatPence(cap.pence)} is paid in each test period. ${recorded}`;
    case 'CONTRACT':
      return `For ${clauses}, at most ${formatPence(cap.pence)} is paid over the contract, all test periods together. ${recorded}`;
    case 'PARTICIPANT':
      return `For ${clauses}, at most ${formatPence(cap.pence)} is paid for any one participant over the contract. ${recorded}`;
    case 'PARTNER': {
      const { agencyId = 'each party', limit, excess } = cap;
      const most = limit.kind === 'PENCE' ? formatPence(limit.pence) : `its contribution, ${basisWords[limit.basis]}`;
      const then =
        excess === 'UNPAID'
          ? 'What is above that stays where it is, and is recorded.'
          : 'What is above that falls to the others, in proportion to their own shares and within their own caps.';
      return `Of ${clauses}, ${agencyId} gets or bears at most ${most}, clause by clause in each test period. ${then}`;
    }
  }
}

const roundingWords: Readonly<Record<RoundingMode, string>> = {
  HALF_UP: 'to the nearest penny, half a penny up',
  HALF_EVEN: 'to the nearest penny, half a penny to the even one',
  DOWN: 'down to the whole penny',
};

function sayRounding({ rounding: { mode, tieOrder } }: Terms): string {
  return `Every amount is computed exactly and rounded once, ${roundingWords[mode]}. Pence that are left over when it is shared go to the largest remainders. Where two are equal, the odd penny goes in this order: ${listOf(tieOrder)}.`;
}

const methodWords: Readonly<Record<ValidationMethod, string>> = {
  SELF_DECLARED: 'the word of the claimant',
  INTERNAL_AUDIT: 'its internal audit',
  SPOT_CHECK: 'a spot check',
  INDEPENDENT_ASSESSOR: 'an independent assessor',
  ADMIN_DATA: 'administrative data',
};

function* sayEvidence({ validation, usageRestriction }: Terms): Words {
  const { methods, spotCheckFailurePctMax } = validation;
  const found = `A claim is found to be right by ${listOf(
    methods.map((method) => methodWords[method]),
    'or',
  )}.`;
  const limit =
    spotCheckFailurePctMax === undefined
      ? ' No number of failures in a spot check stops payment.'
      : ` If more than ${spotCheckFailurePctMax}% of the claims in a spot check are invalid, every claim is checked before anything more is paid.`;
  yield term('validation', 'Validation', `${found}${limit}`);
  yield term(
    'usageRestriction',
    'What reinvested benefit may be spent on',
    usageRestriction
      ? `It is ring-fenced in the pooled fund as ${usageRestriction.fundingStreamId}, and spent on this only: ${sentence(usageRestriction.purposes.join('; '))}`
      : 'These terms restrict nothing, so nothing can be reinvested under them.',
  );
}

function* sayLife({ review, dispute, exit, milestones = [] }: Terms): Words {
  yield term('review', 'Review', `${review.by} reviews the terms every ${countOf(review.everyMonths, 'month')}.`);
  if (dispute.steps.length === 0) yield term('dispute', 'Dispute', 'These terms do not say who settles a dispute.');
  for (const [place, { to, withinDays }] of dispute.steps.entries()) {
    const says = `${place === 0 ? 'A dispute goes to' : 'If it is not settled, it goes to'} ${to}, who decides within ${countOf(withinDays, 'day')}.`;
    yield term(`dispute.steps[${place}]`, 'Dispute', says);
  }
  const then =
    exit.onExit === 'CONTINUES' ? 'The others vary the terms and go on.' : 'The agreement then ends for all.';
  yield term('exit', 'Exit', `A party leaves with ${countOf(exit.noticeDays, 'day')} of notice. ${then}`);
  for (const [place, { title, on }] of milestones.entries()) {
    yield term(`milestones[${place}]`, 'Milestone', `${title}: ${dayInWords(on)}.`);
  }
}
