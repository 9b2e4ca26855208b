import { type WhoGained, type WhoGainedRow, type WhoPaidInRow } from '@app/read-models';
import { moneyFlow } from './money-flow';

const paidIn = (receivedPence: number, returnedPence: number, financialYear: string) =>
  ({
    pooledFundId: 'bcf',
    pooledFundName: 'Better Care Fund',
    fundingStreamId: 'minimum',
    fundingStreamName: 'NHS minimum',
    agencyId: 'nhs',
    agencyName: 'NHS body',
    financialYear,
    receivedPence,
    returnedPence,
  }) as WhoPaidInRow;
const paidOut = (paidPence: number, refundedPence: number, financialYear: string) =>
  ({
    pooledFundId: 'bcf',
    pooledFundName: 'Better Care Fund',
    agencyId: null,
    beneficiaryName: 'Example Care Limited',
    financialYear,
    paidPence,
    refundedPence,
  }) as WhoGainedRow;
const drawn = (received: readonly WhoPaidInRow[], rows: readonly WhoGainedRow[]) =>
  moneyFlow(received, { rows } as unknown as WhoGained, '/');

describe('the picture of how money flowed', () => {
  it('is the same whether years are told apart or together, also when more went back in one than came in', () => {
    const apart = drawn(
      [paidIn(9_00, 0, '2023-24'), paidIn(0, 4_00, '2024-25')],
      [paidOut(5_00, 0, '2023-24'), paidOut(0, 2_00, '2024-25')],
    );
    expect(apart).toContain('£5.00');
    expect(apart).toBe(drawn([paidIn(9_00, 4_00, '')], [paidOut(5_00, 2_00, '')]));
  });

  it('is not drawn when no cash moved', () => {
    expect(drawn([paidIn(4_00, 4_00, '2023-24')], [])).toBeUndefined();
  });
});
