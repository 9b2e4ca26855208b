import { type ApiKey } from '@app/platform';
import { type FastifyRequest } from 'fastify';

/** A request whose caller is known. */
export interface KnownRequest extends FastifyRequest {
  caller?: ApiKey;
}
