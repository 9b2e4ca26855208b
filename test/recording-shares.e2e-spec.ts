import { openBrowser, type TestBrowser } from './support/browser';
import { benefitRecognised, INVESTMENT, openAgreement, openInvestmentAgreement } from './support/recording-agreement';
import { openRecordingFunds, thisYear, today } from './support/recording-fund';
import { sampleClause } from './support/sample-terms';
import { answerAll, answerOne, type Entered, mainOf, record, startOf } from './support/recording-walk';
import { asked, people, startTestService, type TestService } from './support/test-service';
import { type Visitor } from './support/visitor';
import { keyboard, pointer, Walk } from './support/walk';

const allRoles = { actorId: 'all-roles', name: 'Everybody at once', about: 'Holds many roles.', role: 'Many' };
const AGREEMENT = '/agreements/investment';
const STATEMENT = `${AGREEMENT}/periods/year-1`;

let service: TestService;
let browser: TestBrowser;
let manager: Visitor;
let approver: Visitor;
let treasurer: Visitor;
let everybody: Visitor;
let auditor: Visitor;
beforeAll(async () => {
  service = await startTestService({ people: [...people, allRoles] });
  await openRecordingFunds(service);
  await service.caller({ actorId: 'all-roles', roles: ['TREASURER', 'APPROVER'] });
  await openInvestmentAgreement(service);
  [manager, approver, treasurer, everybody, auditor] = (await Promise.all(
    ['pool-manager', 'service-head', 'treasurer', 'all-roles', 'auditor'].map((actorId) => service.signIn(actorId)),
  )) as [Visitor, Visitor, Visitor, Visitor, Visitor];
  await service.app.listen(0, '127.0.0.1');
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await service?.close();
});
jest.setTimeout(300_000);

const said = { occurredOn: today, authorityRef: 'Investment board, minute 5' };
const hrefsTo = (recording: string, text: string): readonly string[] =>
  [...text.matchAll(new RegExp(`href="(/record/${recording}/new[^"]*)"`, 'g'))].map(([, href]) =>
    href!.replaceAll('&amp;', '&'),
  );

/** Records something by pages: the events that are in the log for it, of the agreement alone, and the page that confirms it. */
async function recorded(visitor: Visitor, begin: string, entered: Entered) {
  const [{ head }] = await service.sql('select max(position) as head from log.event');
  const { draft, page } = await record(visitor, begin, entered);
  const events = await service.sql(
    `select name as type, data, metadata from log.event join log.event_type using (event_type_id)
      where position > $1 and metadata->>'requestId' like 'page:%' order by position`,
    [head],
  );
  return { draftId: draft.split('/').at(-1)!, page, events, text: mainOf(page.text) };
}

