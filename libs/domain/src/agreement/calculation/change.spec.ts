import { sampleClause, sampleTerms } from '../../../../../test/support/sample-terms';
import { type Clause, type Terms } from '../terms';
import { type ClauseResult } from './calculate';
import { type AssumedOutcomes, simulate } from './simulate';

const terms = (trigger: Clause['trigger'], valuation: Clause['valuation'], over: Partial<Terms> = {}): Terms =>
  sampleTerms({
    metrics: [
      { metricId: 'events', title: 'Reconviction events', unit: 'COUNT' },
      { metricId: 'cost', title: 'Cost of crime', unit: 'PENCE' },
      { metricId: 'rate', title: 'Rate of reoffending', unit: 'PERCENT' },
    ],
    outcomes: [{ outcomeCode: 'job', title: 'Job', metricId: 'events' }],
    clauses: [
      sampleClause({
        clauseId: 'clause',
        trigger,
        valuation,
        corrections: [],
        heldBy: { kind: 'PAYERS', share: { kind: 'NAMED_PARTNER', to: 'council' } },
        distribution: { kind: 'NAMED_PARTNER', to: 'police' },
      }),
    ],
    ...over,
  });
const fallOf = (metricId: string, minChangePct: string): Clause['trigger'] => ({
  kind: 'METRIC_VS_BASELINE',
  metricId,
  direction: 'FALL',
  minChangePct,
});
const perUnit = (metricId: string): Clause['valuation'] => ({ kind: 'UNIT_COST', metricId, pencePerUnit: 100_00 });
const tried = (of: Terms, assumed: Omit<AssumedOutcomes, 'testPeriodId'>, testPeriodId = 'year-1') => {
  const calculation = simulate(of, { testPeriodId, ...assumed });
  return { ...calculation, clause: calculation.clauses[0]! as ClauseResult & { sharesPence: number } };
};

describe('a trigger that looks at a change', () => {
  const fallen = (baseline: string, measured: string, minChangePct = '5') =>
    tried(terms(fallOf('events', minChangePct), perUnit('events')), {
      baselines: [{ metricId: 'events', value: baseline }],
      measurements: [{ metricId: 'events', value: measured }],
    });

  it('is met by exactly its threshold, and not by a hair less', () => {
    expect(fallen('1000', '950').clause).toMatchObject({ status: 'PAYS', sharesPence: 5_000_00 });
    expect(fallen('1000', '950.0001').clause).toMatchObject({ status: 'TRIGGER_NOT_MET', retainedPence: 4_999_99 });
    expect(fallen('3', '8/3', '33.3333').clause.status).toBe('TRIGGER_NOT_MET');
    expect(fallen('3', '2', '33.3333').clause.status).toBe('PAYS');
  });

  it('is not met by a change the other way, however large', () => {
    expect(fallen('1000', '1500', '0').clause).toMatchObject({ status: 'TRIGGER_NOT_MET', distributablePence: 0 });
  });

  it('looks for a rise where the terms do', () => {
    const rise = terms({ ...fallOf('events', '10'), direction: 'RISE' } as Clause['trigger'], perUnit('events'));
    const risen = tried(rise, {
      baselines: [{ metricId: 'events', value: '200' }],
      measurements: [{ metricId: 'events', value: '220' }],
    });
    expect(risen.clause).toMatchObject({ status: 'PAYS', sharesPence: 2_000_00 });
  });

  it('tells the change so that nobody mistakes it for the threshold (INV-53)', () => {
    const says = fallen('1000', '950.0001').trace.map((line) => line.says);
    expect(says).toContain('Reconviction events, year-1: baseline 1,000, measured 950.0001.');
    expect(says).toContain('Fall: 1,000 - 950.0001 = 49.9999, 4.99999% of the baseline.');
    expect(says).toContain('The threshold of 5% is not reached: nothing is paid (4.99999%).');
  });

  it('tells money as money and a percentage as one', () => {
    const measured = (metricId: string) =>
      tried(terms(fallOf(metricId, '0'), perUnit(metricId)), {
        baselines: [{ metricId, value: '5000' }],
        measurements: [{ metricId, value: '4000' }],
      }).trace[0]!.says;
    expect(measured('cost')).toBe('Cost of crime, year-1: baseline £50.00, measured £40.00.');
    expect(measured('rate')).toBe('Rate of reoffending, year-1: baseline 5,000%, measured 4,000%.');
  });

  it('takes the baseline of its own test period before one of all', () => {
    const baselines = [
      { metricId: 'events', value: '500' },
      { metricId: 'events', value: '1000', testPeriodId: 'year-2' },
    ];
    const measurements = [{ metricId: 'events', value: '400' }];
    const of = terms(fallOf('events', '5'), perUnit('events'));
    expect(tried(of, { baselines, measurements }).clause.sharesPence).toBe(10_000_00);
    expect(tried(of, { baselines, measurements }, 'year-2').clause.sharesPence).toBe(60_000_00);
  });
});

