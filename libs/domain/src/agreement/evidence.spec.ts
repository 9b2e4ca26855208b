import {
  agreement,
  agreementContext,
  agreementFact,
  approve,
  askAgreement,
  benefitOf,
  calculate,
  claimed,
  claimOf,
  cohort,
  happened,
  inForce,
  only,
  pay,
  recognised,
  resultsTerms,
  validated,
  varied,
} from '../../../../test/support/given-agreement';
import { sampleTerms } from '../../../../test/support/sample-terms';
import { type AgreementEvent, type OutcomeClaimed } from './agreement.events';
import { type OutturnLine } from './calculation/inputs';

const { given } = agreement;
const everybody = ['council', 'charity', 'dwp'];
const byResult = inForce(resultsTerms());

describe('agreeing on a baseline', () => {
  const source = 'List of families, March 2013';
  const agree = (fields: object = {}, on = '2013-04-02') =>
    askAgreement('AgreeBaseline', on, { metricId: 'families', value: '1680', source, agreedBy: everybody, ...fields });
  const rebase = (fields: object = {}, on = '2013-09-01') =>
    askAgreement('RebaseBaseline', on, {
      ...{ metricId: 'families', value: '1650', reason: 'Thirty moved away', agreedBy: everybody },
      ...fields,
    });

  it('INV-46 is done by every party, and says what it rests on', () => {
    given(...byResult)
      .when(agree())
      .then(cohort('1680'));
    given(...byResult)
      .when(agree({ agreedBy: ['council', 'dwp'] }))
      .thenRefused('AGREED_BY_NOT_ALL', { missing: ['charity'] });
    expect(given(...byResult).when(agree({ agreedBy: [...everybody, 'university'] })).decision).toHaveProperty(
      'accepted',
    );
  });

  it('may hold for one test period, or for one agency, beside the one of all', () => {
    expect(given(...byResult, cohort('1680')).when(agree({ testPeriodId: 'year-1', value: '560' })).data).toMatchObject(
      {
        testPeriodId: 'year-1',
        value: '560',
      },
    );
    expect(
      given(...byResult).when(agree({ metricId: 'demand', agencyId: 'council', value: '9000' })).data,
    ).toMatchObject({ agencyId: 'council' });
  });

  it('is rebased with the figure that it had, the reason, and every party again', () => {
    given(...byResult, cohort('1680'))
      .when(rebase())
      .then(
        agreementFact('BaselineRebased', '2013-09-01', {
          metricId: 'families',
          fromValue: '1680',
          value: '1650',
          reason: 'Thirty moved away',
          agreedBy: everybody,
        }),
      );
    given(...byResult, cohort('1680'))
      .when(rebase({ agreedBy: ['council'] }))
      .thenRefused('AGREED_BY_NOT_ALL', { missing: ['charity', 'dwp'] });
  });

  it('refuses a second one, a rebase of none, and one to the same figure', () => {
    given(...byResult, cohort('1680'))
      .when(agree())
      .thenRefused('BASELINE_ALREADY_AGREED', { metricId: 'families' });
    given(...byResult)
      .when(rebase())
      .thenRefused('BASELINE_NOT_AGREED', { metricId: 'families' });
    given(...byResult, cohort('1680'))
      .when(rebase({ testPeriodId: 'year-1' }))
      .thenRefused('BASELINE_NOT_AGREED');
    given(...byResult, cohort('1680'))
      .when(rebase({ value: '1680' }))
      .thenRefused('NOTHING_RESTATED');
  });

  it('refuses what the terms do not know: a metric, a test period, a party', () => {
    given(...byResult)
      .when(agree({ metricId: 'truancy' }))
      .thenRefused('METRIC_UNKNOWN', { metricId: 'truancy' });
    given(...byResult)
      .when(agree({ testPeriodId: 'year-3' }))
      .thenRefused('TEST_PERIOD_UNKNOWN', { testPeriodId: 'year-3' });
    given(...byResult)
      .when(agree({ metricId: 'demand', agencyId: 'police' }))
      .thenRefused('PARTY_UNKNOWN', { agencyId: 'police' });
    given(...byResult)
      .when(agree({ metricId: 'demand' }))
      .thenRefused('METRIC_NEEDS_AGENCY', { metricId: 'demand' });
    given(...byResult)
      .when(agree({ agencyId: 'council' }))
      .thenRefused('METRIC_NOT_BY_AGENCY', { metricId: 'families' });
  });

  it.each(['-1', '5%', 'many', '', '1/0', '1e3', '1,680'])('refuses %p, which is no figure', (value) => {
    given(...byResult)
      .when(agree({ value }))
      .thenRefused('VALUE_NOT_POSSIBLE', { value });
  });

  it('takes exact fractions, but money in whole pence only', () => {
    expect(given(...byResult).when(agree({ value: '10450/3' })).data).toMatchObject({ value: '10450/3' });
    expect(given(...byResult).when(agree({ metricId: 'cost', value: '800000000' })).decision).toHaveProperty(
      'accepted',
    );
    given(...byResult)
      .when(agree({ metricId: 'cost', value: '800000000.5' }))
      .thenRefused('VALUE_NOT_POSSIBLE');
  });

  it('refuses tomorrow', () => {
    given(...byResult)
      .when(agree({}, '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('measuring an outcome', () => {
  const method = 'Police records, twelve months';
  const measure = (fields: object = {}, on = '2014-05-01') =>
    askAgreement('MeasureOutcome', on, { metricId: 'crime', testPeriodId: 'year-1', value: '412', method, ...fields });
  const measured = agreementFact('OutcomeMeasured', '2014-05-01', {
    metricId: 'crime',
    testPeriodId: 'year-1',
    value: '412',
    method,
    dataQualityGrade: 'B',
  });
  const restate = (fields: object = {}, on = '2014-08-01') =>
    askAgreement('RestateOutcome', on, {
      ...{ metricId: 'crime', testPeriodId: 'year-1', value: '431', reason: 'Late reports' },
      ...fields,
    });

  it('records the figure, how it was measured and how good the data are', () => {
    given(...byResult)
      .when(measure({ dataQualityGrade: 'B' }))
      .then(measured);
  });

  it('INV-52 is restated beside what was measured first, with the reason', () => {
    given(...byResult, measured)
      .when(restate())
      .then(
        agreementFact('OutcomeRestated', '2014-08-01', {
          metricId: 'crime',
          testPeriodId: 'year-1',
          fromValue: '412',
          value: '431',
          reason: 'Late reports',
        }),
      );
  });

  it('refuses to measure twice, to restate what is not measured, and to restate nothing', () => {
    given(...byResult, measured)
      .when(measure())
      .thenRefused('OUTCOME_ALREADY_MEASURED', { metricId: 'crime', testPeriodId: 'year-1' });
    given(...byResult)
      .when(restate())
      .thenRefused('OUTCOME_NOT_MEASURED', { metricId: 'crime' });
    given(...byResult, measured)
      .when(restate({ testPeriodId: 'year-2' }))
      .thenRefused('OUTCOME_NOT_MEASURED');
    given(...byResult, measured)
      .when(restate({ value: '412' }))
      .thenRefused('NOTHING_RESTATED');
  });

  it('INV-46 refuses a metric, a test period or an agency that the terms do not know, and tomorrow', () => {
    given(...byResult)
      .when(measure({ metricId: 'truancy' }))
      .thenRefused('METRIC_UNKNOWN');
    given(...byResult)
      .when(measure({ testPeriodId: 'year-3' }))
      .thenRefused('TEST_PERIOD_UNKNOWN');
    given(...byResult)
      .when(measure({ metricId: 'demand' }))
      .thenRefused('METRIC_NEEDS_AGENCY');
    given(...byResult)
      .when(measure({ agencyId: 'charity' }))
      .thenRefused('METRIC_NOT_BY_AGENCY');
    given(...byResult)
      .when(measure({ value: '-1' }))
      .thenRefused('VALUE_NOT_POSSIBLE', { what: 'The measurement' });
    given(...byResult)
      .when(measure({}, '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('claiming outcomes', () => {
  const claim = (...claims: readonly OutcomeClaimed['data'][]) =>
    askAgreement('ClaimOutcomes', '2013-12-02', { claims });
  const ready = [...byResult, cohort('3')];

  it('records each claim, all of them or none', () => {
    given(...ready)
      .when(claim(claimOf('1'), claimOf('2')))
      .then(claimed('1'), claimed('2'));
    given(...ready)
      .when(claim(claimOf('1'), claimOf('2', { outcomeCode: 'famous' })))
      .thenRefused('OUTCOME_UNKNOWN', { outcomeCode: 'famous' });
  });

  it('INV-46 refuses a claim without a baseline', () => {
    given(...byResult)
      .when(claim(claimOf('1')))
      .thenRefused('BASELINE_NOT_AGREED', { metricId: 'families' });
    given(...byResult, cohort('3', 'year-2'))
      .when(claim(claimOf('1')))
      .thenRefused('BASELINE_NOT_AGREED');
  });

  it('INV-46 claims as many units as the cohort has, and not one more', () => {
    const facts = [...ready, claimed('1'), claimed('2')];
    expect(given(...facts).when(claim(claimOf('3'))).data).toMatchObject({ claimId: '3' });
    given(...facts, claimed('3'))
      .when(claim(claimOf('4')))
      .thenRefused('MORE_UNITS_THAN_COHORT', { outcomeCode: 'turned-around', claimed: '4', cohort: '3' });
    given(...facts)
      .when(claim(claimOf('3', { units: '1.01' })))
      .thenRefused('MORE_UNITS_THAN_COHORT', { claimed: '3.01' });
    given(...facts)
      .when(claim(claimOf('3'), claimOf('4')))
      .thenRefused('MORE_UNITS_THAN_COHORT', { claimed: '4' });
  });

  it('INV-46 counts the cohort of a test period by itself, and the one of all over all', () => {
    const later = (claimId: string) => claimOf(claimId, { testPeriodId: 'year-2', achievedOn: '2014-11-04' });
    const each = [...byResult, cohort('1', 'year-1'), cohort('1', 'year-2')];
    expect(given(...each, claimed('1')).when(claim(later('2'))).decision).toHaveProperty('accepted');
    given(...byResult, cohort('1'), claimed('1'))
      .when(claim(later('2')))
      .thenRefused('MORE_UNITS_THAN_COHORT', { claimed: '2', cohort: '1' });
    const mixed = [...byResult, cohort('1', 'year-1'), cohort('2')];
    expect(given(...mixed).when(claim(claimOf('1'), later('2'))).decision).toHaveProperty('accepted');
    given(...mixed)
      .when(claim(claimOf('1'), later('2'), later('3')))
      .thenRefused('MORE_UNITS_THAN_COHORT', { claimed: '3', cohort: '2' });
  });

  it('INV-46 counts no claim that was rejected or withdrawn', () => {
    const rejected = agreementFact('ClaimsRejected', '2014-01-20', { claimIds: ['1', '2'], reason: 'Not in the area' });
    const withdrawn = agreementFact('ClaimWithdrawn', '2014-01-21', { claimId: '3', reason: 'Keyed twice' });
    const facts = [...ready, claimed('1'), claimed('2'), claimed('3'), rejected, withdrawn];
    expect(given(...facts).when(claim(claimOf('4'), claimOf('5'), claimOf('6'))).decision).toHaveProperty('accepted');
    given(...facts)
      .when(claim(claimOf('4'), claimOf('5'), claimOf('6'), claimOf('7')))
      .thenRefused('MORE_UNITS_THAN_COHORT');
  });

  it('INV-46 refuses a day outside the test period, to the day', () => {
    const on = (achievedOn: string) => given(...ready).when(claim(claimOf('1', { achievedOn })));
    expect(on('2013-04-01').decision).toHaveProperty('accepted');
    expect(on('2014-03-31').decision).toHaveProperty('accepted');
    on('2013-03-31').thenRefused('DATE_OUTSIDE_TEST_PERIOD', { from: '2013-04-01', to: '2014-03-31' });
    on('2014-04-01').thenRefused('DATE_OUTSIDE_TEST_PERIOD', { date: '2014-04-01', testPeriodId: 'year-1' });
    on('2014-02-29').thenRefused('DATE_DOES_NOT_EXIST');
  });

  it('INV-51 is once for each participant where the terms say so', () => {
    const same = { participantRef: 'family-1' };
    given(...ready, claimed('1'))
      .when(claim(claimOf('2', same)))
      .thenRefused('OUTCOME_CLAIMED_BEFORE', { outcomeCode: 'turned-around', participantRef: 'family-1' });
    given(...ready)
      .when(claim(claimOf('1'), claimOf('2', same)))
      .thenRefused('OUTCOME_CLAIMED_BEFORE');
    given(...ready)
      .when(claim(claimOf('1', { participantRef: undefined })))
      .thenRefused('PARTICIPANT_NOT_NAMED', { outcomeCode: 'turned-around' });
    const other = { ...same, outcomeCode: 'in-work' };
    expect(given(...ready, claimed('1')).when(claim(claimOf('2', other), claimOf('3', other))).decision).toHaveProperty(
      'accepted',
    );
  });

  it('INV-51 may be claimed again once the first claim has fallen away', () => {
    const rejected = agreementFact('ClaimsRejected', '2014-01-20', { claimIds: ['1'], reason: 'No evidence' });
    const again = claim(claimOf('2', { participantRef: 'family-1' }));
    expect(given(...ready, claimed('1'), rejected).when(again).decision).toHaveProperty('accepted');
  });

  it('INV-51 still knows a participant of whom one claim fell away and another stands', () => {
    const twice = resultsTerms({ outcomes: resultsTerms().outcomes.map((each) => ({ ...each, onceFor: undefined })) });
    const of = { participantRef: 'family-1' };
    const facts = [...inForce(twice), cohort('9'), claimed('1', of), claimed('2', of)];
    const rejected = agreementFact('ClaimsRejected', '2014-01-20', { claimIds: ['1'], reason: 'Keyed twice' });
    given(...facts, rejected, ...varied(resultsTerms(), '2014-04-01'))
      .when(claim(claimOf('3', { ...of, testPeriodId: 'year-2', achievedOn: '2014-05-01' })))
      .thenRefused('OUTCOME_CLAIMED_BEFORE');
  });

  it('INV-51 is not claimed for somebody for whom another agreement that the terms name pays', () => {
    const context = agreementContext({ claimed: { 'family-1': 'work-programme' } });
    given(...ready)
      .when(claim(claimOf('1')), context)
      .thenRefused('OUTCOME_CLAIMED_ELSEWHERE', { participantRef: 'family-1', agreementId: 'work-programme' });
    expect(given(...ready).when(claim(claimOf('2')), context).decision).toHaveProperty('accepted');
    const unnamed = resultsTerms({
      outcomes: resultsTerms().outcomes.map((each) => ({ ...each, onceFor: undefined })),
    });
    given(...inForce(unnamed), cohort('9'))
      .when(claim(claimOf('1', { participantRef: undefined })))
      .thenRefused('PARTICIPANT_NOT_NAMED');
  });

  it('INV-56 needs no participant where nothing hangs on who it is', () => {
    const data = claimOf('1', { outcomeCode: 'in-work', participantRef: undefined, units: '2.5' });
    expect(given(...ready).when(claim(data)).data).toEqual(data);
  });

  it('refuses a second claim of the same name, a stranger, an unknown test period and no number', () => {
    given(...ready, claimed('1'))
      .when(claim(claimOf('1', { participantRef: 'family-9' })))
      .thenRefused('CLAIM_ALREADY_MADE', { claimId: '1' });
    given(...ready)
      .when(claim(claimOf('1'), claimOf('1', { participantRef: 'family-9' })))
      .thenRefused('CLAIM_ALREADY_MADE');
    given(...ready)
      .when(claim(claimOf('1', { claimantId: 'police' })))
      .thenRefused('PARTY_UNKNOWN', { agencyId: 'police' });
    given(...ready)
      .when(claim(claimOf('1', { testPeriodId: 'year-3' })))
      .thenRefused('TEST_PERIOD_UNKNOWN');
    for (const units of ['0', '-1', '5%', 'one']) {
      given(...ready)
        .when(claim(claimOf('1', { units })))
        .thenRefused('VALUE_NOT_POSSIBLE', { value: units });
    }
    given(...ready)
      .when({ ...claim(claimOf('1')), today: '2013-12-01' })
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('validating and rejecting claims', () => {
  const validate = (fields: object = {}, on = '2014-01-15') =>
    askAgreement('ValidateClaims', on, { claimIds: ['1'], method: 'SELF_DECLARED', byAgencyId: 'charity', ...fields });
  const reject = (...claimIds: readonly string[]) =>
    askAgreement('RejectClaims', '2014-01-20', { claimIds, reason: 'No evidence' });
  const rejected = (...claimIds: readonly string[]) =>
    agreementFact('ClaimsRejected', '2014-01-20', { claimIds, reason: 'No evidence' });
  const withdraw = (claimId: string) =>
    askAgreement('WithdrawClaim', '2014-01-20', { claimId, reason: 'The family moved' });
  const facts = [...byResult, cohort('9'), claimed('1'), claimed('2')];
  const claimsOf = (log: readonly AgreementEvent[]) =>
    Object.fromEntries([...given(...log).state.claims].map(([id, { status, method }]) => [id, [status, method]]));

  it('names the claims, the method and who validated', () => {
    given(...facts)
      .when(validate())
      .then(validated(['1']));
    expect(claimsOf([...facts, validated(['1'])])).toEqual({
      1: ['VALIDATED', 'SELF_DECLARED'],
      2: ['CLAIMED', undefined],
    });
  });

  it('INV-31 lets the claimant alone declare, its own audit check, and somebody else do the rest', () => {
    given(...facts)
      .when(validate({ byAgencyId: 'council' }))
      .thenRefused('VALIDATOR_NOT_CLAIMANT', { agencyId: 'council' });
    given(...facts)
      .when(validate({ method: 'SPOT_CHECK' }))
      .thenRefused('VALIDATOR_IS_CLAIMANT', { agencyId: 'charity' });
    given(...facts)
      .when(validate({ method: 'ADMIN_DATA' }))
      .thenRefused('VALIDATOR_IS_CLAIMANT');
    given(...facts)
      .when(validate({ method: 'INDEPENDENT_ASSESSOR', byAgencyId: 'dwp' }))
      .thenRefused('VALIDATOR_NOT_ASSESSOR', { agencyId: 'dwp' });
    for (const [method, byAgencyId] of [
      ['INTERNAL_AUDIT', 'charity'],
      ['SPOT_CHECK', 'dwp'],
      ['ADMIN_DATA', 'dwp'],
      ['INDEPENDENT_ASSESSOR', 'university'],
    ]) {
      expect(given(...facts).when(validate({ method, byAgencyId })).data).toMatchObject({ method, byAgencyId });
    }
  });

  it('INV-46 takes the methods that the terms of the test period accept, and no others', () => {
    const strict = resultsTerms({ validation: { methods: ['ADMIN_DATA'] } });
    const claims = [claimed('1'), claimed('3', { testPeriodId: 'year-2', achievedOn: '2014-11-04' })];
    const later = [...byResult, cohort('9'), ...claims, ...varied(strict, '2014-04-01')];
    expect(given(...later).when(validate()).decision).toHaveProperty('accepted');
    given(...later)
      .when(validate({ claimIds: ['1', '3'] }))
      .thenRefused('VALIDATION_NOT_ACCEPTED', { method: 'SELF_DECLARED', methods: ['ADMIN_DATA'] });
    given(...facts)
      .when(validate({ byAgencyId: 'police' }))
      .thenRefused('PARTY_UNKNOWN');
  });

  it('keeps the strongest of several methods', () => {
    const audited = validated(['1'], { method: 'INTERNAL_AUDIT' });
    expect(claimsOf([...facts, validated(['1']), audited])).toMatchObject({ 1: ['VALIDATED', 'INTERNAL_AUDIT'] });
    expect(claimsOf([...facts, audited, validated(['1'])])).toMatchObject({ 1: ['VALIDATED', 'INTERNAL_AUDIT'] });
  });

  it('rejects and withdraws, validated ones too, each claim once', () => {
    given(...facts, validated(['1']))
      .when(reject('1', '2', '1'))
      .then(rejected('1', '2'));
    given(...facts)
      .when(withdraw('2'))
      .then(agreementFact('ClaimWithdrawn', '2014-01-20', { claimId: '2', reason: 'The family moved' }));
    const { state } = given(...facts, rejected('1', '2'));
    expect(state.unitsClaimed.get('turned-around')?.isZero).toBe(true);
  });

  it('refuses claims that there are not, that have fallen away, and tomorrow', () => {
    given(...facts)
      .when(validate({ claimIds: ['1', '7'] }))
      .thenRefused('CLAIM_UNKNOWN', { claimId: '7' });
    given(...facts)
      .when(withdraw('7'))
      .thenRefused('CLAIM_UNKNOWN');
    given(...facts, rejected('1'))
      .when(validate())
      .thenRefused('CLAIM_SETTLED', { claimId: '1', status: 'REJECTED' });
    given(...facts, rejected('1'))
      .when(reject('2', '1'))
      .thenRefused('CLAIM_SETTLED');
    given(...facts)
      .when(validate({}, '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
    given(...facts)
      .when({ ...reject('1'), occurredOn: '2015-10-01' })
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('a spot check', () => {
  const ids = Array.from({ length: 20 }, (_, place) => `${place + 1}`);
  const facts = [...byResult, cohort('20'), ...ids.map((id) => claimed(id)), validated(ids)];
  const check = (checkedCount: number, invalidCount: number, on = '2014-05-01') =>
    askAgreement('RecordSpotCheck', on, { testPeriodId: 'year-1', checkedCount, invalidCount });
  const checked = (invalidCount: number, fullCheckRequired: boolean, checkedCount = 10) =>
    agreementFact('SpotCheckRecorded', '2014-05-01', {
      testPeriodId: 'year-1',
      checkedCount,
      invalidCount,
      fullCheckRequired,
    });
  const audited = (claimIds: readonly string[]) => validated(claimIds, { method: 'ADMIN_DATA', byAgencyId: 'dwp' });

  it('INV-46 above the agreed level forces a full check; at it, it does not', () => {
    given(...facts)
      .when(check(10, 1))
      .then(checked(1, false));
    given(...facts)
      .when(check(10, 2))
      .then(checked(2, true));
    given(...facts)
      .when(check(19, 2))
      .then(checked(2, true, 19));
    given(...facts)
      .when(check(20, 2))
      .then(checked(2, false, 20));
    given(...facts)
      .when(check(1, 0))
      .then(checked(0, false, 1));
  });

  it('INV-46 that failed lets nothing be calculated until the last claim was looked at', () => {
    const failed = [...facts, checked(2, true)];
    given(...failed)
      .when(calculate())
      .thenRefused('FULL_CHECK_REQUIRED', { testPeriodId: 'year-1', unchecked: 20 });
    const rejected = agreementFact('ClaimsRejected', '2014-05-02', { claimIds: ['1', '2'], reason: 'Invalid' });
    given(...failed, rejected, audited(ids.slice(2, 19)))
      .when(calculate())
      .thenRefused('FULL_CHECK_REQUIRED', { unchecked: 1 });
    expect(given(...failed, rejected, audited(ids.slice(2))).when(calculate()).data).toMatchObject({
      sharesPence: 18 * 800_00,
    });
    given(...failed, validated(ids, { method: 'SPOT_CHECK', byAgencyId: 'dwp' }))
      .when(calculate())
      .thenRefused('FULL_CHECK_REQUIRED', { unchecked: 20 });
  });

  it('INV-46 that failed lets nothing more be approved or paid for its test period either', () => {
    const calculated = happened(facts, [calculate()]);
    given(...calculated, checked(2, true))
      .when(approve())
      .thenRefused('FULL_CHECK_REQUIRED');
    const due = happened(calculated, [approve()]);
    given(...due, checked(2, true))
      .when(pay('calculation-1-due-1', 4_000_00))
      .thenRefused('FULL_CHECK_REQUIRED', { unchecked: 20 });
    expect(given(...due, checked(2, true), audited(ids)).when(pay('calculation-1-due-1', 4_000_00)).data).toMatchObject(
      { amountPence: 4_000_00 },
    );
  });

  it('forces nothing where the terms set no level', () => {
    const { methods } = resultsTerms().validation;
    const lenient = inForce(resultsTerms({ validation: { methods } }));
    given(...lenient, cohort('20'), ...ids.map((id) => claimed(id)), validated(ids))
      .when(check(10, 10))
      .then(checked(10, false));
  });

  it.each([
    [0, 0],
    [21, 0],
    [10, 11],
    [10, -1],
    [1.5, 1],
    [10, 0.5],
    [NaN, 0],
  ])('refuses %p checked and %p invalid of twenty', (checkedCount, invalidCount) => {
    given(...facts)
      .when(check(checkedCount, invalidCount))
      .thenRefused('SPOT_CHECK_NOT_POSSIBLE', { validatedCount: 20 });
  });

  it('refuses an unknown test period, and tomorrow', () => {
    given(...facts)
      .when({ ...check(10, 1), testPeriodId: 'year-3' } as never)
      .thenRefused('TEST_PERIOD_UNKNOWN');
    given(...facts)
      .when(check(10, 1, '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('recognising a benefit', () => {
  const ready = inForce();
  const recognise = (fields: object = {}, on = '2014-05-01') =>
    askAgreement('RecogniseBenefit', on, { ...benefitOf('police', 420_000_00, { cashablePct: '40' }), ...fields });
  const police = recognised('police', 420_000_00, { cashablePct: '40' });
  const figures = only([police], 'BenefitRecognised').map(
    ({ data: { benefitId: _id, testPeriodId: _period, title: _title, ...rest } }) => rest,
  )[0]!;
  const restate = (to: object = {}, on = '2014-09-01') =>
    askAgreement('RestateBenefit', on, {
      benefitId: 'police-2013',
      reason: 'Counted twice',
      to: { ...figures, ...to },
    });

  it('keeps agency, type, stage, gross amount, cost and every part apart', () => {
    given(...ready)
      .when(recognise())
      .then(police);
    expect(given(...ready).when(recognise({ horizonYear: 2013, stage: 'ESTIMATE' })).data).toMatchObject({
      stage: 'ESTIMATE',
      horizonYear: 2013,
    });
  });

  it('may say how much of it there was, and at what value each', () => {
    const built = { volume: '60.5', unitValuePence: 7_000_00 };
    expect(given(...ready).when(recognise(built)).data).toMatchObject(built);
    for (const volume of ['-1', '5%', 'many']) {
      given(...ready)
        .when(recognise({ volume }))
        .thenRefused('VALUE_NOT_POSSIBLE', { what: 'The volume', value: volume });
    }
    for (const unitValuePence of [-1, 0.5]) {
      given(...ready)
        .when(recognise({ unitValuePence }))
        .thenRefused('AMOUNT_NOT_POSSIBLE', { what: 'The unit value' });
    }
  });

  it('INV-54 says what it cost to bring about; a gross saving alone is refused', () => {
    given(...ready)
      .when(recognise({ deliveryCostPence: undefined }))
      .thenRefused('DELIVERY_COST_MISSING', { benefitId: 'police-2013' });
    expect(given(...ready).when(recognise({ deliveryCostPence: 0 })).data).toMatchObject({ deliveryCostPence: 0 });
    expect(given(...ready).when(recognise({ deliveryCostPence: 30_000_00 })).data).toMatchObject({
      grossPence: 420_000_00,
      deliveryCostPence: 30_000_00,
    });
    given(...ready, police)
      .when(restate({ deliveryCostPence: undefined }))
      .thenRefused('DELIVERY_COST_MISSING');
  });

  it.each(['grossPence', 'deliveryCostPence'])('refuses a %s that is no amount', (name) => {
    for (const pence of [-1, 0.5, NaN, 100_000_000_000_001]) {
      given(...ready)
        .when(recognise({ [name]: pence }))
        .thenRefused('AMOUNT_NOT_POSSIBLE');
    }
    expect(given(...ready).when(recognise({ [name]: 100_000_000_000_000 })).decision).toHaveProperty('accepted');
  });

  it.each(['optimismBiasPct', 'attributionPct', 'deadweightPct', 'cashablePct'])(
    'takes a %s from 0 to 100, and nothing else',
    (name) => {
      for (const pct of ['0', '12.5', '100', '100.0']) {
        expect(given(...ready).when(recognise({ [name]: pct })).decision).toHaveProperty('accepted');
      }
      for (const pct of ['100.1', '-1', '1/2', '40%', '', undefined]) {
        given(...ready)
          .when(recognise({ [name]: pct }))
          .thenRefused('VALUE_NOT_POSSIBLE', { what: name });
      }
    },
  );

  it('INV-52 is restated with what it was before, and stays what it is otherwise', () => {
    given(...ready, police)
      .when(restate({ grossPence: 400_000_00 }))
      .then(
        agreementFact('BenefitRestated', '2014-09-01', {
          benefitId: 'police-2013',
          from: figures,
          to: { ...figures, grossPence: 400_000_00 },
          reason: 'Counted twice',
        }),
      );
    given(...ready, police)
      .when(restate())
      .thenRefused('NOTHING_RESTATED');
    given(...ready)
      .when(restate({ grossPence: 1 }))
      .thenRefused('BENEFIT_UNKNOWN', { benefitId: 'police-2013' });
  });

  it('INV-14 of a party that has left since can still be restated; a new one of it is refused', () => {
    const rest = sampleTerms().parties.filter(({ agencyId }) => agencyId !== 'police');
    const without = sampleTerms({
      parties: rest,
      investments: sampleTerms().investments.filter(({ agencyId }) => agencyId !== 'police'),
      rounding: { mode: 'HALF_UP', tieOrder: ['council', 'nhs', 'dwp'] },
    });
    const later = [...ready, police, ...varied(without, '2014-04-01', ['council', 'nhs', 'dwp', 'police'])];
    expect(given(...later).when(restate({ grossPence: 400_000_00 })).data).toMatchObject({ benefitId: 'police-2013' });
    given(...later)
      .when(recognise({ benefitId: 'police-2014', testPeriodId: 'year-2' }))
      .thenRefused('PARTY_UNKNOWN', { agencyId: 'police' });
  });

  it('refuses a second of the same name, a stranger, an unknown test period, and tomorrow', () => {
    given(...ready, police)
      .when(recognise())
      .thenRefused('BENEFIT_ALREADY_RECOGNISED', { benefitId: 'police-2013' });
    given(...ready)
      .when(recognise({ agencyId: 'charity' }))
      .thenRefused('PARTY_UNKNOWN');
    given(...ready)
      .when(recognise({ testPeriodId: 'year-3' }))
      .thenRefused('TEST_PERIOD_UNKNOWN');
    given(...ready)
      .when(recognise({}, '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('declaring an outturn', () => {
  const line = (lineId: string, over: Partial<OutturnLine> = {}): OutturnLine => ({
    lineId,
    budgetPence: 500_000_00,
    outturnPence: 480_000_00,
    cause: 'DEMAND',
    ringFenced: false,
    ...over,
  });
  const declare = (lines: readonly OutturnLine[], restatedBecause?: string, on = '2014-05-01') =>
    askAgreement('DeclareOutturn', on, { testPeriodId: 'year-1', lines, restatedBecause });
  const declared = agreementFact('OutturnDeclared', '2014-05-01', { testPeriodId: 'year-1', lines: [line('beds')] });
  const ready = inForce();

  it('INV-38 records each line at budget and outturn, its cause, and whether it is ring-fenced', () => {
    given(...ready)
      .when(declare([line('beds')]))
      .then(declared);
    const owned = line('drugs', { ringFenced: true, ownerAgencyId: 'nhs', cause: 'WINDFALL' });
    const joint = line('care', { commissioned: [{ agencyId: 'council', pence: 300_000_00 }] });
    expect(given(...ready).when(declare([owned, joint])).data).toMatchObject({ lines: [owned, joint] });
  });

  it('is declared again only with the reason', () => {
    given(...ready, declared)
      .when(declare([line('beds', { outturnPence: 1 })]))
      .thenRefused('OUTTURN_ALREADY_DECLARED', { testPeriodId: 'year-1' });
    expect(
      given(...ready, declared).when(declare([line('beds', { outturnPence: 1 })], 'Late invoices')).data,
    ).toMatchObject({ restatedBecause: 'Late invoices', lines: [{ outturnPence: 1 }] });
  });

  it('refuses a line twice, an amount that is none, a stranger, an unknown test period, and tomorrow', () => {
    given(...ready)
      .when(declare([line('beds'), line('care'), line('beds')]))
      .thenRefused('OUTTURN_LINE_TWICE', { lineId: 'beds' });
    given(...ready)
      .when(declare([line('beds', { outturnPence: -1 })]))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(...ready)
      .when(declare([line('beds', { commissioned: [{ agencyId: 'nhs', pence: 0.5 }] })]))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(...ready)
      .when(declare([line('beds', { ownerAgencyId: 'charity' })]))
      .thenRefused('PARTY_UNKNOWN', { agencyId: 'charity' });
    given(...ready)
      .when(declare([line('beds', { commissioned: [{ agencyId: 'charity', pence: 1 }] })]))
      .thenRefused('PARTY_UNKNOWN');
    given(...ready)
      .when({ ...declare([line('beds')]), testPeriodId: 'year-3' } as never)
      .thenRefused('TEST_PERIOD_UNKNOWN');
    given(...ready)
      .when(declare([line('beds')], undefined, '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });
});
