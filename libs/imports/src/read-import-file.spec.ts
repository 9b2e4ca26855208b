import fc from 'fast-check';
import { type ImportMapping, plainMapping } from './mapping';
import { presetNamed } from './presets/presets';
import { openImportFile } from './open-import-file';
import { readImportFile } from './read-import-file';
import { outline, readPublished, removePublished, writePublished } from './testing/published-files';
import { countTurns } from './testing/turns';

afterAll(removePublished);

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

describe('a row', () => {
  it('of Trafford is understood in full', async () => {
    const { items, summary } = await readPublished(
      lines(
        'OrganisationLabel,OrganisationURI,EffectiveDate,OrganisationalUnit,BeneficiaryName,BeneficiaryOtherID,PaymentDate,TransactionNumber,Amount,IrrecoverableVATAmount,Purpose,ProclassLabel,ProclassCode,InvoiceNumber,ProfitCentre,VATRegistrationNumber',
        'Trafford Council,https://opendatacommunities.org/id/metropolitan-district-council/trafford,2025-03-31,FI:Cash Disc Taken,UPS Building & Maintenance Limited,4600,2025-03-28,1700078619,-195.75,0.00,CASH DISCOUNT TAKEN - 5100483333,NA,391110,5100483333,610098,GB901576633',
      ),
      'trafford',
    );
    expect(items).toEqual([
      {
        line: 2,
        part: 'published.csv',
        row: {
          kind: 'payment',
          date: '2025-03-28',
          amountPence: 195_75,
          isCredit: true,
          payee: 'UPS Building & Maintenance Limited',
          payer: 'Trafford Council',
          payeeId: '4600',
          reference: '1700078619',
          service: 'FI:Cash Disc Taken',
          description: 'CASH DISCOUNT TAKEN - 5100483333',
          irrecoverableVatPence: 0,
        },
        raw: expect.arrayContaining(['-195.75', 'GB901576633']),
      },
    ]);
    expect(summary).toMatchObject({
      rowsRead: 1,
      creditsAccepted: 1,
      sumAcceptedPence: -195_75n,
      firstDate: '2025-03-28',
    });
  });

  it('of Oxford without a body is Oxford’s', async () => {
    const { items } = await readPublished(
      lines(
        'Client,Service Area,Expenditure Code,Paid Date,Trans No,Amount,Type of Expenditure,Supplier ID,Supplier Name',
        'OCC,HRA,Z1,01/08/2017,1 - 2,198.35,Revenue,20,ACME',
      ),
      'oxford',
    );
    expect(items[0]?.row).toMatchObject({ payer: 'Oxford City Council', spendType: 'Revenue', date: '2017-08-01' });
  });

  it('begins on its physical line, whatever is embedded above it', async () => {
    const { items } = await readPublished(
      lines('Supplier,Date,Amount,Note', 'A,03/05/2012,1.00,"two', 'lines"', '', 'B,04/05/2012,2.00,'),
    );
    expect(outline(items)).toEqual(['2 2012-05-03 A 100', '5 2012-05-04 B 200']);
  });
});

