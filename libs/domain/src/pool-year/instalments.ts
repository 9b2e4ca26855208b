import {
  addDays,
  addMonths,
  type FinancialYear,
  firstDayOf,
  firstDayOfPeriod,
  type IsoDate,
  lastDayOf,
} from '../shared/dates';
import { apportion } from '../shared/apportion';
import { type Pence } from '../shared/money';
import { type InstalmentCalendar } from './pool-year.commands';
import { type Instalment } from './pool-year.events';

/** The instalments of an amount by a standing calendar; they sum to it, the odd pence on the first ones (INV-17). */
export function instalmentsBy(
  calendar: InstalmentCalendar,
  year: FinancialYear,
  amountPence: Pence,
): readonly Instalment[] {
  return instalmentsOn(dueDates(calendar, year), amountPence);
}

export const instalmentRhythms = ['ONCE', 'QUARTERLY', 'MONTHLY'] as const;
/** How often an instalment falls due, from a first day on. */
export type InstalmentRhythm = (typeof instalmentRhythms)[number];

/**
 * The instalments of an amount from a first day on, until the year ends, and never more than a year has; they sum to it,
 * the odd pence on the first ones (INV-17). When the first is due on the last day of a month, all are.
 */
export function instalmentsFrom(
  firstDueOn: IsoDate,
  rhythm: InstalmentRhythm,
  year: FinancialYear,
  amountPence: Pence,
): readonly Instalment[] {
  if (rhythm === 'ONCE') return instalmentsOn([firstDueOn], amountPence);
  const months = rhythm === 'MONTHLY' ? 1 : 3;
  const dates = Array.from({ length: 12 / months }, (_, place) => addMonths(firstDueOn, place * months));
  return instalmentsOn(
    dates.filter((dueOn, place) => place === 0 || dueOn <= lastDayOf(year)),
    amountPence,
  );
}

function instalmentsOn(dates: readonly IsoDate[], amountPence: Pence): readonly Instalment[] {
  const { sharesPence } = apportion(
    amountPence,
    dates.map(() => 1),
  );
  return dates.map((dueOn, place) => ({ instalmentNo: place + 1, dueOn, amountPence: sharesPence[place]! }));
}

function dueDates(calendar: InstalmentCalendar, year: FinancialYear): readonly IsoDate[] {
  const quarters = [1, 4, 7, 10].map((period) => firstDayOfPeriod(year, period));
  switch (calendar) {
    case 'QUARTERLY_IN_ADVANCE':
      return quarters;
    case 'MONTHLY':
      return Array.from({ length: 12 }, (_, place) => firstDayOfPeriod(year, place + 1));
    case 'FOUR_EQUAL':
      return [...quarters.slice(1).map((day) => addDays(day, -1)), lastDayOf(year)];
    case 'ANNUAL':
      return [firstDayOf(year)];
  }
}

/** What has happened to a contribution, as its ageing needs it. */
export interface ContributionProgress {
  readonly instalments: readonly Instalment[];
  readonly receivedPence: Pence;
  /** Part of what was received that was put to one instalment, by instalment number. */
  readonly allocatedPence: ReadonlyMap<number, Pence>;
  readonly waivedPence: Pence;
  readonly withheldPence: Pence;
}

/** One instalment and what covers it. Outstanding = amount - received - waived - withheld. */
export interface AgedInstalment extends Instalment {
  readonly receivedPence: Pence;
  readonly waivedPence: Pence;
  readonly withheldPence: Pence;
  readonly outstandingPence: Pence;
}

/**
 * Covers the instalments of a contribution: what was allocated covers its own instalment; what was received beyond
 * that covers the oldest first, then what was waived, then what is withheld.
 */
export function ageInstalments(progress: ContributionProgress): readonly AgedInstalment[] {
  const { instalments, allocatedPence } = progress;
  // An earlier schedule may have been allocated more than an instalment asks for now: the rest covers the oldest.
  const ownOf = ({ instalmentNo, amountPence }: Instalment): Pence =>
    Math.min(amountPence, allocatedPence.get(instalmentNo) ?? 0);
  const allocated = instalments.reduce((sum, instalment) => sum + ownOf(instalment), 0);
  let unallocated = Math.max(0, progress.receivedPence - allocated);
  let waivable = progress.waivedPence;
  let withholdable = progress.withheldPence;
  return instalments.map((instalment) => {
    const own = ownOf(instalment);
    let outstandingPence = instalment.amountPence - own;
    const take = (availablePence: Pence): Pence => {
      const takenPence = Math.min(outstandingPence, availablePence);
      outstandingPence -= takenPence;
      return takenPence;
    };
    const fromUnallocated = take(unallocated);
    const waivedPence = take(waivable);
    const withheldPence = take(withholdable);
    unallocated -= fromUnallocated;
    waivable -= waivedPence;
    withholdable -= withheldPence;
    return { ...instalment, receivedPence: own + fromUnallocated, waivedPence, withheldPence, outstandingPence };
  });
}
