import { bankHolidays, dueTwelveWorkingDaysIntoNextMonth, isWorkingDay, nthWorkingDayFrom } from './working-days';

// As published on gov.uk/bank-holidays for England and Wales.
const published: Readonly<Record<number, readonly string[]>> = {
  1995: ['01-02', '04-14', '04-17', '05-08', '05-29', '08-28', '12-25', '12-26'],
  2012: ['01-02', '04-06', '04-09', '05-07', '06-04', '06-05', '08-27', '12-25', '12-26'],
  2015: ['01-01', '04-03', '04-06', '05-04', '05-25', '08-31', '12-25', '12-28'],
  2016: ['01-01', '03-25', '03-28', '05-02', '05-30', '08-29', '12-26', '12-27'],
  2019: ['01-01', '04-19', '04-22', '05-06', '05-27', '08-26', '12-25', '12-26'],
  2020: ['01-01', '04-10', '04-13', '05-08', '05-25', '08-31', '12-25', '12-28'],
  2021: ['01-01', '04-02', '04-05', '05-03', '05-31', '08-30', '12-27', '12-28'],
  2022: ['01-03', '04-15', '04-18', '05-02', '06-02', '06-03', '08-29', '09-19', '12-26', '12-27'],
  2023: ['01-02', '04-07', '04-10', '05-01', '05-08', '05-29', '08-28', '12-25', '12-26'],
  2024: ['01-01', '03-29', '04-01', '05-06', '05-27', '08-26', '12-25', '12-26'],
  2025: ['01-01', '04-18', '04-21', '05-05', '05-26', '08-25', '12-25', '12-26'],
  2026: ['01-01', '04-03', '04-06', '05-04', '05-25', '08-31', '12-25', '12-28'],
  2027: ['01-01', '03-26', '03-29', '05-03', '05-31', '08-30', '12-27', '12-28'],
};

describe('bank holidays of England and Wales', () => {
  it.each(Object.entries(published))('%s is as it was published', (year, days) => {
    expect([...bankHolidays(Number(year))].sort()).toEqual(days.map((day) => `${year}-${day}`));
  });

  it('knows the proclaimed ones: the millennium, two jubilees and two royal occasions', () => {
    expect(bankHolidays(1999).has('1999-12-31')).toBe(true);
    expect(bankHolidays(2002).has('2002-06-03') && bankHolidays(2002).has('2002-06-04')).toBe(true);
    expect(bankHolidays(2002).has('2002-05-27')).toBe(false);
    expect(bankHolidays(2011).has('2011-04-29')).toBe(true);
  });
});

describe('a working day', () => {
  it.each(['2024-12-25', '2024-12-28', '2024-12-29', '2022-09-19'])('is not %s', (day) => {
    expect(isWorkingDay(day)).toBe(false);
  });

  it.each(['2024-12-24', '2024-12-27', '2020-05-04', '2022-05-30'])('is %s', (day) => {
    expect(isWorkingDay(day)).toBe(true);
  });

  it('is counted from the day itself when that is one', () => {
    expect(nthWorkingDayFrom('2024-12-24', 1)).toBe('2024-12-24');
    expect(nthWorkingDayFrom('2024-12-25', 1)).toBe('2024-12-27');
    expect(nthWorkingDayFrom('2024-12-24', 2)).toBe('2024-12-27');
  });
});

describe('a monthly instalment that was invoiced', () => {
  it('INV-18 falls due twelve working days into the next month', () => {
    expect(dueTwelveWorkingDaysIntoNextMonth('2024-09-17')).toBe('2024-10-16');
  });

  it('INV-18 skips Easter: an invoice of March 2024 is due on 17 April', () => {
    expect(dueTwelveWorkingDaysIntoNextMonth('2024-03-31')).toBe('2024-04-17');
  });

  it('INV-18 turns the year: an invoice of December 2025 is due on 19 January', () => {
    expect(dueTwelveWorkingDaysIntoNextMonth('2025-12-01')).toBe('2026-01-19');
  });

  it('INV-18 is due the same day whenever in the month the invoice came', () => {
    expect(dueTwelveWorkingDaysIntoNextMonth('2024-01-31')).toBe(dueTwelveWorkingDaysIntoNextMonth('2024-01-01'));
  });
});
