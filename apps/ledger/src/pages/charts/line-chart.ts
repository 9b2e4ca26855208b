import { extent } from 'd3-array';
import { type ScaleLinear, scaleLinear, scaleUtc } from 'd3-scale';
import { curveLinear, curveStepAfter, line } from 'd3-shape';
import { briefMoney, count, money, NOT_KNOWN } from '../tables/format';
import { type ChartWords, chartSvg, element, HALO, LINE_HEIGHT, rounded, SOFT_INK, words } from './svg';
import { cutToWidth, textWidth, wrapped } from './svg-text';

/** Amounts of money along days or numbers, a line each. */
export interface LineChart extends ChartWords {
  /** Whether `x` is a day (`yyyy-mm-dd`) or a number. */
  readonly xKind: 'day' | 'number';
  readonly series: readonly LineSeries[];
  /** Upright lines that say what happened at a place. */
  readonly markers?: readonly { readonly x: string | number; readonly label: string }[];
  /** What the amounts are, above the chart. */
  readonly yLabel: string;
  /** What the numbers are, below the chart. */
  readonly xLabel?: string;
  /** What stands behind each number, such as "%". */
  readonly xUnit?: string;
  /** In units of the drawing, which are pixels when it is shown at its full size. */
  readonly width?: number;
}

/** One line. Its points stand in the order of `x`; two points at one `x` are a jump from the first to the second. */
export interface LineSeries {
  readonly name: string;
  /** Null is "not known" and leaves a gap. */
  readonly points: readonly { readonly x: string | number; readonly pence: number | null }[];
  /** Holds each amount until the next point, as balances do, instead of running straight to it. */
  readonly stepped?: boolean;
}

const WIDTH = 960;
const PLOT_HEIGHT_MIN = 320;
const LABELS_PART = 0.24;
const LABELS_WIDTH_MIN = 240;
const NAME_LINES_MAX = 3;
const LABEL_GAP = 6;
const SAMPLE_WIDTH = 26;
const LEADER_WIDTH = 16;
const TICKS = 5;
const X_TICK_ROOM = 84;
const DAY_MS = 86_400_000;
const MARKER_WIDTH_MAX = 220;
const THINNED_FROM = 400;

/** How lines are told apart: by their dashes first, by colour only besides. Each colour has 3:1 with white at least. */
export const LINE_STYLES = [
  { colour: '#12436d', dashes: undefined },
  { colour: '#801650', dashes: '9 4' },
  { colour: '#0f6b63', dashes: '3 4' },
  { colour: '#b8490b', dashes: '14 4 2 4' },
  { colour: '#3d3d3d', dashes: '5 3' },
  { colour: '#6f4fb0', dashes: '18 5' },
  { colour: '#12436d', dashes: '9 3 2 3 2 3' },
  { colour: '#801650', dashes: '1 3' },
] as const;

interface Place {
  readonly x: number;
  readonly pence: number | null;
}
interface Known {
  readonly x: number;
  readonly pence: number;
}
interface Frame {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
}

/** Draws the chart, or nothing (undefined) when no amount is known. Throws a RangeError for an `x` that is no day or number. */
export function lineChartSvg(chart: LineChart): string | undefined {
  const series = chart.series.map(({ points }) => points.map(({ x, pence }) => ({ x: placeOf(chart, x), pence })));
  const known = series.flat().filter((point): point is Known => point.pence !== null);
  if (known.length === 0) return undefined;
  const markers = (chart.markers ?? [])
    .map(({ x, label }) => ({ x: placeOf(chart, x), label }))
    .toSorted((a, b) => a.x - b.x);
  const labels = chart.series.map((one, place) => labelOf(one, series[place]!, chart.width ?? WIDTH));
  const frame = frameOf(chart, [...series.flat(), ...markers], known, labels, markers);
  const placed = spread(labels, frame);
  return chartSvg(
    chart,
    { width: frame.width, height: frame.bottom + (chart.xLabel === undefined ? 30 : 54), hasLinks: false },
    words('text', { x: 0, y: LINE_HEIGHT, fill: SOFT_INK }, cutToWidth(chart.yLabel, frame.width)),
    ...yAxis(frame),
    ...xAxis(chart, frame),
    ...markersOf(markers, frame),
    ...series.map((points, place) => drawnLine(points, chart.series[place]!, place, frame)),
    ...placed.map((label, place) => drawnLabel(label, place, frame)),
  );
}

