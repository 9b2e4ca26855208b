import { addDays, firstDayOf, type OutcomeClaimed } from '@app/domain';
import { approver, example, pooledFundManager, section151Officer, treasurer } from '../sample-people';
import { sampleLoader, type SampleRecorder } from '../sample-recorder';
import { beforeItBegan, type ExampleDays } from './example-days';
import { saidBy } from './place-and-fund';
import { exampleOutcome, familiesMetricId, tariffTerms } from './tariff-terms';
import { signTerms } from './terms-signing';

const agreementId = 'example-families-tariff';
const { councilId, departmentId } = example;

/** An agreement that pays for results: its claims are some validated, one rejected, and some still to be looked at. */
export async function reachTariffAgreement(recorder: SampleRecorder, days: ExampleDays): Promise<void> {
  const on = (daysEarlier: number) => beforeItBegan(days, daysEarlier);
  await recorder.agreement('example:tariff:draft', saidBy(sampleLoader, on(60), 'grant offer letter'), {
    type: 'DraftBenefitSharingAgreement',
    agreementId,
    placeId: example.placeId,
    terms: tariffTerms(days),
  });
  await recorder.agreement('example:tariff:propose', saidBy(sampleLoader, on(50), 'grant offer letter'), {
    type: 'ProposeTerms',
    agreementId,
    version: 1,
  });
  const agreed = { approvedOn: on(30), signedOn: on(20) };
  await signTerms(recorder, { agreementId, version: 1 }, [
    { agencyId: departmentId, by: sampleLoader, post: 'Director of local programmes', ...agreed },
    { agencyId: councilId, by: approver, post: 'Head of finance', ...agreed },
  ]);
  const began = firstDayOf(days.lastYear);
  await recorder.agreement('example:tariff:in-force', saidBy(section151Officer, began, 'cabinet decision 12'), {
    type: 'PutTermsIntoForce',
    agreementId,
    version: 1,
  });
  await recorder.agreement('example:tariff:baseline', saidBy(sampleLoader, began, 'grant offer letter'), {
    type: 'AgreeBaseline',
    agreementId,
    metricId: familiesMetricId,
    value: '60',
    source: 'Families named in the grant offer letter',
    agreedBy: [departmentId, councilId],
  });
  await claim(recorder, days);
  await recorder.agreement('example:tariff:calculate', saidBy(pooledFundManager, days.soFar(0.5), 'claim return'), {
    type: 'CalculateShares',
    agreementId,
    testPeriodId: days.lastYear,
  });
}

async function claim(recorder: SampleRecorder, days: ExampleDays): Promise<void> {
  const validated = [1, 2, 3, 4, 5, 6, 7, 8].map((no) => turnedAround(days, no));
  const rejected = turnedAround(days, 9);
  const waiting = [10, 11, 12].map((no) => turnedAround(days, no));
  const attached = joined(days.lastYear, '24');
  await recorder.agreement('example:tariff:claim', saidBy(treasurer, days.soFar(0.1), 'claim return'), {
    type: 'ClaimOutcomes',
    agreementId,
    claims: [attached, ...validated, rejected, ...waiting, joined(days.thisYear, '6')],
  });
  const checked = saidBy(sampleLoader, days.soFar(0.3), 'check against school and police records');
  await recorder.agreement('example:tariff:validate', checked, {
    type: 'ValidateClaims',
    agreementId,
    claimIds: [attached, ...validated].map(({ claimId }) => claimId),
    method: 'ADMIN_DATA',
    byAgencyId: departmentId,
  });
  await recorder.agreement('example:tariff:reject', checked, {
    type: 'RejectClaims',
    agreementId,
    claimIds: [rejected.claimId],
    reason: 'School attendance had not improved for three terms',
  });
}

const joined = (testPeriodId: string, units: string): OutcomeClaimed['data'] => ({
  claimId: `example-joined-${testPeriodId}`,
  claimantId: councilId,
  outcomeCode: exampleOutcome.attached,
  testPeriodId,
  achievedOn: firstDayOf(testPeriodId),
  units,
  evidence: 'List of families held by the council',
});

/** The claim for one family, which is known by an opaque reference alone. */
const turnedAround = ({ lastYear }: ExampleDays, no: number): OutcomeClaimed['data'] => ({
  claimId: `example-turned-around-${no}`,
  claimantId: councilId,
  outcomeCode: exampleOutcome.turnedAround,
  testPeriodId: lastYear,
  achievedOn: addDays(firstDayOf(lastYear), 200 + no * 10),
  units: '1',
  participantRef: `example-family-${String(no).padStart(3, '0')}`,
  evidence: 'Case file held by the council',
});
