import { sampleClause, sampleTerms } from '../../../../../test/support/sample-terms';
import { type Pence } from '../../shared/money';
import {
  type Cap,
  type Clause,
  type Distribution,
  type Metric,
  type Rate,
  type Terms,
  type TestPeriod,
  type Tiers,
} from '../terms';
import { checkTerms } from '../terms.check';
import { type Calculation } from './calculate';
import { type OutturnLine } from './inputs';
import { FUND_PARTY } from './limits';
import { type AssumedOutcomes, simulate } from './simulate';

/*
 * Worked examples and published figures: what a treasurer would come to by hand. Parties are called by what they are;
 * whoever has nothing to do with an example is a party that neither gets nor pays.
 */

const FUND = { kind: 'FUND' } as const;
const to = (agencyId: string): Distribution => ({ kind: 'NAMED_PARTNER', to: agencyId });
const paidBy = (share: Distribution) => ({ kind: 'PAYERS', share }) as const;
const fixed = (shares: Readonly<Record<string, string>>): Distribution => ({
  kind: 'FIXED_PCT',
  shares: Object.entries(shares).map(([agencyId, pct]) => ({ to: agencyId, pct })),
});
const equally = (...among: string[]): Distribution => ({ kind: 'EQUAL', among });
const inProportion: Distribution = { kind: 'PRO_RATA_CONTRIBUTION', basis: 'AGREED' };

const contributions = (agreed: Readonly<Record<string, Pence>>) =>
  Object.entries(agreed).map(([agencyId, pence]) => ({ agencyId, agreedPence: pence, receivedPence: pence }));

/** Sound terms between the parties named, of these clauses. */
function termsOf(parties: readonly string[], clauses: readonly Clause[], over: Partial<Terms> = {}): Terms {
  const terms = sampleTerms({
    parties: parties.map((agencyId) => ({ agencyId, roles: ['INVESTOR'] })),
    investments: [],
    rounding: { mode: 'HALF_UP', tieOrder: parties },
    clauses,
    ...over,
  });
  expect(checkTerms(terms)).toEqual([]);
  return terms;
}

/** What each party receives (positive) or pays, the pooled fund as `@fund`. */
const settlementOf = ({ settlement }: Calculation): Readonly<Record<string, Pence>> =>
  Object.fromEntries(settlement.map(({ partyId, settlementPence }) => [partyId, settlementPence]));

const financialYears = (first: number, count: number): readonly TestPeriod[] =>
  Array.from({ length: count }, (_, place) => ({
    testPeriodId: `year-${place + 1}`,
    from: `${first + place}-04-01`,
    to: `${first + place + 1}-03-31`,
  }));
const periodOf = (testPeriods: readonly TestPeriod[]): Terms['period'] => ({
  from: testPeriods[0]!.from,
  to: testPeriods.at(-1)!.to,
  testPeriods,
});

/* Variances of a pooled fund. */

const variance = (distribution: Distribution): Clause =>
  sampleClause({
    clauseId: 'variance',
    title: 'Variance',
    trigger: { kind: 'BUDGET_VARIANCE' },
    valuation: { kind: 'VARIANCE', counts: 'EITHER', ringFencedLines: 'EXCLUDED' },
    corrections: [],
    heldBy: FUND,
    distribution,
  });
const line = (budgetPence: Pence, outturnPence: Pence, over: Partial<OutturnLine> = {}): OutturnLine => ({
  lineId: 'services',
  budgetPence,
  outturnPence,
  cause: 'DEMAND',
  ringFenced: false,
  ...over,
});
const overspendOf = (pence: Pence): readonly OutturnLine[] => [line(0, pence)];

/** What each bears (negative) or gets of a variance. */
function sharedBy(
  distribution: Distribution,
  parties: readonly string[],
  outturn: readonly OutturnLine[],
  assumed: Partial<AssumedOutcomes> = {},
  over: Partial<Terms> = {},
): Calculation {
  return simulate(termsOf(parties, [variance(distribution)], over), { testPeriodId: 'year-1', outturn, ...assumed });
}

