import { ROW_CHARACTERS_MAX } from './import-limits';

/** One row as it stands in the file, not yet trimmed or understood. */
export interface SplitRow {
  /** Physical line, counted from 1, on which the row begins. */
  readonly line: number;
  /** The cells, unquoted; of a broken row its first physical line as one cell. */
  readonly cells: string[];
  /** Set when the row could not be split. */
  readonly broken?: BrokenRow;
}

/** Why a row could not be split, and where the quote that broke it stands. */
export interface BrokenRow {
  readonly code: 'QUOTE_UNBALANCED' | 'LINE_TOO_LONG';
  readonly quoteLine?: number;
  /** Counted from 1, in characters of the line. */
  readonly quoteCharacter?: number;
}

/** How a part is split. */
export interface SplitOptions {
  readonly delimiter: string;
  readonly lineEnd: '\n' | '\r';
  /** Rows of several lines below the header must have from `cellsMin` to `cells` cells to be believed. */
  readonly header?: { readonly line: number; readonly cells: number; readonly cellsMin: number };
  readonly rowCharactersMax?: number;
}

const QUOTE = '"';
/** The row is not complete in the text at hand. */
const INCOMPLETE = -1;
/** A line beyond the limit is cut to this many characters in its reject. */
const BROKEN_TEXT_CHARACTERS = 2_000;

/**
 * Splits delimited text into rows, by RFC 4180, in chunks of any size.
 *
 * It is our own, and not csv-parse, for three things that csv-parse cannot do: the line on which a row *begins*;
 * going on after an unbalanced quote; and speed (five times). The properties hold it to csv-parse's answers.
 *
 * A row whose quotes do not close as they should (text after the closing quote, end of file, more than
 * `rowCharactersMax` characters, or several lines that look like rows joined) is broken: its first
 * physical line is handed over as broken, and reading goes on with the very next line. So a stray quote costs one
 * line, and the lines that a lenient reader would have swallowed are read as the rows that they are.
 */
export class RowSplitter {
  private buffer = '';
  private line = 1;
  private skippingLongLine = false;
  private nextQuote = 0;
  private cells: string[] = [];
  private brokenAt = -1;
  private linesSpanned = 0;
  private readonly rowCharactersMax: number;

  constructor(private readonly options: SplitOptions) {
    this.rowCharactersMax = options.rowCharactersMax ?? ROW_CHARACTERS_MAX;
  }

  write(text: string): SplitRow[] {
    return this.split(text, false);
  }

  end(): SplitRow[] {
    return this.split('', true);
  }

  private split(text: string, final: boolean): SplitRow[] {
    const buffer = (this.buffer = this.buffer === '' ? text : this.buffer + text);
    const { delimiter, lineEnd } = this.options;
    const rows: SplitRow[] = [];
    let at = 0;
    this.nextQuote = -2;
    while (at < buffer.length) {
      const newline = buffer.indexOf(lineEnd, at);
      const lineStop = newline === -1 ? buffer.length : newline;
      if (this.skippingLongLine) {
        if (newline === -1) {
          at = buffer.length;
          break;
        }
        this.skippingLongLine = false;
        this.line += 1;
        at = newline + 1;
        continue;
      }
      if (lineStop - at > this.rowCharactersMax) {
        rows.push(this.broken(at, lineStop, 'LINE_TOO_LONG'));
        this.skippingLongLine = newline === -1;
        at = newline === -1 ? buffer.length : newline + 1;
        if (newline !== -1) this.line += 1;
        continue;
      }
      if (newline === -1 && !final) break;
      if (this.nextQuote !== -1 && this.nextQuote < at) this.nextQuote = buffer.indexOf(QUOTE, at);
      if (this.nextQuote === -1 || this.nextQuote >= lineStop) {
        rows.push({ line: this.line, cells: buffer.slice(at, this.withoutReturn(at, lineStop)).split(delimiter) });
        this.line += 1;
        at = lineStop + 1;
        continue;
      }
      const next = this.splitQuoted(at, final);
      if (next === INCOMPLETE) break;
      if (this.brokenAt >= 0 || !this.believable()) {
        rows.push(this.broken(at, lineStop, 'QUOTE_UNBALANCED'));
        this.line += 1;
        at = lineStop + 1;
        continue;
      }
      rows.push({ line: this.line, cells: this.cells });
      this.line += 1 + this.linesSpanned;
      at = next;
    }
    this.buffer = buffer.slice(Math.min(at, buffer.length));
    return rows;
  }

