// `npm run screenshots`: every page as a picture in docs/screenshots, from the sample in a new ledger that is gone afterwards.
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, findChromium, NO_CHROMIUM } from './chromium.mjs';
import { build, root } from './setup.mjs';

const WIDE = 1280;
const NARROW = 320;

/** `post` is the button of the development sign-in to press first; without one, nobody is signed in. */
const pages = [{ name: 'api', address: '/api/docs', post: undefined, widths: [WIDE, NARROW] }];

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
  const folder = path.join(root, 'docs', 'screenshots');
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
  try {
    for (const { name, address, post, widths } of pages) {
      for (const width of widths)
        await take(browser, { baseURL, address, post, width }, `${folder}/${name}-${width}.png`);
    }
  } finally {
    await browser.close();
  }
} finally {
  service.kill('SIGTERM');
  await ended;
  rmSync(dataFolder, { recursive: true, force: true });
}

async function take(browser, { baseURL, address, post, width }, file) {
  const context = await browser.newContext({
    baseURL,
    viewport: { width, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  const page = await context.newPage();
  if (post !== undefined) await signIn(page, post);
  const response = await page.goto(address, { waitUntil: 'networkidle' });
  if (!response?.ok()) throw new Error(`${address} answered ${response?.status()}.`);
  await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
  await context.close();
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
