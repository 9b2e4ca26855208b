import { changed, sampleClause, sampleTerms, termsOfEveryKind } from '../../../../test/support/sample-terms';
import { simulate } from './calculation/simulate';
import { compareTerms } from './compare-terms';
import { type Terms, type Tiers } from './terms';

const everyKind = termsOfEveryKind();
/** What differs, without the words. */
const found = (before: Terms, after: Terms): readonly unknown[] =>
  compareTerms(before, after).map(({ path, before: was, after: is }) => [path, was, is]);

describe('two sets of terms', () => {
  it('do not differ when they are the same', () => {
    expect(compareTerms(everyKind, termsOfEveryKind())).toEqual([]);
  });

  it('differ at one leaf, with what each says there', () => {
    const after = changed(everyKind, { 'clauses[6].trigger.minChangePct': '10' });
    expect(compareTerms(everyKind, after)).toEqual([
      {
        path: 'clauses[6].trigger.minChangePct',
        before: '5',
        after: '10',
        beforeSays:
          'It pays if "Cost of custody" (cost) falls by at least 5% of its baseline in the test period. If the measured fall is less than 5% of the baseline, nothing is paid.',
        afterSays:
          'It pays if "Cost of custody" (cost) falls by at least 10% of its baseline in the test period. If the measured fall is less than 10% of the baseline, nothing is paid.',
      },
    ]);
  });

  it('are matched by name, wherever what has the name stands', () => {
    const [first, second, ...others] = everyKind.parties;
    const after = {
      ...everyKind,
      parties: [{ agencyId: 'fire', roles: ['INVESTOR'] as const }, first!, second!, ...others],
    };
    expect(found(everyKind, after)).toEqual([['parties[0]', undefined, { agencyId: 'fire', roles: ['INVESTOR'] }]]);
    expect(found(after, everyKind)).toEqual([['parties[0]', { agencyId: 'fire', roles: ['INVESTOR'] }, undefined]]);
  });

  it.each([
    ['a metric', 'metrics[1].unit', 'COUNT', { metrics: [...everyKind.metrics].reverse() }, 'metrics[6].unit'],
    [
      'a clause',
      'clauses[1].payment.dueDays',
      7,
      { clauses: [...everyKind.clauses].reverse() },
      'clauses[8].payment.dueDays',
    ],
    ['a cap', 'caps[0].pence', 1_00, { caps: [...everyKind.caps].reverse() }, 'caps[4].pence'],
    ['an outcome', 'outcomes[0].title', 'x', { outcomes: [...everyKind.outcomes].reverse() }, 'outcomes[1].title'],
  ])('tell of %s that moved and changed where it is now', (_what, path, value, moved, movedPath) => {
    const after = changed({ ...everyKind, ...moved }, { [movedPath]: value });
    const paths = compareTerms(everyKind, after).map((difference) => difference.path);
    expect(paths).toEqual([path.split('[')[0], movedPath]);
  });

  it('differ in the order of what is computed one after another', () => {
    const [one, two, ...others] = everyKind.clauses;
    const after = { ...everyKind, clauses: [two!, one!, ...others] };
    const [difference, ...more] = compareTerms(everyKind, after);
    expect(more).toEqual([]);
    expect(difference).toMatchObject({ path: 'clauses' });
    expect([difference!.before, difference!.after]).toEqual([
      ['returns', 'fee', ...others.map(({ clauseId }) => clauseId)],
      ['fee', 'returns', ...others.map(({ clauseId }) => clauseId)],
    ]);
    expect(difference!.afterSays).toMatch(
      /Computed in this order: "Delivery fee" \(fee\), "Returns on the investment" \(returns\), /,
    );
  });

  it('differ in the order of steps, told by their names', () => {
    const { distribution } = sampleClause();
    if (distribution.kind !== 'WATERFALL') throw new RangeError('the sample has steps');
    const after = changed(sampleTerms(), { 'clauses[0].distribution.steps': [...distribution.steps].reverse() });
    expect(found(sampleTerms(), after)).toEqual([
      ['clauses[0].distribution.steps', ['repay', 'net'], ['net', 'repay']],
    ]);
  });

  it('are compared by place where nothing has a name of its own', () => {
    const after = changed(everyKind, { 'rounding.tieOrder': ['police', 'council', 'nhs', 'dwp', 'provider'] });
    expect(found(everyKind, after)).toEqual([
      ['rounding.tieOrder[0]', 'council', 'police'],
      ['rounding.tieOrder[1]', 'police', 'council'],
    ]);
  });

  it('are compared by place where a name is there twice', () => {
    const after = changed(everyKind, { 'investments[2].amountPence': 1_00 });
    expect(found(everyKind, after)).toEqual([['investments[2].amountPence', 150_000_00, 1_00]]);
  });

  it('say what was not there before, and what is there no more', () => {
    const after = changed(everyKind, { 'clauses[6].tiers': undefined });
    const [difference] = compareTerms(everyKind, after);
    expect(difference).toMatchObject({ path: 'clauses[6].tiers', after: undefined });
    expect(difference!.beforeSays).toMatch(/^The tiers go by the measured fall.*Of the part of the fall from 20% on/);
    expect(difference!.afterSays).toBe('There are no tiers: all of the amount counts.');
  });

  it('differ in kind, and so in all that the kind has', () => {
    const after = changed(everyKind, { 'clauses[3].distribution': { kind: 'NAMED_PARTNER', to: 'dwp' } });
    expect(found(everyKind, after)).toEqual([
      ['clauses[3].distribution.kind', 'EQUAL', 'NAMED_PARTNER'],
      ['clauses[3].distribution.among', ['council', 'dwp'], undefined],
      ['clauses[3].distribution.to', undefined, 'dwp'],
    ]);
  });
});

