import { contributeWhatIsReinvested } from '@app/application';
import { firstDayOf } from '@app/domain';
import { approver, example, nhsApprover, pooledFundManager, section151Officer, treasurer } from '../sample-people';
import { sampleLoader, type SampleRecorder } from '../sample-recorder';
import { type CarryOut } from './carry-out';
import { beforeItBegan, type ExampleDays } from './example-days';
import { agreedTerms, investmentTerms, proposedTerms } from './investment-terms';
import { saidBy } from './place-and-fund';
import { type Signatory, signTerms } from './terms-signing';

const agreementId = 'example-investment';
const { councilId, policeId, icbId, departmentId } = example;

const parties = [
  { agencyId: councilId, by: approver, post: 'Head of finance' },
  { agencyId: policeId, by: sampleLoader, post: 'Chief finance officer' },
  { agencyId: icbId, by: nhsApprover, post: 'Chief finance officer' },
  { agencyId: departmentId, by: sampleLoader, post: 'Director of local programmes' },
];

/** The investment agreement, signed by all before last year began. */
export async function reachInvestmentAgreement(recorder: SampleRecorder, days: ExampleDays): Promise<void> {
  const on = (daysEarlier: number) => beforeItBegan(days, daysEarlier);
  await recorder.agreement('example:investment:draft', saidBy(sampleLoader, on(60), 'investment board minute 1'), {
    type: 'DraftBenefitSharingAgreement',
    agreementId,
    placeId: example.placeId,
    pooledFundId: example.pooledFundId,
    terms: investmentTerms(days, agreedTerms),
  });
  await recorder.agreement('example:investment:propose', saidBy(sampleLoader, on(50), 'investment board minute 2'), {
    type: 'ProposeTerms',
    agreementId,
    version: 1,
  });
  const signatories = parties.map((party) => ({ ...party, approvedOn: on(30), signedOn: on(20) }));
  await signTerms(recorder, { agreementId, version: 1 }, signatories);
  const inForce = saidBy(section151Officer, firstDayOf(days.lastYear), 'investment board minute 3');
  await recorder.agreement('example:investment:in-force', inForce, {
    type: 'PutTermsIntoForce',
    agreementId,
    version: 1,
  });
}

/** What each agency saved last year, and how much of it is cash that can be spent elsewhere. */
const savings = [
  { agencyId: councilId, title: 'Fewer children in care', grossPence: 180_000_00, cashablePct: '80' },
  { agencyId: policeId, title: 'Fewer call-outs', grossPence: 420_000_00, cashablePct: '40' },
  { agencyId: icbId, title: 'Fewer emergency admissions', grossPence: 350_000_00, cashablePct: '50' },
  { agencyId: departmentId, title: 'Fewer claims for benefits', grossPence: 250_000_00, cashablePct: '100' },
];

/** Last year's shares: calculated, approved, paid in part, and a part in dispute. */
export async function settleInvestmentAgreement(
  recorder: SampleRecorder,
  days: ExampleDays,
  carryOut: CarryOut,
): Promise<void> {
  const { lastYear: testPeriodId } = days;
  for (const { agencyId, ...saving } of savings) {
    const said = saidBy(treasurer, days.soFar(0.2), 'benefits report to the investment board');
    await recorder.agreement(`example:investment:benefit:${agencyId}`, said, {
      type: 'RecogniseBenefit',
      agreementId,
      benefitId: `${agencyId}-saving`,
      testPeriodId,
      agencyId,
      benefitType: 'FISCAL',
      stage: 'REALISED',
      deliveryCostPence: 0,
      optimismBiasPct: '0',
      attributionPct: '100',
      deadweightPct: '0',
      ...saving,
    });
  }
  const calculated = saidBy(pooledFundManager, days.soFar(0.3), 'investment board paper 4');
  await recorder.agreement('example:investment:calculate', calculated, {
    type: 'CalculateShares',
    agreementId,
    testPeriodId,
  });
  const approved = saidBy(section151Officer, days.soFar(0.4), 'investment board minute 5');
  await recorder.agreement('example:investment:approve', approved, {
    type: 'ApproveShares',
    agreementId,
    calculationId: 'calculation-1',
  });
  await payShares(recorder, days, carryOut);
  await disputeShare(recorder, days);
}

/** The police pay in full, the department in part; what is reinvested goes into the fund. */
async function payShares(recorder: SampleRecorder, days: ExampleDays, carryOut: CarryOut): Promise<void> {
  const said = saidBy(treasurer, days.soFar(0.6), 'investment board minute 5, bank statement');
  const pay = (no: number, amountPence: number) =>
    recorder.agreement(`example:investment:pay:${no}`, said, {
      type: 'PayShare',
      agreementId,
      dueId: `calculation-1-due-${no}`,
      paymentId: `example-share-${no}`,
      amountPence,
      bankRef: `BACS share ${no}`,
    });
  await pay(1, 40_595_83);
  await pay(2, 100_000_00);
  await carryOut(contributeWhatIsReinvested, await pay(4, 13_225_00));
}

async function disputeShare(recorder: SampleRecorder, days: ExampleDays): Promise<void> {
  const disputeId = 'example-dispute-1';
  await recorder.agreement(
    'example:investment:dispute',
    saidBy(sampleLoader, days.soFar(0.7), 'letter of the NHS body'),
    {
      type: 'RaiseDispute',
      agreementId,
      disputeId,
      testPeriodId: days.lastYear,
      agencyId: icbId,
      amountPence: 1_000_00,
      positions: [
        {
          agencyId: icbId,
          sharePence: 5_556_25,
          statement: 'Less of what our wards saved is cash than the report says, so we should receive more.',
        },
        {
          agencyId: departmentId,
          sharePence: 3_556_25,
          statement: 'More of it is cash: two wards were closed and their budgets released.',
        },
      ],
    },
  );
  await recorder.agreement('example:investment:escalate', saidBy(sampleLoader, days.soFar(0.8), 'board minute 6'), {
    type: 'EscalateDispute',
    agreementId,
    disputeId,
  });
}

/** Version 2 is proposed: two of the four parties have signed it, one has only approved it, one has done nothing. */
export async function varyInvestmentAgreement(recorder: SampleRecorder, days: ExampleDays): Promise<void> {
  await recorder.agreement('example:investment:vary', saidBy(sampleLoader, days.soFar(0.85), 'board minute 7'), {
    type: 'DraftTerms',
    agreementId,
    terms: investmentTerms(days, proposedTerms),
    reason: 'The investment board asks for more caution, for more to be reinvested, and for one year more',
  });
  await recorder.agreement('example:investment:propose:2', saidBy(sampleLoader, days.soFar(0.87), 'board minute 8'), {
    type: 'ProposeTerms',
    agreementId,
    version: 2,
  });
  const approvedOn = days.soFar(0.9);
  const signedOn = days.soFar(0.95);
  const progress = new Map<string, Pick<Signatory, 'approvedOn' | 'signedOn'>>([
    [councilId, { approvedOn, signedOn }],
    [departmentId, { approvedOn, signedOn }],
    [icbId, { approvedOn }],
  ]);
  const signatories = parties.map((party) => ({ ...party, ...progress.get(party.agencyId) }));
  await signTerms(recorder, { agreementId, version: 2 }, signatories);
}
