import * as fc from 'fast-check';
import { AMOUNT_PENCE_MAX, formatPence, isAmount, isAmountOrNone, penceToDecimal } from './money';

describe('an amount', () => {
  it.each([1, 100_00, AMOUNT_PENCE_MAX])('INV-09 may be %d whole pence', (pence) => {
    expect(isAmount(pence)).toBe(true);
  });

  it.each([0, -1, 0.1, 1e-7, NaN, Infinity, AMOUNT_PENCE_MAX + 1, 2 ** 60, '100', 100n, null, undefined, [1]])(
    'INV-09 may not be %p',
    (pence) => {
      expect(isAmount(pence)).toBe(false);
    },
  );

  it('may be left out as 0 where a part is not there, but not as less', () => {
    expect([0, 1, -1, 0.5, undefined].map(isAmountOrNone)).toEqual([true, true, false, false, false]);
  });
});

describe('money for people', () => {
  it.each([
    [0, '£0.00'],
    [5, '£0.05'],
    [-5, '-£0.05'],
    [100_00, '£100.00'],
    [999_99, '£999.99'],
    [1_000_00, '£1,000.00'],
    [95_896_941_89, '£95,896,941.89'],
    [-1_234_567_89, '-£1,234,567.89'],
    [Number.MAX_SAFE_INTEGER, '£90,071,992,547,409.91'],
    [123_456_789_012_345_678_90n, '£123,456,789,012,345,678.90'],
  ])('%p is written %s', (pence, text) => {
    expect(formatPence(pence)).toBe(text);
  });

  it('has no commas and no sign of the pound for other programs', () => {
    expect(penceToDecimal(-1_234_567_89)).toBe('-1234567.89');
    expect(penceToDecimal(5)).toBe('0.05');
  });

  it('loses no penny, for any safe integer', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (pence) => BigInt(penceToDecimal(pence).replace('.', '')) === BigInt(pence)),
    );
  });
});