// Room enough for the longest amount with "when last known" behind it.
const labelsWidth = (width: number): number => Math.max(LABELS_WIDTH_MIN, width * LABELS_PART);

function placeOf({ xKind }: LineChart, x: string | number): number {
  const place = xKind === 'day' ? Date.parse(`${x}T00:00:00Z`) : Number(x);
  if (!Number.isFinite(place)) throw new RangeError(`A point must stand at a ${xKind}: ${x}.`);
  return place;
}

interface Label {
  readonly lines: readonly string[];
  readonly amount: string;
  readonly told: string;
  readonly last: Known | undefined;
}

function labelOf({ name }: LineSeries, points: readonly Place[], width: number): Label {
  const last = points.filter((point): point is Known => point.pence !== null).at(-1);
  const since = points.at(-1)?.pence === null ? ' when last known' : '';
  const room = labelsWidth(width) - SAMPLE_WIDTH - LEADER_WIDTH - LABEL_GAP;
  return {
    lines: wrapped(name, room, NAME_LINES_MAX, 'bold'),
    amount: last === undefined ? NOT_KNOWN : `${briefMoney(last.pence)}${since}`,
    told: `${name}: ${last === undefined ? NOT_KNOWN : `${money(last.pence)}${since}`}`,
    last,
  };
}

const heightOf = ({ lines }: Label): number => (lines.length + 1) * LINE_HEIGHT + LABEL_GAP;

function frameOf(
  chart: LineChart,
  places: readonly { readonly x: number }[],
  known: readonly Known[],
  labels: readonly Label[],
  markers: readonly Marker[],
): Frame {
  const width = chart.width ?? WIDTH;
  const [low = 0, high = 0] = extent(known, ({ pence }) => pence);
  const y = scaleLinear()
    .domain(low === 0 && high === 0 ? [0, 100] : [Math.min(0, low), Math.max(0, high)])
    .nice(TICKS);
  const left = Math.max(...yTicks(y).map((tick) => textWidth(briefMoney(tick)))) + LABEL_GAP;
  const right = width - labelsWidth(width);
  const [from = 0, to = 0] = extent(places, (place) => place.x);
  const x = scaleLinear(from === to ? [from - 1, to + 1] : [from, to], [left + 4, right]);
  const rows = Math.max(0, ...markerRows(markers, x, right).map((row) => row + 1));
  const top = LINE_HEIGHT + 20 + rows * LINE_HEIGHT;
  const height = Math.max(
    PLOT_HEIGHT_MIN,
    labels.reduce((sum, label) => sum + heightOf(label), 0),
  );
  return { x, y: y.range([top + height, top]), left, right, top, bottom: top + height, width };
}

// A part of a penny is no amount.
const yTicks = (y: ScaleLinear<number, number>): number[] => y.ticks(TICKS).filter((tick) => Number.isInteger(tick));

function yAxis({ y, left, right }: Frame): string[] {
  return yTicks(y).flatMap((tick) => [
    element('line', {
      x1: left + 4,
      x2: right,
      y1: y(tick),
      y2: y(tick),
      stroke: tick === 0 ? '#0b0c0c' : '#cecece',
      'stroke-width': tick === 0 ? 1.5 : 1,
    }),
    words('text', { x: left - 2, y: y(tick) + 5, 'text-anchor': 'end' }, briefMoney(tick)),
  ]);
}

function xAxis(chart: LineChart, { x, left, right, bottom }: Frame): string[] {
  const room = right - left;
  const [from = 0, to = 0] = x.domain();
  const ticks = chart.xKind === 'day' ? dayTicks(from, to, room) : numberTicks(from, to, room, chart.xUnit ?? '');
  const label =
    chart.xLabel === undefined
      ? []
      : [
          words(
            'text',
            { x: right, y: bottom + 46, 'text-anchor': 'end', fill: SOFT_INK },
            cutToWidth(chart.xLabel, room),
          ),
        ];
  return [
    ...ticks.flatMap(({ at, text }) => [
      element('line', { x1: x(at), x2: x(at), y1: bottom, y2: bottom + 6, stroke: '#0b0c0c' }),
      words('text', { x: x(at), y: bottom + 22, 'text-anchor': 'middle' }, text),
    ]),
    ...label,
  ];
}

interface Tick {
  readonly at: number;
  readonly text: string;
}

