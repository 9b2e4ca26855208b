import { Fraction } from './fraction';
import { type Pence } from './money';

/** A split that adds up: one share for each weight, in the order given. */
export interface Apportionment {
  readonly sharesPence: readonly Pence[];
  /** Pence that whole-penny shares left over and the largest remainders received. */
  readonly residualPence: Pence;
}

/**
 * Splits an amount by weights, by largest remainder; ties go in the order given (INV-05). Shares always sum to the
 * amount (INV-04) and each is within a penny of its exact value.
 * @param amountPence whole pence; a negative amount is split as its positive and negated
 * @param weights numbers, texts such as `12.5` or `1/3`, or fractions; none negative, not all zero
 * @throws RangeError on weights that cannot be shared by
 */
export function apportion(amountPence: Pence, weights: readonly (number | string | Fraction)[]): Apportionment {
  const integers = integersOf(weights.map(toFraction));
  if (integers.some((weight) => weight < 0n) || integers.every((weight) => weight === 0n)) {
    throw new RangeError('Weights must not be negative, nor all of them nought.');
  }
  const total = integers.reduce((sum, weight) => sum + weight, 0n);
  const amount = BigInt(Math.abs(amountPence));
  const shares = integers.map((weight) => (amount * weight) / total);
  const residual = amount - shares.reduce((sum, share) => sum + share, 0n);
  const byRemainder = integers
    .map((weight, place) => ({ place, remainder: (amount * weight) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.place - b.place : a.remainder < b.remainder ? 1 : -1));
  for (const { place } of byRemainder.slice(0, Number(residual))) shares[place]! += 1n;
  const sign = amountPence < 0 ? -1 : 1;
  return {
    sharesPence: shares.map((share) => (share === 0n ? 0 : sign * Number(share))),
    residualPence: Number(residual),
  };
}

const toFraction = (weight: number | string | Fraction): Fraction =>
  weight instanceof Fraction ? weight : Fraction.parse(String(weight));

/** Whole numbers in the same proportions. */
function integersOf(weights: readonly Fraction[]): readonly bigint[] {
  const ratios = weights.map((weight) => weight.toRatio());
  const common = [...new Set(ratios.map(({ denominator }) => denominator))].reduce((all, each) => all * each, 1n);
  return ratios.map(({ numerator, denominator }) => numerator * (common / denominator));
}
