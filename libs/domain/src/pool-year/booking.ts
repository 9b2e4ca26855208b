import { financialYearOf, type IsoDate, periodOf } from '../shared/dates';
import { type Refusal } from '../shared/refusal';
import { type Booking } from './pool-year.events';
import { type PoolYearContext, refuse } from './pool-year.context';
import { type PoolYearState } from './pool-year.state';

const PERIODS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/**
 * The accounting period of a fact (INV-41). Its own period when that is open; otherwise the next open one, with a
 * prior-period mark. A fact of an earlier year comes here only once that year is closed.
 */
export function book(
  occurredOn: IsoDate,
  state: PoolYearState,
  context: PoolYearContext,
): { readonly booking: Booking } | { readonly refused: Refusal } {
  const { financialYear, lockedPeriods } = state;
  const ownYear = financialYearOf(occurredOn);
  if (ownYear === financialYear) {
    const own = periodOf(occurredOn);
    if (!lockedPeriods.has(own)) return { booking: { period: own } };
    return bookLate(occurredOn, own, state);
  }
  const isLate = ownYear < financialYear && context.poolYearStatus(ownYear) === 'CLOSED';
  return isLate ? bookLate(occurredOn, 0, state) : refuse('DATE_OUTSIDE_YEAR', { date: occurredOn, financialYear });
}

function bookLate(date: IsoDate, after: number, { financialYear, lockedPeriods }: PoolYearState) {
  const period = PERIODS.find((candidate) => candidate > after && !lockedPeriods.has(candidate));
  if (period === undefined) return refuse('NO_OPEN_PERIOD', { date, financialYear });
  return { booking: { period, priorPeriod: true as const } };
}
