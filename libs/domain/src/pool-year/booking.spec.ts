import { fact, opened, poolYear, poolYearContext } from '../../../../test/support/given-when-then';
import { book } from './booking';

const locked = (...periods: readonly number[]) =>
  periods.map((period) => fact('PeriodLocked', '2024-10-01', { period }));
const bookOn = (occurredOn: string, lockedPeriods: readonly number[], statuses = {}) =>
  book(occurredOn, poolYear.given(opened, ...locked(...lockedPeriods)).state, poolYearContext({ statuses }));

describe('booking a fact', () => {
  it('takes its own period while that is open', () => {
    expect(bookOn('2024-04-30', [])).toEqual({ booking: { period: 1 } });
    expect(bookOn('2025-03-31', [1, 2])).toEqual({ booking: { period: 12 } });
  });

  it('INV-41 never carries a locked period: the next open one takes it, marked as of a prior period', () => {
    expect(bookOn('2024-04-30', [1])).toEqual({ booking: { period: 2, priorPeriod: true } });
    expect(bookOn('2024-04-30', [1, 2, 3])).toEqual({ booking: { period: 4, priorPeriod: true } });
    expect(bookOn('2024-05-01', [2])).toEqual({ booking: { period: 3, priorPeriod: true } });
  });

  it('INV-41 never goes back to an earlier period', () => {
    expect(bookOn('2025-03-15', [12])).toMatchObject({ refused: { code: 'NO_OPEN_PERIOD' } });
    expect(bookOn('2025-02-15', [11, 12])).toMatchObject({ refused: { code: 'NO_OPEN_PERIOD' } });
    expect(bookOn('2025-02-15', [11])).toEqual({ booking: { period: 12, priorPeriod: true } });
  });

  it('INV-41 takes a fact of an earlier year once that year is closed, in the first open period', () => {
    expect(bookOn('2024-03-31', [], { '2023-24': 'CLOSED' })).toEqual({ booking: { period: 1, priorPeriod: true } });
    expect(bookOn('2024-03-31', [1], { '2023-24': 'CLOSED' })).toEqual({ booking: { period: 2, priorPeriod: true } });
    expect(bookOn('2019-07-01', [], { '2019-20': 'CLOSED' })).toEqual({ booking: { period: 1, priorPeriod: true } });
  });

  it.each(['OPEN', 'UNOPENED'] as const)('refuses a fact of an earlier year that is %s', (status) => {
    expect(bookOn('2024-03-31', [], { '2023-24': status })).toMatchObject({ refused: { code: 'DATE_OUTSIDE_YEAR' } });
  });

  it('refuses a fact of a later year', () => {
    expect(bookOn('2025-04-01', [], { '2025-26': 'CLOSED' })).toMatchObject({ refused: { code: 'DATE_OUTSIDE_YEAR' } });
  });

  it('refuses when every period is locked', () => {
    const all = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    expect(bookOn('2024-04-30', all)).toMatchObject({ refused: { code: 'NO_OPEN_PERIOD' } });
    expect(bookOn('2024-03-31', all, { '2023-24': 'CLOSED' })).toMatchObject({ refused: { code: 'NO_OPEN_PERIOD' } });
  });
});
