import { ImportFileError } from './import-errors';
import { amountUnitOfHeading, headingNames, squash } from './heading';
import { IMPORT_FIELDS, type AmountUnit, type ImportField, type ImportMapping } from './mapping';
import { parseFinancialYear } from './parse-financial-year';
import { CONTRIBUTION_SYNONYMS, PAYMENT_SYNONYMS } from './presets/synonyms';

/** What the rows of a part turned out to be. */
export type RowKind = 'payments' | 'contributions';

/** A column headed by a financial year (`2012-13`), in a table with one column a year. */
export interface YearColumn {
  readonly index: number;
  readonly financialYear: string;
}

/** Which column means what. */
export interface ColumnChoice {
  readonly kind: RowKind;
  /** Columns by field, first choice first; only `marksRepeat`, `countsInTotal` and `note` keep more than one. */
  readonly columns: Readonly<Partial<Record<ImportField, readonly number[]>>>;
  /** Not empty only where the amounts stand in one column a year. */
  readonly yearColumns: readonly YearColumn[];
  readonly amountUnit: AmountUnit;
  /** Choices that a person should see, as sentences. */
  readonly notes: readonly string[];
}

/** A header row that lacks something, and what was recognised in it. */
export interface IncompleteChoice {
  readonly missing: readonly string[];
  readonly recognised: readonly ImportField[];
}

interface Match {
  readonly index: number;
  readonly rank: number;
}

const KEEPS_ALL: readonly ImportField[] = ['marksRepeat', 'countsInTotal', 'note'];
const MUST_BE_CLEAR: readonly ImportField[] = ['amount', 'date', 'financialYear', 'payee', 'payer'];
/** A misspelt heading is guessed only for these, and only when nothing else fits. */
const GUESSED_WHEN_MISSPELT: readonly ImportField[] = [
  'payee',
  'payer',
  'reference',
  'service',
  'expenseType',
  'description',
  'programme',
];
/** Headings that our own rejects file puts in front; they mean nothing on the way back in. */
export const REJECTS_COLUMNS = ['reject_part', 'reject_line', 'reject_code', 'reject_reason'] as const;
const REJECTS_NAMES = new Set(REJECTS_COLUMNS.map(squash));

/** Reads a row as a header under a mapping; answers what is missing when it is none. */
export function chooseColumns(header: readonly string[], mapping: ImportMapping): ColumnChoice | IncompleteChoice {
  if (mapping.kind !== 'auto') return chooseForKind(header, mapping, mapping.kind);
  const contributions = chooseForKind(header, mapping, 'contributions');
  const payments = chooseForKind(header, mapping, 'payments');
  const saysRepeats = 'columns' in contributions && contributions.columns.marksRepeat !== undefined;
  const hasDate = 'columns' in payments && payments.columns.date !== undefined;
  if ('columns' in contributions && (saysRepeats || !hasDate)) return contributions;
  return 'columns' in payments || !('columns' in contributions) ? payments : contributions;
}

function chooseForKind(
  header: readonly string[],
  mapping: ImportMapping,
  kind: RowKind,
): ColumnChoice | IncompleteChoice {
  const names = header.map((heading) => headingNames(heading).filter((name) => !REJECTS_NAMES.has(name)));
  const claimed = new Set<number>();
  const columns: Partial<Record<ImportField, number[]>> = {};
  const notes: string[] = [];
  const ambiguous: ImportFileError[] = [];
  const label = (index: number) => `“${clip(header[index] ?? '')}” (column ${index + 1})`;
  for (const field of IMPORT_FIELDS) {
    // A column "Year" beside a date says nothing that the date does not; in payments it is often a ledger period.
    if (kind === 'payments' && field === 'financialYear' && columns.date && !mapping.columns.financialYear) continue;
    const matches = matchesOf(wantedNames(field, mapping, kind), names, header).filter(
      ({ index }) => !claimed.has(index),
    );
    const [best, second] = matches;
    if (!best) continue;
    if (second?.rank === best.rank && MUST_BE_CLEAR.includes(field))
      ambiguous.push(
        new ImportFileError(
          'COLUMN_AMBIGUOUS',
          `Both ${label(best.index)} and ${label(second.index)} could be the ${FIELD_LABELS[field]}. Name the one that is meant in a mapping file, by its place: "${field}": ["#${best.index + 1}"].`,
        ),
      );
    const chosen = KEEPS_ALL.includes(field) ? matches : [best];
    if (second && chosen.length === 1)
      notes.push(
        `${label(best.index)} is read as the ${FIELD_LABELS[field]}, before ${matches
          .slice(1)
          .map(({ index }) => label(index))
          .join(', ')}.`,
      );
    columns[field] = chosen.map(({ index }) => index);
    for (const { index } of chosen) claimed.add(index);
  }
  guessMisspelt(mapping, kind, names, columns, claimed, (field, index) =>
    notes.push(`${label(index)} is taken for a misspelling and read as the ${FIELD_LABELS[field]}.`),
  );
  const yearColumns = kind === 'contributions' && !columns.financialYear && !columns.date ? yearColumnsOf(header) : [];
  if (yearColumns.length > 0 && columns.amount) {
    notes.push(`One amount a year is read; ${label(columns.amount[0] ?? 0)} is left out, as it may add them up.`);
    delete columns.amount;
  }
  const missing = missingOf(columns, yearColumns, kind);
  if (missing.length > 0) return { missing, recognised: IMPORT_FIELDS.filter((field) => columns[field]) };
  if (ambiguous[0]) throw ambiguous[0];
  const amountHeadings = (columns.amount ?? yearColumns.map(({ index }) => index)).map((index) => header[index] ?? '');
  return { kind, columns, yearColumns, amountUnit: amountUnit(amountHeadings, mapping, notes), notes };
}

