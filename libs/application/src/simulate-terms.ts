import {
  agreementRefusals,
  type AssumedOutcomes,
  type Calculation,
  checkTerms,
  rowsOf,
  simulate,
  simulateRange,
  SIMULATION_ROWS_MAX,
  type SimulationRow,
  type Terms,
  type Variation,
} from '@app/domain';
import { checkAssumed } from './check-assumed';
import { type Difference, differencesFrom } from './expected-figures';
import { isMisshapen, readSimulation } from './terms-shape';

/** Why terms cannot be tried. Each is stable for ever. */
export type SimulationRefusalCode =
  /** What was asked is not of the shape of `simulationSchema`. */
  | 'SIMULATION_MALFORMED'
  | 'TERMS_NOT_SOUND'
  | 'TEST_PERIOD_UNKNOWN'
  /** An outcome that the terms would not look at, or that could not be recorded. */
  | 'ASSUMED_NOT_SOUND'
  /** The range has no end, or is longer than a table may be. */
  | 'VARIATION_NOT_POSSIBLE'
  | 'AMOUNTS_TOO_LARGE';

/** Terms that were not tried, and why. */
export interface SimulationRefused {
  readonly refused: {
    readonly code: SimulationRefusalCode;
    readonly sentence: string;
    /**
     * Where, what, and what to do; empty when the sentence says it all. Paths are those of what was asked, those of
     * unsound terms begin within the terms.
     */
    readonly issues: readonly { readonly path: string; readonly code: string; readonly sentence: string }[];
    /** How many more issues there are than these. */
    readonly more: number;
  };
}

/** What the terms do over a range of one assumption. */
export interface SimulationTable {
  readonly vary: Variation;
  readonly rows: readonly SimulationRow[];
}

/** What terms that nobody need have signed would do with outcomes that nobody has recorded. */
export interface Simulated {
  readonly title: string;
  readonly terms: Terms;
  readonly calculation: Calculation;
  readonly table?: SimulationTable;
  /** Where the result is not as expected; none: it is. Absent when nothing was expected. */
  readonly differences?: readonly Difference[];
}

/**
 * Tries terms on assumed outcomes: their shape, their soundness, the calculation, and the table when one is asked for.
 * Pure: nothing is recorded, and no ledger is looked at.
 * @param tableWorkMax the most that a table may be: its rows, times the lines of one row's trace and the claims that it
 * adds up. A unit takes some 25 microseconds, in which nothing else is answered
 */
export function simulateTerms(asked: unknown, tableWorkMax = Infinity): Simulated | SimulationRefused {
  const read = readSimulation(asked);
  if (isMisshapen(read)) {
    const sentence = `This is no simulation. ${told(read.issues, read.more)}`;
    return refuse('SIMULATION_MALFORMED', sentence, read.issues, read.more);
  }
  const { terms, assumed, vary, expect } = read;
  const unsound = checkTerms(terms);
  if (unsound.length > 0) {
    return refuse('TERMS_NOT_SOUND', agreementRefusals.TERMS_NOT_SOUND({ issues: unsound }), unsound);
  }
  const { testPeriodId } = assumed;
  if (!terms.period.testPeriods.some((period) => period.testPeriodId === testPeriodId)) {
    return refuse('TEST_PERIOD_UNKNOWN', agreementRefusals.TEST_PERIOD_UNKNOWN({ testPeriodId }));
  }
  const issues = checkAssumed(terms, assumed, vary);
  if (issues.length > 0) {
    return refuse('ASSUMED_NOT_SOUND', `This cannot be assumed. ${told(issues)}`, issues);
  }
  try {
    const calculation = simulate(terms, assumed);
    const title = read.title ?? terms.title;
    const differences = expect && { differences: differencesFrom(calculation, expect) };
    if (!vary) return { title, terms, calculation, ...differences };
    const table = tableOf(terms, assumed, vary, rowsWithin(tableWorkMax, assumed, calculation));
    return 'refused' in table ? table : { title, terms, calculation, table, ...differences };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refuse('AMOUNTS_TOO_LARGE', agreementRefusals.AMOUNTS_TOO_LARGE({}));
  }
}

/** True when terms were not tried. */
export const isRefused = (outcome: Simulated | SimulationRefused): outcome is SimulationRefused => 'refused' in outcome;

/** How many rows so much work is. */
const rowsWithin = (workMax: number, { claims = [] }: AssumedOutcomes, { trace }: Calculation): number =>
  Math.max(1, Math.floor(workMax / (trace.length + claims.length + 1)));

function tableOf(
  terms: Terms,
  assumed: AssumedOutcomes,
  vary: Variation,
  rowsMax: number,
): SimulationTable | SimulationRefused {
  const rows = rowsOf(vary);
  if (rows === undefined) {
    const sentence = `From ${vary.from} to ${vary.to} in steps of ${vary.step} has no end, or more than ${SIMULATION_ROWS_MAX.toLocaleString('en-GB')} rows: let it run upwards, in larger steps.`;
    return refuse('VARIATION_NOT_POSSIBLE', sentence);
  }
  if (rows > rowsMax) {
    const sentence = `A table of ${rows} rows is too long for terms and outcomes of this size: at most ${rowsMax}. Take larger steps, or try it with "npm run purse -- simulate".`;
    return refuse('VARIATION_NOT_POSSIBLE', sentence);
  }
  return { vary, rows: simulateRange(terms, assumed, vary) };
}

const refuse = (
  code: SimulationRefusalCode,
  sentence: string,
  issues: SimulationRefused['refused']['issues'] = [],
  more = 0,
): SimulationRefused => ({ refused: { code, sentence, issues, more } });

/** Issues that a sentence tells; all of them stand beside it. */
const ISSUES_TOLD_MAX = 3;

function told(issues: SimulationRefused['refused']['issues'], moreCount = 0): string {
  const first = issues
    .slice(0, ISSUES_TOLD_MAX)
    .map(({ path, sentence }) => (path ? `${path}: ${sentence}` : sentence));
  const more = issues.length - first.length + moreCount;
  return `${first.join(' ')}${more > 0 ? ` And ${more} more.` : ''}`;
}
