import { type Terms } from '@app/domain';
import { sampleTerms, termsOfEveryKind } from '../../../test/support/sample-terms';
import { isMisshapen, type Misshapen, readSimulation, readTerms, SHAPE_ISSUES_MAX } from './terms-shape';

/** A copy with something else at one place, named as issues name it; `undefined` takes the property away. */
function termsWith(path: string, value: unknown, from: Terms = sampleTerms()): unknown {
  const copy = JSON.parse(JSON.stringify(from)) as Record<string, unknown>;
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  const last = keys.pop()!;
  const parent = keys.reduce((within, key) => within[key] as Record<string, unknown>, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

const issuesOf = (read: Terms | Misshapen | object): Misshapen['issues'] => {
  if (!isMisshapen(read)) throw new Error('It was of its shape.');
  return read.issues;
};

const WEIGHTED = 'clauses[0].distribution.steps[1].share.parts';

describe('the shape of terms', () => {
  it('is that of terms of every kind, which are read as they are', () => {
    const terms = termsOfEveryKind();
    expect(readTerms(terms)).toBe(terms);
  });

  it.each<[string, unknown, string, string, RegExp]>([
    [
      'clauses[0].title',
      undefined,
      'clauses[0].title',
      'FIELD_MISSING',
      /^It is missing: add it\. What the clause is about/,
    ],
    [
      'clauses[0].trigger.kind',
      undefined,
      'clauses[0].trigger.kind',
      'FIELD_MISSING',
      /It is one of METRIC_VS_BASELINE, /,
    ],
    [
      'clauses[0].tier',
      [],
      'clauses[0].tier',
      'FIELD_UNKNOWN',
      /^There is no such field here: .* use one of clauseId, title/,
    ],
    ['parties[1].a b', 1, 'parties[1]["a b"]', 'FIELD_UNKNOWN', /no such field/],
    ['clauses', {}, 'clauses', 'TYPE_WRONG', /^An object is not a list\. The rules/],
    ['review.everyMonths', '12', 'review.everyMonths', 'TYPE_WRONG', /^"12" is text: write it as the number 12\./],
    ['review.everyMonths', 1.5, 'review.everyMonths', 'TYPE_WRONG', /^1\.5 is not a whole number\./],
    [
      `${WEIGHTED}[0].portion`,
      0.5,
      `${WEIGHTED}[0].portion`,
      'TYPE_WRONG',
      /^0\.5 is not text\. Write it as text, "0\.5", so that it stays exact\./,
    ],
    [
      `${WEIGHTED}[0].portion`,
      'half',
      `${WEIGHTED}[0].portion`,
      'VALUE_NOT_POSSIBLE',
      /^"half" is not possible here\..*"15%", "0\.15" or "5\/6"/,
    ],
    [
      `${WEIGHTED}[0].share.kind`,
      'LUCK',
      `${WEIGHTED}[0].share.kind`,
      'VALUE_NOT_POSSIBLE',
      /^"LUCK" is none of the kinds that there are here\. It is one of FIXED_PCT, /,
    ],
    [
      'rounding.mode',
      'UP',
      'rounding.mode',
      'VALUE_NOT_POSSIBLE',
      /^"UP" is not possible here: it must be HALF_UP, HALF_EVEN, DOWN\./,
    ],
    [
      'investments[0].amountPence',
      0,
      'investments[0].amountPence',
      'OUT_OF_RANGE',
      /^0 is too small: it must be at least 1\./,
    ],
    [
      'investments[0].amountPence',
      1e15,
      'investments[0].amountPence',
      'OUT_OF_RANGE',
      /too large: it must be at most 100000000000000\./,
    ],
    ['title', '', 'title', 'TOO_SHORT', /^It is empty/],
    ['title', 'x'.repeat(201), 'title', 'TOO_LONG', /at most 200 characters/],
    ['title', 'one\ntwo', 'title', 'VALUE_NOT_POSSIBLE', /^"one\\ntwo" is not possible here/],
    ['clauses', [], 'clauses', 'TOO_FEW', /at least 1\./],
    [
      'clauses[0].corrections',
      Array(9).fill({ kind: 'DEADWEIGHT', by: 'EVIDENCE' }),
      'clauses[0].corrections',
      'TOO_MANY',
      /at most 8\./,
    ],
    ['parties[0].roles', ['HOST', 'HOST'], 'parties[0].roles', 'ITEM_TWICE', /^The items 0 and 1 are the same/],
  ])('%s as %j is told where, what and what to do', (at, value, path, code, sentence) => {
    expect(issuesOf(readTerms(termsWith(at, value)))).toEqual([
      { path, code, sentence: expect.stringMatching(sentence) },
    ]);
  });

  it('is told once for a band whose end is neither a number as text nor none', () => {
    const bands = [{ from: '0', to: 5, payPct: '50' }];
    const tiers = { mode: 'MARGINAL', of: 'CHANGE_PCT', bands };
    const [issue, ...more] = issuesOf(readTerms(termsWith('clauses[0].tiers', tiers)));
    expect(issue).toMatchObject({ path: 'clauses[0].tiers.bands[0].to', code: 'VALUE_NOT_POSSIBLE' });
    expect(issue!.sentence).toContain('Write it as text, "5"');
    expect(more).toEqual([]);
  });

  it('of a clause is told of the kind that was meant, and of no other', () => {
    const issues = issuesOf(
      readTerms(termsWith('clauses[0].valuation', { kind: 'TARIFF', rates: [{ outcomeCode: 'a' }] })),
    );
    expect(issues.map(({ path }) => path)).toEqual(['clauses[0].valuation.rates[0].pencePerUnit']);
  });

  it.each([null, 'terms', 5, [], undefined])('of %j is told of the whole', (value) => {
    expect(issuesOf(readTerms(value))).toMatchObject([{ path: '', code: 'TYPE_WRONG' }]);
  });

  it('is told of so many places, and of how many more there are', () => {
    const read = readTerms(termsWith('clauses', Array(30).fill(7)));
    expect(issuesOf(read)).toHaveLength(SHAPE_ISSUES_MAX);
    expect(read).toMatchObject({ more: 10 });
  });

  it('of a simulation is told from its own beginning', () => {
    const assumed = { testPeriodId: 'year-1', usedBefore: { 'No such limit': 1 } };
    const issues = issuesOf(readSimulation({ terms: termsWith('title', undefined), assumed, vary: { of: 'LUCK' } }));
    expect(issues.map(({ path, code }) => [path, code])).toEqual([
      ['terms.title', 'FIELD_MISSING'],
      ['assumed.usedBefore["No such limit"]', 'FIELD_UNKNOWN'],
      ['vary.of', 'VALUE_NOT_POSSIBLE'],
    ]);
  });
});
