import { sampleClause, sampleTerms } from '../../../../../test/support/sample-terms';
import { type Pence } from '../../shared/money';
import { type Clause, type Distribution, type Terms } from '../terms';
import { type Calculation } from './calculate';
import { type OutturnLine } from './inputs';
import { FUND_PARTY } from './limits';
import { type AssumedOutcomes, simulate } from './simulate';

const variance = (distribution: Distribution, over: Partial<Clause> = {}): Clause =>
  sampleClause({
    clauseId: 'variance',
    title: 'Variance',
    trigger: { kind: 'BUDGET_VARIANCE' },
    valuation: { kind: 'VARIANCE', counts: 'EITHER', ringFencedLines: 'INCLUDED' },
    corrections: [],
    heldBy: { kind: 'FUND' },
    distribution,
    ...over,
  });
const line = (variancePence: Pence, over: Partial<OutturnLine> = {}): OutturnLine => ({
  lineId: 'line',
  budgetPence: Math.max(0, variancePence),
  outturnPence: Math.max(0, -variancePence),
  cause: 'DEMAND',
  ringFenced: false,
  ...over,
});
const shared = (
  distribution: Distribution,
  outturn: readonly OutturnLine[],
  assumed: Partial<AssumedOutcomes> = {},
  over: Partial<Terms> = {},
): Calculation =>
  simulate(sampleTerms({ clauses: [variance(distribution)], ...over }), {
    testPeriodId: 'year-1',
    outturn,
    ...assumed,
  });
const settlementOf = ({ settlement }: Calculation) =>
  Object.fromEntries(settlement.map(({ partyId, settlementPence }) => [partyId, settlementPence]));
const to = (agencyId: string): Distribution => ({ kind: 'NAMED_PARTNER', to: agencyId });

describe('contributions', () => {
  const byReceived: Extract<Distribution, { kind: 'PRO_RATA_CONTRIBUTION' }> = {
    kind: 'PRO_RATA_CONTRIBUTION',
    basis: 'RECEIVED',
  };
  const contributions = [
    { agencyId: 'council', agreedPence: 100_00, receivedPence: 300_00 },
    { agencyId: 'nhs', agreedPence: 100_00, receivedPence: 100_00 },
    { agencyId: 'parish', agreedPence: 100_00, receivedPence: 400_00 },
  ];

  it('are those agreed, received, or stated in the terms, as these say', () => {
    const by = (basis: 'AGREED' | 'RECEIVED' | 'TERMS') =>
      settlementOf(shared({ kind: 'PRO_RATA_CONTRIBUTION', basis }, [line(120_00)], { contributions }));
    expect(by('AGREED')).toMatchObject({ council: 60_00, nhs: 60_00 });
    expect(by('RECEIVED')).toMatchObject({ council: 90_00, nhs: 30_00 });
    expect(by('TERMS')).toMatchObject({ council: 60_00, police: 20_00, nhs: 30_00, dwp: 10_00 });
  });

  it('of a partner in the fund that is no party to these terms do not count', () => {
    expect(settlementOf(shared(byReceived, [line(120_00)], { contributions }))).not.toHaveProperty('parish');
  });

  it('are not there yet: then nothing is shared', () => {
    const none = shared(byReceived, [line(120_00)]);
    expect(none.clauses[0]).toMatchObject({ status: 'EVIDENCE_MISSING', missing: 'CONTRIBUTIONS', what: 'RECEIVED' });
    const others = shared({ ...byReceived, among: ['dwp'] }, [line(120_00)], { contributions });
    expect(others.clauses[0]).toMatchObject({ status: 'EVIDENCE_MISSING', missing: 'CONTRIBUTIONS' });
  });
});

describe('budget lines', () => {
  it('need an owner where each bears its own', () => {
    const result = shared({ kind: 'OWN_RISK' }, [line(-5_00, { lineId: 'home-care' })]);
    expect(result.clauses[0]).toMatchObject({ status: 'EVIDENCE_MISSING', missing: 'LINE_OWNER', what: 'home-care' });
  });

  it('need to say who commissioned, where shares follow that', () => {
    const result = shared({ kind: 'PRO_RATA_COMMISSIONED' }, [line(-5_00)]);
    expect(result.clauses[0]).toMatchObject({ status: 'EVIDENCE_MISSING', missing: 'COMMISSIONED_AMOUNTS' });
  });

  it('of one group are netted, and groups are not', () => {
    const distribution: Distribution = {
      kind: 'BY_LINE',
      lines: [{ lineIds: ['a', 'b'], share: to('council') }],
      otherwise: to('nhs'),
    };
    const outturn = [
      line(70_00, { lineId: 'a' }),
      line(-50_00, { lineId: 'b' }),
      line(-30_00, { lineId: 'c' }),
      line(10_00, { lineId: 'd' }),
    ];
    expect(settlementOf(shared(distribution, outturn))).toEqual({ council: 20_00, nhs: -20_00 });
  });

  it('that cancel out within each group leave nothing to settle', () => {
    const distribution: Distribution = {
      kind: 'BY_LINE',
      lines: [{ lineIds: ['a', 'b'], share: to('nhs') }],
      otherwise: to('dwp'),
    };
    const result = shared(distribution, [line(50_00, { lineId: 'a' }), line(-50_00, { lineId: 'b' })]);
    expect(result).toMatchObject({ distributablePence: 0, settlement: [] });
  });

  it('that are overspent are no benefit that could be reinvested: the cost stays in the fund', () => {
    const distribution: Distribution = {
      kind: 'BY_CAUSE',
      causes: [{ cause: 'WINDFALL', share: { kind: 'REINVEST' } }],
      otherwise: to('nhs'),
    };
    const clause = variance(distribution, {
      valuation: { kind: 'VARIANCE', counts: 'UNDERSPEND', ringFencedLines: 'INCLUDED' },
    });
    const outturn = [line(-20_00, { lineId: 'a', cause: 'WINDFALL' }), line(100_00, { lineId: 'b' })];
    const result = simulate(sampleTerms({ clauses: [clause] }), { testPeriodId: 'year-1', outturn });
    expect(result).toMatchObject({ sharesPence: 100_00, reinvestedPence: 0, retainedPence: -20_00 });
    expect(settlementOf(result)).toEqual({ nhs: 100_00, [FUND_PARTY]: -100_00 });
  });
});

