import { type PoolYearEvent } from '@app/domain';
import { type RecordedEvent } from '@app/event-store';
import { type PoolClient } from 'pg';
import { microsOf } from '../reading/instant';
import { copyInto, copyLine } from './copy-text';
import { type ContributionOwner, partyKeyOf, type Posting, postingsOf } from './entry';
import { cashSigns, type MeasureNo, measures } from './measure';

const CELL_COLUMNS =
  'cell_id, place_id, pooled_fund_id, financial_year, funding_stream_id, party_kind, party, party_key, commissioner_id, scheme_id, spend_type';
const CONTRIBUTION_COLUMNS = 'pooled_fund_id, contribution_id, financial_year, partner_id, funding_stream_id, known_at';
const ENTRY_COLUMNS =
  'known_at, posting_no, event_stream, entry_no, type, pooled_fund_id, financial_year, occurred_on, period, prior_period, ' +
  'cell_id, measure, pence, irrecoverable_vat_pence, recoverable_vat_pence, contribution_id, contribution_year, withdrawal_id, receipt_id, ' +
  'reverses_entry, breaches, description, detail, bank_ref, source_file, source_line, actor, actor_agency_id, authority_ref';
const TOTAL_COLUMNS =
  'cell_id, measure, month, pence, irrecoverable_vat_pence, recoverable_vat_pence, prior_period_pence, breach_count, entry_count';

/** Sums of one cell and measure in one month of effective dates. */
interface MonthTotal {
  readonly cellId: number;
  readonly measure: MeasureNo;
  readonly month: number;
  pence: number;
  irrecoverableVatPence: number;
  recoverableVatPence: number;
  priorPeriodPence: number;
  breachCount: number;
  entryCount: number;
}

/** Months are counted from year 0, so that they are one number that grows. */
export const monthOf = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;

/** Stands in no text that PostgreSQL can hold, so that no two keys run into each other. */
const SEPARATOR = '\0';

/** Enough of a key space for any month and measure beside a cell's number. */
const MONTHS_MAX = 100_000;
const MEASURES_MAX = 64;

/** The fields that any event of a pool year may carry, as the entry shows them. */
interface EntryFields {
  readonly period?: number;
  readonly priorPeriod?: true;
  readonly contributionId?: string;
  /** The year that agreed the contribution, when it is not the entry's own. */
  readonly contributionFinancialYear?: string;
  readonly withdrawalId?: string;
  readonly receiptId?: string;
  readonly reversesEntry?: string;
  readonly breaches?: readonly string[];
  readonly purpose?: string;
  readonly reason?: string;
  readonly description?: string;
  readonly evidence?: string;
  readonly bankRef?: string;
  readonly source?: { readonly fileDigest: string; readonly line: number };
}

/** Events whose whole text the entry keeps: plans and decisions, of which there are few. Cash facts fit the columns. */
const cashFacts: ReadonlySet<string> = new Set<PoolYearEvent['type']>([
  'ContributionReceived',
  'WithdrawalPaid',
  'PaymentRecorded',
  'RefundRecorded',
]);

/**
 * Folds events of pool years into entries, and into monthly totals for each cell. `fold` only gathers; `flush` writes
 * what was gathered.
 */
export class EntryProjection {
  private readonly cellIds = new Map<string, number>();
  private readonly owners = new Map<string, ContributionOwner>();
  private readonly places = new Map<string, string>();
  private readonly firstMoneyOn = new Map<string, string>();
  private firstMoneyLines: string[] = [];
  private cellLines: string[] = [];
  private contributionLines: string[] = [];
  private entryLines: string[] = [];
  private totals = new Map<number, MonthTotal>();

  constructor(private readonly schema: string) {}

