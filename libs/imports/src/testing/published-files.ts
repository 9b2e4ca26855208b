import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type ImportItem } from '../import-item';
import { type ImportSummary } from '../import-summary';
import { openImportFile } from '../open-import-file';
import { loadMapping } from '../parse-mapping';
import { type ImportReading, readImportFile } from '../read-import-file';
import { type ImportMapping } from '../mapping';

/** Writes a file of that name into a folder of its own and answers its path. */
export function writePublished(content: string | Uint8Array, name = 'published.csv'): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'common-purse-imports-'));
  folders.push(folder);
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  return file;
}

const folders: string[] = [];

/** Removes what `writePublished` wrote; for `afterAll`. */
export function removePublished(): void {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
}

/** A whole reading, held in memory: for small files only. */
export interface WholeReading {
  readonly reading: ImportReading;
  readonly items: ImportItem[];
  readonly summary: ImportSummary;
}

/** Opens and reads a file to its end under a mapping or the preset of that name. */
export async function readPublished(
  content: string | Uint8Array,
  mapping: string | ImportMapping = 'spend-over-25000',
  name?: string,
): Promise<WholeReading> {
  return readPath(writePublished(content, name), mapping);
}

/** Reads the file at a path to its end. */
export async function readPath(file: string, mapping: string | ImportMapping): Promise<WholeReading> {
  const reading = await readImportFile(
    await openImportFile(file),
    typeof mapping === 'string' ? await loadMapping(mapping) : mapping,
  );
  const items: ImportItem[] = [];
  for await (const batch of reading) items.push(...batch);
  return { reading, items, summary: reading.summary() };
}

/** One line for each item: `12 2024-04-03 Acme 1050` or `12 AMOUNT_ZERO`. */
export const outline = (items: readonly ImportItem[]): string[] =>
  items.map((item) =>
    item.row
      ? [
          item.line,
          item.row.date ?? item.row.financialYear,
          item.row.payee ?? item.row.payer,
          (item.row.isCredit ? -1 : 1) * item.row.amountPence,
        ].join(' ')
      : `${item.line} ${item.reject.code}`,
  );