describe('what cannot be booked is a reject, and nothing is lost', () => {
  const read = (...rows: string[]) =>
    readPublished(lines('Department,Supplier,Date,Reference,Amount,Description', ...rows));

  it.each([
    ['D,Acme,03/05/2012,1,,x', 'AMOUNT_MISSING'],
    ['D,Acme,03/05/2012,1,0.00,x', 'AMOUNT_ZERO'],
    ['D,Acme,03/05/2012,1,=SUM(A1),x', 'AMOUNT_FORMULA'],
    ['D,Acme,03/05/2012,1,1.2E+05,x', 'AMOUNT_SCIENTIFIC'],
    ['D,Acme,=TODAY(),1,1.00,x', 'DATE_FORMULA'],
    ['D,Acme,05/31/2012,1,1.00,x', 'DATE_MONTH_FIRST'],
    ['D,Acme,,1,1.00,x', 'DATE_MISSING'],
    ['D,,03/05/2012,1,1.00,x', 'PAYEE_MISSING'],
    ['D,=A1,03/05/2012,1,1.00,x', 'TEXT_IS_FORMULA'],
    [`D,${'x'.repeat(501)},03/05/2012,1,1.00,x`, 'TEXT_TOO_LONG'],
    ['D,Acme,03/05/2012,1,1.00,x,y', 'TOO_MANY_CELLS'],
    ['D,Acme,03/05/2012,1', 'TOO_FEW_CELLS'],
    ['Acme,03/05/2012,1,1.00,x', 'TOO_FEW_CELLS'],
    ['D,extra,Acme,03/05/2012,1,1.00,x', 'TOO_MANY_CELLS'],
    ['Department,Supplier,Date,Reference,Amount,Description', 'HEADER_REPEATED'],
    ['Source: the finance system,,,,,', 'NOTE_ROW'],
    ['Total,,,,"1,234.56",', 'TOTAL_ROW'],
    [',,,,12.00,', 'TOTAL_ROW'],
    [',,,Grand total,12.00,', 'TOTAL_ROW'],
    ['Total', 'TOTAL_ROW'],
    ['D,03/05/2012,Acme,1,1.00,x', 'DATE_UNREADABLE'],
    ['D,1700078619,03/05/2012,1,1.00,x', 'PAYEE_NOT_A_NAME'],
    ['D,03/05/2012,04/05/2012,1,1.00,x', 'PAYEE_NOT_A_NAME'],
    ['D,"Acme,03/05/2012,1,1.00,x', 'QUOTE_UNBALANCED'],
  ])('%s: %s', async (row, code) => {
    const { items, summary } = await read(row, 'D,Last,04/05/2012,1,2.00,x');
    expect(outline(items)).toEqual([`2 ${code}`, '3 2012-05-04 Last 200']);
    expect(summary).toMatchObject({ rowsRead: 2, rowsAccepted: 1, rowsRejected: 1 });
    expect(items[0]?.reject?.reason).toMatch(/^[A-Z].+\.$/);
  });

  it.each([
    'D,Total Gas & Power Ltd,03/05/2012,1,1.00,x',
    'Total UK,Acme,03/05/2012,1,1.00,x',
    'D,"=""00123 Ltd""",03/05/2012,1,1.00,x',
    'D,Acme,03/05/2012,1,1.00,x,,,',
    'D,Acme,03/05/2012,1,1.00',
  ])('%s is accepted', async (row) =>
    expect((await read(row)).summary).toMatchObject({ rowsAccepted: 1, rowsRejected: 0 }),
  );

  it('a reject says all that is wrong, where, and keeps the raw cells', async () => {
    const { items } = await read('D, ,31/02/2012,1, nil ,"say ""x"""');
    expect(items[0]).toMatchObject({
      reject: { code: 'AMOUNT_MISSING', column: 'Amount', value: ' nil ' },
      alsoWrong: [{ code: 'DATE_NOT_REAL', column: 'Date', value: '31/02/2012' }, { code: 'PAYEE_MISSING' }],
      raw: ['D', ' ', '31/02/2012', '1', ' nil ', 'say "x"'],
    });
  });

  it('blank rows are counted and are no rows', async () => {
    expect(
      (await read(',,,,,', '', '  ,', 'D,Acme,03/05/2012,1,1.00,x', ',,,,,,,,', ',,,, -   ,')).summary,
    ).toMatchObject({
      rowsBlank: 5,
      rowsRead: 1,
    });
  });

  it('rows under a second header with other columns are not trusted until the first returns', async () => {
    const { items } = await read(
      'D,A,03/05/2012,1,1.00,x',
      'Department,Supplier,Date,Amount,Reference,Description',
      'D,B,03/05/2012,2.00,77,x',
      'Department,Supplier,Date,Reference,Amount,Description',
      'D,C,03/05/2012,1,3.00,x',
    );
    expect(outline(items)).toEqual([
      '2 2012-05-03 A 100',
      '3 HEADER_REPEATED',
      '4 COLUMNS_CHANGED',
      '5 HEADER_REPEATED',
      '6 2012-05-03 C 300',
    ]);
  });

  it('a second header that renames only what no figure depends on is passed over', async () => {
    const { items } = await read(
      'D,A,03/05/2012,1,1.00,x',
      'Department,Supplier,Date,Voucher,Amount,Level 3',
      'D,B,03/05/2012,1,2.00,x',
    );
    expect(outline(items)).toEqual(['2 2012-05-03 A 100', '3 HEADER_REPEATED', '4 2012-05-03 B 200']);
  });

  it('a header alone is an empty reading', async () => {
    expect((await read()).summary).toMatchObject({ rowsRead: 0, sumReadPence: 0n });
  });

  it('a line of 10 MB is one reject', async () => {
    const { items } = await read(`D,${'x'.repeat(10_000_000)},03/05/2012,1,1.00,x`, 'D,Last,04/05/2012,1,2.00,x');
    expect(outline(items)).toEqual(['2 LINE_TOO_LONG', '3 2012-05-04 Last 200']);
    expect(items[0]?.reject && items[0].raw.join('').length).toBeLessThanOrEqual(2_000);
  });

  it('short rows are accepted only where the mapping says so, and never with a number for a name', async () => {
    const text = lines('Supplier,Date,Amount,Notes', 'Acme,03/05/2012,1.00', '12345,03/05/2012,1.00');
    const strict: ImportMapping = { ...presetNamed('spend-over-25000'), shortRows: 'reject' };
    expect(outline((await readPublished(text, strict)).items)).toEqual(['2 TOO_FEW_CELLS', '3 TOO_FEW_CELLS']);
    expect(outline((await readPublished(text)).items)).toEqual(['2 2012-05-03 Acme 100', '3 TOO_FEW_CELLS']);
  });
});

