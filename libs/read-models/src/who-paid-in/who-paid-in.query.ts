import { type Flag, signatureFlags } from '../agreement-status/agreement-status.query';
import { type Measure } from '../entry/measure';
import { type Dimension, sumOf, tally } from '../entry/sums';
import { exact } from '../reading/exact';
import { type Horizon, type ReportQuery } from '../reading/horizon';
import { inOrderOf, type Report, reportOf, totalsOf } from '../reading/report';
import { type Look } from '../reading/reading-database';
import { readNames } from '../register/names';

/** What each column of "who paid in" adds up. Cash and non-cash stand apart and are never added (INV-16, INV-20). */
const columns = {
  pledgedPence: 'pledged',
  invoicedPence: 'invoiced',
  receivedPence: 'received',
  allocatedPence: 'allocated',
  inKindPence: 'inKind',
  retainedPence: 'retained',
  grantDirectPence: 'grantDirect',
  withheldPence: 'withheld',
  waivedPence: 'waived',
  returnedPence: 'returned',
} as const satisfies Record<string, Measure>;

type Column = keyof typeof columns;
const columnNames = Object.keys(columns) as Column[];
export const whoPaidInMeasures: readonly Measure[] = Object.values(columns);

/** SQL of each figure of a row. */
const figures = {
  ...(Object.fromEntries(columnNames.map((column) => [column, sumOf('pence', [columns[column]])])) as Record<
    Column,
    string
  >),
  priorPeriodPence: sumOf('prior_period_pence', ['received']),
  entryCount: sumOf('entry_count', whoPaidInMeasures),
};

/** What one agency put into one funding stream of one fund in one year. "Paid in" is `receivedPence` and nothing else. */
export type WhoPaidInRow = {
  readonly placeId: string;
  readonly placeName: string;
  readonly pooledFundId: string;
  readonly pooledFundName: string;
  readonly financialYear: string;
  readonly agencyId: string;
  readonly agencyName: string;
  readonly agencyTier: string;
  readonly fundingStreamId: string;
  readonly fundingStreamName: string;
  /** Part of the cash that belongs to an earlier period than the one that it was booked in. */
  priorPeriodPence: number;
  entryCount: number;
} & Record<Column, number>;

export type WhoPaidInTotals = Record<Column | 'priorPeriodPence', number>;

/** What its rows are told apart by. */
const dimensions = [
  'placeId',
  'pooledFundId',
  'financialYear',
  'fundingStreamId',
  'party',
] as const satisfies readonly Dimension[];

/**
 * Who paid in: for each place, fund, year, agency and funding stream.
 * @param options.apart fewer of these, for fewer and larger rows; all else is empty
 */
export async function whoPaidIn(
  look: Look,
  query: ReportQuery,
  horizon: Horizon,
  { apart = dimensions }: { readonly apart?: readonly (typeof dimensions)[number][] } = {},
): Promise<Report<WhoPaidInRow, WhoPaidInTotals>> {
  const tallies = await tally(look, query, horizon, whoPaidInMeasures, apart, figures);
  const names = await readNames(look);
  const told = tallies.map(({ cell, figures: added }): WhoPaidInRow => {
    const { placeId, pooledFundId, financialYear, party: agencyId, fundingStreamId } = cell;
    return {
      placeId,
      placeName: names.place(placeId),
      pooledFundId,
      pooledFundName: names.pooledFund(pooledFundId),
      financialYear,
      agencyId,
      agencyName: names.agency(agencyId),
      agencyTier: names.agencyTier(agencyId),
      fundingStreamId,
      fundingStreamName: names.fundingStream(fundingStreamId),
      ...added,
    };
  });
  const rows = inOrderOf(told, 'placeId', 'pooledFundId', 'financialYear', 'agencyId', 'fundingStreamId');
  const totals = totalsOf(rows, [...columnNames, 'priorPeriodPence']);
  const flags = await signatureFlags(look, fundsOf(rows), horizon);
  return reportOf('who-paid-in', query, horizon, { rows, totals, flags: [...flags, ...priorPeriodFlags(rows)] });
}

/** The funds that rows are about, each once. */
export const fundsOf = (rows: readonly { readonly pooledFundId: string }[]): readonly string[] => [
  ...new Set(rows.map(({ pooledFundId }) => pooledFundId)),
];

/** INV-41: says of each fund how much was booked later than its own period. */
export function priorPeriodFlags(
  rows: readonly { readonly pooledFundId: string; readonly priorPeriodPence: number }[],
): readonly Flag[] {
  const byFund = new Map<string, number>();
  for (const { pooledFundId, priorPeriodPence } of rows) {
    byFund.set(pooledFundId, exact((byFund.get(pooledFundId) ?? 0) + priorPeriodPence));
  }
  const sentence = 'Some figures belong to an earlier period that was locked or closed when they were recorded.';
  return [...byFund]
    .filter(([, pence]) => pence !== 0)
    .map(([pooledFundId, pence]) => ({ kind: 'PRIOR_PERIOD', pooledFundId, pence, sentence }));
}
