import { Controller, Get, Header, Post, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { Http } from '../api/http.decorator';
import { formTokenFor } from './form-token';
import { SignInFailed } from './identity-failures';
import { renderSentences, renderSignOut } from './identity-pages';
import { IdentityProvider, SIGNED_OUT_PATH } from './identity-provider';
import { PublicUrl } from './public-url';
import { localPath } from './return-to';
import { type PageRequest } from './sessions/session-data';
import { Sessions } from './sessions/sessions';
import { SignedInGuard } from './signed-in.guard';

const HTML = 'text/html; charset=utf-8';
/** People open more than one tab; a sixth sign-in at once pushes out the first. */
const ATTEMPTS_MAX = 5;

/** An address may say a thing twice, or not at all. */
type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

interface PageExchange {
  readonly request: PageRequest;
  readonly reply: FastifyReply;
}

/** Signing in and out. */
@ApiExcludeController()
@Controller()
export class IdentityController {
  constructor(
    private readonly provider: IdentityProvider,
    private readonly sessions: Sessions,
    private readonly publicUrl: PublicUrl,
  ) {}

  /** Sends somebody to the identity provider. */
  @Get('sign-in')
  async begin(@Http() { request, reply }: PageExchange): Promise<string> {
    const { returnTo: asked, moved } = request.query as Query;
    const returnTo = localPath(asked);
    // A proxy may hide the host that people use, and then moving once more would move for ever.
    if (moved === undefined && this.publicUrl.isOther(request.headers.host)) {
      const there = this.publicUrl.to('/sign-in');
      there.search = new URLSearchParams({ returnTo, moved: '1' }).toString();
      return redirect(reply, there.href);
    }
    const { address, state, attempt } = await this.provider.begin(returnTo);
    dropOldest(request);
    request.session[`signIn:${state}`] = attempt;
    return redirect(reply, address.href);
  }

  /** Takes somebody back from the identity provider. */
  @Get('sign-in/callback')
  async finish(@Http() { request, reply }: PageExchange): Promise<string> {
    const { state } = request.query as Query;
    const attempt = typeof state === 'string' ? request.session[`signIn:${state}`] : undefined;
    if (typeof state !== 'string' || !attempt) {
      throw new SignInFailed(
        'This answer of your identity provider belongs to no sign-in of this browser, or was used before. Sign in again.',
      );
    }
    // Used up, however it ends.
    delete request.session[`signIn:${state}`];
    const person = await this.provider.finish(request.url, state, attempt);
    await this.sessions.renew(request, { ...person });
    return redirect(reply, attempt.returnTo);
  }

  /** Asks whether to sign out, for browsers without the layout's own button. */
  @Get('sign-out')
  @UseGuards(SignedInGuard)
  @Header('content-type', HTML)
  ask(@Http() { request, reply }: PageExchange): string {
    return renderSignOut({ name: request.caller!.name, token: formTokenFor(reply) });
  }

  /**
   * Ends the session here, and then the provider's. The way to the provider is a page of its own: browsers hold a form
   * to the addresses of the content policy, redirects included, and a provider's are not known beforehand.
   */
  @Post('sign-out')
  async end(@Http() { request, reply }: PageExchange): Promise<string> {
    const { idToken } = request.session;
    await this.sessions.end(request);
    const address = idToken === undefined ? undefined : await this.addressAfter(idToken);
    if (address === undefined) return redirect(reply, SIGNED_OUT_PATH);
    void reply.status(200).header('refresh', `0; url=${address.href}`).type(HTML);
    return renderSentences({
      heading: 'You are signed out of Common Purse',
      sentences: ['You are being taken to your identity provider, to sign out there too.'],
      link: { text: 'Sign out of your identity provider', href: address.href },
    });
  }

  /** Says that it is done. */
  @Get('signed-out')
  @Header('content-type', HTML)
  tellSignedOut(): string {
    return renderSentences({
      heading: 'You are signed out',
      sentences: ['Close the browser if others use this computer.'],
      link: { text: 'Sign in again', href: '/sign-in' },
    });
  }

  /** Whoever is signed out here stays so, whether or not the provider answers. */
  private async addressAfter(idToken: string): Promise<URL | undefined> {
    try {
      return await this.provider.endSessionAddress(idToken);
    } catch {
      return undefined;
    }
  }
}

/** A GET, whatever was asked before. */
function redirect(reply: FastifyReply, address: string): string {
  void reply.status(303).header('location', address);
  return '';
}

function dropOldest({ session }: PageRequest): void {
  const attempts = Object.keys(session).filter((key) => key.startsWith('signIn:')) as `signIn:${string}`[];
  const byAge = attempts.sort((one, other) => session[one]!.startedAtMs - session[other]!.startedAtMs);
  for (const key of byAge.slice(0, Math.max(0, byAge.length - ATTEMPTS_MAX + 1))) delete session[key];
}
