import { addDays, type IsoDate } from './dates';

/**
 * Bank holidays that royal proclamation added to or moved in England and Wales (Banking and Financial Dealings Act 1971).
 * Extend by hand when one is proclaimed.
 */
const PROCLAIMED: Readonly<Record<number, { readonly added: readonly string[]; readonly dropped: readonly string[] }>> =
  {
    1995: { added: ['05-08'], dropped: ['05-01'] },
    1999: { added: ['12-31'], dropped: [] },
    2002: { added: ['06-03', '06-04'], dropped: ['05-27'] },
    2011: { added: ['04-29'], dropped: [] },
    2012: { added: ['06-04', '06-05'], dropped: ['05-28'] },
    2020: { added: ['05-08'], dropped: ['05-04'] },
    2022: { added: ['06-02', '06-03', '09-19'], dropped: ['05-30'] },
    2023: { added: ['05-08'], dropped: [] },
  };

const weekday = (date: IsoDate): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/** The first date on or after `date` that falls on `day` (0 Sunday to 6 Saturday). */
const onOrAfter = (date: IsoDate, day: number): IsoDate => addDays(date, (day - weekday(date) + 7) % 7);

/** Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher). */
function easterSunday(year: number): IsoDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const monthAndDay = h + l - 7 * m + 114;
  const month = String(Math.floor(monthAndDay / 31)).padStart(2, '0');
  return `${year}-${month}-${String((monthAndDay % 31) + 1).padStart(2, '0')}`;
}

const holidaysByYear = new Map<number, ReadonlySet<IsoDate>>();

/** The bank holidays of England and Wales in a calendar year, substitute days included. */
export function bankHolidays(year: number): ReadonlySet<IsoDate> {
  const known = holidaysByYear.get(year);
  if (known) return known;
  const newYear = `${year}-01-01`;
  const christmas = weekday(`${year}-12-25`);
  const easter = easterSunday(year);
  const days = new Set<IsoDate>([
    weekday(newYear) % 6 === 0 ? onOrAfter(newYear, 1) : newYear,
    addDays(easter, -2),
    addDays(easter, 1),
    onOrAfter(`${year}-05-01`, 1),
    onOrAfter(`${year}-05-25`, 1),
    onOrAfter(`${year}-08-25`, 1),
    // A weekend day moves to the next free weekday: 25 December first, then 26 December.
    christmas === 6 || christmas === 0 ? `${year}-12-27` : `${year}-12-25`,
    christmas === 5 || christmas === 6 ? `${year}-12-28` : `${year}-12-26`,
  ]);
  for (const day of PROCLAIMED[year]?.dropped ?? []) days.delete(`${year}-${day}`);
  for (const day of PROCLAIMED[year]?.added ?? []) days.add(`${year}-${day}`);
  holidaysByYear.set(year, days);
  return days;
}

/** True on Monday to Friday, bank holidays of England and Wales excepted. */
export const isWorkingDay = (date: IsoDate): boolean =>
  weekday(date) % 6 !== 0 && !bankHolidays(Number(date.slice(0, 4))).has(date);

/** The n-th working day on or after `date`; n from 1. */
export function nthWorkingDayFrom(date: IsoDate, n: number): IsoDate {
  let day = date;
  for (let left = n; ; day = addDays(day, 1)) {
    if (isWorkingDay(day)) left -= 1;
    if (left === 0) return day;
  }
}

/**
 * When a monthly cash instalment falls due: twelve working days into the month that follows receipt of the invoice
 * (INV-18; "Payment of Financial Contributions" clause).
 */
export function dueTwelveWorkingDaysIntoNextMonth(invoiceReceivedOn: IsoDate): IsoDate {
  const year = Number(invoiceReceivedOn.slice(0, 4));
  const month = Number(invoiceReceivedOn.slice(5, 7));
  const first = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
  return nthWorkingDayFrom(first, 12);
}