  /** Loads what folding refers to: the cells, the contributions and the places of the funds. */
  async load(client: Pick<PoolClient, 'query'>): Promise<void> {
    this.clear();
    const cells = await client.query<Record<string, string> & { cell_id: number }>(`select * from ${this.schema}.cell`);
    for (const row of cells.rows) {
      const key = [row['pooled_fund_id'], row['financial_year'], row['funding_stream_id'], row['party_key']];
      this.cellIds.set(
        [...key, row['commissioner_id'], row['scheme_id'], row['spend_type']].join(SEPARATOR),
        row.cell_id,
      );
    }
    const contributions = await client.query<Record<string, string>>(`select * from ${this.schema}.contribution`);
    for (const row of contributions.rows) {
      const owner = { partnerId: row['partner_id']!, fundingStreamId: row['funding_stream_id']! };
      this.owners.set(ownerKey(row['pooled_fund_id']!, row['financial_year']!, row['contribution_id']!), owner);
    }
    const funds = await client.query<{ pooled_fund_id: string; place_id: string }>(
      `select pooled_fund_id, place_id from ${this.schema}.pooled_fund`,
    );
    for (const fund of funds.rows) this.places.set(fund.pooled_fund_id, fund.place_id);
    const first = await client.query<{ pooled_fund_id: string; occurred_on: string }>(
      `select pooled_fund_id, min(occurred_on)::text occurred_on from ${this.schema}.first_money group by 1`,
    );
    for (const row of first.rows) this.firstMoneyOn.set(row.pooled_fund_id, row.occurred_on);
  }

  /** Tells where a fund is, when it is established. */
  place(pooledFundId: string, placeId: string): void {
    this.places.set(pooledFundId, placeId);
  }

  fold(recorded: RecordedEvent): void {
    const event = { type: recorded.type, data: recorded.data } as unknown as PoolYearEvent;
    const occurredOn = recorded.metadata['occurredOn']!;
    const { pooledFundId, financialYear } = poolYearOf(recorded.eventStream);
    const knownAt = microsOf(recorded.recordedAt);
    if (event.type === 'ContributionAgreed') {
      const { contributionId, partnerId, fundingStreamId } = event.data;
      this.owners.set(ownerKey(pooledFundId, financialYear, contributionId), { partnerId, fundingStreamId });
      const owner = [pooledFundId, contributionId, financialYear, partnerId, fundingStreamId, knownAt];
      this.contributionLines.push(copyLine(owner));
    }
    const fields = event.data as EntryFields;
    const contributionYear = fields.contributionFinancialYear ?? financialYear;
    const postings = postingsOf(event, (contributionId) =>
      this.owners.get(ownerKey(pooledFundId, contributionYear, contributionId)),
    );
    const detail = cashFacts.has(event.type) ? null : JSON.stringify(event.data);
    const write = (postingNo: number, posting?: Posting): void => {
      const cellId = posting && this.cellIdOf(posting, pooledFundId, financialYear);
      if (posting) this.addToTotal(cellId!, posting, occurredOn, fields);
      if (posting && posting.measure in cashSigns) this.noteFirstMoney(pooledFundId, occurredOn, knownAt);
      this.entryLines.push(
        copyLine([
          knownAt,
          postingNo,
          recorded.eventStream,
          recorded.version,
          recorded.type,
          pooledFundId,
          financialYear,
          occurredOn,
          fields.period,
          fields.priorPeriod ?? false,
          cellId,
          posting && measures[posting.measure],
          posting?.pence,
          posting?.irrecoverableVatPence,
          posting?.recoverableVatPence,
          fields.contributionId,
          fields.contributionId && contributionYear,
          fields.withdrawalId,
          fields.receiptId,
          fields.reversesEntry,
          fields.breaches?.join(' '),
          fields.purpose ?? fields.reason ?? fields.description ?? fields.evidence,
          detail,
          fields.bankRef,
          fields.source?.fileDigest.slice(0, 16),
          fields.source?.line,
          recorded.metadata['actor'],
          recorded.metadata['agencyId'],
          recorded.metadata['authorityRef'],
        ]),
      );
    };
    if (postings.length === 0) write(0);
    else for (let place = 0; place < postings.length; place += 1) write(place, postings[place]);
  }

  /** Writes what was gathered; totals only when asked, for a rebuild keeps them in memory until its end. */
  async flush(client: PoolClient, withTotals: 'none' | 'added' | 'whole'): Promise<void> {
    await copyInto(client, `${this.schema}.cell`, CELL_COLUMNS, this.cellLines);
    await copyInto(client, `${this.schema}.contribution`, CONTRIBUTION_COLUMNS, this.contributionLines);
    await copyInto(client, `${this.schema}.entry`, ENTRY_COLUMNS, this.entryLines);
    await copyInto(client, `${this.schema}.first_money`, 'known_at, pooled_fund_id, occurred_on', this.firstMoneyLines);
    this.cellLines = [];
    this.contributionLines = [];
    this.entryLines = [];
    this.firstMoneyLines = [];
    if (withTotals === 'none') return;
    const totals = [...this.totals.values()];
    this.totals = new Map();
    if (withTotals === 'whole') {
      await copyInto(
        client,
        `${this.schema}.month_total`,
        TOTAL_COLUMNS,
        totals.map((total) => copyLine(columnsOf(total))),
      );
    } else if (totals.length > 0) await this.addTotals(client, totals);
  }

