import { randomUUID } from 'node:crypto';
import { type Answer, asked, expectProblem, startTestService, type TestService } from './support/test-service';
import { openFunds } from './support/sample-fund';

const FUND = '/api/v1/pooled-funds/trafford-bcf';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await openFunds(service, ['trafford-bcf', 'closing'], '2024-25');
});
afterAll(() => service.close());

const place = (placeId: string) => ({ placeId, name: 'A place', kind: 'NEIGHBOURHOOD', gssCodes: [] });
const income = (amountPence: number) =>
  asked('2024-05-01', { fundingStreamId: 'extra', incomeSource: 'INTEREST', amountPence, description: 'Interest' });
const withKey = (key: string): { 'idempotency-key': string } => ({ 'idempotency-key': key });

/** What the log holds of a request: its row, and its events as they are stored. */
async function stored(key: string, actorId = 'pool-manager') {
  const requestId = `api:${actorId}:${key}`;
  const requests = await service.sql('select * from log.request where request_id = $1', [requestId]);
  const events = await service.sql(
    `select e.version, t.name as type, e.data, e.metadata from log.event e join log.event_type t using (event_type_id)
      where e.metadata->>'requestId' = $1 order by e.position`,
    [requestId],
  );
  return { requests, events };
}

describe('an idempotency key', () => {
  test.each([
    ['none', undefined, 'IDEMPOTENCY_KEY_MISSING'],
    ['an empty one', '', 'IDEMPOTENCY_KEY_MISSING'],
    ['one with a blank', 'a b', 'IDEMPOTENCY_KEY_MALFORMED'],
    ['one beyond ASCII', 'cl\u00e9', 'IDEMPOTENCY_KEY_MALFORMED'],
    ['one of 129 characters', 'k'.repeat(129), 'IDEMPOTENCY_KEY_MALFORMED'],
  ])('is mandatory and well-formed: %s is refused, and nothing recorded', async (_, key, code) => {
    const before = await service.eventCount();
    const answer = await service.send({
      method: 'POST',
      url: '/api/v1/places',
      headers: {
        authorization: `Bearer ${service.manager.secret}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : withKey(key)),
      },
      payload: JSON.stringify(asked('2024-04-01', place('nowhere'))),
    });
    expectProblem(answer, 400, code);
    expect(await service.eventCount()).toBe(before);
  });

  test('of 128 characters is kept whole', async () => {
    const key = '~'.repeat(128);
    expect((await service.manager.post(`${FUND}/income`, income(1), withKey(key))).status).toBe(201);
    expect((await stored(key)).requests).toHaveLength(1);
  });

  test('sent twenty times, one after another, records once and answers the same', async () => {
    const key = randomUUID();
    const ask = (): Promise<Answer> => service.manager.post(`${FUND}/income`, income(7_00), withKey(key));
    const first = await ask();
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    for (let repeat = 1; repeat < 20; repeat += 1) {
      const again = await ask();
      expect(again).toMatchObject({ status: 201, text: first.text });
      expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true', etag: first.headers['etag'] });
    }
    const { requests, events } = await stored(key);
    expect(requests).toHaveLength(1);
    expect(events).toEqual([
      {
        version: first.body.version,
        type: 'IncomeRecorded',
        data: {
          fundingStreamId: 'extra',
          incomeSource: 'INTEREST',
          amountPence: 7_00,
          description: 'Interest',
          period: 2,
        },
        metadata: {
          actor: 'pool-manager',
          agencyId: 'trafford-council',
          authorityRef: 'Cabinet 18 March 2024, minute 12',
          occurredOn: '2024-05-01',
          requestId: `api:pool-manager:${key}`,
          correlationId: expect.stringMatching(/^[\da-f-]{36}$/),
        },
      },
    ]);
  });

  test('sent twenty times at once records once and answers the same', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => service.manager.post(`${FUND}/income`, income(9_00), withKey(key))),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    const { requests, events } = await stored(key);
    expect([requests.length, events.length]).toEqual([1, 1]);
  });

  test('does not mind in which order the fields stand', async () => {
    const key = randomUUID();
    const spending = (payee: object) =>
      asked('2024-05-02', {
        fundingStreamId: 'extra',
        payee,
        commissioningAgencyId: 'trafford-council',
        spendType: 'REVENUE',
        netPence: 1,
        irrecoverableVatPence: 0,
        recoverableVatPence: 0,
        purpose: 'A stamp',
      });
    const body = spending({ providerName: 'Post Office' });
    const turned = Object.fromEntries(Object.entries(body).reverse());
    const first = await service.manager.post(`${FUND}/payments`, body, withKey(key));
    const again = await service.manager.post(`${FUND}/payments`, turned, withKey(key));
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    expect((await stored(key)).events).toHaveLength(1);
  });

  test('used again for something else is refused, and records nothing', async () => {
    const key = randomUUID();
    await service.manager.post(`${FUND}/income`, income(3_00), withKey(key));
    const before = await service.eventCount();
    const others = [
      () => service.manager.post(`${FUND}/income`, income(3_01), withKey(key)),
      () => service.manager.post('/api/v1/places', asked('2024-04-01', place('elsewhere')), withKey(key)),
      // One that would be refused on its own account too.
      () => service.manager.post(`${FUND}/years`, asked('2024-04-01', { financialYear: '2024-25' }), withKey(key)),
    ];
    for (const ask of others) expectProblem(await ask(), 422, 'IDEMPOTENCY_KEY_REUSED');
    expect(await service.eventCount()).toBe(before);
  });

  test('of two bodies sent at once records one of them', async () => {
    const key = randomUUID();
    const bodies = Array.from({ length: 10 }, (_, place) => income(100 + (place % 2)));
    const answers = await Promise.all(bodies.map((body) => service.manager.post(`${FUND}/income`, body, withKey(key))));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(5).fill(201), ...Array(5).fill(422)]);
    expect((await stored(key)).events).toHaveLength(1);
  });

  test("is its caller's own", async () => {
    const key = randomUUID();
    const answers = [
      await service.manager.post(`${FUND}/income`, income(4_00), withKey(key)),
      await service.treasurer.post(`${FUND}/income`, income(4_00), withKey(key)),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[0]!.body.events).not.toEqual(answers[1]!.body.events);
    expect((await stored(key, 'treasurer')).events).toHaveLength(1);
  });

  test('of a refused command may be used again, once what stood against it is gone', async () => {
    const key = randomUUID();
    const child = { ...place('child'), parentPlaceId: 'parent' };
    const ask = (): Promise<Answer> => service.manager.post('/api/v1/places', asked('2024-04-01', child), withKey(key));
    expectProblem(await ask(), 404, 'PLACE_UNKNOWN');
    expectProblem(await ask(), 404, 'PLACE_UNKNOWN');
    expect(await stored(key)).toEqual({ requests: [], events: [] });
    await service.manager.record('/api/v1/places', asked('2024-04-01', place('parent')));
    expect((await ask()).status).toBe(201);
    expect((await ask()).headers['idempotency-replayed']).toBe('true');
  });

  test('gives a receipt the same id when it is sent again', async () => {
    const key = randomUUID();
    const receipt = { partnerId: 'trafford-council', fundingStreamId: 'extra', amountPence: 5_00 };
    const ask = (): Promise<Answer> =>
      service.manager.post(`${FUND}/receipts`, asked('2024-05-03', receipt), withKey(key));
    expect([(await ask()).status, (await ask()).status]).toEqual([201, 201]);
    expect((await stored(key)).events).toMatchObject([
      { type: 'ContributionReceived', data: { receiptId: expect.stringMatching(/^[\da-f-]{36}$/) } },
    ]);
  });

  test('of a command that has nothing to record keeps nothing', async () => {
    const key = randomUUID();
    const flags = `${FUND}/years/2024-25/overdue-flags`;
    const answer = await service.manager.post(flags, asked('2024-05-01', {}), withKey(key));
    expect(answer).toMatchObject({ status: 200, body: { eventStream: 'poolYear-trafford-bcf:2024', events: [] } });
    expect(answer.body).not.toHaveProperty('token');
    expect(await stored(key)).toEqual({ requests: [], events: [] });
  });

  test('still answers as the first time when the year of its fact was closed since', async () => {
    const fund = '/api/v1/pooled-funds/closing';
    const key = randomUUID();
    const ask = (): Promise<Answer> => service.manager.post(`${fund}/income`, income(6_00), withKey(key));
    const first = await ask();
    await service.treasurer.record(`${fund}/years/2024-25/closing`, asked('2025-04-30', {}));
    expect(await ask()).toMatchObject({ status: 201, text: first.text });
    expect((await stored(key)).events).toHaveLength(1);
  });
});

describe('If-Match', () => {
  const record = (headers: Record<string, string>): Promise<Answer> =>
    service.manager.post(`${FUND}/income`, income(1_00), headers);

  test('lets a command through on the version that its caller saw, and on no other', async () => {
    const first = await record({});
    const seen = first.headers['etag']!;
    expect(seen).toBe(`"${first.body.version}"`);
    expect((await record({ 'if-match': seen })).body.version).toBe(first.body.version + 1);
    const before = await service.eventCount();
    expectProblem(await record({ 'if-match': seen }), 412, 'VERSION_NOT_EXPECTED');
    expectProblem(await record({ 'if-match': '"999999999"' }), 412, 'VERSION_NOT_EXPECTED');
    for (const malformed of ['12', 'W/"12"', '*', '"1", "2"', '"-1"', '"1e3"', '""', '"9999999999"']) {
      expectProblem(await record({ 'if-match': malformed }), 400, 'IF_MATCH_MALFORMED');
    }
    expect(await service.eventCount()).toBe(before);
  });

  test('lets one of many through who saw the same', async () => {
    const { headers } = await record({});
    const answers = await Promise.all(Array.from({ length: 12 }, () => record({ 'if-match': headers['etag']! })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(11).fill(412)]);
  });

  test('does not stand against a request that is sent again', async () => {
    const { headers } = await record({});
    const both = { 'if-match': headers['etag']!, ...withKey(randomUUID()) };
    const first = await record(both);
    const again = await record(both);
    expect(again).toMatchObject({ status: 201, text: first.text });
    expect(again.headers['idempotency-replayed']).toBe('true');
  });
});
