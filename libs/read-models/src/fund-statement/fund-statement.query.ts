import { apportion, type PoolingBasis, previousFinancialYear } from '@app/domain';
import { breachFlags, type Flag, readFunds, signatureFlags } from '../agreement-status/agreement-status.query';
import { cashSigns, type Measure } from '../entry/measure';
import { type CellSum, sumCells } from '../entry/sums';
import { exact } from '../reading/exact';
import { type Horizon, type ReportQuery } from '../reading/horizon';
import { inOrderOf } from '../reading/report';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { type Names, readNames } from '../register/names';
import { broughtForwardIsKnown, type CashSummary, cashSummary, groupBy, sumOf, type Known } from './cash-summary';
import { statementFlags } from './statement-flags';

const cashMeasures = Object.keys(cashSigns) as Measure[];
const nonCashMeasures = ['inKind', 'retained', 'grantDirect'] as const;
export const fundStatementMeasures: readonly Measure[] = [...cashMeasures, ...nonCashMeasures];

export interface FundingStreamStatement extends CashSummary {
  readonly fundingStreamId: string;
  readonly fundingStreamName: string;
  readonly ringFence: string;
  readonly expiresOn: string | null;
  /** What is still to be passed through, and by when; null when nothing has to be. */
  readonly passThrough: { readonly dueOn: string; readonly outstandingPence: number } | null;
}

export interface PartnerShare {
  readonly agencyId: string;
  readonly agencyName: string;
  readonly receivedPence: number;
  /** Its part of the balance; null when no partner has paid in, so that there is nothing to share by. */
  readonly sharePence: number | null;
}

/** The memorandum account of a pooled fund for a year (D3): what was brought forward, came in, went out and is left. */
export interface FundStatement {
  readonly report: 'fund-statement';
  readonly query: ReportQuery;
  readonly asAt: string;
  readonly asKnownAt: string | null;
  readonly pooledFundId: string;
  readonly pooledFundName: string;
  readonly placeId: string;
  readonly placeName: string;
  readonly financialYear: string;
  readonly hostAgencyId: string;
  readonly hostAgencyName: string;
  readonly poolingBasis: PoolingBasis;
  readonly status: 'OPEN' | 'CLOSED';
  readonly cash: CashSummary;
  /** The same of the year before; null when the fund had no such year. */
  readonly previousYear: CashSummary | null;
  readonly contributions: readonly {
    readonly agencyId: string;
    readonly agencyName: string;
    readonly fundingStreamId: string;
    readonly fundingStreamName: string;
    readonly receivedPence: number;
    readonly returnedPence: number;
  }[];
  /** Never part of the balance (INV-20). */
  readonly nonCashContributions: readonly {
    readonly agencyId: string;
    readonly agencyName: string;
    readonly fundingStreamId: string;
    readonly fundingStreamName: string;
    readonly inKindPence: number;
    readonly retainedPence: number;
    readonly grantDirectPence: number;
  }[];
  readonly spending: readonly {
    /** Null: spent under no scheme. */
    readonly schemeId: string | null;
    readonly schemeName: string;
    readonly spendType: string;
    readonly paidPence: number;
    readonly refundedPence: number;
    readonly irrecoverableVatPence: number;
    /** A memorandum figure, never a cost of the pool (INV-34). */
    readonly recoverableVatPence: number;
  }[];
  readonly fundingStreams: readonly FundingStreamStatement[];
  /** Shares of the balance by cash received, by largest remainder, ties in the order of joining (INV-04, INV-05). */
  readonly shares: readonly PartnerShare[];
  readonly flags: readonly Flag[];
}

/** There is no such pool year to tell of, as at and as known at those times. */
export class NoSuchPoolYear extends Error {
  constructor(pooledFundId: string, financialYear: string) {
    super(`The year ${financialYear} of the pooled fund ${pooledFundId} was not open then, or there is no such fund.`);
  }
}

