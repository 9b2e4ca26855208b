import { createHash } from 'node:crypto';
import { fundStatement, netPosition, whoGained, whoPaidIn } from '@app/read-models';
import * as story from './support';

/*
 * Community Budgets, first phase (from April 2011). Published: the sixteen areas (Public Finance, 29 March 2011), one
 * pot in each from the main funding of several agencies for families with complex needs, at least 10,000 families by
 * 2015, the most costly up to 330,000 a year (founding paper); a family in Salford whose cost of 200,000 a year was cut
 * by two thirds (gov.uk, 29 June 2011). A family is an opaque reference.
 */
const areas = (
  'birmingham blackburn-with-darwen blackpool bradford essex greater-manchester hull kent leicestershire ' +
  'lincolnshire barnet croydon islington lewisham westminster-group swindon'
).split(' ');
/** Families that an area begins with in each year, 625 in all, so that sixteen areas help 10,000: illustrative. */
const illustrativeFamilies = { '2011-12': 100, '2012-13': 150, '2013-14': 175, '2014-15': 200 };
/** What one family costs the pot once, and of 25 families how many each agency's money helps: illustrative. */
const illustrativeFamilyPence = 1_600_00;
const illustrativeShares = { council: 10, nhs: 6, dwp: 4, education: 3, 'home-office': 2 };
const departments = ['dwp', 'education', 'home-office'];
/** What two families of Greater Manchester cost before; the sums are published, their parts are illustrative. */
const illustrativeCostsBefore = {
  'family-5d10': { council: 130_000_00, nhs: 25_000_00, 'home-office': 45_000_00 },
  'family-e77a': { council: 210_000_00, nhs: 60_000_00, 'home-office': 60_000_00 },
};

/** A department is one agency everywhere; council and NHS are the area's own. */
const agencyOf = (area: string, kind: string): string => (departments.includes(kind) ? kind : `${area}-${kind}`);

