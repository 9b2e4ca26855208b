import { Fraction, sumOf } from '../../shared/fraction';
import { formatPence, type Pence } from '../../shared/money';
import { type Cap, type Clause, type Correction, type Rate, type TestPeriod, type Valuation } from '../terms';
import { claimsOf, evaluateTrigger, monthsOf, type Triggered } from './change';
import { type BenefitInput, type ClaimInput, type OutturnLine } from './inputs';
import { appliesTo } from './limits';
import { number, pct, pounds } from './trace';
import { compareText, EvidenceMissing, Working } from './working';

/** What a clause has to share: a benefit, or a cost when it is negative. Exact until it is rounded once. */
export interface Value {
  /** All that is distributable. */
  readonly amount: Fraction;
  /** The part of it that may be paid, when the valuation itself sets a limit. */
  readonly payable?: Fraction;
  /** The budget lines that it is made of. */
  readonly lines?: readonly OutturnLine[];
  /** Where it lies already, in whole pence. */
  readonly fallsOn?: ReadonlyMap<string, Pence>;
  /** The cap for one participant, when it cut something off. */
  readonly cappedBy?: string;
}

/** Works out the amount of a clause, corrections applied. @throws EvidenceMissing */
export function valueOf(working: Working, clause: Clause, triggered: Triggered): Value {
  const { valuation } = clause;
  switch (valuation.kind) {
    case 'TARIFF':
      return corrected(working, clause, tariffOf(working, clause, valuation.rates, triggered.periods));
    case 'UNIT_COST': {
      const { amount } = triggered.change!;
      const price = Fraction.of(valuation.pencePerUnit);
      const value = amount.max(Fraction.zero).times(price);
      const says = `${number(amount)} × ${formatPence(valuation.pencePerUnit)} = ${pounds(value)}.`;
      working.trace.add('VALUE', says);
      return corrected(working, clause, { amount: value });
    }
    case 'MEASURED_SAVING':
    case 'INCOME_GROWTH': {
      const above = clause.trigger.kind === 'INCOME_GROWTH' ? Fraction.of(clause.trigger.abovePence) : Fraction.zero;
      const amount = triggered.change!.amount.minus(above).max(Fraction.zero);
      const noun = valuation.kind === 'MEASURED_SAVING' ? 'Saving' : 'Growth to be shared';
      working.trace.add('VALUE', `${noun}: ${pounds(amount)}.`);
      return corrected(working, clause, { amount });
    }
    case 'VARIANCE':
      return varianceOf(working, valuation);
    case 'RECOGNISED_BENEFIT':
      return benefitsOf(working, clause, valuation);
    case 'AT_STAKE':
      return corrected(working, clause, earnedOf(working, valuation, triggered));
    case 'FEE':
      return feeOf(working, valuation);
  }
}

/** Applies the corrections that the terms state; the trace shows them on what may be paid. */
function corrected(working: Working, { corrections }: Clause, value: Value): Value {
  const parts = corrections.map((correction) => ({
    kind: correction.kind,
    part: Fraction.parse((correction as Extract<Correction, { by: 'TERMS' }>).part),
  }));
  const shown = parts.reduce((sum, { kind, part }) => correct(working, kind, part, sum), value.payable ?? value.amount);
  if (value.payable === undefined) return { ...value, amount: shown };
  const amount = parts.reduce((sum, { kind, part }) => sum.times(partLeft(kind, part)), value.amount);
  return { ...value, amount, payable: shown };
}

const correctionWords: Readonly<Record<Correction['kind'], string>> = {
  OPTIMISM_BIAS: 'Optimism bias',
  ATTRIBUTION: 'Attribution',
  DEADWEIGHT: 'Deadweight',
  CASHABILITY: 'Cashability',
};

/** The part that a correction leaves. */
const partLeft = (kind: Correction['kind'], part: Fraction): Fraction =>
  kind === 'OPTIMISM_BIAS' || kind === 'DEADWEIGHT' ? Fraction.one.minus(part) : part;

