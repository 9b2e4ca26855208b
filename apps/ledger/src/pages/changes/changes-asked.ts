import { type ChangingReport, changingReports, endOfKnown } from '@app/read-models';
import { errorMessage, type FieldError } from '../rendering/field-error';
import { addressOf } from '../rendering/addresses';
import { dayTyped, readDay, type TypedDay, typedDay } from '../view/typed-day';
import { isKnownAt } from '../view/view';

/** What people call a report whose figures may change. */
export const reportWords: Readonly<Record<ChangingReport, string>> = {
  'who-paid-in': 'Who paid in',
  'who-gained': 'Who gained',
  'fund-statement': 'Fund statement',
  'contribution-ageing': 'Which contributions are late',
};

/** One of the two times, as the form takes and shows it. */
export interface TimeAsked {
  /** A day or an instant; undefined when it is left open. */
  readonly at?: string;
  readonly typed: TypedDay;
  /** The instant that a link gave, kept while its day stays in the form. */
  readonly exact?: string;
  readonly error?: { readonly text: string };
}

/** What an address asks about beside the view. */
export interface ChangesAsked {
  readonly report: ChangingReport;
  readonly from: TimeAsked;
  readonly to: TimeAsked;
  readonly errors: readonly FieldError[];
  /** The plain values of what the form asked for; undefined when no form was sent. */
  readonly plain?: Readonly<Record<string, string | undefined>>;
}

/** Reads which report is asked about, and the two times. A time as known that comes from a report is the earlier one. */
export function readChangesAsked(query: unknown): ChangesAsked {
  const values = query as Readonly<Record<string, unknown>>;
  const isFromForm = 'knownFrom-day' in values;
  const errors: FieldError[] = [];
  const report = changingReports.find((each) => each === values['report']) ?? 'who-paid-in';
  const { asKnownAt } = values;
  const earlier = values['knownFrom'] ?? (isFromForm ? undefined : asKnownAt);
  const from = readTime('knownFrom', 'The earlier time', { ...values, knownFrom: earlier }, isFromForm, errors);
  const to = readTime('knownTo', 'The later time', values, isFromForm, errors);
  if (from.at !== undefined && to.at !== undefined && endOfKnown(to.at) < endOfKnown(from.at)) {
    errors.push({ text: 'The later time must be after the earlier time', href: '#knownTo-day' });
  }
  return {
    report,
    from: { ...from, error: errorMessage(errors, 'knownFrom') },
    to: { ...to, error: errorMessage(errors, 'knownTo') },
    errors,
    plain: isFromForm ? { report, knownFrom: from.at, knownTo: to.at } : undefined,
  };
}

function readTime(
  field: 'knownFrom' | 'knownTo',
  label: string,
  values: Readonly<Record<string, unknown>>,
  isFromForm: boolean,
  errors: FieldError[],
): Omit<TimeAsked, 'error'> {
  if (isFromForm) {
    const read = readDay(field, label, values);
    if (read.error) errors.push(read.error);
    const exact = values[`${field}Exact`];
    const isKept = typeof exact === 'string' && isKnownAt(exact) && exact.slice(0, 10) === read.day;
    return { at: isKept ? exact : read.day, typed: typedDay(field, values), exact: isKept ? exact : undefined };
  }
  const given = values[field];
  if (given === undefined || given === '') return { typed: dayTyped(undefined) };
  if (typeof given !== 'string' || !isKnownAt(given)) {
    errors.push({ text: `${label} must be a real date, such as 27 3 2024`, href: `#${field}-day` });
    return { typed: dayTyped(undefined) };
  }
  return { at: given, typed: dayTyped(given.slice(0, 10)), exact: given.length > 10 ? given : undefined };
}

/** Where the report itself is, as known at a time. */
export function reportHref(
  report: ChangingReport,
  view: Readonly<Record<string, string | undefined>>,
  asKnownAt: string | undefined,
): string {
  const { pooledFundId, financialYear, ...rest } = view;
  if (report === 'fund-statement' && pooledFundId !== undefined && financialYear !== undefined) {
    return addressOf(`/funds/${pooledFundId}/${financialYear}`, { asAt: view['asAt'], asKnownAt });
  }
  return addressOf('/', { ...rest, pooledFundId, financialYear, asKnownAt });
}
