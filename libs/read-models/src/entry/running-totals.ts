import { type PoolClient } from 'pg';
import { CopyText, copyInto } from './copy-text';
import { type Posting } from './entry';
import { measures } from './measure';
import { monthOf } from './month';

/**
 * Entries of a block: what a question about an earlier time adds up one by one, at most. Fewer make that quicker, and
 * keep more totals of earlier blocks.
 */
export const BLOCK_ENTRIES = 16_384;

/** The month after the last: what a total is true until, while no later month has an entry. */
const FOREVER = 2_147_483_647;

const COLUMNS =
  'cell_id, measure, month, next_month, since_block, pence, irrecoverable_vat_pence, recoverable_vat_pence, ' +
  'prior_period_pence, breach_count, entry_count';

/** Enough of a key space for any measure beside a cell's number. */
const MEASURES_MAX = 64;

/** Exact: a sum too large for a number is a bigint. */
type Sum = number | bigint;

interface Sums {
  readonly pence: Sum;
  readonly irrecoverableVatPence: Sum;
  readonly recoverableVatPence: Sum;
  readonly priorPeriodPence: Sum;
  readonly breachCount: number;
  readonly entryCount: number;
}

const nothing: Sums = {
  pence: 0,
  irrecoverableVatPence: 0,
  recoverableVatPence: 0,
  priorPeriodPence: 0,
  breachCount: 0,
  entryCount: 0,
};

/** What a cell and measure came to at the end of a month, and of each month after it before `nextMonth`. */
interface RunningTotal extends Sums {
  readonly cellId: number;
  readonly measure: number;
  readonly month: number;
  readonly nextMonth: number;
  /** The block in which it came to be known. */
  readonly sinceBlock: number;
}

/** What the entries of a block add to each month of effective dates, by cell and measure. */
interface Block {
  readonly no: number;
  readonly added: Map<number, Map<number, Sums>>;
}

/**
 * Totals carried forward, as at the foot of a page of a ledger: of each cell and measure up to the end of each month of
 * effective dates in which it has entries. The log is cut into blocks of so many entries; a total that a later block
 * changed is kept as it was known until then. So what was so on any day, as known at any time, is one row of each cell
 * and measure, and the entries of one month and one block at most.
 *
 * Gathered in memory and written as the whole of both tables, or beside what they hold.
 */
export class RunningTotals {
  /** The block that entries come into now, and those before it that are in no total yet. */
  private open: Block = { no: 1, added: new Map() };
  private ended: Block[] = [];
  /** Totals by cell and measure, in the order of months: all that there are when the whole log is folded. */
  private totals = new Map<number, readonly RunningTotal[]>();
  private isWhole = true;
  private entriesOfBlock = 0;
  private readonly superseded = new CopyText();
  private readonly blocks = new CopyText();

  constructor(private blockEntries: number) {}

  /** Goes on from what the tables hold. */
  async load(client: PoolClient, schema: string): Promise<void> {
    const { rows } = await client.query<{ size: number; block: number; entries: number }>(
      `select block_entries as size, (select coalesce(max(block_no), 0) + 1 from ${schema}.known_block) as block,
              (select count(*)::int from ${schema}.entry
                where known_at > (select coalesce(max(known_until), 0) from ${schema}.known_block)) as entries
         from ${schema}.about`,
    );
    const { size, block, entries } = rows[0]!;
    this.blockEntries = size;
    this.isWhole = false;
    this.totals = new Map();
    this.open = { no: block, added: new Map() };
    this.ended = [];
    this.entriesOfBlock = entries;
    this.superseded.take();
    this.blocks.take();
  }

