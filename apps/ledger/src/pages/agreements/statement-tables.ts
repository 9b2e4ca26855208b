import { type TraceLine } from '@app/domain';
import {
  type BenefitShareStatement,
  type CapRow,
  type ClauseRow,
  type MetricRow,
  type StatementPartyRow,
} from '@app/read-models';
import { addressWith } from '../rendering/addresses';
import { count, money, percentage } from '../tables/format';
import { type Table, type TableCell, tableOf } from '../tables/table';
import { ROWS_SHOWN_MAX } from '../tables/table-view';
import { unitWords } from './agreement-words';
import { lineForPeople, namesOf } from './words-for-people';

const TRACE = 'trace';

/** Where a line of the working stands: on its page of the lines, at the line. */
export function lineHref(lineNo: number | undefined, url: string): string | undefined {
  if (lineNo === undefined) return undefined;
  const page = Math.ceil(lineNo / ROWS_SHOWN_MAX);
  return `${addressWith(url, { [`${TRACE}-page`]: page === 1 ? undefined : page })}#line-${lineNo}`;
}

type Find = (of: (line: TraceLine) => boolean) => string | undefined;

/** Finds the last line of a calculation that fits, as an address. */
const finderOf =
  ({ trace }: BenefitShareStatement, url: string): Find =>
  (of) =>
    lineHref(trace.findLast(of)?.lineNo, url);

/** A figure of a metric, in its unit. */
export function inUnit(unit: string, value: string | null): string {
  if (value === null) return 'not known';
  if (unit === 'PENCE' && Number.isSafeInteger(Number(value))) return money(Number(value));
  return unit === 'PERCENT' ? percentage(value) : count(value);
}

/** What was measured. What has not been is told so. */
export const metricsTable = (statement: BenefitShareStatement): Table =>
  tableOf<MetricRow>(
    {
      id: 'metrics',
      caption: 'What was measured',
      nothing: 'These terms measure nothing: they go by what was recognised, claimed or spent.',
    },
    [
      { heading: 'Metric', kind: 'text', of: ({ title }) => title },
      { heading: 'Of', kind: 'text', of: ({ agencyName }) => agencyName ?? 'All parties together' },
      { heading: 'Counted as', kind: 'text', of: ({ unit }) => unitWords[unit] ?? unit },
      {
        heading: 'Baseline',
        kind: 'text',
        of: ({ unit, baseline }) => (baseline === null ? 'not agreed yet' : inUnit(unit, baseline)),
      },
      {
        heading: 'Measured',
        kind: 'text',
        of: ({ unit, measured }) => (measured === null ? 'not measured yet' : inUnit(unit, measured)),
      },
      { heading: 'Change', kind: 'percentage', of: ({ changePct }) => changePct },
    ],
    statement.metrics,
  );

const clauseTags: Readonly<Record<ClauseRow['status'], NonNullable<TableCell['tag']>>> = {
  PAYS: { text: 'Pays', colour: 'green' },
  TRIGGER_NOT_MET: { text: 'Does not pay', colour: 'grey' },
  NOTHING_TO_SHARE: { text: 'Nothing to share', colour: 'grey' },
  EVIDENCE_MISSING: { text: 'Not known yet', colour: 'orange' },
};

/** Why a clause pays or does not, in words. */
export function clauseWords({ status, missing }: ClauseRow, forPeople: (says: string) => string): string {
  switch (status) {
    case 'PAYS':
      return 'What must have happened has happened, so there is something to share.';
    case 'TRIGGER_NOT_MET':
      return 'What must have happened before it pays has not happened.';
    case 'NOTHING_TO_SHARE':
      return 'What must have happened has happened, but there is nothing to share.';
    case 'EVIDENCE_MISSING':
      return missing === null ? 'Something is missing that it needs.' : missingWords(missing, forPeople);
  }
}

