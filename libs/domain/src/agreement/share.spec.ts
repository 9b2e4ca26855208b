import { clock } from '../../../../test/support/given-when-then';
import {
  accountant,
  agreement,
  agreementContext,
  agreementFact,
  approve,
  askAgreement,
  calculate,
  cashier,
  claimed,
  cohort,
  draftedWith,
  financeDirector,
  fundEntry,
  happened,
  headlineApproved,
  headlineBenefits,
  inForce,
  only,
  pay,
  recognised,
  resultsTerms,
  sampleFundOfAgreement,
  tookEffect,
  validated,
  varied,
} from '../../../../test/support/given-agreement';
import { sampleClause, sampleTerms } from '../../../../test/support/sample-terms';
import { type FundingStreamState, undefinedFundingStream } from '../funding-stream/funding-stream.state';
import { type AgreementEvent, type BenefitFigures } from './agreement.events';
import { type OutturnLine } from './calculation/inputs';
import { type Clause, type Terms } from './terms';

const { given } = agreement;
const headline = [...inForce(), ...headlineBenefits];

/** What calculations made due to each party (positive) or by it, all of it together, less what disputes took off. */
function netOf(facts: readonly AgreementEvent[]): Readonly<Record<string, number>> {
  const net: Record<string, number> = {};
  for (const { fromId, toId, amountPence, reducedPence } of given(...facts).state.dues.values()) {
    net[fromId] = (net[fromId] ?? 0) - amountPence + reducedPence;
    net[toId] = (net[toId] ?? 0) + amountPence - reducedPence;
  }
  return net;
}

/** A benefit of W14 restated. */
const restate = (agencyId: string, grossPence: number, cashablePct: string, on = '2014-09-01') => {
  const [before] = only([recognised(agencyId, 0, { cashablePct })], 'BenefitRecognised');
  const { benefitId: _id, testPeriodId: _period, title: _title, ...figures } = before!.data;
  const to: BenefitFigures = { ...figures, grossPence };
  return askAgreement('RestateBenefit', on, { benefitId: `${agencyId}-2013`, to, reason: 'Audited' });
};

/** Terms of one clause for a saving that lies in the pooled fund, under the Ministry of Justice's tiers. */
const savingTerms = (over: Partial<Clause> = {}, more: Partial<Terms> = {}): Terms =>
  sampleTerms({
    metrics: [{ metricId: 'cost', title: 'Cost of reoffending', unit: 'PENCE' }],
    clauses: [
      sampleClause({
        clauseId: 'saving',
        title: 'Cheaper reoffending',
        trigger: { kind: 'METRIC_VS_BASELINE', metricId: 'cost', direction: 'FALL', minChangePct: '5' },
        valuation: { kind: 'MEASURED_SAVING', metricId: 'cost' },
        corrections: [],
        tiers: {
          mode: 'MARGINAL',
          of: 'CHANGE_PCT',
          bands: [
            { from: '0', to: '5', payPct: '50' },
            { from: '5', to: '20', payPct: '100' },
            { from: '20', to: null, payPct: '0' },
          ],
        },
        heldBy: { kind: 'FUND' },
        distribution: { kind: 'NAMED_PARTNER', to: 'council' },
        ...over,
      }),
    ],
    ...more,
  });
const costs = (value: string, baseline = '800000000'): readonly AgreementEvent[] => [
  agreementFact('BaselineAgreed', '2013-04-02', {
    metricId: 'cost',
    value: baseline,
    source: 'Unit costs of July 2010 to June 2011',
    agreedBy: ['council', 'police', 'nhs', 'dwp'],
  }),
  agreementFact('OutcomeMeasured', '2014-05-01', {
    metricId: 'cost',
    testPeriodId: 'year-1',
    value,
    method: 'Police national computer',
  }),
];

/** Terms of one clause for the variance of a pooled budget. */
const varianceTerms = (distribution: Clause['distribution'], more: Partial<Terms> = {}): Terms =>
  sampleTerms({
    clauses: [
      sampleClause({
        clauseId: 'overspend',
        title: 'Overspend of the pool',
        trigger: { kind: 'BUDGET_VARIANCE' },
        valuation: { kind: 'VARIANCE', counts: 'OVERSPEND', ringFencedLines: 'EXCLUDED' },
        corrections: [],
        heldBy: { kind: 'FUND' },
        distribution,
      }),
    ],
    ...more,
  });
const line = (lineId: string, budgetPence: number, outturnPence: number, over: Partial<OutturnLine> = {}) => ({
  ...{ lineId, budgetPence, outturnPence },
  ...{ cause: 'DEMAND' as const, ringFenced: false },
  ...over,
});
const outturn = (...lines: readonly OutturnLine[]) =>
  agreementFact('OutturnDeclared', '2014-05-01', { testPeriodId: 'year-1', lines });

