import { type WhoPaidInRow } from '@app/read-models';
import * as fc from 'fast-check';
import { levels, paidInLines } from './levels';

const row = (fields: Partial<WhoPaidInRow>): WhoPaidInRow => ({
  placeId: 'oxford',
  placeName: 'Oxford',
  pooledFundId: 'bcf',
  pooledFundName: 'Better Care Fund',
  financialYear: '2024-25',
  agencyId: 'nhs',
  agencyName: 'NHS body',
  agencyTier: 'LOCAL',
  fundingStreamId: 'minimum',
  fundingStreamName: 'NHS minimum',
  pledgedPence: 0,
  invoicedPence: 0,
  receivedPence: 0,
  allocatedPence: 0,
  inKindPence: 0,
  retainedPence: 0,
  grantDirectPence: 0,
  withheldPence: 0,
  waivedPence: 0,
  returnedPence: 0,
  priorPeriodPence: 0,
  entryCount: 1,
  ...fields,
});

describe('who paid in at a level', () => {
  it('adds up what has the same name at that level, the largest first', () => {
    const rows = [
      row({ receivedPence: 1_00 }),
      row({ agencyId: 'council', agencyName: 'Council', receivedPence: 5_00 }),
      row({ financialYear: '2025-26', receivedPence: 2_00 }),
    ];
    const told = (level: (typeof levels)[number]) =>
      paidInLines(rows, level).map(({ subject, receivedPence }) => [subject.name, receivedPence]);
    expect(told('agency')).toEqual([
      ['Council', 5_00],
      ['NHS body', 3_00],
    ]);
    expect(told('year')).toEqual([
      ['2024-25', 6_00],
      ['2025-26', 2_00],
    ]);
    expect(told('line')).toHaveLength(3);
  });

  it('loses no penny at any level', () => {
    const rows = fc.array(
      fc
        .record({
          placeId: fc.constantFrom('oxford', 'trafford'),
          pooledFundId: fc.constantFrom('bcf', 'families'),
          financialYear: fc.constantFrom('2024-25', '2025-26'),
          agencyId: fc.constantFrom('nhs', 'council', 'police'),
          fundingStreamId: fc.constantFrom('minimum', 'grant'),
          receivedPence: fc.integer({ min: -1_000_000, max: 1_000_000 }),
          returnedPence: fc.integer({ min: 0, max: 1_000_000 }),
        })
        .map(row),
    );
    const sum = (of: readonly { receivedPence: number; returnedPence: number }[]) =>
      of.reduce((total, each) => total + each.receivedPence - each.returnedPence, 0);
    fc.assert(
      fc.property(rows, fc.constantFrom(...levels), (all, level) => {
        expect(sum(paidInLines(all, level))).toBe(sum(all));
      }),
    );
  });
});
