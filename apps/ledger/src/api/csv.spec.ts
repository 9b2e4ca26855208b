import { harmless, toCsv } from './csv';

describe('text that goes to a spreadsheet', () => {
  it.each(['=1+1', '+44 161', '-2+3', '@SUM(A1)', '\tx', '\rx', '\nx', ' =1+1', '＝1+1', '＠x'])(
    '%j would run or move, so an apostrophe stands before it',
    (text) => expect(harmless(text)).toBe(`'${text}`),
  );

  it.each(['', 'Trafford Council', '1-2', 'a=b', '£5', "O'Neill"])('%j stays as it is', (text) =>
    expect(harmless(text)).toBe(text),
  );

  it('leaves figures figures', () =>
    expect(toCsv([{ name: '=1', pence: -5, sure: true }], ['name', 'pence', 'sure'])).toBe(
      "name,pence,sure\r\n'=1,-5,true\r\n",
    ));
});
