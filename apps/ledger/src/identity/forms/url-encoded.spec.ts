import { parseUrlEncoded } from './url-encoded';

describe('the fields of a form', () => {
  test('are texts, and lists where a name comes again', () => {
    expect({ ...parseUrlEncoded('a=1&b=x+y%26&a=2&c=&a=3&caf%C3%A9=%C2%A3') }).toEqual({
      a: ['1', '2', '3'],
      b: 'x y&',
      c: '',
      'caf\u00e9': '\u00a3',
    });
  });

  test('never reach a prototype', () => {
    const fields = parseUrlEncoded('__proto__=1&constructor=2&toString=3');
    expect(Object.getPrototypeOf(fields)).toBeNull();
    expect(Object.keys(fields)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test('are bounded: a thousand, and not one more', () => {
    const body = (count: number): string => Array.from({ length: count }, (_, at) => `f${at}=`).join('&');
    expect(Object.keys(parseUrlEncoded(body(1_000)))).toHaveLength(1_000);
    expect(() => parseUrlEncoded(body(1_001))).toThrow('at most 1000 fields');
    expect(() => parseUrlEncoded(`${'n'.repeat(201)}=`)).toThrow('too long a name');
    expect(() => parseUrlEncoded('a=%00')).toThrow('cannot be read');
  });
});
