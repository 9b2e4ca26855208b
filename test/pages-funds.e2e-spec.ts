import { CommandBus } from '@nestjs/cqrs';
import { financialYearOf, nextFinancialYear, previousFinancialYear } from '@app/domain';
import { type ContributionAgeingRow, type FundStatement } from '@app/read-models';
import { todayInLondon } from '@app/runtime';
import { parse } from 'csv-parse/sync';
import { example } from '../apps/ledger/src/sample/sample-people';
import { SampleRecorder } from '../apps/ledger/src/sample/sample-recorder';
import { loadWorkedExample } from '../apps/ledger/src/sample/worked-example/load-worked-example';
import { money } from '../apps/ledger/src/pages/tables/format';
import { untilCaughtUp } from './support/ledger-of-its-own';
import { type Answer, people, startTestService, type TestService } from './support/test-service';
import { type Visitor } from './support/visitor';

const { pooledFundId } = example;
const FUND = `/funds/${pooledFundId}`;
const today = todayInLondon();
const thisYear = financialYearOf(today);
const lastYear = previousFinancialYear(thisYear);
/** A partner of the fund: it sees its own money there, and not the fund. */
const partner = { actorId: 'partner-officer', name: 'The partner officer', about: 'Sees little.', role: 'AUDITOR' };

let service: TestService;
let treasurer: Visitor;
let reviewer: Visitor;

beforeAll(async () => {
  service = await startTestService({ people: [...people, partner] });
  const { store } = service.ledger;
  const commands = service.app.get(CommandBus);
  await loadWorkedExample({ commands, store }, new SampleRecorder(commands, store, today), today);
  await untilCaughtUp(service.ledger);
  await service.caller({
    actorId: partner.actorId,
    roles: ['AUDITOR'],
    scope: { kind: 'AGENCY', agencyId: example.policeId },
  });
  treasurer = await service.signIn('treasurer');
  reviewer = await service.signIn(partner.actorId);
}, 120_000);
afterAll(() => service.close());

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&#39;': "'",
  '&quot;': '"',
  '&lt;': '<',
  '&gt;': '>',
};
const textOf = (html: string): string =>
  html
    .replace(/<strong class="govuk-tag[^>]*>[^<]*<\/strong>/g, '')
    .replace(/<[^>]+>/g, '')
    .replace(/&[a-z#0-9]+;/g, (entity) => entities[entity] ?? entity)
    .trim();

interface ShownTable {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A table of a page as somebody reads it, without its tags. */
function tableOn({ text }: Answer, id: string): ShownTable {
  const section = new RegExp(`<section class="purse-table" id="${id}">[^]*?</section>`).exec(text)?.[0];
  if (section === undefined) throw new Error(`There is no table ${id} on this page.`);
  const cellsOf = (row: string): string[] =>
    [...row.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell]) => textOf(cell!));
  const [head = [], ...rows] = [...section.matchAll(/<tr[^>]*>([^]*?)<\/tr>/g)].map(([, row]) => cellsOf(row!));
  return { headings: head, rows };
}

/** The two times that a page says it is for, as its link to exactly this view holds them. */
function timesOf({ text }: Answer): { readonly asAt: string; readonly asKnownAt: string } {
  const href = /href="([^"]+)">Link to exactly this view/.exec(text)![1]!.replaceAll('&amp;', '&');
  const { searchParams } = new URL(href, 'http://localhost');
  return { asAt: searchParams.get('asAt')!, asKnownAt: searchParams.get('asKnownAt')! };
}

const page = async (path: string, visitor = treasurer): Promise<Answer> => {
  const answer = await visitor.get(path);
  expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  expect(Buffer.byteLength(answer.text)).toBeLessThan(100_000);
  return answer;
};

const statementOf = async (financialYear: string, times: Record<string, string>): Promise<FundStatement> =>
  (await service.auditor.report('fund-statement', { pooledFundId, financialYear, ...times })).body as FundStatement;

const asShown = (value: number | null): string => money(value);

