import { fundStatement, pooledFundDetail, whoGained, whoPaidIn } from '@app/read-models';
import * as story from './support';

/*
 * Individual Budgets (2005-07) and the Right to Control (2010-13). Published: thirteen councils share 2.6m (Community
 * Care, 25 November 2005); a person's budget is made of six funding streams, and only Supporting People could be
 * integrated (IBSEN). Seven areas test the Right to Control from 13 December 2010, Barnsley and Sheffield from 1 March
 * 2011, the Manchester partnership from 1 April 2011; Oldham leaves on 12 December 2012; on 13 December 2013 people
 * revert to mainstream funding (ODI). Which streams are pooled in each area, and all sums of people and areas, are
 * illustrative. A person is an opaque reference and nothing else.
 */
const pilotCouncils = (
  'barking-and-dagenham barnsley bath-and-north-east-somerset coventry essex gateshead kensington-and-chelsea ' +
  'leicester lincolnshire manchester norfolk oldham west-sussex'
).split(' ');
const areas: Readonly<Record<string, { readonly from: string; readonly councils: readonly string[] }>> = {
  barnet: { from: '2010-12-13', councils: ['barnet'] },
  'essex-area': { from: '2010-12-13', councils: ['essex'] },
  'leicester-area': { from: '2010-12-13', councils: ['leicester'] },
  newham: { from: '2010-12-13', councils: ['newham'] },
  'surrey-area': { from: '2010-12-13', councils: ['surrey'] },
  'barnsley-and-sheffield': { from: '2011-03-01', councils: ['barnsley', 'sheffield'] },
  'manchester-area': { from: '2011-04-01', councils: ['manchester', 'bury', 'oldham', 'stockport', 'trafford'] },
};
const councils = [...new Set([...pilotCouncils, ...Object.values(areas).flatMap((area) => area.councils)])];
/** One person's budget in Barnsley, by funding stream. */
const illustrativeBudget = {
  'social-care': 6_200_00,
  'supporting-people': 1_150_50,
  'access-to-work': 2_400_00,
  'independent-living': 4_000_00,
  'facilities-grant': 3_750_25,
  equipment: 310_10,
};
/** The six funding streams of the Right to Control, and what an area has of each in its last year. */
const illustrativeStreams = [
  { id: 'rtc-access-to-work', origin: 'work-and-pensions', pence: 120_000_00, isPooled: true },
  { id: 'rtc-supporting-people', origin: 'communities', pence: 80_000_00, isPooled: true },
  { id: 'rtc-independent-living', origin: 'work-and-pensions', pence: 60_000_00, isPooled: false },
  { id: 'rtc-work-choice', origin: 'work-and-pensions', pence: 40_000_00, isPooled: false },
  { id: 'rtc-facilities-grant', origin: 'communities', pence: 50_000_00, isPooled: false },
  { id: 'rtc-social-care', origin: 'health', pence: 300_000_00, isPooled: false },
] as const;