  private clear(): void {
    this.cellIds.clear();
    this.owners.clear();
    this.places.clear();
    this.firstMoneyOn.clear();
    this.firstMoneyLines = [];
    this.cellLines = [];
    this.contributionLines = [];
    this.entryLines = [];
    this.totals = new Map();
  }

  private cellIdOf({ cell }: Posting, pooledFundId: string, financialYear: string): number {
    const partyKey = partyKeyOf(cell);
    const { fundingStreamId, partyKind, party, commissionerId, schemeId, spendType } = cell;
    const dimensions = [pooledFundId, financialYear, fundingStreamId, partyKey, commissionerId, schemeId, spendType];
    const key = dimensions.join(SEPARATOR);
    const known = this.cellIds.get(key);
    if (known !== undefined) return known;
    const cellId = this.cellIds.size + 1;
    this.cellIds.set(key, cellId);
    const placeId = this.places.get(pooledFundId) ?? '';
    const where = [placeId, pooledFundId, financialYear, fundingStreamId];
    const who = [partyKind, party, partyKey, commissionerId];
    this.cellLines.push(copyLine([cellId, ...where, ...who, schemeId, spendType]));
    return cellId;
  }

  /** Keeps each earlier day on which money moved, so that a fund's first day is told as it was known at any time. */
  private noteFirstMoney(pooledFundId: string, occurredOn: string, knownAt: number): void {
    const first = this.firstMoneyOn.get(pooledFundId);
    if (first !== undefined && first <= occurredOn) return;
    this.firstMoneyOn.set(pooledFundId, occurredOn);
    this.firstMoneyLines.push(copyLine([knownAt, pooledFundId, occurredOn]));
  }

  private addToTotal(cellId: number, posting: Posting, occurredOn: string, fields: EntryFields): void {
    const measure = measures[posting.measure];
    const month = monthOf(occurredOn);
    const key = (cellId * MEASURES_MAX + measure) * MONTHS_MAX + month;
    let total = this.totals.get(key);
    if (!total) {
      const sums = { pence: 0, irrecoverableVatPence: 0, recoverableVatPence: 0, priorPeriodPence: 0 };
      this.totals.set(key, (total = { cellId, measure, month, ...sums, breachCount: 0, entryCount: 0 }));
    }
    total.pence += posting.pence;
    total.irrecoverableVatPence += posting.irrecoverableVatPence ?? 0;
    total.recoverableVatPence += posting.recoverableVatPence ?? 0;
    if (fields.priorPeriod) total.priorPeriodPence += posting.pence;
    if (fields.breaches) total.breachCount += fields.reversesEntry ? -1 : 1;
    total.entryCount += 1;
    if (!Number.isSafeInteger(total.pence))
      throw new RangeError(`The sum of cell ${cellId} in month ${month} is too large to be exact.`);
  }

  private async addTotals(client: PoolClient, totals: readonly MonthTotal[]): Promise<void> {
    // One order for every writer, so that two never wait for each other.
    const rows = totals
      .toSorted((a, b) => a.cellId - b.cellId || a.measure - b.measure || a.month - b.month)
      .map(columnsOf);
    const columns = rows[0]!.map((_, column) => rows.map((row) => row[column]));
    await client.query(
      `insert into ${this.schema}.month_total as t (${TOTAL_COLUMNS})
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
}

/** A fund may use the id of a contribution again in another year. */
const ownerKey = (pooledFundId: string, financialYear: string, contributionId: string): string =>
  [pooledFundId, financialYear, contributionId].join(SEPARATOR);

const columnsOf = (total: MonthTotal): readonly number[] => [
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

/** The fund and year that an event stream such as `poolYear-troubled-families:2012` is of. */
export function poolYearOf(eventStream: string): { readonly pooledFundId: string; readonly financialYear: string } {
  const colon = eventStream.lastIndexOf(':');
  const start = Number(eventStream.slice(colon + 1));
  const financialYear = `${start}-${String((start + 1) % 100).padStart(2, '0')}`;
  return { pooledFundId: eventStream.slice('poolYear-'.length, colon), financialYear };
}
