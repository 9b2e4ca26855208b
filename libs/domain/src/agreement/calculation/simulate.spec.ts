import { sampleClause, sampleTerms } from '../../../../../test/support/sample-terms';
import { type Pence } from '../../shared/money';
import { type Terms } from '../terms';
import {
  type AssumedOutcomes,
  rowsOf,
  simulate,
  simulateRange,
  SIMULATION_ROWS_MAX,
  type SimulationRow,
  type Variation,
} from './simulate';

const reoffending: Terms = sampleTerms({
  metrics: [{ metricId: 'cost', title: 'Cost of reoffending', unit: 'PENCE' }],
  clauses: [
    sampleClause({
      clauseId: 'saving',
      trigger: { kind: 'METRIC_VS_BASELINE', metricId: 'cost', direction: 'FALL', minChangePct: '5' },
      valuation: { kind: 'MEASURED_SAVING', metricId: 'cost' },
      corrections: [],
      tiers: {
        mode: 'MARGINAL',
        of: 'CHANGE_PCT',
        bands: [
          { from: '0', to: '5', payPct: '50' },
          { from: '5', to: null, payPct: '100' },
        ],
        countedUpTo: '20',
      },
      heldBy: { kind: 'PAYERS', share: { kind: 'NAMED_PARTNER', to: 'council' } },
      distribution: { kind: 'NAMED_PARTNER', to: 'police' },
    }),
  ],
});
const eightMillion: AssumedOutcomes = {
  testPeriodId: 'year-1',
  baselines: [{ metricId: 'cost', value: String(8_000_000_00) }],
};
const falls = (from: string, to: string, step: string): Variation => ({
  ...{ of: 'CHANGE_PCT', metricId: 'cost', direction: 'FALL' },
  ...{ from, to, step },
});
const paidOf = (rows: readonly SimulationRow[]): Readonly<Record<string, Pence>> =>
  Object.fromEntries(rows.map(({ at, settlementPence }) => [at, settlementPence['police'] ?? 0]));