/** @throws NoSuchPoolYear also when not the whole of the fund is in sight */
export async function fundStatement(
  look: Look,
  query: ReportQuery & { readonly pooledFundId: string; readonly financialYear: string },
  horizon: Horizon,
): Promise<FundStatement> {
  const { pooledFundId, financialYear } = query;
  if (!look.seesWholeFund(pooledFundId)) throw new NoSuchPoolYear(pooledFundId, financialYear);
  const years = await readYears(look, pooledFundId, horizon);
  const status = years.get(financialYear);
  const fund = (await readFunds(look, [pooledFundId], horizon)).get(pooledFundId);
  if (!status || !fund) throw new NoSuchPoolYear(pooledFundId, financialYear);
  const names = await readNames(look);
  const scope: ReportQuery = { pooledFundId, financialYear, fundingStreamId: query.fundingStreamId };
  const sums = await sumCells(look, scope, horizon, fundStatementMeasures);
  const previous = previousFinancialYear(financialYear);
  const previousStatus = years.get(previous);
  const previousSums = previousStatus
    ? await sumCells(look, { ...scope, financialYear: previous }, horizon, cashMeasures)
    : [];
  const isKnown = broughtForwardIsKnown(sums, previousStatus);
  const isPreviousKnown = broughtForwardIsKnown(previousSums, years.get(previousFinancialYear(previous)));
  const isPot = fund.poolingBasis === 'POOLED';
  const known = { isKnown, isPot };
  const cash = cashSummary(sums, known);
  const fundingStreams = await fundingStreamStatements(look, sums, known, names, horizon);
  const partners = [...fund.memberships.keys()];
  const flags: Flag[] = [
    ...(await signatureFlags(look, [pooledFundId], horizon)),
    ...(await breachFlags(look, scope, sums, horizon)),
    ...statementFlags(pooledFundId, sums, fundingStreams, known, previous, horizon),
  ];
  return {
    report: 'fund-statement',
    query: scope,
    asAt: horizon.asAt,
    asKnownAt: horizon.asKnownAt,
    pooledFundId,
    pooledFundName: names.pooledFund(pooledFundId),
    placeId: fund.placeId,
    placeName: names.place(fund.placeId),
    financialYear,
    hostAgencyId: fund.hostAgencyId,
    hostAgencyName: names.agency(fund.hostAgencyId),
    poolingBasis: fund.poolingBasis,
    status,
    cash,
    previousYear: previousStatus ? cashSummary(previousSums, { isKnown: isPreviousKnown, isPot }) : null,
    contributions: contributionsOf(sums, names),
    nonCashContributions: nonCashOf(sums, names),
    spending: spendingOf(sums, pooledFundId, names),
    fundingStreams,
    shares: sharesOf(sums, cash.balancePence, partners, names),
    flags,
  };
}

/** Which years of a fund were open or closed, as known then. */
export async function readYears(
  look: Look,
  pooledFundId: string,
  horizon: Horizon,
): Promise<ReadonlyMap<string, 'OPEN' | 'CLOSED'>> {
  const rows = await look.rows<{ type: string; financial_year: string }>(
    `select type, financial_year from ${READING_SCHEMA}.fund_fact
      where pooled_fund_id = $1 and known_at <= $2 and type in ('PoolYearOpened', 'PoolYearClosed') order by known_at`,
    [pooledFundId, horizon.knownAt],
  );
  return new Map(
    rows.map(({ type, financial_year }) => [financial_year, type === 'PoolYearClosed' ? 'CLOSED' : 'OPEN']),
  );
}

function contributionsOf(sums: readonly CellSum[], names: Names): FundStatement['contributions'] {
  const cash = sums.filter(({ measure }) => measure === 'received' || measure === 'returned');
  const rows = [...groupBy(cash, ({ cell }) => `${cell.party}|${cell.fundingStreamId}`).values()].map((group) => ({
    ...partnerAndStream(group[0]!, names),
    receivedPence: sumOf(group, 'received'),
    returnedPence: sumOf(group, 'returned'),
  }));
  return inOrderOf(rows, 'agencyId', 'fundingStreamId');
}

