import { type accessRefusals, type agreementRefusals, type poolYearRefusals, type sharedRefusals } from '@app/domain';

type Code =
  | keyof typeof sharedRefusals
  | keyof typeof poolYearRefusals
  | keyof typeof agreementRefusals
  | keyof typeof accessRefusals
  | 'NOT_ALLOWED';

const shares = ['calculation', 'due'] as const;
const dates = ['occurredOn'] as const;
const fund = ['pooledFundId', 'withdrawal', 'entryRef'] as const;
const amounts = ['amountPence', 'netPence', 'irrecoverableVatPence', 'clientChargesPence'] as const;
const years = ['financialYear', 'agreed'] as const;
const funding = ['fundingStreamId', 'contribution'] as const;
const party = ['byAgencyId', 'agencyId', 'claimantId'] as const;

/** Which answers can be changed so that a refusal falls away, by the names of their questions; the first is the likeliest. */
const questionsByCode: Readonly<Partial<Record<Code, readonly string[]>>> = {
  AUTHORITY_MISSING: ['authorityRef'],
  DATE_DOES_NOT_EXIST: dates,
  DATE_IN_FUTURE: [...dates, 'achievedOn'],
  DATE_OUTSIDE_YEAR: dates,
  POOLED_FUND_UNKNOWN: fund,
  POOL_YEAR_NOT_OPEN: [...years, ...dates, ...fund],
  POOL_YEAR_CLOSED: [...years, ...dates],
  NO_OPEN_PERIOD: dates,
  FUND_NOT_POOLED: fund,
  AGREEMENT_NOT_SIGNED: fund,
  YEAR_TOO_LARGE: amounts,
  AMOUNT_NOT_POSSIBLE: [...amounts, 'rhythm'],
  AGENCY_NOT_PARTNER: ['partnerId', 'financialYear', 'commissioningAgencyId', 'payeeAgencyId', ...dates],
  FUNDING_STREAM_UNKNOWN: funding,
  CONTRIBUTION_ALREADY_AGREED: ['contributionId', 'financialYear'],
  CONTRIBUTION_BELOW_MINIMUM: ['amountPence', 'publishedMinimumPence'],
  CONTRIBUTION_UNKNOWN: ['contribution', 'agreed'],
  INSTALMENTS_DO_NOT_ADD_UP: ['agreed'],
  CONTRIBUTION_NOT_CASH: ['contribution'],
  RECEIPT_CONTRADICTS_CONTRIBUTION: ['contribution', 'partnerId', 'fundingStreamId'],
  ALLOCATED_ABOVE_INSTALMENT: ['amountPence', 'contribution'],
  MORE_THAN_OUTSTANDING: ['amountPence', 'contribution'],
  WITHDRAWAL_UNKNOWN: ['withdrawal'],
  WITHDRAWAL_NOT_REQUESTED: ['withdrawal'],
  WITHDRAWAL_NOT_APPROVED: ['withdrawal'],
  SAME_PERSON_TWICE: ['withdrawal', ...shares],
  SCHEME_UNKNOWN: ['schemeId'],
  DEFAULT_LIABILITY: ['expenditureKind'],
  CONSENT_MISSING: ['consentingAgencyIds', 'expenditureKind'],
  RING_FENCED_CAPITAL_ONLY: ['spendType', 'fundingStreamId'],
  SPEND_TYPE_NOT_PERMITTED: ['spendType', 'fundingStreamId'],
  RING_FENCED_FOR_ANOTHER_PURPOSE: ['purposeCode', 'fundingStreamId'],
  RING_FENCED_PASS_THROUGH: ['payeeKind', 'payeeAgencyId', 'fundingStreamId'],
  FUNDING_STREAM_EXPIRED: ['fundingStreamId', ...dates],
  FUNDING_STREAM_OVERDRAWN: [...amounts, ...funding],
  RING_FENCED_STREAM_OVERDRAWN: [...amounts, ...funding],
  DELEGATION_NOT_HELD: ['delegationId', ...dates],
  ABOVE_DELEGATED_LIMIT: ['delegationId', 'withdrawal'],
  APPROVER_ACTS_FOR_PAYEE: ['withdrawal'],
  ENTRY_UNKNOWN: ['entryRef'],
  ENTRY_NOT_REVERSIBLE: ['entryRef'],
  ENTRY_ALREADY_REVERSED: ['entryRef'],
  REVERSAL_CANNOT_BE_REVERSED: ['entryRef'],
  REVERSED_BEFORE_ENTRY: dates,
  TERMS_VERSION_UNKNOWN: ['version'],
  TERMS_VERSION_NOT_LATEST: ['version'],
  TERMS_NOT_PROPOSED: ['version'],
  TERMS_ALREADY_APPROVED_BY_AGENCY: party,
  TERMS_NOT_APPROVED_BY_AGENCY: party,
  TERMS_ALREADY_SIGNED_BY_AGENCY: party,
  TERMS_NOT_IN_FORCE: ['achievedOn', 'testPeriodId', ...dates],
  AGREEMENT_CALLED_IN: ['agreementId', ...shares],
  AGREEMENT_SUSPENDED: ['agreementId', ...shares],
  AGREEMENT_TERMINATED: ['testPeriodId', 'agreementId'],
  EVIDENCE_MISSING: ['testPeriodId', ...shares],
  FULL_CHECK_REQUIRED: ['testPeriodId', ...shares],
  CALCULATION_OUT_OF_DATE: ['calculation'],
  CALCULATION_ALREADY_APPROVED: ['calculation'],
  CALCULATION_CHANGES_NOTHING: ['calculation'],
  DUE_UNKNOWN: ['due'],
  MORE_THAN_DUE: ['amountPence', 'due'],
  AMOUNT_IN_DISPUTE: ['amountPence', 'due'],
  FUND_ENTRY_UNKNOWN: ['fundEntryRef'],
  FUND_ENTRY_CONTRADICTS_PAYMENT: ['fundEntryRef', 'amountPence', 'due'],
  FUND_ENTRY_ALREADY_NAMED: ['fundEntryRef'],
  PAYER_NOT_PARTNER_OF_FUND: ['due', ...dates],
  FUND_WOULD_REFUSE: ['due', ...dates],
  PARTY_UNKNOWN: party,
  PARTY_ONLY_ASSESSES: party,
  PARTY_HAS_LEFT: [...party, 'testPeriodId'],
  TEST_PERIOD_UNKNOWN: ['testPeriodId'],
  TEST_PERIOD_NOT_BEGUN: ['testPeriodId'],
  VALUE_NOT_POSSIBLE: ['units'],
  OUTCOME_UNKNOWN: ['outcomeCode'],
  BASELINE_NOT_AGREED: ['outcomeCode'],
  CLAIM_UNKNOWN: ['claimIds'],
  CLAIM_SETTLED: ['claimIds'],
  DATE_OUTSIDE_TEST_PERIOD: ['achievedOn', 'testPeriodId'],
  MORE_UNITS_THAN_COHORT: ['units'],
  PARTICIPANT_NOT_NAMED: ['participantRef'],
  OUTCOME_CLAIMED_BEFORE: ['participantRef', 'outcomeCode'],
  OUTCOME_CLAIMED_ELSEWHERE: ['participantRef'],
  VALIDATION_NOT_ACCEPTED: ['method'],
  VALIDATOR_IS_CLAIMANT: [...party, 'method'],
  VALIDATOR_NOT_ASSESSOR: [...party, 'method'],
  VALIDATOR_NOT_CLAIMANT: [...party, 'method'],
  DATE_BEFORE_ITS_CAUSE: dates,
  GRANT_TO_ONESELF: ['actorId'],
  ROLE_ALREADY_HELD: ['role', 'scopeKind', 'actorId'],
  GRANT_UNKNOWN: ['grant'],
  GRANT_ALREADY_REVOKED: ['grant'],
  PLACE_UNKNOWN: ['placeId'],
  NOT_ALLOWED: [...party, 'scopeKind'],
};

/** The answers that can be changed so that a refusal falls away, among those that were asked for. */
export function questionsToChange(code: string, asked: readonly string[]): readonly string[] {
  const known: Readonly<Record<string, readonly string[] | undefined>> = questionsByCode;
  return Object.hasOwn(known, code) ? (known[code] ?? []).filter((name) => asked.includes(name)) : [];
}
