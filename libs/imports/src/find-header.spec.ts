import { chooseColumns } from './choose-columns';
import { type ImportField, plainMapping } from './mapping';
import { presetNamed } from './presets/presets';
import { outline, readPublished, removePublished } from './testing/published-files';

afterAll(removePublished);

/** Heading by field, as a preset understands a header line. */
function understood(header: string, preset = 'spend-over-25000'): Partial<Record<ImportField, string>> {
  const cells = header.split(',');
  const choice = chooseColumns(cells, presetNamed(preset));
  if ('missing' in choice) throw new Error(`missing ${choice.missing.join()}`);
  return Object.fromEntries(
    Object.entries(choice.columns).map(([field, [index = -1]]) => [field, cells[index]?.trim()]),
  );
}

describe('headers of published files are understood', () => {
  // Every one of these stands in a file that was published; the council or department is named.
  it.each([
    ['Department family,Entity,Date,Expense type,Expense area,Supplier,Transaction number,Amount', 'Home Office'],
    [
      'Department,Entity,Date of Payment,Expense Type,Expense Area,Supplier,Transaction Number,Amount,Description,Supplier Post Code',
      'BIS',
    ],
    ['Department Family,Entity,Date,Expense Type,Expense Area,Supplier Name,Transaction Number,Spend', 'Home Office'],
    [
      'Department,Entity,Payment Date,Expense Type,Expense Area,Supplier Name,Supplier Post Code,Transaction Number,Payment Description,Total',
      'MOD',
    ],
    ['Department,Entity,Payment date,Transaction Number,Invoice Amount,Supplier,Account Description', 'FCO'],
    [
      'Department Family,Entity,Payment Date,Expense Type,Expense Area,Supplier Name,Transactions Number,Amount (œ),VAT Registration Number',
      'FCO',
    ],
    ['Posted Date,Internal Voucher Number,Invoice Line Amount Net GBP,Supplier Name,Account Code', 'FCO 2016'],
    ['1 Department Family,2 Entity,3 Date,4 Expense Type,5 Expense Area,6 Supplier,7 Transaction No,8 Amount', 'MMO'],
    ['Dept.,Entity,Date,OGC Master Category,Project code,Supplier,Transaction Number,Payment Value', 'QCDA'],
    ['Department family,Entity,Date,Expense Type,Expense Area,Supplier,Transaction Number,Amount Including VAT', 'PfS'],
    [
      'Department family,Entity,Date (payment not invoice date),Expense type (Account Code Name),Expense area (Division),Supplier,Transaction number (SFT Invoice No.),Amount (including VAT)',
      'SFT',
    ],
    ['Department Family T,Entity T,Date,Expense Type T,Expense Area T,Supplier T,Transaction Number,Amount', 'SAP'],
    ['Depart Family,Enity,Pay Date,Exp Type,Expense Area,Supplicer,TransNo,Gross', 'misspelt'],
    [
      'ï»¿Body Name,Service Area,Expenses Type,Invoice Payment Date,Transaction Number,Net Amount,Supplier Name',
      'Manchester',
    ],
    [
      'Authority Name,Date of Payment,SAP Document Number,Gross,VAT,Net,Supplier Name,Directorate,G/L description.',
      'Salford',
    ],
    [
      'Body name,Transaction date (dd/mm/yyyy),Supplier (beneficiary),Transaction number,Net amount (incl. irrecoverable VAT),Irrecoverable VAT,Department/service,Procurement category,Purpose (narrative)',
      'East Cambridgeshire',
    ],
    [
      'Body name,Body,Service area categorisation,Responsible unit,Expenses type,Date,Transaction number,Amount,Supplier name',
      'Derbyshire',
    ],
  ])('%s (%s)', (header) => {
    expect(understood(header)).toMatchObject({
      date: expect.any(String),
      amount: expect.any(String),
      payee: expect.any(String),
    });
  });

  it('Trafford', () => {
    const header =
      'OrganisationLabel,OrganisationURI,EffectiveDate,OrganisationalUnit,BeneficiaryName,BeneficiaryOtherID,PaymentDate,TransactionNumber,Amount,IrrecoverableVATAmount,Purpose,ProclassLabel,ProclassCode,InvoiceNumber,ProfitCentre,VATRegistrationNumber';
    const trafford = {
      amount: 'Amount',
      date: 'PaymentDate',
      payee: 'BeneficiaryName',
      payer: 'OrganisationLabel',
      payeeId: 'BeneficiaryOtherID',
      reference: 'TransactionNumber',
      service: 'OrganisationalUnit',
      expenseType: 'ProclassLabel',
      description: 'Purpose',
      irrecoverableVat: 'IrrecoverableVATAmount',
    };
    expect(understood(header, 'trafford')).toEqual(trafford);
    expect(understood(header, 'auto')).toEqual(trafford);
  });

  it.each([
    'body_name,organisational_unit,expenditure_category,expenditure_code,paid_date,trans_no,amount,caporrev,supplier_id,supplier_name',
    'Body Name,Organisatonal Unit,Expenditure Category,Expenditure Code,Paid Date,Trans No,Amount,Type,Supplier ID,Supplier Name ',
    'Client,Service Area,Expenditure Catergory,Expenditure Code,Paid Date,Trans No,Amount,Type of Expenditure,Supplier ID,Supplier Name',
    'Organisation,Service Area,Expenditure Unit,Expenditure Code,Paid Date,Trans No,Amount,caporrev,Supplier ID,Supplier Name',
  ])('Oxford: %s', (header) => {
    const found = understood(header, 'oxford');
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining([
        'amount',
        'date',
        'payee',
        'payeeId',
        'reference',
        'service',
        'expenseType',
        'spendType',
      ]),
    );
    expect(found.payee).toMatch(/^supplier.name$/i);
  });

  it.each([
    ['Department,Programme,Financial year,Amount (£m),Repeat', 'millions'],
    ['From department,To department,Programme,Year,Contribution £000,Duplicate of', 'thousands'],
    ['donor_department,recipient_department,programme,financial_year,amount_gbp,is_repeat', 'pounds'],
    ['Contributing department,Scheme,2012-13,2013-14,2014-15', 'pounds'],
    ['contributor,fund,fy,amount_pence', 'pence'],
  ])('contributions: %s in %s', (header, unit) => {
    expect(chooseColumns(header.split(','), presetNamed('interdepartmental'))).toMatchObject({
      kind: 'contributions',
      amountUnit: unit,
    });
    expect(chooseColumns(header.split(','), presetNamed('auto'))).toMatchObject({ kind: 'contributions' });
  });
});