describe('Community Budgets, phase 1: sixteen areas', () => {
  const purse = story.purseForStory();
  const inArea = (area: string) => purse.as(`pot-manager-of-${area}`, `${area}-council`, `Partnership of ${area}`);
  const potOf = (area: string, year: string) => story.potOf(`families-${area}`, year);

  beforeAll(async () => {
    const ids = [...departments, ...areas.flatMap((area) => ['council', 'nhs'].map((kind) => agencyOf(area, kind)))];
    await purse.register('2011-03-29', {
      places: { england: ['England', 'WHOLE_PLACE'] },
      agencies: {
        ...story.byId(ids, (id) => [id, id.endsWith('nhs') ? 'PRIMARY_CARE_TRUST' : 'COUNCIL'] as const),
        ...story.byId(departments, (id) => [`The department ${id}`, 'DEPARTMENT'] as const),
      },
      fundingStreams: story.byId(ids, (id) => [`Main funding of ${id}`, id]),
    });
    await purse.register('2011-03-29', { places: story.byId(areas, (id) => [id, 'WHOLE_PLACE', 'england']) });
    await story.together(areas, openPot);
    for (const year of Object.keys(illustrativeFamilies)) {
      await story.together(areas, (area) => liveThrough(area, year as keyof typeof illustrativeFamilies));
    }
    await helpOneFamily();
  });

  /** One pot in each area: the council hosts it, the others are partners. */
  const openPot = (area: string) =>
    purse.openFund(inArea(area), '2011-04-01', {
      pooledFundId: `families-${area}`,
      placeId: area,
      name: `Families with complex needs, ${area}`,
      hostAgencyId: agencyOf(area, 'council'),
      partners: ['nhs', ...departments].map((kind) => agencyOf(area, kind)),
      years: Object.keys(illustrativeFamilies),
    });

  /** Agencies pay in for the families of the year; one team works with them and draws the pot down, family by family. */
  async function liveThrough(area: string, year: keyof typeof illustrativeFamilies): Promise<void> {
    const pot = potOf(area, year);
    const rounds = illustrativeFamilies[year] / 25;
    await story.together(Object.entries(illustrativeShares), ([kind, share]) => {
      const partnerId = agencyOf(area, kind);
      const amountPence = rounds * share * illustrativeFamilyPence;
      return story.payIn(inArea(area), pot, `${year.slice(0, 4)}-04-20`, {
        partnerId,
        fundingStreamId: partnerId,
        amountPence,
      });
    });
    const sources = Object.entries(illustrativeShares).flatMap(([kind, share]) =>
      Array<string>(rounds * share).fill(kind),
    );
    const fileDigest = createHash('sha256').update(`${area} ${year}`).digest('hex');
    const rows = sources.map((kind, place) => ({
      kind: 'PAYMENT' as const,
      occurredOn: `20${year.slice(5)}-03-31`,
      ...story.spendingOf({
        fundingStreamId: agencyOf(area, kind),
        payee: teamMemberFor(area, kind),
        commissioningAgencyId: agencyOf(area, 'council'),
        netPence: illustrativeFamilyPence,
        purpose: `family-${area}-${year}-${place + 1}`,
      }),
      source: { fileDigest, line: place + 2 },
    }));
    await inArea(area).does('RecordImportedRows', `20${year.slice(5)}-03-31`, { ...pot, rows });
  }

  /** Who employs the member of the team that works with a family: the council, the NHS, or a charity. */
  const teamMemberFor = (area: string, kind: string) => {
    if (kind === 'council' || kind === 'education') return { agencyId: agencyOf(area, 'council') };
    return kind === 'nhs' ? { agencyId: agencyOf(area, 'nhs') } : { providerName: `A charity of ${area}` };
  };

  /** What two families cost is put beside one another in view; then the team takes one of them on, for a third of it. */
  async function helpOneFamily(): Promise<void> {
    const area = 'greater-manchester';
    const manager = inArea(area);
    const hostAgencyId = agencyOf(area, 'council');
    const fund = { pooledFundId: 'in-view', placeId: area, hostAgencyId, name: 'What families cost' };
    await purse.openFund(manager, '2010-04-01', { ...fund, years: ['2010-11'], poolingBasis: 'IN_VIEW' });
    for (const [purpose, costs] of Object.entries(illustrativeCostsBefore)) {
      for (const [kind, netPence] of Object.entries(costs)) {
        const agencyId = agencyOf(area, kind);
        const own = { fundingStreamId: agencyId, payee: { agencyId }, commissioningAgencyId: agencyId };
        const spending = story.spendingOf({ ...own, netPence, purpose });
        await manager.does('RecordPayment', '2011-03-31', { ...story.potOf('in-view', '2010-11'), ...spending });
      }
    }
    const pot = potOf(area, '2011-12');
    const more = { partnerId: hostAgencyId, fundingStreamId: hostAgencyId, contributionId: 'one-more-family' };
    await story.payIn(manager, pot, '2011-06-29', { ...more, amountPence: 66_666_67 });
    const people = { asks: manager, pays: purse.as('cashier', hostAgencyId, 'Payment run'), limitPence: 100_000_00 };
    const director = { approver: 'director-of-the-nhs', approverAgencyId: agencyOf(area, 'nhs') };
    const desk = await story.deskOf(purse, pot.pooledFundId, '2011-04-01', { ...people, ...director });
    await story.drawDown(desk, pot, '2012-03-30', {
      withdrawalId: 'one-more-family',
      fundingStreamId: hostAgencyId,
      payee: { providerName: 'The family team of Greater Manchester' },
      commissioningAgencyId: hostAgencyId,
      netPence: 66_666_67,
      purpose: 'family-5d10',
    });
  }

  it('who paid in, over all sixteen areas? Councils, the NHS and three departments, 16,066,666.67', async () => {
    const { rows, totals } = await purse.tell(whoPaidIn, { placeId: 'england' });
    expect(new Set(rows.map(({ placeId }) => placeId)).size).toBe(16);
    expect(totals.receivedPence).toBe(16_066_666_67);
    expect(story.sumBy(rows, 'agencyId', 'receivedPence')).toMatchObject({
      dwp: 2_560_000_00,
      education: 1_920_000_00,
      'home-office': 1_280_000_00,
      'hull-council': 400_000_00,
      'hull-nhs': 240_000_00,
      'greater-manchester-council': 466_666_67,
    });
  });

  it('who gained? Whoever works with the families: the departments that paid in have not a penny of it', async () => {
    const { rows, totals } = await purse.tell(whoGained, { placeId: 'hull' });
    expect(totals.paidPence).toBe(1_000_000_00);
    expect(story.sumBy(rows, 'beneficiaryName', 'paidPence')).toEqual({
      'hull-council': 520_000_00,
      'hull-nhs': 240_000_00,
      'A charity of hull': 240_000_00,
    });
    const { rows: net } = await purse.tell(netPosition, { agencyId: 'dwp' });
    expect(story.sumBy(net, 'placeId', 'netCashPence')).toEqual(story.byId(areas, () => 160_000_00));
    expect(story.sumOf(net, 'paidPence')).toBe(0);
  });

  it('is the pot of an area used up? What came in went out, to the penny', async () => {
    const { cash } = await purse.tell(fundStatement, { ...potOf('hull', '2011-12') });
    expect(cash).toMatchObject({ receivedPence: 160_000_00, paidPence: 160_000_00, balancePence: 0 });
  });

  it('how many families were helped, by when? More than 10,000 by 2015, each drawn for once', async () => {
    const helpedBy = async (asAt: string) => {
      const pots = await Promise.all(
        areas.map((area) => purse.tell(whoGained, { pooledFundId: `families-${area}`, asAt })),
      );
      return story.sumOf(
        pots.flatMap(({ rows }) => rows),
        'entryCount',
      );
    };
    expect(await helpedBy('2012-03-31')).toBe(16 * 100 + 1);
    expect(await helpedBy('2014-03-31')).toBe(16 * 425 + 1);
    expect(await helpedBy('2015-03-31')).toBe(10_001);
    const [told] = await purse.sql(
      `select count(distinct data ->> 'purpose')::int as families from log.event join log.stream using (stream_id)
        where name like 'poolYear-families-%' and data ->> 'purpose' like 'family-%'`,
    );
    expect(told.families).toBe(10_001);
  });

  it('what does a family cost? 330,000.00 a year the most costly; 200,000.00 another, and 66,666.67 since', async () => {
    const entries = await purse.entries({ placeId: 'greater-manchester' });
    const paid = entries.filter(({ measure }) => measure === 'paid');
    const costOf = (year: string) =>
      story.sumBy(
        paid.filter(({ financialYear }) => financialYear === year),
        'description',
        'amountPence',
      );
    const before = costOf('2010-11');
    expect(before).toEqual({ 'family-5d10': 200_000_00, 'family-e77a': 330_000_00 });
    const since = costOf('2011-12');
    expect(since['family-5d10']).toBe(Math.round(before['family-5d10']! / 3));
    expect(Object.keys(since)).toHaveLength(101);
  });
});
