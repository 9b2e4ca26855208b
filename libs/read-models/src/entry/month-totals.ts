import { type PoolClient } from 'pg';
import { type Posting } from './entry';
import { CopyText, copyInto } from './copy-text';
import { type MeasureNo, measures } from './measure';

/** Sums of one cell and measure in one month of effective dates. Exact: a sum too large for a number is a bigint. */
interface MonthTotal {
  readonly cellId: number;
  readonly measure: MeasureNo;
  readonly month: number;
  pence: number | bigint;
  irrecoverableVatPence: number | bigint;
  recoverableVatPence: number | bigint;
  priorPeriodPence: number | bigint;
  breachCount: number;
  entryCount: number;
}

const COLUMNS =
  'cell_id, measure, month, pence, irrecoverable_vat_pence, recoverable_vat_pence, prior_period_pence, breach_count, entry_count';

/** Enough of a key space for any month and measure beside a cell's number. */
const MONTHS_MAX = 100_000;
const MEASURES_MAX = 64;

/** Months are counted from year 0, so that they are one number that grows. */
export const monthOf = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;

/** Gathers monthly sums in memory and writes them: added to what the table holds, or as the whole of it. */
export class MonthTotals {
  private totals = new Map<number, MonthTotal>();

  clear(): void {
    this.totals = new Map();
  }

  /** @param breach 1 for an entry that broke a rule, -1 for the reversal of one, otherwise 0 */
  add(cellId: number, posting: Posting, occurredOn: string, isPriorPeriod: boolean, breach: number): void {
    const total = this.totalOf(cellId, measures[posting.measure], monthOf(occurredOn));
    total.pence = exactSum(total.pence, posting.pence);
    if (posting.irrecoverableVatPence) {
      total.irrecoverableVatPence = exactSum(total.irrecoverableVatPence, posting.irrecoverableVatPence);
    }
    if (posting.recoverableVatPence) {
      total.recoverableVatPence = exactSum(total.recoverableVatPence, posting.recoverableVatPence);
    }
    if (isPriorPeriod) total.priorPeriodPence = exactSum(total.priorPeriodPence, posting.pence);
    total.breachCount += breach;
    total.entryCount += 1;
  }

  /** Writes all that was gathered to an empty table. */
  async writeWhole(client: PoolClient, schema: string): Promise<void> {
    const lines = new CopyText();
    for (const total of this.totals.values()) lines.addLine(columnsOf(total));
    this.clear();
    await copyInto(client, `${schema}.month_total`, COLUMNS, lines);
  }

  /** Adds what was gathered to what the table holds. */
  async writeAdded(client: PoolClient, schema: string): Promise<void> {
    if (this.totals.size === 0) return;
    const rows = [...this.totals.values()].map(columnsOf);
    this.clear();
    const columns = rows[0]!.map((_, column) => rows.map((row) => row[column]));
    await client.query(
      `insert into ${schema}.month_total as t (${COLUMNS})
       select * from unnest($1::int[], $2::int2[], $3::int[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::int[], $9::int[])
       on conflict (cell_id, measure, month) do update set
         pence = t.pence + excluded.pence,
         irrecoverable_vat_pence = t.irrecoverable_vat_pence + excluded.irrecoverable_vat_pence,
         recoverable_vat_pence = t.recoverable_vat_pence + excluded.recoverable_vat_pence,
         prior_period_pence = t.prior_period_pence + excluded.prior_period_pence,
         breach_count = t.breach_count + excluded.breach_count,
         entry_count = t.entry_count + excluded.entry_count`,
      columns,
    );
  }

  private totalOf(cellId: number, measure: MeasureNo, month: number): MonthTotal {
    const key = (cellId * MEASURES_MAX + measure) * MONTHS_MAX + month;
    let total = this.totals.get(key);
    if (!total) {
      const sums = { pence: 0, irrecoverableVatPence: 0, recoverableVatPence: 0, priorPeriodPence: 0 };
      this.totals.set(key, (total = { cellId, measure, month, ...sums, breachCount: 0, entryCount: 0 }));
    }
    return total;
  }
}

function exactSum(sum: number | bigint, pence: number): number | bigint {
  if (typeof sum === 'bigint') return sum + BigInt(pence);
  const next = sum + pence;
  return Number.isSafeInteger(next) ? next : BigInt(sum) + BigInt(pence);
}

const columnsOf = (total: MonthTotal): readonly (number | bigint)[] => [
  total.cellId,
  total.measure,
  total.month,
  total.pence,
  total.irrecoverableVatPence,
  total.recoverableVatPence,
  total.priorPeriodPence,
  total.breachCount,
  total.entryCount,
];
