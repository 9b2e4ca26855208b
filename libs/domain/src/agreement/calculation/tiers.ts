import { Fraction, sumOf } from '../../shared/fraction';
import { type Tiers } from '../terms';
import { pct, pounds, type Trace } from './trace';

const HUNDRED = Fraction.of(100);

/**
 * What the tiers pay of an amount (INV-48).
 * @param changeRatio how far the metric moved, of its baseline; the tiers of an amount need none
 */
export function payByTiers(tiers: Tiers, amount: Fraction, changeRatio: Fraction | undefined, trace: Trace): Fraction {
  const isOfChange = tiers.of === 'CHANGE_PCT';
  const reached = isOfChange ? (changeRatio ?? Fraction.zero).times(HUNDRED) : amount;
  if (reached.compare(Fraction.zero) <= 0) return Fraction.zero;
  const counted = tiers.countedUpTo === undefined ? reached : reached.min(Fraction.parse(tiers.countedUpTo));
  if (counted.compare(reached) < 0) {
    const most = isOfChange ? `${tiers.countedUpTo}%` : pounds(counted);
    trace.add('TIER', `Counted up to ${most} only.`);
  }
  /** The part of the amount that lies in a stretch of what was reached. */
  const partOf = (stretch: Fraction): Fraction => amount.times(stretch).over(reached);
  const tell = (edge: Fraction): string => (isOfChange ? pct(edge.over(HUNDRED)) : pounds(edge));
  if (tiers.mode === 'CLIFF_EDGE') {
    const band = tiers.bands.findLast(({ from }) => Fraction.parse(from).compare(reached) <= 0)!;
    const part = partOf(counted);
    const paid = part.times(Fraction.ofPct(band.payPct));
    const says = `Cliff-edge: ${tell(reached)} lies in the tier from ${tell(Fraction.parse(band.from))}: ${pounds(part)} × ${band.payPct}% = ${pounds(paid)}.`;
    trace.add('TIER', says);
    return paid;
  }
  const parts = tiers.bands.map((band) => {
    const from = Fraction.parse(band.from);
    const to = band.to === null ? counted : counted.min(Fraction.parse(band.to));
    if (to.compare(from) <= 0) return Fraction.zero;
    const part = partOf(to.minus(from));
    const paid = part.times(Fraction.ofPct(band.payPct));
    trace.add('TIER', `Marginal, ${tell(from)} to ${tell(to)}: ${pounds(part)} × ${band.payPct}% = ${pounds(paid)}.`);
    return paid;
  });
  return sumOf(parts);
}
