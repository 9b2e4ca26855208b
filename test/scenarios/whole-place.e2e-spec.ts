import { agencyAgreements, costBenefit, fundStatement, netPosition, whoGained, whoPaidIn } from '@app/read-models';
import { sampleTerms } from '../support/sample-terms';
import * as story from './support';

/*
 * Whole Place: Cheshire West and Chester (2011-13). Published: over 150 services reviewed for one pot of 3bn to 4bn,
 * five themes, "best start in life" with four projects, nine months of planning, one pot from 2013 (LGiU 2011 and the
 * announcement); support of the four pilots worth 4.8m with 33 secondees from Whitehall; net savings of 56m over five
 * years (NAO 2013), later quoted as 108m for an investment of 41m (LGA). Primary care trusts ended on 31 March 2013.
 */
const SERVICES = 150;
/** All services alike, so that together they are the lower end of the published 3bn to 4bn. */
const illustrativeServicePence = 20_000_000_00;
/** How many of the services are whose, illustrative. */
const illustrativeServicesOf = { council: 80, pct: 30, police: 15, dwp: 15, justice: 10 };
const owners = Object.entries(illustrativeServicesOf).flatMap(([agencyId, count]) =>
  Array<string>(count).fill(agencyId),
);
/** The theme that was published and its four projects, and four more themes; names and spending are illustrative. */
const illustrativeSpending = {
  'best-start-in-life-early-years': 1_400_000_00,
  'best-start-in-life-families': 900_000_00,
  'best-start-in-life-schools': 650_000_00,
  'best-start-in-life-health': 550_000_01,
  'work-and-skills': 2_000_000_00,
  'safer-neighbourhoods': 1_000_000_00,
  'living-well-at-home': 3_000_000_00,
  'smarter-services': 500_000_00,
};
/** W14: four investors and what each saves; the amounts are illustrative, the structure is Greater Manchester's. */
const terms = sampleTerms({ title: 'Investment agreement: best start in life' });
const illustrativeBenefits = {
  council: [180_000_00, '80'],
  police: [420_000_00, '40'],
  nhs: [350_000_00, '50'],
  dwp: [250_000_00, '100'],
} as const;

