import { randomUUID } from 'node:crypto';
import { connect, type AddressInfo } from 'node:net';
import { createApp } from '../apps/ledger/src/create-app';
import { openFunds } from './support/sample-fund';
import { type Answer, asked, expectProblem, startTestService, type TestService } from './support/test-service';

const FUND = '/api/v1/pooled-funds/fund-0';
const FUNDS = ['fund-0', 'fund-1', 'fund-2', 'fund-3'];

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a description of any depth
type Shape = Record<string, any>;

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await openFunds(service, FUNDS, '2025-26');
});
afterAll(() => service.close());

const place = asked('2015-04-01', { placeId: 'sale', name: 'Sale', kind: 'NEIGHBOURHOOD', gssCodes: [] });
const receipt = (amountPence: number) =>
  asked('2025-05-01', { partnerId: 'gm-icb', fundingStreamId: 'extra', amountPence });
const payment = (netPence: number) =>
  asked('2025-05-02', {
    fundingStreamId: 'extra',
    payee: { providerName: 'Homecare North CIC' },
    commissioningAgencyId: 'gm-icb',
    spendType: 'REVENUE',
    netPence,
    irrecoverableVatPence: 0,
    recoverableVatPence: 0,
    purpose: 'Reablement',
  });

describe('whoever asks', () => {
  test('shows a key that is known: everything else is 401, and says how to get one', async () => {
    const { keyId, secret } = await service.caller({ actorId: 'leaver', roles: ['TREASURER'] });
    expect(await service.ledger.apiKeys.revoke(keyId)).toBe(true);
    const { secret: right } = service.treasurer;
    for (const authorization of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      right,
      `Basic ${right}`,
      `Bearer ${right} ${right}`,
      `Bearer ${right}x`,
      `Bearer ${right.slice(0, -1)}`,
      `Bearer ${right.slice(0, -4)}AAAA`,
      `Bearer ${right.toUpperCase()}`,
      'Bearer cp_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      "Bearer cp_' or 1=1 --",
      `Bearer ${secret}`,
    ]) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      for (const method of ['GET', 'POST']) {
        const payload = method === 'POST' ? JSON.stringify(place) : undefined;
        if (method === 'POST') headers['content-type'] = 'application/json';
        const answer = await service.send({ method, url: '/api/v1/places', headers, payload });
        expectProblem(answer, 401, 'API_KEY_MISSING');
        expect(answer.headers['www-authenticate']).toBe('Bearer');
      }
    }
    const lower = { authorization: `bearer ${right}` };
    expect((await service.send({ method: 'GET', url: '/api/v1/places', headers: lower })).status).toBe(200);
  });

  test('finds only the digest of a key in the database', async () => {
    const rows = await service.sql('select * from access.api_key');
    expect(rows.length).toBeGreaterThan(5);
    // The part after the key's id, which may hold an underscore itself.
    const secret = service.treasurer.secret.split('_').slice(2).join('_');
    expect(secret.length).toBeGreaterThan(20);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  test('asks for what a role of theirs allows, and no more', async () => {
    const { auditor, approver, treasurer, section151, manager } = service;
    const reviewer = await service.caller({ actorId: 'reviewer', roles: ['DEPARTMENT_REVIEWER', 'SUBSCRIBER'] });
    const operator = await service.caller({ actorId: 'operator', roles: ['OPERATOR'] });
    const nobody = await service.caller({ actorId: 'nobody', roles: [] });
    const before = await service.eventCount();
    for (const caller of [auditor, reviewer, nobody, approver]) {
      const refused = await caller.refused('/api/v1/places', place, 403, 'NOT_ALLOWED');
      expect(refused.body.detail).toMatch(/RegisterPlace/);
      await caller.refused(`${FUND}/receipts`, receipt(1), 403, 'NOT_ALLOWED');
      expect((await caller.get('/api/v1/places')).status).toBe(200);
    }
    await operator.refused(`${FUND}/receipts`, receipt(1), 403, 'NOT_ALLOWED');
    await section151.refused(`${FUND}/receipts`, receipt(1), 403, 'NOT_ALLOWED');
    const delegation = { delegationId: 'd', holderActorId: 'service-head', actions: ['REOPEN_PERIOD'], limitPence: 1 };
    await treasurer.refused(`${FUND}/delegations`, asked('2025-04-01', delegation), 403, 'NOT_ALLOWED');
    await manager.refused(`${FUND}/years/2025-26/closing`, asked('2026-04-30', {}), 403, 'NOT_ALLOWED');
    const toOneself = { ...delegation, holderActorId: 'section-151' };
    await section151.refused(`${FUND}/delegations`, asked('2025-04-01', toOneself), 422, 'DELEGATION_TO_ONESELF');
    expect(await service.eventCount()).toBe(before);
    expect((await operator.post('/api/v1/places', { ...place, placeId: 'by-operator' })).status).toBe(201);
  });
});

