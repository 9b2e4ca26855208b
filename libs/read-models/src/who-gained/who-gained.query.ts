import { breachFlags, signatureFlags, unpooledFlags } from '../agreement-status/agreement-status.query';
import { type Cell, partyKeyOf } from '../entry/entry';
import { type Measure } from '../entry/measure';
import { type Dimension, sumCells, sumOf, type Tally, tally } from '../entry/sums';
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
/** SQL of what a row says of the payments to whom it is about; reversals are taken off already. */
const figures = {
  paidPence: sumOf('pence', ['paid']),
  refundedPence: sumOf('pence', ['refunded']),
  irrecoverableVatPence: sumOf('irrecoverable_vat_pence', ['paid'], ['refunded']),
  recoverableVatPence: sumOf('recoverable_vat_pence', ['paid'], ['refunded']),
  priorPeriodPence: sumOf('prior_period_pence', ['paid'], ['refunded']),
  breachCount: sumOf('breach_count', cashMeasures),
  entryCount: sumOf('entry_count', cashMeasures),
};
type Figure = keyof typeof figures;
const figureNames = Object.keys(figures) as Figure[];

export type WhoGainedTotals = Record<(typeof columns)[number], number>;

/** Who gained: the cash in `rows`; beside it, never netted with it, the benefit and the shares of agreements. */
export interface WhoGained extends Report<WhoGainedRow, WhoGainedTotals> {
  readonly benefits: readonly BenefitRow[];
  readonly benefitTotals: BenefitTotals;
}

/** What the cash in its rows is told apart by; the commissioner has a row of its own. */
const dimensions = [
  'placeId',
  'pooledFundId',
  'financialYear',
  'fundingStreamId',
  'party',
  'commissionerId',
] as const satisfies readonly Dimension[];

/**
 * For each place, fund, year, funding stream and agency or provider, what it was paid and what was spent for it; for
 * each agreement, year and party, what benefit it has and what shares of it.
 * @param options.apart fewer of what the cash is told apart by, for fewer and larger rows; all else is empty
 * @param options.namesBreaches whether the flags name breaches, or only count them
 */
export async function whoGained(
  look: Look,
  query: ReportQuery,
  horizon: Horizon,
  {
    apart = dimensions,
    namesBreaches = true,
  }: { readonly apart?: readonly (typeof dimensions)[number][]; readonly namesBreaches?: boolean } = {},
): Promise<WhoGained> {
  const { agencyId } = query;
  // Only these tell what was paid to an agency from what was spent for it.
  const told = agencyId === undefined ? apart : [...new Set([...apart, 'party', 'commissionerId'] as const)];
  const tallies = await tally(look, query, horizon, cashMeasures, told, figures);
  const names = await readNames(look);
  const rows = new Rows(names);
  for (const { cell, figures: added } of tallies) {
    if (agencyId === undefined || (cell.partyKind === 'AGENCY' && cell.party === agencyId)) {
      addPaid(rows.of(cell, cell), added);
    }
    if (agencyId === undefined || cell.commissionerId === agencyId) {
      const row = rows.of(cell, { partyKind: 'AGENCY', party: cell.commissionerId });
      row.commissionedPence = exact(row.commissionedPence + added.paidPence - added.refundedPence);
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
  const breaches = tallies.map(({ cell, figures: { breachCount } }) => ({ cell, breachCount }));
  const flags = [
    ...(await signatureFlags(look, fundsOf(ordered), horizon)),
    ...(await unpooledFlags(look, fundsOf(ordered))),
    ...(await breachFlags(look, namesBreaches ? query : undefined, breaches, horizon)),
    ...priorPeriodFlags(ordered),
  ];
  const { benefits, benefitTotals } = benefitRows(await sumCells(look, query, horizon, benefitMeasures), names);
  const cash = reportOf('who-gained', query, horizon, { rows: ordered, totals: totalsOf(ordered, columns), flags });
  return { ...cash, benefits, benefitTotals };
}

function addPaid(row: WhoGainedRow, added: Tally<Figure>['figures']): void {
  for (const figure of figureNames) row[figure] = exact(row[figure] + added[figure]);
}

/** The rows of the report by what tells them apart. */
class Rows {
  private readonly byKey = new Map<string, WhoGainedRow>();

  constructor(private readonly names: Names) {}

  all(): WhoGainedRow[] {
    return [...this.byKey.values()];
  }

  of(cell: Cell, party: Pick<Cell, 'partyKind' | 'party'>): WhoGainedRow {
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
