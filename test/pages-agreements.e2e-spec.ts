import { CommandBus } from '@nestjs/cqrs';
import { type Terms } from '@app/domain';
import { type AgreementRow, type BenefitShareStatement } from '@app/read-models';
import { todayInLondon } from '@app/runtime';
import { parse } from 'csv-parse/sync';
import { count, money, percentage } from '../apps/ledger/src/pages/tables/format';
import { example } from '../apps/ledger/src/sample/sample-people';
import { sampleLoader, SampleRecorder } from '../apps/ledger/src/sample/sample-recorder';
import { exampleDays } from '../apps/ledger/src/sample/worked-example/example-days';
import { agreedTerms, investmentTerms } from '../apps/ledger/src/sample/worked-example/investment-terms';
import { openBrowser, type TestBrowser } from './support/browser';
import { follow, tabTo } from './support/keyboard';
import { untilCaughtUp } from './support/ledger-of-its-own';
import { startSampleService } from './support/sample-service';
import { type Answer } from './support/test-service';
import { type Visitor } from './support/visitor';

type SampleService = Awaited<ReturnType<typeof startSampleService>>;

const days = exampleDays(todayInLondon());
const AGREEMENT = '/agreements/example-investment';
const STATEMENT = `${AGREEMENT}/periods/${days.lastYear}`;
const DISPUTE = `${AGREEMENT}/disputes/example-dispute-1`;
/** Every page of the worked example's agreement. */
const pagesOfAgreement = [
  AGREEMENT,
  `${AGREEMENT}/terms/1`,
  `${AGREEMENT}/terms/2`,
  `${AGREEMENT}/compare?from=1&to=2`,
  STATEMENT,
  `${AGREEMENT}/periods/${days.thisYear}`,
  DISPUTE,
];
const SCRIPT = '<script>alert("x")</script>';

let service: SampleService;
let treasurer: Visitor;

beforeAll(async () => {
  service = await startSampleService();
  await recordScripts();
  await untilCaughtUp(service.ledger);
  treasurer = await service.signIn('sample-treasurer');
}, 180_000);
afterAll(() => service.close());

/** An agreement, a party and a dispute whose every text holds a script. */
async function recordScripts(): Promise<void> {
  const { app, ledger } = service;
  const recorder = new SampleRecorder(app.get(CommandBus), ledger.store, todayInLondon());
  const said = { by: sampleLoader, on: days.soFar(0.9), authorityRef: `Minute ${SCRIPT}` };
  await recorder.agency('script-agency', said, {
    type: 'RegisterAgency',
    agencyId: 'script-agency',
    legalName: `Agency ${SCRIPT}`,
    kind: 'COUNCIL',
    tier: 'LOCAL',
  });
  const plain = JSON.stringify(investmentTerms(days, agreedTerms)).replaceAll(example.policeId, 'script-agency');
  const terms = { ...(JSON.parse(plain) as Terms), title: `Title ${SCRIPT}`, description: `About ${SCRIPT}` };
  const agreementId = 'script-agreement';
  await recorder.agreement('script:draft', said, {
    type: 'DraftBenefitSharingAgreement',
    agreementId,
    placeId: example.placeId,
    pooledFundId: example.pooledFundId,
    terms,
  });
  await recorder.agreement('script:vary', said, {
    type: 'DraftTerms',
    agreementId,
    terms: { ...terms, legalBasis: `Law ${SCRIPT}` },
    reason: `Reason ${SCRIPT}`,
  });
  await recorder.agreement('script:dispute', said, {
    type: 'RaiseDispute',
    agreementId: 'example-investment',
    disputeId: 'script-dispute',
    testPeriodId: days.lastYear,
    agencyId: example.departmentId,
    amountPence: 1_00,
    positions: [
      { agencyId: example.departmentId, sharePence: 1_00, statement: `Position ${SCRIPT}` },
      { agencyId: example.councilId, sharePence: 2_00, statement: `Another ${SCRIPT}` },
    ],
  });
}

const page = async (path: string, visitor = treasurer): Promise<Answer> => {
  const answer = await visitor.get(path);
  expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  return answer;
};

const textOf = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();

/** The rows of a table of a page, as people read them. */
function rowsOf({ text }: Answer, id: string): string[][] {
  const section = text.split(`<section class="purse-table" id="${id}"`)[1]!.split('</section>')[0]!;
  const body = section.split('<tbody')[1]!.split('</tbody>')[0]!;
  return [...body.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) => textOf(cell!)),
  );
}

const hrefsIn = (text: string): string[] =>
  [...text.matchAll(/href="([^"]+)"/g)].map(([, href]) => href!.replaceAll('&amp;', '&'));