function wantedNames(field: ImportField, mapping: ImportMapping, kind: RowKind): readonly string[] {
  const own = mapping.columns[field] ?? [];
  if (!mapping.useSynonyms) return own;
  return [...own, ...(kind === 'payments' ? PAYMENT_SYNONYMS : CONTRIBUTION_SYNONYMS)[field]];
}

/** Columns that carry one of the wanted names, best first: an earlier name wins, then a closer form of the heading. */
function matchesOf(wanted: readonly string[], names: readonly string[][], header: readonly string[]): Match[] {
  const places = new Map<string, number>();
  wanted.forEach((name, place) => {
    const key = /^#\d+$/.test(name) ? name : squash(name);
    if (!places.has(key)) places.set(key, place);
  });
  const matches: Match[] = [];
  header.forEach((_, index) => {
    let rank = (places.get(`#${index + 1}`) ?? Infinity) * 10;
    names[index]?.forEach((name, form) => {
      rank = Math.min(rank, (places.get(name) ?? Infinity) * 10 + form);
    });
    if (rank !== Infinity) matches.push({ index, rank });
  });
  return matches.sort((a, b) => a.rank - b.rank || a.index - b.index);
}

function guessMisspelt(
  mapping: ImportMapping,
  kind: RowKind,
  names: readonly string[][],
  columns: Partial<Record<ImportField, number[]>>,
  claimed: Set<number>,
  report: (field: ImportField, index: number) => void,
): void {
  for (const field of GUESSED_WHEN_MISSPELT) {
    if (columns[field]) continue;
    const wanted = wantedNames(field, mapping, kind)
      .map(squash)
      .filter((name) => name.length >= 7);
    const found = names.findIndex(
      (forms, index) => !claimed.has(index) && forms.some((form) => wanted.some((name) => isOneSlipApart(form, name))),
    );
    if (found === -1) continue;
    columns[field] = [found];
    claimed.add(found);
    report(field, found);
  }
}

/** Whether one letter too many, too few, other or swapped separates two words. */
function isOneSlipApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}

function yearColumnsOf(header: readonly string[]): YearColumn[] {
  const columns: YearColumn[] = [];
  header.forEach((heading, index) => {
    const year = parseFinancialYear(heading.replace(/\([^)]*\)|£.*$|\b(gbp|amount|contribution)\b/gi, ' '));
    if (year !== undefined) columns.push({ index, financialYear: year });
  });
  const distinct = new Set(columns.map((column) => column.financialYear));
  if (distinct.size !== columns.length)
    throw new ImportFileError('COLUMN_AMBIGUOUS', 'Two columns are headed by the same financial year.');
  return columns;
}

function missingOf(
  columns: Partial<Record<ImportField, number[]>>,
  yearColumns: readonly YearColumn[],
  kind: RowKind,
): string[] {
  const missing: string[] = [];
  if (!columns.date && !columns.financialYear && yearColumns.length === 0) missing.push('date or financial year');
  if (!columns.amount && yearColumns.length === 0) missing.push('amount');
  if (kind === 'payments' && !columns.payee) missing.push('payee (supplier)');
  if (kind === 'contributions' && !columns.payer && !columns.payee) missing.push('payer (contributor) or payee');
  return missing;
}

function amountUnit(headings: readonly string[], mapping: ImportMapping, notes: string[]): AmountUnit {
  const stated = new Set(headings.map(amountUnitOfHeading).filter((unit) => unit !== undefined));
  const [unit] = stated;
  if (stated.size > 1 || (unit !== undefined && mapping.amountUnit !== undefined && unit !== mapping.amountUnit))
    throw new ImportFileError(
      'AMOUNT_UNIT_CONFLICT',
      stated.size > 1
        ? `The amount columns state different units: ${[...stated].join(', ')}.`
        : `“${headings[0]}” states amounts in ${unit}, but the mapping “${mapping.name}” says ${mapping.amountUnit}.`,
    );
  if (unit !== undefined && unit !== 'pounds') notes.push(`Amounts are read as ${unit}, as “${headings[0]}” says.`);
  return mapping.amountUnit ?? unit ?? 'pounds';
}

/** What people call the fields. */
export const FIELD_LABELS: Readonly<Record<ImportField, string>> = {
  amount: 'amount',
  date: 'date',
  financialYear: 'financial year',
  payee: 'payee',
  payer: 'payer',
  entity: 'entity',
  payeeId: 'payee’s number',
  reference: 'reference',
  programme: 'programme',
  service: 'service',
  expenseType: 'type of expense',
  description: 'description',
  irrecoverableVat: 'irrecoverable VAT',
  spendType: 'capital or revenue',
  marksRepeat: 'mark of a repeated row',
  countsInTotal: 'mark of a row that counts',
  note: 'note',
};

const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
