import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { decodeText } from './decode-text';
import { ImportFileError } from './import-errors';
import { IMPORT_LIMITS, type ImportLimits } from './import-limits';
import { type TextScan, TextScanner } from './scan-text';
import { listZipMembers, readZipMember } from './zip-members';

/** One CSV to read: the file itself, or one member of a zip. */
export interface ImportPart {
  /** The file's name, or the member's path inside the zip. */
  readonly name: string;
  readonly scan: TextScan;
  /** The text in order; can be asked for more than once. */
  readText(): AsyncGenerator<{ text: string; bytesRead: number }>;
}

/** A file that has been looked at once from end to end and can be read. */
export interface ImportFile {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
  /** SHA-256 of the file as given (of the zip, not of its members), in lower-case hex. */
  readonly sha256: string;
  readonly container: 'text' | 'zip';
  readonly parts: readonly ImportPart[];
  /** Zip members that are no CSV. */
  readonly skippedMembers: readonly string[];
}

const CHUNK_BYTES = 64 * 1024;

/**
 * Looks through a published file once: digest, container, encoding and line ends, all decided from every byte.
 * @param name what people call it, where its path says something else
 * @throws ImportFileError when it is not a text file or a safe zip of text files
 */
export async function openImportFile(
  path: string,
  limits: Partial<ImportLimits> = {},
  name = basename(path),
): Promise<ImportFile> {
  const before = await sizeAndTime(path, name);
  const isZip = await startsLikeZip(path, name);
  const hash = createHash('sha256');
  const scanner = isZip ? undefined : new TextScanner(name);
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    scanner?.write(chunk);
  }
  const scan = scanner?.end();
  const sha256 = hash.digest('hex');
  const unchanged = async <T>(value: T): Promise<T> => {
    const now = await sizeAndTime(path, name);
    if (now.size !== before.size || now.mtimeMs !== before.mtimeMs)
      throw new ImportFileError('FILE_CHANGED', `${name} changed while it was read: import it again.`);
    return value;
  };
  const common = { path, name, sizeBytes: before.size, sha256 };
  if (scan) {
    const part = importPart(name, scan, () => readBytes(path), unchanged);
    return unchanged({ ...common, container: 'text', parts: [part], skippedMembers: [] });
  }
  const { members, skipped } = await listZipMembers(path, name, { ...IMPORT_LIMITS, ...limits });
  const parts: ImportPart[] = [];
  for (const member of members) {
    const memberScanner = new TextScanner(member.name);
    for await (const chunk of readZipMember(path, name, member)) memberScanner.write(chunk);
    parts.push(importPart(member.name, memberScanner.end(), () => readZipMember(path, name, member), unchanged));
  }
  return unchanged({ ...common, container: 'zip', parts, skippedMembers: skipped });
}

function importPart(
  name: string,
  scan: TextScan,
  bytes: () => AsyncIterable<Buffer>,
  unchanged: (value: undefined) => Promise<undefined>,
): ImportPart {
  return {
    name,
    scan,
    async *readText() {
      yield* decodeText(bytes(), scan);
      await unchanged(undefined);
    },
  };
}

async function* readBytes(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
}

async function sizeAndTime(path: string, name: string): Promise<{ size: number; mtimeMs: number }> {
  const status = await stat(path).catch((error: unknown) => {
    throw new ImportFileError('FILE_NOT_READABLE', `${name} cannot be read: ${messageOf(error)}.`, { cause: error });
  });
  if (!status.isFile()) throw new ImportFileError('FILE_NOT_READABLE', `${name} is not a file.`);
  return { size: status.size, mtimeMs: status.mtimeMs };
}

async function startsLikeZip(path: string, name: string): Promise<boolean> {
  const handle = await open(path).catch((error: unknown) => {
    throw new ImportFileError('FILE_NOT_READABLE', `${name} cannot be read: ${messageOf(error)}.`, { cause: error });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    // `PK\3\4` begins a zip with members, `PK\5\6` an empty one.
    return bytesRead === 4 && ['504b0304', '504b0506'].includes(buffer.toString('hex'));
  } finally {
    await handle.close();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
