import { Fraction } from '../../shared/fraction';
import { formatPence, type Pence } from '../../shared/money';
import { type Metric } from '../terms';
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

/** An exact amount for people: in pounds, with places below the penny where it has them. */
export function pounds(pence: Fraction): string {
  const text = pence.toText(EXACT_PLACES);
  const [whole, places = ''] = text.replace('-', '').split('.');
  return `${text.startsWith('-') ? '-' : ''}${formatPence(BigInt(whole!))}${places}`;
}

/** An exact number for people: `3,483.33333333`. */
export function number(value: Fraction): string {
  const [whole, places] = value.toText(EXACT_PLACES).split('.');
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',');
  return places === undefined ? grouped : `${grouped}.${places}`;
}

/** A value of a metric for people, in its unit. */
export function inUnit({ unit }: Metric, value: Fraction): string {
  if (unit === 'PENCE') return pounds(value);
  return unit === 'PERCENT' ? `${number(value)}%` : number(value);
}

/** A fraction as a percentage for people. */
export const pct = (value: Fraction): string => `${value.times(HUNDRED).toText(EXACT_PLACES)}%`;

const HUNDRED = Fraction.of(100);