describe('figures tie', () => {
  it('sums hold every amount that could be read, and a stated total is compared, not added', async () => {
    const { summary } = await readPublished(
      lines(
        'Supplier,Date,Amount',
        'A,03/05/2012,10.00',
        'B,03/05/2012,-2.50',
        'C,31/02/2012,5.00',
        'D,03/05/2012,oops',
        'Total,,12.50',
        'Grand total,,99.00',
      ),
    );
    expect(summary).toMatchObject({
      rowsRead: 6,
      rowsAccepted: 2,
      rowsRejected: 4,
      rowsSummed: 3,
      rowsAmountUnread: 1,
      rowsTotal: 2,
      sumReadPence: 12_50n,
      sumAcceptedPence: 7_50n,
      sumRejectedPence: 5_00n,
      statedTotals: [
        { line: 6, statedPence: 12_50, agrees: true },
        { line: 7, statedPence: 99_00, agrees: false },
      ],
      rejects: {
        DATE_NOT_REAL: { rows: 1, sumPence: 5_00n },
        AMOUNT_NOT_A_NUMBER: { rows: 1, sumPence: 0n },
        TOTAL_ROW: { rows: 2, sumPence: 0n },
      },
    });
    expect(summary.warnings.join()).toContain('1 total(s) stated in the file differ');
  });

  it('whatever the rows hold', async () => {
    const cell = fc.constantFrom(
      'Acme',
      '',
      '03/05/2012',
      '13/13/2012',
      '1.00',
      '-2.00',
      'x',
      '"',
      '"a',
      'Total',
      '=1',
      ',',
      '0',
    );
    const row = fc.array(cell, { minLength: 1, maxLength: 5 }).map((cells) => cells.join(','));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
        const { items, summary } = await readPublished(lines('Supplier,Date,Amount', ...rows));
        expect(summary.rowsRead).toBe(items.length);
        expect(summary.rowsAccepted + summary.rowsRejected).toBe(summary.rowsRead);
        expect(summary.rowsSummed + summary.rowsAmountUnread + summary.rowsTotal).toBe(summary.rowsRead);
        expect(summary.sumAcceptedPence + summary.sumRejectedPence).toBe(summary.sumReadPence);
        for (const item of items)
          if (item.row) expect(item.row).toMatchObject({ payee: expect.stringMatching(/[a-z]/i), date: '2012-05-03' });
      }),
      { numRuns: 300 },
    );
  });

  it('a file that mixes the order of day and month is called out', async () => {
    const { summary } = await readPublished(lines('Supplier,Date,Amount', 'A,03/05/2012,1.00', 'B,05/31/2012,1.00'));
    expect(summary.warnings.join()).toMatch(/MIX THE ORDER OF DAY AND MONTH: 1 date\(s\).* 1 accepted date\(s\)/);
  });

  it('under a mapping that declares no order, ambiguous dates are refused', async () => {
    const { items } = await readPublished(
      lines('Supplier,Date,Amount', 'A,03/05/2012,1.00', 'B,31/05/2012,1.00', 'C,4-May-2012,1.00'),
      'auto',
    );
    expect(outline(items)).toEqual(['2 DATE_AMBIGUOUS', '3 2012-05-31 B 100', '4 2012-05-04 C 100']);
  });

  it('a reading lets the process do something else between batches that one chunk of the file makes', async () => {
    const file = await openImportFile(writePublished(`Supplier,Date,Amount\n${'A,2012-05-03,1\n'.repeat(4_000)}`));
    const reading = await readImportFile(file, plainMapping('mine', 'payments'));
    const turns = countTurns();
    const turnsOfBatches: number[] = [];
    for await (const _batch of reading) turnsOfBatches.push(turns.taken());
    turns.stop();
    expect(turnsOfBatches.length).toBeGreaterThan(3);
    expect(new Set(turnsOfBatches).size).toBe(turnsOfBatches.length);
  });

  it('a reading is iterated once', async () => {
    const { reading } = await readPublished(lines('Supplier,Date,Amount', 'A,03/05/2012,1.00'));
    await expect(reading[Symbol.asyncIterator]().next()).rejects.toThrow(/only once/);
  });
});

