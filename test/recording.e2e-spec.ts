import { firstDayOf, previousFinancialYear, type Terms } from '@app/domain';
import { resultsTerms } from './support/given-agreement';
import {
  agreedContributionEntered,
  contributionEntered,
  openRecordingFunds,
  thisYear,
  today,
  withdrawalEntered,
  yearOpenedOn,
  yesterday,
} from './support/recording-fund';
import { answerAll, answerOne, type Entered, fieldsOf, mainOf, record, startOf } from './support/recording-walk';
import { asked, people, startTestService, type TestService } from './support/test-service';
import { type Fields, tokenIn, type Visitor } from './support/visitor';

const allRoles = { actorId: 'all-roles', name: 'Everybody at once', about: 'Holds many roles.', role: 'Many' };

const signatory = { actorId: 'signatory', name: 'Signatory', about: 'Signs for one body.', role: 'Approver' };

let service: TestService;
let manager: Visitor;
let approver: Visitor;
let treasurer: Visitor;
let everybody: Visitor;
beforeAll(async () => {
  service = await startTestService({ people: [...people, allRoles, signatory] });
  await openRecordingFunds(service);
  await service.caller({ actorId: 'all-roles', roles: ['TREASURER', 'APPROVER', 'SECTION_151_OFFICER'] });
  await service.caller({
    actorId: 'signatory',
    roles: ['APPROVER'],
    scope: { kind: 'AGENCY', agencyId: 'trafford-council' },
  });
  await openAgreement();
  [manager, approver, treasurer, everybody] = (await Promise.all(
    ['pool-manager', 'service-head', 'treasurer', 'all-roles'].map((actorId) => service.signIn(actorId)),
  )) as [Visitor, Visitor, Visitor, Visitor];
});
afterAll(() => service.close());

/** Terms that pay by result, of the agencies of these tests; the department and the assessor are registered for them. */
async function openAgreement(): Promise<void> {
  for (const [agencyId, kind] of [
    ['dwp', 'DEPARTMENT'],
    ['university', 'ARMS_LENGTH_BODY'],
  ]) {
    const agency = { agencyId, legalName: `The agency ${agencyId}`, kind, tier: 'CENTRAL' };
    await service.manager.record('/api/v1/agencies', asked('2010-04-01', agency));
  }
  const terms = JSON.parse(
    JSON.stringify(resultsTerms()).replaceAll('"council"', '"trafford-council"').replaceAll('"charity"', '"gm-icb"'),
  ) as Terms;
  const draft = { agreementId: 'results', placeId: 'trafford', terms };
  await service.manager.record('/api/v1/agreements', asked('2015-04-01', draft));
  await service.manager.record('/api/v1/agreements/results/terms/1/proposal', asked('2015-04-02', {}));
}

