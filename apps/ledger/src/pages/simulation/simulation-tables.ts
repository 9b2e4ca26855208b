import {
  type Calculation,
  type ClauseResult,
  type Cliff,
  FUND_PARTY,
  type MissingEvidence,
  type SimulationRow,
  type Terms,
  type NameOf,
} from '@app/domain';
import { type SimulationTable } from '@app/application';
import { type Column, type Table, tableOf } from '../tables/table';
import { money } from '../tables/format';
import { type VariedChoice } from './range';

/** True when no clause could be worked out: no total is known then, not even as nought. */
export const isNothingKnown = ({ clauses }: Calculation): boolean =>
  clauses.every(({ status }) => status === 'EVIDENCE_MISSING');

/** What each party gets, holds already, and is to receive or pay. */
export function sharesTable(calculation: Calculation, nameOf: NameOf): Table {
  const { settlement, sharesPence, reinvestedPence } = calculation;
  return tableOf(
    { id: 'shares', caption: 'What each party would get', nothing: 'Nobody gets, receives or pays anything.' },
    [
      { heading: 'Party', kind: 'text', of: ({ partyId }) => nameOf(partyId), total: 'Together' },
      { heading: 'Share', kind: 'money', of: ({ sharePence }) => sharePence, total: sharesPence + reinvestedPence },
      { heading: 'Holds already', kind: 'money', of: ({ drawnPence }) => drawnPence },
      {
        heading: 'Receives, or pays (−)',
        kind: 'money',
        of: ({ settlementPence }) => settlementPence,
        total: settlement.reduce((sum, each) => sum + each.settlementPence, 0),
      },
    ],
    settlement,
  );
}

/** What the result of a clause is called. */
export const clauseOutcomes: Readonly<Record<ClauseResult['status'], string>> = {
  PAYS: 'pays',
  TRIGGER_NOT_MET: 'does not pay: its condition is not met',
  NOTHING_TO_SHARE: 'has nothing to share',
  EVIDENCE_MISSING: 'not known: something is missing',
};

/** What is missing, in the sentence "there is no …". */
export const missingInWords: Readonly<Record<MissingEvidence, string>> = {
  BASELINE: 'baseline',
  BASELINE_ABOVE_NOUGHT: 'baseline above nought',
  MEASUREMENT: 'measured value',
  OUTTURN: 'outturn',
  BENEFIT: 'benefit',
  CONTRIBUTIONS: 'contribution to share by',
  COMMISSIONED_AMOUNTS: 'amount commissioned',
  LINE_OWNER: 'owner of the budget line',
};

/** What each clause makes of the outcomes. */
export function clausesTable({ clauses }: Calculation, terms: Terms): Table {
  const titles = new Map(terms.clauses.map(({ clauseId, title }) => [clauseId, title]));
  const figure = (
    heading: string,
    of: (clause: Exclude<ClauseResult, { status: 'EVIDENCE_MISSING' }>) => number,
  ): Column<ClauseResult> => ({
    heading,
    kind: 'money',
    of: (clause) => (clause.status === 'EVIDENCE_MISSING' ? null : of(clause)),
  });
  return tableOf(
    { id: 'clauses', caption: 'What each clause does', nothing: 'These terms have no clause.' },
    [
      { heading: 'Clause', kind: 'text', of: ({ clauseId }) => titles.get(clauseId) ?? clauseId },
      { heading: 'Outcome', kind: 'text', of: ({ status }) => clauseOutcomes[status] },
      figure('To be shared', ({ distributablePence }) => distributablePence),
      figure('Shared', ({ sharesPence }) => sharesPence),
      figure('Reinvested', ({ reinvestedPence }) => reinvestedPence),
      figure('Stays where it is', ({ retainedPence }) => retainedPence),
    ],
    clauses,
  );
}

