import { CopyText } from './copy-text';

const lineOf = (...values: Parameters<CopyText['addLine']>[0][number][]): string => {
  const text = new CopyText();
  text.addLine(values);
  return text.take().toString('utf8');
};

describe('COPY text', () => {
  it('writes what is absent as such, numbers whole, and separates columns', () => {
    expect(lineOf(1, null, undefined, 'a', 9_007_199_254_740_991n, -5, '')).toBe(
      '1\t\\N\t\\N\ta\t9007199254740991\t-5\t\n',
    );
  });

  it('escapes what would end a column or a line, wherever it stands', () => {
    expect(lineOf('a\tb\nc\rd\\e\\N')).toBe('a\\tb\\nc\\rd\\\\e\\\\N\n');
    expect(lineOf('é\t家\\😀')).toBe('é\\t家\\\\😀\n');
  });

  it('holds texts of any length, and begins anew when taken', () => {
    const text = new CopyText();
    const long = '家\\'.repeat(100_000);
    for (let n = 0; n < 3; n += 1) text.addLine([long]);
    expect(text.take().toString('utf8')).toBe(`${'家\\\\'.repeat(100_000)}\n`.repeat(3));
    expect(text.isEmpty).toBe(true);
    expect(text.take()).toHaveLength(0);
  });
});