describe('the statement of a fund', () => {
  test.each([
    ['this year, now', thisYear, ''],
    ['last year, now', lastYear, ''],
    ['this year, as at its first day', thisYear, `?asAt=${thisYear.slice(0, 4)}-04-01`],
  ])('tells the figures of the API: %s', async (_, financialYear, query) => {
    const shown = await page(`${FUND}/${financialYear}${query}`);
    const told = await statementOf(financialYear, timesOf(shown));
    const { cash, previousYear } = told;
    const figures = ['broughtForward', 'received', 'income', 'refunded', 'paid', 'returned', 'balance'] as const;
    const lines = figures.map((name) => {
      const [now, before] = [cash[`${name}Pence`], previousYear?.[`${name}Pence`] ?? null];
      const change = now === null || before === null ? null : now - before;
      return previousYear === null ? [asShown(now)] : [now, before, change].map(asShown);
    });
    expect(tableOn(shown, 'cash').rows.map(([, ...row]) => row)).toEqual(lines);
    expect(tableOn(shown, 'contributions').rows).toEqual(
      told.contributions.length === 0
        ? []
        : [
            ...told.contributions.map((row) => [
              row.agencyName,
              row.fundingStreamName,
              ...[row.receivedPence, row.returnedPence].map(asShown),
            ]),
            ['Total', '', asShown(cash.receivedPence), asShown(cash.returnedPence)],
          ],
    );
    expect(tableOn(shown, 'funding-streams').rows.map((row) => [row[0], row.at(-1)])).toEqual([
      ...told.fundingStreams.map((row) => [row.fundingStreamName, asShown(row.balancePence)]),
      ['Total', asShown(cash.balancePence)],
    ]);
    expect(tableOn(shown, 'shares').rows.slice(0, -1)).toEqual(
      told.shares.map((row) => [row.agencyName, asShown(row.receivedPence), asShown(row.sharePence)]),
    );
    const spending = tableOn(shown, 'spending').rows;
    if (told.spending.length > 0) expect(spending.at(-1)).toEqual(expect.arrayContaining([asShown(cash.paidPence)]));
    expect(spending).toHaveLength(told.spending.length === 0 ? 0 : told.spending.length + 1);
    // The last balance over time is the balance of the statement.
    const { headings, rows } = tableOn(shown, 'balances');
    expect(rows[0]![headings.indexOf('Whole fund')]).toBe(
      cash.broughtForwardPence === null ? asShown(null) : asShown(cash.balancePence),
    );
    if (told.nonCashContributions.length > 0) {
      expect(tableOn(shown, 'non-cash').rows.map(([name]) => name)).toEqual(
        told.nonCashContributions.map(({ agencyName }) => agencyName),
      );
    }
  });

  test('says which contributions are late, by how many days and how much', async () => {
    const { body } = await service.auditor.report('contribution-ageing', { pooledFundId });
    const late = (body.rows as ContributionAgeingRow[]).filter(({ daysLate }) => (daysLate ?? 0) > 0);
    expect(late).toHaveLength(1);
    const [{ financialYear, agencyName, daysLate, outstandingPence }] = late as [ContributionAgeingRow];
    const shown = await page(`${FUND}/${financialYear}`);
    expect(shown.text).toContain(`${agencyName}: ${asShown(outstandingPence)} is late by ${daysLate} days.`);
    const row = tableOn(shown, 'late-contributions').rows[0]!;
    expect(row[0]).toBe(agencyName);
    expect(row.slice(-2)).toEqual([String(daysLate), asShown(outstandingPence)]);
    const summary = tableOn(await page(FUND), 'late-by-year').rows;
    expect(summary).toEqual([[financialYear, '1', asShown(outstandingPence), String(daysLate)]]);
  });

  test('forecasts by what is recorded, part by part', async () => {
    const shown = await page(`${FUND}/${thisYear}`);
    const { headings, rows } = tableOn(shown, 'forecast');
    const pence = (text: string): number => Number(text.replace(/[£,]/g, '').replace('−', '-').replace('.', ''));
    expect(rows.at(-1)![0]).toBe('Total');
    for (const row of rows) {
      const of = (heading: string): number => pence(row[headings.indexOf(heading)]!);
      const coming = of('Contributions still to come');
      const going = of('Less: approved, not paid') + of('Less: asked for, not approved');
      expect(of('Forecast balance')).toBe(of('Balance now') + coming - going);
    }
    const { cash } = await statementOf(thisYear, timesOf(shown));
    expect(rows.at(-1)![1]).toBe(asShown(cash.balancePence));
    const closed = await page(`${FUND}/${lastYear}`);
    expect(closed.text).toContain('Its balance is final, so there is nothing to forecast.');
  });

  test('tells what is left of each ring-fence and until when', async () => {
    const shown = await page(`${FUND}/${thisYear}`);
    const { fundingStreams } = await statementOf(thisYear, timesOf(shown));
    const bound = fundingStreams.filter(({ ringFence, expiresOn }) => ringFence !== 'NONE' || expiresOn !== null);
    expect(bound).not.toHaveLength(0);
    const { headings, rows } = tableOn(shown, 'ring-fences');
    expect(rows.map((row) => [row[0], row[1]])).toEqual(
      bound.map((row) => [row.fundingStreamName, asShown(row.balancePence)]),
    );
    expect(rows.map((row) => row[headings.indexOf('Days left')])).toContain('100');
  });

  test('hands out each of its tables as it is shown', async () => {
    const shown = await page(`${FUND}/${thisYear}`);
    const ids = [...shown.text.matchAll(/<section class="purse-table" id="([^"]+)">/g)].map(([, id]) => id!);
    expect(ids).toEqual(expect.arrayContaining(['cash', 'contributions', 'balances', 'forecast', 'ring-fences']));
    for (const id of ids) {
      const { headings, rows } = tableOn(shown, id);
      if (rows.length === 0) continue;
      const { text } = await page(
        `${FUND}/${thisYear}?${new URLSearchParams({ ...timesOf(shown), download: 'csv', table: id }).toString()}`,
      );
      const [head = [], ...lines]: string[][] = parse(text, { bom: true });
      // Files have a column more where a page has tags.
      const places = headings.map((heading) => head.indexOf(heading));
      expect({ id, lines: lines.map((line) => places.map((place) => line[place])) }).toEqual({
        id,
        lines: rows.map((row) => row.map(asInFile)),
      });
    }
  });

  test('as it was known earlier differs from now, and is as the API tells it', async () => {
    const { rows } = (await service.auditor.report('transactions', { pooledFundId, limit: 60 })).body;
    const query = { asAt: today, asKnownAt: rows.at(-1).recordedAt as string };
    const shown = await page(`${FUND}/${thisYear}?${new URLSearchParams(query).toString()}`);
    const { cash } = await statementOf(thisYear, query);
    expect(tableOn(shown, 'cash').rows.at(-1)![1]).toBe(asShown(cash.balancePence));
    const now = await statementOf(thisYear, { asAt: today });
    expect(cash).not.toEqual(now.cash);
  });

  test('leads to its entries at the same moment, to its other years, and to why it changed', async () => {
    const { text } = await page(`${FUND}/${thisYear}`);
    expect(text).toContain(`href="${FUND}/${lastYear}"`);
    expect(text).toMatch(
      new RegExp(
        `href="/transactions\\?pooledFundId=${pooledFundId}&amp;financialYear=${thisYear}&amp;asAt=${today}&amp;asKnownAt=`,
      ),
    );
    expect(text).toContain(
      `href="/changes?report=fund-statement&amp;pooledFundId=${pooledFundId}&amp;financialYear=${thisYear}`,
    );
    expect(text).toContain('<svg');
  });

  test('says what is wrong with a day, and shows the statement all the same', async () => {
    const answer = await treasurer.get(`${FUND}/${thisYear}?asAt-day=31&asAt-month=2&asAt-year=2026`);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('There is a problem');
    expect(tableOn(answer, 'cash').rows).toHaveLength(7);
    const sent = await treasurer.getOnce(
      `${FUND}/${thisYear}?asAt-day=1&asAt-month=4&asAt-year=${thisYear.slice(0, 4)}`,
    );
    expect(sent).toMatchObject({
      status: 303,
      headers: { location: `${FUND}/${thisYear}?asAt=${thisYear.slice(0, 4)}-04-01` },
    });
  });
});

