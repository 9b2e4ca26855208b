import * as fc from 'fast-check';
import { roundingModes } from '../../shared/fraction';
import { type Pence } from '../../shared/money';
import {
  type Cap,
  type Clause,
  type Correction,
  type Distribution,
  type Floor,
  type Rate,
  type Terms,
  type Tiers,
  type Trigger,
  type Valuation,
  varianceCauses,
} from '../terms';
import { checkTerms } from '../terms.check';
import { calculate, type Calculation, type ClauseCalculated } from './calculate';
import { type CalculationInputs } from './inputs';
import { FUND_PARTY } from './limits';

/** Sound terms, and the same evidence for each of their test periods. */
interface Case {
  readonly terms: Terms;
  readonly inputs: readonly CalculationInputs[];
}

const YEARS = ['year-1', 'year-2', 'year-3'];
const LINES = ['line-1', 'line-2', 'line-3', 'line-4'];
const NAMES = ['ash', 'beech', 'cedar', 'elm', 'fir', 'oak'];
/** Pays top-ups, and nothing else. */
const TOPPER = 'yew';
const PARTICIPANTS = ['p-1', 'p-2', 'p-3', 'p-4'];
/** No cap is lower than what floors promise together. */
const FLOOR_MAX = 30_00;
const CAP_MIN = FLOOR_MAX * NAMES.length;

const hundredths = (of: number): string => (of / 100).toFixed(2);

/** Makes terms and evidence, decision by decision. */
class Making {
  readonly parties: readonly string[];
  private readonly investors: readonly string[];
  private steps = 0;
  /** Whether the clause in the making has a top-up with a sum over the contract: it may have one. */
  private isToppedUp = false;

  constructor(private readonly g: fc.GeneratorValue) {
    this.parties = NAMES.slice(0, this.int(2, NAMES.length));
    this.investors = this.some(this.parties);
  }

  int(min: number, max: number): number {
    return this.g(fc.integer, { min, max });
  }

  chance(percent: number): boolean {
    return this.int(1, 100) <= percent;
  }

  one<Value>(values: readonly Value[]): Value {
    return values[this.int(0, values.length - 1)]!;
  }

  some<Value>(values: readonly Value[]): readonly Value[] {
    const chosen = values.filter(() => this.chance(60));
    return chosen.length > 0 ? chosen : [this.one(values)];
  }

  shuffled<Value>(values: readonly Value[]): readonly Value[] {
    return this.g(fc.shuffledSubarray<Value>, [...values], { minLength: values.length });
  }

  pence(max = 1_000_000_00): Pence {
    return this.chance(30) ? this.int(1, 100) : this.int(1, max);
  }

  make(): Case {
    const clauses = Array.from({ length: this.int(1, 4) }, (_, place) => this.clause(`clause-${place + 1}`));
    const terms: Terms = {
      title: 'Terms',
      legalBasis: 'An Act',
      parties: [...this.parties, TOPPER].map((agencyId) => ({ agencyId, roles: ['INVESTOR'] })),
      investments: this.investors.map((agencyId) => ({
        agencyId,
        poolingBasis: 'POOLED',
        amountPence: this.pence(),
      })),
      period: {
        from: '2013-04-01',
        to: '2016-03-31',
        testPeriods: YEARS.map((testPeriodId, place) => ({
          testPeriodId,
          from: `${2013 + place}-04-01`,
          to: `${2014 + place}-03-31`,
        })),
      },
      metrics: [
        { metricId: 'cost', title: 'Cost', unit: 'PENCE' },
        { metricId: 'events', title: 'Events', unit: 'COUNT' },
        { metricId: 'pot', title: 'Pot', unit: 'PENCE' },
        { metricId: 'population', title: 'Population', unit: 'COUNT', by: 'AGENCY' },
        { metricId: 'alone', title: 'Alone', unit: 'PENCE', by: 'AGENCY' },
      ],
      outcomes: ['job', 'school'].map((outcomeCode) => ({
        outcomeCode,
        title: outcomeCode,
        metricId: 'events',
        onceFor: 'PARTICIPANT',
      })),
      clauses,
      caps: this.caps(clauses),
      rounding: { mode: this.one(roundingModes), tieOrder: this.shuffled([...this.parties, TOPPER]) },
      validation: { methods: ['INTERNAL_AUDIT'] },
      usageRestriction: { fundingStreamId: 'reinvested', purposes: ['Early help'] },
      review: { everyMonths: 12, by: 'The board' },
      dispute: { steps: [] },
      exit: { noticeDays: 90, onExit: 'CONTINUES' },
    };
    const evidence = this.evidence();
    return { terms, inputs: YEARS.map((testPeriodId) => ({ ...evidence, testPeriodId })) };
  }

  /* Distributions. */

  share(may: {
    readonly retain?: true;
    readonly reinvest?: true;
    readonly lines?: true;
    readonly topUp?: true;
  }): Distribution {
    return this.distribution(may, 1, false);
  }

