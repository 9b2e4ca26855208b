import { changes, fundStatement, netPosition, whoGained, whoPaidIn } from '@app/read-models';
import { TODAY } from '../support/test-ledger';
import * as story from './support';

/*
 * Total Place (2009-10): a map of what public bodies spend in a place; no money moves. Published for Birmingham: a first
 * count of 7.3bn for 2008-09, of which the council 3.6bn, the primary care trusts 1.9bn and Jobcentre Plus 699m
 * (LGC 2009), later over 7.5bn (publicnet 2010, LGC); 93% of employment spending on benefits; 35m a year for the 2% of
 * children who are in care (Public Finance, LGC). That employment spending is Jobcentre Plus's alone is illustrative,
 * and so is the split of all the rest between prevention and reaction.
 */
const jobcentrePence = 699_000_000_00;
const benefitsPence = (jobcentrePence * 93) / 100;
/** Agency by theme. A theme's name ends with whether its money prevents or reacts. */
const firstCount = [
  ['jobcentre-plus', 'benefits-reaction', benefitsPence],
  ['jobcentre-plus', 'into-work-prevention', jobcentrePence - benefitsPence],
  ['council', 'children-in-care-reaction', 35_000_000_00],
  ['council', 'other-services-reaction', 3_200_000_000_00],
  ['council', 'early-help-prevention', 365_000_000_00],
  ['primary-care-trusts', 'treatment-reaction', 1_805_000_000_00],
  ['primary-care-trusts', 'public-health-prevention', 95_000_000_00],
  ['others', 'other-services-reaction', 1_101_000_000_00],
] as const;
/** What the second count found beside it: 200m, so that the map comes to the published 7.5bn. */
const foundLater = ['others', 'offending-reaction', 200_000_000_00] as const;
const themes = [...new Set([...firstCount, foundLater].map(([, theme]) => theme))];

