import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { type KnownRequest } from '../access/caller';

/** A request whose caller is known, and its reply. */
export interface HttpExchange {
  readonly request: KnownRequest;
  readonly reply: FastifyReply;
}

/** Both sides of the exchange, for answers that set more than a body. */
export const Http = createParamDecorator((_: unknown, context: ExecutionContext): HttpExchange => {
  const http = context.switchToHttp();
  return { request: http.getRequest<KnownRequest>(), reply: http.getResponse<FastifyReply>() };
});
