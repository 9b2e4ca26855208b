import * as fc from 'fast-check';
import { contrastOf, elementsOf, expectReadable, textsOf } from '../../../../../test/support/drawing';
import { LINE_STYLES, type LineChart, lineChartSvg, type LineSeries } from './line-chart';
import { textWidth } from './svg-text';

const chart = (over: Partial<LineChart> = {}): LineChart => ({
  id: 'balances',
  title: 'Balances of the funding streams',
  description: 'Troubled Families ends at £22m.',
  xKind: 'day',
  yLabel: 'Balance',
  series: [
    {
      name: 'Troubled Families',
      stepped: true,
      points: [
        { x: '2012-11-28', pence: 15_000_000_00 },
        { x: '2014-03-11', pence: 22_000_000_00 },
        { x: '2014-03-31', pence: 22_000_000_00 },
      ],
    },
  ],
  ...over,
});
const texts = (svg: string): string[] => textsOf(svg).map(({ text }) => text);
const pathsOf = (svg: string): string[] =>
  elementsOf(svg).flatMap(({ name, attributes }) => (name === 'path' ? [attributes.d!] : []));
const numbers = (...points: [number, number | null][]): LineSeries['points'] =>
  points.map(([x, pence]) => ({ x, pence }));

describe('a chart of lines', () => {
  it('names itself, its line at its end with the amount, and its axes in pounds and days', () => {
    const svg = lineChartSvg(chart())!;
    expect(elementsOf(svg)[0]!.attributes).toMatchObject({
      role: 'img',
      'aria-labelledby': 'balances-title balances-description',
    });
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['Balance', '£0', '£5m', '£25m', 'Apr 2013', 'Troubled Families', '£22m']),
    );
    expect(elementsOf(svg).map(({ text }) => text)).toContain('Troubled Families: £22,000,000.00');
  });

  it('is nothing when no amount is known', () => {
    expect(lineChartSvg(chart({ series: [] }))).toBeUndefined();
    expect(lineChartSvg(chart({ series: [{ name: 'Empty', points: [] }] }))).toBeUndefined();
    expect(
      lineChartSvg(chart({ series: [{ name: 'Unknown', points: [{ x: '2024-04-01', pence: null }] }] })),
    ).toBeUndefined();
  });

  it('holds a balance until the next, and runs straight between outcomes', () => {
    expect(pathsOf(lineChartSvg(chart())!)[0]).toMatch(/^M[\d.]+,([\d.]+)L[\d.]+,\1L/);
    const points = numbers([0, 0], [10, 100]);
    expect(pathsOf(lineChartSvg(chart({ xKind: 'number', series: [{ name: 'Share', points }] }))!)[0]).toMatch(
      /^M[\d.]+,[\d.]+L[\d.]+,[\d.]+$/,
    );
  });

  it('leaves a gap where an amount is not known, and says so at the end of a line', () => {
    const series = [
      { name: 'Gap', points: numbers([0, 5_00], [1, 6_00], [2, null], [3, 7_00], [4, 8_00]) },
      { name: 'Ends', points: numbers([0, 5_00], [1, 6_00], [2, null]) },
      { name: 'Never', points: numbers([0, null]) },
      { name: 'Once', points: numbers([2, 3_00]) },
    ];
    const svg = lineChartSvg(chart({ xKind: 'number', series }))!;
    expect(pathsOf(svg).map((path) => path.split('M').length - 1)).toEqual([2, 1, 0, 1]);
    expect(texts(svg)).toEqual(expect.arrayContaining(['£8', '£6 when last known', 'not known']));
    expect(elementsOf(svg).filter(({ name }) => name === 'circle')).toHaveLength(1);
  });

  it('holds a balance up to the day from which it is not known', () => {
    const points = numbers([0, 5_00], [5, null], [10, null]);
    const end = /L([\d.]+),/.exec(
      pathsOf(lineChartSvg(chart({ xKind: 'number', series: [{ name: 'Held', points, stepped: true }] }))!)[0]!,
    );
    const ticks = textsOf(lineChartSvg(chart({ xKind: 'number', series: [{ name: 'Held', points, stepped: true }] }))!);
    expect(Number(end![1])).toBeCloseTo(ticks.find(({ text }) => text === '5')!.x, 0);
  });

  it('shows a jump upright, open where it leaves and full where it arrives', () => {
    const points = numbers([0, 0], [5, 10_00], [5, 90_00], [10, 90_00]);
    const svg = lineChartSvg(chart({ xKind: 'number', xUnit: '%', series: [{ name: 'Share', points }] }))!;
    expect(pathsOf(svg)[0]).toMatch(/L([\d.]+),[\d.]+L\1,[\d.]+L/);
    const dots = elementsOf(svg).filter(({ name }) => name === 'circle');
    expect(dots.map(({ attributes }) => attributes.fill)).toEqual(['#ffffff', LINE_STYLES[0].colour]);
    expect(texts(svg)).toContain('5%');
  });

  it('tells lines apart by their dashes, and by colours that can be seen', () => {
    expect(new Set(LINE_STYLES.map(({ dashes }) => dashes)).size).toBe(LINE_STYLES.length);
    for (const { colour } of LINE_STYLES) expect(contrastOf(colour, '#ffffff')).toBeGreaterThanOrEqual(3);
  });

  it('has a line at zero, below which amounts are negative', () => {
    const points = numbers([0, -2_000_000_00], [1, 3_000_000_00]);
    const svg = lineChartSvg(chart({ xKind: 'number', series: [{ name: 'Share', points }] }))!;
    expect(texts(svg)).toEqual(expect.arrayContaining(['−£2m', '£0', '£3m']));
    expect(elementsOf(svg).filter(({ attributes }) => attributes['stroke-width'] === '1.5')).toHaveLength(1);
  });

  it.each([
    ['2024-04-01', '2024-04-05', '3 Apr'],
    ['2024-01-01', '2024-12-31', 'Apr 2024'],
    ['2012-01-18', '2016-03-31', 'Apr 2015'],
    ['1990-01-01', '2026-03-31', 'Apr 2010'],
  ])('marks days from %s to %s, such as %s', (from, to, tick) => {
    const series = [{ name: 'Balance', points: [from, to].map((x) => ({ x, pence: 1_00 })) }];
    expect(texts(lineChartSvg(chart({ series }))!)).toContain(tick);
  });

  it('keeps the shape of more points than a screen has, in a small drawing', () => {
    const points = Array.from({ length: 100_000 }, (_, x) => ({ x, pence: x === 51_234 ? 99_00 : (x * 7919) % 50_00 }));
    const svg = lineChartSvg(chart({ xKind: 'number', series: [{ name: 'Busy', points }] }))!;
    expect(svg.length).toBeLessThan(40_000);
    const ys = pathsOf(svg)[0]!
      .match(/,[\d.]+/g)!
      .map((y) => Number(y.slice(1)));
    expect(ys.filter((y) => y < Math.min(...ys) + 10)).toHaveLength(1);
  });

  it('lets no text of data become markup', () => {
    const hostile = `"><script>alert('x')</script>&amp;`;
    const svg = lineChartSvg(
      chart({
        title: hostile,
        description: hostile,
        yLabel: hostile,
        xLabel: hostile,
        xKind: 'number',
        xUnit: hostile,
        series: [{ name: hostile, points: numbers([0, 1], [1, 2]) }],
        markers: [{ x: 1, label: hostile }],
      }),
    )!;
    expect(svg).not.toMatch(/<script|style=|<style/);
    expect(elementsOf(svg).map(({ name }) => name)).not.toContain('script');
  });

  it('refuses a place that is none', () => {
    const points = [{ x: 'soon', pence: 1 }];
    expect(() => lineChartSvg(chart({ series: [{ name: 'Balance', points }] }))).toThrow(RangeError);
    expect(() => lineChartSvg(chart({ xKind: 'number', series: [{ name: 'Share', points }] }))).toThrow(RangeError);
  });
});