/** An event as the log has it, with the request that recorded it. */
interface Logged {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const head = async (): Promise<number> => Number((await service.sql('select max(position) from log.event'))[0].max);
const since = async (position: number): Promise<Logged[]> =>
  (await service.sql(
    `select name as type, data, metadata from log.event join log.event_type using (event_type_id)
      where position > $1 order by position`,
    [position],
  )) as Logged[];

/** Records something by pages, and tells what is in the log for it: one request, one append. */
async function recorded(visitor: Visitor, begin: string, entered: Entered) {
  const before = await head();
  const { draft, page } = await record(visitor, begin, entered);
  const events = await since(before);
  const draftId = draft.split('/').at(-1)!;
  const requests = await service.sql(`select * from log.request where request_id like '%' || $1`, [draftId]);
  expect(requests).toHaveLength(1);
  expect(requests[0].last_version - requests[0].first_version + 1).toBe(events.length);
  return { draft, draftId, page, events, text: mainOf(page.text) };
}

/** What an error looks like: told in the title, in the summary with where to put it right, and by the field. */
function expectError(text: string, sentence: string, href: string): void {
  expect(text).toMatch(/<title>Error: /);
  const summary = /<div class="govuk-error-summary"[^]*?<\/ul>/.exec(text)?.[0] ?? '';
  expect(summary.replace(/\s+/g, ' ')).toContain(`<a href="${href}">${sentence}</a>`);
  expect(text.replace(summary, '')).toContain(sentence);
}

describe('every recording, end to end', () => {
  test('a contribution that pays what was agreed', async () => {
    const entered = {
      ...contributionEntered,
      fundingStreamId: 'extra',
      contribution: `${thisYear}/icb`,
      bankRef: 'BACS 7',
    };
    const { events, text, draftId, page } = await recorded(treasurer, '/record/contribution/new', entered);
    expect(events).toMatchObject([
      {
        type: 'ContributionReceived',
        data: {
          receiptId: draftId,
          partnerId: 'gm-icb',
          fundingStreamId: 'extra',
          amountPence: 1_234_56,
          contributionId: 'icb',
        },
        metadata: {
          actor: 'treasurer',
          authorityRef: 'Cabinet 11 March, minute 42',
          occurredOn: yesterday,
          requestId: `page:treasurer:${draftId}`,
        },
      },
    ]);
    expect(events).toHaveLength(1);
    expect(text).toContain('Contribution recorded');
    expect(text).toMatch(new RegExp(`Reference bcf/${thisYear}/\\d+`));
    expect(page.text).toContain(`href="/entries/bcf/${thisYear}/`);
  });

  test('a contribution that pays none that was agreed', async () => {
    const { events } = await recorded(manager, '/record/contribution/new?pooledFundId=bcf', contributionEntered);
    expect(events).toMatchObject([{ type: 'ContributionReceived', data: { amountPence: 1_234_56 } }]);
    expect(events[0]!.data).not.toHaveProperty('contributionId');
    expect(events[0]!.data).not.toHaveProperty('bankRef');
  });

  test('a contribution that is agreed, and then its instalments, to the penny', async () => {
    const agrees = await recorded(manager, '/record/agreed-contribution/new', agreedContributionEntered);
    expect(agrees.events).toMatchObject([
      { type: 'ContributionAgreed', metadata: { actor: 'pool-manager', occurredOn: yearOpenedOn } },
    ]);
    expect(agrees.events[0]!.data).toEqual({
      ...{ contributionId: 'council', partnerId: 'trafford-council', fundingStreamId: 'extra' },
      ...{ amountPence: 100_000_01, mode: 'CASH_TRANSFER', recurrence: 'RECURRENT' },
    });
    expect(agrees.text).toMatch(new RegExp(`Reference bcf/${thisYear}/\\d+`));
    const link = /href="(\/record\/instalments\/new\?[^"]+)"/.exec(agrees.page.text)![1]!.replaceAll('&amp;', '&');
    const [from, to] = thisYear.split('-');
    const schedule = { rhythm: 'QUARTERLY', firstDueOn: `${from}-06-30`, occurredOn: today, authorityRef: 'Minute 10' };
    const due = [`${from}-06-30`, `${from}-09-30`, `${from}-12-31`, `20${to}-03-31`];
    const check = await manager.get(`${await answerAll(manager, link, schedule)}/check`);
    expect(mainOf(check.text)).toContain(`Due on Amount 30 June ${from} £25,000.01 30 September ${from} £25,000.00`);
    expect(mainOf(check.text)).toContain('Total £100,000.01');
    expect(mainOf(check.text)).toContain('A mistake is put right by setting the instalments again');
    const csv = await manager.get(/href="([^"]+download=csv[^"]*)"/.exec(check.text)![1]!.replaceAll('&amp;', '&'));
    expect(csv.text.trim().split('\r\n').slice(1)).toEqual([
      ...due.map((dueOn, place) => `${dueOn},${place === 0 ? '25000.01' : '25000.00'}`),
      'Total,100000.01',
    ]);
    const schedules = await recorded(manager, link, schedule);
    expect(schedules.events).toMatchObject([
      { type: 'ContributionScheduled', metadata: { actor: 'pool-manager', authorityRef: 'Minute 10' } },
    ]);
    expect(schedules.events[0]!.data).toEqual({
      contributionId: 'council',
      instalments: due.map((dueOn, place) => ({
        instalmentNo: place + 1,
        dueOn,
        amountPence: place === 0 ? 25_000_01 : 25_000_00,
      })),
    });
    const again = await manager.get(await startOf(manager, '/record/instalments/new?pooledFundId=bcf'));
    expect(mainOf(again.text)).toContain('It has 4 instalments: new ones take their place');
  });

  test('the instalments of a contribution that was agreed after its year was over', async () => {
    const financialYear = previousFinancialYear(thisYear);
    const fund = {
      ...{ pooledFundId: 'late', placeId: 'trafford', name: 'The fund late', hostAgencyId: 'trafford-council' },
      ...{ legalBasis: 'OTHER', poolingBasis: 'POOLED', signature: 'REPORTED' },
      pooledFundManager: { post: 'Head of Commissioning', agencyId: 'trafford-council' },
    };
    const since = firstDayOf(financialYear);
    await service.manager.record('/api/v1/pooled-funds', asked(since, fund));
    await service.manager.record('/api/v1/pooled-funds/late/years', asked(since, { financialYear }));
    await service.manager.report('who-paid-in');
    const agreed = { ...agreedContributionEntered, pooledFundId: 'late', financialYear, occurredOn: today };
    await recorded(manager, '/record/agreed-contribution/new', agreed);
    const link = `/record/instalments/new?pooledFundId=late&agreed=${financialYear}/council/10000001`;
    const schedule = { rhythm: 'ONCE', firstDueOn: today, occurredOn: today, authorityRef: 'Minute 10' };
    expect((await recorded(manager, link, schedule)).events).toMatchObject([
      { type: 'ContributionScheduled', data: { contributionId: 'council' } },
    ]);
  });

  test('a contribution in kind, net of client charges, that meets a minimum', async () => {
    const { events } = await recorded(treasurer, '/record/agreed-contribution/new?pooledFundId=bcf', {
      ...agreedContributionEntered,
      ...{ contributionId: 'analysts', mode: 'IN_KIND', valuationBasis: 'Two analysts', recurrence: 'NON_RECURRENT' },
      ...{ amountPence: '900', clientChargesPence: '100', determinationRef: '31/7245' },
      ...{ requirement: 'MINIMUM', publishedMinimumPence: '900' },
    });
    expect(events).toMatchObject([
      {
        data: {
          ...{ mode: 'IN_KIND', valuationBasis: 'Two analysts', recurrence: 'NON_RECURRENT', requirement: 'MINIMUM' },
          ...{ amountPence: 900_00, grossPence: 1_000_00, clientChargesPence: 100_00, publishedMinimumPence: 900_00 },
          determinationRef: '31/7245',
        },
      },
    ]);
  });

