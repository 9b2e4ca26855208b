import { type CellSum } from '../entry/sums';
import { fundOrNone } from '../entry/entry.projection';
import { type Measure } from '../entry/measure';
import { exact } from '../reading/exact';
import { inOrderOf, totalsOf } from '../reading/report';
import { type Names } from '../register/names';

/** What each column adds up. Benefit stands beside cash and is never added to it or taken from it. */
const columns = {
  cashableBenefitPence: 'cashableBenefit',
  nonCashableBenefitPence: 'nonCashableBenefit',
  economicBenefitPence: 'economicBenefit',
  socialBenefitPence: 'socialBenefit',
  assuredBenefitPence: 'assuredBenefit',
  estimatedBenefitPence: 'estimatedBenefit',
  shareReceivablePence: 'shareReceivable',
  sharePayablePence: 'sharePayable',
  shareReceivedPence: 'shareReceived',
  sharePaidPence: 'sharePaid',
  shareIntoFundPence: 'shareIntoFund',
  shareFromFundPence: 'shareFromFund',
} as const satisfies Record<string, Measure>;

export type BenefitColumn = keyof typeof columns;
export const benefitColumns = Object.keys(columns) as BenefitColumn[];
export const benefitMeasures: readonly Measure[] = Object.values(columns);
const columnOf = new Map(benefitColumns.map((column) => [columns[column] as Measure, column]));

/** What one party gained, owes, was paid and paid under one agreement in one financial year. */
export type BenefitRow = {
  readonly placeId: string;
  readonly placeName: string;
  readonly pooledFundId: string | null;
  readonly agreementId: string;
  readonly agreementTitle: string;
  readonly financialYear: string;
  /** FUND: what the pooled fund itself is to receive or to pay. */
  readonly beneficiaryKind: 'AGENCY' | 'FUND';
  readonly agencyId: string | null;
  readonly beneficiaryName: string;
  readonly agencyTier: string;
} & Record<BenefitColumn, number>;

export type BenefitTotals = Record<BenefitColumn, number>;

/** The benefit and the shares among some sums, by agreement, year and party. */
export function benefitRows(
  sums: readonly CellSum[],
  names: Names,
): { readonly benefits: readonly BenefitRow[]; readonly benefitTotals: BenefitTotals } {
  const byKey = new Map<string, BenefitRow>();
  for (const { cell, measure, pence } of sums) {
    const column = columnOf.get(measure);
    if (column === undefined) continue;
    const { placeId, pooledFundId, agreementId, financialYear, party, partyKind } = cell;
    const key = `${agreementId}|${financialYear}|${party}`;
    let row = byKey.get(key);
    if (!row) {
      const isAgency = partyKind === 'AGENCY';
      row = {
        placeId,
        placeName: names.place(placeId),
        pooledFundId: fundOrNone(pooledFundId),
        agreementId,
        agreementTitle: names.agreement(agreementId),
        financialYear,
        beneficiaryKind: isAgency ? 'AGENCY' : 'FUND',
        agencyId: isAgency ? party : null,
        beneficiaryName: isAgency ? names.agency(party) : 'The pooled fund',
        agencyTier: isAgency ? names.agencyTier(party) : '',
        ...noBenefit(),
      };
      byKey.set(key, row);
    }
    row[column] = exact(row[column] + pence);
  }
  const benefits = inOrderOf(
    [...byKey.values()],
    'placeId',
    'agreementId',
    'financialYear',
    'beneficiaryKind',
    'agencyId',
  );
  return { benefits, benefitTotals: totalsOf(benefits, benefitColumns) };
}

/** Every column at nought: what is known of somebody who has nothing of it. */
export const noBenefit = (): BenefitTotals =>
  Object.fromEntries(benefitColumns.map((column) => [column, 0])) as BenefitTotals;
