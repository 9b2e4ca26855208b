import { moneyTyped, readMoney } from './read-money';

test.each([
  ['0', 0],
  ['1', 1_00],
  ['1.5', 1_50],
  ['1.05', 1_05],
  ['1234.56', 1_234_56],
  ['1,234.56', 1_234_56],
  ['£1,234,567.89', 1_234_567_89],
  ['£ 7', 7_00],
  ['  12.30  ', 12_30],
  ['\u00a012.30', 12_30],
  ['0012', 12_00],
  ['0.29', 29],
  ['999999999999999', 99_999_999_999_999_900],
])('the amount %j is read by its digits', (typed, pence) => {
  expect(readMoney(typed)).toBe(pence);
});

test.each([
  '',
  ' ',
  '£',
  '.',
  '-1',
  '−1',
  '+1',
  '1.234',
  '1.',
  '.5',
  '1,23',
  '12,34.00',
  '1234,567',
  '1 234',
  '1e3',
  '0x10',
  '5k',
  '١٢',
  '1.2.3',
  '$1',
  'a hundred',
  '1'.repeat(16),
  '1\n2',
])('%j is no amount', (typed) => {
  expect(readMoney(typed)).toBeUndefined();
});

test.each([
  [0, '0.00'],
  [5, '0.05'],
  [1_234_56, '1234.56'],
])('%d pence are shown again as %s, and read back', (pence, typed) => {
  expect(moneyTyped(pence)).toBe(typed);
  expect(readMoney(typed)).toBe(pence);
});
