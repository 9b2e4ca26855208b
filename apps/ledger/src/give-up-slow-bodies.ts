import { type FastifyInstance } from 'fastify';
import { refuseConnection } from './api/problems/early-problems';
import { type CHECKS_FORM_TOKEN } from './identity/form-token';

/**
 * Gives up a body that has not arrived in time, as the server itself does with requests; only a file that is uploaded may
 * take as long as the server lets any request take.
 */
export function giveUpSlowBodies(fastify: FastifyInstance, bodyMsMax: number): void {
  fastify.addHook('onRequest', ({ raw, routeOptions }, _reply, done) => {
    const { checksFormToken } = routeOptions.config as Partial<typeof CHECKS_FORM_TOKEN>;
    if (!raw.complete && !checksFormToken) {
      const timeout = Object.assign(new Error('The body did not arrive in time.'), {
        code: 'ERR_HTTP_REQUEST_TIMEOUT',
      });
      const timer = setTimeout(() => refuseConnection(timeout, raw.socket), bodyMsMax);
      timer.unref();
      for (const event of ['end', 'close']) raw.once(event, () => clearTimeout(timer));
    }
    done();
  });
}
