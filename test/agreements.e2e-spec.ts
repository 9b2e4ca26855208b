import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { agreementStream, type Clause, type Terms } from '@app/domain';
import { parse } from 'csv-parse/sync';
import { sampleClause, sampleTerms } from './support/sample-terms';
import {
  type Answer,
  asked,
  type Caller,
  expectProblem,
  startTestService,
  type TestService,
} from './support/test-service';

const AGREEMENTS = '/api/v1/agreements';
const FAMILIES = `${AGREEMENTS}/troubled-families`;
const CLAIMS = `${AGREEMENTS}/turning-round`;
const PARTIES = ['council', 'police', 'nhs', 'dwp'];

/** One of the examples that are shipped. */
const example = (name: string): Readonly<Record<'terms' | 'assumed' | 'vary' | 'expect', object>> =>
  JSON.parse(fs.readFileSync(path.join(__dirname, `../docs/agreements/${name}.json`), 'utf8'));

let service: TestService;
/** The addresses that were written to, as the API's document names them. */
const written = new Set<string>();

beforeAll(async () => {
  service = await startTestService();
  await openFamiliesFund();
});
afterAll(() => service.close());

async function openFamiliesFund(): Promise<void> {
  const { manager } = service;
  const since = '2013-04-01';
  const place = { placeId: 'whole-place', name: 'A whole place', kind: 'WHOLE_PLACE', gssCodes: [] };
  await manager.record('/api/v1/places', asked(since, place));
  for (const [agencyId, kind] of [
    ['council', 'COUNCIL'],
    ['police', 'POLICE'],
    ['nhs', 'INTEGRATED_CARE_BOARD'],
    ['dwp', 'DEPARTMENT'],
    ['auditors', 'ARMS_LENGTH_BODY'],
  ]) {
    const agency = { agencyId, legalName: `The agency ${agencyId}`, kind, tier: 'LOCAL' };
    await manager.record('/api/v1/agencies', asked(since, agency));
  }
  const fund = {
    pooledFundId: 'families',
    placeId: 'whole-place',
    name: 'The families fund',
    legalBasis: 'OTHER',
    poolingBasis: 'POOLED',
    signature: 'REPORTED',
    hostAgencyId: 'council',
    pooledFundManager: { post: 'Head of Families', agencyId: 'council' },
  };
  await manager.record('/api/v1/pooled-funds', asked(since, fund));
  for (const agencyId of ['police', 'nhs', 'dwp']) {
    await manager.record('/api/v1/pooled-funds/families/partners', asked(since, { agencyId }));
  }
}

/**
 * Writes, and holds the write to what every write promises: no caller without the role, the same answer and nothing more
 * in the log when it is sent again with its key, and a refusal when something else is sent with that key.
 */
async function write(caller: Caller, url: string, body: object): Promise<Answer> {
  const { auditor } = service;
  await auditor.refused(url, body, 403, 'NOT_ALLOWED');
  const key = { 'idempotency-key': randomUUID() };
  const first = await caller.post(url, body, key);
  expect(first).toMatchObject({ status: 201 });
  const count = await service.eventCount();
  const again = await caller.post(url, body, key);
  expect(again).toMatchObject({ status: 201, text: first.text });
  expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true', etag: first.headers['etag'] });
  expectProblem(await caller.post(url, { ...body, authorityRef: 'Another' }, key), 422, 'IDEMPOTENCY_KEY_REUSED');
  expect(await service.eventCount()).toBe(count);
  written.add(documented(url));
  return first;
}

/** An address as the API's document writes it. */
function documented(url: string): string {
  const [, , , , , ...rest] = url.split('/');
  const names: Readonly<Record<string, string>> = {
    terms: 'version',
    claims: 'claimId',
    benefits: 'benefitId',
    calculations: 'calculationId',
    dues: 'dueId',
    payments: 'paymentId',
    disputes: 'disputeId',
  };
  const isWord = /^(validations|rejections)$/;
  const parts = rest.map((part, place) =>
    place === 1 && names[rest[0]!] && !isWord.test(part) ? `{${names[rest[0]!]}}` : part,
  );
  return parts.length === 0 ? AGREEMENTS : [AGREEMENTS, '{agreementId}', ...parts].join('/');
}

/** What the log holds of a type of event of one agreement, in order. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- events of every shape
async function logged(agreementId: string, type: string): Promise<any[]> {
  const found: unknown[] = [];
  for await (const page of service.ledger.store.readStream(agreementStream(agreementId))) {
    found.push(...page.filter((event) => event.type === type).map(({ data }) => data));
  }
  return found;
}

/** Approved, then signed, by every party that signs. */
async function agreeOn(url: string, version: number, on: string, parties: readonly string[]): Promise<void> {
  const { manager, approver, section151, treasurer } = service;
  const ofVersion = `${url}/terms/${version}`;
  await write(manager, `${ofVersion}/proposal`, asked(on, {}));
  for (const byAgencyId of parties) {
    await write(approver, `${ofVersion}/approvals`, asked(on, { byAgencyId, approverPost: 'Cabinet' }));
    await write(section151, `${ofVersion}/signatures`, asked(on, { byAgencyId, signatoryPost: 'Chief executive' }));
  }
  await write(treasurer, `${ofVersion}/effect`, asked('2013-04-01', {}));
}

const benefit = (agencyId: string, grossPence: number, cashablePct: string) => ({
  agencyId,
  benefitType: 'FISCAL',
  stage: 'REALISED',
  grossPence,
  deliveryCostPence: 0,
  optimismBiasPct: '0',
  attributionPct: '100',
  deadweightPct: '0',
  cashablePct,
});

