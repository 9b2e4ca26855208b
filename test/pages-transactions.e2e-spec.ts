import { type AddressInfo } from 'node:net';
import { Aggregates } from '@app/application';
import { CommandBus } from '@nestjs/cqrs';
import { parse } from 'csv-parse/sync';
import { loadSample } from '../apps/ledger/src/sample/load-sample';
import { peopleOf } from '../apps/ledger/src/people';
import { openBrowser, type TestBrowser } from './support/browser';
import { untilCaughtUp } from './support/ledger-of-its-own';
import { expectSoundPage } from './support/page-checks';
import { type Visitor } from './support/visitor';
import { startTestService, type TestService } from './support/test-service';
import { TODAY } from './support/test-ledger';

const FUND = 'example-borough-pooled-fund';

/** References of the entries that a page of transactions shows, in order. */
const refsIn = (html: string): string[] =>
  [...html.matchAll(/<a class="govuk-link" href="\/entries\/([^"?]+)">/g)].map((match) => match[1]!);
const plain = (text: string): string =>
  text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
const linkNamed = (html: string, words: RegExp): string | undefined => {
  for (const [, href, text] of html.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([^]*?)<\/a>/g))
    if (words.test(text!.replace(/<[^>]+>/g, '').trim())) return plain(href!);
  return undefined;
};

