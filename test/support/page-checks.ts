import axe, { type RunOptions } from 'axe-core';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { type Page } from 'playwright-core';
import { type Visit, visitOf } from './page-visit';

/** What a page may weigh without its fonts: 100 kB, as they cross the wire. */
export const PAGE_BYTES_MAX = 100_000;

/** Fails unless the page that is shown is accessible, valid, quiet, light and made the GOV.UK way; names each fault. */
export async function expectSoundPage(page: Page): Promise<void> {
  expect({ page: page.url(), faults: await faultsOf(page) }).toEqual({ page: page.url(), faults: [] });
}

/** Everything that is wrong with the page that is shown, a line each, for people to read. */
export async function faultsOf(page: Page): Promise<string[]> {
  const visit = visitOf(page);
  await page.waitForLoadState('load');
  return [
    ...(await heavyLoad(visit)),
    ...(await invalidHtml(visit)),
    ...(await wrongHeadings(page)),
    ...(await wrongStart(page)),
    ...(await overflow(page)),
    ...(await cutCaptions(page)),
    ...(await unprotectedForms(page)),
    ...(await unlabelledFields(page)),
    // Axe waits by timers, which never come where scripts are off.
    ...(visit.javaScript ? await inaccessible(page) : []),
    ...visit.takeTroubles(),
  ];
}

const accessibility: RunOptions = {
  runOnly: {
    type: 'tag',
    values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  },
  // Off by default, although WCAG 2.2 AA asks for it (2.5.8).
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
};

async function inaccessible(page: Page): Promise<string[]> {
  // A script tag would be stopped by the content policy; what the debugger evaluates is not.
  await page.evaluate(axe.source);
  const { violations } = await page
    .locator('html')
    .evaluate((root, options) => root.ownerDocument.defaultView.axe.run(root.ownerDocument, options), accessibility);
  return (violations as axe.AxeResults['violations']).flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `axe ${id}: ${help}: ${html} ${oneLine(failureSummary ?? '')}`),
  );
}

const validator = new HtmlValidate(
  new StaticConfigLoader({
    root: true,
    extends: ['html-validate:recommended', 'html-validate:standard'],
    rules: {
      // Not of the standard: templates leave blanks at the ends of lines.
      'no-trailing-whitespace': 'off',
      // Advice to search engines: a title begins with its heading, which may name a fund in full.
      'long-title': 'off',
      // GOV.UK's date input puts role="group" on its fieldset, for screen readers that need it.
      'no-redundant-role': 'off',
      // GOV.UK's banners are a div with role="region"; a link that looks like a button has role="button".
      'prefer-native-element': ['error', { exclude: ['region', 'button'] }],
      // Checkboxes of one question share a name, as radios do.
      'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'submit'] }],
    },
  }),
);

async function invalidHtml(visit: Visit): Promise<string[]> {
  const { results } = await validator.validateString(await visit.html());
  return results
    .flatMap(({ messages }) => messages)
    .map(({ ruleId, message, line, selector }) => `html ${ruleId}: ${message}, line ${line} ${selector ?? ''}`.trim());
}

async function heavyLoad(visit: Visit): Promise<string[]> {
  const transfers = await visit.transfers();
  const bytes = transfers.reduce((sum, transfer) => sum + transfer.bytes, 0);
  if (bytes < PAGE_BYTES_MAX) return [];
  const list = transfers.map((transfer) => `${transfer.url} ${transfer.bytes}`).join(', ');
  return [`weight: ${bytes} bytes without fonts, which must be under ${PAGE_BYTES_MAX}: ${list}`];
}

async function wrongHeadings(page: Page): Promise<string[]> {
  const headings = (await page.locator('h1').allTextContents()).map(oneLine);
  const [heading = ''] = headings;
  if (headings.length !== 1 || heading === '')
    return [`heading: one h1 with words is needed, here are ${JSON.stringify(headings)}`];
  const title = oneLine(await page.title());
  const hasErrors = (await page.locator('.govuk-error-summary').count()) > 0;
  const start = `${hasErrors ? 'Error: ' : ''}${heading}`;
  const isWell = title.startsWith(start) && / - \S/.test(title.slice(start.length));
  return isWell ? [] : [`title: "${title}" should be "${start} - " and the service's name`];
}

