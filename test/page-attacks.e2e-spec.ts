import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { Aggregates } from '@app/application';
import { SignedInGuard } from '../apps/ledger/src/identity/signed-in.guard';
import { loadSample } from '../apps/ledger/src/sample/load-sample';
import { example } from '../apps/ledger/src/sample/sample-people';
import { untilCaughtUp } from './support/ledger-of-its-own';
import { today } from './support/recording-fund';
import { answerOne, type Entered, mainOf, startOf } from './support/recording-walk';
import { people, startTestService, type TestService } from './support/test-service';
import { type Fields, tokenIn, type Visitor } from './support/visitor';

/** Posts of the sample whose addresses are tried. */
const posts = ['sample-treasurer', 'sample-pooled-fund-manager', 'sample-department-reviewer', 'sample-operator'].map(
  (actorId) => ({ actorId, name: `The ${actorId}`, about: 'Somebody of the sample.', role: 'Some' }),
);
/** A fund of the sample that the pooled fund manager of another sees nothing of, and its agency. */
const OTHER_FUND = 'bolton-better-care-fund';

interface Route {
  readonly method: 'GET' | 'POST';
  readonly url: string;
}

let service: TestService;
let routes: readonly Route[];
let treasurer: Visitor;
let manager: Visitor;
beforeAll(async () => {
  service = await startTestService({ people: [...people, ...posts] });
  const { app, ledger } = service;
  routes = pageRoutes();
  await loadSample(app.get(CommandBus), app.get(Aggregates), ledger.store, today);
  await untilCaughtUp(ledger);
  treasurer = await service.signIn('sample-treasurer');
  manager = await service.signIn('sample-pooled-fund-manager');
  // The whole sample is recorded first, command by command.
}, 180_000);
afterAll(() => service.close());