describe('whoever runs it', () => {
  const get = (url: string): Promise<Answer> => service.send({ method: 'GET', url });

  test('asks without a key whether it lives and can work', async () => {
    expect(await get('/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
    expect(await get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
    expect(await service.send({ method: 'HEAD', url: '/health/ready' })).toMatchObject({ status: 200, text: '' });
  });

  test('reads metrics of requests and followers, and no secret, agency or amount', async () => {
    const { body } = await service.manager.record(`${FUND}/receipts`, receipt(123_456_78));
    await service.auditor.get('/api/v1/reports/who-paid-in', { agencyId: 'gm-icb', readAfter: body.token });
    const { status, text, headers } = await get('/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(
      /purse_http_request_seconds_count\{method="POST",route="\/api\/v1\/pooled-funds\/:pooledFundId\/receipts",status="201"\} [1-9]/,
    );
    for (const follower of ['reading', 'open-next-year-when-year-closes']) {
      expect(text).toMatch(new RegExp(`purse_follower_lag_events\\{follower="${follower}"\\} \\d+\\n`));
      expect(text).toMatch(new RegExp(`purse_follower_lag_seconds\\{follower="${follower}"\\} [\\d.e-]+\\n`));
    }
    expect(text).toContain('purse_follower_stuck 0\n');
    expect(text).not.toMatch(/gm-icb|fund-0|12345678|cp_[\da-f]{12}|postgres:\/\//);
  });

  test('is told of no browser trick: every answer forbids what it does not need', async () => {
    for (const url of ['/health/live', '/api/v1/nothing', '/api/v1/places', '/metrics']) {
      expect((await get(url)).headers).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
    }
    // A page, also one that is not there, loads its own style and nothing from elsewhere.
    expect((await get('/nothing')).headers).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; (?!.*unsafe)(?!.*https?:).*frame-ancestors 'none'$/,
      ),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  test('reads a description in which every operation answers and every shape is there', async () => {
    const { body: api, text } = await get('/api/openapi.json');
    expect(api.openapi).toMatch(/^3\./);
    for (const [, reference] of text.matchAll(/"\$ref":"([^"]*)"/g)) {
      const found = reference!
        .slice(2)
        .split('/')
        .reduce((at: Shape | undefined, name) => at?.[name], api);
      expect([reference, typeof found]).toEqual([reference, 'object']);
    }
    const operations = Object.entries<Shape>(api.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
    expect(operations.length).toBeGreaterThan(60);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { path, method, operation } of operations) {
      const parameters: { name: string; in: string; required: boolean; schema?: object }[] = operation.parameters;
      const inPath = parameters.filter((each) => each.in === 'path').map(({ name }) => name);
      expect({ path, inPath: inPath.sort() }).toEqual({
        path,
        inPath: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort(),
      });
      expect(parameters.every(({ schema }) => schema !== undefined)).toBe(true);
      const statuses = Object.keys(operation.responses);
      expect({ path, ok: statuses.some((status) => status.startsWith('2')) }).toEqual({ path, ok: true });
      // A simulation is asked with a body and records nothing.
      if (method !== 'post' || path.endsWith('/simulate')) continue;
      expect(statuses).toEqual(
        expect.arrayContaining(['200', '201', '400', '401', '403', '404', '409', '412', '422', '503']),
      );
      expect(parameters).toContainEqual(
        expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true }),
      );
      expect(operation.requestBody.required).toBe(true);
    }
    for (const [name, schema] of Object.entries<Shape>(api.components.schemas)) {
      for (const [field, each] of Object.entries<Shape>(schema['properties'] ?? {})) {
        const isShaped = each['$ref'] ?? each['allOf'] ?? each['type'];
        expect({ name, field, isShaped: isShaped !== undefined }).toEqual({ name, field, isShaped: true });
      }
    }
  });

  test('sees the description on a page that loads all it asks for, under its own policy', async () => {
    const page = await get('/api/docs');
    expect(page).toMatchObject({ status: 200 });
    const policy = page.headers['content-security-policy']!;
    expect(policy).toContain("script-src 'self'");
    const assets = [...page.text.matchAll(/(?:src|href)="\.?\/?([^"]+)"/g)].map(([, name]) => name!);
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) {
      const answer = await get(`/api/${asset.replace(/^(api\/)?/, '')}`);
      expect({ asset, status: answer.status, empty: answer.text === '' }).toEqual({ asset, status: 200, empty: false });
    }
    // No script of the page's own: the policy would not run it.
    expect(page.text).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>\s*\S/);
  });
});

