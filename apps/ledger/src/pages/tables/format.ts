import { dayInWords, formatPence } from '@app/domain';
import { type ColumnKind } from './table';

/** What stands for a figure, a day or a time that cannot be known: never nought, never an empty place. */
export const NOT_KNOWN = 'not known';

// A screen reader says "minus" for the sign and often nothing for a hyphen, and a sign never breaks at the end of a line.
const MINUS = '\u2212';

/** Money as pages show it: `£1,234.56`, `−£0.05`, or "not known". */
export const money = (pence: number | bigint | null): string =>
  pence === null ? NOT_KNOWN : formatPence(pence).replace('-', MINUS);

/** A sentence of the domain as pages show it: the hyphen before its negative amounts is a minus sign, as in `money`. */
export const withMinusSigns = (sentence: string): string => sentence.replaceAll('-£', `${MINUS}£`);

/**
 * Money cut to what fits beside a shape, by the GOV.UK rules for tables and charts: `£1.25m` and `£394m` (three
 * figures), `£15,250` (whole pounds), `£7.25` and `7p`. The exact amount must stand nearby.
 */
export function briefMoney(pence: number): string {
  const size = Math.abs(pence);
  const sign = pence < 0 ? MINUS : '';
  if (size > 0 && size < 100) return `${sign}${size}p`;
  if (size < 100_00) return `${sign}${formatPence(size).replace(/\.00$/, '')}`;
  const pounds = Math.round(size / 100);
  const large = largeUnits.find(([least]) => pounds >= least);
  if (large === undefined) return `${sign}£${count(pounds)}`;
  return `${sign}£${Number((pounds / large[1]).toPrecision(3))}${large[2]}`;
}

// Each begins where three figures of the unit below would round up to a thousand of it.
const largeUnits: readonly (readonly [least: number, unit: number, word: string])[] = [
  [999_500_000_000, 1e12, 'tn'],
  [999_500_000, 1e9, 'bn'],
  [1_000_000, 1e6, 'm'],
];

/** A day as pages show it: `1 April 2024`, or "not known". What is no day is shown as it is. */
export const day = (date: string | null): string => (date === null ? NOT_KNOWN : dayInWords(date));

/**
 * A time as pages show it, by the clock in London: `25 November 2026 at 8:40:12pm`, or "not known". What is no time is
 * shown as it is. The time as given is exact: put it into `<time datetime>` beside these words.
 */
export function instant(iso: string | null): string {
  if (iso === null) return NOT_KNOWN;
  const wall = londonTime(iso);
  if (wall === undefined) return iso;
  const hours = wall.getUTCHours();
  const rest = [wall.getUTCMinutes(), wall.getUTCSeconds()].map((part) => `:${String(part).padStart(2, '0')}`).join('');
  return `${day(wall.toISOString().slice(0, 10))} at ${hours % 12 || 12}${rest}${hours < 12 ? 'am' : 'pm'}`;
}

const london = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

/** The clock in London at an instant, as the UTC fields of a date; undefined for what is no instant. Whole seconds. */
export function londonTime(iso: string): Date | undefined {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return undefined;
  const part = Object.fromEntries(london.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return new Date(Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second));
}

/** A number of things, or a measure, as pages show it: `1,234`, `−0.5`, or "not known". Text that is no number is shown as it is. */
export function count(value: number | string | null): string {
  if (value === null) return NOT_KNOWN;
  const parts = /^(-?)(\d+)(\.\d+)?$/.exec(String(value));
  if (parts === null) return String(value);
  const [, sign, whole, decimals = ''] = parts;
  return `${sign ? MINUS : ''}${whole!.replace(/\B(?=(\d{3})+$)/g, ',')}${decimals}`;
}

/**
 * A percentage as pages show it, given without its sign as everywhere in this ledger (12.5 is an eighth): `12.5%`, or
 * "not known". A number is rounded to two decimal places; text, which is exact, is not.
 */
export function percentage(value: number | string | null): string {
  if (value === null) return NOT_KNOWN;
  if (typeof value === 'string') return /^-?\d+(\.\d+)?$/.test(value) ? `${count(value)}%` : value;
  return `${count(Number(value.toFixed(2)))}%`;
}

/** The words that a page shows for a value of a column. Text in a column of figures, such as "Total", stays as it is. */
export function cellText(kind: ColumnKind, value: string | number | null): string {
  if (value === null) return NOT_KNOWN;
  switch (kind) {
    case 'text':
      return String(value);
    case 'money':
      return typeof value === 'number' ? money(value) : value;
    case 'count':
      return count(value);
    case 'percentage':
      return percentage(value);
    case 'day':
      return day(String(value));
    case 'instant':
      return instant(String(value));
  }
}
