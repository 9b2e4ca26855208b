import { loadMapping, parseMapping } from './parse-mapping';
import { PRESETS } from './presets/presets';
import { removePublished, writePublished } from './testing/published-files';

afterAll(removePublished);

const parse = (value: unknown) => parseMapping(JSON.stringify(value), 'mine.json');

describe('a mapping file', () => {
  it('names columns, formats and unit, and keeps the rest of its preset', () => {
    expect(
      parse({ basedOn: 'oxford', columns: { amount: 'Gross' }, dateFormats: ['DD-MM-YYYY'], amountUnit: 'thousands' }),
    ).toMatchObject({
      name: 'mine.json',
      kind: 'payments',
      amountUnit: 'thousands',
      dateFormats: ['dd/mm/yyyy'],
      payerWhenMissing: 'Oxford City Council',
      columns: { amount: ['Gross'], date: ['Paid Date'] },
    });
  });

  it.each([
    ['month-end', 'month-end'],
    ['excel-serial', 'excel-serial'],
    ['yyyymmdd', 'yyyymmdd'],
    ['dd.mm.yy', 'dd/mm/yy'],
  ])('understands the date format %s', (written, format) => {
    expect(parse({ kind: 'payments', dateFormats: [written] }).dateFormats).toEqual([format]);
  });

  it.each([
    [{}, /kind is missing/],
    [{ kind: 'spending' }, /kind is "spending"; it must be one of payments, contributions, auto/],
    [{ kind: 'payments', colums: {} }, /colums is not known; known are name,/],
    [{ kind: 'payments', columns: { supplier: ['x'] } }, /columns\.supplier is not a field; fields are amount, date/],
    [{ kind: 'payments', columns: { amount: 3 } }, /columns\.amount must be a list/],
    [{ kind: 'payments', columns: { amount: ['£'] } }, /columns\.amount\[0\] has no letter or digit/],
    [{ kind: 'payments', dateFormats: ['dd/yyyy'] }, /dateFormats\[0\] is "dd\/yyyy"/],
    [{ kind: 'payments', dateFormats: ['dd/mm/yyyy', 'mm/dd/yyyy'] }, /two readings/],
    [{ kind: 'payments', skipMarkedRepeats: 'yes' }, /skipMarkedRepeats must be true or false/],
    [{ basedOn: 'toString' }, /basedOn is "toString"/],
    [[], /it must be an object/],
  ])('%j is refused', (value, reason) => expect(() => parse(value)).toThrow(reason));

  it('names every fault at once', () => {
    expect(() => parse({ kind: 'x', sign: 'y' })).toThrow(/kind is "x".*; sign is "y"/);
  });

  it('is found by name or path', async () => {
    for (const name of ['trafford', 'oxford', 'spend-over-25000', 'interdepartmental', 'auto'])
      expect(await loadMapping(name)).toBe(PRESETS[name]);
    expect(await loadMapping(writePublished('{"kind":"payments"}', 'mine.json'))).toMatchObject({ name: 'mine.json' });
    await expect(loadMapping('traford')).rejects.toThrow(/There is no mapping “traford”\. There are trafford, oxford/);
    await expect(loadMapping('./nowhere.json')).rejects.toMatchObject({ code: 'MAPPING_UNKNOWN' });
    await expect(loadMapping(writePublished('{', 'mine.json'))).rejects.toThrow(/is not JSON/);
  });
});