describe('the page of a fund', () => {
  test('tells who has signed and who has not, its powers, schemes, agreements and years', async () => {
    const shown = await page(FUND);
    const { body } = await service.auditor.get(`/api/v1/pooled-funds/${pooledFundId}`);
    expect(tableOn(shown, 'partners').rows.map(([name]) => name)).toEqual(
      body.partners.map(({ agencyName }: { agencyName: string }) => agencyName),
    );
    const unsigned = body.partners.filter(({ signedOn }: { signedOn: string | null }) => signedOn === null);
    expect(unsigned).toHaveLength(1);
    expect(shown.text.match(/>not signed</g)).toHaveLength(1);
    expect(shown.text).toMatch(/Agreement not signed: money has moved since \d{1,2} [A-Z][a-z]+ \d{4}, \d+ days/);
    expect(tableOn(shown, 'years').rows.map(([year]) => year)).toEqual([thisYear, lastYear]);
    expect(tableOn(shown, 'schemes').rows).toHaveLength(body.schemes.length);
    expect(tableOn(shown, 'delegations').rows).toHaveLength(body.delegations.length);
    const agreements = (await service.auditor.get('/api/v1/agreements', { pooledFundId })).body.rows;
    expect(tableOn(shown, 'agreements').rows.map(([title]) => title)).toEqual(
      agreements.map(({ title }: { title: string }) => title),
    );
    expect(shown.text).toContain('Section 75 of the NHS Act 2006');
  });
});