const evidence: Readonly<Record<string, string>> = {
  BASELINE: 'no baseline is agreed',
  BASELINE_ABOVE_NOUGHT: 'the baseline is not above nought',
  MEASUREMENT: 'nothing is measured',
  OUTTURN: 'no outturn is declared',
  BENEFIT: 'no benefit is recognised',
  CONTRIBUTIONS: 'no contributions are known',
  COMMISSIONED_AMOUNTS: 'it is not known who commissioned what',
  LINE_OWNER: 'it is not known whose a budget line is',
};

function missingWords(missing: string, forPeople: (says: string) => string): string {
  const [, code = '', what = ''] = /^([A-Z_]+) of (.*)$/s.exec(missing) ?? [];
  return `It cannot be calculated: ${evidence[code] ?? 'something is missing'} (${forPeople(what)}).`;
}

/** Each clause, whether it pays, and how much. */
export function clausesTable(statement: BenefitShareStatement, url: string): Table {
  const last = finderOf(statement, url);
  const forPeople = linesForPeople(statement);
  const { clauses, trace } = statement;
  const sum = (column: 'distributablePence' | 'sharesPence' | 'reinvestedPence' | 'retainedPence') =>
    statement.calculation?.[column];
  const isOf = ({ clauseId }: ClauseRow, line: TraceLine): boolean => line.clauseId === clauseId;
  return tableOf<ClauseRow>(
    { id: 'clauses', caption: 'Each clause, and whether it pays', nothing: 'Nothing has been calculated.' },
    [
      {
        heading: 'Clause',
        kind: 'text',
        of: (row) => ({
          value: row.title,
          href: lineHref(trace.find((line) => isOf(row, line))?.lineNo, url),
          tag: clauseTags[row.status],
        }),
        total: 'Together',
      },
      { heading: 'Why', kind: 'text', of: (row) => clauseWords(row, forPeople) },
      {
        heading: 'Benefit to share',
        kind: 'money',
        of: (row) => ({
          value: row.distributablePence,
          href: last(
            (line) => isOf(row, line) && /^(VALUE|ROUNDING)$/.test(line.rule) && !line.says.includes('odd penn'),
          ),
        }),
        total: sum('distributablePence'),
      },
      {
        heading: 'Shares of the parties',
        kind: 'money',
        of: (row) => ({
          value: row.sharesPence,
          href: last((line) => isOf(row, line) && line.rule === 'SHARE' && line.agencyId !== undefined),
        }),
        total: sum('sharesPence'),
      },
      {
        heading: 'Into the pooled fund',
        kind: 'money',
        of: (row) => ({
          value: row.reinvestedPence,
          href: last((line) => isOf(row, line) && line.rule === 'SHARE' && line.agencyId === undefined),
        }),
        total: sum('reinvestedPence'),
      },
      {
        heading: 'Stays where it is',
        kind: 'money',
        of: (row) => ({
          value: row.retainedPence,
          href: last((line) => isOf(row, line) && line.rule === 'RETAINED'),
        }),
        total: sum('retainedPence'),
      },
    ],
    clauses,
  );
}

/** Each party's share, what it holds already, and what is still to be paid. */
export function sharesTable(statement: BenefitShareStatement, url: string): Table {
  const last = finderOf(statement, url);
  const settlement = ({ partyId }: StatementPartyRow) =>
    last((line) => line.rule === 'SETTLEMENT' && line.agencyId === (partyId.startsWith('@') ? undefined : partyId));
  const held = ({ partyId }: StatementPartyRow) => last((line) => line.rule === 'HELD' && line.agencyId === partyId);
  return tableOf<StatementPartyRow>(
    { id: 'shares', caption: 'Each party', nothing: 'Nothing has been calculated.' },
    [
      { heading: 'Party', kind: 'text', of: ({ partyName }) => partyName },
      { heading: 'Share', kind: 'money', of: (row) => ({ value: row.sharePence, href: settlement(row) }) },
      { heading: 'Holds already', kind: 'money', of: (row) => ({ value: row.heldPence, href: held(row) }) },
      {
        heading: 'To receive (+) or to pay (−)',
        kind: 'money',
        of: (row) => ({ value: row.settlementPence, href: settlement(row) }),
      },
      { heading: 'Received', kind: 'money', of: ({ receivedToDatePence }) => receivedToDatePence },
      { heading: 'Paid', kind: 'money', of: ({ paidToDatePence }) => paidToDatePence },
      {
        heading: 'Still to receive (+) or to pay (−)',
        kind: 'money',
        of: ({ outstandingPence }) => outstandingPence,
      },
      { heading: 'In dispute', kind: 'money', of: ({ inDisputePence }) => inDisputePence },
    ],
    statement.parties,
  );
}

