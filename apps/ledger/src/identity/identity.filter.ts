import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { FormExpired, FormUnreadable, NotSignedIn, SignInFailed } from './identity-failures';
import { renderSentences, type SentencePage } from './identity-pages';
import { localPath } from './return-to';
import { type PageRequest } from './sessions/session-data';

type Failure = SignInFailed | FormExpired | FormUnreadable | NotSignedIn;

/** Tells people what went wrong with who they are, or with the form that they sent, and what to do. */
@Catch(SignInFailed, FormExpired, FormUnreadable, NotSignedIn)
export class IdentityFilter implements ExceptionFilter {
  private readonly logger = new Logger('identity');

  catch(error: Failure, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<PageRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (error instanceof NotSignedIn) {
      void reply.redirect(signInAddress(error.returnTo), 303);
      return;
    }
    if (error instanceof SignInFailed && error.cause !== undefined) this.logger.warn(describe(error.cause));
    const { status, page } = tell(error, request);
    void reply.status(status).type('text/html; charset=utf-8').send(renderSentences(page));
  }
}

function tell(error: Exclude<Failure, NotSignedIn>, request: PageRequest): { status: number; page: SentencePage } {
  const sentences = [error.message];
  if (error instanceof SignInFailed) {
    const link = { text: 'Sign in again', href: '/sign-in' };
    return { status: 401, page: { heading: 'You are not signed in', sentences, link } };
  }
  const isSignedIn = request.session?.actorId !== undefined;
  const back = formAddress(request);
  const link = isSignedIn
    ? { text: 'Go back to the form', href: back }
    : { text: 'Sign in again', href: signInAddress(back) };
  if (error instanceof FormUnreadable) {
    const heading = 'This form could not be read';
    return { status: error.status, page: { heading, sentences: [...sentences, 'Nothing was recorded.'], link } };
  }
  const then = isSignedIn
    ? 'Open the form again and fill it in once more.'
    : 'You have been signed out. Sign in, open the form again and fill it in once more.';
  return { status: 403, page: { heading: 'This form has expired', sentences: [...sentences, then], link } };
}

const signInAddress = (returnTo: string): string => `/sign-in?${new URLSearchParams({ returnTo }).toString()}`;

/** Where the form stood: the page that it was sent from, or the address that it was sent to. */
function formAddress(request: PageRequest): string {
  const { referer, host } = request.headers;
  const from = referer !== undefined && URL.canParse(referer) ? new URL(referer) : undefined;
  return localPath(from && from.host === host ? `${from.pathname}${from.search}` : request.url);
}

/** A provider's answer may hold tokens, so of a failure only its kind is logged. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return 'Sign-in failed';
  const { code, error } = cause as { code?: unknown; error?: unknown };
  return ['Sign-in failed:', cause.message, code, error].filter((part) => typeof part === 'string').join(' ');
}