  test('a withdrawal, approved by one and paid by another; and its reversal', async () => {
    const asks = await recorded(manager, '/record/withdrawal/new', withdrawalEntered);
    const withdrawal = `bcf/${thisYear}/${asks.draftId}`;
    expect(asks.events).toMatchObject([
      {
        type: 'WithdrawalRequested',
        data: {
          withdrawalId: asks.draftId,
          payee: { providerName: 'Homecare North CIC' },
          netPence: 1_000_00,
          irrecoverableVatPence: 0,
          recoverableVatPence: 200_00,
          commissioningAgencyId: 'gm-icb',
          spendType: 'REVENUE',
        },
        metadata: { actor: 'pool-manager', authorityRef: 'Decision 17', occurredOn: today },
      },
    ]);
    expect(asks.events[0]!.data).not.toHaveProperty('consentingAgencyIds');
    expect(asks.text).toContain('It waits until somebody else');
    const approvals = await approver.get('/approvals');
    expect(approvals.text).toContain('Reablement at home');
    const link = `/record/decision/new?withdrawal=${encodeURIComponent(withdrawal)}`;
    expect(approvals.text).toContain(`href="${link}"`);
    const decision = {
      decision: 'APPROVE',
      delegationId: 'of-service-head',
      occurredOn: today,
      authorityRef: 'Scheme 3',
    };
    const approves = await recorded(approver, link, decision);
    expect(approves.events).toMatchObject([
      {
        type: 'WithdrawalApproved',
        data: { withdrawalId: asks.draftId, delegationId: 'of-service-head' },
        metadata: { actor: 'service-head', authorityRef: 'Scheme 3' },
      },
    ]);
    const payment = { withdrawal, occurredOn: today, bankRef: 'BACS 99', authorityRef: 'Payment run 8' };
    const pays = await recorded(treasurer, '/record/payment/new', payment);
    expect(pays.events).toMatchObject([
      {
        type: 'WithdrawalPaid',
        data: { withdrawalId: asks.draftId, bankRef: 'BACS 99' },
        metadata: { actor: 'treasurer', authorityRef: 'Payment run 8' },
      },
    ]);
    const entryRef = /Reference (bcf\/\S+)/.exec(pays.text)![1]!;
    const reverses = await recorded(treasurer, `/record/reversal/new?entryRef=${entryRef}`, {
      reason: 'Paid to the wrong account',
      occurredOn: today,
      authorityRef: 'Finance director',
    });
    expect(reverses.events).toMatchObject([
      { type: 'WithdrawalReversed', metadata: { actor: 'treasurer', authorityRef: 'Finance director' } },
    ]);
    expect(JSON.stringify(reverses.events[0]!.data)).toContain('Paid to the wrong account');
  });

  test('a withdrawal for a purpose of its ring-fence, to a public body, rejected', async () => {
    const asks = await recorded(manager, '/record/withdrawal/new', {
      ...withdrawalEntered,
      ...{ fundingStreamId: 'families', purposeCode: 'Family support', netPence: '500' },
      ...{ payeeKind: 'AGENCY', payeeAgencyId: 'gm-icb' },
    });
    expect(asks.events).toMatchObject([
      { type: 'WithdrawalRequested', data: { payee: { agencyId: 'gm-icb' }, purposeCode: 'Family support' } },
    ]);
    const { events } = await recorded(approver, '/record/decision/new', {
      withdrawal: `bcf/${thisYear}/${asks.draftId}`,
      decision: 'REJECT',
      reason: 'Not this year',
      occurredOn: today,
      authorityRef: 'Scheme 3',
    });
    expect(events).toMatchObject([
      { type: 'WithdrawalRejected', data: { reason: 'Not this year' }, metadata: { actor: 'service-head' } },
    ]);
  });

  test('a withdrawal for other spending, once every partner has consented', async () => {
    const other = { ...withdrawalEntered, expenditureKind: 'OTHER', netPence: '10' };
    const draft = await answerAll(manager, '/record/withdrawal/new', { ...other, consentingAgencyIds: ['gm-icb'] });
    const before = await service.eventCount();
    const { status, text } = await manager.submit(`${draft}/check`, {});
    expect(status).toBe(422);
    const sentence =
      'Spending outside what is permitted needs the written consent of every partner. Missing: The agency trafford-council.';
    expectError(text, sentence, '#consentingAgencyIds');
    expect(await service.eventCount()).toBe(before);
    const consents = ['trafford-council', 'gm-icb'];
    const { events } = await recorded(manager, '/record/withdrawal/new', { ...other, consentingAgencyIds: consents });
    expect(events).toMatchObject([
      { type: 'WithdrawalRequested', data: { expenditureKind: 'OTHER', consentingAgencyIds: consents } },
    ]);
  });