const scopeWords: Readonly<Record<string, string>> = {
  PERIOD: 'in each test period',
  CONTRACT: 'over the whole agreement',
  PARTICIPANT: 'for one person or family',
  PARTNER: 'for one party',
};

/** The caps, how much of each is used, and what was not paid because of them. */
export function capsUsedTable(statement: BenefitShareStatement, url: string): Table {
  const last = finderOf(statement, url);
  return tableOf<CapRow>(
    { id: 'caps', caption: 'Caps: the most that is paid', nothing: 'No cap limits what is paid.' },
    [
      {
        heading: 'Cap',
        kind: 'text',
        of: ({ capId, scope }) => ({
          value: `${capId}, ${scopeWords[scope] ?? scope}`,
          href: last((line) => line.rule === 'CAP' && line.says.includes(`(${capId})`)),
        }),
      },
      { heading: 'Most', kind: 'money', of: ({ limitPence }) => limitPence },
      { heading: 'Used', kind: 'money', of: ({ usedPence }) => usedPence },
      { heading: 'Left', kind: 'money', of: ({ leftPence }) => leftPence },
      { heading: 'Not paid because of it', kind: 'money', of: ({ unpaidExcessPence }) => unpaidExcessPence },
    ],
    statement.caps,
  );
}

/** Makes lines of a statement's working, which name bodies and metrics by their identifiers, what people read. */
const linesForPeople = ({ bodies, metrics }: BenefitShareStatement): ((says: string) => string) =>
  lineForPeople({ parties: bodies, metrics }, namesOf(bodies));

/** Every step of the calculation, as a treasurer would write it down. */
export const traceTable = (statement: BenefitShareStatement, agreementId: string): Table => {
  const { trace, clauses } = statement;
  const forPeople = linesForPeople(statement);
  const titles = new Map(clauses.map(({ clauseId, title }) => [clauseId, title]));
  return tableOf<TraceLine>(
    {
      id: TRACE,
      caption: 'The working, line by line',
      nothing: 'Nothing has been calculated, so there is no working.',
    },
    [
      { heading: 'Line', kind: 'text', of: ({ lineNo }) => String(lineNo) },
      { heading: 'What is done', kind: 'text', of: ({ says }) => forPeople(says) },
      { heading: 'Result', kind: 'money', of: ({ resultPence }) => resultPence ?? '' },
      {
        heading: 'Clause',
        kind: 'text',
        of: ({ clauseId }) => (clauseId === null ? 'All clauses together' : (titles.get(clauseId) ?? clauseId)),
      },
      {
        heading: 'Where it comes from',
        kind: 'text',
        of: ({ sources = [] }) => ({
          value: sources.map((source) => source.replace(`${agreementId}/`, 'entry ')).join(', '),
          href: entryHref(sources),
        }),
      },
    ],
    trace,
  );
};

/** The page of the one entry that a line rests on; a range of entries has none. */
function entryHref(sources: readonly string[]): string | undefined {
  const [only] = sources.length === 1 ? sources : [];
  return only !== undefined && /^[a-z0-9-]+\/[1-9]\d*$/.test(only) ? `/entries/${only}` : undefined;
}