  /** @param breach 1 for an entry that broke a rule, -1 for the reversal of one, otherwise 0 */
  add(cellId: number, posting: Posting, occurredOn: string, isPriorPeriod: boolean, breach: number): void {
    const { added } = this.open;
    const series = cellId * MEASURES_MAX + measures[posting.measure];
    const month = monthOf(occurredOn);
    let months = added.get(series);
    if (!months) added.set(series, (months = new Map<number, Sums>()));
    months.set(
      month,
      plus(months.get(month) ?? nothing, {
        pence: posting.pence,
        irrecoverableVatPence: posting.irrecoverableVatPence ?? 0,
        recoverableVatPence: posting.recoverableVatPence ?? 0,
        priorPeriodPence: isPriorPeriod ? posting.pence : 0,
        breachCount: breach,
        entryCount: 1,
      }),
    );
  }

  /** Ends a block after an event, when it has its entries: the next event begins another. */
  endEvent(knownAt: number, entries: number): void {
    this.entriesOfBlock += entries;
    if (this.entriesOfBlock < this.blockEntries) return;
    this.blocks.addLine([this.open.no, knownAt]);
    this.ended.push(this.open);
    this.open = { no: this.open.no + 1, added: new Map() };
    this.entriesOfBlock = 0;
    if (this.isWhole) this.settle();
  }

  /** Writes the totals of the whole log to empty tables. */
  async writeWhole(client: PoolClient, schema: string): Promise<void> {
    this.settle();
    const lines = new CopyText();
    for (const rows of this.totals.values()) for (const row of rows) lines.addLine(columnsOf(row));
    this.totals = new Map();
    await copyInto(client, `${schema}.running_total`, COLUMNS, lines);
    await this.writeBlocks(client, schema);
  }

  /** Adds what was gathered to what the tables hold. */
  async writeAdded(client: PoolClient, schema: string): Promise<void> {
    const firstMonths = new Map<number, number>();
    for (const { added } of [...this.ended, this.open]) {
      for (const [series, months] of added) {
        firstMonths.set(series, Math.min(firstMonths.get(series) ?? FOREVER, ...months.keys()));
      }
    }
    if (firstMonths.size > 0) {
      const held = await this.readTotals(client, schema, firstMonths);
      this.settle();
      const changed = [...this.totals.values()].flat().filter((row) => !held.has(row));
      const rows = changed.map(columnsOf);
      await client.query(
        `insert into ${schema}.running_total (${COLUMNS})
         select * from unnest($1::int[], $2::int2[], $3::int[], $4::int[], $5::int[], $6::int8[], $7::int8[], $8::int8[],
                              $9::int8[], $10::int[], $11::int[])
         on conflict (cell_id, measure, month) do update set
           next_month = excluded.next_month, since_block = excluded.since_block, pence = excluded.pence,
           irrecoverable_vat_pence = excluded.irrecoverable_vat_pence,
           recoverable_vat_pence = excluded.recoverable_vat_pence, prior_period_pence = excluded.prior_period_pence,
           breach_count = excluded.breach_count, entry_count = excluded.entry_count`,
        rows[0]!.map((_, column) => rows.map((row) => row[column])),
      );
      this.totals = new Map();
    }
    await this.writeBlocks(client, schema);
  }

  private async writeBlocks(client: PoolClient, schema: string): Promise<void> {
    await copyInto(client, `${schema}.running_total_before`, `${COLUMNS}, until_block`, this.superseded);
    await copyInto(client, `${schema}.known_block`, 'block_no, known_until', this.blocks);
  }

  /** Brings into the totals what blocks added, one block after another. */
  private settle(): void {
    for (const { no, added } of [...this.ended, this.open]) {
      for (const [series, months] of added) {
        const rows = this.totals.get(series) ?? [];
        const next = carriedForward(rows, series, months, no);
        for (const row of rows) {
          if (row.sinceBlock < no && !next.includes(row)) this.superseded.addLine([...columnsOf(row), no]);
        }
        this.totals.set(series, next);
      }
      added.clear();
    }
    this.ended = [];
  }

