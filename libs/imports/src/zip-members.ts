import { type Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { ImportFileError } from './import-errors';
import { type ImportLimits, RATIO_CHECKED_FROM_BYTES } from './import-limits';

/** A CSV inside a zip. */
export interface ZipMember {
  /** The path inside the zip, with forward slashes. */
  readonly name: string;
  /** Inflated size as the zip declares it; reading fails when the data disagrees. */
  readonly sizeBytes: number;
  readonly crc32: number;
  /** Place in the zip's directory: two members may carry one name. */
  readonly position: number;
}

/** The CSV members of a zip, and what else it holds. */
export interface ZipListing {
  readonly members: ZipMember[];
  /** Members that are no CSV (notes, metadata, Mac resource forks). */
  readonly skipped: string[];
}

/** Lists the CSV members of a zip; refuses encrypted, unsafe and bomb-like ones before anything is inflated. */
export async function listZipMembers(path: string, name: string, limits: ImportLimits): Promise<ZipListing> {
  const zip = await openZip(path, name);
  const members: ZipMember[] = [];
  const texts: ZipMember[] = [];
  const skipped: string[] = [];
  let inflatedBytes = 0;
  try {
    if (zip.entryCount > limits.zipMembersMax)
      throw new ImportFileError(
        'ZIP_TOO_LARGE',
        `${name} holds ${zip.entryCount} members; at most ${limits.zipMembersMax} are read.`,
      );
    let position = -1;
    for await (const entry of zip.eachEntry()) {
      position += 1;
      const member = {
        name: entry.fileName,
        sizeBytes: entry.uncompressedSize,
        crc32: entry.crc32,
        position,
      };
      if (/^xl\/workbook\.xml$/i.test(member.name))
        throw new ImportFileError(
          'NOT_A_TEXT_FILE',
          `${name} is an Excel workbook (.xlsx): open it and save the sheet as CSV UTF-8.`,
        );
      if (member.name.endsWith('/')) continue;
      const isText = /\.txt$/i.test(member.name);
      const isMacResource = /(^|\/)(__MACOSX\/|\._)/.test(member.name);
      if (isMacResource || !(isText || /\.(csv|tsv)$/i.test(member.name))) {
        skipped.push(member.name);
        continue;
      }
      if (entry.isEncrypted())
        throw new ImportFileError(
          'ZIP_ENCRYPTED',
          `${member.name} in ${name} is encrypted: unpack it and import the CSV.`,
        );
      refuseBomb(entry, name, limits);
      (isText ? texts : members).push(member);
    }
    // A read-me in plain text stands beside the data in many zips; it is data only where there is no CSV.
    const chosen = members.length > 0 ? members : texts;
    if (chosen !== texts) skipped.push(...texts.map((text) => text.name));
    if (chosen.length === 0)
      throw new ImportFileError(
        'ZIP_HOLDS_NO_CSV',
        `${name} holds no CSV file${skipped.length ? `, only ${skipped.slice(0, 5).join(', ')}` : ''}.`,
      );
    inflatedBytes = chosen.reduce((sum, member) => sum + member.sizeBytes, 0);
    if (inflatedBytes > limits.inflatedBytesMax)
      throw new ImportFileError(
        'ZIP_TOO_LARGE',
        `${name} would inflate to ${inflatedBytes} bytes; at most ${limits.inflatedBytesMax} are read.`,
      );
    return { members: chosen, skipped };
  } catch (error) {
    throw asZipError(error, name);
  } finally {
    zip.close();
  }
}

/** The inflated bytes of one member. Its size and checksum are checked on the way; it closes the zip behind itself. */
export async function* readZipMember(path: string, name: string, member: ZipMember): AsyncGenerator<Buffer> {
  const zip = await openZip(path, name);
  try {
    const entry = await entryAt(zip, member);
    const inflated: Readable = await zip.openReadStreamPromise(entry);
    let checksum = 0;
    for await (const chunk of inflated as AsyncIterable<Buffer>) {
      checksum = zlib.crc32(chunk, checksum);
      yield chunk;
    }
    if (checksum !== member.crc32)
      throw new ImportFileError('ZIP_DAMAGED', `${member.name} in ${name} is damaged: its checksum does not agree.`);
  } catch (error) {
    throw asZipError(error, name);
  } finally {
    zip.close();
  }
}

async function openZip(path: string, name: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw asZipError(error, name);
  }
}

async function entryAt(zip: ZipFile, member: ZipMember): Promise<Entry> {
  let position = 0;
  for await (const entry of zip.eachEntry()) {
    if (position === member.position && entry.fileName === member.name) return entry;
    position += 1;
  }
  throw new ImportFileError(
    'FILE_CHANGED',
    `${member.name} is no longer in the zip: the file changed while it was read.`,
  );
}

function refuseBomb(entry: Entry, name: string, limits: ImportLimits): void {
  const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize);
  if (entry.uncompressedSize >= RATIO_CHECKED_FROM_BYTES && ratio > limits.inflationRatioMax)
    throw new ImportFileError(
      'ZIP_TOO_LARGE',
      `${entry.fileName} in ${name} inflates ${Math.round(ratio)} times (at most ${limits.inflationRatioMax}): it looks like a zip bomb.`,
    );
}

function asZipError(error: unknown, name: string): unknown {
  if (error instanceof ImportFileError || !(error instanceof Error)) return error;
  // yauzl reports names such as `../x` or `/x` while it reads the directory, with these words.
  if (/^(absolute path|invalid relative path|invalid characters in fileName)/.test(error.message))
    return new ImportFileError(
      'ZIP_MEMBER_NAME_UNSAFE',
      `${name} holds a member with an unsafe name: ${error.message}.`,
    );
  return new ImportFileError('ZIP_DAMAGED', `${name} cannot be unpacked: ${error.message}.`, { cause: error });
}
