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
import { LedgerModule } from './ledger.module';

const BODY_BYTES_MAX = 256 * 1024;
/** A request that has not arrived by then is given up; so is one that is still being answered when the service ends. */
const REQUEST_MS_MAX = 30_000;
const ENDING_MS_MAX = 2_000;

/**
 * Makes the service on an open ledger, ready to listen or to be asked by a test.
 * @param logLevel from which requests and troubles are logged, as lines of JSON: a request at `info`; no header is logged
 */
export async function createApp(ledger: OpenLedger, logLevel = 'silent'): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    logger: logLevel === 'silent' ? false : { level: logLevel },
    bodyLimit: BODY_BYTES_MAX,
    genReqId: () => crypto.randomUUID(),
    routerOptions: { maxParamLength: 200 },
    requestTimeout: REQUEST_MS_MAX,
    return503OnClosing: false,
    frameworkErrors: refuseAddress,
    clientErrorHandler: refuseConnection,
  });
  const app = await NestFactory.create<NestFastifyApplication>(LedgerModule.on(ledger), adapter, {
    logger: ['warn', 'error', 'fatal'],
    abortOnError: false,
    bodyParser: false,
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  acceptOnlyStrictJson(fastify);
  const methodsByUrl = watchRoutes(fastify);
  secureHeaders(fastify);
  endInTime(fastify);
  app.useGlobalPipes(new ShapePipe());
  app.useGlobalFilters(new ProblemFilter());
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

/** What every answer says to a browser; only the page that shows the API may run its own scripts and styles. */
function secureHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (request, reply) => {
    const isDocs = request.url.startsWith('/api/docs');
    const policy = isDocs
      ? "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"
      : "default-src 'none'; frame-ancestors 'none'";
    void reply.headers({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': isDocs ? 'no-cache' : 'no-store',
    });
    await Promise.resolve();
  });
}
