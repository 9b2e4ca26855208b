import Ajv, { type ErrorObject } from 'ajv';
import { at, changed, placesIn, sampleTerms, termsOfEveryKind } from '../../../../test/support/sample-terms';
import { type JsonSchema, simulationSchema, termsSchema } from './terms.schema';

const ajv = new Ajv({ strict: true, allErrors: true, discriminator: true });
const isTerms = ajv.compile(termsSchema);
const isSimulation = ajv.compile(simulationSchema);

const problems = (errors: readonly ErrorObject[] | null | undefined): readonly string[] =>
  (errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
const faultsOf = (terms: unknown): readonly string[] => (isTerms(terms) ? [] : problems(isTerms.errors));
const faultsOfSimulation = (asked: unknown): readonly string[] =>
  isSimulation(asked) ? [] : problems(isSimulation.errors);

const everyKind: unknown = termsOfEveryKind();
const places = [...placesIn(everyKind)];
type Place = (typeof places)[number];

/** The property that a path ends with; empty for an item of a list. */
const propertyOf = ({ path }: Place): string => /[a-zA-Z]+$/.exec(path)?.[0] ?? '';
/** What is accepted with something else at each of some places. */
const acceptedWith = (some: readonly Place[], value: unknown): readonly string[] =>
  some.filter(({ path }) => faultsOf(changed(everyKind, { [path]: value })).length === 0).map(({ path }) => path);

describe('the schema of terms', () => {
  it('accepts the investment agreement, and terms of every kind', () => {
    expect(faultsOf(sampleTerms())).toEqual([]);
    expect(faultsOf(everyKind)).toEqual([]);
  });

  it('has every kind of every union in the terms that it is tried on', () => {
    const kinds = [...namesOfBranches(termsSchema)].sort();
    const seen = new Set(places.map(({ value }) => value));
    expect(kinds.length).toBeGreaterThan(45);
    expect(kinds.filter((kind) => !seen.has(kind))).toEqual([]);
  });

  it('asks for every property but those that are optional', () => {
    const properties = places.filter((place) => propertyOf(place) !== '');
    const optional = acceptedWith(properties, undefined).map((path) => propertyOf({ path, value: undefined }));
    expect([...new Set(optional)].sort()).toEqual([
      'aboveUnits',
      'agencyId',
      'among',
      'by',
      'clauseIds',
      'countedUpTo',
      'description',
      'fundingStreamId',
      'holdback',
      'instalments',
      'insteadOfClauseId',
      'leadContactPost',
      'lineIds',
      'milestones',
      'minUnits',
      'notAlsoClaimedUnder',
      'onceFor',
      'over',
      'source',
      'spotCheckFailurePctMax',
      'testPeriodId',
      'tiers',
      'upTo',
      'upToPence',
      'usageRestriction',
    ]);
  });

  it('knows no property that the terms do not have', () => {
    const objects = places.filter(({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value));
    expect(objects.length).toBeGreaterThan(100);
    const more = objects.map(({ path, value }) => ({ path: `${path}.note`, value }));
    expect(acceptedWith(more, 'more')).toEqual([]);
  });

  it('INV-09 takes whole pence only, as numbers, and none beyond what is exact', () => {
    const amounts = places.filter((place) => /[pP]ence$|^pencePerUnit$/.test(propertyOf(place)));
    expect(amounts.length).toBeGreaterThan(15);
    for (const wrong of [10.5, -1, '1000', 100_000_000_000_001, null]) {
      expect({ wrong, accepted: acceptedWith(amounts, wrong) }).toEqual({ wrong, accepted: [] });
    }
  });

  const numbers = places.filter(({ value }) => typeof value === 'string' && /^[\d.]+(%|\/\d+)?$/.test(value));

  it('takes percentages, ratios and numbers as text only', () => {
    expect(numbers.length).toBeGreaterThan(25);
    for (const wrong of [12.5, '-1', '1e3', '12,5', 'half', '', '50%%']) {
      expect({ wrong, accepted: acceptedWith(numbers, wrong) }).toEqual({ wrong, accepted: [] });
    }
  });

  it.each(['15%', '1/3'])('takes %s for a part only', (text) => {
    const taken = acceptedWith(numbers, text).map((path) => propertyOf({ path, value: text }));
    expect([...new Set(taken)].sort()).toEqual(['part', 'portion']);
  });

  it('takes identifiers of one form', () => {
    const isId = (place: Place): boolean =>
      /Id$|^outcomeCode$|^to$/.test(propertyOf(place)) && !/bands|period|dispute/.test(place.path);
    const ids = places.filter(isId);
    expect(ids.length).toBeGreaterThan(60);
    for (const wrong of ['Council', '-a', 'a b', 'x'.repeat(65), 'cafe\u0301', 7]) {
      expect({ wrong, accepted: acceptedWith(ids, wrong) }).toEqual({ wrong, accepted: [] });
    }
  });

  it.each([
    ['text of two lines', 'title', 'One\nTwo'],
    ['text that turns its direction', 'title', 'One \u202e owT'],
    ['text with nothing to read in it', 'legalBasis', ' \u200b '],
    ['text that is too long', 'title', 'x'.repeat(201)],
    ['a date in another form', 'period.from', '1/4/2013'],
    ['a month that there is not', 'period.from', '2013-13-01'],
    ['no party', 'parties', []],
    ['no test period', 'period.testPeriods', []],
    ['no clause', 'clauses', []],
    ['no rate', 'clauses[2].valuation.rates', []],
    ['no step', 'clauses[0].distribution.steps', []],
    ['no band', 'clauses[6].tiers.bands', []],
    ['no month of a fee', 'clauses[1].valuation.months', 0],
    ['no validation method', 'validation.methods', []],
    ['a method twice', 'validation.methods', ['SPOT_CHECK', 'SPOT_CHECK']],
    ['no purpose', 'usageRestriction.purposes', []],
    ['another rounding', 'rounding.mode', 'UP'],
    ['a kind that there is not', 'clauses[0].trigger.kind', 'WISH'],
    ['an amount that is none', 'investments[0].amountPence', 0],
  ])('refuses %s', (_what, path, wrong) => {
    expect(faultsOf(changed(everyKind, { [path]: wrong }))).not.toEqual([]);
  });

  it.each([
    ['parties', 200, 'parties'],
    ['clauses', 50, 'clauses'],
    ['metrics', 100, 'metrics'],
    ['outcomes', 200, 'outcomes'],
    ['rates', 1_000, 'clauses[2].valuation.rates'],
    ['test periods', 200, 'period.testPeriods'],
    ['bands', 50, 'clauses[6].tiers.bands'],
  ])('takes at most so many %s: %d', (_what, most, path) => {
    const [item] = at(everyKind, path) as unknown[];
    const many = (count: number): readonly string[] =>
      faultsOf(changed(everyKind, { [path]: Array(count).fill(item) }));
    expect(many(most)).toEqual([]);
    expect(many(most + 1)).toEqual([expect.stringMatching(`must NOT have more than ${most} items$`)]);
  });

  it('speaks of the kind that was meant, not of all of them', () => {
    const wrong = changed(everyKind, { 'clauses[3].distribution.among': 'council' });
    expect(faultsOf(wrong)).toEqual(['/clauses/3/distribution/among must be array']);
    const deep = changed(everyKind, {
      'clauses[9].distribution.otherwise.otherwise.steps[0].share': { kind: 'NAMED_PARTNER' },
    });
    expect(faultsOf(deep)).toEqual([
      "/clauses/9/distribution/otherwise/otherwise/steps/0/share must have required property 'to'",
    ]);
  });

  it('explains every property to people', () => {
    const silent = [...propertiesOf(termsSchema), ...propertiesOf(simulationSchema)].filter(
      ({ schema: { title, description } }) => !isSaid(title, /^[A-Z]/) || !isSaid(description, /^[A-Z].*\.$/),
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});

const isSaid = (text: unknown, form: RegExp): boolean => typeof text === 'string' && form.test(text);

/** The properties of all objects in a schema. */
function* propertiesOf(schema: unknown): Iterable<{ readonly name: string; readonly schema: JsonSchema }> {
  if (typeof schema !== 'object' || schema === null) return;
  const { properties = {} } = schema as { readonly properties?: Readonly<Record<string, JsonSchema>> };
  for (const [name, each] of Object.entries(properties)) yield { name, schema: each };
  for (const within of Object.values(schema)) yield* propertiesOf(within);
}

/** The kinds of all unions in a schema. */
function* namesOfBranches(schema: unknown): Iterable<string> {
  if (typeof schema !== 'object' || schema === null) return;
  const { oneOf = [] } = schema as { readonly oneOf?: readonly { readonly title: string }[] };
  for (const { title } of oneOf) yield title;
  for (const within of Object.values(schema)) yield* namesOfBranches(within);
}

describe('the schema of a simulation', () => {
  const assumed = {
    testPeriodId: 'year-1',
    baselines: [{ metricId: 'cost', value: '800000000' }],
    measurements: [{ metricId: 'population', agencyId: 'council', value: '1/3', testPeriodId: 'year-1' }],
    claims: [{ outcomeCode: 'in-work', units: '10450/3', participantRef: 'p-17' }],
    benefits: [{ agencyId: 'council', grossPence: 180_000_00, deliveryCostPence: 0, cashablePct: '80' }],
    outturn: [{ lineId: 'beds', budgetPence: 1_00, outturnPence: 2_00, cause: 'DEMAND', ringFenced: false }],
    contributions: [{ agencyId: 'nhs', agreedPence: 1_00, receivedPence: 0 }],
    usedBefore: { contract: 1_00, 'returns/repay': 2_00, 'fee/top-up/dwp': 3_00 },
  };
  const vary = { of: 'CHANGE_PCT', metricId: 'cost', direction: 'FALL', from: '0', to: '25', step: '0.5' };
  const asked = { title: 'What if', terms: sampleTerms(), assumed, vary, expect: { clauses: [] } };

  it('accepts terms with outcomes to try them on, and a range of them', () => {
    expect(faultsOfSimulation(asked)).toEqual([]);
    expect(faultsOfSimulation({ terms: sampleTerms(), assumed: { testPeriodId: 'year-1' } })).toEqual([]);
    const units = { of: 'UNITS', outcomeCode: 'in-work', from: '0', to: '100', step: '10' };
    expect(faultsOfSimulation({ ...asked, vary: units })).toEqual([]);
    expect(faultsOfSimulation({ ...asked, vary: { of: 'BENEFIT_PCT', from: '0', to: '200', step: '5' } })).toEqual([]);
  });

  it('holds the terms to their own schema', () => {
    const { title: _, ...untitled } = sampleTerms();
    expect(faultsOfSimulation({ ...asked, terms: untitled })).toEqual(["/terms must have required property 'title'"]);
  });

  it.each([
    ['no test period', { assumed: { ...assumed, testPeriodId: undefined } }],
    ['an amount with pennies as places', { assumed: { ...assumed, usedBefore: { contract: 1.5 } } }],
    ['a limit that is no name', { assumed: { ...assumed, usedBefore: { 'The contract': 1 } } }],
    ['units below nought', { assumed: { ...assumed, claims: [{ outcomeCode: 'in-work', units: '-1' }] } }],
    ['a part beyond all', { assumed: { ...assumed, benefits: [{ ...assumed.benefits[0], cashablePct: '101' }] } }],
    ['a range without a step', { vary: { ...vary, step: undefined } }],
    ['something that it does not know', { note: 'more' }],
  ])('refuses %s', (_what, wrong) => {
    expect(faultsOfSimulation(JSON.parse(JSON.stringify({ ...asked, ...wrong })))).not.toEqual([]);
  });
});