/** Outcomes that are claimed for participants, and a metric of the whole. */
const claimsTerms = (): Terms =>
  sampleTerms({
    title: 'Families turned round',
    parties: [
      { agencyId: 'council', roles: ['COMMISSIONER'] },
      { agencyId: 'nhs', roles: ['PROVIDER'] },
      { agencyId: 'auditors', roles: ['INDEPENDENT_ASSESSOR'] },
    ],
    investments: [],
    metrics: [
      { metricId: 'cohort', title: 'Families', unit: 'COUNT' },
      { metricId: 'custody-days', title: 'Days in custody', unit: 'COUNT' },
    ],
    outcomes: [
      { outcomeCode: 'turned-round', title: 'Turned round', metricId: 'cohort', onceFor: 'PARTICIPANT' },
      { outcomeCode: 'into-work', title: 'Into work', metricId: 'cohort' },
    ],
    clauses: [
      sampleClause({
        clauseId: 'results',
        title: 'Results',
        trigger: { kind: 'PER_UNIT' },
        valuation: { kind: 'TARIFF', rates: [{ outcomeCode: 'turned-round', pencePerUnit: 800_00 }] },
        corrections: [],
        heldBy: { kind: 'PAYERS', share: { kind: 'NAMED_PARTNER', to: 'council' } },
        distribution: { kind: 'NAMED_PARTNER', to: 'nhs' },
      }),
    ],
    rounding: { mode: 'HALF_UP', tieOrder: ['council', 'nhs'] },
    validation: { methods: ['SELF_DECLARED', 'INDEPENDENT_ASSESSOR'], spotCheckFailurePctMax: '10' },
    usageRestriction: undefined,
  });

