import { type ImportMapping, plainMapping } from '../mapping';

/** Trafford Council, supplier spend and procurement card: one zip a year, 16 columns, ISO dates, `NA` for no text. */
export const trafford: ImportMapping = {
  ...plainMapping('trafford', 'payments'),
  columns: {
    amount: ['Amount'],
    date: ['PaymentDate', 'EffectiveDate'],
    payee: ['BeneficiaryName'],
    payer: ['OrganisationLabel'],
    payeeId: ['BeneficiaryOtherID'],
    reference: ['TransactionNumber'],
    service: ['OrganisationalUnit'],
    expenseType: ['ProclassLabel', 'CategoryInternalName'],
    description: ['Purpose'],
    irrecoverableVat: ['IrrecoverableVATAmount'],
  },
  dateFormats: ['dd/mm/yyyy', 'dd/mm/yy'],
  emptyTexts: ['NA'],
  payerWhenMissing: 'Trafford Council',
};
