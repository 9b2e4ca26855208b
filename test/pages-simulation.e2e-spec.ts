import { roles } from '@app/domain';
import { type AgencyAgreementRow } from '@app/read-models';
import { parse } from 'csv-parse/sync';
import { commandsOf } from '../apps/ledger/src/access/permissions';
import { startSampleService } from './support/sample-service';
import { type Answer } from './support/test-service';
import { openBrowser, type TestBrowser } from './support/browser';
import { follow, typeInto } from './support/keyboard';
import { expectSoundPage } from './support/page-checks';
import { type Visitor } from './support/visitor';

const LJR = '/agreements/local-justice-reinvestment/simulate';
const INVESTMENT = '/agreements/example-investment/simulate';
const ELEVEN_PCT = {
  version: '1',
  testPeriodId: 'test-year-1',
  'baseline_adult-cost-of-demand': '8,000,000',
  'change_adult-cost-of-demand': '11',
};
const at = (path: string, values: Readonly<Record<string, string>>): string =>
  `${path}?${new URLSearchParams(values).toString()}`;

/** What a page says, its markup taken out. */
const said = ({ text }: Answer): string =>
  text
    .replace(/<svg[^]*?<\/svg>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ');

/** The errors of a page's summary: where each leads, and what it says. */
const errorsOf = ({ text }: Answer): Readonly<Record<string, string>> => {
  const summary = /<div class="govuk-error-summary"[^]*?<\/ul>/.exec(text)?.[0] ?? '';
  return Object.fromEntries(
    [...summary.matchAll(/<a href="#([^"]+)">([^<]+)<\/a>/g)].map(([, id, says]) => [id, says]),
  );
};

describe('pages that try terms, tell a department its agreements, and explain words', () => {
  let service: Awaited<ReturnType<typeof startSampleService>>;
  let treasurer: Visitor;

  beforeAll(async () => {
    service = await startSampleService();
    treasurer = await service.signIn('sample-treasurer');
  }, 120_000);
  afterAll(() => service.close());

  describe('the simulation', () => {
    test('answers what each party would get at an 11% reduction, and why; what is missing is not nought', async () => {
      const before = await service.eventCount();
      const page = await treasurer.get(at(LJR, ELEVEN_PCT));
      expect(page.status).toBe(200);
      const text = said(page);
      expect(text).toContain('£880,000.00 is there to be shared');
      expect(text).toContain('Association of Greater Manchester Authorities £680,000.00 £0.00 £680,000.00');
      expect(text).toContain('Ministry of Justice £0.00 £680,000.00 −£680,000.00');
      expect(text).toContain('Fall: £8,000,000.00 - £7,120,000.00 = £880,000.00, 11% of the baseline.');
      expect(text).toMatch(/“Less youth demand on criminal justice” is not worked out, because there is no baseline/);
      expect(text).toMatch(
        /Less youth demand on criminal justice not known: something is missing not known not known not known not known/,
      );
      expect(text).toContain(
        'At 5% the share of Association of Greater Manchester Authorities jumps from £0.00 to £200,000.00, because “Less adult demand on criminal justice” begins to pay.',
      );
      expect(page.text).toMatch(/<svg[^]*Assumed: 11%[^]*<\/svg>/);
      expect(await service.eventCount()).toBe(before);
    });

    test('says the same of a measured value as of a change, and downloads what it shows', async () => {
      const { 'change_adult-cost-of-demand': _change, ...others } = ELEVEN_PCT;
      const measured = { ...others, 'measured_adult-cost-of-demand': '£7,120,000.00' };
      const csv = await treasurer.get(at(LJR, { ...measured, download: 'csv', table: 'shares' }));
      expect(csv.headers['content-type']).toMatch('text/csv');
      expect(csv.text.split('\r\n').slice(1, 3)).toEqual([
        'Ministry of Justice,0.00,680000.00,-680000.00',
        'Association of Greater Manchester Authorities,680000.00,0.00,680000.00',
      ]);
    });

    test('leads from its form to the shortest address, which shows the same whoever opens it', async () => {
      const sent = await treasurer.getOnce(at(LJR, { vary: '', from: '', ...ELEVEN_PCT, to: '' }));
      expect(sent.status).toBe(303);
      const { location } = sent.headers;
      expect(Object.fromEntries(new URL(location!, 'http://localhost').searchParams)).toEqual(ELEVEN_PCT);
      const auditor = await service.signIn('sample-auditor');
      const [mine, theirs] = [await treasurer.get(location!), await auditor.get(location!)].map(
        (page) => /<main[^]*<\/main>/.exec(page.text)![0],
      );
      expect(theirs).toBe(mine);
    });

    test('finds a cliff where terms pay half or nothing, between rows too', async () => {
      const youth = {
        ...{ version: '1', testPeriodId: 'test-year-1', 'baseline_youth-cost-of-demand': '8000000' },
        ...{ vary: 'change_youth-cost-of-demand', from: '1', to: '24', step: '4' },
      };
      const text = said(await treasurer.get(at(LJR, youth)));
      expect(text).toMatch(
        /At 10% the share of Association of Greater Manchester Authorities jumps from £0\.00 to £400,000\.00/,
      );
    });

    test('fills in what was recorded, and settles benefits by the version that is chosen', async () => {
      const any = await treasurer.get(INVESTMENT);
      const period = /<option value="([^"]+)"[^>]*>\1: /.exec(any.text)![1]!;
      const form = await treasurer.get(at(INVESTMENT, { testPeriodId: period, version: '1' }));
      expect(form.status).toBe(200);
      const tags = [...form.text.matchAll(/<input class="govuk-input[^>]*>/g)].map(([tag]) => tag);
      const attribute = (tag: string, name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
      const fields = Object.fromEntries(tags.map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')]));
      expect(fields['gross_realised_example-department']).toMatch(/^[1-9]\d+\.\d\d$/);
      const [one, two] = await Promise.all(
        ['1', '2'].map(async (version) => treasurer.get(at(INVESTMENT, { ...fields, version, testPeriodId: period }))),
      );
      expect([one!.status, two!.status]).toEqual([200, 200]);
      expect(said(one!)).toMatch(/is reinvested in the pooled fund/);
      expect(said(two!)).toContain('With version 2 of the terms');
      expect(said(two!)).not.toBe(said(one!).replaceAll('version 1', 'version 2'));
    });

    test('says by the field what is wrong, and keeps what was typed', async () => {
      const wrong = {
        ...{ version: '1', testPeriodId: 'test-year-1', 'baseline_adult-cost-of-demand': 'eight million' },
        ...{ 'change_youth-cost-of-demand': '11' },
      };
      const page = await treasurer.get(at(LJR, wrong));
      expect(page.status).toBe(400);
      expect(errorsOf(page)).toEqual({
        'baseline_adult-cost-of-demand': expect.stringMatching(
          /^The baseline of .+ must be an amount of pounds and pence/,
        ),
        'baseline_youth-cost-of-demand': expect.stringMatching(
          /^Enter the baseline of .+, of which it changes by 11%$/,
        ),
      });
      expect(page.text).toContain('value="eight million"');
      const refused = async (values: Readonly<Record<string, string>>) =>
        errorsOf(await treasurer.get(at(LJR, { ...ELEVEN_PCT, ...values })));
      expect(await refused({ 'change_adult-cost-of-demand': '101' })).toEqual({
        'change_adult-cost-of-demand': expect.stringMatching(/cannot leave less than nothing/),
      });
      expect(await refused({ version: '9' })).toEqual({ version: 'Select a version of the terms' });
      expect(await refused({ testPeriodId: 'never' })).toEqual({ testPeriodId: 'Select a test period' });
      expect(await refused({ vary: 'change_youth-cost-of-demand' })).toEqual({
        vary: expect.stringMatching(/^Enter the baseline of /),
      });
      expect(await refused({ step: '0' })).toEqual({ step: 'Step must be more than 0' });
      expect(await refused({ from: '20', to: '10' })).toEqual({ to: 'To must be at least what From is' });
      expect(await refused({ from: '-1' })).toEqual({ from: 'From must be a number, such as 0' });
    });

    test('does not do more work than one request may', async () => {
      const asked = async (step: string) => errorsOf(await treasurer.get(at(LJR, { ...ELEVEN_PCT, step })));
      expect(await asked('0.0001')).toEqual({ step: 'Step must be larger: a range has at most 1,000 rows' });
      const started = performance.now();
      const page = await treasurer.get(at(LJR, { ...ELEVEN_PCT, step: '0.03' }));
      expect(page.status).toBe(200);
      expect(performance.now() - started).toBeLessThan(10_000);
      expect(page.text.length).toBeLessThan(150_000);
    });

    test('takes hostile addresses for what they are', async () => {
      const script = '"><script>alert(1)</script>';
      const page = await treasurer.get(
        at(LJR, { ...ELEVEN_PCT, 'baseline_adult-cost-of-demand': script, vary: script }),
      );
      expect(page.status).toBe(400);
      expect(page.text).not.toContain('<script>alert');
      expect((await treasurer.get(`${LJR}?testPeriodId=test-year-1&testPeriodId=test-year-2&version=1`)).status).toBe(
        400,
      );
      expect(
        (await treasurer.get(`${LJR}?testPeriodId=test-year-1&__proto__=1&from=9e999&version=1`)).status,
      ).toBeLessThan(500);
      expect((await treasurer.get(at(LJR, { ...ELEVEN_PCT, filler: 'x'.repeat(8_000) }))).status).toBe(414);
    });

    test('is not there for whoever does not see the agreement, as for one that nobody drafted', async () => {
      const reviewer = await service.signIn('sample-department-reviewer');
      const [hidden, unknown] = await Promise.all([
        reviewer.get(at(LJR, ELEVEN_PCT)),
        reviewer.get(at('/agreements/nobody-drafted-it/simulate', ELEVEN_PCT)),
      ]);
      expect([hidden.status, unknown.status]).toEqual([404, 404]);
      expect(said(hidden).replaceAll('local-justice-reinvestment', '')).toBe(
        said(unknown).replaceAll('nobody-drafted-it', ''),
      );
    });
  });

  describe("the department's page", () => {
    const DEPARTMENT = 'example-department';

    test('tells the figures of the API, agreement by agreement', async () => {
      const reviewer = await service.signIn('sample-example-department-reviewer');
      const { body } = await service.auditor.report('agency-agreements', { agencyId: DEPARTMENT });
      const rowsOf = async (table: string): Promise<Record<string, string>[]> =>
        parse((await reviewer.get(`/agencies/${DEPARTMENT}/agreements?download=csv&table=${table}`)).text, {
          columns: true,
          bom: true,
        });
      const pounds = (pence: number): string => (pence / 100).toFixed(2);
      expect(body.rows.length).toBeGreaterThan(1);
      const told = [await rowsOf('agreements'), await rowsOf('gained'), await rowsOf('due')];
      const [agreements, gained, due] = told;
      expect(agreements!.map((row) => row['Agreement'])).toEqual(body.rows.map((row: { title: string }) => row.title));
      const { totals } = body;
      for (const [place, row] of [...body.rows, { title: 'All its agreements', ...totals }].entries()) {
        expect(gained![place]).toMatchObject({
          Agreement: row.title,
          'It invests': pounds(row.investedPence),
          'Cashable benefit': pounds(row.cashableBenefitPence),
          'Other fiscal benefit': pounds(row.nonCashableBenefitPence),
          'Share to pay': pounds(row.sharePayablePence),
          'Share paid': pounds(row.sharePaidPence),
        });
        expect(due![place]).toMatchObject({
          Agreement: row.title,
          'Due to it': pounds(row.dueToItPence),
          'Late to it': pounds(row.lateToItPence),
          'Due from it': pounds(row.dueFromItPence),
          'Late from it': pounds(row.lateFromItPence),
          'Not paid because of a cap': pounds(row.cappedPence),
          'In dispute': pounds(row.inDisputePence),
        });
      }
      expect(totals.sharePayablePence).toBeGreaterThan(0);
    });

    test('leads to the statement of each test period of each agreement', async () => {
      const reviewer = await service.signIn('sample-example-department-reviewer');
      const { body } = await service.auditor.report('agency-agreements', { agencyId: DEPARTMENT });
      const periods = (body.rows as readonly AgencyAgreementRow[]).flatMap(({ agreementId, testPeriods }) =>
        testPeriods.map(({ testPeriodId }) => `/agreements/${agreementId}/periods/${testPeriodId}`),
      );
      expect(periods.length).toBeGreaterThan(2);
      const { text } = await reviewer.get(`/agencies/${DEPARTMENT}/agreements`);
      const table = text.split('id="statements"')[1]!.split('</section>')[0]!;
      const links = [...table.matchAll(/href="(\/agreements\/[^"]+\/periods\/[^"]+)"/g)].map(([, href]) => href);
      expect(links).toEqual(periods);
      for (const address of periods) expect((await reviewer.get(address)).status).toBe(200);
      // A period that nobody has calculated is told as not known, never as nought.
      expect(table).toMatch(/Not calculated[^]*?not known/);
    });

    test('is led to from every page of whoever acts for one agency, and of nobody else', async () => {
      const reviewer = await service.signIn('sample-example-department-reviewer');
      const home = await reviewer.get('/');
      expect(home.text).toMatch(
        new RegExp(`<a [^>]*href="/agencies/${DEPARTMENT}/agreements"[^>]*>\\s*Our agreements`),
      );
      expect((await treasurer.get('/')).text).not.toContain('Our agreements');
    });

    test('is not there for another agency, as for one that is not registered', async () => {
      const reviewer = await service.signIn('sample-example-department-reviewer');
      const answers = await Promise.all(
        ['ministry-of-justice', 'no-such-agency'].map((agencyId) => reviewer.get(`/agencies/${agencyId}/agreements`)),
      );
      expect(answers.map(({ status }) => status)).toEqual([404, 404]);
      expect(answers.map((answer) => said(answer).replace(/ministry-of-justice|no-such-agency/g, ''))[0]).toBe(
        said(answers[1]!).replace(/no-such-agency/g, ''),
      );
    });
  });

  describe('the help page', () => {
    test('has an anchor for each word, once, and every role with all that it may ask for', async () => {
      const page = await treasurer.get('/help');
      expect(page.status).toBe(200);
      const ids = [...page.text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of [
        'pooled-fund',
        'ring-fence',
        'in-kind',
        'as-at',
        'as-known-at',
        'breach',
        'clawback',
        'share',
        'dispute',
        'cashable',
      ])
        expect(ids).toContain(id);
      const text = said(page);
      for (const role of roles) {
        const count = commandsOf(role).length;
        if (count > 0) expect(text).toMatch(new RegExp(`may ask for \\(${count}\\)`));
      }
      expect(text).toContain('record payment');
    });
  });

  describe('in a browser', () => {
    let browser: TestBrowser;
    beforeAll(async () => {
      browser = await openBrowser();
    });
    afterAll(() => browser.close());

    test('the terms are tried by keyboard alone, and without scripts', async () => {
      for (const javaScript of [true, false]) {
        const page = await browser.page({ width: 1280, javaScript, baseUrl: service.url });
        await page.goto('/');
        await page.getByRole('button', { name: /^Treasurer/ }).click();
        await page.goto(LJR);
        await typeInto(page, /^Baseline/, '8,000,000');
        await typeInto(page, /^Or a fall/, '11');
        await follow(page, 'Try the terms');
        expect(await page.locator('#shares').innerText()).toContain('£680,000.00');
        await expectSoundPage(page);
      }
    }, 120_000);
  });
});