describe('the pages of transactions', () => {
  let service: TestService;
  let treasurer: Visitor;
  let wrongRef: string;
  let reversalRef: string;

  beforeAll(async () => {
    service = await startTestService({ people: peopleOf({ withSample: true }) });
    const { app, ledger } = service;
    await loadSample(app.get(CommandBus), app.get(Aggregates), ledger.store, TODAY);
    await untilCaughtUp(ledger);
    treasurer = await service.signIn('sample-treasurer');
    const [reversal] = await service.sql(
      "select reverses_entry, pooled_fund_id || '/' || financial_year || '/' || entry_no as ref from reading.entry where reverses_entry is not null and pooled_fund_id = $1",
      [FUND],
    );
    wrongRef = reversal.reverses_entry;
    reversalRef = reversal.ref;
  }, 120_000);
  afterAll(() => service.close());

  const page = async (path: string, visitor = treasurer): Promise<string> => {
    const answer = await visitor.get(path);
    expect({ path, status: answer.status }).toEqual({ path, status: 200 });
    return answer.text;
  };

  test('lead from the newest to the oldest and back, every entry once', async () => {
    const [{ count }] = await service.sql(
      'select count(*)::int as count from reading.entry e where e.pooled_fund_id = $1 and occurred_on <= $2',
      [FUND, TODAY],
    );
    const start = `/transactions?pooledFundId=${FUND}&asAt=${TODAY}`;
    const forwards: string[] = [];
    let last = start;
    for (let path: string | undefined = start; path;) {
      const html = await page(path);
      forwards.push(...refsIn(html));
      last = path;
      path = linkNamed(html, /^Older/);
    }
    expect(forwards).toHaveLength(count);
    expect(count).toBeGreaterThan(100);
    const backwards: string[] = [];
    for (let path: string | undefined = last; path;) {
      const html = await page(path);
      backwards.unshift(...refsIn(html));
      path = linkNamed(html, /^Newer/);
    }
    expect(backwards).toEqual(forwards);
  });

  test('find an entry by its reference, its bank reference, its authority, its purpose and its party', async () => {
    const straight = await treasurer.getOnce(`/transactions?search=${encodeURIComponent(wrongRef)}`);
    expect(straight).toMatchObject({ status: 303, headers: { location: `/entries/${wrongRef}` } });
    for (const search of ['bacs ACTIVITY day', 'invoice for an activity', 'Activity day for', 'example families trust'])
      expect({ search, refs: refsIn(await page(`/transactions?search=${encodeURIComponent(search)}`)) }).toEqual({
        search,
        refs: expect.arrayContaining([wrongRef]),
      });
    const reversals = refsIn(await page(`/transactions?kind=reversals&pooledFundId=${FUND}`));
    expect(reversals).toEqual([reversalRef]);
    expect(await page('/transactions?search=zebra')).toContain('No entry is like this');
    expect(refsIn(await page(`/transactions?breaches=yes&pooledFundId=${FUND}`))).toHaveLength(1);
  });

  test('tell all of one agreement and nothing else, from the page of the agreement, and by the API', async () => {
    const entries = await service.sql(
      `select agreement_id || '/' || entry_no as ref from reading.entry
        where agreement_id = 'example-investment' order by entry_no desc, posting_no desc`,
    );
    const wanted = entries.map(({ ref }) => ref as string);
    const start = linkNamed(await page('/agreements/example-investment'), /^All entries of this agreement/)!;
    expect(start).toBe('/transactions?agreementId=example-investment');
    const refs: string[] = [];
    for (let path: string | undefined = start; path;) {
      const html = await page(path);
      expect(html).toMatch(/Only entries of the agreement <a [^>]*href="\/agreements\/example-investment"/);
      refs.push(...refsIn(html));
      path = linkNamed(html, /^Older/);
    }
    expect(refs).toEqual(wanted);
    const first = await page(start);
    const csv = await treasurer.get(linkNamed(first, /^CSV/)!);
    const rows = parse<Record<string, string>>(csv.text, { columns: true, bom: true });
    expect(rows.map((row) => row['Reference'])).toEqual(wanted.slice(0, 50));
    const form = '/transactions?agreementId=example-investment&kind=outcomes&asAt-day=&asAt-month=&asAt-year=';
    const sent = await treasurer.getOnce(form);
    expect(sent.headers['location']).toBe('/transactions?kind=outcomes&agreementId=example-investment');
    const outcomes = refsIn(await page(sent.headers['location']!));
    expect(outcomes.length).toBeGreaterThan(0);
    expect(wanted).toEqual(expect.arrayContaining(outcomes));
    const everything = linkNamed(await page(sent.headers['location']!), /^Show those of everything else/);
    expect(everything).toBe('/transactions?kind=outcomes');

    const asked = { agreementId: 'example-investment', limit: 1000 };
    const { body } = await service.auditor.get('/api/v1/reports/transactions', asked);
    expect(body.rows.map(({ entryRef }: { entryRef: string }) => entryRef)).toEqual(wanted);
    expect(body.query).toEqual({ agreementId: 'example-investment' });
  });

  test('of an agreement that is out of sight look like those of one that is not there', async () => {
    const reviewer = await service.signIn('sample-department-reviewer');
    const [hidden, unknown] = await Promise.all(
      ['example-investment', 'no-such-agreement'].map((id) => reviewer.get(`/transactions?agreementId=${id}`)),
    );
    expect([hidden!.status, unknown!.status]).toEqual([404, 404]);
    const withoutTokens = (text: string): string => text.replace(/name="_csrf" value="[^"]*"/g, '');
    expect(withoutTokens(hidden!.text).replaceAll('example-investment', 'no-such-agreement')).toBe(
      withoutTokens(unknown!.text),
    );
    const answer = await service.auditor.get('/api/v1/reports/transactions', { agreementId: 'no-such-agreement' });
    expect(answer).toMatchObject({ status: 404, body: { code: 'AGREEMENT_UNKNOWN' } });
  });

  test('tell the reversal of the worked example from both of its ends, and what was recorded instead', async () => {
    const wrong = await page(`/entries/${wrongRef}`);
    expect(wrong).toContain(`is reversed by <a class="govuk-link" href="/entries/${reversalRef}">`);
    expect(wrong).toContain('\u2212£8,640.00 (paid out)');
    expect(wrong).not.toContain('Reverse this entry');
    const reversal = await page(`/entries/${reversalRef}`);
    expect(reversal).toContain(`This entry reverses <a class="govuk-link" href="/entries/${wrongRef}">`);
    expect(reversal).toContain('The invoice says £6,840.00; £8,640.00 was recorded');
    const right = refsIn(await page('/transactions?search=BACS%20activity%20day'))[0]!;
    expect(linkNamed(await page(`/entries/${right}`), /^Reverse this entry/)).toBe(
      `/record/reversal/new?${new URLSearchParams({ entryRef: right }).toString()}`,
    );
    const auditor = await service.signIn('sample-auditor');
    expect(await page(`/entries/${right}`, auditor)).not.toContain('Reverse this entry');
  });

  test('name whoever recorded them as the post that signs in, with what the ledger knows it by', async () => {
    const [{ ref }] = await service.sql(
      `select pooled_fund_id || '/' || financial_year || '/' || entry_no as ref from reading.entry
        where actor = 'sample-treasurer' and agreement_id is null limit 1`,
    );
    expect(await page(`/entries/${ref}`)).toMatch(
      /Recorded by<\/dt>\s*<dd[^>]*>Treasurer, Example Borough Council \(sample-treasurer\), for Example Borough Council/,
    );
    const [imported] = await service.sql(
      `select pooled_fund_id || '/' || financial_year || '/' || entry_no as ref from reading.entry
        where actor = 'sample-loader' and agreement_id is null limit 1`,
    );
    expect(await page(`/entries/${imported.ref}`)).toMatch(/Recorded by<\/dt>\s*<dd[^>]*>sample-loader</);
    const operator = await service.signIn('sample-operator');
    const access = await page('/access', operator);
    expect(access).toContain('Treasurer, Example Borough Council (sample-treasurer)');
    expect(access).toContain('grant=sample-treasurer%2F');
    expect(await page(`/funds/${FUND}`)).toContain('Head of finance, Example Borough Council (sample-approver)');
  });

  test('tell why a figure changed when something was recorded, and plainly when nothing did', async () => {
    const href = linkNamed(await page(`/entries/${reversalRef}`), /^Which figures changed/)!;
    const why = await page(href);
    expect(why).toMatch(/Paid out<\/td>[^]*?\u2212£8,640\.00/);
    expect(refsIn(why)).toContain(reversalRef);
    const [{ recorded }] = await service.sql(
      `select to_char(max(to_timestamp(known_at / 1000000.0)) at time zone 'UTC', 'YYYY-MM-DD') as recorded from reading.entry`,
    );
    const nothing = await page(`/changes?report=who-paid-in&knownFrom=${recorded}&knownTo=${recorded}&asAt=${TODAY}`);
    expect(nothing).toContain('Nothing changed between these times');
    const since = await page(`/changes?report=who-paid-in&knownFrom=2020-01-01&asAt=${TODAY}`);
    expect(since).toContain('Department of Health');
    const statement = await treasurer.get('/changes?report=fund-statement&knownFrom=2020-01-01');
    expect(statement.status).toBe(400);
    expect(statement.text).toContain('Select the fund of the statement');
    const backwards = await treasurer.get('/changes?report=who-paid-in&knownFrom=2026-01-02&knownTo=2026-01-01');
    expect(backwards.text).toContain('The later time must be after the earlier time');
  });

  test('show nobody what is outside their sight', async () => {
    const reviewer = await service.signIn('sample-department-reviewer');
    const unknown = await reviewer.get(`/entries/${FUND}/1999-00/1`);
    const hidden = await reviewer.get(`/entries/${wrongRef}`);
    expect(hidden.status).toBe(404);
    const withoutTokens = (text: string): string => text.replace(/name="_csrf" value="[^"]*"/g, '');
    expect(withoutTokens(hidden.text)).toBe(withoutTokens(unknown.text));
    expect(refsIn(await page('/transactions?search=activity', reviewer))).toEqual([]);
    expect((await reviewer.get(`/transactions?pooledFundId=${FUND}`)).text).not.toContain('Activity day');
    expect((await treasurer.get('/entries/nonsense/nonsense')).status).toBe(404);
    expect((await treasurer.get('/transactions?cursor=nonsense')).status).toBe(400);
  });

  test('hand out exactly the page that is shown, harmless to spreadsheets', async () => {
    const shown = await page('/transactions?kind=payments');
    const href = linkNamed(shown, /^CSV/)!;
    const { text } = await treasurer.get(href);
    const rows = parse<Record<string, string>>(text, { columns: true, bom: true });
    expect(rows.map((row) => row['Reference'])).toEqual(refsIn(shown));
    expect(rows).toHaveLength(50);
    const script = await page(`/transactions?search=${encodeURIComponent('<script>alert(1)</script>')}`);
    expect(script).not.toContain('<script>alert');
  });

  describe('in a browser', () => {
    let browser: TestBrowser;
    let baseUrl: string;
    beforeAll(async () => {
      browser = await openBrowser();
      await service.app.listen(0, '127.0.0.1');
      const { port } = service.app.getHttpServer().address() as AddressInfo;
      // As the service calls itself: its cookies are for that name.
      baseUrl = `http://localhost:${port}`;
    });
    afterAll(() => browser.close());

    test.each([320, 1280] as const)(
      'are sound at %i pixels',
      async (width) => {
        const visitor = await browser.page({ width, javaScript: true, baseUrl });
        await visitor.goto('/sign-in');
        await visitor
          .getByRole('button', { name: /Treasurer/ })
          .first()
          .click();
        await visitor.waitForURL(`${baseUrl}/`);
        for (const path of [
          '/transactions',
          '/transactions?search=zebra',
          '/transactions?agreementId=example-investment',
          `/entries/${wrongRef}`,
          `/entries/${reversalRef}`,
          '/changes',
          '/changes?report=fund-statement',
          `/changes?report=who-gained&pooledFundId=${FUND}&knownFrom=2020-01-01`,
        ]) {
          await visitor.goto(path);
          await expectSoundPage(visitor);
        }
      },
      120_000,
    );
  });
});
