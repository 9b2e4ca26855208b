import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { openFunds } from './support/sample-fund';
import { sampleTerms } from './support/sample-terms';
import { type Answer, asked, expectProblem, startTestService, type TestService } from './support/test-service';

const FUND = '/api/v1/pooled-funds/trafford-bcf';
const YEAR = `${FUND}/years/2025-26`;

let service: TestService;
let port: number;
beforeAll(async () => {
  service = await startTestService();
  await openFunds(service, ['trafford-bcf'], '2025-26');
  await service.app.listen(0, '127.0.0.1');
  port = (service.app.getHttpServer().address() as AddressInfo).port;
});
afterAll(() => service.close());

/** Posts a text as it is, with a key and an idempotency key of its own. */
const postRaw = (url: string, payload: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> =>
  service.send({
    method: 'POST',
    url,
    headers: {
      authorization: `Bearer ${service.manager.secret}`,
      'idempotency-key': crypto.randomUUID(),
      'content-type': 'application/json',
      ...headers,
    },
    payload,
  });

/** The text of a body in which one field's value is written just so. */
const bodyWith = (fields: object, name: string, value: string): string =>
  JSON.stringify({ ...fields, [name]: 'HERE' }).replace('"HERE"', value);

const income = asked('2025-05-01', {
  fundingStreamId: 'extra',
  incomeSource: 'INTEREST',
  amountPence: 1,
  description: 'Interest',
});
const place = asked('2015-04-01', { placeId: 'urmston', name: 'Urmston', kind: 'NEIGHBOURHOOD', gssCodes: [] });
const payment = asked('2025-05-01', {
  fundingStreamId: 'extra',
  payee: { providerName: 'Homecare North CIC' },
  commissioningAgencyId: 'gm-icb',
  spendType: 'REVENUE',
  netPence: 1,
  irrecoverableVatPence: 0,
  recoverableVatPence: 0,
  purpose: 'Reablement',
});

/** Whatever is refused leaves the log as it was. */
async function recordsNothing(ask: () => Promise<void>): Promise<void> {
  const before = await service.eventCount();
  await ask();
  expect(await service.eventCount()).toBe(before);
}

describe('an amount', () => {
  test.each([
    ['0', 'BODY_INVALID', 'amountPence'],
    ['-1', 'BODY_INVALID', 'amountPence'],
    ['100000000000001', 'BODY_INVALID', 'amountPence'],
    ['9007199254740991', 'BODY_INVALID', 'amountPence'],
    ['"100"', 'BODY_INVALID', 'amountPence'],
    ['"1e3"', 'BODY_INVALID', 'amountPence'],
    ['true', 'BODY_INVALID', 'amountPence'],
    ['null', 'BODY_INVALID', 'amountPence'],
    ['[1]', 'BODY_INVALID', 'amountPence'],
    ['{}', 'BODY_INVALID', 'amountPence'],
    ['0.1', 'JSON_REFUSED', 'amountPence'],
    ['1e3', 'JSON_REFUSED', 'amountPence'],
    ['1E3', 'JSON_REFUSED', 'amountPence'],
    ['100.0', 'JSON_REFUSED', 'amountPence'],
    ['9007199254740992', 'JSON_REFUSED', 'amountPence'],
    ['-9007199254740993', 'JSON_REFUSED', 'amountPence'],
    [`1${'0'.repeat(400)}`, 'JSON_REFUSED', 'amountPence'],
    ['01', 'JSON_REFUSED', 'JSON'],
    ['+1', 'JSON_REFUSED', 'JSON'],
    ['.5', 'JSON_REFUSED', 'JSON'],
    ['0x10', 'JSON_REFUSED', 'JSON'],
    ['NaN', 'JSON_REFUSED', 'JSON'],
    ['Infinity', 'JSON_REFUSED', 'JSON'],
  ])('of %s is refused', (value, code, where) =>
    recordsNothing(async () => {
      const answer = await postRaw(`${FUND}/income`, bodyWith(income, 'amountPence', value));
      expectProblem(answer, 400, code);
      expect(answer.body.detail).toContain(where);
    }),
  );

  test('may be the largest there is, and not one penny more in a payment with its VAT', async () => {
    const { manager } = service;
    await manager.refused(
      `${FUND}/payments`,
      { ...payment, netPence: 100_000_000_000_000, irrecoverableVatPence: 1 },
      422,
      'AMOUNT_NOT_POSSIBLE',
    );
    await manager.refused(`${FUND}/payments`, { ...payment, netPence: 0 }, 422, 'AMOUNT_NOT_POSSIBLE');
  });
});

describe('an identifier', () => {
  const bad: readonly [string, string][] = [
    ['empty', ''],
    ['of 65 characters', 'a'.repeat(65)],
    ['of 10,000 characters', 'a'.repeat(10_000)],
    ['with a capital', 'Trafford'],
    ['beginning with a hyphen', '-trafford'],
    ['with a blank', 'traf ford'],
    ['ending in a line break', 'trafford\n'],
    ['with a Cyrillic a', 'tr\u0430fford'],
    ['in full width', '\uff54\uff52\uff41\uff46\uff46\uff4f\uff52\uff44'],
    ['with a zero-width space', 'traf\u200bford'],
    ['with a soft hyphen', 'traf\u00adford'],
    ['with a combining accent', 'trafford\u0301'],
    ['with SQL', "x'; drop table log.event; --"],
    ['with a path', '../../etc/passwd'],
  ];

  test.each(bad)('%s is refused in a body', (_, id) =>
    recordsNothing(async () => {
      const answer = await postRaw('/api/v1/places', JSON.stringify({ ...place, placeId: id }));
      expectProblem(answer, 400, 'BODY_INVALID');
      expect(answer.body.errors).toEqual([
        { path: 'placeId', message: 'must be 1 to 64 of a-z, 0-9 and -, beginning and ending with a letter or digit' },
      ]);
    }),
  );

  test.each(bad.filter(([, id]) => id !== ''))('%s is refused in an address and in a query', (_, id) =>
    recordsNothing(async () => {
      const inPath = encodeURIComponent(id);
      const answers = [
        await service.auditor.get(`/api/v1/places/${inPath}`),
        await postRaw(`/api/v1/pooled-funds/${inPath}/income`, JSON.stringify(income)),
      ];
      for (const answer of answers) expectProblem(answer, id.length > 200 ? 414 : 400);
      for (const name of [
        'placeId',
        'agencyId',
        'pooledFundId',
        'fundingStreamId',
        'financialYear',
        'asAt',
        'asKnownAt',
      ]) {
        expectProblem(await service.auditor.get('/api/v1/reports/who-paid-in', { [name]: id }), 400, 'QUERY_INVALID');
      }
      expectProblem(await service.auditor.get('/api/v1/places', { cursor: id }), 400, 'QUERY_INVALID');
    }),
  );

  test('that is well-formed and unknown is told to be so', () =>
    recordsNothing(async () => {
      const { manager, auditor } = service;
      for (const [name, code] of [
        ['placeId', 'PLACE_UNKNOWN'],
        ['agencyId', 'AGENCY_UNKNOWN'],
        ['pooledFundId', 'POOLED_FUND_UNKNOWN'],
        ['fundingStreamId', 'FUNDING_STREAM_UNKNOWN'],
      ] as const) {
        expectProblem(await auditor.get('/api/v1/reports/who-gained', { [name]: 'nobody' }), 404, code);
      }
      const statement = { pooledFundId: 'trafford-bcf', financialYear: '1999-00' };
      expectProblem(await auditor.get('/api/v1/reports/fund-statement', statement), 404, 'POOL_YEAR_UNKNOWN');
      expectProblem(await auditor.get('/api/v1/places/nowhere'), 404, 'NOT_FOUND');
      expectProblem(await auditor.get('/api/v1/entries/trafford-bcf/2025-26/999999999'), 404, 'ENTRY_UNKNOWN');
      expectProblem(await auditor.get('/api/v1/entries/trafford-bcf/2025-27/1'), 400, 'PATH_MALFORMED');
      await manager.refused('/api/v1/pooled-funds/nothing/income', income, 404, 'POOLED_FUND_UNKNOWN');
      await manager.refused(`${FUND}/income`, { ...income, fundingStreamId: 'none' }, 404, 'FUNDING_STREAM_UNKNOWN');
      await manager.refused(`${FUND}/payments`, { ...payment, payee: { agencyId: 'nobody' } }, 404, 'AGENCY_UNKNOWN');
      for (const entryNo of ['1', '999999999', '2147483648', '9999999999']) {
        const reverse = asked('2025-05-01', { entryRef: `trafford-bcf/2030-31/${entryNo}`, reason: 'Wrong' });
        await manager.refused(`${FUND}/reversals`, reverse, 404, 'ENTRY_UNKNOWN');
        const own = { ...reverse, entryRef: `trafford-bcf/2025-26/${entryNo}` };
        await manager.refused(
          `${FUND}/reversals`,
          own,
          entryNo === '1' ? 422 : 404,
          entryNo === '1' ? 'ENTRY_NOT_REVERSIBLE' : 'ENTRY_UNKNOWN',
        );
      }
    }));
});

describe('a date', () => {
  test.each([
    '2025-02-29',
    '2025-04-31',
    '2025-13-01',
    '2025-00-10',
    '25-04-01',
    '01/04/2025',
    '2025-4-1',
    '2025-04-01T00:00:00Z',
    '1899-12-31',
    '2200-01-01',
    '٢٠٢٥-٠٤-٠١',
    ' 2025-04-01',
    '',
  ])('"%s" does not exist here', (date) =>
    recordsNothing(async () => {
      const answer = await postRaw(`${FUND}/income`, JSON.stringify({ ...income, occurredOn: date }));
      expectProblem(answer, 400, 'BODY_INVALID');
      expect(answer.body.errors).toEqual([
        { path: 'occurredOn', message: 'must be a date that exists, as yyyy-mm-dd' },
      ]);
      expectProblem(await service.auditor.get('/api/v1/reports/who-gained', { asAt: date }), 400, 'QUERY_INVALID');
    }),
  );

  test('outside the years that are open, or in the future, is refused', () =>
    recordsNothing(async () => {
      const { manager } = service;
      const on = (occurredOn: string) => ({ ...income, occurredOn });
      await manager.refused(`${FUND}/income`, on('2025-03-31'), 422, 'POOL_YEAR_NOT_OPEN');
      await manager.refused(`${FUND}/income`, on('2026-04-01'), 422, 'POOL_YEAR_NOT_OPEN');
      await manager.refused(`${FUND}/income`, on('1900-01-01'), 422, 'FINANCIAL_YEAR_DOES_NOT_EXIST');
      await manager.refused(`${FUND}/income`, on('2199-12-31'), 422, 'POOL_YEAR_NOT_OPEN');
      const withdrawal = { withdrawalId: 'w', ...payment, expenditureKind: 'CONTRACT_PRICE' };
      await manager.refused(
        `${YEAR}/withdrawals`,
        { ...withdrawal, occurredOn: '2024-04-01' },
        422,
        'DATE_OUTSIDE_YEAR',
      );
      await manager.refused(`${YEAR}/withdrawals`, { ...withdrawal, occurredOn: '2199-04-01' }, 422, 'DATE_IN_FUTURE');
      await manager.refused(
        `${FUND}/years`,
        asked('2024-04-01', { financialYear: '2025-26' }),
        409,
        'POOL_YEAR_ALREADY_OPEN',
      );
      for (const year of ['2024-26', '2024-5', '24-25', '2024/25', '2024-2025', '2199-01']) {
        const answer = await postRaw(`${FUND}/years`, JSON.stringify(asked('2024-04-01', { financialYear: year })));
        expectProblem(answer, 400, 'BODY_INVALID');
      }
      for (const instant of [
        '2025-01-01T24:00:00Z',
        '2025-01-01T10:00:00',
        '2025-01-01T10:00:00+01:00',
        '2025-02-30T10:00:00Z',
        '2025-01-01T10:00:00.1234567Z',
      ]) {
        expectProblem(
          await service.auditor.get('/api/v1/reports/who-gained', { asKnownAt: instant }),
          400,
          'QUERY_INVALID',
        );
      }
    }));

  test.each([
    '2025-01-01T10:00:00Z',
    '2025-01-01T10:00:00.1Z',
    '2025-01-01T10:00:00.1234Z',
    '2025-01-01T10:00:00.123456Z',
    '2025-01-01',
    '1900-01-01',
    '2199-12-31',
  ])('%s is an instant at which something may have been known', async (asKnownAt) => {
    expect(await service.auditor.get('/api/v1/reports/who-gained', { asKnownAt })).toMatchObject({ status: 200 });
  });
});

describe('a body', () => {
  const depth = (levels: number): string => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
  test.each<[string, string | Buffer, string]>([
    ['with a key twice', bodyWith(place, 'name', '"A","name":"B"'), 'JSON_REFUSED'],
    ['with a key twice and the same value', bodyWith(place, 'name', '"A","name":"A"'), 'JSON_REFUSED'],
    ['with a key twice, once escaped', bodyWith(place, 'name', '"A","n\\u0061me":"A"'), 'JSON_REFUSED'],
    ['with invalid UTF-8', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]), 'JSON_REFUSED'],
    ['with overlong UTF-8', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]), 'JSON_REFUSED'],
    [
      'with a raw half of a surrogate pair',
      Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
      'JSON_REFUSED',
    ],
    ['in UTF-16', Buffer.from('\ufeff{}', 'utf16le'), 'JSON_REFUSED'],
    ['with a raw NUL', '{"a":"\0"}', 'JSON_REFUSED'],
    ['with an escaped NUL', bodyWith(place, 'name', '"a\\u0000b"'), 'JSON_REFUSED'],
    ['with an escaped NUL in a key', '{"a\\u0000":1}', 'JSON_REFUSED'],
    ['with half of a surrogate pair', bodyWith(place, 'name', '"\\ud800"'), 'JSON_REFUSED'],
    ['with a surrogate pair turned round', bodyWith(place, 'name', '"\\udc00\\ud800"'), 'JSON_REFUSED'],
    ['with half of a surrogate pair in a key', '{"\\udfff":1}', 'JSON_REFUSED'],
    ['that nests 27 deep', depth(26), 'JSON_REFUSED'],
    ['that nests 100,000 deep', depth(100_000), 'JSON_REFUSED'],
    ['of 200,000 brackets', '['.repeat(200_000), 'JSON_REFUSED'],
    ['of 100,000 objects within one another', '{"a":'.repeat(50_000), 'JSON_REFUSED'],
    ['with __proto__', '{"__proto__":{"isAdmin":true},"placeId":"x"}', 'JSON_REFUSED'],
    ['with __proto__ escaped', '{"__prot\\u006f__":{"isAdmin":true}}', 'JSON_REFUSED'],
    ['with constructor', '{"constructor":{"prototype":{"isAdmin":true}}}', 'JSON_REFUSED'],
    ['that is empty', '', 'JSON_REFUSED'],
    ['of blanks', ' \n\t ', 'JSON_REFUSED'],
    ['that is null', 'null', 'JSON_REFUSED'],
    ['that is an array', '[{"placeId":"x"}]', 'JSON_REFUSED'],
    ['that is a string', '"placeId"', 'JSON_REFUSED'],
    ['that is a number', '17', 'JSON_REFUSED'],
    ['cut off', JSON.stringify(place).slice(0, -1), 'JSON_REFUSED'],
    ['with something after it', `${JSON.stringify(place)}{}`, 'JSON_REFUSED'],
    ['with a comma too many', '{"a":1,}', 'JSON_REFUSED'],
    ['with a comment', '{"a":1/*!*/}', 'JSON_REFUSED'],
    ['in single quotes', "{'a':1}", 'JSON_REFUSED'],
    ['with no field', '{}', 'BODY_INVALID'],
    ['with a field that there is not', bodyWith(place, 'nameOfPlace', '"x"'), 'BODY_INVALID'],
    ['with hasOwnProperty', bodyWith(place, 'hasOwnProperty', '1'), 'JSON_REFUSED'],
    ['with toString', bodyWith(place, 'toString', 'null'), 'JSON_REFUSED'],
    [
      'with 20,000 fields that there are not',
      `{${Array.from({ length: 20_000 }, (_, i) => `"${i}":1`).join()}}`,
      'BODY_INVALID',
    ],
    ['with an absent field given as null', bodyWith(place, 'parentPlaceId', 'null'), 'BODY_INVALID'],
    ['with a name of blanks', bodyWith(place, 'name', '"  "'), 'BODY_INVALID'],
    ['with an invisible name', bodyWith(place, 'name', '"\\u200b\\u2060"'), 'BODY_INVALID'],
    ['with a name of two lines', bodyWith(place, 'name', '"a\\nb"'), 'BODY_INVALID'],
    ['with a name that turns its direction', bodyWith(place, 'name', '"a\\u202eb"'), 'BODY_INVALID'],
    ['with a name of 201 characters', bodyWith(place, 'name', `"${'x'.repeat(201)}"`), 'BODY_INVALID'],
    ['with a name made long unseen', bodyWith(place, 'name', `"x${'\ufe0f'.repeat(500)}"`), 'BODY_INVALID'],
    ['with a list for a name', bodyWith(place, 'name', '["x"]'), 'BODY_INVALID'],
    ['with a text for a list', bodyWith(place, 'gssCodes', '"E08000009"'), 'BODY_INVALID'],
    ['with an object for a list', bodyWith(place, 'gssCodes', '{"0":"E08000009","length":1}'), 'BODY_INVALID'],
    ['with null in a list', bodyWith(place, 'gssCodes', '[null]'), 'BODY_INVALID'],
    ['with a list too long', bodyWith(place, 'gssCodes', `[${'"E08000009",'.repeat(100)}"E08000009"]`), 'BODY_INVALID'],
    ['with a choice that there is not', bodyWith(place, 'kind', '"whole_place"'), 'BODY_INVALID'],
  ])('%s is refused', (_, body, code) =>
    recordsNothing(async () => {
      const answer = await postRaw('/api/v1/places', body);
      expectProblem(answer, 400, code);
      expect(answer.text.length).toBeLessThan(4_000);
    }),
  );

  test.each<[string, string]>([
    ['no payee', 'null'],
    ['a list for a payee', '[]'],
    ['a text for a payee', '"Homecare"'],
    ['an empty payee', '{}'],
    ['a payee of both kinds', '{"agencyId":"gm-icb","providerName":"Homecare"}'],
    ['a field in a payee that there is not', '{"agencyId":"gm-icb","iban":"GB00"}'],
    ['a payee within a payee', '{"agencyId":{"agencyId":"gm-icb"}}'],
  ])('of a payment with %s is refused', (_, payee) =>
    recordsNothing(async () => {
      expectProblem(await postRaw(`${FUND}/payments`, bodyWith(payment, 'payee', payee)), 400, 'BODY_INVALID');
    }),
  );

  test('leaves nothing behind on the prototype of objects', async () => {
    await postRaw('/api/v1/places', '{"constructor":{"prototype":{"polluted":1}},"__proto__":{"polluted":1}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('of 256 KiB is looked at, one byte more is not', () =>
    recordsNothing(async () => {
      const padded = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}`;
      expectProblem(await postRaw('/api/v1/places', padded(256 * 1024)), 400, 'BODY_INVALID');
      expectProblem(await postRaw('/api/v1/places', padded(256 * 1024 + 1)), 413, 'TOO_LARGE');
      // A text of nothing but escapes is no harder than another.
      expectProblem(await postRaw('/api/v1/places', `{"a":"${'\\n'.repeat(125_000)}"}`), 400, 'BODY_INVALID');
    }));

  test.each([
    ['text/plain', 415, 'CONTENT_TYPE_NOT_JSON'],
    ['application/x-www-form-urlencoded', 415, 'CONTENT_TYPE_NOT_JSON'],
    ['multipart/form-data; boundary=x', 415, 'CONTENT_TYPE_NOT_JSON'],
    ['application/jsonp', 415, 'CONTENT_TYPE_NOT_JSON'],
    ['text/json', 415, 'CONTENT_TYPE_NOT_JSON'],
    ['application/json; charset=iso-8859-1', 415, 'CHARSET_NOT_UTF8'],
    ['application/json; charset="utf-16"', 415, 'CHARSET_NOT_UTF8'],
    ['application/json;charset=', 415, 'CHARSET_NOT_UTF8'],
    ['nonsense', 415, 'CONTENT_TYPE_NOT_JSON'],
    ['', 415, 'CONTENT_TYPE_NOT_JSON'],
    ['application/json', 400, 'BODY_INVALID'],
    ['Application/JSON; Charset=UTF-8', 400, 'BODY_INVALID'],
    ['application/json;charset="utf-8"', 400, 'BODY_INVALID'],
    ['application/merge-patch+json', 400, 'BODY_INVALID'],
  ])('as "%s" is answered with %i', (contentType, status, code) =>
    recordsNothing(async () => {
      expectProblem(await postRaw('/api/v1/places', '{}', { 'content-type': contentType }), status, code);
    }),
  );

  test('that is not there at all is missed', () =>
    recordsNothing(async () => {
      const headers = { authorization: `Bearer ${service.manager.secret}`, 'idempotency-key': 'x' };
      expectProblem(await service.send({ method: 'POST', url: '/api/v1/places', headers }), 400, 'BODY_MISSING');
    }));
});

describe('an address', () => {
  test.each([
    ['PUT', '/api/v1/places', 'GET, HEAD, POST'],
    ['DELETE', '/api/v1/places/trafford', 'GET, HEAD'],
    ['PATCH', '/health/live', 'GET, HEAD'],
    ['PUT', '/health/live', 'GET, HEAD'],
    ['OPTIONS', '/api/v1/places', 'GET, HEAD, POST'],
    ['POST', '/metrics', 'GET, HEAD'],
    ['GET', '/api/v1/pooled-funds/trafford-bcf/income', 'POST'],
    ['POST', '/api/v1/reports/who-paid-in', 'GET, HEAD'],
    ['POST', '/api/openapi.json', 'GET, HEAD'],
  ])('%s %s is not taken, and Allow says what is', async (method, url, allow) => {
    const answer = await service.send({ method, url, payload: method === 'GET' ? undefined : 'not even JSON' });
    expectProblem(answer, 405, 'METHOD_NOT_ALLOWED');
    expect(answer.headers['allow']).toBe(allow);
  });

  test.each([
    '/api',
    '/api/v1',
    '/api/v2/places',
    '/api/v1/places/',
    '/api/v1//places',
    '/api/v1/Places',
    '/api/v1/reports/who-lost',
    '/.env',
    '/health',
  ])('%s is not there', async (url) => {
    expectProblem(await service.auditor.get(url), 404, 'NOT_FOUND');
  });

  test('of a page is no place for a key: it leads to signing in', async () => {
    const answer = await service.auditor.get('/');
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toBe('/sign-in?returnTo=%2F');
  });

  test('that cannot be read is refused', async () => {
    const { auditor } = service;
    expectProblem(await auditor.get('/%00'), 400, 'ADDRESS_MALFORMED');
    expectProblem(await auditor.get('/api/v1/places/%zz'), 400, 'ADDRESS_MALFORMED');
    expectProblem(await auditor.get('/api/v1/places/%ff'), 400, 'ADDRESS_MALFORMED');
    expectProblem(await auditor.get(`/api/v1/places/${'a'.repeat(201)}`), 414, 'ADDRESS_TOO_LONG');
    expectProblem(await auditor.get('/api/v1/places/%00'), 400, 'PATH_MALFORMED');
    expectProblem(
      await auditor.get('/api/v1/reports/who-lost/changes', { knownFrom: '2025-01-01' }),
      400,
      'PATH_MALFORMED',
    );
    for (const period of ['0', '-1', '1.5', '1e1', 'x', '99999999999']) {
      expectProblem(
        await service.treasurer.post(`${YEAR}/periods/${period}/lock`, asked('2025-05-01', {})),
        400,
        'PATH_MALFORMED',
      );
    }
  });

  test('with a query that nobody knows is refused', async () => {
    const { auditor } = service;
    for (const query of [
      'colour=red',
      'placeId=trafford&placeId=trafford',
      'placeId[]=trafford',
      'placeId=',
      '__proto__=x',
      '__proto__[a]=x',
      'constructor=x',
      'placeId=%00',
      'asAt=2025-01-01&asAt=2025-01-02',
    ]) {
      expectProblem(await auditor.get(`/api/v1/reports/who-paid-in?${query}`), 400, 'QUERY_INVALID');
    }
    for (const limit of ['abc', '0', '-1', '1001', '1.5', '', 'NaN', '1&limit=2']) {
      expectProblem(await auditor.get(`/api/v1/places?limit=${limit}`), 400, 'QUERY_INVALID');
      expectProblem(await auditor.get(`/api/v1/reports/transactions?limit=${limit}`), 400, 'QUERY_INVALID');
    }
    expectProblem(await auditor.get('/api/v1/reports/fund-statement'), 400, 'QUERY_INVALID');
    expectProblem(
      await auditor.get('/api/v1/reports/fund-statement/changes?knownFrom=2025-01-01'),
      400,
      'QUERY_INVALID',
    );
    expectProblem(await auditor.get('/api/v1/reports/who-gained/changes'), 400, 'QUERY_INVALID');
    expectProblem(
      await auditor.get('/api/v1/reports/who-gained/changes?knownFrom=2025-01-02&knownTo=2025-01-01'),
      400,
      'QUERY_INVALID',
    );
    expectProblem(
      await auditor.get('/api/v1/reports/who-gained/changes?knownFrom=2025-01-02&asKnownAt=2025-01-02'),
      400,
      'QUERY_INVALID',
    );
  });

  test('with a cursor or a token that nobody gave is refused', async () => {
    const { auditor } = service;
    const cursors = [
      'x',
      '!',
      '1.1',
      'A'.repeat(64),
      "'--",
      ...['9999999999999999.99999', '1.', '.1', '-1.1', '1e3.1'].map(base64),
    ];
    for (const cursor of cursors) {
      expectProblem(await auditor.get('/api/v1/reports/transactions', { cursor }), 400, 'CURSOR_MALFORMED');
    }
    expectProblem(await auditor.get('/api/v1/reports/transactions', { cursor: 'A'.repeat(65) }), 400, 'QUERY_INVALID');
    expect(
      await auditor.get('/api/v1/reports/transactions', { cursor: base64('9999999999999999.9999') }),
    ).toMatchObject({ status: 200 });
    for (const readAfter of [
      'x',
      '1',
      '1:',
      ':1',
      '0:1',
      '1:0',
      '1:-1',
      '01:1',
      '1:1:1',
      "1:1'",
      '1:9999999999999999',
      '2:1',
      '1:99999999999999999999',
    ]) {
      expectProblem(await auditor.get('/api/v1/reports/who-gained', { readAfter }), 400, 'TOKEN_UNKNOWN');
      expectProblem(await auditor.get('/api/v1/places', { readAfter }), 400, 'TOKEN_UNKNOWN');
    }
  });

  test.each([
    [undefined, 'application/json; charset=utf-8'],
    ['', undefined],
    ['*/*', 'application/json; charset=utf-8'],
    ['application/*', 'application/json; charset=utf-8'],
    ['text/*', 'text/csv; charset=utf-8'],
    ['TEXT/CSV', 'text/csv; charset=utf-8'],
    ['text/csv;q=0.5, application/json', 'application/json; charset=utf-8'],
    ['text/csv, application/json;q=0.9', 'text/csv; charset=utf-8'],
    ['application/json;q=0, */*', 'text/csv; charset=utf-8'],
    ['text/html, application/xhtml+xml, */*;q=0.8', 'application/json; charset=utf-8'],
    ['text/html', undefined],
    ['application/xml', undefined],
    ['text/csv;q=0', undefined],
    ['text/csvx', undefined],
    ['*/*;q=nonsense', undefined],
  ])('with Accept %s gives %s', async (accept, contentType) => {
    const answer = await service.auditor.get('/api/v1/reports/who-gained', {}, accept === undefined ? {} : { accept });
    if (contentType === undefined) expectProblem(answer, 406, 'NOT_ACCEPTABLE');
    else expect(answer).toMatchObject({ status: 200, headers: { 'content-type': contentType, vary: 'Accept' } });
  });
});

const base64 = (text: string): string => Buffer.from(text).toString('base64url');

describe('a connection', () => {
  /** Sends bytes as they are, ends its side when told to, and reads until the other side ends. */
  const exchange = (text: string, ends = false): Promise<string> =>
    new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => (answer += chunk));
      socket.on('end', () => {
        socket.end();
        resolve(answer);
      });
      socket.on('error', reject);
      socket.write(text);
      if (ends) socket.end();
    });
  const head = (...lines: string[]): string =>
    [
      'POST /api/v1/places HTTP/1.1',
      'host: localhost',
      `authorization: Bearer ${service.manager.secret}`,
      'idempotency-key: over-a-socket',
      'content-type: application/json',
      ...lines,
      '\r\n',
    ].join('\r\n');
  const body = JSON.stringify(place);
  /** An answer of the service on a socket, as the others are looked at. */
  const read = (text: string): Answer => {
    const [top = '', payload = ''] = text.split('\r\n\r\n');
    const [status = '', ...lines] = top.split('\r\n');
    const headers = Object.fromEntries(lines.map((line) => [line.split(': ')[0]!.toLowerCase(), line.split(': ')[1]]));
    return { status: Number(status.split(' ')[1]), headers, text: payload, body: JSON.parse(payload) as unknown };
  };

  test('with a body cut off records nothing', () =>
    recordsNothing(async () => {
      const text = await exchange(head(`content-length: ${body.length}`) + body.slice(0, -5), true);
      if (text !== '') expectProblem(read(text), 400);
    }));

  test('with a body longer than it says is not fooled', () =>
    recordsNothing(async () => {
      const text = await exchange(head(`content-length: ${body.length - 5}`, 'connection: close') + body);
      expectProblem(read(text), 400);
    }));

  test('with a body too large is ended, its rest unread', () =>
    recordsNothing(async () => {
      const answer = read(await exchange(head('content-length: 999999999')));
      expectProblem(answer, 413, 'TOO_LARGE');
      expect(answer.headers['connection']).toBe('close');
    }));

  test('with chunks that grow too large is ended', () =>
    recordsNothing(async () => {
      const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`;
      expectProblem(read(await exchange(head('transfer-encoding: chunked') + chunk.repeat(9))), 413, 'TOO_LARGE');
    }));

  test('with an idempotency key twice is refused', () =>
    recordsNothing(async () => {
      const twice = head('idempotency-key: another', `content-length: ${body.length}`, 'connection: close');
      expectProblem(read(await exchange(twice + body)), 400, 'IDEMPOTENCY_KEY_MALFORMED');
    }));

  test.each([
    ['no HTTP', () => 'HELO localhost\r\n\r\n', 400, 'HTTP_MALFORMED'],
    ['two lengths', () => head('content-length: 2', 'content-length: 3'), 400, 'HTTP_MALFORMED'],
    ['a length and chunks', () => head('content-length: 2', 'transfer-encoding: chunked'), 400, 'HTTP_MALFORMED'],
    ['a NUL in a header', () => head('x-odd: a\0b'), 400, 'HTTP_MALFORMED'],
    ['headers of 20 KiB', () => head(`x-long: ${'x'.repeat(20_000)}`), 431, 'HEADERS_TOO_LARGE'],
    ['an address of 20 KiB', () => `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
  ])('that brings %s is refused as a problem', (_, text, status, code) =>
    recordsNothing(async () => expectProblem(read(await exchange(text())), status, code)),
  );

  test('stays of use after a refusal', () =>
    recordsNothing(async () => {
      const wrong = `${head('content-length: 2')}{}`;
      const right = `GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`;
      const answers = await exchange(wrong + right);
      expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 200']);
    }));
});

test('a name that a spreadsheet would run as a formula comes out as text, a figure as a figure', async () => {
  const { manager } = service;
  const formulas = ['=HYPERLINK("http://evil.example","Click")', '+44 161 496 0000', '-2+3', '@SUM(A1:A9)'];
  for (const providerName of formulas) {
    await manager.record(`${FUND}/payments`, { ...payment, payee: { providerName }, purpose: '=1+1', bankRef: '@x' });
  }
  const csv = async (name: string): Promise<string> => {
    await manager.report(name, { pooledFundId: 'trafford-bcf', financialYear: '2025-26' });
    const query = { pooledFundId: 'trafford-bcf', financialYear: '2025-26' };
    return (await manager.get(`/api/v1/reports/${name}`, query, { accept: 'text/csv' })).text;
  };
  const gained = await csv('who-gained');
  expect(gained).toContain(`"'=HYPERLINK(""http://evil.example"",""Click"")"`);
  for (const formula of formulas.slice(1)) expect(gained).toContain(`,'${formula},`);
  const transactions = await csv('transactions');
  expect(transactions).toContain(",'@x,'=1+1,");
  const statement = await csv('fund-statement');
  expect(statement).toMatch(/,balancePence,-4\r\n/);
  for (const text of [gained, transactions, statement]) expect(text).not.toMatch(/(^|,)"?[=+@]/m);
});

describe('whatever is sent', () => {
  interface Schema {
    readonly $ref?: string;
    readonly type?: string;
    readonly format?: string;
    readonly enum?: readonly string[];
    readonly pattern?: string;
    readonly items?: Schema;
    readonly allOf?: readonly Schema[];
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly required?: readonly string[];
    readonly externalDocs?: { readonly url: string };
  }
  const ids = fc.constantFrom('trafford', 'trafford-bcf', 'trafford-council', 'gm-icb', 'extra', 'grant', 'a', 'b');
  const days = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom('2025-04-01', '2025-06-30', '2026-03-31') },
    { weight: 1, arbitrary: fc.constantFrom('2024-12-31', '2199-12-31', '1900-01-01') },
  );
  const words = fc.oneof(
    {
      weight: 9,
      arbitrary: fc.constantFrom('x', '=1', 'E08000009', 'trafford-bcf/2025-26/3', '{', '\\N', '\u{1f4b7}'),
    },
    { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }) },
  );
  const nasty = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(null, -0, 2 ** 53 - 1, '\u202e', '\ud800', [[]], { length: 1 }),
  );

  /** Terms of the agencies that there are here, whose names are among those that are tried. */
  const terms = sampleTerms({
    parties: ['trafford-council', 'gm-icb'].map((agencyId) => ({ agencyId, roles: ['INVESTOR'] })),
    investments: [{ agencyId: 'gm-icb', poolingBasis: 'POOLED', amountPence: 3 }],
    period: {
      from: '2025-04-01',
      to: '2026-03-31',
      testPeriods: [{ testPeriodId: 'a', from: '2025-04-01', to: '2025-06-30' }],
    },
    metrics: [{ metricId: 'a', title: 'A metric', unit: 'COUNT' }],
    outcomes: [{ outcomeCode: 'b', title: 'An outcome', metricId: 'a' }],
    rounding: { mode: 'HALF_UP', tieOrder: ['trafford-council', 'gm-icb'] },
    usageRestriction: { fundingStreamId: 'reinvested', purposes: ['Anything'] },
  });
  const benefits = [{ agencyId: 'gm-icb', grossPence: 100, deliveryCostPence: 0 }];
  const ofSchema = fc.constantFrom<object>(terms, { testPeriodId: 'a', benefits }, {});

  /** Puts an agreement of those terms into force, under one of the names that are tried. */
  async function putIntoForce(): Promise<void> {
    const { manager, approver, treasurer } = service;
    const on = (fields: object) => asked('2025-04-01', fields);
    const draft = { agreementId: 'a', placeId: 'trafford', pooledFundId: 'trafford-bcf', terms };
    await manager.record('/api/v1/agreements', on(draft));
    const version = '/api/v1/agreements/a/terms/1';
    await manager.record(`${version}/proposal`, on({}));
    for (const byAgencyId of ['trafford-council', 'gm-icb']) {
      await approver.record(`${version}/approvals`, on({ byAgencyId, approverPost: 'Cabinet' }));
      await approver.record(`${version}/signatures`, on({ byAgencyId, signatoryPost: 'Chief executive' }));
    }
    await treasurer.record(`${version}/effect`, on({}));
  }

  /** Values of a described shape; a few of them are not. */
  const valueOf = (schema: Schema, schemas: Readonly<Record<string, Schema>>): fc.Arbitrary<unknown> => {
    const right = (): fc.Arbitrary<unknown> => {
      if (schema.$ref) return valueOf(schemas[schema.$ref.split('/').at(-1)!]!, schemas);
      if (schema.allOf) return valueOf(schema.allOf[0]!, schemas);
      if (schema.properties) {
        const fields = Object.entries(schema.properties).map(([name, each]) => [name, valueOf(each, schemas)] as const);
        return fc.record(Object.fromEntries(fields), { requiredKeys: [...(schema.required ?? [])] });
      }
      if (schema.externalDocs) return ofSchema;
      if (schema.enum) return fc.constantFrom(...schema.enum);
      if (schema.type === 'array') return fc.array(valueOf(schema.items!, schemas), { maxLength: 3 });
      if (schema.type === 'integer') return fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(100_000_000_000_000));
      if (schema.type === 'boolean') return fc.boolean();
      if (schema.format === 'date') return days;
      if (schema.pattern?.startsWith('^\\d{4}')) return fc.constantFrom('2024-25', '2025-26');
      // A number or a percentage as text.
      if (schema.pattern?.includes('\\d{1,2')) return fc.constantFrom('0', '1', '12.5', '100');
      return schema.pattern ? ids : words;
    };
    return fc.oneof({ weight: 150, arbitrary: right() }, { weight: 1, arbitrary: nasty });
  };

  test('no command fails, and no report is stuck on what was recorded', async () => {
    const { body: api } = await service.send({ method: 'GET', url: '/api/openapi.json' });
    const { schemas } = api.components;
    await putIntoForce();
    const everyone = await service.caller({
      actorId: 'fuzz',
      agencyId: 'gm-icb',
      roles: ['TREASURER', 'APPROVER', 'SECTION_151_OFFICER'],
    });
    const commands = Object.entries<{ post?: { requestBody: { content: Record<string, { schema: Schema }> } } }>(
      api.paths,
    )
      .filter(([, { post }]) => post !== undefined)
      .map(([path, { post }]) =>
        fc.record({
          path: fc.tuple(ids, fc.constantFrom('2024-25', '2025-26', '2025-26', '2025-26')).map(([id, year]) =>
            path
              .replace('{pooledFundId}', 'trafford-bcf')
              .replace('{financialYear}', year)
              .replace('{period}', '3')
              .replace('{version}', '1')
              .replace(/\{\w+\}/g, id),
          ),
          body: valueOf(post!.requestBody.content['application/json']!.schema, schemas),
        }),
      );
    expect(commands.length).toBeGreaterThan(40);
    let recorded = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(...commands), async ({ path, body }) => {
        const answer = await everyone.post(path, body);
        if (answer.status < 300) recorded += 1;
        else expectProblem(answer, answer.status);
        expect([200, 201, 400, 404, 409, 422]).toContain(answer.status);
      }),
      { numRuns: 1_000, endOnFailure: true },
    );
    expect(recorded).toBeGreaterThan(20);
    const { body } = await everyone.record('/api/v1/places', { ...place, placeId: 'after-all-that' });
    for (const name of ['who-paid-in', 'who-gained', 'transactions', 'contribution-ageing']) {
      for (const accept of ['application/json', 'text/csv']) {
        const answer = await everyone.get(`/api/v1/reports/${name}`, { readAfter: body.token }, { accept });
        expect(answer.status).toBe(200);
      }
    }
    expect((await service.send({ method: 'GET', url: '/health/ready' })).status).toBe(200);
  }, 60_000);

  test('no question fails', async () => {
    const { body: api } = await service.send({ method: 'GET', url: '/api/openapi.json' });
    const questions = Object.entries<{ get?: { parameters: { name: string; in: string }[] } }>(api.paths).flatMap(
      ([path, { get }]) => (get && path.startsWith('/api/v1') ? [{ path, parameters: get.parameters }] : []),
    );
    const value = fc.oneof(ids, days, words, fc.constantFrom('2025-26', '1', "' or 1=1 --", '%', '1:1', 'true'));
    const question = fc.constantFrom(...questions).chain(({ path, parameters }) => {
      const names = parameters.filter((each) => each.in === 'query').map(({ name }) => name);
      return fc.record({
        path: fc
          .array(value, { minLength: 3, maxLength: 3 })
          .map((values) =>
            values.reduce((text, each) => text.replace(/\{\w+\}/, () => encodeURIComponent(each)), path),
          ),
        query: fc.dictionary(
          names.length === 0
            ? words
            : fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: words }),
          value.map((text) => text),
          { maxKeys: 4 },
        ),
      });
    });
    await fc.assert(
      fc.asyncProperty(question, async ({ path, query }) => {
        const answer = await service.auditor.get(path, query);
        if (answer.status !== 200) expectProblem(answer, answer.status);
        expect([200, 400, 404]).toContain(answer.status);
      }),
      { numRuns: 500, endOnFailure: true },
    );
  });
});
