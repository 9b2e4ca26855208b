import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type FastifyInstance } from 'fastify';
import { GOVUK_FRONTEND } from './templates';

interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
}

const PAGES = path.join(__dirname, '..');
const govuk = (file: string): string => readFileSync(path.join(GOVUK_FRONTEND, 'govuk', file), 'utf8');
const own = (file: string): string => readFileSync(path.join(PAGES, file), 'utf8');

/**
 * GOV.UK Frontend's styles without the font, crown and crest, which only services on gov.uk may show: the rest is set in
 * the next fonts that its own lists name.
 */
const stylesWithoutBrand = (css: string): string =>
  css.replace(/@font-face\{[^}]*\}/g, '').replaceAll('GDS Transport,', '');

/** The styles, scripts and pictures of the pages, read and compressed once; each address holds a digest of its content. */
export class Assets {
  private readonly byAddress = new Map<string, Asset>();
  readonly styles: string;
  readonly script: string;
  readonly icon: string;

  constructor() {
    const styles = [
      stylesWithoutBrand(govuk('govuk-frontend.min.css')),
      own('layout/pages.css'),
      own('charts/charts.css'),
      own('agreements/agreements.css'),
    ].join('\n');
    this.styles = this.add('pages.css', 'text/css; charset=utf-8', styles);
    const govukScript = this.add('govuk-frontend.js', 'text/javascript; charset=utf-8', govuk('govuk-frontend.min.js'));
    const script = own('layout/pages.js').replace('govuk-frontend', govukScript);
    this.script = this.add('pages.js', 'text/javascript; charset=utf-8', script);
    this.icon = this.add('icon.svg', 'image/svg+xml', own('layout/icon.svg'));
  }

  /** Serves every asset; an address never changes what it holds, so that a browser asks once. */
  serveOn(fastify: FastifyInstance): void {
    fastify.get('/assets/*', (request, reply) => {
      const asset = this.byAddress.get(request.url);
      if (!asset) return reply.status(404).type('text/plain; charset=utf-8').send('There is nothing at this address.');
      const accepted = request.headers['accept-encoding'] ?? '';
      const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
      void reply.type(asset.type).header('vary', 'Accept-Encoding');
      if (encoding) void reply.header('content-encoding', encoding);
      return reply.send(encoding === 'br' ? asset.brotli : encoding === 'gzip' ? asset.gzip : asset.plain);
    });
  }

  private add(name: string, type: string, content: string): string {
    const digest = createHash('sha256').update(content).digest('hex').slice(0, 12);
    const address = `/assets/${digest}/${name}`;
    const plain = Buffer.from(content);
    this.byAddress.set(address, { type, plain, gzip: gzipSync(plain), brotli: brotliCompressSync(plain) });
    return address;
  }
}