/** The steps build on one another: the investment agreement W14 from its draft to its end. */
describe('an investment agreement, over HTTP', () => {
  test('is drafted, proposed, approved and signed party by party, and in force from a day that is past', async () => {
    const { manager, approver, auditor } = service;
    const draft = { agreementId: 'troubled-families', placeId: 'whole-place', pooledFundId: 'families' };
    const body = asked('2013-03-01', { ...draft, terms: sampleTerms() });
    await approver.refused(AGREEMENTS, body, 403, 'NOT_ALLOWED');
    const { body: drafted } = await write(manager, AGREEMENTS, body);
    expect(drafted).toMatchObject({
      eventStream: 'agreement-troubled-families',
      version: 2,
      events: [{ type: 'BenefitSharingAgreementDrafted' }, { type: 'TermsDrafted' }],
    });
    expect(await logged('troubled-families', 'TermsDrafted')).toEqual([{ version: 1, terms: sampleTerms() }]);
    await manager.refused(AGREEMENTS, body, 409, 'AGREEMENT_ALREADY_DRAFTED');
    const reserved = { ...body, agreementId: 'terms-schema' };
    expect((await manager.refused(AGREEMENTS, reserved, 400, 'BODY_INVALID')).body.errors).toEqual([
      { path: 'agreementId', message: "must be another name: terms-schema is a word of the API's addresses" },
    ]);

    const approval = asked('2013-03-10', { byAgencyId: 'council', approverPost: 'Cabinet' });
    await approver.refused(`${FAMILIES}/terms/1/approvals`, approval, 422, 'TERMS_NOT_PROPOSED');
    await manager.refused(`${FAMILIES}/terms/1/approvals`, approval, 403, 'NOT_ALLOWED');
    await manager.refused(`${FAMILIES}/terms/1/effect`, asked('2013-04-01', {}), 403, 'NOT_ALLOWED');
    await approver.refused(`${FAMILIES}/terms/2/approvals`, approval, 404, 'TERMS_VERSION_UNKNOWN');
    await approver.refused(`${FAMILIES}/terms/0/approvals`, approval, 400, 'PATH_MALFORMED');
    await manager.refused(
      `${FAMILIES}/calculations`,
      asked('2014-04-30', { testPeriodId: 'year-1' }),
      422,
      'TERMS_NOT_IN_FORCE',
    );
    await agreeOn(FAMILIES, 1, '2013-03-10', PARTIES);
    expect(await logged('troubled-families', 'TermsTookEffect')).toEqual([{ version: 1, retrospective: true }]);
    expectProblem(await auditor.post(`${FAMILIES}/nothing`, {}), 404, 'NOT_FOUND');
    const unknown = asked('2014-04-30', { testPeriodId: 'year-1' });
    await manager.refused(`${AGREEMENTS}/nobodys/calculations`, unknown, 404, 'AGREEMENT_UNKNOWN');
  });

  test('W14 is calculated from benefits that were recognised, and approved by somebody else', async () => {
    const { manager, approver } = service;
    for (const [agencyId, grossPence, cashablePct] of [
      ['council', 180_000_00, '80'],
      ['police', 420_000_00, '40'],
      ['nhs', 350_000_00, '50'],
      ['dwp', 250_000_00, '100'],
    ] as const) {
      const recognised = { benefitId: `${agencyId}-saving`, testPeriodId: 'year-1', title: 'Fewer crises' };
      const body = asked('2014-04-15', { ...recognised, ...benefit(agencyId, grossPence, cashablePct) });
      await write(manager, `${FAMILIES}/benefits`, body);
    }
    const calculated = await write(
      manager,
      `${FAMILIES}/calculations`,
      asked('2014-04-30', { testPeriodId: 'year-1' }),
    );
    expect(calculated.body.events).toMatchObject([{ type: 'BenefitShareCalculated' }]);
    const [calculation] = await logged('troubled-families', 'BenefitShareCalculated');
    expect(calculation).toMatchObject({
      calculationId: 'calculation-1',
      calculatedBy: 'pool-manager',
      termsVersion: 1,
      settlement: [
        { partyId: 'council', settlementPence: 184_212_50 },
        { partyId: 'police', settlementPence: -40_595_83 },
        { partyId: 'nhs', settlementPence: 4_556_25 },
        { partyId: 'dwp', settlementPence: -161_397_92 },
        { partyId: '@fund', settlementPence: 13_225_00 },
      ],
    });
    await manager.refused(
      `${FAMILIES}/calculations/calculation-1/approval`,
      asked('2014-05-01', {}),
      403,
      'NOT_ALLOWED',
    );
    await approver.refused(
      `${FAMILIES}/calculations/calculation-9/approval`,
      asked('2014-05-01', {}),
      404,
      'CALCULATION_UNKNOWN',
    );
    await write(approver, `${FAMILIES}/calculations/calculation-1/approval`, asked('2014-05-01', {}));
    expect(await logged('troubled-families', 'BenefitShareApproved')).toMatchObject([
      {
        dues: [
          { dueId: 'calculation-1-due-1', fromId: 'police', toId: 'council', amountPence: 40_595_83 },
          { dueId: 'calculation-1-due-2', fromId: 'dwp', toId: 'council', amountPence: 143_616_67 },
          { dueId: 'calculation-1-due-3', fromId: 'dwp', toId: 'nhs', amountPence: 4_556_25 },
          { dueId: 'calculation-1-due-4', fromId: 'dwp', toId: '@fund', amountPence: 13_225_00 },
        ],
      },
    ]);
  });

  test('a dispute freezes what it is about and nothing else, until it is resolved', async () => {
    const { manager, treasurer } = service;
    const positions = [
      { agencyId: 'police', sharePence: -30_595_83, statement: 'Half of the fall in crime is ours already.' },
      { agencyId: 'council', sharePence: -40_595_83, statement: 'The terms say what they say.' },
    ];
    const about = { disputeId: 'crime', testPeriodId: 'year-1', agencyId: 'police', amountPence: 10_000_00, positions };
    await write(manager, `${FAMILIES}/disputes`, asked('2014-05-10', about));
    const due = `${FAMILIES}/dues/calculation-1-due-1/payments`;
    const pay = (paymentId: string, amountPence: number) =>
      asked('2014-05-20', { paymentId, amountPence, bankRef: 'BACS 77' });
    const frozen = await manager.refused(due, pay('police-1', 30_595_84), 422, 'AMOUNT_IN_DISPUTE');
    expect(frozen.body.details).toEqual({
      askedPence: 30_595_84,
      payablePence: 30_595_83,
      frozenPence: 10_000_00,
    });
    await write(manager, due, pay('police-1', 30_595_83));
    await write(manager, `${FAMILIES}/dues/calculation-1-due-2/payments`, pay('dwp-1', 143_616_67));

    const fromNhs = { agencyId: 'nhs', sharePence: -35_000_00, statement: 'Somewhere between.' };
    await write(manager, `${FAMILIES}/disputes/crime/positions`, asked('2014-05-21', fromNhs));
    await write(manager, `${FAMILIES}/disputes/crime/escalation`, asked('2014-05-24', {}));
    const resolution = asked('2014-06-10', { decision: 'The figure stands.', notDuePence: 0 });
    await manager.refused(`${FAMILIES}/disputes/crime/resolution`, resolution, 403, 'NOT_ALLOWED');
    await write(treasurer, `${FAMILIES}/disputes/crime/resolution`, resolution);
    await manager.refused(`${FAMILIES}/disputes/crime/escalation`, asked('2014-06-11', {}), 422, 'DISPUTE_RESOLVED');
    expect(await logged('troubled-families', 'DisputeEscalated')).toEqual([
      { disputeId: 'crime', stepNo: 1, to: 'The investment board', decideBy: '2014-06-07' },
    ]);
    await manager.record(due, asked('2014-06-20', { paymentId: 'police-2', amountPence: 10_000_00 }));
    await manager.refused(due, pay('police-3', 1), 422, 'MORE_THAN_DUE');
  });

  test('a payment made in error is reversed, and what is reinvested becomes a ring-fenced contribution', async () => {
    const { manager, auditor } = service;
    const due = `${FAMILIES}/dues/calculation-1-due-3/payments`;
    await manager.record(due, asked('2014-06-20', { paymentId: 'dwp-2', amountPence: 4_556_25 }));
    await write(
      manager,
      `${FAMILIES}/payments/dwp-2/reversal`,
      asked('2014-06-21', { reason: 'Paid to another NHS body.' }),
    );
    await manager.record(due, asked('2014-06-22', { paymentId: 'dwp-3', amountPence: 4_556_25 }));

    const reinvested = asked('2014-06-22', { paymentId: 'dwp-4', amountPence: 13_225_00, bankRef: 'CHAPS 9' });
    await manager.record(`${FAMILIES}/dues/calculation-1-due-4/payments`, reinvested);
    const paidIn = async (): Promise<Answer> =>
      auditor.get('/api/v1/reports/who-paid-in', { pooledFundId: 'families', financialYear: '2014-15' });
    // The policy contributes a moment later.
    let report = await paidIn();
    while (report.body.rows.length === 0) report = await paidIn();
    expect(report.body.rows).toMatchObject([
      { agencyId: 'dwp', fundingStreamId: 'reinvested-benefit', receivedPence: 13_225_00 },
    ]);
    expect((await auditor.get('/api/v1/funding-streams/reinvested-benefit')).body).toMatchObject({
      ringFence: 'PURPOSE',
      ringFenceSetBy: 'AGREEMENT',
      permittedPurposes: ['Early help for families in the area'],
    });
  });

  test('a restatement raises clawback and top-up; what was paid stays as it was paid', async () => {
    const { manager, approver } = service;
    const to = benefit('police', 320_000_00, '40');
    const restated = asked('2014-09-01', { to, reason: 'Crimes were counted twice.' });
    await write(manager, `${FAMILIES}/benefits/police-saving/restatement`, restated);
    await manager.record(`${FAMILIES}/calculations`, asked('2014-09-02', { testPeriodId: 'year-1' }));
    await approver.record(`${FAMILIES}/calculations/calculation-2/approval`, asked('2014-09-03', {}));
    const owed = [
      ...(await logged('troubled-families', 'ClawbackRaised')),
      ...(await logged('troubled-families', 'BenefitShareApproved'))[1].dues,
    ].map(({ dueId, fromId, toId, amountPence }) => ({ dueId, fromId, toId, amountPence }));
    expect(owed).toEqual([
      { dueId: 'calculation-2-due-1', fromId: 'council', toId: 'police', amountPence: 10_387_50 },
      { dueId: 'calculation-2-due-2', fromId: 'nhs', toId: 'police', amountPence: 5_193_75 },
      { dueId: 'calculation-2-due-4', fromId: '@fund', toId: 'police', amountPence: 13_225_00 },
      { dueId: 'calculation-2-due-3', fromId: 'dwp', toId: 'police', amountPence: 1_731_25 },
    ]);
    expect(await logged('troubled-families', 'BenefitSharePaid')).toHaveLength(5);
    const pay = (dueNo: number) => `${FAMILIES}/dues/calculation-2-due-${dueNo}/payments`;
    for (const [dueNo, amountPence] of [
      [1, 10_387_50],
      [2, 5_193_75],
      [3, 1_731_25],
    ] as const) {
      await manager.record(pay(dueNo), asked('2014-09-10', { paymentId: `back-${dueNo}`, amountPence }));
    }
    // What the fund pays back moves in the fund's own year, under the fund's own rules.
    const back = { paymentId: 'back-4', amountPence: 13_225_00 };
    await manager.refused(pay(4), asked('2014-09-10', back), 422, 'FUND_ENTRY_NOT_NAMED');
    const elsewhere = { ...back, fundEntryRef: 'families/2014-15/99' };
    await manager.refused(pay(4), asked('2014-09-10', elsewhere), 404, 'FUND_ENTRY_UNKNOWN');
    const ofReinvested = { partnerId: 'police', fundingStreamId: 'reinvested-benefit', amountPence: 13_225_00 };
    const returned = await manager.record(
      '/api/v1/pooled-funds/families/returns',
      asked('2014-09-10', { ...ofReinvested, reason: 'Restated benefit' }),
    );
    const { entryNo } = returned.body.events[0];
    await manager.record(pay(4), asked('2014-09-10', { ...back, fundEntryRef: `families/2014-15/${entryNo}` }));
    expect(await logged('troubled-families', 'ClawbackSettled')).toHaveLength(3);
  });

  test('is varied, called in, suspended and left; ends, and is wound up once all is settled', async () => {
    const { manager, treasurer, approver } = service;
    const longer = sampleTerms({
      period: {
        from: '2013-04-01',
        to: '2016-03-31',
        testPeriods: [
          ...sampleTerms().period.testPeriods,
          { testPeriodId: 'year-3', from: '2015-04-01', to: '2016-03-31' },
        ],
      },
    });
    const variation = asked('2015-01-10', { terms: longer, reason: 'A third year.' });
    await write(manager, `${FAMILIES}/terms`, variation);
    const effect = asked('2015-04-01', {});
    await treasurer.refused(`${FAMILIES}/terms/2/effect`, effect, 422, 'TERMS_NOT_SIGNED_BY_ALL');
    const callIn = { scrutinyBody: 'Scrutiny committee', reason: 'Is a third year worth it?' };
    await write(treasurer, `${FAMILIES}/call-in`, asked('2015-01-20', callIn));
    await treasurer.refused(`${FAMILIES}/terms/2/effect`, effect, 422, 'AGREEMENT_CALLED_IN');
    const resolved = { outcome: 'CONFIRMED', decision: 'It is.' };
    await write(treasurer, `${FAMILIES}/call-in-resolution`, asked('2015-02-01', resolved));
    await agreeOn(FAMILIES, 2, '2015-02-10', PARTIES);
    expect(await logged('troubled-families', 'AgreementExtended')).toEqual([
      { version: 2, from: '2015-03-31', to: '2016-03-31' },
    ]);

    const because = (reason: string) => asked('2015-05-01', { reason });
    await manager.refused(`${FAMILIES}/suspension`, because('No.'), 403, 'NOT_ALLOWED');
    await write(treasurer, `${FAMILIES}/suspension`, because('Figures are under check.'));
    const calculate = asked('2015-05-02', { testPeriodId: 'year-2' });
    await manager.refused(`${FAMILIES}/calculations`, calculate, 422, 'AGREEMENT_SUSPENDED');
    await write(treasurer, `${FAMILIES}/resumption`, because('They are right.'));

    const leaving = { agencyId: 'police', exitsOn: '2015-09-30', reason: 'A new commissioner.' };
    const tooShort = asked('2015-06-01', { ...leaving, exitsOn: '2015-07-01' });
    await manager.refused(`${FAMILIES}/party-exit-notices`, tooShort, 422, 'EXIT_NOTICE_TOO_SHORT');
    await write(manager, `${FAMILIES}/party-exit-notices`, asked('2015-06-01', leaving));
    await write(manager, `${FAMILIES}/party-exits`, asked('2015-09-30', { agencyId: 'police' }));
    await manager.refused(`${FAMILIES}/termination`, because('It is over.'), 403, 'NOT_ALLOWED');
    await write(treasurer, `${FAMILIES}/termination`, asked('2015-10-01', { reason: 'The others do not go on.' }));
    await approver.refused(`${FAMILIES}/winding-up`, asked('2015-11-01', {}), 403, 'NOT_ALLOWED');
    await write(treasurer, `${FAMILIES}/winding-up`, asked('2015-11-01', {}));
    const late = asked('2015-11-02', { testPeriodId: 'year-1' });
    await manager.refused(`${FAMILIES}/calculations`, late, 422, 'AGREEMENT_WOUND_UP');
  });
});