/** Every route of a page for people who are signed in, as its controller declares it: a new page is here by itself. */
function pageRoutes(): readonly Route[] {
  const classes = [...service.app.get(ModulesContainer).values()]
    .flatMap(({ controllers }) => [...controllers.values()])
    .map(({ metatype }) => metatype as new (...all: never[]) => object);
  return [...new Set(classes)].flatMap((page) =>
    Object.values(Object.getOwnPropertyDescriptors(page.prototype)).flatMap(({ value: handler }) => {
      if (typeof handler !== 'function' || handler === page) return [];
      const path = Reflect.getMetadata('path', handler as object) as string | undefined;
      if (path === undefined) return [];
      const guards = [page, handler as object].flatMap(
        (each) => (Reflect.getMetadata('__guards__', each) ?? []) as unknown[],
      );
      if (!guards.includes(SignedInGuard)) return [];
      const prefix = Reflect.getMetadata('path', page) as string;
      const method = RequestMethod[Reflect.getMetadata('method', handler as object) as number] as Route['method'];
      const url = `/${[prefix, path].join('/')}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
      return [{ method, url }];
    }),
  );
}

/** What a parameter of an address may hold; of one that is not here, what nothing is called. */
const samples: Readonly<Record<string, string>> = {
  recording: 'contribution',
  draftId: '00000000-0000-4000-8000-000000000000',
  question: 'amountPence',
  pooledFundId: example.pooledFundId,
  financialYear: '2012-13',
  entryNo: '1',
  agencyId: example.councilId,
  version: '1',
};
const filled = (url: string, fill = (name: string) => samples[name] ?? 'nothing'): string =>
  url.replace(/:(\w+)/g, (_, name: string) => fill(name));

const eventsAndDrafts = async () =>
  (
    await service.sql(
      'select (select count(*) from log.event) as events, (select count(*) from access.draft) as drafts',
    )
  )[0];

describe('every page', () => {
  test('is found: those of recording, of what waits, of access and the first one among them', () => {
    expect(routes).toEqual(
      expect.arrayContaining([
        { method: 'GET', url: '/' },
        { method: 'GET', url: '/approvals' },
        { method: 'GET', url: '/access' },
        { method: 'GET', url: '/access/me' },
        { method: 'GET', url: '/record/:recording/new' },
        { method: 'POST', url: '/record/:recording/:draftId/check' },
        { method: 'POST', url: '/record/:recording/:draftId/:question' },
      ]),
    );
  });

  test('leads whoever is not signed in to sign in, and takes nothing from them', async () => {
    const before = await eventsAndDrafts();
    for (const { method, url } of routes) {
      const visitor = service.visitor();
      const path = filled(url);
      if (method === 'GET') {
        const answer = await visitor.getOnce(path);
        const there = `/sign-in?${new URLSearchParams({ returnTo: path }).toString()}`;
        expect({ path, ...answer }).toMatchObject({ path, status: 303, headers: { location: there } });
      } else expect({ path, ...(await visitor.postOnce(path, { _csrf: 'x' })) }).toMatchObject({ path, status: 403 });
    }
    expect(await eventsAndDrafts()).toEqual(before);
  });

  test('does so after sign-out too, also with the cookie and the token of before', async () => {
    const visitor = await service.signIn('sample-treasurer');
    const page = await visitor.get('/record');
    const token = tokenIn(page);
    const cookie = visitor.cookie('purse_session')!;
    await visitor.postOnce('/sign-out', { _csrf: token });
    const before = await eventsAndDrafts();
    for (const { method, url } of routes) {
      visitor.plant('purse_session', cookie);
      const path = filled(url);
      const answer = method === 'GET' ? await visitor.getOnce(path) : await visitor.postOnce(path, { _csrf: token });
      expect({ path, status: answer.status }).toEqual({ path, status: method === 'GET' ? 303 : 403 });
      if (method === 'GET') expect(answer.headers.location).toMatch(/^\/sign-in\?/);
    }
    expect(await eventsAndDrafts()).toEqual(before);
  });

  test('takes no form without the token of its session', async () => {
    const before = await eventsAndDrafts();
    for (const { url } of routes.filter(({ method }) => method === 'POST')) {
      const forged: readonly Fields[] = [{}, { _csrf: 'forged' }];
      for (const fields of forged) {
        const answer = await treasurer.postOnce(filled(url), fields);
        expect({ url, status: answer.status }).toEqual({ url, status: 403 });
      }
    }
    expect(await eventsAndDrafts()).toEqual(before);
  });

  const hostile = [
    ...[
      '',
      '%00',
      '%E2%80%AEfunds',
      '%F0%9F%92%A3',
      '..%2F..%2Fetc%2Fpasswd',
      '%27%20or%201%3D1--',
      '%3Cscript%3Ealert(1)',
    ],
    ...[
      '__proto__',
      'constructor',
      'toString',
      '-1',
      '99999999999999999999',
      'NaN',
      '2012-13',
      '9999-99-99',
      'x'.repeat(3_000),
    ],
  ];
  const names = [
    ...[
      'placeId',
      'agencyId',
      'pooledFundId',
      'fundingStreamId',
      'financialYear',
      'asAt',
      'asKnownAt',
      'by',
      'download',
    ],
    ...['table', 'page', 'after', 'q', 'from', 'to', 'report', 'withdrawal', 'entryRef', 'agreementId', 'version'],
    ...['claimIds', 'grant', 'actorId', '__proto__', 'constructor', 'asAt-day', 'to-pay-page'],
  ];
  const queries = [
    ...hostile.map((value) => names.map((name) => `${name}=${value}`).join('&')),
    ...hostile.map((value, place) => `${names[place]}=${value}`),
    ...['pooledFundId', 'asAt', 'download'].map((name) => `${name}=%00`),
    names.map((name) => `${name}=a&${name}=b`).join('&'),
    names.map((name) => `${name}[a]=b&${name}[]=c`).join('&'),
  ].filter((query) => query.length < 12_000);

  test('answers hostile queries, and never fails', async () => {
    const wrong: string[] = [];
    for (const { url } of routes.filter(({ method }) => method === 'GET')) {
      for (const query of queries) {
        const { status } = await treasurer.getOnce(`${filled(url)}?${query}`);
        if (status >= 500) wrong.push(`${url}?${query.slice(0, 200)}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  test('answers hostile names in its address, and never fails', async () => {
    const wrong: string[] = [];
    for (const { url } of routes.filter(({ method, url: each }) => method === 'GET' && each.includes(':'))) {
      const parameters = [...url.matchAll(/:(\w+)/g)].map(([, name]) => name!);
      for (const parameter of parameters) {
        for (const value of hostile.filter((each) => each !== '' && each.length < 200)) {
          const path = filled(url, (name) => (name === parameter ? value : (samples[name] ?? 'nothing')));
          const { status } = await treasurer.getOnce(path);
          if (status >= 500) wrong.push(`${path}: ${status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('of recording answers hostile forms, and never fails', async () => {
    const address = await startOf(treasurer, '/record/contribution/new');
    for (const name of [
      'contribution',
      'withdrawal',
      'reversal',
      'claim',
      'validation',
      'dispute',
      'payment',
      'agreed-contribution',
      'instalments',
      'share-calculation',
      'share-payment',
    ]) {
      const first = name === 'contribution' ? address : await startOf(treasurer, `/record/${name}/new`);
      const token = tokenIn(await treasurer.get(address));
      const question = first.split('/').at(-1)!;
      for (const value of [
        '\u202ebcf',
        "' or 1=1",
        '__proto__',
        'x'.repeat(5_000),
        '\ud83d\udca3',
        'a\tb',
        '-1',
        '1e400',
      ]) {
        for (const typed of [value, [value, value]]) {
          const answer = await treasurer.postOnce(first, { _csrf: token, [question]: typed, __proto__: value });
          expect({ name, value, status: answer.status }).toEqual({ name, value, status: 400 });
        }
      }
    }
  });
});

describe('what is outside a person’s sight looks absent', () => {
  test('on the first page, whatever the address narrows it to', async () => {
    const all = await treasurer.get(`/?pooledFundId=${OTHER_FUND}`);
    expect(all.status).toBe(200);
    const own = mainOf((await manager.get('/')).text);
    expect(own).not.toContain('Bolton Better Care Fund');
    for (const path of [`/?pooledFundId=${OTHER_FUND}`, `/?pooledFundId=no-such-fund`]) {
      const { status, text } = await manager.get(path);
      expect(status).toBe(400);
      expect(mainOf(text).replaceAll('no-such-fund', OTHER_FUND)).toContain(`There is no fund “${OTHER_FUND}”`);
      expect(text).not.toContain('Bolton Better Care Fund');
    }
  });

  test('when a link names it for a recording: it is asked as if nothing were named', async () => {
    const [{ agreement_id: hidden }] = await service.sql(
      `select replace(name, 'agreement-', '') as agreement_id from log.stream where name like 'agreement-%' limit 1`,
    );
    for (const [name, query] of [
      ['contribution', `pooledFundId=${OTHER_FUND}&partnerId=trafford-council`],
      ['withdrawal', `pooledFundId=${OTHER_FUND}`],
      ['payment', `withdrawal=${OTHER_FUND}/2012-13/w-1`],
      ['claim', 'agreementId=no-such-agreement&claimantId=police'],
      ['instalments', `pooledFundId=${OTHER_FUND}&agreed=2012-13/c-1/100`],
      ['share-payment', 'due=no-such-agreement/calculation-1-due-1/PARTIES'],
    ]) {
      const address = await startOf(manager, `/record/${name}/new?${query}`);
      const { status, text } = await manager.get(address);
      expect(status).toBe(200);
      expect(address).toMatch(/\/(pooledFundId|withdrawal|agreementId|due)$/);
      expect(text).not.toContain('Bolton Better Care Fund');
    }
    expect(hidden).toBeDefined();
  });

  test('when the reference of its entry is typed: the ledger says that there is no such fund', async () => {
    const tell = async (fund: string) => {
      let address = await startOf(manager, `/record/reversal/new?entryRef=${fund}/2012-13/1`);
      for (const entered of [{ reason: 'Wrong' }, { occurredOn: today }, { authorityRef: 'Me' }] as readonly Entered[])
        address = await answerOne(manager, address, entered);
      const { status, text } = await manager.submit(address, {});
      expect(status).toBe(422);
      return mainOf(text).replaceAll(fund, 'it');
    };
    const before = await service.eventCount();
    expect(await tell(OTHER_FUND)).toBe(await tell('no-such-fund'));
    expect(await service.eventCount()).toBe(before);
  });

  test('among what waits', async () => {
    const reviewer = await service.signIn('sample-department-reviewer');
    const { text } = await reviewer.get('/approvals');
    expect(mainOf(text)).toContain('No withdrawal waits for approval.');
    expect(mainOf((await treasurer.get('/approvals')).text)).not.toContain('No withdrawal waits for approval.');
  });

  test('among roles: those who may not look see their own, and no one else’s', async () => {
    for (const visitor of [manager, await service.signIn('sample-department-reviewer')]) {
      expect(await visitor.getOnce('/access')).toMatchObject({ status: 303, headers: { location: '/access/me' } });
      const { text } = await visitor.get('/access');
      expect(text).not.toMatch(/sample-(?:treasurer|operator|auditor)/);
      for (const id of ['roles-held', 'roles-taken-back']) {
        expect(await visitor.getOnce(`/access/me?download=csv&table=${id}`)).toMatchObject({ status: 404 });
      }
    }
    const own = mainOf((await manager.get('/access/me')).text);
    expect(own).toContain('sample-pooled-fund-manager');
    expect(own).toContain('Pooled fund manager The fund');
    expect(own).toContain('Record a contribution received');
    const operator = await service.signIn('sample-operator');
    expect((await operator.get('/access')).text).toContain('sample-department-reviewer');
    expect((await operator.get('/')).text).toContain(
      '<a class="govuk-footer__link" href="/access/me">The sample-operator</a>',
    );
  });
});