  private distribution(may: Parameters<Making['share']>[0], depth: number, isOfPart: boolean): Distribution {
    const within = (part = true): Distribution => this.distribution(may, depth + 1, isOfPart || part);
    const leaves = ['FIXED_PCT', 'EQUAL', 'NAMED_PARTNER', 'PRO_RATA_CONTRIBUTION', 'PRO_RATA_METRIC'] as const;
    const kinds: readonly Distribution['kind'][] = [
      ...leaves,
      ...(may.retain ? (['RETAIN'] as const) : []),
      ...(may.reinvest ? (['REINVEST'] as const) : []),
      ...(may.lines ? (['PRO_RATA_COMMISSIONED'] as const) : []),
      ...(may.lines && !isOfPart ? (['OWN_RISK'] as const) : []),
      ...(depth < 5 ? (['WEIGHTED', 'WATERFALL', 'FIRST_CALL'] as const) : []),
      ...(depth < 5 && may.topUp ? (['TOP_UP', 'TOP_UP'] as const) : []),
      ...(depth < 5 && may.lines && !isOfPart ? (['BY_LINE', 'BY_LINE', 'BY_CAUSE', 'BY_CAUSE'] as const) : []),
    ];
    const kind = this.one(kinds);
    switch (kind) {
      case 'FIXED_PCT': {
        const among = this.some(this.parties);
        const edges = [0, ...among.slice(1).map(() => this.int(0, 100_00)), 100_00].sort((a, b) => a - b);
        return { kind, shares: among.map((to, place) => ({ to, pct: hundredths(edges[place + 1]! - edges[place]!) })) };
      }
      case 'EQUAL':
        return { kind, among: this.some(this.parties) };
      case 'NAMED_PARTNER':
        return { kind, to: this.one(this.parties) };
      case 'PRO_RATA_CONTRIBUTION':
        if (this.chance(40)) return { kind, basis: 'TERMS' };
        return {
          kind,
          basis: this.one(['AGREED', 'RECEIVED']),
          ...(this.chance(30) && { among: this.some(this.parties) }),
        };
      case 'PRO_RATA_METRIC':
        return { kind, metricId: 'population', among: this.some(this.parties) };
      case 'PRO_RATA_COMMISSIONED':
      case 'OWN_RISK':
      case 'REINVEST':
      case 'RETAIN':
        return { kind };
      case 'WEIGHTED': {
        const portions = this.one([
          ['50%', '50%'],
          ['1/3', '1/3', '1/3'],
          ['1/7', '0.5', '5/14'],
          ['0.01', '99%'],
        ]);
        return { kind, parts: portions.map((portion) => ({ title: portion, portion, share: within() })) };
      }
      case 'WATERFALL': {
        const steps = Array.from({ length: this.int(0, 2) }, () => ({
          stepId: this.stepId(),
          title: 'A step',
          upTo: this.one([
            { kind: 'PENCE', pence: this.pence() } as const,
            { kind: 'INVESTMENT' } as const,
            { kind: 'METRIC', metricId: 'pot' } as const,
          ]),
          ...(this.chance(60) && { over: this.one(['PERIOD', 'CONTRACT'] as const) }),
          share: within(),
        }));
        return { kind, steps: [...steps, { stepId: this.stepId(), title: 'The rest', share: within() }] };
      }
      case 'FIRST_CALL':
        return {
          kind,
          first: this.some(this.parties),
          untilPct: hundredths(this.int(0, 120_00)),
          basis: this.one(['AGREED', 'RECEIVED']),
          then: within(),
        };
      case 'TOP_UP': {
        const isLimited = !this.isToppedUp && this.chance(80);
        this.isToppedUp ||= isLimited;
        const topUp = { pct: hundredths(this.int(0, 100_00)), ...(isLimited && { upToPence: this.pence() }) };
        return { kind, by: TOPPER, ...topUp, rest: within() };
      }
      case 'BY_LINE': {
        const groups = this.chance(50) ? [LINES.slice(0, 1), LINES.slice(1, 3)] : [this.some(LINES)];
        return { kind, lines: groups.map((lineIds) => ({ lineIds, share: within(false) })), otherwise: within(false) };
      }
      case 'BY_CAUSE':
        return {
          kind,
          causes: this.some(varianceCauses).map((cause) => ({ cause, share: within(false) })),
          otherwise: within(false),
        };
    }
  }

  private stepId(): string {
    return `step-${(this.steps += 1)}`;
  }

  /* Clauses. */

  private clause(clauseId: string): Clause {
    this.isToppedUp = false;
    const kind = this.one([
      'TARIFF',
      'UNIT_COST',
      'MEASURED_SAVING',
      'VARIANCE',
      'RECOGNISED_BENEFIT',
      'RECOGNISED_BENEFIT',
      'INCOME_GROWTH',
      'AT_STAKE',
      'FEE',
    ] as const);
    const usual = {
      clauseId,
      title: clauseId,
      corrections: [],
      floors: [],
      payment: { kind: 'RESULT', dueDays: 30 },
    } as const;
    switch (kind) {
      case 'TARIFF': {
        const trigger: Trigger = { kind: 'PER_UNIT', ...(this.chance(30) && { minUnits: String(this.int(0, 6)) }) };
        const rates = this.some(['job', 'school']).flatMap((code) => this.rates(code));
        return { ...usual, ...this.rest(), trigger, valuation: { kind, rates }, corrections: this.corrections() };
      }
      case 'UNIT_COST': {
        const valuation = { kind, metricId: 'events', pencePerUnit: this.pence(10_000_00) } as const;
        return {
          ...usual,
          ...this.rest('CHANGE_PCT'),
          trigger: this.change('events'),
          valuation,
          corrections: this.corrections(),
        };
      }
      case 'MEASURED_SAVING': {
        const valuation = { kind, metricId: 'cost' } as const;
        const trigger: Trigger = { ...this.change('cost'), direction: 'FALL' };
        return { ...usual, ...this.rest('CHANGE_PCT'), trigger, valuation, corrections: this.corrections() };
      }
      case 'VARIANCE': {
        const counts = this.one(['OVERSPEND', 'UNDERSPEND', 'EITHER'] as const);
        const valuation = { kind, counts, ringFencedLines: this.one(['EXCLUDED', 'INCLUDED'] as const) } as const;
        const may = counts === 'UNDERSPEND' ? ({ reinvest: true } as const) : ({ topUp: true } as const);
        const distribution = this.share({ retain: true, lines: true, ...may });
        return { ...usual, trigger: { kind: 'BUDGET_VARIANCE' }, valuation, heldBy: { kind: 'FUND' }, distribution };
      }
      case 'RECOGNISED_BENEFIT': {
        const cashability: Correction = { kind: 'CASHABILITY', by: 'EVIDENCE' };
        const corrections = [...this.corrections().filter((each) => each.kind !== 'CASHABILITY'), cashability];
        const valuation = { kind, stage: this.one(['ESTIMATE', 'REALISED', 'REALISED'] as const) } as const;
        const rest = this.rest();
        const falls = this.chance(70) && { heldBy: { kind: 'WHERE_IT_FALLS' as const } };
        return { ...usual, ...rest, ...falls, trigger: { kind: 'BENEFIT_RECOGNISED' }, valuation, corrections };
      }
      case 'INCOME_GROWTH': {
        const abovePence = this.chance(50) ? 0 : this.pence();
        const trigger: Trigger = { kind, metricId: 'cost', abovePence };
        const valuation = { kind, metricId: 'cost' } as const;
        return {
          ...usual,
          ...this.rest(abovePence === 0 ? 'CHANGE_PCT' : 'AMOUNT_PENCE'),
          trigger,
          valuation,
          corrections: this.corrections(),
        };
      }
      case 'AT_STAKE': {
        const direction = this.one(['FALL', 'RISE'] as const);
        const minChangePct = hundredths(this.int(0, 5_00));
        const trigger: Trigger = { kind: 'METRIC_VS_BASELINE', metricId: 'events', direction, minChangePct };
        const valuation = {
          ...{ kind, pence: this.pence(), metricId: 'events', direction },
          targetPct: hundredths(this.int(1, 10_00)),
          earned: this.one(['ALL_OR_NOTHING', 'IN_PROPORTION'] as const),
        };
        return { ...usual, ...this.rest(), trigger, valuation, corrections: this.corrections() };
      }
      case 'FEE': {
        const value = { estimatedContractValuePence: this.pence(), pct: hundredths(this.int(0, 100_00)) };
        const { heldBy, distribution, floors } = this.rest();
        const valuation = { kind, ...value, months: this.int(1, 60) } as const;
        return { ...usual, heldBy, distribution, floors, trigger: { kind: 'CALENDAR' }, valuation };
      }
    }
  }

