import { sampleClause, sampleTerms } from '../../../../../test/support/sample-terms';
import { type Pence } from '../../shared/money';
import { type Cap, type Clause, type Rate, type Terms } from '../terms';
import { calculate } from './calculate';
import { type CalculationInputs, type ClaimInput, type OutturnLine } from './inputs';
import { type AssumedOutcomes, simulate } from './simulate';

const paidBy = (to: string) => ({ kind: 'PAYERS', share: { kind: 'NAMED_PARTNER', to } }) as const;
const tried = (clause: Clause, assumed: Omit<AssumedOutcomes, 'testPeriodId'>, over: Partial<Terms> = {}) =>
  simulate(sampleTerms({ clauses: [clause], ...over }), { testPeriodId: 'year-1', ...assumed });
const says = ({ trace }: ReturnType<typeof tried>) => trace.map((line) => line.says);

describe('recognised benefits', () => {
  const benefit = { agencyId: 'nhs', grossPence: 1_000_00, deliveryCostPence: 0 };
  const of = (corrections: Clause['corrections']) =>
    sampleClause({ corrections, distribution: { kind: 'NAMED_PARTNER', to: 'council' } });
  const byEvidence = (...kinds: ('OPTIMISM_BIAS' | 'ATTRIBUTION' | 'DEADWEIGHT' | 'CASHABILITY')[]) =>
    kinds.map((kind) => ({ kind, by: 'EVIDENCE' }) as const);

  it('INV-54 are corrected only after the cost of delivery is taken off', () => {
    const result = tried(of(byEvidence('CASHABILITY')), {
      benefits: [{ ...benefit, deliveryCostPence: 200_00, cashablePct: '50' }],
    });
    expect(result.distributablePence).toBe(400_00);
    expect(says(result)[0]).toBe('benefit-1: gross fiscal benefit £1,000.00 - cost of delivery £200.00 = £800.00.');
  });

  it('are corrected by each part that they were recognised with, and by no other', () => {
    const parts = { optimismBiasPct: '40', attributionPct: '50', deadweightPct: '20', cashablePct: '75' };
    const benefits = [{ ...benefit, ...parts }];
    const all = byEvidence('OPTIMISM_BIAS', 'ATTRIBUTION', 'DEADWEIGHT', 'CASHABILITY');
    expect(tried(of(all), { benefits }).distributablePence).toBe(180_00);
    expect(tried(of(byEvidence('CASHABILITY')), { benefits }).distributablePence).toBe(750_00);
  });

  it('are rounded once, after all corrections', () => {
    const thirds = [
      { kind: 'ATTRIBUTION', by: 'TERMS', part: '1/3' },
      { kind: 'CASHABILITY', by: 'TERMS', part: '2/3' },
    ] as const;
    const result = tried(of(thirds), { benefits: [{ ...benefit, grossPence: 100 }] });
    expect(result.distributablePence).toBe(22);
    expect(says(result)).toContain('Cashability 66.66666667%: £0.3333333333 × 2/3 = £0.2222222222.');
  });

  it('are rounded in the mode of the terms, each before they are added up', () => {
    const halves = [
      { ...benefit, grossPence: 3, cashablePct: '50' },
      { ...benefit, grossPence: 5, cashablePct: '50' },
    ];
    const rounded = (mode: Terms['rounding']['mode']) =>
      tried(of(byEvidence('CASHABILITY')), { benefits: halves }, { rounding: { ...sampleTerms().rounding, mode } });
    expect(rounded('HALF_UP').distributablePence).toBe(2 + 3);
    expect(rounded('HALF_EVEN').distributablePence).toBe(2 + 2);
    expect(rounded('DOWN').distributablePence).toBe(1 + 2);
  });

  it('of one agency are drawn from it together', () => {
    const benefits = [benefit, { ...benefit, agencyId: 'police' }, { ...benefit, grossPence: 500_00 }];
    const { settlement } = tried(of(byEvidence('CASHABILITY')), { benefits });
    expect(settlement.map(({ partyId, drawnPence }) => [partyId, drawnPence])).toEqual([
      ['council', 0],
      ['police', 1_000_00],
      ['nhs', 1_500_00],
    ]);
  });

  it('that cost more than they brought lessen what is shared, and nothing is drawn for them', () => {
    const benefits = [benefit, { agencyId: 'police', grossPence: 100_00, deliveryCostPence: 400_00 }];
    const { settlement, distributablePence } = tried(of(byEvidence('CASHABILITY')), { benefits });
    expect(distributablePence).toBe(700_00);
    expect(settlement).toEqual([
      { partyId: 'council', sharePence: 700_00, drawnPence: 0, settlementPence: 700_00 },
      { partyId: 'nhs', sharePence: 0, drawnPence: 700_00, settlementPence: -700_00 },
    ]);
  });

  it('that come to less than nought take nothing from anybody', () => {
    const { clauses, settlement } = tried(of(byEvidence('CASHABILITY')), {
      benefits: [{ ...benefit, deliveryCostPence: 1_500_00 }],
    });
    expect(clauses[0]).toMatchObject({ status: 'NOTHING_TO_SHARE', retainedPence: -500_00 });
    expect(settlement).toEqual([]);
  });

  it('INV-47 that are social or economic are shown beside, and never shared', () => {
    const social = { ...benefit, benefitType: 'SOCIAL' as const };
    const result = tried(of(byEvidence('CASHABILITY')), { benefits: [social, benefit] });
    expect(result.distributablePence).toBe(1_000_00);
    expect(says(result)).toContain('benefit-1: social benefit of £1,000.00 is shown beside, never shared.');
    const none = tried(of(byEvidence('CASHABILITY')), { benefits: [social] });
    expect(none.clauses[0]).toMatchObject({ status: 'EVIDENCE_MISSING', missing: 'BENEFIT' });
    expect(says(none)).toEqual(['Not calculated: there is no recognised fiscal benefit REALISED in year-1.']);
  });
});