describe('contributions', () => {
  const read = (...rows: string[]) => readPublished(lines(...rows), 'interdepartmental');

  it('are read by programme and year', async () => {
    const { items } = await read(
      'Department,Programme,Financial year,Amount (£m)',
      'Department of Health,Troubled Families,2012/13,15',
      'DWP,Troubled Families,2013-14,(0.5)',
    );
    expect(items.map(({ row }) => row)).toEqual([
      {
        kind: 'contribution',
        payer: 'Department of Health',
        programme: 'Troubled Families',
        financialYear: '2012-13',
        amountPence: 15_000_000_00,
        isCredit: false,
      },
      {
        kind: 'contribution',
        payer: 'DWP',
        programme: 'Troubled Families',
        financialYear: '2013-14',
        amountPence: 500_000_00,
        isCredit: true,
      },
    ]);
  });

  it.each([
    ['Repeat', 'yes', 'no'],
    ['Is repeat?', 'Y', 'N'],
    ['repeated', 'TRUE', 'FALSE'],
    ['is_duplicate', '1', '0'],
    ['Duplicate of', 'row 7', ''],
    ['Repeat of row', '7', '-'],
    ['Repeat', 'x', ''],
    ['Repeat', 'repeat', 'original'],
    ['Count in total', 'No', 'Yes'],
    ['Status', 'Repeat', 'Final'],
    ['Notes', 'Repeats the row for 2012-13 above', 'Paid in two parts; not repeated'],
  ])('marked as repeats under “%s” (%j, but not %j) are rejected', async (heading, marked, unmarked) => {
    const { items, summary } = await read(
      `Department,Programme,Year,Amount,${heading}`,
      `DH,TF,2012-13,10.00,${marked}`,
      `DH,TF,2012-13,10.00,${unmarked}`,
    );
    expect(outline(items)).toEqual(['2 MARKED_AS_REPEAT', '3 2012-13 DH 1000']);
    expect(summary).toMatchObject({ sumReadPence: 20_00n, sumRejectedPence: 10_00n });
  });

  it('in brackets behind a name are rejected too', async () => {
    expect(
      outline((await read('Department,Programme,Year,Amount', 'DH,Troubled Families (repeated),2012-13,10.00')).items),
    ).toEqual(['2 MARKED_AS_REPEAT']);
  });

  it('are counted when the mapping says so', async () => {
    const mapping: ImportMapping = { ...presetNamed('interdepartmental'), skipMarkedRepeats: false };
    const { summary } = await readPublished(lines('Department,Year,Amount,Repeat', 'DH,2012-13,10.00,yes'), mapping);
    expect(summary.rowsAccepted).toBe(1);
  });

  it('identical rows that nobody marks are all counted', async () => {
    expect(
      (await read('Department,Year,Amount,Repeat', 'DH,2012-13,10.00,', 'DH,2012-13,10.00,')).summary.rowsAccepted,
    ).toBe(2);
  });

  it('in a column a year become one item a year', async () => {
    const { items, summary } = await read(
      'Department,Programme,2012-13 (£m),2013-14 (£m),Total (£m)',
      'DH,TF,15,20,35',
      'DWP,TF,-,5,5',
      'MoJ,TF,x,1,1',
      'Total,,15,25,40',
    );
    expect(outline(items)).toEqual([
      '2 2012-13 DH 1500000000',
      '2 2013-14 DH 2000000000',
      '3 2013-14 DWP 500000000',
      '4 AMOUNT_NOT_A_NUMBER',
      '4 2013-14 MoJ 100000000',
      '5 TOTAL_ROW',
    ]);
    expect(summary).toMatchObject({ rowsRead: 6, rowsTotal: 1, statedTotals: [] });
  });

  it.each([
    ['Total,TF,2012-13,10.00', 'TOTAL_ROW'],
    ['DH,Total,2012-13,10.00', 'TOTAL_ROW'],
    ['DH,TF,2012,10.00', 'FINANCIAL_YEAR_UNREADABLE'],
    ['DH,TF,,10.00', 'FINANCIAL_YEAR_MISSING'],
    [',TF,2012-13,10.00', 'PAYER_MISSING'],
  ])('%s: %s', async (row, code) => {
    expect(outline((await read('Department,Programme,Year,Amount', row)).items)).toEqual([`2 ${code}`]);
  });
});

it('a file in which payments are negative is turned round by the mapping', async () => {
  const mapping: ImportMapping = { ...plainMapping('mine', 'payments'), sign: 'reversed' };
  const { items } = await readPublished(
    lines('Supplier,Date,Amount', 'A,2012-05-03,-1.00', 'B,2012-05-03,2.00'),
    mapping,
  );
  expect(outline(items)).toEqual(['2 2012-05-03 A 100', '3 2012-05-03 B -200']);
});
