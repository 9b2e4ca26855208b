import { type ImportedRow as LedgerRow, lastDayOf, type Payee, type SourceRow, type SpendType } from '@app/domain';
import { type AcceptedItem, type ImportedRow } from '../import-item';
import { type Reject, reject } from '../reject';
import { type AgencyDirectory, identifierFrom } from './agency-directory';
import { type ImportSetting } from './import-setting';

/** The day on which a row takes effect: its own, or the last of the year that it names instead. */
const dayOf = (row: ImportedRow): string => row.date ?? lastDayOf(row.financialYear!);

/** The body that a row says pays: for a contribution its payer, for spending the entity or department. */
export const payerOf = (row: ImportedRow): string | undefined =>
  row.kind === 'contribution' ? (row.payer ?? row.entity) : (row.entity ?? row.payer);

/** What turning rows into facts refers to. */
export interface RowContext {
  readonly fileDigest: string;
  readonly setting: ImportSetting;
  readonly directory: AgencyDirectory;
  readonly today: string;
  /** True when the file has more than one part, so that a line alone names no row. */
  readonly hasParts: boolean;
}

/** The fact that a row tells, or why it tells none that the ledger could take. */
export function toLedgerRow(
  item: AcceptedItem,
  context: RowContext,
): { readonly fact: LedgerRow } | { readonly wrong: Reject } {
  const { row, line, part } = item;
  const occurredOn = dayOf(row);
  if (occurredOn > context.today) return { wrong: reject('DATE_IN_FUTURE', { value: occurredOn }) };
  const source: SourceRow = { fileDigest: context.fileDigest, ...(context.hasParts && { part }), line };
  return row.kind === 'contribution'
    ? contributionFact(row, occurredOn, source, context)
    : paymentFact(row, occurredOn, source, context);
}

function contributionFact(row: ImportedRow, occurredOn: string, source: SourceRow, { setting, directory }: RowContext) {
  const payer = payerOf(row);
  if (payer === undefined) return { wrong: reject('PAYER_MISSING') };
  const partnerId = directory.find(payer);
  if (partnerId === undefined) return { wrong: reject('AGENCY_NOT_REGISTERED', { value: payer }) };
  const fundingStreamId =
    row.programme === undefined ? setting.fundingStream.fundingStreamId : identifierFrom(row.programme);
  const money = {
    occurredOn,
    partnerId,
    fundingStreamId,
    amountPence: row.amountPence,
    bankRef: row.reference,
    source,
  };
  return { fact: row.isCredit ? ({ kind: 'RETURN', ...money } as const) : ({ kind: 'RECEIPT', ...money } as const) };
}

function paymentFact(row: ImportedRow, occurredOn: string, source: SourceRow, { setting, directory }: RowContext) {
  const spender = spenderOf(row, setting, directory);
  if ('wrong' in spender) return spender;
  const payeeId = directory.find(row.payee!);
  const payee: Payee = payeeId === undefined ? { providerName: row.payee! } : { agencyId: payeeId };
  const irrecoverableVatPence = vatWithin(row);
  const fact = {
    kind: row.isCredit ? ('REFUND' as const) : ('PAYMENT' as const),
    occurredOn,
    fundingStreamId: setting.fundingStream.fundingStreamId,
    payee,
    commissioningAgencyId: spender.agencyId,
    spendType: spendTypeOf(row),
    netPence: row.amountPence - irrecoverableVatPence,
    irrecoverableVatPence,
    recoverableVatPence: 0,
    purpose: purposeOf(row),
    bankRef: row.reference,
    source,
  };
  return { fact };
}

/** Who spent: nobody is guessed where a file of many spenders leaves the cell blank. */
function spenderOf(
  row: ImportedRow,
  setting: ImportSetting,
  directory: AgencyDirectory,
): { readonly agencyId: string } | { readonly wrong: Reject } {
  if (setting.spenderIs === 'the commissioning agency') return { agencyId: setting.commissioningAgencyId };
  const name = payerOf(row);
  const agencyId = name === undefined ? setting.unnamedSpenderId : directory.find(name);
  if (agencyId !== undefined) return { agencyId };
  if (name !== undefined) return { wrong: reject('AGENCY_NOT_REGISTERED', { value: name }) };
  return {
    wrong: reject('PAYER_MISSING', { extra: 'no department or entity is named; --commissioner can say who spent' }),
  };
}

/** Published net amounts include the VAT that cannot be recovered; a figure that contradicts its amount is left aside. */
function vatWithin({ amountPence, isCredit, irrecoverableVatPence = 0 }: ImportedRow): number {
  const vat = isCredit ? -irrecoverableVatPence : irrecoverableVatPence;
  return vat > 0 && vat <= amountPence ? vat : 0;
}

/** Nothing when the file does not say: the ledger does not guess. */
function spendTypeOf({ spendType = '' }: ImportedRow): SpendType | undefined {
  if (/^cap|^c$/i.test(spendType)) return 'CAPITAL';
  return /^rev|^r$/i.test(spendType) ? 'REVENUE' : undefined;
}

const PURPOSE_MAX = 500;

function purposeOf({ service, expenseType, description }: ImportedRow): string {
  const texts = [service, expenseType, description].filter((text) => text !== undefined);
  const all = [...new Set(texts)].join(' · ');
  return all.length <= PURPOSE_MAX ? all || 'Not stated' : (description ?? expenseType ?? service!);
}
