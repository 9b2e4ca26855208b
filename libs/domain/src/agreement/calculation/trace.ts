import { Fraction } from '../../shared/fraction';
import { formatPence, type Pence } from '../../shared/money';
import { type InputSource } from './inputs';

/** The rule that a line of a trace applies. */
export type TraceRule =
  | 'INPUT'
  | 'CHANGE'
  | 'TRIGGER'
  | 'VALUE'
  | 'CORRECTION'
  | 'ROUNDING'
  | 'TIER'
  | 'CAP'
  | 'STEP'
  | 'SPLIT'
  | 'FLOOR'
  | 'SHARE'
  | 'RETAINED'
  | 'HELD'
  | 'SETTLEMENT';

/** One step of a calculation, as a treasurer would write it down. */
export interface TraceLine {
  readonly lineNo: number;
  readonly clauseId: string | null;
  readonly rule: TraceRule;
  /** The step in words and figures, such as `£400,000.00 × 50% = £200,000.00`. */
  readonly says: string;
  /** Whose share, when it is one party's. */
  readonly agencyId?: string;
  readonly resultPence?: Pence;
  /** The result before it is rounded, when it is not whole pence. */
  readonly exact?: string;
  readonly sources?: readonly InputSource[];
}

/** Places of an unrounded result that a trace shows. */
const EXACT_PLACES = 8;

/** Writes a trace line by line. */
export class Trace {
  readonly lines: TraceLine[] = [];
  private clauseId: string | null = null;

  /** The lines that follow are of this clause; of the whole calculation when null. */
  of(clauseId: string | null): void {
    this.clauseId = clauseId;
  }

  add(
    rule: TraceRule,
    says: string,
    more: Pick<TraceLine, 'agencyId' | 'resultPence' | 'exact' | 'sources'> = {},
  ): void {
    this.lines.push({ lineNo: this.lines.length + 1, clauseId: this.clauseId, rule, says, ...more });
  }
}

/** An exact amount for people: in pounds, to as many places as it needs. */
export function pounds(pence: Fraction | Pence): string {
  if (typeof pence === 'number') return formatPence(pence);
  const { numerator, denominator } = pence.toRatio();
  if (denominator === 1n) return formatPence(numerator);
  return `${pence.toText(EXACT_PLACES)}p`;
}

/** An exact number for people. */
export const number = (value: Fraction): string => value.toText(EXACT_PLACES);

/** A fraction as a percentage for people. */
export const pct = (value: Fraction): string => `${value.times(HUNDRED).toText(4)}%`;

const HUNDRED = Fraction.of(100);
