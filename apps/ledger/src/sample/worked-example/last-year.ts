import { openNextYearWhenYearCloses } from '@app/application';
import { addDays, firstDayOf } from '@app/domain';
import { example, pooledFundManager, section151Officer } from '../sample-people';
import { type SampleRecorder } from '../sample-recorder';
import { payContracts } from './contracts';
import { agreeContributions, receiveInstalments } from './contributions';
import { type ExampleDays, payDayOf } from './example-days';
import { type CarryOut } from './carry-out';
import { saidBy } from './place-and-fund';
import { homeCareSpending, nursesSpending, officersSpending, withdraw } from './withdrawals';

/** Last year from its opening to its close: every contribution but one came in, one of them late. */
export async function recordLastYear(recorder: SampleRecorder, days: ExampleDays, carryOut: CarryOut): Promise<void> {
  const { lastYear: financialYear } = days;
  const year = { pooledFundId: example.pooledFundId, financialYear };
  const opened = saidBy(pooledFundManager, firstDayOf(financialYear), 'partnership board minute 2');
  await recorder.poolYear('example:last-year:open', opened, { type: 'OpenPoolYear', ...year });
  await agreeContributions(recorder, { financialYear, which: 'lastYear' });
  await receiveInstalments(recorder, days, { financialYear, which: 'lastYear' });
  await payContracts(recorder, days, financialYear);
  await withdrawLastYear(recorder, days);
  // The first day on which a year can be closed, so that it is closed whatever the day of the load.
  const closed = saidBy(section151Officer, firstDayOf(days.thisYear), 'year-end statement, partnership board');
  const closing = await recorder.poolYear('example:last-year:close', closed, { type: 'ClosePoolYear', ...year });
  await carryOut(openNextYearWhenYearCloses, closing);
}

async function withdrawLastYear(recorder: SampleRecorder, { lastYear: financialYear }: ExampleDays): Promise<void> {
  const asked = [
    {
      ...homeCareSpending,
      period: 4,
      amountPence: 22_000_00,
      purpose: 'Equipment for people coming home from hospital',
    },
    { ...officersSpending, period: 7, amountPence: 18_000_00, purpose: 'Patrols in the dark months' },
    { ...nursesSpending, period: 9, amountPence: 20_000_00, purpose: 'Winter beds' },
  ];
  for (const [index, { period, ...spending }] of asked.entries()) {
    const requestedOn = payDayOf(financialYear, period);
    const withdrawalId = `example-${financialYear}-w${index + 1}`;
    const came = { requestedOn, approvedOn: addDays(requestedOn, 5), paidOn: addDays(requestedOn, 9) };
    await withdraw(recorder, { withdrawalId, financialYear, ...spending }, came);
  }
}
