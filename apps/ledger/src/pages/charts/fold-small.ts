/** Who or what money comes from or goes to. */
export interface FlowNode {
  readonly id: string;
  readonly name: string;
  /** The column it stands in; money flows from lower to higher. */
  readonly layer: number;
  readonly href?: string;
  /** The names that were folded into this one. */
  readonly folded?: readonly string[];
}

/** Money from one to another, more than nothing. */
export interface Flow {
  readonly fromId: string;
  readonly toId: string;
  readonly pence: number;
}

/**
 * Keeps the largest of each layer and folds the rest into "Others (12)", so that a picture stays readable. Flows between
 * the same two become one; no penny is lost. A layer with no more than `nodesMax` stays as it is.
 */
export function foldSmall(
  nodes: readonly FlowNode[],
  flows: readonly Flow[],
  nodesMax: number,
): { readonly nodes: FlowNode[]; readonly flows: Flow[] } {
  const kept: FlowNode[] = [];
  const standsFor = new Map<string, string>();
  const sizes = throughputs(flows);
  const sizeOf = ({ id }: FlowNode): number => sizes.get(id) ?? 0;
  for (const layer of [...new Set(nodes.map((node) => node.layer))]) {
    const members = nodes.filter((node) => node.layer === layer);
    const bySize = members.toSorted((a, b) => sizeOf(b) - sizeOf(a));
    const small = members.length > nodesMax ? bySize.slice(Math.max(0, nodesMax - 1)) : [];
    const others = `others of ${layer}`;
    for (const { id } of members) standsFor.set(id, id);
    for (const { id } of small) standsFor.set(id, others);
    kept.push(...members.filter(({ id }) => standsFor.get(id) === id));
    if (small.length > 0)
      kept.push({ id: others, name: `Others (${small.length})`, layer, folded: small.map(({ name }) => name) });
  }
  return { nodes: kept, flows: joined(flows, standsFor) };
}

/** What passes through each node, in one walk through the flows: there may be thousands of both. */
function throughputs(flows: readonly Flow[]): ReadonlyMap<string, number> {
  const [into, outOf] = [new Map<string, number>(), new Map<string, number>()];
  for (const { fromId, toId, pence } of flows) {
    outOf.set(fromId, (outOf.get(fromId) ?? 0) + pence);
    into.set(toId, (into.get(toId) ?? 0) + pence);
  }
  return new Map([...into.keys(), ...outOf.keys()].map((id) => [id, Math.max(into.get(id) ?? 0, outOf.get(id) ?? 0)]));
}

/** What comes in to a node and what goes out of it. */
export function inAndOut(id: string, flows: readonly Flow[]): { readonly inPence: number; readonly outPence: number } {
  let inPence = 0;
  let outPence = 0;
  for (const { fromId, toId, pence } of flows) {
    if (toId === id) inPence += pence;
    if (fromId === id) outPence += pence;
  }
  return { inPence, outPence };
}

function joined(flows: readonly Flow[], standsFor: ReadonlyMap<string, string>): Flow[] {
  const byEnds = new Map<string, Flow>();
  for (const flow of flows) {
    const fromId = standsFor.get(flow.fromId) ?? flow.fromId;
    const toId = standsFor.get(flow.toId) ?? flow.toId;
    const ends = `${fromId}\n${toId}`;
    byEnds.set(ends, { fromId, toId, pence: (byEnds.get(ends)?.pence ?? 0) + flow.pence });
  }
  return [...byEnds.values()];
}
