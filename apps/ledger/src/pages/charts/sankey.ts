import { sankey, type SankeyLink, type SankeyNode } from 'd3-sankey';
import { briefMoney, money } from '../tables/format';
import { type Flow, type FlowNode, foldSmall, inAndOut } from './fold-small';
import { type ChartWords, chartSvg, element, HALO, LINE_HEIGHT, rounded, SOFT_INK, words } from './svg';
import { cutToWidth, textWidth, wrapped } from './svg-text';

/** A picture of money flowing from left to right: agencies, funding streams, pooled funds, who gained. */
export interface SankeyChart extends ChartWords {
  /** What stands above each layer, by the number of the layer. */
  readonly columns?: readonly string[];
  readonly nodes: readonly Omit<FlowNode, 'folded'>[];
  /** Only flows above nothing are drawn; the others are counted under the picture. Null is "not known". */
  readonly links: readonly { readonly fromId: string; readonly toId: string; readonly pence: number | null }[];
  /** In units of the drawing, which are pixels when it is shown at its full size. */
  readonly width?: number;
  /** The most that are shown in one layer; the smallest of the rest are folded into one. */
  readonly nodesPerLayerMax?: number;
}

/** Where a node stands. */
export interface PlacedNode extends FlowNode {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly inPence: number;
  readonly outPence: number;
  /** How wide its label may be. */
  readonly room: number;
}

/** Where a flow runs: the middle of its band at either end, and how wide the band is. */
export interface PlacedFlow extends Flow {
  readonly from: PlacedNode;
  readonly to: PlacedNode;
  readonly fromY: number;
  readonly toY: number;
  readonly width: number;
}

/** Everything a picture of flows consists of, in its place. */
export interface SankeyLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly flows: readonly PlacedFlow[];
  /** The layers shown, from left to right, by their number in the chart. */
  readonly layers: readonly number[];
}

const WIDTH = 960;
const NODES_PER_LAYER_MAX = 8;
const BAR_WIDTH = 14;
const NAME_LINES_MAX = 3;
const LABEL_GAP = 8;
const HEADING_HEIGHT = 40;
const BANDS_HEIGHT = 260;
const SIDE_PART_MAX = 0.21;
const NOTE_HEIGHT = 36;
const FOLDED_TOLD_MAX = 12;

/** The colours of a layer: its bars and outlines, and the bands that leave it. A bar has 3:1 with white and with any band. */
export const LAYER_COLOURS = [
  { bar: '#12436d', band: '#cfdce9' },
  { bar: '#0f6b63', band: '#cde8e4' },
  { bar: '#801650', band: '#ecd5e2' },
  { bar: '#9c3f0a', band: '#fbe2d3' },
] as const;

/**
 * Draws the chart, or nothing (undefined) when no money flows. Throws a RangeError for a link that leads to no later
 * layer or is not whole pence.
 */
export function sankeySvg(chart: SankeyChart): string | undefined {
  const layout = layoutSankey(chart);
  if (layout === undefined) return undefined;
  const note = notDrawn(chart.links);
  return chartSvg(
    chart,
    {
      width: layout.width,
      height: layout.height + (note === undefined ? 0 : NOTE_HEIGHT),
      hasLinks: layout.nodes.some(({ href }) => href !== undefined),
    },
    element('g', { class: 'chart__bands' }, ...layout.flows.map((flow) => band(flow, layout))),
    ...headings(chart.columns ?? [], layout),
    ...layout.nodes.map((node) => bar(node, layout)),
    ...(note === undefined
      ? []
      : [words('text', { x: 0, y: layout.height + NOTE_HEIGHT - 10, fill: SOFT_INK }, cutToWidth(note, layout.width))]),
  );
}

/** Finds the places of everything, or undefined when no money flows. */
export function layoutSankey(chart: SankeyChart): SankeyLayout | undefined {
  const known = new Map(chart.nodes.map((node) => [node.id, node]));
  const drawn = chart.links.filter((link): link is Flow => {
    const [from, to] = [known.get(link.fromId), known.get(link.toId)];
    if (from === undefined || to === undefined || from.layer >= to.layer)
      throw new RangeError(`A flow must lead to a later layer: ${link.fromId} to ${link.toId}.`);
    if (link.pence !== null && !Number.isSafeInteger(link.pence))
      throw new RangeError(`A flow must be whole pence: ${link.pence}.`);
    return link.pence !== null && link.pence > 0;
  });
  if (drawn.length === 0) return undefined;
  const flowing = new Set(drawn.flatMap(({ fromId, toId }) => [fromId, toId]));
  const { nodes, flows } = foldSmall(
    chart.nodes.filter(({ id }) => flowing.has(id)),
    drawn,
    chart.nodesPerLayerMax ?? NODES_PER_LAYER_MAX,
  );
  const layers = [...new Set(nodes.map(({ layer }) => layer))].toSorted((a, b) => a - b);
  return place(nodes, flows, layers, chart);
}