describe('evidence that nobody has recorded', () => {
  const of = terms(fallOf('events', '5'), perUnit('events'));

  it.each([
    { what: 'no baseline', assumed: { measurements: [{ metricId: 'events', value: '1' }] }, missing: 'BASELINE' },
    { what: 'no measurement', assumed: { baselines: [{ metricId: 'events', value: '9' }] }, missing: 'MEASUREMENT' },
    {
      what: 'a baseline of nought',
      assumed: {
        baselines: [{ metricId: 'events', value: '0' }],
        measurements: [{ metricId: 'events', value: '0' }],
      },
      missing: 'BASELINE_ABOVE_NOUGHT',
    },
  ])('INV-46 leaves a clause without figures, which is not nought: $what', ({ assumed, missing }) => {
    const { clauses, trace } = tried(of, assumed);
    expect(clauses).toEqual([{ clauseId: 'clause', status: 'EVIDENCE_MISSING', missing, what: 'events' }]);
    expect(trace.at(-1)!.says).toMatch(/^Not calculated: there is no .* of events\.$/);
  });

  it('INV-46 leaves other clauses alone', () => {
    const both = { ...of, clauses: [...of.clauses, sampleClause()] };
    const benefits = [{ agencyId: 'nhs', grossPence: 100_00, deliveryCostPence: 0 }];
    const { clauses, distributablePence } = simulate(both, { testPeriodId: 'year-1', benefits });
    expect(clauses.map(({ status }) => status)).toEqual(['EVIDENCE_MISSING', 'PAYS']);
    expect(distributablePence).toBe(85_00);
  });
});

describe('pooled test periods', () => {
  const moved = { metricId: 'events', direction: 'FALL' } as const;
  const pooled = terms({ kind: 'POOLED_COHORTS', ...moved, minChangePct: '7.5' }, perUnit('events'));
  const figures = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([testPeriodId, value]) => ({ metricId: 'events', testPeriodId, value }));
  const baselines = figures({ 'year-1': '1000', 'year-2': '1000' });

  it('pay nothing before the last of them, and have no figure yet', () => {
    const { clause } = tried(pooled, { baselines, measurements: figures({ 'year-1': '100' }) });
    expect(clause).toMatchObject({ status: 'TRIGGER_NOT_MET', distributablePence: 0, retainedPence: 0 });
  });

  it('need the evidence of all of them', () => {
    const { clause } = tried(pooled, { baselines, measurements: figures({ 'year-2': '900' }) }, 'year-2');
    expect(clause).toMatchObject({ status: 'EVIDENCE_MISSING', missing: 'MEASUREMENT' });
  });

  it('pay for the change of all together', () => {
    const together = (first: string, second: string) =>
      tried(pooled, { baselines, measurements: figures({ 'year-1': first, 'year-2': second }) }, 'year-2').clause;
    expect(together('1010', '840')).toMatchObject({ status: 'PAYS', sharesPence: 15_000_00 });
    expect(together('1010', '841')).toMatchObject({ status: 'TRIGGER_NOT_MET', retainedPence: 14_900_00 });
  });

  it('leave a test period that was paid at once out of what is pooled, and count nothing twice', () => {
    const atOnce = { ...pooled.clauses[0]!, clauseId: 'at-once', trigger: fallOf('events', '10') };
    const trigger = { kind: 'POOLED_COHORTS', ...moved, minChangePct: '7.5', insteadOfClauseId: 'at-once' } as const;
    const both = { ...pooled, clauses: [atOnce, { ...pooled.clauses[0]!, trigger }] };
    const paid = (first: string, second: string) =>
      simulate(both, {
        testPeriodId: 'year-2',
        baselines,
        measurements: figures({ 'year-1': first, 'year-2': second }),
      });
    expect(paid('850', '850')).toMatchObject({ distributablePence: 15_000_00, sharesPence: 15_000_00 });
    expect(paid('920', '920')).toMatchObject({ distributablePence: 16_000_00, sharesPence: 16_000_00 });
    expect(paid('950', '950')).toMatchObject({ distributablePence: 10_000_00, sharesPence: 0 });
  });
});

describe('a minimum of units', () => {
  const job: Clause['valuation'] = { kind: 'TARIFF', rates: [{ outcomeCode: 'job', pencePerUnit: 100_00 }] };
  const of = terms({ kind: 'PER_UNIT', minUnits: '3' }, job);
  const claimed = (...units: string[]) =>
    tried(of, { claims: units.map((each) => ({ outcomeCode: 'job', units: each })) });

  it('is reached by exactly so many', () => {
    expect(claimed('1', '2').clause.sharesPence).toBe(300_00);
    expect(claimed('1', '1').clause).toMatchObject({ status: 'TRIGGER_NOT_MET', retainedPence: 200_00 });
  });

  it('counts what the clause pays for, and no other outcome', () => {
    const claims = [
      { outcomeCode: 'job', units: '2' },
      { outcomeCode: 'school', units: '5' },
    ];
    expect(tried(of, { claims }).clause.status).toBe('TRIGGER_NOT_MET');
  });
});
