import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
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

/** A member for `zipOf`; the last three lie about what the member holds. */
export interface ZipMemberContent {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly isEncrypted?: boolean;
  readonly declaredBytes?: number;
  readonly declaredCrc32?: number;
}

/** A zip, written byte by byte so that hostile ones can be made. */
export function zipOf(members: readonly ZipMemberContent[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const name = Buffer.from(member.name);
    const content = Buffer.from(member.content);
    const deflated = zlib.deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE((member.isEncrypted ? 1 : 0) | 0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(member.declaredCrc32 ?? zlib.crc32(content), 10);
    common.writeUInt32LE(deflated.length, 14);
    common.writeUInt32LE(member.declaredBytes ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    files.push(Buffer.from('504b0304', 'hex'), common, name, deflated);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('504b01021400', 'hex'), common, tail, name);
    offset += 30 + name.length + deflated.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('504b0506', 'hex');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, listing, end]);
}
