import Ajv from 'ajv';
import {
  at,
  changed,
  placesIn,
  sampleClause,
  sampleTerms,
  termsOfEveryKind,
} from '../../../../test/support/sample-terms';
import { type Clause, type Terms } from './terms';
import { describeTerms } from './terms-in-words';
import { termsSchema } from './terms.schema';

const everyKind = termsOfEveryKind();
const said = (terms: Terms, path: string): string | undefined =>
  describeTerms(terms).find((each) => each.path === path)?.says;
/** What is said of the one clause of otherwise plain terms. */
const saidOf = (clause: Partial<Clause>, path: string): string | undefined =>
  said(sampleTerms({ clauses: [sampleClause(clause)] }), `clauses[0].${path}`);

describe('terms in plain English', () => {
  it.each([
    [
      'parties[0]',
      'council invests, hosts the pooled fund and benefits. The post that answers for the agreement: Director of Resources.',
    ],
    ['parties[5]', 'assessor judges outcomes independently. It neither signs nor shares.'],
    ['investments[0]', 'council puts in £300,000.00 from the funding stream council-money, into the pooled fund.'],
    ['investments', 'Together they put in £470,000.00.'],
    ['period', 'From 1 April 2013 to 31 March 2015, both days included.'],
    [
      'outcomes[0]',
      'No more units of "Family turned around" (turned-around) are claimed than the baseline of "Families in the cohort" (families), the cohort. Each claim names a participant by an opaque reference, and nothing is claimed twice for one participant. What is paid for here is not paid for again under work-programme.',
    ],
    [
      'clauses[1].valuation',
      'The fee is 30% of the estimated contract value of £18,000,000.00, in 24 equal monthly parts.',
    ],
    [
      'clauses[1].heldBy.share',
      'dwp pays 20% of all of it, up to £1,000,000.00 over the contract. The others come in for the rest.',
    ],
    [
      'clauses[2].trigger',
      'It pays for units of outcomes whose claims were validated, if there are at least 10 of them in the test period. If there are fewer, nothing is paid.',
    ],
    [
      'clauses[2].valuation.rates[1]',
      'In year-2, instead of the price of all test periods: "Family turned around" (turned-around) is paid at £1,600.00 a unit.',
    ],
    [
      'clauses[3].valuation.rates[1]',
      '"Parent in work" (in-work) is paid at £750.00 a unit beyond 100 units, counted over the contract.',
    ],
    ['clauses[4].corrections[0]', '1. For what this agreement brought about, 5/6 is left.'],
    ['clauses[4].corrections[1]', '2. For what would have happened anyway, 10% is taken off.'],
    [
      'clauses[5].trigger',
      'The test periods that "Fewer reconvictions, paid at once" (at-once) did not pay at once are pooled, and paid for with the last of them. It pays if "Reconvictions" (reconvictions) falls by at least 7.5% of their baselines together. If the measured fall is less than 7.5% of the baseline, nothing is paid.',
    ],
    [
      'clauses[6].trigger',
      'It pays if "Cost of custody" (cost) falls by at least 5% of its baseline in the test period. If the measured fall is less than 5% of the baseline, nothing is paid.',
    ],
    [
      'clauses[8].trigger',
      'It pays if "Emergency admissions" (admissions) falls, by however little (0%), against its baseline in the test period. If it rises, nothing is paid.',
    ],
    [
      'clauses[9].valuation',
      'The amount is budget less outturn of these budget lines: drugs, beds and home-care, together. An overspend is borne; an underspend is not shared. Ring-fenced lines are left out.',
    ],
    [
      'clauses[9].distribution.otherwise.otherwise.steps[2].share.rest',
      'It is borne by all parties that contribute, in proportion to what the years of the fund agreed that they contribute. The ratio computed from these contributions governs, on that basis; no percentage is stated.',
    ],
    [
      'caps[1]',
      'For the clause "Families turned around" (families), at most £7,100,000.00 is paid over the contract, all test periods together. What is above that is not paid, and is recorded.',
    ],
    [
      'caps[4]',
      'Of all clauses, nhs gets or bears at most £500,000.00, clause by clause in each test period. What is above that falls to the others, in proportion to their own shares and within their own caps.',
    ],
    [
      'validation',
      'A claim is found to be right by a spot check or administrative data. If more than 5% of the claims in a spot check are invalid, every claim is checked before anything more is paid.',
    ],
    ['exit', 'A party leaves with 180 days of notice. The agreement then ends for all.'],
  ])('say %s', (path, says) => {
    expect(said(everyKind, path)).toBe(says);
  });

  it('INV-05 always say how is rounded, and who gets the odd penny', () => {
    expect(said(sampleTerms(), 'rounding')).toBe(
      'Every amount is computed exactly and rounded once, to the nearest penny, half a penny up. Pence that are left over when it is shared go to the largest remainders. Where two are equal, the odd penny goes in this order: council, police, nhs and dwp.',
    );
    expect(said(everyKind, 'rounding')).toMatch(
      /half a penny to the even one.*: council, police, nhs, dwp and provider\.$/,
    );
  });

  it('always say in which order is computed', () => {
    expect(said(sampleTerms(), 'clauses')).toMatch(
      /^There is one clause: "Returns on the investment" \(returns\)\. Within a clause: whether it pays/,
    );
    expect(said(everyKind, 'clauses')).toMatch(
      /^Computed in this order: "Returns on the investment" \(returns\), .* and "Overspend of the pool" \(overspend\)\. /,
    );
  });

  it('INV-48 always say what the tiers pay, and on what', () => {
    const bands = [
      { from: '0', to: '5', payPct: '0' },
      { from: '5', to: null, payPct: '50' },
    ];
    const tiersSaid = (mode: 'MARGINAL' | 'CLIFF_EDGE'): readonly string[] =>
      describeTerms(
        sampleTerms({ clauses: [sampleClause({ tiers: { mode, of: 'CHANGE_PCT', bands, countedUpTo: '20' } })] }),
      )
        .filter(({ path }) => path.startsWith('clauses[0].tiers'))
        .map(({ says }) => says);
    expect(tiersSaid('MARGINAL')).toEqual([
      'The tiers go by the measured rise, in per cent of the baseline. Each tier pays its own rate, on its own part of the amount only (marginal). The rise is counted up to 20%; what lies beyond pays nothing.',
      'Of the part of the rise from 0% to less than 5%, nothing (0%) is paid.',
      'Of the part of the rise from 5% on, 50% is paid.',
    ]);
    expect(tiersSaid('CLIFF_EDGE')).toEqual([
      'The tiers go by the measured rise, in per cent of the baseline. The tier that is reached pays its rate on the whole amount (cliff-edge). The rise is counted up to 20%; what lies beyond pays nothing.',
      'If the rise is from 0% to less than 5%, nothing (0%) of the whole is paid.',
      'If the rise is from 5% on, 50% of the whole is paid.',
    ]);
    expect(saidOf({}, 'tiers')).toBe('There are no tiers: all of the amount counts.');
  });

  it('say of stated percentages that they govern as stated, and of a computed ratio on which basis (W1)', () => {
    const shares = [
      { to: 'council', pct: '51' },
      { to: 'nhs', pct: '49' },
    ];
    expect(saidOf({ distribution: { kind: 'FIXED_PCT', shares } }, 'distribution')).toBe(
      'It is shared by percentages: council 51% and nhs 49%. The percentages as stated in the agreement govern, whatever anybody contributes.',
    );
    const byContribution = (basis: 'TERMS' | 'AGREED' | 'RECEIVED'): string | undefined =>
      saidOf({ distribution: { kind: 'PRO_RATA_CONTRIBUTION', basis } }, 'distribution');
    const governs = 'The ratio computed from these contributions governs, on that basis; no percentage is stated.';
    expect(byContribution('TERMS')).toContain(`what these terms state as their investments. ${governs}`);
    expect(byContribution('AGREED')).toContain(`what the years of the fund agreed that they contribute. ${governs}`);
    expect(byContribution('RECEIVED')).toContain(`what the fund has received from them. ${governs}`);
  });

  it('say what is left out, where it matters', () => {
    const { usageRestriction: _, ...plain } = sampleTerms({ dispute: { steps: [] } });
    const terms = { ...plain, clauses: [sampleClause({ corrections: [] })] };
    expect(said(terms, 'caps')).toBe('There are no caps: nothing limits what is paid.');
    expect(said(terms, 'usageRestriction')).toMatch(/nothing can be reinvested/);
    expect(said(terms, 'dispute')).toBe('These terms do not say who settles a dispute.');
    expect(said(terms, 'clauses[0].corrections')).toBe('The amount is not corrected.');
    expect(said(terms, 'clauses[0].floors')).toBe('Nobody is promised a least share.');
  });

  it('tell each thing once, of something that is there, in whole sentences without codes', () => {
    const words = describeTerms(everyKind);
    expect(new Set(words.map(({ path }) => path)).size).toBe(words.length);
    const optional = /\.(tiers|corrections|floors)$/;
    expect(words.filter(({ path }) => !optional.test(path) && at(everyKind, path) === undefined)).toEqual([]);
    for (const { heading, says } of words) {
      expect(says).toMatch(/^\S.*\.$/);
      expect(`${heading} ${says}`).not.toMatch(/undefined|NaN|\[object|null|[A-Z]{2,}_|\bnone\b|\.\./);
    }
  });

  const isTerms = new Ajv({ discriminator: true }).compile(termsSchema);
  const places = [...placesIn(everyKind)];
  const leaves = places.filter(({ value }) => typeof value !== 'object' || value === null);
  const propertyOf = (path: string): string => path.replace(/^.*\.|\[\d+\]$/g, '');
  const read = (terms: Terms): string => JSON.stringify(describeTerms(terms));

  it.each(['', 'x', '1', 7, 'RISE', 'UNDERSPEND', 'INCLUDED', 'ALL_OR_NOTHING', 'HALF_UP', 'CONTINUES'])(
    'leave nothing of the data unsaid: other terms read otherwise (%p)',
    (other) => {
      const before = read(everyKind);
      const unsaid = leaves.filter(({ path, value }) => {
        // Nothing of its own stands for what the same property says elsewhere.
        const same = leaves.find((each) => propertyOf(each.path) === propertyOf(path) && each.value !== value)?.value;
        const instead = other === '' ? same : other;
        if (typeof instead !== typeof value || instead === value) return false;
        const terms = changed(everyKind, { [path]: instead });
        return isTerms(terms) && read(terms) === before;
      });
      expect(unsaid.map(({ path }) => path)).toEqual([]);
    },
  );

  it('read otherwise without anything that may be left out', () => {
    const before = read(everyKind);
    const unsaid = places.filter(({ path, value }) => {
      if (value === undefined || path.endsWith(']')) return false;
      const without = changed(everyKind, { [path]: undefined });
      return isTerms(without) && read(without) === before;
    });
    expect(unsaid.map(({ path }) => path)).toEqual([]);
  });
});
