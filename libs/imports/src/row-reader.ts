import { chooseColumns, type ColumnChoice } from './choose-columns';
import { cleanText, ownCopy } from './clean-text';
import { type PartLayout } from './find-header';
import { type ImportedRow, type ImportItem } from './import-item';
import { type ImportField, type ImportMapping } from './mapping';
import { type AmountRefusal, parseAmount } from './parse-amount';
import { dateReader } from './parse-date';
import { parseFinancialYear } from './parse-financial-year';
import { type Reject, reject, type RejectCode, textReject } from './reject';
import { beginsLikeTotal, deniesCounting, endsInRepeatMark, isTotalLabel, marksRepeat, notesRepeat } from './row-marks';
import { type SplitRow } from './split-rows';

type TextField =
  | 'payee'
  | 'payer'
  | 'entity'
  | 'payeeId'
  | 'reference'
  | 'programme'
  | 'service'
  | 'expenseType'
  | 'description'
  | 'spendType';

const TEXT_FIELDS: readonly TextField[] = [
  'payee',
  'payer',
  'entity',
  'payeeId',
  'reference',
  'programme',
  'service',
  'expenseType',
  'description',
  'spendType',
];
/** Names whose text must be a name: a formula there has lost it. */
const NAMES: readonly ImportField[] = ['payee', 'payer'];

/** What a reader noticed beside the rows themselves. */
export interface RowObservations {
  /** Accepted dates that also exist with day and month swapped; only the declared order decided. */
  datesReadableBothWays: number;
}

/** One amount of a row, with the column that it stands in. */
interface AmountCell {
  readonly index: number;
  readonly financialYear?: string;
}

/** Turns the rows of one part into items: one for each row (one for each year in a table with a column a year). */
export class RowReader {
  readonly observations: RowObservations = { datesReadableBothWays: 0 };

  private readonly texts: readonly { field: TextField; index: number; column: string; isName: boolean }[];
  private readonly amountCells: readonly AmountCell[];
  private readonly readDate: ReturnType<typeof dateReader>;
  private readonly cellsMin: number;
  private readonly dateIndex: number | undefined;
  private readonly yearIndex: number | undefined;
  private readonly vatIndex: number | undefined;
  private readonly emptyTexts: ReadonlySet<string>;
  private readonly watchesRepeats: boolean;
  private readonly rowKind: ImportedRow['kind'];
  private columnsChangedAt: number | undefined;

  constructor(
    private readonly layout: PartLayout,
    private readonly mapping: ImportMapping,
  ) {
    const { columns } = layout;
    this.texts = TEXT_FIELDS.flatMap((field) => {
      const index = columns[field]?.[0];
      return index === undefined ? [] : [{ field, index, column: this.heading(index), isName: NAMES.includes(field) }];
    });
    this.amountCells =
      layout.yearColumns.length > 0 ? layout.yearColumns : (columns.amount ?? []).map((index) => ({ index }));
    this.readDate = dateReader(mapping.dateFormats);
    this.cellsMin = cellsNeeded(layout, mapping);
    this.dateIndex = columns.date?.[0];
    this.yearIndex = columns.financialYear?.[0];
    this.vatIndex = columns.irrecoverableVat?.[0];
    this.emptyTexts = new Set(mapping.emptyTexts);
    this.rowKind = layout.kind === 'payments' ? 'payment' : 'contribution';
    this.watchesRepeats = mapping.skipMarkedRepeats && layout.kind === 'contributions';
  }

  /** The items of a row, or `blank` for a row without any text, which is none. */
  read(row: SplitRow): ImportItem[] | 'blank' {
    if (row.broken) return [this.rejected(row, [brokenReject(row)])];
    if (isBlank(row.cells) || this.holdsOnlyDash(row.cells)) return 'blank';
    const shape = this.refuseShape(row);
    if (shape) return [shape];
    const amounts =
      this.amountCells.length === 1
        ? this.amountCells
        : this.amountCells.filter(
            ({ index }) => parseAmount(row.cells[index] ?? '', this.layout.amountUnit) !== 'AMOUNT_MISSING',
          );
    if (amounts.length === 0) return [this.rejected(row, [reject('AMOUNT_MISSING')])];
    return amounts.map((amount) => this.readEntry(row, amount));
  }