describe('steps and limits over the contract', () => {
  const repay: Extract<Distribution, { kind: 'WATERFALL' }> = {
    kind: 'WATERFALL',
    steps: [
      {
        stepId: 'repay',
        title: 'Repay',
        upTo: { kind: 'PENCE', pence: 100_00 },
        over: 'CONTRACT',
        share: to('council'),
      },
      { stepId: 'rest', title: 'Rest', share: to('nhs') },
    ],
  };

  it('of a waterfall take what earlier test periods left of them', () => {
    const settled = (used: Pence) => shared(repay, [line(60_00)], { usedBefore: { 'variance/repay': used } });
    expect(settlementOf(settled(30_00))).toMatchObject({ council: 60_00 });
    expect(settlementOf(settled(70_00))).toMatchObject({ council: 30_00, nhs: 30_00 });
    expect(settlementOf(settled(100_00))).toMatchObject({ nhs: 60_00 });
    expect(settled(70_00).limitUse).toEqual({ 'variance/repay': 30_00 });
  });

  it('of a step within each test period begin anew', () => {
    const [step, rest] = repay.steps;
    const anew: Distribution = { kind: 'WATERFALL', steps: [{ ...step!, over: 'PERIOD' }, rest!] };
    const settled = shared(anew, [line(60_00)], { usedBefore: { 'variance/repay': 100_00 } });
    expect(settlementOf(settled)).toMatchObject({ council: 60_00 });
    expect(settled.limitUse).toEqual({});
  });

  it('of a step go by a measurement of the test period where the terms say so', () => {
    const byMetric: Distribution = {
      kind: 'WATERFALL',
      steps: [
        {
          stepId: 'pool',
          title: 'Risk pool',
          upTo: { kind: 'METRIC', metricId: 'risk-pool' },
          share: { kind: 'RETAIN' },
        },
        { stepId: 'rest', title: 'Rest', share: to('nhs') },
      ],
    };
    const metrics: Terms['metrics'] = [{ metricId: 'risk-pool', title: 'Risk pool', unit: 'PENCE' }];
    const settled = (...measurements: { metricId: string; value: string }[]) =>
      shared(byMetric, [line(-60_00)], { measurements }, { metrics });
    expect(settlementOf(settled({ metricId: 'risk-pool', value: '4500' }))).toMatchObject({ nhs: -15_00 });
    expect(settled().clauses[0]).toMatchObject({ status: 'EVIDENCE_MISSING', what: 'risk-pool' });
  });

  it('of those who pay count as those of who gets', () => {
    const clause = sampleClause({
      clauseId: 'returns',
      corrections: [{ kind: 'CASHABILITY', by: 'EVIDENCE' }],
      heldBy: { kind: 'PAYERS', share: repay },
      distribution: to('dwp'),
    });
    const result = simulate(sampleTerms({ clauses: [clause] }), {
      testPeriodId: 'year-1',
      benefits: [{ agencyId: 'police', grossPence: 150_00, deliveryCostPence: 0 }],
    });
    expect(settlementOf(result)).toEqual({ council: -100_00, nhs: -50_00, dwp: 150_00 });
    expect(result.limitUse).toEqual({ 'returns/repay': 100_00 });
  });
});

describe('a first call', () => {
  const distribution: Extract<Distribution, { kind: 'FIRST_CALL' }> = {
    kind: 'FIRST_CALL',
    first: ['nhs', 'dwp'],
    untilPct: '10',
    basis: 'TERMS',
    then: to('council'),
  };

  it('is shared by what each is to have where there is not enough', () => {
    expect(settlementOf(shared(distribution, [line(10_000_00)]))).toMatchObject({ nhs: 7_500_00, dwp: 2_500_00 });
    expect(settlementOf(shared(distribution, [line(20_000_01)]))).toMatchObject({
      nhs: 15_000_00,
      dwp: 5_000_00,
      council: 1,
    });
  });

  it('of nothing leaves all to the others', () => {
    const none: Distribution = { ...distribution, untilPct: '0' };
    expect(settlementOf(shared(none, [line(10_00)]))).toEqual({ council: 10_00, [FUND_PARTY]: -10_00 });
  });
});

describe('the order of the terms', () => {
  it('INV-05 settles who gets the odd pence, wherever the parties stand in a rule', () => {
    const among = ['dwp', 'nhs', 'police', 'council'];
    const odd = (tieOrder: readonly string[]) =>
      settlementOf(shared({ kind: 'EQUAL', among }, [line(10)], {}, { rounding: { mode: 'HALF_UP', tieOrder } }));
    expect(odd(['council', 'police', 'nhs', 'dwp'])).toMatchObject({ council: 3, police: 3, nhs: 2, dwp: 2 });
    expect(odd(['dwp', 'council', 'police', 'nhs'])).toMatchObject({ council: 3, police: 2, nhs: 2, dwp: 3 });
  });
});