  private change(metricId: string) {
    const moved = {
      metricId,
      direction: this.one(['FALL', 'RISE'] as const),
      minChangePct: hundredths(this.int(0, 15_00)),
    };
    return this.one([
      { kind: 'METRIC_VS_BASELINE', ...moved } as const,
      { kind: 'METRIC_VS_BASELINE', ...moved } as const,
      { kind: 'POOLED_COHORTS', ...moved } as const,
    ]);
  }

  private rates(outcomeCode: string): readonly Rate[] {
    const pencePerUnit = this.pence(5_000_00);
    const rate = { outcomeCode, pencePerUnit };
    if (this.chance(30)) return [rate, { ...rate, pencePerUnit: this.pence(), aboveUnits: String(this.int(1, 8)) }];
    if (this.chance(30)) return [rate, { ...rate, pencePerUnit: this.pence(), testPeriodId: this.one(YEARS) }];
    return [rate];
  }

  private corrections(): readonly Correction[] {
    return this.some(['OPTIMISM_BIAS', 'ATTRIBUTION', 'DEADWEIGHT', 'CASHABILITY'] as const)
      .filter(() => this.chance(40))
      .map((kind) => ({ kind, by: 'TERMS', part: this.one(['15%', '1/6', '0.4', '100%', '0', '2/3']) }));
  }

  /** Holder, distribution, floors and tiers of a benefit. */
  private rest(tiersOf: Tiers['of'] = 'AMOUNT_PENCE'): Pick<Clause, 'heldBy' | 'distribution' | 'floors' | 'tiers'> {
    const isPaid = this.chance(50);
    const floors = this.chance(25) ? this.floors() : [];
    return {
      heldBy: isPaid ? { kind: 'PAYERS', share: this.share({ topUp: true }) } : { kind: 'FUND' },
      distribution: this.share(isPaid ? { reinvest: true } : { retain: true, reinvest: true }),
      floors,
      ...(this.chance(35) && { tiers: this.tiers(this.chance(50) ? tiersOf : 'AMOUNT_PENCE') }),
    };
  }

  private floors(): readonly Floor[] {
    if (this.chance(30)) return [{ kind: 'NO_WORSE_OFF', metricId: 'alone' }];
    return this.some(this.parties).map((agencyId) => ({ kind: 'AMOUNT', agencyId, pence: this.int(1, FLOOR_MAX) }));
  }

  private tiers(of: Tiers['of']): Tiers {
    const edgeMax = of === 'CHANGE_PCT' ? 30 : 500_000_00;
    const edges = [...new Set(Array.from({ length: this.int(0, 3) }, () => this.int(1, edgeMax)))].sort(
      (a, b) => a - b,
    );
    const ends = [...edges.map(String), null];
    return {
      mode: this.one(['MARGINAL', 'CLIFF_EDGE']),
      of,
      bands: ends.map((to, place) => ({ from: ends[place - 1] ?? '0', to, payPct: hundredths(this.int(0, 100_00)) })),
      ...(this.chance(30) && { countedUpTo: String(this.int(1, edgeMax)) }),
    };
  }

  private caps(clauses: readonly Clause[]): readonly Cap[] {
    const idsOf = (of: readonly Clause[]) => this.some(of).map(({ clauseId }) => clauseId);
    const byAmount = clauses.filter(({ distribution }) => !followsLines(distribution));
    const byParticipant = clauses.filter(
      ({ valuation }) =>
        valuation.kind === 'TARIFF' && valuation.rates.every(({ aboveUnits }) => aboveUnits === undefined),
    );
    const caps: Cap[] = [];
    for (const scope of ['PERIOD', 'CONTRACT'] as const) {
      if (byAmount.length === 0 || !this.chance(50)) continue;
      caps.push({ capId: scope.toLowerCase(), scope, pence: CAP_MIN + this.pence(), clauseIds: idsOf(byAmount) });
    }
    if (byParticipant.length > 0 && this.chance(60)) {
      const pence = CAP_MIN + this.pence(10_000_00);
      caps.push({ capId: 'participant', scope: 'PARTICIPANT', pence, clauseIds: idsOf(byParticipant) });
    }
    for (const place of [1, 2]) {
      const excess = this.one(['UNPAID', 'BY_OTHERS'] as const);
      const possible = excess === 'UNPAID' ? clauses.filter((each) => !countsOverContract(each)) : clauses;
      if (possible.length === 0 || !this.chance(40)) continue;
      caps.push({
        capId: `partner-${place}`,
        scope: 'PARTNER',
        ...(this.chance(50) && { agencyId: this.one(this.parties) }),
        limit: this.chance(50)
          ? { kind: 'PENCE', pence: CAP_MIN + this.pence() }
          : { kind: 'CONTRIBUTION', basis: this.one(['AGREED', 'RECEIVED']) },
        excess,
        clauseIds: idsOf(possible),
      });
    }
    return caps;
  }

  /* Evidence: all that the terms may ask for, but for now and then a piece. */