describe('the two readings of the incentive clause of the Ministry of Justice (W3)', () => {
  const reading = (tiers: Tiers): Terms =>
    sampleTerms({
      metrics: [{ metricId: 'cost', title: 'Cost of reoffending', unit: 'PENCE' }],
      clauses: [
        sampleClause({
          clauseId: 'incentive',
          title: 'Incentive',
          trigger: { kind: 'METRIC_VS_BASELINE', metricId: 'cost', direction: 'FALL', minChangePct: '5' },
          valuation: { kind: 'MEASURED_SAVING', metricId: 'cost' },
          corrections: [],
          tiers,
          heldBy: { kind: 'FUND' },
          distribution: { kind: 'NAMED_PARTNER', to: 'council' },
        }),
      ],
    });
  const marginal = reading({
    mode: 'MARGINAL',
    of: 'CHANGE_PCT',
    bands: [
      { from: '0', to: '5', payPct: '50' },
      { from: '5', to: '20', payPct: '100' },
      { from: '20', to: null, payPct: '0' },
    ],
  });
  const cliffEdge = reading({
    mode: 'CLIFF_EDGE',
    of: 'CHANGE_PCT',
    bands: [
      { from: '0', to: '5', payPct: '0' },
      { from: '5', to: null, payPct: '50' },
    ],
    countedUpTo: '20',
  });
  const paid = (terms: Terms, measuredPence: number): number =>
    simulate(terms, {
      testPeriodId: 'year-1',
      baselines: [{ metricId: 'cost', value: String(8_000_000_00) }],
      measurements: [{ metricId: 'cost', value: String(measuredPence) }],
    }).sharesPence;

  it('INV-48 pay the same up to the threshold, and not beyond it', () => {
    expect([paid(marginal, 7_600_800_00), paid(cliffEdge, 7_600_800_00)]).toEqual([0, 0]);
    expect([paid(marginal, 7_600_000_00), paid(cliffEdge, 7_600_000_00)]).toEqual([200_000_00, 200_000_00]);
    expect([paid(marginal, 7_120_000_00), paid(cliffEdge, 7_120_000_00)]).toEqual([680_000_00, 440_000_00]);
  });

  it('INV-48 differ in their tiers, and each difference says why', () => {
    const differences = compareTerms(marginal, cliffEdge);
    expect(
      differences.map(({ path, before, after }) => [path.replace('clauses[0].tiers.', ''), before, after]),
    ).toEqual([
      ['mode', 'MARGINAL', 'CLIFF_EDGE'],
      ['bands[0].payPct', '50', '0'],
      ['bands[1].to', '20', null],
      ['bands[1].payPct', '100', '50'],
      ['bands[2]', { from: '20', to: null, payPct: '0' }, undefined],
      ['countedUpTo', undefined, '20'],
    ]);
    const [mode, first, , second, last, counted] = differences;
    expect(mode!.beforeSays).toMatch(/Each tier pays its own rate, on its own part of the amount only/);
    expect(mode!.afterSays).toMatch(/The tier that is reached pays its rate on the whole amount/);
    expect(first!.beforeSays).toBe('Of the part of the fall from 0% to less than 5%, 50% is paid.');
    expect(first!.afterSays).toBe('If the fall is from 0% to less than 5%, nothing (0%) of the whole is paid.');
    expect(second!.beforeSays).toBe('Of the part of the fall from 5% to less than 20%, 100% is paid.');
    expect(second!.afterSays).toBe('If the fall is from 5% on, 50% of the whole is paid.');
    expect(last).not.toHaveProperty('afterSays');
    expect(counted!.afterSays).toMatch(/counted up to 20%; what lies beyond pays nothing/);
  });
});
