/** A row as Trafford publishes it: 16 columns, CRLF, amounts net of VAT with two decimals, credits negative. */
export interface TraffordRow {
  readonly payee?: string;
  readonly paidOn?: string;
  readonly amount?: string;
  readonly number?: string;
  readonly purpose?: string;
  readonly unit?: string;
  readonly vat?: string;
}

const HEADER =
  'OrganisationLabel,OrganisationURI,EffectiveDate,OrganisationalUnit,BeneficiaryName,BeneficiaryOtherID,PaymentDate,TransactionNumber,Amount,IrrecoverableVATAmount,Purpose,ProclassLabel,ProclassCode,InvoiceNumber,ProfitCentre,VATRegistrationNumber';
const COUNCIL = 'Trafford Council,https://opendatacommunities.org/id/metropolitan-district-council/trafford';

/** One line, without its end. */
export const traffordLine = ({
  payee = 'Redacted',
  paidOn = '2025-05-29',
  amount = '742.50',
  number = '5100509851',
  purpose = 'Direct payment',
  unit = 'Residential care',
  vat = '0.00',
}: TraffordRow): string =>
  `${COUNCIL},2025-05-31,${unit},${payee},NA,${paidOn},${number},${amount},${vat},${purpose},SOCIAL CARE : Adults,191400,68787,250210,NA`;

/** A file of such lines. */
export const traffordCsv = (rows: readonly (TraffordRow | string)[]): string =>
  [HEADER, ...rows.map((row) => (typeof row === 'string' ? row : traffordLine(row))), ''].join('\r\n');

/**
 * So many rows, each seventh the same as one before it in every column, each eleventh a credit; and what they sum to.
 * Made by rule, so that every run has the same.
 */
export function manyTraffordRows(count: number): { readonly rows: readonly TraffordRow[]; readonly sumPence: number } {
  let sumPence = 0;
  const rows = Array.from({ length: count }, (_, place) => {
    const pence = place % 7 === 0 ? 20_000 : place % 11 === 0 ? -((place % 900) + 1) : ((place * 7919) % 5_000_000) + 1;
    sumPence += pence;
    const amount = `${pence < 0 ? '-' : ''}${Math.floor(Math.abs(pence) / 100)}.${String(Math.abs(pence) % 100).padStart(2, '0')}`;
    if (place % 7 === 0) return { amount };
    return { amount, payee: `Provider ${place % 40} Ltd`, number: String(5_100_000_000 + (place % 300)) };
  });
  return { rows, sumPence };
}