  /** Fills `cells`; answers where the next row begins, or that more text is needed; sets `brokenAt` on bad quotes. */
  private splitQuoted(start: number, final: boolean): number {
    const { buffer } = this;
    const { delimiter, lineEnd } = this.options;
    const cells: string[] = (this.cells = []);
    this.brokenAt = -1;
    this.linesSpanned = 0;
    let firstQuote = -1;
    let at = start;
    for (;;) {
      let open = at;
      while (buffer[open] === ' ') open += 1;
      if (buffer[open] !== QUOTE) {
        const newline = buffer.indexOf(lineEnd, at);
        const rowStop = newline === -1 ? buffer.length : newline;
        const comma = buffer.indexOf(delimiter, at);
        if (comma !== -1 && comma < rowStop) {
          cells.push(buffer.slice(at, comma));
          at = comma + 1;
          continue;
        }
        if (newline === -1 && !final) return this.incomplete(start, firstQuote);
        cells.push(buffer.slice(at, this.withoutReturn(at, rowStop)));
        return rowStop + 1;
      }
      if (firstQuote === -1) firstQuote = open;
      let close = open + 1;
      let escaped = false;
      for (;;) {
        close = buffer.indexOf(QUOTE, close);
        if (close === -1) {
          if (!final) return this.incomplete(start, firstQuote);
          this.brokenAt = open;
          return 0;
        }
        if (buffer[close + 1] !== QUOTE) break;
        escaped = true;
        close += 2;
      }
      if (close - start > this.rowCharactersMax) {
        this.brokenAt = open;
        return 0;
      }
      let after = close + 1;
      while (buffer[after] === ' ') after += 1;
      if (after + 1 >= buffer.length && !final) return this.incomplete(start, firstQuote);
      const text = buffer.slice(open + 1, close);
      this.linesSpanned += occurrences(text, lineEnd);
      cells.push(escaped ? text.replaceAll('""', QUOTE) : text);
      const follows = buffer[after];
      if (follows === delimiter) at = after + 1;
      else if (follows === undefined || follows === lineEnd) return after + 1;
      else if (follows === '\r' && (buffer[after + 1] === lineEnd || after + 1 === buffer.length)) return after + 2;
      else {
        this.brokenAt = open;
        return 0;
      }
    }
  }

  private incomplete(start: number, quoteAt: number): number {
    if (this.buffer.length - start <= this.rowCharactersMax) return INCOMPLETE;
    this.brokenAt = quoteAt;
    return 0;
  }

  /**
   * A stray quote joins lines into one row. Such a row has too many or too few cells; or, when a later stray quote
   * happens to close it in the same column, one of its cells holds a whole row's delimiters for each line end in it.
   */
  private believable(): boolean {
    const { header, delimiter, lineEnd } = this.options;
    if (this.linesSpanned === 0 || header === undefined || this.line <= header.line) return true;
    let count = this.cells.length;
    while (count > header.cells && this.cells[count - 1]?.trim() === '') count -= 1;
    const holdsRows = this.cells.some((cell) => {
      const lineEnds = occurrences(cell, lineEnd);
      return lineEnds > 0 && occurrences(cell, delimiter) >= lineEnds * (header.cells - 1);
    });
    if (count >= header.cellsMin && count <= header.cells && !holdsRows) return true;
    this.brokenAt = this.nextQuote;
    return false;
  }

  private broken(at: number, lineStop: number, code: BrokenRow['code']): SplitRow {
    const text = this.buffer.slice(at, Math.min(this.withoutReturn(at, lineStop), at + BROKEN_TEXT_CHARACTERS));
    if (code === 'LINE_TOO_LONG') return { line: this.line, cells: [text], broken: { code } };
    // The offending quote may stand in a later line of the row than the one that is given up.
    const quoteLine = this.line + occurrences(this.buffer.slice(at, this.brokenAt), this.options.lineEnd);
    const lineStart = quoteLine === this.line ? at : this.buffer.lastIndexOf(this.options.lineEnd, this.brokenAt) + 1;
    return {
      line: this.line,
      cells: [text],
      broken: { code, quoteLine, quoteCharacter: this.brokenAt - lineStart + 1 },
    };
  }

  private withoutReturn(start: number, stop: number): number {
    return this.options.lineEnd === '\n' && stop > start && this.buffer.charCodeAt(stop - 1) === 13 ? stop - 1 : stop;
  }
}

function occurrences(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) count += 1;
  return count;
}
