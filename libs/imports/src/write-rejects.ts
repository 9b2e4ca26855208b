import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { parse } from 'node:path';
import { REJECTS_COLUMNS } from './choose-columns';
import { type PartLayout } from './find-header';
import { ImportFileError } from './import-errors';
import { type RejectedItem } from './import-item';

/**
 * Writes rejects as CSV that can be mended and imported again: our columns, then the cells as published under their own
 * headings. Parts with other headings go to files of their own (`rejects-2.csv`, …). UTF-8 with a byte order mark, as
 * Excel needs it.
 *
 * A cell that a spreadsheet would run as a formula gets an apostrophe in front. The importer takes such an apostrophe
 * off again, so mending and importing gives the same row; figures such as `-12.50` run nothing and stay as they are.
 */
export class RejectsWriter {
  private readonly files = new Map<string, { path: string; stream: WriteStream }>();
  private failure?: ImportFileError;
  private draining?: Promise<void>;
  private readonly layouts: ReadonlyMap<string, PartLayout>;

  constructor(
    private readonly path: string,
    layouts: readonly PartLayout[],
  ) {
    this.layouts = new Map(layouts.map((layout) => [layout.part.name, layout]));
  }

  /** Appends one reject. Files come into being with their first reject. @throws ImportFileError REJECTS_NOT_WRITABLE */
  async write(item: RejectedItem): Promise<void> {
    const header = this.layouts.get(item.part)?.header ?? [];
    const { stream } = this.fileFor(header);
    const reasons = [item.reject, ...item.alsoWrong]
      .map(({ reason, column }) => (column === undefined ? reason : `${column}: ${reason}`))
      .join(' ');
    const text = csvLine([item.part, String(item.line), item.reject.code, reasons, ...item.raw]);
    // Many rows of one window may be rejected at once: they wait for one drain together.
    if (!stream.write(text)) await (this.draining ??= drained(stream).finally(() => (this.draining = undefined)));
    if (this.failure) throw this.failure;
  }

  /** Closes all files and answers their paths; none when nothing was rejected. @throws ImportFileError REJECTS_NOT_WRITABLE */
  async close(): Promise<string[]> {
    for (const { stream } of this.files.values()) {
      stream.end();
      if (!stream.closed) await once(stream, 'close').catch(() => undefined);
    }
    if (this.failure) throw this.failure;
    return [...this.files.values()].map(({ path }) => path);
  }

  private fileFor(header: readonly string[]): { path: string; stream: WriteStream } {
    const key = JSON.stringify(header);
    let file = this.files.get(key);
    if (!file) {
      const { dir, name, ext } = parse(this.path);
      const number = this.files.size + 1;
      const path = number === 1 ? this.path : `${dir === '' ? '' : `${dir}/`}${name}-${number}${ext}`;
      file = { path, stream: createWriteStream(path) };
      file.stream.on('error', (error) => {
        const reason = `The rejected rows cannot be written to ${path}: ${error.message}. Name another file with --rejects.`;
        this.failure ??= new ImportFileError('REJECTS_NOT_WRITABLE', reason, { cause: error });
      });
      file.stream.write(`\ufeff${csvLine([...REJECTS_COLUMNS, ...header])}`);
      this.files.set(key, file);
    }
    return file;
  }
}

const drained = (stream: WriteStream): Promise<void> =>
  once(stream, 'drain').then(
    () => undefined,
    () => undefined,
  );

const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(cell: string): string {
  const safe = isRunnable(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Spreadsheets run what begins with these, even behind white space; plain figures run nothing. */
const isRunnable = (cell: string): boolean =>
  /^['\s]*[=+\-@]/.test(cell) && !/^\s*[-+]?\s*£?[\d,.\s]+\s*$/.test(cell) && !/^\s*-+\s*$/.test(cell);
