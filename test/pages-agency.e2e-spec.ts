import { type ContributionAgeingRow, type WhoGained, type WhoPaidInRow } from '@app/read-models';
import { todayInLondon } from '@app/runtime';
import { parse } from 'csv-parse/sync';
import { money } from '../apps/ledger/src/pages/tables/format';
import { example } from '../apps/ledger/src/sample/sample-people';
import { exampleDays } from '../apps/ledger/src/sample/worked-example/example-days';
import { exampleStream } from '../apps/ledger/src/sample/worked-example/place-and-fund';
import { untilCaughtUp } from './support/ledger-of-its-own';
import { startSampleService } from './support/sample-service';
import { asked } from './support/test-service';
import { type Visitor } from './support/visitor';

const COUNCIL = `/agencies/${example.councilId}`;
const FUND = `/funds/${example.pooledFundId}`;
const AGREEMENT = '/agreements/example-investment';
const days = exampleDays(todayInLondon());

let service: Awaited<ReturnType<typeof startSampleService>>;
let treasurer: Visitor;

beforeAll(async () => {
  service = await startSampleService();
  const body = { kind: 'PRIMARY_CARE_TRUST', tier: 'LOCAL', legalName: 'Example <Primary> Care Trust' };
  await service.manager.record('/api/v1/agencies', asked('2005-04-01', { ...body, agencyId: 'example-trust' }));
  const successor = { successorAgencyIds: [example.icbId], reason: 'Health and Social Care Act 2012' };
  await service.manager.record('/api/v1/agencies/example-trust/succession', asked('2013-04-01', successor));
  const undated = {
    ...{ contributionId: 'undated', partnerId: example.icbId, fundingStreamId: exampleStream.own },
    ...{ amountPence: 1_234_56, mode: 'CASH_TRANSFER', recurrence: 'RECURRENT' },
  };
  const year = `/api/v1${FUND.replace('/funds', '/pooled-funds')}/years/${days.thisYear}`;
  await service.manager.record(`${year}/contributions`, asked(days.soFar(0.6), undated));
  await untilCaughtUp(service.ledger);
  treasurer = await service.signIn('sample-treasurer');
}, 180_000);
afterAll(() => service.close());

const page = async (path: string, visitor = treasurer): Promise<string> => {
  const answer = await visitor.get(path);
  expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  return answer.text;
};

const plain = (text: string): string =>
  text
    .replace(/<strong class="govuk-tag[^>]*>[^<]*<\/strong>/g, '')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();

/** The rows of a table of a page without its headings, each cell as it stands in the page. */
function cellsOf(html: string, id: string): readonly (readonly string[])[] {
  const section = html.split(`<section class="purse-table" id="${id}">`)[1]!.split('</section>')[0]!;
  const rows = [...section.matchAll(/<tr[^>]*>([^]*?)<\/tr>/g)].slice(1);
  return rows.map(([, row]) => [...row!.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell]) => cell!));
}
const rowsOf = (html: string, id: string): readonly (readonly string[])[] =>
  cellsOf(html, id).map((row) => row.map(plain));
const hrefIn = (cell: string): string => /href="([^"]+)"/.exec(cell)![1]!.replaceAll('&amp;', '&');
const hrefOf = (html: string, words: string): string =>
  hrefIn([...html.matchAll(/<a [^>]*>[^<]*<\/a>/g)].find(([link]) => plain(link) === words)![0]);

/** Sums figures of rows by fund and year, in the order of the report. */
function byFundAndYear<Row extends { readonly pooledFundName: string; readonly financialYear: string }>(
  rows: readonly Row[],
  ...figures: ((row: Row) => number)[]
): readonly (readonly string[])[] {
  const sums = new Map<string, { readonly row: Row; readonly pence: number[] }>();
  for (const row of rows) {
    const key = `${row.pooledFundName} ${row.financialYear}`;
    const { pence } = sums.get(key) ?? sums.set(key, { row, pence: figures.map(() => 0) }).get(key)!;
    figures.forEach((figure, place) => (pence[place]! += figure(row)));
  }
  return [...sums.values()].map(({ row, pence }) => [row.pooledFundName, row.financialYear, ...pence.map(money)]);
}

