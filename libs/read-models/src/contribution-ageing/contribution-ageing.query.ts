import {
  ageInstalments,
  type AgedInstalment,
  type ContributionAgreed,
  daysBetween,
  type Instalment,
} from '@app/domain';
import { type Flag, signatureFlags } from '../agreement-status/agreement-status.query';
import { type Measure } from '../entry/measure';
import { type Condition, whereCondition } from '../entry/sums';
import { type Horizon, type ReportQuery } from '../reading/horizon';
import { inOrderOf, type Report, reportOf, totalsOf } from '../reading/report';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { andInSight, type InSight } from '../reading/sight';
import { readNames } from '../register/names';
import { fundsOf } from '../who-paid-in/who-paid-in.query';

export const contributionAgeingMeasures: readonly Measure[] = [
  'pledged',
  'invoiced',
  'received',
  'allocated',
  'withheld',
  'waived',
  'inKind',
  'retained',
  'grantDirect',
];

/** One instalment of a contribution: what is due, what came, what is late. An unscheduled contribution is one row. */
export interface ContributionAgeingRow {
  readonly placeId: string;
  readonly pooledFundId: string;
  readonly pooledFundName: string;
  readonly financialYear: string;
  readonly agencyId: string;
  readonly agencyName: string;
  readonly fundingStreamId: string;
  readonly fundingStreamName: string;
  readonly contributionId: string;
  readonly mode: string;
  /** 0 for a contribution that has no schedule. */
  readonly instalmentNo: number;
  /** Null when no schedule and no invoice says when it is due. */
  readonly dueOn: string | null;
  readonly invoiceRefs: string;
  readonly invoicedPence: number;
  readonly amountPence: number;
  readonly receivedPence: number;
  readonly waivedPence: number;
  readonly withheldPence: number;
  readonly withheldGround: string | null;
  readonly outstandingPence: number;
  /** Days past due with something outstanding; 0 when not late; null when it is not known when it is due. */
  readonly daysLate: number | null;
}

const columns = [
  'amountPence',
  'invoicedPence',
  'receivedPence',
  'waivedPence',
  'withheldPence',
  'outstandingPence',
] as const;
export type ContributionAgeingTotals = Record<(typeof columns)[number] | 'latePence', number>;

interface FactRow {
  readonly pooled_fund_id: string;
  readonly contribution_id: string;
  readonly financial_year: string;
  readonly place_id: string;
  readonly partner_id: string;
  readonly funding_stream_id: string;
  readonly type: string;
  readonly pence: number | null;
  readonly detail: Record<string, unknown> | null;
}

/** What is known of one contribution, folded from its entries. */
interface Known {
  readonly row: FactRow;
  mode: string;
  amountPence: number;
  instalments: readonly Instalment[];
  receivedPence: number;
  readonly allocatedPence: Map<number, number>;
  readonly allocations: { readonly receiptId: string; readonly instalmentNo: number; readonly amount: number }[];
  waivedPence: number;
  withheldPence: number;
  withheldGround: string | null;
  readonly invoices: {
    readonly ref: string;
    readonly instalmentNo?: number;
    readonly pence: number;
    readonly dueOn: string;
  }[];
}

/** Which contributions are due, covered and late (D7), as at a day. */
export async function contributionAgeing(
  look: Look,
  query: ReportQuery,
  horizon: Horizon,
): Promise<Report<ContributionAgeingRow, ContributionAgeingTotals>> {
  const contributions = await readContributions(look, query, horizon);
  const names = await readNames(look);
  const rows = contributions.flatMap((known) =>
    agedInstalments(known).map((instalment): ContributionAgeingRow => {
      const { row } = known;
      const invoices = known.invoices.filter(
        ({ instalmentNo }) => instalment.instalmentNo === 0 || instalmentNo === instalment.instalmentNo,
      );
      const dueOn = instalment.dueOn || (invoices[0]?.dueOn ?? null);
      const { outstandingPence } = instalment;
      const late = dueOn !== null && outstandingPence > 0 && dueOn < horizon.asAt;
      return {
        placeId: row.place_id,
        pooledFundId: row.pooled_fund_id,
        pooledFundName: names.pooledFund(row.pooled_fund_id),
        financialYear: row.financial_year,
        agencyId: row.partner_id,
        agencyName: names.agency(row.partner_id),
        fundingStreamId: row.funding_stream_id,
        fundingStreamName: names.fundingStream(row.funding_stream_id),
        contributionId: row.contribution_id,
        mode: known.mode,
        instalmentNo: instalment.instalmentNo,
        dueOn,
        invoiceRefs: invoices.map(({ ref }) => ref).join(' '),
        invoicedPence: invoices.reduce((sum, { pence }) => sum + pence, 0),
        amountPence: instalment.amountPence,
        receivedPence: instalment.receivedPence,
        waivedPence: instalment.waivedPence,
        withheldPence: instalment.withheldPence,
        withheldGround: instalment.withheldPence > 0 ? known.withheldGround : null,
        outstandingPence,
        daysLate: dueOn === null ? null : late ? daysBetween(dueOn, horizon.asAt) : 0,
      };
    }),
  );
  inOrderOf(rows, 'placeId', 'pooledFundId', 'financialYear', 'agencyId', 'contributionId', 'instalmentNo');
  const latePence = rows.reduce((sum, row) => ((row.daysLate ?? 0) > 0 ? sum + row.outstandingPence : sum), 0);
  const totals = { ...totalsOf(rows, columns), latePence };
  const flags: readonly Flag[] = await signatureFlags(look, fundsOf(rows), horizon);
  return reportOf('contribution-ageing', query, horizon, { rows, totals, flags });
}

