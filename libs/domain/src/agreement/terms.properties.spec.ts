import Ajv from 'ajv';
import * as fc from 'fast-check';
import { at, changed, placesIn, termsOfEveryKind } from '../../../../test/support/sample-terms';
import { type AssumedOutcomes, simulate } from './calculation/simulate';
import { compareTerms } from './compare-terms';
import { type Terms } from './terms';
import { describeTerms } from './terms-in-words';
import { checkTerms, termsIssueCodes } from './terms.check';
import { termsSchema } from './terms.schema';

const isTerms = new Ajv({ discriminator: true }).compile(termsSchema);
const sound: unknown = termsOfEveryKind();
const places = [...placesIn(sound)];
const texts = ['0', '100', '15%', '1/3', '007', '2015-02-30', 'nobody', 'council', 'cost', 'x'];
const values = [...new Set([...places.map(({ value }) => value), ...texts, null, 0, 1, undefined])];

/** Puts what stands anywhere in some terms, or something else, at some places of them. */
const mutated = fc
  .array(
    fc.record({ path: fc.constantFrom(...places.map((place) => place.path)), value: fc.constantFrom(...values) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((changes) => {
    let terms = sound;
    for (const { path, value } of changes) {
      if (at(terms, path) === undefined) continue;
      const next = changed(terms, { [path]: value });
      if (isTerms(next)) terms = next;
    }
    return terms as Terms;
  })
  .filter((terms) => terms !== sound);

/** Outcomes for all that `termsOfEveryKind` measures: good ones, and such as nobody hopes for. */
const outcomes = ([1, 3] as const).map((times): AssumedOutcomes => {
  const agencyIds = ['council', 'police', 'nhs', 'dwp', 'provider'];
  const metricIds = ['reconvictions', 'cost', 'rates', 'risk-pool', 'families', 'admissions'];
  const testPeriodIds = ['year-1', 'year-2'];
  const line = { cause: 'DEMAND', ringFenced: false, ownerAgencyId: 'council' } as const;
  return {
    testPeriodId: 'year-2',
    baselines: metricIds.map((metricId) => ({ metricId, value: '800001' })),
    measurements: testPeriodIds.flatMap((testPeriodId) => [
      ...metricIds.map((metricId) => ({ metricId, testPeriodId, value: `${times * 400_007}` })),
      ...['alone', 'population'].flatMap((metricId) =>
        agencyIds.map((agencyId, place) => ({ metricId, testPeriodId, agencyId, value: `${place * 1_003}` })),
      ),
    ]),
    claims: testPeriodIds.flatMap((testPeriodId) => [
      { testPeriodId, outcomeCode: 'in-work', units: '77' },
      ...['a', 'b', 'c'].map((participantRef) => ({
        testPeriodId,
        outcomeCode: 'turned-around',
        units: `${times * 4}`,
        participantRef,
      })),
    ]),
    benefits: agencyIds.map((agencyId, place) => ({
      agencyId,
      grossPence: times * 333_333_33,
      deliveryCostPence: place * 150_000_01,
      cashablePct: '83.3',
    })),
    outturn: [
      { ...line, lineId: 'drugs', budgetPence: 100_000_01, outturnPence: times * 90_000_00 },
      { ...line, lineId: 'beds', budgetPence: 200_000_01, outturnPence: times * 700_000_00 },
      {
        ...line,
        lineId: 'home-care',
        cause: 'MANAGEMENT_ACTION',
        budgetPence: 300_000_01,
        outturnPence: 400_000_00,
        commissioned: [
          { agencyId: 'council', pence: 2_00 },
          { agencyId: 'nhs', pence: 1_00 },
        ],
      },
    ],
    contributions: agencyIds.map((agencyId, place) => ({ agencyId, agreedPence: place * 50_001, receivedPence: 7 })),
  };
});

describe('any terms that satisfy the schema', () => {
  it('are checked without throwing', () => {
    let unsound = 0;
    fc.assert(
      fc.property(mutated, (terms) => {
        const issues = checkTerms(terms);
        if (issues.length > 0) unsound += 1;
        return issues.every(({ code }) => termsIssueCodes.includes(code));
      }),
    );
    expect(unsound).toBeGreaterThan(10);
  });

  it('are told in words, each a sentence', () => {
    fc.assert(fc.property(mutated, (terms) => describeTerms(terms).every(({ says }) => /^\S.*\.$/.test(says))));
  });

  it('differ from others exactly where they are not the same', () => {
    fc.assert(
      fc.property(mutated, mutated, (one, other) => {
        const differences = compareTerms(one, other);
        const isSame = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
        expect(differences.length === 0).toBe(isSame);
        expect(compareTerms(one, one)).toEqual([]);
        for (const { path, before, after } of differences) {
          expect(before).not.toEqual(after);
          expect(at(after === undefined ? one : other, path)).not.toBeUndefined();
        }
      }),
    );
  });

  it('INV-50 can be computed when nothing is wrong with them: all is shared, reinvested or retained, and settles', () => {
    fc.assert(
      fc.property(mutated, fc.constantFrom(...outcomes), (terms, assumed) => {
        fc.pre(checkTerms(terms).length === 0);
        fc.pre(terms.period.testPeriods.some(({ testPeriodId }) => testPeriodId === assumed.testPeriodId));
        const result = simulate(terms, assumed);
        expect(result.sharesPence + result.reinvestedPence + result.retainedPence).toBe(result.distributablePence);
        expect(result.settlement.reduce((sum, { settlementPence }) => sum + settlementPence, 0)).toBe(0);
      }),
    );
  });
});

/** The same data with its properties in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}
