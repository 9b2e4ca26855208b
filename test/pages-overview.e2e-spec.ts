import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import { type TestBrowser, openBrowser } from './support/browser';
import { follow, tabTo } from './support/keyboard';
import { expectSoundPage } from './support/page-checks';
import { startSampleService } from './support/sample-service';
import { type Visitor } from './support/visitor';

type SampleService = Awaited<ReturnType<typeof startSampleService>>;

/** The rows of a table of a page, as people read them. */
function rowsOf(html: string, id: string): string[][] {
  const section = html.split(`id="${id}"`)[1]!.split('</section>')[0]!;
  const body = section.split('<tbody')[1]!.split('</tbody>')[0]!;
  return [...body.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) =>
      cell!
        .replace(/<[^>]+>/g, '')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&')
        .trim(),
    ),
  );
}

describe('the overview', () => {
  let service: SampleService;
  let treasurer: Visitor;
  let reviewer: Visitor;

  beforeAll(async () => {
    service = await startSampleService();
    treasurer = await service.signIn('sample-treasurer');
    reviewer = await service.signIn('sample-department-reviewer');
  }, 120_000);
  afterAll(() => service.close());

  test('says what the Department of Health paid in for Troubled Families, and when', async () => {
    const { status, text } = await treasurer.get('/?agencyId=department-of-health&fundingStreamId=troubled-families');
    expect(status).toBe(200);
    const paidIn = rowsOf(text, 'who-paid-in').map(([, , stream, year, , paid]) => [stream, year, paid]);
    expect(paidIn.filter(([stream]) => stream === 'Troubled Families')).toEqual([
      ['Troubled Families', '2012-13', '£15,000,000.00'],
      ['Troubled Families', '2013-14', '£20,000,000.00'],
      ['Troubled Families', '2014-15', '£25,000,000.00'],
      ['Troubled Families', '2015-16', '£70,000,000.00'],
    ]);
  });

  test('comes to the same for an agency, whatever its tables tell apart', async () => {
    const totalsBy = async (by: string): Promise<readonly (readonly string[])[]> => {
      const { text } = await treasurer.get(`/?agencyId=example-police&by=${by}`);
      return ['who-paid-in', 'who-gained'].map((id) =>
        rowsOf(text, id)
          .at(-1)!
          .filter((cell) => cell.startsWith('£')),
      );
    };
    const expected = await totalsBy('line');
    expect(expected[1]![0]).not.toBe('£0.00');
    for (const by of ['place', 'agency', 'fund', 'funding-stream', 'year', 'fund-year'])
      expect({ by, totals: await totalsBy(by) }).toEqual({ by, totals: expected });
  });

  test('tells the same figures in its tables, its files and the API', async () => {
    const view = 'placeId=greater-manchester&by=line';
    const { text } = await treasurer.get(`/?${view}`);
    const exact = /<a class="govuk-link" href="(\/[^"]*)">Link to exactly this view/
      .exec(text)![1]!
      .replaceAll('&amp;', '&');
    expect(exact).toMatch(/asAt=\d{4}-\d\d-\d\d&asKnownAt=/);
    const again = await treasurer.get(exact);
    expect(rowsOf(again.text, 'who-paid-in')).toEqual(rowsOf(text, 'who-paid-in'));

    const csv = await treasurer.get(`${exact}&download=csv&table=who-gained`);
    expect(csv.headers['content-disposition']).toMatch(/^attachment; filename="who-gained-[\d-]+\.csv"$/);
    const rows = parse<Record<string, string>>(csv.text, { columns: true, bom: true });
    const times = Object.fromEntries(new URL(exact, 'http://localhost').searchParams);
    const { body } = await service.auditor.get('/api/v1/reports/who-gained', {
      ...{ placeId: 'greater-manchester', asAt: times['asAt'], asKnownAt: times['asKnownAt'] },
    });
    expect(rows).toHaveLength(body.rows.length + 1);
    const pounds = (pence: number): string => (pence / 100).toFixed(2);
    expect(rows.at(-1)!['Paid to it']).toBe(pounds(body.totals.paidPence));
    expect(rows.slice(0, -1).map((row) => row['Paid to it'])).toEqual(
      body.rows.map((row: { paidPence: number }) => pounds(row.paidPence)),
    );
  });

  test('hands out a workbook of what is shown, with where it was taken from', async () => {
    const url = `${service.url}/?by=agency&download=xlsx&table=who-paid-in`;
    const session = treasurer.cookie('purse_session')!;
    const response = await fetch(url, { headers: { cookie: `purse_session=${session}` } });
    expect(response.headers.get('content-type')).toContain('spreadsheetml');
    const workbook = await readXlsx(new Uint8Array(await response.arrayBuffer()));
    expect(workbook.sheets.map(({ name }) => name)).toEqual(['Figures', 'About']);
    const about = JSON.stringify(workbook.sheets[1]!.rows);
    expect(about).toMatch(/by=agency&asAt=[\d-]+&asKnownAt=/);
    expect(about).not.toMatch(/download=/);
  });

  test('turns the form into the plain address of what it asks for', async () => {
    const form = new URLSearchParams({
      ...{
        placeId: '',
        agencyId: 'department-of-health',
        pooledFundId: '',
        fundingStreamId: '',
        financialYear: '2015-16',
      },
      ...{ 'asAt-day': '31', 'asAt-month': 'March', 'asAt-year': '2016' },
      ...{ 'asKnownAt-day': '', 'asKnownAt-month': '', 'asKnownAt-year': '', by: 'fund' },
    });
    const answer = await treasurer.getOnce(`/?${form.toString()}`);
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toBe(
      '/?agencyId=department-of-health&financialYear=2015-16&asAt=2016-03-31&by=fund',
    );
  });

  test('says what is wrong with a day, by the field and in the summary, and keeps what was typed', async () => {
    const form = new URLSearchParams({ 'asAt-day': '31', 'asAt-month': '2', 'asAt-year': '2016' });
    const { status, text } = await treasurer.get(`/?${form.toString()}`);
    expect(status).toBe(400);
    expect(text).toContain('<title>Error: Who paid in, who gained - Common Purse</title>');
    expect(text.match(/As at must be a real date/g)).toHaveLength(2);
    expect(text).toMatch(/id="asAt-month"[^>]*value="2"/);
  });

  test('does not answer a name that it does not know with zeros', async () => {
    const { status, text } = await treasurer.get('/?agencyId=ministry-of-silly-walks');
    expect(status).toBe(400);
    expect(text).toContain('There is no agency “ministry-of-silly-walks”');
    expect(text).not.toContain('£0.00');
  });

  test('shows a department its own figures, and nothing of another however the address is changed', async () => {
    const own = await reviewer.get('/');
    const payers = rowsOf(own.text, 'who-paid-in').map(([name]) => name);
    expect(payers).toEqual(['Department of Health', 'Total']);
    for (const address of [
      '/?agencyId=dluhc',
      '/?pooledFundId=bolton-better-care-fund',
      '/?placeId=bolton',
      '/?fundingStreamId=ibcf',
      '/?agencyId=example-police&by=line',
    ]) {
      const { status, text } = await reviewer.get(address);
      expect([400, 404]).toContain(status);
      expect(text).not.toContain('14,875,163');
    }
  });

  describe('in a browser', () => {
    let browser: TestBrowser;
    beforeAll(async () => {
      browser = await openBrowser();
    });
    afterAll(() => browser.close());

    test.each([320, 1280] as const)(
      'is sound %i pixels wide, from the sign-in on',
      async (width) => {
        const page = await browser.page({ width, javaScript: true, baseUrl: service.url });
        await page.goto('/');
        await expectSoundPage(page);
        await page.getByRole('button', { name: 'Treasurer, Example Borough Council' }).click();
        await expectSoundPage(page);
        await page.goto('/?agencyId=department-of-health');
        await expectSoundPage(page);
        await page.goto('/?asAt-day=40&asAt-month=1&asAt-year=2020');
        await expectSoundPage(page);
        await page.goto('/no-such-page');
        await expectSoundPage(page);
      },
      120_000,
    );

    test('is narrowed without scripts', async () => {
      const page = await browser.page({ width: 320, javaScript: false, baseUrl: service.url });
      await page.goto('/');
      await page.getByRole('button', { name: 'Treasurer, Example Borough Council' }).click();
      await page.getByLabel('Agency', { exact: true }).selectOption('Department of Health');
      await page.getByRole('button', { name: 'Show' }).click();
      await expectSoundPage(page);
      expect(page.url()).toMatch(/\?agencyId=department-of-health/);
    }, 60_000);

    test('is narrowed by keyboard alone, and signs out', async () => {
      const page = await browser.page({ width: 1280, javaScript: true, baseUrl: service.url });
      await page.goto('/');
      await follow(page, 'Treasurer, Example Borough Council');
      await follow(page, 'By year');
      await follow(page, '2015-16');
      expect(new URL(page.url()).searchParams.get('financialYear')).toBe('2015-16');
      await tabTo(page, 'Sign out');
      await page.keyboard.press('Enter');
      await page.waitForURL(/signed-out|sign-in/);
      await page.goto('/');
      expect(page.url()).toMatch(/sign-in/);
    }, 120_000);
  });
});
