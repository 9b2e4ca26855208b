import { once } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import { type AddressInfo } from 'node:net';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Environment, FileSystemLoader } from 'nunjucks';
import { type Page } from 'playwright-core';
import { openBrowser, type PageOptions, type TestBrowser } from './browser';
import { choose, follow, tabTo, typeInto } from './keyboard';
import { expectSoundPage, faultsOf } from './page-checks';

// The checks that every page is held to must themselves be seen to fail.

const govuk = path.join(path.dirname(require.resolve('govuk-frontend/package.json')), 'dist');
const templates = new Environment(new FileSystemLoader([govuk, path.join(__dirname, 'views')]), { autoescape: true });
const NONCE = 'bm9uY2U';
const POLICY = [
  `default-src 'none'; script-src 'self' 'nonce-${NONCE}'; style-src 'self'; img-src 'self'; font-src 'self'`,
  `connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
].join('; ');

/** A page with nothing wrong, to plant a fault in. */
const soundPage = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pay in - Common Purse</title>
<link rel="stylesheet" href="/page.css">
</head>
<body>
<a href="#main" class="govuk-skip-link">Skip to main content</a>
<main id="main" tabindex="-1">
<h1>Pay in</h1>
<p>Money in.</p>
<form method="post" action="/pay-in">
<input type="hidden" name="_csrf" value="token">
<p><label for="amount">Amount in pounds</label> <input type="text" id="amount" name="amount"></p>
<fieldset>
<legend>Paid by</legend>
<p><input type="radio" id="by-1" name="by" value="council"> <label for="by-1">Council</label></p>
<p><input type="radio" id="by-2" name="by" value="police"> <label for="by-2">Police</label></p>
</fieldset>
<p><input type="checkbox" id="late" name="late" value="yes"> <label for="late">Paid late</label></p>
<p><button type="submit">Continue</button></p>
</form>
</main>
</body>
</html>`;
const css = '*{box-sizing:border-box}.no-focus:focus{outline:none}';

type Served = Readonly<{ body: string | Buffer; type?: string; status?: number; encoding?: string }>;

describe('the checks of a page', () => {
  const served = new Map<string, Served>();
  const posted: string[] = [];
  let server: http.Server;
  let browser: TestBrowser;
  let baseUrl: string;

  beforeAll(async () => {
    const asset = (file: string, type: string): Served => ({
      body: gzipSync(fs.readFileSync(path.join(govuk, 'govuk', file))),
      type,
      encoding: 'gzip',
    });
    served.set('/page.css', { body: css, type: 'text/css' });
    served.set('/govuk.css', asset('govuk-frontend.min.css', 'text/css'));
    served.set('/govuk.js', asset('govuk-frontend.min.js', 'text/javascript'));
    served.set('/start.js', {
      body: `import { initAll } from '/govuk.js'; initAll();`,
      type: 'text/javascript',
    });
    server = http.createServer((request, response) => {
      const url = request.url ?? '/';
      const file = path.join(govuk, 'govuk', url);
      const answer =
        served.get(url) ??
        (url.startsWith('/assets/') && fs.existsSync(file)
          ? { body: fs.readFileSync(file), type: file.endsWith('.woff2') ? 'font/woff2' : 'application/octet-stream' }
          : { body: 'There is no such page.', type: 'text/plain', status: 404 });
      request.on('data', (text: Buffer) => posted.push(text.toString()));
      request.on('end', () => {
        response.writeHead(answer.status ?? 200, {
          'content-type': answer.type ?? 'text/html; charset=utf-8',
          'content-security-policy': POLICY,
          ...(answer.encoding ? { 'content-encoding': answer.encoding } : {}),
        });
        response.end(answer.body);
      });
      request.resume();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  const serve = async (html: string, options: PageOptions, status = 200) => {
    served.set('/pay-in', { body: html, status });
    const page = await browser.page({ baseUrl, ...options });
    await page.goto('/pay-in');
    return page;
  };
  const phone = { width: 320, javaScript: true } as const;
  const plain = { width: 320, javaScript: false } as const;

  describe('find nothing', () => {
    test.each([
      { width: 320, javaScript: true },
      { width: 320, javaScript: false },
      { width: 1280, javaScript: true },
      { width: 1280, javaScript: false },
    ] as const)("on a page of GOV.UK's own macros, %j", async (options) => {
      const page = await serve(templates.render('every-macro.njk', { cspNonce: NONCE }), options);
      await expectSoundPage(page);
      await page.context().close();
    });

    test('on a form that was refused: its status is no failed request', async () => {
      const refused = soundPage
        .replace('<title>', '<title>Error: ')
        .replace('<main', '<div class="govuk-error-summary"></div><main');
      const page = await serve(refused, plain, 422);
      await expectSoundPage(page);
      await page.context().close();
    });

    test('on a wide table that scrolls by itself', async () => {
      const wide = `<div class="wide" tabindex="0" role="region" aria-label="Figures"><p class="line">x</p></div>`;
      served.set('/wide.css', { body: `.wide{overflow-x:auto}.line{width:900px}`, type: 'text/css' });
      const html = soundPage.replace('</head>', '<link rel="stylesheet" href="/wide.css"></head>');
      const page = await serve(html.replace('<p>Money in.</p>', wide), phone);
      await expectSoundPage(page);
      await page.context().close();
    });
  });

  describe('find', () => {
    const random = Array.from({ length: 30_000 }, (_, index) => ((index * 2_654_435_761) % 4_294_967_296).toString(36));
    const instead = (html: string) => soundPage.replace('<p>Money in.</p>', html);
    const faults: readonly (readonly [string, string, PageOptions, readonly RegExp[]])[] = [
      [
        'an image without words',
        instead('<img src="/assets/images/govuk-icon-180.png">'),
        phone,
        [/^axe image-alt/, /^html wcag\/h37/],
      ],
      ['two things with one id', instead('<p id="in">Money</p><p id="in">in.</p>'), plain, [/^html no-dup-id/]],
      [
        'a paragraph in a paragraph',
        instead('<p>Money <p>in.</p></p>'),
        plain,
        [/^html close-order/, /^html no-implicit-close/],
      ],
      ['a script that the policy stops', instead('<script>1</script>'), phone, [/^console: .*Content Security Policy/]],
      [
        'a script that fails',
        instead(`<script nonce="${NONCE}">throw new Error('no')</script>`),
        phone,
        [/^uncaught: no/],
      ],
      ['a file that is missing', instead('<img src="/none.png" alt="None">'), plain, [/^request failed: .*404/]],
      [
        'a style in the page',
        instead('<p style="color: red">Money in.</p>'),
        plain,
        [/^html no-inline-style/, /^console: .*Content Security Policy/],
      ],
      [
        'what is wider than a phone',
        instead(`<p>${'Contributions'.repeat(9)}</p>`),
        plain,
        [/^overflow: .* 320 px: .*<p>/],
      ],
      [
        'what a table is called, wider than a phone',
        instead(
          `<table><caption>${'Paid'.repeat(30)}</caption><tbody><tr><th scope="col">Year</th></tr></tbody></table>`,
        ),
        plain,
        [/^overflow: /, /^caption: .*PaidPaid/],
      ],
      ['two main headings', instead('<h1>Pay in</h1>'), plain, [/^heading: /]],
      ['no main heading', soundPage.replace(/h1>/g, 'h2>'), plain, [/^heading: /]],
      ['a title that is another', soundPage.replace('<title>Pay', '<title>Paid'), plain, [/^title: .*"Pay in - "/]],
      ['a title without the service', soundPage.replace(' - Common Purse', ''), plain, [/^title: /]],
      [
        'an error that the title does not tell',
        instead('<div class="govuk-error-summary">No</div>'),
        plain,
        [/^title: .*"Error: Pay in - "/],
      ],
      [
        'no language',
        soundPage.replace(' lang="en"', ''),
        phone,
        [/^lang: /, /^axe html-has-lang/, /^html element-required-attributes/],
      ],
      [
        'a link before the skip link',
        soundPage.replace('<body>', '<body><a href="/pay-in">Home</a>'),
        plain,
        [/^skip link: .*first.*Home/],
      ],
      ['a skip link to nowhere', soundPage.replace(' id="main"', ''), plain, [/^skip link: .*nothing where it leads/]],
      ['a form without a token', soundPage.replace('"_csrf"', '"token"'), plain, [/^form: .*\/pay-in/]],
      ['a form with an empty token', soundPage.replace(' value="token"', ''), plain, [/^form: /]],
      [
        'a field without a label',
        instead('<p><input type="text" name="word"></p>'),
        phone,
        [/^label: .*name="word"/, /^axe label/],
      ],
      ['a page that is too heavy', instead(`<p>${random.join(' ')}</p>`), plain, [/^weight: /]],
      [
        'words that cannot be told from the ground',
        instead('<p class="pale">Money in.</p>').replace(
          '</head>',
          '<link rel="stylesheet" href="/faults.css"></head>',
        ),
        phone,
        [/^axe color-contrast/],
      ],
      [
        'links too small to touch',
        instead('<ul class="tiny"><li><a href="/1">1</a></li><li><a href="/2">2</a></li></ul>').replace(
          '</head>',
          '<link rel="stylesheet" href="/faults.css"></head>',
        ),
        phone,
        [/^axe target-size/],
      ],
    ];
    const pages: Record<string, Promise<Page>> = {};
    test.each(faults)('%s', async (_, html, options, expected) => {
      served.set('/faults.css', { body: '.pale{color:#ccc}.tiny li{font-size:6px;line-height:6px}', type: 'text/css' });
      served.set('/pay-in', { body: html });
      const page = await (pages[String(options.javaScript)] ??= browser.page({ baseUrl, ...options }));
      await page.goto('/pay-in');
      const found = await faultsOf(page);
      for (const pattern of expected) expect(found).toContainEqual(expect.stringMatching(pattern));
      expect(found.filter((fault) => !expected.some((pattern) => pattern.test(fault)))).toEqual([]);
    });

    test('a style sheet that is too heavy, and again when it comes from the cache', async () => {
      served.set('/heavy.css', { body: `/* ${random.join(' ')} */`, type: 'text/css' });
      const html = soundPage.replace('</head>', '<link rel="stylesheet" href="/heavy.css"></head>');
      const page = await serve(html, plain);
      const heavy = [expect.stringMatching(/^weight: .*heavy\.css/)];
      expect(await faultsOf(page)).toEqual(heavy);
      await page.reload();
      expect(await faultsOf(page)).toEqual(heavy);
      await page.context().close();
    });

    test('nothing twice: what was told of one page is not told of the next', async () => {
      const page = await serve(instead('<script>1</script>'), phone);
      expect(await faultsOf(page)).toHaveLength(1);
      served.set('/pay-in', { body: soundPage });
      await page.reload();
      await expectSoundPage(page);
      await page.context().close();
    });
  });

  describe('the keyboard', () => {
    test.each([phone, plain])('fills a form in and sends it, %j', async (options) => {
      const page = await serve(soundPage, options);
      posted.length = 0;
      await tabTo(page, 'Skip to main content');
      await page.keyboard.press('Enter');
      await typeInto(page, 'Amount in pounds', '12.50');
      await choose(page, 'Police');
      await choose(page, /late/);
      await follow(page, 'Continue');
      expect(posted).toEqual(['_csrf=token&amount=12.50&by=police&late=yes']);
      await page.context().close();
    });

    test('sees the focus of GOV.UK, which is no outline', async () => {
      const page = await serve(templates.render('every-macro.njk', { cspNonce: NONCE }), phone);
      await tabTo(page, 'Back');
      await typeInto(page, 'Amount', '1');
      await choose(page, 'Pooled fund');
      await tabTo(page, 'Save');
      await page.context().close();
    });

    test('does not reach what is not in the order of Tab, and says what it reached', async () => {
      const page = await serve(soundPage.replace('type="submit"', 'type="submit" tabindex="-1"'), plain);
      await expect(tabTo(page, 'Continue')).rejects.toThrow(/Tab does not reach Continue .*"Amount in pounds"/);
      await page.context().close();
    });

    test('does not accept a focus that nobody sees', async () => {
      const page = await serve(soundPage.replace('type="submit"', 'type="submit" class="no-focus"'), plain);
      await expect(tabTo(page, 'Continue')).rejects.toThrow(/The focus on "Continue" .* cannot be seen/);
      await page.context().close();
    });
  });
});