function nonCashOf(sums: readonly CellSum[], names: Names): FundStatement['nonCashContributions'] {
  const nonCash = sums.filter(({ measure }) => (nonCashMeasures as readonly Measure[]).includes(measure));
  const rows = [...groupBy(nonCash, ({ cell }) => `${cell.party}|${cell.fundingStreamId}`).values()].map((group) => ({
    ...partnerAndStream(group[0]!, names),
    inKindPence: sumOf(group, 'inKind'),
    retainedPence: sumOf(group, 'retained'),
    grantDirectPence: sumOf(group, 'grantDirect'),
  }));
  return inOrderOf(rows, 'agencyId', 'fundingStreamId');
}

const partnerAndStream = ({ cell }: CellSum, names: Names) => ({
  agencyId: cell.party,
  agencyName: names.agency(cell.party),
  fundingStreamId: cell.fundingStreamId,
  fundingStreamName: names.fundingStream(cell.fundingStreamId),
});

function spendingOf(sums: readonly CellSum[], pooledFundId: string, names: Names): FundStatement['spending'] {
  const spent = sums.filter(({ measure }) => measure === 'paid' || measure === 'refunded');
  const rows = [...groupBy(spent, ({ cell }) => `${cell.schemeId}|${cell.spendType}`).values()].map((group) => {
    const { schemeId, spendType } = group[0]!.cell;
    const net = (part: 'irrecoverableVatPence' | 'recoverableVatPence'): number =>
      group.reduce((total, sum) => exact(total + (sum.measure === 'paid' ? sum[part] : -sum[part])), 0);
    return {
      schemeId: schemeId || null,
      schemeName: schemeId ? names.scheme(pooledFundId, schemeId) : 'No scheme',
      spendType,
      paidPence: sumOf(group, 'paid'),
      refundedPence: sumOf(group, 'refunded'),
      irrecoverableVatPence: net('irrecoverableVatPence'),
      recoverableVatPence: net('recoverableVatPence'),
    };
  });
  return inOrderOf(rows, 'schemeName', 'spendType');
}

interface FundingStreamRow {
  readonly funding_stream_id: string;
  readonly ring_fence: string;
  readonly expires_on: string | null;
  readonly pass_through: { readonly toAgencyIds: readonly string[]; readonly dueOn: string } | null;
  /** Null when its ring-fence was never lifted. */
  readonly lifted: boolean | null;
}

async function fundingStreamStatements(
  look: Look,
  sums: readonly CellSum[],
  known: Known,
  names: Names,
  horizon: Horizon,
): Promise<readonly FundingStreamStatement[]> {
  const groups = groupBy(sums, ({ cell }) => cell.fundingStreamId);
  const rows = await look.rows<FundingStreamRow>(
    `select funding_stream_id, ring_fence, expires_on, pass_through,
            ring_fence_removed_on <= $2 and ring_fence_removed_known_at <= $3 as lifted
       from ${READING_SCHEMA}.funding_stream where funding_stream_id = any($1) order by funding_stream_id`,
    [[...groups.keys()], horizon.asAt, horizon.knownAt],
  );
  return rows.map((row) => {
    const group = groups.get(row.funding_stream_id)!;
    const summary = cashSummary(group, known);
    const ringFence = row.lifted ? 'NONE' : row.ring_fence;
    const passThrough =
      ringFence === 'PASS_THROUGH' && row.pass_through
        ? { dueOn: row.pass_through.dueOn, outstandingPence: Math.max(0, summary.balancePence ?? 0) }
        : null;
    return {
      fundingStreamId: row.funding_stream_id,
      fundingStreamName: names.fundingStream(row.funding_stream_id),
      ringFence,
      expiresOn: row.expires_on,
      passThrough,
      ...summary,
    };
  });
}

function sharesOf(
  sums: readonly CellSum[],
  balancePence: number | null,
  partners: readonly string[],
  names: Names,
): readonly PartnerShare[] {
  const received = partners.map((agencyId) =>
    sumOf(
      sums.filter(({ cell }) => cell.party === agencyId),
      'received',
    ),
  );
  const canShare =
    balancePence !== null && received.every((pence) => pence >= 0) && received.some((pence) => pence > 0);
  const shares = canShare ? apportion(balancePence, received).sharesPence : undefined;
  return partners.map((agencyId, place) => ({
    agencyId,
    agencyName: names.agency(agencyId),
    receivedPence: received[place]!,
    sharePence: shares?.[place] ?? null,
  }));
}
