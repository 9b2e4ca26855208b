import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import type OidcProvider from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';
import { Provider } from 'oidc-provider/lib/provider.js';
import { newSessionId, SessionStore } from '../apps/ledger/src/identity/sessions/session-store';
import { startProgram } from './support/built-program';
import { expectProblem, people, startTestService, type TestService } from './support/test-service';
import { signInAs, tokenIn, type Visitor } from './support/visitor';

const COOKIE = 'purse_session';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const digestOf = (visitor: Visitor): string =>
  createHash('sha256')
    .update(visitor.cookie(COOKIE) ?? '')
    .digest('hex');

/** What the database keeps of a visitor's session; undefined when it keeps none. */
const kept = async (visitor: Visitor): Promise<{ data: Record<string, unknown> } | undefined> =>
  (await service.sql(`select data from access.session where encode(digest, 'hex') = $1`, [digestOf(visitor)]))[0];

const sessionCount = async (): Promise<number> =>
  Number((await service.sql('select count(*) from access.session'))[0].count);

const isSignedIn = async (visitor: Visitor): Promise<boolean> => (await kept(visitor))?.data['actorId'] !== undefined;

/** Goes as far as the provider's answer, and does not hand it in. */
async function answerOfProvider(visitor: Visitor, actorId: string, returnTo = '/'): Promise<string> {
  const list = await visitor.get(`/sign-in?${new URLSearchParams({ returnTo }).toString()}`);
  const action = /action="([^"]+)"/.exec(list.text)![1]!;
  const chosen = await visitor.postOnce(action, { actorId });
  const answer = await visitor.getOnce(new URL(chosen.headers.location!, 'http://localhost').pathname);
  expect(answer.status).toBe(303);
  const { pathname, search } = new URL(answer.headers.location!);
  return `${pathname}${search}`;
}

describe('signing in', () => {
  test.each(people)('as $actorId leads back, and keeps who it is', async ({ actorId, name }) => {
    const visitor = service.visitor();
    const answer = await visitor.getOnce(await answerOfProvider(visitor, actorId, '/signed-out?from=here'));
    expect(answer).toMatchObject({ status: 303, headers: { location: '/signed-out?from=here' } });
    expect((await kept(visitor))?.data).toEqual({
      actorId,
      name,
      idToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    });
  });

  test('shows one way in per person, and says what it is for', async () => {
    const { text } = await service.visitor().get('/sign-in');
    expect(text).toContain('This is for development and for trying the service out.');
    for (const { name, about } of people) {
      expect(text).toMatch(new RegExp(`<button[^>]*>\\s*${name}\\s*</button>`));
      expect(text).toContain(about);
    }
  });

  test('leaves the id nowhere but in the browser', async () => {
    const visitor = await service.signIn('treasurer');
    const id = visitor.cookie(COOKIE)!;
    expect(id).toMatch(/^[\w-]{43}$/);
    expect(visitor.attributesOf(COOKIE)).toBe('Path=/; HttpOnly; SameSite=Lax');
    const rows = await service.sql('select * from access.session');
    expect(JSON.stringify(rows)).not.toContain(id);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(id, 'base64url').toString('hex'));
    expect(await kept(visitor)).toBeDefined();
  });

  test('gives a new id, so that one planted before is worth nothing', async () => {
    const attacker = service.visitor();
    await attacker.getOnce('/sign-in');
    const planted = attacker.cookie(COOKIE)!;
    const victim = service.visitor();
    victim.plant(COOKIE, planted);
    await signInAs(victim, 'treasurer', '/signed-out');
    expect(victim.cookie(COOKIE)).not.toBe(planted);
    expect(await isSignedIn(victim)).toBe(true);
    expect(await kept(attacker)).toBeUndefined();
  });

  test('never takes an id that it has not given', async () => {
    const visitor = service.visitor();
    const chosen = 'A'.repeat(43);
    visitor.plant(COOKIE, chosen);
    await visitor.getOnce('/sign-in');
    expect(visitor.cookie(COOKIE)).not.toBe(chosen);
    for (const hostile of ['', 'x', "' or 1=1 --", '%00', 'A'.repeat(4_000)]) {
      visitor.plant(COOKIE, hostile);
      expect((await visitor.getOnce('/signed-out')).status).toBe(200);
    }
  });

  test.each(['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', '/\t/elsewhere.example'])(
    'never leads to another site: %j',
    async (returnTo) => {
      const visitor = service.visitor();
      const answer = await visitor.getOnce(await answerOfProvider(visitor, 'auditor', returnTo));
      expect(answer).toMatchObject({ status: 303, headers: { location: '/' } });
    },
  );

  test('in two tabs at once ends well in both', async () => {
    const visitor = service.visitor();
    const first = (await visitor.getOnce('/sign-in?returnTo=/signed-out')).headers.location!;
    await visitor.getOnce('/sign-in?returnTo=/');
    expect(Object.keys((await kept(visitor))!.data)).toHaveLength(2);
    expect(Object.keys((await kept(visitor))!.data)).toContain(`signIn:${new URL(first).searchParams.get('state')}`);
    for (let count = 0; count < 6; count += 1) await visitor.getOnce('/sign-in');
    expect(Object.keys((await kept(visitor))!.data)).toHaveLength(5);
  });

  test('as somebody whom the provider does not list is refused', async () => {
    const visitor = service.visitor();
    const list = await visitor.get('/sign-in');
    const action = /action="([^"]+)"/.exec(list.text)![1]!;
    expect(await visitor.postOnce(action, { actorId: 'first-operator' })).toMatchObject({ status: 401 });
    const other = service.visitor();
    expect(await other.postOnce(action, { actorId: 'treasurer' })).toMatchObject({ status: 401 });
  });

  test('on another host first moves to the one that people use, and once only', async () => {
    const ask = (url: string) => service.send({ method: 'GET', url, headers: { host: '127.0.0.1:3000' } });
    const moved = await ask('/sign-in?returnTo=/signed-out');
    expect(moved).toMatchObject({
      status: 303,
      headers: { location: 'http://localhost/sign-in?returnTo=%2Fsigned-out&moved=1' },
    });
    expect(moved.headers['set-cookie']).toBeUndefined();
    const again = await ask('/sign-in?returnTo=/signed-out&moved=1');
    expect(again.headers.location).toMatch(/^http:\/\/localhost\/development-sign-in\/auth\?/);
  });
});

