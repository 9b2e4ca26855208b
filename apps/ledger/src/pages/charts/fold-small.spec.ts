import * as fc from 'fast-check';
import { type Flow, type FlowNode, foldSmall, inAndOut } from './fold-small';

const node = (id: string, layer: number): FlowNode => ({ id, name: `Name of ${id}`, layer });
const sum = (flows: readonly Flow[]): number => flows.reduce((total, { pence }) => total + pence, 0);

describe('folding the smallest', () => {
  const nodes = [node('a', 0), node('b', 0), node('c', 0), node('d', 0), node('fund', 1)];
  const flows = [
    { fromId: 'a', toId: 'fund', pence: 5 },
    { fromId: 'b', toId: 'fund', pence: 50 },
    { fromId: 'c', toId: 'fund', pence: 7 },
    { fromId: 'd', toId: 'fund', pence: 60 },
  ];

  it('leaves a layer alone that has no more than may be shown', () =>
    expect(foldSmall(nodes, flows, 4)).toEqual({ nodes, flows }));

  it('keeps the largest, and says how many the others are and which', () => {
    const folded = foldSmall(nodes, flows, 3);
    expect(folded.nodes.map(({ name }) => name)).toEqual(['Name of b', 'Name of d', 'Others (2)', 'Name of fund']);
    expect(folded.nodes[2]!.folded).toEqual(['Name of c', 'Name of a']);
    expect(folded.flows).toContainEqual({ fromId: 'others of 0', toId: 'fund', pence: 12 });
  });

  it('makes one flow of the flows between folded ones of two layers', () => {
    const folded = foldSmall([...nodes, node('other', 1)], [...flows, { fromId: 'a', toId: 'other', pence: 1 }], 1);
    expect(folded.flows).toEqual([{ fromId: 'others of 0', toId: 'others of 1', pence: 123 }]);
  });
});

const graphs = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain((sizes) => {
    const nodes = sizes.flatMap((size, layer) =>
      Array.from({ length: size }, (_, at) => node(`${layer}-${at}`, layer)),
    );
    const flow = fc
      .tuple(fc.constantFrom(...nodes), fc.constantFrom(...nodes), fc.integer({ min: 1, max: 100_000_000_000_000 }))
      .filter(([from, to]) => from.layer < to.layer)
      .map(([from, to, pence]) => ({ fromId: from.id, toId: to.id, pence }));
    return fc.record({
      nodes: fc.constant(nodes),
      flows: fc.array(flow, { maxLength: 60 }),
      max: fc.integer({ min: 1, max: 8 }),
    });
  });

describe('folding any flows', () => {
  it('loses no penny between any two layers and for nobody who is kept', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, flows, max }) => {
        const folded = foldSmall(nodes, flows, max);
        expect(sum(folded.flows)).toBe(sum(flows));
        for (const kept of folded.nodes.filter((one) => one.folded === undefined))
          expect(inAndOut(kept.id, folded.flows)).toEqual(inAndOut(kept.id, flows));
      }),
    );
  });

  it('shows no more in a layer than asked for, and joins what has the same ends', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, flows, max }) => {
        const folded = foldSmall(nodes, flows, max);
        for (const layer of [0, 1, 2])
          expect(folded.nodes.filter((one) => one.layer === layer).length).toBeLessThanOrEqual(max);
        const ends = folded.flows.map(({ fromId, toId }) => `${fromId}>${toId}`);
        expect(new Set(ends).size).toBe(ends.length);
      }),
    );
  });
});
