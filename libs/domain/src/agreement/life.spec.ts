import { clock } from '../../../../test/support/given-when-then';
import {
  agreedBy,
  agreement,
  agreementContext,
  agreementFact,
  approve,
  askAgreement,
  calculate,
  draftedWith,
  happened,
  headlineApproved,
  headlineBenefits,
  inForce,
  pay,
  resultsTerms,
  TODAY,
  tookEffect,
  varied,
} from '../../../../test/support/given-agreement';
import { sampleClause, sampleTerms } from '../../../../test/support/sample-terms';
import { type AgreementEvent } from './agreement.events';
import { currentVersion, versionInForceOn } from './agreement.state';
import { type Terms } from './terms';

const { given } = agreement;
const terms = sampleTerms();
const drafted = draftedWith(terms);
const proposed = agreementFact('TermsProposed', '2013-03-01', { version: 1 });

describe('drafting an agreement', () => {
  const draft = (over: object = {}, on = '2013-02-01') =>
    askAgreement('DraftBenefitSharingAgreement', on, {
      placeId: 'sheffield',
      pooledFundId: 'early-help',
      terms,
      ...over,
    });

  it('records its place, its fund, and the terms as the first version', () => {
    given()
      .when(draft())
      .then(...drafted);
  });

  it('computes nothing yet: a draft is not in force', () => {
    const { state } = given(...drafted);
    expect(versionInForceOn(state, '2013-04-01')).toBeUndefined();
    expect(currentVersion(state)).toMatchObject({ version: 1, draftedOn: '2013-02-01' });
  });

  it('refuses a second of the same name, and anything else before the first', () => {
    given(...drafted)
      .when(draft())
      .thenRefused('AGREEMENT_ALREADY_DRAFTED');
    given()
      .when(askAgreement('ProposeTerms', '2013-03-01', { version: 1 }))
      .thenRefused('AGREEMENT_UNKNOWN', { agreementId: 'investment' });
  });

  it('refuses a place or a fund that is not there, and tomorrow', () => {
    given()
      .when(draft({ placeId: 'nowhere' }))
      .thenRefused('PLACE_UNKNOWN', { placeId: 'nowhere' });
    given()
      .when(draft(), agreementContext({ fund: [] }))
      .thenRefused('POOLED_FUND_UNKNOWN', { pooledFundId: 'early-help' });
    given().when(draft({}, '2015-10-01')).thenRefused('DATE_IN_FUTURE');
  });

  it('refuses parties that are not registered, or had a successor on that day', () => {
    const withParty = (agencyId: string): Terms =>
      sampleTerms({ parties: [...terms.parties, { agencyId, roles: ['INDEPENDENT_ASSESSOR'] }] });
    given()
      .when(draft({ terms: withParty('stranger') }))
      .thenRefused('AGENCY_UNKNOWN', { agencyId: 'stranger' });
    given()
      .when(draft({ terms: withParty('primary-care-trust') }, '2013-04-01'))
      .thenRefused('AGENCY_SUPERSEDED', { successors: ['nhs'] });
    expect(given().when(draft({ terms: withParty('primary-care-trust') }, '2013-03-31')).decision).toHaveProperty(
      'accepted',
    );
  });

  it.each([
    ['a part is reinvested', sampleTerms()],
    [
      'what is shared lies in it',
      resultsTerms({ clauses: resultsTerms().clauses.map((clause) => ({ ...clause, heldBy: { kind: 'FUND' } })) }),
    ],
    [
      'amounts follow what partners contributed to it',
      sampleTerms({
        clauses: [sampleClause({ distribution: { kind: 'PRO_RATA_CONTRIBUTION', basis: 'RECEIVED' } })],
      }),
    ],
  ])('refuses to do without a pooled fund where %s', (why, needy) => {
    given()
      .when(draft({ pooledFundId: undefined, terms: needy }))
      .thenRefused('POOLED_FUND_NOT_NAMED', { why });
  });

  it('needs no pooled fund where parties pay one another', () => {
    const { decision } = given().when(draft({ pooledFundId: undefined, terms: resultsTerms() }));
    expect(decision).toMatchObject({ accepted: [{ data: { pooledFundId: undefined } }, { type: 'TermsDrafted' }] });
  });

  it('refuses terms that cannot be computed, with each path and reason', () => {
    const unsound = sampleTerms({ rounding: { mode: 'HALF_UP', tieOrder: ['council', 'police', 'nhs'] } });
    given()
      .when(draft({ terms: unsound }))
      .thenRefused('TERMS_NOT_SOUND', {
        issues: [expect.objectContaining({ path: 'rounding.tieOrder', code: 'TIE_ORDER_INCOMPLETE' })],
      });
    given(...drafted)
      .when(askAgreement('DraftTerms', '2013-02-02', { terms: unsound, reason: 'Second thoughts' }))
      .thenRefused('TERMS_NOT_SOUND');
  });

  it('INV-07 refuses a person without an authority, and a date that there is not', () => {
    given()
      .when({ ...draft(), authorityRef: ' ' })
      .thenRefused('AUTHORITY_MISSING');
    given().when(draft({}, '2013-02-30')).thenRefused('DATE_DOES_NOT_EXIST');
    expect(given().when({ ...draft(), by: clock, authorityRef: undefined }).decision).toHaveProperty('accepted');
  });
});

