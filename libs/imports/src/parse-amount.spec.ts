import fc from 'fast-check';
import { parseAmount } from './parse-amount';

describe('an amount is read to the penny', () => {
  it.each([
    ['1234.56', 1234_56],
    ['1,234.56', 1234_56],
    ['£1,234.56', 1234_56],
    ['£ 1,234', 1234_00],
    [' 1234 ', 1234_00],
    ['1234.5', 1234_50],
    ['.50', 50],
    ['1,234.56 ', 1234_56],
    ['\u00a01,234.56\u00a0', 1234_56],
    ['£\u00a01,234.56', 1234_56],
    ['GBP 12.00', 12_00],
    ['12.00 GBP', 12_00],
    ['+12.00', 12_00],
    ['="1,234.56"', 1234_56],
    ["'1234.56", 1234_56],
    ['1234.5600', 1234_56],
    ['12,345,678.90', 12345678_90],
    ['Â£12.00', 12_00],
    ['œ12.00', 12_00],
    ['1,000,000,000,000.00', 1_000_000_000_000_00],
  ])('%j', (cell, pence) => expect(parseAmount(cell)).toBe(pence));

  it.each([
    '-1,234.56',
    '(1,234.56)',
    '1,234.56-',
    '-£1,234.56',
    '£-1,234.56',
    '(£1,234.56)',
    '−1234.56',
    '–1234.56',
    '- 1,234.56',
  ])('%j is a credit', (cell) => expect(parseAmount(cell)).toBe(-1234_56));

  it.each(['0', '0.00', '-0.00', '£0', '(0.00)', '00'])('%j is zero, and never minus zero', (cell) =>
    expect(parseAmount(cell)).toBe(0),
  );
});

describe('what is not exactly an amount is refused', () => {
  it.each([
    ['', 'AMOUNT_MISSING'],
    ['-', 'AMOUNT_MISSING'],
    [' £-   ', 'AMOUNT_MISSING'],
    ['Nil', 'AMOUNT_MISSING'],
    ['n/a', 'AMOUNT_MISSING'],
    ['1.2345E+05', 'AMOUNT_SCIENTIFIC'],
    ['1.005', 'AMOUNT_NOT_EXACT'],
    ['43266.685', 'AMOUNT_NOT_EXACT'],
    ['1,23,4', 'AMOUNT_BADLY_GROUPED'],
    ['1234,567.00', 'AMOUNT_BADLY_GROUPED'],
    ['1,2345', 'AMOUNT_BADLY_GROUPED'],
    ['1 234.56', 'AMOUNT_BADLY_GROUPED'],
    ['1.234,56', 'AMOUNT_EUROPEAN'],
    ['1234,56', 'AMOUNT_EUROPEAN'],
    ['1.234.567', 'AMOUNT_EUROPEAN'],
    ['$1,234.56', 'AMOUNT_FOREIGN_CURRENCY'],
    ['€5', 'AMOUNT_FOREIGN_CURRENCY'],
    ['12.00 EUR', 'AMOUNT_FOREIGN_CURRENCY'],
    ['=SUM(H2:H9)', 'AMOUNT_FORMULA'],
    ['+A1', 'AMOUNT_FORMULA'],
    ['@A1', 'AMOUNT_FORMULA'],
    ['#REF!', 'AMOUNT_SPREADSHEET_ERROR'],
    ['########', 'AMOUNT_SPREADSHEET_ERROR'],
    ['(-1.00)', 'AMOUNT_SIGN_UNCLEAR'],
    ['--1.00', 'AMOUNT_SIGN_UNCLEAR'],
    ['(1.00', 'AMOUNT_SIGN_UNCLEAR'],
    ['-1.00-', 'AMOUNT_SIGN_UNCLEAR'],
    ['1,000,000,000,000.01', 'AMOUNT_TOO_LARGE'],
    ['99999999999999999999', 'AMOUNT_TOO_LARGE'],
    ['1.2m', 'AMOUNT_NOT_A_NUMBER'],
    ['12.', 'AMOUNT_NOT_A_NUMBER'],
    ['.', 'AMOUNT_NOT_A_NUMBER'],
    ['0x10', 'AMOUNT_NOT_A_NUMBER'],
    ['Infinity', 'AMOUNT_NOT_A_NUMBER'],
    ['１２', 'AMOUNT_NOT_A_NUMBER'],
    ['Revenue', 'AMOUNT_NOT_A_NUMBER'],
  ])('%j: %s', (cell, refusal) => expect(parseAmount(cell)).toBe(refusal));

  it('a hostile cell is refused at once', () => {
    const started = performance.now();
    expect(parseAmount(`1${' '.repeat(200_000)}x`)).toBe('AMOUNT_NOT_A_NUMBER');
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe('units', () => {
  it.each([
    ['448', 'millions', 448_000_000_00],
    ['0.00000001', 'millions', 1],
    ['0.000000001', 'millions', 'AMOUNT_NOT_EXACT'],
    ['13,410.488', 'thousands', 13_410_488_00],
    ['150', 'pence', 150],
    ['1.5', 'pence', 'AMOUNT_NOT_EXACT'],
    ['1.5', 'billions', 1_500_000_000_00],
  ] as const)('%j in %s', (cell, unit, pence) => expect(parseAmount(cell, unit)).toBe(pence));
});

describe('properties', () => {
  const pence = fc.bigInt({ min: 1n, max: 100_000_000_000_000n });
  const written = (value: bigint, grouped: boolean) => {
    const digits = value.toString().padStart(3, '0');
    const pounds = digits.slice(0, -2);
    return `${grouped ? pounds.replace(/\B(?=(\d{3})+$)/g, ',') : pounds}.${digits.slice(-2)}`;
  };
  const styles: ((text: string) => [string, 1 | -1])[] = [
    (text) => [text, 1],
    (text) => [`£${text}`, 1],
    (text) => [` ${text} `, 1],
    (text) => [`${text}000`, 1],
    (text) => [`-${text}`, -1],
    (text) => [`(${text})`, -1],
    (text) => [`${text}-`, -1],
    (text) => [`(£${text})`, -1],
  ];

  it('what is written in any accepted style is read back to the penny', () => {
    fc.assert(
      fc.property(pence, fc.boolean(), fc.constantFrom(...styles), (value, grouped, style) => {
        const [cell, sign] = style(written(value, grouped));
        expect(parseAmount(cell)).toBe(sign * Number(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('whatever is accepted names exactly the digits of the cell', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'0123456789,.-+()£ eE='.split('')), maxLength: 14 });
    fc.assert(
      fc.property(cell, (text) => {
        const amount = parseAmount(text);
        if (typeof amount === 'string') return;
        expect(Number.isSafeInteger(amount)).toBe(true);
        const [whole = '', fraction = ''] = text.replace(/[^\d.]/g, '').split('.');
        expect(BigInt(Math.abs(amount)) * 10n ** 20n).toBe(BigInt((whole || '0') + fraction.padEnd(22, '0')));
      }),
      { numRuns: 20_000 },
    );
  });
});
