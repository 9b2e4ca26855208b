import { FIELD_LABELS } from './choose-columns';
import { ROW_CHARACTERS_MAX, TEXT_CHARACTERS_MAX } from './import-limits';
import { type ImportField } from './mapping';
import { type AmountRefusal } from './parse-amount';
import { type DateRefusal } from './parse-date';
import { type TextRefusal } from './clean-text';

/**
 * Why a row is not imported, in order of precedence. Codes are public and stable: people filter rejects files by them.
 */
export type RejectCode =
  | 'QUOTE_UNBALANCED'
  | 'LINE_TOO_LONG'
  | 'COLUMNS_CHANGED'
  | 'HEADER_REPEATED'
  | 'TOTAL_ROW'
  | 'NOTE_ROW'
  | 'TOO_MANY_CELLS'
  | 'TOO_FEW_CELLS'
  | 'MARKED_AS_REPEAT'
  | AmountRefusal
  | 'AMOUNT_ZERO'
  | DateRefusal
  | 'FINANCIAL_YEAR_MISSING'
  | 'FINANCIAL_YEAR_UNREADABLE'
  | 'PAYEE_MISSING'
  | 'PAYER_MISSING'
  | 'PAYEE_NOT_A_NAME'
  | 'PAYER_NOT_A_NAME'
  | 'TEXT_IS_FORMULA'
  | TextRefusal
  | 'VAT_UNREADABLE'
  | 'DATE_IN_FUTURE'
  | 'AGENCY_NOT_REGISTERED'
  | 'REFUSED_BY_THE_LEDGER';

/** One thing that is wrong with a row. */
export interface Reject {
  readonly code: RejectCode;
  /** A sentence for the person who will mend the file. */
  readonly reason: string;
  /** The heading of the column, where one column is to blame. */
  readonly column?: string;
  /** The cell as it stands in the file, cut to 80 characters. */
  readonly value?: string;
}

const SENTENCES: Readonly<Record<RejectCode, string>> = {
  QUOTE_UNBALANCED: 'A quotation mark that opens a cell is never properly closed',
  LINE_TOO_LONG: `The row has more than ${ROW_CHARACTERS_MAX} characters`,
  COLUMNS_CHANGED: 'A second header with other columns stands above this row, so its cells cannot be trusted',
  HEADER_REPEATED: 'The row repeats the header',
  TOTAL_ROW: 'The row adds up other rows',
  NOTE_ROW: 'The row is a note, not an entry',
  TOO_MANY_CELLS: 'The row has more cells than the header, so its cells may have shifted',
  TOO_FEW_CELLS: 'The row has fewer cells than the header, so its cells may have shifted',
  MARKED_AS_REPEAT: 'The file marks the row as a repeat of another',
  AMOUNT_MISSING: 'There is no amount',
  AMOUNT_FORMULA: 'The amount is a formula, not a number',
  AMOUNT_SPREADSHEET_ERROR: 'The amount is an error left by a spreadsheet',
  AMOUNT_SCIENTIFIC: 'The amount is in scientific notation: the spreadsheet has lost digits',
  AMOUNT_FOREIGN_CURRENCY: 'The amount is not in pounds',
  AMOUNT_EUROPEAN: 'The amount looks as if a comma were its decimal point',
  AMOUNT_BADLY_GROUPED: 'The thousands of the amount are not grouped in threes',
  AMOUNT_SIGN_UNCLEAR: 'The amount has two signs, or a bracket that is not closed',
  AMOUNT_NOT_EXACT: 'The amount has fractions of a penny',
  AMOUNT_TOO_LARGE: 'The amount is larger than one million million pounds',
  AMOUNT_NOT_A_NUMBER: 'The amount is not a number',
  AMOUNT_ZERO: 'The amount is zero',
  DATE_MISSING: 'There is no date',
  DATE_FORMULA: 'The date is a formula',
  DATE_SPREADSHEET_ERROR: 'The date is an error left by a spreadsheet',
  DATE_AMBIGUOUS: 'The date has more than one reading and the mapping declares no order',
  DATE_MONTH_FIRST: 'The date makes sense only with the month first, which the mapping does not declare',
  DATE_DAY_FIRST: 'The date makes sense only with the day first, but the mapping declares month first',
  DATE_NOT_REAL: 'There is no such day',
  DATE_OUT_OF_RANGE: 'The year of the date is not between 1980 and 2100',
  DATE_MONTH_ONLY: 'The date names only a month; the mapping does not allow month ends (`month-end`)',
  DATE_EXCEL_SERIAL:
    'The date is a bare number, as Excel counts days; the mapping does not allow that (`excel-serial`)',
  DATE_HAS_ZONE: 'The date carries a time zone and a time other than midnight, so the UK day cannot be told',
  DATE_UNREADABLE: 'The date cannot be read',
  FINANCIAL_YEAR_MISSING: 'There is no financial year',
  FINANCIAL_YEAR_UNREADABLE: 'The financial year is not written like 2012-13',
  PAYEE_MISSING: 'There is no payee',
  PAYER_MISSING: 'There is no payer',
  PAYEE_NOT_A_NAME: 'The payee has no letter in it, so the cells may have shifted',
  PAYER_NOT_A_NAME: 'The payer has no letter in it, so the cells may have shifted',
  TEXT_IS_FORMULA: 'The name is a formula or an error left by a spreadsheet',
  TEXT_TOO_LONG: `The text has more than ${TEXT_CHARACTERS_MAX} characters`,
  TEXT_UNSAFE_CHARACTER: 'The text holds broken characters, or characters that hide what is written',
  VAT_UNREADABLE: 'The irrecoverable VAT is not an exact amount',
  DATE_IN_FUTURE: 'The date is after today',
  AGENCY_NOT_REGISTERED: 'No agency of this name is registered',
  REFUSED_BY_THE_LEDGER: 'The ledger refuses the row',
};

/** A reject, with its sentence. `extra` says what only this row can say. */
export function reject(code: RejectCode, about: { column?: string; value?: string; extra?: string } = {}): Reject {
  const { column, value, extra } = about;
  return {
    code,
    reason: `${SENTENCES[code]}${extra ? ` (${extra})` : ''}.`,
    ...(column !== undefined && { column }),
    ...(value !== undefined && { value: clipped(value) }),
  };
}

/** The reject of a text that cannot be kept. */
export const textReject = (code: TextRefusal, field: ImportField, column: string, value: string): Reject =>
  reject(code, { column, value, extra: FIELD_LABELS[field] });

const clipped = (value: string): string => (value.length > 80 ? `${value.slice(0, 79)}…` : value);