describe('evidence of an agreement, over HTTP', () => {
  const cohort = { metricId: 'cohort', value: '1100', source: 'The list of families', agreedBy: ['council', 'nhs'] };
  const claim = (no: number, over: object = {}) => ({
    claimId: `claim-${no}`,
    claimantId: 'nhs',
    outcomeCode: 'turned-round',
    testPeriodId: 'year-1',
    achievedOn: '2013-11-30',
    units: '1',
    participantRef: `family-${no}`,
    evidence: 'Case closed by the key worker',
    ...over,
  });
  const claiming = (...claims: readonly object[]) => asked('2014-01-10', { claims });

  test('is refused while nobody has agreed a baseline', async () => {
    const { manager } = service;
    const draft = { agreementId: 'turning-round', placeId: 'whole-place', terms: claimsTerms() };
    await manager.record(AGREEMENTS, asked('2013-03-01', draft));
    await agreeOn(CLAIMS, 1, '2013-03-10', ['council', 'nhs']);
    await manager.refused(`${CLAIMS}/claims`, claiming(claim(1)), 422, 'BASELINE_NOT_AGREED');
    const alone = asked('2013-04-01', { ...cohort, agreedBy: ['council'] });
    await manager.refused(`${CLAIMS}/baselines`, alone, 422, 'AGREED_BY_NOT_ALL');
    await manager.refused(
      `${CLAIMS}/baselines`,
      asked('2013-04-01', { ...cohort, metricId: 'jobs' }),
      404,
      'METRIC_UNKNOWN',
    );
    await write(manager, `${CLAIMS}/baselines`, asked('2013-04-01', cohort));
    const rebased = { metricId: 'cohort', value: '1050', reason: 'Fifty moved away.', agreedBy: ['council', 'nhs'] };
    await write(manager, `${CLAIMS}/baselines/rebasings`, asked('2013-05-01', rebased));
  });

  test('is measured and restated, exactly', async () => {
    const { manager } = service;
    const days = { metricId: 'custody-days', testPeriodId: 'year-1' };
    await write(
      manager,
      `${CLAIMS}/measurements`,
      asked('2014-04-10', { ...days, value: '10450/3', method: 'Prison records' }),
    );
    await write(
      manager,
      `${CLAIMS}/measurements/restatements`,
      asked('2014-04-20', { ...days, value: '3483', reason: 'Whole days.' }),
    );
    expect(await logged('turning-round', 'OutcomeRestated')).toMatchObject([{ fromValue: '10450/3', value: '3483' }]);
    const line = { lineId: 'care', budgetPence: 100_00, outturnPence: 90_00, cause: 'DEMAND', ringFenced: false };
    const outturn = {
      testPeriodId: 'year-1',
      lines: [{ ...line, commissioned: [{ agencyId: 'nhs', pence: 100_00 }] }],
    };
    await write(manager, `${CLAIMS}/outturns`, asked('2014-04-30', outturn));
  });

  test('a thousand claims are recorded at once, validated at once, and paid for each participant once', async () => {
    const { manager } = service;
    const many = Array.from({ length: 1_000 }, (_, place) => claim(place + 1));
    const { body } = await write(manager, `${CLAIMS}/claims`, claiming(...many));
    expect(body.events).toHaveLength(1_000);
    const claimIds = many.map(({ claimId }) => claimId);
    const validation = { claimIds, method: 'INDEPENDENT_ASSESSOR', byAgencyId: 'auditors' };
    await manager.refused(
      `${CLAIMS}/claims/validations`,
      asked('2014-02-01', { ...validation, method: 'ADMIN_DATA' }),
      422,
      'VALIDATION_NOT_ACCEPTED',
    );
    await manager.refused(
      `${CLAIMS}/claims/validations`,
      asked('2014-02-01', { ...validation, byAgencyId: 'council' }),
      422,
      'VALIDATOR_NOT_ASSESSOR',
    );
    await write(manager, `${CLAIMS}/claims/validations`, asked('2014-02-01', validation));
    await write(
      manager,
      `${CLAIMS}/claims/rejections`,
      asked('2014-02-02', { claimIds: ['claim-7'], reason: 'Not closed.' }),
    );
    await write(manager, `${CLAIMS}/claims/claim-8/withdrawal`, asked('2014-02-03', { reason: 'Counted by another.' }));
    await write(
      manager,
      `${CLAIMS}/spot-checks`,
      asked('2014-03-01', { testPeriodId: 'year-1', checkedCount: 50, invalidCount: 1 }),
    );
    await manager.record(`${CLAIMS}/calculations`, asked('2014-04-30', { testPeriodId: 'year-1' }));
    expect(await logged('turning-round', 'BenefitShareCalculated')).toMatchObject([
      { distributablePence: 998 * 800_00 },
    ]);
  });

  test.each<[string, object, number, string]>([
    ['of an outcome that the terms do not know', { outcomeCode: 'found-a-job' }, 404, 'OUTCOME_UNKNOWN'],
    ['outside its test period', { achievedOn: '2014-04-01' }, 422, 'DATE_OUTSIDE_TEST_PERIOD'],
    ['of more units than the cohort', { outcomeCode: 'into-work', units: '1051' }, 422, 'MORE_UNITS_THAN_COHORT'],
    ['for a participant before', { participantRef: 'family-1' }, 422, 'OUTCOME_CLAIMED_BEFORE'],
    ['for nobody', { participantRef: undefined }, 422, 'PARTICIPANT_NOT_NAMED'],
    ['by a stranger', { claimantId: 'police' }, 404, 'PARTY_UNKNOWN'],
    ['of a test period that there is not', { testPeriodId: 'year-9' }, 404, 'TEST_PERIOD_UNKNOWN'],
    ['of less than nothing', { units: '-1' }, 422, 'VALUE_NOT_POSSIBLE'],
    ['a second time', { claimId: 'claim-1' }, 409, 'CLAIM_ALREADY_MADE'],
  ])('a claim %s is refused, and every claim beside it', async (_, over, status, code) => {
    const before = await service.eventCount();
    await service.manager.refused(`${CLAIMS}/claims`, claiming(claim(2_000), claim(2_001, over)), status, code);
    expect(await service.eventCount()).toBe(before);
  });

  test.each<[string, string, object, string, string]>([
    ['claims that are none', 'claims', { claims: [] }, 'claims', 'must have at least 1 item'],
    [
      'more claims than a request takes',
      'claims',
      { claims: Array(1_001).fill({}) },
      'claims',
      'must have at most 1000 items',
    ],
    [
      'units as a number',
      'claims',
      { claims: [claim(1, { units: 1 })] },
      'claims.0.units',
      'must be a number written as text, such as "12.5", "1680" or "5/6"',
    ],
    [
      'a person’s name too long to be a reference',
      'claims',
      { claims: [claim(1, { participantRef: 'x'.repeat(65) })] },
      'claims.0.participantRef',
      'must have at most 64 characters',
    ],
    [
      'a percentage above 100',
      'benefits',
      { ...benefit('nhs', 1, '100.1'), benefitId: 'a', testPeriodId: 'year-1', title: 'A' },
      'cashablePct',
      'must be a percentage from 0 to 100 written as text, such as "12.5"',
    ],
    [
      'a position beyond any amount',
      'disputes/d/positions',
      { agencyId: 'nhs', sharePence: -100_000_000_000_001, statement: 'No.' },
      'sharePence',
      'must be a whole number from -100000000000000 to 100000000000000',
    ],
    [
      'something else besides',
      'calculations',
      { testPeriodId: 'year-1', agreementId: 'other' },
      'agreementId',
      'is not a field here',
    ],
  ])('%s is told with its field', async (_, url, fields, field, message) => {
    const answer = await service.manager.refused(`${CLAIMS}/${url}`, asked('2014-05-01', fields), 400, 'BODY_INVALID');
    expect(answer.body.errors).toEqual([{ path: field, message }]);
  });

  test('every write of an agreement was met by these tests, each with its key', async () => {
    const { body: api } = await service.send({ method: 'GET', url: '/api/openapi.json' });
    const writes = Object.entries<{ post?: { parameters: { name: string }[]; summary?: string } }>(api.paths)
      .filter(
        ([url, { post }]) =>
          url.startsWith(AGREEMENTS) && post?.parameters.some(({ name }) => name === 'Idempotency-Key'),
      )
      .map(([url]) => url);
    expect(writes.length).toBeGreaterThan(30);
    expect([...written].sort()).toEqual(writes.sort());
  });
});

