import { type FinancialYear, monthOfPeriod, type RecordPayment } from '@app/domain';
import { example, treasurer } from '../sample-people';
import { type SampleRecorder } from '../sample-recorder';
import { type ExampleDays, payDayOf } from './example-days';
import { saidBy } from './place-and-fund';
import {
  adaptationsSpending,
  earlyHelpSpending,
  homeCareSpending,
  nursesSpending,
  officersSpending,
} from './withdrawals';

/** A contract that is paid on the twentieth, of each month or of the last month of each quarter. */
interface Contract extends Pick<
  RecordPayment,
  'fundingStreamId' | 'payee' | 'commissioningAgencyId' | 'schemeId' | 'spendType' | 'purpose'
> {
  readonly contract: string;
  readonly isPaid: 'MONTHLY' | 'QUARTERLY';
  readonly netPence: number;
  readonly irrecoverableVatPence: number;
}

const contracts: readonly Contract[] = [
  {
    contract: 'family-support',
    isPaid: 'MONTHLY',
    ...earlyHelpSpending,
    spendType: 'REVENUE',
    purpose: 'Family support workers',
    netPence: 8_000_00,
    irrecoverableVatPence: 0,
  },
  {
    contract: 'home-care',
    isPaid: 'MONTHLY',
    ...homeCareSpending,
    spendType: 'REVENUE',
    purpose: 'Home care visits',
    netPence: 14_000_00,
    irrecoverableVatPence: 700_00,
  },
  {
    contract: 'nurses',
    isPaid: 'MONTHLY',
    ...nursesSpending,
    spendType: 'REVENUE',
    purpose: 'Community nurses',
    netPence: 12_000_00,
    irrecoverableVatPence: 0,
  },
  {
    contract: 'officers',
    isPaid: 'MONTHLY',
    ...officersSpending,
    spendType: 'REVENUE',
    purpose: 'Neighbourhood officers',
    netPence: 6_250_00,
    irrecoverableVatPence: 0,
  },
  {
    contract: 'adaptations',
    isPaid: 'QUARTERLY',
    ...adaptationsSpending,
    spendType: 'CAPITAL',
    purpose: 'Ramps and level-access showers',
    netPence: 17_500_00,
    irrecoverableVatPence: 0,
  },
];

/** Records what was paid under the contracts in a year, up to the day that the example counts from. */
export async function payContracts(
  recorder: SampleRecorder,
  days: ExampleDays,
  financialYear: FinancialYear,
): Promise<void> {
  const payments = [...Array(12).keys()].flatMap((index) => {
    const period = index + 1;
    const month = monthOfPeriod(period);
    const paidOn = payDayOf(financialYear, period);
    if (!days.hasCome(paidOn)) return [];
    return contracts
      .filter(({ isPaid }) => isPaid === 'MONTHLY' || period % 3 === 0)
      .map((contract) => ({ contract, month, period, paidOn }));
  });
  // Asked for together, so that they are recorded in a few appends and not in a hundred.
  await Promise.all(
    payments.map(({ contract: { contract, isPaid: _isPaid, purpose, ...spending }, month, period, paidOn }) =>
      recorder.poolYear(
        `example:contract:${contract}:${financialYear}:${period}`,
        saidBy(treasurer, paidOn, `contract for ${purpose.toLowerCase()}`),
        {
          type: 'RecordPayment',
          pooledFundId: example.pooledFundId,
          financialYear,
          ...spending,
          recoverableVatPence: 0,
          purpose: `${purpose}, ${month}`,
          bankRef: `BACS ${contract} ${financialYear}/${period}`,
        },
      ),
    ),
  );
}
