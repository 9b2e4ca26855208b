import * as fc from 'fast-check';
import {
  dayInWords,
  monthOfPeriod,
  addDays,
  addMonths,
  daysBetween,
  financialYearFrom,
  financialYearOf,
  firstDayOf,
  firstDayOfPeriod,
  isFinancialYear,
  isIsoDate,
  lastDayOf,
  nextFinancialYear,
  periodOf,
  previousFinancialYear,
  startYearOf,
} from './dates';

const aDate = fc.integer({ min: 0, max: 109_480 }).map((days) => addDays('1900-04-01', days));

describe('a date', () => {
  it.each(['2024-02-29', '2000-02-29', '1900-01-01', '2199-12-31', '2025-04-30'])('%s exists', (date) => {
    expect(isIsoDate(date)).toBe(true);
  });

  it.each([
    '2023-02-29',
    '1900-02-29',
    '2025-04-31',
    '2025-13-01',
    '2025-00-10',
    '2025-01-00',
    '1899-12-31',
    '2200-01-01',
    '25-01-01',
    '2025-1-1',
    '2025-01-01T00:00:00Z',
    ' 2025-01-01',
    '2025-01-01\n',
    '２０２５-01-01',
    '',
  ])('%j does not', (date) => {
    expect(isIsoDate(date)).toBe(false);
  });

  it.each([undefined, null, 20250101, new Date(0), ['2025-01-01']])('%p is not even text', (date) => {
    expect(isIsoDate(date)).toBe(false);
  });

  it('moves by days across months, leap days and changes of the clock', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2024-03-30', 2)).toBe('2024-04-01');
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29');
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
    expect(daysBetween('2024-03-01', '2024-02-28')).toBe(-2);
  });

  it.each([
    ['2024-04-15', 3, '2024-07-15'],
    ['2024-12-01', 3, '2025-03-01'],
    ['2024-01-30', 1, '2024-02-29'],
    ['2025-01-29', 1, '2025-02-28'],
    ['2024-06-30', 6, '2024-12-31'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-28', 1, '2024-03-28'],
    ['2024-05-31', 0, '2024-05-31'],
  ])('%s moves by %d months to %s', (date, months, later) => {
    expect(addMonths(date, months)).toBe(later);
  });

  it('comes back by the days between, for any two dates', () => {
    fc.assert(fc.property(aDate, aDate, (from, to) => addDays(from, daysBetween(from, to)) === to));
  });
});

describe('a financial year', () => {
  it('begins on 1 April and ends on 31 March', () => {
    expect(financialYearOf('2025-03-31')).toBe('2024-25');
    expect(financialYearOf('2025-04-01')).toBe('2025-26');
    expect(firstDayOf('2024-25')).toBe('2024-04-01');
    expect(lastDayOf('2024-25')).toBe('2025-03-31');
  });

  it.each(['2024-25', '1999-00', '2009-10', '2099-00'])('%s is a label', (label) => {
    expect(isFinancialYear(label)).toBe(true);
  });

  it.each(['2024-26', '2024-24', '2024-99', '2024', '2024/25', '2024-2025', '24-25', '2024-25 ', 2024, undefined])(
    '%p is not',
    (label) => {
      expect(isFinancialYear(label)).toBe(false);
    },
  );

  it('follows another, over the turn of a century too', () => {
    expect(nextFinancialYear('1998-99')).toBe('1999-00');
    expect(nextFinancialYear('1999-00')).toBe('2000-01');
    expect(previousFinancialYear('2000-01')).toBe('1999-00');
    expect(financialYearFrom(2009)).toBe('2009-10');
    expect(startYearOf('1999-00')).toBe(1999);
  });

  it('holds each of its days once: its label is one, and the date lies between its first and last day', () => {
    fc.assert(
      fc.property(aDate, (date) => {
        const year = financialYearOf(date);
        return isFinancialYear(year) && firstDayOf(year) <= date && date <= lastDayOf(year);
      }),
    );
  });
});

describe('an accounting period', () => {
  it('is 1 in April, 9 in December, 10 in January and 12 in March', () => {
    expect(['2024-04-30', '2024-12-01', '2025-01-31', '2025-03-31'].map(periodOf)).toEqual([1, 9, 10, 12]);
  });

  it('begins on the first of its month', () => {
    expect([1, 9, 10, 12].map((period) => firstDayOfPeriod('2024-25', period))).toEqual([
      '2024-04-01',
      '2024-12-01',
      '2025-01-01',
      '2025-03-01',
    ]);
  });

  it('is the period of its own first day', () => {
    for (let period = 1; period <= 12; period += 1) expect(periodOf(firstDayOfPeriod('2031-32', period))).toBe(period);
  });
});

describe('dates in words', () => {
  it('tell a day as people write it, and what is no day as it stands', () => {
    expect([dayInWords('2013-04-01'), dayInWords('2024-12-31')]).toEqual(['1 April 2013', '31 December 2024']);
    expect([dayInWords('2023-02-29'), dayInWords('soon')]).toEqual(['2023-02-29', 'soon']);
  });

  it('tell the month of each accounting period, April first', () => {
    const months = [1, 9, 10, 12].map(monthOfPeriod);
    expect(months).toEqual(['April', 'December', 'January', 'March']);
  });
});