// Each step builds on the one before it: from the calculation to what the fund pays back.
describe('the shares of a test period', () => {
  test('wait for nobody before they are calculated, and the agreement leads to that', async () => {
    expect(mainOf((await approver.get('/approvals')).text)).toContain('No calculated shares wait for approval.');
    expect(mainOf((await approver.get(await startOf(approver, '/record/share-approval/new'))).text)).toContain(
      'No calculated shares wait for approval.',
    );
    for (const address of [AGREEMENT, STATEMENT]) {
      const [link] = hrefsTo('share-calculation', (await manager.get(address)).text);
      expect(link).toBe('/record/share-calculation/new?agreementId=investment&testPeriodId=year-1');
      for (const other of [approver, auditor])
        expect((await other.get(address)).text).not.toMatch(/href="\/record\/share/);
    }
    expect(hrefsTo('share-calculation', (await manager.get(`${STATEMENT}?asAt=${today}`)).text)).toEqual([]);
  });

  test('are not calculated while evidence is missing: it is told in words', async () => {
    const entered = { ...said, agreementId: 'investment', testPeriodId: 'year-2' };
    const draft = await answerAll(manager, '/record/share-calculation/new', entered);
    const before = await service.eventCount();
    const { status, text } = await manager.submit(`${draft}/check`, {});
    expect(status).toBe(422);
    expect(mainOf(text)).toContain('Nothing can be calculated yet.');
    expect(text).toContain('<a href="#testPeriodId">');
    expect(await service.eventCount()).toBe(before);
  });

  test('are calculated by one, who does not approve them, whatever roles there are', async () => {
    const begin = '/record/share-calculation/new?agreementId=investment&testPeriodId=year-1';
    const { events, text } = await recorded(everybody, begin, said);
    expect(events).toMatchObject([
      {
        type: 'BenefitShareCalculated',
        data: { calculationId: 'calculation-1', testPeriodId: 'year-1', calculatedBy: 'all-roles' },
        metadata: { actor: 'all-roles', authorityRef: 'Investment board, minute 5' },
      },
    ]);
    expect(text).toMatch(/Reference investment\/\d+/);
    const waits = await everybody.get('/approvals');
    expect(mainOf(waits.text)).toContain('£201,993.75');
    expect(mainOf(waits.text)).toContain('Everybody at once (all-roles)');
    expect(mainOf((await approver.get(await startOf(approver, '/record/share-approval/new'))).text)).toContain(
      'by Everybody at once (all-roles)',
    );
    const [link] = hrefsTo('share-approval', waits.text);
    expect(link).toBe('/record/share-approval/new?calculation=investment%2Fyear-1%2Fcalculation-1');
    expect(hrefsTo('share-approval', (await everybody.get(STATEMENT)).text)).toEqual([link]);
    expect(hrefsTo('share-approval', (await everybody.get(AGREEMENT)).text)).toEqual([link]);
    for (const other of [treasurer, auditor])
      expect(hrefsTo('share-approval', (await other.get('/approvals')).text)).toEqual([]);
    const draft = await answerAll(everybody, link!, said);
    const before = await service.eventCount();
    const refused = await everybody.submit(`${draft}/check`, {});
    expect(refused.status).toBe(422);
    expect(mainOf(refused.text)).toContain(
      'Everybody at once has already calculated it; somebody else must take this step.',
    );
    expect(await service.eventCount()).toBe(before);
  });

  test('that are out of date say so, and are calculated again instead of approved', async () => {
    const to = benefitRecognised('police', 421_000_00, '40');
    const { benefitId, testPeriodId: _period, title: _title, ...figures } = to;
    const restated = asked(today, { to: figures, reason: 'A case more' });
    await service.manager.record(`${INVESTMENT}/benefits/${benefitId}/restatement`, restated);
    await service.manager.report('who-gained');
    expect(mainOf((await approver.get('/approvals')).text)).toContain('out of date');
    const link = '/record/share-approval/new?calculation=investment/year-1/calculation-1';
    const draft = await answerAll(approver, link, said);
    const { text } = await approver.submit(`${draft}/check`, {});
    expect(mainOf(text)).toContain('Calculate again, and approve that.');
    const again = asked(today, { to: { ...figures, grossPence: 420_000_00 }, reason: 'It was no case' });
    await service.manager.record(`${INVESTMENT}/benefits/${benefitId}/restatement`, again);
    await service.manager.report('who-gained');
    const statement = await manager.get(STATEMENT);
    expect(mainOf(statement.text)).toContain('Calculate the shares again');
    const { events } = await recorded(manager, hrefsTo('share-calculation', statement.text)[0]!, said);
    expect(events).toMatchObject([{ type: 'BenefitShareCalculated', data: { calculationId: 'calculation-2' } }]);
  });

  test('are approved by another, who is told before what each party gets', async () => {
    const [link] = hrefsTo('share-approval', (await approver.get('/approvals')).text);
    const draft = await answerAll(approver, link!, said);
    const check = mainOf((await approver.get(`${draft}/check`)).text);
    expect(check).toContain('What each party gets for year-1');
    expect(check).toContain('The agency police £102,204.17 £142,800.00 −£40,595.83');
    const { events, text } = await recorded(approver, link!, said);
    expect(events).toMatchObject([
      { type: 'BenefitShareApproved', data: { calculationId: 'calculation-2', approvedBy: 'service-head' } },
    ]);
    expect(text).toContain('Somebody who did not approve them pays it.');
    expect(mainOf((await approver.get('/approvals')).text)).toContain('No calculated shares wait for approval.');
  });

  test('are paid in part and in full by a third, and never more than is due', async () => {
    const dues = hrefsTo('share-payment', (await treasurer.get('/approvals')).text);
    expect(dues).toEqual(hrefsTo('share-payment', (await treasurer.get(AGREEMENT)).text));
    expect(dues).toHaveLength(4);
    for (const other of [approver, auditor]) {
      for (const address of ['/approvals', AGREEMENT, STATEMENT])
        expect(hrefsTo('share-payment', (await other.get(address)).text)).toEqual([]);
    }
    const entered = { ...said, amountPence: '40,595.84', bankRef: 'BACS 1' };
    const due = '/record/share-payment/new?due=investment/calculation-2-due-1/PARTIES';
    expect(dues).toContain(due.replace(/=.*/, (value) => `=${encodeURIComponent(value.slice(1))}`));
    const draft = await answerAll(treasurer, due, entered);
    const check = mainOf((await treasurer.get(`${draft}/check`)).text);
    expect(check).toContain('put right by a reversal of the payment, which a system records through the API');
    const before = await service.eventCount();
    const { text } = await treasurer.submit(`${draft}/check`, {});
    expect(mainOf(text)).toContain('£40,595.84 is more than the £40,595.83 still due.');
    expect(text).toContain('<a href="#amountPence">');
    expect(await service.eventCount()).toBe(before);
    const part = await recorded(treasurer, due, { ...entered, amountPence: '40,000' });
    expect(part.events).toMatchObject([
      {
        type: 'BenefitSharePaid',
        data: {
          ...{ paymentId: part.draftId, dueId: 'calculation-2-due-1', fromId: 'police', toId: 'trafford-council' },
          ...{ amountPence: 40_000_00, bankRef: 'BACS 1' },
        },
        metadata: { actor: 'treasurer' },
      },
    ]);
    expect(part.events[0].data).not.toHaveProperty('fundEntryRef');
    expect(mainOf((await treasurer.get('/approvals')).text)).toContain('£595.83');
    await recorded(treasurer, due, { ...entered, amountPence: '595.83' });
    expect(hrefsTo('share-payment', (await treasurer.get('/approvals')).text)).toEqual(dues.slice(1));
  });

  test('that are reinvested become a contribution in the fund', async () => {
    const entered = { ...said, amountPence: '13,225', bankRef: '' };
    const due = '/record/share-payment/new?due=investment/calculation-2-due-4/REINVESTMENT';
    const { events, text } = await recorded(treasurer, due, entered);
    expect(events).toMatchObject([
      { type: 'BenefitReinvested', data: { fromId: 'dwp', pooledFundId: 'bcf', amountPence: 13_225_00 } },
    ]);
    expect(text).toContain('the pooled fund records it as a contribution of whoever paid it.');
  });

  test('that the fund pays back name its own entry', async () => {
    const {
      benefitId,
      testPeriodId: _period,
      title: _title,
      ...figures
    } = benefitRecognised('police', 320_000_00, '40');
    const restated = asked(today, { to: figures, reason: 'Counted twice' });
    await service.manager.record(`${INVESTMENT}/benefits/${benefitId}/restatement`, restated);
    await recorded(manager, '/record/share-calculation/new?agreementId=investment&testPeriodId=year-1', said);
    const waits = await approver.get('/approvals');
    expect(mainOf(waits.text)).toContain('£173,825.00 less what was due before');
    const [link] = hrefsTo('share-approval', waits.text);
    const approval = await answerAll(approver, link!, said);
    expect(mainOf((await approver.get(`${approval}/check`)).text)).toContain(
      'What each party gets for year-1; what differs from what was approved before becomes due',
    );
    await recorded(approver, link!, said);
    const due = '/record/share-payment/new?due=investment/calculation-3-due-4/FUND_ENTRY';
    const entered = { ...said, amountPence: '13,225', bankRef: '', fundEntryRef: `bcf/${thisYear}/9999` };
    const draft = await answerAll(treasurer, due, entered);
    const refused = await treasurer.submit(`${draft}/check`, {});
    expect(mainOf(refused.text)).toContain(`The pooled fund of this agreement has no entry bcf/${thisYear}/9999.`);
    expect(refused.text).toContain('<a href="#fundEntryRef">');
    const ofReinvested = { partnerId: 'police', fundingStreamId: 'reinvested-benefit', amountPence: 13_225_00 };
    const returned = await service.manager.record(
      '/api/v1/pooled-funds/bcf/returns',
      asked(today, { ...ofReinvested, reason: 'Restated benefit' }),
    );
    const fundEntryRef = `bcf/${thisYear}/${returned.body.events[0].entryNo}`;
    await answerOne(treasurer, `${draft}/fundEntryRef`, { fundEntryRef });
    expect(mainOf((await treasurer.submit(`${draft}/check`, {})).text)).toContain('Payment recorded');
    const [{ data }] = await service.sql(
      `select data from log.event join log.event_type using (event_type_id)
        where name = 'ClawbackSettled' order by position desc limit 1`,
    );
    expect(data).toMatchObject({ fromId: '@fund', toId: 'police', amountPence: 13_225_00, fundEntryRef });
  });
});

test('shares that not all is known of say so before they are approved', async () => {
  const custody = sampleClause({
    ...{ clauseId: 'custody', title: 'Cheaper custody', corrections: [], heldBy: { kind: 'FUND' } },
    trigger: { kind: 'METRIC_VS_BASELINE', metricId: 'cost', direction: 'FALL', minChangePct: '5' },
    valuation: { kind: 'MEASURED_SAVING', metricId: 'cost' },
    distribution: { kind: 'NAMED_PARTNER', to: 'police' },
  });
  await openAgreement(service, 'partial', {
    metrics: [{ metricId: 'cost', title: 'Cost of custody', unit: 'PENCE' }],
    clauses: [sampleClause(), custody],
  });
  await service.manager.report('who-gained');
  await recorded(manager, '/record/share-calculation/new?agreementId=partial&testPeriodId=year-1', said);
  const begin = '/record/share-approval/new?calculation=partial/year-1/calculation-1';
  const { text } = await approver.get(`${await answerAll(approver, begin, said)}/check`);
  expect(mainOf(text)).toContain('What each party gets for year-1, as far as it is known: evidence is missing');
});

test('shares that come to what was approved before are not offered to be approved again', async () => {
  await recorded(approver, '/record/share-approval/new?calculation=partial/year-1/calculation-1', said);
  await recorded(manager, '/record/share-calculation/new?agreementId=partial&testPeriodId=year-1', said);
  for (const address of ['/agreements/partial', '/agreements/partial/periods/year-1']) {
    const { text } = await approver.get(address);
    expect(mainOf(text)).toContain('As approved before');
    expect(hrefsTo('share-approval', text)).toEqual([]);
  }
});

describe('in a browser', () => {
  test('shares are calculated, approved and paid by three people, by keyboard alone and without scripts', async () => {
    const at = { browser, service };
    const { benefitId, testPeriodId: _period, title: _title, ...figures } = benefitRecognised('dwp', 260_000_00, '100');
    const restated = asked(today, { to: figures, reason: 'Ten families more' });
    await service.manager.record(`${INVESTMENT}/benefits/${benefitId}/restatement`, restated);
    await service.manager.report('who-gained');
    const before = await service.eventCount();

    const calculates = await Walk.as(at, 'The pool-manager', pointer, { width: 320, javaScript: false });
    await calculates.opens(STATEMENT);
    await calculates.press('Calculate the shares again');
    await calculates.dates('When are they calculated?');
    await calculates.types('Under which authority is this done?', 'Investment board, minute 8');
    await calculates.asked('Check your answers');
    await calculates.press('Calculate the shares');
    await calculates.asked('Shares calculated');

    const approves = await Walk.as(at, 'The service-head', keyboard, { width: 1280, javaScript: true });
    await approves.press('See what waits for approval or payment');
    await approves.press('Approve');
    await approves.dates('When were they approved?');
    await approves.types('Under which authority is this done?', 'Investment board, minute 9');
    await approves.asked('Check your answers');
    expect(await approves.text()).toContain('What each party gets for year-1');
    await approves.press('Approve the shares');
    await approves.asked('Shares approved');

    const pays = await Walk.as(at, 'The treasurer', keyboard, { width: 1280, javaScript: true });
    await pays.press('Pay a share');
    await pays.asked('Which sum was paid?');
    expect(await pays.text()).toContain('£143,616.67 from The agency dwp to The agency trafford-council, due on');
    await pays.opens('/approvals');
    await pays.press('Pay');
    await pays.types('How much was paid?', '100,000');
    await pays.dates('When was it paid?');
    await pays.skips('What is its bank reference?');
    await pays.types('Under which authority is this done?', 'Payment run 9');
    await pays.press('Record the payment');
    await pays.asked('Payment recorded');
    expect(await service.eventCount()).toBe(before + 3);
  });
});
