import * as fs from 'node:fs';
import * as path from 'node:path';
import { type AssumedOutcomes, type Terms, type Variation } from '@app/domain';
import { sampleClause, sampleTerms } from '../../../test/support/sample-terms';
import { isRefused, type Simulated, type SimulationRefused, simulateTerms } from './simulate-terms';
import { simulationRows, tellSimulation } from './tell-simulation';

const EXAMPLES = path.resolve(__dirname, '../../../docs/agreements');
const examples = fs.readdirSync(EXAMPLES).filter((file) => file.endsWith('.json'));
interface Example {
  readonly title: string;
  readonly terms: Terms;
  readonly assumed: AssumedOutcomes;
  readonly vary: Variation;
  readonly expect: object;
}
const example = (file: string): Example => JSON.parse(fs.readFileSync(path.join(EXAMPLES, file), 'utf8')) as Example;

const tried = (asked: unknown): Simulated => {
  const outcome = simulateTerms(asked);
  if (isRefused(outcome)) throw new Error(outcome.refused.sentence);
  return outcome;
};
const refused = (asked: unknown): SimulationRefused['refused'] => {
  const outcome = simulateTerms(asked);
  if (!isRefused(outcome)) throw new Error('It was tried.');
  return outcome.refused;
};

const benefits = [{ agencyId: 'police', grossPence: 420_000_00, deliveryCostPence: 0, cashablePct: '40' }];
const assumed: AssumedOutcomes = { testPeriodId: 'year-1', benefits };
const w14 = (over: object = {}) => ({ terms: sampleTerms(), assumed, ...over });

