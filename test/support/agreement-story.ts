import { type AgreementEvent } from '@app/domain';
import { type JsonObject } from '@app/event-store';
import { askAgreement, approve, calculate, happened, headlineBenefits, inForce, pay } from './given-agreement';
import { type Fact, fact } from './reading-registers';
import { sampleTerms } from './sample-terms';

/** Bodies and the place of the sample agreement, and the pooled fund that it reinvests into. */
const registersOfAgreement: readonly Fact[] = [
  fact('place-sheffield', 'PlaceRegistered', '2010-01-01', {
    placeId: 'sheffield',
    name: 'Sheffield',
    kind: 'WHOLE_PLACE',
    gssCodes: ['E08000019'],
  }),
  ...['council', 'police', 'nhs', 'dwp'].map((agencyId) =>
    fact(`agency-${agencyId}`, 'AgencyRegistered', '2010-01-01', {
      agencyId,
      legalName: `The ${agencyId}`,
      kind: agencyId === 'dwp' ? 'DEPARTMENT' : 'COUNCIL',
      tier: agencyId === 'dwp' ? 'CENTRAL' : 'LOCAL',
    }),
  ),
  fact('pooledFund-early-help', 'PooledFundEstablished', '2013-04-01', {
    pooledFundId: 'early-help',
    placeId: 'sheffield',
    name: 'Early help',
    legalBasis: 'S75_NHS_ACT_2006',
    poolingBasis: 'POOLED',
    hostAgencyId: 'council',
    pooledFundManager: { post: 'Head of Early Help', agencyId: 'council' },
    signature: 'NOT_TRACKED',
  }),
];

/** The events of an agreement as facts to record in its event stream. */
export const factsOf = (agreementId: string, events: readonly AgreementEvent[]): readonly Fact[] =>
  events.map(({ type, occurredOn, data }) =>
    fact(`agreement-${agreementId}`, type, occurredOn, data as unknown as JsonObject),
  );

/**
 * The headline W14, gone on with: approved, partly paid, disputed, then a benefit restated, the shares calculated anew
 * and approved, and what the police had too much clawed back.
 */
export function agreementStory(): readonly Fact[] {
  const police = headlineBenefits.find(
    (event) => event.type === 'BenefitRecognised' && event.data.agencyId === 'police',
  );
  const {
    benefitId,
    testPeriodId: _testPeriodId,
    title: _title,
    ...figures
  } = police!.data as never as {
    benefitId: string;
    testPeriodId: string;
    title: string;
    grossPence: number;
  };
  const restated = { ...figures, grossPence: 300_000_00 } as never;
  const events = happened(
    [...inForce(sampleTerms()), ...headlineBenefits],
    [
      calculate(),
      approve(),
      pay('calculation-1-due-1', 40_595_83, { bankRef: 'BACS 4711' }),
      pay('calculation-1-due-4', 13_225_00),
      askAgreement('RaiseDispute', '2014-07-02', {
        disputeId: 'd-1',
        testPeriodId: 'year-1',
        agencyId: 'nhs',
        amountPence: 1_000_00,
        positions: [
          { agencyId: 'nhs', sharePence: 5_556_25, statement: 'Our wards saved more' },
          { agencyId: 'dwp', sharePence: 3_556_25, statement: 'Less of it is cash' },
        ],
      }),
      askAgreement('RestateBenefit', '2014-09-01', { benefitId, to: restated, reason: 'Counted twice' }),
      calculate('year-1', '2014-09-02'),
      approve('calculation-2', '2014-09-10'),
    ],
  );
  return [...registersOfAgreement, ...factsOf('investment', events)];
}