describe('a simulation over a range', () => {
  const rows = simulateRange(reoffending, eightMillion, falls('0', '25', '1'));

  it('shows the cliff at 5%', () => {
    const near = paidOf(simulateRange(reoffending, eightMillion, falls('4.98', '5.01', '0.01')));
    expect(near).toEqual({ '4.98': 0, '4.99': 0, '5': 200_000_00, '5.01': 200_800_00 });
  });

  it('shows the plateau beyond 20%', () => {
    expect(rows).toHaveLength(26);
    const paid = paidOf(rows);
    expect([paid['4'], paid['5'], paid['11'], paid['19'], paid['20']]).toEqual([
      0, 200_000_00, 680_000_00, 1_320_000_00, 1_400_000_00,
    ]);
    for (const fall of ['21', '22', '25']) expect(paid[fall]).toBe(1_400_000_00);
    expect(rows.at(-1)).toMatchObject({ distributablePence: 2_000_000_00, retainedPence: 600_000_00 });
  });

  it('has in each row what a simulation of that outcome comes to', () => {
    const measurements = [{ metricId: 'cost', value: String(7_120_000_00) }];
    const { distributablePence, retainedPence } = simulate(reoffending, { ...eightMillion, measurements });
    expect(rows[11]).toMatchObject({ at: '11', distributablePence, retainedPence, notCalculated: [], capsReached: [] });
  });

  it('varies a rise as well, and changes below nought', () => {
    const rise: Variation = {
      of: 'CHANGE_PCT',
      metricId: 'cost',
      direction: 'RISE',
      from: '-10',
      to: '10',
      step: '10',
    };
    expect(paidOf(simulateRange(reoffending, eightMillion, rise))).toEqual({ '-10': 600_000_00, '0': 0, '10': 0 });
  });

  it('takes the place of what was measured in this test period, and of nothing else', () => {
    const measurements = [{ metricId: 'cost', value: '1' }];
    expect(simulateRange(reoffending, { ...eightMillion, measurements }, falls('0', '25', '1'))).toEqual(rows);
  });

  it('is exact where the outcome has no short decimal', () => {
    const thirds = simulateRange(reoffending, eightMillion, { ...falls('10', '11', '1/3') });
    expect(thirds.map(({ at }) => at)).toEqual(['10', '10.33333333', '10.66666667', '11']);
    expect(thirds[1]).toMatchObject({ distributablePence: 826_666_67 });
  });

  it('tells which clauses it has no figures of', () => {
    const without = simulateRange(reoffending, { testPeriodId: 'year-1' }, falls('5', '5', '1'));
    expect(without).toMatchObject([{ at: '5', distributablePence: 0, notCalculated: ['saving'] }]);
  });

  it('of units counts those of earlier test periods as they were', () => {
    const terms = sampleTerms({
      metrics: [{ metricId: 'cohort', title: 'Cohort', unit: 'COUNT' }],
      outcomes: [{ outcomeCode: 'job', title: 'Job', metricId: 'cohort' }],
      clauses: [
        sampleClause({
          trigger: { kind: 'PER_UNIT' },
          valuation: {
            kind: 'TARIFF',
            rates: [
              { outcomeCode: 'job', pencePerUnit: 100_00 },
              { outcomeCode: 'job', pencePerUnit: 150_00, aboveUnits: '10' },
            ],
          },
          corrections: [],
          heldBy: { kind: 'PAYERS', share: { kind: 'NAMED_PARTNER', to: 'dwp' } },
          distribution: { kind: 'NAMED_PARTNER', to: 'police' },
        }),
      ],
    });
    const claims = [
      { outcomeCode: 'job', units: '8', testPeriodId: 'year-1' },
      { outcomeCode: 'job', units: '99' },
    ];
    const units: Variation = { of: 'UNITS', outcomeCode: 'job', from: '0', to: '4', step: '2' };
    const paid = paidOf(simulateRange(terms, { testPeriodId: 'year-2', claims }, units));
    expect(paid).toEqual({ '0': 0, '2': 200_00, '4': 500_00 });
  });

  it('of benefits takes all of them up and down together', () => {
    const benefits = [{ agencyId: 'police', grossPence: 1_000_00, deliveryCostPence: 0 }];
    const range: Variation = { of: 'BENEFIT_PCT', from: '50', to: '150', step: '50' };
    const found = simulateRange(sampleTerms(), { testPeriodId: 'year-1', benefits }, range);
    expect(found.map(({ distributablePence }) => distributablePence)).toEqual([425_00, 850_00, 1_275_00]);
  });

  it('names the caps that are reached', () => {
    const caps: Terms['caps'] = [{ capId: 'year', scope: 'PERIOD', pence: 1_000_000_00 }];
    const capped = simulateRange({ ...reoffending, caps }, eightMillion, falls('14', '16', '1'));
    expect(capped.map(({ capsReached }) => capsReached)).toEqual([[], [], ['year']]);
  });
});

describe('the rows of a range', () => {
  it.each([
    ['0', '25', '1', 26],
    ['0', '25', '10', 3],
    ['5', '5', '1', 1],
    ['0', '1', '1/3', 4],
    ['0', '999', '1', SIMULATION_ROWS_MAX],
  ])('from %s to %s by %s are %d', (from, to, step, rows) => {
    expect(rowsOf(falls(from, to, step))).toBe(rows);
  });

  it.each([
    ['0', '1000', '1'],
    ['0', '25', '0'],
    ['0', '25', '-1'],
    ['25', '0', '1'],
    ['0', '99999999999999999999', '0.00000000000000000001'],
  ])('from %s to %s by %s are too many, or never end', (from, to, step) => {
    expect(rowsOf(falls(from, to, step))).toBeUndefined();
    expect(simulateRange(reoffending, eightMillion, falls(from, to, step))).toEqual([]);
  });
});
