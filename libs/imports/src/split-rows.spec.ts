import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { RowSplitter, type SplitOptions, type SplitRow } from './split-rows';

const split = (text: string, options: Partial<SplitOptions> = {}, chunk = text.length || 1): SplitRow[] => {
  const splitter = new RowSplitter({ delimiter: ',', lineEnd: '\n', ...options });
  const rows: SplitRow[] = [];
  for (let at = 0; at < text.length; at += chunk) rows.push(...splitter.write(text.slice(at, at + chunk)));
  return [...rows, ...splitter.end()];
};
const outline = (rows: SplitRow[]) =>
  rows.map(({ line, cells, broken }) => [line, ...cells, ...(broken ? [broken.code] : [])]);

describe('rows and their lines', () => {
  it.each(['\n', '\r\n', '\r'])('with line end %j', (end) => {
    const text = ['a,b', '1,"x,', 'y"', '', '2,"say ""hi"""'].join(end);
    const lineEnd = end === '\r' ? '\r' : '\n';
    const rows = outline(split(text, { lineEnd }));
    expect(rows).toEqual([
      [1, 'a', 'b'],
      [2, '1', `x,${end}y`],
      [4, ''],
      [5, '2', 'say "hi"'],
    ]);
  });

  it('keeps quotes inside an unquoted cell, as in 12" pipe', () => {
    expect(outline(split('a,12" pipe,c\n'))).toEqual([[1, 'a', '12" pipe', 'c']]);
  });

  it('lets spaces stand around a quoted cell', () => {
    expect(outline(split('a, "b, c" ,d\n'))).toEqual([[1, 'a', 'b, c', 'd']]);
  });
});

describe('an unbalanced quote costs one line', () => {
  const text = 'a,b\n1,"open\n2,fine\n3,"quoted, too"\n4,last\n';

  it('when a later quote shows it', () => {
    expect(outline(split(text))).toEqual([
      [1, 'a', 'b'],
      [2, '1,"open', 'QUOTE_UNBALANCED'],
      [3, '2', 'fine'],
      [4, '3', 'quoted, too'],
      [5, '4', 'last'],
    ]);
    expect(split(text)[1]?.broken).toMatchObject({ quoteLine: 2, quoteCharacter: 3 });
  });

  it('when only the end of the file shows it', () => {
    expect(outline(split('a,b\n1,"open\n2,fine'))).toEqual([
      [1, 'a', 'b'],
      [2, '1,"open', 'QUOTE_UNBALANCED'],
      [3, '2', 'fine'],
    ]);
  });

  it('when the lines it swallowed do not fit under the header', () => {
    const swallowed = 'a,b,c\n1,"open,x\n2,fine,x\n3,12" ,x\n4,last,x\n';
    expect(outline(split(swallowed, { header: { line: 1, cells: 3, cellsMin: 3 } })).map(([line]) => line)).toEqual([
      1, 2, 3, 4, 5,
    ]);
  });

  it('when they make a row of another length', () => {
    const swallowed = 'a,b,c,d,e\n1,"open\n,,12" ,x\n4,last,x,y,z\n';
    const rows = split(swallowed, { header: { line: 1, cells: 5, cellsMin: 5 } });
    expect(outline(rows).map(([line]) => line)).toEqual([1, 2, 3, 4]);
    expect(rows[1]?.broken).toMatchObject({ quoteLine: 2, quoteCharacter: 3 });
  });

  it('when it would hold more than a row may', () => {
    const long = `a,b\n1,"open\n${'2,fine\n'.repeat(200)}`;
    const rows = split(long, { rowCharactersMax: 500 }, 64);
    expect(rows.filter(({ broken }) => broken)).toHaveLength(1);
    expect(rows).toHaveLength(202);
    expect(rows.at(-1)).toMatchObject({ line: 202, cells: ['2', 'fine'] });
  });
});

it('a line beyond the limit is one reject, and the next line is read', () => {
  const rows = split(`a,b\n${'x'.repeat(10_000)},y\n1,2\n`, { rowCharactersMax: 1_000 }, 300);
  expect(outline(rows).map(([line, first, third]) => [line, String(first).length, third])).toEqual([
    [1, 1, 'b'],
    [2, expect.any(Number), 'LINE_TOO_LONG'],
    [3, 1, '2'],
  ]);
  expect(rows[1]?.cells[0]?.length).toBeLessThanOrEqual(2_000);
});

describe('properties', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', ',', '"', '\n', '\r', ' ', ';'), maxLength: 6 });
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const written = (rows: string[][], end: string) => rows.map((row) => row.map(quoted).join(',') + end).join('');

  it('whatever was written comes back, in chunks of any size', () => {
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 20 }), (rows, end, chunk) => {
        expect(split(written(rows, end), {}, chunk).map(({ cells }) => cells)).toEqual(rows);
      }),
      { numRuns: 1_000 },
    );
  });

  it('agrees with csv-parse wherever csv-parse accepts the text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\n'), maxLength: 30 });
    let compared = 0;
    fc.assert(
      fc.property(text, (given) => {
        let theirs: string[][];
        try {
          theirs = parse(given, { relax_column_count: true, record_delimiter: '\n' });
        } catch {
          return;
        }
        compared += 1;
        // They drop nothing but see no row in an empty text; we answer alike.
        expect(split(given).map(({ cells }) => cells)).toEqual(theirs);
      }),
      { numRuns: 5_000 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  it('no line is ever lost, and chunks make no difference, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' '), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 7 }), (given, chunk) => {
        const whole = split(given);
        expect(split(given, {}, chunk)).toEqual(whole);
        const lines = given.split('\n');
        if (lines.at(-1) === '') lines.pop();
        const covered = whole.flatMap(({ line, cells, broken }) => {
          const spanned = broken ? 0 : cells.reduce((sum, text) => sum + text.split('\n').length - 1, 0);
          return Array.from({ length: spanned + 1 }, (_, at) => line + at);
        });
        expect(covered).toEqual(lines.map((_, at) => at + 1));
      }),
      { numRuns: 5_000 },
    );
  });
});
