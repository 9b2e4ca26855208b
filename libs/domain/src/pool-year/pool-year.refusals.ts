import { formatPence } from '../shared/money';

interface Overdraw {
  readonly fundingStreamId: string;
  readonly availablePence: number;
  readonly askedPence: number;
}

/** Why the money of a pooled fund refuses, in one year. */
export const poolYearRefusals = {
  POOLED_FUND_UNKNOWN: ({ pooledFundId }: { pooledFundId: string }) =>
    `There is no pooled fund ${pooledFundId}. Establish it first.`,
  POOL_YEAR_NOT_OPEN: (d: { pooledFundId: string; financialYear: string }) =>
    `The year ${d.financialYear} of ${d.pooledFundId} has not been opened.`,
  POOL_YEAR_ALREADY_OPEN: ({ financialYear }: { financialYear: string }) =>
    `The year ${financialYear} was opened before.`,
  POOL_YEAR_CLOSED: ({ financialYear }: { financialYear: string }) =>
    `The year ${financialYear} is closed. Record late facts in the next open year; they keep their own date.`,
  LATER_YEAR_CLOSED: ({ financialYear }: { financialYear: string }) =>
    `${financialYear} cannot be opened: the year after it is closed already.`,
  PREVIOUS_YEAR_NOT_CLOSED: ({ financialYear }: { financialYear: string }) =>
    `Close ${financialYear} first: its balances are still to be brought forward.`,
  YEAR_NOT_ENDED: ({ lastDay }: { lastDay: string }) =>
    `The year ends on ${lastDay}. It can be closed from the day after.`,
  WITHDRAWALS_STILL_OPEN: ({ withdrawalIds }: { withdrawalIds: readonly string[] }) =>
    `Pay or reject these withdrawals before the year is closed: ${withdrawalIds.join(', ')}.`,
  BALANCES_ALREADY_BROUGHT_FORWARD: (_: Record<string, never>) => 'The balances were brought forward before.',
  YEAR_TOO_LARGE: ({ financialYear, mostPence }: { financialYear: string; mostPence: number }) =>
    `The amounts of ${financialYear} would come to more than ${formatPence(mostPence)}, beyond which pence are not exact.`,
  DATE_OUTSIDE_YEAR: ({ date, financialYear }: { date: string; financialYear: string }) =>
    `${date} does not lie in ${financialYear}, and its own year has not been opened.`,
  PERIOD_OUTSIDE_YEAR: ({ period }: { period: number }) => `There is no period ${period}: periods run from 1 to 12.`,
  PERIOD_ALREADY_LOCKED: ({ period }: { period: number }) => `Period ${period} is locked already.`,
  PERIOD_NOT_LOCKED: ({ period }: { period: number }) => `Period ${period} is not locked.`,
  NO_OPEN_PERIOD: ({ date, financialYear }: { date: string; financialYear: string }) =>
    `Every period of ${financialYear} from ${date} on is locked. Reopen one, or close the year and record this in the next.`,
  REOPENING_NOT_REQUESTED: ({ period }: { period: number }) =>
    `Nobody has asked to reopen period ${period}. One person asks, another reopens.`,
  SAME_PERSON_TWICE: ({ actorId, step }: { actorId: string; step: string }) =>
    `${actorId} has already ${step}; somebody else must take this step.`,
  FUND_NOT_POOLED: ({ poolingBasis }: { poolingBasis: string }) =>
    `The money of this fund is ${poolingBasis === 'ALIGNED' ? 'aligned' : 'in view'}, not pooled: its partners keep it, so no cash goes into a pot or out of one.`,
  AGREEMENT_NOT_SIGNED: ({ unsigned }: { unsigned: readonly string[] }) =>
    `This fund takes no money until every partner has signed its agreement. Not signed: ${unsigned.join(', ')}.`,
  AGENCY_NOT_PARTNER: ({ agencyId, on }: { agencyId: string; on: string }) =>
    `${agencyId} is not a partner of the fund on ${on}.`,
  FUNDING_STREAM_UNKNOWN: ({ fundingStreamId }: { fundingStreamId: string }) =>
    `There is no funding stream ${fundingStreamId}. Define it first.`,
  AMOUNT_NOT_POSSIBLE: ({ what }: { what: string }) =>
    `${what} must be a whole number of pence, from 1 to 100,000,000,000,000.`,

  CONTRIBUTION_ALREADY_AGREED: ({ contributionId }: { contributionId: string }) =>
    `There is already a contribution ${contributionId} in this year.`,
  CONTRIBUTION_UNKNOWN: ({ contributionId }: { contributionId: string }) =>
    `There is no contribution ${contributionId} in this year.`,
  CONTRIBUTION_BELOW_MINIMUM: (d: { amountPence: number; minimumPence: number }) =>
    `${formatPence(d.amountPence)} is below the published minimum of ${formatPence(d.minimumPence)}.`,
  CONTRIBUTION_NET_DOES_NOT_ADD_UP: (d: { grossPence: number; clientChargesPence: number; amountPence: number }) =>
    `${formatPence(d.grossPence)} less client charges of ${formatPence(d.clientChargesPence)} is not ${formatPence(d.amountPence)}.`,
  CONTRIBUTION_NOT_CASH: ({ contributionId, mode }: { contributionId: string; mode: string }) =>
    `The contribution ${contributionId} is ${mode}: no cash is received for it.`,
  CONTRIBUTION_IS_CASH: ({ contributionId }: { contributionId: string }) =>
    `The contribution ${contributionId} is a cash transfer: record its receipts.`,
  INSTALMENTS_DO_NOT_ADD_UP: (d: { instalmentsPence: number; amountPence: number }) =>
    `The instalments come to ${formatPence(d.instalmentsPence)}, the contribution to ${formatPence(d.amountPence)}.`,
  INSTALMENTS_MISNUMBERED: (_: Record<string, never>) =>
    'Number the instalments 1, 2, 3, … in the order of their dates.',
  INSTALMENT_UNKNOWN: (d: { contributionId: string; instalmentNo: number }) =>
    `The contribution ${d.contributionId} has no instalment ${d.instalmentNo}.`,
  INVOICED_ABOVE_CONTRIBUTION: (d: { invoicedPence: number; amountPence: number }) =>
    `Invoices would come to ${formatPence(d.invoicedPence)}, above the contribution of ${formatPence(d.amountPence)}.`,
  RECEIPT_ALREADY_RECORDED: ({ receiptId }: { receiptId: string }) =>
    `There is already a receipt ${receiptId} in this year.`,
  RECEIPT_UNKNOWN: ({ receiptId }: { receiptId: string }) => `There is no receipt ${receiptId} in this year.`,
  RECEIPT_CONTRADICTS_CONTRIBUTION: (d: { contributionId: string; partnerId: string; fundingStreamId: string }) =>
    `The contribution ${d.contributionId} is from ${d.partnerId} in the funding stream ${d.fundingStreamId}.`,
  ALLOCATED_ABOVE_INSTALMENT: (d: { allocatedPence: number; instalmentPence: number }) =>
    `${formatPence(d.allocatedPence)} would be allocated to an instalment of ${formatPence(d.instalmentPence)}. Leave the rest unallocated.`,
  ALLOCATED_ABOVE_RECEIPT: (d: { allocatedPence: number; receiptPence: number }) =>
    `${formatPence(d.allocatedPence)} would be allocated from a receipt of ${formatPence(d.receiptPence)}.`,
  VARIATION_NOT_APPROVED: ({ missing }: { missing: readonly string[] }) =>
    `A variation needs the approval of every affected partner. Missing: ${missing.join(', ')}.`,
  VARIATION_CHANGES_NOTHING: (_: Record<string, never>) => 'The contribution is that amount already.',
  VARIED_BELOW_WHAT_WAS_DONE: (d: { toPence: number; donePence: number }) =>
    `${formatPence(d.donePence)} of it is invoiced, waived or withheld: it cannot fall to ${formatPence(d.toPence)}.`,
  MORE_THAN_OUTSTANDING: (d: { askedPence: number; outstandingPence: number }) =>
    `${formatPence(d.askedPence)} is more than the ${formatPence(d.outstandingPence)} still outstanding.`,
  MORE_THAN_WITHHELD: (d: { askedPence: number; withheldPence: number }) =>
    `${formatPence(d.askedPence)} is more than the ${formatPence(d.withheldPence)} withheld.`,
  MATCH_CONDITION_ALREADY_SET: ({ contributionId }: { contributionId: string }) =>
    `The contribution ${contributionId} has a match condition already.`,
  MATCH_CONDITION_NOT_SET: ({ contributionId }: { contributionId: string }) =>
    `The contribution ${contributionId} has no match condition that is open.`,
  MATCH_CONDITION_NOT_FAILED: ({ contributionId }: { contributionId: string }) =>
    `The match condition of the contribution ${contributionId} is still open: what it holds goes back once it has failed.`,

  WITHDRAWAL_ALREADY_REQUESTED: ({ withdrawalId }: { withdrawalId: string }) =>
    `There is already a withdrawal ${withdrawalId} in this year.`,
  WITHDRAWAL_UNKNOWN: ({ withdrawalId }: { withdrawalId: string }) =>
    `There is no withdrawal ${withdrawalId} in this year.`,
  WITHDRAWAL_NOT_REQUESTED: ({ withdrawalId, status }: { withdrawalId: string; status: string }) =>
    `The withdrawal ${withdrawalId} is ${status}; only one that is requested can be approved or rejected.`,
  WITHDRAWAL_NOT_APPROVED: ({ withdrawalId, status }: { withdrawalId: string; status: string }) =>
    `The withdrawal ${withdrawalId} is ${status}; only one that is approved can be paid.`,
  SCHEME_UNKNOWN: ({ schemeId }: { schemeId: string }) => `There is no scheme ${schemeId} in this fund.`,
  DEFAULT_LIABILITY: (_: Record<string, never>) =>
    'A liability that arises from a default is never paid from the pool; it rests with the partner in default.',
  CONSENT_MISSING: ({ missing }: { missing: readonly string[] }) =>
    `Spending outside what is permitted needs the written consent of every partner. Missing: ${missing.join(', ')}.`,
  RING_FENCED_CAPITAL_ONLY: ({ fundingStreamId }: { fundingStreamId: string }) =>
    `The funding stream ${fundingStreamId} is for capital only; revenue cannot be drawn from it.`,
  SPEND_TYPE_NOT_PERMITTED: (d: { fundingStreamId: string; spendType: string }) =>
    `The funding stream ${d.fundingStreamId} does not permit ${d.spendType} spending.`,
  RING_FENCED_FOR_ANOTHER_PURPOSE: (d: { fundingStreamId: string; permittedPurposes: readonly string[] }) =>
    `The funding stream ${d.fundingStreamId} may serve only: ${d.permittedPurposes.join(', ')}.`,
  RING_FENCED_PASS_THROUGH: (d: { fundingStreamId: string; toAgencyIds: readonly string[] }) =>
    `The funding stream ${d.fundingStreamId} passes through to ${d.toAgencyIds.join(', ')}, unless each that is left out has consented.`,
  FUNDING_STREAM_EXPIRED: (d: { fundingStreamId: string; expiresOn: string }) =>
    `The funding stream ${d.fundingStreamId} could be spent until ${d.expiresOn}.`,
  FUNDING_STREAM_OVERDRAWN: (d: Overdraw) =>
    `${formatPence(d.askedPence)} is more than the ${formatPence(d.availablePence)} available in the funding stream ${d.fundingStreamId}.`,
  RING_FENCED_STREAM_OVERDRAWN: (d: Overdraw) =>
    `${formatPence(d.askedPence)} is more than the ${formatPence(d.availablePence)} available in the ring-fenced funding stream ${d.fundingStreamId}. Other money in the fund cannot stand in for it.`,
  DELEGATION_NOT_HELD: (d: { delegationId: string; actorId: string }) =>
    `${d.actorId} does not hold the delegation ${d.delegationId} on that day for this action.`,
  ABOVE_DELEGATED_LIMIT: (d: { amountPence: number; limitPence: number }) =>
    `${formatPence(d.amountPence)} is above the delegated limit of ${formatPence(d.limitPence)}. Somebody with a higher limit must decide.`,
  APPROVER_ACTS_FOR_PAYEE: ({ agencyId }: { agencyId: string }) =>
    `The payee is ${agencyId}, the approver's own agency. Somebody of another agency must approve.`,

  ENTRY_UNKNOWN: ({ entryRef }: { entryRef: string }) => `There is no entry ${entryRef}.`,
  ENTRY_NOT_REVERSIBLE: ({ entryRef, type }: { entryRef: string; type: string }) =>
    `The entry ${entryRef} (${type}) moved nothing that could be reversed.`,
  ENTRY_ALREADY_REVERSED: ({ entryRef }: { entryRef: string }) => `The entry ${entryRef} was reversed before.`,
  REVERSAL_CANNOT_BE_REVERSED: ({ entryRef }: { entryRef: string }) =>
    `The entry ${entryRef} is a reversal. Record the fact again instead.`,
  REVERSED_BEFORE_ENTRY: ({ entryRef, on }: { entryRef: string; on: string }) =>
    `The entry ${entryRef} is dated ${on}; it cannot be reversed before that day.`,
};
