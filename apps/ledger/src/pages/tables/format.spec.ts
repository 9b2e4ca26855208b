import { briefMoney, cellText, count, day, instant, londonTime, money, percentage, withMinusSigns } from './format';

describe('money on pages', () => {
  it.each([
    [1_234_56, '£1,234.56'],
    [0, '£0.00'],
    [-5, '−£0.05'],
    [-9_007_199_254_740_991, '−£90,071,992,547,409.91'],
    [90_071_992_547_409_910n, '£900,719,925,474,099.10'],
    [null, 'not known'],
  ])('%s pence is %s', (pence, words) => expect(money(pence)).toBe(words));

  it.each([
    [0, '£0'],
    [7, '7p'],
    [99, '99p'],
    [1_00, '£1'],
    [1_25, '£1.25'],
    [99_99, '£99.99'],
    [100_49, '£100'],
    [15_250_00, '£15,250'],
    [999_999_49, '£999,999'],
    [999_999_50, '£1m'],
    [1_200_000_00, '£1.2m'],
    [394_000_000_00, '£394m'],
    [999_600_000_00, '£1bn'],
    [-15_000_00, '−£15,000'],
    [2_150_000_000_00, '£2.15bn'],
    [9_007_199_254_740_991, '£90.1tn'],
  ])('%s pence is %s in brief', (pence, words) => expect(briefMoney(pence)).toBe(words));

  it('gives the sentences of the domain the same minus sign', () =>
    expect(withMinusSigns('From -£5.00 to £3.00, well-known')).toBe('From −£5.00 to £3.00, well-known'));
});

describe('days and times on pages', () => {
  it.each([
    ['2024-04-01', '1 April 2024'],
    ['2015-12-17', '17 December 2015'],
    ['soon', 'soon'],
    [null, 'not known'],
  ])('the day %s is %s', (date, words) => expect(day(date)).toBe(words));

  it.each([
    ['2026-11-25T20:40:12.123456Z', '25 November 2026 at 8:40:12pm'],
    ['2026-06-30T23:05:09.000Z', '1 July 2026 at 12:05:09am'],
    ['2026-06-30T11:00:00Z', '30 June 2026 at 12:00:00pm'],
    ['never', 'never'],
    [null, 'not known'],
  ])('the instant %s is %s', (iso, words) => expect(instant(iso)).toBe(words));

  it('keeps the clock of London as the fields of a date', () => {
    expect(londonTime('2026-06-30T23:05:09.999Z')?.toISOString()).toBe('2026-07-01T00:05:09.000Z');
    expect(londonTime('never')).toBeUndefined();
  });
});

describe('counts and percentages on pages', () => {
  it.each([
    [0, '0'],
    [1234567, '1,234,567'],
    [-1234.5, '−1,234.5'],
    ['12000.125', '12,000.125'],
    ['5/6', '5/6'],
    [null, 'not known'],
  ])('the count %s is %s', (value, words) => expect(count(value)).toBe(words));

  it.each([
    [12.5, '12.5%'],
    [33.333333, '33.33%'],
    [-0.001, '0%'],
    [-10, '−10%'],
    ['33.333333', '33.333333%'],
    ['', ''],
    [null, 'not known'],
  ])('the percentage %s is %s', (value, words) => expect(percentage(value)).toBe(words));
});

describe('a cell of a page', () => {
  it.each([
    ['money', -5, '−£0.05'],
    ['money', '', ''],
    ['money', null, 'not known'],
    ['text', 'Total', 'Total'],
    ['text', null, 'not known'],
    ['count', 1000, '1,000'],
    ['percentage', 40, '40%'],
    ['day', '2024-04-01', '1 April 2024'],
    ['day', '', ''],
    ['instant', '2026-11-25T20:40:12Z', '25 November 2026 at 8:40:12pm'],
  ] as const)('of kind %s with %s is shown as %s', (kind, value, words) => expect(cellText(kind, value)).toBe(words));
});