describe('proposing, approving and signing terms', () => {
  const propose = (version = 1, on = '2013-03-01') => askAgreement('ProposeTerms', on, { version });
  const approveTerms = (byAgencyId: string, version = 1, on = '2013-03-01') =>
    askAgreement('ApproveTerms', on, { version, byAgencyId, approverPost: 'Cabinet or board' });
  const sign = (byAgencyId: string, version = 1, on = '2013-03-01') =>
    askAgreement('SignTerms', on, { version, byAgencyId, signatoryPost: 'Chief executive' });
  const approved = (byAgencyId: string) =>
    agreementFact('TermsApproved', '2013-03-01', { version: 1, byAgencyId, approverPost: 'Cabinet or board' });
  const signed = (byAgencyId: string) =>
    agreementFact('TermsSigned', '2013-03-01', { version: 1, byAgencyId, signatoryPost: 'Chief executive' });

  it('takes each step of each party, with the post that took it and the day', () => {
    given(...drafted)
      .when(propose())
      .then(proposed);
    given(...drafted, proposed)
      .when(approveTerms('police'))
      .then(approved('police'));
    given(...drafted, proposed, approved('police'))
      .when(sign('police'))
      .then(signed('police'));
    const { state } = given(...drafted, proposed, approved('police'), signed('police'));
    expect(state.versions[0]!.approvals.get('police')).toEqual({ on: '2013-03-01', post: 'Cabinet or board' });
    expect(state.versions[0]!.signatures.get('police')).toEqual({ on: '2013-03-01', post: 'Chief executive' });
  });

  it('refuses a step before the one that it follows', () => {
    given(...drafted)
      .when(approveTerms('police'))
      .thenRefused('TERMS_NOT_PROPOSED', { version: 1 });
    given(...drafted, proposed)
      .when(sign('police'))
      .thenRefused('TERMS_NOT_APPROVED_BY_AGENCY', { agencyId: 'police' });
  });

  it('refuses a step a second time', () => {
    given(...drafted, proposed)
      .when(propose())
      .thenRefused('TERMS_ALREADY_PROPOSED', { on: '2013-03-01' });
    given(...drafted, proposed, approved('nhs'))
      .when(approveTerms('nhs'))
      .thenRefused('TERMS_ALREADY_APPROVED_BY_AGENCY', { agencyId: 'nhs', on: '2013-03-01' });
    given(...drafted, proposed, approved('nhs'), signed('nhs'))
      .when(sign('nhs'))
      .thenRefused('TERMS_ALREADY_SIGNED_BY_AGENCY', { agencyId: 'nhs' });
  });

  it('refuses a body that is no party, and one that only assesses', () => {
    const facts = [...draftedWith(resultsTerms()), proposed];
    given(...facts)
      .when(approveTerms('police'))
      .thenRefused('PARTY_UNKNOWN', { agencyId: 'police' });
    given(...facts)
      .when(sign('police'))
      .thenRefused('PARTY_UNKNOWN');
    given(...facts)
      .when(approveTerms('university'))
      .thenRefused('PARTY_ONLY_ASSESSES', { agencyId: 'university' });
  });

  it('refuses a version that there is not, an older one, and one that is in force', () => {
    const second = agreementFact('TermsDrafted', '2013-02-10', { version: 2, terms, reason: 'Misprint' });
    for (const step of [
      propose,
      (version: number) => approveTerms('nhs', version),
      (version: number) => sign('nhs', version),
    ]) {
      given(...drafted)
        .when(step(2))
        .thenRefused('TERMS_VERSION_UNKNOWN', { version: 2 });
      given(...drafted)
        .when(step(0))
        .thenRefused('TERMS_VERSION_UNKNOWN');
      given(...drafted, second)
        .when(step(1))
        .thenRefused('TERMS_VERSION_NOT_LATEST', { version: 1, latest: 2 });
      given(...inForce())
        .when(step(1))
        .thenRefused('TERMS_ALREADY_IN_FORCE', { version: 1, from: '2013-04-01' });
    }
  });

  it('refuses tomorrow', () => {
    given(...drafted)
      .when(propose(1, '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
    given(...drafted, proposed)
      .when(approveTerms('nhs', 1, '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
    given(...drafted, proposed, approved('nhs'))
      .when(sign('nhs', 1, '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
    expect(given(...drafted).when(propose(1, TODAY)).data).toEqual({ version: 1 });
  });
});

describe('putting terms into force', () => {
  const putIntoForce = (version: number, on: string, today = TODAY) =>
    askAgreement('PutTermsIntoForce', on, { version }, { today });

  it('INV-13 waits until the last party has approved and signed', () => {
    const lacking = agreedBy(terms, { by: ['council', 'nhs', 'dwp'] });
    given(...drafted, ...lacking)
      .when(putIntoForce(1, '2013-04-01'))
      .thenRefused('TERMS_NOT_SIGNED_BY_ALL', { missing: ['police'] });
    const approvedOnly = agreementFact('TermsApproved', '2013-03-01', {
      version: 1,
      byAgencyId: 'police',
      approverPost: 'Commissioner',
    });
    given(...drafted, ...lacking, approvedOnly)
      .when(putIntoForce(1, '2013-04-01'))
      .thenRefused('TERMS_NOT_SIGNED_BY_ALL', { missing: ['police'] });
    given(...drafted, ...agreedBy(terms))
      .when(putIntoForce(1, '2013-04-01', '2013-04-01'))
      .then(tookEffect(1, '2013-04-01'));
  });

  it('INV-13 asks nobody who only assesses', () => {
    given(...draftedWith(resultsTerms()), ...agreedBy(resultsTerms(), { by: ['council', 'charity', 'dwp'] }))
      .when(putIntoForce(1, '2013-04-01', '2013-03-10'))
      .then(tookEffect(1, '2013-04-01'));
  });

  it('says of a past day that the effect is retrospective, and of today or later that it is not', () => {
    const signed = [...drafted, ...agreedBy(terms)];
    given(...signed)
      .when(putIntoForce(1, '2013-04-01', '2013-04-02'))
      .then(tookEffect(1, '2013-04-01', true));
    expect(given(...signed, tookEffect(1, '2013-04-01', true)).state.versions[0]).toMatchObject({
      effectiveFrom: '2013-04-01',
      retrospective: true,
    });
    given(...signed)
      .when(putIntoForce(1, '2013-04-01', '2013-03-31'))
      .then(tookEffect(1, '2013-04-01', false));
  });

  it('refuses to do so twice', () => {
    given(...inForce())
      .when(putIntoForce(1, '2013-05-01'))
      .thenRefused('TERMS_ALREADY_IN_FORCE');
  });
});

describe('varying the terms', () => {
  const extended = sampleTerms({
    period: {
      from: '2013-04-01',
      to: '2016-03-31',
      testPeriods: [...terms.period.testPeriods, { testPeriodId: 'year-3', from: '2015-04-01', to: '2016-03-31' }],
    },
  });
  const drafted2 = (second: Terms) =>
    agreementFact('TermsDrafted', '2014-02-01', { version: 2, terms: second, reason: 'A third year' });
  const intoForce = (on: string) => askAgreement('PutTermsIntoForce', on, { version: 2 }, { today: '2014-03-01' });

  it('keeps each version; the old one counts until the new one takes effect', () => {
    given(...inForce())
      .when(askAgreement('DraftTerms', '2014-02-01', { terms: extended, reason: 'A third year' }))
      .then(drafted2(extended));
    const { state } = given(...inForce(), ...varied(extended, '2014-04-01'));
    expect(state.versions.map(({ terms: each }) => each)).toEqual([terms, extended]);
    expect(versionInForceOn(state, '2013-03-31')).toBeUndefined();
    expect(versionInForceOn(state, '2014-03-31')).toMatchObject({ version: 1 });
    expect(versionInForceOn(state, '2014-04-01')).toMatchObject({
      version: 2,
      reason: 'Reviewed after the first year',
    });
  });

  it('INV-13 needs every party, the ones that it would leave out too', () => {
    const withoutDwp = sampleTerms({
      parties: terms.parties.filter(({ agencyId }) => agencyId !== 'dwp'),
      investments: terms.investments.filter(({ agencyId }) => agencyId !== 'dwp'),
      rounding: { mode: 'HALF_UP', tieOrder: ['council', 'police', 'nhs'] },
    });
    const facts = [...inForce(), drafted2(withoutDwp)];
    given(...facts, ...agreedBy(withoutDwp, { version: 2 }))
      .when(intoForce('2014-04-01'))
      .thenRefused('TERMS_NOT_SIGNED_BY_ALL', { missing: ['dwp'] });
    given(...facts, ...agreedBy(withoutDwp, { version: 2, by: ['council', 'police', 'nhs', 'dwp'] }))
      .when(intoForce('2014-04-01'))
      .then(tookEffect(2, '2014-04-01'));
  });

  it('INV-13 needs who joins, and says that it joined', () => {
    const withProbation = sampleTerms({
      parties: [...terms.parties, { agencyId: 'probation', roles: ['BENEFICIARY'] }],
      rounding: { mode: 'HALF_UP', tieOrder: [...terms.rounding.tieOrder, 'probation'] },
    });
    const facts = [...inForce(), drafted2(withProbation)];
    given(...facts, ...agreedBy(terms, { version: 2 }))
      .when(intoForce('2014-04-01'))
      .thenRefused('TERMS_NOT_SIGNED_BY_ALL', { missing: ['probation'] });
    given(...facts, ...agreedBy(withProbation, { version: 2 }))
      .when(intoForce('2014-04-01'))
      .then(
        tookEffect(2, '2014-04-01'),
        agreementFact('PartyJoined', '2014-04-01', { version: 2, agencyId: 'probation' }),
      );
  });

  it('says that the agreement was extended, and to when', () => {
    given(...inForce(), drafted2(extended), ...agreedBy(extended, { version: 2 }))
      .when(intoForce('2014-04-01'))
      .then(
        tookEffect(2, '2014-04-01'),
        agreementFact('AgreementExtended', '2014-04-01', { version: 2, from: '2015-03-31', to: '2016-03-31' }),
      );
  });

  it('may count from as early as the version before it, and not a day earlier', () => {
    const facts = [...inForce(), drafted2(terms), ...agreedBy(terms, { version: 2 })];
    given(...facts)
      .when(intoForce('2013-03-31'))
      .thenRefused('TERMS_BEFORE_EARLIER_VERSION', { from: '2013-03-31', earlierFrom: '2013-04-01' });
    given(...facts)
      .when(intoForce('2013-04-01'))
      .then(tookEffect(2, '2013-04-01', true));
  });

  it('refuses tomorrow', () => {
    given(...inForce())
      .when(askAgreement('DraftTerms', '2015-10-01', { terms: extended, reason: 'A third year' }))
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('calling an agreement in', () => {
  const callIn = (on = '2013-03-05') =>
    askAgreement('CallInAgreement', on, {
      scrutinyBody: 'Overview and scrutiny committee',
      reason: 'Too little detail',
    });
  const calledIn = agreementFact('AgreementCalledIn', '2013-03-05', {
    scrutinyBody: 'Overview and scrutiny committee',
    reason: 'Too little detail',
  });
  const resolve = (outcome: 'CONFIRMED' | 'REFERRED_BACK', on = '2013-03-20') =>
    askAgreement('ResolveCallIn', on, { outcome, decision: 'Full council 20 March 2013' });
  const resolved = (outcome: 'CONFIRMED' | 'REFERRED_BACK') =>
    agreementFact('CallInResolved', '2013-03-20', { outcome, decision: 'Full council 20 March 2013' });
  const signed = [...drafted, ...agreedBy(terms)];
  const putIntoForce = askAgreement('PutTermsIntoForce', '2013-04-01', { version: 1 });

  it('lets nothing take effect until it is resolved', () => {
    given(...signed)
      .when(callIn())
      .then(calledIn);
    given(...signed, calledIn)
      .when(putIntoForce)
      .thenRefused('AGREEMENT_CALLED_IN');
    given(...signed, calledIn)
      .when(resolve('CONFIRMED'))
      .then(resolved('CONFIRMED'));
    given(...signed, calledIn, resolved('CONFIRMED'))
      .when(putIntoForce)
      .then(tookEffect(1, '2013-04-01', true));
  });

  it('stops shares too; what was referred back stays suspended until it is resumed', () => {
    const facts = [...inForce(), ...headlineBenefits, calledIn];
    given(...facts)
      .when(calculate())
      .thenRefused('AGREEMENT_CALLED_IN');
    given(...facts, resolved('REFERRED_BACK'))
      .when(calculate())
      .thenRefused('AGREEMENT_SUSPENDED');
    const resumed = agreementFact('AgreementResumed', '2013-04-20', { reason: 'Cabinet heard the committee' });
    expect(given(...facts, resolved('REFERRED_BACK'), resumed).when(calculate()).decision).toHaveProperty('accepted');
    expect(given(...facts, resolved('CONFIRMED')).when(calculate()).decision).toHaveProperty('accepted');
  });

  it('refuses a second call-in, a resolution of none, and tomorrow', () => {
    given(...drafted, calledIn)
      .when(callIn())
      .thenRefused('AGREEMENT_CALLED_IN');
    given(...drafted)
      .when(resolve('CONFIRMED'))
      .thenRefused('AGREEMENT_NOT_CALLED_IN');
    given(...drafted)
      .when(callIn('2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
    given(...drafted, calledIn)
      .when(resolve('CONFIRMED', '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('suspending an agreement', () => {
  const suspend = (on = '2014-06-01') => askAgreement('SuspendAgreement', on, { reason: 'The data are under audit' });
  const suspended = agreementFact('AgreementSuspended', '2014-06-01', { reason: 'The data are under audit' });
  const resume = (on = '2014-06-02') => askAgreement('ResumeAgreement', on, { reason: 'The audit found no fault' });
  const resumed = agreementFact('AgreementResumed', '2014-06-02', { reason: 'The audit found no fault' });

  it('stops calculation, approval and payment, and nothing else, until it is resumed', () => {
    given(...inForce())
      .when(suspend())
      .then(suspended);
    const calculated = happened([...inForce(), ...headlineBenefits], [calculate()]);
    given(...inForce(), ...headlineBenefits, suspended)
      .when(calculate())
      .thenRefused('AGREEMENT_SUSPENDED');
    given(...calculated, suspended)
      .when(approve())
      .thenRefused('AGREEMENT_SUSPENDED');
    const payment = pay('calculation-1-due-1', 40_595_83);
    given(...headlineApproved(), suspended)
      .when(payment)
      .thenRefused('AGREEMENT_SUSPENDED');
    given(...inForce(), suspended)
      .when(resume())
      .then(resumed);
    expect(given(...headlineApproved(), suspended, resumed).when(payment).data).toMatchObject({
      amountPence: 40_595_83,
    });
    expect(
      given(...inForce(), suspended).when(
        askAgreement('DraftTerms', '2014-06-02', { terms, reason: 'A clearer baseline' }),
      ).data,
    ).toMatchObject({ version: 2 });
  });

  it('refuses to suspend twice, to resume what runs, and tomorrow', () => {
    given(...inForce(), suspended)
      .when(suspend())
      .thenRefused('AGREEMENT_SUSPENDED');
    given(...inForce())
      .when(resume())
      .thenRefused('AGREEMENT_NOT_SUSPENDED');
    given(...inForce())
      .when(suspend('2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
    given(...inForce(), suspended)
      .when(resume('2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('leaving an agreement', () => {
  const giveNotice = (exitsOn: string, agencyId = 'dwp', on = '2014-01-01') =>
    askAgreement('GivePartyExitNotice', on, { agencyId, exitsOn, reason: 'The spending review' });
  const notice = (exitsOn = '2014-04-01', agencyId = 'dwp') =>
    agreementFact('PartyExitNoticeGiven', '2014-01-01', { agencyId, exitsOn, reason: 'The spending review' });
  const leave = (on = '2014-04-01', agencyId = 'dwp') => askAgreement('RecordPartyExit', on, { agencyId });
  const exited = (on = '2014-04-01') => agreementFact('PartyExited', on, { agencyId: 'dwp' });

  it('takes ninety days of notice, and not one fewer', () => {
    given(...inForce())
      .when(giveNotice('2014-04-01'))
      .then(notice());
    given(...inForce())
      .when(giveNotice('2014-03-31'))
      .thenRefused('EXIT_NOTICE_TOO_SHORT', { agencyId: 'dwp', noticeDays: 90, earliestOn: '2014-04-01' });
  });

  it('goes by the notice of the terms in force, whatever is only drafted', () => {
    const shorter = sampleTerms({ exit: { noticeDays: 30, onExit: 'CONTINUES' } });
    const drafted2 = agreementFact('TermsDrafted', '2013-12-01', {
      version: 2,
      terms: shorter,
      reason: 'Shorter notice',
    });
    given(...inForce(), drafted2)
      .when(giveNotice('2014-01-31'))
      .thenRefused('EXIT_NOTICE_TOO_SHORT', { noticeDays: 90 });
    const agreed2 = agreedBy(shorter, { version: 2, on: '2013-12-10' });
    given(...inForce(), drafted2, ...agreed2, tookEffect(2, '2013-12-20'))
      .when(giveNotice('2014-01-31'))
      .then(notice('2014-01-31'));
  });

  it('refuses notice of a stranger, a second one, a date that there is not, and tomorrow', () => {
    given(...inForce())
      .when(giveNotice('2014-04-01', 'charity'))
      .thenRefused('PARTY_UNKNOWN', { agencyId: 'charity' });
    given(...inForce(), notice())
      .when(giveNotice('2014-05-01'))
      .thenRefused('PARTY_ALREADY_LEAVING', { agencyId: 'dwp', on: '2014-01-01' });
    given(...inForce())
      .when(giveNotice('2014-04-31'))
      .thenRefused('DATE_DOES_NOT_EXIST');
    given(...inForce())
      .when(giveNotice('2016-10-01', 'dwp', '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });

  it('INV-14 happens on the day of the notice or later, once, and not without notice', () => {
    given(...inForce(), notice())
      .when(leave())
      .then(exited());
    given(...inForce(), notice())
      .when(leave('2014-03-31'))
      .thenRefused('EXIT_WITHOUT_NOTICE', { agencyId: 'dwp', on: '2014-03-31' });
    given(...inForce())
      .when(leave())
      .thenRefused('EXIT_WITHOUT_NOTICE');
    given(...inForce(), notice(), exited())
      .when(leave('2014-04-02'))
      .thenRefused('EXIT_WITHOUT_NOTICE');
    given(...inForce(), notice('2015-10-01'))
      .when(leave('2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });

  it('INV-14 leaves the others to vary the terms without who has left', () => {
    const without = sampleTerms({
      parties: terms.parties.filter(({ agencyId }) => agencyId !== 'dwp'),
      investments: terms.investments.filter(({ agencyId }) => agencyId !== 'dwp'),
      rounding: { mode: 'HALF_UP', tieOrder: ['council', 'police', 'nhs'] },
    });
    const drafted2 = agreementFact('TermsDrafted', '2014-04-02', { version: 2, terms: without, reason: 'DWP left' });
    given(...inForce(), notice(), exited(), drafted2, ...agreedBy(without, { version: 2, on: '2014-04-10' }))
      .when(askAgreement('PutTermsIntoForce', '2014-04-10', { version: 2 }, { today: '2014-04-10' }))
      .then(tookEffect(2, '2014-04-10'));
  });

  it('may come back by a variation, which it then signs again', () => {
    const left = [...inForce(), notice(), exited()];
    const again = agreementFact('TermsDrafted', '2014-05-01', { version: 2, terms, reason: 'DWP comes back' });
    given(...left, again, ...agreedBy(terms, { version: 2, on: '2014-05-02', by: ['council', 'police', 'nhs'] }))
      .when(askAgreement('PutTermsIntoForce', '2014-05-02', { version: 2 }))
      .thenRefused('TERMS_NOT_SIGNED_BY_ALL', { missing: ['dwp'] });
    const facts = happened(
      [...left, again, ...agreedBy(terms, { version: 2, on: '2014-05-02' })],
      [askAgreement('PutTermsIntoForce', '2014-05-02', { version: 2 })],
    );
    expect(facts.at(-1)).toEqual(agreementFact('PartyJoined', '2014-05-02', { version: 2, agencyId: 'dwp' }));
    expect(given(...facts).state.exits.has('dwp')).toBe(false);
  });

  it('ends the agreement where the terms say that it dissolves', () => {
    const dissolving = sampleTerms({ exit: { noticeDays: 90, onExit: 'DISSOLVES' } });
    given(...inForce(dissolving), notice())
      .when(leave())
      .then(
        exited(),
        agreementFact('AgreementTerminated', '2014-04-01', {
          reason: 'dwp left, and under the terms the agreement ends when any party leaves',
        }),
      );
    const terminated = agreementFact('AgreementTerminated', '2014-03-01', { reason: 'The programme ends' });
    given(...inForce(dissolving), notice(), terminated)
      .when(leave())
      .then(exited());
  });
});

describe('ending an agreement', () => {
  const terminate = (on = '2014-06-20') => askAgreement('TerminateAgreement', on, { reason: 'The programme ends' });
  const terminated = agreementFact('AgreementTerminated', '2014-06-20', { reason: 'The programme ends' });
  const windUp = (on = '2015-09-01') => askAgreement('WindUpAgreement', on, {});
  const woundUp = agreementFact('AgreementWoundUp', '2015-09-01', {});
  const fund = 'calculation-1-due-4';
  const payAll = [
    pay('calculation-1-due-1', 40_595_83),
    pay('calculation-1-due-2', 143_616_67),
    pay('calculation-1-due-3', 4_556_25),
    pay(fund, 13_225_00),
  ];

  it('lets what was earned be settled, and begins nothing new', () => {
    given(...inForce())
      .when(terminate())
      .then(terminated);
    const facts = [...inForce(), ...headlineBenefits, terminated];
    for (const command of [
      askAgreement('DraftTerms', '2014-07-01', { terms, reason: 'Again' }),
      askAgreement('GivePartyExitNotice', '2014-07-01', { agencyId: 'nhs', exitsOn: '2015-07-01', reason: 'Cost' }),
      askAgreement('SuspendAgreement', '2014-07-01', { reason: 'Audit' }),
      terminate(),
    ]) {
      given(...facts)
        .when(command)
        .thenRefused('AGREEMENT_TERMINATED', { on: '2014-06-20' });
    }
    expect(happened(facts, [calculate(), approve(), ...payAll]).at(-1)).toMatchObject({ type: 'BenefitReinvested' });
  });

  it('settles no test period that began after the end', () => {
    const benefit = askAgreement('RecogniseBenefit', '2015-05-01', {
      ...{ benefitId: 'police-2014', testPeriodId: 'year-2', title: 'Fewer crises in families', agencyId: 'police' },
      ...{ benefitType: 'FISCAL', stage: 'REALISED', grossPence: 420_000_00, deliveryCostPence: 0 },
      ...{ optimismBiasPct: '0', attributionPct: '100', deadweightPct: '0', cashablePct: '40' },
    });
    const ended = (on: string) => agreementFact('AgreementTerminated', on, { reason: 'The programme ends' });
    given(...happened([...inForce(), ended('2014-03-31')], [benefit]))
      .when(calculate('year-2', '2015-06-01'))
      .thenRefused('AGREEMENT_TERMINATED');
    expect(
      given(...happened([...inForce(), ended('2014-04-01')], [benefit])).when(calculate('year-2', '2015-06-01')).data,
    ).toMatchObject({ testPeriodId: 'year-2' });
  });

  it('is wound up when all of it is settled, and not while a penny is due or a dispute is open', () => {
    const settled = happened([...headlineApproved(), terminated], payAll);
    given(...settled)
      .when(windUp())
      .then(woundUp);
    const lessAPenny = happened([...headlineApproved(), terminated], [...payAll.slice(0, 3), pay(fund, 13_224_99)]);
    given(...lessAPenny)
      .when(windUp())
      .thenRefused('AGREEMENT_NOT_SETTLED', { outstandingPence: 1, openDisputes: [] });
    const disputed = happened(settled, [
      askAgreement('RaiseDispute', '2014-08-01', {
        ...{ disputeId: 'd-1', testPeriodId: 'year-1', agencyId: 'police', amountPence: 1_00 },
        positions: [],
      }),
    ]);
    given(...disputed)
      .when(windUp())
      .thenRefused('AGREEMENT_NOT_SETTLED', { outstandingPence: 0, openDisputes: ['d-1'] });
  });

  it('is wound up after its last day without being terminated, and not on it', () => {
    given(...inForce())
      .when(windUp('2015-04-01'))
      .then({ ...woundUp, occurredOn: '2015-04-01' });
    given(...inForce())
      .when(windUp('2015-03-31'))
      .thenRefused('AGREEMENT_NOT_TERMINATED');
  });

  it('records nothing more once it is wound up', () => {
    const facts: readonly AgreementEvent[] = [...inForce(), terminated, woundUp];
    for (const command of [calculate(), terminate(), windUp(), ...payAll]) {
      given(...facts)
        .when(command)
        .thenRefused('AGREEMENT_WOUND_UP', { agreementId: 'investment' });
    }
  });

  it('refuses tomorrow', () => {
    given(...inForce())
      .when(terminate('2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
    given(...inForce(), terminated)
      .when(windUp('2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });
});