/** The calculation line by line, as a treasurer would write it down. */
export function traceTable({ trace }: Calculation, terms: Terms, forPeople: (says: string) => string): Table {
  const titles = new Map(terms.clauses.map(({ clauseId, title }) => [clauseId, title]));
  return tableOf(
    { id: 'trace', caption: 'Why: every line of the calculation', nothing: 'There is nothing to calculate.' },
    [
      { heading: 'Line', kind: 'text', of: ({ lineNo }) => String(lineNo) },
      {
        heading: 'Clause',
        kind: 'text',
        of: ({ clauseId }) => (clauseId === null ? 'Settlement' : (titles.get(clauseId) ?? clauseId)),
      },
      { heading: 'What is done', kind: 'text', of: ({ says }) => forPeople(says) },
      { heading: 'Result', kind: 'money', of: ({ resultPence }) => resultPence ?? { value: '' } },
    ],
    trace,
  );
}

/** Parties that have a share or settle anything at any place of a range, those of the calculation first, the fund last. */
export function partiesInRange(rows: readonly SimulationRow[], { settlement }: Calculation): readonly string[] {
  const all = [
    ...new Set([...settlement.map(({ partyId }) => partyId), ...rows.flatMap((row) => Object.keys(row.sharePence))]),
  ];
  return [...all.filter((partyId) => partyId !== FUND_PARTY), ...all.filter((partyId) => partyId === FUND_PARTY)];
}

/** The share of a party in a row; null when nothing of the row is known. */
export const shareIn = (row: SimulationRow, partyId: string, clauseCount: number): number | null =>
  row.notCalculated.length === clauseCount ? null : (row.sharePence[partyId] ?? 0);

/** What the terms do over a range: the share of each party, and what it receives or pays where that is another sum. */
export function rangeTable(
  { rows }: SimulationTable,
  calculation: Calculation,
  { text, unit }: VariedChoice,
  nameOf: NameOf,
): Table {
  const clauseCount = calculation.clauses.length;
  const known = (row: SimulationRow, pence: number): number | null =>
    row.notCalculated.length === clauseCount ? null : pence;
  const parties = partiesInRange(rows, calculation);
  return tableOf<SimulationRow>(
    { id: 'range', caption: 'What each party would get over the range', nothing: 'The range has no row.' },
    [
      { heading: text, kind: unit === '%' ? 'percentage' : 'count', of: ({ at }) => at },
      { heading: 'To be shared', kind: 'money', of: (row) => known(row, row.distributablePence) },
      ...parties.flatMap((partyId): Column<SimulationRow>[] => {
        const settled = (row: SimulationRow): number => row.settlementPence[partyId] ?? 0;
        const share: Column<SimulationRow> = {
          heading: `${nameOf(partyId)}: share`,
          kind: 'money',
          of: (row) => shareIn(row, partyId, clauseCount),
        };
        const settlement: Column<SimulationRow> = {
          heading: `${nameOf(partyId)}: receives, or pays (−)`,
          kind: 'money',
          of: (row) => known(row, settled(row)),
        };
        const hasShare = rows.some((row) => (row.sharePence[partyId] ?? 0) !== 0);
        const isOther = rows.some((row) => settled(row) !== (row.sharePence[partyId] ?? 0));
        return [...(hasShare ? [share] : []), ...(isOther ? [settlement] : [])];
      }),
      { heading: 'Stays where it is', kind: 'money', of: (row) => known(row, row.retainedPence) },
      ...(rows.some(({ capsReached }) => capsReached.length > 0)
        ? [{ heading: 'Caps reached', kind: 'text' as const, of: (row: SimulationRow) => row.capsReached.join(', ') }]
        : []),
    ],
    rows,
  );
}

/** A jump in words, and why it is there. */
export function cliffInWords(
  { at, includesIt, jumps, clauses }: Cliff,
  unit: string,
  terms: Terms,
  nameOf: NameOf,
): string {
  const titles = new Map(terms.clauses.map(({ clauseId, title }) => [clauseId, title]));
  const where = `${includesIt ? 'At' : 'Just beyond'} ${at}${unit}`;
  const told = jumps.map(
    ({ partyId, fromPence, toPence }) =>
      `the share of ${partyId === FUND_PARTY ? 'the pooled fund' : nameOf(partyId)} jumps from ${money(fromPence)} to ${money(toPence)}`,
  );
  const why = clauses.map(
    ({ clauseId, to }) => `“${titles.get(clauseId) ?? clauseId}” ${to === 'PAYS' ? 'begins to pay' : 'no longer pays'}`,
  );
  return `${where} ${told.join(', and ')}${why.length > 0 ? `, because ${why.join(' and ')}` : ''}.`;
}
