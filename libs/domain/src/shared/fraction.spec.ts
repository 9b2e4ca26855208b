import { Fraction, sumOf } from './fraction';

const text = (value: Fraction): string => {
  const { numerator, denominator } = value.toRatio();
  return denominator === 1n ? `${numerator}` : `${numerator}/${denominator}`;
};

describe('a fraction', () => {
  it.each([
    ['12.5', '25/2'],
    ['-3', '-3'],
    ['5/6', '5/6'],
    ['-10/4', '-5/2'],
    ['50%', '1/2'],
    ['4.2%', '21/500'],
    ['0', '0'],
    ['-0', '0'],
    ['0/7', '0'],
    ['007.50', '15/2'],
    ['0.00000000000000000001', '1/100000000000000000000'],
    ['99999999999999999999.99999999999999999999', '9999999999999999999999999999999999999999/100000000000000000000'],
  ])('reads %s as %s, exactly', (written, exact) => {
    expect(text(Fraction.parse(written))).toBe(exact);
  });

  it.each([
    '',
    ' 1',
    '1.',
    '.5',
    '1e3',
    '1/0',
    '1/-2',
    '1.5/2',
    '5/6%',
    '0x10',
    'NaN',
    'Infinity',
    '1,000',
    '1\n',
    '٣',
    '123456789012345678901',
  ])('is not read from %j', (written) => {
    expect(() => Fraction.parse(written)).toThrow(RangeError);
  });

  it('is read as a percentage without its sign', () => {
    expect(text(Fraction.ofPct('12.5'))).toBe('1/8');
    expect(() => Fraction.ofPct('12.5%')).toThrow(RangeError);
    expect(() => Fraction.ofPct('1/2')).toThrow(RangeError);
  });

  it('is made of whole numbers that are exact, and of no others', () => {
    expect(text(Fraction.of(-5))).toBe('-5');
    for (const not of [0.5, NaN, Infinity, Number.MAX_SAFE_INTEGER + 1]) {
      expect(() => Fraction.of(not)).toThrow(RangeError);
    }
  });

  it('keeps a sixth a sixth', () => {
    const sixth = Fraction.parse('1/6');
    expect(text(sumOf(Array<Fraction>(6).fill(sixth)))).toBe('1');
    expect(text(Fraction.of(4180).times(Fraction.parse('5/6')).times(Fraction.of(4_000_00)))).toBe('4180000000/3');
  });

  it('cannot be divided by nought', () => {
    expect(() => Fraction.one.over(Fraction.zero)).toThrow(RangeError);
    expect(text(Fraction.of(3).over(Fraction.of(-6)))).toBe('-1/2');
  });

  it.each([
    { value: '0.4', HALF_UP: 0, HALF_EVEN: 0, DOWN: 0 },
    { value: '0.5', HALF_UP: 1, HALF_EVEN: 0, DOWN: 0 },
    { value: '1.5', HALF_UP: 2, HALF_EVEN: 2, DOWN: 1 },
    { value: '2.5', HALF_UP: 3, HALF_EVEN: 2, DOWN: 2 },
    { value: '2.50000000000000000001', HALF_UP: 3, HALF_EVEN: 3, DOWN: 2 },
    { value: '-0.4', HALF_UP: 0, HALF_EVEN: 0, DOWN: 0 },
    { value: '-0.5', HALF_UP: -1, HALF_EVEN: 0, DOWN: 0 },
    { value: '-2.5', HALF_UP: -3, HALF_EVEN: -2, DOWN: -2 },
    { value: '-1.99', HALF_UP: -2, HALF_EVEN: -2, DOWN: -1 },
    { value: '7', HALF_UP: 7, HALF_EVEN: 7, DOWN: 7 },
  ])('$value rounds half a penny away from nought, to the even one, or towards nought', ({ value, ...modes }) => {
    const rounded = (['HALF_UP', 'HALF_EVEN', 'DOWN'] as const).map((mode) => Fraction.parse(value).round(mode));
    expect(rounded).toEqual([modes.HALF_UP, modes.HALF_EVEN, modes.DOWN]);
  });

  it('is not rounded to a number that cannot hold it to the penny (INV-09)', () => {
    const largest = Fraction.of(Number.MAX_SAFE_INTEGER);
    expect(largest.round('DOWN')).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => largest.plus(Fraction.parse('0.5')).round('HALF_UP')).toThrow(RangeError);
    expect(() => largest.negated().minus(Fraction.one).round('DOWN')).toThrow(RangeError);
  });

  it('is shown to so many places, never to be read back', () => {
    expect(Fraction.parse('10450/3').toText(2)).toBe('3483.33');
    expect(Fraction.parse('2/3').toText(4)).toBe('0.6667');
    expect(Fraction.parse('-1/1000').toText(2)).toBe('0');
    expect(Fraction.parse('1200').toText(8)).toBe('1200');
    expect(Fraction.parse('99999999999999999999').toText(8)).toBe('99999999999999999999');
  });
});
