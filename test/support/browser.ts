import { chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, findChromium, NO_CHROMIUM } from '../../scripts/chromium.mjs';
import { watch } from './page-visit';

/** How a page is looked at. The two widths are a small phone's, which WCAG 1.4.10 asks for, and a desk's. */
export interface PageOptions {
  readonly width: 320 | 1280;
  readonly javaScript: boolean;
  /** What addresses that begin with a slash are at. */
  readonly baseUrl?: string;
}

/** A real browser without a screen. */
export interface TestBrowser {
  /** A page of a visitor who was never here before: no cookies, nothing cached. */
  page(options: PageOptions): Promise<Page>;
  close(): Promise<void>;
}

/** Starts Chromium, once for a spec file; a machine without one fails the test rather than skips it. */
export async function openBrowser(): Promise<TestBrowser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(NO_CHROMIUM);
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
  return {
    async page({ width, javaScript, baseUrl }) {
      const context = await browser.newContext({
        viewport: { width, height: 800 },
        javaScriptEnabled: javaScript,
        locale: 'en-GB',
        timezoneId: 'Europe/London',
        ...(baseUrl === undefined ? {} : { baseURL: baseUrl }),
      });
      const page = await context.newPage();
      // A test that waits in vain says where, before jest's own limit ends it without a word.
      page.setDefaultTimeout(10_000);
      watch(page, javaScript);
      return page;
    },
    close: () => browser.close(),
  };
}