describe('a chart of any lines', () => {
  const pence = fc.oneof(
    fc.constant(null),
    fc.integer({ min: -500, max: 500 }),
    fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
  );
  const series = fc
    .record({
      length: fc.integer({ min: 4, max: 56 }),
      points: fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), pence), { maxLength: 12 }),
      stepped: fc.boolean(),
    })
    .map(({ length, points, stepped }) => ({
      name: 'Department for Communities and Local Government of Wigan'.slice(0, length),
      points: numbers(...points.toSorted(([a], [b]) => a - b)),
      stepped,
    }));
  const markers = fc.array(
    fc.record({
      x: fc.integer({ min: -50, max: 50 }),
      label: fc.constantFrom('11%', 'Terms changed', 'As known at 1 May 2026'),
    }),
    { maxLength: 5 },
  );
  it('can be read: well-formed, nothing without a place, no text outside or upon another', () => {
    fc.assert(
      fc.property(
        fc.array(series, { maxLength: 10 }),
        markers,
        fc.integer({ min: 640, max: 1200 }),
        (all, marked, width) => {
          const svg = lineChartSvg(
            chart({ xKind: 'number', series: all, markers: marked, width, xLabel: 'Reduction' }),
          );
          if (svg !== undefined) expectReadable(svg, textWidth);
        },
      ),
      { numRuns: 60 },
    );
  });
});
