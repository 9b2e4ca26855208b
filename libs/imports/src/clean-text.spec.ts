import { cleanText } from './clean-text';

describe('a text', () => {
  it.each([
    ['  Acme   Ltd ', 'Acme Ltd'],
    ['Acme\r\n Ltd', 'Acme Ltd'],
    ['Acme\u00a0Ltd', 'Acme Ltd'],
    ['="00123"', '00123'],
    [`'00123`, '00123'],
    [`'="00123"`, '00123'],
    [`'=SUM(A1)`, '=SUM(A1)'],
    ['@Home Ltd', '@Home Ltd'],
    [`'s-Hertogenbosch`, `'s-Hertogenbosch`],
    ['Repair \u0096 TRO\u0092s', 'Repair – TRO’s'],
    ['RB\u001bF993', 'RB F993'],
    ['Café “Ünï” 😀', 'Café “Ünï” 😀'],
    ['', ''],
  ])('%j is kept as %j', (cell, text) => expect(cleanText(cell)).toEqual({ text }));

  it.each([
    ['a\u0000b', 'TEXT_UNSAFE_CHARACTER'],
    ['a\ud800b', 'TEXT_UNSAFE_CHARACTER'],
    ['\udc00', 'TEXT_UNSAFE_CHARACTER'],
    ['Acme \u202eDTL', 'TEXT_UNSAFE_CHARACTER'],
    ['x'.repeat(501), 'TEXT_TOO_LONG'],
  ])('%j is refused', (cell, refusal) => expect(cleanText(cell)).toEqual({ refusal }));

  it('may have 500 characters', () => expect(cleanText('x'.repeat(500))).toEqual({ text: 'x'.repeat(500) }));
});