describe('the answer of the provider', () => {
  const refused = async (visitor: Visitor, path: string, sentence: RegExp): Promise<void> => {
    const answer = await visitor.getOnce(path);
    expect(answer).toMatchObject({ status: 401, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(answer.text).toMatch(sentence);
    expect(answer.text).not.toMatch(/\n\s+at |node_modules|OAUTH|Error/);
    expect(await isSignedIn(visitor)).toBe(false);
  };

  test('is taken once', async () => {
    const visitor = service.visitor();
    const path = await answerOfProvider(visitor, 'treasurer');
    expect((await visitor.getOnce(path)).status).toBe(303);
    const again = await visitor.getOnce(path);
    expect(again.status).toBe(401);
    expect(again.text).toContain('was used before');
  });

  test('is taken from the browser that asked, and from no other', async () => {
    const path = await answerOfProvider(service.visitor(), 'treasurer');
    await refused(service.visitor(), path, /belongs to no sign-in of this browser/);
  });

  test('must have the state, the code and the nonce of the sign-in', async () => {
    const withState = (path: string, change: (query: URLSearchParams) => void): string => {
      const url = new URL(path, 'http://localhost');
      change(url.searchParams);
      return `${url.pathname}?${url.searchParams.toString()}`;
    };
    const hostile: readonly [(query: URLSearchParams) => void, RegExp][] = [
      [(query) => query.set('state', 'x'), /belongs to no sign-in/],
      [(query) => query.delete('state'), /belongs to no sign-in/],
      [(query) => query.append('state', 'x'), /belongs to no sign-in/],
      [(query) => query.set('state', '__proto__'), /belongs to no sign-in/],
      [(query) => query.set('code', 'x'), /does not fit your request/],
      [(query) => query.delete('code'), /does not fit your request/],
      [(query) => query.set('iss', 'https://elsewhere.example'), /does not fit your request/],
    ];
    for (const [change, sentence] of hostile) {
      const visitor = service.visitor();
      await refused(visitor, withState(await answerOfProvider(visitor, 'treasurer'), change), sentence);
    }
    for (const [field, sentence] of [
      ['nonce', /does not fit your request/],
      ['codeVerifier', /does not fit your request/],
    ] as const) {
      const visitor = service.visitor();
      const path = await answerOfProvider(visitor, 'treasurer');
      const key = `signIn:${new URL(path, 'http://localhost').searchParams.get('state')}`;
      await service.sql(`update access.session set data = jsonb_set(data, $1, '"${'x'.repeat(43)}"') where data ? $2`, [
        [key, field],
        key,
      ]);
      await refused(visitor, path, sentence);
    }
  });

  test('comes within 15 minutes, or is told to be too late', async () => {
    const visitor = service.visitor();
    const path = await answerOfProvider(visitor, 'treasurer');
    const key = `signIn:${new URL(path, 'http://localhost').searchParams.get('state')}`;
    const longAgo = String(Date.now() - 15 * 60_000 - 1_000);
    await service.sql('update access.session set data = jsonb_set(data, $1, $3::jsonb) where data ? $2', [
      [key, 'startedAtMs'],
      key,
      longAgo,
    ]);
    await refused(visitor, path, /took longer than 15 minutes/);
  });

  test('may be that somebody cancelled', async () => {
    const visitor = service.visitor();
    const state = new URL((await visitor.getOnce('/sign-in')).headers.location!).searchParams.get('state')!;
    const iss = encodeURIComponent('http://localhost/development-sign-in');
    await refused(visitor, `/sign-in/callback?error=access_denied&state=${state}&iss=${iss}`, /cancelled/);
  });
});

describe('a session', () => {
  /** Tells whether the service finds the session of a visitor. */
  const isFound = async (visitor: Visitor): Promise<boolean> => (await visitor.getOnce('/sign-out')).status === 200;

  test('is over after 60 minutes unused, and after 12 hours', async () => {
    for (const [column, still, over] of [
      ['seen_at', '59 minutes', '61 minutes'],
      ['created_at', '11 hours 59 minutes', '12 hours 1 minute'],
    ] as const) {
      const visitor = await service.signIn('auditor');
      const age = async (by: string): Promise<void> =>
        void (await service.sql(
          `update access.session set ${column} = now() - $2::interval where encode(digest, 'hex') = $1`,
          [digestOf(visitor), by],
        ));
      await age(still);
      expect(await isFound(visitor)).toBe(true);
      await age(over);
      expect(await isFound(visitor)).toBe(false);
    }
  });

  test('lives on while it is used', async () => {
    const visitor = await service.signIn('auditor');
    await service.sql(`update access.session set seen_at = now() - interval '50 minutes'`);
    await visitor.getOnce('/signed-out');
    const [{ young }] = await service.sql(
      `select seen_at > now() - interval '1 minute' as young from access.session where encode(digest, 'hex') = $1`,
      [digestOf(visitor)],
    );
    expect(young).toBe(true);
  });

  test('is dead once signed out, for whoever holds its cookie', async () => {
    const visitor = await service.signIn('treasurer');
    const stolen = visitor.cookie(COOKIE)!;
    const thief = service.visitor();
    thief.plant(COOKIE, stolen);
    expect(await isFound(thief)).toBe(true);
    const answer = await visitor.submitOnce('/sign-out', {});
    expect(answer).toMatchObject({ status: 303, headers: { location: '/signed-out' } });
    expect(visitor.cookie(COOKIE)).toBeUndefined();
    expect(await kept(thief)).toBeUndefined();
    thief.plant(COOKIE, stolen);
    expect(await isFound(thief)).toBe(false);
    expect(await kept(thief)).toBeUndefined();
  });

  test('of one person ends when another signs in at the same browser', async () => {
    const visitor = await service.signIn('treasurer');
    const before = service.visitor();
    before.plant(COOKIE, visitor.cookie(COOKIE)!);
    await signInAs(visitor, 'auditor', '/signed-out');
    expect((await kept(visitor))?.data['actorId']).toBe('auditor');
    expect(await kept(before)).toBeUndefined();
  });

  test('is neither asked for nor made by the API, health, metrics and files', async () => {
    const visitor = await service.signIn('treasurer');
    await service.sql(`update access.session set seen_at = now() - interval '30 minutes'`);
    const before = await service.sql('select * from access.session order by digest');
    const cookie = `${COOKIE}=${visitor.cookie(COOKIE)}`;
    for (const url of [
      '/api/v1/places',
      '/api/nothing',
      '/%61pi/v1/places',
      '/health/live',
      '/metrics',
      '/assets/x.css',
    ]) {
      const answer = await service.send({ method: 'GET', url, headers: { cookie } });
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    expect(await service.sql('select * from access.session order by digest')).toEqual(before);
  });

  test('that was ended stays so, although a page of it was still being made', async () => {
    const store = new SessionStore(service.ledger.pool);
    const id = newSessionId();
    await store.put(id, { actorId: 'treasurer' });
    await store.end(id);
    await store.change(id, { name: 'Back' }, []);
    expect(await store.find(id)).toBeUndefined();
  });

  test('keeps what two pages at once change, each its own', async () => {
    const store = new SessionStore(service.ledger.pool);
    const id = newSessionId();
    await store.put(id, { actorId: 'treasurer', name: 'One', idToken: 'old' });
    await Promise.all([store.change(id, { name: 'Other' }, []), store.change(id, { csrfSecret: 'new' }, ['idToken'])]);
    expect(await store.find(id)).toEqual({ actorId: 'treasurer', name: 'Other', csrfSecret: 'new' });
  });

  test('that is over is cleared away when new ones come', async () => {
    const visitor = await service.signIn('auditor');
    await service.sql(`update access.session set seen_at = now() - interval '61 minutes'`);
    await new SessionStore(service.ledger.pool).put(newSessionId(), {});
    expect(await kept(visitor)).toBeUndefined();
  });

  test('is not made for whoever only reads', async () => {
    const before = await sessionCount();
    const answer = await service.visitor().getOnce('/signed-out');
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(await sessionCount()).toBe(before);
  });
});

describe('a page that needs somebody signed in', () => {
  test('sends everybody else to sign in, and has them back', async () => {
    const visitor = service.visitor();
    const answer = await visitor.getOnce('/sign-out?from=there');
    expect(answer).toMatchObject({
      status: 303,
      headers: { location: '/sign-in?returnTo=%2Fsign-out%3Ffrom%3Dthere' },
    });
    const list = await visitor.get('/sign-out?from=there');
    const action = /action="([^"]+)"/.exec(list.text)![1]!;
    const page = await visitor.follow(await visitor.postOnce(action, { actorId: 'section-151' }));
    expect(page).toMatchObject({ status: 200 });
    expect(page.text).toContain('You are signed in as The section-151.');
  });
});

describe('a form', () => {
  const refused = async (visitor: Visitor, fields: Record<string, string | string[]>): Promise<string> => {
    const answer = await visitor.postOnce('/sign-out', fields);
    expect(answer).toMatchObject({ status: 403, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(answer.text).toContain('Nothing was recorded.');
    return answer.text;
  };

  test('without its session’s token is refused, and says what to do', async () => {
    const visitor = await service.signIn('treasurer');
    const token = tokenIn(await visitor.getOnce('/sign-out'));
    const others = tokenIn(await (await service.signIn('treasurer')).getOnce('/sign-out'));
    for (const _csrf of ['', 'x', others, `${token}x`, token.slice(0, -1), token.toUpperCase()]) {
      expect(await refused(visitor, { _csrf })).toContain('Go back to the form');
    }
    expect(await refused(visitor, {})).toContain('Open the form again');
    expect(await refused(visitor, { _csrf: [token, token] })).toContain('Go back to the form');
    expect(await isSignedIn(visitor)).toBe(true);
    expect(await visitor.postOnce('/sign-out', { _csrf: token })).toMatchObject({ status: 303 });
  });

  test('is refused with its token in the address or a header', async () => {
    const visitor = await service.signIn('treasurer');
    const token = tokenIn(await visitor.getOnce('/sign-out'));
    const cookie = `${COOKIE}=${visitor.cookie(COOKIE)}`;
    for (const [url, headers] of [
      [`/sign-out?_csrf=${token}`, {}],
      ['/sign-out', { 'csrf-token': token, 'x-csrf-token': token, 'x-xsrf-token': token }],
    ] as const) {
      expect(await service.send({ method: 'POST', url, headers: { ...headers, cookie } })).toMatchObject({
        status: 403,
      });
    }
  });

  test('of a session that is over says so, and leads to sign in and back to the form', async () => {
    const visitor = await service.signIn('treasurer');
    const token = tokenIn(await visitor.getOnce('/sign-out'));
    await service.sql('delete from access.session');
    const text = await refused(visitor, { _csrf: token });
    expect(text).toContain('You have been signed out.');
    expect(text).toContain('href="/sign-in?returnTo=%2Fsign-out"');
  });

  test('with files is refused where no page reads it', async () => {
    const visitor = await service.signIn('treasurer');
    const token = tokenIn(await visitor.getOnce('/sign-out'));
    const payload = `--b\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\n${token}\r\n--b--\r\n`;
    const headers = {
      cookie: `${COOKIE}=${visitor.cookie(COOKIE)}`,
      'content-type': 'multipart/form-data; boundary=b',
    };
    const answer = await service.send({ method: 'POST', url: '/sign-out', headers, payload });
    expect([403, 415]).toContain(answer.status);
    expect(await isSignedIn(visitor)).toBe(true);
  });

  test('that is hostile is refused in a sentence', async () => {
    const visitor = await service.signIn('treasurer');
    const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`f${at}`, '']));
    expect(await visitor.postOnce('/sign-out', many)).toMatchObject({ status: 413 });
    expect(await visitor.postOnce('/sign-out', { a: '\u0000' })).toMatchObject({ status: 400 });
    expect(await visitor.postOnce('/sign-out', { a: 'x'.repeat(300_000) })).toMatchObject({ status: 413 });
  });

  test('is nothing that the API takes, whoever sends it', async () => {
    const visitor = await service.signIn('treasurer');
    for (const [url, authorization] of [
      ['/api/v1/places', `Bearer ${service.treasurer.secret}`],
      ['/%61pi/v1/places', `Bearer ${service.treasurer.secret}`],
      ['/api/v1/places', 'Bearer none'],
    ] as const) {
      const headers = {
        authorization,
        cookie: `${COOKIE}=${visitor.cookie(COOKIE)}`,
        'content-type': 'application/x-www-form-urlencoded',
      };
      const answer = await service.send({ method: 'POST', url, headers, payload: 'a=1' });
      expectProblem(answer, 415, 'CONTENT_TYPE_NOT_JSON');
    }
  });
});

