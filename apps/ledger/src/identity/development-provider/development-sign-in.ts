import { randomBytes } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type CustomFetch } from 'openid-client';
import { renderSentences, renderSignInList } from '../identity-pages';
import { CALLBACK_PATH, type ReachedProvider } from '../identity-provider';
import { type FormFields } from '../forms/url-encoded';
import { pageHeaders } from '../page-headers';
import { type PublicUrl } from '../public-url';
import { DEVELOPMENT_SIGN_IN } from '../route-kind';
import { type DevelopmentPerson, makeDevelopmentProvider } from './development-provider';

type Provider = ReturnType<typeof makeDevelopmentProvider>;

const HTML = 'text/html; charset=utf-8';
const CLIENT_ID = 'common-purse';

/**
 * The development provider within the service, under an address of its own. The service asks it in the process, not over
 * the network: it works wherever the service does, behind whatever proxy.
 */
export class DevelopmentSignIn {
  private readonly clientSecret = randomBytes(32).toString('base64url');
  private made?: { readonly issuer: string; readonly provider: Provider };

  constructor(
    private readonly fastify: FastifyInstance,
    private readonly publicUrl: PublicUrl,
    private readonly people: readonly DevelopmentPerson[],
  ) {}

  /** The provider as the service reaches it. */
  reached(): ReachedProvider {
    return {
      issuer: this.issuer,
      clientId: CLIENT_ID,
      clientSecret: this.clientSecret,
      actorClaim: 'sub',
      fetch: askInProcess(this.fastify),
    };
  }

  /** Answers under its address: the list of people itself, everything else by the provider. */
  register(): void {
    const { fastify } = this;
    const choose = `${DEVELOPMENT_SIGN_IN}/choose/:uid`;
    fastify.get(choose, (request, reply) => this.list(request, reply));
    fastify.post(choose, (request, reply) => this.choose(request, reply));
    void fastify.register((scope, _options, done) => {
      // The provider reads its bodies itself.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
      scope.route({
        method: ['GET', 'POST', 'OPTIONS'],
        url: `${DEVELOPMENT_SIGN_IN}/*`,
        handler: (request, reply) => this.passOn(request, reply),
      });
      done();
    });
  }

  private get issuer(): string {
    return this.publicUrl.to(DEVELOPMENT_SIGN_IN).href;
  }

  /** Made when it is first asked, because only then the port is known. */
  private get provider(): Provider {
    const { issuer, clientSecret } = this;
    if (this.made?.issuer !== issuer) {
      const client = { clientId: CLIENT_ID, clientSecret, callback: this.publicUrl.to(CALLBACK_PATH).href };
      this.made = { issuer, provider: makeDevelopmentProvider(issuer, this.people, client) };
    }
    return this.made.provider;
  }

  private async list(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (!(await this.isOngoing(request, reply))) return tellExpired(reply);
    const page = renderSignInList({
      heading: 'Sign in to try Common Purse',
      people: this.people,
      action: request.url,
    });
    return reply.type(HTML).send(page);
  }

  private async choose(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { actorId } = (request.body ?? {}) as FormFields;
    const person = this.people.find((each) => each.actorId === actorId);
    if (!person || !(await this.isOngoing(request, reply))) return tellExpired(reply);
    const login = { accountId: person.actorId };
    return reply.redirect(await this.provider.interactionResult(request.raw, reply.raw, { login }), 303);
  }

  /** The interaction's cookie must belong to the address: a link to somebody else's choice leads nowhere. */
  private async isOngoing(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const { uid } = request.params as { uid: string };
    try {
      const interaction = await this.provider.interactionDetails(request.raw, reply.raw);
      return interaction.uid === uid;
    } catch {
      return false;
    }
  }

  private async passOn(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    reply.hijack();
    const { origin, host, protocol } = this.publicUrl.to('/');
    const raw = request.raw as IncomingMessage & { originalUrl?: string };
    const path = raw.url!.slice(DEVELOPMENT_SIGN_IN.length);
    raw.originalUrl = raw.url;
    raw.url = path;
    raw.headers['x-forwarded-host'] = host;
    raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    // It remembers nobody: every sign-in begins afresh, so that people can be one person after another.
    raw.headers.cookie = raw.headers.cookie?.replace(/(?:^|;\s*)_session[\w.]*=[^;]*/g, '');
    for (const [name, value] of Object.entries(pageHeaders(origin.startsWith('https:')))) {
      reply.raw.setHeader(name, value);
    }
    await this.provider.callback()(raw, reply.raw);
  }
}

const tellExpired = (reply: FastifyReply): FastifyReply =>
  reply
    .status(401)
    .type(HTML)
    .send(
      renderSentences({
        heading: 'You are not signed in',
        sentences: ['This list has expired, or you chose nobody on it. Sign in again.'],
        link: { text: 'Sign in again', href: '/sign-in' },
      }),
    );

/** Asks the provider without a network between. */
function askInProcess(fastify: FastifyInstance): CustomFetch {
  return async (url, { method, headers, body }) => {
    const { pathname, search } = new URL(url);
    const answer = await fastify.inject({
      method: method as 'GET',
      url: `${pathname}${search}`,
      headers: {
        ...headers,
        ...(body instanceof URLSearchParams && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      payload: body instanceof URLSearchParams || typeof body === 'string' ? body.toString() : undefined,
    });
    return new Response(answer.payload, {
      status: answer.statusCode,
      headers: { 'content-type': String(answer.headers['content-type'] ?? '') },
    });
  };
}