/** Terms with something else at one place: `clauses.0.tiers`, say. */
function termsWith(at: string, value: unknown, from: Terms = sampleTerms()): Terms {
  const copy = JSON.parse(JSON.stringify(from)) as Terms;
  const keys = at.split('.');
  const last = keys.pop()!;
  const parent = keys.reduce<Record<string, unknown>>(
    (within, key) => within[key] as Record<string, unknown>,
    copy as unknown as Record<string, unknown>,
  );
  parent[last] = value;
  return copy;
}

describe('terms, over HTTP', () => {
  const drafting = (terms: unknown) =>
    asked('2013-03-01', { agreementId: 'bad-terms', placeId: 'whole-place', pooledFundId: 'families', terms });

  test.each<[string, unknown, string, string]>([
    ['that are no object', 'the usual', 'terms', 'must be an object'],
    ['without a field', termsWith('clauses.0.title', undefined), 'terms.clauses[0].title', 'It is missing: add it. '],
    ['with a field too many', termsWith('clauses.0.cap', 5), 'terms.clauses[0].cap', 'There is no such field here: '],
    [
      'of a kind that there is not',
      termsWith('clauses.0.trigger.kind', 'LUCK'),
      'terms.clauses[0].trigger.kind',
      '"LUCK" is none of the kinds',
    ],
    ['with a list for text', termsWith('title', ['A']), 'terms.title', 'A list is not text.'],
    [
      'with a percentage as a number',
      termsWith('clauses.0.distribution.steps.1.share.parts.0.portion', 1),
      'terms.clauses[0].distribution.steps[1].share.parts[0].portion',
      '1 is not text. Write it as text, "1"',
    ],
    [
      'with an amount as text',
      termsWith('investments.0.amountPence', '100'),
      'terms.investments[0].amountPence',
      '"100" is text: write it as the number 100.',
    ],
    [
      'without a basis',
      termsWith('clauses.0.distribution.steps.0.share.basis', undefined),
      'terms.clauses[0].distribution.steps[0].share.basis',
      'It is missing: add it. TERMS: ',
    ],
  ])('%s are told with their path', async (_, terms, field, message) => {
    const answer = await service.manager.refused(AGREEMENTS, drafting(terms), 400, 'BODY_INVALID');
    expect(answer.body.errors).toMatchObject([{ path: field, message: expect.stringContaining(message) }]);
  });

  const tiered = (bands: readonly object[]): Partial<Clause> => ({
    tiers: { mode: 'MARGINAL', of: 'AMOUNT_PENCE', bands } as unknown as Clause['tiers'],
  });
  const withClause = (over: Partial<Clause>, more: Partial<Terms> = {}): Terms =>
    sampleTerms({ clauses: [sampleClause(over)], ...more });
  const named = { kind: 'NAMED_PARTNER', to: 'council' } as const;
  const topUp = (by: string, rest: Clause['distribution']): Clause['distribution'] => ({
    kind: 'TOP_UP',
    by,
    pct: '10',
    rest,
  });

  test.each<[string, Terms, string, string]>([
    [
      'tiers that overlap',
      withClause(
        tiered([
          { from: '0', to: '500', payPct: '50' },
          { from: '400', to: null, payPct: '100' },
        ]),
      ),
      'clauses[0].tiers.bands[1].from',
      'TIERS_OVERLAP',
    ],
    [
      'tiers with a hole',
      withClause(
        tiered([
          { from: '0', to: '500', payPct: '50' },
          { from: '600', to: null, payPct: '100' },
        ]),
      ),
      'clauses[0].tiers.bands[1].from',
      'TIERS_LEAVE_A_HOLE',
    ],
    [
      'percentages that do not add up',
      withClause({
        distribution: {
          kind: 'FIXED_PCT',
          shares: [
            { to: 'council', pct: '51' },
            { to: 'nhs', pct: '48.9' },
          ],
        },
      }),
      'clauses[0].distribution.shares',
      'PERCENTAGES_DO_NOT_ADD_UP',
    ],
    [
      'a cap below a floor',
      withClause(
        { floors: [{ kind: 'AMOUNT', agencyId: 'nhs', pence: 200_00 }] },
        { caps: [{ capId: 'most', scope: 'PERIOD', pence: 100_00 }] },
      ),
      'caps[0]',
      'CAP_BELOW_FLOOR',
    ],
    [
      'a waterfall without an end',
      termsWith('clauses.0.distribution.steps.1.upTo', { kind: 'INVESTMENT' }),
      'clauses[0].distribution.steps[1].upTo',
      'WATERFALL_WITHOUT_AN_END',
    ],
    [
      'an unknown party',
      withClause({ distribution: { kind: 'NAMED_PARTNER', to: 'salford' } }),
      'clauses[0].distribution.to',
      'PARTY_UNKNOWN',
    ],
    [
      'a circular top-up',
      withClause({ heldBy: { kind: 'PAYERS', share: topUp('dwp', topUp('dwp', named)) } }),
      'clauses[0].heldBy.share.by',
      'CIRCULAR_TOP_UP',
    ],
    [
      'a basis that is not stated',
      termsWith('investments', []),
      'clauses[0].distribution.steps[0].upTo',
      'BASIS_NOT_STATED',
    ],
    [
      'a period outside the agreement',
      termsWith('period.testPeriods.1.to', '2015-06-30'),
      'period.testPeriods[1]',
      'TEST_PERIOD_OUTSIDE_AGREEMENT',
    ],
  ])('with %s are refused with the path and the reason', async (_, terms, at, code) => {
    const answer = await service.manager.refused(AGREEMENTS, drafting(terms), 422, 'TERMS_NOT_SOUND');
    const issue = answer.body.details.issues.find((each: { code: string }) => each.code === code);
    expect(issue).toMatchObject({ path: expect.stringContaining(at), sentence: expect.stringMatching(/^\S.*\.$/) });
    expect(answer.body.detail).toMatch(/^These terms cannot be computed\. /);
  });

  test('may hold distributions in one another as deep as they are allowed to lie', async () => {
    const deep = (levels: number): Clause['distribution'] =>
      levels === 1
        ? { kind: 'FIXED_PCT', shares: [{ to: 'council', pct: '100' }] }
        : { kind: 'WEIGHTED', parts: [{ title: 'All', portion: '1', share: deep(levels - 1) }] };
    const terms = (levels: number): Terms =>
      withClause({ heldBy: { kind: 'PAYERS', share: deep(levels) }, distribution: named });
    const asDraft = (levels: number) => ({ ...drafting(terms(levels)), agreementId: 'deep-terms' });
    await service.manager.record(AGREEMENTS, asDraft(6));
    const { body } = await service.manager.refused(
      AGREEMENTS,
      drafting(withClause({ distribution: deep(7) })),
      422,
      'TERMS_NOT_SOUND',
    );
    expect(body.details.issues).toMatchObject([{ code: 'DISTRIBUTION_TOO_DEEP' }]);
  });

  test('have a published schema that names itself, and so have simulations; neither needs a key', async () => {
    for (const name of ['terms-schema', 'simulation-schema']) {
      const answer = await service.send({ method: 'GET', url: `${AGREEMENTS}/${name}` });
      expect(answer).toMatchObject({
        status: 200,
        headers: { 'content-type': 'application/schema+json; charset=utf-8' },
      });
      const schema = JSON.parse(answer.text) as { $schema: string; $id: string };
      expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
      expect(schema.$id).toMatch(/^https:/);
    }
    const { body: api } = await service.send({ method: 'GET', url: '/api/openapi.json' });
    expect(api.components.schemas.DraftBenefitSharingAgreementDto.properties.terms).toMatchObject({
      type: 'object',
      externalDocs: { url: `${AGREEMENTS}/terms-schema` },
    });
  });
});

