import {
  addDays,
  daysBetween,
  type FinancialYear,
  financialYearOf,
  firstDayOf,
  firstDayOfPeriod,
  type Instalment,
  instalmentsBy,
  type IsoDate,
  previousFinancialYear,
} from '@app/domain';

/** An instalment that is this many days past due is late without a doubt, and not merely slow. */
const LATE_AFTER_DAYS = 21;

/** The days of the worked example, all counted from the day on which it was first loaded. */
export interface ExampleDays {
  readonly countedFrom: IsoDate;
  readonly thisYear: FinancialYear;
  readonly lastYear: FinancialYear;
  /** A day of this year that is past, `part` (0 to 1) of the way from its first day to the day counted from. */
  soFar(part: number): IsoDate;
  hasCome(day: IsoDate): boolean;
}

/** The days of a worked example that is counted from this one. */
export function exampleDays(countedFrom: IsoDate): ExampleDays {
  const thisYear = financialYearOf(countedFrom);
  const firstDay = firstDayOf(thisYear);
  const elapsed = daysBetween(firstDay, countedFrom);
  return {
    countedFrom,
    thisYear,
    lastYear: previousFinancialYear(thisYear),
    soFar: (part) => addDays(firstDay, Math.floor(elapsed * part)),
    hasCome: (day) => day <= countedFrom,
  };
}

/** The twentieth of an accounting period, on which the example's contracts are paid. */
export const payDayOf = (year: FinancialYear, period: number): IsoDate => addDays(firstDayOfPeriod(year, period), 19);

/** A quarterly instalment and the year that it is of. */
export interface InstalmentOfYear extends Instalment {
  readonly financialYear: FinancialYear;
}

/** The quarterly instalments of a contribution in a year that have fallen due. */
export function instalmentsDue(
  days: ExampleDays,
  financialYear: FinancialYear,
  amountPence: number,
): readonly InstalmentOfYear[] {
  return instalmentsBy('QUARTERLY_IN_ADVANCE', financialYear, amountPence)
    .filter(({ dueOn }) => days.hasCome(dueOn))
    .map((instalment) => ({ ...instalment, financialYear }));
}

/** The latest of these instalments that is late beyond doubt: in April, one of the year before. */
export const lateOf = (days: ExampleDays, due: readonly InstalmentOfYear[]): InstalmentOfYear | undefined =>
  due.findLast(({ dueOn }) => dueOn <= addDays(days.countedFrom, -LATE_AFTER_DAYS));

/** So many days before the first day of last year, when the example was being set up. */
export const beforeItBegan = ({ lastYear }: ExampleDays, daysEarlier: number): IsoDate =>
  addDays(firstDayOf(lastYear), -daysEarlier);
