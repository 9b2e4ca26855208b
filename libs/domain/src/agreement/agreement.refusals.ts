import { formatPence } from '../shared/money';
import { type TermsIssue } from './terms.check';

interface Named {
  readonly agencyId: string;
}

/** Why something asked of a benefit-sharing agreement is refused. Codes are public and stable for ever. */
export const agreementRefusals = {
  AGREEMENT_UNKNOWN: ({ agreementId }: { agreementId: string }) =>
    `There is no benefit-sharing agreement ${agreementId}. Draft it first.`,
  AGREEMENT_ALREADY_DRAFTED: ({ agreementId }: { agreementId: string }) =>
    `There is already a benefit-sharing agreement ${agreementId}.`,
  AGREEMENT_WOUND_UP: ({ agreementId }: { agreementId: string }) =>
    `The agreement ${agreementId} is wound up: nothing more is recorded.`,
  AGREEMENT_TERMINATED: ({ on }: { on: string }) =>
    `The agreement was terminated on ${on}. What was earned by then is still settled; nothing new begins.`,
  AGREEMENT_CALLED_IN: (_: Record<string, never>) =>
    'The agreement is called in. Nothing takes effect, is calculated or approved until the call-in is resolved.',
  AGREEMENT_NOT_CALLED_IN: (_: Record<string, never>) => 'The agreement is not called in.',
  AGREEMENT_SUSPENDED: (_: Record<string, never>) =>
    'The agreement is suspended. Nothing is calculated, approved or paid until it is resumed.',
  AGREEMENT_NOT_SUSPENDED: (_: Record<string, never>) => 'The agreement is not suspended.',
  AGREEMENT_NOT_TERMINATED: (_: Record<string, never>) =>
    'Only an agreement that is terminated, or whose period is over, can be wound up.',
  AGREEMENT_NOT_SETTLED: (d: { outstandingPence: number; openDisputes: readonly string[] }) =>
    `${formatPence(d.outstandingPence)} is still due; open disputes: ${d.openDisputes.join(', ') || 'none'}. Settle all of it first.`,

  PLACE_UNKNOWN: ({ placeId }: { placeId: string }) => `There is no place ${placeId}. Register it first.`,
  POOLED_FUND_UNKNOWN: ({ pooledFundId }: { pooledFundId: string }) =>
    `There is no pooled fund ${pooledFundId}. Establish it first.`,
  POOLED_FUND_NOT_NAMED: ({ why }: { why: string }) =>
    `These terms need a pooled fund, because ${why}. Name it when the agreement is drafted.`,
  TERMS_NOT_SOUND: ({ issues }: { issues: readonly (TermsIssue | string)[] }) =>
    `These terms cannot be computed. ${issues
      .slice(0, 3)
      .map((issue) => (typeof issue === 'string' ? issue : `${issue.path}: ${issue.sentence}`))
      .join(' ')}${issues.length > 3 ? ` And ${issues.length - 3} more.` : ''}`.replace(/[^.]$/, '$&.'),
  TERMS_VERSION_UNKNOWN: ({ version }: { version: number }) => `There is no version ${version} of the terms.`,
  TERMS_VERSION_NOT_LATEST: (d: { version: number; latest: number }) =>
    `Version ${d.version} is not the latest; version ${d.latest} was drafted since.`,
  TERMS_NOT_PROPOSED: ({ version }: { version: number }) =>
    `Version ${version} is a draft. Propose it to the parties first.`,
  TERMS_ALREADY_PROPOSED: ({ version, on }: { version: number; on: string }) =>
    `Version ${version} was proposed on ${on}.`,
  TERMS_ALREADY_APPROVED_BY_AGENCY: ({ agencyId, on }: Named & { on: string }) =>
    `${agencyId} approved these terms on ${on}.`,
  TERMS_NOT_APPROVED_BY_AGENCY: ({ agencyId }: Named) =>
    `${agencyId} has not approved these terms. A body approves, then its officer signs.`,
  TERMS_ALREADY_SIGNED_BY_AGENCY: ({ agencyId, on }: Named & { on: string }) =>
    `${agencyId} signed these terms on ${on}.`,
  TERMS_NOT_SIGNED_BY_ALL: ({ missing }: { missing: readonly string[] }) =>
    `Every affected party must approve and sign. Missing: ${missing.join(', ')}.`,
  TERMS_ALREADY_IN_FORCE: ({ version, from }: { version: number; from: string }) =>
    `Version ${version} is in force from ${from}.`,
  TERMS_NOT_IN_FORCE: ({ on }: { on: string }) =>
    `No terms are in force on ${on}. Nothing is computed under terms that are not in force.`,
  TERMS_BEFORE_EARLIER_VERSION: (d: { from: string; earlierFrom: string }) =>
    `A version is in force from ${d.earlierFrom} already; a later one cannot count from ${d.from}, before it.`,
  PARTY_UNKNOWN: ({ agencyId }: Named) => `${agencyId} is not a party to these terms.`,
  PARTY_ONLY_ASSESSES: ({ agencyId }: Named) =>
    `${agencyId} is an independent assessor: it judges outcomes and neither approves nor signs.`,
  PARTY_ALREADY_LEAVING: ({ agencyId, on }: Named & { on: string }) => `${agencyId} gave notice on ${on}.`,
  EXIT_NOTICE_TOO_SHORT: (d: Named & { noticeDays: number; earliestOn: string }) =>
    `The terms ask for ${d.noticeDays} days of notice: ${d.agencyId} can leave on ${d.earliestOn} at the earliest.`,
  EXIT_WITHOUT_NOTICE: ({ agencyId, on }: Named & { on: string }) =>
    `${agencyId} has given no notice that has run out by ${on}.`,
  PARTY_HAS_LEFT: ({ agencyId, on }: Named & { on: string }) =>
    `${agencyId} left on ${on}, before this test period began, and the terms still share with it. Vary the terms first.`,

  TEST_PERIOD_UNKNOWN: ({ testPeriodId }: { testPeriodId: string }) => `The terms know no test period ${testPeriodId}.`,
  TEST_PERIOD_NOT_BEGUN: ({ testPeriodId, from }: { testPeriodId: string; from: string }) =>
    `The test period ${testPeriodId} begins on ${from}.`,
  METRIC_UNKNOWN: ({ metricId }: { metricId: string }) => `The terms know no metric ${metricId}.`,
  METRIC_NEEDS_AGENCY: ({ metricId }: { metricId: string }) =>
    `The metric ${metricId} has a value for each agency: say which.`,
  METRIC_NOT_BY_AGENCY: ({ metricId }: { metricId: string }) =>
    `The metric ${metricId} has one value for all: name no agency.`,
  VALUE_NOT_POSSIBLE: ({ what, value }: { what: string; value: string }) =>
    `${what} is ${value}; it must be a number such as 1680, 12.5 or 5/6 that fits its unit.`,
  BASELINE_NOT_AGREED: ({ metricId }: { metricId: string }) =>
    `No baseline of ${metricId} is agreed. Agree it before anything is claimed or restated.`,
  BASELINE_ALREADY_AGREED: ({ metricId }: { metricId: string }) =>
    `A baseline of ${metricId} is agreed already. Rebase it, with the reason.`,
  AGREED_BY_NOT_ALL: ({ missing }: { missing: readonly string[] }) =>
    `A baseline needs every party. Missing: ${missing.join(', ')}.`,
  OUTCOME_ALREADY_MEASURED: ({ metricId, testPeriodId }: { metricId: string; testPeriodId: string }) =>
    `${metricId} is measured for ${testPeriodId} already. Restate it, with the reason.`,
  OUTCOME_NOT_MEASURED: ({ metricId }: { metricId: string }) =>
    `${metricId} is not measured for that test period, so it cannot be restated.`,
  NOTHING_RESTATED: (_: Record<string, never>) => 'It is that figure already: there is nothing to restate.',
  OUTCOME_UNKNOWN: ({ outcomeCode }: { outcomeCode: string }) => `The terms know no outcome ${outcomeCode}.`,
  CLAIM_ALREADY_MADE: ({ claimId }: { claimId: string }) => `There is already a claim ${claimId}.`,
  CLAIM_UNKNOWN: ({ claimId }: { claimId: string }) => `There is no claim ${claimId}.`,
  CLAIM_SETTLED: ({ claimId, status }: { claimId: string; status: string }) =>
    `The claim ${claimId} is ${status.toLowerCase()}.`,
  DATE_OUTSIDE_TEST_PERIOD: (d: { date: string; testPeriodId: string; from: string; to: string }) =>
    `${d.date} does not lie in the test period ${d.testPeriodId}, ${d.from} to ${d.to}.`,
  MORE_UNITS_THAN_COHORT: (d: { outcomeCode: string; claimed: string; cohort: string }) =>
    `${d.claimed} units of ${d.outcomeCode} would be claimed for a cohort of ${d.cohort}.`,
  PARTICIPANT_NOT_NAMED: ({ outcomeCode }: { outcomeCode: string }) =>
    `${outcomeCode} is paid once for each participant: name the participant by an opaque reference.`,
  OUTCOME_CLAIMED_BEFORE: (d: { outcomeCode: string; participantRef: string }) =>
    `${d.outcomeCode} is claimed for ${d.participantRef} already, and the terms pay for it once.`,
  OUTCOME_CLAIMED_ELSEWHERE: (d: { outcomeCode: string; participantRef: string; agreementId: string }) =>
    `${d.participantRef} is claimed for under ${d.agreementId}, and the terms do not pay for the same outcome twice.`,
  VALIDATION_NOT_ACCEPTED: ({ method, methods }: { method: string; methods: readonly string[] }) =>
    `The terms do not accept ${method}; they accept ${methods.join(', ')}.`,
  VALIDATOR_IS_CLAIMANT: ({ agencyId }: Named) =>
    `${agencyId} made the claim: another body must validate it by this method.`,
  VALIDATOR_NOT_ASSESSOR: ({ agencyId }: Named) => `${agencyId} is not the independent assessor of these terms.`,
  VALIDATOR_NOT_CLAIMANT: ({ agencyId }: Named) =>
    `Only the claimant declares its own claims; ${agencyId} did not make this one.`,
  SPOT_CHECK_NOT_POSSIBLE: (d: { checkedCount: number; invalidCount: number; validatedCount: number }) =>
    `${d.checkedCount} claims checked and ${d.invalidCount} invalid is not possible: ${d.validatedCount} are validated.`,
  FULL_CHECK_REQUIRED: ({ testPeriodId, unchecked }: { testPeriodId: string; unchecked: number }) =>
    `A spot check of ${testPeriodId} found too many invalid claims. ${unchecked} claims must be validated by audit, an assessor or administrative data before anything more is paid.`,
  BENEFIT_ALREADY_RECOGNISED: ({ benefitId }: { benefitId: string }) =>
    `The benefit ${benefitId} is recognised already. Restate it, with the reason.`,
  BENEFIT_UNKNOWN: ({ benefitId }: { benefitId: string }) => `There is no benefit ${benefitId}.`,
  DELIVERY_COST_MISSING: ({ benefitId }: { benefitId: string }) =>
    `Say what ${benefitId} cost to bring about, 0 if nothing. A gross saving alone is not recognised.`,
  AMOUNT_NOT_POSSIBLE: ({ what }: { what: string }) =>
    `${what} must be a whole number of pence, at most 100,000,000,000,000.`,
  OUTTURN_ALREADY_DECLARED: ({ testPeriodId }: { testPeriodId: string }) =>
    `The outturn of ${testPeriodId} is declared already. Declare it again with the reason.`,
  OUTTURN_LINE_TWICE: ({ lineId }: { lineId: string }) => `The line ${lineId} stands twice in the outturn.`,

  EVIDENCE_MISSING: ({ reasons }: { reasons: readonly string[] }) =>
    `Nothing can be calculated yet. ${reasons.join(' ')}`.replace(/[^.]$/, '$&.'),
  AMOUNTS_TOO_LARGE: (_: Record<string, never>) =>
    'The amounts together are too large to be told to the penny. Nothing was calculated.',
  CALCULATION_UNKNOWN: ({ calculationId }: { calculationId: string }) => `There is no calculation ${calculationId}.`,
  CALCULATION_ALREADY_APPROVED: ({ calculationId }: { calculationId: string }) =>
    `The calculation ${calculationId} is approved.`,
  CALCULATION_OUT_OF_DATE: ({ calculationId }: { calculationId: string }) =>
    `Evidence, terms or another test period changed since ${calculationId}. Calculate again, and approve that.`,
  CALCULATION_CHANGES_NOTHING: ({ testPeriodId }: { testPeriodId: string }) =>
    `The shares of ${testPeriodId} rest on what was approved before. There is nothing to approve.`,
  DATE_BEFORE_ITS_CAUSE: ({ date, what, on }: { date: string; what: string; on: string }) =>
    `${date} is before ${on}, the day of ${what} that it is about.`,
  SAME_PERSON_TWICE: ({ actorId, step }: { actorId: string; step: string }) =>
    `${actorId} has already ${step}; somebody else must take this step.`,
  DUE_UNKNOWN: ({ dueId }: { dueId: string }) => `There is no due ${dueId}.`,
  MORE_THAN_DUE: (d: { askedPence: number; outstandingPence: number }) =>
    `${formatPence(d.askedPence)} is more than the ${formatPence(d.outstandingPence)} still due.`,
  AMOUNT_IN_DISPUTE: (d: { askedPence: number; payablePence: number; frozenPence: number }) =>
    `${formatPence(d.frozenPence)} is in dispute and frozen: at most ${formatPence(d.payablePence)} can be paid, not ${formatPence(d.askedPence)}.`,
  PAYMENT_ALREADY_MADE: ({ paymentId }: { paymentId: string }) => `There is already a payment ${paymentId}.`,
  PAYMENT_UNKNOWN: ({ paymentId }: { paymentId: string }) => `There is no payment ${paymentId}.`,
  PAYMENT_ALREADY_REVERSED: ({ paymentId }: { paymentId: string }) => `The payment ${paymentId} was reversed before.`,
  REINVESTMENT_NOT_REVERSIBLE: ({ paymentId }: { paymentId: string }) =>
    `${paymentId} is a contribution in the pooled fund now. Return it from there to the partner who paid it.`,

  FUND_NOT_POOLED: ({ poolingBasis }: { poolingBasis: string }) =>
    `The money of the fund is ${poolingBasis === 'ALIGNED' ? 'aligned' : 'in view'}, not pooled: nothing can be reinvested into it.`,
  FUND_ENTRY_NOT_NAMED: ({ dueId }: { dueId: string }) =>
    `${dueId} goes into the pooled fund or out of it. Record that in the fund's year first, and name the entry here.`,
  FUND_ENTRY_UNKNOWN: ({ fundEntryRef }: { fundEntryRef: string }) =>
    `The pooled fund of this agreement has no entry ${fundEntryRef}.`,
  FUND_ENTRY_CONTRADICTS_PAYMENT: (d: {
    fundEntryRef: string;
    expected: string;
    agencyId: string;
    amountPence: number;
  }) => `${d.fundEntryRef} is not a ${d.expected} of ${d.agencyId} over ${formatPence(d.amountPence)}.`,
  FUND_ENTRY_ALREADY_NAMED: ({ fundEntryRef, paymentId }: { fundEntryRef: string; paymentId: string }) =>
    `The payment ${paymentId} names ${fundEntryRef} already.`,
  FUNDING_STREAM_NOT_RESTRICTED: (d: { fundingStreamId: string; purposes: readonly string[] }) =>
    `The funding stream ${d.fundingStreamId} is not ring-fenced for ${d.purposes.join(', ')}, as the terms ask. Vary the terms to name another.`,
  FUND_WOULD_REFUSE: ({ why }: { why: string }) => `The pooled fund cannot take it now. ${why}`.replace(/[^.]$/, '$&.'),
  PAYER_NOT_PARTNER_OF_FUND: ({ agencyId, on }: Named & { on: string }) =>
    `${agencyId} is not a partner of the pooled fund on ${on}: admit it before it pays into the fund.`,
  FUND_AGREEMENT_NOT_SIGNED: ({ unsigned }: { unsigned: readonly string[] }) =>
    `The fund takes no money until every partner has signed its agreement. Not signed: ${unsigned.join(', ')}.`,

  DISPUTE_ALREADY_RAISED: ({ disputeId }: { disputeId: string }) => `There is already a dispute ${disputeId}.`,
  DISPUTE_UNKNOWN: ({ disputeId }: { disputeId: string }) => `There is no dispute ${disputeId}.`,
  DISPUTE_RESOLVED: ({ disputeId }: { disputeId: string }) => `The dispute ${disputeId} is resolved.`,
  DISPUTE_ABOUT_NOTHING: ({ agencyId, testPeriodId }: Named & { testPeriodId: string }) =>
    `No calculation of ${testPeriodId} gives ${agencyId} anything to pay or to receive.`,
  DISPUTED_MORE_THAN_SETTLEMENT: (d: { amountPence: number; settlementPence: number }) =>
    `${formatPence(d.amountPence)} is more than the settlement of ${formatPence(d.settlementPence)} that it is about.`,
  DISPUTE_STEPS_EXHAUSTED: ({ disputeId }: { disputeId: string }) =>
    `The terms have no further step for ${disputeId}. It must be resolved.`,
  NOT_DUE_MORE_THAN_FROZEN: (d: { notDuePence: number; frozenPence: number }) =>
    `${formatPence(d.notDuePence)} cannot be taken off: ${formatPence(d.frozenPence)} of dues is frozen by this dispute. What is not approved yet is corrected by its evidence; what is paid is clawed back after a restatement.`,
};
