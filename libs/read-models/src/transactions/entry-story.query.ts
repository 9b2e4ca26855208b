import { parseEntryRef } from '@app/domain';
import { type Horizon } from '../reading/horizon';
import { instantOf, microsOf } from '../reading/instant';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { entriesWhere, type Transaction, transaction } from './transactions.query';

/** At most so many related entries of one sort are told at once. */
export const RELATED_MAX = 50;

/** Entries that belong together, oldest first. */
export interface RelatedEntries {
  readonly entries: readonly Transaction[];
  /** True when there are more than are told. */
  readonly isMore: boolean;
}

/** One entry, and all that the log knows beside it. */
export interface EntryStory {
  readonly entry: Transaction;
  /** All that the event counts towards, one after another; the first is `entry`. */
  readonly postings: readonly Transaction[];
  /** The entry and what undid it, or what it undid, in the order of recording; the entry alone when nothing did. */
  readonly reversalChain: readonly Transaction[];
  /** Entries of the same withdrawal, contribution, or share, claim or dispute of an agreement; null when it is of none. */
  readonly ofWithdrawal: RelatedEntries | null;
  readonly ofContribution: RelatedEntries | null;
  readonly ofAgreement: RelatedEntries | null;
  /** The instant before it was recorded: what was known then is without it. */
  readonly knownBefore: string;
}

/** Fields of an agreement's event that name what it belongs to. */
const agreementKeys = ['paymentId', 'dueId', 'calculationId', 'disputeId', 'claimId', 'benefitId'] as const;

/** The story of an entry in sight, as known at a time; undefined for one that is not there. */
export async function entryStory(look: Look, entryRef: string, horizon: Horizon): Promise<EntryStory | undefined> {
  const entry = await transaction(look, entryRef, horizon);
  if (!entry) return undefined;
  const knownAt = microsOf(entry.recordedAt);
  const { pooledFundId, withdrawalId, contributionId, financialYear } = entry;
  const related = async (condition: string, values: readonly unknown[]): Promise<RelatedEntries> => {
    const found = await entriesWhere(look, condition, values, horizon, RELATED_MAX + 1);
    return { entries: found.slice(0, RELATED_MAX), isMore: found.length > RELATED_MAX };
  };
  const other = entry.reversesEntry ?? entry.reversedByEntry;
  const beside = other === null ? undefined : await transaction(look, other, horizon);
  const chain = beside ? [entry, beside].toSorted((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1)) : [entry];
  const detail = (entry.detail ?? {}) as Readonly<Record<string, unknown>>;
  const named = agreementKeys.filter((key) => typeof detail[key] === 'string');
  // A reversal of an earlier year's payment is booked in its own year, and still is of the withdrawal of that year.
  const yearOfFact = parseEntryRef(entry.reversesEntry ?? '')?.financialYear ?? financialYear;
  return {
    entry,
    postings: await entriesWhere(look, 'e.known_at = $1', [knownAt], horizon, RELATED_MAX),
    reversalChain: chain,
    ofWithdrawal:
      withdrawalId === null
        ? null
        : await related('e.pooled_fund_id = $1 and e.financial_year = any($2) and e.withdrawal_id = $3', [
            pooledFundId,
            [financialYear, yearOfFact],
            withdrawalId,
          ]),
    ofContribution:
      contributionId === null
        ? null
        : await related(
            `(e.pooled_fund_id, e.contribution_year, e.contribution_id) in (
               select pooled_fund_id, contribution_year, contribution_id from ${READING_SCHEMA}.entry where known_at = $1)`,
            [knownAt],
          ),
    ofAgreement:
      entry.agreementId === null || named.length === 0
        ? null
        : await related(
            `e.agreement_id = $1 and (${named.map((key, place) => `e.detail->>'${key}' = $${place + 2}`).join(' or ')})`,
            [entry.agreementId, ...named.map((key) => detail[key])],
          ),
    knownBefore: instantOf(knownAt - 1),
  };
}