test('what people see runs nothing but the service’s own scripts', async () => {
  const visitor = await service.signIn('treasurer');
  for (const path of ['/sign-out', '/signed-out', '/sign-in/callback', '/development-sign-in/nothing', '/nothing']) {
    const { headers } = await visitor.getOnce(path);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self' 'sha256-[\w+/]{43}='; style-src 'self'; [^*]*form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['strict-transport-security']).toBeUndefined();
  }
  const api = await service.treasurer.get('/api/v1/places');
  expect(api.headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
});

test('the service does not start for the public with the development provider', async () => {
  const dataFolder = '/nowhere-that-is-reached';
  const program = startProgram('service', [], { NODE_ENV: 'production', PORT: '0', COMMON_PURSE_DATA: dataFolder });
  expect(await program.ended).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^NODE_ENV is production, and the development provider lets in anybody: [^\n]+\.\n$/),
  });
});

test('a service on https keeps its cookies to it', async () => {
  const secure = await startTestService({ publicUrl: 'https://ledger.example.gov.uk' });
  const visitor = secure.visitor();
  const page = await signInAs(visitor, 'treasurer', '/sign-out');
  expect(page.text).toContain('You are signed in as The treasurer.');
  expect(visitor.cookie('__Host-purse_session')).toMatch(/^[\w-]{43}$/);
  expect(visitor.attributesOf('__Host-purse_session')).toBe('Path=/; HttpOnly; Secure; SameSite=Lax');
  expect(page.headers['strict-transport-security']).toBe('max-age=31536000');
  await visitor.submit('/sign-out', {});
  expect(visitor.cookie('__Host-purse_session')).toBeUndefined();
  await secure.close();
});

