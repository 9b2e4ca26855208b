import { openBrowser, type TestBrowser } from './support/browser';
import { choose } from './support/keyboard';
import { openRecordingFunds, thisYear, yearOpenedOn } from './support/recording-fund';
import { startTestService, type TestService } from './support/test-service';
import { keyboard, pointer, Walk } from './support/walk';

// What is recorded is read from the log in recording.e2e-spec; here a person walks the same pages in a browser.

let service: TestService;
let browser: TestBrowser;
beforeAll(async () => {
  service = await startTestService();
  await openRecordingFunds(service);
  await service.app.listen(0, '127.0.0.1');
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await service?.close();
});

// Every page that is met is looked at whole: a journey takes as long as its pages.
jest.setTimeout(400_000);

describe('by keyboard alone, on a desk', () => {
  const atDesk = (name: string) => Walk.as({ browser, service }, name, keyboard, { width: 1280, javaScript: true });

  test('a contribution is recorded, with an error on the way', async () => {
    const before = await service.eventCount();
    const walk = await atDesk('The treasurer');
    await walk.press('Record a contribution received');
    await walk.chooses('Which fund did the money arrive in?', 'The fund bcf');
    await walk.chooses('Who paid it?', 'The agency gm-icb');
    await walk.chooses('Which funding stream is the money from?', 'The stream grant');
    await walk.skips('Which agreed contribution does it pay?');
    await walk.types('How much was received?', 'lots');
    expect(await walk.page.title()).toMatch(/^Error: /);
    await walk.types('How much was received?', '1,234.56');
    await walk.dates('When was it received?');
    await walk.types('What is its bank reference?', 'BACS 12');
    await walk.types('Under which authority is this done?', 'Cabinet, minute 42');
    await walk.asked('Check your answers');
    for (const said of ['The fund bcf', '£1,234.56', 'BACS 12']) expect(await walk.text()).toContain(said);
    await walk.press('Record the contribution');
    await walk.asked('Contribution recorded');
    expect(await service.eventCount()).toBe(before + 1);
    await walk.page.goBack({ waitUntil: 'load' });
    await walk.asked('Contribution recorded');
    expect(await service.eventCount()).toBe(before + 1);
  });

  test('a contribution is agreed, and its instalments are told before they are recorded', async () => {
    const before = await service.eventCount();
    const walk = await atDesk('The treasurer');
    await walk.press('Agree a contribution');
    await walk.chooses('Which fund is it for?', 'The fund bcf');
    await walk.chooses('Which year is it for?', thisYear);
    await walk.chooses('Which partner contributes?', 'The agency trafford-council');
    await walk.chooses('Which funding stream is the money from?', 'The stream grant');
    await walk.chooses('How is it contributed?', 'Cash is paid into the fund');
    await walk.types('How much is it for the year?', '1,000,000');
    await walk.skips('How much was taken off for client charges?');
    await walk.chooses('Does it come again next year?', /^Yes/);
    await walk.chooses('Does it meet a published minimum, or come on top?', 'None of these');
    await walk.skips('Is it for one scheme of the fund?');
    await walk.skips('Which grant determination is it from?');
    await walk.types('What is the contribution called?', 'Council’s own');
    expect(await walk.page.title()).toMatch(/^Error: /);
    await walk.types('What is the contribution called?', 'council-own');
    await walk.dates('When was it agreed?');
    await walk.types('Under which authority is this done?', 'Budget council, minute 9');
    await walk.press('Record what was agreed');
    await walk.asked('Contribution agreed');
    await walk.press('Set when its instalments are due');
    await walk.chooses('How often is an instalment due?', 'Every month');
    await walk.dates('When is the first instalment due?', yearOpenedOn);
    await walk.dates('When was this agreed?');
    await walk.types('Under which authority is this done?', 'Budget council, minute 10');
    await walk.asked('Check your answers');
    for (const said of ['1 March', '£83,333.34', '£83,333.33', '£1,000,000.00'])
      expect(await walk.text()).toContain(said);
    await walk.press('Record the instalments');
    await walk.asked('Instalments recorded');
    expect(await service.eventCount()).toBe(before + 2);
    await walk.press('See the statement of the year');
    await walk.asked(`The fund bcf, ${thisYear}`);
  });

  test('a withdrawal is asked for, approved by another and paid by a third', async () => {
    const before = await service.eventCount();
    const purpose = 'Reablement at home';
    const asks = await atDesk('The pool-manager');
    await asks.press('Ask for a withdrawal');
    await asks.chooses('Which fund is to pay?', 'The fund bcf');
    await asks.chooses('Which funding stream is to be spent?', 'The stream extra');
    await asks.skips('Which of its permitted purposes is it for?');
    await asks.chooses('Who is to be paid?', /^Somebody else/);
    await asks.types('What is the provider called?', 'Homecare North CIC');
    await asks.chooses('On whose behalf is it spent?', 'The agency gm-icb');
    await asks.skips('Under which scheme?');
    await asks.chooses('Is it revenue or capital?', 'Revenue');
    await asks.chooses('What sort of spending is it?', 'Contract price');
    await asks.types('How much is it, without VAT?', '250');
    await asks.types('How much VAT cannot be reclaimed?', '0');
    await asks.types('How much VAT can be reclaimed?', '50');
    await asks.types('What is it for?', purpose);
    await asks.dates('When is it asked for?');
    await asks.types('Under which authority is this done?', 'Decision 17');
    await asks.press('Ask for the withdrawal');
    await asks.asked('Withdrawal asked for');
    await asks.press('See what waits for approval');
    expect(await asks.text()).toContain(purpose);

    const approves = await atDesk('The service-head');
    await approves.press('See what waits for approval or payment');
    await approves.press('Decide');
    await approves.chooses('Do you approve it?', 'Yes, approve it');
    await approves.chooses('Under which delegation do you approve it?', 'of-service-head');
    await approves.dates('When was it decided?');
    await approves.types('Under which authority is this done?', 'Scheme of delegation');
    await approves.press('Record the decision');
    await approves.asked('Withdrawal approved');

    const pays = await atDesk('The treasurer');
    await pays.press('See what waits for approval or payment');
    await pays.press('Pay');
    await pays.dates('When was it paid?');
    await pays.skips('What is its bank reference?');
    await pays.types('Under which authority is this done?', 'Payment run 8');
    await pays.press('Record the payment');
    await pays.asked('Payment recorded');
    expect(await service.eventCount()).toBe(before + 3);
  });

  test('a withdrawal for other spending asks who has consented', async () => {
    const before = await service.eventCount();
    const walk = await atDesk('The pool-manager');
    const given = { pooledFundId: 'bcf', fundingStreamId: 'extra', payeeKind: 'AGENCY', payeeAgencyId: 'gm-icb' };
    const further = { commissioningAgencyId: 'gm-icb', spendType: 'REVENUE', expenditureKind: 'OTHER' };
    await walk.opens(`/record/withdrawal/new?${new URLSearchParams({ ...given, ...further }).toString()}`);
    await walk.skips('Which of its permitted purposes is it for?');
    await walk.skips('Under which scheme?');
    await walk.asked('Which partners have consented to it in writing?');
    await walk.press('Continue');
    expect(await walk.page.title()).toMatch(/^Error: /);
    expect(await walk.text()).toContain('Select the partners that have consented');
    await choose(walk.page, 'The agency gm-icb');
    await walk.chooses('Which partners have consented to it in writing?', 'The agency trafford-council');
    await walk.types('How much is it, without VAT?', '25');
    await walk.types('How much VAT cannot be reclaimed?', '0');
    await walk.types('How much VAT can be reclaimed?', '0');
    await walk.types('What is it for?', 'A van');
    await walk.dates('When is it asked for?');
    await walk.types('Under which authority is this done?', 'Decision 18');
    await walk.asked('Check your answers');
    expect(await walk.text()).toContain('The agency trafford-council');
    await walk.press('Ask for the withdrawal');
    await walk.asked('Withdrawal asked for');
    expect(await service.eventCount()).toBe(before + 1);
  });
});

