import { type ImportMapping, plainMapping } from '../mapping';

/** Central government: monthly spend over 25,000, in the columns of the Treasury's guidance and their many variants. */
export const spendOver25000: ImportMapping = {
  ...plainMapping('spend-over-25000', 'payments'),
  columns: {
    date: ['Date', 'Payment Date', 'Date of Payment'],
    payee: ['Supplier', 'Supplier Name'],
    payer: ['Department Family', 'Departmental Family', 'Department'],
    entity: ['Entity'],
    expenseType: ['Expense Type'],
    service: ['Expense Area'],
    reference: ['Transaction Number', 'Voucher Number'],
  },
  dateFormats: ['dd/mm/yyyy', 'dd/mm/yy'],
  // Excel leaves out empty cells at the end of rows from the 17th on: Department of Health, November and December 2012.
  shortRows: 'accept',
};
