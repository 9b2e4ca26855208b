import { type Page } from 'playwright-core';
import { financialYearOf } from '@app/domain';
import { todayInLondon } from '@app/runtime';
import { exampleDays } from '../apps/ledger/src/sample/worked-example/example-days';
import { openBrowser, type TestBrowser } from './support/browser';
import { faultsOf } from './support/page-checks';
import { startSampleService } from './support/sample-service';

const FUND = 'example-borough-pooled-fund';
const YEAR = financialYearOf(todayInLondon());
const { lastYear, thisYear } = exampleDays(todayInLondon());
const AGREEMENT = '/agreements/example-investment';
const SIMULATION = '/agreements/local-justice-reinvestment/simulate?version=1&testPeriodId=test-year-1';

/** Addresses that ask for what cannot be: the page says what is wrong, and is as sound as others. */
const wrong = [`${AGREEMENT}?asAt=2024-13-01`, `${SIMULATION}&change_adult-cost-of-demand=much&step=0`];

/** Every page that shows something of the sample, and the post that it is shown to. */
const pages: readonly (readonly [post: string, addresses: readonly string[]])[] = [
  [
    'Treasurer, Example Borough Council',
    [
      '/?by=line',
      '/?placeId=greater-manchester&by=fund&who-gained-page=2',
      '/funds',
      `/funds/${FUND}`,
      `/funds/${FUND}/${YEAR}`,
      '/transactions',
      '/agencies/example-borough-council',
      '/agencies/department-of-health',
      `/entries/${FUND}/${YEAR}/3`,
      '/changes?report=who-paid-in&knownFrom=2020-01-01',
      '/agreements',
      AGREEMENT,
      `${AGREEMENT}/terms/1`,
      `${AGREEMENT}/compare?from=1&to=2`,
      `${AGREEMENT}/periods/${lastYear}`,
      `${AGREEMENT}/periods/${thisYear}`,
      `${AGREEMENT}/disputes/example-dispute-1`,
      `${AGREEMENT}/simulate`,
      '/agreements/example-families-tariff',
      `${SIMULATION}&baseline_adult-cost-of-demand=8,000,000&change_adult-cost-of-demand=11`,
      ...wrong,
      '/record',
      '/record/contribution/new',
      '/record/withdrawal/new',
      '/imports',
      '/imports/new',
      '/access/me',
      '/help',
      '/sign-out',
    ],
  ],
  ['Head of finance, Example Borough Council', ['/approvals', '/record/decision/new']],
  ['Section 151 officer, Example Borough Council', ['/access']],
  ['Reviewer, Department of Example', ['/agencies/example-department/agreements', '/agencies/example-department', '/']],
];

describe('every page', () => {
  let service: Awaited<ReturnType<typeof startSampleService>>;
  let browser: TestBrowser;

  beforeAll(async () => {
    service = await startSampleService();
    browser = await openBrowser();
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await service.close();
  });

  const signIn = async (page: Page, post: string): Promise<void> => {
    await page.goto('/sign-in');
    await page.getByRole('button', { name: post, exact: true }).click();
    await page.waitForURL((url) => url.pathname === '/');
  };

  describe.each(pages)('for the post %s', (post, addresses) => {
    test.each([
      [320, true],
      [1280, true],
      [320, false],
    ] as const)(
      'is sound %i pixels wide, its scripts on: %s',
      async (width, javaScript) => {
        const page = await browser.page({ width, javaScript, baseUrl: service.url });
        await signIn(page, post);
        // All faults of all pages are told at once, since a run of this file takes minutes.
        const faults: Record<string, readonly string[]> = {};
        for (const address of addresses) {
          const response = await page.goto(address);
          const status = wrong.includes(address) ? 400 : 200;
          expect({ address, status: response?.status() }).toEqual({ address, status });
          const found = await faultsOf(page);
          if (found.length > 0) faults[address] = found;
        }
        expect(faults).toEqual({});
        await page.context().close();
      },
      400_000,
    );
  });
});