describe('terms that are tried', () => {
  it.each(examples)('%s comes to what it expects, and can be told on a page and as rows', (file) => {
    const simulated = tried(example(file));
    expect(simulated.differences).toEqual([]);
    const page = tellSimulation(simulated);
    expect(page).toContain(example(file).title);
    expect(page).not.toMatch(/undefined|NaN|\[object/);
    const { columns, rows } = simulationRows(simulated);
    expect(rows.length).toBe(simulated.table?.rows.length ?? simulated.calculation.trace.length);
    for (const row of rows) for (const name of Object.keys(row)) expect(columns).toContain(name);
  });

  it('are told figure by figure where they do not come to what was expected', () => {
    const { differences } = tried({
      ...example('09-tiered-marginal.json'),
      expect: {
        reinvestedPence: 440_000_00,
        retainedPence: 200_000_00,
        settlementPence: { 'ministry-of-justice': -680_000_00 },
        clauses: { 'adult-reoffending': { status: 'TRIGGER_NOT_MET' } },
        capsReached: ['most'],
        profitPence: 0,
      },
    });
    expect(differences!.map(({ sentence }) => sentence)).toEqual([
      'reinvestedPence is £680,000.00; £440,000.00 was expected.',
      'settlementPence.@fund is £680,000.00; none was expected.',
      'clauses.adult-reoffending.status is "PAYS"; "TRIGGER_NOT_MET" was expected.',
      'capsReached is []; ["most"] was expected.',
      'profitPence is none; £0.00 was expected.',
    ]);
  });

  it('take what is not mentioned as nought among parties', () => {
    const expected = { settlementPence: { ...{ 'ministry-of-justice': -680_000_00, '@fund': 680_000_00 }, nobody: 0 } };
    const asked = { ...example('09-tiered-marginal.json'), expect: expected };
    expect(tried(asked).differences).toEqual([]);
  });

  it('say of a figure that is not known that it is not, rather than nought', () => {
    const simulated = tried({
      ...example('09-tiered-marginal.json'),
      vary: undefined,
      assumed: { testPeriodId: 'test-year-1' },
    });
    const page = tellSimulation(simulated);
    expect(page).toContain(
      'adult-reoffending could not be calculated: its figures are not known, and are in no total.',
    );
    expect(page).not.toContain('£0.00');
  });
});

describe('terms that are not tried', () => {
  it('are refused for their shape, with the paths of what was asked', () => {
    const { code, issues, sentence } = refused({ terms: sampleTerms(), assumed: { testPeriodId: 5 } });
    expect({ code, issues }).toMatchObject({
      code: 'SIMULATION_MALFORMED',
      issues: [{ path: 'assumed.testPeriodId' }],
    });
    expect(sentence).toMatch(/^This is no simulation\. assumed\.testPeriodId: 5 is not text\./);
  });

  it('are refused when they are unsound, with the paths of checkTerms', () => {
    const { code, issues } = refused(w14({ terms: sampleTerms({ investments: [] }) }));
    expect(code).toBe('TERMS_NOT_SOUND');
    expect(issues[0]).toMatchObject({ path: 'clauses[0].distribution.steps[0].upTo', code: 'BASIS_NOT_STATED' });
  });

  it('are refused for a test period that they do not have', () => {
    expect(refused(w14({ assumed: { testPeriodId: 'year-9' } }))).toMatchObject({
      code: 'TEST_PERIOD_UNKNOWN',
      issues: [],
    });
  });

  it('are refused for amounts that a number cannot hold', () => {
    const most = Array.from({ length: 107 }, () => ({
      ...benefits[0],
      grossPence: 100_000_000_000_000,
      cashablePct: '100',
    }));
    expect(refused(w14({ assumed: { ...assumed, benefits: most } })).code).toBe('AMOUNTS_TOO_LARGE');
  });

  const range = { of: 'BENEFIT_PCT', from: '0', to: '100', step: '1' };
  it.each([
    ['stands still', { ...range, step: '0' }],
    ['runs backwards', { ...range, from: '100', to: '0' }],
    ['has 1,001 rows', { ...range, to: '1000' }],
  ])('are refused a range that %s', (_, vary) => {
    const { code, sentence } = refused(w14({ vary }));
    expect(code).toBe('VARIATION_NOT_POSSIBLE');
    expect(sentence).toMatch(/has no end, or more than 1,000 rows/);
  });

  it('may have a range of exactly as many rows as the work allows, and not one more', () => {
    const rows = (to: string, workMax: number) => simulateTerms(w14({ vary: { ...range, to } }), workMax);
    const work = tried(w14()).calculation.trace.length + 1;
    expect(rows('9', 10 * work)).toMatchObject({ table: { rows: Array(10).fill(expect.anything()) } });
    expect(rows('10', 10 * work)).toMatchObject({ refused: { code: 'VARIATION_NOT_POSSIBLE' } });
  });
});

describe('outcomes that cannot be assumed', () => {
  const terms = sampleTerms({
    metrics: [
      { metricId: 'cost', title: 'Cost', unit: 'PENCE' },
      { metricId: 'people', title: 'People', unit: 'COUNT', by: 'AGENCY' },
    ],
    outcomes: [{ outcomeCode: 'turned-round', title: 'Turned round', metricId: 'cost' }],
    caps: [{ capId: 'most', scope: 'CONTRACT', pence: 100_00 }],
    clauses: [sampleClause()],
  });
  const line = { lineId: 'care', budgetPence: 1, outturnPence: 1, cause: 'DEMAND', ringFenced: false };
  const UP = { from: '0', to: '1', step: '1' };

  it.each<[string, object, string, string]>([
    [
      'a metric that there is not',
      { baselines: [{ metricId: 'crime', value: '1' }] },
      'assumed.baselines[0].metricId',
      'METRIC_UNKNOWN',
    ],
    [
      'a metric by agency of nobody',
      { measurements: [{ metricId: 'people', value: '1' }] },
      'assumed.measurements[0].agencyId',
      'METRIC_NEEDS_AGENCY',
    ],
    [
      'a metric of all of one agency',
      { measurements: [{ metricId: 'cost', agencyId: 'nhs', value: '1' }] },
      'assumed.measurements[0].agencyId',
      'METRIC_NOT_BY_AGENCY',
    ],
    [
      'half a penny',
      { measurements: [{ metricId: 'cost', value: '0.5' }] },
      'assumed.measurements[0].value',
      'VALUE_NOT_POSSIBLE',
    ],
    [
      'less than nothing',
      { baselines: [{ metricId: 'cost', value: '-1' }] },
      'assumed.baselines[0].value',
      'VALUE_NOT_POSSIBLE',
    ],
    [
      'a figure twice',
      {
        measurements: [
          { metricId: 'cost', value: '1' },
          { metricId: 'cost', testPeriodId: 'year-1', value: '2' },
        ],
      },
      'assumed.measurements[1]',
      'ASSUMED_TWICE',
    ],
    [
      'a figure of a test period that there is not',
      { baselines: [{ metricId: 'cost', testPeriodId: 'year-9', value: '1' }] },
      'assumed.baselines[0].testPeriodId',
      'TEST_PERIOD_UNKNOWN',
    ],
    [
      'a figure of a stranger',
      { measurements: [{ metricId: 'people', agencyId: 'salford', value: '1' }] },
      'assumed.measurements[0].agencyId',
      'PARTY_UNKNOWN',
    ],
    [
      'an outcome that there is not',
      { claims: [{ outcomeCode: 'luck', units: '1' }] },
      'assumed.claims[0].outcomeCode',
      'OUTCOME_UNKNOWN',
    ],
    [
      'a benefit of a stranger',
      { benefits: [{ ...benefits[0], agencyId: 'salford' }] },
      'assumed.benefits[0].agencyId',
      'PARTY_UNKNOWN',
    ],
    [
      'a benefit twice',
      { benefits: [1, 2].map(() => ({ ...benefits[0], benefitId: 'a' })) },
      'assumed.benefits[1].benefitId',
      'ASSUMED_TWICE',
    ],
    [
      'a line of a stranger',
      { outturn: [{ ...line, ownerAgencyId: 'salford' }] },
      'assumed.outturn[0].ownerAgencyId',
      'PARTY_UNKNOWN',
    ],
    [
      'a line commissioned by a stranger',
      { outturn: [{ ...line, commissioned: [{ agencyId: 'salford', pence: 1 }] }] },
      'assumed.outturn[0].commissioned[0].agencyId',
      'PARTY_UNKNOWN',
    ],
    ['a line twice', { outturn: [line, line] }, 'assumed.outturn[1].lineId', 'ASSUMED_TWICE'],
    [
      'a contribution of a stranger',
      { contributions: [{ agencyId: 'salford', agreedPence: 1, receivedPence: 1 }] },
      'assumed.contributions[0].agencyId',
      'PARTY_UNKNOWN',
    ],
    [
      'the use of a cap that there is not',
      { usedBefore: { least: 1 } },
      'assumed.usedBefore["least"]',
      'LIMIT_UNKNOWN',
    ],
    [
      'the use of a step of no clause',
      { usedBefore: { 'costs/repay': 1 } },
      'assumed.usedBefore["costs/repay"]',
      'LIMIT_UNKNOWN',
    ],
  ])('%s is told with its path', (_, over, at, code) => {
    const outcome = refused({ terms, assumed: { testPeriodId: 'year-1', ...over } });
    expect(outcome).toMatchObject({ code: 'ASSUMED_NOT_SOUND', issues: [{ path: at, code }] });
  });

  it.each<[string, object, string]>([
    ['a metric that there is not', { of: 'CHANGE_PCT', metricId: 'crime', direction: 'FALL', ...UP }, 'METRIC_UNKNOWN'],
    ['a metric by agency', { of: 'CHANGE_PCT', metricId: 'people', direction: 'FALL', ...UP }, 'METRIC_BY_AGENCY'],
    [
      'a metric without a baseline',
      { of: 'CHANGE_PCT', metricId: 'cost', direction: 'FALL', ...UP },
      'BASELINE_NOT_AGREED',
    ],
    ['an outcome that there is not', { of: 'UNITS', outcomeCode: 'luck', ...UP }, 'OUTCOME_UNKNOWN'],
    ['benefits that there are not', { of: 'BENEFIT_PCT', ...UP }, 'BENEFIT_UNKNOWN'],
  ])('nor can %s be varied', (_, vary, code) => {
    const { issues } = refused({ terms, assumed: { testPeriodId: 'year-1' }, vary });
    expect(issues.map((issue) => issue.code)).toContain(code);
  });

  it('are none of what the terms know', () => {
    const known: AssumedOutcomes = {
      testPeriodId: 'year-2',
      baselines: [
        { metricId: 'cost', value: '100' },
        { metricId: 'cost', testPeriodId: 'year-2', value: '200' },
      ],
      measurements: [
        { metricId: 'cost', value: '90' },
        { metricId: 'cost', testPeriodId: 'year-1', value: '80' },
        { metricId: 'people', agencyId: 'nhs', value: '10450/3' },
      ],
      benefits,
      usedBefore: { most: 1, 'returns/repay': 5 },
    };
    expect(simulateTerms({ terms, assumed: known })).not.toHaveProperty('refused');
  });
});
