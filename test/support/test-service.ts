import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { CommandBus } from '@nestjs/cqrs';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type AccessScope, type Role } from '@app/domain';
import { type Configuration } from '@app/platform';
import { makeApiKey, openLedger, type OpenLedger } from '@app/runtime';
import { Client } from 'pg';
import { createApp, type ServiceOptions } from '../../apps/ledger/src/create-app';
import { type DevelopmentPerson } from '../../apps/ledger/src/identity/development-provider/development-provider';
import { PublicUrl } from '../../apps/ledger/src/identity/public-url';
import { Worker } from '../../apps/ledger/src/worker/worker';
import { freshDatabase } from './fresh-database';
import { signInAs, Visitor } from './visitor';

/** What the service answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The text read as JSON; undefined when it is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of many shapes
  readonly body: any;
}

type Headers = Readonly<Record<string, string>>;
type Query = Readonly<Record<string, string | number | undefined>>;

/** Whoever holds an API key, asking. */
export interface Caller {
  readonly secret: string;
  readonly keyId: string;
  get(path: string, query?: Query, headers?: Headers): Promise<Answer>;
  /** Posts JSON with a new Idempotency-Key, unless the headers give one. */
  post(path: string, body: unknown, headers?: Headers): Promise<Answer>;
  /** Posts what must be recorded; the answer's token is remembered for `report`. */
  record(path: string, body: object): Promise<Answer>;
  /** Posts what must be refused, with this status and code. */
  refused(path: string, body: object, status: number, code: string): Promise<Answer>;
  /** A report that shows all that was recorded through this service so far. */
  report(name: string, query?: Query): Promise<Answer>;
}

/** What a key of the tests is for: who acts, for which agency, in which role, within what. */
interface Post {
  readonly actorId: string;
  readonly agencyId?: string;
  readonly roles: readonly Role[];
  /** Everything, when it is not said. */
  readonly scope?: AccessScope;
}

/** People by post. The cabinet office's auditor only reads. */
const posts = {
  treasurer: { actorId: 'treasurer', agencyId: 'trafford-council', roles: ['TREASURER'] },
  manager: { actorId: 'pool-manager', agencyId: 'trafford-council', roles: ['POOLED_FUND_MANAGER'] },
  approver: { actorId: 'service-head', agencyId: 'trafford-council', roles: ['APPROVER'] },
  commissioner: { actorId: 'commissioner', agencyId: 'gm-icb', roles: ['APPROVER'] },
  section151: { actorId: 'section-151', agencyId: 'trafford-council', roles: ['SECTION_151_OFFICER'] },
  auditor: { actorId: 'auditor', roles: ['AUDITOR'] },
} as const satisfies Record<string, Post>;

/** The same people, as the development provider knows them. */
export const people: readonly DevelopmentPerson[] = Object.values(posts).map(({ actorId, roles: [role] }) => ({
  actorId,
  name: `The ${actorId}`,
  about: 'Somebody of the tests.',
  role,
}));

export type TestService = Readonly<Record<keyof typeof posts, Caller>> & {
  readonly app: NestFastifyApplication;
  readonly ledger: OpenLedger;
  /** A further caller. */
  caller(post: Post): Promise<Caller>;
  /** Somebody at a browser, not signed in. */
  visitor(): Visitor;
  /** Somebody at a browser, signed in as the person with this actor id. */
  signIn(actorId: string): Promise<Visitor>;
  /** Makes a request as it is; no key and no header is added. */
  send(request: {
    readonly method: string;
    readonly url: string;
    readonly headers?: Headers;
    readonly payload?: string | Buffer;
  }): Promise<Answer>;
  /** Rows of a query as the database's owner sees them, its log included. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- rows of any shape
  sql(text: string, values?: readonly unknown[]): Promise<any[]>;
  /** How many events the log holds. */
  eventCount(): Promise<number>;
  close(): Promise<void>;
};