  /** A row prepared in a spreadsheet and never filled in: an accountant's dash for zero in the amount, and nothing else. */
  private holdsOnlyDash(cells: readonly string[]): boolean {
    if (cells[0] !== '') return false;
    return cells.every(
      (cell, index) => cell.trim() === '' || (this.isAmountCell(index) && /^\s*£?\s*-\s*$/.test(cell)),
    );
  }

  /** Rows that are no entries: headers, totals, notes, and rows whose cells do not line up with the header. */
  private refuseShape(row: SplitRow): ImportItem | undefined {
    const { cells } = row;
    const { header } = this.layout;
    const amountCell = this.amountCells[0] as AmountCell;
    const amount = parseAmount(cells[amountCell.index] ?? '', this.layout.amountUnit);
    if (amount === 'AMOUNT_NOT_A_NUMBER' || this.columnsChangedAt !== undefined) {
      const headerLike = this.refuseSecondHeader(row);
      if (headerLike) return headerLike;
    }
    if (this.isTotal(cells, amount)) {
      // In a table with a column a year no single cell is *the* total.
      const stated = typeof amount === 'number' && this.amountCells.length === 1 ? this.signed(amount) : undefined;
      return this.rejected(row, [reject('TOTAL_ROW')], stated);
    }
    if (cells.length === header.length) return typeof amount === 'number' ? undefined : this.refuseNote(row, amount);
    const isNote = this.refuseNote(row, amount);
    if (isNote) return isNote;
    const filled = filledLength(cells);
    const extra = `${Math.max(filled, Math.min(cells.length, header.length))} cells, ${header.length} in the header`;
    if (filled > header.length) return this.rejected(row, [reject('TOO_MANY_CELLS', { extra })]);
    if (cells.length < this.cellsMin || (cells.length < header.length && !this.namesSomebody(cells)))
      return this.rejected(row, [reject('TOO_FEW_CELLS', { extra })]);
    return undefined;
  }

  /** A row that lost a cell in its middle shows a number where the name should be. */
  private namesSomebody(cells: readonly string[]): boolean {
    const { payee, payer } = this.layout.columns;
    return /[a-z]{2}/i.test(cells[(payee ?? payer)?.[0] ?? 0] ?? '');
  }

  private refuseNote(row: SplitRow, amount: number | AmountRefusal): ImportItem | undefined {
    if (amount !== 'AMOUNT_MISSING') return undefined;
    const filled = row.cells.filter((cell) => cell.trim() !== '').length;
    return filled <= 1 ? this.rejected(row, [reject('NOTE_ROW')]) : undefined;
  }

  /** A header further down: the same one is passed over; after another one nothing can be trusted until it returns. */
  private refuseSecondHeader(row: SplitRow): ImportItem | undefined {
    const again = chooseAgain(row.cells, this.mapping);
    if (again !== undefined) {
      const same = again !== 'unclear' && essentials(again) === essentials(this.layout);
      this.columnsChangedAt = same ? undefined : row.line;
      return this.rejected(row, [reject('HEADER_REPEATED', same ? {} : { extra: 'with other columns' })]);
    }
    if (this.columnsChangedAt === undefined) return undefined;
    return this.rejected(row, [reject('COLUMNS_CHANGED', { extra: `on line ${this.columnsChangedAt}` })]);
  }

  private isTotal(cells: readonly string[], amount: number | AmountRefusal): boolean {
    const date = this.dateIndex === undefined ? '' : (cells[this.dateIndex] ?? '').trim();
    const first = cells.find((cell) => cell.trim() !== '') ?? '';
    const isLabelled = (index: number | undefined) => index !== undefined && isTotalLabel(cells[index] ?? '');
    if (date === '') {
      const payee = this.layout.columns.payee?.[0];
      const namesNobody = payee === undefined || (cells[payee] ?? '').trim() === '';
      if (this.dateIndex !== undefined && namesNobody && beginsLikeTotal(first) && amount !== 'AMOUNT_MISSING')
        return true;
      // A sum under the column, without any words.
      const filled = cells.filter((cell) => cell.trim() !== '').length;
      if (filled === 1 && amount !== 'AMOUNT_MISSING' && amount !== 'AMOUNT_NOT_A_NUMBER') return true;
      // "Total" in whichever cell stands before the sum.
      if (this.dateIndex !== undefined && cells.some((cell, index) => !this.isAmountCell(index) && isTotalLabel(cell)))
        return true;
    }
    if (this.rowKind === 'payment') return false;
    const { payer, payee, programme, financialYear } = this.layout.columns;
    return isTotalLabel(first) || [payer, payee, programme, financialYear].some((columns) => isLabelled(columns?.[0]));
  }