describe('an overspend of a pooled fund', () => {
  const pool = ['county', 'ccg'];
  const contributed = { contributions: contributions({ county: 99_000_000_00, ccg: 96_000_000_00 }) };

  it('W1 is shared at the percentages that are stated', () => {
    const result = sharedBy(fixed({ county: '51', ccg: '49' }), pool, overspendOf(1_000_000_00));
    expect(settlementOf(result)).toEqual({ county: -510_000_00, ccg: -490_000_00, [FUND_PARTY]: 1_000_000_00 });
  });

  it('W1 is shared otherwise in the ratio of the contributions: the terms name the basis', () => {
    const result = sharedBy(inProportion, pool, overspendOf(1_000_000_00), contributed);
    expect(settlementOf(result)).toEqual({ county: -507_692_31, ccg: -492_307_69, [FUND_PARTY]: 1_000_000_00 });
  });

  it('W1 of an odd penny gives it to the largest remainder', () => {
    const result = sharedBy(fixed({ county: '51', ccg: '49' }), pool, overspendOf(1_000_000_01));
    expect(settlementOf(result)).toMatchObject({ county: -510_000_01, ccg: -490_000_00 });
  });

  it('W2 is met equally, after the underspends are taken off', () => {
    const outturn = [line(0, 680_000_00, { lineId: 'reablement' }), line(80_000_00, 0, { lineId: 'others' })];
    const result = sharedBy(equally('council', 'ccg'), ['council', 'ccg'], outturn);
    expect(settlementOf(result)).toMatchObject({ council: -300_000_00, ccg: -300_000_00 });
  });

  it('W2 of an odd penny gives it to whoever is listed first', () => {
    const shared = (parties: string[]) =>
      settlementOf(sharedBy(equally('council', 'ccg'), parties, overspendOf(600_000_01)));
    expect(shared(['council', 'ccg'])).toMatchObject({ council: -300_000_01, ccg: -300_000_00 });
    expect(shared(['ccg', 'council'])).toMatchObject({ council: -300_000_00, ccg: -300_000_01 });
  });

  it('F4 Telford and Wrekin: about 2.5% of £23,767,912 is met half and half', () => {
    const outturn = [line(23_767_912_00, 24_367_912_00)];
    const result = sharedBy(equally('council', 'ccg'), ['council', 'ccg'], outturn);
    expect(settlementOf(result)).toMatchObject({ council: -300_000_00, ccg: -300_000_00 });
  });

  it('F14 Torbay: the council bears £1.2m of £12m, the NHS the rest', () => {
    const result = sharedBy(fixed({ council: '10', nhs: '90' }), ['council', 'nhs'], overspendOf(12_000_000_00));
    expect(settlementOf(result)).toMatchObject({ council: -1_200_000_00, nhs: -10_800_000_00 });
  });

  it('leaves a partner without its line alone, and the host with a fixed one (Luton)', () => {
    const outturn = [
      line(500_000_00, 560_000_00, { lineId: 'fixed' }),
      line(4_000_000_00, 4_100_000_01, { lineId: 'variable' }),
    ];
    const distribution: Distribution = {
      kind: 'BY_LINE',
      lines: [{ lineIds: ['fixed'], share: to('host') }],
      otherwise: equally('host', 'ccg'),
    };
    const result = sharedBy(distribution, ['host', 'ccg'], outturn);
    expect(settlementOf(result)).toMatchObject({ host: -110_000_01, ccg: -50_000_00 });
  });

  it('is shared line by line even where an underspend cancels it out (Wirral)', () => {
    const outturn = [
      line(1_000_000_00, 900_000_00, { lineId: 'shared' }),
      line(5_000_000_00, 5_100_000_00, { lineId: 'outside' }),
    ];
    const distribution: Distribution = {
      kind: 'BY_LINE',
      lines: [{ lineIds: ['shared'], share: equally('council', 'icb') }],
      otherwise: to('icb'),
    };
    const result = sharedBy(distribution, ['council', 'icb'], outturn);
    expect(settlementOf(result)).toEqual({ council: 50_000_00, icb: -50_000_00 });
    expect(result).toMatchObject({ distributablePence: 0, sharesPence: 0, retainedPence: 0 });
  });

  it('is borne by each for its own lines, where that was agreed', () => {
    const outturn = [
      line(1_000_000_00, 1_250_000_00, { lineId: 'a', ownerAgencyId: 'council' }),
      line(2_000_000_00, 1_900_000_00, { lineId: 'b', ownerAgencyId: 'ccg' }),
      line(500_000_00, 500_000_01, { lineId: 'c', ownerAgencyId: 'ccg' }),
    ];
    const result = sharedBy({ kind: 'OWN_RISK' }, ['council', 'ccg'], outturn);
    expect(settlementOf(result)).toEqual({ council: -250_000_00, ccg: 99_999_99, [FUND_PARTY]: 150_000_01 });
  });

  it('takes no ring-fenced money into what is shared (INV-38)', () => {
    const outturn = [
      line(900_000_00, 750_000_00, { lineId: 'ring-fenced', ringFenced: true, cause: 'WINDFALL' }),
      line(4_000_000_00, 3_800_000_00, { lineId: 'windfall', cause: 'WINDFALL' }),
      line(9_000_000_00, 8_700_000_00, { lineId: 'saved', cause: 'MANAGEMENT_ACTION' }),
    ];
    const distribution: Distribution = {
      kind: 'BY_CAUSE',
      causes: [
        { cause: 'MANAGEMENT_ACTION', share: { kind: 'RETAIN' } },
        { cause: 'WINDFALL', share: inProportion },
      ],
      otherwise: equally('council', 'board'),
    };
    const result = sharedBy(distribution, ['council', 'board'], outturn, {
      contributions: contributions({ council: 3_000_000_00, board: 5_000_000_00 }),
    });
    expect(settlementOf(result)).toEqual({ council: 75_000_00, board: 125_000_00, [FUND_PARTY]: -200_000_00 });
    expect(result).toMatchObject({ distributablePence: 500_000_00, retainedPence: 300_000_00 });
  });

  it('lets one’s cost fall only after all others have had a tenth (Essex)', () => {
    const agreed = contributions({ county: 5_000_000_00, north: 2_000_000_00, mid: 1_500_000_00, west: 1_000_000_00 });
    const distribution: Distribution = {
      kind: 'FIRST_CALL',
      first: ['north', 'mid', 'west'],
      untilPct: '10',
      basis: 'AGREED',
      then: to('county'),
    };
    const saving = (pence: Pence) =>
      settlementOf(
        sharedBy(distribution, ['county', 'north', 'mid', 'west'], [line(pence, 0)], { contributions: agreed }),
      );
    expect(saving(450_000_00)).toEqual({
      north: 200_000_00,
      mid: 150_000_00,
      west: 100_000_00,
      [FUND_PARTY]: -450_000_00,
    });
    expect(saving(450_000_01)).toMatchObject({ county: 1 });
    expect(saving(100_000_00)).toMatchObject({ north: 44_444_45, mid: 33_333_33, west: 22_222_22 });
  });
});

describe('W12 the waterfall of an overspend', () => {
  const stepUpTo = (stepId: string, pence: Pence) => ({
    stepId,
    title: stepId,
    upTo: { kind: 'PENCE' as const, pence },
    share: { kind: 'RETAIN' as const },
  });
  const waterfall: Distribution = {
    kind: 'WATERFALL',
    steps: [
      stepUpTo('other-underspends', 300_000_00),
      stepUpTo('risk-pool', 500_000_00),
      stepUpTo('uncommitted', 200_000_00),
      { stepId: 'partners', title: 'partners', share: fixed({ ccg: '60', council: '40' }) },
    ],
  };
  const capped = (excess: 'UNPAID' | 'BY_OTHERS', ...limits: readonly (readonly [string, Pence])[]): readonly Cap[] =>
    limits.map(([agencyId, pence]) => ({
      capId: `most-of-${agencyId}`,
      scope: 'PARTNER',
      agencyId,
      limit: { kind: 'PENCE', pence },
      excess,
    }));
  const overspent = (pence: Pence, caps: readonly Cap[] = []) =>
    sharedBy(waterfall, ['ccg', 'council'], overspendOf(pence), {}, { caps });

  it('W12 takes other underspends, the risk pool, uncommitted allocations, and then the partners', () => {
    const result = overspent(1_250_000_00);
    expect(settlementOf(result)).toEqual({ ccg: -150_000_00, council: -100_000_00, [FUND_PARTY]: 250_000_00 });
    expect(result).toMatchObject({ distributablePence: -1_250_000_00, retainedPence: -1_000_000_00 });
  });

  it('W12 reaches the partners with the first penny that the steps do not hold', () => {
    expect(settlementOf(overspent(1_000_000_00))).toEqual({});
    expect(settlementOf(overspent(1_000_000_01))).toEqual({ ccg: -1, [FUND_PARTY]: 1 });
  });

  it('W12 tests each partner against its cap: what is above is borne by nobody yet (INV-40)', () => {
    const result = overspent(1_250_000_00, capped('UNPAID', ['ccg', 120_000_00], ['council', 100_000_00]));
    expect(settlementOf(result)).toEqual({ ccg: -120_000_00, council: -100_000_00, [FUND_PARTY]: 220_000_00 });
    expect(result.capsReached).toEqual([{ capId: 'most-of-ccg', agencyId: 'ccg', unpaidExcessPence: 30_000_00 }]);
  });

  it('W12 hands what is above to the others where the terms say so, as far as their own caps let it', () => {
    const free = overspent(1_250_000_00, capped('BY_OTHERS', ['ccg', 120_000_00]));
    expect(settlementOf(free)).toMatchObject({ ccg: -120_000_00, council: -130_000_00 });
    expect(free.capsReached).toEqual([]);
    const full = overspent(1_250_000_00, capped('BY_OTHERS', ['ccg', 120_000_00], ['council', 110_000_00]));
    expect(settlementOf(full)).toMatchObject({ ccg: -120_000_00, council: -110_000_00 });
    expect(full.capsReached).toEqual([{ capId: 'most-of-ccg', agencyId: 'ccg', unpaidExcessPence: 20_000_00 }]);
  });

  it('W12 bears no more of a partner than it contributed (Rotherham)', () => {
    const caps: readonly Cap[] = [
      { capId: 'contribution', scope: 'PARTNER', limit: { kind: 'CONTRIBUTION', basis: 'AGREED' }, excess: 'UNPAID' },
    ];
    const assumed = { contributions: contributions({ ccg: 149_999_99, council: 100_000_00 }) };
    const result = sharedBy(waterfall, ['ccg', 'council'], overspendOf(1_250_000_00), assumed, { caps });
    expect(settlementOf(result)).toMatchObject({ ccg: -149_999_99, council: -100_000_00 });
    expect(result.capsReached).toEqual([{ capId: 'contribution', agencyId: 'ccg', unpaidExcessPence: 1 }]);
  });

  it('W12 follows what each commissioned where the terms go by scheme', () => {
    const outturn = [
      line(6_000_000_00, 7_000_000_00, {
        lineId: 'home-care',
        commissioned: [
          { agencyId: 'council', pence: 4_200_000_00 },
          { agencyId: 'ccg', pence: 1_800_000_00 },
        ],
      }),
      line(2_000_000_00, 2_250_000_00, { lineId: 'beds', commissioned: [{ agencyId: 'ccg', pence: 2_000_000_00 }] }),
    ];
    const result = sharedBy({ kind: 'PRO_RATA_COMMISSIONED' }, ['ccg', 'council'], outturn);
    expect(settlementOf(result)).toMatchObject({ council: -656_250_00, ccg: -593_750_00 });
  });
});

