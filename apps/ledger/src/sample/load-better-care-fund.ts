import { firstDayOf, firstDayOfPeriod, instalmentsBy } from '@app/domain';
import { type Said, sampleLoader, type SampleRecorder } from './sample-recorder';

/** What two grant determinations say of Bolton, and when it was to be paid. */
const determinations = [
  { financialYear: '2023-24', determinationRef: '31/6644', amountPence: 14_875_163_00 },
  { financialYear: '2024-25', determinationRef: '31/7245', amountPence: 14_875_163_00 },
];

const pooledFundId = 'bolton-better-care-fund';
const said = (on: string, authorityRef: string): Said => ({ by: sampleLoader, on, authorityRef });

/** The Improved Better Care Fund of Bolton, as two grant determinations tell it. */
export async function loadBetterCareFund(recorder: SampleRecorder): Promise<void> {
  const registered = said('2017-04-01', 'Improved Better Care Fund grant determinations');
  await recorder.place('bolton', registered, {
    type: 'RegisterPlace',
    placeId: 'bolton',
    name: 'Bolton',
    kind: 'HEALTH_AND_WELLBEING_BOARD_AREA',
    gssCodes: ['E08000001'],
    parentPlaceId: 'greater-manchester',
  });
  await recorder.agency('dluhc', registered, {
    type: 'RegisterAgency',
    agencyId: 'dluhc',
    legalName: 'Department for Levelling Up, Housing and Communities',
    kind: 'DEPARTMENT',
    tier: 'CENTRAL',
    alsoKnownAs: ['DLUHC'],
  });
  await recorder.fundingStream('ibcf', registered, {
    type: 'DefineFundingStream',
    fundingStreamId: 'ibcf',
    name: 'Improved Better Care Fund',
    originAgencyId: 'dluhc',
    ringFence: 'PURPOSE',
    ringFenceSetBy: 'DEPARTMENT',
    permittedPurposes: ['adult-social-care', 'reducing-nhs-pressure', 'social-care-provider-market'],
    permittedSpendTypes: ['REVENUE'],
  });
  await recorder.pooledFund('fund', registered, {
    type: 'EstablishPooledFund',
    pooledFundId,
    placeId: 'bolton',
    name: 'Bolton Better Care Fund',
    legalBasis: 'S75_NHS_ACT_2006',
    poolingBasis: 'POOLED',
    hostAgencyId: 'bolton-council',
    pooledFundManager: { post: 'Pooled fund manager', agencyId: 'bolton-council' },
    signature: 'NOT_TRACKED',
  });
  await recorder.pooledFund('partner', registered, { type: 'AdmitPartner', pooledFundId, agencyId: 'dluhc' });
  for (const determination of determinations) await loadYear(recorder, determination);
}

async function loadYear(
  recorder: SampleRecorder,
  { financialYear, determinationRef, amountPence }: (typeof determinations)[number],
): Promise<void> {
  const authority = `Improved Better Care Fund grant determination ${financialYear}, No ${determinationRef}`;
  const onFirst = said(firstDayOf(financialYear), authority);
  const year = { pooledFundId, financialYear };
  const contributionId = `ibcf-${financialYear}`;
  const payer = { partnerId: 'dluhc', fundingStreamId: 'ibcf' };
  await recorder.poolYear(`${financialYear}:open`, onFirst, { type: 'OpenPoolYear', ...year });
  await recorder.poolYear(`${financialYear}:agree`, onFirst, {
    type: 'AgreeContribution',
    ...year,
    ...payer,
    contributionId,
    amountPence,
    determinationRef,
    mode: 'CASH_TRANSFER',
    recurrence: 'NON_RECURRENT',
  });
  await recorder.poolYear(`${financialYear}:schedule`, onFirst, {
    type: 'ScheduleContribution',
    ...year,
    contributionId,
    calendar: 'MONTHLY',
  });
  for (const { instalmentNo, amountPence: instalmentPence } of instalmentsBy('MONTHLY', financialYear, amountPence)) {
    const paid = said(
      firstDayOfPeriod(financialYear, instalmentNo),
      `${authority}: paid in monthly instalments; the day was not published, the first is assumed`,
    );
    await recorder.poolYear(`${financialYear}:receipt:${instalmentNo}`, paid, {
      type: 'RecordContributionReceipt',
      ...year,
      ...payer,
      receiptId: `${contributionId}-${instalmentNo}`,
      contributionId,
      amountPence: instalmentPence,
    });
  }
}
