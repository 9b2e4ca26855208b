import { type Horizon, type ReportQuery } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { andInSight, type InSight, ownColumnsOfCell } from '../reading/sight';
import { isWithinPlace } from '../reading/within-place';
import { type Cell } from './entry';
import { type Measure, measureOf, measures } from './measure';
import { sourcesOf } from './sources';

/** What sums can be told apart by. A party is told with its kind. */
export type Dimension = Exclude<keyof Cell, 'partyKind'>;

const cellColumns: Readonly<Record<keyof Cell, string>> = {
  placeId: 'place_id',
  pooledFundId: 'pooled_fund_id',
  financialYear: 'financial_year',
  fundingStreamId: 'funding_stream_id',
  partyKind: 'party_kind',
  party: 'party',
  commissionerId: 'commissioner_id',
  schemeId: 'scheme_id',
  spendType: 'spend_type',
  agreementId: 'agreement_id',
};

/** A cell of which nothing is told. */
const nowhere: Cell = {
  placeId: '',
  pooledFundId: '',
  financialYear: '',
  fundingStreamId: '',
  partyKind: 'NONE',
  party: '',
  commissionerId: '',
  schemeId: '',
  spendType: '',
  agreementId: '',
};

/** The sums of one cell and measure, up to a horizon. */
export interface CellSum {
  readonly cell: Cell;
  readonly measure: Measure;
  readonly pence: number;
  readonly irrecoverableVatPence: number;
  readonly recoverableVatPence: number;
  readonly priorPeriodPence: number;
  readonly breachCount: number;
  readonly entryCount: number;
}

/** Figures of the cells that are alike in what was to be told apart, up to a horizon. */
export interface Tally<Figure extends string> {
  /** What the cells are alike in; all else is empty. */
  readonly cell: Cell;
  readonly figures: Readonly<Record<Figure, number>>;
}

/** A condition in SQL and its values; `$1` is the first of them. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** What a query narrows cells to by a column of their own. */
const narrowing = ['placeId', 'pooledFundId', 'fundingStreamId', 'financialYear'] as const;

/** What a query is narrowed to, for rows that have these columns; `prefix` names their table. */
export function whereCondition(
  query: ReportQuery,
  prefix: Readonly<Record<(typeof narrowing)[number], string>>,
): Condition {
  const asked = narrowing.filter((name) => query[name] !== undefined);
  const sql = asked
    .map((name, place) => {
      const column = `${prefix[name]}${cellColumns[name]}`;
      return name === 'placeId' ? `${column} ${isWithinPlace(`$${place + 1}`)}` : `${column} = $${place + 1}`;
    })
    .join(' and ');
  return { sql: sql || 'true', values: asked.map((name) => query[name]!) };
}

const ofCell = { placeId: '', pooledFundId: '', fundingStreamId: '', financialYear: '' };

/** Which cells in sight a query is about: an agency's are those where it pays in, is paid or commissions. */
export function cellCondition(query: ReportQuery, inSight: InSight | undefined): Condition {
  const { sql: asked, values: given } = whereCondition(query, ofCell);
  const values = [...given];
  const place = (value: unknown): string => `$${values.push(value)}`;
  let sql = asked;
  if (query.agencyId !== undefined) {
    const agency = place(query.agencyId);
    sql += ` and (party_key = 'agency:' || ${agency} or commissioner_id = ${agency})`;
  }
  return { sql: sql + andInSight(inSight, ownColumnsOfCell(''), place), values };
}

/** Measures whose cells name a commissioner; those of all others name none. */
const spendingMeasures: ReadonlySet<Measure> = new Set<Measure>(['paid', 'refunded', 'requested']);

type SumColumn =
  'pence' | 'irrecoverable_vat_pence' | 'recoverable_vat_pence' | 'prior_period_pence' | 'breach_count' | 'entry_count';

const SUMS = 'pence, irrecoverable_vat_pence, recoverable_vat_pence, prior_period_pence, breach_count, entry_count';

/** The same of one entry, as columns of a total. */
const SUMS_OF_ENTRY =
  't.pence, coalesce(t.irrecoverable_vat_pence, 0), coalesce(t.recoverable_vat_pence, 0), ' +
  'case when t.prior_period then t.pence else 0 end, t.breach_count, 1';

/** Sums what a query is about, by cell and measure. */
export async function sumCells(
  look: Look,
  query: ReportQuery,
  horizon: Horizon,
  wanted: readonly Measure[],
): Promise<readonly CellSum[]> {
  const told = Object.keys(cellColumns) as (keyof Cell)[];
  const rows = await readSums(look, query, horizon, wanted, {
    told,
    alike: 'cell_id, measure',
    figures: [
      'measure',
      'sum(pence)::int8',
      'sum(irrecoverable_vat_pence)::int8',
      'sum(recoverable_vat_pence)::int8',
      'sum(prior_period_pence)::int8',
      'sum(breach_count)::int4',
      'sum(entry_count)::int4',
    ],
  });
  return rows.map(({ cell, figures: [measure, pence, irrecoverable, recoverable, prior, breaches, entries] }) => ({
    cell,
    measure: measureOf(measure!),
    pence: pence!,
    irrecoverableVatPence: irrecoverable!,
    recoverableVatPence: recoverable!,
    priorPeriodPence: prior!,
    breachCount: breaches!,
    entryCount: entries!,
  }));
}

