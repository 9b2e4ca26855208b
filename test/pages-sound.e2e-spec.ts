import { type Page } from 'playwright-core';
import { financialYearOf } from '@app/domain';
import { todayInLondon } from '@app/runtime';
import { openBrowser, type TestBrowser } from './support/browser';
import { expectSoundPage } from './support/page-checks';
import { startSampleService } from './support/sample-service';

const FUND = 'example-borough-pooled-fund';
const YEAR = financialYearOf(todayInLondon());
const AGREEMENT = '/agreements/example-investment';

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
      `/entries/${FUND}/${YEAR}/3`,
      '/changes?report=who-paid-in&knownFrom=2020-01-01',
      '/agreements',
      AGREEMENT,
      `${AGREEMENT}/terms/1`,
      `${AGREEMENT}/compare?from=1&to=2`,
      '/agreements/local-justice-reinvestment/simulate',
      '/record',
      '/record/contribution/new',
      '/record/withdrawal/new',
      '/imports',
      '/help',
      '/sign-out',
    ],
  ],
  ['Head of finance, Example Borough Council', ['/approvals', '/record/decision/new']],
  ['Section 151 officer, Example Borough Council', ['/access']],
  ['Reviewer, Department of Example', ['/agencies/example-department/agreements', '/']],
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
    test.each([320, 1280] as const)(
      'is sound %i pixels wide, its scripts on',
      async (width) => {
        const page = await browser.page({ width, javaScript: true, baseUrl: service.url });
        await signIn(page, post);
        for (const address of addresses) {
          const response = await page.goto(address);
          expect({ address, status: response?.status() }).toEqual({ address, status: 200 });
          await expectSoundPage(page);
        }
        await page.context().close();
      },
      400_000,
    );

    test('can be read with scripts off', async () => {
      const page = await browser.page({ width: 320, javaScript: false, baseUrl: service.url });
      await signIn(page, post);
      for (const address of addresses) {
        await page.goto(address);
        await expectSoundPage(page);
      }
      await page.context().close();
    }, 400_000);
  });
});
