import { whoGained, whoPaidIn } from '@app/read-models';
import { changed } from '../support/sample-terms';
import * as story from './support';

/*
 * Alternative providers (Open Public Services White Paper, July 2011): whoever runs a service best may run it, outside
 * the public sector too, and is paid for it; a partner of the pot it becomes only by a variation. Published: Tameside
 * passes on to New Charter, a housing group, the fees of troubled families' second wave, 1,000 in advance and 800 for a
 * result, from 1,750 families on; the partner adds its own investment (key decision 2015; fees: LGC 2017).
 */
const FAMILIES = 1_750;
/** What New Charter and others were paid for before, and the partner's own investment, illustrative. */
const illustrativePilotPence = 48_750_25;
const illustrativeTrainingPence = 12_000_00;
const illustrativeInvestmentPence = 500_000_00;

/** The terms that are shipped as structure 11; the department, whose money it is, signs too. */
const passedOn = changed(story.exampleTerms('11-pass-on'), {
  parties: [
    { agencyId: 'communities-department', roles: ['COMMISSIONER'] },
    { agencyId: 'tameside-council', roles: ['COMMISSIONER', 'HOST'] },
    { agencyId: 'new-charter', roles: ['PROVIDER', 'INVESTOR'] },
  ],
  'rounding.tieOrder': ['communities-department', 'tameside-council', 'new-charter'],
});
/** Before the variation there are two parties, and the fees are the council's. */
const beforeVariation = changed(passedOn, {
  parties: passedOn.parties.slice(0, 2),
  investments: [],
  'rounding.tieOrder': ['communities-department', 'tameside-council'],
  'clauses[0].heldBy.share.to': 'communities-department',
  'clauses[1].heldBy.share.to': 'communities-department',
  'clauses[0].distribution.to': 'tameside-council',
  'clauses[1].distribution.to': 'tameside-council',
});

