import multipart from '@fastify/multipart';
import { errorCodes, type FastifyInstance } from 'fastify';

/** Marks the one route that takes a file; every other answers a multipart body with 415, as it does any but its own. */
export const TAKES_UPLOAD = { takesUpload: true } as const;

const MULTIPART = /^multipart\//i;

/** Lets marked routes take files in multipart forms. */
export function acceptUploads(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const contentType = request.headers['content-type'] ?? '';
    const { takesUpload } = request.routeOptions.config as Partial<typeof TAKES_UPLOAD>;
    // An address that does not exist is told so, whatever was sent to it.
    const isRefused = MULTIPART.test(contentType) && !takesUpload && !request.is404;
    done(isRefused ? new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(contentType) : undefined);
  });
  void fastify.register(multipart, { throwFileSizeLimit: false });
}
