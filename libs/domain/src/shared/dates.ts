/** A calendar date, `yyyy-mm-dd`. Dates of this form compare as text. */
export type IsoDate = string;

/** A financial year of British public bodies, 1 April to 31 March, as `2024-25`. */
export type FinancialYear = string;

const DAY_MS = 86_400_000;

/** The last day that anything can be dated. */
export const LAST_DATE: IsoDate = '2199-12-31';

/** True for a date that exists, between 1900 and 2199. */
export function isIsoDate(text: unknown): text is IsoDate {
  if (typeof text !== 'string' || !/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

/** True for a label such as `2024-25` whose second year follows its first. */
export function isFinancialYear(text: unknown): text is FinancialYear {
  if (typeof text !== 'string' || !/^(19|20|21)\d\d-\d\d$/.test(text)) return false;
  return (Number(text.slice(0, 4)) + 1) % 100 === Number(text.slice(5));
}

/** The financial year that starts on 1 April of `startYear`. */
export function financialYearFrom(startYear: number): FinancialYear {
  return `${startYear}-${String((startYear + 1) % 100).padStart(2, '0')}`;
}

/** The calendar year in which a financial year starts. */
export const startYearOf = (year: FinancialYear): number => Number(year.slice(0, 4));

/** The financial year that a date falls in. */
export function financialYearOf(date: IsoDate): FinancialYear {
  const year = Number(date.slice(0, 4));
  return financialYearFrom(date.slice(5) >= '04-01' ? year : year - 1);
}

/** The year after. */
export const nextFinancialYear = (year: FinancialYear): FinancialYear => financialYearFrom(startYearOf(year) + 1);

/** The year before. */
export const previousFinancialYear = (year: FinancialYear): FinancialYear => financialYearFrom(startYearOf(year) - 1);

/** 1 April. */
export const firstDayOf = (year: FinancialYear): IsoDate => `${startYearOf(year)}-04-01`;

/** 31 March. */
export const lastDayOf = (year: FinancialYear): IsoDate => `${startYearOf(year) + 1}-03-31`;

/** The accounting period of a date within its financial year: 1 for April, 12 for March. */
export const periodOf = (date: IsoDate): number => ((Number(date.slice(5, 7)) + 8) % 12) + 1;

/** The first day of an accounting period. */
export function firstDayOfPeriod(year: FinancialYear, period: number): IsoDate {
  const month = ((period + 2) % 12) + 1;
  const calendarYear = startYearOf(year) + (month < 4 ? 1 : 0);
  return `${calendarYear}-${String(month).padStart(2, '0')}-01`;
}

/** The date so many days later (earlier when negative). */
export const addDays = (date: IsoDate, days: number): IsoDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/**
 * The same day so many months later. A month that is too short has it on its last day, and the last day of a month stays
 * the last.
 */
export function addMonths(date: IsoDate, months: number): IsoDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const lastOf = (after: number): IsoDate => new Date(Date.UTC(year, month + after, 0)).toISOString().slice(0, 10);
  const last = lastOf(months);
  if (date === lastOf(0) || day > Number(last.slice(8))) return last;
  return `${last.slice(0, 8)}${date.slice(8)}`;
}

/** Days from one date to another; negative when the second is earlier. */
export const daysBetween = (from: IsoDate, to: IsoDate): number =>
  (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** For people: `1 April 2013`. What is no date is told as it is written. */
export function dayInWords(date: string): string {
  if (!isIsoDate(date)) return date;
  return `${Number(date.slice(8))} ${MONTHS[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;
}

/** For people: the month of an accounting period, `April` for 1. */
export const monthOfPeriod = (period: number): string => MONTHS[(period + 2) % 12]!;