describe('Alternative providers: Tameside and New Charter', () => {
  const purse = story.purseForStory();
  const council = purse.as('head-of-commissioning', 'tameside-council', 'Executive decision, March 2015');
  const cashier = purse.as('cashier', 'tameside-council', 'Payment run');
  const byVariation = purse.as('head-of-commissioning', 'tameside-council', 'Variation 1, key decision of June 2015');
  const newCharter = purse.as('families-manager', 'new-charter', 'Joint investment agreement');
  const agreementId = 'wave-2';
  const pot = story.potOf('tameside-families', '2015-16');
  const { pooledFundId } = pot;
  const fromFees = { fundingStreamId: 'family-fees', commissioningAgencyId: 'tameside-council' };
  const ownInvestment = {
    contributionId: 'own-investment',
    partnerId: 'new-charter',
    fundingStreamId: 'new-charter',
    amountPence: illustrativeInvestmentPence,
    mode: 'IN_KIND' as const,
    valuationBasis: 'Staff and premises at cost',
  };
  const claim = (claimId: string, outcomeCode: string, units: string, participantRef?: string) => ({
    claimId,
    claimantId: 'new-charter',
    outcomeCode,
    testPeriodId: 'wave-2',
    achievedOn: '2015-12-01',
    units,
    participantRef,
    evidence: 'Case records',
  });

  beforeAll(async () => {
    await purse.register('2015-03-01', {
      places: { tameside: ['Tameside', 'WHOLE_PLACE'] },
      agencies: {
        'communities-department': ['Department for Communities and Local Government', 'DEPARTMENT'],
        'tameside-council': ['Tameside Metropolitan Borough Council', 'COUNCIL'],
        'new-charter': ['New Charter Housing Trust Group', 'HOUSING'],
      },
      fundingStreams: {
        'family-fees': ['Fees of the second wave', 'communities-department'],
        'new-charter': ['New Charter’s own means', 'new-charter'],
      },
    });
    await payProviders();
    await admitByVariation();
    await passFeesOn();
  });

  /** The council runs the pot with the department, and pays whoever does the work. */
  async function payProviders(): Promise<void> {
    const fund = { pooledFundId, placeId: 'tameside', name: 'Families of Tameside', hostAgencyId: 'tameside-council' };
    await purse.openFund(council, '2015-04-01', { ...fund, partners: ['communities-department'], years: ['2015-16'] });
    const fees = { partnerId: 'communities-department', fundingStreamId: 'family-fees', amountPence: 3_150_000_00 };
    await story.payIn(council, pot, '2015-04-20', fees);
    const people = { asks: council, pays: cashier, approver: 'director', approverAgencyId: 'tameside-council' };
    const desk = await story.deskOf(purse, pooledFundId, '2015-04-01', { ...people, limitPence: 100_000_00 });
    const pilot = { withdrawalId: 'pilot', netPence: illustrativePilotPence, purpose: 'Pilot with twelve families' };
    const training = { withdrawalId: 'training', netPence: illustrativeTrainingPence, purpose: 'Training' };
    const byTrainer = { ...training, payee: { providerName: 'A training company Ltd' } };
    await story.drawDown(desk, pot, '2015-05-11', { ...fromFees, ...pilot, payee: { agencyId: 'new-charter' } });
    await story.drawDown(desk, pot, '2015-05-12', { ...fromFees, ...byTrainer });
  }

  /** New Charter works for the pot and is no part of it, until a variation that every party signs admits it. */
  async function admitByVariation(): Promise<void> {
    const agreement = { agreementId, placeId: 'tameside', pooledFundId, terms: beforeVariation };
    await story.agree(purse, agreement, '2015-04-02', 'Financial framework of the second wave');
    const cohort = { metricId: 'families', value: String(FAMILIES), source: 'List of families', agreementId };
    const agreedBy = beforeVariation.parties.map(({ agencyId }) => agencyId);
    await council.does('AgreeBaseline', '2015-04-30', { ...cohort, agreedBy });
    const early = { agreementId, claims: [claim('early', 'family-attached', '12')] };
    await newCharter.mayNot('PARTY_UNKNOWN', 'ClaimOutcomes', '2015-12-31', early);
    const offer = { ...pot, ...ownInvestment, recurrence: 'NON_RECURRENT' as const };
    await newCharter.mayNot('AGENCY_NOT_PARTNER', 'AgreeContribution', '2015-05-31', offer);
    await byVariation.does('DraftTerms', '2015-06-01', { agreementId, terms: passedOn, reason: 'New Charter joins' });
    const parties = passedOn.parties.map(({ agencyId }) => agencyId);
    const days = { signedOn: '2015-06-10', from: '2015-07-01' };
    await story.signTerms(purse, { agreementId, version: 2, parties }, days, 'Variation 1');
    await byVariation.does('AdmitPartner', '2015-07-01', { pooledFundId, agencyId: 'new-charter' });
    await story.giveWithoutCash(newCharter, pot, '2015-07-02', ownInvestment);
  }

  /** With one family too few nothing is passed on; with 1,750 the advance is, and with all of them the results are. */
  async function passFeesOn(): Promise<void> {
    const attached = [claim('most', 'family-attached', String(FAMILIES - 1))];
    await newCharter.does('ClaimOutcomes', '2015-12-31', { agreementId, claims: attached });
    await audit('2016-01-04', ['most']);
    await story.approveShares(purse, agreementId, 'wave-2', '2016-01-08');
    expect(await sharesByClause()).toEqual({});
    await newCharter.does('ClaimOutcomes', '2016-01-15', {
      agreementId,
      claims: [claim('last', 'family-attached', '1')],
    });
    const families = Array.from({ length: FAMILIES }, (_, place) => `family-${place + 1}`);
    const results = families.map((ref) => claim(`result-${ref}`, 'family-turned-around', '1', ref));
    await newCharter.does('ClaimOutcomes', '2016-01-15', { agreementId, claims: results });
    await audit('2016-01-29', ['last', ...results.map(({ claimId }) => claimId)]);
    await story.approveShares(purse, agreementId, 'wave-2', '2016-02-02');
    await story.payAllDues(purse, agreementId, '2016-02-26');
  }

  const audit = (on: string, claimIds: readonly string[]) => {
    const checked = { agreementId, claimIds, method: 'INTERNAL_AUDIT' as const, byAgencyId: 'tameside-council' };
    return council.does('ValidateClaims', on, checked);
  };
  const sharesByClause = async () => {
    const { clauses } = await purse.tell(story.statementOf(agreementId, 'wave-2'), {});
    return story.sumBy(clauses, 'clauseId', 'sharesPence');
  };

  it('W6 what did New Charter earn? 1,750,000.00 in advance and 1,400,000.00 for results, the most there is', async () => {
    expect(await sharesByClause()).toEqual({ attachment: 1_750_000_00, result: 1_400_000_00 });
    const { caps } = await purse.tell(story.statementOf(agreementId, 'wave-2'), {});
    expect(caps).toMatchObject([{ limitPence: 3_150_000_00, usedPence: 3_150_000_00, leftPence: 0 }]);
    const { benefits } = await purse.tell(whoGained, { agencyId: 'new-charter' });
    expect(benefits).toMatchObject([{ shareReceivedPence: 3_150_000_00, beneficiaryKind: 'AGENCY' }]);
  });

  it('who outside the public sector was paid from the pot? A registered body by its id, any other by its name', async () => {
    const { rows } = await purse.tell(whoGained, { pooledFundId });
    const paid = rows.filter(({ paidPence }) => paidPence > 0);
    expect(story.sumBy(paid, 'beneficiaryName', 'paidPence')).toEqual({
      'New Charter Housing Trust Group': illustrativePilotPence,
      'A training company Ltd': illustrativeTrainingPence,
    });
    expect(paid.map(({ beneficiaryKind }) => beneficiaryKind).sort()).toEqual(['AGENCY', 'PROVIDER']);
  });

  it('INV-14 what did it put in, and since when? Nothing as a payee; its own investment from July, never as cash', async () => {
    const payee = await purse.tell(whoPaidIn, { pooledFundId, agencyId: 'new-charter', asAt: '2015-06-30' });
    expect(payee.rows).toEqual([]);
    const { totals } = await purse.tell(whoPaidIn, { pooledFundId, agencyId: 'new-charter' });
    expect(totals).toMatchObject({ inKindPence: illustrativeInvestmentPence, receivedPence: 0 });
  });

  it('INV-13 since when is it a party, and who agreed to that? Every party, the department too', async () => {
    const before = await purse.tell(story.detailOf(agreementId), { asAt: '2015-06-30' });
    expect(before).toMatchObject({ versionInForce: 1, partyIds: ['communities-department', 'tameside-council'] });
    const now = await purse.tell(story.detailOf(agreementId), { asAt: '2015-07-01' });
    expect(now).toMatchObject({ versionInForce: 2, unsignedPartyIds: [] });
    expect(now.partyIds).toContain('new-charter');
    expect(now.versions[1]!.signatures.map(({ signedOn }) => signedOn)).toEqual(Array(3).fill('2015-06-10'));
  });

  it('INV-31 may a provider approve its own payment? No, partner or not', async () => {
    const own = { withdrawalId: 'own', netPence: 100_00, payee: { agencyId: 'new-charter' }, purpose: 'Own claim' };
    await council.does('RequestWithdrawal', '2016-03-01', story.requestOf(pot, { ...fromFees, ...own }));
    const people = { asks: council, pays: cashier, approver: 'its-director', approverAgencyId: 'new-charter' };
    const desk = await story.deskOf(purse, pooledFundId, '2016-03-01', { ...people, limitPence: 100_000_00 });
    const decision = { ...pot, withdrawalId: 'own', delegationId: desk.delegationId };
    await desk.approves.mayNot('APPROVER_ACTS_FOR_PAYEE', 'ApproveWithdrawal', '2016-03-02', decision);
  });
});
