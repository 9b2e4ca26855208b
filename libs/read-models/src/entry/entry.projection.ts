import { type AgreementEvent, financialYearOf, parseEntryRef, type PoolYearEvent } from '@app/domain';
import { type RecordedEvent } from '@app/event-store';
import { type PoolClient } from 'pg';
import { microsOf } from '../reading/instant';
import { agreementOf, agreementPostingsOf } from './agreement-postings';
import { Cells } from './cells';
import { Contributions } from './contributions';
import { CopyText, copyInto } from './copy-text';
import { type Posting, postingsOf } from './entry';
import { FirstMoney } from './first-money';
import { cashSigns, measures } from './measure';
import { type PoolYear, poolYearOf } from './pool-year';
import { BLOCK_ENTRIES, RunningTotals } from './running-totals';

/** The columns of `entry`, in the order in which the projection writes them. */
export const ENTRY_COLUMNS =
  'known_at, posting_no, entry_no, type, pooled_fund_id, financial_year, occurred_on, period, prior_period, ' +
  'cell_id, measure, pence, irrecoverable_vat_pence, recoverable_vat_pence, contribution_year, contribution_id, ' +
  'withdrawal_id, receipt_id, reverses_entry, breaches, breach_count, description, detail, bank_ref, source_file, ' +
  'source_line, actor, actor_agency_id, authority_ref, agreement_id';

/** The fields that any event of a pool year may carry, as the entry shows them. */
interface EntryFields {
  readonly period?: number;
  readonly priorPeriod?: true;
  readonly contributionId?: string;
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

/** Digits of a file's digest that an entry keeps: enough to tell files apart, and to find one. */
const FILE_DIGITS = 16;

/**
 * Folds events of pool years into entries, and into running totals for each cell. `fold` only gathers; `flush` and
 * `flushWhole` write what was gathered.
 */
export class EntryProjection {
  private readonly cells = new Cells();
  private readonly contributions = new Contributions();
  private readonly firstMoney = new FirstMoney();
  private readonly totals: RunningTotals;
  private readonly entries = new CopyText();
  private readonly places = new Map<string, string>();
  private readonly poolYears = new Map<string, PoolYear>();
  private readonly agreements = new Map<string, { readonly placeId: string; readonly pooledFundId?: string }>();

  /** @param blockEntries how many entries make a block of the running totals, until they are loaded */
  constructor(
    private readonly schema: string,
    blockEntries = BLOCK_ENTRIES,
  ) {
    this.totals = new RunningTotals(blockEntries);
  }

  /** Loads what folding refers to: the cells, the contributions and the places of the funds. */
  async load(client: PoolClient): Promise<void> {
    await this.totals.load(client, this.schema);
    this.entries.take();
    await this.cells.load(client, this.schema);
    await this.contributions.load(client, this.schema);
    await this.firstMoney.load(client, this.schema);
    this.places.clear();
    const funds = await client.query<{ pooled_fund_id: string; place_id: string }>(
      `select pooled_fund_id, place_id from ${this.schema}.pooled_fund`,
    );
    for (const fund of funds.rows) this.places.set(fund.pooled_fund_id, fund.place_id);
    this.agreements.clear();
    const agreements = await client.query<{ agreement_id: string; place_id: string; pooled_fund_id: string | null }>(
      `select agreement_id, place_id, pooled_fund_id from ${this.schema}.agreement`,
    );
    for (const { agreement_id: agreementId, place_id: placeId, pooled_fund_id: pooledFundId } of agreements.rows) {
      this.agreements.set(agreementId, { placeId, pooledFundId: pooledFundId ?? undefined });
    }
  }

  /** Tells where a fund is, when it is established. */
  place(pooledFundId: string, placeId: string): void {
    this.places.set(pooledFundId, placeId);
  }

  fold(recorded: RecordedEvent): void {
    const event = { type: recorded.type, data: recorded.data } as unknown as PoolYearEvent;
    const year = this.poolYear(recorded.eventStream);
    const knownAt = microsOf(recorded.recordedAt);
    if (event.type === 'ContributionAgreed') this.contributions.agree(year, event, knownAt);
    const { contributionFinancialYear: financialYear = year.financialYear } = event.data as EntryFields;
    const ownerOf = (contributionId: string) =>
      this.contributions.ownerOf({ pooledFundId: year.pooledFundId, financialYear }, contributionId);
    const postings = postingsOf(event, ownerOf);
    if (postings.length === 0) this.write(recorded, event, year, knownAt, 0);
    for (let place = 0; place < postings.length; place += 1) {
      this.write(recorded, event, year, knownAt, place, postings[place]);
    }
    this.totals.endEvent(knownAt, Math.max(1, postings.length));
  }

