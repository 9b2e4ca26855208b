import { sampleClause, sampleTerms } from '../../../../../test/support/sample-terms';
import { type Clause, type Terms, type Tiers } from '../terms';
import { findCliffs } from './cliffs';
import { type AssumedOutcomes, simulateRange, type Variation } from './simulate';

const clause = (clauseId: string, minChangePct: string, tiers?: Tiers): Clause =>
  sampleClause({
    clauseId,
    trigger: { kind: 'METRIC_VS_BASELINE', metricId: 'cost', direction: 'FALL', minChangePct },
    valuation: { kind: 'MEASURED_SAVING', metricId: 'cost' },
    corrections: [],
    tiers,
    heldBy: { kind: 'PAYERS', share: { kind: 'NAMED_PARTNER', to: 'council' } },
    distribution: { kind: 'NAMED_PARTNER', to: 'police' },
  });
const termsOf = (...clauses: readonly Clause[]): Terms =>
  sampleTerms({ metrics: [{ metricId: 'cost', title: 'Cost of reoffending', unit: 'PENCE' }], clauses });
const marginal: Tiers = {
  mode: 'MARGINAL',
  of: 'CHANGE_PCT',
  bands: [
    { from: '0', to: '5', payPct: '50' },
    { from: '5', to: null, payPct: '100' },
  ],
  countedUpTo: '20',
};
const eightMillion: AssumedOutcomes = {
  testPeriodId: 'year-1',
  baselines: [{ metricId: 'cost', value: String(8_000_000_00) }],
};
const falls = (from: string, to: string, step: string): Variation => ({
  ...{ of: 'CHANGE_PCT', metricId: 'cost', direction: 'FALL' },
  ...{ from, to, step },
});
const cliffsOf = (terms: Terms, vary = falls('0', '25', '1'), searchesMax = 12) =>
  findCliffs(terms, eightMillion, vary, simulateRange(terms, eightMillion, vary), searchesMax);

describe('cliffs in a range', () => {
  it('are told with what jumps, from and to, and with the clause that begins to pay', () => {
    expect(cliffsOf(termsOf(clause('saving', '5', marginal)))).toEqual([
      {
        at: '5',
        includesIt: true,
        jumps: [{ partyId: 'police', fromPence: 0, toPence: 200_000_00 }],
        clauses: [{ clauseId: 'saving', from: 'TRIGGER_NOT_MET', to: 'PAYS' }],
      },
    ]);
  });

  it('are none where shares only rise more steeply, or not any more', () => {
    expect(cliffsOf(termsOf(clause('saving', '0', marginal)))).toEqual([]);
  });

  it('are found between two rows, to the place itself', () => {
    const [found, ...others] = cliffsOf(termsOf(clause('saving', '7.35')));
    expect(others).toEqual([]);
    expect(found).toMatchObject({ at: '7.35', jumps: [{ partyId: 'police', fromPence: 0, toPence: 588_000_00 }] });
  });

  it('are found within a slope that goes on, however small they are beside it', () => {
    const steps: Tiers = {
      mode: 'CLIFF_EDGE',
      of: 'CHANGE_PCT',
      bands: [
        { from: '0', to: '10', payPct: '50' },
        { from: '10', to: null, payPct: '51' },
      ],
    };
    expect(cliffsOf(termsOf(clause('saving', '0', steps)))).toEqual([
      {
        at: '10',
        includesIt: true,
        jumps: [{ partyId: 'police', fromPence: 400_000_00, toPence: 408_000_00 }],
        clauses: [],
      },
    ]);
  });

  it('lie beyond a threshold that must be passed', () => {
    const grows = sampleClause({
      ...clause('growth', '0'),
      trigger: { kind: 'INCOME_GROWTH', metricId: 'cost', abovePence: 800_000_00 },
      valuation: {
        kind: 'AT_STAKE',
        pence: 90_000_00,
        metricId: 'cost',
        direction: 'RISE',
        targetPct: '1',
        earned: 'ALL_OR_NOTHING',
      },
    });
    const rises: Variation = { ...falls('0', '20', '3'), of: 'CHANGE_PCT', metricId: 'cost', direction: 'RISE' };
    expect(cliffsOf(termsOf(grows), rises)).toMatchObject([
      { at: '10', includesIt: false, jumps: [{ partyId: 'police', fromPence: 0, toPence: 90_000_00 }] },
    ]);
  });

  it('are looked for in the stretches that change most, and in no more of them than asked', () => {
    const two = termsOf(clause('small', '5'), clause('large', '10'));
    expect(cliffsOf(two).map(({ at }) => at)).toEqual(['5', '10']);
    expect(cliffsOf(two, falls('0', '25', '1'), 1).map(({ at }) => at)).toEqual(['10']);
    expect(cliffsOf(two, falls('0', '25', '1'), 0)).toEqual([]);
  });
});
