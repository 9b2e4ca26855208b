import { Fraction } from '../../shared/fraction';
import { type Pence } from '../../shared/money';
import { type BenefitInput } from './inputs';

/** What a benefit is worth once corrected as it was recognised; the two parts come to the whole. */
export interface BenefitParts {
  /** Money that is released and could be spent elsewhere; none but of a fiscal benefit (INV-47). */
  readonly cashablePence: Pence;
  readonly nonCashablePence: Pence;
}

type Figures = Pick<
  BenefitInput,
  | 'benefitType'
  | 'grossPence'
  | 'deliveryCostPence'
  | 'optimismBiasPct'
  | 'attributionPct'
  | 'deadweightPct'
  | 'cashablePct'
>;

/** Corrects a benefit by the parts that it was recognised with: cost of delivery off first, rounded once at the end. */
export function benefitParts(benefit: Figures): BenefitParts {
  const left = (pct: string): Fraction => Fraction.one.minus(Fraction.ofPct(pct));
  const whole = Fraction.of(benefit.grossPence)
    .minus(Fraction.of(benefit.deliveryCostPence))
    .times(left(benefit.optimismBiasPct))
    .times(Fraction.ofPct(benefit.attributionPct))
    .times(left(benefit.deadweightPct));
  const wholePence = whole.round('HALF_UP');
  const isFiscal = benefit.benefitType === 'FISCAL';
  const cashablePence = isFiscal ? whole.times(Fraction.ofPct(benefit.cashablePct)).round('HALF_UP') : 0;
  return { cashablePence, nonCashablePence: wholePence - cashablePence };
}