  /** An event of an agreement: one row for each of its postings, or one without. */
  foldAgreement(recorded: RecordedEvent): void {
    const { eventStream, metadata } = recorded;
    const agreementId = agreementOf(eventStream);
    const occurredOn = metadata['occurredOn']!;
    const event = { type: recorded.type, occurredOn, data: recorded.data } as unknown as AgreementEvent;
    if (event.type === 'BenefitSharingAgreementDrafted') {
      const { placeId, pooledFundId } = event.data;
      this.agreements.set(agreementId, { placeId, pooledFundId });
    }
    const { placeId, pooledFundId: fundId } = this.agreements.get(agreementId)!;
    const pooledFundId = fundId ?? fundlessId(agreementId);
    const year = { pooledFundId, financialYear: financialYearOf(occurredOn) };
    const knownAt = microsOf(recorded.recordedAt);
    const { reason, evidence, decision, statement } = recorded.data as Readonly<Record<string, string>>;
    const description = reason ?? evidence ?? decision ?? statement;
    const detail = JSON.stringify(shownDetail(event));
    const postings: readonly (Posting | undefined)[] = agreementPostingsOf(agreementId, event);
    (postings.length > 0 ? postings : [undefined]).forEach((posting, postingNo) => {
      let cellId: number | undefined;
      if (posting) {
        cellId = this.cells.idOf(year, posting.cell, placeId);
        this.totals.add(cellId, posting, occurredOn, false, 0);
      }
      const money = [cellId, posting && measures[posting.measure], posting?.pence, null, null];
      const who = [metadata['actor'], metadata['agencyId'], metadata['authorityRef'], agreementId];
      const place = [knownAt, postingNo, recorded.version, recorded.type, pooledFundId, year.financialYear];
      const about = [null, null, null, null, null, null, 0, description, detail, recorded.data['bankRef'] as string];
      this.entries.addLine([...place, occurredOn, null, 'f', ...money, ...about, null, null, ...who]);
    });
    this.totals.endEvent(knownAt, Math.max(1, postings.length));
  }

  /** What was gathered for `entry`, for a COPY that stays open through a whole rebuild. */
  takeEntries(): Buffer {
    return this.entries.take();
  }

  /** Writes what was gathered beside what is there. */
  async flush(client: PoolClient): Promise<void> {
    await copyInto(client, `${this.schema}.entry`, ENTRY_COLUMNS, this.entries);
    await this.flushFew(client);
    await this.totals.writeAdded(client, this.schema);
  }

  /** Writes what was gathered from the whole log, but for the entries: `takeEntries` gave those. */
  async flushWhole(client: PoolClient): Promise<void> {
    await this.flushFew(client);
    await this.totals.writeWhole(client, this.schema);
  }

  private async flushFew(client: PoolClient): Promise<void> {
    await this.cells.flush(client, this.schema);
    await this.contributions.flush(client, this.schema);
    await this.firstMoney.flush(client, this.schema);
  }

  private poolYear(eventStream: string): PoolYear {
    let year = this.poolYears.get(eventStream);
    if (!year) this.poolYears.set(eventStream, (year = poolYearOf(eventStream)));
    return year;
  }

  private write(
    recorded: RecordedEvent,
    event: PoolYearEvent,
    year: PoolYear,
    knownAt: number,
    postingNo: number,
    posting?: Posting,
  ): void {
    const { metadata } = recorded;
    const occurredOn = metadata['occurredOn']!;
    const fields = event.data as EntryFields;
    const breachCount = fields.breaches ? (fields.reversesEntry ? -1 : 1) : 0;
    let cellId: number | undefined;
    if (posting) {
      cellId = this.cells.idOf(year, posting.cell, this.places.get(year.pooledFundId) ?? '');
      this.totals.add(cellId, posting, occurredOn, fields.priorPeriod ?? false, breachCount);
      if (posting.measure in cashSigns) this.firstMoney.note(year.pooledFundId, occurredOn, knownAt);
    }
    this.entries.addLine([
      knownAt,
      postingNo,
      recorded.version,
      recorded.type,
      year.pooledFundId,
      year.financialYear,
      occurredOn,
      fields.period,
      fields.priorPeriod ? 't' : 'f',
      cellId,
      posting && measures[posting.measure],
      posting?.pence,
      posting?.irrecoverableVatPence,
      posting?.recoverableVatPence,
      contributionYearOf(fields, year),
      fields.contributionId,
      fields.withdrawalId,
      fields.receiptId,
      fields.reversesEntry,
      fields.breaches?.join(' '),
      breachCount,
      fields.purpose ?? fields.reason ?? fields.description ?? fields.evidence,
      cashFacts.has(event.type) ? null : JSON.stringify(event.data),
      fields.bankRef,
      fields.source?.fileDigest.slice(0, FILE_DIGITS),
      fields.source?.line,
      metadata['actor'],
      metadata['agencyId'],
      metadata['authorityRef'],
      null,
    ]);
  }
}

/**
 * The year whose contribution an entry is about: the one that it names; for a reversal, that of the entry that it
 * undoes; otherwise its own.
 */
function contributionYearOf(fields: EntryFields, { financialYear }: PoolYear): string | undefined {
  if (fields.contributionId === undefined) return undefined;
  if (fields.contributionFinancialYear !== undefined) return fields.contributionFinancialYear;
  const reversed = fields.reversesEntry === undefined ? undefined : parseEntryRef(fields.reversesEntry);
  return reversed?.financialYear ?? financialYear;
}

/** What stands in the place of a fund's id for an agreement that has none; no fund can be called so. */
const fundlessId = (agreementId: string): string => `@${agreementId}`;

/** The fund of an entry or a cell, or null for an agreement without one. */
export const fundOrNone = (pooledFundId: string): string | null => (pooledFundId.startsWith('@') ? null : pooledFundId);

/** What an entry tells of its event: long texts that have a place of their own are left out. */
function shownDetail(event: AgreementEvent): object {
  if (event.type === 'TermsDrafted') {
    const { terms, ...rest } = event.data;
    return { ...rest, title: terms.title };
  }
  if (event.type !== 'BenefitShareCalculated') return event.data;
  const { trace: _trace, ...figures } = event.data;
  return figures;
}
