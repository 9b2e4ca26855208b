// `npm run screenshots [-- name …]`: every page, or those named, as a picture in .data/screenshots, from the sample in a new ledger that is gone
// afterwards; the beginnings of those that the README shows, in docs/screenshots.
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, findChromium, NO_CHROMIUM } from './chromium.mjs';
import { build, root } from './setup.mjs';

const WIDE = 1280;
const NARROW = 320;

const TREASURER = 'Treasurer, Example Borough Council';
const MANAGER = 'Pooled fund manager, Example Borough Council';
const APPROVER = 'Head of finance, Example Borough Council';
const OFFICER = 'Section 151 officer, Example Borough Council';
const FUND = '/funds/example-borough-pooled-fund';
const AGREEMENT = '/agreements/example-investment';

/**
 * Name and address of each page, and the post that signs in for it: the button of the development sign-in; without one,
 * nobody is signed in. What `shows` names an element from which on the README shows the page.
 */
const pages = [
  { name: 'sign-in', address: '/sign-in' },
  { name: 'overview', address: '/', post: TREASURER, shows: 'h1' },
  { name: 'money-flow', address: '/', post: TREASURER, shows: '.chart' },
  { name: 'overview-of-an-agency', address: '/?agencyId=department-of-health', post: TREASURER },
  { name: 'funds', address: '/funds', post: TREASURER },
  { name: 'fund', address: FUND, post: TREASURER },
  { name: 'fund-statement', address: `${FUND}/${financialYear()}`, post: TREASURER, shows: 'h1' },
  { name: 'transactions', address: '/transactions', post: TREASURER },
  { name: 'entry', address: `/entries/example-borough-pooled-fund/${financialYear()}/2`, post: TREASURER },
  { name: 'changes', address: '/changes?report=who-paid-in', post: TREASURER },
  { name: 'agreements', address: '/agreements', post: TREASURER },
  { name: 'agreement', address: AGREEMENT, post: TREASURER },
  { name: 'terms', address: `${AGREEMENT}/terms/1`, post: TREASURER },
  { name: 'compare', address: `${AGREEMENT}/compare?from=1&to=2`, post: TREASURER },
  { name: 'simulate', address: '/agreements/local-justice-reinvestment/simulate', post: TREASURER },
  { name: 'agency', address: '/agencies/example-borough-council', post: TREASURER },
  { name: 'our-agreements', address: '/agencies/example-department/agreements', post: TREASURER },
  { name: 'record', address: '/record', post: TREASURER },
  { name: 'question', address: '/record/contribution/new', post: MANAGER },
  { name: 'approvals', address: '/approvals', post: APPROVER },
  { name: 'imports', address: '/imports', post: TREASURER },
  { name: 'access', address: '/access', post: OFFICER },
  { name: 'help', address: '/help', post: TREASURER },
  { name: 'not-found', address: '/no-such-page', post: TREASURER, status: 404 },
  { name: 'api', address: '/api/docs' },
];
/** What a reader of the README sees of a page: the height of a screen, and what stands above the element. */
const SHOWN_HEIGHT = 760;
const ABOVE = 60;

function financialYear() {
  const [year, month] = new Date().toISOString().split('-').map(Number);
  const from = month >= 4 ? year : year - 1;
  return `${from}-${String((from + 1) % 100).padStart(2, '0')}`;
}

const ALL = path.join(root, '.data', 'screenshots');
const BEST = path.join(root, 'docs', 'screenshots');

const executablePath = findChromium();
if (executablePath === undefined) {
  console.error(NO_CHROMIUM);
  process.exit(1);
}
build();

const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'common-purse-screenshots-'));
// PostgreSQL runs as another user when this is root, and must be able to enter.
chmodSync(dataFolder, 0o755);
const service = spawn(process.execPath, [path.join(root, 'dist/apps/ledger/src/main.js')], {
  env: { ...process.env, PORT: '0', HOST: '127.0.0.1', DATABASE_URL: '', COMMON_PURSE_DATA: dataFolder },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise((resolve) => service.on('exit', resolve));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => service.kill(signal));

try {
  const baseURL = await Promise.race([addressOf(service), ended.then(() => undefined)]);
  if (baseURL === undefined) throw new Error('The service ended before it was ready.');
  for (const folder of [ALL, BEST]) mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
  try {
    const wanted = process.argv.slice(2);
    const taken = pages.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
    for (const page of taken) for (const width of [WIDE, NARROW]) await take(browser, { ...page, baseURL, width });
  } finally {
    await browser.close();
  }
} finally {
  service.kill('SIGTERM');
  await ended;
  rmSync(dataFolder, { recursive: true, force: true });
}

async function take(browser, { baseURL, name, address, post, status = 200, shows, width }) {
  const context = await browser.newContext({
    baseURL,
    viewport: { width, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  const page = await context.newPage();
  if (post !== undefined) await signIn(page, post);
  const response = await page.goto(address, { waitUntil: 'networkidle' });
  if (response?.status() !== status) throw new Error(`${address} answered ${response?.status()}.`);
  await picture(page, path.join(ALL, `${name}-${width}.png`));
  if (shows !== undefined && width === WIDE) {
    const { x, y, height } = await page.locator(shows).first().boundingBox();
    const clip = {
      x: Math.max(0, x - 20),
      y: Math.max(0, y - ABOVE),
      width: 1000,
      height: Math.max(SHOWN_HEIGHT, height + 40),
    };
    await picture(page, path.join(BEST, `${name}.png`), clip);
  }
  await context.close();
}

async function picture(page, file, clip) {
  await page.screenshot({ path: file, fullPage: true, clip, animations: 'disabled' });
  console.log(path.relative(root, file));
}

/** The development provider lists a button for each post, such as "Treasurer, Example Borough Council". */
async function signIn(page, post) {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: post, exact: true }).click();
  await page.waitForURL((url) => !/^\/(development-)?sign-in/.test(url.pathname));
}

function addressOf(program) {
  return new Promise((resolve) => {
    let printed = '';
    program.stdout.on('data', (text) => {
      printed += text;
      const address = /Common Purse is at (\S+)/.exec(printed)?.[1];
      if (address) resolve(address);
    });
  });
}