describe('a variance', () => {
  const line = (
    lineId: string,
    budgetPence: Pence,
    outturnPence: Pence,
    over: Partial<OutturnLine> = {},
  ): OutturnLine => ({
    lineId,
    budgetPence,
    outturnPence,
    cause: 'DEMAND',
    ringFenced: false,
    ...over,
  });
  const of = (valuation: Partial<Extract<Clause['valuation'], { kind: 'VARIANCE' }>> = {}) =>
    sampleClause({
      trigger: { kind: 'BUDGET_VARIANCE' },
      valuation: { kind: 'VARIANCE', counts: 'EITHER', ringFencedLines: 'EXCLUDED', ...valuation },
      corrections: [],
      heldBy: { kind: 'FUND' },
      distribution: { kind: 'EQUAL', among: ['council', 'nhs'] },
    });
  const outturn = [line('home', 500_00, 800_00), line('beds', 400_00, 300_00, { ringFenced: true })];

  it.each([
    ['OVERSPEND', -300_00, 'PAYS'],
    ['UNDERSPEND', 0, 'NOTHING_TO_SHARE'],
    ['EITHER', -300_00, 'PAYS'],
  ] as const)('of an overspend counts %s as %d', (counts, distributablePence, status) => {
    expect(tried(of({ counts }), { outturn }).clauses[0]).toMatchObject({ distributablePence, status });
  });

  it('INV-38 leaves ring-fenced lines out, unless the terms take them in', () => {
    expect(tried(of(), { outturn }).distributablePence).toBe(-300_00);
    expect(tried(of({ ringFencedLines: 'INCLUDED' }), { outturn }).distributablePence).toBe(-200_00);
  });

  it('looks at the lines in its scope', () => {
    const result = tried(of({ lineIds: ['beds'], ringFencedLines: 'INCLUDED' }), { outturn });
    expect(result.distributablePence).toBe(100_00);
    expect(says(result)).toContain('home: budget £500.00, outturn £800.00. Outside the scope of this clause.');
  });

  it('waits for the outturn', () => {
    expect(tried(of(), {}).clauses[0]).toMatchObject({ status: 'EVIDENCE_MISSING', missing: 'OUTTURN' });
  });

  it('of nothing is nothing', () => {
    const result = tried(of(), { outturn: [line('home', 500_00, 500_00)] });
    expect(result.clauses[0]).toMatchObject({ status: 'NOTHING_TO_SHARE', distributablePence: 0 });
  });
});

