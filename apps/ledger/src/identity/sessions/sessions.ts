import fastifyCookie, { type CookieSerializeOptions } from '@fastify/cookie';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { kindOf } from '../route-kind';
import { type PublicUrl } from '../public-url';
import { type PageRequest, type SessionData } from './session-data';
import { newSessionId, type SessionStore } from './session-store';

/** What is known of a request's session besides what it remembers. */
interface Standing {
  /** Absent until the session is kept. */
  id?: string;
  /** Each entry as it was kept, to find what changed. */
  kept: ReadonlyMap<string, string>;
  /** True when the browser must be told its id. */
  isNews: boolean;
  /** True when the browser must forget its id. */
  isOver: boolean;
}

/** The sessions of pages: found before a page is made, kept after it. Nothing else has one, nor asks the store. */
export class Sessions {
  private readonly standings = new WeakMap<FastifyRequest, Standing>();

  constructor(
    private readonly store: SessionStore,
    private readonly publicUrl: PublicUrl,
  ) {}

  /** Gives every page of the service a session. */
  register(fastify: FastifyInstance): void {
    void fastify.register(fastifyCookie);
    fastify.decorateRequest('session');
    fastify.addHook('onRequest', (request) => this.open(request as PageRequest));
    fastify.addHook('onSend', (request, reply) => this.keep(request as PageRequest, reply));
  }

  /** Begins a new session in the place of this one, with an id that nobody can have known before. */
  async renew(request: PageRequest, data: SessionData): Promise<void> {
    const id = newSessionId();
    await this.store.put(id, data, this.standings.get(request)?.id);
    request.session = data;
    this.standings.set(request, { id, kept: entriesOf(data), isNews: true, isOver: false });
  }

  /** Ends the session, here and for whoever else holds its id. */
  async end(request: PageRequest): Promise<void> {
    const id = this.standings.get(request)?.id;
    if (id !== undefined) await this.store.end(id);
    request.session = {};
    this.standings.set(request, { kept: new Map(), isNews: false, isOver: true });
  }

  /** A browser keeps the cookie until it is closed; how long it is worth anything is the store's to say. */
  private get cookie(): { readonly name: string; readonly options: CookieSerializeOptions } {
    const secure = this.publicUrl.isHttps;
    const name = secure ? '__Host-purse_session' : 'purse_session';
    return { name, options: { path: '/', httpOnly: true, sameSite: 'lax', secure } };
  }

  private async open(request: PageRequest): Promise<void> {
    if (kindOf(request) !== 'PAGE') return;
    const id = request.server.parseCookie(request.headers.cookie ?? '')[this.cookie.name];
    const data = id === undefined ? undefined : await this.store.find(id);
    request.session = data ?? {};
    this.standings.set(request, { id: data && id, kept: entriesOf(request.session), isNews: false, isOver: false });
  }

  private async keep(request: PageRequest, reply: FastifyReply): Promise<void> {
    const standing = this.standings.get(request);
    if (!standing) return;
    const { name, options } = this.cookie;
    const now = entriesOf(request.session);
    const changed = [...now].filter(([key, text]) => standing.kept.get(key) !== text);
    const dropped = [...standing.kept.keys()].filter((key) => !now.has(key));
    if (changed.length > 0 || dropped.length > 0) {
      const entries = changed.map(([key, text]) => [key, JSON.parse(text) as unknown] as const);
      const data = Object.fromEntries(entries) as SessionData;
      if (standing.id !== undefined) await this.store.change(standing.id, data, dropped);
      else {
        standing.id = newSessionId();
        await this.store.put(standing.id, data);
        standing.isNews = true;
      }
      standing.kept = now;
    }
    if (standing.isNews) void reply.setCookie(name, standing.id!, options);
    else if (standing.isOver) void reply.clearCookie(name, options);
  }
}

function entriesOf(data: SessionData): Map<string, string> {
  const entries = Object.entries(data).filter(([, value]) => value !== undefined);
  return new Map(entries.map(([key, value]) => [key, JSON.stringify(value)]));
}