describe('a simulation, over HTTP', () => {
  const simulate = (body: object, headers: Record<string, string> = {}): Promise<Answer> =>
    service.send({
      method: 'POST',
      url: `${AGREEMENTS}/simulate`,
      headers: { authorization: `Bearer ${service.auditor.secret}`, 'content-type': 'application/json', ...headers },
      payload: JSON.stringify(body),
    });

  test.each([
    ['09-tiered-marginal', 680_000_00],
    ['moj-half-if-reached', 440_000_00],
  ])(
    'W3 %s: an 11% fall on 8,000,000.00 pays what this reading says, at the same place of the table',
    async (name, paid) => {
      const before = await service.eventCount();
      const { status, body } = await simulate(example(name));
      expect(status).toBe(200);
      expect(body.calculation).toMatchObject({ distributablePence: 880_000_00, reinvestedPence: paid });
      expect(body.calculation.trace.length).toBeGreaterThan(5);
      expect(body.differences).toEqual([]);
      expect(body.table.rows).toHaveLength(26);
      expect(body.table.rows[11]).toMatchObject({
        at: '11',
        reinvestedPence: paid,
        settlementPence: { '@fund': paid },
      });
      expect(body.table.rows[4]).toMatchObject({ at: '4', reinvestedPence: 0 });
      expect(await service.eventCount()).toBe(before);
    },
  );

  test('comes as the table in CSV, as the trace when there is none, and on a page of plain English', async () => {
    const { vary, ...whole } = example('09-tiered-marginal');
    const table = await simulate({ ...whole, vary }, { accept: 'text/csv' });
    expect(table.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', vary: 'Accept' });
    const rows = parse<Record<string, string>>(table.text, { columns: true });
    expect(rows[11]).toEqual({
      at: '11',
      distributablePence: '88000000',
      retainedPence: '20000000',
      reinvestedPence: '68000000',
      'settlementPence.ministry-of-justice': '-68000000',
      'settlementPence.@fund': '68000000',
      capsReached: '',
      notCalculated: '',
    });
    const trace = parse<Record<string, string>>((await simulate(whole, { accept: 'text/csv' })).text, {
      columns: true,
    });
    expect(trace.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['INPUT', 'TIER', 'SETTLEMENT']));
    const page = await simulate({ ...whole, vary }, { accept: 'text/plain' });
    expect(page.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(page.text).toContain('\nministry-of-justice  £680,000.00\n');
    expectProblem(await simulate(whole, { accept: 'text/html' }), 406, 'NOT_ACCEPTABLE');
  });

  test('takes the terms of an agreement: in force, or the version that is asked for', async () => {
    const benefits = [{ agencyId: 'police', grossPence: 1_000_000_00, deliveryCostPence: 0, cashablePct: '100' }];
    const assumed = { testPeriodId: 'year-1', benefits };
    const one = { agreementId: 'troubled-families', version: 1, assumed };
    expect((await simulate(one)).body.calculation).toMatchObject({ distributablePence: 850_000_00 });
    const third = { agreementId: 'troubled-families', assumed: { ...assumed, testPeriodId: 'year-3' } };
    expect(await simulate(third)).toMatchObject({ status: 200 });
    expectProblem(await simulate({ ...third, version: 1 }), 404, 'TEST_PERIOD_UNKNOWN');
    expect(await simulate({ ...one, agreementId: 'deep-terms' })).toMatchObject({ status: 200 });
    expectProblem(await simulate({ ...one, version: 9 }), 404, 'TERMS_VERSION_UNKNOWN');
    expectProblem(await simulate({ ...one, agreementId: 'nothing' }), 404, 'AGREEMENT_UNKNOWN');
    expectProblem(await simulate({ ...one, terms: sampleTerms() }), 400, 'BODY_INVALID');
    expectProblem(await simulate({ assumed }), 400, 'BODY_INVALID');
    expectProblem(await simulate({ terms: sampleTerms(), version: 1, assumed }), 400, 'BODY_INVALID');
  });

  test('is refused with the reason when it cannot be tried', async () => {
    const { terms, assumed, vary } = example('09-tiered-marginal');
    const unsound = await simulate({ terms: termsWith('investments', []), assumed: { testPeriodId: 'year-1' } });
    expectProblem(unsound, 422, 'TERMS_NOT_SOUND');
    expect(unsound.body.details.issues[0]).toMatchObject({ path: 'clauses[0].distribution.steps[0].upTo' });

    const misshapen = await simulate({ terms: { ...terms, clauses: 'none' }, assumed: { ...assumed, when: 'now' } });
    expectProblem(misshapen, 400, 'BODY_INVALID');
    expect(misshapen.body.errors).toEqual([
      {
        path: 'terms.clauses',
        code: 'TYPE_WRONG',
        message: '"none" is not a list. The rules, computed in this order.',
      },
      { path: 'assumed.when', code: 'FIELD_UNKNOWN', message: expect.stringMatching(/^There is no such field here: /) },
    ]);
    const misspelt = { ...assumed, measurements: [{ metricId: 'reoffending', value: '1' }] };
    const unknown = await simulate({ terms, assumed: misspelt });
    expectProblem(unknown, 422, 'ASSUMED_NOT_SOUND');
    expect(unknown.body.details.issues).toMatchObject([
      { path: 'assumed.measurements[0].metricId', code: 'METRIC_UNKNOWN' },
    ]);
    expectProblem(
      await simulate({ terms, assumed: { ...assumed, testPeriodId: 'never' } }),
      404,
      'TEST_PERIOD_UNKNOWN',
    );
    for (const step of ['0', '0.001']) {
      expectProblem(await simulate({ terms, assumed, vary: { ...vary, step } }), 400, 'VARIATION_NOT_POSSIBLE');
    }
    const huge = { metricId: 'cost-of-adult-reoffending', value: '9'.repeat(20) };
    const tooLarge = { ...assumed, baselines: [huge], measurements: [{ ...huge, value: '0' }] };
    expectProblem(await simulate({ terms, assumed: tooLarge }), 422, 'AMOUNTS_TOO_LARGE');
    const noKey = await simulate({ terms, assumed }, { authorization: 'Bearer cp_none' });
    expectProblem(noKey, 401, 'API_KEY_MISSING');
  });

  test('does not keep the service busy with a table that is too long for its outcomes', async () => {
    const { terms, vary, assumed } = example('13-per-unit-with-contract-cap');
    const outcomeCode = (vary as { outcomeCode: string }).outcomeCode;
    const claims = Array.from({ length: 4_000 }, () => ({ outcomeCode, units: '1' }));
    const long = { terms, assumed: { ...assumed, claims }, vary: { ...vary, from: '1', to: '900', step: '1' } };
    const answer = await simulate(long);
    expectProblem(answer, 400, 'VARIATION_NOT_POSSIBLE');
    expect(answer.body.detail).toContain('A table of 900 rows is too long');
  });
});
