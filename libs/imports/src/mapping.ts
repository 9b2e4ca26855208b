/** What a column can mean. */
export type ImportField =
  | 'amount'
  | 'date'
  | 'financialYear'
  | 'payee'
  | 'payer'
  | 'entity'
  | 'payeeId'
  | 'reference'
  | 'programme'
  | 'service'
  | 'expenseType'
  | 'description'
  | 'irrecoverableVat'
  | 'spendType'
  | 'marksRepeat'
  | 'countsInTotal'
  | 'note';

/** All fields, in the order in which they choose their columns: a column serves one field only. */
export const IMPORT_FIELDS: readonly ImportField[] = [
  'amount',
  'date',
  'financialYear',
  'payee',
  'payer',
  'marksRepeat',
  'countsInTotal',
  'programme',
  'reference',
  'entity',
  'payeeId',
  'irrecoverableVat',
  'spendType',
  'expenseType',
  'service',
  'description',
  'note',
];

/** What the rows of a file are; `auto` lets the header decide. */
export type MappingKind = 'payments' | 'contributions' | 'auto';

/** What one unit in the amount column is worth. */
export type AmountUnit = 'pence' | 'pounds' | 'thousands' | 'millions' | 'billions';

/**
 * Date orders that a mapping can declare. Separators (`/ - .`) are interchangeable and a time of day may follow.
 * ISO dates and dates with a named month have only one reading and are always accepted.
 */
export type DateFormat =
  'dd/mm/yyyy' | 'dd/mm/yy' | 'mm/dd/yyyy' | 'mm/dd/yy' | 'ddmmyyyy' | 'yyyymmdd' | 'month-end' | 'excel-serial';

/** Which columns of a published file mean what, and how its dates and amounts are written. */
export interface ImportMapping {
  readonly name: string;
  readonly kind: MappingKind;
  /** Headings accepted for each field, most preferred first; `#8` names the eighth column. */
  readonly columns: Readonly<Partial<Record<ImportField, readonly string[]>>>;
  /** Whether headings known from other publishers are tried after `columns`. */
  readonly useSynonyms: boolean;
  /** Absent: only dates with a single reading are accepted; 03/04/2024 is refused, not guessed. */
  readonly dateFormats?: readonly DateFormat[];
  /** Absent: what the heading says, else pounds. */
  readonly amountUnit?: AmountUnit;
  /** `reversed` for a file in which payments are negative and credits positive. */
  readonly sign: 'asPublished' | 'reversed';
  /** Whether rows marked as repeats of other rows are rejected instead of counted twice. */
  readonly skipMarkedRepeats: boolean;
  /** Texts that stand for an empty cell, such as `NA`. */
  readonly emptyTexts: readonly string[];
  /** Named when a file has no column for the body that pays, or leaves it blank. */
  readonly payerWhenMissing?: string;
  /** Named when a row leaves the payee blank; absent: such a row is rejected. */
  readonly payeeWhenMissing?: string;
  /** Whether a row with fewer cells than the header is read as if the last cells were empty. */
  readonly shortRows: 'reject' | 'accept';
}

/** A mapping that declares nothing beyond its name and kind. */
export const plainMapping = (name: string, kind: MappingKind): ImportMapping => ({
  name,
  kind,
  columns: {},
  useSynonyms: true,
  sign: 'asPublished',
  skipMarkedRepeats: true,
  emptyTexts: [],
  shortRows: 'reject',
});
