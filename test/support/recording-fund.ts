import { addDays, financialYearOf, type IsoDate } from '@app/domain';
import { todayInLondon } from '@app/runtime';
import { openFunds } from './sample-fund';
import { asked, type TestService } from './test-service';

/** The day on which the tests record, and the year that it lies in. */
export const today: IsoDate = todayInLondon();
export const thisYear = financialYearOf(today);
const [opened] = thisYear.split('-');
export const yearOpenedOn: IsoDate = `${opened}-04-01`;
export const yesterday = addDays(today, -1) < yearOpenedOn ? yearOpenedOn : addDays(today, -1);

/** Two funds of this year; in the first, a ring-fenced grant of £500 and £10,000 beside it, and powers to approve. */
export async function openRecordingFunds(service: TestService): Promise<void> {
  const { manager, section151 } = service;
  await openFunds(service, ['bcf', 'dfg'], thisYear);
  const families = {
    fundingStreamId: 'families',
    name: 'Families grant',
    originAgencyId: 'trafford-council',
    ringFence: 'PURPOSE',
    ringFenceSetBy: 'DEPARTMENT',
    permittedPurposes: ['Family support', 'early-help'],
    permittedSpendTypes: ['REVENUE', 'CAPITAL'],
  };
  await manager.record('/api/v1/funding-streams', asked('2015-04-01', families));
  const fund = '/api/v1/pooled-funds/bcf';
  const agreed = {
    ...{ contributionId: 'icb', partnerId: 'gm-icb', fundingStreamId: 'extra', amountPence: 12_000_00 },
    ...{ mode: 'CASH_TRANSFER', recurrence: 'RECURRENT' },
  };
  await manager.record(`${fund}/years/${thisYear}/contributions`, asked(yearOpenedOn, agreed));
  await manager.record(
    `${fund}/years/${thisYear}/contributions/icb/schedule`,
    asked(yearOpenedOn, { instalments: [{ instalmentNo: 1, dueOn: yearOpenedOn, amountPence: 12_000_00 }] }),
  );
  for (const [fundingStreamId, amountPence] of [
    ['families', 500_00],
    ['extra', 10_000_00],
  ]) {
    await manager.record(
      `${fund}/receipts`,
      asked(yearOpenedOn, { partnerId: 'gm-icb', fundingStreamId, amountPence }),
    );
  }
  for (const holderActorId of ['service-head', 'all-roles']) {
    const power = { holderActorId, actions: ['APPROVE_WITHDRAWAL'], limitPence: 2_000_00 };
    await section151.record(
      `${fund}/delegations`,
      asked(yearOpenedOn, { delegationId: `of-${holderActorId}`, ...power }),
    );
  }
}

/** A withdrawal of £1,000 for care, as it is entered. */
export const withdrawalEntered = {
  pooledFundId: 'bcf',
  fundingStreamId: 'extra',
  purposeCode: '',
  payeeKind: 'PROVIDER',
  payeeProvider: 'Homecare North CIC',
  commissioningAgencyId: 'gm-icb',
  schemeId: '',
  spendType: 'REVENUE',
  expenditureKind: 'CONTRACT_PRICE',
  netPence: '£1,000.00',
  irrecoverableVatPence: '0',
  recoverableVatPence: '200',
  purpose: 'Reablement at home',
  occurredOn: today,
  authorityRef: 'Decision 17',
} as const;

/** A contribution of £1,234.56 that pays none that was agreed, as it is entered. */
export const contributionEntered = {
  pooledFundId: 'bcf',
  partnerId: 'gm-icb',
  fundingStreamId: 'grant',
  contribution: '',
  amountPence: '1,234.56',
  occurredOn: yesterday,
  bankRef: '',
  authorityRef: 'Cabinet 11 March, minute 42',
} as const;

/** £100,000.01 that the council agrees to contribute this year, as it is entered. */
export const agreedContributionEntered = {
  pooledFundId: 'bcf',
  financialYear: thisYear,
  partnerId: 'trafford-council',
  fundingStreamId: 'extra',
  mode: 'CASH_TRANSFER',
  amountPence: '100,000.01',
  clientChargesPence: '',
  recurrence: 'RECURRENT',
  requirement: '',
  schemeId: '',
  determinationRef: '',
  contributionId: 'council',
  occurredOn: yearOpenedOn,
  authorityRef: 'Budget council, minute 9',
} as const;
