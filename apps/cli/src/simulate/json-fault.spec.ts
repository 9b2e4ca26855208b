import fc from 'fast-check';
import { jsonFault } from './json-fault';

describe('the first fault of a JSON text', () => {
  it.each<[string, string, number, number, string]>([
    ['an empty text', '', 1, 1, 'The text ends too early.'],
    ['a text that ends too early', '{\n  "a": [1', 2, 10, 'A comma or ] must be here.'],
    ['a comma too many in a list', '[\n  1,\n]', 3, 1, 'A value must be here, not ]; perhaps a comma is too many.'],
    ['a comma too many in an object', '{ "a": 1,\n}', 2, 1, 'A name in quotes must be here.'],
    ['a name without quotes', '{ a: 1 }', 1, 3, 'A name in quotes must be here, or }.'],
    ['a missing comma', '{ "a": 1\n  "b": 2 }', 2, 3, 'A comma or } must be here.'],
    ['a missing colon', '{ "a" 1 }', 1, 7, 'A colon must be here.'],
    ['single quotes', "{ 'a': 1 }", 1, 3, 'A name in quotes must be here, or }.'],
    [
      'a text over two lines',
      '["one\ntwo"]',
      1,
      2,
      'This text in quotes does not end on its line, or holds what it must not.',
    ],
    [
      'a word that is none',
      '[ yes ]',
      1,
      3,
      'A value must be here: an object, a list, text in quotes, a number, true, false or null.',
    ],
    ['more after the end', '{} {}', 1, 4, 'The text goes on after its end.'],
    ['a name twice', '{ "a": 1,\n  "b": { "a": 2 },\n  "a": 3 }', 3, 3, 'The name "a" stands twice in one object.'],
    ['a name twice, once escaped', '{ "a": 1, "\\u0061": 2 }', 1, 11, 'The name "\\u0061" stands twice in one object.'],
    ['65 lists within one another', `${'['.repeat(66)}${']'.repeat(66)}`, 1, 66, 'It nests more than 64 deep.'],
  ])('is told with its place: %s', (_, text, line, column, says) => {
    expect(jsonFault(text)).toEqual({ line, column, says });
  });

  it('is found in texts of megabytes too', () => {
    const long = 'x'.repeat(10_000_000);
    expect(jsonFault(JSON.stringify({ a: long }))).toBeUndefined();
    expect(jsonFault(`{"a":"${long}`)).toMatchObject({ line: 1, column: 6 });
  });

  it('is none in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, 2), (value, indent) => {
        expect(jsonFault(JSON.stringify(value, undefined, indent))).toBeUndefined();
      }),
    );
  });

  it('is there exactly when JSON.parse would refuse the text', () => {
    const texts = fc
      .tuple(
        fc.json({ maxDepth: 3 }),
        fc.nat(60),
        fc.constantFrom('', ',', '"', '}', ']', '{', ':', '0', '-', '\\', '\n', 'e'),
      )
      .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + 1));
    fc.assert(
      fc.property(texts, (text) => {
        const fault = jsonFault(text);
        fc.pre(fault === undefined || !fault.says.includes('twice'));
        expect({ text, isFaulty: fault !== undefined }).toEqual({ text, isFaulty: !isJson(text) });
      }),
      { numRuns: 500 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
