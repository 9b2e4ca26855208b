import { createHash, randomUUID } from 'node:crypto';
import { InvalidAppend, StreamClosed, TooLarge, Unavailable, UnknownToken, WrongVersion } from './errors';
import {
  APPEND_BYTES_MAX,
  type AppendOutcome,
  type AppendRequest,
  EVENT_BYTES_MAX,
  type EventStore,
  type JsonObject,
  type NewEvent,
  type RecordedEvent,
  type Token,
} from './event-store';

/** One empty log for one test. */
export interface StoreUnderTest {
  readonly store: EventStore;
  /** Another handle on the same log, as another process would hold it; the same one where a log has only one. */
  anotherHandle(): Promise<EventStore>;
  /** Closes every handle and removes the log. */
  dispose(): Promise<void>;
}

/** What every log must do, whatever keeps it. */
export function describeEventStore(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(`${name} as an event store`, () => {
    let underTest: StoreUnderTest;
    let store: EventStore;
    beforeEach(async () => {
      underTest = await makeStore();
      ({ store } = underTest);
    });
    afterEach(() => underTest.dispose());

    describe('an empty log', () => {
      it('has no head, no events and no requests', async () => {
        expect(await store.head()).toBeUndefined();
        expect(await store.readAll({ limit: 10 })).toEqual([]);
        expect(await readStream(store, 'poolYear-nowhere')).toEqual([]);
        expect(await store.findRequest('never-asked')).toBeUndefined();
      });
    });

    describe('append', () => {
      it('records events in the order given, numbered from 1 in their event stream and dense in the log', async () => {
        await store.append('poolYear-a', 0, [request('r1', [event({ n: 1 }), event({ n: 2 })])]);
        await store.append('poolYear-b', 0, [request('r2', [event({ n: 3 })])]);
        await store.append('poolYear-a', 2, [request('r3', [event({ n: 4 })])]);

        const all = await readEverything(store);
        expect(all.map(({ data }) => data['n'])).toEqual([1, 2, 3, 4]);
        expect(all.map(({ eventStream, version }) => `${eventStream}@${version}`)).toEqual([
          'poolYear-a@1',
          'poolYear-a@2',
          'poolYear-b@1',
          'poolYear-a@3',
        ]);
        expect((await readStream(store, 'poolYear-a')).map(({ data }) => data['n'])).toEqual([1, 2, 4]);
        expect(await store.head()).toBe(all.at(-1)!.token);
      });

      it('gives back every part of an event', async () => {
        const asked = {
          ...event({ amountPence: 100_00 }),
          schemaVersion: 3,
          metadata: { actor: 'ada', requestId: 'r1' },
        };
        await store.append('poolYear-a', 0, [request('r1', [asked])]);
        const [recorded] = await readEverything(store);
        expect(recorded).toEqual({
          ...asked,
          eventStream: 'poolYear-a',
          version: 1,
          recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
          token: expect.any(String),
        });
      });

      it('answers with the place of every request', async () => {
        const outcome = await store.append('poolYear-a', 0, [
          request('r1', [event(), event()], 'print-1'),
          request('r2', [event()], 'print-2'),
        ]);
        const all = await readEverything(store);
        const expected = [
          {
            requestId: 'r1',
            fingerprint: 'print-1',
            eventStream: 'poolYear-a',
            firstVersion: 1,
            lastVersion: 2,
            token: all[1]!.token,
            recordedAt: all[1]!.recordedAt,
          },
          {
            requestId: 'r2',
            fingerprint: 'print-2',
            eventStream: 'poolYear-a',
            firstVersion: 3,
            lastVersion: 3,
            token: all[2]!.token,
            recordedAt: all[2]!.recordedAt,
          },
        ];
        expect(outcome).toEqual({ outcome: 'appended', version: 3, requests: expected });
        expect(await store.findRequest('r1')).toEqual(expected[0]);
        expect(await store.findRequest('r2')).toEqual(expected[1]);
      });

      it('records nothing at a stale version, and nothing at a version that is not reached', async () => {
        await store.append('poolYear-a', 0, [request('r1', [event()])]);
        const before = await readEverything(store);
        for (const version of [0, 2]) {
          const refused = store.append('poolYear-a', version, [request('r2', [event(), event()])]);
          await expect(refused).rejects.toThrow(WrongVersion);
          await expect(refused).rejects.toMatchObject({ expectedVersion: version, currentVersion: 1 });
        }
        await expect(store.append('poolYear-new', 1, [request('r3', [event()])])).rejects.toMatchObject({
          currentVersion: 0,
        });
        expect(await readEverything(store)).toEqual(before);
        expect(await store.findRequest('r2')).toBeUndefined();
        expect(await readStream(store, 'poolYear-new')).toEqual([]);
        expect(await store.append('poolYear-new', 0, [request('r3', [event()])])).toMatchObject({ version: 1 });
      });

      it('records all of an append or nothing of it', async () => {
        const refused = store.append('poolYear-a', 0, [
          request('r1', [event(), event()]),
          request('r2', [event({ bad: Number.MAX_VALUE })]),
        ]);
        await expect(refused).rejects.toThrow(InvalidAppend);
        expect(await readEverything(store)).toEqual([]);
        expect(await store.findRequest('r1')).toBeUndefined();
      });

      it('lets one of twenty racing appends win', async () => {
        const handles = [store, await underTest.anotherHandle()];
        const results = await Promise.allSettled(
          times(20, (n) => handles[n % 2]!.append('poolYear-hot', 0, [request(`r${n}`, [event({ n })])])),
        );
        const won = results.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
        expect(won).toHaveLength(1);
        const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
        for (const reason of lost) expect(reason).toBeInstanceOf(WrongVersion);
        expect((await readEverything(store)).map(({ data }) => data['n'])).toEqual(won);
        expect(await Promise.all(times(20, (n) => store.findRequest(`r${n}`)))).toEqual(
          times(20, (n) => (n === won[0] ? expect.objectContaining({ requestId: `r${n}` }) : undefined)),
        );
      });

      it('refuses a bad append without failing the good ones beside it', async () => {
        await store.append('poolYear-stale', 0, [request('stale-1', [event()])]);
        await store.append('poolYear-old', 0, [request('old-1', [event()])]);
        await store.append('poolYear-closed', 0, [request('closed-1', [event()])]);
        await store.closeStream('poolYear-closed', 1);
        const results = await Promise.allSettled([
          store.append('poolYear-1', 0, [request('good-1', [event({ n: 1 }), event({ n: 2 })])]),
          store.append('poolYear-stale', 0, [request('stale-2', [event(), event()])]),
          store.append('poolYear-2', 0, [request('good-2', [event({ n: 3 })])]),
          store.append('poolYear-other', 0, [request('old-1', [event()]), request('other', [event()])]),
          store.append('poolYear-closed', 1, [request('closed-2', [event()])]),
          store.append('poolYear-old', 1, [request('good-3', [event({ n: 4 })]), request('good-4', [event({ n: 5 })])]),
        ]);
        expect(results.map((result) => (result.status === 'fulfilled' ? result.value.outcome : result.reason))).toEqual(
          ['appended', expect.any(WrongVersion), 'appended', 'repeated', expect.any(StreamClosed), 'appended'],
        );
        const all = await readEverything(store);
        expect(all.slice(3).map(({ data }) => data['n'])).toEqual([1, 2, 3, 4, 5]);
        expect(all.slice(3).map(({ eventStream, version }) => `${eventStream}@${version}`)).toEqual([
          'poolYear-1@1',
          'poolYear-1@2',
          'poolYear-2@1',
          'poolYear-old@2',
          'poolYear-old@3',
        ]);
        for (const { value } of results.filter((result) => result.status === 'fulfilled')) {
          for (const found of value.outcome === 'appended' ? value.requests : value.repeated) {
            const last = all.find(({ token }) => token === found.token)!;
            expect(last).toMatchObject({ version: found.lastVersion, recordedAt: found.recordedAt });
            expect(await store.findRequest(found.requestId)).toEqual(found);
          }
        }
      });
    });

    describe('a repeated request', () => {
      it('is one append however often it is sent, also at once and from several processes', async () => {
        const handles = [store, await underTest.anotherHandle()];
        const asked = request('same', [event({ n: 1 }), event({ n: 2 })], 'print');
        const outcomes = await Promise.all(times(20, (n) => handles[n % 2]!.append('poolYear-a', 0, [asked])));
        outcomes.push(await store.append('poolYear-a', 0, [asked]), await store.append('poolYear-a', 2, [asked]));

        expect(await readEverything(store)).toHaveLength(2);
        expect(outcomes.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
        const recorded = await store.findRequest('same');
        expect(recorded).toMatchObject({ eventStream: 'poolYear-a', firstVersion: 1, lastVersion: 2 });
        for (const outcome of outcomes) expect(requestsOf(outcome)).toEqual([recorded]);
      });

      it('is reported with what was recorded when it comes for another event stream or with another body', async () => {
        await store.append('poolYear-a', 0, [request('same', [event()], 'first')]);
        const elsewhere = await store.append('poolYear-b', 0, [request('same', [event()], 'second')]);
        const again = await store.append('poolYear-a', 1, [request('same', [event()], 'third')]);
        const recorded = { requestId: 'same', fingerprint: 'first', eventStream: 'poolYear-a', lastVersion: 1 };
        expect(elsewhere).toMatchObject({ outcome: 'repeated', repeated: [recorded] });
        expect(again).toMatchObject({ outcome: 'repeated', repeated: [recorded] });
        expect(await readEverything(store)).toHaveLength(1);
      });

      it('is one append when it races to two event streams', async () => {
        const outcomes = await Promise.all(
          times(20, (n) => store.append(`poolYear-${n % 5}`, 0, [request('same', [event({ n })])])),
        );
        expect(outcomes.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
        expect(await readEverything(store)).toHaveLength(1);
      });

      it('is told before a stale version and before a closed event stream', async () => {
        const asked = request('same', [event()]);
        await store.append('poolYear-a', 0, [asked]);
        await store.append('poolYear-a', 1, [request('next', [event()])]);
        await store.closeStream('poolYear-a', 2);
        expect(await store.append('poolYear-a', 0, [asked])).toMatchObject({ outcome: 'repeated' });
      });

      it('keeps the new requests beside it from being recorded, and names only the repeated ones', async () => {
        await store.append('poolYear-a', 0, [request('old', [event()])]);
        const outcome = await store.append('poolYear-a', 1, [request('new', [event()]), request('old', [event()])]);
        expect(requestsOf(outcome).map(({ requestId }) => requestId)).toEqual(['old']);
        expect(outcome.outcome).toBe('repeated');
        expect(await readEverything(store)).toHaveLength(1);
        expect(await store.findRequest('new')).toBeUndefined();
      });

      it('that was refused at a stale version may come again', async () => {
        await store.append('poolYear-a', 0, [request('first', [event()])]);
        await expect(store.append('poolYear-a', 0, [request('second', [event()])])).rejects.toThrow(WrongVersion);
        expect(await store.append('poolYear-a', 1, [request('second', [event()])])).toMatchObject({ version: 2 });
      });
    });

    describe('what it keeps', () => {
      it('survives byte for byte: unicode, the order of keys, large integers, nothing and emptiness', async () => {
        const data = {
          zebra: 'ünïcödé – 漢字 – 😀 – \u2028 – "quoted" \\u0000 \\ / \b\f\n\r\t\u0001\u007f',
          alpha: { '10': 1, '9': 2, b: 1, a: 2, '': 'empty key', __proto: 'x' },
          largest: Number.MAX_SAFE_INTEGER,
          smallest: Number.MIN_SAFE_INTEGER,
          none: null,
          empty: {},
          list: [[], [1, [2, { three: 3 }]], '', false],
          '€': 'pounds',
          'a key\twith "everything" \\ 😀': true,
        };
        const own = JSON.parse('{"b":1,"__proto__":{"nested":true},"constructor":"c","a":2}') as JsonObject;
        const metadata = { zeta: 'ä', alpha: '😀', empty: '' };
        await store.append('poolYear-Ünïcödé 😀', 0, [
          request('schlüssel-😀', [{ ...event(data), metadata }, event(own)], 'päge'),
        ]);
        const [first, second] = await readEverything(store);
        expect(JSON.stringify(first!.data)).toBe(JSON.stringify(data));
        expect(JSON.stringify(first!.metadata)).toBe(JSON.stringify(metadata));
        expect(JSON.stringify(second!.data)).toBe(JSON.stringify(own));
        expect(first!.eventStream).toBe('poolYear-Ünïcödé 😀');
        expect(await store.findRequest('schlüssel-😀')).toMatchObject({ fingerprint: 'päge' });
        expect(await readStream(store, 'poolYear-Ünïcödé 😀')).toEqual([first, second]);
      });

      it('does not change when what was given or read is changed', async () => {
        const data = { amountPence: 1 };
        await store.append('poolYear-a', 0, [request('r1', [event(data)])]);
        data.amountPence = 2;
        const [read] = await readEverything(store);
        (read!.data as { amountPence: number }).amountPence = 3;
        expect((await readEverything(store))[0]!.data).toEqual({ amountPence: 1 });
      });

      it('leaves out what is undefined', async () => {
        await store.append('poolYear-a', 0, [request('r1', [event({ there: 1, absent: undefined })])]);
        expect(Object.keys((await readEverything(store))[0]!.data)).toEqual(['there']);
      });

      it('is stamped with instants that strictly increase along the log', async () => {
        for (let round = 0; round < 10; round++) {
          await Promise.all(
            times(5, (n) =>
              store.append(`poolYear-${n}`, 3 * round, [
                request(
                  `r${round}/${n}`,
                  times(3, () => event()),
                ),
              ]),
            ),
          );
        }
        const instants = (await readEverything(store)).map(({ recordedAt }) => recordedAt);
        expect(instants).toHaveLength(150);
        for (let at = 1; at < instants.length; at++) expect(instants[at]! > instants[at - 1]!).toBe(true);
      });
    });

    describe('what no log can hold', () => {
      const loneSurrogate = 'half \ud83d of a pair';
      const bad: Record<string, () => Promise<unknown>> = {
        'NUL in a value': () => append(store, event({ note: 'a\0b' })),
        'NUL in a nested value': () => append(store, event({ list: [{ note: 'a\0b' }] })),
        'NUL in a key': () => append(store, event({ 'a\0b': 1 })),
        'a lone surrogate in a value': () => append(store, event({ note: loneSurrogate })),
        'a lone surrogate in a key': () => append(store, event({ [loneSurrogate]: 1 })),
        'a lone surrogate in metadata': () => append(store, { ...event(), metadata: { note: loneSurrogate } }),
        'a lone surrogate in an event type': () => append(store, { ...event(), type: loneSurrogate }),
        'an unsafe integer': () => append(store, event({ amountPence: Number.MAX_SAFE_INTEGER + 1 })),
        'a fraction': () => append(store, event({ amountPounds: 0.1 })),
        'no number': () => append(store, event({ amountPence: NaN })),
        infinity: () => append(store, event({ amountPence: Infinity })),
        'a date': () => append(store, event({ at: new Date(0) as unknown as string })),
        'a bigint': () => append(store, event({ amountPence: 1n as unknown as number })),
        'a function': () => append(store, event({ toJSON: (() => 'x') as unknown as string })),
        'undefined in a list': () => append(store, event({ list: [undefined] as unknown as null[] })),
        'a hole in a list': () => append(store, event({ list: new Array<null>(2) })),
        'bottomless nesting': () => append(store, event(nested(1000))),
        'data that is a list': () => append(store, event([] as unknown as JsonObject)),
        'metadata with a number': () => append(store, { ...event(), metadata: { n: 1 as unknown as string } }),
        'an id that is no UUID': () => append(store, { ...event(), id: 'one' }),
        'an event type without a name': () => append(store, { ...event(), type: '' }),
        'schema version 0': () => append(store, { ...event(), schemaVersion: 0 }),
        'no request': () => store.append('poolYear-a', 0, []),
        'a request without events': () => store.append('poolYear-a', 0, [request('r1', [])]),
        'a request id twice': () => store.append('poolYear-a', 0, [request('r1', [event()]), request('r1', [event()])]),
        'an event id twice': () => {
          const twice = event();
          return store.append('poolYear-a', 0, [request('r1', [twice, twice])]);
        },
        'no request id': () => store.append('poolYear-a', 0, [request('', [event()])]),
        'a request id of 201 characters': () => store.append('poolYear-a', 0, [request('r'.repeat(201), [event()])]),
        'NUL in a request id': () => store.append('poolYear-a', 0, [request('r\0', [event()])]),
        'a fingerprint of 101 characters': () =>
          store.append('poolYear-a', 0, [request('r', [event()], 'f'.repeat(101))]),
        'NUL in a fingerprint': () => store.append('poolYear-a', 0, [request('r', [event()], '\0')]),
        'an event stream without a name': () => store.append('', 0, [request('r1', [event()])]),
        'NUL in an event stream': () => store.append('a\0', 0, [request('r1', [event()])]),
        'a version below zero': () => store.append('poolYear-a', -1, [request('r1', [event()])]),
        'a version that is no number': () => store.append('poolYear-a', NaN, [request('r1', [event()])]),
      };
      it.each(Object.keys(bad))('%s is refused, and nothing is recorded', async (what) => {
        await expect(bad[what]!()).rejects.toThrow(InvalidAppend);
        expect(await readEverything(store)).toEqual([]);
        expect(await store.append('poolYear-a', 0, [request('r1', [event()])])).toMatchObject({ version: 1 });
      });
    });

    describe('limits', () => {
      // Data `{"note":"…"}` takes 11 bytes around its text, metadata `{}` takes 2.
      const eventOf = (bytes: number): NewEvent => event({ note: 'x'.repeat(bytes - 13) });

      it('takes the largest event and refuses one byte more', async () => {
        expect(await append(store, eventOf(EVENT_BYTES_MAX))).toMatchObject({ outcome: 'appended' });
        const refused = store.append('poolYear-b', 0, [request('r2', [eventOf(EVENT_BYTES_MAX + 1)])]);
        await expect(refused).rejects.toThrow(TooLarge);
        await expect(refused).rejects.toMatchObject({ what: 'event', bytes: EVENT_BYTES_MAX + 1 });
        const [only, ...others] = await readEverything(store);
        expect(others).toEqual([]);
        expect(Buffer.byteLength(JSON.stringify(only!.data))).toBe(EVENT_BYTES_MAX - 2);
      });

      it('counts bytes of UTF-8, not characters', async () => {
        const halfOfThem = '€'.repeat(EVENT_BYTES_MAX / 2);
        await expect(append(store, event({ note: halfOfThem }))).rejects.toThrow(TooLarge);
      });

      it('takes the largest append and refuses one byte more', async () => {
        const most = times(9, () => eventOf(100 * 1024));
        const over = [...most.slice(1), eventOf(100 * 1024 + 1)];
        expect(9 * 100 * 1024).toBe(APPEND_BYTES_MAX);
        const refused = store.append('poolYear-b', 0, [request('r2', over)]);
        await expect(refused).rejects.toMatchObject({ what: 'append', bytes: APPEND_BYTES_MAX + 1 });
        expect(await store.append('poolYear-a', 0, [request('r1', most)])).toMatchObject({ version: 9 });
        expect(await readEverything(store)).toHaveLength(9);
      });

      it('records an append of ten thousand events in order', async () => {
        const events = times(10_000, (n) => event({ n }));
        await store.append('poolYear-a', 0, [request('r1', events)]);
        expect((await readStream(store, 'poolYear-a')).map(({ data }) => data['n'])).toEqual(times(10_000, (n) => n));
        await expect(
          store.append('poolYear-b', 0, [
            request(
              'r2',
              times(10_001, (n) => event({ n })),
            ),
          ]),
        ).rejects.toThrow(InvalidAppend);
      });
    });

    describe('a closed event stream', () => {
      it('takes no more events and keeps those that it has', async () => {
        await store.append('poolYear-a', 0, [request('r1', [event()])]);
        await expect(store.closeStream('poolYear-a', 0)).rejects.toThrow(WrongVersion);
        await store.closeStream('poolYear-a', 1);
        for (const version of [0, 1, 2]) {
          await expect(store.append('poolYear-a', version, [request('r2', [event()])])).rejects.toThrow(StreamClosed);
        }
        await expect(store.closeStream('poolYear-a', 1)).rejects.toThrow(StreamClosed);
        expect(await readStream(store, 'poolYear-a')).toHaveLength(1);
        expect(await store.findRequest('r2')).toBeUndefined();
        expect(await store.append('poolYear-b', 0, [request('r2', [event()])])).toMatchObject({ version: 1 });
      });

      it('can be one that never had an event', async () => {
        await expect(store.closeStream('poolYear-a', 3)).rejects.toThrow(WrongVersion);
        await store.closeStream('poolYear-a', 0);
        await expect(store.append('poolYear-a', 0, [request('r1', [event()])])).rejects.toThrow(StreamClosed);
        expect(await readEverything(store)).toEqual([]);
      });
    });

    describe('readStream', () => {
      it('reads from after one version to another, across pages', async () => {
        await store.append('poolYear-a', 0, [
          request(
            'r1',
            times(700, (n) => event({ n: n + 1 })),
          ),
        ]);
        await store.append('poolYear-other', 0, [
          request(
            'r2',
            times(10, () => event()),
          ),
        ]);
        await store.append('poolYear-a', 700, [
          request(
            'r3',
            times(500, (n) => event({ n: n + 701 })),
          ),
        ]);
        const versions = async (options: { afterVersion?: number; toVersion?: number }): Promise<number[]> => {
          const events = await readStream(store, 'poolYear-a', options);
          expect(events.map(({ data }) => data['n'])).toEqual(events.map(({ version }) => version));
          return events.map(({ version }) => version);
        };
        expect(await versions({})).toEqual(times(1200, (n) => n + 1));
        expect(await versions({ afterVersion: 698, toVersion: 703 })).toEqual([699, 700, 701, 702, 703]);
        expect(await versions({ afterVersion: 1199 })).toEqual([1200]);
        expect(await versions({ afterVersion: 1200 })).toEqual([]);
        expect(await versions({ afterVersion: 5000 })).toEqual([]);
        expect(await versions({ toVersion: 0 })).toEqual([]);
        expect(await versions({ toVersion: 2 })).toEqual([1, 2]);
        expect(await versions({ toVersion: 9999 })).toHaveLength(1200);
        expect(await versions({ afterVersion: 5, toVersion: 3 })).toEqual([]);
      });
    });

    describe('readAll', () => {
      it('pages through the log without losing or doubling an event', async () => {
        await store.append('poolYear-a', 0, [
          request(
            'r1',
            times(25, (n) => event({ n })),
          ),
        ]);
        const whole = await readEverything(store, 10_000);
        for (const limit of [1, 7, 24, 25, 26]) expect(await readEverything(store, limit)).toEqual(whole);
        expect(await store.readAll({ after: whole[9]!.token, limit: 2 })).toEqual(whole.slice(10, 12));
        expect(await store.readAll({ after: whole[24]!.token, limit: 2 })).toEqual([]);
      });

      it('refuses a token that it never gave, and a page without a bound', async () => {
        await append(store, event());
        for (const token of ['1:2', '2:1', '0:1', '1:0', 'x', '', '1:1 ', '1:99999999999999999']) {
          await expect(store.readAll({ after: token as Token, limit: 1 })).rejects.toThrow(UnknownToken);
        }
        for (const limit of [0, -1, 1.5, NaN, 10_001]) {
          await expect(store.readAll({ limit })).rejects.toThrow(RangeError);
        }
      });

      it('never skips a late commit: every reader sees the one order while many write', async () => {
        const appendsPerWriter = 60;
        const writers = 16;
        const total = writers * appendsPerWriter * 2;
        const handles = [store, await underTest.anotherHandle(), await underTest.anotherHandle()];
        const tail = async (reader: EventStore, limit: number): Promise<string[]> => {
          const seen: string[] = [];
          for (let after: Token | undefined; seen.length < total;) {
            for (const { id, token } of await reader.readAll({ after, limit })) {
              expect(reader.compareTokens(after, token)).toBeLessThan(0);
              after = token;
              seen.push(id);
            }
          }
          return seen;
        };
        const follow = async (reader: EventStore, batchMax: number): Promise<string[]> => {
          const stop = new AbortController();
          const seen: string[] = [];
          for await (const batch of reader.subscribeAll({ batchMax, signal: stop.signal })) {
            seen.push(...batch.map(({ id }) => id));
            if (seen.length >= total) stop.abort();
          }
          return seen;
        };
        const write = async (writer: number): Promise<void> => {
          const handle = handles[writer % handles.length]!;
          for (let n = 0; n < appendsPerWriter; n++) {
            const events = [event({ writer, n: 2 * n }), event({ writer, n: 2 * n + 1 })];
            await handle.append(`poolYear-${writer}`, 2 * n, [request(`${writer}/${n}`, events)]);
          }
        };
        const readers = [tail(handles[0]!, 50), tail(handles[1]!, 7), follow(handles[2]!, 100), follow(handles[0]!, 3)];
        await Promise.all(times(writers, write));
        const seen = await Promise.all(readers);

        const all = await readEverything(store);
        expect(all).toHaveLength(total);
        for (const ids of seen) expect(ids).toEqual(all.map(({ id }) => id));
        for (let writer = 0; writer < writers; writer++) {
          const own = all.filter(({ eventStream }) => eventStream === `poolYear-${writer}`);
          expect(own.map(({ data }) => data['n'])).toEqual(times(2 * appendsPerWriter, (n) => n));
          expect(own.map(({ version }) => version)).toEqual(times(2 * appendsPerWriter, (n) => n + 1));
        }
      });
    });

    describe('subscribeAll', () => {
      it('delivers what is there, then what comes, and ends on its signal', async () => {
        await store.append('poolYear-a', 0, [
          request(
            'r1',
            times(5, (n) => event({ n })),
          ),
        ]);
        const writer = await underTest.anotherHandle();
        const stop = new AbortController();
        const seen: unknown[] = [];
        const sizes: number[] = [];
        for await (const batch of store.subscribeAll({ batchMax: 2, signal: stop.signal })) {
          sizes.push(batch.length);
          seen.push(...batch.map(({ data }) => data['n']));
          if (seen.length === 5) await writer.append('poolYear-b', 0, [request('r2', [event({ n: 5 })])]);
          if (seen.length === 6) void writer.append('poolYear-b', 1, [request('r3', [event({ n: 6 })])]);
          if (seen.length === 7) stop.abort();
        }
        expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
        expect(sizes).toEqual([2, 2, 1, 1, 1]);
      });

      it('starts after a token', async () => {
        await store.append('poolYear-a', 0, [
          request(
            'r1',
            times(5, (n) => event({ n })),
          ),
        ]);
        const after = (await readEverything(store))[2]!.token;
        const stop = new AbortController();
        for await (const batch of store.subscribeAll({ after, batchMax: 10, signal: stop.signal })) {
          expect(batch.map(({ data }) => data['n'])).toEqual([3, 4]);
          stop.abort();
        }
      });

      it('ends while it waits, when it was never started, and when its store closes', async () => {
        const stop = new AbortController();
        const waiting = store.subscribeAll({ batchMax: 10, signal: stop.signal })[Symbol.asyncIterator]().next();
        await append(store, event());
        expect(await waiting).toMatchObject({ done: false });
        const after = await store.head();
        const subscribe = (signal: AbortSignal): Promise<IteratorResult<unknown>> =>
          store
            .subscribeAll({ ...(after && { after }), batchMax: 10, signal })
            [Symbol.asyncIterator]()
            .next();
        const next = subscribe(stop.signal);
        stop.abort();
        expect(await next).toMatchObject({ done: true });
        expect(await subscribe(AbortSignal.abort())).toMatchObject({ done: true });
        const untilClosed = subscribe(new AbortController().signal);
        await store.close();
        expect(await untilClosed).toMatchObject({ done: true });
      });
    });

    describe('tokens', () => {
      it('compare as their events stand in the log, and nothing stands before everything', async () => {
        await store.append('poolYear-a', 0, [
          request(
            'r1',
            times(12, () => event()),
          ),
        ]);
        const tokens = [undefined, ...(await readEverything(store)).map(({ token }) => token)];
        tokens.forEach((a, i) =>
          tokens.forEach((b, j) => expect(Math.sign(store.compareTokens(a, b))).toBe(Math.sign(i - j))),
        );
      });
    });

    describe('when closed', () => {
      it('refuses appends as not applied, and may be closed again', async () => {
        await store.close();
        await store.close();
        await expect(append(store, event())).rejects.toThrow(Unavailable);
        await expect(append(store, event())).rejects.toMatchObject({ outcome: 'notApplied' });
      });
    });
  });
}

/** An event of no particular meaning. */
export function event(data: JsonObject = {}): NewEvent {
  return { id: randomUUID(), type: 'ContributionReceived', schemaVersion: 1, data, metadata: {} };
}

/** A request whose fingerprint follows from its id, unless one is given. */
export function request(requestId: string, events: readonly NewEvent[], fingerprint?: string): AppendRequest {
  return {
    requestId,
    fingerprint: fingerprint ?? createHash('sha256').update(requestId).digest('hex'),
    events,
  };
}

/** The whole log, read in pages. */
export async function readEverything(store: EventStore, limit = 1000): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const after = events.at(-1)?.token;
    const page = await store.readAll({ ...(after && { after }), limit });
    if (page.length === 0) return events;
    events.push(...page);
  }
}

/** One event stream, read in pages, none of which is empty. */
export async function readStream(
  store: EventStore,
  eventStream: string,
  options?: { afterVersion?: number; toVersion?: number },
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const page of store.readStream(eventStream, options)) {
    expect(page.length).toBeGreaterThan(0);
    events.push(...page);
  }
  return events;
}

/** What `make` gives for 0, 1, … up to `count`. */
export function times<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

function append(store: EventStore, single: NewEvent): Promise<AppendOutcome> {
  return store.append('poolYear-a', 0, [request('r1', [single])]);
}

function requestsOf(outcome: AppendOutcome): AppendOutcomeRequests {
  return outcome.outcome === 'appended' ? outcome.requests : outcome.repeated;
}

type AppendOutcomeRequests = Extract<AppendOutcome, { outcome: 'appended' }>['requests'];

function nested(depth: number): JsonObject {
  return depth === 0 ? {} : { inner: nested(depth - 1) };
}
