import { instantOf, microsOf } from './instant';

describe('instants in microseconds', () => {
  it.each([
    ['2026-11-22T08:40:52.123456Z', 1_795_336_852_123_456],
    ['2026-11-22T08:40:52.000001Z', 1_795_336_852_000_001],
    ['2026-11-22T08:40:52Z', 1_795_336_852_000_000],
    ['2026-11-22T08:40:52.5Z', 1_795_336_852_500_000],
    ['2026-11-22T09:40:52.1+01:00', 1_795_336_852_100_000],
    ['1969-12-31T23:59:59.999999Z', -1],
  ])('%s', (instant, micros) => {
    expect(microsOf(instant)).toBe(micros);
    expect(microsOf(instantOf(micros))).toBe(micros);
  });

  it('knows no number for what is no instant', () => expect(microsOf('yesterday')).toBeNaN());
});