function correct(working: Working, kind: Correction['kind'], part: Fraction, amount: Fraction): Fraction {
  const left = partLeft(kind, part);
  const after = amount.times(left);
  const off = left.compare(part) === 0 ? pct(part) : `less ${pct(part)}`;
  working.trace.add(
    'CORRECTION',
    `${correctionWords[kind]} ${off}: ${pounds(amount)} × ${factor(left)} = ${pounds(after)}.`,
  );
  return after;
}

/** A factor as a treasurer writes it: 5/6 when it has no short decimal. */
function factor(part: Fraction): string {
  const { numerator, denominator } = part.toRatio();
  return Fraction.parse(part.toText(8)).compare(part) === 0 ? part.toText(8) : `${numerator}/${denominator}`;
}

/** Entry numbers as ranges: `12-340`, `342`. */
function rangesOf(entryNos: readonly number[]): readonly string[] {
  const ranges: [number, number][] = [];
  for (const entryNo of [...entryNos].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && entryNo <= last[1] + 1) last[1] = Math.max(last[1], entryNo);
    else ranges.push([entryNo, entryNo]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
}

/** Units at rates, by outcome; with a limit for one participant, by participant. */
function tariffOf(working: Working, clause: Clause, rates: readonly Rate[], periods: readonly TestPeriod[]): Value {
  const codes = [...new Set(rates.map(({ outcomeCode }) => outcomeCode))];
  const claims = claimsOf(working, periods).filter(({ outcomeCode }) => codes.includes(outcomeCode));
  const amounts = codes.map((code) => {
    const of = claims.filter(({ outcomeCode }) => outcomeCode === code);
    return ofOutcome(working, code, of, rates, periods);
  });
  const amount = sumOf(amounts);
  const cap = working.terms.caps.find(
    (each): each is ParticipantCap => each.scope === 'PARTICIPANT' && appliesTo(each, clause),
  );
  return cap ? cappedByParticipant(working, clause, cap, periods, amount) : { amount };
}

function ofOutcome(
  working: Working,
  code: string,
  claims: readonly ClaimInput[],
  rates: readonly Rate[],
  periods: readonly TestPeriod[],
): Fraction {
  const title = working.terms.outcomes.find(({ outcomeCode }) => outcomeCode === code)!.title;
  const { agreementId } = working.inputs;
  const amounts = periods.map(({ testPeriodId }) => {
    const here = claims.filter((claim) => claim.testPeriodId === testPeriodId);
    const units = sumOf(here.map((claim) => Fraction.parse(claim.units)));
    const ranges = rangesOf(here.map(({ entryNo }) => entryNo));
    const sources = agreementId === undefined ? ['assumed'] : ranges.map((range) => `${agreementId}/${range}`);
    const inClaims = here.length === 1 ? 'in 1 claim' : `in ${here.length} claims`;
    working.trace.add('INPUT', `${title}: ${number(units)} validated in ${testPeriodId}, ${inClaims}.`, {
      sources: here.length > 0 ? sources : [],
    });
    const before = unitsBefore(working, code, testPeriodId);
    const bands = bandsOf(rates, code, testPeriodId);
    const parts = bands.map((band) => {
      const counted = overlap(before, before.plus(units), band);
      if (counted.isZero) return Fraction.zero;
      const part = counted.times(Fraction.of(band.pencePerUnit));
      const edge = band.from.isZero ? `up to ${number(band.to ?? counted)}` : `above ${number(band.from)}`;
      const words = bands.length > 1 ? ` (${edge} over the contract)` : '';
      working.trace.add('VALUE', `${number(counted)} × ${formatPence(band.pencePerUnit)}${words} = ${pounds(part)}.`);
      return part;
    });
    return sumOf(parts);
  });
  return sumOf(amounts);
}

interface RateBand {
  readonly from: Fraction;
  readonly to?: Fraction;
  readonly pencePerUnit: Pence;
}

/** The rates of one outcome in a test period, by the number of units over the contract from which each counts. */
function bandsOf(rates: readonly Rate[], code: string, testPeriodId: string): readonly RateBand[] {
  const of = rates.filter((rate) => rate.outcomeCode === code && (rate.testPeriodId ?? testPeriodId) === testPeriodId);
  // A rate of this very test period comes before one of all.
  const own = of.filter((rate) => rate.testPeriodId !== undefined);
  const bands = (own.length > 0 ? own : of)
    .map(({ pencePerUnit, aboveUnits = '0' }) => ({ from: Fraction.parse(aboveUnits), pencePerUnit }))
    .toSorted((a, b) => a.from.compare(b.from));
  return bands.map((band, place) => ({ ...band, to: bands[place + 1]?.from }));
}

/** How much of a stretch of units lies in a band. */
function overlap(from: Fraction, to: Fraction, band: RateBand): Fraction {
  const start = from.max(band.from);
  const end = band.to === undefined ? to : to.min(band.to);
  return end.minus(start).max(Fraction.zero);
}

function unitsBefore(working: Working, code: string, testPeriodId: string): Fraction {
  const earlier = working.periodsSoFar.slice(
    0,
    working.periodsSoFar.findIndex((period) => period.testPeriodId === testPeriodId),
  );
  return sumOf(
    claimsOf(working, earlier)
      .filter(({ outcomeCode }) => outcomeCode === code)
      .map(({ units }) => Fraction.parse(units)),
  );
}

type ParticipantCap = Extract<Cap, { scope: 'PARTICIPANT' | 'PERIOD' | 'CONTRACT' }>;

/** What one participant, or the people of a claim that names none, is paid for. */
interface Paid {
  readonly people: Fraction;
  before: Fraction;
  now: Fraction;
}

/** INV-49: no participant is paid for beyond the limit, over the contract and all clauses under the cap, in their order. */
function cappedByParticipant(
  working: Working,
  clause: Clause,
  cap: ParticipantCap,
  periods: readonly TestPeriod[],
  uncapped: Fraction,
): Value {
  const { terms, inputs, periodsSoFar, period } = working;
  const byParticipant = new Map<string | ClaimInput, Paid>();
  const count = ({ valuation }: Clause, of: readonly TestPeriod[], when: 'before' | 'now'): void => {
    const rates = valuation.kind === 'TARIFF' ? valuation.rates : [];
    const prices = new Map<string, Fraction | undefined>();
    for (const claim of claimsOf(working, of)) {
      const { outcomeCode, testPeriodId } = claim;
      const key = `${outcomeCode}|${testPeriodId}`;
      // Looked up once for thousands of claims.
      if (!prices.has(key)) {
        const [rate] = bandsOf(rates, outcomeCode, testPeriodId);
        prices.set(key, rate && Fraction.of(rate.pencePerUnit));
      }
      const price = prices.get(key);
      if (!price) continue;
      const units = Fraction.parse(claim.units);
      const participant = claim.participantRef ?? claim;
      const people = claim.participantRef === undefined ? units : Fraction.one;
      const paid = byParticipant.get(participant) ?? { people, before: Fraction.zero, now: Fraction.zero };
      paid[when] = paid[when].plus(units.times(price));
      byParticipant.set(participant, paid);
    }
  };
  const place = terms.clauses.indexOf(clause);
  for (const [at, each] of terms.clauses.entries()) {
    if (!appliesTo(cap, each)) continue;
    // In this test period, only what clauses before this one paid comes first.
    for (const { testPeriodId } of at < place ? periodsSoFar : periodsSoFar.slice(0, -1)) {
      const triggered = evaluateTrigger(new Working(terms, { ...inputs, testPeriodId }), each);
      if (triggered.met) count(each, triggered.periods, 'before');
    }
  }
  count(clause, periods, 'now');
  const limit = Fraction.of(cap.pence);
  const all = [...byParticipant.values()].filter(({ now }) => !now.isZero);
  const amounts = all.map(({ people, before, now }) => {
    const most = limit.times(people);
    return before.plus(now).min(most).minus(before.min(most));
  });
  const amount = sumOf(amounts);
  const unpaidExcess = uncapped.minus(amount);
  const heads = (some: readonly Paid[]): string => number(sumOf(some.map(({ people }) => people)));
  const above = all.filter(({ now }, at) => amounts[at]!.compare(now) < 0);
  const says = `Participants in ${period.testPeriodId}: ${heads(all)}, at most ${formatPence(cap.pence)} for each over the contract (${cap.capId}); for ${heads(above)} it would be more: ${pounds(amount)} is paid, ${pounds(unpaidExcess)} is not.`;
  working.trace.add('CAP', says);
  return { amount: uncapped, payable: amount, ...(unpaidExcess.isZero ? {} : { cappedBy: cap.capId }) };
}

type Variance = Extract<Valuation, { kind: 'VARIANCE' }>;

function varianceOf(working: Working, { counts, lineIds, ringFencedLines }: Variance): Value {
  const outturn = working.inputs.outturns.find(({ testPeriodId }) => testPeriodId === working.period.testPeriodId);
  if (!outturn) throw new EvidenceMissing('OUTTURN', working.period.testPeriodId);
  const { trace } = working;
  const lines: OutturnLine[] = [];
  for (const line of outturn.lines.toSorted((a, b) => compareText(a.lineId, b.lineId))) {
    const pence = variancePence(line);
    const title = line.title ?? line.lineId;
    const figures = `${title}: budget ${formatPence(line.budgetPence)}, outturn ${formatPence(line.outturnPence)}`;
    if (lineIds && !lineIds.includes(line.lineId)) {
      trace.add('INPUT', `${figures}. Outside the scope of this clause.`, { sources: [outturn.source] });
    } else if (line.ringFenced && ringFencedLines === 'EXCLUDED') {
      trace.add('INPUT', `${figures}. Ring-fenced: not shared.`, { sources: [outturn.source] });
    } else {
      trace.add('INPUT', `${figures}: ${spendWord(pence)} ${formatPence(Math.abs(pence))}.`, {
        sources: [outturn.source],
        resultPence: pence,
      });
      lines.push(line);
    }
  }
  const amount = sumOf(lines.map((line) => Fraction.of(variancePence(line))));
  const sign = amount.compare(Fraction.zero);
  const isCounted = counts === 'EITHER' || (counts === 'OVERSPEND' ? sign < 0 : sign > 0);
  const verdict = isCounted ? '' : ' This clause does not share it.';
  trace.add(
    'VALUE',
    `Together: ${spendWord(amount.round('DOWN'))} ${pounds(amount.isNegative ? amount.negated() : amount)}.${verdict}`,
  );
  return isCounted ? { amount, lines } : { amount: Fraction.zero, lines: [] };
}

/** Positive for an underspend, negative for an overspend. */
export const variancePence = ({ budgetPence, outturnPence }: OutturnLine): Pence => budgetPence - outturnPence;

const spendWord = (pence: Pence): string => (pence < 0 ? 'overspend' : 'underspend');

function benefitsOf(
  working: Working,
  { corrections }: Clause,
  { stage }: Extract<Valuation, { kind: 'RECOGNISED_BENEFIT' }>,
): Value {
  const { trace, terms, period } = working;
  const all = working.inTieOrder(
    working.inputs.benefits
      .filter(({ testPeriodId }) => testPeriodId === period.testPeriodId)
      .toSorted((a, b) => compareText(a.benefitId, b.benefitId)),
    ({ agencyId }) => agencyId,
  );
  const counted = all.filter((benefit) => benefit.stage === stage && benefit.benefitType === 'FISCAL');
  if (counted.length === 0) throw new EvidenceMissing('BENEFIT', `${stage} in ${period.testPeriodId}`);
  for (const { benefitId, benefitType, agencyId, grossPence, source } of all.filter(
    (each) => each.benefitType !== 'FISCAL',
  )) {
    const says = `${benefitId}: ${benefitType.toLowerCase()} benefit of ${formatPence(grossPence)} is shown beside, never shared.`;
    trace.add('INPUT', says, { agencyId, sources: [source] });
  }
  const fallsOn = new Map<string, Pence>();
  for (const benefit of counted) {
    const pence = netOf(working, benefit, corrections).round(terms.rounding.mode);
    const { agencyId, benefitId } = benefit;
    trace.add('HELD', `${benefitId}: ${formatPence(pence)} lies with ${agencyId} already.`, {
      agencyId,
      resultPence: pence,
    });
    fallsOn.set(agencyId, (fallsOn.get(agencyId) ?? 0) + pence);
  }
  const amount = sumOf([...fallsOn.values()].map((pence) => Fraction.of(pence)));
  trace.add('VALUE', `Benefit to be shared: ${pounds(amount)}.`);
  return { amount, fallsOn };
}

function netOf(working: Working, benefit: BenefitInput, corrections: readonly Correction[]): Fraction {
  const { benefitId, agencyId, grossPence, deliveryCostPence, source } = benefit;
  const gross = Fraction.of(grossPence);
  const net = gross.minus(Fraction.of(deliveryCostPence));
  const less =
    deliveryCostPence > 0
      ? ` - cost of delivery ${formatPence(deliveryCostPence)} = ${pounds(net)}`
      : ', cost of delivery none';
  const says = `${benefitId}: gross fiscal benefit ${formatPence(grossPence)}${less}.`;
  working.trace.add('INPUT', says, { agencyId, sources: [source] });
  const evidence: Readonly<Record<Correction['kind'], string>> = {
    OPTIMISM_BIAS: benefit.optimismBiasPct,
    ATTRIBUTION: benefit.attributionPct,
    DEADWEIGHT: benefit.deadweightPct,
    CASHABILITY: benefit.cashablePct,
  };
  return corrections.reduce((amount, correction) => {
    const part =
      correction.by === 'TERMS' ? Fraction.parse(correction.part) : Fraction.ofPct(evidence[correction.kind]);
    return correct(working, correction.kind, part, amount);
  }, net);
}

function earnedOf(
  working: Working,
  { pence, targetPct, earned }: Extract<Valuation, { kind: 'AT_STAKE' }>,
  { change }: Triggered,
): Value {
  const target = Fraction.ofPct(targetPct);
  const reached = change!.ratio.max(Fraction.zero).over(target).min(Fraction.one);
  const part = earned === 'IN_PROPORTION' || reached.compare(Fraction.one) === 0 ? reached : Fraction.zero;
  const payable = Fraction.of(pence).times(part);
  const rule = earned === 'IN_PROPORTION' ? 'in proportion to the target' : 'all or nothing';
  const says = `At stake ${formatPence(pence)}, ${rule} of ${targetPct}%: ${pct(part)} is earned, ${pounds(payable)}.`;
  working.trace.add('VALUE', says);
  return { amount: Fraction.of(pence), payable };
}

/** Cumulative, so that the parts of all test periods come to the whole fee to the penny. */
function feeOf(
  working: Working,
  { estimatedContractValuePence, pct: feePct, months }: Extract<Valuation, { kind: 'FEE' }>,
): Value {
  const whole = Fraction.of(estimatedContractValuePence).times(Fraction.ofPct(feePct));
  const monthly = whole.over(Fraction.of(months));
  const counted = monthsOf(working);
  const before = Math.min(counted.before, months);
  const through = Math.min(counted.through, months);
  const { mode } = working.terms.rounding;
  const amount = monthly.times(Fraction.of(through)).round(mode) - monthly.times(Fraction.of(before)).round(mode);
  const fee = `${formatPence(estimatedContractValuePence)} × ${feePct}% = ${pounds(whole)}, over ${months} months ${pounds(monthly)} a month`;
  const due =
    before < through ? `months ${before + 1} to ${through}: ${formatPence(amount)}` : 'all of it was due before';
  working.trace.add('VALUE', `Fee: ${fee}; ${due}.`);
  return { amount: Fraction.of(amount) };
}