  private there<Value>(values: readonly Value[]): readonly Value[] {
    return values.filter(() => !this.chance(2));
  }

  private evidence(): Omit<CalculationInputs, 'testPeriodId'> {
    const source = 'evidence';
    const figures = ['cost', 'events', 'pot'].flatMap((metricId) =>
      YEARS.map((testPeriodId) => ({ metricId, testPeriodId, baseline: this.pence(), source })),
    );
    const byAgency = ['population', 'alone'].flatMap((metricId) =>
      this.parties.flatMap((agencyId) =>
        YEARS.map((testPeriodId) => ({
          metricId,
          testPeriodId,
          agencyId,
          value: String(metricId === 'alone' ? this.int(0, FLOOR_MAX) : this.int(0, 900)),
          source,
        })),
      ),
    );
    return {
      baselines: this.there(figures.map(({ baseline, ...each }) => ({ ...each, value: String(baseline) }))),
      measurements: this.there([
        ...figures.map(({ baseline, ...each }) => ({
          ...each,
          value: this.chance(10) ? `${baseline}/3` : String(Math.round((baseline * this.int(60, 120)) / 100)),
        })),
        ...byAgency,
      ]),
      claims: Array.from({ length: this.int(0, 12) }, (_, place) => ({
        testPeriodId: this.one(YEARS),
        outcomeCode: this.one(['job', 'school']),
        units: this.one(['1', '1', '1', '2', '2.5', '10/3']),
        ...(this.chance(90) && { participantRef: this.one(PARTICIPANTS) }),
        entryNo: place + 1,
      })),
      benefits: this.there(
        YEARS.flatMap((testPeriodId) =>
          Array.from({ length: this.int(1, 4) }, (_, place) => ({
            benefitId: `${testPeriodId}-${place}`,
            testPeriodId,
            agencyId: this.one(this.parties),
            benefitType: this.one(['FISCAL', 'FISCAL', 'FISCAL', 'SOCIAL'] as const),
            stage: this.one(['REALISED', 'REALISED', 'ESTIMATE'] as const),
            grossPence: this.pence(),
            deliveryCostPence: this.chance(70) ? 0 : this.pence(),
            optimismBiasPct: hundredths(this.int(0, 100_00)),
            attributionPct: hundredths(this.int(0, 100_00)),
            deadweightPct: hundredths(this.int(0, 100_00)),
            cashablePct: hundredths(this.int(0, 100_00)),
            source,
          })),
        ),
      ),
      outturns: this.there(
        YEARS.map((testPeriodId) => ({
          testPeriodId,
          lines: LINES.slice(0, this.int(1, LINES.length)).map((lineId) => ({
            lineId,
            budgetPence: this.pence(),
            outturnPence: this.pence(),
            cause: this.one(varianceCauses),
            ringFenced: this.chance(15),
            ...(this.chance(95) && { ownerAgencyId: this.one(this.parties) }),
            commissioned: this.some(this.parties).map((agencyId) => ({ agencyId, pence: this.pence() })),
          })),
          source,
        })),
      ),
      contributions: this.there(
        this.parties.map((agencyId) => ({ agencyId, agreedPence: this.pence(), receivedPence: this.pence(), source })),
      ),
      usedBefore: {},
    };
  }
}

/** The distributions that one is composed of, itself first. */
function partsOf(distribution: Distribution | Clause['heldBy']): readonly Distribution[] {
  const shares: Distribution[] = [];
  JSON.stringify(distribution, (_key, part: unknown) => {
    if (typeof part === 'object' && part !== null && 'kind' in part) shares.push(part as Distribution);
    return part;
  });
  return shares;
}
const has = (distribution: Distribution, ...kinds: readonly Distribution['kind'][]): boolean =>
  partsOf(distribution).some(({ kind }) => kinds.includes(kind));
const countsOverContract = ({ distribution }: Clause): boolean =>
  partsOf(distribution).some((part) => part.kind === 'WATERFALL' && part.steps.some(({ over }) => over === 'CONTRACT'));
const followsLines = (distribution: Distribution): boolean => has(distribution, 'BY_LINE', 'BY_CAUSE', 'OWN_RISK');

const made: fc.Arbitrary<Case> = fc.gen().map((g) => new Making(g).make());
const cases = made.filter(({ terms }) => checkTerms(terms).length === 0);
const RUNS = { numRuns: 100 };
/** Terms whose clauses and evidence the specs below replace by their own. */
const [{ terms, inputs }] = fc.sample(cases, { numRuns: 1, seed: 1 }) as [Case];

/** The test periods one after another, each with what those before it used of the limits over the contract. */
function throughPeriods({ terms, inputs }: Case): readonly Calculation[] {
  const usedBefore: Record<string, Pence> = {};
  return inputs.map((each) => {
    const calculation = calculate(terms, { ...each, usedBefore: { ...usedBefore } });
    for (const [limitId, pence] of Object.entries(calculation.limitUse)) {
      usedBefore[limitId] = (usedBefore[limitId] ?? 0) + pence;
    }
    return calculation;
  });
}

interface Calculated {
  readonly clause: Clause;
  readonly result: ClauseCalculated;
}
const calculatedOf = ({ terms }: Case, { clauses }: Calculation): readonly Calculated[] =>
  clauses.flatMap((result, place) =>
    result.status === 'EVIDENCE_MISSING' ? [] : [{ clause: terms.clauses[place]!, result }],
  );
/** Each clause that was calculated, in each test period. */
const eachOf = (of: Case): readonly Calculated[] => throughPeriods(of).flatMap((each) => calculatedOf(of, each));

const sum = (pence: readonly Pence[]): Pence => pence.reduce((all, each) => all + each, 0);
const covers = (cap: Cap, { clauseId }: Clause): boolean => cap.clauseIds?.includes(clauseId) ?? true;
const paidOutOf = ({ sharesPence, reinvestedPence }: ClauseCalculated): Pence =>
  Math.abs(sharesPence + reinvestedPence);
const shareOf = ({ settlement }: ClauseCalculated, agencyId: string): Pence =>
  settlement.find(({ partyId }) => partyId === agencyId)?.sharePence ?? 0;

