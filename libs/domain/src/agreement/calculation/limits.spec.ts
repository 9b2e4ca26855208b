import { sampleClause, sampleTerms } from '../../../../../test/support/sample-terms';
import { type Pence } from '../../shared/money';
import { type Cap, type Clause, type Distribution, type Floor, type Terms } from '../terms';
import { type Calculation } from './calculate';
import { type AssumedOutcomes, simulate } from './simulate';

/*
 * Each clause here shares out a benefit of the NHS; who gets how much is told by its distribution.
 */

const clause = (distribution: Distribution, over: Partial<Clause> = {}): Clause =>
  sampleClause({
    corrections: [{ kind: 'CASHABILITY', by: 'EVIDENCE' }],
    distribution,
    ...over,
  });
const tried = (
  pence: Pence,
  clauses: readonly Clause[],
  over: Partial<Terms> = {},
  assumed: Partial<AssumedOutcomes> = {},
): Calculation =>
  simulate(sampleTerms({ clauses, ...over }), {
    testPeriodId: 'year-1',
    benefits: [{ agencyId: 'nhs', grossPence: pence, deliveryCostPence: 0 }],
    ...assumed,
  });
const sharesOf = ({ settlement }: Calculation) =>
  Object.fromEntries(
    settlement.filter(({ sharePence }) => sharePence !== 0).map((each) => [each.partyId, each.sharePence]),
  );
const toCouncil: Distribution = { kind: 'NAMED_PARTNER', to: 'council' };
const pct = (shares: Readonly<Record<string, string>>): Distribution => ({
  kind: 'FIXED_PCT',
  shares: Object.entries(shares).map(([to, each]) => ({ to, pct: each })),
});

describe('a cap on what is paid', () => {
  const two = [clause(toCouncil, { clauseId: 'first' }), clause(toCouncil, { clauseId: 'second' })];
  const cap = (over: Partial<Cap>): Cap => ({ capId: 'cap', scope: 'PERIOD', pence: 150_00, ...over }) as Cap;

  it('INV-49 counts what all clauses under it paid, in their order', () => {
    const result = tried(100_00, two, { caps: [cap({})] });
    expect(result.clauses).toMatchObject([{ sharesPence: 100_00 }, { sharesPence: 50_00, retainedPence: 50_00 }]);
    expect(result.capsReached).toEqual([{ capId: 'cap', unpaidExcessPence: 50_00 }]);
  });

  it('leaves clauses alone that it does not name', () => {
    const result = tried(100_00, two, { caps: [cap({ pence: 60_00, clauseIds: ['second'] })] });
    expect(result.clauses).toMatchObject([{ sharesPence: 100_00 }, { sharesPence: 60_00 }]);
  });

  it('INV-49 of the contract counts what earlier test periods used, and one of a test period does not', () => {
    const usedBefore = { cap: 140_00 };
    const paid = (scope: 'PERIOD' | 'CONTRACT') => tried(100_00, [two[0]!], { caps: [cap({ scope })] }, { usedBefore });
    expect(paid('CONTRACT')).toMatchObject({ sharesPence: 10_00, limitUse: { cap: 10_00 } });
    expect(paid('PERIOD')).toMatchObject({ sharesPence: 100_00, limitUse: {} });
  });

  it('counts what is paid, not what stays where it is by the terms themselves', () => {
    const half: Distribution = {
      kind: 'WEIGHTED',
      parts: [
        { title: 'Kept', portion: '50%', share: { kind: 'RETAIN' } },
        { title: 'Paid', portion: '50%', share: toCouncil },
      ],
    };
    expect(tried(100_00, [clause(half)], { caps: [cap({ scope: 'CONTRACT' })] }).limitUse).toEqual({ cap: 50_00 });
  });

  it('the tightest of several counts, and each tells what it left unpaid', () => {
    const caps = [cap({ capId: 'year', pence: 80_00 }), cap({ capId: 'contract', scope: 'CONTRACT', pence: 30_00 })];
    const result = tried(100_00, [two[0]!], { caps });
    expect(result.sharesPence).toBe(30_00);
    expect(result.capsReached).toEqual([
      { capId: 'year', unpaidExcessPence: 20_00 },
      { capId: 'contract', unpaidExcessPence: 50_00 },
    ]);
  });

  it('is not reached by a clause that cannot be calculated', () => {
    const payers = { kind: 'PAYERS', share: { kind: 'PRO_RATA_CONTRIBUTION', basis: 'RECEIVED' } } as const;
    const result = tried(100_00, [clause(toCouncil, { heldBy: payers })], { caps: [cap({ pence: 60_00 })] });
    expect(result.clauses[0]).toMatchObject({ status: 'EVIDENCE_MISSING', missing: 'CONTRIBUTIONS' });
    expect(result).toMatchObject({ capsReached: [], limitUse: {} });
  });
});