/* Payment for a change against a baseline. */

const metric = (metricId: string, unit: Metric['unit'] = 'COUNT', by?: 'AGENCY'): Metric => ({
  metricId,
  title: metricId,
  unit,
  ...(by && { by }),
});

describe('W3 the Ministry of Justice’s financial incentive model', () => {
  const band = (from: string, end: string | null, payPct: string) => ({ from, to: end, payPct });
  const halfThenAll: Tiers = {
    mode: 'MARGINAL',
    of: 'CHANGE_PCT',
    bands: [band('0', '5', '50'), band('5', null, '100')],
    countedUpTo: '20',
  };
  const halfIfReached: Tiers = {
    mode: 'MARGINAL',
    of: 'CHANGE_PCT',
    bands: [band('0', null, '50')],
    countedUpTo: '20',
  };
  const youth: Tiers = { ...halfThenAll, bands: [band('0', '10', '50'), band('10', null, '100')] };
  const paid = (measuredPence: Pence, tiers: Tiers, minChangePct = '5'): Calculation =>
    simulate(
      termsOf(
        ['ministry', 'area'],
        [
          sampleClause({
            clauseId: 'reoffending',
            trigger: { kind: 'METRIC_VS_BASELINE', metricId: 'cost', direction: 'FALL', minChangePct },
            valuation: { kind: 'MEASURED_SAVING', metricId: 'cost' },
            corrections: [],
            tiers,
            heldBy: paidBy(to('ministry')),
            distribution: to('area'),
          }),
        ],
        { metrics: [metric('cost', 'PENCE')] },
      ),
      {
        testPeriodId: 'year-1',
        baselines: [{ metricId: 'cost', value: String(8_000_000_00) }],
        measurements: [{ metricId: 'cost', value: String(measuredPence) }],
      },
    );

  it.each([
    { fall: '4.99%', measured: 7_600_800_00, all: 0, half: 0, kept: 399_200_00 },
    { fall: '5% but for a penny', measured: 7_600_000_01, all: 0, half: 0, kept: 399_999_99 },
    { fall: '5%', measured: 7_600_000_00, all: 200_000_00, half: 200_000_00, kept: 200_000_00 },
    { fall: '11%', measured: 7_120_000_00, all: 680_000_00, half: 440_000_00, kept: 200_000_00 },
    { fall: '20%', measured: 6_400_000_00, all: 1_400_000_00, half: 800_000_00, kept: 200_000_00 },
    { fall: '25%, of which 20% count', measured: 6_000_000_00, all: 1_400_000_00, half: 800_000_00, kept: 600_000_00 },
    { fall: 'a rise', measured: 8_100_000_00, all: 0, half: 0, kept: 0 },
  ])(
    'W3 a fall of $fall pays, half up to 5% and all above, and half if 5% is reached',
    ({ measured, all, half, kept }) => {
      const result = paid(measured, halfThenAll);
      expect(settlementOf(result)).toEqual(all === 0 ? {} : { ministry: -all, area: all });
      expect(result.retainedPence).toBe(kept);
      expect(paid(measured, halfIfReached).sharesPence).toBe(half);
    },
  );

  it('W3 for young people the threshold is 10%', () => {
    expect(paid(7_200_800_00, youth, '10').sharesPence).toBe(0);
    expect(paid(7_200_000_00, youth, '10').sharesPence).toBe(400_000_00);
    expect(paid(7_120_000_00, youth, '10').sharesPence).toBe(480_000_00);
  });

  it('W3 as a cliff-edge, the tier that is reached pays its rate on all (INV-48)', () => {
    const cliff: Tiers = { ...halfThenAll, mode: 'CLIFF_EDGE' };
    expect(paid(7_600_000_00, cliff).sharesPence).toBe(400_000_00);
    expect(paid(7_120_000_00, cliff).sharesPence).toBe(880_000_00);
    expect(paid(6_000_000_00, cliff).sharesPence).toBe(1_600_000_00);
  });
});

