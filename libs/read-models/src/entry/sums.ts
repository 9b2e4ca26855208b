import { addDays } from '@app/domain';
import { type Horizon, type ReportQuery } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { andInSight, type InSight, ownColumnsOfCell } from '../reading/sight';
import { isWithinPlace } from '../reading/within-place';
import { type Cell } from './entry';
import { monthOf } from './month-totals';
import { type Measure, measureOf, measures } from './measure';

/** The sums of one cell and measure, up to a horizon. */
export interface CellSum {
  readonly cellId: number;
  readonly cell: Cell;
  readonly measure: Measure;
  readonly pence: number;
  readonly irrecoverableVatPence: number;
  readonly recoverableVatPence: number;
  readonly priorPeriodPence: number;
  readonly breachCount: number;
  readonly entryCount: number;
}

/** A condition in SQL and its values; `$1` is the first of them. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** What a query is narrowed to, for rows that have these columns; `prefix` names their table. */
export function whereCondition(
  query: ReportQuery,
  prefix: Readonly<Record<keyof typeof whereColumns, string>>,
): Condition {
  const asked = (Object.keys(whereColumns) as (keyof typeof whereColumns)[]).filter(
    (name) => query[name] !== undefined,
  );
  const sql = asked
    .map((name, place) => {
      const column = `${prefix[name]}${whereColumns[name]}`;
      return name === 'placeId' ? `${column} ${isWithinPlace(`$${place + 1}`)}` : `${column} = $${place + 1}`;
    })
    .join(' and ');
  return { sql: sql || 'true', values: asked.map((name) => query[name]!) };
}

const whereColumns = {
  placeId: 'place_id',
  pooledFundId: 'pooled_fund_id',
  fundingStreamId: 'funding_stream_id',
  financialYear: 'financial_year',
} as const;
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

type CellRow = [number, string, string, string, string, Cell['partyKind'], string, string, string, string, string];

/**
 * Sums what a query is about, up to the end of `asAt`, as known at `asKnownAt`: whole months from their totals, the days
 * of the last month from its entries, less what came to be known later.
 */
export async function sumCells(
  look: Look,
  query: ReportQuery,
  horizon: Horizon,
  wanted: readonly Measure[],
): Promise<readonly CellSum[]> {
  const scope = cellCondition(query, look.inSight);
  const isSpending = wanted.filter((measure) => spendingMeasures.has(measure)).length;
  const ofKind =
    isSpending === 0 ? "and commissioner_id = ''" : isSpending === wanted.length ? "and commissioner_id <> ''" : '';
  const cells = await look.arrays(
    `select cell_id, place_id, pooled_fund_id, financial_year, funding_stream_id, party_kind, party, commissioner_id, scheme_id, spend_type, agreement_id
       from ${READING_SCHEMA}.cell where ${scope.sql} ${ofKind}`,
    scope.values,
  );
  const byId = new Map((cells as CellRow[]).map((row) => [row[0], cellOf(row)]));
  const isEverything = look.inSight === undefined && scope.values.length === 0;
  const nextDay = addDays(horizon.asAt, 1);
  const monthStart = `${nextDay.slice(0, 7)}-01`;
  const numbers = wanted.map((measure) => measures[measure]);
  const values: unknown[] = [numbers, monthOf(nextDay), monthStart, horizon.asAt];
  if (!isEverything) values.push([...byId.keys()]);
  if (!horizon.isLatest) values.push(horizon.knownAt);
  // Cell by cell, so that no estimate of how many entries there are makes the planner read all of them.
  const from = (table: string, condition: string): string =>
    isEverything
      ? `from ${READING_SCHEMA}.${table} t where ${condition}`
      : `from unnest($5::int[]) as wanted (id)
           cross join lateral (select * from ${READING_SCHEMA}.${table} t where t.cell_id = id and ${condition} offset 0) t`;
  const columnsOfEntry = (sign: '' | '-'): string =>
    `t.cell_id, t.measure, ${sign}t.pence, ${sign}coalesce(t.irrecoverable_vat_pence, 0),
     ${sign}coalesce(t.recoverable_vat_pence, 0), case when t.prior_period then ${sign}t.pence else 0 end,
     ${sign}t.breach_count, ${sign}1`;
  const later = horizon.isLatest
    ? ''
    : `union all
       select ${columnsOfEntry('-')}
         ${from('entry', `t.known_at > $${values.length} and t.occurred_on <= $4 and t.measure = any($1)`)}`;
  const sums = await look.arrays(
    `select cell_id, measure, sum(pence)::int8, sum(irrecoverable)::int8, sum(recoverable)::int8, sum(prior)::int8,
            sum(breaches)::int4, sum(entries)::int4
       from (
         select t.cell_id, t.measure, t.pence, t.irrecoverable_vat_pence, t.recoverable_vat_pence, t.prior_period_pence,
                t.breach_count, t.entry_count
           ${from('month_total', 't.month < $2 and t.measure = any($1)')}
         union all
         select ${columnsOfEntry('')}
           ${from('entry', 't.occurred_on >= $3 and t.occurred_on <= $4 and t.measure = any($1)')}
         ${later}
       ) as part (cell_id, measure, pence, irrecoverable, recoverable, prior, breaches, entries)
      group by cell_id, measure having sum(entries) <> 0`,
    values,
  );
  // Cells are numbered as the log first names them: in that order every report finds them the same.
  (sums as number[][]).sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
  return (sums as number[][]).map((row) => ({
    cellId: row[0]!,
    cell: byId.get(row[0]!)!,
    measure: measureOf(row[1]!),
    pence: row[2]!,
    irrecoverableVatPence: row[3]!,
    recoverableVatPence: row[4]!,
    priorPeriodPence: row[5]!,
    breachCount: row[6]!,
    entryCount: row[7]!,
  }));
}

function cellOf([
  ,
  placeId,
  pooledFundId,
  financialYear,
  fundingStreamId,
  partyKind,
  party,
  commissionerId,
  schemeId,
  spendType,
  agreementId,
]: CellRow): Cell {
  return {
    placeId,
    pooledFundId,
    financialYear,
    fundingStreamId,
    partyKind,
    party,
    commissionerId,
    schemeId,
    spendType,
    agreementId,
  };
}