async function statement(): Promise<BenefitShareStatement> {
  const { body } = await service.auditor.get(`/api/v1/agreements/example-investment/statements/${days.lastYear}`);
  return body as BenefitShareStatement;
}

describe('the list of agreements', () => {
  test('tells of each how it stands and who has not signed, as the API does', async () => {
    const rows = rowsOf(await page('/agreements'), 'agreements');
    const { body } = await service.auditor.get('/api/v1/agreements');
    const told = body.rows as AgreementRow[];
    expect(rows.map(([title]) => title!.replace(/&lt;|&gt;/g, ''))).toEqual(
      told.map(({ title }) => title.replace(/[<>]/g, '')),
    );
    const investment = rows.find(([title]) => title!.startsWith('Investment in families'))!;
    expect(investment[2]).toBe('In force');
    expect(investment[5]).toBe('1');
    expect(investment[6]).toMatch(/^Version 2: .*Police.* and NHS Example Integrated Care Board/);
    expect(rows.find(([title]) => title!.startsWith('Families turned around'))![6]).toBe('Every party has signed');
  });

  test('is narrowed by place, party and fund', async () => {
    const titles = async (query: string) =>
      rowsOf(await page(`/agreements?${query}`), 'agreements').map(([title]) => title);
    expect(await titles('placeId=greater-manchester')).toEqual([expect.stringMatching(/^Local Justice/)]);
    expect(await titles('agencyId=example-police')).toEqual([expect.stringMatching(/^Investment/)]);
    expect(await titles(`pooledFundId=${example.pooledFundId}`)).toEqual([
      expect.stringMatching(/^Investment/),
      expect.stringMatching(/^Title/),
    ]);
    expect((await page('/agreements?agencyId=dluhc')).text).toContain('There is no agreement within what is shown');
  });
});

describe('an agreement', () => {
  test('says who has signed and who has not: all four version 1, two of four version 2', async () => {
    const answer = await page(AGREEMENT);
    const signatures = rowsOf(answer, 'signatures').map(([party, version, , , signedOn]) => ({
      party: party!.split(' (')[0],
      version,
      signed: signedOn !== 'Not signed',
    }));
    const of = (version: string) => signatures.filter((each) => each.version === version);
    expect(of('1').map(({ signed }) => signed)).toEqual([true, true, true, true]);
    expect(
      of('2')
        .filter(({ signed }) => !signed)
        .map(({ party }) => party),
    ).toEqual(['Example Police', 'NHS Example Integrated Care Board']);
    const list = textOf(answer.text.split('id="unsigned">')[1]!.split('</ul>')[0]!);
    expect(list).toMatch(
      /^Example Police \(worked example\) has not signed, and has not approved it NHS Example.* but approved it on/,
    );
  });

  test('offers to sign only to whoever may sign for a party that has not', async () => {
    const link = '/record/signature/new?agreementId=example-investment';
    expect(hrefsIn((await page(AGREEMENT, await service.signIn('sample-nhs-approver'))).text)).toContain(link);
    for (const actorId of ['sample-treasurer', 'sample-auditor', 'sample-approver']) {
      expect(hrefsIn((await page(AGREEMENT, await service.signIn(actorId))).text)).not.toContain(link);
    }
  });

  test('tells what is due as the API does, and leads to the statement, the terms, the fund and the simulation', async () => {
    const answer = await page(AGREEMENT);
    const { body } = await service.auditor.get('/api/v1/agreements/example-investment');
    expect(
      rowsOf(answer, 'dues')
        .slice(0, -1)
        .map((row) => row.slice(5, 9)),
    ).toEqual(
      body.dues.map((due: Record<string, number>) =>
        ['amountPence', 'paidPence', 'outstandingPence', 'inDisputePence'].map((column) => money(due[column]!)),
      ),
    );
    expect(rowsOf(answer, 'test-periods').map((row) => row[3])).toEqual(['Approved', 'Not calculated']);
    expect(rowsOf(answer, 'test-periods')[1]!.slice(4, 8)).toEqual(Array(4).fill('not known'));
    expect(hrefsIn(answer.text)).toEqual(
      expect.arrayContaining([
        STATEMENT,
        DISPUTE,
        `${AGREEMENT}/terms/1`,
        `${AGREEMENT}/compare?from=1&to=2`,
        `${AGREEMENT}/simulate`,
        `/funds/${example.pooledFundId}`,
        '/transactions?agreementId=example-investment',
      ]),
    );
  });

  test('tells an earlier day, and keeps it in every link', async () => {
    const answer = await page(`${AGREEMENT}?asAt=${days.soFar(0.86)}`);
    expect(
      rowsOf(answer, 'signatures')
        .filter(([, version]) => version === '2')
        .map((row) => row[4]),
    ).toEqual(Array(4).fill('Not signed'));
    expect(hrefsIn(answer.text)).toContain(`${STATEMENT}?asAt=${days.soFar(0.86)}`);
    const wrong = await treasurer.get(`${AGREEMENT}?asAt=2024-13-01`);
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('As at must be a real date');
  });

  test('counts claims by what became of them', async () => {
    const rows = rowsOf(await page('/agreements/example-families-tariff'), 'claims');
    // Nine of one year are found right and one is rejected; three of it and one of the next wait.
    expect(rows.map(([what, , number]) => [what, number])).toEqual([
      ['Waiting to be checked', '4'],
      ['Found right', '9'],
      ['Rejected', '1'],
      ['Withdrawn', '0'],
    ]);
  });
});

