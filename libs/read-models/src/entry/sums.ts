import { addDays } from '@app/domain';
import { type Horizon, type ReportQuery } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { type Cell } from './entry';
import { monthOf } from './entry.projection';
import { type Measure, measureOf, measures } from './measure';

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

/** A condition in SQL and its values; `$1` is the first of them. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly string[];
}

/** What a query is narrowed to, for rows that have these columns; `prefix` names their table. */
export function whereCondition(query: ReportQuery, prefix: Readonly<Record<keyof typeof whereColumns, string>>): Condition {
  const asked = (Object.keys(whereColumns) as (keyof typeof whereColumns)[]).filter((name) => query[name] !== undefined);
  const sql = asked.map((name, place) => `${prefix[name]}${whereColumns[name]} = $${place + 1}`).join(' and ');
  return { sql: sql || 'true', values: asked.map((name) => query[name]!) };
}
const whereColumns = {
  placeId: 'place_id',
  pooledFundId: 'pooled_fund_id',
  fundingStreamId: 'funding_stream_id',
  financialYear: 'financial_year',
} as const;
const ofCell = { placeId: '', pooledFundId: '', fundingStreamId: '', financialYear: '' };

/** Which cells a query is about: an agency's are those where it pays in, is paid or commissions. */
export function cellCondition(query: ReportQuery): Condition {
  const { sql, values } = whereCondition(query, ofCell);
  if (query.agencyId === undefined) return { sql, values };
  const place = `$${values.length + 1}`;
  return {
    sql: `${sql} and (party_key = 'agency:' || ${place} or commissioner_id = ${place})`,
    values: [...values, query.agencyId],
  };
}

type CellRow = [number, string, string, string, string, Cell['partyKind'], string, string, string, string];

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
  const scope = cellCondition(query);
  const cells = await look.arrays(
    `select cell_id, place_id, pooled_fund_id, financial_year, funding_stream_id, party_kind, party, commissioner_id, scheme_id, spend_type
       from ${READING_SCHEMA}.cell where ${scope.sql}`,
    scope.values,
  );
  const byId = new Map((cells as CellRow[]).map((row) => [row[0], cellOf(row)]));
  const everything = scope.values.length === 0;
  const inScope = everything ? '' : 'and cell_id = any($5)';
  const nextDay = addDays(horizon.asAt, 1);
  const month = monthOf(nextDay);
  const monthStart = `${nextDay.slice(0, 7)}-01`;
  const numbers = wanted.map((measure) => measures[measure]);
  const values: unknown[] = [numbers, month, monthStart, horizon.asAt];
  if (!everything) values.push([...byId.keys()]);
  if (!horizon.isLatest) values.push(horizon.knownAt);
  const dayColumns = (
    sign: '' | '-',
  ): string => `cell_id, measure, ${sign}pence, ${sign}coalesce(irrecoverable_vat_pence, 0),
      ${sign}coalesce(recoverable_vat_pence, 0), case when prior_period then ${sign}pence else 0 end,
      case when breaches is null then 0 when reverses_entry is null then ${sign}1 else ${sign}(-1) end, ${sign}1`;
  const later = horizon.isLatest
    ? ''
    : `union all
       select ${dayColumns('-')} from ${READING_SCHEMA}.entry
        where known_at > $${values.length} and occurred_on <= $4 and measure = any($1) ${inScope}`;
  const sums = await look.arrays(
    `select cell_id, measure, sum(pence)::int8, sum(irrecoverable)::int8, sum(recoverable)::int8, sum(prior)::int8,
            sum(breaches)::int4, sum(entries)::int4
       from (
         select cell_id, measure, pence, irrecoverable_vat_pence, recoverable_vat_pence, prior_period_pence, breach_count, entry_count
           from ${READING_SCHEMA}.month_total where month < $2 and measure = any($1) ${inScope}
         union all
         select ${dayColumns('')} from ${READING_SCHEMA}.entry
          where occurred_on >= $3 and occurred_on <= $4 and measure = any($1) ${inScope}
         ${later}
       ) as part (cell_id, measure, pence, irrecoverable, recoverable, prior, breaches, entries)
      group by cell_id, measure having sum(entries) <> 0`,
    values,
  );
  return (sums as number[][]).map((row) => ({
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
  };
}
