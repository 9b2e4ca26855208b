import { type DateFormat } from './mapping';

/** Why a cell is no date. */
export type DateRefusal =
  | 'DATE_MISSING'
  | 'DATE_FORMULA'
  | 'DATE_SPREADSHEET_ERROR'
  | 'DATE_AMBIGUOUS'
  | 'DATE_MONTH_FIRST'
  | 'DATE_DAY_FIRST'
  | 'DATE_NOT_REAL'
  | 'DATE_OUT_OF_RANGE'
  | 'DATE_MONTH_ONLY'
  | 'DATE_EXCEL_SERIAL'
  | 'DATE_HAS_ZONE'
  | 'DATE_UNREADABLE';

/** What a cell says: an ISO date (`2024-04-03`) or why it says none. */
export interface DateReading {
  readonly date?: string;
  readonly refusal?: DateRefusal;
  /** The cell would also be a real date in the other order; only the declared order decided. */
  readonly readableBothWays?: boolean;
}

/** The calendar years that a published file can be about; outside them a typing error is certain. */
const YEAR_MIN = 1980;
const YEAR_MAX = 2100;
/** Two-digit years: 80 to 99 are the last century, all others this one. */
const CENTURY_TURNS_AT = 80;
/** Files repeat their few hundred dates by the thousand. */
const REMEMBERED_MAX = 5_000;

/** No date needs more; it also bounds what the expressions below can be made to try. */
const CELL_CHARACTERS_MAX = 60;

const TIME = /[ T]+\d{1,2}[:.]\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const MIDNIGHT = /[ T]+(?:0{1,2}[:.]00(?::00(?:\.0+)?)?|12[:.]00(?::00)?\s*am)\s*(?:Z|[+-]\d{2}:?\d{2})?$/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const FULL_MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/**
 * A reader of one column's dates. Without declared formats a date with two readings is refused, not guessed; with a
 * declared order a date that exists only in the other order is refused.
 */
export function dateReader(formats: readonly DateFormat[] = []): (cell: string) => DateReading {
  const declared = new Set(formats);
  const remembered = new Map<string, DateReading>();
  return (cell) => {
    let reading = remembered.get(cell);
    if (reading === undefined) {
      reading = readDate(cell, declared);
      if (remembered.size < REMEMBERED_MAX) remembered.set(cell, reading);
    }
    return reading;
  };
}

function readDate(cell: string, declared: ReadonlySet<DateFormat>): DateReading {
  if (cell.length > CELL_CHARACTERS_MAX && cell.trim().length > CELL_CHARACTERS_MAX)
    return { refusal: 'DATE_UNREADABLE' };
  let text = cell
    .trim()
    .replace(/^="(.*)"$/s, '$1')
    .trim();
  text = text.replace(/^'['\s]*(?=[\d=+@-])/, '');
  if (text === '' || /^(-+|nil|n\/?a|none|null|tbc|unknown)$/i.test(text)) return { refusal: 'DATE_MISSING' };
  if (/^[=@+]/.test(text)) return { refusal: 'DATE_FORMULA' };
  if (text.startsWith('#')) return { refusal: 'DATE_SPREADSHEET_ERROR' };
  const time = TIME.exec(text);
  if (time) {
    // 23:00Z on one day is midnight of the next in British summer: which day was meant cannot be told.
    if (time[1] !== undefined && !MIDNIGHT.test(text)) return { refusal: 'DATE_HAS_ZONE' };
    text = text.slice(0, time.index).trim();
  }
  return (
    readIso(text) ??
    readNumeric(text, declared) ??
    readNamedMonth(text) ??
    readCompact(text, declared) ??
    readMonthOnly(text, declared) ?? { refusal: 'DATE_UNREADABLE' }
  );
}

function readIso(text: string): DateReading | undefined {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  return iso ? real(Number(iso[1]), Number(iso[2]), Number(iso[3])) : undefined;
}

