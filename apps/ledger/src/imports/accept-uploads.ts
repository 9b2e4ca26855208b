import multipart from '@fastify/multipart';
import { errorCodes, type FastifyInstance } from 'fastify';
import { CHECKS_FORM_TOKEN } from '../identity/form-token';

const MULTIPART = /^multipart\//i;

/** Lets the routes that check the token of a multipart form themselves take files; to every other such a body is a 415. */
export function acceptUploads(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const contentType = request.headers['content-type'] ?? '';
    const { checksFormToken } = request.routeOptions.config as Partial<typeof CHECKS_FORM_TOKEN>;
    // An address that does not exist is told so, whatever was sent to it.
    const isRefused = MULTIPART.test(contentType) && !checksFormToken && !request.is404;
    done(isRefused ? new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(contentType) : undefined);
  });
  void fastify.register(multipart, { throwFileSizeLimit: false });
}