  test('the approval of terms and their signature, each for one’s own body', async () => {
    const council = await service.signIn('signatory');
    const step = { agreementId: 'results', version: '1', occurredOn: '2015-04-10', authorityRef: 'Cabinet minute 3' };
    const approval = { ...step, byAgencyId: 'trafford-council', approverPost: 'Cabinet' };
    const approved = await recorded(council, '/record/terms-approval/new', approval);
    expect(approved.events).toMatchObject([
      {
        type: 'TermsApproved',
        data: { version: 1, byAgencyId: 'trafford-council', approverPost: 'Cabinet' },
        metadata: { actor: 'signatory', occurredOn: '2015-04-10' },
      },
    ]);
    const signature = { ...step, byAgencyId: 'trafford-council', signatoryPost: 'Chief executive' };
    const signed = await recorded(council, '/record/signature/new?agreementId=results', signature);
    expect(signed.events).toMatchObject([
      { type: 'TermsSigned', data: { byAgencyId: 'trafford-council', signatoryPost: 'Chief executive' } },
    ]);
    const draft = await startOf(council, '/record/signature/new?agreementId=results&version=1');
    expect(mainOf((await council.get(draft)).text)).toContain('Every party that you act for has signed this version.');
    for (const byAgencyId of ['gm-icb', 'dwp']) {
      const officer = await service.caller({
        actorId: `officer-${byAgencyId}`,
        agencyId: byAgencyId,
        roles: ['APPROVER'],
      });
      const terms = '/api/v1/agreements/results/terms/1';
      await officer.record(`${terms}/approvals`, asked('2015-04-10', { byAgencyId, approverPost: 'Board' }));
      await officer.record(`${terms}/signatures`, asked('2015-04-11', { byAgencyId, signatoryPost: 'Director' }));
    }
    await service.treasurer.record('/api/v1/agreements/results/terms/1/effect', asked('2013-04-01', {}));
  });

  test('a claim, its validation, and the rejection of another', async () => {
    const agreedBy = ['trafford-council', 'gm-icb', 'dwp'];
    const baseline = { metricId: 'families', value: '100', source: 'List of families', agreedBy };
    await service.manager.record('/api/v1/agreements/results/baselines', asked('2015-05-01', baseline));
    const claim = {
      ...{ agreementId: 'results', claimantId: 'trafford-council', outcomeCode: 'in-work', testPeriodId: 'year-1' },
      ...{ achievedOn: '2013-11-04', units: '1', participantRef: 'f-1', evidence: 'Payslips' },
      ...{ occurredOn: '2015-06-01', authorityRef: 'Programme board' },
    };
    const first = await recorded(manager, '/record/claim/new', claim);
    expect(first.events).toMatchObject([
      {
        type: 'OutcomeClaimed',
        data: {
          claimId: first.draftId,
          outcomeCode: 'in-work',
          units: '1',
          participantRef: 'f-1',
          evidence: 'Payslips',
        },
        metadata: { actor: 'pool-manager', occurredOn: '2015-06-01' },
      },
    ]);
    const second = await recorded(manager, '/record/claim/new', { ...claim, participantRef: '' });
    expect(second.events[0]!.data).not.toHaveProperty('participantRef');
    const check = { agreementId: 'results', occurredOn: '2015-06-20', authorityRef: 'Audit plan' };
    const valid = await recorded(manager, '/record/validation/new', {
      ...{ ...check, claimIds: [first.draftId], finding: 'VALID' },
      ...{ method: 'SELF_DECLARED', byAgencyId: 'trafford-council' },
    });
    expect(valid.events).toMatchObject([{ type: 'ClaimsValidated', data: { claimIds: [first.draftId] } }]);
    const invalid = await recorded(manager, '/record/validation/new', {
      ...{ ...check, claimIds: [second.draftId], finding: 'NOT_VALID', reason: 'No payslips' },
    });
    expect(invalid.events).toMatchObject([
      { type: 'ClaimsRejected', data: { claimIds: [second.draftId], reason: 'No payslips' } },
    ]);
  });

  test('a dispute', async () => {
    const { calculations } = await calculated();
    expect(calculations).toBe(1);
    const { events, draftId } = await recorded(manager, '/record/dispute/new', {
      ...{ agreementId: 'results', testPeriodId: 'year-1', agencyId: 'trafford-council' },
      ...{ amountPence: '5', sharePence: '30', statement: 'One family more', occurredOn: '2015-08-01' },
      authorityRef: 'Cabinet',
    });
    expect(events).toMatchObject([
      {
        type: 'DisputeRaised',
        data: {
          disputeId: draftId,
          amountPence: 5_00,
          positions: [{ agencyId: 'trafford-council', sharePence: 30_00, statement: 'One family more' }],
        },
        metadata: { actor: 'pool-manager', occurredOn: '2015-08-01' },
      },
    ]);
  });

  /** The shares of the first year, calculated and approved, so that there is something to dispute. */
  async function calculated() {
    const shares = '/api/v1/agreements/results/calculations';
    const { body } = await service.treasurer.record(shares, asked('2015-07-01', { testPeriodId: 'year-1' }));
    const calculationId = 'calculation-1';
    await service.approver.record(`${shares}/${calculationId}/approval`, asked('2015-07-10', {}));
    return {
      calculations: body.events.filter(({ type }: Logged) => type === 'BenefitShareCalculated').length as number,
    };
  }

