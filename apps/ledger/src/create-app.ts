import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Aggregates } from '@app/application';
import { grantRolesOfEarlierKeys, type OpenLedger } from '@app/runtime';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, type HTTPMethods } from 'fastify';
import { describeApi } from './api/openapi';
import { PROBLEM_TYPE, refuseAddress, refuseConnection } from './api/problems/early-problems';
import { problemBody, ProblemError } from './api/problems/problem';
import { ProblemFilter } from './api/problems/problem.filter';
import { parseStrictJson } from './api/strict-json';
import { ShapePipe } from './api/validation';
import { giveUpSlowBodies } from './give-up-slow-bodies';
import { acceptUploads } from './imports/accept-uploads';
import { IdentityFilter } from './identity/identity.filter';
import { pageHeaders } from './identity/page-headers';
import { type PublicUrl } from './identity/public-url';
import { kindOf } from './identity/route-kind';
import { type IdentityOptions, setUpIdentity } from './identity/set-up-identity';
import { UPLOAD_MS_MAX } from './imports/upload-limits';
import { LedgerModule } from './ledger.module';
import { Pages } from './pages/rendering/pages.service';
import { assets } from './pages/rendering/render';

const BODY_BYTES_MAX = 256 * 1024;
/** A request that has not arrived by then is given up, unless it uploads a file; so is one that is still being answered when the service ends. */
const REQUEST_MS_MAX = 30_000;
const ENDING_MS_MAX = 2_000;
/** A page is compressed for each asking: quickly rather than as much as can be. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** How a service differs from another on the same ledger. */
export interface ServiceOptions extends IdentityOptions {
  /** From which requests and troubles are logged, as lines of JSON: a request at `info`; no header is logged. */
  readonly logLevel?: string;
}

/** Makes the service on an open ledger, ready to listen or to be asked by a test. */
export async function createApp(ledger: OpenLedger, options: ServiceOptions = {}): Promise<NestFastifyApplication> {
  const { logLevel = 'silent' } = options;
  const adapter = new FastifyAdapter({
    logger: logLevel === 'silent' ? false : { level: logLevel },
    bodyLimit: BODY_BYTES_MAX,
    genReqId: () => crypto.randomUUID(),
    routerOptions: { maxParamLength: 200 },
    requestTimeout: UPLOAD_MS_MAX,
    http: { headersTimeout: REQUEST_MS_MAX },
    return503OnClosing: false,
    frameworkErrors: refuseAddress,
    clientErrorHandler: refuseConnection,
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  acceptOnlyStrictJson(fastify);
  refuseNothings(fastify);
  const methodsByUrl = watchRoutes(fastify);
  // Pages alone: what a system asks for is small, or it asks for it in one go.
  void fastify.register(compress, {
    customTypes: /^text\/html/,
    threshold: 1024,
    brotliOptions: BROTLI,
    encodings: ['br', 'gzip'],
  });
  giveUpSlowBodies(fastify, REQUEST_MS_MAX);
  acceptUploads(fastify);
  const identity = setUpIdentity(fastify, ledger, options);
  const app = await NestFactory.create<NestFastifyApplication>(LedgerModule.on(ledger, identity), adapter, {
    logger: ['warn', 'error', 'fatal'],
    abortOnError: false,
    bodyParser: false,
  });
  secureHeaders(fastify, identity.publicUrl);
  endInTime(fastify);
  assets.serveOn(fastify);
  app.useGlobalPipes(new ShapePipe());
  app.useGlobalFilters(new ProblemFilter((...told) => app.get(Pages).showError(...told)), new IdentityFilter());
  describeApi(app);
  app.enableShutdownHooks([]);
  await app.init();
  await grantRolesOfEarlierKeys(ledger.apiKeys, app.get(CommandBus), app.get(Aggregates));
  refuseOtherMethods(fastify, methodsByUrl);
  await fastify.ready();
  return app;
}

/** Fastify's own JSON parser takes what the ledger must not: duplicate keys, floats, lone surrogates. */
function acceptOnlyStrictJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/,
    { parseAs: 'buffer' },
    (request, body, done) => {
      try {
        refuseOtherCharset(request.headers['content-type']);
        done(null, parseStrictJson(body as Buffer));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

/** JSON is UTF-8 (RFC 8259): whoever says otherwise means other letters than would be kept. */
function refuseOtherCharset(contentType = ''): void {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(contentType)?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return;
  throw new ProblemError(415, 'CHARSET_NOT_UTF8', 'Send the body as application/json in UTF-8.');
}

/** PostgreSQL keeps no NUL, and nothing is called by one: no page looks for it. The API tells each field that has one. */
function refuseNothings(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const isRefused = request.url.includes('%00') && kindOf(request) === 'PAGE';
    const sentence = 'The address holds a character that nothing here is called by.';
    done(isRefused ? new ProblemError(400, 'ADDRESS_MALFORMED', sentence) : undefined);
  });
}

/** Whoever keeps a connection busy does not keep the service from ending. */
function endInTime(fastify: FastifyInstance): void {
  fastify.addHook('preClose', (done) => {
    setTimeout(() => fastify.server.closeAllConnections(), ENDING_MS_MAX).unref();
    done();
  });
}

/** Notes which methods each address answers. */
function watchRoutes(fastify: FastifyInstance): Map<string, Set<string>> {
  const methodsByUrl = new Map<string, Set<string>>();
  fastify.addHook('onRoute', ({ url, method }) => {
    const methods = methodsByUrl.get(url) ?? new Set();
    for (const each of [method].flat()) methods.add(each);
    methodsByUrl.set(url, methods);
  });
  return methodsByUrl;
}

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** An address that exists answers other methods with 405 and what it takes, not with 404. */
function refuseOtherMethods(fastify: FastifyInstance, methodsByUrl: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const [url, methods] of [...methodsByUrl]) {
    if (url.includes('*')) continue;
    const others = METHODS.filter((method) => !methods.has(method) && !fastify.hasRoute({ url, method }));
    const allow = [...methods].join(', ');
    if (others.length === 0) continue;
    const handler = (request: FastifyRequest, reply: FastifyReply): void => {
      const detail = `This address does not take ${request.method}; it takes ${allow}.`;
      const body = JSON.stringify(problemBody(405, 'METHOD_NOT_ALLOWED', detail));
      void reply.status(405).header('allow', allow).type(PROBLEM_TYPE).send(body);
    };
    // Answered before the body is read: what it holds does not matter.
    fastify.route({ method: [...others], url, handler, onRequest: (request, reply, _done) => handler(request, reply) });
  }
}

const SYSTEMS_POLICY = "default-src 'none'; frame-ancestors 'none'";
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/** What every answer says to a browser; only the page that shows the API may run styles that stand in it. */
function secureHeaders(fastify: FastifyInstance, publicUrl: PublicUrl): void {
  fastify.addHook('onSend', async (request, reply) => {
    const kind = kindOf(request);
    const isDocs = request.url.startsWith('/api/docs');
    void reply.headers(pageHeaders(publicUrl.isHttps));
    if (kind === 'API') {
      void reply.headers({
        'content-security-policy': isDocs ? DOCS_POLICY : SYSTEMS_POLICY,
        'referrer-policy': 'no-referrer',
      });
    }
    // The address of a file of the pages holds a digest of what it holds.
    const isFile = kind === 'ASSET' && reply.statusCode === 200;
    const kept = isFile ? 'public, max-age=31536000, immutable' : isDocs ? 'no-cache' : 'no-store';
    void reply.header('cache-control', kept);
    await Promise.resolve();
  });
}
