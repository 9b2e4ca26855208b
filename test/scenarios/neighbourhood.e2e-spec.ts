import {
  agreementSummary,
  costBenefit,
  fundStatement,
  PlaceEntry,
  whoGained,
  whoPaidIn,
  withdrawals,
} from '@app/read-models';
import { sampleClause, sampleTerms } from '../support/sample-terms';
import * as story from './support';

/*
 * Neighbourhood Community Budgets (2011-13), later "Our Place". Published: the twelve pilots and where they lie (DCLG
 * archive), ten when Birmingham's three are counted as one (founding paper); Newcastle's is Cowgate, Kenton Bar and
 * Montagu, with ward committees and Action for Children; Balsall Heath expected over 500,000 in five years from 35,000
 * a year (DCLG, July 2013).
 */
const pilots: Readonly<Record<string, string>> = {
  'balsall-heath': 'birmingham',
  'castle-vale': 'birmingham',
  'shard-end': 'birmingham',
  'cowgate-kenton-bar-montagu': 'newcastle',
  haverhill: 'suffolk',
  ilfracombe: 'devon',
  'little-horton': 'bradford',
  norbiton: 'kingston-upon-thames',
  poplar: 'tower-hamlets',
  'queens-park': 'westminster',
  sherwood: 'tunbridge-wells',
  'white-city': 'hammersmith-and-fulham',
};
const newcastlePilot = 'cowgate-kenton-bar-montagu';
const neighbourhoods = ['cowgate', 'kenton-bar', 'montagu'];
/** What each agency puts into each of the three neighbourhoods, and how much a ward committee may decide, illustrative. */
const illustrativeMoney = { council: 12_000_00, nhs: 5_000_00, police: 3_000_00 };
const illustrativeWardLimit = 5_000_00;
const illustrativeHeadLimit = 25_000_00;
/** What Action for Children is asked to do in each of them, illustrative. */
const illustrativeSums = { cowgate: 5_000_00, 'kenton-bar': 2_750_50, montagu: 1_999_99 };