/** A contribution without a schedule ages as one instalment, without a number or a date of its own. */
function agedInstalments(known: Known): readonly AgedInstalment[] {
  const { amountPence, allocatedPence } = known;
  if (known.instalments.length > 0) return ageInstalments(known);
  return ageInstalments({ ...known, instalments: [{ instalmentNo: 0, dueOn: '', amountPence }], allocatedPence });
}

/** Which contributions in sight (`c`, of the fund `f`) a query is about. */
export function contributionCondition(query: ReportQuery, inSight: InSight | undefined): Condition {
  const columns = { placeId: 'f.', pooledFundId: 'c.', fundingStreamId: 'c.', financialYear: 'c.' };
  const { sql: asked, values: given } = whereCondition(query, columns);
  const values = [...given];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const sql = query.agencyId === undefined ? asked : `${asked} and c.partner_id = ${place(query.agencyId)}`;
  const own = { pooledFundId: 'c.pooled_fund_id', agencyIds: ['c.partner_id'] };
  return { sql: sql + andInSight(inSight, own, place), values };
}

/** The contributions that a query is about, each folded from its entries. */
export async function readContributions(look: Look, query: ReportQuery, horizon: Horizon): Promise<readonly Known[]> {
  const scope = contributionCondition(query, look.inSight);
  const values = [...scope.values, horizon.knownAt, horizon.asAt];
  const rows = await look.rows<FactRow>(
    `select c.pooled_fund_id, c.contribution_id, c.financial_year, f.place_id, c.partner_id, c.funding_stream_id,
            e.type, e.pence, e.detail
       from ${READING_SCHEMA}.contribution c
       join ${READING_SCHEMA}.pooled_fund f using (pooled_fund_id)
       join ${READING_SCHEMA}.entry e on e.pooled_fund_id = c.pooled_fund_id
        and e.contribution_id = c.contribution_id and e.contribution_year = c.financial_year
      where ${scope.sql} and e.known_at <= $${values.length - 1} and e.occurred_on <= $${values.length}
      order by e.known_at`,
    values,
  );
  const byId = new Map<string, Known>();
  for (const row of rows) {
    const key = `${row.pooled_fund_id}/${row.financial_year}/${row.contribution_id}`;
    const known = byId.get(key);
    if (known) fold(known, row);
    else if (row.type === 'ContributionAgreed') byId.set(key, agreed(row));
  }
  return [...byId.values()];
}

const agreed = (row: FactRow): Known => ({
  row,
  mode: (row.detail as ContributionAgreed['data'] | null)?.mode ?? 'CASH_TRANSFER',
  amountPence: row.pence ?? 0,
  instalments: [],
  receivedPence: 0,
  allocatedPence: new Map(),
  allocations: [],
  waivedPence: 0,
  withheldPence: 0,
  withheldGround: null,
  invoices: [],
});

function fold(known: Known, { type, pence, detail }: FactRow): void {
  const amount = pence ?? 0;
  switch (type) {
    case 'ContributionScheduled':
      known.instalments = detail!['instalments'] as readonly Instalment[];
      return;
    case 'ContributionVaried':
      known.amountPence += amount;
      return;
    case 'ContributionInvoiced': {
      const { invoiceRef, instalmentNo, dueOn } = detail as {
        invoiceRef: string;
        instalmentNo?: number;
        dueOn: string;
      };
      known.invoices.push({ ref: invoiceRef, instalmentNo, pence: amount, dueOn });
      return;
    }
    case 'ContributionReceived':
    case 'NonCashContributionRecorded':
      known.receivedPence += amount;
      return;
    case 'ContributionReversed':
      known.receivedPence += amount;
      unallocate(known, detail!['receiptId'] as string | undefined);
      return;
    case 'ReceiptAllocated': {
      const { instalmentNo, receiptId } = detail as { instalmentNo: number; receiptId: string };
      known.allocatedPence.set(instalmentNo, (known.allocatedPence.get(instalmentNo) ?? 0) + amount);
      known.allocations.push({ receiptId, instalmentNo, amount });
      return;
    }
    case 'ContributionWithheld':
      known.withheldGround = detail!['ground'] as string;
      known.withheldPence += amount;
      return;
    case 'WithholdingLifted':
      known.withheldPence += amount;
      return;
    case 'ContributionWaived':
      known.waivedPence += amount;
      return;
  }
}

/** A receipt that is reversed frees the instalments that it was put to. */
function unallocate(known: Known, receiptId: string | undefined): void {
  for (const { receiptId: from, instalmentNo, amount } of known.allocations) {
    if (from === receiptId) known.allocatedPence.set(instalmentNo, known.allocatedPence.get(instalmentNo)! - amount);
  }
}