describe('the Peterborough social impact bond', () => {
  const cohorts = ['cohort-1', 'cohort-2', 'cohort-3'];
  const [first, second] = cohorts;
  const clause = (over: Partial<Clause>): Clause =>
    sampleClause({
      valuation: { kind: 'UNIT_COST', metricId: 'reconvictions', pencePerUnit: 2_000_00 },
      corrections: [],
      heldBy: paidBy(to('ministry')),
      distribution: to('investors'),
      ...over,
    });
  const moved = { metricId: 'reconvictions', direction: 'FALL' } as const;
  const bond = termsOf(
    ['ministry', 'investors'],
    [
      clause({ clauseId: 'cohort', trigger: { kind: 'METRIC_VS_BASELINE', ...moved, minChangePct: '10' } }),
      clause({
        clauseId: 'pooled',
        trigger: { kind: 'POOLED_COHORTS', ...moved, minChangePct: '7.5', insteadOfClauseId: 'cohort' },
      }),
    ],
    {
      metrics: [metric('reconvictions')],
      period: periodOf(
        [2010, 2012].map((year, place) => ({
          testPeriodId: cohorts[place]!,
          from: `${year}-07-01`,
          to: `${year + 2}-06-30`,
        })),
      ),
    },
  );
  const measured = (testPeriodId: string, ...figures: readonly (readonly [baseline: string, value: string])[]) =>
    simulate(bond, {
      testPeriodId,
      baselines: figures.map(([value], place) => ({
        metricId: 'reconvictions',
        testPeriodId: cohorts[place]!,
        value,
      })),
      measurements: figures.map(([, value], place) => ({
        metricId: 'reconvictions',
        testPeriodId: cohorts[place]!,
        value,
      })),
    });

  it('pays nothing at once for 8.4% against 10% (INV-48)', () => {
    const result = measured(first!, ['1500', '1374']);
    expect(result.clauses.map(({ status }) => status)).toEqual(['TRIGGER_NOT_MET', 'TRIGGER_NOT_MET']);
    expect(settlementOf(result)).toEqual({});
  });

  it('pays for all at the end, because both cohorts together fell by 9% against 7.5%', () => {
    const result = measured(second!, ['1500', '1374'], ['1300', '1174']);
    expect(result.clauses.map(({ status }) => status)).toEqual(['TRIGGER_NOT_MET', 'PAYS']);
    expect(settlementOf(result)).toEqual({ ministry: -504_000_00, investors: 504_000_00 });
    expect(result).toMatchObject({ distributablePence: 504_000_00, retainedPence: 0 });
  });

  it('pools only what was not paid at once', () => {
    expect(settlementOf(measured(first!, ['1500', '1350']))).toMatchObject({ investors: 300_000_00 });
    expect(settlementOf(measured(second!, ['1500', '1350'], ['1300', '1202']))).toMatchObject({
      investors: 196_000_00,
    });
    expect(settlementOf(measured(second!, ['1500', '1350'], ['1300', '1203']))).toEqual({});
    expect(settlementOf(measured(second!, ['1500', '1350'], ['1300', '1170']))).toMatchObject({
      investors: 260_000_00,
    });
  });
});

/* Payment by outcome. */

const tariff = (clauseId: string, rates: readonly Rate[], over: Partial<Clause> = {}): Clause =>
  sampleClause({
    clauseId,
    trigger: { kind: 'PER_UNIT' },
    valuation: { kind: 'TARIFF', rates },
    corrections: [],
    heldBy: paidBy(to('department')),
    distribution: to('council'),
    ...over,
  });
const outcomes = (...codes: string[]): Terms['outcomes'] =>
  codes.map((outcomeCode) => ({ outcomeCode, title: outcomeCode, metricId: 'cohort', onceFor: 'PARTICIPANT' }));
const outcomeTerms = (clauses: readonly Clause[], codes: readonly string[], over: Partial<Terms> = {}): Terms =>
  termsOf(['department', 'council', 'provider', 'lottery'], clauses, {
    metrics: [metric('cohort')],
    outcomes: outcomes(...codes),
    period: periodOf(financialYears(2012, 3)),
    ...over,
  });
const claim = (outcomeCode: string, units: string, over: object = {}) => ({ outcomeCode, units, ...over });