  /**
   * Reads the totals of some cells and measures that are true of a month or of later ones.
   * @returns the rows as the table holds them
   */
  private async readTotals(
    client: PoolClient,
    schema: string,
    firstMonths: ReadonlyMap<number, number>,
  ): Promise<ReadonlySet<RunningTotal>> {
    const series = [...firstMonths.keys()];
    const { rows } = await client.query<(number | string)[]>({
      // Cell by cell, so that no estimate of how many there are makes the planner read all of them.
      text: `select ${COLUMNS} from unnest($1::int[], $2::int2[], $3::int[]) as first (cell, of, from_month)
              cross join lateral (
                select * from ${schema}.running_total
                 where cell_id = first.cell and measure = first.of and next_month > first.from_month offset 0
              ) as total order by cell_id, measure, month`,
      values: [series.map(cellOf), series.map(measureNoOf), [...firstMonths.values()]],
      rowMode: 'array',
    });
    const held = new Set<RunningTotal>();
    const bySeries = new Map<number, RunningTotal[]>();
    for (const values of rows) {
      const row = rowOf(values);
      held.add(row);
      const key = row.cellId * MEASURES_MAX + row.measure;
      const ofSeries = bySeries.get(key);
      if (ofSeries) ofSeries.push(row);
      else bySeries.set(key, [row]);
    }
    this.totals = bySeries;
    return held;
  }
}

const cellOf = (series: number): number => Math.floor(series / MEASURES_MAX);
const measureNoOf = (series: number): number => series % MEASURES_MAX;

/** The totals of one cell and measure after a block: those that it changes are made anew, all others stay. */
function carriedForward(
  rows: readonly RunningTotal[],
  series: number,
  added: ReadonlyMap<number, Sums>,
  block: number,
): readonly RunningTotal[] {
  const byMonth = new Map(rows.map((row) => [row.month, row]));
  const months = [...new Set([...byMonth.keys(), ...added.keys()])].sort((a, b) => a - b);
  let before = nothing;
  let addedSoFar = nothing;
  return months.map((month, place) => {
    const row = byMonth.get(month);
    const nextMonth = months[place + 1] ?? FOREVER;
    before = row ?? before;
    addedSoFar = plus(addedSoFar, added.get(month) ?? nothing);
    if (row && addedSoFar.entryCount === 0 && row.nextMonth === nextMonth) return row;
    const key = { cellId: cellOf(series), measure: measureNoOf(series), month, nextMonth, sinceBlock: block };
    return { ...key, ...plus(before, addedSoFar) };
  });
}

const plus = (a: Sums, b: Sums): Sums => ({
  pence: exactSum(a.pence, b.pence),
  irrecoverableVatPence: exactSum(a.irrecoverableVatPence, b.irrecoverableVatPence),
  recoverableVatPence: exactSum(a.recoverableVatPence, b.recoverableVatPence),
  priorPeriodPence: exactSum(a.priorPeriodPence, b.priorPeriodPence),
  breachCount: a.breachCount + b.breachCount,
  entryCount: a.entryCount + b.entryCount,
});

function exactSum(a: Sum, b: Sum): Sum {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return BigInt(a) + BigInt(b);
}

/** A sum as the database tells it. */
function sumOf(text: number | string): Sum {
  const sum = Number(text);
  return Number.isSafeInteger(sum) ? sum : BigInt(text);
}

const columnsOf = (row: RunningTotal): readonly Sum[] => [
  row.cellId,
  row.measure,
  row.month,
  row.nextMonth,
  row.sinceBlock,
  row.pence,
  row.irrecoverableVatPence,
  row.recoverableVatPence,
  row.priorPeriodPence,
  row.breachCount,
  row.entryCount,
];

const rowOf = (values: readonly (number | string)[]): RunningTotal => ({
  cellId: Number(values[0]),
  measure: Number(values[1]),
  month: Number(values[2]),
  nextMonth: Number(values[3]),
  sinceBlock: Number(values[4]),
  pence: sumOf(values[5]!),
  irrecoverableVatPence: sumOf(values[6]!),
  recoverableVatPence: sumOf(values[7]!),
  priorPeriodPence: sumOf(values[8]!),
  breachCount: Number(values[9]),
  entryCount: Number(values[10]),
});