/** Where a person with a screen reader or a keyboard begins. */
async function wrongStart(page: Page): Promise<string[]> {
  const faults: string[] = [];
  if (!(await page.locator('html').getAttribute('lang'))) faults.push('lang: the page does not say its language');
  const first = page.locator(FOCUSABLE).first();
  const firstIs = (await first.count())
    ? await first.evaluate((element) => ({
        html: element.outerHTML as string,
        isSkipLink: element.matches('a.govuk-skip-link[href^="#"]') as boolean,
        leadsSomewhere: Boolean(element.hash && element.ownerDocument.getElementById(element.hash.slice(1))),
      }))
    : { html: 'nothing', isSkipLink: false, leadsSomewhere: false };
  if (!firstIs.isSkipLink) faults.push(`skip link: it should be the first thing in focus, which is ${firstIs.html}`);
  else if (!firstIs.leadsSomewhere) faults.push(`skip link: there is nothing where it leads, ${firstIs.html}`);
  return faults;
}

const FOCUSABLE = ['a[href]', 'button', 'input:not([type=hidden])', 'select', 'textarea', 'summary', '[tabindex]']
  .map((selector) => `body ${selector}:not([tabindex="-1"])`)
  .join(', ');

/** A person who magnifies must not have to scroll both ways (WCAG 1.4.10); what scrolls by itself, a table say, may. */
async function overflow(page: Page): Promise<string[]> {
  const { widthPx, contentPx, widest } = await page.locator('html').evaluate((root) => {
    const width = root.clientWidth as number;
    const scrolls = (element: typeof root): boolean =>
      element !== root &&
      element !== root.ownerDocument.body &&
      (root.ownerDocument.defaultView.getComputedStyle(element).overflowX !== 'visible' ||
        scrolls(element.parentElement));
    const outside = [...root.querySelectorAll('body *')].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      // A long word sticks out of its box, so the box alone does not tell.
      return Math.max(right, left + element.scrollWidth) > width && !scrolls(element);
    });
    return {
      widthPx: width,
      contentPx: root.ownerDocument.scrollingElement.scrollWidth as number,
      widest: outside.slice(-3).map((element) => element.cloneNode(false).outerHTML as string),
    };
  });
  if (contentPx <= widthPx) return [];
  return [`overflow: the content is ${contentPx} px wide on ${widthPx} px: ${widest.join(' ')}`];
}

/** What a table is called is read before anybody scrolls it: it must not scroll out of sight with the table. */
async function cutCaptions(page: Page): Promise<string[]> {
  const cut = await page.locator('html').evaluate((root) =>
    [...root.querySelectorAll('caption')]
      .filter((caption) => {
        const text = root.ownerDocument.createRange();
        text.selectNodeContents(caption);
        return text.getBoundingClientRect().right > root.clientWidth;
      })
      .map((caption) => caption.textContent as string),
  );
  return cut.map((caption) => `caption: it is cut off, and shown by scrolling only: ${oneLine(caption)}`);
}

/** Forms of the development provider stand at an address that nobody can guess, bound to the browser by its cookie. */
const GUARDED_BY_ADDRESS = /^\/development-sign-in\/choose\/[\w-]{20,}$/;

async function unprotectedForms(page: Page): Promise<string[]> {
  const forms = await page.locator('form').evaluateAll((elements) =>
    elements.map((form) => ({
      action: form.getAttribute('action') as string | null,
      isUnprotected: form.method === 'post' && !form.querySelector('input[type=hidden][name=_csrf]')?.value,
    })),
  );
  return forms
    .filter(({ action, isUnprotected }) => isUnprotected && !GUARDED_BY_ADDRESS.test(action ?? ''))
    .map(({ action }) => `form: the POST form to ${action ?? 'its own address'} has no field _csrf with a token`);
}

async function unlabelledFields(page: Page): Promise<string[]> {
  const fields = 'input:not([type=hidden], [type=submit], [type=button], [type=reset]), select, textarea';
  const unlabelled = await page.locator(fields).evaluateAll((elements) =>
    elements
      .filter((field) => {
        const document = field.ownerDocument;
        const ids = (field.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean) as string[];
        const labels = [...field.labels, ...ids.map((id) => document.getElementById(id))];
        const words = [field.getAttribute('aria-label'), ...labels.map((label) => label?.textContent)];
        return !words.some((text) => text?.trim());
      })
      .map((field) => field.outerHTML as string),
  );
  return unlabelled.map((html) => `label: a field has none: ${html}`);
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
