import fastifyCsrf from '@fastify/csrf-protection';
import { errorCodes, type FastifyInstance } from 'fastify';
import { CHECKS_FORM_TOKEN, requireFormToken, TOKEN_FIELD, type TokenRequest } from '../form-token';
import { kindOf } from '../route-kind';
import { parseUrlEncoded } from './url-encoded';

const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Lets pages take forms, and takes none without the token of its session, whatever the page. The API takes no forms, as
 * before: a browser sends them across sites without asking.
 */
export function acceptForms(fastify: FastifyInstance): void {
  void fastify.register(fastifyCsrf, {
    sessionPlugin: '@fastify/session',
    sessionKey: 'csrfSecret',
    getToken: (request: TokenRequest) => (typeof request.tokenShown === 'string' ? request.tokenShown : undefined),
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    const contentType = request.headers['content-type'] ?? '';
    const isRefused = kindOf(request) === 'API' && !SAFE_METHODS.has(request.method) && FORM.test(contentType);
    done(isRefused ? new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(contentType) : undefined);
  });
  fastify.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseUrlEncoded(body as string));
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addHook('preHandler', (request, _reply, done) => {
    if (kindOf(request) !== 'PAGE' || SAFE_METHODS.has(request.method)) return done();
    const { checksFormToken } = request.routeOptions.config as Partial<typeof CHECKS_FORM_TOKEN>;
    const isMultipart = /^multipart\//i.test(request.headers['content-type'] ?? '');
    if (isMultipart && checksFormToken) return done();
    const fields = request.body as Readonly<Record<string, unknown>> | null | undefined;
    try {
      requireFormToken(request, fields?.[TOKEN_FIELD]);
      done();
    } catch (error) {
      done(error as Error);
    }
  });
}
