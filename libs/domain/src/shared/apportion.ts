import { Decimal as DefaultDecimal } from 'decimal.js';
import { type Pence } from './money';

// Enough digits that scaling any weight a person can write stays exact.
const Decimal = DefaultDecimal.clone({ precision: 120 });

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
 * @param weights decimal numbers or decimal strings, none negative, not all zero
 * @throws RangeError on weights that cannot be shared by
 */
export function apportion(amountPence: Pence, weights: readonly (number | string)[]): Apportionment {
  const exact = weights.map((weight) => new Decimal(weight));
  if (exact.some((weight) => !weight.isFinite() || weight.isNegative()) || !exact.some((weight) => weight.gt(0))) {
    throw new RangeError(`Weights ${weights.join(', ')} cannot be shared by.`);
  }
  const scale = Math.max(...exact.map((weight) => weight.decimalPlaces()));
  const integers = exact.map((weight) => BigInt(weight.mul(new Decimal(10).pow(scale)).toFixed(0)));
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
