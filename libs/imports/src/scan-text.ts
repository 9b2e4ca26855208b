import { ImportFileError } from './import-errors';

/** The encodings that published CSV files are found in. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What one pass over all bytes of a text file established. */
export interface TextScan {
  readonly encoding: TextEncoding;
  readonly hasByteOrderMark: boolean;
  /** A lone CR ends a line only in a file without any LF; elsewhere it is white space inside a cell. */
  readonly lineEnd: '\n' | '\r';
  readonly sizeBytes: number;
}

const LF = 0x0a;
const CR = 0x0d;

/**
 * Decides encoding and line ends from every byte, not from a sample: a pound sign in row 190,000 decides between UTF-8
 * and Windows-1252. Feed it the bytes in order, then ask for the result.
 */
export class TextScanner {
  private utf8: InstanceType<typeof TextDecoder> | undefined = new TextDecoder('utf-8', { fatal: true });
  private sizeBytes = 0;
  private seenLineFeed = false;
  private seenCarriageReturn = false;
  private utf16: 'utf-16le' | 'utf-16be' | undefined;
  private hasByteOrderMark = false;
  private head: Buffer = Buffer.alloc(0);
  private headSettled = false;
  private oddByte: number | undefined;

  constructor(private readonly name: string) {}

  write(chunk: Buffer): void {
    this.sizeBytes += chunk.length;
    if (this.headSettled) return this.scan(chunk);
    this.head = Buffer.concat([this.head, chunk]);
    // Longest signature: the 15 characters of `<!DOCTYPE html>`, after perhaps a byte order mark and blank lines.
    if (this.head.length >= 64) this.settleHead();
  }

  end(): TextScan {
    if (!this.headSettled) this.settleHead();
    if (this.sizeBytes === 0) throw new ImportFileError('FILE_EMPTY', `${this.name} is empty.`);
    if (this.oddByte !== undefined)
      throw new ImportFileError('ENCODING_DAMAGED', `${this.name} is UTF-16 but ends in the middle of a character.`);
    if (this.utf8) this.decodeUtf8();
    return {
      encoding: this.utf16 ?? (this.utf8 ? 'utf-8' : 'windows-1252'),
      hasByteOrderMark: this.hasByteOrderMark,
      lineEnd: this.seenCarriageReturn && !this.seenLineFeed ? '\r' : '\n',
      sizeBytes: this.sizeBytes,
    };
  }

  private settleHead(): void {
    this.headSettled = true;
    const head = this.head;
    this.head = Buffer.alloc(0);
    refuseKnownBinary(head, this.name);
    if (head[0] === 0xff && head[1] === 0xfe) this.utf16 = 'utf-16le';
    else if (head[0] === 0xfe && head[1] === 0xff) this.utf16 = 'utf-16be';
    this.hasByteOrderMark = this.utf16 !== undefined || head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
    if (this.utf16) this.utf8 = undefined;
    this.scan(head);
  }

  private scan(chunk: Buffer): void {
    if (this.utf16) return this.scanUtf16(chunk);
    if (chunk.includes(0))
      throw new ImportFileError(
        'NUL_BYTES',
        `${this.name} holds NUL bytes, so it is not a text file (or it is UTF-16 without a byte order mark). Save it as CSV UTF-8.`,
      );
    this.seenLineFeed ||= chunk.includes(LF);
    this.seenCarriageReturn ||= chunk.includes(CR);
    if (this.utf8) this.decodeUtf8(chunk);
  }

  private decodeUtf8(chunk?: Buffer): void {
    try {
      this.utf8?.decode(chunk, { stream: chunk !== undefined });
    } catch {
      this.utf8 = undefined;
    }
  }

  private scanUtf16(chunk: Buffer): void {
    const [low, high] = this.utf16 === 'utf-16le' ? [0, 1] : [1, 0];
    let bytes = chunk;
    if (this.oddByte !== undefined) bytes = Buffer.concat([Buffer.from([this.oddByte]), chunk]);
    this.oddByte = bytes.length % 2 ? bytes[bytes.length - 1] : undefined;
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      if (bytes[i + high] !== 0) continue;
      const unit = bytes[i + low];
      if (unit === 0)
        throw new ImportFileError('NUL_BYTES', `${this.name} holds NUL characters: it is not a text file.`);
      if (unit === LF) this.seenLineFeed = true;
      else if (unit === CR) this.seenCarriageReturn = true;
    }
  }
}

const KNOWN_BINARIES: readonly (readonly [signature: string, what: string])[] = [
  ['d0cf11e0a1b11ae1', 'an Excel 97 workbook (.xls): open it and save the sheet as CSV UTF-8'],
  ['25504446', 'a PDF'],
  ['1f8b', 'a gzip archive: unpack it first'],
  ['377abcaf271c', 'a 7-Zip archive: unpack it first'],
  ['52617221', 'a RAR archive: unpack it first'],
];

function refuseKnownBinary(head: Buffer, name: string): void {
  const hex = head.toString('hex');
  const binary = KNOWN_BINARIES.find(([signature]) => hex.startsWith(signature));
  if (binary) throw new ImportFileError('NOT_A_TEXT_FILE', `${name} is ${binary[1]}.`);
  // A download link that has moved often saves the publisher's error page under the name of the CSV.
  if (/^(\xef\xbb\xbf)?\s*<(!doctype html|html|\?xml)/i.test(head.toString('latin1')))
    throw new ImportFileError('NOT_A_TEXT_FILE', `${name} is a web page or XML, not CSV.`);
}
