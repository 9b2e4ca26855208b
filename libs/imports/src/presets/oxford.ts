import { type ImportMapping, plainMapping } from '../mapping';

/** Oxford City Council, expenditure over 500, by quarter: fourteen headers in seventeen files, day first. */
export const oxford: ImportMapping = {
  ...plainMapping('oxford', 'payments'),
  columns: {
    amount: ['Amount', 'Net Amount'],
    date: ['Paid Date'],
    payee: ['Supplier Name'],
    payer: ['Body Name', 'Organisation'],
    payeeId: ['Supplier ID'],
    reference: ['Trans No'],
    service: ['Organisational Unit', 'Service Area'],
    expenseType: ['Expenditure Category', 'Expenditure Unit', 'Expenditure Code'],
    spendType: ['Capital or Revenue', 'caporrev', 'Type of Expenditure', 'Type'],
  },
  dateFormats: ['dd/mm/yyyy', 'dd/mm/yy'],
  // Several quarters name the body "OCC" in a column "Client", or leave the column out.
  payerWhenMissing: 'Oxford City Council',
};