/** The service on a ledger of its own, its worker running; nothing of it is left after `close`. */
export async function startTestService(options: ServiceOptions = {}): Promise<TestService> {
  const database = await freshDatabase([]);
  const ledger = await openLedger({ databaseUrl: database.url } as Configuration, false);
  const app = await createApp(ledger, { people, ...options });
  const worker = app.get(Worker);
  worker.start();
  let lastToken: string | undefined;

  const send: TestService['send'] = async (request) => {
    const reply = await app.inject(request as Parameters<typeof app.inject>[0] & object);
    const json = /^application\/(problem\+)?json/.test(String(reply.headers['content-type']));
    const body: unknown = json && reply.payload !== '' ? JSON.parse(reply.payload) : undefined;
    return { status: reply.statusCode, headers: reply.headers as Answer['headers'], text: reply.payload, body };
  };

  const callerWith = (secret: string, keyId: string): Caller => {
    const key = { authorization: `Bearer ${secret}` };
    const caller: Caller = {
      secret,
      keyId,
      get: (path, query = {}, headers = {}) =>
        send({ method: 'GET', url: `${path}${queryText(query)}`, headers: { ...key, ...headers } }),
      post: (path, body, headers = {}) =>
        send({
          method: 'POST',
          url: path,
          headers: { ...key, 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
          payload: JSON.stringify(body),
        }),
      async record(path, body) {
        const answer = await caller.post(path, body);
        expect(answer).toMatchObject({ status: 201 });
        lastToken = answer.body.token;
        return answer;
      },
      async refused(path, body, status, code) {
        const answer = await caller.post(path, body);
        expectProblem(answer, status, code);
        return answer;
      },
      async report(name, query = {}) {
        const answer = await caller.get(`/api/v1/reports/${name}`, { readAfter: lastToken, ...query });
        expect(answer).toMatchObject({ status: 200 });
        return answer;
      },
    };
    return caller;
  };
  const caller = async (post: Post): Promise<Caller> => {
    const { secret, keyId } = await makeApiKey(ledger.apiKeys, app.get(CommandBus), post);
    return callerWith(secret, keyId);
  };
  const callers = await Promise.all(
    Object.entries(posts).map(async ([name, post]) => [name, await caller(post)] as const),
  );
  const visitor = (): Visitor => new Visitor(send, () => app.get(PublicUrl).origin);
  const owner = new Client({ connectionString: database.url });
  await owner.connect();
  const sql: TestService['sql'] = async (text, values = []) => (await owner.query(text, [...values])).rows as object[];
  return {
    ...(Object.fromEntries(callers) as Record<keyof typeof posts, Caller>),
    app,
    ledger,
    caller,
    visitor,
    async signIn(actorId) {
      const signedIn = visitor();
      await signInAs(signedIn, actorId, '/signed-out');
      expect(signedIn.cookie('purse_session') ?? signedIn.cookie('__Host-purse_session')).toBeDefined();
      return signedIn;
    },
    send,
    sql,
    eventCount: async () => Number((await sql('select count(*) from log.event'))[0].count),
    close: async () => {
      await app.close();
      await worker.stop();
      await owner.end();
      await ledger.close();
      await database.drop();
    },
  };
}

const queryText = (query: Query): string => {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) text.set(name, String(value));
  return text.size > 0 ? `?${text.toString()}` : '';
};

/** Every error is a problem (RFC 9457) with a sentence for people, and tells nothing of our insides. */
export function expectProblem(answer: Answer, status: number, code?: string): void {
  expect({ status: answer.status, body: answer.body as unknown, text: answer.text }).toMatchObject({ status });
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toMatchObject({
    type: expect.stringMatching(/^urn:common-purse:problem:[A-Z0-9_]+$/),
    title: expect.stringMatching(/^[A-Z]/),
    status,
    code: code ?? expect.stringMatching(/^[A-Z0-9_]+$/),
    detail: expect.stringMatching(/^\S[^]*[.…]$/),
  });
  expect(answer.text).not.toMatch(/\n\s+at |node_modules|\.ts:\d|select .+ from|insert into|syntax error at|ECONN/i);
}

/** What every command carries. */
export const asked = <Fields extends object>(occurredOn: string, fields: Fields) => ({
  occurredOn,
  authorityRef: 'Cabinet 18 March 2024, minute 12',
  ...fields,
});