  test('a role, granted and taken back', async () => {
    const officer = await service.signIn('section-151');
    const grant = { actorId: 'newcomer', role: 'AUDITOR', scopeKind: 'POOLED_FUND', pooledFundId: 'bcf' };
    const entered = { ...grant, actsForAgencyId: 'trafford-council', occurredOn: today, authorityRef: 'Constitution' };
    const granted = await recorded(officer, '/record/role-grant/new', entered);
    expect(granted.events).toMatchObject([
      {
        type: 'RoleGranted',
        data: {
          ...{ grantId: granted.draftId, actorId: 'newcomer', role: 'AUDITOR', actsForAgencyId: 'trafford-council' },
          scope: { kind: 'POOLED_FUND', pooledFundId: 'bcf' },
        },
        metadata: { actor: 'section-151', authorityRef: 'Constitution' },
      },
    ]);
    const list = await officer.get('/access');
    expect(mainOf(list.text)).toContain('newcomer Auditor The fund The fund bcf');
    const back = `/record/role-revocation/new?grant=${encodeURIComponent(`newcomer/${granted.draftId}`)}`;
    expect(list.text).toContain(`href="${back}"`);
    // A post of the development provider is called by its name, as on the page that the link is on.
    const offered = mainOf((await officer.get(await startOf(officer, '/record/role-revocation/new'))).text);
    expect(list.text).toContain('The treasurer (treasurer)');
    expect(offered).toContain('The treasurer (treasurer): treasurer, over everything');
    expect(offered).toContain('newcomer: auditor, over the fund bcf');
    const revoked = await recorded(officer, back, { reason: 'Left', occurredOn: today, authorityRef: 'Constitution' });
    expect(revoked.events).toMatchObject([
      { type: 'RoleRevoked', data: { grantId: granted.draftId, actorId: 'newcomer', reason: 'Left' } },
    ]);
    const after = mainOf((await officer.get('/access')).text);
    expect(after.slice(after.indexOf('Roles that were taken back'))).toContain('newcomer Auditor');
  });
});

describe('nothing is lost', () => {
  test('on a wrong answer: it is shown again, the error in the title, the summary and by the field', async () => {
    const address = await startOf(
      treasurer,
      '/record/contribution/new?pooledFundId=bcf&partnerId=gm-icb&fundingStreamId=grant',
    );
    const money = await answerOne(treasurer, address, { contribution: '' });
    const wrong = await treasurer.submit(money, { amountPence: '12,34' });
    expect(wrong.status).toBe(400);
    expectError(wrong.text, 'Amount must be an amount of pounds and pence, such as 1,234.56', '#amountPence');
    expect(wrong.text).toContain('id="amountPence"');
    expect(wrong.text).toContain('value="12,34"');
    const day = await answerOne(treasurer, money, { amountPence: '12.34' });
    const noDay = await treasurer.submit(day, {
      'occurredOn-day': '31',
      'occurredOn-month': 'June',
      'occurredOn-year': '',
    });
    expectError(noDay.text, 'Date must include a year', '#occurredOn-year');
    expect(noDay.text).toContain('id="occurredOn-year"');
    expect(noDay.text).toContain('value="June"');
    const empty = await treasurer.submit(day, {});
    expectError(empty.text, 'Enter the date', '#occurredOn-day');
    expect((await treasurer.get(money)).text).toContain('value="12.34"');
  });

  test('on a wrong choice, a forged one too', async () => {
    const address = await startOf(treasurer, '/record/contribution/new');
    const forged: readonly Fields[] = [{}, { pooledFundId: 'nowhere' }, { pooledFundId: ['bcf', 'dfg'] }];
    for (const fields of forged) {
      const answer = await treasurer.submit(address, fields);
      expect(answer.status).toBe(400);
      expectError(answer.text, 'Select the fund', '#pooledFundId');
      expect(answer.text).toContain('id="pooledFundId"');
    }
  });

  test('on a refusal of the ledger: it is told in words, with links to what to change, and every answer is kept', async () => {
    const entered = {
      ...withdrawalEntered,
      fundingStreamId: 'families',
      purposeCode: 'early-help',
      netPence: '500.01',
    };
    const draft = await answerAll(manager, '/record/withdrawal/new', entered);
    const before = await service.eventCount();
    const refused = await manager.submit(`${draft}/check`, {});
    expect(refused.status).toBe(422);
    const sentence =
      '£500.01 is more than the £500.00 available in the ring-fenced funding stream Families grant. Other money in the fund cannot stand in for it.';
    expectError(refused.text, sentence, '#netPence');
    expect(refused.text).toContain('id="netPence"');
    for (const [question, called] of [
      ['netPence', 'Amount without VAT'],
      ['fundingStreamId', 'Funding stream'],
    ]) {
      expect(refused.text).toContain(`<a href="${draft}/${question}">Change: ${called}</a>`);
    }
    for (const kept of [
      '£500.01',
      'Families grant',
      'Early help',
      'Homecare North CIC',
      'Reablement at home',
      'Decision 17',
    ])
      expect(mainOf(refused.text)).toContain(kept);
    expect(await service.eventCount()).toBe(before);
    const changed = await answerOne(manager, `${draft}/netPence`, { netPence: '500' });
    expect(changed).toBe(`${draft}/check`);
    expect((await manager.submit(changed, {})).status).toBe(200);
    expect(await service.eventCount()).toBe(before + 1);
  });

  test('in two tabs, each with another question', async () => {
    const { headers } = await treasurer.getOnce(
      '/record/contribution/new?pooledFundId=bcf&partnerId=gm-icb&fundingStreamId=grant',
    );
    const draft = headers.location!.replace(/\/[^/]+$/, '');
    const answers = { contribution: '', amountPence: '7', bankRef: '', authorityRef: 'Both tabs', occurredOn: today };
    await Promise.all(
      Object.entries(answers).map(async ([question, answer]) =>
        treasurer.submitOnce(`${draft}/${question}`, fieldsOf(question, answer)),
      ),
    );
    expect(mainOf((await treasurer.get(`${draft}/check`)).text)).toContain('£7.00');
    expect(mainOf((await treasurer.get(`${draft}/check`)).text)).toContain('Both tabs');
  });
});