describe('the shares of any sound terms, whatever happened', () => {
  it('are calculated: never a throw, and always the same as stored and read again', () => {
    fc.assert(
      fc.property(cases, (of) => {
        for (const calculation of throughPeriods(of)) {
          expect(JSON.parse(JSON.stringify(calculation))).toEqual(calculation);
        }
      }),
      RUNS,
    );
  });

  it('INV-50 come to the distributable benefit with what is reinvested and retained, by clause and in total', () => {
    fc.assert(
      fc.property(cases, (of) => {
        for (const calculation of throughPeriods(of)) {
          for (const each of [calculation, ...calculatedOf(of, calculation).map(({ result }) => result)]) {
            expect(each.sharesPence + each.reinvestedPence + each.retainedPence).toBe(each.distributablePence);
            const toParties = each.settlement.filter(({ partyId }) => partyId !== FUND_PARTY);
            expect(sum(toParties.map(({ sharePence }) => sharePence))).toBe(each.sharesPence);
            expect(sum(each.settlement.map(({ sharePence }) => sharePence))).toBe(
              each.sharesPence + each.reinvestedPence,
            );
          }
        }
      }),
      RUNS,
    );
  });

  it('INV-50 leave nothing behind where nothing is retained, tiered, capped or not earned', () => {
    let shared = 0;
    fc.assert(
      fc.property(cases, (of) => {
        for (const { clause, result } of eachOf({ ...of, terms: { ...of.terms, caps: [] } })) {
          if (result.status !== 'PAYS' || clause.tiers || clause.valuation.kind === 'AT_STAKE') continue;
          // An overspend that was to be reinvested stays where it is too.
          if (has(clause.distribution, 'RETAIN')) continue;
          if (clause.valuation.kind === 'VARIANCE' && has(clause.distribution, 'REINVEST')) continue;
          shared += 1;
          expect(result.retainedPence).toBe(0);
        }
      }),
      RUNS,
    );
    expect(shared).toBeGreaterThan(0);
  });

  it('INV-50 are never more than there is, and what is paid is all drawn from whoever holds it', () => {
    fc.assert(
      fc.property(cases, (of) => {
        for (const { clause, result } of eachOf(of)) {
          const drawn = sum(result.settlement.map(({ drawnPence }) => drawnPence));
          expect(drawn).toBe(result.sharesPence + result.reinvestedPence);
          if (followsLines(clause.distribution)) continue;
          expect(paidOutOf(result)).toBeLessThanOrEqual(Math.abs(result.distributablePence));
        }
      }),
      RUNS,
    );
  });

  it('INV-50 settle to nought, by clause and in total', () => {
    fc.assert(
      fc.property(cases, (of) => {
        for (const calculation of throughPeriods(of)) {
          for (const { settlement } of [calculation, ...calculatedOf(of, calculation).map(({ result }) => result)]) {
            expect(sum(settlement.map(({ settlementPence }) => settlementPence))).toBe(0);
            for (const { sharePence, drawnPence, settlementPence } of settlement) {
              expect(settlementPence).toBe(sharePence - drawnPence);
            }
          }
        }
      }),
      RUNS,
    );
  });

  it('INV-50 draw no more of a benefit from an agency than it has of it', () => {
    let drawn = 0;
    fc.assert(
      fc.property(cases, (of) => {
        for (const calculation of throughPeriods(of)) {
          for (const { clause, result } of calculatedOf(of, calculation)) {
            if (clause.heldBy.kind !== 'WHERE_IT_FALLS') continue;
            for (const { partyId, drawnPence } of result.settlement) {
              const held = calculation.trace
                .filter(
                  ({ rule, clauseId, agencyId }) =>
                    rule === 'HELD' && clauseId === clause.clauseId && agencyId === partyId,
                )
                .map(({ resultPence }) => resultPence!);
              expect(drawnPence).toBeLessThanOrEqual(Math.max(0, sum(held)));
              drawn += drawnPence > 0 ? 1 : 0;
            }
          }
        }
      }),
      RUNS,
    );
    expect(drawn).toBeGreaterThan(0);
  });

  it('are negative of a variance only: a benefit takes nothing from anybody', () => {
    fc.assert(
      fc.property(cases, (of) => {
        for (const { clause, result } of eachOf(of)) {
          if (clause.valuation.kind === 'VARIANCE') continue;
          for (const { sharePence, drawnPence } of result.settlement) {
            expect(Math.min(sharePence, drawnPence)).toBeGreaterThanOrEqual(0);
          }
          expect(result.reinvestedPence).toBeGreaterThanOrEqual(0);
        }
      }),
      RUNS,
    );
  });

  it('INV-49 keep within the caps of a test period and, one period after another, of the contract', () => {
    let reached = 0;
    fc.assert(
      fc.property(cases, (of) => {
        const periods = throughPeriods(of);
        for (const cap of of.terms.caps) {
          if (cap.scope !== 'PERIOD' && cap.scope !== 'CONTRACT') continue;
          const paid = periods.map((each) =>
            sum(
              calculatedOf(of, each)
                .filter(({ clause }) => covers(cap, clause))
                .map(({ result }) => paidOutOf(result)),
            ),
          );
          const most = cap.scope === 'CONTRACT' ? sum(paid) : Math.max(...paid);
          expect(most).toBeLessThanOrEqual(cap.pence);
          reached += most === cap.pence ? 1 : 0;
        }
      }),
      RUNS,
    );
    expect(reached).toBeGreaterThan(0);
  });

  it('INV-49 take no more in a step, or as a top-up, than its limit over the contract', () => {
    let reached = 0;
    fc.assert(
      fc.property(cases, (of) => {
        const used = new Map<string, Pence>();
        for (const { limitUse } of throughPeriods(of)) {
          for (const [limitId, pence] of Object.entries(limitUse)) used.set(limitId, (used.get(limitId) ?? 0) + pence);
        }
        const investedPence = sum(of.terms.investments.map(({ amountPence }) => amountPence));
        for (const { clauseId, distribution, heldBy } of of.terms.clauses) {
          const parts = [distribution, heldBy].flatMap(partsOf);
          const steps = parts.flatMap((part) => (part.kind === 'WATERFALL' ? part.steps : []));
          const limits = new Map<string, Pence>();
          for (const { stepId, upTo, over } of steps) {
            if (over !== 'CONTRACT' || upTo?.kind === 'METRIC') continue;
            limits.set(`${clauseId}/${stepId}`, upTo?.kind === 'PENCE' ? upTo.pence : investedPence);
          }
          for (const part of parts) {
            if (part.kind === 'TOP_UP' && part.upToPence) limits.set(`${clauseId}/top-up/${part.by}`, part.upToPence);
          }
          for (const [limitId, pence] of limits) {
            expect(used.get(limitId) ?? 0).toBeLessThanOrEqual(pence);
            reached += used.get(limitId) === pence ? 1 : 0;
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(reached).toBeGreaterThan(0);
  });

  it('INV-49 pay for no participant beyond its cap, over all clauses and test periods under it', () => {
    let capped = 0;
    fc.assert(
      fc.property(cases, (of) => {
        // Corrections, tiers and other caps would take off more; here only the cap of a participant is looked at.
        const caps = of.terms.caps.filter(({ scope }) => scope === 'PARTICIPANT');
        const [cap] = caps;
        if (cap?.scope !== 'PARTICIPANT') return;
        const clauses = of.terms.clauses
          .filter((clause) => covers(cap, clause))
          .map((clause): Clause => {
            const plain = {
              trigger: { kind: 'PER_UNIT' },
              heldBy: { kind: 'FUND' },
              corrections: [],
              floors: [],
            } as const;
            const distribution = { kind: 'NAMED_PARTNER', to: NAMES[0]! } as const;
            return { ...clause, ...plain, tiers: undefined, distribution };
          });
        const named = of.inputs.map((each) => ({
          ...each,
          claims: each.claims.map((claim) => ({ participantRef: 'p-1', ...claim, units: '1' })),
        }));
        const alone = { terms: { ...of.terms, caps, clauses }, inputs: named };
        const paid = sum(throughPeriods(alone).map(({ sharesPence }) => sharesPence));
        const rateOf = ({ valuation }: Clause, outcomeCode: string, testPeriodId: string): Pence => {
          const rates = valuation.kind === 'TARIFF' ? valuation.rates : [];
          const its = rates.filter((rate) => rate.outcomeCode === outcomeCode);
          return (its.find((rate) => rate.testPeriodId === testPeriodId) ?? its[0])?.pencePerUnit ?? 0;
        };
        const worth = PARTICIPANTS.map((participantRef) =>
          sum(
            named[0]!.claims
              .filter((claim) => claim.participantRef === participantRef)
              .flatMap((claim) => clauses.map((clause) => rateOf(clause, claim.outcomeCode, claim.testPeriodId))),
          ),
        );
        capped += worth.some((pence) => pence > cap.pence) ? 1 : 0;
        expect(paid).toBe(sum(worth.map((pence) => Math.min(pence, cap.pence))));
      }),
      { numRuns: 300 },
    );
    expect(capped).toBeGreaterThan(0);
  });

  it('INV-49 give no partner more than its cap, nor let it bear more (INV-40)', () => {
    let reached = 0;
    fc.assert(
      fc.property(cases, (of) => {
        const { contributions } = of.inputs[0]!;
        for (const { clause, result } of eachOf(of)) {
          for (const cap of of.terms.caps) {
            if (cap.scope !== 'PARTNER' || !covers(cap, clause)) continue;
            const { limit } = cap;
            for (const agencyId of cap.agencyId ? [cap.agencyId] : NAMES) {
              const its = contributions.find((each) => each.agencyId === agencyId);
              const contributed =
                (limit.kind === 'CONTRIBUTION' && limit.basis === 'AGREED' ? its?.agreedPence : its?.receivedPence) ??
                0;
              const most = limit.kind === 'PENCE' ? limit.pence : contributed;
              const share = Math.abs(shareOf(result, agencyId));
              expect(share).toBeLessThanOrEqual(most);
              reached += share === most ? 1 : 0;
            }
          }
        }
      }),
      RUNS,
    );
    expect(reached).toBeGreaterThan(0);
  });

  it('INV-49 give every partner its floor where there is enough for all floors', () => {
    let lifted = 0;
    fc.assert(
      fc.property(cases, (of) => {
        const terms = { ...of.terms, caps: of.terms.caps.filter(({ scope }) => scope !== 'PARTNER') };
        for (const { clause, result } of eachOf({ ...of, terms })) {
          const floors = clause.floors.flatMap((floor) => (floor.kind === 'AMOUNT' ? [floor] : []));
          if (result.status !== 'PAYS' || sum(floors.map(({ pence }) => pence)) > result.sharesPence) continue;
          for (const { agencyId, pence } of floors) {
            expect(shareOf(result, agencyId)).toBeGreaterThanOrEqual(pence);
            lifted += shareOf(result, agencyId) === pence ? 1 : 0;
          }
        }
      }),
      RUNS,
    );
    expect(lifted).toBeGreaterThan(0);
  });

  it('INV-06 are the same in whatever order the evidence lies, with the same trace', () => {
    fc.assert(
      fc.property(cases, fc.infiniteStream(fc.nat()), (of, keys) => {
        const shuffled = <Value>(values: readonly Value[]): readonly Value[] =>
          values
            .map((value) => ({ value, key: keys.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ value }) => value);
        for (const inputs of of.inputs) {
          const again: CalculationInputs = {
            ...inputs,
            baselines: shuffled(inputs.baselines),
            measurements: shuffled(inputs.measurements),
            claims: shuffled(inputs.claims),
            benefits: shuffled(inputs.benefits),
            contributions: shuffled(inputs.contributions),
            outturns: shuffled(
              inputs.outturns.map((outturn) => ({
                ...outturn,
                lines: shuffled(
                  outturn.lines.map((line) => ({ ...line, commissioned: shuffled(line.commissioned ?? []) })),
                ),
              })),
            ),
          };
          expect(calculate(of.terms, again)).toEqual(calculate(of.terms, inputs));
        }
      }),
      RUNS,
    );
  });

  it('INV-52 are the same again when an outcome is restated and restated back', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 200 }), (of, pct) => {
        for (const inputs of of.inputs) {
          const before = calculate(of.terms, inputs);
          const restated = (value: string): string => (value.includes('/') ? value : `${Number(value) * pct}/100`);
          const measurements = inputs.measurements.map((each) => ({ ...each, value: restated(each.value) }));
          calculate(of.terms, { ...inputs, measurements });
          expect(calculate(structuredClone(of.terms), structuredClone(inputs))).toEqual(before);
        }
      }),
      RUNS,
    );
  });

  it('INV-53 tell the settlement in the last lines of their trace, each line numbered', () => {
    fc.assert(
      fc.property(cases, (of) => {
        for (const { trace, settlement } of throughPeriods(of)) {
          expect(trace.map(({ lineNo }) => lineNo)).toEqual(trace.map((_, place) => place + 1));
          const told = trace.filter(({ rule }) => rule === 'SETTLEMENT').map(({ resultPence }) => resultPence);
          expect(told).toEqual(settlement.map(({ settlementPence }) => settlementPence));
          for (const { says } of trace) expect(says).toMatch(/^[^\n]*\w[^\n]*\.$/);
        }
      }),
      RUNS,
    );
  });
});