describe('Individual Budgets and the Right to Control', () => {
  const purse = story.purseForStory();
  const team = purse.as('budgets-team', 'barnsley', 'Individual budgets board');
  const odi = purse.as('trailblazer-team', 'work-and-pensions', 'Right to Control Regulations 2010');
  const pilot = story.potOf('individual-budgets', '2005-06');
  const integrated = story.potOf('barnsley-pot', '2006-07');
  const apart = story.potOf('barnsley-aligned', '2006-07');
  const spent = (fundingStreamId: string, netPence: number) => ({
    fundingStreamId,
    netPence,
    commissioningAgencyId: 'barnsley',
    payee: { providerName: 'Chosen by the person' },
    purpose: 'person-7c1e',
  });

  beforeAll(async () => {
    const byDepartment = { ringFence: 'PURPOSE', ringFenceSetBy: 'DEPARTMENT' } as const;
    const untilEnd = { ringFence: 'NONE', expiresOn: '2013-12-12' } as const;
    const capital = { ringFence: 'CAPITAL_ONLY', ringFenceSetBy: 'DEPARTMENT' } as const;
    await purse.register('2005-11-01', {
      places: { england: ['England', 'WHOLE_PLACE'], 'barnsley-place': ['Barnsley', 'WHOLE_PLACE', 'england'] },
      agencies: {
        health: ['Department of Health', 'DEPARTMENT'],
        'work-and-pensions': ['Department for Work and Pensions', 'DEPARTMENT'],
        communities: ['Department for Communities and Local Government', 'DEPARTMENT'],
        ...story.byId(councils, (id) => [`The council ${id}`, 'COUNCIL'] as const),
      },
    });
    await purse.register('2005-11-01', {
      places: story.byId(Object.keys(areas), (id) => [id, 'TRAILBLAZER', 'england']),
      fundingStreams: {
        'pilot-grant': ['Set-up of individual budgets', 'health'],
        'social-care': ['Adult social care', 'barnsley'],
        'supporting-people': ['Supporting People', 'communities', { ...byDepartment, permittedPurposes: ['housing'] }],
        'access-to-work': ['Access to Work', 'work-and-pensions', { ...byDepartment, permittedPurposes: ['work'] }],
        'independent-living': ['Independent Living Fund', 'work-and-pensions'],
        'facilities-grant': ['Facilities Grant', 'communities', { ...capital, permittedSpendTypes: ['CAPITAL'] }],
        equipment: ['Community equipment', 'health'],
        ...Object.fromEntries(illustrativeStreams.map(({ id, origin }) => [id, [id, origin, untilEnd]])),
      },
    });
    await setUpPilots();
    await budgetForOnePerson();
    await story.together(Object.keys(areas), runArea);
  });

  /** The department's 2.6m goes to thirteen councils alike. */
  async function setUpPilots(): Promise<void> {
    const minister = purse.as('pilot-team', 'health', 'Announcement of November 2005');
    const fund = { pooledFundId: pilot.pooledFundId, placeId: 'england', name: 'Pilots', hostAgencyId: 'health' };
    await purse.openFund(minister, '2005-11-21', { ...fund, years: ['2005-06'] });
    const grant = { partnerId: 'health', fundingStreamId: 'pilot-grant', amountPence: 2_600_000_00 };
    await story.payIn(minister, pilot, '2005-12-01', grant);
    const share = { fundingStreamId: 'pilot-grant', netPence: 2_600_000_00 / 13, commissioningAgencyId: 'health' };
    await story.together(pilotCouncils, (agencyId) => {
      const spending = story.spendingOf({ ...share, payee: { agencyId }, purpose: 'Set-up of the pilot' });
      return minister.does('RecordPayment', '2006-01-16', { ...pilot, ...spending });
    });
  }

  /** Social care and Supporting People are one pot; the other four are planned with it and keep their own rules. */
  async function budgetForOnePerson(): Promise<void> {
    const fund = { placeId: 'barnsley-place', hostAgencyId: 'barnsley', partners: ['communities'], years: ['2006-07'] };
    await purse.openFund(team, '2006-04-01', { ...fund, pooledFundId: 'barnsley-pot', name: 'Individual budgets' });
    const aligned = { ...fund, pooledFundId: 'barnsley-aligned', name: 'Beside it', poolingBasis: 'ALIGNED' as const };
    await purse.openFund(team, '2006-04-01', aligned);
    for (const [fundingStreamId, netPence] of Object.entries(illustrativeBudget)) {
      const payer = { 'social-care': 'barnsley', 'supporting-people': 'communities' }[fundingStreamId];
      const money = { partnerId: payer!, fundingStreamId, amountPence: netPence };
      if (payer !== undefined) await story.payIn(team, integrated, '2006-04-03', money);
      const pot = payer === undefined ? apart : integrated;
      const spendType = fundingStreamId === 'facilities-grant' ? ('CAPITAL' as const) : ('REVENUE' as const);
      const spending = { ...story.spendingOf(spent(fundingStreamId, netPence)), spendType };
      await team.does('RecordPayment', '2006-06-30', { ...pot, ...spending });
    }
    const upkeep = story.spendingOf({ ...spent('facilities-grant', 1), purpose: 'Upkeep of a lift' });
    await team.does('RecordPayment', '2006-07-31', { ...apart, ...upkeep });
  }

  /** An area begins on its day, helps two people in its last year, ends with the pilot, and gives back what is left. */
  async function runArea(area: string): Promise<void> {
    const { from, councils: members } = areas[area]!;
    const [lead = '', ...others] = members;
    const host = { placeId: area, hostAgencyId: lead, years: ['2013-14'] };
    const partners = [...others, 'work-and-pensions', 'communities'];
    const pooledFundId = `pot-${area}`;
    await purse.openFund(odi, from, { ...host, partners, pooledFundId, name: `Right to Control, ${area}` });
    const aligned = { ...host, partners, pooledFundId: `aligned-${area}`, poolingBasis: 'ALIGNED' as const };
    await purse.openFund(odi, from, { ...aligned, name: `Beside it, ${area}` });
    if (members.includes('oldham')) {
      const oldham = { pooledFundId, agencyId: 'oldham' };
      const notice = { ...oldham, exitsOn: '2012-12-12', reason: 'No part in the extension' };
      await odi.does('GivePartnerExitNotice', '2012-09-12', notice);
      await odi.does('RecordPartnerExit', '2012-12-12', oldham);
    }
    const pot = story.potOf(pooledFundId, '2013-14');
    for (const { id, origin, pence, isPooled } of illustrativeStreams) {
      const money = { partnerId: origin === 'health' ? lead : origin, fundingStreamId: id, amountPence: pence };
      const kept = { ...money, contributionId: id, mode: 'RETAINED_BY_PARTNER' as const };
      const beside = story.potOf(`aligned-${area}`, '2013-14');
      if (isPooled) await story.payIn(odi, pot, '2013-04-02', money);
      else await story.giveWithoutCash(odi, beside, '2013-04-02', kept);
    }
    const people = { asks: odi, pays: purse.as('cashier', lead, 'Payment run'), limitPence: 50_000_00 };
    const approver = { approver: `director-${area}`, approverAgencyId: lead };
    const desk = await story.deskOf(purse, pooledFundId, from, { ...people, ...approver });
    const need = { fundingStreamId: 'rtc-access-to-work', commissioningAgencyId: lead };
    const asCash = { withdrawalId: 'cash', netPence: 7_500_00, payee: { providerName: 'Direct payment' } };
    const arranged = { withdrawalId: 'arranged', netPence: 4_250_75, payee: { providerName: 'A support provider' } };
    await story.drawDown(desk, pot, '2013-05-01', { ...need, ...asCash, purpose: `${area}-person-1` });
    await story.drawDown(desk, pot, '2013-05-02', { ...need, ...arranged, purpose: `${area}-person-2` });
    const left = { 'rtc-access-to-work': 120_000_00 - 11_750_75, 'rtc-supporting-people': 80_000_00 };
    for (const { id, origin } of illustrativeStreams.filter(({ isPooled }) => isPooled)) {
      const back = { partnerId: origin, fundingStreamId: id, amountPence: left[id as keyof typeof left] };
      await odi.does('ReturnUnderspend', '2014-01-10', { ...pot, ...back, reason: 'To the mainstream' });
    }
  }

  it('what did each pilot council get? Thirteen times 200,000.00', async () => {
    const { rows } = await purse.tell(whoGained, { pooledFundId: 'individual-budgets' });
    const gained = story.sumBy(rows, 'agencyId', 'paidPence');
    expect(gained).toEqual(story.byId(pilotCouncils, () => 200_000_00));
  });

  it('what is one person’s budget made of? Six funding streams, 17,810.85, under a reference that says nothing', async () => {
    const entries = await purse.entries({ placeId: 'barnsley-place' });
    const own = entries.filter(({ description }) => description === 'person-7c1e');
    expect(story.sumBy(own, 'fundingStreamId', 'amountPence')).toEqual(illustrativeBudget);
    expect(story.sumOf(own, 'amountPence')).toBe(17_810_85);
  });

  it('INV-30 do the streams keep their rules? The partners cannot lift them, pooled or aligned', async () => {
    const removal = { fundingStreamId: 'supporting-people', variationRef: 'Variation 1' };
    await team.mayNot('RING_FENCE_SET_BY_DEPARTMENT', 'RemoveRingFence', '2006-09-01', removal);
    const job = { ...spent('supporting-people', 1), withdrawalId: 'job', purposeCode: 'work' };
    const request = story.requestOf(integrated, job);
    await team.mayNot('RING_FENCED_FOR_ANOTHER_PURPOSE', 'RequestWithdrawal', '2006-09-01', request);
    const cash = { ...apart, partnerId: 'communities', fundingStreamId: 'facilities-grant', amountPence: 1 };
    await team.mayNot('FUND_NOT_POOLED', 'RecordContributionReceipt', '2006-09-01', { ...cash, receiptId: 'one' });
    const { cash: aligned, flags } = await purse.tell(fundStatement, { ...apart });
    expect(aligned.balancePence).toBeNull();
    expect(flags.find(({ kind }) => kind === 'BREACHES')).toMatchObject({
      entries: [{ breaches: ['REVENUE_FROM_CAPITAL_ONLY'], pence: 1 }],
    });
  });

  it('which councils tested the Right to Control, and when? Three starts, and one exit on 12 December 2012', async () => {
    const membersOn = async (area: string, asAt: string) => {
      const detail = await purse.tell((look, _query, at) => pooledFundDetail(look, `pot-${area}`, at), { asAt });
      return detail?.partners.filter(({ agencyId, isPartner }) => isPartner && councils.includes(agencyId)).length ?? 0;
    };
    const allOn = async (asAt: string) => {
      const counts = await Promise.all(Object.keys(areas).map((area) => membersOn(area, asAt)));
      return counts.reduce((sum, count) => sum + count);
    };
    expect(await allOn('2010-12-12')).toBe(0);
    expect(await allOn('2010-12-13')).toBe(5);
    expect(await allOn('2011-03-01')).toBe(7);
    expect(await allOn('2011-04-01')).toBe(12);
    expect(await membersOn('manchester-area', '2012-12-11')).toBe(5);
    expect(await membersOn('manchester-area', '2012-12-12')).toBe(4);
    const pledge = { contributionId: 'oldham', partnerId: 'oldham', fundingStreamId: 'social-care', amountPence: 1 };
    const late = { ...pledge, mode: 'CASH_TRANSFER', recurrence: 'NON_RECURRENT' } as const;
    const pot = story.potOf('pot-manchester-area', '2013-14');
    await odi.mayNot('AGENCY_NOT_PARTNER', 'AgreeContribution', '2013-05-01', { ...pot, ...late });
  });

  it('what became of the money on 13 December 2013? None is drawn any more; it is told as unspent, and goes back', async () => {
    const pot = story.potOf('pot-newham', '2013-14');
    const draw = { ...spent('rtc-access-to-work', 1), withdrawalId: 'late' };
    await odi.mayNot('FUNDING_STREAM_EXPIRED', 'RequestWithdrawal', '2013-12-13', story.requestOf(pot, draw));
    const ended = await purse.tell(fundStatement, { ...pot, asAt: '2013-12-13' });
    const unspent = ended.flags.filter(({ kind }) => kind === 'EXPIRED_UNSPENT');
    expect(unspent).toMatchObject([
      { fundingStreamId: 'rtc-access-to-work', pence: 108_249_25 },
      { fundingStreamId: 'rtc-supporting-people', pence: 80_000_00 },
    ]);
    const settled = await purse.tell(fundStatement, { ...pot });
    expect(settled).toMatchObject({ cash: { balancePence: 0, returnedPence: 188_249_25 }, flags: [] });
  });

  it('what did each department put into the seven areas, by stream? What was pooled and what was not stand apart', async () => {
    const streamsOf = async (agencyId: string) => {
      const { rows } = await purse.tell(whoPaidIn, { agencyId, financialYear: '2013-14' });
      expect(new Set(rows.map(({ placeId }) => placeId)).size).toBe(7);
      return (['receivedPence', 'retainedPence', 'returnedPence'] as const).map((column) =>
        story.sumBy(rows, 'fundingStreamId', column),
      );
    };
    expect(await streamsOf('work-and-pensions')).toEqual([
      { 'rtc-access-to-work': 840_000_00 },
      { 'rtc-independent-living': 420_000_00, 'rtc-work-choice': 280_000_00 },
      { 'rtc-access-to-work': 757_744_75 },
    ]);
    expect(await streamsOf('communities')).toEqual([
      { 'rtc-supporting-people': 560_000_00 },
      { 'rtc-facilities-grant': 350_000_00 },
      { 'rtc-supporting-people': 560_000_00 },
    ]);
  });
});