describe('a contribution that cannot be', () => {
  test('agreed is refused in words, and says what to change', async () => {
    const begin = '/record/agreed-contribution/new';
    const minimum = { requirement: 'MINIMUM', publishedMinimumPence: '100,000.02', contributionId: 'below' };
    const below = await answerAll(manager, begin, { ...agreedContributionEntered, ...minimum });
    const twice = await answerAll(manager, begin, { ...agreedContributionEntered, contributionId: 'icb' });
    const before = await service.eventCount();
    const { text } = await manager.submit(`${below}/check`, {});
    expectError(text, '£100,000.01 is below the published minimum of £100,000.02.', '#amountPence');
    const again = await manager.submit(`${twice}/check`, {});
    expectError(again.text, 'There is already a contribution icb in this year.', '#contributionId');
    expect(await service.eventCount()).toBe(before);
  });

  test('split into as many pennies as there are instalments is refused', async () => {
    const penny = { ...agreedContributionEntered, contributionId: 'penny', amountPence: '0.11' };
    await record(manager, '/record/agreed-contribution/new', penny);
    const schedule = { rhythm: 'MONTHLY', firstDueOn: yearOpenedOn, occurredOn: today, authorityRef: 'Minute 10' };
    const link = `/record/instalments/new?pooledFundId=bcf&agreed=${thisYear}/penny/11`;
    const draft = await answerAll(manager, link, schedule);
    const before = await service.eventCount();
    const { status, text } = await manager.submit(`${draft}/check`, {});
    expect(status).toBe(422);
    expectError(text, 'Instalment 12 must be a whole number of pence, from 1 to 100,000,000,000,000.', '#rhythm');
    expect(await service.eventCount()).toBe(before);
  });

  test('scheduled as it was, because others varied it meanwhile, is chosen anew', async () => {
    const varied = { ...agreedContributionEntered, contributionId: 'varied', amountPence: '50' };
    await record(manager, '/record/agreed-contribution/new', varied);
    const link = `/record/instalments/new?pooledFundId=bcf&agreed=${thisYear}/varied/5000`;
    const schedule = { rhythm: 'ONCE', firstDueOn: yearOpenedOn, occurredOn: today, authorityRef: 'Minute 10' };
    const draft = await answerAll(manager, link, schedule);
    const variation = {
      toPence: 60_00,
      recurrence: 'ONE_OFF',
      reason: 'More',
      approvedByAgencyIds: ['trafford-council'],
    };
    await service.manager.record(
      `/api/v1/pooled-funds/bcf/years/${thisYear}/contributions/varied/variations`,
      asked(today, variation),
    );
    await service.manager.report('contribution-ageing');
    const before = await service.eventCount();
    const late = await manager.submit(`${draft}/check`, {});
    expect(mainOf(late.text)).toContain('What you chose before can no longer be chosen. Choose again.');
    expect(await service.eventCount()).toBe(before);
    const address = await answerOne(manager, `${draft}/agreed`, { agreed: `${thisYear}/varied/6000` });
    expect(mainOf((await manager.get(address)).text)).toContain('Total £60.00');
  });
});

describe('it is recorded once', () => {
  test('when it is sent twice at once, and again', async () => {
    const draft = await answerAll(treasurer, '/record/contribution/new', contributionEntered);
    const before = await service.eventCount();
    const page = await treasurer.get(`${draft}/check`);
    const send = () => treasurer.postOnce(`${draft}/check`, { _csrf: tokenIn(page) });
    for (const answer of [...(await Promise.all([send(), send(), send()])), await send()]) {
      expect(answer).toMatchObject({ status: 303, headers: { location: `${draft}/done` } });
    }
    expect(await service.eventCount()).toBe(before + 1);
  });

  test('when the browser goes back: every page of it leads to the confirmation', async () => {
    const { draft, page } = await record(treasurer, '/record/contribution/new', contributionEntered);
    const before = await service.eventCount();
    for (const step of ['check', 'amountPence', 'pooledFundId']) {
      expect(await treasurer.getOnce(`${draft}/${step}`)).toMatchObject({
        status: 303,
        headers: { location: `${draft}/done` },
      });
      const again = await treasurer.postOnce(`${draft}/${step}`, { _csrf: tokenIn(page), amountPence: '9' });
      expect(again).toMatchObject({ status: 303, headers: { location: `${draft}/done` } });
    }
    expect((await treasurer.get(`${draft}/done`)).text).toContain('Contribution recorded');
    expect(page.headers['cache-control']).toBe('no-store');
    expect(await service.eventCount()).toBe(before);
  });

  test('when the answer got lost after it was recorded: sent again it is told, changed it is refused', async () => {
    const { draft, draftId } = await recorded(treasurer, '/record/contribution/new', contributionEntered);
    const forget = () => service.sql('update access.draft set outcome = null where draft_id = $1', [draftId]);
    await forget();
    const before = await service.eventCount();
    expect(await treasurer.submitOnce(`${draft}/check`, {})).toMatchObject({ status: 303 });
    await forget();
    await answerOne(treasurer, `${draft}/amountPence`, { amountPence: '1' });
    const changed = await treasurer.submit(`${draft}/check`, {});
    expect(changed.status).toBe(422);
    expect(mainOf(changed.text)).toContain('This was recorded already, with the answers as they were');
    expect(mainOf(changed.text)).not.toContain('Idempotency');
    expect(await service.eventCount()).toBe(before);
  });

  test('only after every question is answered', async () => {
    const address = await startOf(treasurer, '/record/contribution/new?pooledFundId=bcf');
    const draft = address.replace(/\/[^/]+$/, '');
    const before = await service.eventCount();
    expect(await treasurer.submitOnce(address, {}, `${draft}/check`)).toMatchObject({
      status: 303,
      headers: { location: `${draft}/partnerId` },
    });
    expect(await treasurer.getOnce(`${draft}/done`)).toMatchObject({ headers: { location: `${draft}/check` } });
    expect(await service.eventCount()).toBe(before);
  });
});