const { councilId, icbId, policeId, departmentId } = example;
/** The identifier of a party of the worked example, by itself: a benefit may be called after one. */
const agencyIds = new RegExp(`(?<![a-z-])(?:${[councilId, icbId, policeId, departmentId].join('|')})(?![a-z-])`);

/** A sentence of the API as pages tell it: each body by its registered name. */
async function withNames(): Promise<(says: string) => string> {
  const rows = await service.sql('select agency_id as id, legal_name as name from reading.agency');
  const names = new Map(rows.map(({ id, name }) => [id as string, name as string]));
  return (says) => says.replace(/[a-z]+(?:-[a-z]+)+/g, (found) => names.get(found) ?? found);
}

describe('the terms of an agreement', () => {
  test('say every sentence of the API once, under headings, each body by its name', async () => {
    const { text } = await page(`${AGREEMENT}/terms/1`);
    const { body } = await service.auditor.get('/api/v1/agreements/example-investment/terms/1');
    const shown = textOf(text.split('<section class="agreement-terms"').slice(1).join(' '));
    const named = await withNames();
    for (const { says } of body.inWords) expect(shown).toContain(named(says));
    expect(body.inWords.some(({ says }: { says: string }) => says.startsWith(example.councilId))).toBe(true);
    expect(shown).toContain('Example Borough Council (worked example) invests');
    expect(shown).not.toMatch(agencyIds);
    expect((await treasurer.get(`${AGREEMENT}/terms/9`)).status).toBe(404);
  });

  test('stand side by side: what was added and changed is said in words, with who proposed it and why', async () => {
    const { text } = await page(`${AGREEMENT}/compare?from=1&to=2`);
    const shown = textOf(text);
    expect(shown).toContain('Added: 1. Removed: 0. Changed: 4.');
    expect(shown).toContain(
      'Changed: Returns on the investment: corrections Version 1 1. For optimism, 15% is taken off. Version 2 1. For optimism, 20% is taken off.',
    );
    expect(shown).toContain('Added: Test period Version 1 Says nothing of this. Version 2');
    expect(shown).toContain('Why: The investment board asks for more caution');
    expect(shown).toMatch(/Proposed on [^.]* recorded by sample-loader/);
    const back = textOf((await page(`${AGREEMENT}/compare?from=2&to=1`)).text);
    expect(back).toContain('Added: 0. Removed: 1. Changed: 4.');
    expect(textOf((await page(`${AGREEMENT}/compare?from=1&to=1`)).text)).toContain('does not differ from itself');
    expect((await treasurer.get(`${AGREEMENT}/compare?from=1&to=x`)).status).toBe(404);
  });
});

