import { addDays, firstDayOf, type ContributionAgreed, type FinancialYear, type IsoDate, lastDayOf } from '@app/domain';
import { example, pooledFundManager, treasurer } from '../sample-people';
import { type SampleRecorder } from '../sample-recorder';
import { type ExampleDays, instalmentsDue, type InstalmentOfYear, lateOf } from './example-days';
import { exampleStream, saidBy } from './place-and-fund';

const { pooledFundId } = example;

/** What each partner undertook to pay in during a year. */
interface Promised {
  readonly partner: 'council' | 'icb' | 'police' | 'department';
  readonly partnerId: string;
  readonly fundingStreamId: string;
  readonly amountPence: Readonly<Record<'lastYear' | 'thisYear', number>>;
}

const quarterly: readonly Promised[] = [
  {
    partner: 'council',
    partnerId: example.councilId,
    fundingStreamId: exampleStream.own,
    amountPence: { lastYear: 300_000_00, thisYear: 306_000_00 },
  },
  {
    partner: 'icb',
    partnerId: example.icbId,
    fundingStreamId: exampleStream.own,
    amountPence: { lastYear: 150_000_00, thisYear: 153_000_00 },
  },
  {
    partner: 'police',
    partnerId: example.policeId,
    fundingStreamId: exampleStream.own,
    amountPence: { lastYear: 100_000_00, thisYear: 102_000_00 },
  },
];

/** Grants come in one sum on the first day of the year. */
const yearly: readonly (Promised & { readonly grant: string })[] = [
  {
    grant: 'early-help',
    partner: 'department',
    partnerId: example.departmentId,
    fundingStreamId: exampleStream.earlyHelp,
    amountPence: { lastYear: 120_000_00, thisYear: 126_000_00 },
  },
  {
    grant: 'adaptations',
    partner: 'department',
    partnerId: example.departmentId,
    fundingStreamId: exampleStream.adaptations,
    amountPence: { lastYear: 80_000_00, thisYear: 84_000_00 },
  },
];

const contributionIdOf = (who: string, financialYear: FinancialYear): string => `example-${who}-${financialYear}`;

interface Year {
  readonly financialYear: FinancialYear;
  readonly which: 'lastYear' | 'thisYear';
}

/** Agrees and schedules what the partners pay in during a year, and records the grants, which come at once. */
export async function agreeContributions(recorder: SampleRecorder, year: Year): Promise<void> {
  for (const promised of quarterly) await agreeQuarterly(recorder, promised, year);
  for (const promised of yearly) await receiveGrant(recorder, promised, year);
}

async function agreeQuarterly(
  recorder: SampleRecorder,
  { partner, partnerId, fundingStreamId, amountPence }: Promised,
  { financialYear, which }: Year,
): Promise<void> {
  const contributionId = contributionIdOf(partner, financialYear);
  const minimum: Partial<ContributionAgreed['data']> =
    partner === 'icb' ? { requirement: 'MINIMUM', publishedMinimumPence: 150_000_00 } : {};
  const said = saidBy(pooledFundManager, firstDayOf(financialYear), `partnership board budget for ${financialYear}`);
  await recorder.poolYear(`example:${contributionId}:agree`, said, {
    type: 'AgreeContribution',
    pooledFundId,
    financialYear,
    contributionId,
    partnerId,
    fundingStreamId,
    amountPence: amountPence[which],
    mode: 'CASH_TRANSFER',
    recurrence: 'RECURRENT',
    ...minimum,
  });
  await recorder.poolYear(`example:${contributionId}:schedule`, said, {
    type: 'ScheduleContribution',
    pooledFundId,
    financialYear,
    contributionId,
    calendar: 'QUARTERLY_IN_ADVANCE',
  });
}

async function receiveGrant(
  recorder: SampleRecorder,
  { grant, partnerId, fundingStreamId, amountPence }: (typeof yearly)[number],
  { financialYear, which }: Year,
): Promise<void> {
  const contributionId = contributionIdOf(grant, financialYear);
  const year = { pooledFundId, financialYear };
  const said = saidBy(pooledFundManager, firstDayOf(financialYear), `grant determination ${grant}/${financialYear}`);
  await recorder.poolYear(`example:${contributionId}:agree`, said, {
    type: 'AgreeContribution',
    ...year,
    contributionId,
    partnerId,
    fundingStreamId,
    amountPence: amountPence[which],
    mode: 'CASH_TRANSFER',
    recurrence: 'NON_RECURRENT',
    determinationRef: `${grant}/${financialYear}`,
  });
  await recorder.poolYear(`example:${contributionId}:schedule`, said, {
    type: 'ScheduleContribution',
    ...year,
    contributionId,
    calendar: 'ANNUAL',
  });
  await recorder.poolYear(
    `example:${contributionId}:receipt`,
    { ...said, by: treasurer },
    {
      type: 'RecordContributionReceipt',
      ...year,
      receiptId: contributionId,
      contributionId,
      partnerId,
      fundingStreamId,
      amountPence: amountPence[which],
    },
  );
}