describe('a tariff', () => {
  const of = (rates: readonly Rate[], over: Partial<Clause> = {}) =>
    sampleClause({
      clauseId: 'outcomes',
      trigger: { kind: 'PER_UNIT' },
      valuation: { kind: 'TARIFF', rates },
      corrections: [],
      heldBy: paidBy('dwp'),
      distribution: { kind: 'NAMED_PARTNER', to: 'council' },
      ...over,
    });
  const terms = (clauses: readonly Clause[], caps: readonly Cap[] = []): Terms =>
    sampleTerms({
      clauses,
      caps,
      metrics: [{ metricId: 'cohort', title: 'Cohort', unit: 'COUNT' }],
      outcomes: [
        { outcomeCode: 'job', title: 'Job', metricId: 'cohort', onceFor: 'PARTICIPANT' },
        { outcomeCode: 'school', title: 'School', metricId: 'cohort', onceFor: 'PARTICIPANT' },
      ],
    });
  const claim = (units: string, over: Partial<ClaimInput> = {}) => ({ outcomeCode: 'job', units, ...over });

  it('takes the rate of the test period before one of all', () => {
    const rates = [
      { outcomeCode: 'job', pencePerUnit: 10_00 },
      { outcomeCode: 'job', pencePerUnit: 25_00, testPeriodId: 'year-2' },
    ];
    const paid = (testPeriodId: string) =>
      simulate(terms([of(rates)]), { testPeriodId, claims: [claim('2')] }).sharesPence;
    expect([paid('year-1'), paid('year-2')]).toEqual([20_00, 50_00]);
  });

  it('pays nothing for an outcome that has no rate in the test period', () => {
    const rates = [{ outcomeCode: 'job', pencePerUnit: 25_00, testPeriodId: 'year-2' }];
    const result = simulate(terms([of(rates)]), { testPeriodId: 'year-1', claims: [claim('2')] });
    expect(result.clauses[0]).toMatchObject({ status: 'NOTHING_TO_SHARE', distributablePence: 0 });
  });

  it('INV-53 names the claims that it counted, as ranges of their entries', () => {
    const inputs: CalculationInputs = {
      ...{ testPeriodId: 'year-1', baselines: [], measurements: [], benefits: [], outturns: [], contributions: [] },
      usedBefore: {},
      agreementId: 'jobs',
      claims: [14, 12, 13, 20].map((entryNo) => ({ ...claim('1'), testPeriodId: 'year-1', entryNo })),
    };
    const { trace } = calculate(terms([of([{ outcomeCode: 'job', pencePerUnit: 10_00 }])]), inputs);
    expect(trace[0]).toMatchObject({
      says: 'Job: 4 validated in year-1, in 4 claims.',
      sources: ['jobs/12-14', 'jobs/20'],
    });
  });

  it('tells each band of an accelerator', () => {
    const rates = [
      { outcomeCode: 'job', pencePerUnit: 10_00 },
      { outcomeCode: 'job', pencePerUnit: 15_00, aboveUnits: '100' },
    ];
    const result = simulate(terms([of(rates)]), {
      testPeriodId: 'year-2',
      claims: [claim('90', { testPeriodId: 'year-1' }), claim('25')],
    });
    expect(says(result).slice(1, 3)).toEqual([
      '10 × £10.00 (up to 100 over the contract) = £100.00.',
      '15 × £15.00 (above 100 over the contract) = £225.00.',
    ]);
  });

  describe('with a cap for one participant', () => {
    const rates = [{ outcomeCode: 'job', pencePerUnit: 100_00 }];
    const cap: Cap = { capId: 'one', scope: 'PARTICIPANT', pence: 150_00 };
    const named = (participantRef: string, units: string, testPeriodId = 'year-1') =>
      claim(units, { participantRef, testPeriodId });

    it('INV-49 tells how many would be paid more, and what is not paid', () => {
      const result = simulate(terms([of(rates)], [cap]), {
        testPeriodId: 'year-1',
        claims: [named('a', '2'), named('b', '1')],
      });
      expect(result).toMatchObject({ distributablePence: 300_00, sharesPence: 250_00 });
      expect(result.capsReached).toEqual([{ capId: 'one', unpaidExcessPence: 50_00 }]);
      expect(says(result)).toContain(
        'Participants in year-1: 2, at most £150.00 for each over the contract (one); for 1 it would be more: £250.00 is paid, £50.00 is not.',
      );
    });

    it('takes a claim that names nobody for as many people as it has units', () => {
      const result = simulate(terms([of(rates)], [cap]), { testPeriodId: 'year-1', claims: [claim('280')] });
      expect(result).toMatchObject({ sharesPence: 28_000_00, capsReached: [] });
    });

    it('is corrected as the rest is', () => {
      const half = { kind: 'ATTRIBUTION', by: 'TERMS', part: '50%' } as const;
      const result = simulate(terms([of(rates, { corrections: [half] })], [cap]), {
        testPeriodId: 'year-1',
        claims: [named('a', '2')],
      });
      expect(result).toMatchObject({ distributablePence: 100_00, sharesPence: 75_00, retainedPence: 25_00 });
      expect(result.capsReached).toEqual([{ capId: 'one', unpaidExcessPence: 25_00 }]);
    });

    it('pays for pooled test periods as if nothing of them had been paid', () => {
      const trigger = { kind: 'POOLED_COHORTS', metricId: 'cohort', direction: 'FALL', minChangePct: '0' } as const;
      const figures = ['year-1', 'year-2'].map((testPeriodId) => ({ metricId: 'cohort', testPeriodId, value: '10' }));
      const result = simulate(terms([of(rates, { trigger })], [cap]), {
        testPeriodId: 'year-2',
        baselines: figures,
        measurements: figures,
        claims: [named('a', '1'), named('a', '1', 'year-2'), named('b', '1')],
      });
      expect(result).toMatchObject({ distributablePence: 300_00, sharesPence: 250_00 });
    });
  });
});

