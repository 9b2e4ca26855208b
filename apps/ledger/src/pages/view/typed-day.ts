import { isIsoDate } from '@app/domain';
import { type FieldError } from '../rendering/field-error';

/** A day as a person typed it into three fields. */
export interface TypedDay {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

/** What a form says of a day: the day, nothing, or what is wrong with it. */
export type DayRead =
  { readonly day: string; readonly error?: undefined } | { readonly day?: undefined; readonly error?: FieldError };

const MONTHS = [
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
/** A month is known by the first letters of its name, from here on. */
const MONTH_LETTERS_MIN = 3;

/** Reads the three fields of a day, `<field>-day`, `-month`, `-year`; a month may be its name. */
export function readDay(field: string, label: string, values: Readonly<Record<string, unknown>>): DayRead {
  const typed = typedDay(field, values);
  const parts = [typed.day, typed.month, typed.year];
  if (parts.every((part) => part === '')) return {};
  const missing = (['day', 'month', 'year'] as const).filter((part) => typed[part] === '');
  if (missing.length > 0) {
    return { error: { text: `${label} must include a ${missing.join(' and a ')}`, href: `#${field}-${missing[0]}` } };
  }
  const letters = typed.month.toLowerCase();
  const named = letters.length < MONTH_LETTERS_MIN ? 0 : MONTHS.findIndex((name) => name.startsWith(letters)) + 1;
  const month = named > 0 ? String(named) : typed.month;
  const iso = `${typed.year}-${month.padStart(2, '0')}-${typed.day.padStart(2, '0')}`;
  if (isIsoDate(iso)) return { day: iso };
  return { error: { text: `${label} must be a real date, such as 27 3 2024`, href: `#${field}-day` } };
}

/** The three fields as they were typed, for showing them again. */
export function typedDay(field: string, values: Readonly<Record<string, unknown>>): TypedDay {
  const part = (name: string): string => {
    const value = values[`${field}-${name}`];
    return typeof value === 'string' ? value.trim().slice(0, 20) : '';
  };
  return { day: part('day'), month: part('month'), year: part('year') };
}

/** A day as the three fields show it. */
export function dayTyped(iso: string | undefined): TypedDay {
  if (iso === undefined) return { day: '', month: '', year: '' };
  return { day: String(Number(iso.slice(8, 10))), month: String(Number(iso.slice(5, 7))), year: iso.slice(0, 4) };
}