describe('W4 troubled families', () => {
  const yearly = (outcomeCode: string, ...pence: readonly Pence[]): readonly Rate[] =>
    pence.map((pencePerUnit, place) => ({ outcomeCode, pencePerUnit, testPeriodId: `year-${place + 1}` }));
  const terms = outcomeTerms(
    [
      tariff('advance', yearly('attached', 3_200_00, 2_400_00, 1_600_00), {
        payment: { kind: 'ADVANCE', dueDays: 30 },
      }),
      tariff('result', yearly('turned-around', 800_00, 1_600_00, 2_400_00)),
    ],
    ['attached', 'turned-around'],
    { caps: [{ capId: 'all', scope: 'CONTRACT', pence: 5_600_000_00 }] },
  );

  /** The three years one after another, each with what the years before used of the cap. */
  function threeYears(attached: readonly string[], succeeded: readonly string[]): readonly Calculation[] {
    const usedBefore: Record<string, Pence> = {};
    return attached.map((units, place) => {
      const claims = [claim('attached', units), claim('turned-around', succeeded[place]!)];
      const result = simulate(terms, { testPeriodId: `year-${place + 1}`, claims, usedBefore: { ...usedBefore } });
      for (const [limitId, pence] of Object.entries(result.limitUse)) {
        usedBefore[limitId] = (usedBefore[limitId] ?? 0) + pence;
      }
      return result;
    });
  }
  const paidOf = (years: readonly Calculation[], clauseId: string) =>
    years.map(({ clauses }) => {
      const of = clauses.find((clause) => clause.clauseId === clauseId)!;
      return of.status === 'EVIDENCE_MISSING' ? NaN : of.sharesPence;
    });
  const sum = (pence: readonly Pence[]) => pence.reduce((all, each) => all + each, 0);
  const thirds = ['467', '467', '466'];

  it('W4 Sheffield: advances of £3,360,800.00 and, when all succeed, results of £2,239,200.00', () => {
    const years = threeYears(thirds, thirds);
    expect(paidOf(years, 'advance')).toEqual([1_494_400_00, 1_120_800_00, 745_600_00]);
    expect(paidOf(years, 'result')).toEqual([373_600_00, 747_200_00, 1_118_400_00]);
    expect(sum(paidOf(years, 'advance'))).toBe(3_360_800_00);
    expect(sum(paidOf(years, 'result'))).toBe(2_239_200_00);
    expect(sum(years.map(({ sharesPence }) => sharesPence))).toBe(5_600_000_00);
    expect(years.flatMap(({ capsReached }) => capsReached)).toEqual([]);
  });

  it('W4 Sheffield: £4,704,800.00 when 280 succeed each year', () => {
    const years = threeYears(thirds, ['280', '280', '280']);
    expect(paidOf(years, 'result')).toEqual([224_000_00, 448_000_00, 672_000_00]);
    expect(sum(years.map(({ sharesPence }) => sharesPence))).toBe(4_704_800_00);
  });

  it('W4 Sheffield: one family more than the contract has meets the cap in the last year (INV-49)', () => {
    const years = threeYears(['467', '467', '467'], thirds);
    expect(sum(years.map(({ sharesPence }) => sharesPence))).toBe(5_600_000_00);
    expect(years[2]!.capsReached).toEqual([{ capId: 'all', unpaidExcessPence: 1_600_00 }]);
  });

  it.each([
    { place: 'Sheffield', families: '1680', funded: '1400', pence: 5_600_000_00 },
    { place: 'Birmingham', families: '4180', funded: '10450/3', pence: 13_933_333_33 },
    { place: 'Lancashire', families: '2630', funded: '6575/3', pence: 8_766_666_67 },
  ])('W4 $place: £4,000 for five in six families, rounded once', ({ families, funded, pence }) => {
    const rates = [{ outcomeCode: 'turned-around', pencePerUnit: 4_000_00 }];
    const five = outcomeTerms([tariff('all', rates)], ['turned-around']);
    const deadweight = { kind: 'DEADWEIGHT', by: 'TERMS', part: '1/6' } as const;
    const sixthOff = outcomeTerms([tariff('all', rates, { corrections: [deadweight] })], ['turned-around']);
    const paid = (of: Terms, units: string) =>
      simulate(of, { testPeriodId: 'year-1', claims: [claim('turned-around', units)] }).sharesPence;
    expect(paid(five, funded)).toBe(pence);
    expect(paid(sixthOff, families)).toBe(pence);
  });

  describe('W4 components of a result', () => {
    const components = (
      crime: Pence,
      progress: Pence,
      employment: Pence,
      capPence: Pence,
      testPeriodIds = ['year-1'],
    ) => {
      const rates = testPeriodIds.flatMap((testPeriodId): Rate[] => [
        { outcomeCode: 'crime-and-education', pencePerUnit: crime, testPeriodId },
        { outcomeCode: 'progress-to-work', pencePerUnit: progress, testPeriodId },
        { outcomeCode: 'employment', pencePerUnit: employment, testPeriodId },
      ]);
      return outcomeTerms([tariff('result', rates)], ['crime-and-education', 'progress-to-work', 'employment'], {
        caps: [{ capId: 'family', scope: 'PARTICIPANT', pence: capPence }],
      });
    };
    const achieved = (participantRef: string, ...codes: string[]) =>
      codes.map((code) => claim(code, '1', { participantRef }));

    it.each([
      { year: 1, testPeriodId: 'year-1', crime: 700_00, progress: 100_00, employment: 800_00 },
      { year: 2, testPeriodId: 'year-2', crime: 1_500_00, progress: 100_00, employment: 1_600_00 },
      { year: 3, testPeriodId: 'year-3', crime: 2_300_00, progress: 100_00, employment: 2_400_00 },
      { year: 'whole-family', testPeriodId: 'year-1', crime: 3_900_00, progress: 100_00, employment: 4_000_00 },
    ])(
      'W4 $year: either way a family brings the same, and never more',
      ({ testPeriodId, crime, progress, employment }) => {
        const terms = components(crime, progress, employment, employment, [testPeriodId]);
        const paid = (...codes: string[]) => simulate(terms, { testPeriodId, claims: achieved('family-1', ...codes) });
        expect(paid('crime-and-education').sharesPence).toBe(crime);
        expect(paid('crime-and-education', 'progress-to-work').sharesPence).toBe(employment);
        expect(paid('employment').sharesPence).toBe(employment);
        const both = paid('crime-and-education', 'progress-to-work', 'employment');
        expect(both.sharesPence).toBe(employment);
        expect(both.capsReached).toEqual([{ capId: 'family', unpaidExcessPence: employment }]);
      },
    );

    it('W4 counts what a family brought in earlier years, family by family', () => {
      const terms = components(700_00, 100_00, 800_00, 800_00, ['year-1', 'year-2']);
      const earlier = achieved('family-1', 'crime-and-education').map((each) => ({ ...each, testPeriodId: 'year-1' }));
      const claims = [...earlier, ...achieved('family-1', 'employment'), ...achieved('family-2', 'employment')];
      const result = simulate(terms, { testPeriodId: 'year-2', claims });
      expect(result.sharesPence).toBe(100_00 + 800_00);
      expect(result.capsReached).toEqual([{ capId: 'family', unpaidExcessPence: 700_00 }]);
    });
  });
});

