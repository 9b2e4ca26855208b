import { describeEventStore, event, readEverything, request } from '../event-store.contract';
import { InMemoryEventStore } from './in-memory-event-store';

describeEventStore('InMemoryEventStore', async () => {
  const store = new InMemoryEventStore();
  return { store, anotherHandle: async () => store, dispose: () => store.close() };
});

describe('the clock of a log in memory', () => {
  it('gives instants that follow it, and that increase when it stands still or goes back', async () => {
    const clock = [1_000, 1_000, 500, 2_000];
    const store = new InMemoryEventStore({ now: () => clock.shift()! });
    await store.append('poolYear-a', 0, [request('r1', [event(), event(), event(), event()])]);
    expect((await readEverything(store)).map(({ recordedAt }) => recordedAt)).toEqual([
      '1970-01-01T00:00:01.000000Z',
      '1970-01-01T00:00:01.000001Z',
      '1970-01-01T00:00:01.000002Z',
      '1970-01-01T00:00:02.000000Z',
    ]);
  });
});
