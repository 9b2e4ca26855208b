import {
  type Calculation,
  type ClauseResult,
  formatPence,
  FUND_PARTY,
  type Pence,
  type Terms,
  type TraceLine,
  type Variation,
} from '@app/domain';
import { type Simulated, type SimulationTable } from './simulate-terms';

/** Rows of one shape, their columns named. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/**
 * A simulation on one page of plain text: every line of the calculation by clause, who pays and who receives, what
 * became of the whole, and the table when there is one. A treasurer can follow it by hand.
 */
export function tellSimulation(simulated: Simulated): string {
  const { title, terms, calculation, table } = simulated;
  const { testPeriodId } = calculation;
  const period = terms.period.testPeriods.find((each) => each.testPeriodId === testPeriodId)!;
  return [
    title,
    ...(title === terms.title ? [] : [terms.title]),
    `Test period ${testPeriodId}, ${period.from} to ${period.to}. Outcomes are assumed; nothing is recorded.`,
    '',
    ...tellTrace(calculation, terms),
    ...tellResult(calculation),
    ...(table ? ['', ...tellTable(table, calculation)] : []),
    '',
  ].join('\n');
}

/** The lines of a trace in plain English, under the title of their clause. */
function tellTrace({ trace }: Calculation, { clauses }: Terms): readonly string[] {
  const titles = new Map(clauses.map(({ clauseId, title }) => [clauseId, `${title} (${clauseId})`]));
  const width = String(trace.length).length;
  const lines: string[] = [];
  let clauseId: string | null | undefined;
  for (const line of trace) {
    if (line.clauseId !== clauseId) {
      clauseId = line.clauseId;
      if (lines.length > 0) lines.push('');
      lines.push(clauseId === null ? 'Settlement' : (titles.get(clauseId) ?? clauseId));
    }
    lines.push(`  ${String(line.lineNo).padStart(width)}  ${line.says}`);
  }
  return lines.length > 0 ? [...lines, ''] : lines;
}

/** People know the fund by another name than the settlement has for it. */
const nameOf = (partyId: string): string => (partyId === FUND_PARTY ? 'the pooled fund' : partyId);

/** True when no clause could be calculated: no total is known then, not even as nought. */
const isUnknown = ({ clauses }: Calculation, notCalculatedCount: number): boolean =>
  notCalculatedCount === clauses.length;

function tellSettlement({ settlement }: Calculation): readonly string[] {
  if (settlement.length === 0) return ['Nobody pays and nobody receives anything.'];
  const sum = (pence: readonly Pence[]): string => formatPence(pence.reduce((total, each) => total + BigInt(each), 0n));
  const pays = settlement.map(({ settlementPence }) => Math.max(0, -settlementPence));
  const receives = settlement.map(({ settlementPence }) => Math.max(0, settlementPence));
  return columnsOf([
    ['Party', 'Pays', 'Receives'],
    ...settlement.map(({ partyId }, place) => [
      nameOf(partyId),
      amountOrBlank(pays[place]!),
      amountOrBlank(receives[place]!),
    ]),
    ['Together', sum(pays), sum(receives)],
  ]);
}

const amountOrBlank = (pence: Pence): string => (pence === 0 ? '' : formatPence(pence));

function tellResult(calculation: Calculation): readonly string[] {
  const notCalculated = calculation.clauses.flatMap(tellNotCalculated);
  if (isUnknown(calculation, notCalculated.length)) return notCalculated;
  return [...tellSettlement(calculation), '', ...tellWhole(calculation), ...notCalculated];
}

function tellWhole(calculation: Calculation): readonly string[] {
  const { distributablePence, sharesPence, reinvestedPence, retainedPence, capsReached } = calculation;
  const isCost = distributablePence < 0;
  return [
    ...columnsOf([
      [isCost ? 'To be borne' : 'To be shared', formatPence(distributablePence)],
      [isCost ? '  borne by parties' : '  shared among parties', formatPence(sharesPence)],
      ['  reinvested in the pooled fund', formatPence(reinvestedPence)],
      ['  stays where it is', formatPence(retainedPence)],
    ]),
    ...(capsReached.length === 0 ? ['No cap is reached.'] : []),
    ...capsReached.map(
      ({ capId, agencyId, unpaidExcessPence }) =>
        `The cap ${capId}${agencyId ? ` of ${agencyId}` : ''} is reached: ${formatPence(unpaidExcessPence)} above it is not paid.`,
    ),
  ];
}