describe('a cap of one partner', () => {
  const cap = (agencyId: string, pence: Pence, excess: 'UNPAID' | 'BY_OTHERS'): Cap => ({
    capId: `cap-${agencyId}`,
    scope: 'PARTNER',
    agencyId,
    limit: { kind: 'PENCE', pence },
    excess,
  });
  const shares = pct({ council: '50', police: '30', nhs: '20' });

  it('is just reached by exactly so much, and by a penny more', () => {
    expect(tried(100_00, [clause(shares)], { caps: [cap('council', 50_00, 'UNPAID')] }).capsReached).toEqual([]);
    const result = tried(100_00, [clause(shares)], { caps: [cap('council', 49_99, 'UNPAID')] });
    expect(sharesOf(result)).toEqual({ council: 49_99, police: 30_00, nhs: 20_00 });
    expect(result.capsReached).toEqual([{ capId: 'cap-council', agencyId: 'council', unpaidExcessPence: 1 }]);
  });

  it('hands what is above to the others by their own shares, round after round as they are full', () => {
    const caps = [cap('council', 20_00, 'BY_OTHERS'), cap('police', 35_00, 'UNPAID')];
    const result = tried(100_00, [clause(shares)], { caps });
    expect(sharesOf(result)).toEqual({ council: 20_00, police: 35_00, nhs: 45_00 });
    expect(result.capsReached).toEqual([]);
  });

  it('leaves unpaid what nobody can take', () => {
    const caps = [cap('council', 20_00, 'BY_OTHERS'), cap('police', 35_00, 'UNPAID'), cap('nhs', 40_00, 'UNPAID')];
    const result = tried(100_00, [clause(shares)], { caps });
    expect(sharesOf(result)).toEqual({ council: 20_00, police: 35_00, nhs: 40_00 });
    expect(result).toMatchObject({ retainedPence: 5_00 });
    expect(result.capsReached).toEqual([{ capId: 'cap-council', agencyId: 'council', unpaidExcessPence: 5_00 }]);
  });

  it('of a body that contributed nothing lets it have nothing', () => {
    const contribution: Cap = {
      capId: 'contribution',
      scope: 'PARTNER',
      limit: { kind: 'CONTRIBUTION', basis: 'RECEIVED' },
      excess: 'UNPAID',
    };
    const contributions = [
      { agencyId: 'council', agreedPence: 0, receivedPence: 500_00 },
      { agencyId: 'police', agreedPence: 500_00, receivedPence: 0 },
    ];
    const result = tried(
      100_00,
      [clause(pct({ council: '60', police: '40' }))],
      { caps: [contribution] },
      { contributions },
    );
    expect(sharesOf(result)).toEqual({ council: 60_00 });
  });
});

describe('a floor', () => {
  const amount = (agencyId: string, pence: Pence): Floor => ({ kind: 'AMOUNT', agencyId, pence });
  const floored = (pence: Pence, ...floors: Floor[]) =>
    tried(pence, [clause(pct({ council: '70', police: '30' }), { floors })]);

  it('INV-49 lifts a partner to it at the cost of the others, and not a penny further', () => {
    expect(sharesOf(floored(100_00, amount('police', 30_00)))).toEqual({ council: 70_00, police: 30_00 });
    expect(sharesOf(floored(100_00, amount('police', 30_01)))).toEqual({ council: 69_99, police: 30_01 });
  });

  it('lifts who had no share at all', () => {
    expect(sharesOf(floored(100_00, amount('dwp', 10_00)))).toEqual({ council: 63_00, police: 27_00, dwp: 10_00 });
  });

  it('takes nothing from whoever is at its own floor', () => {
    const shares = sharesOf(floored(100_00, amount('dwp', 10_00), amount('police', 30_00)));
    expect(shares).toEqual({ council: 60_00, police: 30_00, dwp: 10_00 });
  });

  it('is met in part where there is not enough, and the trace says how much is short', () => {
    const result = floored(100_00, amount('police', 90_00), amount('council', 40_00));
    expect(sharesOf(result)).toEqual({ council: 40_00, police: 60_00 });
    expect(result.trace.map(({ says }) => says)).toContain('There is not enough: £30.00 of the floors cannot be met.');
  });

  it('INV-49 of what each would have had alone leaves nobody worse off, and waits for the figures of all', () => {
    const noWorse: Floor = { kind: 'NO_WORSE_OFF', metricId: 'alone' };
    const metrics: Terms['metrics'] = [{ metricId: 'alone', title: 'Alone', unit: 'PENCE', by: 'AGENCY' }];
    const alone = (figures: Readonly<Record<string, Pence>>) =>
      tried(
        100_00,
        [clause(pct({ council: '70', police: '30' }), { floors: [noWorse] })],
        { metrics },
        {
          measurements: Object.entries(figures).map(([agencyId, pence]) => ({
            metricId: 'alone',
            agencyId,
            value: String(pence),
          })),
        },
      );
    expect(sharesOf(alone({ council: 10_00, police: 45_00 }))).toEqual({ council: 55_00, police: 45_00 });
    expect(alone({ council: 10_00 }).clauses[0]).toMatchObject({
      status: 'EVIDENCE_MISSING',
      missing: 'MEASUREMENT',
      what: 'alone of police',
    });
  });
});
