import { codeIn, specsIn, textOf } from './repository';

/** Code without its comments and text, so that a word in a sentence is not taken for a call. */
const bare = (file: string): string =>
  textOf(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'[^'\n]*'/g, "''");

describe('the domain', () => {
  const code = codeIn('libs/domain/src');

  it('is looked at', () => {
    expect(code.length).toBeGreaterThan(30);
  });

  it.each([
    ['chance', /\bMath\.random\b|\brandomUUID\b/],
    ['a clock', /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bDate\(\s*\)/],
    ['a float made of text', /\bparseFloat\b/],
    ['an exception as an answer', /\bthrow new Error\b/],
    ['the outside world', /\bprocess\.|\brequire\(|from 'node:|\bfetch\(/],
  ])('has in it no %s', (_what, forbidden) => {
    expect(code.filter((file) => forbidden.test(bare(file)) || /from 'node:/.test(textOf(file)))).toEqual([]);
  });
});

describe('the specs of the domain', () => {
  const specs = [...specsIn('libs/domain/src'), ...specsIn('test/golden-events')];

  it.each([
    ['mock', /\bjest\.(mock|spyOn|fn)\b/],
    ['snapshot', /toMatch(Inline)?Snapshot/],
    ['sleep', /\bsetTimeout\b|\bsleep\(/],
    ['switched-off test', /\b(it|test|describe)\.(skip|only|todo)\b|\bx(it|describe)\b|\bfdescribe\b|\bfit\b/],
  ])('have in them no %s', (_what, forbidden) => {
    expect(specs.length).toBeGreaterThan(15);
    expect(specs.filter((file) => forbidden.test(textOf(file)))).toEqual([]);
  });

  it('write money so that people can read it: 100_00 and not 10000', () => {
    expect(specs.filter((file) => /Pence: -?\d{5,}/.test(textOf(file)))).toEqual([]);
  });
});