describe('outcomes that are passed on, capped or topped up', () => {
  const fees = outcomeTerms(
    [
      tariff('attachment', [{ outcomeCode: 'attached', pencePerUnit: 1_000_00 }], {
        trigger: { kind: 'PER_UNIT', minUnits: '1750' },
        heldBy: paidBy(to('council')),
        distribution: to('provider'),
      }),
      tariff('result', [{ outcomeCode: 'turned-around', pencePerUnit: 800_00 }], {
        heldBy: paidBy(to('council')),
        distribution: to('provider'),
      }),
    ],
    ['attached', 'turned-around'],
  );
  const passedOn = (attached: string, turnedAround: string) =>
    settlementOf(
      simulate(fees, {
        testPeriodId: 'year-1',
        claims: [claim('attached', attached), claim('turned-around', turnedAround)],
      }),
    );

  it('W6 Tameside passes on £1,750,000.00 in advance and at most £1,400,000.00 for results', () => {
    expect(passedOn('1750', '0')).toEqual({ council: -1_750_000_00, provider: 1_750_000_00 });
    expect(passedOn('1750', '1750')).toEqual({ council: -3_150_000_00, provider: 3_150_000_00 });
  });

  it('W6 Tameside passes on no fee below 1,750 families; results count towards no minimum of theirs', () => {
    expect(passedOn('1749', '0')).toEqual({});
    expect(passedOn('1749', '10')).toEqual({ council: -8_000_00, provider: 8_000_00 });
  });

  it('Essex: what is saved beyond £7,100,000 over the contract is not paid (INV-49)', () => {
    const rates = [{ outcomeCode: 'care-day-saved', pencePerUnit: 120_00 }];
    const terms = outcomeTerms([tariff('care', rates)], ['care-day-saved'], {
      caps: [{ capId: 'contract', scope: 'CONTRACT', pence: 7_100_000_00 }],
    });
    const paid = (usedBefore: Pence) =>
      simulate(terms, {
        testPeriodId: 'year-3',
        claims: [claim('care-day-saved', '1000')],
        usedBefore: { contract: usedBefore },
      });
    expect(paid(6_980_000_00)).toMatchObject({ sharesPence: 120_000_00, capsReached: [] });
    expect(paid(6_980_000_01).capsReached).toEqual([{ capId: 'contract', unpaidExcessPence: 1 }]);
    expect(paid(7_100_000_00)).toMatchObject({ sharesPence: 0, retainedPence: 120_000_00 });
  });

  it.each([
    { round: 'first', capPence: 8_200_00, paid: 8_200_00 },
    { round: 'second', capPence: 11_700_00, paid: 9_100_00 },
  ])('the $round round of the Innovation Fund pays up to its cap for one young person', ({ capPence, paid }) => {
    const rates = [
      { outcomeCode: 'level-2', pencePerUnit: 2_200_00 },
      { outcomeCode: 'level-3', pencePerUnit: 3_300_00 },
      { outcomeCode: 'job', pencePerUnit: 3_600_00 },
    ];
    const terms = outcomeTerms([tariff('outcomes', rates)], ['level-2', 'level-3', 'job'], {
      caps: [{ capId: 'one', scope: 'PARTICIPANT', pence: capPence }],
    });
    const claims = rates.map(({ outcomeCode }) => claim(outcomeCode, '1', { participantRef: 'p-1' }));
    expect(simulate(terms, { testPeriodId: 'year-1', claims }).sharesPence).toBe(paid);
  });

  it('a cap for one participant holds over all the clauses that it names', () => {
    const price = (outcomeCode: string) => [{ outcomeCode, pencePerUnit: 5_000_00 }];
    const terms = outcomeTerms([tariff('school', price('level-3')), tariff('work', price('job'))], ['level-3', 'job'], {
      caps: [{ capId: 'one', scope: 'PARTICIPANT', pence: 8_200_00 }],
    });
    const participantRef = 'p-1';
    const now = [claim('level-3', '1', { participantRef }), claim('job', '1', { participantRef })];
    expect(simulate(terms, { testPeriodId: 'year-1', claims: now }).sharesPence).toBe(8_200_00);
    const earlier = [
      claim('level-3', '1', { participantRef }),
      claim('job', '1', { participantRef, testPeriodId: 'year-1' }),
    ];
    expect(simulate(terms, { testPeriodId: 'year-2', claims: earlier }).sharesPence).toBe(3_200_00);
  });

  it('a claim that was not paid, because its clause paid nothing, uses nothing of a participant’s cap', () => {
    const rates = [{ outcomeCode: 'job', pencePerUnit: 5_000_00 }];
    const trigger = { kind: 'PER_UNIT', minUnits: '2' } as const;
    const terms = outcomeTerms([tariff('work', rates, { trigger })], ['job'], {
      caps: [{ capId: 'one', scope: 'PARTICIPANT', pence: 8_200_00 }],
    });
    const [first, again, other] = [
      claim('job', '1', { participantRef: 'p-1', testPeriodId: 'year-1' }),
      claim('job', '1', { participantRef: 'p-1' }),
      claim('job', '1', { participantRef: 'p-2' }),
    ];
    expect(simulate(terms, { testPeriodId: 'year-2', claims: [first, again, other] }).sharesPence).toBe(10_000_00);
  });

  it.each([
    { fund: 'Life Chances Fund', pct: '20', paid: 41_000_00 },
    { fund: 'Commissioning Better Outcomes', pct: '15', paid: 30_750_00 },
  ])('the $fund tops up $pct%, until it has paid £1,000,000 over the contract', ({ pct, paid }) => {
    const rates = [{ outcomeCode: 'kept-together', pencePerUnit: 5_000_00 }];
    const share: Distribution = { kind: 'TOP_UP', by: 'lottery', pct, upToPence: 1_000_000_00, rest: to('council') };
    const clause = tariff('outcomes', rates, { heldBy: paidBy(share), distribution: to('provider') });
    const terms = outcomeTerms([clause], ['kept-together']);
    const settled = (used: Pence) =>
      simulate(terms, {
        testPeriodId: 'year-2',
        claims: [claim('kept-together', '41')],
        usedBefore: { 'outcomes/top-up/lottery': used },
      });
    expect(settlementOf(settled(0))).toEqual({ lottery: -paid, council: paid - 205_000_00, provider: 205_000_00 });
    expect(settled(0).limitUse).toEqual({ 'outcomes/top-up/lottery': paid });
    expect(settlementOf(settled(999_999_99))).toEqual({ lottery: -1, council: -204_999_99, provider: 205_000_00 });
    expect(settlementOf(settled(1_000_000_00))).toEqual({ council: -205_000_00, provider: 205_000_00 });
  });
});

describe('fees', () => {
  const feeClause = (clauseId: string, pct: string, months: number): Clause =>
    sampleClause({
      clauseId,
      trigger: { kind: 'CALENDAR' },
      valuation: { kind: 'FEE', estimatedContractValuePence: 18_000_000_00, pct, months },
      corrections: [],
      heldBy: paidBy(to('department')),
      distribution: to('provider'),
      payment: { kind: 'MONTHLY_FEE', dueDays: 30 },
    });
  const month = (place: number): TestPeriod => {
    const [year, of] = [2017 + Math.floor((place + 11) / 12), ((place + 11) % 12) + 1];
    const text = `${year}-${String(of).padStart(2, '0')}`;
    return { testPeriodId: `month-${place + 1}`, from: `${text}-01`, to: `${text}-28` };
  };
  const months = Array.from({ length: 60 }, (_, place) => month(place));
  const fees = (...clauses: Clause[]) => {
    const terms = termsOf(['department', 'provider'], clauses, { period: periodOf(months) });
    return months.map(({ testPeriodId }) => simulate(terms, { testPeriodId }).sharesPence);
  };
  const sum = (pence: readonly Pence[]) => pence.reduce((all, each) => all + each, 0);

  it('W15 is £90,000.00 in each of 60 months, with no claim', () => {
    expect(new Set(fees(feeClause('fee', '30', 60)))).toEqual(new Set([90_000_00]));
    expect(sum(fees(feeClause('fee', '30', 60)))).toBe(5_400_000_00);
  });

  it('W15 comes to the whole fee to the penny where it does not divide by the months', () => {
    const paid = fees(feeClause('fee', '31.1111', 7));
    expect(sum(paid)).toBe(5_599_998_00);
    expect(new Set(paid.slice(0, 7))).toEqual(new Set([799_999_71, 799_999_72]));
    expect(paid.slice(7)).toEqual(Array(53).fill(0));
  });

  it('is higher in the first year where a part of it falls due then (intensive support: 15% of 30%)', () => {
    const paid = fees(feeClause('start-up', '15', 12), feeClause('service', '15', 60));
    expect([paid[0], paid[11], paid[12], paid[59]]).toEqual([270_000_00, 270_000_00, 45_000_00, 45_000_00]);
    expect(sum(paid)).toBe(5_400_000_00);
  });

  it('goes with outcomes that cost more beyond a number of them, counted over the contract', () => {
    const rates = [
      { outcomeCode: 'in-work', pencePerUnit: 1_500_00 },
      { outcomeCode: 'in-work', pencePerUnit: 2_100_00, aboveUnits: '4000' },
    ];
    const terms = outcomeTerms([tariff('outcomes', rates)], ['in-work']);
    const paid = (before: string, units: string) =>
      simulate(terms, {
        testPeriodId: 'year-2',
        claims: [claim('in-work', before, { testPeriodId: 'year-1' }), claim('in-work', units)],
      }).sharesPence;
    expect(paid('3500', '500')).toBe(750_000_00);
    expect(paid('3500', '501')).toBe(752_100_00);
    expect(paid('3500', '1000')).toBe(1_800_000_00);
    expect(paid('4000', '10')).toBe(21_000_00);
  });
});

/* Growth, and money at stake. */