describe('Total Place: Birmingham', () => {
  const purse = story.purseForStory();
  const analyst = purse.as('analyst-of-be-birmingham', 'council', 'Be Birmingham, mapping of 2009');
  const accountant = purse.as('pool-accountant', 'council', 'Cabinet 20 April 2009');
  const map = story.potOf('spend-map', '2008-09');
  const realPot = story.potOf('learning-disability-pool', '2009-10');
  let firstCountedAt: string;

  beforeAll(async () => {
    await purse.register('2008-04-01', {
      places: { birmingham: ['Birmingham', 'WHOLE_PLACE'] },
      agencies: {
        council: ['Birmingham City Council', 'COUNCIL'],
        'primary-care-trusts': ['The primary care trusts of Birmingham', 'PRIMARY_CARE_TRUST'],
        'jobcentre-plus': ['Jobcentre Plus', 'DEPARTMENT'],
        others: ['Other public bodies together', 'ARMS_LENGTH_BODY'],
      },
      fundingStreams: story.byId(['council', 'primary-care-trusts', 'jobcentre-plus', 'others'], (id) => [
        `Spending of ${id}`,
        id,
      ]),
    });
    await drawTheMap();
    await poolForReal();
  });

  /** The map is in view: each body's spending is recorded beside the others', and stays with it. */
  async function drawTheMap(): Promise<void> {
    const schemes = story.byId(themes, (id) => id.replaceAll('-', ' '));
    const fund = { pooledFundId: 'spend-map', placeId: 'birmingham', name: 'Map of spending', hostAgencyId: 'council' };
    const inView = { poolingBasis: 'IN_VIEW' as const, partners: ['primary-care-trusts', 'jobcentre-plus', 'others'] };
    await purse.openFund(analyst, '2008-04-01', { ...fund, ...inView, schemes, years: ['2008-09'] });
    for (const line of firstCount) await putOnMap(line);
    firstCountedAt = await purse.knownNow();
    await putOnMap(foundLater);
  }

  const putOnMap = ([agencyId, schemeId, netPence]: readonly [string, string, number]) => {
    const spent = {
      fundingStreamId: agencyId,
      commissioningAgencyId: agencyId,
      payee: { agencyId },
      schemeId,
      netPence,
    };
    const spending = story.spendingOf({ ...spent, purpose: 'Spending of 2008-09, as counted' });
    return analyst.does('RecordPayment', '2009-03-31', { ...map, ...spending }, '2010-02-18');
  };

  /** A pot that is a pot, in the same city: two partners, illustrative sums. */
  async function poolForReal(): Promise<void> {
    const fund = { pooledFundId: realPot.pooledFundId, placeId: 'birmingham', hostAgencyId: 'council' };
    const pooled = { ...fund, name: 'Learning disability', partners: ['primary-care-trusts'], years: ['2009-10'] };
    await purse.openFund(accountant, '2009-04-20', pooled);
    for (const partnerId of ['council', 'primary-care-trusts']) {
      const money = { partnerId, fundingStreamId: partnerId, amountPence: 1_000_000_00 };
      await story.payIn(accountant, realPot, '2009-04-20', money);
    }
  }

  it('how much is spent in Birmingham, and by whom? 7,500,000,000.00', async () => {
    const { rows, totals } = await purse.tell(whoGained, { pooledFundId: 'spend-map' });
    expect(story.sumBy(rows, 'agencyId', 'commissionedPence')).toEqual({
      council: 3_600_000_000_00,
      'primary-care-trusts': 1_900_000_000_00,
      'jobcentre-plus': 699_000_000_00,
      others: 1_301_000_000_00,
    });
    expect(totals.commissionedPence).toBe(7_500_000_000_00);
  });

  it('how much of it prevents, and how much reacts? Of employment spending 93% is benefits', async () => {
    const { spending } = await purse.tell(fundStatement, { ...map });
    const of = (ending: string) => spending.filter(({ schemeId }) => schemeId!.endsWith(ending));
    expect(story.sumOf(of('-prevention'), 'paidPence')).toBe(508_930_000_00);
    expect(story.sumOf(of('-reaction'), 'paidPence')).toBe(7_500_000_000_00 - 508_930_000_00);
    const employment = story.sumBy(spending, 'schemeId', 'paidPence');
    expect(employment).toMatchObject({
      'benefits-reaction': 650_070_000_00,
      'into-work-prevention': 48_930_000_00,
      'children-in-care-reaction': 35_000_000_00,
    });
  });

  it('what was known of it at the first count, and what was found since? 7.3bn, and 200m more', async () => {
    const then = await purse.tell(whoGained, { pooledFundId: 'spend-map', asKnownAt: firstCountedAt });
    expect(then.totals.commissionedPence).toBe(7_300_000_000_00);
    const query = { pooledFundId: 'spend-map', financialYear: '2008-09', knownFrom: firstCountedAt };
    const why = await purse.ledger.look((look) => changes(look, 'fund-statement', query, TODAY, { limit: 10 }));
    expect(why.figures).toContainEqual(
      expect.objectContaining({
        row: expect.objectContaining({ fundingStreamId: 'others' }),
        figure: 'paidPence',
        beforePence: 1_101_000_000_00,
        afterPence: 1_301_000_000_00,
      }),
    );
    expect(why.entries).toMatchObject([{ type: 'PaymentRecorded', schemeId: 'offending-reaction' }]);
  });

  it('INV-20 does any of it touch cash? The map has no balance, and a real pot beside it has its own', async () => {
    const onMap = await purse.tell(fundStatement, { ...map });
    expect(onMap).toMatchObject({ poolingBasis: 'IN_VIEW', cash: { receivedPence: 0, balancePence: null } });
    expect(onMap.flags).toMatchObject([{ kind: 'NOT_POOLED' }]);
    const pooled = await purse.tell(fundStatement, { ...realPot });
    expect(pooled.cash).toMatchObject({
      broughtForwardPence: 0,
      receivedPence: 2_000_000_00,
      balancePence: 2_000_000_00,
    });
    const { totals } = await purse.tell(whoPaidIn, { placeId: 'birmingham' });
    expect(totals).toMatchObject({ receivedPence: 2_000_000_00, retainedPence: 0, inKindPence: 0 });
    const { totals: net } = await purse.tell(netPosition, { placeId: 'birmingham' });
    expect(net.netCashPence).toBe(2_000_000_00);
  });

  it('may money be put on the map or drawn from it? No: it is only in view', async () => {
    const money = { partnerId: 'jobcentre-plus', fundingStreamId: 'jobcentre-plus', amountPence: 1, receiptId: 'one' };
    await analyst.mayNot('FUND_NOT_POOLED', 'RecordContributionReceipt', '2009-03-31', { ...map, ...money });
    const spent = { fundingStreamId: 'council', commissioningAgencyId: 'council', payee: { agencyId: 'council' } };
    const draw = { ...spent, withdrawalId: 'one', netPence: 1, purpose: 'Anything' };
    await analyst.mayNot('FUND_NOT_POOLED', 'RequestWithdrawal', '2009-03-31', story.requestOf(map, draw));
  });
});
