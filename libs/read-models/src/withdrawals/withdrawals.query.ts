import { entryRefOf, parseEntryRef, type WithdrawalRequested } from '@app/domain';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { readNames } from '../register/names';

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
  readonly pooled_fund_id: string;
  readonly financial_year: string;
  readonly entry_no: number;
  readonly type: string;
  readonly occurred_on: string;
  readonly withdrawal_id: string;
  readonly pence: number | null;
  readonly actor: string;
  readonly detail: Record<string, unknown> | null;
}

/** The withdrawals of a fund's year, oldest first. None unless the whole fund is in sight. */
export async function withdrawals(
  look: Look,
  pooledFundId: string,
  financialYear: string,
  horizon: Horizon,
  status?: WithdrawalStatus,
): Promise<readonly WithdrawalRow[]> {
  if (!look.seesWholeFund(pooledFundId)) return [];
  const rows = await look.rows<EntryRow>(
    `select ${ENTRY_COLUMNS} from ${READING_SCHEMA}.entry e
      where e.pooled_fund_id = $1 and e.financial_year = $2 and e.withdrawal_id is not null
        and e.known_at <= $3 and e.occurred_on <= $4 order by e.known_at`,
    [pooledFundId, financialYear, horizon.knownAt, horizon.asAt],
  );
  return folded(rows).filter((withdrawal) => status === undefined || withdrawal.status === status);
}

/** A withdrawal that waits for somebody, and where it is. */
export interface OpenWithdrawal extends WithdrawalRow {
  readonly pooledFundId: string;
  readonly pooledFundName: string;
  readonly financialYear: string;
  readonly fundingStreamName: string;
  readonly payeeName: string;
  readonly commissioningAgencyName: string;
}

/**
 * The withdrawals that wait for approval or for payment, oldest first: of funds that are seen whole, and those that an
 * agency in sight commissions. Only open years have any.
 */
export async function openWithdrawals(look: Look, horizon: Horizon): Promise<readonly OpenWithdrawal[]> {
  const rows = await look.rows<EntryRow>(
    `select ${ENTRY_COLUMNS} from (
       select pooled_fund_id, financial_year from ${READING_SCHEMA}.fund_fact
        where type in ('PoolYearOpened', 'PoolYearClosed') and known_at <= $1
        group by 1, 2 having bool_and(type = 'PoolYearOpened') offset 0
     ) as open join ${READING_SCHEMA}.entry e using (pooled_fund_id, financial_year)
      where e.withdrawal_id is not null and e.known_at <= $1 and e.occurred_on <= $2 order by e.known_at`,
    [horizon.knownAt, horizon.asAt],
  );
  const names = await readNames(look);
  return folded(rows)
    .filter(({ status }) => status === 'REQUESTED' || status === 'APPROVED')
    .filter((withdrawal) => isSeen(look, withdrawal))
    .map((withdrawal) => {
      const { pooledFundId, financialYear } = parseEntryRef(withdrawal.entryRefs[0]!)!;
      const { payee } = withdrawal;
      return {
        ...withdrawal,
        pooledFundId,
        pooledFundName: names.pooledFund(pooledFundId),
        financialYear,
        fundingStreamName: names.fundingStream(withdrawal.fundingStreamId),
        payeeName: 'agencyId' in payee ? names.agency(payee.agencyId) : payee.providerName,
        commissioningAgencyName: names.agency(withdrawal.commissioningAgencyId),
      };
    });
}

function isSeen(look: Look, { entryRefs, commissioningAgencyId }: WithdrawalRow): boolean {
  const { pooledFundId } = parseEntryRef(entryRefs[0]!)!;
  return look.seesWholeFund(pooledFundId) || (look.inSight?.agencyIds.includes(commissioningAgencyId) ?? true);
}

const ENTRY_COLUMNS =
  'e.pooled_fund_id, e.financial_year, e.entry_no, e.type, e.occurred_on, e.withdrawal_id, e.pence, e.actor, e.detail';

function folded(rows: readonly EntryRow[]): readonly WithdrawalRow[] {
  const byId = new Map<string, WithdrawalRow>();
  for (const row of rows) {
    const entryRef = entryRefOf(row.pooled_fund_id, row.financial_year, row.entry_no);
    const key = `${row.pooled_fund_id}/${row.financial_year}/${row.withdrawal_id}`;
    const known = byId.get(key);
    if (known) fold(known, row, entryRef);
    else if (row.type === 'WithdrawalRequested') byId.set(key, requested(row, entryRef));
  }
  return [...byId.values()];
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