describe('a business rates pool', () => {
  const gainOf = (
    parties: readonly string[],
    gainPence: Pence,
    distribution: Distribution,
    byAgency: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
    over: Partial<Clause> = {},
  ) => {
    const clause = sampleClause({
      clauseId: 'gain',
      trigger: { kind: 'INCOME_GROWTH', metricId: 'income', abovePence: 0 },
      valuation: { kind: 'INCOME_GROWTH', metricId: 'income' },
      corrections: [],
      heldBy: FUND,
      distribution,
      ...over,
    });
    const metrics = [metric('income', 'PENCE'), ...Object.keys(byAgency).map((id) => metric(id, 'PENCE', 'AGENCY'))];
    const values = Object.entries(byAgency).flatMap(([metricId, of]) =>
      Object.entries(of).map(([agencyId, value]) => ({ metricId, agencyId, value })),
    );
    return simulate(termsOf(parties, [clause], { metrics }), {
      testPeriodId: 'year-1',
      baselines: [{ metricId: 'income', value: String(700_000_000_00) }],
      measurements: [{ metricId: 'income', value: String(700_000_000_00 + gainPence) }, ...values],
    });
  };
  const members = ['bradford', 'leeds', 'wakefield'];
  const by = (metricId: string): Distribution => ({ kind: 'PRO_RATA_METRIC', metricId, among: members });
  const weighted: Distribution = {
    kind: 'WEIGHTED',
    parts: [
      { title: 'Kept', portion: '50%', share: { kind: 'REINVEST' } },
      { title: 'Growth', portion: '25%', share: by('growth') },
      { title: 'Population', portion: '25%', share: by('population') },
    ],
  };
  const population = { bradford: '530', leeds: '780', wakefield: '310' };

  it('W9 keeps half and shares a quarter by growth and a quarter by population', () => {
    const growth = { bradford: '3', leeds: '2', wakefield: '2' };
    const result = gainOf(members, 1_000_000_00, weighted, { growth, population });
    expect(settlementOf(result)).toEqual({
      bradford: 188_932_98,
      leeds: 191_798_94,
      wakefield: 119_268_08,
      [FUND_PARTY]: -500_000_00,
    });
    expect(result).toMatchObject({ sharesPence: 500_000_00, reinvestedPence: 500_000_00, retainedPence: 0 });
    const shares = result.trace.filter(({ rule }) => rule === 'SHARE').map(({ resultPence }) => resultPence);
    expect(shares).toEqual([500_000_00, ...[107_142_86, 71_428_57, 71_428_57], ...[81_790_12, 120_370_37, 47_839_51]]);
  });

  it('W9 gives no part by growth to a member that shrank, and takes none from it', () => {
    const growth = { bradford: '3', leeds: '-2', wakefield: '1' };
    const result = gainOf(members, 1_000_000_00, by('growth'), { growth });
    expect(settlementOf(result)).toMatchObject({ bradford: 750_000_00, wakefield: 250_000_00 });
    expect(settlementOf(result)).not.toHaveProperty('leeds');
  });

  it('W10 gives a third to the city, to the county, and to seven districts together', () => {
    const districts = ['blaby', 'charnwood', 'harborough', 'hinckley', 'melton', 'north-west', 'oadby'];
    const thirds: Distribution = {
      kind: 'WEIGHTED',
      parts: [
        { title: 'City', portion: '1/3', share: to('city') },
        { title: 'County', portion: '1/3', share: to('county') },
        { title: 'Districts', portion: '1/3', share: equally(...districts) },
      ],
    };
    const settlement = settlementOf(gainOf(['city', 'county', ...districts], 1_000_000_00, thirds));
    expect(settlement).toMatchObject({ city: 333_333_34, county: 333_333_33 });
    expect(districts.map((district) => settlement[district])).toEqual([
      ...Array<Pence>(5).fill(47_619_05),
      ...Array<Pence>(2).fill(47_619_04),
    ]);
  });

  it('leaves nobody worse off than alone, as far as the gain goes (Devon)', () => {
    const parties = ['county', 'exeter', 'teignbridge'];
    const shares = fixed({ county: '50', exeter: '30', teignbridge: '20' });
    const floors = [{ kind: 'NO_WORSE_OFF', metricId: 'alone' }] as const;
    const alone = (county: Pence, exeter: Pence, teignbridge: Pence) =>
      settlementOf(
        gainOf(
          parties,
          900_000_00,
          shares,
          { alone: { county: String(county), exeter: String(exeter), teignbridge: String(teignbridge) } },
          { floors },
        ),
      );
    expect(alone(450_000_00, 270_000_00, 180_000_00)).toMatchObject({ county: 450_000_00, exeter: 270_000_00 });
    expect(alone(350_000_00, 300_000_00, 100_000_00)).toMatchObject({
      county: 433_333_33,
      exeter: 300_000_00,
      teignbridge: 166_666_67,
    });
    expect(alone(600_000_00, 300_000_00, 100_000_00)).toMatchObject({
      county: 516_666_67,
      exeter: 283_333_33,
      teignbridge: 100_000_00,
    });
  });
});

describe('money at stake for performance', () => {
  const stake = (earned: 'ALL_OR_NOTHING' | 'IN_PROPORTION', measured: string, minChangePct = '0') => {
    const moved = { metricId: 'admissions', direction: 'FALL' } as const;
    const clause = sampleClause({
      clauseId: 'performance',
      trigger: { kind: 'METRIC_VS_BASELINE', ...moved, minChangePct },
      valuation: { kind: 'AT_STAKE', pence: 2_800_000_00, ...moved, targetPct: '4.2', earned },
      corrections: [],
      heldBy: paidBy(to('ccg')),
      distribution: { kind: 'REINVEST' },
    });
    return simulate(termsOf(['ccg', 'council'], [clause], { metrics: [metric('admissions')] }), {
      testPeriodId: 'year-1',
      baselines: [{ metricId: 'admissions', value: '20000' }],
      measurements: [{ metricId: 'admissions', value: measured }],
    });
  };

  it.each([
    { measured: '19160', fall: '4.2%', inProportion: 2_800_000_00, orNothing: 2_800_000_00 },
    { measured: '19161', fall: '4.195%', inProportion: 2_796_666_67, orNothing: 0 },
    { measured: '19580', fall: '2.1%', inProportion: 1_400_000_00, orNothing: 0 },
    { measured: '18000', fall: '10%', inProportion: 2_800_000_00, orNothing: 2_800_000_00 },
    { measured: '20000', fall: '0%', inProportion: 0, orNothing: 0 },
    { measured: '20500', fall: 'a rise', inProportion: 0, orNothing: 0 },
  ])('a fall of $fall against 4.2% earns its part of £2,800,000; the rest stays with the NHS', (each) => {
    const result = stake('IN_PROPORTION', each.measured);
    expect(result).toMatchObject({ distributablePence: 2_800_000_00, reinvestedPence: each.inProportion });
    expect(result.retainedPence).toBe(2_800_000_00 - each.inProportion);
    expect(stake('ALL_OR_NOTHING', each.measured).reinvestedPence).toBe(each.orNothing);
  });
});

