import { type RowKind } from './choose-columns';
import { type PartLayout } from './find-header';
import { type ImportItem } from './import-item';
import { type ImportFile } from './open-import-file';
import { IMPORT_FIELDS, type AmountUnit, type ImportField, type ImportMapping } from './mapping';
import { readImportFile } from './read-import-file';
import { type TextEncoding } from './scan-text';

/** How one part of a file would be read. */
export interface PartDescription {
  readonly part: string;
  readonly sizeBytes: number;
  readonly encoding: TextEncoding;
  readonly hasByteOrderMark: boolean;
  readonly delimiter: string;
  readonly headerLine: number;
  readonly kind: RowKind;
  readonly amountUnit: AmountUnit;
  /** What is read from which column; columns are counted from 1. */
  readonly recognised: readonly { readonly field: ImportField; readonly heading: string; readonly column: number }[];
  /** Headings that are not read. */
  readonly unread: readonly string[];
  /** In a table with a column a year: the years. */
  readonly financialYears: readonly string[];
  /** The rows above the header, as text. */
  readonly preamble: readonly string[];
  readonly notes: readonly string[];
  readonly firstItems: readonly ImportItem[];
}

/** What a dry run shows before anything is booked. */
export interface FileDescription {
  readonly name: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly mapping: string;
  readonly skippedMembers: readonly string[];
  readonly parts: readonly PartDescription[];
}

/** Says how a file would be read under a mapping, with the first rows of each part; reads no further than it must. */
export async function describeImportFile(
  file: ImportFile,
  mapping: ImportMapping,
  itemsMax = 5,
): Promise<FileDescription> {
  const parts: PartDescription[] = [];
  for (const part of file.parts) {
    const reading = await readImportFile({ ...file, parts: [part] }, mapping);
    const firstItems: ImportItem[] = [];
    for await (const batch of reading) {
      firstItems.push(...batch.slice(0, itemsMax - firstItems.length));
      if (firstItems.length >= itemsMax) break;
    }
    for (const layout of reading.layouts) parts.push(describePart(layout, firstItems));
  }
  const { name, sha256, sizeBytes, skippedMembers } = file;
  return { name, sha256, sizeBytes, mapping: mapping.name, skippedMembers, parts };
}

function describePart(layout: PartLayout, firstItems: readonly ImportItem[]): PartDescription {
  const { part, header } = layout;
  const recognised = IMPORT_FIELDS.flatMap((field) =>
    (layout.columns[field] ?? []).map((index) => ({ field, heading: header[index] ?? '', column: index + 1 })),
  );
  const read = new Set([
    ...recognised.map(({ column }) => column - 1),
    ...layout.yearColumns.map(({ index }) => index),
  ]);
  return {
    part: part.name,
    sizeBytes: part.scan.sizeBytes,
    encoding: part.scan.encoding,
    hasByteOrderMark: part.scan.hasByteOrderMark,
    delimiter: layout.delimiter,
    headerLine: layout.headerLine,
    kind: layout.kind,
    amountUnit: layout.amountUnit,
    recognised,
    unread: header.filter((heading, index) => heading !== '' && !read.has(index)),
    financialYears: layout.yearColumns.map(({ financialYear }) => financialYear),
    preamble: layout.preamble.map(({ cells }) => cells.filter((cell) => cell.trim() !== '').join(' | ')),
    notes: layout.notes,
    firstItems,
  };
}
