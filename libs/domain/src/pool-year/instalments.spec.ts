import * as fc from 'fast-check';
import { firstDayOf, lastDayOf } from '../shared/dates';
import {
  ageInstalments,
  type ContributionProgress,
  instalmentRhythms,
  instalmentsBy,
  instalmentsFrom,
} from './instalments';
import { type InstalmentCalendar, instalmentCalendars } from './pool-year.commands';

const dates = (calendar: InstalmentCalendar) => instalmentsBy(calendar, '2024-25', 1200_00).map(({ dueOn }) => dueOn);
const amounts = (calendar: InstalmentCalendar, pence: number) =>
  instalmentsBy(calendar, '2024-25', pence).map(({ amountPence }) => amountPence);

describe('a calendar of instalments', () => {
  it('INV-17 asks quarterly in advance on 1 April, 1 July, 1 October and 1 January', () => {
    expect(dates('QUARTERLY_IN_ADVANCE')).toEqual(['2024-04-01', '2024-07-01', '2024-10-01', '2025-01-01']);
  });

  it('INV-17 asks four equal parts at the ends of the quarters', () => {
    expect(dates('FOUR_EQUAL')).toEqual(['2024-06-30', '2024-09-30', '2024-12-31', '2025-03-31']);
  });

  it('INV-17 asks monthly on the first, from April to March', () => {
    expect(dates('MONTHLY')).toHaveLength(12);
    expect(dates('MONTHLY').slice(8)).toEqual(['2024-12-01', '2025-01-01', '2025-02-01', '2025-03-01']);
  });

  it('INV-17 asks a year at once on 1 April', () => {
    expect(instalmentsBy('ANNUAL', '2024-25', 7)).toEqual([{ instalmentNo: 1, dueOn: '2024-04-01', amountPence: 7 }]);
  });

  it('INV-17 puts the odd pence on the first instalments', () => {
    expect(amounts('FOUR_EQUAL', 100_01)).toEqual([25_01, 25_00, 25_00, 25_00]);
    expect(amounts('MONTHLY', 100_00)).toEqual([8_34, 8_34, 8_34, 8_34, ...Array<number>(8).fill(8_33)]);
  });

  it('INV-17 sums to the contribution, by any calendar, for any amount', () => {
    fc.assert(
      fc.property(fc.constantFrom(...instalmentCalendars), fc.integer({ min: 1, max: 1e14 }), (calendar, pence) => {
        const parts = amounts(calendar, pence);
        return parts.reduce((sum, part) => sum + part, 0) === pence && Math.max(...parts) - Math.min(...parts) <= 1;
      }),
    );
  });
});

describe('instalments from a first day on', () => {
  const from = (firstDueOn: string, rhythm: (typeof instalmentRhythms)[number]) =>
    instalmentsFrom(firstDueOn, rhythm, '2024-25', 1200_01).map(({ dueOn }) => dueOn);

  it.each([
    ['2024-04-01', 'QUARTERLY', 'QUARTERLY_IN_ADVANCE'],
    ['2024-06-30', 'QUARTERLY', 'FOUR_EQUAL'],
    ['2024-04-01', 'MONTHLY', 'MONTHLY'],
    ['2024-04-01', 'ONCE', 'ANNUAL'],
  ] as const)('INV-17 from %s, %s, are those of the standing calendar %s', (firstDueOn, rhythm, calendar) => {
    expect(instalmentsFrom(firstDueOn, rhythm, '2024-25', 1200_01)).toEqual(
      instalmentsBy(calendar, '2024-25', 1200_01),
    );
  });

  it('keep to the day of the month, and to the last one where a month is too short', () => {
    expect(from('2024-12-15', 'MONTHLY')).toEqual(['2024-12-15', '2025-01-15', '2025-02-15', '2025-03-15']);
    expect(from('2024-12-30', 'MONTHLY')).toEqual(['2024-12-30', '2025-01-30', '2025-02-28', '2025-03-30']);
    expect(from('2024-11-30', 'MONTHLY')).toEqual([
      '2024-11-30',
      '2024-12-31',
      '2025-01-31',
      '2025-02-28',
      '2025-03-31',
    ]);
  });

  it('end with the year, but for a first one after it', () => {
    expect(from('2025-01-01', 'QUARTERLY')).toEqual(['2025-01-01']);
    expect(from('2024-12-31', 'QUARTERLY')).toEqual(['2024-12-31', '2025-03-31']);
    expect(from('2025-04-14', 'MONTHLY')).toEqual(['2025-04-14']);
  });

  it('are no more than a year has, when they begin before it', () => {
    expect(from('2024-03-25', 'MONTHLY')).toHaveLength(12);
    expect(from('2024-03-25', 'QUARTERLY')).toEqual(['2024-03-25', '2024-06-25', '2024-09-25', '2024-12-25']);
  });

  it('INV-17 sum to the contribution in order of their days, from any day, for any amount', () => {
    const dayOf = fc.date({
      min: new Date(firstDayOf('2024-25')),
      max: new Date(lastDayOf('2024-25')),
      noInvalidDate: true,
    });
    const pence = fc.integer({ min: 1, max: 1e14 });
    fc.assert(
      fc.property(dayOf, fc.constantFrom(...instalmentRhythms), pence, (first, rhythm, amountPence) => {
        const made = instalmentsFrom(first.toISOString().slice(0, 10), rhythm, '2024-25', amountPence);
        const days = made.map(({ dueOn }) => dueOn);
        expect(made.reduce((sum, instalment) => sum + instalment.amountPence, 0)).toBe(amountPence);
        expect(days).toEqual([...new Set(days)].sort());
        expect(days.every((dueOn) => dueOn <= lastDayOf('2024-25'))).toBe(true);
      }),
    );
  });
});