/* Investment and benefit. */

describe('W14 the investment agreement', () => {
  const benefits = (figures: Readonly<Record<string, readonly [gross: Pence, cashablePct: string]>>) =>
    Object.entries(figures).map(([agencyId, [grossPence, cashablePct]]) => ({
      agencyId,
      grossPence,
      deliveryCostPence: 0,
      cashablePct,
    }));
  const recognised = benefits({
    council: [180_000_00, '80'],
    police: [420_000_00, '40'],
    nhs: [350_000_00, '50'],
    dwp: [250_000_00, '100'],
  });

  it('W14 settles who gained with who invested, and comes to nought', () => {
    const result = simulate(sampleTerms(), { testPeriodId: 'year-1', benefits: recognised });
    expect(result.settlement).toEqual([
      { partyId: 'council', sharePence: 306_612_50, drawnPence: 122_400_00, settlementPence: 184_212_50 },
      { partyId: 'police', sharePence: 102_204_17, drawnPence: 142_800_00, settlementPence: -40_595_83 },
      { partyId: 'nhs', sharePence: 153_306_25, drawnPence: 148_750_00, settlementPence: 4_556_25 },
      { partyId: 'dwp', sharePence: 51_102_08, drawnPence: 212_500_00, settlementPence: -161_397_92 },
      { partyId: FUND_PARTY, sharePence: 13_225_00, drawnPence: 0, settlementPence: 13_225_00 },
    ]);
    expect(result).toMatchObject({ distributablePence: 626_450_00, sharesPence: 613_225_00, retainedPence: 0 });
  });

  it('W14 shows each correction, so that the sum can be followed by hand (INV-53)', () => {
    const { trace } = simulate(sampleTerms(), { testPeriodId: 'year-1', benefits: recognised });
    const corrections = trace.filter(({ rule }) => rule === 'CORRECTION').map(({ says }) => says);
    expect(corrections).toEqual([
      'Optimism bias less 15%: £180,000.00 × 0.85 = £153,000.00.',
      'Cashability 80%: £153,000.00 × 0.8 = £122,400.00.',
      'Optimism bias less 15%: £420,000.00 × 0.85 = £357,000.00.',
      'Cashability 40%: £357,000.00 × 0.4 = £142,800.00.',
      'Optimism bias less 15%: £350,000.00 × 0.85 = £297,500.00.',
      'Cashability 50%: £297,500.00 × 0.5 = £148,750.00.',
      'Optimism bias less 15%: £250,000.00 × 0.85 = £212,500.00.',
      'Cashability 100%: £212,500.00 × 1 = £212,500.00.',
    ]);
  });

  it('W14 repays the investment once over the contract: in the second year all of it is net benefit', () => {
    const { limitUse } = simulate(sampleTerms(), { testPeriodId: 'year-1', benefits: recognised });
    expect(limitUse).toEqual({ 'returns/repay': 600_000_00 });
    const second = simulate(sampleTerms(), { testPeriodId: 'year-2', benefits: recognised, usedBefore: limitUse });
    expect(second).toMatchObject({
      sharesPence: 313_225_00,
      reinvestedPence: 313_225_00,
      limitUse: { 'returns/repay': 0 },
    });
  });

  it('W14 takes off the cost of delivery before anything else (INV-54), and leaves other benefits out (INV-47)', () => {
    const withCost: AssumedOutcomes['benefits'] = [
      { agencyId: 'council', grossPence: 200_000_00, deliveryCostPence: 20_000_00, cashablePct: '80' },
      ...recognised.slice(1),
      { agencyId: 'council', grossPence: 9_000_000_00, deliveryCostPence: 0, benefitType: 'SOCIAL' },
      { agencyId: 'council', grossPence: 9_000_000_00, deliveryCostPence: 0, stage: 'ASSURED' },
    ];
    const result = simulate(sampleTerms(), { testPeriodId: 'year-1', benefits: withCost });
    expect(result.settlement.find(({ partyId }) => partyId === 'council')!.settlementPence).toBe(184_212_50);
  });

  it('F12 keeps what was promised, what was trusted and what came apart: 731m, 55m and 314m are never added', () => {
    const million = (of: number) => of * 1_000_000_00;
    const claimed = [
      { stage: 'ESTIMATE' as const, grossPence: million(731) },
      { stage: 'ASSURED' as const, grossPence: million(55) },
      { stage: 'REALISED' as const, grossPence: million(314) },
    ].map((each) => ({ ...each, agencyId: 'nhs', deliveryCostPence: 0 }));
    const distributable = claimed.map(({ stage }) => {
      const corrections = [{ kind: 'CASHABILITY', by: 'EVIDENCE' }] as const;
      const clause = sampleClause({ valuation: { kind: 'RECOGNISED_BENEFIT', stage }, corrections });
      return simulate(sampleTerms({ clauses: [clause] }), { testPeriodId: 'year-1', benefits: claimed })
        .distributablePence;
    });
    expect(distributable).toEqual([million(731), million(55), million(314)]);
  });
});

describe('published figures', () => {
  const shared = (pence: Pence, shares: Readonly<Record<string, string>>) =>
    settlementOf(sharedBy(fixed(shares), Object.keys(shares), [line(pence, 0)]));

  it('F9 hospital discharge: £500m is 40% to councils and 60% to integrated care boards, the next £600m half and half', () => {
    const first = shared(500_000_000_00, { councils: '40', icbs: '60' });
    expect(first).toMatchObject({ councils: 200_000_000_00, icbs: 300_000_000_00 });
    const next = shared(600_000_000_00, { councils: '50', icbs: '50' });
    expect(next).toMatchObject({ councils: 300_000_000_00, icbs: 300_000_000_00 });
  });

  it('F17 Essex: of £17.3m avoided investors have £6.7m and the council £10.5m; the £0.1m between is shown, not mended', () => {
    const distribution: Distribution = {
      kind: 'WATERFALL',
      steps: [
        {
          stepId: 'investors',
          title: 'Investors',
          upTo: { kind: 'PENCE', pence: 6_700_000_00 },
          share: to('investors'),
        },
        { stepId: 'council', title: 'Council', upTo: { kind: 'PENCE', pence: 10_500_000_00 }, share: to('council') },
        { stepId: 'gap', title: 'Gap of the published figures', share: { kind: 'RETAIN' } },
      ],
    };
    const result = sharedBy(distribution, ['council', 'investors'], [line(17_300_000_00, 0)]);
    expect(settlementOf(result)).toMatchObject({ council: 10_500_000_00, investors: 6_700_000_00 });
    expect(result).toMatchObject({ distributablePence: 17_300_000_00, retainedPence: 100_000_00 });
  });
});