interface LaidNode {
  readonly id: string;
  readonly column: number;
  readonly node?: FlowNode;
}
interface LaidFlow {
  readonly source: string;
  readonly target: string;
  readonly value: number;
  readonly flow?: Flow;
}

function place(
  nodes: readonly FlowNode[],
  flows: readonly Flow[],
  layers: readonly number[],
  chart: SankeyChart,
): SankeyLayout {
  const width = chart.width ?? WIDTH;
  const most = Math.max(...layers.map((layer) => nodes.filter((node) => node.layer === layer).length));
  const [left, right] = [marginOf(nodes, layers[0], width), marginOf(nodes, layers.at(-1), width)];
  const pitch = (width - left - right - BAR_WIDTH) / (layers.length - 1);
  const rooms = layers.map((_, column) => {
    if (column === 0) return left - LABEL_GAP;
    return column === layers.length - 1 ? right - LABEL_GAP : pitch - BAR_WIDTH - 2 * LABEL_GAP;
  });
  const roomOf = (node: FlowNode): number => rooms[layers.indexOf(node.layer)]!;
  const lines = Math.max(...nodes.map((node) => wrapped(node.name, roomOf(node), NAME_LINES_MAX, 'bold').length));
  const labelHeight = (lines + 1) * LINE_HEIGHT;
  const top = (chart.columns === undefined ? 0 : HEADING_HEIGHT) + labelHeight / 2;
  const bottom = top + BANDS_HEIGHT + (most - 1) * (labelHeight + LABEL_GAP);
  const unseen = unseenChain(flows, nodes, layers.length);
  const laid = sankey<LaidNode, LaidFlow>()
    .nodeId(({ id }) => id)
    .nodeAlign((node) => node.column)
    .nodeWidth(BAR_WIDTH)
    .nodePadding(labelHeight + LABEL_GAP)
    .extent([
      [left, top],
      [width - right, bottom],
    ])({
    nodes: [...nodes.map((node) => ({ id: node.id, column: layers.indexOf(node.layer), node })), ...unseen.nodes],
    links: [
      ...flows.map((flow) => ({ source: flow.fromId, target: flow.toId, value: flow.pence, flow })),
      ...unseen.links,
    ],
  });
  const placed = new Map(
    laid.nodes.flatMap((one) =>
      one.node === undefined ? [] : [[one.id, placedNode(one, one.node, flows, roomOf(one.node))] as const],
    ),
  );
  return {
    width,
    height: bottom + labelHeight / 2,
    nodes: [...placed.values()],
    flows: laid.links.flatMap((link) => (link.flow === undefined ? [] : [placedFlow(link, link.flow, placed)])),
    layers,
  };
}

// d3-sankey makes as many columns as its longest path is long. Where no path leads through every layer, one too thin
// to see does.
function unseenChain(
  flows: readonly Flow[],
  nodes: readonly FlowNode[],
  columns: number,
): { readonly nodes: LaidNode[]; readonly links: LaidFlow[] } {
  const steps = new Map<string, number>();
  const layerOf = new Map(nodes.map(({ id, layer }) => [id, layer]));
  for (const { fromId, toId } of flows.toSorted((a, b) => layerOf.get(a.fromId)! - layerOf.get(b.fromId)!))
    steps.set(toId, Math.max(steps.get(toId) ?? 0, (steps.get(fromId) ?? 0) + 1));
  if (Math.max(...steps.values()) === columns - 1) return { nodes: [], links: [] };
  const chain = Array.from({ length: columns }, (_, column) => ({ id: `unseen in ${column}`, column }));
  return {
    nodes: chain,
    links: chain.slice(1).map(({ id }, place) => ({ source: chain[place]!.id, target: id, value: 1e-9 })),
  };
}

const placedNode = (
  { x0 = 0, y0 = 0, y1 = 0 }: SankeyNode<LaidNode, LaidFlow>,
  node: FlowNode,
  flows: readonly Flow[],
  room: number,
): PlacedNode => ({ ...node, ...inAndOut(node.id, flows), x: x0, y: y0, height: y1 - y0, room });

const placedFlow = (
  { y0 = 0, y1 = 0, width = 0 }: SankeyLink<LaidNode, LaidFlow>,
  flow: Flow,
  placed: ReadonlyMap<string, PlacedNode>,
): PlacedFlow => ({
  ...flow,
  from: placed.get(flow.fromId)!,
  to: placed.get(flow.toId)!,
  fromY: y0,
  toY: y1,
  width,
});

// The outer layers have their labels outside, so that the bands begin and end at the bars.
function marginOf(nodes: readonly FlowNode[], layer: number | undefined, width: number): number {
  const most = width * SIDE_PART_MAX;
  const needed = nodes
    .filter((node) => node.layer === layer)
    .flatMap(({ name }) => wrapped(name, most, NAME_LINES_MAX, 'bold').map((line) => textWidth(line, 'bold')));
  return Math.min(most, Math.max(110, ...needed)) + LABEL_GAP;
}

