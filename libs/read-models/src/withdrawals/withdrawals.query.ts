import { entryRefOf, type WithdrawalRequested } from '@app/domain';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';

export const withdrawalStatuses = ['REQUESTED', 'APPROVED', 'REJECTED', 'PAID', 'REVERSED'] as const;
export type WithdrawalStatus = (typeof withdrawalStatuses)[number];

/** A withdrawal and how far it has come. */
export interface WithdrawalRow {
  readonly withdrawalId: string;
  status: WithdrawalStatus;
  readonly requestedOn: string;
  readonly requestedBy: string;
  approvedBy: string | null;
  delegationId: string | null;
  paidOn: string | null;
  readonly fundingStreamId: string;
  readonly payee: WithdrawalRequested['data']['payee'];
  readonly commissioningAgencyId: string;
  readonly schemeId: string | null;
  /** What it costs the pool: net and irrecoverable VAT. */
  readonly amountPence: number;
  readonly purpose: string;
  /** Other withdrawals to the same payee that together pass the approver's limit (INV-32). */
  possibleSplitOf: readonly string[];
  /** The entries that it is made of, in order. */
  readonly entryRefs: string[];
}

interface EntryRow {
  readonly entry_no: number;
  readonly type: string;
  readonly occurred_on: string;
  readonly withdrawal_id: string;
  readonly pence: number | null;
  readonly actor: string;
  readonly detail: Record<string, unknown> | null;
}

/** The withdrawals of a fund's year, oldest first: those waiting for approval are the approvers' queue. None unless the whole fund is in sight. */
export async function withdrawals(
  look: Look,
  pooledFundId: string,
  financialYear: string,
  horizon: Horizon,
  status?: WithdrawalStatus,
): Promise<readonly WithdrawalRow[]> {
  if (!look.seesWholeFund(pooledFundId)) return [];
  const rows = await look.rows<EntryRow>(
    `select entry_no, type, occurred_on, withdrawal_id, pence, actor, detail from ${READING_SCHEMA}.entry
      where pooled_fund_id = $1 and financial_year = $2 and withdrawal_id is not null
        and known_at <= $3 and occurred_on <= $4 order by known_at`,
    [pooledFundId, financialYear, horizon.knownAt, horizon.asAt],
  );
  const byId = new Map<string, WithdrawalRow>();
  for (const row of rows) {
    const entryRef = entryRefOf(pooledFundId, financialYear, row.entry_no);
    const known = byId.get(row.withdrawal_id);
    if (known) fold(known, row, entryRef);
    else if (row.type === 'WithdrawalRequested') byId.set(row.withdrawal_id, requested(row, entryRef));
  }
  return [...byId.values()].filter((withdrawal) => status === undefined || withdrawal.status === status);
}

function requested(row: EntryRow, entryRef: string): WithdrawalRow {
  const request = row.detail as unknown as WithdrawalRequested['data'];
  return {
    withdrawalId: row.withdrawal_id,
    status: 'REQUESTED',
    requestedOn: row.occurred_on,
    requestedBy: request.requestedBy,
    approvedBy: null,
    delegationId: null,
    paidOn: null,
    fundingStreamId: request.fundingStreamId,
    payee: request.payee,
    commissioningAgencyId: request.commissioningAgencyId,
    schemeId: request.schemeId ?? null,
    amountPence: row.pence!,
    purpose: request.purpose,
    possibleSplitOf: [],
    entryRefs: [entryRef],
  };
}

function fold(withdrawal: WithdrawalRow, { type, occurred_on, detail }: EntryRow, entryRef: string): void {
  withdrawal.entryRefs.push(entryRef);
  switch (type) {
    case 'WithdrawalApproved':
      withdrawal.status = 'APPROVED';
      withdrawal.approvedBy = detail!['approvedBy'] as string;
      withdrawal.delegationId = detail!['delegationId'] as string;
      withdrawal.possibleSplitOf = (detail!['possibleSplitOf'] as string[] | undefined) ?? [];
      return;
    case 'WithdrawalRejected':
      withdrawal.status = 'REJECTED';
      return;
    case 'WithdrawalPaid':
    case 'PaymentRecorded':
      withdrawal.status = 'PAID';
      withdrawal.paidOn = occurred_on;
      return;
    case 'WithdrawalReversed':
      withdrawal.status = 'REVERSED';
      return;
  }
}
