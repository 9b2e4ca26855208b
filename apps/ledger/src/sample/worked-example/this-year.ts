import { example, treasurer } from '../sample-people';
import { type SampleRecorder } from '../sample-recorder';
import { payContracts } from './contracts';
import { agreeContributions, contributeOtherwise, receiveInstalments } from './contributions';
import { type ExampleDays } from './example-days';
import { exampleStream, saidBy } from './place-and-fund';
import {
  adaptationsSpending,
  forEarlyHelp,
  homeCareSpending,
  nursesSpending,
  officersSpending,
  withdraw,
} from './withdrawals';

/** This year up to the day that the example counts from; the closing of last year has opened it. */
export async function recordThisYear(recorder: SampleRecorder, days: ExampleDays): Promise<void> {
  const year = { financialYear: days.thisYear, which: 'thisYear' } as const;
  await agreeContributions(recorder, year);
  await contributeOtherwise(recorder, days);
  await receiveInstalments(recorder, days, year);
  await payContracts(recorder, days, days.thisYear);
  await recordFacts(recorder, days);
  await withdrawThisYear(recorder, days);
}

/** Facts that no contract says: a payment that broke a ring-fence, money that came back, and interest. */
async function recordFacts(recorder: SampleRecorder, days: ExampleDays): Promise<void> {
  const year = { pooledFundId: example.pooledFundId, financialYear: days.thisYear };
  const noVat = { irrecoverableVatPence: 0, recoverableVatPence: 0 };
  await recorder.poolYear('example:breach', saidBy(treasurer, days.soFar(0.4), 'bank statement, unplanned payment'), {
    type: 'RecordPayment',
    ...year,
    ...adaptationsSpending,
    ...noVat,
    spendType: 'REVENUE',
    netPence: 3_200_00,
    purpose: 'Servicing of stairlifts, which is not capital',
    bankRef: 'BACS stairlifts',
  });
  await recorder.poolYear('example:refund', saidBy(treasurer, days.soFar(0.6), 'credit note'), {
    type: 'RecordRefund',
    ...year,
    ...homeCareSpending,
    ...noVat,
    spendType: 'REVENUE',
    netPence: 1_150_00,
    purpose: 'Visits that were charged twice',
    bankRef: 'BACS credit note',
  });
  await recorder.poolYear('example:interest', saidBy(treasurer, days.soFar(0.5), 'bank statement'), {
    type: 'RecordIncome',
    ...year,
    fundingStreamId: exampleStream.own,
    incomeSource: 'INTEREST',
    amountPence: 412_50,
    description: 'Interest on the balance of the fund',
  });
}

/** Withdrawals at every point of their way: paid, to be paid, rejected, and three that wait for a decision. */
async function withdrawThisYear(recorder: SampleRecorder, days: ExampleDays): Promise<void> {
  const asking = (no: number) => ({
    withdrawalId: `example-${days.thisYear}-w${no}`,
    financialYear: days.thisYear,
  });
  await withdraw(
    recorder,
    { ...asking(1), ...homeCareSpending, amountPence: 9_600_00, purpose: 'Beds and hoists for ten homes' },
    { requestedOn: days.soFar(0.3), approvedOn: days.soFar(0.35), paidOn: days.soFar(0.4) },
  );
  await withdraw(
    recorder,
    { ...asking(2), ...forEarlyHelp, amountPence: 7_500_00, purpose: 'Parenting courses' },
    { requestedOn: days.soFar(0.8), approvedOn: days.soFar(0.9) },
  );
  await withdraw(
    recorder,
    { ...asking(3), ...officersSpending, amountPence: 5_000_00, purpose: 'Uniforms' },
    {
      requestedOn: days.soFar(0.5),
      rejected: { on: days.soFar(0.55), reason: 'Uniforms are not for any scheme of this fund' },
    },
  );
  await withdraw(
    recorder,
    { ...asking(4), ...homeCareSpending, amountPence: 12_400_00, purpose: 'Extra visits over a holiday' },
    { requestedOn: days.soFar(0.95) },
  );
  await withdraw(
    recorder,
    { ...asking(5), ...nursesSpending, amountPence: 11_000_00, purpose: 'A clinic for carers' },
    { requestedOn: days.soFar(1) },
  );
  await withdraw(
    recorder,
    { ...asking(6), ...officersSpending, amountPence: 28_000_00, purpose: 'Street lighting round the station' },
    { requestedOn: days.soFar(1) },
  );
}