/**
 * Adds up figures of what a query is about, for all cells together that are alike in what is to be told apart.
 * @param figures the SQL of each, as `sumOf` makes it
 */
export async function tally<Figure extends string>(
  look: Look,
  query: ReportQuery,
  horizon: Horizon,
  wanted: readonly Measure[],
  apart: readonly Dimension[],
  figures: Readonly<Record<Figure, string>>,
): Promise<readonly Tally<Figure>[]> {
  const names = Object.keys(figures) as Figure[];
  const rows = await readSums(look, query, horizon, wanted, {
    told: apart.includes('party') ? [...apart, 'partyKind'] : apart,
    alike: alikeIn(apart),
    figures: names.map((name) => figures[name]),
  });
  return rows.map((row) => {
    const told = {} as Record<Figure, number>;
    names.forEach((name, place) => (told[name] = row.figures[place]!));
    return { cell: row.cell, figures: told };
  });
}

/** SQL for what cells that are not told apart are alike in. */
function alikeIn(apart: readonly Dimension[]): string {
  // A fund is in one place, which its cells then need not be hashed by too.
  const columns = apart.filter((dimension) => dimension !== 'placeId' || !apart.includes('pooledFundId'));
  // Names of one provider in other capitals count as one.
  return columns.map((dimension) => (dimension === 'party' ? 'party_key' : cellColumns[dimension])).join(', ');
}

/** The SQL of a figure: one column of the entries of some measures, added up; those of `less` are taken off. */
export function sumOf(column: SumColumn, of: readonly Measure[], less: readonly Measure[] = []): string {
  const part = (measuresOf: readonly Measure[]): string =>
    `coalesce(sum(${column}) filter (where measure in (${measuresOf.map((measure) => measures[measure]).join(', ')})), 0)`;
  return `(${part(of)}${less.length > 0 ? ` - ${part(less)}` : ''})::int8`;
}

/** Where some of what is summed is found. */
interface Source {
  readonly table: string;
  readonly columns: string;
  readonly known?: string;
  readonly conditions: readonly string[];
}

/** How sums are to be read. */
interface Reading {
  /** What of each cell is told. */
  readonly told: readonly (keyof Cell)[];
  /** SQL for what those that are added up are alike in. */
  readonly alike: string;
  /** SQL of each figure. */
  readonly figures: readonly string[];
}

/**
 * Reads sums of what a query is about, up to the end of `asAt`, as known at `asKnownAt`: what the whole months came to,
 * as it was known at the end of a block of the log, and the entries of the last month and of the block that was open
 * then.
 */
async function readSums(
  look: Look,
  query: ReportQuery,
  horizon: Horizon,
  wanted: readonly Measure[],
  { told, alike, figures }: Reading,
): Promise<readonly { readonly cell: Cell; readonly figures: readonly number[] }[]> {
  const scope = cellCondition(query, look.inSight);
  const values = [...scope.values];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const isSpending = wanted.filter((measure) => spendingMeasures.has(measure)).length;
  const ofKind =
    isSpending === 0 ? "and commissioner_id = ''" : isSpending === wanted.length ? "and commissioner_id <> ''" : '';
  const isEverything = look.inSight === undefined && scope.values.length === 0;
  const ofMeasures = `t.measure = any(${place(wanted.map((measure) => measures[measure]))})`;
  const { totals, entries } = await sourcesOf(look, horizon, place);
  const sources: readonly Source[] = [
    ...totals.map(({ table, condition, isLast }) => ({ table, columns: SUMS, conditions: [condition, isLast] })),
    ...entries.map(({ known, condition }) => ({
      table: 'entry',
      columns: SUMS_OF_ENTRY,
      known,
      conditions: [condition],
    })),
  ];
  const parts = sources.map(({ table, columns, known, conditions }) => {
    const from = `${READING_SCHEMA}.${table} t`;
    const all = [...conditions, ofMeasures].join(' and ');
    const some = `select t.cell_id, t.measure, ${columns} from`;
    // What was known first, or cell by cell, so that no estimate of how many there are makes the planner read them all.
    if (isEverything && known) return `${some} (select * from ${from} where ${known} offset 0) t where ${all}`;
    if (isEverything) return `${some} ${from} where ${all}`;
    const ofCell = `t.cell_id = wanted.cell_id and ${known ? `${known} and ` : ''}${all}`;
    return `${some} wanted cross join lateral (select * from ${from} where ${ofCell} offset 0) t`;
  });
  // Cells are numbered as the log first names them: in that order every report finds them the same.
  const rows = await look.arrays(
    `with wanted as ${isEverything ? 'not materialized' : 'materialized'} (
       select * from ${READING_SCHEMA}.cell where ${scope.sql} ${ofKind}
     ), part (cell_id, measure, ${SUMS}) as (${parts.join(' union all ')})
     select ${told.map((name) => `cell.${cellColumns[name]}`).join(', ')}, added.*
       from (select min(cell_id), ${figures.join(', ')} from part join wanted using (cell_id) group by ${alike}) as added (cell_id)
       join wanted as cell using (cell_id) order by added.cell_id`,
    values,
  );
  return rows.map((row) => {
    const cell: Record<keyof Cell, string> = { ...nowhere };
    told.forEach((name, column) => (cell[name] = row[column] as string));
    return { cell: cell as Cell, figures: row.slice(told.length + 1) as number[] };
  });
}
