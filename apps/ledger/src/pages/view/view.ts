import { isFinancialYear, isIsoDate } from '@app/domain';
import { choosable, type Choosable, type ReportQuery } from '@app/read-models';
import { type FieldError } from '../rendering/field-error';
import { readDay } from './typed-day';

/** What an address says about what a page shows: to what it is narrowed, and the two times. */
export interface ViewRead {
  readonly view: ReportQuery;
  readonly errors: readonly FieldError[];
  /** True when the form was sent: the address then becomes the plain one of this view. */
  readonly isFromForm: boolean;
}

type Values = Readonly<Record<string, unknown>>;

const INSTANT = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?Z$/;
/** True for a day or an instant in recorded time. */
export const isKnownAt = (text: string): boolean => isIsoDate(text) || isIsoDate(INSTANT.exec(text)?.[1]);

const TEXT_MAX = 200;

/** Reads the query of an address, as links and the form of a view write it. */
export function readView(values: Values): ViewRead {
  const errors: FieldError[] = [];
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, TEXT_MAX) : undefined;
  };
  const isFromForm = 'asAt-day' in values;
  const dayOf = (field: string, label: string): string | undefined => {
    const read = readDay(field, label, values);
    if (read.error) errors.push(read.error);
    return read.day;
  };
  const financialYear = text('financialYear');
  if (financialYear !== undefined && !isFinancialYear(financialYear)) {
    errors.push({ text: 'Year must be a financial year, such as 2024-25', href: '#financialYear' });
  }
  const asAt = isFromForm ? dayOf('asAt', 'As at') : text('asAt');
  if (!isFromForm && asAt !== undefined && !isIsoDate(asAt)) {
    errors.push({ text: 'As at must be a real date, such as 27 3 2024', href: '#asAt-day' });
  }
  const asKnownAt = isFromForm ? knownAt(values, dayOf('asKnownAt', 'As known at')) : text('asKnownAt');
  if (asKnownAt !== undefined && !isKnownAt(asKnownAt)) {
    errors.push({ text: 'As known at must be a real date, such as 27 3 2024', href: '#asKnownAt-day' });
  }
  const named = Object.fromEntries((Object.keys(choosable) as Choosable[]).map((name) => [name, text(name)]));
  return { view: { ...named, financialYear, asAt, asKnownAt }, errors, isFromForm };
}

/** An exact instant stays when the form still shows its day: only a person who changed the day means another time. */
function knownAt(values: Values, day: string | undefined): string | undefined {
  const exact = values['asKnownAtExact'];
  return typeof exact === 'string' && isKnownAt(exact) && exact.slice(0, 10) === day ? exact : day;
}
