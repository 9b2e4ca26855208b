import { type Calculation, type Cliff, type NameOf } from '@app/domain';
import { type SimulationTable } from '@app/application';
import { lineChartSvg, LINE_STYLES, type LineSeries } from '../charts/line-chart';
import { type VariedChoice } from './range';
import { partiesInRange, shareIn } from './simulation-tables';

/** Each party's share over a range as a picture in SVG, its jumps upright; undefined when nothing is known. */
export function shareChart(
  { rows }: SimulationTable,
  calculation: Calculation,
  { text, unit }: VariedChoice,
  cliffs: readonly Cliff[],
  assumedAt: string | undefined,
  nameOf: NameOf,
): string | undefined {
  const clauseCount = calculation.clauses.length;
  const peak = (partyId: string): number => Math.max(...rows.map((row) => Math.abs(row.sharePence[partyId] ?? 0)));
  const shown = partiesInRange(rows, calculation)
    .filter((partyId) => peak(partyId) > 0)
    .toSorted((a, b) => peak(b) - peak(a))
    .slice(0, LINE_STYLES.length);
  const series = shown.map((partyId): LineSeries => {
    const points = rows.map((row) => ({ x: row.at, pence: shareIn(row, partyId, clauseCount) }));
    return { name: nameOf(partyId), points: withJumps(points, partyId, cliffs) };
  });
  const [first, last] = [Number(rows[0]?.at), Number(rows.at(-1)?.at)];
  const isWithin = assumedAt !== undefined && Number(assumedAt) >= first && Number(assumedAt) <= last;
  return lineChartSvg({
    id: 'share-chart',
    title: 'Share of each party over the range',
    description: 'The table below tells the same figures. An upright step is a jump of the share.',
    xKind: 'number',
    series,
    markers: isWithin ? [{ x: assumedAt, label: `Assumed: ${assumedAt}${unit}` }] : [],
    yLabel: 'Share',
    xLabel: text,
    xUnit: unit,
  });
}

type Points = LineSeries['points'];

/** Two points at one place stand for a jump: where the row itself is one of them, only the other is added. */
function withJumps(points: Points, partyId: string, cliffs: readonly Cliff[]): Points {
  let all = points;
  for (const { at, jumps } of cliffs) {
    const jump = jumps.find((each) => each.partyId === partyId);
    if (!jump) continue;
    const before = all.filter(({ x }) => Number(x) < Number(at));
    const after = all.filter(({ x }) => Number(x) > Number(at));
    all = [...before, { x: at, pence: jump.fromPence }, { x: at, pence: jump.toPence }, ...after];
  }
  return all;
}