describe('the statement of a test period', () => {
  test('tells the figures of the API, and "to pay" with a minus sign', async () => {
    const told = await statement();
    const answer = await page(STATEMENT);
    expect(rowsOf(answer, 'shares')).toEqual(
      told.parties.map((party) => [
        party.partyName,
        ...[
          party.sharePence,
          party.heldPence,
          party.settlementPence,
          party.receivedToDatePence,
          party.paidToDatePence,
          party.outstandingPence,
          party.inDisputePence,
        ].map(money),
      ]),
    );
    expect(rowsOf(answer, 'clauses').at(-1)!.slice(2)).toEqual(
      (['distributablePence', 'sharesPence', 'reinvestedPence', 'retainedPence'] as const).map((column) =>
        money(told.calculation![column]),
      ),
    );
    expect(textOf(answer.text)).toContain('−£161,397.92');
    expect(answer.text).not.toContain('-£');
  });

  test('tells the working line by line, and each share leads to the line that made it', async () => {
    const { trace } = await statement();
    const { text } = await page(STATEMENT);
    const named = await withNames();
    for (const { lineNo, says } of trace) {
      const line = textOf(text.split(`<li id="line-${lineNo}">`)[1]!.split('</li>')[0]!);
      expect(line).toContain(named(says).replaceAll('-£', '−£'));
      expect(line).not.toMatch(agencyIds);
    }
    expect(trace.some(({ says }) => says.startsWith(`${example.councilId}:`))).toBe(true);
    const council = trace.find(({ rule, agencyId }) => rule === 'SETTLEMENT' && agencyId === example.councilId)!;
    expect(text).toContain(`href="${STATEMENT}#line-${council.lineNo}">£306,612.50</a>`);
    const csv = await treasurer.get(`${STATEMENT}?download=csv&table=trace`);
    expect(parse(csv.text, { bom: true })).toHaveLength(trace.length + 1);
  });

  test('says so when nothing is calculated', async () => {
    const { text } = await page(`${AGREEMENT}/periods/${days.thisYear}`);
    expect(text).toContain('The shares of this test period are not calculated yet');
    expect(text).toContain('Nothing has been calculated, so there is no working.');
    expect((await treasurer.get(`${AGREEMENT}/periods/1999-00`)).status).toBe(404);
  });

  test('tells what was measured, and what has not been', async () => {
    const answer = await page(`/agreements/example-families-tariff/periods/${days.lastYear}`);
    const { body } = await service.auditor.get(
      `/api/v1/agreements/example-families-tariff/statements/${days.lastYear}`,
    );
    const { metrics } = body as BenefitShareStatement;
    expect(rowsOf(answer, 'metrics').map((row) => row.slice(3))).toEqual(
      metrics.map(({ baseline, measured, changePct }) => [
        baseline === null ? 'not agreed yet' : count(baseline),
        measured === null ? 'not measured yet' : count(measured),
        percentage(changePct),
      ]),
    );
    expect(metrics.some(({ measured }) => measured === null)).toBe(true);
    expect(answer.text).toContain('Not approved yet: nothing is due because of it.');
  });
});

describe('what waits for approval', () => {
  test('says of shares who calculated them, as a post where one is known', async () => {
    const [row] = rowsOf(await page('/approvals'), 'shares-to-approve');
    expect(row).toContain('Pooled fund manager, Example Borough Council (sample-pooled-fund-manager)');
  });
});

describe('a dispute', () => {
  test('tells what is frozen, both positions, and how far it has gone', async () => {
    const answer = await page(DISPUTE);
    const shown = textOf(answer.text);
    expect(shown).toContain('disputes £1,000.00 of what it is to receive or to pay');
    expect(shown).toContain('Its share should be £5,556.25 . Less of what our wards saved is cash');
    expect(shown).toContain('Its share should be £3,556.25 . More of it is cash');
    expect(shown).toContain('Not settled yet. It is with the investment board, to be decided by');
    expect(rowsOf(answer, 'steps').map((row) => row[1])).toEqual(['The investment board', 'The chief executives']);
    expect(rowsOf(answer, 'recorded').map(([what]) => what)).toEqual([
      'The dispute was raised',
      'It went to the next step',
    ]);
    expect((await treasurer.get(`${AGREEMENT}/disputes/another`)).status).toBe(404);
  });
});

describe('who may see an agreement', () => {
  test('a party sees every page of it; to another agency there is none', async () => {
    const party = await service.signIn('sample-example-department-reviewer');
    const stranger = await service.signIn('sample-department-reviewer');
    for (const path of pagesOfAgreement) {
      await page(path, party);
      const answer = await stranger.get(path);
      expect({ path, status: answer.status }).toEqual({ path, status: 404 });
      expect(answer.text).not.toContain('families with complex needs');
    }
    expect((await page('/agreements', stranger)).text).not.toContain('families with complex needs');
    expect((await party.get('/agreements/local-justice-reinvestment')).status).toBe(404);
  });
});

describe('a script in a text', () => {
  test('is shown as text on every page of an agreement', async () => {
    const of = '/agreements/script-agreement';
    for (const path of [
      '/agreements',
      of,
      `${of}/terms/1`,
      `${of}/compare?from=1&to=2`,
      `${AGREEMENT}/disputes/script-dispute`,
    ]) {
      const { text } = await page(path);
      expect(text).not.toContain('<script>alert');
      expect({ path, escaped: text.includes('&lt;script&gt;alert') }).toEqual({ path, escaped: true });
    }
  });
});

describe('in a browser', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  test('the line that made a share is found by keyboard alone', async () => {
    const shown = await browser.page({ width: 1280, javaScript: false, baseUrl: service.url });
    await shown.goto('/');
    await shown.getByRole('button', { name: 'Treasurer, Example Borough Council' }).click();
    await shown.goto('/agreements');
    await follow(shown, 'Investment in families with complex needs (worked example)');
    await follow(shown, days.lastYear);
    await tabTo(shown, '£306,612.50');
    await shown.keyboard.press('Enter');
    await shown.waitForURL(/#line-/);
    expect(new URL(shown.url()).hash).toMatch(/^#line-\d+$/);
    expect(await shown.locator(':target').textContent()).toContain('£306,612.50');
  }, 120_000);
});
