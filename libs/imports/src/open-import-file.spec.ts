import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { openImportFile } from './open-import-file';
import { presetNamed } from './presets/presets';
import { readImportFile } from './read-import-file';
import { outline, readPublished, removePublished, writePublished } from './testing/published-files';
import { zipOf } from '../../../test/support/zip-of';

afterAll(removePublished);

const csv = 'Supplier,Date,Amount (£)\nCafé Ünï,03/05/2012,"£1,200.00"\n';
const expected = ['2 2012-05-03 Café Ünï 120000'];
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const bytes = (...parts: (string | Buffer)[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)));

describe('encodings', () => {
  it.each([
    ['utf-8', Buffer.from(csv)],
    ['utf-8', bytes('\ufeff', csv)],
    ['utf-16le', Buffer.from(`\ufeff${csv}`, 'utf16le')],
    ['utf-16be', utf16be(`\ufeff${csv}`)],
    ['windows-1252', Buffer.from(csv, 'latin1')],
  ])('%s', async (encoding, content) => {
    const { items, reading } = await readPublished(content);
    expect(reading.layouts[0]?.part.scan.encoding).toBe(encoding);
    expect(outline(items)).toEqual(expected);
  });

  it('one byte near the end decides for Windows-1252', async () => {
    const rows = 'Acme,03/05/2012,1.00\n'.repeat(60_000);
    const text = bytes('Supplier,Date,Amount\n', rows, 'Acme \x96 Sons,03/05/2012,1.00\n'.replace('\x96', ''));
    const damaged = bytes('Supplier,Date,Amount\n', rows, 'Acme ', Buffer.from([0x96]), ' Sons,03/05/2012,1.00\n');
    expect((await openImportFile(writePublished(text))).parts[0]?.scan.encoding).toBe('utf-8');
    const { items, reading } = await readPublished(damaged);
    expect(reading.layouts[0]?.part.scan.encoding).toBe('windows-1252');
    expect(items.at(-1)?.row?.payee).toBe('Acme – Sons');
  });

  it('a character of several bytes on the border of two chunks is one character', async () => {
    const name = `É${'€'.repeat(90)}😀`;
    for (const lead of ['A', 'AA', 'AAA', 'AAAA']) {
      const text = `Supplier,Date,Amount\n${lead},03/05/2012,1.00\n${`${name},03/05/2012,1.00\n`.repeat(2_000)}`;
      const { items, reading } = await readPublished(text);
      expect(reading.layouts[0]?.part.scan.encoding).toBe('utf-8');
      expect(items.slice(1).every((item) => item.row?.payee === name)).toBe(true);
    }
  });

  it('a lone surrogate in UTF-16 rejects its row only', async () => {
    const text = 'Supplier,Date,Amount\nA\ud800cme,03/05/2012,1.00\nAcme,03/05/2012,1.00\n';
    const { items } = await readPublished(Buffer.from(`\ufeff${text}`, 'utf16le'));
    expect(outline(items)).toEqual(['2 TEXT_UNSAFE_CHARACTER', '3 2012-05-03 Acme 100']);
  });

  it.each(['\n', '\r\n', '\r'])('line end %j', async (end) => {
    const { items } = await readPublished(csv.replaceAll('\n', end));
    expect(outline(items)).toEqual(expected);
  });
});

