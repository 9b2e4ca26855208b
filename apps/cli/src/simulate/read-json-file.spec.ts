import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { UsageError } from '../usage-error';
import { readJsonFile } from './read-json-file';

const folder = mkdtempSync(path.join(os.tmpdir(), 'common-purse-json-'));
const write = (name: string, content: string | Buffer): string => {
  writeFileSync(path.join(folder, name), content);
  return path.join(folder, name);
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a JSON file', () => {
  it('is read, with the mark at its beginning that some editors leave', () => {
    expect(readJsonFile(write('mark.json', '\ufeff{ "a": "é" }'))).toEqual({ a: 'é' });
  });

  it.each<[string, () => string, RegExp]>([
    ['is not there', () => path.join(folder, 'none.json'), /^There is no file \S+none\.json\.$/],
    ['is a folder', () => folder, /^\S+ cannot be read \(EISDIR\)\.$/],
    [
      'is no JSON',
      () => write('no.json', '{\n  "a": {,}\n}'),
      /no\.json, line 2, column 9: A name in quotes must be here, or }\.$/,
    ],
    [
      'is in another encoding',
      () => write('latin.json', Buffer.from([0x22, 0xe9, 0x22])),
      /^\S+ is not text in UTF-8\.$/,
    ],
    ['is far too large', () => large(), /^\S+ is larger than 32 MiB\.$/],
  ])('that %s is told in a line', (_, file, says) => {
    const name = file();
    const reading = (): unknown => readJsonFile(name);
    expect(reading).toThrow(UsageError);
    expect(reading).toThrow(says);
  });
});

/** A file with a hole, which takes no room. */
function large(): string {
  const file = write('large.json', '');
  truncateSync(file, 32 * 1024 * 1024 + 1);
  return file;
}
