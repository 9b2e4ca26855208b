import { type Calculation, formatPence, type Pence } from '@app/domain';

/** A figure that did not come out as expected. */
export interface Difference {
  /** Such as `settlementPence.council`. */
  readonly figure: string;
  readonly sentence: string;
}

/**
 * Compares a calculation with figures that were expected of it, as the examples in `docs/agreements` state them: totals,
 * `settlementPence` by party (every party that receives or pays), `clauses`, `capsReached`, `unpaidExcessPence` by cap.
 * Figures that are not mentioned may be anything.
 */
export function differencesFrom(calculation: Calculation, expected: object): readonly Difference[] {
  return [...compare(figuresOf(calculation), expected, '')];
}

function figuresOf(calculation: Calculation): Figures {
  const { clauses, distributablePence, sharesPence, reinvestedPence, retainedPence, settlement, capsReached } =
    calculation;
  const unpaidExcessPence: Record<string, Pence> = {};
  for (const { capId, unpaidExcessPence: pence } of capsReached) {
    unpaidExcessPence[capId] = (unpaidExcessPence[capId] ?? 0) + pence;
  }
  return {
    testPeriodId: calculation.testPeriodId,
    distributablePence,
    sharesPence,
    reinvestedPence,
    retainedPence,
    settlementPence: Object.fromEntries(
      settlement
        .filter(({ settlementPence }) => settlementPence !== 0)
        .map(({ partyId, settlementPence }) => [partyId, settlementPence]),
    ),
    clauses: Object.fromEntries(clauses.map(({ clauseId, ...clause }) => [clauseId, { ...clause }])),
    capsReached: capsReached.map(({ capId }) => capId),
    unpaidExcessPence,
  };
}

type Figures = Readonly<Record<string, unknown>>;

/** Amounts by name, of which those that are nought are not mentioned. */
const maps: ReadonlySet<string> = new Set(['settlementPence', 'unpaidExcessPence']);

const isFigures = (value: unknown): value is Figures =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function* compare(actual: Figures, expected: object, parent: string): Generator<Difference, void> {
  for (const [name, value] of Object.entries(expected) as [string, unknown][]) {
    const figure = parent === '' ? name : `${parent}.${name}`;
    const found = actual[name];
    if (isFigures(value) && isFigures(found)) yield* compare(found, value, figure);
    else if (found === undefined && value === 0 && maps.has(parent)) continue;
    else if (found === undefined)
      yield { figure, sentence: `${figure} is none; ${shown(figure, value)} was expected.` };
    else if (JSON.stringify(found) !== JSON.stringify(value)) {
      yield { figure, sentence: `${figure} is ${shown(figure, found)}; ${shown(figure, value)} was expected.` };
    }
  }
  if (parent !== 'settlementPence') return;
  for (const [partyId, pence] of Object.entries(actual)) {
    const figure = `${parent}.${partyId}`;
    if (!(partyId in expected)) yield { figure, sentence: `${figure} is ${shown(figure, pence)}; none was expected.` };
  }
}

/** An amount as people write it, anything else as it is in JSON. */
const shown = (figure: string, value: unknown): string =>
  figure.includes('Pence') && Number.isSafeInteger(value) ? formatPence(value as Pence) : JSON.stringify(value);