  private isAmountCell(index: number): boolean {
    return this.amountCells.some((cell) => cell.index === index);
  }

  private readEntry(row: SplitRow, amountCell: AmountCell): ImportItem {
    const { cells } = row;
    const wrong: Reject[] = [];
    const entry: { -readonly [K in keyof ImportedRow]?: ImportedRow[K] } = { kind: this.rowKind };
    if (this.watchesRepeats && this.isMarkedRepeat(cells)) wrong.push(reject('MARKED_AS_REPEAT'));
    const signedPence = this.readAmount(cells, amountCell, wrong);
    const readableBothWays = this.readTime(cells, amountCell, entry, wrong);
    this.readTexts(cells, entry, wrong);
    this.readVat(cells, entry, wrong);
    if (wrong.length > 0 || signedPence === undefined) return this.rejected(row, wrong, signedPence);
    if (readableBothWays) this.observations.datesReadableBothWays += 1;
    entry.amountPence = Math.abs(signedPence);
    entry.isCredit = signedPence < 0;
    return { line: row.line, part: this.layout.part.name, row: entry as ImportedRow, raw: cells };
  }

  private isMarkedRepeat(cells: readonly string[]): boolean {
    const { columns } = this.layout;
    return (
      (columns.marksRepeat?.some((index) => marksRepeat(cells[index] ?? '')) ?? false) ||
      (columns.countsInTotal?.some((index) => deniesCounting(cells[index] ?? '')) ?? false) ||
      (columns.note?.some((index) => notesRepeat(cells[index] ?? '')) ?? false) ||
      this.texts.some(({ index }) => endsInRepeatMark(cells[index] ?? ''))
    );
  }

  private readAmount(cells: readonly string[], { index }: AmountCell, wrong: Reject[]): number | undefined {
    const cell = cells[index] ?? '';
    const amount = parseAmount(cell, this.layout.amountUnit);
    if (typeof amount === 'number' && amount !== 0) return this.signed(amount);
    wrong.push(reject(amount === 0 ? 'AMOUNT_ZERO' : amount, { column: this.heading(index), value: cell }));
    return amount === 0 ? 0 : undefined;
  }

  /** Fills date and financial year; answers whether only the declared order decided about the date. */
  private readTime(
    cells: readonly string[],
    amountCell: AmountCell,
    entry: { date?: string; financialYear?: string },
    wrong: Reject[],
  ): boolean {
    if (amountCell.financialYear !== undefined) entry.financialYear = amountCell.financialYear;
    else if (this.yearIndex !== undefined) this.readYear(cells[this.yearIndex] ?? '', this.yearIndex, entry, wrong);
    if (this.dateIndex === undefined) return false;
    const cell = cells[this.dateIndex] ?? '';
    const reading = this.readDate(cell);
    if (reading.date !== undefined) {
      entry.date = reading.date;
      return reading.readableBothWays ?? false;
    }
    if (reading.refusal === 'DATE_MISSING' && entry.financialYear !== undefined) return false;
    wrong.push(reject(reading.refusal as RejectCode, { column: this.heading(this.dateIndex), value: cell }));
    return false;
  }

  private readYear(cell: string, index: number, entry: { financialYear?: string }, wrong: Reject[]): void {
    const year = parseFinancialYear(cell);
    if (year !== undefined) {
      entry.financialYear = year;
      return;
    }
    const isEmpty = !/\d/.test(cell);
    // Where the row has a date besides, the year may be left out.
    if (isEmpty && this.dateIndex !== undefined) return;
    wrong.push(
      reject(isEmpty ? 'FINANCIAL_YEAR_MISSING' : 'FINANCIAL_YEAR_UNREADABLE', {
        column: this.heading(index),
        value: cell,
      }),
    );
  }