describe('the list of funds', () => {
  test('is narrowed by a name and by an agency, and says when nothing is left', async () => {
    const namesOn = async (query: string): Promise<(string | undefined)[]> =>
      tableOn(await page(`/funds${query}`), 'funds').rows.map(([name]) => name);
    const all = await namesOn('');
    expect(all).toHaveLength(1);
    expect(await namesOn('?name=BOROUGH')).toEqual(all);
    expect(await namesOn(`?agencyId=${example.policeId}`)).toEqual(all);
    expect(await namesOn('?name=nothing+like+it')).toEqual([]);
    const { text } = await page('/funds?name=%3Cscript%3E');
    expect(text).toContain('value="&lt;script&gt;"');
    expect(text).not.toContain('"<script>');
    expect((await page('/funds')).text).toContain(`href="${FUND}/${thisYear}"`);
  });

  test('holds no fund that somebody does not see whole, and its pages look as if there were none', async () => {
    expect(tableOn(await page('/funds', reviewer), 'funds').rows).toEqual([]);
    for (const path of ['', `/${thisYear}`]) {
      const outside = await reviewer.get(`${FUND}${path}`);
      const unknown = await reviewer.get(`/funds/no-such-fund${path}`);
      expect([outside.status, unknown.status]).toEqual([404, 404]);
      const withoutIds = ({ text }: Answer) => text.replaceAll(pooledFundId, 'ID').replaceAll('no-such-fund', 'ID');
      const plain = (answer: Answer) => withoutIds(answer).replace(/name="_csrf" value="[^"]*"/g, '');
      expect(plain(outside)).toBe(plain(unknown));
    }
    expect((await treasurer.get(`${FUND}/${nextFinancialYear(thisYear)}`)).status).toBe(404);
    const notSignedIn = await service.visitor().getOnce(FUND);
    expect(notSignedIn.status).toBeGreaterThanOrEqual(300);
  });
});

/** What a page shows, as a file tells it: money in pounds, days in ISO form. */
function asInFile(text: string): string {
  const plain = text.replace('−', '-');
  if (/^-?£[\d,]+\.\d\d$/.test(plain)) return plain.replace(/[£,]/g, '');
  if (/^\d{1,2} [A-Z][a-z]+ \d{4}$/.test(plain)) return new Date(`${plain} UTC`).toISOString().slice(0, 10);
  return text;
}