describe('many callers at once', () => {
  const CALLERS = 64;

  /** Each caller pays in and pays out, one after the other; answers what was acknowledged. */
  const work = (fundOf: (caller: number) => string): Promise<Answer[]> =>
    Promise.all(
      Array.from({ length: CALLERS }, async (_, caller) => {
        const fund = `/api/v1/pooled-funds/${fundOf(caller)}`;
        return [
          await service.manager.post(`${fund}/receipts`, receipt(100_00 + caller)),
          await service.treasurer.post(`${fund}/payments`, payment(1 + caller)),
          await service.manager.post(`${fund}/receipts`, receipt(1_00)),
        ];
      }),
    ).then((answers) => answers.flat());

  test.each<[string, (caller: number) => string]>([
    ['one pool year', () => 'fund-1'],
    ['many', (caller) => FUNDS[caller % FUNDS.length]!],
  ])('on %s: the reports add up to what was acknowledged, and the log has no gap', async (_, fundOf) => {
    const sums = async (readAfter?: string): Promise<readonly number[]> => {
      const paidIn = await service.auditor.get('/api/v1/reports/who-paid-in', { placeId: 'trafford', readAfter });
      const gained = await service.auditor.get('/api/v1/reports/who-gained', { placeId: 'trafford', readAfter });
      return [paidIn.body.totals.receivedPence, gained.body.totals.paidPence];
    };
    const head = await service.manager.record('/api/v1/places', {
      ...place,
      placeId: `before-${fundOf(1)}-${fundOf(2)}`,
    });
    const before = await sums(head.body.token);
    const answers = await work(fundOf);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const positionOf = ({ body }: Answer): number => Number(body.token.split(':')[1]);
    const last = answers.reduce((a, b) => (positionOf(a) > positionOf(b) ? a : b));
    const after = await sums(last.body.token);
    // 64 × (100.00 + 1.00) + (0 + … + 63), and 64 + (0 + … + 63), in pence
    expect([after[0]! - before[0]!, after[1]! - before[1]!]).toEqual([64 * 101_00 + 2016, 64 + 2016]);
    expect(new Set(answers.map(({ body }) => body.events[0].eventId)).size).toBe(CALLERS * 3);

    const [log] = await service.sql(
      `select count(*)::int as events, max(position)::int as head, count(distinct event_id)::int as ids,
              (select count(*)::int from (select version - row_number() over (partition by stream_id order by position) as gap
                 from log.event) v where gap <> 0) as gaps,
              (select count(*)::int from log.request) as requests,
              count(distinct metadata->>'requestId')::int as asked from log.event`,
    );
    expect(log).toEqual({
      events: log.head,
      head: log.head,
      ids: log.head,
      gaps: 0,
      requests: log.asked,
      asked: log.asked,
    });
  });

  test('never take more out of a funding stream than is in it', async () => {
    const grant = { partnerId: 'gm-icb', fundingStreamId: 'grant', amountPence: 1_000 };
    await service.manager.record('/api/v1/pooled-funds/fund-2/receipts', asked('2025-05-01', grant));
    const withdrawals = '/api/v1/pooled-funds/fund-2/years/2025-26/withdrawals';
    const request = { ...payment(30), fundingStreamId: 'grant', expenditureKind: 'CONTRACT_PRICE' };
    const answers = await Promise.all(
      Array.from({ length: CALLERS }, (_, caller) =>
        service.manager.post(withdrawals, { ...request, withdrawalId: `w-${caller}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(33);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const answer of refused) expectProblem(answer, 422, 'FUNDING_STREAM_OVERDRAWN');
    expect(refused.at(-1)!.body.details).toEqual({ fundingStreamId: 'grant', availablePence: 10, askedPence: 30 });
  });

  test('asking to close one year close it once; facts that come meanwhile are in it, or go to the next', async () => {
    const fund = '/api/v1/pooled-funds/fund-3';
    const facts = (): Promise<Answer>[] =>
      Array.from({ length: 8 }, () => service.manager.post(`${fund}/receipts`, receipt(1_00)));
    const before = facts();
    const closings = Array.from({ length: 8 }, () =>
      service.treasurer.post(`${fund}/years/2025-26/closing`, asked('2026-04-30', {})),
    );
    const answers = await Promise.all([...before, ...facts(), ...facts()]);
    expect((await Promise.all(closings)).map(({ status }) => status).sort()).toEqual([
      201,
      ...Array<number>(7).fill(422),
    ]);
    for (const answer of [...answers, ...(await Promise.all(facts()))]) {
      if (answer.status === 201) expect(answer.body.eventStream).toMatch(/^poolYear-fund-3:202[56]$/);
      else expectProblem(answer, 422, 'POOL_YEAR_NOT_OPEN');
    }
  });

  test('can record more than one sum holds: the whole is then refused, each part told', async () => {
    const most = receipt(100_000_000_000_000);
    for (const fund of ['fund-0', 'fund-2']) {
      const answers = await Promise.all(
        Array.from({ length: 60 }, () => service.manager.post(`/api/v1/pooled-funds/${fund}/receipts`, most)),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    }
    const { body } = await service.manager.record('/api/v1/places', { ...place, placeId: 'after-the-most' });
    const ask = (query: object): Promise<Answer> =>
      service.auditor.get('/api/v1/reports/who-paid-in', { ...query, readAfter: body.token });
    expectProblem(await ask({}), 422, 'FIGURES_TOO_LARGE');
    expect((await ask({ pooledFundId: 'fund-0' })).status).toBe(200);
    const refused = Array.from({ length: 40 }, () => service.manager.post(`${FUND}/receipts`, most));
    expect((await Promise.all(refused)).map(({ status }) => status)).toContain(422);
  });
});

test('when the database breaks off, callers are told to come again, and nothing is lost or doubled', async () => {
  const keys = Array.from({ length: 40 }, () => randomUUID());
  const ask = (key: string): Promise<Answer> =>
    service.manager.post('/api/v1/pooled-funds/fund-1/receipts', receipt(1), { 'idempotency-key': key });
  const report = (readAfter?: string): Promise<Answer> =>
    service.auditor.get('/api/v1/reports/transactions', { pooledFundId: 'fund-1', readAfter });
  await service.manager.report('transactions', { pooledFundId: 'fund-1' });
  const underWay = [...keys.map(ask), ...keys.map(() => report())];
  await service.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  for (const answer of await Promise.all(underWay)) {
    if (answer.status === 503) expectProblem(answer, 503, 'UNAVAILABLE');
    else expect([200, 201]).toContain(answer.status);
  }
  let last: Answer | undefined;
  for (const key of keys) while ((last = await ask(key)).status === 503) expectProblem(last, 503, 'UNAVAILABLE');
  const recorded = await service.sql(
    `select count(*)::int as n from log.event where metadata->>'requestId' = any($1)`,
    [keys.map((key) => `api:pool-manager:${key}`)],
  );
  expect(recorded).toEqual([{ n: keys.length }]);
  expect((await report(last!.body.token)).status).toBe(200);
});

test('another process knows what a withdrawal that it never saw may be paid from', async () => {
  const { manager, section151, approver, ledger } = service;
  const dated = { fundingStreamId: 'dated', name: 'Dated', originAgencyId: 'gm-icb', expiresOn: '2025-05-31' };
  const rules = { ringFence: 'NONE', permittedSpendTypes: ['REVENUE'] };
  await manager.record('/api/v1/funding-streams', asked('2015-04-01', { ...dated, ...rules }));
  const fund = '/api/v1/pooled-funds/fund-1';
  const delegation = {
    delegationId: 'd',
    holderActorId: 'service-head',
    actions: ['APPROVE_WITHDRAWAL'],
    limitPence: 50,
  };
  await section151.record(`${fund}/delegations`, asked('2025-04-01', delegation));
  await manager.record(`${fund}/receipts`, { ...receipt(50), fundingStreamId: 'dated' });
  const withdrawal = `${fund}/years/2025-26/withdrawals/dated-1`;
  const request = {
    ...payment(50),
    fundingStreamId: 'dated',
    expenditureKind: 'CONTRACT_PRICE',
    withdrawalId: 'dated-1',
  };
  await manager.record(`${fund}/years/2025-26/withdrawals`, request);
  await approver.record(`${withdrawal}/approval`, asked('2025-05-03', { delegationId: 'd' }));
  const other = await createApp(ledger);
  const headers = { authorization: `Bearer ${manager.secret}`, 'idempotency-key': 'from-the-other' };
  const payload = asked('2025-06-01', {});
  const answer = await other.inject({ method: 'POST', url: `${withdrawal}/payment`, headers, payload });
  await other.close();
  expect(answer.json()).toMatchObject({ status: 422, code: 'FUNDING_STREAM_EXPIRED' });
});

test('the service ends although somebody keeps a connection busy', async () => {
  const ending = await startTestService();
  await ending.app.listen(0, '127.0.0.1');
  const { port } = ending.app.getHttpServer().address() as AddressInfo;
  const answered = new Promise<void>((resolve) => {
    const idle = connect({ port, host: '127.0.0.1' });
    idle.on('error', () => undefined);
    idle.once('data', () => resolve());
    idle.write('GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n');
  });
  await answered;
  const cut = new Promise<void>((resolve) => {
    const busy = connect({ port, host: '127.0.0.1' }, () => {
      busy.write(
        'POST /api/v1/places HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
      );
    });
    busy.on('error', () => undefined);
    busy.on('close', () => resolve());
  });
  const taken = new Promise((resolve) => ending.app.getHttpServer().once('connection', resolve));
  await taken;
  await Promise.all([ending.close(), cut]);
});