describe('an answer that others hang on', () => {
  test('when it is changed, asks again what can no longer be, and what was left empty', async () => {
    const draft = await answerAll(manager, '/record/withdrawal/new', {
      ...withdrawalEntered,
      fundingStreamId: 'families',
      purposeCode: 'early-help',
    });
    expect(await answerOne(manager, `${draft}/fundingStreamId`, { fundingStreamId: 'extra' })).toBe(
      `${draft}/purposeCode`,
    );
    expect(mainOf((await manager.get(`${draft}/purposeCode`)).text)).toContain(
      'This funding stream names no purposes.',
    );
    expect(await answerOne(manager, `${draft}/purposeCode`, { purposeCode: '' })).toBe(`${draft}/schemeId`);
    expect(await answerOne(manager, `${draft}/schemeId`, { schemeId: '' })).toBe(`${draft}/check`);
    expect(await answerOne(manager, `${draft}/payeeKind`, { payeeKind: 'AGENCY' })).toBe(`${draft}/payeeAgencyId`);
    const check = await answerOne(manager, `${draft}/payeeAgencyId`, { payeeAgencyId: 'gm-icb' });
    const page = mainOf((await manager.get(await answerOne(manager, `${draft}/schemeId`, { schemeId: '' }))).text);
    expect([`${draft}/check`, `${draft}/schemeId`]).toContain(check);
    expect(page).toContain('The agency gm-icb');
    expect(page).not.toContain('Homecare North CIC');
  });

  test('when others record meanwhile, says that it can no longer be chosen', async () => {
    const { draftId } = await record(manager, '/record/withdrawal/new', withdrawalEntered).then(({ draft }) => ({
      draftId: draft.split('/').at(-1)!,
    }));
    const withdrawal = `bcf/${thisYear}/${draftId}`;
    const entered = { withdrawal, decision: 'REJECT', reason: 'No', occurredOn: today, authorityRef: 'Scheme' };
    const first = await answerAll(approver, '/record/decision/new', entered);
    await record(approver, '/record/decision/new', entered);
    const before = await service.eventCount();
    const late = await approver.submit(`${first}/check`, {});
    expect(mainOf(late.text)).toContain('What you chose before can no longer be chosen. Choose again.');
    expect(await service.eventCount()).toBe(before);
  });
});

