import { type Measure } from '../entry/measure';
import { type CellSum } from '../entry/sums';
import { exact } from '../reading/exact';

/** The cash of a fund, or of one funding stream in it: opening + in - out = closing, in pence (INV-03). */
export interface CashSummary {
  /** Null when the year before is not closed, so that it cannot be known. */
  readonly broughtForwardPence: number | null;
  readonly receivedPence: number;
  readonly incomePence: number;
  readonly refundedPence: number;
  readonly paidPence: number;
  readonly returnedPence: number;
  /** Of this year alone when what was brought forward is not known; null when the money is no pot (not pooled). */
  readonly balancePence: number | null;
}

/** The sum of one measure. */
export const sumOf = (sums: readonly CellSum[], measure: Measure): number =>
  sums.reduce((total, sum) => (sum.measure === measure ? exact(total + sum.pence) : total), 0);

/** Known when it was brought forward, or when there is no year before from which anything could come. */
export const broughtForwardIsKnown = (
  sums: readonly Pick<CellSum, 'measure'>[],
  previousStatus: string | undefined,
): boolean =>
  previousStatus === undefined ||
  previousStatus === 'CLOSED' ||
  sums.some(({ measure }) => measure === 'broughtForward');

/** What can be said of a fund's cash. */
export interface Known {
  /** Whether it is known what the year before handed on. */
  readonly isKnown: boolean;
  /** Whether the fund is a pot at all: what is only aligned or in view has no balance. */
  readonly isPot: boolean;
}

/** Adds up the cash among these sums. */
export function cashSummary(sums: readonly CellSum[], { isKnown, isPot }: Known): CashSummary {
  const broughtForward = sumOf(sums, 'broughtForward');
  const receivedPence = sumOf(sums, 'received');
  const incomePence = sumOf(sums, 'income');
  const refundedPence = sumOf(sums, 'refunded');
  const paidPence = sumOf(sums, 'paid');
  const returnedPence = sumOf(sums, 'returned');
  return {
    broughtForwardPence: isKnown ? broughtForward : null,
    receivedPence,
    incomePence,
    refundedPence,
    paidPence,
    returnedPence,
    balancePence: isPot
      ? exact(broughtForward + receivedPence + incomePence + refundedPence - paidPence - returnedPence)
      : null,
  };
}

/** Sums by what they have in common. */
export function groupBy(
  sums: readonly CellSum[],
  keyOf: (sum: CellSum) => string,
): ReadonlyMap<string, readonly CellSum[]> {
  const groups = new Map<string, CellSum[]>();
  for (const sum of sums) {
    const group = groups.get(keyOf(sum));
    if (group) group.push(sum);
    else groups.set(keyOf(sum), [sum]);
  }
  return groups;
}
