import fc from 'fast-check';
import { type DateFormat } from './mapping';
import { dateReader } from './parse-date';
import { parseFinancialYear } from './parse-financial-year';

const dayFirst: DateFormat[] = ['dd/mm/yyyy', 'dd/mm/yy'];
const read = (cell: string, formats?: DateFormat[]) => {
  const { date, refusal } = dateReader(formats)(cell);
  return date ?? refusal;
};

describe('dates with one reading need no declaration', () => {
  it.each([
    ['2024-04-03', '2024-04-03'],
    ['2024/4/3', '2024-04-03'],
    ['2024-04-03 00:00:00', '2024-04-03'],
    ['2024-04-03T00:00:00', '2024-04-03'],
    ['2024-04-03T00:00:00Z', '2024-04-03'],
    ['2024-04-03 14:30', '2024-04-03'],
    ['03-Apr-24', '2024-04-03'],
    ['3 Apr 2024', '2024-04-03'],
    ['03/Apr/2024', '2024-04-03'],
    ['3rd April 2024', '2024-04-03'],
    ['Wednesday, 3 April 2024', '2024-04-03'],
    ['3-Sept-2013', '2013-09-03'],
    ['25/03/2024', '2024-03-25'],
    ['04/04/2024', '2024-04-04'],
    ['="2024-04-03"', '2024-04-03'],
  ])('%j', (cell, date) => expect(read(cell)).toBe(date));

  it.each([
    ['03/04/2024', 'DATE_AMBIGUOUS'],
    ['25/03/24', 'DATE_AMBIGUOUS'],
    ['03/25/2024', 'DATE_MONTH_FIRST'],
    ['20240403', 'DATE_AMBIGUOUS'],
  ])('%j is refused, not guessed: %s', (cell, refusal) => expect(read(cell)).toBe(refusal));
});

describe('day first, as UK publishers write', () => {
  it.each([
    ['03/04/2024', '2024-04-03'],
    ['3/4/2024', '2024-04-03'],
    ['03-04-2024', '2024-04-03'],
    ['03.04.2024', '2024-04-03'],
    ['03/04/24', '2024-04-03'],
    ['03/04/99', '1999-04-03'],
    ['03/04/2024 00:00', '2024-04-03'],
    ['03/04/2024 12:00:00 AM', '2024-04-03'],
    ['29/02/2024', '2024-02-29'],
    [' 03/04/2024 ', '2024-04-03'],
  ])('%j', (cell, date) => expect(read(cell, dayFirst)).toBe(date));

  it.each([
    ['03/25/2024', 'DATE_MONTH_FIRST'],
    ['31/02/2024', 'DATE_NOT_REAL'],
    ['29/02/2023', 'DATE_NOT_REAL'],
    ['29/02/2100', 'DATE_NOT_REAL'],
    ['00/01/2024', 'DATE_NOT_REAL'],
    ['01/01/1900', 'DATE_OUT_OF_RANGE'],
    ['Mar-13', 'DATE_MONTH_ONLY'],
    ['March 2013', 'DATE_MONTH_ONLY'],
    ['41754', 'DATE_EXCEL_SERIAL'],
    ['', 'DATE_MISSING'],
    ['Nil', 'DATE_MISSING'],
    ['00:00:00', 'DATE_UNREADABLE'],
    ['21/11/213', 'DATE_UNREADABLE'],
    ['05/04/2012 | 03/04/2012', 'DATE_UNREADABLE'],
    ['=TODAY()', 'DATE_FORMULA'],
    ['########', 'DATE_SPREADSHEET_ERROR'],
    ['2024-04-01T23:00:00Z', 'DATE_HAS_ZONE'],
    ['2024-04-01T23:00:00+01:00', 'DATE_HAS_ZONE'],
    ['12 Foo 2024', 'DATE_UNREADABLE'],
    ['5100482005', 'DATE_UNREADABLE'],
  ])('%j: %s', (cell, refusal) => expect(read(cell, dayFirst)).toBe(refusal));

  it('says which dates only the declaration decided', () => {
    const reader = dateReader(dayFirst);
    expect(reader('03/04/2024').readableBothWays).toBe(true);
    expect(reader('13/04/2024').readableBothWays).toBe(false);
    expect(reader('04/04/2024').readableBothWays).toBe(false);
  });
});

describe('other declarations', () => {
  it.each([
    ['03/25/2024', ['mm/dd/yyyy'], '2024-03-25'],
    ['03/04/2024', ['mm/dd/yyyy'], '2024-03-04'],
    ['25/03/2024', ['mm/dd/yyyy'], 'DATE_DAY_FIRST'],
    ['41754', ['excel-serial'], '2014-04-25'],
    ['41754.5', ['excel-serial'], '2014-04-25'],
    ['Feb-2012', ['month-end'], '2012-02-29'],
    ['02/2012', ['month-end'], '2012-02-29'],
    ['20240403', ['yyyymmdd'], '2024-04-03'],
    ['03042024', ['ddmmyyyy'], '2024-04-03'],
    ['20122012', ['yyyymmdd', 'ddmmyyyy'], '2012-12-20'],
    ['03/04/24', ['dd/mm/yyyy'], 'DATE_AMBIGUOUS'],
  ] as [string, DateFormat[], string][])('%j under %j', (cell, formats, outcome) =>
    expect(read(cell, formats)).toBe(outcome),
  );
});

describe('properties', () => {
  const day = fc.date({ min: new Date('1980-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });

  it('every real day written day first comes back, under the UK declaration', () => {
    fc.assert(
      fc.property(day, fc.constantFrom('/', '-', '.'), fc.boolean(), (date, separator, padded) => {
        const iso = date.toISOString().slice(0, 10);
        const [year, month, dayOfMonth] = iso.split('-').map((part) => (padded ? part : String(Number(part))));
        expect(read([dayOfMonth, month, year].join(separator), dayFirst)).toBe(iso);
      }),
    );
  });

  it('whatever is accepted is a real day of the calendar, and undeclared never one of two', () => {
    const cell = fc.tuple(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 1970, max: 2110 }),
    );
    fc.assert(
      fc.property(cell, ([first, second, year]) => {
        const accepted = dateReader()(`${first}/${second}/${year}`).date;
        if (accepted === undefined) return;
        expect(new Date(accepted).toISOString().slice(0, 10)).toBe(accepted);
        expect(first > 12 || first === second).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('a financial year', () => {
  it.each([
    ['2012-13', '2012-13'],
    ['2012/13', '2012-13'],
    ['2012-2013', '2012-13'],
    ['FY2012/13', '2012-13'],
    ['FY 2012-13', '2012-13'],
    ['2012 to 2013', '2012-13'],
    ['2012–13', '2012-13'],
    ['201213', '2012-13'],
    ['12/13', '2012-13'],
    ['1999-00', '1999-00'],
    ['1999/2000', '1999-00'],
    ['="2012-13"', '2012-13'],
  ])('%j', (cell, year) => expect(parseFinancialYear(cell)).toBe(year));

  it.each(['2012', '2012-14', '2013-12', '1213', 'FY13', '2012-3', '', 'March 2013', '1812-13'])(
    '%j names none',
    (cell) => expect(parseFinancialYear(cell)).toBeUndefined(),
  );
});