describe('A whole place: Cheshire West and Chester', () => {
  const purse = story.purseForStory();
  const programme = purse.as('programme-director', 'council', 'Executive 12 September 2012, minute 41');
  const accountant = purse.as('pool-accountant', 'council', 'Executive 6 March 2013, minute 112');
  const agreementId = 'best-start';
  const plan = story.potOf('west-cheshire-plan', '2012-13');
  const pot = story.potOf('west-cheshire-pot', '2013-14');
  const support = story.potOf('pilot-support', '2012-13');
  const forCouncil = { payee: { agencyId: 'council' }, commissioningAgencyId: 'council', fundingStreamId: 'council' };
  const services = owners.map((owner, place) => ({ contributionId: `service-${place + 1}`, owner }));
  let estimatedAt: string;

  beforeAll(async () => {
    await purse.register('2011-12-21', {
      places: { england: ['England', 'WHOLE_PLACE'], 'west-cheshire': ['West Cheshire', 'WHOLE_PLACE', 'england'] },
      agencies: {
        council: ['Cheshire West and Chester Council', 'COUNCIL'],
        pct: ['Western Cheshire Primary Care Trust', 'PRIMARY_CARE_TRUST'],
        nhs: ['West Cheshire Clinical Commissioning Group', 'CLINICAL_COMMISSIONING_GROUP'],
        police: ['Cheshire Police', 'POLICE'],
        dwp: ['Department for Work and Pensions', 'DEPARTMENT'],
        justice: ['Ministry of Justice', 'DEPARTMENT'],
        communities: ['Department for Communities and Local Government', 'DEPARTMENT'],
      },
      fundingStreams: story.byId([...new Set(owners), 'nhs', 'communities'], (id) => [`Money of ${id}`, id]),
    });
    await supportThePilots();
    await planForNineMonths();
    await openThePot();
    await spendOnThemes();
    await shareBenefits();
  });

  /** Support of 4.8m: 33 secondees, 60,000.00 each (illustrative), and the rest in cash. */
  async function supportThePilots(): Promise<void> {
    const department = purse.as('pilot-team', 'communities', 'Announcement of 21 December 2011');
    const name = 'Support of the four pilots';
    const fund = { pooledFundId: 'pilot-support', placeId: 'england', name, hostAgencyId: 'communities' };
    await purse.openFund(department, '2012-01-01', { ...fund, years: ['2012-13'] });
    const from = { partnerId: 'communities', fundingStreamId: 'communities' };
    await story.payIn(department, support, '2012-04-02', { ...from, amountPence: 2_820_000_00 });
    const secondees = { contributionId: 'secondees', valuationBasis: '33 secondees for a year, 60,000.00 each' };
    const inKind = { ...from, ...secondees, amountPence: 33 * 60_000_00, mode: 'IN_KIND' as const };
    await story.giveWithoutCash(department, support, '2012-04-02', inKind);
  }

  /** From January to September 2012 partners plan together and keep their money. */
  async function planForNineMonths(): Promise<void> {
    const fund = { pooledFundId: 'west-cheshire-plan', placeId: 'west-cheshire', hostAgencyId: 'council' };
    const partners = ['pct', 'police', 'dwp', 'justice'];
    const aligned = { partners, years: ['2012-13'], poolingBasis: 'ALIGNED' as const };
    await purse.openFund(programme, '2012-01-01', { ...fund, ...aligned, name: 'Altogether Better: the plan' });
    await story.together(services, ({ contributionId, owner: partnerId }) => {
      const money = { partnerId, fundingStreamId: partnerId, amountPence: illustrativeServicePence };
      const kept = { ...money, contributionId, mode: 'RETAINED_BY_PARTNER', recurrence: 'RECURRENT' } as const;
      return programme.does('AgreeContribution', '2012-09-30', { ...plan, ...kept });
    });
  }

  /** On 1 April 2013 the plan becomes one pot. The trust's services are its successor's by then. */
  async function openThePot(): Promise<void> {
    const ended = { agencyId: 'pct', successorAgencyIds: ['nhs'], reason: 'Health and Social Care Act 2012' };
    await programme.does('SucceedAgency', '2013-04-01', ended);
    const fund = { pooledFundId: 'west-cheshire-pot', placeId: 'west-cheshire', hostAgencyId: 'council' };
    const partners = ['nhs', 'police', 'dwp', 'justice'];
    const schemes = story.byId(Object.keys(illustrativeSpending), (id) => id.replaceAll('-', ' '));
    const opened = { ...fund, partners, years: ['2013-14'], schemes, name: 'Altogether Better: one pot' };
    await purse.openFund(accountant, '2013-04-01', opened);
    await story.together(services, ({ contributionId, owner }) => {
      const partnerId = owner === 'pct' ? 'nhs' : owner;
      const money = { partnerId, fundingStreamId: partnerId, amountPence: illustrativeServicePence };
      return story.payIn(accountant, pot, '2013-04-15', { ...money, contributionId });
    });
  }

  async function spendOnThemes(): Promise<void> {
    const people = { asks: programme, approver: 'chief-finance-officer', approverAgencyId: 'nhs', pays: accountant };
    const limit = { ...people, limitPence: 5_000_000_00 };
    const desk = await story.deskOf(purse, pot.pooledFundId, '2013-04-01', limit);
    for (const [schemeId, netPence] of Object.entries(illustrativeSpending)) {
      const draw = { ...forCouncil, withdrawalId: schemeId, schemeId, netPence, purpose: 'First half of the year' };
      await story.drawDown(desk, pot, '2013-10-31', draw);
    }
  }

  async function shareBenefits(): Promise<void> {
    const agreement = { agreementId, placeId: 'west-cheshire', pooledFundId: 'west-cheshire-pot', terms };
    await story.agree(purse, agreement, '2013-04-02', 'Investment agreement of 2 April 2013');
    const net = { agreementId, testPeriodId: 'year-1', agencyId: 'council', stage: 'ESTIMATE' as const };
    const expected = story.benefitOf({ ...net, benefitId: 'plan', grossPence: 56_000_000_00, deliveryCostPence: 0 });
    await programme.does('RecogniseBenefit', '2013-04-03', expected);
    estimatedAt = await purse.knownNow();
    const to = { ...expected, grossPence: 108_000_000_00, deliveryCostPence: 41_000_000_00 };
    const reason = 'Quoted by the LGA as 108m for 41m: other definitions';
    await programme.does('RestateBenefit', '2014-01-31', { agreementId, benefitId: 'plan', to, reason });
    for (const [agencyId, [grossPence, cashablePct]] of Object.entries(illustrativeBenefits)) {
      const saved = { ...net, agencyId, stage: 'REALISED' as const, grossPence, deliveryCostPence: 0, cashablePct };
      await programme.does('RecogniseBenefit', '2014-05-01', story.benefitOf(saved));
    }
    await story.approveShares(purse, agreementId, 'year-1', '2014-06-02');
    await story.payAllDues(purse, agreementId, '2014-07-01');
    await purse.carryOutPolicies();
  }

  it('what was in the plan, and did any of it move? 150 services, 3,000,000,000.00, and no cash', async () => {
    const { rows, totals } = await purse.tell(whoPaidIn, { pooledFundId: 'west-cheshire-plan' });
    expect(totals).toMatchObject({ pledgedPence: 3_000_000_000_00, receivedPence: 0 });
    expect(story.sumOf(rows, 'entryCount')).toBe(SERVICES);
    const statement = await purse.tell(fundStatement, { ...plan });
    expect(statement.cash).toMatchObject({ receivedPence: 0, balancePence: null });
    expect(statement.flags).toMatchObject([{ kind: 'NOT_POOLED' }]);
    const cash = { ...plan, receiptId: 'early', partnerId: 'dwp', fundingStreamId: 'dwp', amountPence: 1 };
    await accountant.mayNot('FUND_NOT_POOLED', 'RecordContributionReceipt', '2012-12-01', cash);
  });

  it('who paid into the one pot of 2013? Every service, to the penny of its plan, the trust’s under its successor', async () => {
    const { rows } = await purse.tell(whoPaidIn, { pooledFundId: 'west-cheshire-pot', financialYear: '2013-14' });
    expect(story.sumBy(rows, 'agencyId', 'receivedPence')).toEqual({
      council: 1_600_000_000_00,
      nhs: 600_000_000_00,
      police: 300_000_000_00,
      dwp: 300_000_000_00,
      justice: 200_000_000_00,
    });
    expect(story.sumBy(rows, 'agencyId', 'pledgedPence')).toEqual(story.sumBy(rows, 'agencyId', 'receivedPence'));
    const trust = { pooledFundId: pot.pooledFundId, agencyId: 'pct' };
    await accountant.mayNot('AGENCY_SUPERSEDED', 'AdmitPartner', '2013-06-01', trust);
  });

  it('what did each theme and project spend? Best start in life 3,500,000.01, in four projects', async () => {
    const { spending, cash } = await purse.tell(fundStatement, { ...pot });
    expect(story.sumBy(spending, 'schemeId', 'paidPence')).toEqual(illustrativeSpending);
    const bestStart = spending.filter(({ schemeId }) => schemeId!.startsWith('best-start-in-life'));
    expect(bestStart).toHaveLength(4);
    expect(story.sumOf(bestStart, 'paidPence')).toBe(3_500_000_01);
    expect(cash.balancePence).toBe(3_000_000_000_00 - 10_000_000_01);
  });

  it('INV-20 what is the support worth? 4,800,000.00, of which the 33 secondees never move cash', async () => {
    const { totals } = await purse.tell(whoPaidIn, { pooledFundId: 'pilot-support' });
    expect(totals).toMatchObject({ receivedPence: 2_820_000_00, inKindPence: 1_980_000_00 });
    expect(totals.receivedPence + totals.inKindPence).toBe(4_800_000_00);
    const { cash } = await purse.tell(fundStatement, { ...support });
    expect(cash.balancePence).toBe(2_820_000_00);
  });

  it('what does a department see? Its own money and its own agreement, and nobody else’s', async () => {
    const { rows } = await purse.tell(whoPaidIn, { agencyId: 'dwp' });
    expect(new Set(rows.map(({ agencyId }) => agencyId))).toEqual(new Set(['dwp']));
    expect(story.sumBy(rows, 'financialYear', 'pledgedPence')).toEqual({
      '2012-13': 300_000_000_00,
      '2013-14': 300_000_000_00,
    });
    const { rows: agreements } = await purse.tell(agencyAgreements, { agencyId: 'dwp' });
    expect(agreements).toMatchObject([
      { agreementId, placeName: 'West Cheshire', hasSigned: true, investedPence: 50_000_00, dueFromItPence: 0 },
    ]);
    expect((await purse.tell(agencyAgreements, { agencyId: 'justice' })).rows).toEqual([]);
  });

  it('W14 who invested, who gained, who settles with whom? It nets to nought', async () => {
    const { parties, calculation } = await purse.tell(story.statementOf(agreementId, 'year-1'), {});
    expect(story.sumBy(parties, 'partyId', 'settlementPence')).toEqual({
      council: 184_212_50,
      police: -40_595_83,
      nhs: 4_556_25,
      dwp: -161_397_92,
      '@fund': 13_225_00,
    });
    expect(calculation).toMatchObject({ distributablePence: 626_450_00, reinvestedPence: 13_225_00 });
    const { benefits } = await purse.tell(whoGained, { agencyId: 'dwp' });
    expect(benefits).toMatchObject([{ cashableBenefitPence: 250_000_00, sharePaidPence: 148_172_92 }]);
    const { rows } = await purse.tell(netPosition, { agencyId: 'dwp', financialYear: '2014-15' });
    expect(story.sumOf(rows, 'netCashPence')).toBe(161_397_92);
  });

  it('INV-55 what may the reinvested 13,225.00 be spent on? What the agreement says', async () => {
    const { fundingStreams } = await purse.tell(fundStatement, { ...pot, financialYear: '2014-15' });
    expect(fundingStreams).toMatchObject([
      { fundingStreamId: 'reinvested-benefit', ringFence: 'PURPOSE', balancePence: 13_225_00 },
    ]);
    const roads = { withdrawalId: 'roads', netPence: 100_00, purpose: 'Roads', purposeCode: 'Roads' };
    const draw = { ...forCouncil, ...roads, fundingStreamId: 'reinvested-benefit' };
    const request = story.requestOf(story.potOf('west-cheshire-pot', '2014-15'), draw);
    await programme.mayNot('RING_FENCED_FOR_ANOTHER_PURPOSE', 'RequestWithdrawal', '2014-08-01', request);
  });

  it('what was it expected to save? 56m as first told, 67m as told now: definitions differ, and both stand', async () => {
    const then = await purse.tell(costBenefit, {
      placeId: 'west-cheshire',
      asAt: '2014-03-31',
      asKnownAt: estimatedAt,
    });
    expect(then.agreements).toMatchObject([{ estimatedFiscalPence: 56_000_000_00, realisedFiscalPence: 0 }]);
    const now = await purse.tell(costBenefit, { placeId: 'west-cheshire' });
    expect(now.agreements).toMatchObject([{ estimatedFiscalPence: 67_000_000_00, realisedFiscalPence: 1_200_000_00 }]);
  });
});
