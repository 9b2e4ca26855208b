import { signatureFlags, unpooledFlags } from '../agreement-status/agreement-status.query';
import { fundOrNone } from '../entry/entry.projection';
import { type Measure } from '../entry/measure';
import { sumCells } from '../entry/sums';
import { exact } from '../reading/exact';
import { type Horizon, type ReportQuery } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { inOrderOf, type Report, reportOf, totalsOf } from '../reading/report';
import { readNames } from '../register/names';

/** What each column adds up. Cash, what is given in kind or kept, and benefit stand apart (INV-20, INV-47). */
const columns = {
  receivedPence: 'received',
  returnedPence: 'returned',
  sharePaidPence: 'sharePaid',
  shareReceivedPence: 'shareReceived',
  inKindPence: 'inKind',
  retainedPence: 'retained',
  grantDirectPence: 'grantDirect',
  paidPence: 'paid',
  refundedPence: 'refunded',
  cashableBenefitPence: 'cashableBenefit',
  nonCashableBenefitPence: 'nonCashableBenefit',
  economicBenefitPence: 'economicBenefit',
  socialBenefitPence: 'socialBenefit',
} as const satisfies Record<string, Measure>;

type Column = keyof typeof columns;
const columnNames = Object.keys(columns) as Column[];
export const netPositionMeasures: readonly Measure[] = Object.values(columns);
const columnOf = new Map(columnNames.map((column) => [columns[column] as Measure, column]));

/** What one agency put into one place in one year, and what came back to it. */
export type NetPositionRow = {
  readonly placeId: string;
  readonly placeName: string;
  readonly financialYear: string;
  readonly agencyId: string;
  readonly agencyName: string;
  readonly agencyTier: string;
  /**
   * Cash paid in - cash returned + shares paid - shares received. Shares that went through the fund are in the fund's
   * own receipts and returns. Positive: it put in more than it got back.
   */
  netCashPence: number;
} & Record<Column, number>;

export type NetPositionTotals = Record<Column | 'netCashPence', number>;

/** Net position: for each place, year and agency. Benefit stands beside the cash, never netted with it. */
export async function netPosition(
  look: Look,
  query: ReportQuery,
  horizon: Horizon,
): Promise<Report<NetPositionRow, NetPositionTotals>> {
  const sums = await sumCells(look, query, horizon, netPositionMeasures);
  const names = await readNames(look);
  const byKey = new Map<string, NetPositionRow>();
  const funds = new Set<string>();
  for (const { cell, measure, pence } of sums) {
    const { placeId, pooledFundId, financialYear, partyKind, party: agencyId } = cell;
    if (partyKind !== 'AGENCY' || (query.agencyId !== undefined && query.agencyId !== agencyId)) continue;
    if (fundOrNone(pooledFundId) !== null) funds.add(pooledFundId);
    const key = `${placeId}|${financialYear}|${agencyId}`;
    let row = byKey.get(key);
    if (!row) {
      const figures = Object.fromEntries(columnNames.map((column) => [column, 0])) as Record<Column, number>;
      const agency = { agencyId, agencyName: names.agency(agencyId), agencyTier: names.agencyTier(agencyId) };
      row = { placeId, placeName: names.place(placeId), financialYear, ...agency, netCashPence: 0, ...figures };
      byKey.set(key, row);
    }
    const column = columnOf.get(measure)!;
    row[column] = exact(row[column] + pence);
  }
  for (const row of byKey.values()) {
    row.netCashPence = exact(row.receivedPence - row.returnedPence + row.sharePaidPence - row.shareReceivedPence);
  }
  const rows = inOrderOf([...byKey.values()], 'placeId', 'financialYear', 'agencyId');
  const flags = [...(await signatureFlags(look, [...funds], horizon)), ...(await unpooledFlags(look, [...funds]))];
  return reportOf('net-position', query, horizon, {
    rows,
    totals: totalsOf(rows, ['netCashPence', ...columnNames]),
    flags,
  });
}