describe('choices', () => {
  it('net goes before gross and the date of payment before the date of the invoice, and that is said', () => {
    const choice = chooseColumns(
      ['Supplier', 'Invoice Date', 'Payment Date', 'Gross', 'Net'],
      plainMapping('plain', 'payments'),
    );
    expect(choice).toMatchObject({ columns: { amount: [4], date: [2] } });
    expect('notes' in choice && choice.notes.join(' ')).toContain(
      '“Net” (column 5) is read as the amount, before “Gross” (column 4)',
    );
  });

  it('one name on two columns is refused, and a place in a mapping settles it', () => {
    const header = ['Supplier', 'Date', 'Amount', 'AMOUNT (£)'];
    const mapping = plainMapping('plain', 'payments');
    expect(() => chooseColumns(header, mapping)).toThrow(/Both “Amount” \(column 3\) and “AMOUNT \(£\)” \(column 4\)/);
    expect(chooseColumns(header, { ...mapping, columns: { amount: ['#4'] } })).toMatchObject({
      columns: { amount: [3] },
    });
  });

  it('a second "Expense Area" or "Description", as the Treasury had it, does no harm', () => {
    const header =
      'Department Family,Entity,Date,Expense Area,Expense Area,Supplier,Transaction Number,Transation Description,Amount,Transaction Description';
    expect(chooseColumns(header.split(','), presetNamed('spend-over-25000'))).toMatchObject({
      columns: { service: [3], description: [9] },
    });
  });

  it('a threshold in a heading is no unit', () => {
    expect(
      chooseColumns(['Supplier', 'Date', 'Amount (over £25,000)'], plainMapping('plain', 'payments')),
    ).toMatchObject({ amountUnit: 'pounds' });
  });

  it('a unit in the heading that contradicts the mapping is refused', () => {
    const mapping = { ...plainMapping('mine', 'payments'), amountUnit: 'pounds' } as const;
    expect(() => chooseColumns(['Supplier', 'Date', 'Amount £000'], mapping)).toThrow(
      /states amounts in thousands, but the mapping “mine” says pounds/,
    );
  });
});

describe('the header is looked for', () => {
  it('below a preamble, which is reported', async () => {
    const text =
      '"HM Treasury, spend over £25,000",,\n\nPublished 3 May 2012\nSupplier,Date,Amount\nAcme,03/05/2012,12.00\n';
    const { reading, items } = await readPublished(text);
    expect(reading.layouts[0]).toMatchObject({ headerLine: 4, delimiter: ',' });
    expect(reading.layouts[0]?.preamble.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [1, 'HM Treasury, spend over £25,000'],
      [3, 'Published 3 May 2012'],
    ]);
    expect(outline(items)).toEqual(['5 2012-05-03 Acme 1200']);
  });

  it.each(['\t', ';', '|'])('between %j', async (delimiter) => {
    const text = [
      ['Supplier', 'Date', 'Amount'],
      ['Acme, Sons', '03/05/2012', '1,200.00'],
    ]
      .map((row) => row.join(delimiter))
      .join('\r\n');
    const { items, reading } = await readPublished(text);
    expect(reading.layouts[0]?.delimiter).toBe(delimiter);
    expect(outline(items)).toEqual(['2 2012-05-03 Acme, Sons 120000']);
  });

  it('up to the 25th row and no further', async () => {
    const file = (rows: number) => `${'note\n'.repeat(rows)}Supplier,Date,Amount\nAcme,03/05/2012,12.00\n`;
    await expect(readPublished(file(24))).resolves.toMatchObject({ summary: { rowsAccepted: 1 } });
    await expect(readPublished(file(25))).rejects.toMatchObject({ code: 'HEADER_NOT_FOUND' });
  });

  it('and when there is none, the error names what was looked for and what is there', async () => {
    const reading = readPublished('Ward,Councillor,Expenses\nCowgate,Smith,12.00\n');
    await expect(reading).rejects.toMatchObject({ code: 'HEADER_NOT_FOUND' });
    await expect(reading).rejects.toThrow(
      /Looked for date \(.*\); .*amount \(.*“Ward”, “Councillor”, “Expenses”.*no date or financial year, no amount, no payee/,
    );
  });

  it('and a file of data without a header has none', async () => {
    await expect(readPublished('HM Treasury,03/05/2012,Acme,12.00\n')).rejects.toMatchObject({
      code: 'HEADER_NOT_FOUND',
    });
  });
});
