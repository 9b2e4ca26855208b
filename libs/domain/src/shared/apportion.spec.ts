import { apportion } from './apportion';

describe('a split', () => {
  it('INV-04 adds up to the penny', () => {
    expect(apportion(100_00, [1, 1, 1]).sharesPence).toEqual([33_34, 33_33, 33_33]);
  });

  it('INV-05 gives the odd pence to the largest remainders and says how many they were', () => {
    expect(apportion(10, [1, 5, 5])).toEqual({ sharesPence: [1, 5, 4], residualPence: 2 });
    expect(apportion(100, [1, 1, 4])).toEqual({ sharesPence: [17, 17, 66], residualPence: 2 });
  });

  it('INV-05 settles ties in the order given', () => {
    expect(apportion(2, [1, 1, 1]).sharesPence).toEqual([1, 1, 0]);
    expect(apportion(1, ['0.5', '0.5']).sharesPence).toEqual([1, 0]);
  });

  it('splits by percentages written as decimals, exactly', () => {
    expect(apportion(1_000_000_00, ['50.77', '49.23']).sharesPence).toEqual([507_700_00, 492_300_00]);
    expect(apportion(3, ['0.1', '0.2']).sharesPence).toEqual([1, 2]);
  });

  it('gives nothing to a weight of nothing, not even an odd penny', () => {
    expect(apportion(5, [1, 0, 1]).sharesPence).toEqual([3, 0, 2]);
  });

  it('splits a negative amount as its positive, negated, and never answers minus nought', () => {
    expect(apportion(-100_00, [1, 1, 1]).sharesPence).toEqual([-33_34, -33_33, -33_33]);
    expect(Object.is(apportion(-1, [1, 1]).sharesPence[1], 0)).toBe(true);
  });

  it('splits nothing into nothing', () => {
    expect(apportion(0, [3, 2])).toEqual({ sharesPence: [0, 0], residualPence: 0 });
  });

  it('stays exact where a float would not: the largest safe amount by thirds, and very uneven weights', () => {
    const { sharesPence } = apportion(Number.MAX_SAFE_INTEGER, [`0.${'0'.repeat(19)}1`, `1${'0'.repeat(19)}`, 1]);
    expect(sharesPence.reduce((sum, share) => sum + BigInt(share), 0n)).toBe(BigInt(Number.MAX_SAFE_INTEGER));
  });

  it.each([[[]], [[0, 0]], [[1, -1]], [[NaN]], [['Infinity']]])('cannot be made by %p', (weights) => {
    expect(() => apportion(100, weights)).toThrow(RangeError);
  });
});