function band({ from, to, fromY, toY, width, pence }: PlacedFlow, { layers }: SankeyLayout): string {
  const { band: fill, bar: stroke } = coloursOf(from.layer, layers);
  const half = Math.max(width, 1) / 2;
  const [x0, x1] = [from.x + BAR_WIDTH, to.x];
  const middle = rounded((x0 + x1) / 2);
  const edge = (start: number, startY: number, end: number, endY: number): string =>
    `${rounded(start)},${rounded(startY)}C${middle},${rounded(startY)} ${middle},${rounded(endY)} ${rounded(end)},${rounded(endY)}`;
  const path = `M${edge(x0, fromY - half, x1, toY - half)}L${edge(x1, toY + half, x0, fromY + half)}Z`;
  const told = `${from.name} to ${to.name}: ${money(pence)}`;
  return element('path', { d: path, fill, stroke, 'stroke-width': 0.7 }, words('title', {}, told));
}

function bar(node: PlacedNode, layout: SankeyLayout): string {
  const { bar: fill } = coloursOf(node.layer, layout.layers);
  const shape = element('rect', {
    x: node.x,
    y: node.y,
    width: BAR_WIDTH,
    height: Math.max(node.height, 1.5),
    fill,
  });
  const drawn = [words('title', {}, inFull(node)), shape, label(node, layout)];
  return node.href === undefined
    ? element('g', { class: 'chart__node' }, ...drawn)
    : element('a', { class: 'chart__node', href: node.href }, ...drawn);
}

function label(node: PlacedNode, { layers }: SankeyLayout): string {
  const isFirst = node.layer === layers[0];
  const isLast = node.layer === layers.at(-1);
  const x = isFirst ? node.x - LABEL_GAP : node.x + BAR_WIDTH + LABEL_GAP;
  const lines = wrapped(node.name, node.room, NAME_LINES_MAX, 'bold');
  const top = node.y + node.height / 2 - ((lines.length + 1) * LINE_HEIGHT) / 2 + LINE_HEIGHT - 4;
  const anchor = isFirst ? 'end' : 'start';
  const halo = isFirst || isLast ? {} : HALO;
  const at = (place: number) => ({ x, y: top + place * LINE_HEIGHT, 'text-anchor': anchor, ...halo });
  const underline = node.href === undefined ? undefined : 'underline';
  return [
    ...lines.map((line, place) =>
      words('text', { ...at(place), 'font-weight': 'bold', 'text-decoration': underline }, line),
    ),
    words('text', at(lines.length), cutToWidth(amounts(node), node.room)),
  ].join('');
}

function amounts({ inPence, outPence }: PlacedNode): string {
  if (inPence === outPence || outPence === 0) return briefMoney(inPence);
  return inPence === 0 ? briefMoney(outPence) : `${briefMoney(inPence)} in, ${briefMoney(outPence)} out`;
}

function inFull({ name, inPence, outPence, folded }: PlacedNode): string {
  const told = [
    ...(inPence > 0 ? [`${money(inPence)} in`] : []),
    ...(outPence > 0 ? [`${money(outPence)} out`] : []),
  ].join(', ');
  if (folded === undefined) return `${name}: ${told}`;
  const more = folded.length > FOLDED_TOLD_MAX ? ` and ${folded.length - FOLDED_TOLD_MAX} more` : '';
  return `${name}: ${told}. They are ${folded.slice(0, FOLDED_TOLD_MAX).join(', ')}${more}.`;
}

function headings(columns: readonly string[], { layers, nodes, width }: SankeyLayout): string[] {
  return layers.map((layer, place) => {
    const x = nodes.find((node) => node.layer === layer)!.x;
    const isFirst = place === 0;
    const nextX = nodes.find((node) => node.layer === layers[place + 1])?.x ?? width;
    const room = isFirst ? x + BAR_WIDTH : nextX - x - LABEL_GAP;
    return words(
      'text',
      { x: isFirst ? x + BAR_WIDTH : x, y: LINE_HEIGHT, 'text-anchor': isFirst ? 'end' : 'start', fill: SOFT_INK },
      cutToWidth(columns[layer] ?? '', room),
    );
  });
}

const coloursOf = (layer: number, layers: readonly number[]): (typeof LAYER_COLOURS)[number] =>
  LAYER_COLOURS[layers.indexOf(layer) % LAYER_COLOURS.length]!;

/** What the picture leaves out, in words, or undefined when it leaves nothing out. */
function notDrawn(links: SankeyChart['links']): string | undefined {
  const below = links.filter(({ pence }) => pence !== null && pence < 0);
  const unknown = links.filter(({ pence }) => pence === null).length;
  if (below.length === 0 && unknown === 0) return undefined;
  const parts = [
    ...(below.length === 0
      ? []
      : [`${counted(below.length)} below zero (${money(below.reduce((sum, { pence }) => sum + pence!, 0))})`]),
    ...(unknown === 0 ? [] : [`${counted(unknown)} not known`]),
  ];
  return `Not drawn: ${parts.join(', ')}.`;
}

const counted = (amounts: number): string => (amounts === 1 ? '1 amount' : `${amounts} amounts`);