describe('without scripts, on a phone', () => {
  test('the instalments of a contribution are told, and changed before they are recorded', async () => {
    const before = await service.eventCount();
    const walk = await Walk.as({ browser, service }, 'The pool-manager', pointer, { width: 320, javaScript: false });
    await walk.opens(`/record/instalments/new?pooledFundId=bcf&agreed=${thisYear}/icb/1200000`);
    await walk.chooses('How often is an instalment due?', 'Every month');
    await walk.dates('When is the first instalment due?', yearOpenedOn);
    await walk.dates('When was this agreed?');
    await walk.types('Under which authority is this done?', 'Board, minute 3');
    await walk.press(/^Change how often$/);
    await walk.chooses('How often is an instalment due?', 'Every quarter');
    await walk.asked('Check your answers');
    // The amounts, which nobody typed, are seen without scrolling to the side.
    const amount = await walk.page.getByRole('cell', { name: '£3,000.00' }).first().boundingBox();
    expect(amount!.x + amount!.width).toBeLessThanOrEqual(320);
    expect(await walk.text()).toContain('£3,000.00');
    expect(await walk.text()).not.toContain('£1,000.00');
    await walk.press('Record the instalments');
    await walk.asked('Instalments recorded');
    expect(await service.eventCount()).toBe(before + 1);
  });

  test('who looks after roles grants one, with an error on the way, and everybody sees their own', async () => {
    const officer = await Walk.as({ browser, service }, 'The section-151', pointer, { width: 320, javaScript: false });
    await officer.press('The section-151');
    await officer.asked('What you may do and see');
    await officer.press('See who else may do what');
    await officer.asked('Who may do what');
    await officer.press('Grant a role');
    await officer.types('Who is granted a role?', '');
    expect(await officer.page.title()).toMatch(/^Error: /);
    await officer.types('Who is granted a role?', 'newcomer');
    await officer.chooses('Which role?', 'Auditor');
    await officer.chooses('Over what?', 'Everything');
    await officer.skips('For which agency do they act in this role?');
    await officer.dates('When is it granted?');
    await officer.types('Under which authority is this done?', 'Constitution');
    await officer.press('Grant the role');
    await officer.asked('Role granted');
    await officer.press('See who may do what');
    expect(await officer.text()).toContain('newcomer');
  });
});
