import { entryRefOf, type RecordPayment } from '@app/domain';
import { example, pooledFundManager, treasurer } from '../sample-people';
import { type Recorded, type SampleRecorder } from '../sample-recorder';
import { type ExampleDays } from './example-days';
import { saidBy } from './place-and-fund';
import { earlyHelpSpending } from './withdrawals';

const paymentOf = (days: ExampleDays, netPence: number) => ({
  type: 'RecordPayment' as const,
  pooledFundId: example.pooledFundId,
  financialYear: days.thisYear,
  ...earlyHelpSpending,
  spendType: 'REVENUE' as const satisfies RecordPayment['spendType'],
  netPence,
  irrecoverableVatPence: 0,
  recoverableVatPence: 0,
  purpose: 'Activity day for families',
  bankRef: 'BACS activity day',
});

/** A payment of 6,840.00, recorded with two digits the wrong way round. */
export const recordWrongPayment = (recorder: SampleRecorder, days: ExampleDays): Promise<Recorded> =>
  recorder.poolYear(
    'example:wrong-payment',
    saidBy(treasurer, days.soFar(0.7), 'invoice for an activity day'),
    paymentOf(days, 8_640_00),
  );

/** Sets the wrong payment right: it is reversed, and recorded again for the day on which it was made. */
export async function setRight(recorder: SampleRecorder, days: ExampleDays, wrong: Recorded): Promise<void> {
  const { pooledFundId } = example;
  const financialYear = days.thisYear;
  const found = 'bank reconciliation: two digits of an invoice were the wrong way round';
  await recorder.poolYear('example:wrong-payment:reverse', saidBy(pooledFundManager, days.countedFrom, found), {
    type: 'ReverseEntry',
    pooledFundId,
    financialYear,
    entryRef: entryRefOf(pooledFundId, financialYear, wrong.firstVersion),
    reason: 'The invoice says £6,840.00; £8,640.00 was recorded',
  });
  await recorder.poolYear(
    'example:right-payment',
    saidBy(treasurer, days.soFar(0.7), 'invoice for an activity day'),
    paymentOf(days, 6_840_00),
  );
}