describe('A neighbourhood: Cowgate, Kenton Bar and Montagu', () => {
  const purse = story.purseForStory();
  const officer = purse.as('neighbourhood-officer', 'council', 'Ward committee 12 June 2012, minute 4');
  const treasury = purse.as('payments-officer', 'council', 'Ward committee 12 June 2012, minute 4');
  const head = purse.as('head-of-service', 'council', 'Scheme of delegation');
  const provider = { payee: { providerName: 'Action for Children' }, commissioningAgencyId: 'council' };
  const potOf = (neighbourhood: string) => story.potOf(`pot-${neighbourhood}`, '2012-13');
  const sum = (withdrawalId: string, netPence: number) => ({
    ...provider,
    withdrawalId,
    netPence,
    fundingStreamId: 'council',
    purpose: 'Families with young children',
  });
  const desks: Record<string, story.Desk> = {};

  beforeAll(async () => {
    await purse.register('2011-12-21', { places: story.byId(Object.values(pilots), (id) => [id, 'WHOLE_PLACE']) });
    const pilotPlaces = story.byId(Object.keys(pilots), (id) => [id, 'NEIGHBOURHOOD', pilots[id]] as const);
    const partsOfPilot = story.byId(neighbourhoods, (id) => [id, 'NEIGHBOURHOOD', newcastlePilot] as const);
    await purse.register('2011-12-21', {
      places: { ...pilotPlaces, ...partsOfPilot },
      agencies: {
        council: ['Newcastle City Council', 'COUNCIL'],
        nhs: ['The local NHS', 'PRIMARY_CARE_TRUST'],
        police: ['Northumbria Police', 'POLICE'],
        birmingham: ['Birmingham City Council', 'COUNCIL'],
      },
      fundingStreams: story.byId(Object.keys(illustrativeMoney), (id) => [`Neighbourhood money of ${id}`, id]),
    });
    for (const neighbourhood of neighbourhoods) await openPotOf(neighbourhood);
    for (const [neighbourhood, pence] of Object.entries(illustrativeSums)) {
      await story.drawDown(desks[neighbourhood]!, potOf(neighbourhood), '2012-06-12', sum('spring', pence));
    }
    await splitOneSum();
    await expectSavings();
  });

  /** A small pot of a neighbourhood, from three agencies; its ward committee decides small sums through its chair. */
  async function openPotOf(neighbourhood: string): Promise<void> {
    const pooledFundId = `pot-${neighbourhood}`;
    const fund = { pooledFundId, placeId: neighbourhood, name: `The pot of ${neighbourhood}`, hostAgencyId: 'council' };
    await purse.openFund(officer, '2012-04-01', { ...fund, partners: ['nhs', 'police'], years: ['2012-13'] });
    for (const [partnerId, amountPence] of Object.entries(illustrativeMoney)) {
      const money = { partnerId, fundingStreamId: partnerId, amountPence };
      await story.payIn(treasury, potOf(neighbourhood), '2012-04-10', money);
    }
    const people = { asks: officer, pays: treasury, approverAgencyId: 'council' };
    const chair = { ...people, approver: `chair-of-${neighbourhood}`, limitPence: illustrativeWardLimit };
    const minute = 'Ward committee 12 June 2012, minute 5';
    desks[neighbourhood] = await story.deskOf(purse, pooledFundId, '2012-04-01', chair, minute);
    const ofCity = { ...people, approver: 'head-of-service', limitPence: illustrativeHeadLimit };
    await story.deskOf(purse, pooledFundId, '2012-04-01', ofCity);
  }

  /** Within thirty days Cowgate is asked for a second sum for the same provider, and the two pass the ward's limit. */
  const splitOneSum = () => story.drawDown(desks['cowgate']!, potOf('cowgate'), '2012-07-03', sum('summer', 1_00));

  /** Balsall Heath spends 35,000 a year for five years and expects 500,000. */
  async function expectSavings(): Promise<void> {
    const distribution = { kind: 'NAMED_PARTNER', to: 'birmingham' } as const;
    const terms = sampleTerms({
      title: 'Balsall Heath',
      parties: [{ agencyId: 'birmingham', roles: ['INVESTOR', 'HOST'] }],
      investments: [{ agencyId: 'birmingham', poolingBasis: 'ALIGNED', amountPence: 5 * 35_000_00 }],
      rounding: { mode: 'HALF_UP', tieOrder: ['birmingham'] },
      clauses: [sampleClause({ distribution })],
    });
    const agreement = { agreementId: 'balsall-heath', placeId: 'balsall-heath', terms };
    await story.agree(purse, agreement, '2013-03-28', 'Plan of March 2013');
    const expected = { testPeriodId: 'year-1', agencyId: 'birmingham', stage: 'ESTIMATE' as const };
    const benefit = { ...expected, agreementId: 'balsall-heath', grossPence: 500_000_00, deliveryCostPence: 0 };
    await officer.does('RecogniseBenefit', '2013-07-09', story.benefitOf(benefit));
  }

  it('how many pilots are there? Twelve by neighbourhood, ten by authority: the register says both', async () => {
    await purse.knownNow();
    const places = await purse.ledger.ledger.dataSource.getRepository(PlaceEntry).find();
    const kinds = new Map(places.map(({ placeId, kind }) => [placeId, kind]));
    const counted = places.filter(
      ({ kind, parentPlaceId }) => kind === 'NEIGHBOURHOOD' && kinds.get(parentPlaceId!) !== 'NEIGHBOURHOOD',
    );
    expect(counted).toHaveLength(12);
    expect(new Set(counted.map(({ parentPlaceId }) => parentPlaceId)).size).toBe(10);
  });

  it('who paid into Newcastle’s pilot? Three agencies, 60,000.00, in three neighbourhoods', async () => {
    const { rows } = await purse.tell(whoPaidIn, { placeId: 'newcastle' });
    expect(story.sumBy(rows, 'agencyId', 'receivedPence')).toEqual({
      council: 36_000_00,
      nhs: 15_000_00,
      police: 9_000_00,
    });
    expect(new Set(rows.map(({ placeId }) => placeId))).toEqual(new Set(neighbourhoods));
  });

  it('who gained? A provider outside the public sector, by neighbourhood and to the penny', async () => {
    const { rows, totals } = await purse.tell(whoGained, { placeId: newcastlePilot });
    const provided = rows.filter(({ beneficiaryKind }) => beneficiaryKind === 'PROVIDER');
    expect(new Set(provided.map(({ beneficiaryName }) => beneficiaryName))).toEqual(new Set(['Action for Children']));
    expect(story.sumBy(provided, 'placeId', 'paidPence')).toEqual({ ...illustrativeSums, cowgate: 5_001_00 });
    expect(totals.commissionedPence).toBe(9_751_49);
  });

  it('INV-32 may a ward committee decide on more? Its limit and not a penny more; the city’s officer may', async () => {
    const pot = potOf('montagu');
    const { withdrawalId, ...draw } = sum('large', illustrativeWardLimit + 1);
    const chair = desks['montagu']!;
    await officer.does('RequestWithdrawal', '2012-09-03', story.requestOf(pot, { ...draw, withdrawalId }));
    const asked = { ...pot, withdrawalId, delegationId: chair.delegationId };
    await chair.approves.mayNot('ABOVE_DELEGATED_LIMIT', 'ApproveWithdrawal', '2012-09-04', asked);
    await head.does('ApproveWithdrawal', '2012-09-05', { ...asked, delegationId: 'head-of-service' });
    const told = await purse.tell((look, _query, at) => withdrawals(look, pot.pooledFundId, '2012-13', at), {});
    expect(told.find((each) => each.withdrawalId === 'large')).toMatchObject({
      status: 'APPROVED',
      approvedBy: 'head-of-service',
      amountPence: 5_000_01,
    });
  });

  it('INV-32 was a sum split to get under the limit? The approval says which sums go together', async () => {
    const told = await purse.tell((look, _query, at) => withdrawals(look, 'pot-cowgate', '2012-13', at), {});
    expect(told).toMatchObject([
      { withdrawalId: 'spring', possibleSplitOf: [], amountPence: 5_000_00 },
      { withdrawalId: 'summer', possibleSplitOf: ['spring'], amountPence: 1_00 },
    ]);
  });

  it('INV-25 may one agency’s money stand in for another’s? The pot is in credit, the police’s money is not', async () => {
    const pot = potOf('cowgate');
    const draw = { ...sum('patrols', 3_000_01), fundingStreamId: 'police' };
    await officer.mayNot('FUNDING_STREAM_OVERDRAWN', 'RequestWithdrawal', '2012-10-01', story.requestOf(pot, draw));
    const { cash } = await purse.tell(fundStatement, { ...pot });
    expect(cash).toMatchObject({ receivedPence: 20_000_00, paidPence: 5_001_00, balancePence: 14_999_00 });
  });

  it('what did Balsall Heath expect? 500,000.00 for 175,000.00 over five years; nothing of it is realised yet', async () => {
    const { agreements } = await purse.tell(costBenefit, { placeId: 'birmingham' });
    expect(agreements).toMatchObject([
      { costPence: 175_000_00, estimatedFiscalPence: 500_000_00, realisedFiscalPence: 0, paidBackIn: null },
    ]);
    const onAPage = await purse.tell((look, _query, at) => agreementSummary(look, 'balsall-heath', at), {});
    expect(onAPage).toMatchObject({ costPence: 175_000_00, returnOnInvestment: { estimatedPence: 500_000_00 } });
  });
});