describe('the ageing of a contribution', () => {
  const quarterly = instalmentsBy('QUARTERLY_IN_ADVANCE', '2024-25', 400_00);
  const aged = (progress: Partial<ContributionProgress>) =>
    ageInstalments({
      instalments: quarterly,
      receivedPence: 0,
      allocatedPence: new Map(),
      waivedPence: 0,
      withheldPence: 0,
      ...progress,
    });
  const outstanding = (progress: Partial<ContributionProgress>) =>
    aged(progress).map(({ outstandingPence }) => outstandingPence);

  it('owes all before anything is received', () => {
    expect(outstanding({})).toEqual([100_00, 100_00, 100_00, 100_00]);
  });

  it('covers the oldest first', () => {
    expect(outstanding({ receivedPence: 150_00 })).toEqual([0, 50_00, 100_00, 100_00]);
  });

  it('INV-16 covers with an allocation its own instalment, and with the rest the oldest', () => {
    const allocatedPence = new Map([[3, 60_00]]);
    expect(outstanding({ receivedPence: 100_00, allocatedPence })).toEqual([60_00, 100_00, 40_00, 100_00]);
  });

  it('takes what was received first, then what was waived, then what is withheld', () => {
    const [first, second] = aged({ receivedPence: 70_00, waivedPence: 40_00, withheldPence: 100_00 });
    expect(first).toMatchObject({ receivedPence: 70_00, waivedPence: 30_00, withheldPence: 0, outstandingPence: 0 });
    expect(second).toMatchObject({ receivedPence: 0, waivedPence: 10_00, withheldPence: 90_00, outstandingPence: 0 });
  });

  it('INV-19 lets what an earlier schedule was allocated flow to the oldest, when the new one has no place for it', () => {
    const instalments = instalmentsBy('ANNUAL', '2024-25', 400_00);
    const allocatedPence = new Map([[4, 100_00]]);
    expect(outstanding({ instalments, receivedPence: 100_00, allocatedPence })).toEqual([300_00]);
    const halved = instalmentsBy('QUARTERLY_IN_ADVANCE', '2024-25', 200_00);
    const first = { instalments: halved, receivedPence: 100_00, allocatedPence: new Map([[1, 100_00]]) };
    expect(outstanding(first)).toEqual([0, 0, 50_00, 50_00]);
  });

  it('loses and makes no penny: what covers and what is outstanding sums to each instalment', () => {
    const pence = fc.nat({ max: 500_00 });
    fc.assert(
      fc.property(pence, pence, pence, fc.nat({ max: 100_00 }), (receivedPence, waivedPence, withheldPence, own) => {
        const allocatedPence = new Map([[2, Math.min(own, receivedPence)]]);
        const parts = aged({ receivedPence, waivedPence, withheldPence, allocatedPence });
        for (const part of parts) {
          expect(part.receivedPence + part.waivedPence + part.withheldPence + part.outstandingPence).toBe(
            part.amountPence,
          );
        }
        const left = parts.reduce((sum, part) => sum + part.outstandingPence, 0);
        expect(left).toBe(Math.max(0, 400_00 - receivedPence - waivedPence - withheldPence));
      }),
    );
  });
});
