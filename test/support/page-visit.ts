import { type Page, type Request } from 'playwright-core';

/** What the browser saw of a page: its document as served, what it fetched, and what went wrong. */
export interface Visit {
  /** Whether scripts run in it. */
  readonly javaScript: boolean;
  /** The HTML as it was sent, before any script changed it. */
  html(): Promise<string>;
  /** What was transferred for the document that is shown, fonts left out, as if nothing had been cached. */
  transfers(): Promise<readonly Transfer[]>;
  /** Errors on the console (violations of the content policy are among them) and failed requests, since last asked. */
  takeTroubles(): string[];
}

/** An address, and the bytes of its answer as they crossed the wire, headers included. */
export interface Transfer {
  readonly url: string;
  readonly bytes: number;
}

const visits = new WeakMap<Page, Visit>();

/** The visit of a page that came from `openBrowser`. */
export function visitOf(page: Page): Visit {
  const visit = visits.get(page);
  if (!visit) throw new Error('This page does not come from openBrowser, so nobody watched it.');
  return visit;
}

/** Watches a page from before its first request on. */
export function watch(page: Page, javaScript: boolean): void {
  let troubles: string[] = [];
  let arriving: Request | undefined;
  let document: Request | undefined;
  let fetched: Request[] = [];
  // A style sheet comes from the cache on the second page; it weighs what it weighed on the first.
  const firstBytes = new Map<string, number>();

  page.on('console', (message) => {
    // A failed load is told below, with its status; that of the document itself (a form refused, say) is no trouble.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    // Aborted is what was still loading when the page was left, and a link that became a download.
    if (why !== 'net::ERR_ABORTED') troubles.push(`request failed: ${request.url()} (${why})`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && !response.request().isNavigationRequest())
      troubles.push(`request failed: ${response.url()} (${response.status()})`);
  });
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) arriving = request;
  });
  page.on('framenavigated', (frame) => {
    // A move within the document (a skip link) has no request, and a download never gets here.
    if (frame !== page.mainFrame() || !arriving) return;
    document = arriving;
    arriving = undefined;
    fetched = [];
  });
  page.on('requestfinished', (request) => {
    if (!request.isNavigationRequest()) fetched.push(request);
  });

  const servedDocument = async () => {
    const response = await document?.response();
    if (!response) throw new Error(`${page.url()} was not served: nothing was requested, or nothing answered.`);
    await response.finished();
    return response;
  };
  const transfer = async (request: Request): Promise<Transfer> => {
    const url = request.url();
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    const bytes = firstBytes.get(url) ?? responseBodySize + responseHeadersSize;
    if (request !== document) firstBytes.set(url, bytes);
    return { url, bytes };
  };
  visits.set(page, {
    javaScript,
    html: async () => (await servedDocument()).text(),
    transfers: async () => {
      await page.waitForLoadState('load');
      const response = await servedDocument();
      const others = fetched.filter((request) => request.resourceType() !== 'font');
      return Promise.all([response.request(), ...others].map(transfer));
    },
    takeTroubles: () => {
      const taken = troubles;
      troubles = [];
      return taken;
    },
  });
}
