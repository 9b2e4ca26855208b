import { breachFlags, signatureFlags, unpooledFlags } from '../agreement-status/agreement-status.query';
import { type Cell, partyKeyOf } from '../entry/entry';
import { type Measure } from '../entry/measure';
import { type CellSum, sumCells } from '../entry/sums';
import { exact } from '../reading/exact';
import { type Horizon, type ReportQuery } from '../reading/horizon';
import { inOrderOf, type Report, reportOf, totalsOf } from '../reading/report';
import { type Look } from '../reading/reading-database';
import { benefitMeasures, type BenefitRow, benefitRows, type BenefitTotals } from './benefit-rows';
import { type Names, readNames } from '../register/names';
import { fundsOf, priorPeriodFlags } from '../who-paid-in/who-paid-in.query';

const cashMeasures: readonly Measure[] = ['paid', 'refunded'];
export const whoGainedMeasures: readonly Measure[] = [...cashMeasures, ...benefitMeasures];

/** What one agency or provider gained from one funding stream of one fund in one year. */
export interface WhoGainedRow {
  readonly placeId: string;
  readonly placeName: string;
  readonly pooledFundId: string;
  readonly pooledFundName: string;
  readonly financialYear: string;
  readonly beneficiaryKind: 'AGENCY' | 'PROVIDER';
  /** An agency's id; a provider is told by its name. */
  readonly agencyId: string | null;
  readonly beneficiaryName: string;
  readonly agencyTier: string;
  readonly fundingStreamId: string;
  readonly fundingStreamName: string;
  /** Cash that went to it, irrecoverable VAT included, reversals taken off. */
  paidPence: number;
  /** Cash that came back from it. */
  refundedPence: number;
  /** Part of `paidPence` less the same part of `refundedPence`. */
  irrecoverableVatPence: number;
  /** A memorandum figure: never a cost of the pool (INV-34). */
  recoverableVatPence: number;
  /** Cash spent on its behalf, as the agency that commissioned it: no part of `paidPence`. */
  commissionedPence: number;
  priorPeriodPence: number;
  breachCount: number;
  entryCount: number;
}

const columns = [
  'paidPence',
  'refundedPence',
  'irrecoverableVatPence',
  'recoverableVatPence',
  'commissionedPence',
  'priorPeriodPence',
  'breachCount',
] as const;
export type WhoGainedTotals = Record<(typeof columns)[number], number>;

/** Who gained: the cash in `rows`; beside it, never netted with it, the benefit and the shares of agreements. */
export interface WhoGained extends Report<WhoGainedRow, WhoGainedTotals> {
  readonly benefits: readonly BenefitRow[];
  readonly benefitTotals: BenefitTotals;
}

/**
 * For each place, fund, year, funding stream and agency or provider, what it was paid and what was spent for it; for
 * each agreement, year and party, what benefit it has and what shares of it.
 */
export async function whoGained(look: Look, query: ReportQuery, horizon: Horizon): Promise<WhoGained> {
  const all = await sumCells(look, query, horizon, whoGainedMeasures);
  const names = await readNames(look);
  const sums = all.filter(({ measure }) => cashMeasures.includes(measure));
  const rows = new Rows(names);
  const { agencyId } = query;
  for (const sum of sums) {
    const { cell } = sum;
    if (agencyId === undefined || (cell.partyKind === 'AGENCY' && cell.party === agencyId)) {
      addPaid(rows.ofPayee(cell), sum);
    }
    if (agencyId === undefined || cell.commissionerId === agencyId) {
      const row = rows.ofCommissioner(cell);
      row.commissionedPence = exact(row.commissionedPence + (sum.measure === 'paid' ? sum.pence : -sum.pence));
    }
  }
  const ordered = inOrderOf(
    rows.all(),
    'placeId',
    'pooledFundId',
    'financialYear',
    'beneficiaryKind',
    'beneficiaryName',
    'agencyId',
    'fundingStreamId',
  );
  const flags = [
    ...(await signatureFlags(look, fundsOf(ordered), horizon)),
    ...(await unpooledFlags(look, fundsOf(ordered))),
    ...(await breachFlags(look, sums, horizon)),
    ...priorPeriodFlags(ordered),
  ];
  const { benefits, benefitTotals } = benefitRows(all, names);
  const cash = reportOf('who-gained', query, horizon, { rows: ordered, totals: totalsOf(ordered, columns), flags });
  return { ...cash, benefits, benefitTotals };
}

function addPaid(row: WhoGainedRow, sum: CellSum): void {
  const sign = sum.measure === 'paid' ? 1 : -1;
  if (sum.measure === 'paid') row.paidPence = exact(row.paidPence + sum.pence);
  else row.refundedPence = exact(row.refundedPence + sum.pence);
  row.irrecoverableVatPence = exact(row.irrecoverableVatPence + sign * sum.irrecoverableVatPence);
  row.recoverableVatPence = exact(row.recoverableVatPence + sign * sum.recoverableVatPence);
  row.priorPeriodPence = exact(row.priorPeriodPence + sign * sum.priorPeriodPence);
  row.breachCount += sum.breachCount;
  row.entryCount += sum.entryCount;
}

/** The rows of the report by what tells them apart. */
class Rows {
  private readonly byKey = new Map<string, WhoGainedRow>();
  private readonly byCell = new Map<Cell, WhoGainedRow>();

  constructor(private readonly names: Names) {}

  /** The row of whom a cell's payments go to. */
  ofPayee(cell: Cell): WhoGainedRow {
    let row = this.byCell.get(cell);
    if (!row) this.byCell.set(cell, (row = this.of(cell, cell)));
    return row;
  }

  /** The row of the agency that a cell's payments are made for. */
  ofCommissioner(cell: Cell): WhoGainedRow {
    return this.of(cell, { partyKind: 'AGENCY', party: cell.commissionerId });
  }

  all(): WhoGainedRow[] {
    return [...this.byKey.values()];
  }

  private of(cell: Cell, party: Pick<Cell, 'partyKind' | 'party'>): WhoGainedRow {
    const { placeId, pooledFundId, financialYear, fundingStreamId } = cell;
    const key = `${pooledFundId}|${financialYear}|${fundingStreamId}|${partyKeyOf(party)}`;
    const known = this.byKey.get(key);
    if (known) return known;
    const isAgency = party.partyKind === 'AGENCY';
    const row: WhoGainedRow = {
      placeId,
      placeName: this.names.place(placeId),
      pooledFundId,
      pooledFundName: this.names.pooledFund(pooledFundId),
      financialYear,
      beneficiaryKind: isAgency ? 'AGENCY' : 'PROVIDER',
      agencyId: isAgency ? party.party : null,
      beneficiaryName: isAgency ? this.names.agency(party.party) : party.party,
      agencyTier: isAgency ? this.names.agencyTier(party.party) : '',
      fundingStreamId,
      fundingStreamName: this.names.fundingStream(fundingStreamId),
      paidPence: 0,
      refundedPence: 0,
      irrecoverableVatPence: 0,
      recoverableVatPence: 0,
      commissionedPence: 0,
      priorPeriodPence: 0,
      breachCount: 0,
      entryCount: 0,
    };
    this.byKey.set(key, row);
    return row;
  }
}
