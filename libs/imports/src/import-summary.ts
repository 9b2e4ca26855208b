import { type ImportItem } from './import-item';
import { type RejectCode } from './reject';

/** A total that the file itself states, beside the sum that was read above it. */
export interface StatedTotal {
  readonly part: string;
  readonly line: number;
  readonly statedPence: number;
  /** Whether it equals the sum read in its part since the start, or since the total before it. */
  readonly agrees: boolean;
}

/** How many rows were rejected for one reason, and their sum where amounts could be read. */
export interface RejectTally {
  readonly rows: number;
  readonly sumPence: bigint;
}

/**
 * The figures of a reading. They tie:
 * `rowsRead = rowsAccepted + rowsRejected`; `sumReadPence = sumAcceptedPence + sumRejectedPence`;
 * `rowsRead = rowsSummed + rowsAmountUnread + rowsTotal`. Sums are in pence, credits negative. A total row counts as
 * rejected, but its amount is in no sum, as it is not money of its own. Blank rows, preamble and header are no rows.
 */
export interface ImportSummary {
  readonly rowsRead: number;
  readonly rowsAccepted: number;
  readonly rowsRejected: number;
  /** Rows whose amount could be read and is in the sums (zero included). */
  readonly rowsSummed: number;
  /** Rejected rows whose amount could not be read, or not be trusted because their cells have shifted. */
  readonly rowsAmountUnread: number;
  readonly rowsTotal: number;
  readonly rowsBlank: number;
  readonly creditsAccepted: number;
  readonly sumReadPence: bigint;
  readonly sumAcceptedPence: bigint;
  readonly sumRejectedPence: bigint;
  readonly rejects: Readonly<Partial<Record<RejectCode, RejectTally>>>;
  readonly statedTotals: readonly StatedTotal[];
  /** Earliest and latest accepted date. */
  readonly firstDate?: string;
  readonly lastDate?: string;
  /** What a person must see before they trust the figures, as sentences. */
  readonly warnings: readonly string[];
}

const STATED_TOTALS_MAX = 100;

/** Adds items up as they pass. */
export class ImportTally {
  rowsBlank = 0;
  /** Accepted dates that also exist with day and month swapped. */
  datesReadableBothWays = 0;

  private rowsAccepted = 0;
  private rowsRejected = 0;
  private rowsSummed = 0;
  private rowsTotal = 0;
  private creditsAccepted = 0;
  private sumAcceptedPence = 0n;
  private sumRejectedPence = 0n;
  private readonly rejects = new Map<RejectCode, { rows: number; sumPence: bigint }>();
  private readonly statedTotals: StatedTotal[] = [];
  private firstDate: string | undefined;
  private lastDate: string | undefined;
  private part = '';
  private sumOfPart = 0n;
  private sumSinceTotal = 0n;

  add(item: ImportItem): void {
    if (item.part !== this.part) {
      this.part = item.part;
      this.sumOfPart = this.sumSinceTotal = 0n;
    }
    if (item.row) {
      const { amountPence, isCredit, date } = item.row;
      this.rowsAccepted += 1;
      this.rowsSummed += 1;
      if (isCredit) this.creditsAccepted += 1;
      const pence = BigInt(isCredit ? -amountPence : amountPence);
      this.sumAcceptedPence += pence;
      this.addToPart(pence);
      if (date !== undefined) {
        if (this.firstDate === undefined || date < this.firstDate) this.firstDate = date;
        if (this.lastDate === undefined || date > this.lastDate) this.lastDate = date;
      }
      return;
    }
    const { code } = item.reject;
    const { signedPence } = item;
    this.rowsRejected += 1;
    let tally = this.rejects.get(code);
    if (!tally) this.rejects.set(code, (tally = { rows: 0, sumPence: 0n }));
    tally.rows += 1;
    if (code === 'TOTAL_ROW') {
      this.rowsTotal += 1;
      if (signedPence !== undefined) this.compareTotal(item.line, signedPence);
    } else if (signedPence !== undefined) {
      const pence = BigInt(signedPence);
      this.rowsSummed += 1;
      this.sumRejectedPence += pence;
      tally.sumPence += pence;
      this.addToPart(pence);
    }
  }

  summary(): ImportSummary {
    const rowsRead = this.rowsAccepted + this.rowsRejected;
    return {
      rowsRead,
      rowsAccepted: this.rowsAccepted,
      rowsRejected: this.rowsRejected,
      rowsSummed: this.rowsSummed,
      rowsAmountUnread: rowsRead - this.rowsSummed - this.rowsTotal,
      rowsTotal: this.rowsTotal,
      rowsBlank: this.rowsBlank,
      creditsAccepted: this.creditsAccepted,
      sumReadPence: this.sumAcceptedPence + this.sumRejectedPence,
      sumAcceptedPence: this.sumAcceptedPence,
      sumRejectedPence: this.sumRejectedPence,
      rejects: Object.fromEntries([...this.rejects].map(([code, tally]) => [code, { ...tally }])),
      statedTotals: [...this.statedTotals],
      ...(this.firstDate !== undefined && { firstDate: this.firstDate }),
      ...(this.lastDate !== undefined && { lastDate: this.lastDate }),
      warnings: this.warnings(),
    };
  }

  private addToPart(pence: bigint): void {
    this.sumOfPart += pence;
    this.sumSinceTotal += pence;
  }

  private compareTotal(line: number, statedPence: number): void {
    const stated = BigInt(statedPence);
    const agrees = stated === this.sumOfPart || stated === this.sumSinceTotal;
    if (this.statedTotals.length < STATED_TOTALS_MAX)
      this.statedTotals.push({ part: this.part, line, statedPence, agrees });
    this.sumSinceTotal = 0n;
  }

  private warnings(): string[] {
    const warnings: string[] = [];
    const rows = (code: RejectCode) => this.rejects.get(code)?.rows ?? 0;
    const monthFirst = rows('DATE_MONTH_FIRST') + rows('DATE_DAY_FIRST');
    if (monthFirst > 0)
      warnings.push(
        `THE FILE SEEMS TO MIX THE ORDER OF DAY AND MONTH: ${monthFirst} date(s) make sense only in the order that was not declared. ` +
          `${this.datesReadableBothWays} accepted date(s) would also be real the other way round and may be wrong. Check them against the publisher.`,
      );
    const wrongTotals = this.statedTotals.filter(({ agrees }) => !agrees);
    if (wrongTotals.length > 0)
      warnings.push(
        `${wrongTotals.length} total(s) stated in the file differ from the sum of the rows above (first on line ${wrongTotals[0]?.line}).`,
      );
    if (rows('COLUMNS_CHANGED') > 0)
      warnings.push(
        `${rows('COLUMNS_CHANGED')} row(s) stand below a second header with other columns: split the file there.`,
      );
    if (rows('QUOTE_UNBALANCED') > 0)
      warnings.push(`${rows('QUOTE_UNBALANCED')} line(s) hold an unbalanced quotation mark and were read as rejects.`);
    if (rows('TOO_FEW_CELLS') > 0)
      warnings.push(
        `${rows('TOO_FEW_CELLS')} row(s) have fewer cells than the header. If the publisher's spreadsheet left out empty cells at the end of rows, a mapping with "shortRows": "accept" reads them.`,
      );
    if (rows('DATE_AMBIGUOUS') > 0)
      warnings.push(
        `${rows('DATE_AMBIGUOUS')} date(s) were refused because no order is declared: name a preset or a mapping with dateFormats.`,
      );
    return warnings;
  }
}
