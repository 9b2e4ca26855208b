import { Decimal as DefaultDecimal } from 'decimal.js';

// Enough digits that no number a person can write is rounded when it is read or shown.
const Decimal = DefaultDecimal.clone({ precision: 120, toExpNeg: -100, toExpPos: 100 });

export const roundingModes = ['HALF_UP', 'HALF_EVEN', 'DOWN'] as const;
/** How an exact amount becomes whole pence: half pennies away from zero, half pennies to the even one, or towards zero. */
export type RoundingMode = (typeof roundingModes)[number];

/** How people write an exact number in terms and evidence: `12.5`, `-3`, `5/6` or `50%`. */
export const FRACTION_PATTERN = /^-?\d{1,20}(?:\.\d{1,20})?%?$|^-?\d{1,20}\/[1-9]\d{0,19}$/;

/**
 * An exact number. Amounts are carried as fractions through a whole calculation and rounded once, at its end: a sixth
 * of a sum stays a sixth, which no decimal number of any length is. Decimal.js reads and shows them.
 */
export class Fraction {
  static readonly zero = new Fraction(0n, 1n);
  static readonly one = new Fraction(1n, 1n);

  private constructor(
    private readonly numerator: bigint,
    private readonly denominator: bigint,
  ) {}

  /** A whole number, such as an amount in pence. @throws RangeError when it is not whole and safe */
  static of(whole: number): Fraction {
    if (!Number.isSafeInteger(whole)) throw new RangeError(`${whole} is not a whole number that is exact.`);
    return new Fraction(BigInt(whole), 1n);
  }

  /** Reads `12.5`, `5/6` or `50%`. @throws RangeError for anything else */
  static parse(text: string): Fraction {
    if (!FRACTION_PATTERN.test(text)) throw new RangeError(`${text} is not a number such as 12.5, 5/6 or 50%.`);
    if (text.includes('/')) {
      const [over, under] = text.split('/');
      return Fraction.reduced(BigInt(over!), BigInt(under!));
    }
    const isPct = text.endsWith('%');
    const [whole, places = ''] = (isPct ? text.slice(0, -1) : text).split('.');
    const scale = 10n ** BigInt(places.length) * (isPct ? 100n : 1n);
    return Fraction.reduced(BigInt(`${whole}${places}`), scale);
  }

  /** A percentage written without its sign: `12.5` is an eighth. */
  static ofPct(text: string): Fraction {
    return Fraction.parse(`${text}%`);
  }

  plus(other: Fraction): Fraction {
    if (this.denominator === other.denominator) {
      return Fraction.reduced(this.numerator + other.numerator, this.denominator);
    }
    return Fraction.reduced(
      this.numerator * other.denominator + other.numerator * this.denominator,
      this.denominator * other.denominator,
    );
  }

  minus(other: Fraction): Fraction {
    return this.plus(other.negated());
  }

  times(other: Fraction): Fraction {
    return Fraction.reduced(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  /** @throws RangeError when the other is nought */
  over(other: Fraction): Fraction {
    if (other.isZero) throw new RangeError('Nothing can be divided by nought.');
    const sign = other.numerator < 0n ? -1n : 1n;
    return Fraction.reduced(sign * this.numerator * other.denominator, sign * other.numerator * this.denominator);
  }

  negated(): Fraction {
    return new Fraction(-this.numerator, this.denominator);
  }

  /** Negative, nought or positive, as this is less than, equal to or more than the other. */
  compare(other: Fraction): number {
    const difference = this.numerator * other.denominator - other.numerator * this.denominator;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  min(other: Fraction): Fraction {
    return this.compare(other) <= 0 ? this : other;
  }

  max(other: Fraction): Fraction {
    return this.compare(other) >= 0 ? this : other;
  }

  get isZero(): boolean {
    return this.numerator === 0n;
  }

  get isNegative(): boolean {
    return this.numerator < 0n;
  }

  /** The nearest whole number by that mode. @throws RangeError when a number cannot hold it to the penny (INV-09) */
  round(mode: RoundingMode): number {
    const isNegative = this.numerator < 0n;
    const magnitude = isNegative ? -this.numerator : this.numerator;
    let whole = magnitude / this.denominator;
    const twiceRest = 2n * (magnitude % this.denominator);
    const isUp =
      mode === 'HALF_UP'
        ? twiceRest >= this.denominator
        : mode === 'HALF_EVEN' &&
          (twiceRest > this.denominator || (twiceRest === this.denominator && whole % 2n === 1n));
    if (isUp) whole += 1n;
    const result = Number(isNegative ? -whole : whole);
    if (!Number.isSafeInteger(result)) throw new RangeError('The amount is too large to be told to the penny.');
    return result === 0 ? 0 : result;
  }

  /** For people: at most so many places, rounded; display only, never read back. */
  toText(places: number): string {
    return new Decimal(this.numerator.toString()).div(this.denominator.toString()).toDecimalPlaces(places).toFixed();
  }

  /** The numerator and denominator, for weights that must stay exact. */
  toRatio(): { readonly numerator: bigint; readonly denominator: bigint } {
    return { numerator: this.numerator, denominator: this.denominator };
  }

  private static reduced(numerator: bigint, denominator: bigint): Fraction {
    if (denominator === 1n) return new Fraction(numerator, 1n);
    const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
    return new Fraction(numerator / divisor, denominator / divisor);
  }
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** The sum of some fractions. */
export const sumOf = (fractions: readonly Fraction[]): Fraction =>
  fractions.reduce((sum, each) => sum.plus(each), Fraction.zero);
