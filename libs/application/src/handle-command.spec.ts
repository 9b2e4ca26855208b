import { type Asked, type Decider, type DomainEvent } from '@app/domain';
import { type AppendRequest, InMemoryEventStore, type RecordedEvent, TooLarge, Unavailable } from '@app/event-store';
import { type CommandResult, VersionNotExpected } from './command-request';
import { CommandHandling } from './handle-command';
import { StateCache } from './state-cache';

/** A jar holds at most 100 coins. */
type Put = Asked & { readonly type: 'Put'; readonly coins: number };
type CoinsPut = DomainEvent<'CoinsPut', { readonly coins: number }>;
interface Jar {
  coins: number;
}
const jar: Decider<Put, Jar, CoinsPut> = {
  initialState: () => ({ coins: 0 }),
  decide: ({ coins, occurredOn }, state) =>
    state.coins + coins > 100
      ? { refused: { code: 'JAR_FULL', sentence: 'The jar is full.', details: { coins: state.coins } } }
      : { accepted: coins === 0 ? [] : [{ type: 'CoinsPut', occurredOn, data: { coins } }] },
  evolve: (state, { data }) => {
    state.coins += data.coins;
    return state;
  },
};

const JAR = 'jar-1';
const put = (coins: number): Put => ({
  type: 'Put',
  coins,
  by: { actorId: 'child', kind: 'PERSON' },
  authorityRef: 'Pocket money',
  occurredOn: '2025-05-01',
  today: '2025-05-01',
});

/** A log that can be told to fail, and that counts the appends that it is asked for. */
class FailingEventStore extends InMemoryEventStore {
  appends = 0;
  /** Called before each append with the number of appends before it; what it throws, the append throws. */
  before: (appends: number, requests: readonly AppendRequest[]) => Promise<void> | void = () => undefined;
  /** Called after each append. */
  after: (appends: number) => void = () => undefined;

  override async append(eventStream: string, expectedVersion: number, requests: readonly AppendRequest[]) {
    const appends = this.appends++;
    await this.before(appends, requests);
    const outcome = await super.append(eventStream, expectedVersion, requests);
    this.after(appends);
    return outcome;
  }
}

/** One process's handling of jars, and what the log holds in the end. */
function open(store = new FailingEventStore()) {
  const handling = new CommandHandling(store, jar);
  let asked = 0;
  return {
    store,
    put: (coins: number, over: { requestId?: string; expectedVersion?: number } = {}): Promise<CommandResult> =>
      handling.handle(JAR, put(coins), { requestId: `r-${(asked += 1)}`, ...over }, () => Promise.resolve()),
    coins: async (): Promise<readonly number[]> => {
      const events: RecordedEvent[] = [];
      for await (const page of store.readStream(JAR)) events.push(...page);
      return events.map(({ data }) => data['coins'] as number);
    },
  };
}
/** Another process gets in first, once. */
const otherPuts = (store: InMemoryEventStore, version: number, coins: number) =>
  InMemoryEventStore.prototype.append.call(store, JAR, version, [
    {
      requestId: `other-${version}`,
      fingerprint: 'other',
      events: [
        {
          id: `00000000-0000-4000-8000-${String(version).padStart(12, '0')}`,
          type: 'CoinsPut',
          schemaVersion: 1,
          data: { coins },
          metadata: { occurredOn: '2025-05-01' },
        },
      ],
    },
  ]);

const codeOf = (result: CommandResult): string => ('refused' in result ? result.refused.code : 'RECORDED');

describe('commands on one event stream', () => {
  test('are decided one after another, each on what the ones before it did, and share an append', async () => {
    const { store, put, coins } = open();
    const results = await Promise.all([60, 50, 40, 1].map((each) => put(each)));
    expect(results.map(codeOf)).toEqual(['RECORDED', 'JAR_FULL', 'RECORDED', 'JAR_FULL']);
    expect(await coins()).toEqual([60, 40]);
    // The first goes at once, the others together while it is on its way.
    expect(store.appends).toBe(2);
  });

  test('are decided anew when another process got in first', async () => {
    const { store, put, coins } = open();
    await put(10);
    store.before = async (appends) => {
      if (appends === 1) await otherPuts(store, 1, 60);
    };
    expect((await Promise.all([put(40), put(30)])).map(codeOf)).toEqual(['JAR_FULL', 'RECORDED']);
    expect(await coins()).toEqual([10, 60, 30]);
  });

  test('are given up with a clear word when others always get in first', async () => {
    const { store, put, coins } = open();
    store.before = async (appends) => {
      await otherPuts(store, appends, 1);
    };
    await expect(put(10)).rejects.toMatchObject({ outcome: 'notApplied' });
    expect(new Set(await coins())).toEqual(new Set([1]));
  });

  test('whose append may or may not have been recorded are sent again with the same ids, and recorded once', async () => {
    const { store, put, coins } = open();
    store.after = (appends) => {
      if (appends === 0) throw new Unavailable('unknown', 'The answer was lost.');
    };
    const results = await Promise.all([put(60), put(30)]);
    expect(results).toMatchObject([{ answer: { version: 1, repeated: false } }, { answer: { version: 2 } }]);
    expect(await coins()).toEqual([60, 30]);
    expect(codeOf(await put(11))).toBe('JAR_FULL');
  });

  test('that failed leave no trace in what the next are decided on', async () => {
    const { store, put, coins } = open();
    await put(10);
    store.before = (appends) => {
      if (appends === 1) throw new Unavailable('notApplied', 'Not now.');
    };
    await expect(put(90)).rejects.toThrow('Not now.');
    expect(codeOf(await put(90))).toBe('RECORDED');
    expect(await coins()).toEqual([10, 90]);
  });

  test('too large together go one by one: only the one that is too large alone is refused', async () => {
    const { store, put, coins } = open();
    store.before = (_, requests) => {
      const sum = requests.flatMap(({ events }) => events).reduce((all, { data }) => all + Number(data['coins']), 0);
      if (sum > 40) throw new TooLarge('append', sum, 40);
    };
    const results = await Promise.allSettled([put(30), put(50), put(20)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await coins()).toEqual([30, 20]);
  });

  test('on a version that is not the one seen are refused, unless they were recorded before', async () => {
    const { put, coins } = open();
    await put(1);
    const seen = { expectedVersion: 1, requestId: 'seen' };
    const first = await put(2, seen);
    expect(await put(2, seen)).toEqual({ answer: { ...('answer' in first && first.answer), repeated: true } });
    await expect(put(3, { expectedVersion: 1 })).rejects.toThrow(VersionNotExpected);
    expect(await coins()).toEqual([1, 2]);
  });

  test('that lead to nothing record nothing', async () => {
    const { store, put } = open();
    expect(await put(0)).toEqual({ answer: { eventStream: JAR, version: 0, events: [], repeated: false } });
    expect(store.appends).toBe(0);
  });
});

test('a state that is forgotten while its tail is being read is read from the log anew', async () => {
  const { store, put } = open();
  await put(10);
  const cache = new StateCache(store, jar);
  const cached = await cache.get(JAR);
  const reading = cache.refresh(JAR);
  // Folded ahead of the log, by an append that then fails.
  cached.state = jar.evolve(cached.state, { type: 'CoinsPut', occurredOn: '2025-05-01', data: { coins: 90 } });
  cached.version += 1;
  cache.forget(JAR);
  expect(await reading).toMatchObject({ version: 1, state: { coins: 10 } });
  expect(await cache.get(JAR)).toMatchObject({ version: 1, state: { coins: 10 } });
});