function readNumeric(text: string, declared: ReadonlySet<DateFormat>): DateReading | undefined {
  const numeric = /^(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})$/.exec(text);
  if (!numeric) return undefined;
  const [first, second] = [Number(numeric[1]), Number(numeric[3])];
  const written = numeric[4] ?? '';
  const year = fullYear(written);
  const long = written.length === 4;
  const dayFirst = declared.has(long ? 'dd/mm/yyyy' : 'dd/mm/yy');
  const monthFirst = declared.has(long ? 'mm/dd/yyyy' : 'mm/dd/yy');
  const asDayFirst = real(year, second, first);
  const asMonthFirst = real(year, first, second);
  if (dayFirst) {
    if (asDayFirst.date === undefined)
      return asMonthFirst.date === undefined ? asDayFirst : { refusal: 'DATE_MONTH_FIRST' };
    return { ...asDayFirst, readableBothWays: first !== second && asMonthFirst.date !== undefined };
  }
  if (monthFirst) {
    if (asMonthFirst.date === undefined)
      return asDayFirst.date === undefined ? asMonthFirst : { refusal: 'DATE_DAY_FIRST' };
    return { ...asMonthFirst, readableBothWays: first !== second && asDayFirst.date !== undefined };
  }
  // 25/03/13 could even be the 13th of March 2025: without a declaration a short year has too many readings.
  if (!long) return { refusal: 'DATE_AMBIGUOUS' };
  if (asDayFirst.date === undefined)
    return asMonthFirst.date === undefined ? asDayFirst : { refusal: 'DATE_MONTH_FIRST' };
  return asMonthFirst.date === undefined || first === second ? asDayFirst : { refusal: 'DATE_AMBIGUOUS' };
}

function readNamedMonth(text: string): DateReading | undefined {
  const named =
    /^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[-/. ]*([a-z]{3,9})[-/., ]*(\d{4}|\d{2})$/i.exec(
      text,
    );
  if (!named) return undefined;
  const month = monthNamed(named[2] ?? '');
  return month === undefined ? undefined : real(fullYear(named[3] ?? ''), month, Number(named[1]));
}

function readCompact(text: string, declared: ReadonlySet<DateFormat>): DateReading | undefined {
  if (/^\d{5}(\.\d+)?$/.test(text)) {
    if (!declared.has('excel-serial')) return { refusal: 'DATE_EXCEL_SERIAL' };
    // Excel counts days from 30 December 1899 (its 1900 leap-year error lies before any date that we accept).
    const date = new Date(Date.UTC(1899, 11, 30) + Number(text.slice(0, 5)) * 86_400_000);
    return real(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
  }
  if (!/^\d{8}$/.test(text)) return undefined;
  const number = (from: number, to: number) => Number(text.slice(from, to));
  const yearFirst = declared.has('yyyymmdd') ? real(number(0, 4), number(4, 6), number(6, 8)) : undefined;
  const yearLast = declared.has('ddmmyyyy') ? real(number(4, 8), number(2, 4), number(0, 2)) : undefined;
  if (!yearFirst && !yearLast) return { refusal: 'DATE_AMBIGUOUS' };
  if (yearFirst?.date !== undefined && yearLast?.date !== undefined) return { refusal: 'DATE_AMBIGUOUS' };
  return yearFirst?.date !== undefined ? yearFirst : (yearLast ?? yearFirst);
}

function readMonthOnly(text: string, declared: ReadonlySet<DateFormat>): DateReading | undefined {
  const named = /^([a-z]{3,9})[-/. ']*(\d{4}|\d{2})$/i.exec(text);
  const month = named ? monthNamed(named[1] ?? '') : undefined;
  const numeric = /^(\d{1,2})[-/](\d{4})$/.exec(text) ?? undefined;
  if (month === undefined && !numeric) return undefined;
  if (!declared.has('month-end')) return { refusal: 'DATE_MONTH_ONLY' };
  const year = fullYear((numeric ?? named)?.[2] ?? '');
  const number = month ?? Number(numeric?.[1]);
  return real(year, number, daysIn(year, number));
}

function monthNamed(name: string): number | undefined {
  const lower = name.toLowerCase();
  const index = lower === 'sept' ? 8 : Math.max(MONTHS.indexOf(lower), FULL_MONTHS.indexOf(lower));
  return index === -1 ? undefined : index + 1;
}

function fullYear(written: string): number {
  if (written.length !== 2) return Number(written);
  return Number(written) + (Number(written) >= CENTURY_TURNS_AT ? 1900 : 2000);
}

function real(year: number, month: number, day: number): DateReading {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return { refusal: 'DATE_NOT_REAL' };
  if (year < YEAR_MIN || year > YEAR_MAX) return { refusal: 'DATE_OUT_OF_RANGE' };
  return { date: `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` };
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const daysIn = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