function numberTicks(from: number, to: number, room: number, unit: string): Tick[] {
  const ticks = scaleLinear([from, to], [0, room]).ticks(Math.max(2, Math.floor(room / X_TICK_ROOM)));
  return ticks.map((at) => ({ at, text: `${count(Number(at.toPrecision(12)))}${unit}` }));
}

// Financial years begin in April, so months are counted from there.
function dayTicks(from: number, to: number, room: number): Tick[] {
  const most = Math.max(2, Math.floor(room / X_TICK_ROOM));
  const word = (at: number, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(at);
  if (to - from < 62 * DAY_MS)
    return scaleUtc([from, to], [0, room])
      .ticks(Math.min(most, Math.max(1, (to - from) / DAY_MS)))
      .filter((at) => at.getTime() % DAY_MS === 0)
      .map((at) => ({ at: at.getTime(), text: word(at.getTime(), { day: 'numeric', month: 'short' }) }));
  const monthOf = (at: number): number => new Date(at).getUTCFullYear() * 12 + new Date(at).getUTCMonth() - 3;
  const months = monthOf(to) - monthOf(from);
  const step = [1, 3, 6, 12, 24, 60, 120, 240].find((each) => months / each < most) ?? 480;
  const ticks: Tick[] = [];
  for (let month = Math.ceil(monthOf(from) / step) * step; month <= monthOf(to); month += step) {
    const at = Date.UTC(Math.floor((month + 3) / 12), (month + 3) % 12);
    if (at >= from && at <= to) ticks.push({ at, text: word(at, { month: 'short', year: 'numeric' }) });
  }
  return ticks;
}

interface Marker {
  readonly x: number;
  readonly label: string;
}

// Labels of markers stand in as many rows as keep them apart.
function markerRows(markers: readonly Marker[], x: ScaleLinear<number, number>, right: number): number[] {
  const ends: number[] = [];
  return markers.map((marker) => {
    const [start, width] = markerSpan(marker, x, right);
    const free = ends.findIndex((end) => end + LABEL_GAP * 2 < start);
    const row = free === -1 ? ends.length : free;
    ends[row] = start + width;
    return row;
  });
}

// A label that would leave the plot to the right stands to the left of its line.
function markerSpan({ x: at, label }: Marker, x: ScaleLinear<number, number>, right: number): [number, number] {
  const width = Math.min(textWidth(label), MARKER_WIDTH_MAX);
  return [Math.min(x(at) + LABEL_GAP, Math.max(0, right - width)), width];
}

function markersOf(markers: readonly Marker[], { x, right, top, bottom }: Frame): string[] {
  const rows = markerRows(markers, x, right);
  const rowsTop = top - (Math.max(-1, ...rows) + 1) * LINE_HEIGHT;
  return markers.map((marker, place) => {
    const y = rowsTop + rows[place]! * LINE_HEIGHT;
    const [start] = markerSpan(marker, x, right);
    return element(
      'g',
      { class: 'chart__marker' },
      words('title', {}, marker.label),
      element('line', {
        x1: x(marker.x),
        x2: x(marker.x),
        y1: y,
        y2: bottom,
        stroke: SOFT_INK,
        'stroke-dasharray': '1 3',
      }),
      words('text', { x: start, y: y + 9, fill: SOFT_INK, ...HALO }, cutToWidth(marker.label, MARKER_WIDTH_MAX)),
    );
  });
}

function drawnLine(
  points: readonly Place[],
  { name, stepped = false }: LineSeries,
  place: number,
  frame: Frame,
): string {
  const { colour, dashes } = styleOf(place);
  const pen = line<Known>(
    (point) => rounded(frame.x(point.x)),
    (point) => rounded(frame.y(point.pence)),
  ).curve(stepped ? curveStepAfter : curveLinear);
  const runs = runsOf(points, stepped);
  const path = runs.map((run) => pen(thinned(run, frame.x)) ?? '').join('');
  return element(
    'g',
    { class: 'chart__series', stroke: colour, fill: 'none', 'stroke-width': 2.5 },
    words('title', {}, name),
    element('path', { d: path, 'stroke-dasharray': dashes, 'stroke-linejoin': 'round' }),
    ...(stepped ? [] : runs.flatMap((run) => jumpsOf(run, colour, frame))),
    ...runs.filter((run) => run.length === 1).map(([only]) => dot(only!, colour, colour, frame)),
  );
}

// A gap ends a line. A balance holds until the day from which it is not known.
function runsOf(points: readonly Place[], stepped: boolean): Known[][] {
  const runs: Known[][] = [];
  let run: Known[] = [];
  for (const { x, pence } of points) {
    if (pence !== null) {
      if (run.length === 0) runs.push(run);
      run.push({ x, pence });
      continue;
    }
    const last = run.at(-1);
    if (stepped && last !== undefined) run.push({ x, pence: last.pence });
    run = [];
  }
  return runs;
}

// Of many points that fall on one upright line of the screen only the first, the extremes and the last can be seen.
function thinned(run: readonly Known[], x: ScaleLinear<number, number>): Known[] {
  if (run.length <= THINNED_FROM) return [...run];
  const kept: Known[] = [];
  let column: Known[] = [];
  const flush = (): void => {
    const low = column.reduce((a, b) => (b.pence < a.pence ? b : a));
    const high = column.reduce((a, b) => (b.pence > a.pence ? b : a));
    const seen = new Set([column[0]!, low, high, column.at(-1)!]);
    kept.push(...column.filter((point) => seen.has(point)));
  };
  for (const point of run) {
    if (column.length > 0 && Math.round(x(column[0]!.x)) !== Math.round(x(point.x))) {
      flush();
      column = [];
    }
    column.push(point);
  }
  flush();
  return kept;
}

// An open dot is where the line does not reach any more, a full one where it goes on.
function jumpsOf(run: readonly Known[], colour: string, frame: Frame): string[] {
  return run.flatMap((point, place) => {
    const before = run[place - 1];
    if (before === undefined || before.x !== point.x || before.pence === point.pence) return [];
    return [dot(before, colour, '#ffffff', frame), dot(point, colour, colour, frame)];
  });
}

const dot = ({ x, pence }: Known, colour: string, fill: string, frame: Frame): string =>
  element('circle', { cx: frame.x(x), cy: frame.y(pence), r: 4, fill, stroke: colour, 'stroke-width': 2 });

const styleOf = (place: number): (typeof LINE_STYLES)[number] => LINE_STYLES[place % LINE_STYLES.length]!;

interface PlacedLabel extends Label {
  readonly y: number;
}

// Labels stand where their lines end, pushed apart until none lies on another.
function spread(labels: readonly Label[], { y, top, bottom }: Frame): PlacedLabel[] {
  const wanted = labels.map((label, place) => ({
    label,
    place,
    y: label.last === undefined ? bottom : y(label.last.pence),
  }));
  const ordered = wanted.toSorted((a, b) => a.y - b.y || a.place - b.place);
  let free = top;
  const pushed = ordered.map((one) => {
    const at = Math.max(free, one.y);
    free = at + heightOf(one.label);
    return { ...one, y: at };
  });
  let floor = bottom + LINE_HEIGHT / 2;
  for (const one of pushed.toReversed()) {
    one.y = Math.min(one.y, floor - heightOf(one.label) + LINE_HEIGHT / 2);
    floor = one.y - LINE_HEIGHT / 2;
  }
  return pushed.toSorted((a, b) => a.place - b.place).map((one) => ({ ...one.label, y: one.y }));
}

function drawnLabel({ lines, amount, told, last, y }: PlacedLabel, place: number, frame: Frame): string {
  const { colour, dashes } = styleOf(place);
  const start = frame.right + LEADER_WIDTH;
  const x = start + SAMPLE_WIDTH + LABEL_GAP;
  const endsAtEdge = last !== undefined && frame.x(last.x) > frame.right - 1;
  const leader = endsAtEdge
    ? [element('line', { x1: frame.right + 2, x2: start - 2, y1: frame.y(last.pence), y2: y, stroke: SOFT_INK })]
    : [];
  return element(
    'g',
    { class: 'chart__label' },
    words('title', {}, told),
    ...leader,
    element('line', {
      x1: start,
      x2: start + SAMPLE_WIDTH,
      y1: y,
      y2: y,
      stroke: colour,
      'stroke-width': 2.5,
      'stroke-dasharray': dashes,
    }),
    ...lines.map((text, row) => words('text', { x, y: y + 5 + row * LINE_HEIGHT, 'font-weight': 'bold' }, text)),
    words('text', { x, y: y + 5 + lines.length * LINE_HEIGHT }, amount),
  );
}
