import { type Reject } from './reject';

/** A row understood. Texts are trimmed; a field that the file leaves empty is absent. */
export interface ImportedRow {
  readonly kind: 'payment' | 'contribution';
  /** ISO date; absent only where the row names a financial year instead. */
  readonly date?: string;
  /** `2012-13`, as the file names it; never derived from the date. */
  readonly financialYear?: string;
  /** Whole pence, always positive. */
  readonly amountPence: number;
  /** Money back: a refund, a credit note, a correction. */
  readonly isCredit: boolean;
  readonly payee?: string;
  readonly payer?: string;
  readonly entity?: string;
  readonly payeeId?: string;
  readonly reference?: string;
  readonly programme?: string;
  readonly service?: string;
  readonly expenseType?: string;
  readonly description?: string;
  /** Whole pence with the sign of the file. */
  readonly irrecoverableVatPence?: number;
  /** As published: `Capital`, `Revenue`, `R`. */
  readonly spendType?: string;
}

/** A row of the file, in file order. */
export type ImportItem = AcceptedItem | RejectedItem;

/** A row that can be booked. */
export interface AcceptedItem {
  /** Physical line, counted from 1, on which the row begins in its part. */
  readonly line: number;
  readonly part: string;
  readonly row: ImportedRow;
  /** The cells exactly as published, for as long as its batch is held. */
  readonly raw: readonly string[];
  readonly reject?: undefined;
}

/** A row that cannot be booked, and all of what it held. */
export interface RejectedItem {
  readonly line: number;
  readonly part: string;
  /** The first reason in order of precedence. */
  readonly reject: Reject;
  /** What else is wrong, so that a row need be mended only once. */
  readonly alsoWrong: readonly Reject[];
  /** The cells exactly as published. */
  readonly raw: readonly string[];
  /** The amount with its sign, where it could be read; of a total row, the total that it states. */
  readonly signedPence?: number;
  readonly row?: undefined;
}
