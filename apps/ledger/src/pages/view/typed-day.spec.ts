import { dayTyped, readDay, typedDay } from './typed-day';

const typed = (day: string, month: string, year: string) => ({ 'on-day': day, 'on-month': month, 'on-year': year });

test.each([
  [typed('27', '3', '2024'), '2024-03-27'],
  [typed(' 7 ', '03', '2024'), '2024-03-07'],
  [typed('29', '2', '2024'), '2024-02-29'],
  [typed('1', 'April', '2024'), '2024-04-01'],
  [typed('1', 'sept', '2024'), '2024-09-01'],
  [typed('1', 'JAN', '2024'), '2024-01-01'],
])('%j is a day', (values, day) => {
  expect(readDay('on', 'Date', values)).toEqual({ day });
});

test.each([
  typed('29', '2', '2023'),
  typed('31', '4', '2024'),
  typed('0', '1', '2024'),
  typed('1', '13', '2024'),
  typed('1', '1', '24'),
  typed('1', '1', '02024'),
  typed('1', 'marzipan', '2024'),
  typed('1', 'ma', '2024'),
  typed('1.5', '1', '2024'),
  typed('-1', '1', '2024'),
  typed('१', '1', '2024'),
])('%j is no real day', (values) => {
  expect(readDay('on', 'Date', values)).toEqual({
    error: { text: 'Date must be a real date, such as 27 3 2024', href: '#on-day' },
  });
});

test.each([
  [typed('', '3', '2024'), 'Date must include a day', '#on-day'],
  [typed('27', '', '2024'), 'Date must include a month', '#on-month'],
  [typed('27', '3', ''), 'Date must include a year', '#on-year'],
  [typed('27', '', ''), 'Date must include a month and a year', '#on-month'],
])('%j says which part is missing', (values, text, href) => {
  expect(readDay('on', 'Date', values)).toEqual({ error: { text, href } });
});

test('nothing typed is no day and no error, and what is no text is nothing', () => {
  expect(readDay('on', 'Date', {})).toEqual({});
  expect(readDay('on', 'Date', typed(' ', '', ''))).toEqual({});
  expect(readDay('on', 'Date', { 'on-day': ['1', '2'], 'on-month': 3, 'on-year': null })).toEqual({});
});

test('what was typed is shown again as it was, cut where it is longer than any day', () => {
  expect(typedDay('on', typed('99', 'Brumaire', '2'.repeat(500)))).toEqual({
    day: '99',
    month: 'Brumaire',
    year: '2'.repeat(20),
  });
  expect(dayTyped('2024-03-07')).toEqual({ day: '7', month: '3', year: '2024' });
  expect(dayTyped(undefined)).toEqual({ day: '', month: '', year: '' });
});