describe('a split of one level', () => {
  const savingOf = (distribution: Distribution, tieOrder: readonly string[], pence: Pence): readonly Pence[] => {
    const clause: Clause = {
      clauseId: 'variance',
      title: 'Variance',
      trigger: { kind: 'BUDGET_VARIANCE' },
      valuation: { kind: 'VARIANCE', counts: 'EITHER', ringFencedLines: 'INCLUDED' },
      corrections: [],
      heldBy: { kind: 'FUND' },
      distribution,
      floors: [],
      payment: { kind: 'RESULT', dueDays: 30 },
    };
    const outturn = {
      lineId: 'line',
      budgetPence: Math.max(0, pence),
      outturnPence: Math.max(0, -pence),
      cause: 'OTHER',
      ringFenced: false,
    } as const;
    const { settlement } = calculate(
      {
        ...terms,
        parties: tieOrder.map((agencyId) => ({ agencyId, roles: ['INVESTOR'] })),
        rounding: { ...terms.rounding, tieOrder },
        clauses: [clause],
        caps: [],
      },
      { ...inputs[0]!, outturns: [{ testPeriodId: YEARS[0]!, lines: [outturn], source: 'evidence' }] },
    );
    return NAMES.map((agencyId) => settlement.find(({ partyId }) => partyId === agencyId)?.settlementPence ?? 0);
  };
  const amounts = fc.integer({ min: -1_000_000_000_00, max: 1_000_000_000_00 });
  const orders = fc.shuffledSubarray(NAMES, { minLength: NAMES.length });

  it('INV-05 is within a penny of its exact value', () => {
    const weights = fc
      .array(fc.nat({ max: 100_00 }), { minLength: NAMES.length - 1, maxLength: NAMES.length - 1 })
      .map((cuts) => [0, ...cuts, 100_00].sort((a, b) => a - b))
      .map((edges) => NAMES.map((_, place) => edges[place + 1]! - edges[place]!));
    fc.assert(
      fc.property(amounts, weights, orders, (pence, of, tieOrder) => {
        const shares = NAMES.map((to, place) => ({ to, pct: hundredths(of[place]!) }));
        savingOf({ kind: 'FIXED_PCT', shares }, tieOrder, pence).forEach((share, place) => {
          const off = BigInt(share) * 100_00n - BigInt(pence) * BigInt(of[place]!);
          expect(off < 0n ? -off : off).toBeLessThan(100_00n);
        });
      }),
      RUNS,
    );
  });

  it('INV-05 of equal parts gives the odd pence to whoever comes first in the order of the terms', () => {
    fc.assert(
      fc.property(amounts, orders, (pence, tieOrder) => {
        const shares = savingOf({ kind: 'EQUAL', among: NAMES }, tieOrder, pence).map(Math.abs);
        const ordered = tieOrder.map((agencyId) => shares[NAMES.indexOf(agencyId)]!);
        expect(ordered).toEqual([...ordered].sort((a, b) => b - a));
        expect(ordered[0]! - ordered.at(-1)!).toBeLessThanOrEqual(1);
        expect(sum(ordered)).toBe(Math.abs(pence));
      }),
      RUNS,
    );
  });
});

