import * as domain from '@app/domain';
import { codeIn, specsIn, textOf } from './repository';

type Sentences = Readonly<Record<string, (details: never) => string>>;

/** Every refusal that the domain exports, with the folder that it belongs to: `poolYearRefusals` to `pool-year`. */
const all = Object.entries(domain as Readonly<Record<string, unknown>>)
  .filter(([name]) => name.endsWith('Refusals'))
  .flatMap(([name, sentences]) => {
    const noun = name.replace('Refusals', '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const folder = `libs/domain/src/${noun}`;
    return Object.entries(sentences as Sentences).map(([code, sentence]) => ({ folder, code, sentence }));
  });
/** The folder whose code and specs must know a refusal; what all commands share is known through any of them. */
const homeOf = (folder: string): string => folder.replace(/\/shared$/, '');

/** Details for any sentence: text for what is named, and enough of it to be listed. */
const anyDetails = new Proxy({}, { get: (_target, name) => detail(String(name)) });
function detail(name: string): unknown {
  if (name.endsWith('Pence')) return 100_01;
  if (name === 'period' || name.endsWith('No')) return 2;
  const isList = /s$/.test(name) && !['status'].includes(name);
  return isList || name === 'missing' || name === 'unsigned' ? ['one', 'two'] : 'something';
}

describe('each refusal', () => {
  it('is declared in one of the refusals of the domain', () => {
    const files = codeIn('libs/domain/src').filter(
      (file) => file.endsWith('.refusals.ts') || file.endsWith('asked.ts'),
    );
    const declared = files.flatMap((file) =>
      [...textOf(file).matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, code]) => code!),
    );
    expect([...new Set(declared)].sort()).toEqual([...new Set(all.map(({ code }) => code))].sort());
    expect(all.length).toBeGreaterThan(90);
  });

  it.each(all)('$code of $folder has a rule that refuses with it', ({ folder, code }) => {
    const rules = codeIn(homeOf(folder)).filter((file) => !file.endsWith('.refusals.ts'));
    expect(rules.some((file) => textOf(file).includes(`refuse('${code}'`))).toBe(true);
  });

  it.each(all)('$code of $folder is met by a spec', ({ folder, code }) => {
    const specs = specsIn(homeOf(folder));
    expect(specs.some((file) => new RegExp(`(thenRefused\\(\\s*|toBe\\(|code: )'${code}'`).test(textOf(file)))).toBe(
      true,
    );
  });

  it.each(all)('$code of $folder says a sentence for people', ({ sentence }) => {
    const text = sentence(anyDetails as never);
    expect(text).toMatch(/^[^\s].*[.]$/);
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  it('refuses with no code that is not declared', () => {
    const codes = new Set(all.map(({ code }) => code));
    for (const file of codeIn('libs/domain/src')) {
      for (const [, code] of textOf(file).matchAll(/refuse\('([A-Z_]+)'/g))
        expect({ file, known: codes.has(code!), code }).toMatchObject({ known: true });
    }
  });
});