/** A figure that is not known is not nought: whoever reads the totals is told that they lack it. */
function tellNotCalculated(clause: ClauseResult): readonly string[] {
  return clause.status === 'EVIDENCE_MISSING'
    ? [`${clause.clauseId} could not be calculated: its figures are not known, and are in no total.`]
    : [];
}

/** What a variation runs over, in words. */
function tellVariation(vary: Variation): string {
  switch (vary.of) {
    case 'CHANGE_PCT':
      return `${vary.direction === 'FALL' ? 'Fall' : 'Rise'} of ${vary.metricId} in per cent`;
    case 'UNITS':
      return `Units of ${vary.outcomeCode}`;
    case 'BENEFIT_PCT':
      return 'Benefits in per cent of what is assumed';
  }
}

function tellTable({ vary, rows }: SimulationTable, calculation: Calculation): readonly string[] {
  const parties = partiesIn(rows, calculation);
  const hasNotes = rows.some(({ capsReached, notCalculated }) => capsReached.length + notCalculated.length > 0);
  const notesOf = ({ capsReached, notCalculated }: SimulationTable['rows'][number]): string =>
    [...capsReached.map((capId) => `cap ${capId}`), ...notCalculated.map((id) => `${id} not calculated`)].join(', ');
  const table = columnsOf([
    ['At', 'To be shared', 'Stays', 'Reinvested', ...parties.map(nameOf)],
    ...rows.map((row) => {
      const figures = [row.distributablePence, row.retainedPence, row.reinvestedPence];
      const settled = parties.map((partyId) => row.settlementPence[partyId] ?? 0);
      const isNotKnown = isUnknown(calculation, row.notCalculated.length);
      return [row.at, ...[...figures, ...settled].map((pence) => (isNotKnown ? 'not known' : formatPence(pence)))];
    }),
  ]);
  const noted = table.map((line, place) => (place === 0 || !hasNotes ? line : `${line}  ${notesOf(rows[place - 1]!)}`));
  return [
    `${tellVariation(vary)}, from ${vary.from} to ${vary.to}. A party receives what is shown; with a minus, it pays.`,
    ...noted.map((line) => line.trimEnd()),
  ];
}

/** Parties of any row, those of the calculation first, in its order. */
const partiesIn = (rows: SimulationTable['rows'], { settlement }: Calculation): readonly string[] => [
  ...new Set([
    ...settlement.map(({ partyId }) => partyId).filter((partyId) => partyId !== FUND_PARTY),
    ...rows.flatMap(({ settlementPence }) => Object.keys(settlementPence)).filter((id) => id !== FUND_PARTY),
    ...(rows.some(({ settlementPence }) => FUND_PARTY in settlementPence) ? [FUND_PARTY] : []),
  ]),
];

/** Text in columns: the first to the left, amounts to the right. */
function columnsOf(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** The table of a simulation as rows of figures; without one, the lines of the trace. Amounts stay whole pence. */
export function simulationRows({ calculation, table }: Simulated): Rows {
  return table ? tableRows(table, calculation) : traceRows(calculation.trace);
}

function tableRows({ rows }: SimulationTable, calculation: Calculation): Rows {
  const parties = partiesIn(rows, calculation);
  // A heading that begins with the fund's @ would be a formula to a spreadsheet.
  const columnOf = (partyId: string): string => `settlementPence.${partyId}`;
  const figures = ['at', 'distributablePence', 'retainedPence', 'reinvestedPence'];
  return {
    columns: [...figures, ...parties.map(columnOf), 'capsReached', 'notCalculated'],
    rows: rows.map(({ at, settlementPence, sharePence: _sharePence, capsReached, notCalculated, ...figures }) => ({
      at,
      ...(isUnknown(calculation, notCalculated.length)
        ? {}
        : {
            ...figures,
            ...Object.fromEntries(parties.map((partyId) => [columnOf(partyId), settlementPence[partyId] ?? 0])),
          }),
      capsReached: capsReached.join(' '),
      notCalculated: notCalculated.join(' '),
    })),
  };
}

const traceRows = (trace: readonly TraceLine[]): Rows => ({
  columns: ['lineNo', 'clauseId', 'rule', 'says', 'agencyId', 'resultPence', 'exact', 'sources'],
  rows: trace.map(({ sources, ...line }) => ({ ...line, sources: sources?.join(' ') })),
});