  private readTexts(cells: readonly string[], entry: { [K in TextField]?: string }, wrong: Reject[]): void {
    for (const { field, index, column, isName } of this.texts) {
      const cell = cells[index];
      if (cell === undefined || cell === '') continue;
      const clean = cleanText(cell);
      if (clean.refusal) wrong.push(textReject(clean.refusal, field, column, cell));
      else if (isName && /^=|^#(N\/A|REF!|NAME\?|VALUE!|NULL!|DIV\/0!|NUM!)/.test(clean.text))
        wrong.push(reject('TEXT_IS_FORMULA', { column, value: cell }));
      else if (clean.text !== '' && !this.emptyTexts.has(clean.text)) entry[field] = clean.text;
    }
    if (wrong.some(({ code }) => code.startsWith('TEXT_'))) return;
    if (entry.payer === undefined && this.mapping.payerWhenMissing !== undefined)
      entry.payer = this.mapping.payerWhenMissing;
    if (entry.payee === undefined && this.mapping.payeeWhenMissing !== undefined)
      entry.payee = this.mapping.payeeWhenMissing;
    const needed = this.rowKind === 'payment' || !this.layout.columns.payer ? 'payee' : 'payer';
    const name = entry[needed];
    if (name !== undefined) {
      // Where cells have shifted, a number or a date stands where the name should be.
      if (!/\p{L}/u.test(name))
        wrong.push(
          reject(needed === 'payee' ? 'PAYEE_NOT_A_NAME' : 'PAYER_NOT_A_NAME', {
            column: this.heading(this.layout.columns[needed]?.[0] ?? 0),
            value: name,
          }),
        );
      return;
    }
    const index = this.layout.columns[needed]?.[0] ?? 0;
    wrong.push(
      reject(needed === 'payee' ? 'PAYEE_MISSING' : 'PAYER_MISSING', {
        column: this.heading(index),
        value: cells[index] ?? '',
      }),
    );
  }

  private readVat(cells: readonly string[], entry: { irrecoverableVatPence?: number }, wrong: Reject[]): void {
    if (this.vatIndex === undefined) return;
    const cell = cells[this.vatIndex] ?? '';
    if (cell === '' || this.emptyTexts.has(cell.trim())) return;
    const vat = parseAmount(cell, this.layout.amountUnit);
    if (vat === 'AMOUNT_MISSING') return;
    if (typeof vat === 'number') entry.irrecoverableVatPence = this.signed(vat);
    else wrong.push(reject('VAT_UNREADABLE', { column: this.heading(this.vatIndex), value: cell }));
  }

  private signed(pence: number): number {
    return this.mapping.sign === 'reversed' && pence !== 0 ? -pence : pence;
  }

  private rejected(row: SplitRow, wrong: readonly Reject[], signedPence?: number): ImportItem {
    const [first, ...others] = wrong as [Reject, ...Reject[]];
    return {
      line: row.line,
      part: this.layout.part.name,
      reject: first,
      alsoWrong: others,
      raw: row.cells.map(ownCopy),
      ...(signedPence !== undefined && { signedPence }),
    };
  }

  private heading(index: number): string {
    return this.layout.header[index] || `column ${index + 1}`;
  }
}

/** How many cells a row must have: all of the header's, or those up to the last one that an entry needs. */
export function cellsNeeded({ header, columns, yearColumns }: PartLayout, { shortRows }: ImportMapping): number {
  if (shortRows === 'reject') return header.length;
  const { date, financialYear, amount, payee, payer } = columns;
  const needed = [date ?? financialYear, amount, payee ?? payer].map((places) => places?.[0] ?? 0);
  return Math.max(...needed, ...yearColumns.map(({ index }) => index)) + 1;
}

function brokenReject({ broken }: SplitRow): Reject {
  const code = broken?.code ?? 'QUOTE_UNBALANCED';
  if (broken?.quoteLine === undefined) return reject(code);
  return reject(code, { extra: `line ${broken.quoteLine}, character ${broken.quoteCharacter}` });
}

function chooseAgain(cells: readonly string[], mapping: ImportMapping): ColumnChoice | 'unclear' | undefined {
  try {
    const choice = chooseColumns(cells, mapping);
    return 'missing' in choice ? undefined : choice;
  } catch {
    return 'unclear';
  }
}

/** The columns that money depends on; that a type of expense was renamed half-way down changes no figure. */
function essentials({ columns, yearColumns, amountUnit }: ColumnChoice): string {
  const { amount, date, financialYear, payee, payer } = columns;
  return JSON.stringify([amount, date, financialYear, payee, payer, yearColumns, amountUnit]);
}

function isBlank(cells: readonly string[]): boolean {
  const first = cells[0];
  if (first !== undefined && first !== '' && first.trim() !== '' && first !== '\u001a') return false;
  // A lone Ctrl-Z ended text files under DOS.
  return cells.every((cell) => cell.trim() === '' || cell === '\u001a');
}

function filledLength(cells: readonly string[]): number {
  let length = cells.length;
  while (length > 0 && cells[length - 1]?.trim() === '') length -= 1;
  return length;
}
