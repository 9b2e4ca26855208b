import { type ApiKey } from '@app/platform';
import { type Caller } from '../access/caller';
import { type FastifyRequest } from 'fastify';

/** A request whose caller is known. */
export interface KnownRequest extends FastifyRequest {
  caller?: ApiKey & Caller;
}
