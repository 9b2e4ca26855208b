import * as fc from 'fast-check';
import { apportion } from './apportion';

const amounts = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });
const weights = fc
  .array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 20 })
  .filter((all) => all.some((weight) => weight > 0));
const sum = (all: readonly number[]): number => all.reduce((total, each) => total + each, 0);

describe('any split of any amount', () => {
  it('INV-04 sums to the amount', () => {
    fc.assert(fc.property(amounts, weights, (amount, by) => sum(apportion(amount, by).sharesPence) === amount));
  });

  it('INV-05 gives each less than a penny from exact', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, by) => {
        const total = BigInt(sum(by));
        return apportion(amount, by).sharesPence.every((share, place) => {
          const off = BigInt(share) * total - BigInt(amount) * BigInt(by[place]!);
          return (off < 0n ? -off : off) < total;
        });
      }),
    );
  });

  it('INV-05 never gives a later of two equal weights more', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 2, max: 20 }), (amount, weight, n) => {
        const shares = apportion(Math.abs(amount), Array<number>(n).fill(weight)).sharesPence;
        return shares.every((share, place) => place === 0 || share <= shares[place - 1]!);
      }),
    );
  });

  it('INV-05 records the pence that whole shares left over: fewer than there are shares', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, by) => {
        const total = BigInt(sum(by));
        const size = BigInt(Math.abs(amount));
        const whole = by.map((weight) => (size * BigInt(weight)) / total).reduce((all, share) => all + share, 0n);
        const { residualPence } = apportion(amount, by);
        return BigInt(residualPence) === size - whole && residualPence < by.length;
      }),
    );
  });

  it('a negative amount mirrors its positive', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, by) => {
        const mirrored = apportion(-amount, by).sharesPence.map((share) => (share === 0 ? 0 : -share));
        expect(apportion(amount, by).sharesPence).toEqual(mirrored);
      }),
    );
  });
});