describe('calculating the shares of a test period', () => {
  it('INV-50 settles the headline W14: what each receives or pays nets to nought', () => {
    expect(given(...headline).when(calculate()).data).toMatchObject({
      testPeriodId: 'year-1',
      distributablePence: 626_450_00,
      sharesPence: 613_225_00,
      reinvestedPence: 13_225_00,
      retainedPence: 0,
      settlement: [
        { partyId: 'council', sharePence: 306_612_50, drawnPence: 122_400_00, settlementPence: 184_212_50 },
        { partyId: 'police', sharePence: 102_204_17, drawnPence: 142_800_00, settlementPence: -40_595_83 },
        { partyId: 'nhs', sharePence: 153_306_25, drawnPence: 148_750_00, settlementPence: 4_556_25 },
        { partyId: 'dwp', sharePence: 51_102_08, drawnPence: 212_500_00, settlementPence: -161_397_92 },
        { partyId: '@fund', sharePence: 13_225_00, drawnPence: 0, settlementPence: 13_225_00 },
      ],
    });
  });

  it('INV-53 names the version, the last entry looked at, who calculated, and a digest of terms and inputs', () => {
    const { data } = given(...headline).when(calculate());
    expect(data).toMatchObject({
      calculationId: 'calculation-1',
      calculatedBy: 'accountant',
      termsVersion: 1,
      throughEntryNo: headline.length,
    });
    expect(data['inputsDigest']).toMatch(/^[0-9a-f]{64}$/);
    const again = given(...happened(headline, [calculate()])).when(calculate()).data;
    expect(again).toMatchObject({ calculationId: 'calculation-2', inputsDigest: data['inputsDigest'] });
    const changed = given(...headline, recognised('council', 1, { benefitId: 'more' })).when(calculate()).data;
    expect(changed['inputsDigest']).not.toBe(data['inputsDigest']);
  });

  it('INV-53 traces each figure to the entry that it came from', () => {
    const { data } = given(...headline).when(calculate());
    const police = headline.findIndex((each) => 'benefitId' in each.data && each.data.benefitId === 'police-2013') + 1;
    expect(data['trace']).toContainEqual(
      expect.objectContaining({
        rule: 'INPUT',
        agencyId: 'police',
        sources: [`investment/${police}`],
        says: 'police-2013: gross fiscal benefit £420,000.00, cost of delivery none.',
      }),
    );
    expect(data['trace']).toContainEqual(
      expect.objectContaining({
        rule: 'SETTLEMENT',
        resultPence: -40_595_83,
        says: expect.stringContaining('pays £40,595.83'),
      }),
    );
  });

  it('makes nothing due', () => {
    expect(given(...happened(headline, [calculate()])).state.dues.size).toBe(0);
  });

  it('INV-47 shares neither social nor economic benefit, nor what is only estimated', () => {
    const beside = [
      recognised('nhs', 900_000_00, { benefitId: 'wellbeing', benefitType: 'SOCIAL' }),
      recognised('council', 500_000_00, { benefitId: 'wages', benefitType: 'ECONOMIC' }),
      recognised('dwp', 700_000_00, { benefitId: 'hoped-for', stage: 'ESTIMATE' }),
    ];
    expect(given(...headline, ...beside).when(calculate()).data).toMatchObject({ distributablePence: 626_450_00 });
    given(...inForce(), ...beside)
      .when(calculate())
      .thenRefused('EVIDENCE_MISSING', { reasons: ['returns lacks BENEFIT of REALISED in year-1.'] });
  });

  it('INV-54 shares what is left after the cost of delivery', () => {
    const facts = [
      ...inForce(),
      recognised('council', 180_000_00, { cashablePct: '80', deliveryCostPence: 20_000_00 }),
    ];
    expect(given(...facts).when(calculate()).data).toMatchObject({ distributablePence: 108_800_00 });
  });

  it('computes nothing under terms that are not in force on the last day of the test period', () => {
    given(...draftedWith(), ...headlineBenefits)
      .when(calculate())
      .thenRefused('TERMS_NOT_IN_FORCE', { on: '2014-03-31' });
    const from = (on: string) => [...inForce().slice(0, -1), tookEffect(1, on), ...headlineBenefits];
    given(...from('2014-04-01'))
      .when(calculate())
      .thenRefused('TERMS_NOT_IN_FORCE');
    expect(given(...from('2014-03-31')).when(calculate()).data).toMatchObject({ termsVersion: 1 });
  });

  it('INV-53 uses the version that is in force on the last day, and names it', () => {
    const half = sampleTerms({ clauses: [sampleClause({ distribution: { kind: 'REINVEST' } })] });
    expect(given(...headline, ...varied(half, '2014-04-01')).when(calculate()).data).toMatchObject({
      termsVersion: 1,
      reinvestedPence: 13_225_00,
    });
    expect(given(...headline, ...varied(half, '2014-03-31')).when(calculate()).data).toMatchObject({
      termsVersion: 2,
      reinvestedPence: 626_450_00,
    });
  });

  it('INV-13 computes nothing under a variation that is only drafted or signed', () => {
    const half = sampleTerms({ clauses: [sampleClause({ distribution: { kind: 'REINVEST' } })] });
    const signed = varied(half, '2013-04-01').slice(0, -1);
    expect(given(...headline, ...signed).when(calculate()).data).toMatchObject({ termsVersion: 1 });
  });

  it('refuses a test period that the terms in force do not have, and one that has not begun', () => {
    given(...headline)
      .when(calculate('year-3'))
      .thenRefused('TEST_PERIOD_UNKNOWN', { testPeriodId: 'year-3' });
    const [, year2] = sampleTerms().period.testPeriods;
    const lateOnly = sampleTerms({ period: { ...sampleTerms().period, testPeriods: [year2!] } });
    given(...headline, ...varied(lateOnly, '2013-04-01'))
      .when(calculate())
      .thenRefused('TEST_PERIOD_UNKNOWN');
    const on = (today: string) =>
      given(...inForce(), recognised('nhs', 1_00, { testPeriodId: 'year-2' })).when({
        ...calculate('year-2', today),
        today,
      });
    on('2014-03-31').thenRefused('TEST_PERIOD_NOT_BEGUN', { from: '2014-04-01' });
    expect(on('2014-04-01').data).toMatchObject({ testPeriodId: 'year-2' });
    given(...headline)
      .when(calculate('year-1', '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });

  it('INV-14 shares with no party that left before the test period began', () => {
    const notice = agreementFact('PartyExitNoticeGiven', '2013-12-01', {
      ...{ agencyId: 'dwp', exitsOn: '2014-04-01', reason: 'The spending review' },
    });
    const left = (on: string) => agreementFact('PartyExited', on, { agencyId: 'dwp' });
    const benefit = recognised('nhs', 100_000_00, { benefitId: 'nhs-2014', testPeriodId: 'year-2' });
    const year2 = calculate('year-2', '2015-06-01');
    given(...headline, benefit, notice, left('2014-04-01'))
      .when(year2)
      .thenRefused('PARTY_HAS_LEFT', { agencyId: 'dwp', on: '2014-04-01' });
    expect(given(...headline, benefit, notice, left('2014-04-02')).when(year2).data).toMatchObject({ termsVersion: 1 });
    expect(given(...headline, notice, left('2014-04-01')).when(calculate()).data).toMatchObject({ termsVersion: 1 });
    const without = sampleTerms({
      parties: sampleTerms().parties.filter(({ agencyId }) => agencyId !== 'dwp'),
      investments: sampleTerms().investments.filter(({ agencyId }) => agencyId !== 'dwp'),
      rounding: { mode: 'HALF_UP', tieOrder: ['council', 'police', 'nhs'] },
    });
    const { settlement } = given(
      ...headline,
      benefit,
      notice,
      left('2014-04-01'),
      ...varied(without, '2014-04-01'),
    ).when(year2).data as { settlement: readonly { partyId: string }[] };
    expect(settlement.map(({ partyId }) => partyId)).toEqual(['council', 'police', 'nhs']);
  });

  it('INV-09 refuses amounts that are too large to be told to the penny', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, place) => recognised('nhs', 100_000_000_000_000, { benefitId: `b-${place}` }));
    const whole = sampleTerms({ clauses: [sampleClause({ corrections: [{ kind: 'CASHABILITY', by: 'EVIDENCE' }] })] });
    given(...inForce(whole), ...many(91))
      .when(calculate())
      .thenRefused('AMOUNTS_TOO_LARGE');
    expect(given(...inForce(whole), ...many(90)).when(calculate()).data).toMatchObject({
      distributablePence: 9_000_000_000_000_000,
    });
  });

  it('INV-46 pays nothing without baseline and measurement, nor below the trigger', () => {
    const facts = inForce(savingTerms());
    given(...facts)
      .when(calculate())
      .thenRefused('EVIDENCE_MISSING', { reasons: ['saving lacks BASELINE of cost.'] });
    given(...facts, costs('1')[0]!)
      .when(calculate())
      .thenRefused('EVIDENCE_MISSING', { reasons: ['saving lacks MEASUREMENT of cost.'] });
    expect(given(...facts, ...costs('760000000')).when(calculate()).data).toMatchObject({ sharesPence: 200_000_00 });
    expect(given(...facts, ...costs('760000001')).when(calculate()).data).toMatchObject({
      sharesPence: 0,
      retainedPence: 399_999_99,
      clauses: [{ status: 'TRIGGER_NOT_MET' }],
    });
  });

  it('INV-46 calculates the clauses whose evidence is there, and says what the others lack', () => {
    const both = sampleTerms({ metrics: savingTerms().metrics, clauses: [sampleClause(), ...savingTerms().clauses] });
    expect(given(...inForce(both), ...headlineBenefits).when(calculate()).data).toMatchObject({
      distributablePence: 626_450_00,
      clauses: [
        { status: 'PAYS' },
        { clauseId: 'saving', status: 'EVIDENCE_MISSING', missing: 'BASELINE', what: 'cost' },
      ],
    });
  });

  it('INV-48 pays the same fall by marginal tiers and over a cliff edge, as the terms say', () => {
    const bands = [
      { from: '0', to: '5', payPct: '0' },
      { from: '5', to: null, payPct: '50' },
    ];
    const cliff = savingTerms({ tiers: { mode: 'CLIFF_EDGE', of: 'CHANGE_PCT', bands } });
    const fall = costs('712000000');
    expect(given(...inForce(savingTerms()), ...fall).when(calculate()).data).toMatchObject({ sharesPence: 680_000_00 });
    expect(given(...inForce(cliff), ...fall).when(calculate()).data).toMatchObject({ sharesPence: 440_000_00 });
  });

  it('INV-46 pays for claims that are validated by a method of the terms, and for no others', () => {
    const facts = [...inForce(resultsTerms()), cohort('9'), claimed('1'), claimed('2'), claimed('3')];
    const withdrawn = agreementFact('ClaimWithdrawn', '2014-02-01', { claimId: '2', reason: 'The family moved' });
    expect(given(...facts).when(calculate()).data).toMatchObject({ sharesPence: 0 });
    expect(given(...facts, validated(['1', '2'])).when(calculate()).data).toMatchObject({ sharesPence: 1_600_00 });
    expect(given(...facts, validated(['1', '2']), withdrawn).when(calculate()).data).toMatchObject({
      sharesPence: 800_00,
    });
    const strict = resultsTerms({ validation: { methods: ['ADMIN_DATA'] } });
    expect(given(...facts, validated(['1']), ...varied(strict, '2013-04-01')).when(calculate()).data).toMatchObject({
      termsVersion: 2,
      sharesPence: 0,
    });
  });

  it('INV-49 counts a cap over the contract, records what it leaves unpaid, and by whose approval it is used', () => {
    const capped = resultsTerms({ caps: [{ capId: 'contract', scope: 'CONTRACT', pence: 2_000_00 }] });
    const later = { testPeriodId: 'year-2', achievedOn: '2014-11-04' };
    const claims = [claimed('1'), claimed('2'), claimed('3', later), claimed('4', later)];
    const facts = [...inForce(capped), cohort('9'), ...claims, validated(['1', '2', '3', '4'])];
    const year2 = calculate('year-2', '2015-06-01');
    expect(given(...facts).when(year2).data).toMatchObject({ sharesPence: 1_600_00 });
    expect(given(...happened(facts, [calculate()])).when(year2).data).toMatchObject({ sharesPence: 1_600_00 });
    const { decision } = given(...happened(facts, [calculate(), approve()])).when(year2);
    expect(decision).toMatchObject({
      accepted: [
        { type: 'BenefitShareCalculated', data: { sharesPence: 400_00, retainedPence: 1_200_00 } },
        {
          type: 'CapReached',
          occurredOn: '2015-06-01',
          data: {
            calculationId: 'calculation-2',
            testPeriodId: 'year-2',
            capId: 'contract',
            unpaidExcessPence: 1_200_00,
          },
        },
      ],
    });
  });

  it('goes by what the fund received where the terms say so', () => {
    const byReceipts = savingTerms({ distribution: { kind: 'PRO_RATA_CONTRIBUTION', basis: 'RECEIVED' } });
    const contributions = [
      { agencyId: 'council', agreedPence: 99_00, receivedPence: 300_00, source: 'poolYear-early-help:2013@9' },
      { agencyId: 'nhs', agreedPence: 99_00, receivedPence: 100_00, source: 'poolYear-early-help:2013@9' },
    ];
    const facts = [...inForce(byReceipts), ...costs('760000000')];
    expect(given(...facts).when(calculate(), agreementContext({ contributions })).data).toMatchObject({
      settlement: [
        { partyId: 'council', sharePence: 150_000_00 },
        { partyId: 'nhs', sharePence: 50_000_00 },
        { partyId: '@fund', drawnPence: 200_000_00 },
      ],
    });
    given(...facts)
      .when(calculate())
      .thenRefused('EVIDENCE_MISSING', { reasons: ['saving lacks CONTRIBUTIONS of RECEIVED.'] });
  });
});

describe('sharing the variance of a budget', () => {
  const percentages = {
    kind: 'FIXED_PCT',
    shares: [
      { to: 'council', pct: '51' },
      { to: 'nhs', pct: '49' },
    ],
  } as const;

  it('INV-36 follows the rule of the terms: 51 to 49 of an overspend, the odd penny to the first', () => {
    const facts = [...inForce(varianceTerms(percentages)), outturn(line('care', 9_000_000_00, 10_000_000_01))];
    expect(given(...facts).when(calculate()).data).toMatchObject({
      settlement: [
        { partyId: 'council', sharePence: -510_000_01, settlementPence: -510_000_01 },
        { partyId: 'nhs', sharePence: -490_000_00, settlementPence: -490_000_00 },
        { partyId: '@fund', settlementPence: 1_000_000_01 },
      ],
    });
  });

  it('INV-38 shares no ring-fenced line', () => {
    const lines = [line('care', 100_00, 160_00), line('adaptations', 100_00, 900_00, { ringFenced: true })];
    const facts = [...inForce(varianceTerms(percentages)), outturn(...lines)];
    expect(given(...facts).when(calculate()).data).toMatchObject({ distributablePence: -60_00 });
  });

  it('INV-39 goes down the steps of the terms, each on a line of the trace', () => {
    const steps = [
      {
        stepId: 'risk-pool',
        title: 'Risk pool',
        upTo: { kind: 'PENCE', pence: 500_000_00 },
        share: { kind: 'RETAIN' },
      },
      { stepId: 'partners', title: 'Partners', share: percentages },
    ] as const;
    const waterfall = varianceTerms({ kind: 'WATERFALL', steps });
    const facts = [...inForce(waterfall), outturn(line('care', 1_000_000_00, 1_700_000_00))];
    const { data } = given(...facts).when(calculate());
    expect(data).toMatchObject({ sharesPence: -200_000_00, retainedPence: -500_000_00 });
    expect((data['trace'] as readonly { rule: string }[]).filter(({ rule }) => rule === 'STEP')).toHaveLength(2);
  });

  it('INV-40 lets nobody bear more than its cap', () => {
    const cap = { capId: 'own-contribution', scope: 'PARTNER', excess: 'UNPAID' } as const;
    const capped = varianceTerms(percentages, {
      caps: [{ ...cap, limit: { kind: 'CONTRIBUTION', basis: 'TERMS' } }],
    });
    const over = (pence: number) => given(...inForce(capped), outturn(line('care', 0, pence))).when(calculate());
    expect(over(300_000_00).data).toMatchObject({ sharesPence: -300_000_00, capsReached: [] });
    expect(over(400_000_00).decision).toMatchObject({
      accepted: [
        { data: { sharesPence: -(150_000_00 + 204_000_00), retainedPence: -46_000_00 } },
        { type: 'CapReached', data: { capId: 'own-contribution', agencyId: 'nhs', unpaidExcessPence: 46_000_00 } },
      ],
    });
  });
});

describe('approving shares', () => {
  const calculated = happened(headline, [calculate()]);
  const due = (no: number, fromId: string, toId: string, amountPence: number, over: object = {}) => ({
    dueId: `calculation-1-due-${no}`,
    clauseId: 'returns',
    ...{ fromId, toId, amountPence },
    dueOn: '2014-07-10',
    kind: 'SHARE' as const,
    ...over,
  });
  const approvedWith = (...dues: ReturnType<typeof due>[]) =>
    agreementFact('BenefitShareApproved', '2014-06-10', {
      ...{ calculationId: 'calculation-1', testPeriodId: 'year-1', approvedBy: 'finance-director' },
      dues,
    });

  it('INV-50 makes due the headline W14, pair by pair, to the penny', () => {
    given(...calculated)
      .when(approve())
      .then(
        approvedWith(
          due(1, 'police', 'council', 40_595_83),
          due(2, 'dwp', 'council', 143_616_67),
          due(3, 'dwp', 'nhs', 4_556_25),
          due(4, 'dwp', '@fund', 13_225_00),
        ),
      );
    expect(netOf(headlineApproved())).toEqual({
      council: 184_212_50,
      police: -40_595_83,
      nhs: 4_556_25,
      dwp: -161_397_92,
      '@fund': 13_225_00,
    });
  });

  it('INV-31 is done by somebody else than calculated', () => {
    given(...calculated)
      .when({ ...approve(), by: accountant })
      .thenRefused('SAME_PERSON_TWICE', { actorId: 'accountant', step: 'calculated it' });
    const byClock = happened(headline, [{ ...calculate(), by: clock }]);
    expect(given(...byClock).when({ ...approve(), by: clock }).decision).toHaveProperty('accepted');
  });

  it('refuses a calculation that there is not, one that is approved, and tomorrow', () => {
    given(...calculated)
      .when(approve('calculation-2'))
      .thenRefused('CALCULATION_UNKNOWN', { calculationId: 'calculation-2' });
    given(...headlineApproved())
      .when(approve())
      .thenRefused('CALCULATION_ALREADY_APPROVED', { calculationId: 'calculation-1' });
    given(...calculated)
      .when(approve('calculation-1', '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });

  it('INV-53 refuses what would come out differently now: evidence, terms, another test period, the fund', () => {
    given(...happened(calculated, [restate('police', 400_000_00, '40')]))
      .when(approve())
      .thenRefused('CALCULATION_OUT_OF_DATE', { calculationId: 'calculation-1' });
    given(...calculated, ...varied(sampleTerms({ title: 'The same, renamed' }), '2014-03-31'))
      .when(approve())
      .thenRefused('CALCULATION_OUT_OF_DATE');
    given(...happened(calculated, [calculate()]))
      .when(approve())
      .thenRefused('CALCULATION_OUT_OF_DATE');
    const other = recognised('council', 1_000_00, { benefitId: 'c', testPeriodId: 'year-2' });
    const year2First = happened(
      [...headline, other],
      [calculate(), calculate('year-2', '2015-06-01'), approve('calculation-2', '2015-06-02')],
    );
    given(...year2First)
      .when(approve('calculation-1', '2015-06-03'))
      .thenRefused('CALCULATION_OUT_OF_DATE');
    const byReceipts = savingTerms({ distribution: { kind: 'PRO_RATA_CONTRIBUTION', basis: 'RECEIVED' } });
    const received = (receivedPence: number) =>
      agreementContext({ contributions: [{ agencyId: 'council', agreedPence: 0, receivedPence, source: 'fund' }] });
    const facts = happened([...inForce(byReceipts), ...costs('760000000')], [calculate()], received(1_00));
    given(...facts)
      .when(approve(), received(2_00))
      .thenRefused('CALCULATION_OUT_OF_DATE');
    expect(given(...facts).when(approve(), received(1_00)).decision).toHaveProperty('accepted');
    expect(given(...calculated, other).when(approve()).decision).toHaveProperty('accepted');
  });

  it('approves nothing before the day on which it was calculated', () => {
    given(...calculated)
      .when(approve('calculation-1', '2014-06-01'))
      .thenRefused('DATE_BEFORE_ITS_CAUSE', { on: '2014-06-02' });
  });

  it('approves that nothing is due, once', () => {
    const nothing = happened([...inForce(savingTerms()), ...costs('799000000')], [calculate()]);
    given(...nothing)
      .when(approve())
      .then(approvedWith());
    given(...happened(nothing, [approve(), calculate()]))
      .when(approve('calculation-2'))
      .thenRefused('CALCULATION_CHANGES_NOTHING', { testPeriodId: 'year-1' });
  });

  it('cuts a share into what is held back and instalments, to the penny, each with its day', () => {
    const payment: Clause['payment'] = {
      kind: 'RESULT',
      dueDays: 30,
      instalments: [
        { pct: '80', dueDays: 30 },
        { pct: '20', dueDays: 90 },
      ],
      holdback: { pct: '5', untilTestPeriodId: 'year-2' },
    };
    const [clause] = resultsTerms().clauses;
    const terms = resultsTerms({ clauses: [{ ...clause!, payment }] });
    const calculatedFor = (...claims: Parameters<typeof claimed>) =>
      happened([...inForce(terms), cohort('9'), claimed(...claims), validated(['1'])], [calculate()]);
    const facts = calculatedFor('1', { units: '1.0001' });
    const part = (no: number, toId: string, amountPence: number, dueOn: string) =>
      due(no, 'dwp', toId, amountPence, { clauseId: 'results', dueOn });
    given(...facts)
      .when(approve())
      .then(
        approvedWith(
          part(1, 'council', 152_02, '2014-07-10'),
          part(2, 'council', 38_00, '2014-09-08'),
          part(3, 'council', 10_00, '2015-04-30'),
          part(4, 'charity', 456_05, '2014-07-10'),
          part(5, 'charity', 114_01, '2014-09-08'),
          part(6, 'charity', 30_00, '2015-04-30'),
        ),
      );
    const late = given(...facts).when(approve('calculation-1', '2015-06-10')).data;
    expect(late).toMatchObject({ dues: [{}, {}, { amountPence: 10_00, dueOn: '2015-07-10' }, {}, {}, {}] });
    given(...calculatedFor('1', { outcomeCode: 'in-work', units: '0.0001' }))
      .when(approve())
      .then(approvedWith(part(1, 'charity', 1, '2014-07-10')));
  });
});

describe('a restatement', () => {
  const paid = happened(headlineApproved(), [
    pay('calculation-1-due-1', 40_595_83),
    pay('calculation-1-due-2', 143_616_67),
    pay('calculation-1-due-3', 4_556_25),
    pay('calculation-1-due-4', 13_225_00),
  ]);
  const again = (no: number, on: string) => [calculate('year-1', on), approve(`calculation-${no}`, on)];
  const down = happened(paid, [restate('police', 400_000_00, '40'), ...again(2, '2014-09-10')]);
  const clawback = (no: number, fromId: string, amountPence: number, calculationNo = 2) =>
    agreementFact('ClawbackRaised', '2014-09-10', {
      ...{ calculationId: `calculation-${calculationNo}`, testPeriodId: 'year-1', clauseId: 'returns' },
      ...{ dueId: `calculation-${calculationNo}-due-${no}`, fromId, toId: 'police', amountPence },
      dueOn: '2014-10-10',
    });

  it('INV-52 down raises clawbacks from who had too much, and a top-up from who paid too little', () => {
    given(...happened(paid, [restate('police', 400_000_00, '40'), calculate('year-1', '2014-09-10')]))
      .when(approve('calculation-2', '2014-09-10'))
      .then(
        agreementFact('BenefitShareApproved', '2014-09-10', {
          ...{ calculationId: 'calculation-2', testPeriodId: 'year-1', approvedBy: 'finance-director' },
          dues: [
            {
              ...{ dueId: 'calculation-2-due-3', clauseId: 'returns', fromId: 'dwp', toId: 'police' },
              ...{ amountPence: 283_33, dueOn: '2014-10-10', kind: 'TOP_UP' },
            },
          ],
        }),
        clawback(1, 'council', 1_700_00),
        clawback(2, 'nhs', 850_00),
        clawback(4, '@fund', 3_400_00),
      );
    expect(netOf(down)).toEqual({
      council: 182_512_50,
      police: -34_362_50,
      nhs: 3_706_25,
      dwp: -161_681_25,
      '@fund': 9_825_00,
    });
  });

  it('INV-52 never alters a share that was paid', () => {
    expect(down.slice(0, paid.length)).toEqual(paid);
    const before = given(...paid).state;
    const after = given(...down).state;
    for (const [dueId, was] of before.dues) expect(after.dues.get(dueId)).toEqual(was);
    expect([...after.payments]).toEqual([...before.payments]);
  });

  it('INV-52 back up nets to nothing', () => {
    const up = happened(down, [restate('police', 420_000_00, '40'), ...again(3, '2014-10-20')]);
    expect(netOf(up)).toEqual(netOf(paid));
    expect(only(up, 'BenefitShareApproved').at(-1)!.data.dues).toMatchObject([
      { fromId: 'police', toId: 'council', amountPence: 1_700_00, kind: 'TOP_UP' },
      { fromId: 'police', toId: 'nhs', amountPence: 850_00, kind: 'TOP_UP' },
      { fromId: 'police', toId: 'dwp', amountPence: 283_33, kind: 'TOP_UP' },
      { fromId: 'police', toId: '@fund', amountPence: 3_400_00, kind: 'TOP_UP' },
    ]);
  });

  it('INV-52 that changes no share makes nothing due, and is approved all the same', () => {
    const title = happened(paid, [
      restate('police', 420_000_00, '41'),
      restate('police', 420_000_00, '40', '2014-09-02'),
      calculate('year-1', '2014-09-10'),
    ]);
    given(...title)
      .when(approve('calculation-2', '2014-09-10'))
      .then(
        agreementFact('BenefitShareApproved', '2014-09-10', {
          ...{ calculationId: 'calculation-2', testPeriodId: 'year-1', approvedBy: 'finance-director' },
          dues: [],
        }),
      );
  });

  it('INV-52 a variation that counts from before does the same: tops up and claws back', () => {
    const unbiased = sampleTerms({
      clauses: [sampleClause({ corrections: [{ kind: 'CASHABILITY', by: 'EVIDENCE' }] })],
    });
    const facts = happened([...paid, ...varied(unbiased, '2013-04-01')], again(2, '2014-09-10'));
    expect(only(facts, 'TermsTookEffect').at(-1)!.data).toEqual({ version: 2, retrospective: true });
    expect(only(facts, 'BenefitShareCalculated').at(-1)!.data.termsVersion).toBe(2);
    expect(netOf(facts)).toEqual({
      council: 190_250_00,
      police: -56_583_33,
      nhs: -7_875_00,
      dwp: -194_291_67,
      '@fund': 68_500_00,
    });
    expect(only(facts, 'BenefitShareApproved').at(-1)!.data.dues).toMatchObject([
      { fromId: 'police', toId: 'council', amountPence: 6_037_50, kind: 'TOP_UP' },
      { fromId: 'police', toId: '@fund', amountPence: 9_950_00, kind: 'TOP_UP' },
      { fromId: 'dwp', toId: '@fund', amountPence: 32_893_75, kind: 'TOP_UP' },
    ]);
    expect(only(facts, 'ClawbackRaised').map(({ data }) => data)).toMatchObject([
      { fromId: 'nhs', toId: '@fund', amountPence: 12_431_25 },
    ]);
  });

  it('INV-52 lets a party that had no part in a clause before top it up', () => {
    const [clause] = resultsTerms().clauses;
    const paidBy = (to: string) =>
      resultsTerms({
        clauses: [
          {
            ...clause!,
            heldBy: { kind: 'PAYERS', share: { kind: 'NAMED_PARTNER', to } },
            distribution: { kind: 'NAMED_PARTNER', to: 'charity' },
          },
        ],
      });
    const before = [...inForce(paidBy('dwp')), cohort('9'), claimed('1'), validated(['1'])];
    const facts = happened(
      [...happened(before, [calculate(), approve()]), ...varied(paidBy('council'), '2013-04-01')],
      again(2, '2014-09-10'),
    );
    expect(only(facts, 'BenefitShareApproved').at(-1)!.data.dues).toMatchObject([
      { fromId: 'council', toId: 'dwp', amountPence: 800_00, kind: 'TOP_UP' },
    ]);
    expect(only(facts, 'ClawbackRaised')).toEqual([]);
  });

  it('INV-52 takes back all of a clause that a variation from before has dropped', () => {
    const both = sampleTerms({ metrics: savingTerms().metrics, clauses: [sampleClause(), ...savingTerms().clauses] });
    const two = happened([...inForce(both), ...headlineBenefits, ...costs('760000000')], [calculate(), approve()]);
    expect(netOf(two)).toMatchObject({ council: 184_212_50 + 200_000_00 });
    const facts = happened([...two, ...varied(sampleTerms(), '2013-04-01')], again(2, '2014-09-10'));
    expect(only(facts, 'ClawbackRaised').map(({ data }) => data)).toMatchObject([
      { clauseId: 'saving', fromId: 'council', toId: '@fund', amountPence: 200_000_00, dueOn: '2014-09-10' },
    ]);
    expect(netOf(facts)).toEqual(netOf(headlineApproved()));
  });

  it('INV-49 approves nothing anew while a clause that made something due lacks its evidence', () => {
    const both = sampleTerms({ metrics: savingTerms().metrics, clauses: [sampleClause(), ...savingTerms().clauses] });
    const two = happened([...inForce(both), ...headlineBenefits, ...costs('760000000')], [calculate(), approve()]);
    const [clause] = savingTerms().clauses;
    const elsewhere: Clause = {
      ...clause!,
      trigger: { ...clause!.trigger, metricId: 'arrests' } as Clause['trigger'],
      valuation: { kind: 'MEASURED_SAVING', metricId: 'arrests' },
    };
    const unmeasured = sampleTerms({
      metrics: [{ metricId: 'arrests', title: 'Cost of arrests', unit: 'PENCE' }],
      clauses: [sampleClause(), elsewhere],
    });
    given(...happened([...two, ...varied(unmeasured, '2013-04-01')], [calculate('year-1', '2014-09-10')]))
      .when(approve('calculation-2', '2014-09-10'))
      .thenRefused('EVIDENCE_MISSING');
  });
});

describe('paying what is due', () => {
  const due = 'calculation-1-due-1';
  const facts = headlineApproved();
  const paidData = { paymentId: `pay-${due}`, dueId: due, fromId: 'police', toId: 'council', amountPence: 40_595_83 };
  const outstanding = (log: readonly AgreementEvent[]) => {
    const { amountPence, reducedPence, paidPence } = given(...log).state.dues.get(due)!;
    return amountPence - reducedPence - paidPence;
  };

  it('is a fact of its own, from whom to whom, and not a penny more than is due', () => {
    given(...facts)
      .when(pay(due, 40_595_83, { bankRef: 'BACS 4711' }))
      .then(agreementFact('BenefitSharePaid', '2014-07-01', { ...paidData, bankRef: 'BACS 4711' }));
    given(...facts)
      .when(pay(due, 40_595_84))
      .thenRefused('MORE_THAN_DUE', { askedPence: 40_595_84, outstandingPence: 40_595_83 });
  });

  it('may come in parts', () => {
    const first = happened(facts, [pay(due, 40_000_00)]);
    expect(outstanding(first)).toBe(595_83);
    given(...first)
      .when(pay(due, 595_84, { paymentId: 'second' }))
      .thenRefused('MORE_THAN_DUE', { outstandingPence: 595_83 });
    expect(outstanding(happened(first, [pay(due, 595_83, { paymentId: 'second' })]))).toBe(0);
  });

  it('INV-31 is done by somebody else than approved', () => {
    given(...facts)
      .when({ ...pay(due, 1_00), by: financeDirector })
      .thenRefused('SAME_PERSON_TWICE', { actorId: 'finance-director', step: 'approved it' });
    expect(given(...facts).when({ ...pay(due, 1_00), by: cashier }).decision).toHaveProperty('accepted');
  });

  it('refuses a due that there is not, a payment of the same name, no amount, and tomorrow', () => {
    given(...facts)
      .when(pay('calculation-1-due-5', 1_00))
      .thenRefused('DUE_UNKNOWN', { dueId: 'calculation-1-due-5' });
    given(...happened(facts, [pay(due, 1_00)]))
      .when(pay(due, 1_00))
      .thenRefused('PAYMENT_ALREADY_MADE', { paymentId: `pay-${due}` });
    for (const amountPence of [0, -1, 0.5, NaN]) {
      given(...facts)
        .when(pay(due, amountPence))
        .thenRefused('AMOUNT_NOT_POSSIBLE');
    }
    given(...facts)
      .when({ ...pay(due, 1_00), occurredOn: '2015-10-01' })
      .thenRefused('DATE_IN_FUTURE');
  });

  it('INV-02 is undone by a reversal, once, and is then due again', () => {
    const paid = happened(facts, [pay(due, 40_595_83)]);
    const reverse = (paymentId = `pay-${due}`, on = '2014-07-08') =>
      askAgreement('ReverseSharePayment', on, { paymentId, reason: 'Returned by the bank' });
    const reversed = agreementFact('SharePaymentReversed', '2014-07-08', {
      ...paidData,
      reason: 'Returned by the bank',
    });
    given(...paid)
      .when(reverse())
      .then(reversed);
    expect(outstanding(paid)).toBe(0);
    expect(outstanding([...paid, reversed])).toBe(40_595_83);
    given(...paid, reversed)
      .when(reverse())
      .thenRefused('PAYMENT_ALREADY_REVERSED', { paymentId: `pay-${due}` });
    given(...paid)
      .when(reverse('other'))
      .thenRefused('PAYMENT_UNKNOWN', { paymentId: 'other' });
    given(...paid)
      .when(reverse(`pay-${due}`, '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });

  it('settles a clawback in the same way', () => {
    const down = happened(facts, [
      restate('police', 400_000_00, '40'),
      calculate('year-1', '2014-09-10'),
      approve('calculation-2', '2014-09-10'),
    ]);
    const settle = { ...pay('calculation-2-due-1', 1_700_00), occurredOn: '2014-10-01' };
    given(...down)
      .when(settle)
      .then(
        agreementFact('ClawbackSettled', '2014-10-01', {
          ...{ paymentId: 'pay-calculation-2-due-1', dueId: 'calculation-2-due-1' },
          ...{ fromId: 'council', toId: 'police', amountPence: 1_700_00 },
        }),
      );
  });

  describe('into the pooled fund', () => {
    const reinvested = 'calculation-1-due-4';
    const into = {
      ...{ agreementId: 'investment', pooledFundId: 'early-help', fundingStreamId: 'reinvested-benefit' },
      purposes: ['Early help for families in the area'],
      agreementTitle: 'Investment agreement for troubled families',
      originAgencyId: 'council',
    };

    it('INV-55 carries the restriction of the terms into a funding stream of its own', () => {
      given(...facts)
        .when(pay(reinvested, 13_225_00))
        .then(
          agreementFact('BenefitReinvested', '2014-07-01', {
            ...{ paymentId: `pay-${reinvested}`, dueId: reinvested },
            ...{ fromId: 'dwp', toId: '@fund', amountPence: 13_225_00 },
            ...into,
          }),
        );
    });

    const streamOf = (over: Partial<FundingStreamState>) => ({
      ...undefinedFundingStream,
      ...{ defined: true, ringFence: 'PURPOSE' as const, permittedPurposes: into.purposes },
      ...over,
    });

    it('INV-55 goes into a funding stream that is there already, when that is bound in the same way', () => {
      const payInto = (over: Partial<FundingStreamState>) =>
        given(...facts).when(
          pay(reinvested, 13_225_00),
          agreementContext({ reinvestment: { fundingStream: streamOf(over) } }),
        );
      expect(payInto({}).data).toMatchObject(into);
      for (const over of [
        { ringFence: 'NONE' as const },
        { permittedPurposes: ['Roads'] },
        { permittedPurposes: [...into.purposes, 'Roads'] },
      ]) {
        payInto(over).thenRefused('FUNDING_STREAM_NOT_RESTRICTED', { fundingStreamId: 'reinvested-benefit' });
      }
    });

    it('is refused where the fund itself would refuse it, for its reason', () => {
      const refusal = { code: 'NO_OPEN_PERIOD', sentence: 'Every period is locked.', details: {} };
      const context = agreementContext({ reinvestment: { fundingStream: undefinedFundingStream, refusal } });
      given(...facts)
        .when(pay(reinvested, 13_225_00), context)
        .thenRefused('FUND_WOULD_REFUSE', { why: 'Every period is locked.' });
    });

    it('INV-55 carries the restriction of the version that it was calculated under', () => {
      const later = sampleTerms({ usageRestriction: { fundingStreamId: 'other-stream', purposes: ['Youth clubs'] } });
      expect(given(...facts, ...varied(later, '2014-04-01')).when(pay(reinvested, 13_225_00)).data).toMatchObject(into);
    });

    it('INV-55 is so for what a party must give back into the fund, too', () => {
      const up = happened(facts, [
        restate('council', 190_000_00, '80'),
        calculate('year-1', '2014-09-10'),
        approve('calculation-2', '2014-09-10'),
      ]);
      expect(only(up, 'ClawbackRaised').map(({ data }) => [data.toId, data.amountPence])).toEqual([
        ['police', 566_66],
        ['nhs', 850_00],
        ['dwp', 283_34],
        ['@fund', 3_400_00],
      ]);
      expect(given(...up).when(pay('calculation-2-due-4', 3_400_00, {}, '2014-10-01')).decision).toMatchObject({
        accepted: [{ type: 'BenefitReinvested', data: { fromId: 'council', amountPence: 3_400_00, ...into } }],
      });
    });

    it('is returned in the fund, not reversed here', () => {
      given(...happened(facts, [pay(reinvested, 13_225_00)]))
        .when(askAgreement('ReverseSharePayment', '2014-07-08', { paymentId: `pay-${reinvested}`, reason: 'Error' }))
        .thenRefused('REINVESTMENT_NOT_REVERSIBLE', { paymentId: `pay-${reinvested}` });
    });

    it('refuses what the fund would refuse: money that is not pooled, no partner, an unsigned agreement', () => {
      const withFund = (over: object) =>
        agreementContext({
          fund: sampleFundOfAgreement.map((each) =>
            each.type === 'PooledFundEstablished' ? { ...each, data: { ...each.data, ...over } } : each,
          ),
        });
      given(...facts)
        .when(pay(reinvested, 13_225_00), withFund({ poolingBasis: 'ALIGNED' }))
        .thenRefused('FUND_NOT_POOLED', { poolingBasis: 'ALIGNED' });
      given(...facts)
        .when(pay(reinvested, 13_225_00), agreementContext({ fund: sampleFundOfAgreement.slice(0, -1) }))
        .thenRefused('PAYER_NOT_PARTNER_OF_FUND', { agencyId: 'dwp', on: '2014-07-01' });
      given(...facts)
        .when(pay(reinvested, 13_225_00), withFund({ signature: 'REQUIRED' }))
        .thenRefused('FUND_AGREEMENT_NOT_SIGNED', { unsigned: ['council', 'police', 'nhs', 'dwp'] });
    });
  });

  describe('of the pooled fund itself', () => {
    const saved = happened([...inForce(savingTerms()), ...costs('760000000')], [calculate(), approve()]);
    const payOut = (over: object = {}) => pay(due, 200_000_00, { fundEntryRef: 'early-help/2014-15/9', ...over });
    const entry = (...of: Parameters<typeof fundEntry>) => agreementContext({ fundEntry: fundEntry(...of) });
    const returned = entry('UnderspendReturned', 'council', 200_000_00);
    const paidOut = agreementFact('BenefitSharePaid', '2014-07-01', {
      ...{ paymentId: `pay-${due}`, dueId: due, fromId: '@fund', toId: 'council', amountPence: 200_000_00 },
      fundEntryRef: 'early-help/2014-15/9',
    });

    it('names the entry by which the money left the fund, of that agency and that amount', () => {
      given(...saved)
        .when(payOut(), returned)
        .then(paidOut);
      given(...saved)
        .when(payOut({ fundEntryRef: undefined }), returned)
        .thenRefused('FUND_ENTRY_NOT_NAMED', { dueId: due });
      given(...saved)
        .when(payOut())
        .thenRefused('FUND_ENTRY_UNKNOWN', { fundEntryRef: 'early-help/2014-15/9' });
      for (const other of [
        entry('UnderspendReturned', 'nhs', 200_000_00),
        entry('UnderspendReturned', 'council', 199_999_99),
        entry('ContributionReceived', 'council', 200_000_00),
      ]) {
        given(...saved)
          .when(payOut(), other)
          .thenRefused('FUND_ENTRY_CONTRADICTS_PAYMENT', { expected: 'payment or return', agencyId: 'council' });
      }
    });

    it('names each entry once, unless the payment that named it was reversed', () => {
      const part = { amountPence: 50_000_00, fundEntryRef: 'early-help/2014-15/8' };
      const context = entry('UnderspendReturned', 'council', 50_000_00);
      const once = happened(saved, [payOut(part)], context);
      given(...once)
        .when(payOut({ ...part, paymentId: 'second' }), context)
        .thenRefused('FUND_ENTRY_ALREADY_NAMED', { paymentId: `pay-${due}` });
      const reversed = happened(once, [
        askAgreement('ReverseSharePayment', '2014-07-08', { paymentId: `pay-${due}`, reason: 'Wrong due' }),
      ]);
      expect(only(reversed, 'SharePaymentReversed')[0]!.data.fundEntryRef).toBe('early-help/2014-15/8');
      expect(given(...reversed).when(payOut({ ...part, paymentId: 'second' }), context).decision).toHaveProperty(
        'accepted',
      );
    });

    it('INV-36 takes a share of an overspend as a receipt of the fund, and not as benefit', () => {
      const overspent = happened(
        [...inForce(varianceTerms({ kind: 'NAMED_PARTNER', to: 'nhs' })), outturn(line('care', 0, 200_000_00))],
        [calculate(), approve()],
      );
      given(...overspent)
        .when(payOut(), entry('ContributionReceived', 'nhs', 200_000_00))
        .then(
          agreementFact('BenefitSharePaid', '2014-07-01', {
            ...{ paymentId: `pay-${due}`, dueId: due, fromId: 'nhs', toId: '@fund', amountPence: 200_000_00 },
            fundEntryRef: 'early-help/2014-15/9',
          }),
        );
      given(...overspent)
        .when(payOut(), entry('UnderspendReturned', 'nhs', 200_000_00))
        .thenRefused('FUND_ENTRY_CONTRADICTS_PAYMENT', { expected: 'receipt' });
    });

    it('takes back into the fund what it shared out too much, against a receipt', () => {
      const back = happened(saved, [
        askAgreement('RestateOutcome', '2014-09-01', {
          ...{ metricId: 'cost', testPeriodId: 'year-1', value: '790000000', reason: 'Late prosecutions' },
        }),
        calculate('year-1', '2014-09-10'),
        approve('calculation-2', '2014-09-10'),
      ]);
      const fundEntryRef = 'early-help/2014-15/12';
      const giveBack = pay('calculation-2-due-1', 200_000_00, { fundEntryRef }, '2014-10-01');
      expect(
        given(...back).when(giveBack, entry('ContributionReceived', 'council', 200_000_00)).decision,
      ).toMatchObject({ accepted: [{ type: 'ClawbackSettled', data: { fundEntryRef: 'early-help/2014-15/12' } }] });
    });
  });
});
