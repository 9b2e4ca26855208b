import { type Answer, type TestService } from './test-service';

/** Fields of a form; a list stands for a name that comes more than once. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

interface Cookie {
  readonly value: string;
  readonly path: string;
  readonly attributes: string;
}

const REDIRECTS_MAX = 12;

/** Somebody at a browser without scripts: keeps cookies, follows redirects within the service, sends forms. */
export class Visitor {
  private readonly cookies = new Map<string, Cookie>();

  constructor(
    private readonly send: TestService['send'],
    /** Where people reach the service. */
    private readonly origin: () => string,
  ) {}

  /** A page, after whatever redirects lead to it. */
  async get(path: string): Promise<Answer> {
    return this.follow(await this.getOnce(path));
  }

  /** What is answered at once, a redirect perhaps. */
  getOnce(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  /** Sends a form as it is: whoever forges one does this. */
  postOnce(path: string, fields: Fields): Promise<Answer> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) body.append(name, each);
    return this.ask('POST', path, body.toString());
  }

  /** Sends a body as it is, of whatever type it says. */
  postRaw(path: string, payload: Buffer, contentType: string): Promise<Answer> {
    return this.ask('POST', path, payload, contentType);
  }

  /** Opens the page at `path`, fills its form in, sends it to `to`, and answers what that answers at once. */
  async submitOnce(path: string, fields: Fields, to = path): Promise<Answer> {
    return this.postOnce(to, { _csrf: tokenIn(await this.get(path)), ...fields });
  }

  /** As `submitOnce`, and goes where that leads. */
  async submit(path: string, fields: Fields, to = path): Promise<Answer> {
    return this.follow(await this.submitOnce(path, fields, to));
  }

  /** Follows redirects as far as they stay within the service. */
  async follow(answer: Answer): Promise<Answer> {
    let now = answer;
    for (let count = 0; isRedirect(now); count += 1) {
      if (count === REDIRECTS_MAX)
        throw new Error(`Redirected ${REDIRECTS_MAX} times, lastly to ${now.headers.location}`);
      const next = new URL(now.headers.location!, this.origin());
      if (next.origin !== this.origin()) return now;
      now = await this.getOnce(`${next.pathname}${next.search}`);
    }
    return now;
  }

  /** The value of a cookie, to be stolen or tampered with. */
  cookie(name: string): string | undefined {
    return this.cookies.get(name)?.value;
  }

  /** The attributes that a cookie came with. */
  attributesOf(name: string): string | undefined {
    return this.cookies.get(name)?.attributes;
  }

  /** Puts a cookie in this browser, as whoever has stolen or planted one would. */
  plant(name: string, value: string): void {
    this.cookies.set(name, { value, path: '/', attributes: '' });
  }

  private async ask(
    method: 'GET' | 'POST',
    url: string,
    payload?: string | Buffer,
    contentType = 'application/x-www-form-urlencoded',
  ): Promise<Answer> {
    const path = url.split('?', 1)[0]!;
    const fitting = [...this.cookies].filter(([, cookie]) => path.startsWith(cookie.path));
    const headers: Record<string, string> = { host: new URL(this.origin()).host };
    if (fitting.length > 0) headers['cookie'] = fitting.map(([name, { value }]) => `${name}=${value}`).join('; ');
    if (payload !== undefined) headers['content-type'] = contentType;
    const answer = await this.send({ method, url, headers, ...(payload !== undefined && { payload }) });
    this.remember(answer);
    return answer;
  }

  private remember({ headers }: Answer): void {
    for (const line of [headers['set-cookie'] ?? []].flat()) {
      const [pair = '', ...attributes] = line.split('; ');
      const name = pair.slice(0, pair.indexOf('='));
      const attribute = (key: string): string | undefined =>
        attributes.find((each) => each.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
      const expires = attribute('expires');
      const isGone = attribute('max-age') === '0' || (expires !== undefined && Date.parse(expires) <= Date.now());
      if (isGone) this.cookies.delete(name);
      else {
        const value = pair.slice(pair.indexOf('=') + 1);
        this.cookies.set(name, { value, path: attribute('path') ?? '/', attributes: attributes.join('; ') });
      }
    }
  }
}

const isRedirect = ({ status, headers }: Answer): boolean =>
  status >= 300 && status < 400 && headers.location !== undefined;

/** The token of a page's form. */
export function tokenIn({ text }: Answer): string {
  const field = /<input[^>]*name="_csrf"[^>]*>/.exec(text)?.[0];
  const token = /value="([^"]+)"/.exec(field ?? '')?.[1];
  if (token === undefined) throw new Error(`There is no form with a token on this page: ${text.slice(0, 200)}`);
  return token;
}

/** Signs a visitor in through the development provider, as the person with this actor id. */
export async function signInAs(visitor: Visitor, actorId: string, returnTo = '/'): Promise<Answer> {
  const list = await visitor.get(`/sign-in?${new URLSearchParams({ returnTo }).toString()}`);
  const action = /<form method="post" action="([^"]*\/choose\/[^"]+)"/.exec(list.text)?.[1];
  if (action === undefined) throw new Error(`There is no list of people on this page: ${list.text.slice(0, 200)}`);
  return visitor.follow(await visitor.postOnce(action, { actorId }));
}
