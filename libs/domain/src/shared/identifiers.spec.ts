import {
  agencyStream,
  entryRefOf,
  fundingStreamStream,
  isIdentifier,
  parseEntryRef,
  placeStream,
  pooledFundStream,
  poolYearStream,
} from './identifiers';

describe('an identifier', () => {
  it.each(['a', '7', 'greater-manchester', 'dfg-2024', 'a'.repeat(64), 'a--b'])('may be %s', (id) => {
    expect(isIdentifier(id)).toBe(true);
  });

  it.each([
    '',
    '-a',
    'a-',
    'A',
    'a b',
    'a_b',
    'a.b',
    'a/b',
    'a:b',
    'a'.repeat(65),
    'trаfford',
    'ａ',
    'a\u200d',
    'e\u0301',
    'a\n',
    'a\0',
    undefined,
    7,
    null,
  ])('may not be %j: not ASCII, not lower case, or out of form', (id) => {
    expect(isIdentifier(id)).toBe(false);
  });
});

describe('the name of an event stream', () => {
  it('says what it is of', () => {
    expect(placeStream('trafford')).toBe('place-trafford');
    expect(agencyStream('gm-icb')).toBe('agency-gm-icb');
    expect(fundingStreamStream('dfg')).toBe('fundingStream-dfg');
    expect(pooledFundStream('bcf')).toBe('pooledFund-bcf');
    expect(poolYearStream('bcf', '2024-25')).toBe('poolYear-bcf:2024');
  });
});

describe('the reference of an entry', () => {
  it('names its fund, year and place, and comes back as they were', () => {
    expect(entryRefOf('bcf', '2024-25', 17)).toBe('bcf/2024-25/17');
    expect(parseEntryRef('bcf/2024-25/17')).toEqual({ pooledFundId: 'bcf', financialYear: '2024-25', entryNo: 17 });
  });

  it.each([
    '',
    'bcf',
    'bcf/2024-25',
    'bcf/2024-25/0',
    'bcf/2024-25/017',
    'bcf/2024-25/-1',
    'bcf/2024-25/1/2',
    'BCF/2024-25/1',
  ])('is not %j', (text) => {
    expect(parseEntryRef(text)).toBeUndefined();
  });

  it('INV-02 has one spelling: a year that does not follow would name the same entry a second time', () => {
    expect(parseEntryRef('bcf/2024-26/17')).toBeUndefined();
    expect(parseEntryRef('bcf/2024-99/17')).toBeUndefined();
    expect(parseEntryRef('-bcf/2024-25/17')).toBeUndefined();
  });
});