describe('tiers', () => {
  const saving = (tiers: Tiers): Clause => ({
    clauseId: 'saving',
    title: 'Saving',
    trigger: { kind: 'METRIC_VS_BASELINE', metricId: 'cost', direction: 'FALL', minChangePct: '0' },
    valuation: { kind: 'MEASURED_SAVING', metricId: 'cost' },
    corrections: [],
    tiers,
    heldBy: { kind: 'PAYERS', share: { kind: 'NAMED_PARTNER', to: NAMES[0]! } },
    distribution: { kind: 'NAMED_PARTNER', to: NAMES[1]! },
    floors: [],
    payment: { kind: 'RESULT', dueDays: 30 },
  });
  const paid = (clause: Clause, metricId: string, baseline: number, measured: number): Pence => {
    const figure = { metricId, testPeriodId: YEARS[0]!, source: 'evidence' };
    return calculate(
      { ...terms, clauses: [clause], caps: [] },
      {
        ...inputs[0]!,
        baselines: [{ ...figure, value: String(baseline) }],
        measurements: [{ ...figure, value: String(measured) }],
        claims: [{ testPeriodId: YEARS[0]!, outcomeCode: 'job', units: '3', entryNo: 1 }],
      },
    ).sharesPence;
  };
  const fallOf = (tiers: Tiers, baselinePence: Pence, measuredPence: Pence): Pence =>
    paid(saving(tiers), 'cost', baselinePence, measuredPence);
  const edges = fc
    .uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 4 })
    .map((all) => all.sort((a, b) => a - b));
  const tiersOf = (
    mode: Tiers['mode'],
    pcts: readonly number[],
    of: readonly number[],
    countedUpTo?: number,
  ): Tiers => {
    const ends = [...of.map(String), null];
    return {
      mode,
      of: 'CHANGE_PCT',
      bands: ends.map((to, place) => ({ from: ends[place - 1] ?? '0', to, payPct: String(pcts[place]!) })),
      ...(countedUpTo !== undefined && { countedUpTo: String(countedUpTo) }),
    };
  };
  const payPcts = fc.array(fc.nat({ max: 100 }), { minLength: 5, maxLength: 5 });
  const pence = fc.integer({ min: 1, max: 1_000_000_00 });

  it('INV-48 that are marginal never pay less for a larger change', () => {
    fc.assert(
      fc.property(
        pence,
        pence,
        pence,
        edges,
        payPcts,
        fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
        (baseline, one, other, of, pcts, upTo) => {
          const tiers = tiersOf('MARGINAL', pcts, of, upTo);
          const [larger, smaller] = [Math.min(one, other), Math.max(one, other)];
          expect(fallOf(tiers, baseline, larger)).toBeGreaterThanOrEqual(fallOf(tiers, baseline, smaller));
        },
      ),
      RUNS,
    );
  });

  it('INV-48 with rates that rise never pay less of a fixed amount for a larger change, in terms that are sound', () => {
    const isTargetMet = {
      kind: 'METRIC_VS_BASELINE',
      metricId: 'events',
      direction: 'FALL',
      minChangePct: '0',
    } as const;
    const atStake = (earned: 'ALL_OR_NOTHING' | 'IN_PROPORTION'): Valuation => ({
      ...{ kind: 'AT_STAKE', pence: 1_000_00, metricId: 'events', direction: 'FALL', targetPct: '10', earned },
    });
    const fixed = fc.constantFrom<Valuation>(
      { kind: 'TARIFF', rates: [{ outcomeCode: 'job', pencePerUnit: 1_000_00 }] },
      atStake('ALL_OR_NOTHING'),
      atStake('IN_PROPORTION'),
    );
    const rising = payPcts.map((pcts) => pcts.sort((a, b) => a - b));
    const modes = fc.constantFrom<Tiers['mode']>('MARGINAL', 'CLIFF_EDGE');
    const counted = fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined });
    const fall = fc.nat({ max: 100 });
    fc.assert(
      fc.property(fixed, modes, edges, rising, counted, fall, fall, (valuation, mode, of, pcts, upTo, one, other) => {
        const clause = { ...saving(tiersOf(mode, pcts, of, upTo)), trigger: isTargetMet, valuation };
        fc.pre(checkTerms({ ...terms, clauses: [clause], caps: [] }).length === 0);
        const paidFor = (fallPct: number): Pence => paid(clause, 'events', 100, 100 - fallPct);
        expect(paidFor(Math.max(one, other))).toBeGreaterThanOrEqual(paidFor(Math.min(one, other)));
      }),
      RUNS,
    );
  });

  it('INV-48 that are marginal pay within each band at its own rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), edges, payPcts, (fall, of, pcts) => {
        const paid = fallOf(tiersOf('MARGINAL', pcts, of), 100_00, (100 - fall) * 100);
        const ends = [...of, 100];
        const parts = ends.map((to, place) => pcts[place]! * Math.max(0, Math.min(fall, to) - (ends[place - 1] ?? 0)));
        expect(paid).toBe(sum(parts));
      }),
      RUNS,
    );
  });

  it('INV-48 that are a cliff-edge pay the rate of the band that is reached on all of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), edges, payPcts, (fall, of, pcts) => {
        const paid = fallOf(tiersOf('CLIFF_EDGE', pcts, of), 100_00, (100 - fall) * 100);
        expect(paid).toBe(fall * pcts[of.filter((edge) => edge <= fall).length]!);
      }),
      RUNS,
    );
  });
});