describe('what is no text is refused with a reason', () => {
  it.each([
    ['FILE_EMPTY', ''],
    ['NUL_BYTES', 'Supplier,Date,Amount\nA\0cme,03/05/2012,1.00\n'],
    ['NUL_BYTES', Buffer.from(csv, 'utf16le')],
    ['ENCODING_DAMAGED', bytes(Buffer.from(`\ufeff${csv}`, 'utf16le'), 'x')],
    ['NOT_A_TEXT_FILE', '%PDF-1.7'],
    ['NOT_A_TEXT_FILE', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['NOT_A_TEXT_FILE', '\n<!DOCTYPE html><html><body>Page not found</body></html>'],
    ['NOT_A_TEXT_FILE', zipOf([{ name: 'xl/workbook.xml', content: '<x/>' }])],
    ['HEADER_NOT_FOUND', '\n\n\n'],
  ])('%s', async (code, content) => {
    await expect(readPublished(content)).rejects.toMatchObject({ code, message: expect.stringMatching(/\.$/) });
  });

  it('a path that is no file', async () => {
    await expect(openImportFile('/no/such/file.csv')).rejects.toMatchObject({ code: 'FILE_NOT_READABLE' });
    await expect(openImportFile('/')).rejects.toMatchObject({ code: 'FILE_NOT_READABLE' });
  });
});

it('answers the digest and size of the file as given', async () => {
  const path = writePublished(csv);
  expect(await openImportFile(path)).toMatchObject({
    sha256: createHash('sha256').update(fs.readFileSync(path)).digest('hex'),
    sizeBytes: Buffer.byteLength(csv),
    container: 'text',
  });
});

it('a file that changes between looking and reading is refused', async () => {
  const path = writePublished(csv);
  const reading = await readImportFile(await openImportFile(path), presetNamed('spend-over-25000'));
  fs.appendFileSync(path, 'Acme,03/05/2012,1.00\n');
  await expect(
    (async () => {
      for await (const batch of reading) expect(batch.length).toBeGreaterThan(0);
    })(),
  ).rejects.toMatchObject({ code: 'FILE_CHANGED' });
});

describe('a zip', () => {
  it('holds a part for each CSV, and says what else it holds', async () => {
    const zip = zipOf([
      { name: 'readme.txt', content: 'Read me' },
      { name: '2012/may.csv', content: csv },
      { name: '__MACOSX/2012/._may.csv', content: 'x' },
      { name: '2012/june.CSV', content: Buffer.from(csv.replace('03/05', '03/06'), 'latin1') },
    ]);
    const { items, reading, summary } = await readPublished(zip, 'spend-over-25000', 'spend.zip');
    expect(items.map((item) => [item.part, item.line, item.row?.date])).toEqual([
      ['2012/may.csv', 2, '2012-05-03'],
      ['2012/june.CSV', 2, '2012-06-03'],
    ]);
    expect(summary.sumReadPence).toBe(2400_00n);
    expect(reading.progress().bytesRead).toBe(reading.progress().bytesTotal);
    expect((await openImportFile(writePublished(zip))).skippedMembers).toEqual([
      '__MACOSX/2012/._may.csv',
      'readme.txt',
    ]);
  });

  it.each([
    ['ZIP_ENCRYPTED', [{ name: 'a.csv', content: csv, isEncrypted: true }]],
    ['ZIP_MEMBER_NAME_UNSAFE', [{ name: '/etc/a.csv', content: csv }]],
    ['ZIP_MEMBER_NAME_UNSAFE', [{ name: '../a.csv', content: csv }]],
    ['ZIP_HOLDS_NO_CSV', [{ name: 'a.pdf', content: 'x' }]],
    ['ZIP_HOLDS_NO_CSV', []],
    ['ZIP_DAMAGED', [{ name: 'a.csv', content: csv, declaredCrc32: 1 }]],
    ['ZIP_DAMAGED', [{ name: 'a.csv', content: csv, declaredBytes: 10 }]],
  ])('%s', async (code, members) => {
    await expect(readPublished(zipOf(members))).rejects.toMatchObject({ code });
  });

  it('that is cut short is refused', async () => {
    const zip = zipOf([{ name: 'a.csv', content: csv }]);
    await expect(readPublished(zip.subarray(0, zip.length - 30))).rejects.toMatchObject({ code: 'ZIP_DAMAGED' });
  });

  it('that is a bomb is refused before it is inflated, honest or not', async () => {
    const zeros = Buffer.alloc(20 * 1024 ** 2, ' ');
    await expect(readPublished(zipOf([{ name: 'a.csv', content: zeros }]))).rejects.toMatchObject({
      code: 'ZIP_TOO_LARGE',
    });
    const lying = zipOf([{ name: 'a.csv', content: zeros, declaredBytes: 1_000 }]);
    await expect(readPublished(lying)).rejects.toMatchObject({ code: 'ZIP_DAMAGED' });
  });

  it('with more members or bytes than allowed is refused', async () => {
    const path = writePublished(zipOf(Array.from({ length: 4 }, (_, at) => ({ name: `${at}.csv`, content: csv }))));
    await expect(openImportFile(path, { zipMembersMax: 3 })).rejects.toMatchObject({ code: 'ZIP_TOO_LARGE' });
    await expect(openImportFile(path, { inflatedBytesMax: 100 })).rejects.toMatchObject({ code: 'ZIP_TOO_LARGE' });
  });
});