/**
 * Records the instalments of a year that came in. One of the police has not come, and is late whatever the day; the
 * police paid the next one when it was due, and said that it was for that. The NHS body was late once, last year.
 */
export async function receiveInstalments(
  recorder: SampleRecorder,
  days: ExampleDays,
  { financialYear, which }: Year,
): Promise<void> {
  for (const promised of quarterly) {
    for (const instalment of instalmentsDue(days, financialYear, promised.amountPence[which])) {
      const { instalmentNo, dueOn } = instalment;
      const isPolice = promised.partner === 'police';
      if (isPolice && isLateOfPolice(days, instalment)) continue;
      const cameLate = promised.partner === 'icb' && which === 'lastYear' && instalmentNo === 3;
      const receipt = { promised, instalment, receivedOn: cameLate ? addDays(dueOn, 24) : dueOn };
      await receiveInstalment(recorder, receipt, isPolice);
    }
  }
}

/** True for the one instalment of the police, of this year or the one before, that has not come. */
function isLateOfPolice(days: ExampleDays, { financialYear, instalmentNo }: InstalmentOfYear): boolean {
  const police = quarterly.find(({ partner }) => partner === 'police')!;
  const due = [
    ...instalmentsDue(days, days.lastYear, police.amountPence.lastYear),
    ...instalmentsDue(days, days.thisYear, police.amountPence.thisYear),
  ];
  const late = lateOf(days, due);
  return late?.financialYear === financialYear && late.instalmentNo === instalmentNo;
}

async function receiveInstalment(
  recorder: SampleRecorder,
  receipt: { readonly promised: Promised; readonly instalment: InstalmentOfYear; readonly receivedOn: IsoDate },
  isAllocated: boolean,
): Promise<void> {
  const { promised, instalment, receivedOn } = receipt;
  const { financialYear, instalmentNo, amountPence } = instalment;
  const contributionId = contributionIdOf(promised.partner, financialYear);
  const receiptId = `${contributionId}-${instalmentNo}`;
  const said = saidBy(treasurer, receivedOn, `bank statement, quarter ${instalmentNo} of ${financialYear}`);
  await recorder.poolYear(`example:${receiptId}:receipt`, said, {
    type: 'RecordContributionReceipt',
    pooledFundId,
    financialYear,
    receiptId,
    contributionId,
    partnerId: promised.partnerId,
    fundingStreamId: promised.fundingStreamId,
    amountPence,
  });
  if (!isAllocated) return;
  await recorder.poolYear(`example:${receiptId}:allocate`, said, {
    type: 'AllocateReceipt',
    pooledFundId,
    financialYear,
    receiptId,
    contributionId,
    instalmentNo,
    amountPence,
  });
}

/** Contributions of this year that are not what they seem: one in kind, and one that is withheld. */
export async function contributeOtherwise(recorder: SampleRecorder, days: ExampleDays): Promise<void> {
  const { thisYear: financialYear } = days;
  const year = { pooledFundId, financialYear };
  const agreed = saidBy(pooledFundManager, firstDayOf(financialYear), `partnership board budget for ${financialYear}`);
  const inKind = contributionIdOf('analysts', financialYear);
  await recorder.poolYear(`example:${inKind}:agree`, agreed, {
    type: 'AgreeContribution',
    ...year,
    contributionId: inKind,
    partnerId: example.policeId,
    fundingStreamId: exampleStream.own,
    amountPence: 18_000_00,
    mode: 'IN_KIND',
    recurrence: 'NON_RECURRENT',
    valuationBasis: 'Two part-time analyst posts at the midpoint of their grade',
  });
  // Due at the end of the year, so that it is not late before: what is late is the instalment of the police in cash.
  await recorder.poolYear(`example:${inKind}:schedule`, agreed, {
    type: 'ScheduleContribution',
    ...year,
    contributionId: inKind,
    instalments: [{ instalmentNo: 1, dueOn: lastDayOf(financialYear), amountPence: 18_000_00 }],
  });
  await recorder.poolYear(`example:${inKind}:record`, saidBy(treasurer, days.soFar(0.5), 'time sheets of two posts'), {
    type: 'RecordNonCashContribution',
    ...year,
    contributionId: inKind,
    amountPence: 4_500_00,
    evidence: 'Time sheets of two analyst posts',
  });
  const additional = contributionIdOf('icb-additional', financialYear);
  await recorder.poolYear(`example:${additional}:agree`, agreed, {
    type: 'AgreeContribution',
    ...year,
    contributionId: additional,
    partnerId: example.icbId,
    fundingStreamId: exampleStream.own,
    amountPence: 20_000_00,
    mode: 'CASH_TRANSFER',
    recurrence: 'NON_RECURRENT',
    requirement: 'ADDITIONAL',
  });
  await recorder.poolYear(`example:${additional}:withhold`, saidBy(pooledFundManager, days.soFar(0.1), 'NHS letter'), {
    type: 'WithholdContribution',
    ...year,
    contributionId: additional,
    amountPence: 20_000_00,
    ground: 'PERFORMANCE',
    guidanceRef: 'Worked example: released when emergency admissions have fallen',
  });
}