describe('money at stake', () => {
  it('is corrected like what is earned of it', () => {
    const moved = { metricId: 'admissions', direction: 'FALL' } as const;
    const clause = sampleClause({
      trigger: { kind: 'METRIC_VS_BASELINE', ...moved, minChangePct: '0' },
      valuation: { kind: 'AT_STAKE', pence: 1_000_00, ...moved, targetPct: '10', earned: 'IN_PROPORTION' },
      corrections: [{ kind: 'ATTRIBUTION', by: 'TERMS', part: '1/2' }],
      heldBy: paidBy('nhs'),
      distribution: { kind: 'NAMED_PARTNER', to: 'council' },
    });
    const result = tried(
      clause,
      {
        baselines: [{ metricId: 'admissions', value: '100' }],
        measurements: [{ metricId: 'admissions', value: '97' }],
      },
      { metrics: [{ metricId: 'admissions', title: 'Admissions', unit: 'COUNT' }] },
    );
    expect(result).toMatchObject({ distributablePence: 500_00, sharesPence: 150_00, retainedPence: 350_00 });
    expect(says(result)).toContain('At stake £1,000.00, in proportion to the target of 10%: 30% is earned, £300.00.');
  });
});

describe('a fee', () => {
  const fee = (months: number) =>
    sampleClause({
      trigger: { kind: 'CALENDAR' },
      valuation: { kind: 'FEE', estimatedContractValuePence: 10_000_00, pct: '10', months },
      corrections: [],
      heldBy: paidBy('dwp'),
      distribution: { kind: 'NAMED_PARTNER', to: 'council' },
    });
  const inYears = (months: number) =>
    ['year-1', 'year-2'].map((testPeriodId) => simulate(sampleTerms({ clauses: [fee(months)] }), { testPeriodId }));

  it('falls into the months of each test period, and comes to the whole', () => {
    expect(inYears(18).map(({ sharesPence }) => sharesPence)).toEqual([666_67, 333_33]);
    expect(inYears(7).map(({ sharesPence }) => sharesPence)).toEqual([1_000_00, 0]);
  });

  it('tells which months are due, and when none is', () => {
    const told = inYears(7).map((each) => says(each)[0]);
    expect(told).toEqual([
      'Fee: £10,000.00 × 10% = £1,000.00, over 7 months £142.8571428571 a month; months 1 to 7: £1,000.00.',
      'Fee: £10,000.00 × 10% = £1,000.00, over 7 months £142.8571428571 a month; all of it was due before.',
    ]);
  });
});

describe('an amount that is not whole pence', () => {
  it.each([
    ['HALF_UP', 3],
    ['HALF_EVEN', 2],
    ['DOWN', 2],
  ] as const)('is rounded %s, once, and the trace says so', (mode, pence) => {
    const clause = sampleClause({
      distribution: { kind: 'NAMED_PARTNER', to: 'council' },
      trigger: { kind: 'METRIC_VS_BASELINE', metricId: 'cost', direction: 'FALL', minChangePct: '0' },
      valuation: { kind: 'MEASURED_SAVING', metricId: 'cost' },
      corrections: [{ kind: 'ATTRIBUTION', by: 'TERMS', part: '1/2' }],
      heldBy: paidBy('nhs'),
    });
    const result = tried(
      clause,
      { baselines: [{ metricId: 'cost', value: '100' }], measurements: [{ metricId: 'cost', value: '95' }] },
      {
        metrics: [{ metricId: 'cost', title: 'Cost', unit: 'PENCE' }],
        rounding: { mode, tieOrder: ['council', 'police', 'nhs', 'dwp'] },
      },
    );
    expect(result.sharesPence).toBe(pence);
    const rounding = result.trace.find(({ rule }) => rule === 'ROUNDING');
    expect(rounding).toMatchObject({ resultPence: pence, exact: '2.5' });
    expect(rounding!.says).toMatch(/^£0\.025 is rounded once, .*: £0\.0\d\.$/);
  });
});