describe('the page of an agency', () => {
  test('says who it is, what came before it and what after', async () => {
    const board = await page(`/agencies/${example.icbId}`);
    expect(board).toContain('Integrated care board');
    expect(board).toMatch(/Came after[^]*?href="\/agencies\/example-trust">Example &lt;Primary&gt; Care Trust<\/a>/);
    expect(board).toContain('which ended on 1 April 2013');
    const trust = await page('/agencies/example-trust');
    expect(trust).toMatch(/It ended on 1 April 2013[^]*?href="\/agencies\/example-integrated-care-board"/);
    expect(trust).toContain('Primary care trust');
    expect(trust).not.toContain('Other names');
    const names = await page('/agencies/trafford-council');
    expect(names).toMatch(/Other names in published files[^]*?<li>/);
  });

  test.each([
    ['now', ''],
    ['on an earlier day', `?asAt=${days.soFar(0.5)}`],
  ])('tells what it paid in and gained by fund and year, as the API does: %s', async (_, times) => {
    const html = await page(`${COUNCIL}${times}`);
    const exact = hrefOf(html, 'Link to exactly this view');
    const { asAt, asKnownAt } = Object.fromEntries(new URL(exact, 'http://localhost').searchParams);
    const query = { agencyId: example.councilId, asAt, asKnownAt };
    const paidIn = (await service.auditor.report('who-paid-in', query)).body;
    const rows = paidIn.rows as readonly WhoPaidInRow[];
    const wanted = byFundAndYear(
      rows,
      (row) => row.pledgedPence,
      (row) => row.receivedPence,
      (row) => row.inKindPence,
      (row) => row.retainedPence + row.grantDirectPence,
      (row) => row.returnedPence,
    );
    expect(wanted.length).toBeGreaterThan(1);
    expect(rowsOf(html, 'who-paid-in').slice(0, -1)).toEqual(wanted);
    expect(html).toMatch(new RegExp(`${money(paidIn.totals.receivedPence)}</span> paid in by it`));
    const gained = (await service.auditor.report('who-gained', query)).body as WhoGained;
    expect(rowsOf(html, 'who-gained').slice(0, -1)).toEqual(
      byFundAndYear(
        gained.rows,
        (row) => row.paidPence,
        (row) => row.refundedPence,
        (row) => row.commissionedPence,
      ),
    );
    const [cell] = cellsOf(html, 'who-paid-in')[0]!;
    const { pooledFundId, financialYear } = rows[0]!;
    const narrowed = new URL(hrefIn(cell!), 'http://localhost');
    expect(Object.fromEntries(narrowed.searchParams)).toEqual({
      agencyId: example.councilId,
      ...(times === '' ? {} : { asAt }),
      ...{ pooledFundId, financialYear, by: 'line' },
    });
    const lines = rowsOf(await page(narrowed.pathname + narrowed.search), 'who-paid-in');
    expect(lines.slice(0, -1)).toHaveLength(
      rows.filter((row) => row.pooledFundId === pooledFundId && row.financialYear === financialYear).length,
    );
  });

  test('tells what is late of it, its funds and its agreements, each leading there', async () => {
    const { body } = await service.auditor.report('contribution-ageing', {});
    const late = (body.rows as readonly ContributionAgeingRow[]).filter(({ daysLate }) => (daysLate ?? 0) > 0);
    const [one] = late;
    const html = await page(`/agencies/${one!.agencyId}`);
    const own = late.filter(({ agencyId }) => agencyId === one!.agencyId);
    expect(rowsOf(html, 'late-contributions')).toHaveLength(own.length + 1);
    const [row] = rowsOf(html, 'late-contributions');
    expect(row!.slice(-2)).toEqual([String(one!.daysLate), money(one!.outstandingPence)]);
    const entries = await page(hrefIn(cellsOf(html, 'late-contributions')[0]![0]!));
    expect(entries).toContain(one!.agencyName);

    // A contribution that nobody set instalments for.
    expect(await page(`/agencies/${example.icbId}`)).toContain('Beside that, £1,234.56 has not come');
    expect(await page(COUNCIL)).not.toContain('Beside that');

    const council = await page(COUNCIL);
    expect(cellsOf(council, 'funds').map(([fund, , part]) => [hrefIn(fund!), part!.includes('Host')])).toContainEqual([
      FUND,
      true,
    ]);
    expect(rowsOf(council, 'agreements').map(([title]) => title)).not.toHaveLength(0);
    expect(hrefIn(cellsOf(council, 'agreements')[0]![0]!)).toMatch(/^\/agreements\//);
    expect(await page(hrefOf(council, 'Its agreements: what it put in, gained and is owed'))).toContain(
      'Agreements of Example Borough Council',
    );
    const csv = await treasurer.get(`${COUNCIL}?download=csv&table=who-paid-in`);
    const rows = parse<Record<string, string>>(csv.text, { columns: true, bom: true });
    expect(rows.map((each) => each['Fund'])).toEqual(rowsOf(council, 'who-paid-in').map(([fund]) => fund));
  });

  test('is led to from a fund, an agreement, an entry, the overview and its agreements', async () => {
    const [{ ref }] = await service.sql(
      `select pooled_fund_id || '/' || financial_year || '/' || entry_no as ref
         from reading.entry join reading.cell using (cell_id, pooled_fund_id, financial_year)
        where party = $1 limit 1`,
      [example.councilId],
    );
    for (const address of [
      FUND,
      AGREEMENT,
      `/entries/${ref}`,
      `/?agencyId=${example.councilId}`,
      `${COUNCIL}/agreements`,
    ]) {
      expect({ address, leads: (await page(address)).includes(`href="${COUNCIL}"`) }).toEqual({ address, leads: true });
    }
    const day = days.soFar(0.5);
    expect(await page(`${FUND}?asAt=${day}`)).toContain(`href="${COUNCIL}?asAt=${day}"`);
  });

  test('tells a reader only what is in sight, and looks absent when nothing is', async () => {
    const reviewer = await service.signIn('sample-department-reviewer');
    const [hidden, unknown] = [await reviewer.get(COUNCIL), await reviewer.get('/agencies/no-such-agency')];
    expect([hidden.status, unknown.status]).toEqual([404, 404]);
    const withoutTokens = (text: string): string => text.replace(/name="_csrf" value="[^"]*"/g, '');
    expect(withoutTokens(hidden.text).replaceAll(example.councilId, 'no-such-agency')).toBe(
      withoutTokens(unknown.text),
    );
    const own = await page('/agencies/department-of-health', reviewer);
    expect(rowsOf(own, 'who-paid-in')).toEqual(rowsOf(await page('/agencies/department-of-health'), 'who-paid-in'));
    // It is a party of the agreement, and sees nothing of the council's money in the fund.
    const party = await service.signIn('sample-example-department-reviewer');
    const seen = await page(COUNCIL, party);
    expect(seen).not.toContain(`href="${FUND}"`);
    expect(rowsOf(seen, 'agreements').length).toBeGreaterThan(0);
    expect(seen).toContain(
      'No contribution of it, and no payment to it or for it, is recorded in the part of the ledger that you may see.',
    );
    expect(seen).toContain('You see the whole of no fund that it hosts or is a partner of.');
    expect(seen).not.toMatch(/£0\.00<\/span>/);
    expect(await page(COUNCIL)).toMatch(/£[1-9][\d,.]*<\/span> paid in by it/);
    expect((await treasurer.get(`${COUNCIL}?asAt=2024-13-01`)).status).toBe(400);
  });
});
