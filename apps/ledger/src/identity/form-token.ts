import { type FastifyReply, type FastifyRequest } from 'fastify';
import { FormExpired } from './identity-failures';

/** The field that every form of a page carries. */
export const TOKEN_FIELD = '_csrf';

/**
 * Of a route that reads a multipart form (`@RouteConfig(CHECKS_FORM_TOKEN)`): it calls `requireFormToken` itself, before
 * it looks at anything else. Other routes take no such form.
 */
export const CHECKS_FORM_TOKEN = { checksFormToken: true } as const;

/** A request whose token is being compared. */
export interface TokenRequest extends FastifyRequest {
  tokenShown?: unknown;
}

/** A token for the forms of a page that is being answered; each is another, and all are good for the session's life. */
export const formTokenFor = (reply: FastifyReply): string => reply.generateCsrf();

/**
 * Refuses a form that does not carry a token of this session. A multipart form has it in its first field, so that a
 * forged upload ends there; it never stands in an address, where logs would keep it.
 * @throws FormExpired
 */
export function requireFormToken(request: FastifyRequest, token: unknown): void {
  (request as TokenRequest).tokenShown = token;
  let isRight = false;
  // The plugin answers a wrong token itself; here the answer is a page, so it only tells.
  const reply = { send: () => undefined } as unknown as FastifyReply;
  request.server.csrfProtection(request, reply, () => {
    isRight = true;
  });
  if (!isRight) throw new FormExpired();
}
