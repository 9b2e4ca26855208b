/** Whole pence as a safe integer (INV-09). Amounts are positive; only balances and differences may be negative. */
export type Pence = number;

/** The largest amount that one fact may name: one million million pounds. Sums of ninety of these stay exact. */
export const AMOUNT_PENCE_MAX = 100_000_000_000_000;

/** The most that the amounts of one pool year may come to together, so that no sum of them ever loses a penny (INV-09). */
export const YEAR_PENCE_MAX = Number.MAX_SAFE_INTEGER;

/** True for an amount that a fact may name: a whole number of pence from 1 to the largest. */
export const isAmount = (pence: unknown): pence is Pence =>
  typeof pence === 'number' && Number.isInteger(pence) && pence >= 1 && pence <= AMOUNT_PENCE_MAX;

/** True for an amount or nothing: 0 is a part that is not there (VAT that cannot be recovered, say). */
export const isAmountOrNone = (pence: unknown): pence is Pence => pence === 0 || isAmount(pence);

/** For people: `£1,234.56`, `-£0.05`. Display only; never parsed back. */
export function formatPence(pence: Pence | bigint): string {
  const value = BigInt(pence);
  const digits = (value < 0n ? -value : value).toString().padStart(3, '0');
  const pounds = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0n ? '-' : ''}£${pounds}.${digits.slice(-2)}`;
}

/** For files and other programs: `1234.56`, `-0.05`. */
export function penceToDecimal(pence: Pence | bigint): string {
  return formatPence(pence).replace(/[£,]/g, '');
}