test('a service that listens signs in over the network', async () => {
  const listening = await startTestService();
  await listening.app.listen(0, '127.0.0.1');
  const { port } = listening.app.getHttpServer().address() as AddressInfo;
  const wire = new Wire();
  const list = await wire.get(`http://127.0.0.1:${port}/sign-in?returnTo=/sign-out`);
  expect(list.url).toMatch(new RegExp(`^http://localhost:${port}/development-sign-in/choose/`));
  const action = /action="([^"]+)"/.exec(list.text)![1]!;
  const page = await wire.post(new URL(action, list.url).href, { actorId: 'auditor' });
  expect(page).toMatchObject({ status: 200, url: `http://localhost:${port}/sign-out` });
  expect(page.text).toContain('You are signed in as The auditor.');
  await listening.close();
});

describe('another provider', () => {
  const clientSecret = 'a secret of the tests, and of nothing else';
  let provider: Server;
  let elsewhere: TestService;
  let subject = '';
  beforeAll(async () => {
    provider = createServer();
    await new Promise<void>((listening) => provider.listen(0, '127.0.0.1', listening));
    const issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    const oidc = oidcProvider(issuer, clientSecret);
    const answer = oidc.callback();
    provider.on('request', (request, response) => {
      if (!request.url!.startsWith('/choose/')) return void answer(request, response);
      const result = subject === '' ? { error: 'access_denied' } : { login: { accountId: subject } };
      void oidc.interactionFinished(request, response, result);
    });
    const identityProvider = { issuer, clientId: 'ledger', clientSecret, actorClaim: 'sub' };
    elsewhere = await startTestService({ publicUrl: 'http://localhost:3999', identityProvider });
  });
  afterAll(async () => {
    await elsewhere.close();
    provider.closeAllConnections();
    await new Promise((closed) => provider.close(closed));
  });

  /** Goes from the service to the provider and back. */
  const signInElsewhere = async (): Promise<{ visitor: Visitor; page: Awaited<ReturnType<Visitor['get']>> }> => {
    const visitor = elsewhere.visitor();
    const begun = await visitor.getOnce('/sign-in?returnTo=/sign-out');
    const back = await new Wire('http://localhost:3999').get(begun.headers.location!);
    const { pathname, search } = new URL(back.url);
    return { visitor, page: await visitor.get(`${pathname}${search}`) };
  };
  const actorsIn = async (): Promise<string[]> =>
    (await elsewhere.sql(`select data->>'actorId' as actor from access.session where data ? 'actorId'`)).map(
      ({ actor }) => actor as string,
    );

  test.each([
    ['treasurer-7', /^treasurer-7$/],
    ['6F9619FF-8B86-D011-B42D-00CF4FC964FF', /^6f9619ff-8b86-d011-b42d-00cf4fc964ff$/],
    ['alex@council.example', /^oidc-[0-9a-f]{32}$/],
  ])('says %s, who has an id fit for events and is greeted by name', async (said, actorId) => {
    subject = said;
    await elsewhere.sql('delete from access.session');
    const { page } = await signInElsewhere();
    expect(page.text).toContain('You are signed in as Somebody &lt;b&gt;elsewhere&lt;/b&gt;.');
    expect(await actorsIn()).toEqual([expect.stringMatching(actorId)]);
  });

  test('names nobody to others: who holds which role is told as the ledger knows them', async () => {
    subject = 'treasurer-7';
    await elsewhere.caller({ actorId: subject, roles: ['OPERATOR'] });
    const { visitor } = await signInElsewhere();
    const { status, text } = await visitor.get('/access');
    const main = text.split('<main')[1]!.split('</main>')[0]!;
    expect(status).toBe(200);
    expect(main).toMatch(/<th[^>]*>treasurer-7<\/th>/);
    expect(main).not.toContain('Somebody');
    // Nor are the people of the development provider known where there is another.
    expect(main).toMatch(/<th[^>]*>treasurer<\/th>/);
  });

  test('that knows an end of its own sessions is gone to at sign-out', async () => {
    subject = 'treasurer-7';
    const { visitor } = await signInElsewhere();
    const answer = await visitor.submitOnce('/sign-out', {});
    expect(answer.status).toBe(200);
    const [, address] = /^0; url=(.+)$/.exec(answer.headers['refresh']!)!;
    const { pathname, searchParams } = new URL(address!);
    expect(pathname).toBe('/session/end');
    expect(searchParams.get('post_logout_redirect_uri')).toBe('http://localhost:3999/signed-out');
    expect(searchParams.get('id_token_hint')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(answer.headers['content-security-policy']).toContain("form-action 'self';");
    expect((await visitor.getOnce('/sign-out')).status).toBe(303);
  });

  test('that refuses somebody leaves them signed out, with a sentence', async () => {
    subject = '';
    const { page } = await signInElsewhere();
    expect(page.status).toBe(401);
    expect(page.text).toContain('cancelled');
  });

  test('has no list of people here', async () => {
    for (const path of ['/development-sign-in/.well-known/openid-configuration', '/development-sign-in/choose/x']) {
      expect((await elsewhere.visitor().getOnce(path)).status).toBe(404);
    }
  });

  test('that cannot be reached is told in a sentence, and asked again the next time', async () => {
    const identityProvider = { issuer: 'http://127.0.0.1:1', clientId: 'x', clientSecret, actorClaim: 'sub' };
    const cut = await startTestService({ identityProvider });
    for (let time = 0; time < 2; time += 1) {
      const answer = await cut.visitor().getOnce('/sign-in');
      expect(answer.status).toBe(401);
      expect(answer.text).toContain('Your identity provider does not answer. Try again in a few minutes.');
    }
    await cut.close();
  });
});

/** A provider that asks nobody anything: whoever comes is the subject of the moment. */
function oidcProvider(issuer: string, clientSecret: string) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const provider: OidcProvider = new Provider(issuer, {
    adapter: createMemoryAdapter(),
    clients: [
      {
        client_id: 'ledger',
        client_secret: clientSecret,
        redirect_uris: ['http://localhost:3999/sign-in/callback'],
        post_logout_redirect_uris: ['http://localhost:3999/signed-out'],
        token_endpoint_auth_method: 'client_secret_basic',
        id_token_signed_response_alg: 'ES256',
      },
    ],
    clientAuthMethods: ['client_secret_basic'],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] },
    cookies: { keys: ['of the tests'] },
    claims: { openid: ['sub'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    ttl: { AccessToken: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    interactions: { url: (_context, { uid }) => `/choose/${uid}` },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: 'Somebody <b>elsewhere</b>' }),
    }),
    async loadExistingGrant(context) {
      const grant = new provider.Grant({ clientId: 'ledger', accountId: context.oidc.session?.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
  return provider;
}

/** A browser over the network, as simple as it can be: cookies by host and name. */
class Wire {
  private readonly cookies = new Map<string, string>();

  /** @param stopAt an origin that is not gone to */
  constructor(private readonly stopAt?: string) {}

  get(url: string) {
    return this.ask(url, {});
  }

  post(url: string, fields: Record<string, string>) {
    return this.ask(url, { method: 'POST', body: new URLSearchParams(fields) });
  }

  private async ask(url: string, init: RequestInit): Promise<{ status: number; url: string; text: string }> {
    const { hostname, origin } = new URL(url);
    if (origin === this.stopAt) return { status: 0, url, text: '' };
    const own = [...this.cookies].filter(([key]) => key.startsWith(`${hostname} `));
    const cookie = own.map(([key, value]) => `${key.slice(hostname.length + 1)}=${value}`).join('; ');
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      this.cookies.set(`${hostname} ${name}`, value!);
    }
    const location = answer.headers.get('location');
    const text = await answer.text();
    return location === null ? { status: answer.status, url, text } : this.ask(new URL(location, url).href, {});
  }
}
