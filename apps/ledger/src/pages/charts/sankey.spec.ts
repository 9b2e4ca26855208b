import * as fc from 'fast-check';
import { contrastOf, elementsOf, expectReadable, textsOf } from '../../../../../test/support/drawing';
import { LAYER_COLOURS, layoutSankey, type SankeyChart, sankeySvg } from './sankey';
import { textWidth } from './svg-text';

const chart = (over: Partial<SankeyChart> = {}): SankeyChart => ({
  id: 'flows',
  title: 'Who paid in, who gained',
  description: 'Money from agencies to those who gained.',
  columns: ['Paid in by', 'Funding streams', 'Pooled funds', 'Who gained'],
  nodes: [
    { id: 'dh', name: 'Department of Health', layer: 0, href: '/agencies/dh?a=1&b=2' },
    { id: 'tf', name: 'Troubled Families 2012-13', layer: 1 },
    { id: 'fund', name: 'Troubled Families', layer: 2 },
    { id: 'trafford', name: 'Trafford Council', layer: 3 },
  ],
  links: [
    { fromId: 'dh', toId: 'tf', pence: 15_000_000_00 },
    { fromId: 'tf', toId: 'fund', pence: 15_000_000_00 },
    { fromId: 'fund', toId: 'trafford', pence: 9_000_000_00 },
  ],
  ...over,
});
const titlesOf = (svg: string) => elementsOf(svg).flatMap(({ name, text }) => (name === 'title' ? [text] : []));

describe('a picture of flows', () => {
  it('names itself, and tells every flow and every bar to the penny', () => {
    const svg = sankeySvg(chart({ nodes: chart().nodes.map((node) => ({ ...node, href: undefined })) }))!;
    expect(elementsOf(svg)[0]).toMatchObject({
      attributes: { role: 'img', 'aria-labelledby': 'flows-title flows-description' },
    });
    expect(titlesOf(svg)).toEqual([
      'Who paid in, who gained',
      'Department of Health to Troubled Families 2012-13: £15,000,000.00',
      'Troubled Families 2012-13 to Troubled Families: £15,000,000.00',
      'Troubled Families to Trafford Council: £9,000,000.00',
      'Department of Health: £15,000,000.00 out',
      'Troubled Families 2012-13: £15,000,000.00 in, £15,000,000.00 out',
      'Troubled Families: £15,000,000.00 in, £9,000,000.00 out',
      'Trafford Council: £9,000,000.00 in',
    ]);
    expect(textsOf(svg).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['£15m', '£15m in, £9m out', 'Who gained']),
    );
  });

  it('is a group when it has links, since an image hides what is inside from whoever follows them', () => {
    const svg = sankeySvg(chart())!;
    expect(elementsOf(svg)[0]!.attributes).toMatchObject({ role: 'group', 'aria-labelledby': 'flows-title' });
    expect(elementsOf(svg).find(({ name }) => name === 'a')!.attributes.href).toBe('/agencies/dh?a=1&b=2');
  });

  it('is nothing when no money flows', () => {
    expect(sankeySvg(chart({ links: [] }))).toBeUndefined();
    expect(sankeySvg(chart({ nodes: chart().nodes.slice(0, 1), links: [] }))).toBeUndefined();
    expect(sankeySvg(chart({ links: [{ fromId: 'dh', toId: 'tf', pence: 0 }] }))).toBeUndefined();
  });

  it('says under the picture what it cannot draw', () => {
    const links = [
      ...chart().links,
      { fromId: 'dh', toId: 'fund', pence: -5 },
      { fromId: 'dh', toId: 'trafford', pence: -6 },
      { fromId: 'tf', toId: 'trafford', pence: null },
    ];
    expect(textsOf(sankeySvg(chart({ links }))!).at(-1)!.text).toBe(
      'Not drawn: 2 amounts below zero (−£0.11), 1 amount not known.',
    );
  });

  it('refuses a flow that leads to no later layer, to nobody, or is no whole pence', () => {
    for (const link of [
      { fromId: 'fund', toId: 'tf', pence: 1 },
      { fromId: 'dh', toId: 'dh', pence: 1 },
      { fromId: 'dh', toId: 'nobody', pence: 1 },
      { fromId: 'dh', toId: 'tf', pence: Number.NaN },
      { fromId: 'dh', toId: 'tf', pence: 0.5 },
    ])
      expect(() => sankeySvg(chart({ links: [...chart().links, link] }))).toThrow(RangeError);
  });

  it('shows each layer in its own column also where no money leads through all of them', () => {
    const links = [chart().links[0]!, chart().links[2]!];
    const xs = layoutSankey(chart({ links }))!.nodes.map(({ x }) => x);
    expect(xs).toEqual(xs.toSorted((a, b) => a - b));
    expect(new Set(xs).size).toBe(4);
  });

  it('tells the names that it folded', () => {
    const agencies = Array.from({ length: 30 }, (_, at) => ({ id: `a${at}`, name: `Agency ${at}`, layer: 0 }));
    const svg = sankeySvg(
      chart({
        nodes: [...agencies, ...chart().nodes],
        links: [...chart().links, ...agencies.map(({ id }, at) => ({ fromId: id, toId: 'tf', pence: 100_00 + at }))],
      }),
    )!;
    expect(textsOf(svg).map(({ text }) => text)).toContain('Others (24)');
    expect(titlesOf(svg)).toContainEqual(expect.stringContaining('They are Agency 23, Agency 22'));
    expect(titlesOf(svg)).toContainEqual(expect.stringContaining(' and 12 more.'));
  });

  it('lets no text of data become markup', () => {
    const hostile = `"><script>alert('x')</script>&amp;\u0000\ud800`;
    const svg = sankeySvg({
      ...chart(),
      title: hostile,
      description: hostile,
      columns: [hostile, hostile],
      nodes: chart().nodes.map((node) => ({ ...node, name: hostile, href: `/x?q=${hostile}` })),
    })!;
    expect(svg).not.toMatch(/<script|style=|<style/);
    expect(elementsOf(svg).map(({ name }) => name)).not.toContain('script');
    expect(titlesOf(svg)[0]).toBe(`"><script>alert('x')</script>&amp;??`);
  });

  it('tells its shapes apart by lightness: bars and outlines from white and from every band', () => {
    for (const { bar } of LAYER_COLOURS)
      for (const beside of ['#ffffff', ...LAYER_COLOURS.map(({ band }) => band)])
        expect(contrastOf(bar, beside)).toBeGreaterThanOrEqual(3);
  });
});