describe('who may not', () => {
  test('who asks does not approve, and who approves does not pay, in words', async () => {
    const { draft } = await record(everybody, '/record/withdrawal/new', withdrawalEntered);
    const withdrawal = `bcf/${thisYear}/${draft.split('/').at(-1)!}`;
    const decision = { withdrawal, decision: 'APPROVE', occurredOn: today, authorityRef: 'Scheme' };
    const own = await answerAll(everybody, '/record/decision/new', { ...decision, delegationId: 'of-all-roles' });
    const before = await service.eventCount();
    const refused = await everybody.submit(`${own}/check`, {});
    expect(refused.status).toBe(422);
    expect(mainOf(refused.text)).toMatch(/Everybody at once has already \S.*; somebody else must take this step\./);
    expect(await service.eventCount()).toBe(before);

    const asks = await record(manager, '/record/withdrawal/new', withdrawalEntered);
    const other = `bcf/${thisYear}/${asks.draft.split('/').at(-1)!}`;
    await record(everybody, '/record/decision/new', { ...decision, withdrawal: other, delegationId: 'of-all-roles' });
    const payment = { withdrawal: other, occurredOn: today, bankRef: '', authorityRef: 'Run 9' };
    const pays = await answerAll(everybody, '/record/payment/new', payment);
    const unpaid = await everybody.submit(`${pays}/check`, {});
    expect(unpaid.status).toBe(422);
    expect(mainOf(unpaid.text)).toContain('somebody else must take this step.');
  });

  test('nobody grants to themselves, in words', async () => {
    const officer = await service.signIn('section-151');
    const draft = await answerAll(officer, '/record/role-grant/new', {
      ...{ actorId: 'section-151', role: 'TREASURER', scopeKind: 'EVERYTHING', actsForAgencyId: 'trafford-council' },
      ...{ occurredOn: today, authorityRef: 'Myself' },
    });
    const before = await service.eventCount();
    const refused = await officer.submit(`${draft}/check`, {});
    expectError(refused.text, 'The section-151 cannot grant a role to themselves.', '#actorId');
    expect(await service.eventCount()).toBe(before);
  });

  test('whoever may not record sees no way to, and finds none', async () => {
    const auditor = await service.signIn('auditor');
    const list = await auditor.get('/record');
    expect(mainOf(list.text)).toContain('Your roles let you read the ledger, and record nothing in it.');
    expect(list.text).not.toMatch(/href="\/record\/[^"]/);
    const approvals = await auditor.get('/approvals');
    expect(approvals.text).toContain('Reablement at home');
    expect(approvals.text).not.toMatch(/href="\/record\/[^"]/);
    const before = await service.eventCount();
    for (const name of [
      'contribution',
      'withdrawal',
      'decision',
      'payment',
      'reversal',
      'signature',
      'claim',
      'role-grant',
    ]) {
      expect(await auditor.get(`/record/${name}/new`)).toMatchObject({ status: 403 });
    }
    expect(await auditor.get('/record/nothing/new')).toMatchObject({ status: 404 });
    expect(await service.eventCount()).toBe(before);
    expect((await approver.get('/record')).text).not.toContain('href="/record/contribution/new"');
    expect((await approver.get('/record')).text).toContain('href="/record/decision/new"');
    expect((await approver.get('/approvals')).text).not.toContain('href="/record/payment/');
    expect((await treasurer.get('/approvals')).text).not.toContain('href="/record/decision/');
  });

  test('a draft of somebody else is not there', async () => {
    const draft = await answerAll(treasurer, '/record/contribution/new', contributionEntered);
    const page = await manager.get('/record/contribution/new');
    const before = await service.eventCount();
    for (const step of ['check', 'done', 'amountPence']) {
      expect(await manager.getOnce(`${draft}/${step}`)).toMatchObject({ status: 404 });
    }
    for (const step of ['check', 'amountPence']) {
      const answer = await manager.postOnce(`${draft}/${step}`, { _csrf: tokenIn(page), amountPence: '1' });
      expect(answer).toMatchObject({ status: 404 });
    }
    for (const other of ['withdrawal', 'payment']) {
      expect(await treasurer.getOnce(draft.replace('contribution', other) + '/check')).toMatchObject({ status: 404 });
    }
    expect(await service.eventCount()).toBe(before);
    expect(mainOf((await treasurer.get(`${draft}/check`)).text)).toContain('£1,234.56');
  });

  test('a form without the token of the session is refused, and one that was sent before is worth nothing', async () => {
    const draft = await answerAll(treasurer, '/record/contribution/new', contributionEntered);
    const before = await service.eventCount();
    const ofAnother = tokenIn(await manager.get('/record/contribution/new'));
    for (const fields of [
      {},
      { _csrf: '' },
      { _csrf: 'forged' },
      { _csrf: ofAnother },
      { _csrf: [ofAnother, ofAnother] },
    ]) {
      expect(await treasurer.postOnce(`${draft}/check`, fields as never)).toMatchObject({ status: 403 });
      expect(await treasurer.postOnce(`${draft}/amountPence`, { ...fields, amountPence: '1' } as never)).toMatchObject({
        status: 403,
      });
    }
    expect(await service.eventCount()).toBe(before);
    expect(mainOf((await treasurer.get(`${draft}/check`)).text)).toContain('£1,234.56');
  });
});

test('a link names what a recording is about, and answers nothing else', async () => {
  const query = `pooledFundId=bcf&amountPence=999&authorityRef=Me&bankRef=x&occurredOn=${yearOpenedOn}`;
  const address = await startOf(treasurer, `/record/contribution/new?${query}`);
  expect(address).toMatch(/\/partnerId$/);
  const draft = address.replace(/\/[^/]+$/, '');
  const [{ answers }] = await service.sql('select answers from access.draft where draft_id = $1', [
    draft.split('/').at(-1),
  ]);
  expect(answers).toEqual({ pooledFundId: 'bcf' });
});

test('a script comes out as text wherever it went in', async () => {
  const script = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>{{ 7*7 }}`;
  const entered = {
    ...withdrawalEntered,
    ...{ payeeProvider: script, purpose: script, authorityRef: script },
  };
  const draft = await answerAll(manager, '/record/withdrawal/new', entered);
  const draftId = draft.split('/').at(-1)!;
  const pages = [
    ...(await Promise.all(
      ['payeeProvider', 'purpose', 'authorityRef', 'check'].map((step) => manager.get(`${draft}/${step}`)),
    )),
    await manager.submit(`${draft}/check`, {}),
    await approver.get('/approvals'),
    await approver.get(await startOf(approver, '/record/decision/new')),
    await approver.get(await startOf(approver, `/record/decision/new?withdrawal=bcf/${thisYear}/${draftId}`)),
  ];
  const texts = pages.map(({ text }) => text);
  for (const wrong of [script, 'x'.repeat(600) + script]) {
    texts.push((await treasurer.submit(await startOf(treasurer, '/record/reversal/new'), { entryRef: wrong })).text);
    const officer = await service.signIn('section-151');
    texts.push((await officer.submit(await startOf(officer, '/record/role-grant/new'), { actorId: wrong })).text);
  }
  for (const text of texts) {
    expect(text).toContain('<main');
    expect(text).not.toMatch(/<script>alert|<img src=x/);
    expect(text).not.toContain('>49');
  }
  expect(texts.filter((text) => text.includes('&lt;script&gt;alert(1)')).length).toBeGreaterThan(6);
});