describe('these terms', () => {
  it('are nearly all sound as they are made', () => {
    const unsound = fc.sample(made, { numRuns: 200, seed: 1 }).filter(({ terms }) => checkTerms(terms).length > 0);
    expect(unsound.length).toBeLessThan(20);
  });

  it('are of every sort: each kind pays in some, and each status and limit is met', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(cases, (of) => {
        for (const calculation of throughPeriods(of)) {
          calculation.clauses.forEach((result, place) => {
            const { valuation, distribution, heldBy, trigger, tiers } = of.terms.clauses[place]!;
            seen.add(result.status);
            if (result.status !== 'PAYS') return;
            const shares = [distribution, ...(heldBy.kind === 'PAYERS' ? [heldBy.share] : [])].flatMap(partsOf);
            for (const { kind } of [...shares, valuation, trigger, heldBy]) seen.add(kind);
            if (tiers) seen.add(tiers.mode).add(tiers.of);
          });
          for (const { capId } of calculation.capsReached)
            seen.add(of.terms.caps.find((cap) => cap.capId === capId)!.scope);
          for (const { rule } of calculation.trace) seen.add(rule);
        }
      }),
      { numRuns: 300, seed: 1 },
    );
    expect([...seen].sort()).toEqual(
      expect.arrayContaining([
        ...['PAYS', 'TRIGGER_NOT_MET', 'NOTHING_TO_SHARE', 'EVIDENCE_MISSING'],
        ...[
          'TARIFF',
          'UNIT_COST',
          'MEASURED_SAVING',
          'VARIANCE',
          'RECOGNISED_BENEFIT',
          'INCOME_GROWTH',
          'AT_STAKE',
          'FEE',
        ],
        ...['METRIC_VS_BASELINE', 'POOLED_COHORTS', 'PER_UNIT', 'FUND', 'WHERE_IT_FALLS', 'PAYERS'],
        ...['FIXED_PCT', 'EQUAL', 'NAMED_PARTNER', 'PRO_RATA_CONTRIBUTION', 'PRO_RATA_COMMISSIONED', 'PRO_RATA_METRIC'],
        ...['OWN_RISK', 'BY_LINE', 'BY_CAUSE', 'WEIGHTED', 'TOP_UP', 'FIRST_CALL', 'WATERFALL', 'REINVEST', 'RETAIN'],
        ...['MARGINAL', 'CLIFF_EDGE', 'CHANGE_PCT', 'AMOUNT_PENCE', 'PERIOD', 'CONTRACT', 'PARTICIPANT', 'PARTNER'],
        ...['INPUT', 'CHANGE', 'TRIGGER', 'VALUE', 'CORRECTION', 'ROUNDING', 'TIER', 'CAP', 'STEP', 'SPLIT', 'FLOOR'],
        ...['SHARE', 'RETAINED', 'HELD', 'SETTLEMENT'],
      ]),
    );
  });
});
