import { Fraction } from '../../shared/fraction';
import { type Pence } from '../../shared/money';
import { type Terms } from '../terms';
import { type Calculation, type ClauseResult } from './calculate';
import { type AssumedOutcomes, simulate, type SimulationRow, type Variation, varied } from './simulate';

/** A place in a range where shares jump, however little the outcome changes there. */
export interface Cliff {
  /** The outcome at which they jump, as in the variation. */
  readonly at: string;
  /** False when they jump only beyond it: a threshold that must be passed, not reached. */
  readonly includesIt: boolean;
  /** The shares that jump: from just before to what they are there, or just beyond. */
  readonly jumps: readonly { readonly partyId: string; readonly fromPence: Pence; readonly toPence: Pence }[];
  /** The clauses that begin or cease to pay there, which is mostly why. */
  readonly clauses: readonly {
    readonly clauseId: string;
    readonly from: ClauseResult['status'];
    readonly to: ClauseResult['status'];
  }[];
}

/** How often a stretch of the range is halved: what changes by then within it is a jump and no slope. */
const HALVINGS = 40;
/** After so many halvings a slope has shown itself: it has lost all but a part of what it was. */
const HALVINGS_OF_SLOPES = 7;
/** The part of the change between two rows that a jump makes at the least, one in so many. */
const PART_OF_CHANGE = 10;
/** A change of less is a matter of rounding. */
const JUMP_PENCE_MIN = 1_00;
/** Places of a decimal number that says where a jump is. */
const PLACES_MAX = 10;

/** The most calculations that looking into one stretch of a range takes. */
export const CALCULATIONS_A_CLIFF = HALVINGS + 4;

/**
 * Finds where shares jump within a range, to the place itself, between rows too. It looks into the stretches between two
 * rows that change most beside their neighbours.
 * @param rows as `simulateRange` tells them
 * @param searchesMax how many stretches to look into at the most
 */
export function findCliffs(
  terms: Terms,
  assumed: AssumedOutcomes,
  variation: Variation,
  rows: readonly SimulationRow[],
  searchesMax: number,
): readonly Cliff[] {
  const from = Fraction.parse(variation.from);
  const stride = Fraction.parse(variation.step);
  const rowAt = (place: number): Fraction => from.plus(stride.times(Fraction.of(place)));
  const calculated = (at: Fraction): Calculation => simulate(terms, varied(assumed, variation, at));
  return stretchesToSearch(rows)
    .slice(0, searchesMax)
    .toSorted((a, b) => a.place - b.place)
    .flatMap(({ place, partyId }) => jumpWithin(calculated, rowAt(place - 1), rowAt(place), partyId) ?? []);
}

/** A stretch between the row at `place` and the one before it, and the party whose share changes most in it. */
interface Stretch {
  readonly place: number;
  readonly partyId: string;
  readonly changePence: Pence;
}

/** Those that change more than the calmer of their neighbours, the most remarkable first. */
function stretchesToSearch(rows: readonly SimulationRow[]): readonly Stretch[] {
  const stretches = rows.slice(1).map((row, before) => stretchTo(row, rows[before]!, before + 1));
  const beside = (place: number): Pence =>
    Math.min(...[stretches[place - 1], stretches[place + 1]].map((each) => each?.changePence ?? Infinity));
  return stretches
    .map((stretch, place) => {
      const calmer = beside(place);
      return { ...stretch, excessPence: stretch.changePence - (calmer === Infinity ? 0 : calmer) };
    })
    .filter(({ changePence, excessPence }) => changePence >= JUMP_PENCE_MIN && excessPence >= JUMP_PENCE_MIN)
    .toSorted((a, b) => b.excessPence - a.excessPence);
}

function stretchTo(row: SimulationRow, before: SimulationRow, place: number): Stretch {
  const [most] = partiesOf(row.sharePence, before.sharePence)
    .map((partyId) => ({
      place,
      partyId,
      changePence: Math.abs((row.sharePence[partyId] ?? 0) - (before.sharePence[partyId] ?? 0)),
    }))
    .toSorted((a, b) => b.changePence - a.changePence);
  return most ?? { place, partyId: '', changePence: 0 };
}

type Shares = Readonly<Record<string, Pence>>;

const partiesOf = (...shares: readonly Shares[]): readonly string[] => [...new Set(shares.flatMap(Object.keys))];

/** The share of each party that has one. */
const sharesOf = ({ settlement }: Calculation): Shares =>
  Object.fromEntries(settlement.map(({ partyId, sharePence }) => [partyId, sharePence]));

/** Halves a stretch again and again, keeping the half that changes more: a slope fades, a jump stays. */
function jumpWithin(
  calculated: (at: Fraction) => Calculation,
  start: Fraction,
  end: Fraction,
  partyId: string,
): Cliff | undefined {
  const shareOf = (calculation: Calculation): Pence => sharesOf(calculation)[partyId] ?? 0;
  let low = { at: start, calculation: calculated(start) };
  let high = { at: end, calculation: calculated(end) };
  const change = (): Pence => Math.abs(shareOf(high.calculation) - shareOf(low.calculation));
  const wholePence = change();
  for (let halving = 1; halving <= HALVINGS; halving += 1) {
    const at = low.at.plus(high.at).over(Fraction.of(2));
    const middle = { at, calculation: calculated(at) };
    const share = shareOf(middle.calculation);
    const isAbove = Math.abs(shareOf(high.calculation) - share) >= Math.abs(share - shareOf(low.calculation));
    if (isAbove) low = middle;
    else high = middle;
    const isFading = halving >= HALVINGS_OF_SLOPES && change() * PART_OF_CHANGE < wholePence;
    if (isFading || change() < JUMP_PENCE_MIN) return undefined;
  }
  const at = shortestBetween(low.at, high.at);
  const there = calculated(at);
  const includesIt = Math.abs(shareOf(there) - shareOf(low.calculation)) * 2 >= change();
  return {
    at: at.toText(PLACES_MAX),
    includesIt,
    ...differenceOf(low.calculation, includesIt ? there : high.calculation),
  };
}

function differenceOf(before: Calculation, after: Calculation): Pick<Cliff, 'jumps' | 'clauses'> {
  const [from, to] = [sharesOf(before), sharesOf(after)];
  return {
    jumps: partiesOf(from, to)
      .map((partyId) => ({ partyId, fromPence: from[partyId] ?? 0, toPence: to[partyId] ?? 0 }))
      .filter(({ fromPence, toPence }) => Math.abs(toPence - fromPence) >= JUMP_PENCE_MIN),
    clauses: before.clauses
      .map(({ clauseId, status }, place) => ({ clauseId, from: status, to: after.clauses[place]!.status }))
      .filter((clause) => clause.from !== clause.to),
  };
}

/** The number with the fewest places between two, both included: thresholds are written by people. */
function shortestBetween(low: Fraction, high: Fraction): Fraction {
  for (let places = 0; places <= PLACES_MAX; places += 1) {
    const scale = Fraction.of(10 ** places);
    const { numerator, denominator } = high.times(scale).toRatio();
    const found = Fraction.parse(`${numerator / denominator}/1`).over(scale);
    if (found.compare(low) >= 0) return found;
  }
  return high;
}
