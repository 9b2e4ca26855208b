import { Unavailable } from '../errors';
import { event, request, times } from '../event-store.contract';
import { prepareAppend } from '../prepared-append';
import { AppendQueue, type WaitingAppend } from './append-queue';

const ROOMY = { appendsMax: 10_000, bytesMax: 1e9 };

describe('the queue of appends', () => {
  it('gives a batch in the order in which they came, at most 256', () => {
    const queue = queueOf(times(300, (n) => waiting(`poolYear-${n}`, `r${n}`)));
    expect(namesOf(queue.takeBatch())).toEqual(times(256, (n) => `r${n}`));
    expect(namesOf(queue.takeBatch())).toEqual(times(44, (n) => `r${256 + n}`));
    expect(queue.takeBatch()).toEqual([]);
  });

  it('gives one append of each event stream, and never a later one before an earlier', () => {
    const queue = queueOf([
      waiting('poolYear-a', 'a1'),
      waiting('poolYear-a', 'a2'),
      waiting('poolYear-b', 'b1'),
      waiting('poolYear-a', 'a3'),
      waiting('poolYear-b', 'b2'),
    ]);
    expect(namesOf(queue.takeBatch())).toEqual(['a1', 'b1']);
    expect(namesOf(queue.takeBatch())).toEqual(['a2', 'b2']);
    expect(namesOf(queue.takeBatch())).toEqual(['a3']);
  });

  it('gives one append of each request, and keeps what comes after it on the same event stream behind it', () => {
    const queue = queueOf([
      waiting('poolYear-a', 'same'),
      waiting('poolYear-b', 'same'),
      waiting('poolYear-b', 'next'),
    ]);
    expect(namesOf(queue.takeBatch())).toEqual(['same']);
    expect(namesOf(queue.takeBatch())).toEqual(['same']);
    expect(namesOf(queue.takeBatch())).toEqual(['next']);
  });

  it('gives at most a mebibyte, but an append however large', () => {
    const large = (n: number): WaitingAppend<void> => waiting(`poolYear-${n}`, `r${n}`, 200 * 1024);
    const queue = queueOf(times(7, large));
    expect(namesOf(queue.takeBatch())).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
    expect(namesOf(queue.takeBatch())).toEqual(['r5', 'r6']);
  });

  it('turns away what is over its bounds, and has room again when a batch has been taken', () => {
    const few = new AppendQueue<void>({ appendsMax: 2, bytesMax: 1e9 });
    few.push(waiting('poolYear-a', 'r1'));
    few.push(waiting('poolYear-b', 'r2'));
    expect(() => few.push(waiting('poolYear-c', 'r3'))).toThrow(Unavailable);
    few.takeBatch();
    few.push(waiting('poolYear-c', 'r3'));
    expect(namesOf(few.takeBatch())).toEqual(['r3']);

    const small = new AppendQueue<void>({ appendsMax: 10, bytesMax: 1000 });
    small.push(waiting('poolYear-a', 'r1', 900));
    expect(() => small.push(waiting('poolYear-b', 'r2', 200))).toThrow(Unavailable);
    small.takeBatch();
    small.push(waiting('poolYear-b', 'r2', 200));
    expect(() => small.push(waiting('poolYear-c', 'r3', 900))).toThrow(Unavailable);
    small.takeOlderThan(Infinity);
    small.push(waiting('poolYear-c', 'r3', 900));
  });

  it('gives up those that have waited too long', () => {
    const queue = queueOf([waiting('poolYear-a', 'old', 50, 10), waiting('poolYear-b', 'new', 50, 20)]);
    expect(namesOf(queue.takeOlderThan(20))).toEqual(['old']);
    expect(namesOf(queue.takeBatch())).toEqual(['new']);
  });
});

function waiting(eventStream: string, requestId: string, bytes = 50, since = 0): WaitingAppend<void> {
  const append = prepareAppend(eventStream, 0, [request(requestId, [event({ note: 'x'.repeat(bytes - 13) })])]);
  expect(append.bytes).toBe(bytes);
  return { append, since, resolve: () => undefined, reject: () => undefined };
}

function queueOf(all: readonly WaitingAppend<void>[]): AppendQueue<void> {
  const queue = new AppendQueue<void>(ROOMY);
  for (const each of all) queue.push(each);
  return queue;
}

function namesOf(batch: readonly WaitingAppend<void>[]): string[] {
  return batch.map(({ append }) => append.requests[0]!.requestId);
}