const charts = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 2, maxLength: 4 }), fc.integer({ min: 640, max: 1200 }))
  .chain(([sizes, width]) => {
    const nodes = sizes.flatMap((size, layer) =>
      Array.from({ length: size }, (_, at) => ({
        id: `${layer}-${at}`,
        name: 'Department for Communities and Local Government of Wigan'.slice(0, 4 + ((at * 13) % 53)),
        layer,
      })),
    );
    const pence = fc.oneof(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));
    const link = fc
      .tuple(fc.constantFrom(...nodes), fc.constantFrom(...nodes), pence)
      .filter(([from, to]) => from.layer < to.layer)
      .map(([from, to, amount]) => ({ fromId: from.id, toId: to.id, pence: amount }));
    return fc.array(link, { maxLength: 40 }).map((links) => chart({ nodes, links, width }));
  });

describe('a picture of any flows', () => {
  it('can be read: well-formed, nothing without a place, no text outside or upon another', () => {
    fc.assert(
      fc.property(charts, (any) => {
        const svg = sankeySvg(any);
        if (svg !== undefined) expectReadable(svg, textWidth);
      }),
      { numRuns: 50 },
    );
  });

  it('has bands as wide as their bars are high', () => {
    fc.assert(
      fc.property(charts, (any) => {
        for (const node of layoutSankey(any)?.nodes ?? []) {
          const flows = layoutSankey(any)!.flows;
          const width = (of: typeof flows): number => of.reduce((sum, flow) => sum + flow.width, 0);
          const [inWidth, outWidth] = [
            flows.filter(({ to }) => to.id === node.id),
            flows.filter(({ from }) => from.id === node.id),
          ].map(width);
          expect(Math.max(inWidth!, outWidth!)).toBeCloseTo(node.height, 3);
        }
      }),
      { numRuns: 30 },
    );
  });
});
