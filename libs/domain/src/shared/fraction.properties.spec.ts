import * as fc from 'fast-check';
import { Fraction, FRACTION_PATTERN, roundingModes, sumOf } from './fraction';

const fractions = fc
  .tuple(fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }), fc.bigInt({ min: 1n, max: 10n ** 19n }))
  .map(([over, under]) => Fraction.parse(`${over}/${under}`));
const same = (one: Fraction, other: Fraction): void => expect(one.toRatio()).toEqual(other.toRatio());
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

describe('any fractions', () => {
  it('add and multiply in any order, and take back what they added', () => {
    fc.assert(
      fc.property(fractions, fractions, fractions, (a, b, c) => {
        same(a.plus(b), b.plus(a));
        same(a.plus(b).plus(c), a.plus(b.plus(c)));
        same(a.times(b), b.times(a));
        same(a.times(b.plus(c)), a.times(b).plus(a.times(c)));
        same(a.plus(b).minus(b), a);
        same(sumOf([a, b, c]), sumOf([c, a, b]));
      }),
    );
  });

  it('divide as they multiply', () => {
    fc.assert(
      fc.property(fractions, fractions, (a, b) => {
        fc.pre(!b.isZero);
        same(a.over(b).times(b), a);
        same(b.over(b), Fraction.one);
      }),
    );
  });

  it('are always in their lowest terms, above a denominator that is not negative', () => {
    fc.assert(
      fc.property(fractions, fractions, (a, b) => {
        for (const each of [a.plus(b), a.times(b), a.minus(b), ...(b.isZero ? [] : [a.over(b)])]) {
          const { numerator, denominator } = each.toRatio();
          expect(denominator).toBeGreaterThan(0n);
          expect(gcd(numerator < 0n ? -numerator : numerator, denominator)).toBe(1n);
        }
      }),
    );
  });

  it('are ordered by their differences', () => {
    fc.assert(
      fc.property(fractions, fractions, (a, b) => {
        const difference = a.minus(b);
        expect(a.compare(b)).toBe(difference.isNegative ? -1 : difference.isZero ? 0 : 1);
        same(a.min(b).plus(a.max(b)), a.plus(b));
        expect(a.min(b).compare(a.max(b))).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('rounding any fraction', () => {
  const amounts = fc
    .tuple(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), fc.integer({ min: 1, max: 1_000 }))
    .map(([over, under]) => Fraction.parse(`${over}/${under}`));
  const half = Fraction.parse('1/2');

  it('INV-09 is off by half a penny at the most, and by less than one downwards', () => {
    fc.assert(
      fc.property(amounts, fc.constantFrom(...roundingModes), (amount, mode) => {
        const rounded = Fraction.of(amount.round(mode));
        const off = rounded.minus(amount);
        const size = off.isNegative ? off.negated() : off;
        if (mode !== 'DOWN') expect(size.compare(half)).toBeLessThanOrEqual(0);
        expect(size.compare(Fraction.one)).toBeLessThan(0);
        if (mode === 'DOWN') expect(off.isNegative).toBe(!amount.isNegative && !off.isZero);
      }),
    );
  });

  it('mirrors a negative amount, never answers minus nought, and leaves whole pence alone', () => {
    fc.assert(
      fc.property(amounts, fc.integer(), fc.constantFrom(...roundingModes), (amount, whole, mode) => {
        const mirrored = -amount.negated().round(mode);
        expect(amount.round(mode)).toBe(mirrored === 0 ? 0 : mirrored);
        expect(Fraction.of(whole).round(mode)).toBe(whole);
      }),
    );
  });

  it('keeps the order of two amounts', () => {
    fc.assert(
      fc.property(amounts, amounts, fc.constantFrom(...roundingModes), (a, b, mode) => {
        expect(a.min(b).round(mode)).toBeLessThanOrEqual(a.max(b).round(mode));
      }),
    );
  });
});

describe('a text', () => {
  it('is read exactly when it matches the pattern, and never as anything but a RangeError otherwise', () => {
    const texts = fc.oneof(
      fc.stringMatching(/^-?\d{1,20}(\.\d{1,20})?%?$/),
      fc.stringMatching(/^-?\d{1,20}\/\d{1,20}$/),
      fc.string({ maxLength: 12 }),
      fc.stringMatching(/^[-0-9./%]{0,8}$/),
    );
    fc.assert(
      fc.property(texts, (written) => {
        if (FRACTION_PATTERN.test(written)) expect(() => Fraction.parse(written)).not.toThrow();
        else expect(() => Fraction.parse(written)).toThrow(RangeError);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of a decimal number comes back as it was shown', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^-?\d{1,20}(\.\d{1,20})?$/), (written) => {
        const value = Fraction.parse(written);
        same(Fraction.parse(value.toText(20)), value);
      }),
    );
  });
});
