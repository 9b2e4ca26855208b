import { agreementEntryRefOf, entryRefOf, parseAgreementEntryRef, parseEntryRef } from '@app/domain';
import { fundOrNone } from '../entry/entry.projection';
import { measureOf } from '../entry/measure';
import { type Horizon, type ReportQuery } from '../reading/horizon';
import { instantOf } from '../reading/instant';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { andInSight } from '../reading/sight';
import { readNames } from '../register/names';
import { contributionEntryScope, entryScope, latestKeys, ownColumnsOfEntry } from './entry-scope';

/** One entry of the ledger: what happened, when, when it was recorded, by whom, under which authority. */
export interface Transaction {
  /** How people name it: `troubled-families/2012-13/17` in a fund's year, `moj-incentive/17` in an agreement. */
  readonly entryRef: string;
  readonly type: string;
  readonly occurredOn: string;
  readonly recordedAt: string;
  readonly recordedBy: string;
  readonly recordedByAgencyId: string | null;
  readonly authorityRef: string | null;
  readonly placeId: string | null;
  /** Null for an entry of an agreement that has no fund. */
  readonly pooledFundId: string | null;
  readonly pooledFundName: string | null;
  readonly agreementId: string | null;
  readonly financialYear: string;
  readonly period: number | null;
  readonly priorPeriod: boolean;
  readonly fundingStreamId: string | null;
  readonly fundingStreamName: string | null;
  readonly agencyId: string | null;
  readonly partyName: string | null;
  readonly commissioningAgencyId: string | null;
  readonly schemeId: string | null;
  readonly spendType: string | null;
  /** What the amount counts towards (`received`, `paid`, …); null for an entry that moves nothing. */
  readonly measure: string | null;
  /** Signed: a reversal is negative. */
  readonly amountPence: number | null;
  readonly irrecoverableVatPence: number | null;
  readonly recoverableVatPence: number | null;
  readonly contributionId: string | null;
  readonly withdrawalId: string | null;
  readonly receiptId: string | null;
  readonly bankRef: string | null;
  readonly description: string | null;
  readonly breaches: readonly string[];
  readonly reversesEntry: string | null;
  /** The entry that reverses this one, as known then. */
  readonly reversedByEntry: string | null;
  /** Digest (its first 16 digits) and line of the file that the entry was imported from. */
  readonly sourceFile: string | null;
  readonly sourceLine: number | null;
  /** What else the event says, for entries that are plans or decisions. */
  readonly detail: unknown;
}

interface EntryRow {
  readonly known_at: number;
  readonly posting_no: number;
  readonly entry_no: number;
  readonly type: string;
  readonly pooled_fund_id: string;
  readonly financial_year: string;
  readonly occurred_on: string;
  readonly period: number | null;
  readonly prior_period: boolean;
  readonly measure: number | null;
  readonly pence: number | null;
  readonly irrecoverable_vat_pence: number | null;
  readonly recoverable_vat_pence: number | null;
  readonly contribution_id: string | null;
  readonly withdrawal_id: string | null;
  readonly receipt_id: string | null;
  readonly reverses_entry: string | null;
  readonly breaches: string | null;
  readonly description: string | null;
  readonly detail: unknown;
  readonly bank_ref: string | null;
  readonly source_file: string | null;
  readonly source_line: number | null;
  readonly actor: string;
  readonly actor_agency_id: string | null;
  readonly authority_ref: string | null;
  readonly agreement_id: string | null;
  readonly place_id: string | null;
  readonly funding_stream_id: string | null;
  readonly party_kind: string | null;
  readonly party: string | null;
  readonly commissioner_id: string | null;
  readonly scheme_id: string | null;
  readonly spend_type: string | null;
}

const CELL_COLUMNS =
  'c.place_id, c.funding_stream_id, c.party_kind, c.party, c.commissioner_id, c.scheme_id, c.spend_type';

/** Which entries a page of transactions shows, beside what the report's query says. */
export interface TransactionsPage {
  /** At most so many entries, 1 to 1,000. */
  readonly limit: number;
  /** Where the page before ended. */
  readonly cursor?: string;
  /** Only entries recorded after this instant: what came to be known since. */
  readonly knownAfter?: number;
  /** Only entries that change the figures of a report. */
  readonly responsible?: Responsible;
  /** Only payments that broke a rule. */
  readonly breachesOnly?: boolean;
}

/** What the figures of a report are made of. */
export interface Responsible {
  /** Stored numbers of the measures that it adds up. */
  readonly measureNos: readonly number[];
  /** Types of entries that change its figures and move nothing. */
  readonly types: readonly string[];
  /** Whether it tells of contributions, so that an entry counts in the year of the contribution that it is about. */
  readonly ofContributions: boolean;
}

export interface Transactions {
  readonly report: 'transactions';
  readonly query: ReportQuery;
  readonly asAt: string;
  readonly asKnownAt: string | null;
  /** Latest recorded first. */
  readonly rows: readonly Transaction[];
  /** Asks for the next page; null on the last. */
  readonly nextCursor: string | null;
}

/** A cursor that no page of this report gave. */
export class CursorMalformed extends Error {
  constructor() {
    super('The cursor is not one that a page of this report gave.');
  }
}

/** Every entry in scope and in sight, latest recorded first, a page at a time. @throws CursorMalformed */
export async function transactions(
  look: Look,
  query: ReportQuery,
  horizon: Horizon,
  page: TransactionsPage,
): Promise<Transactions> {
  const { pooledFundId, financialYear, placeId, agencyId, fundingStreamId } = query;
  const scope = page.responsible?.ofContributions
    ? contributionEntryScope(query, look.inSight)
    : entryScope(query, look.inSight);
  const values: unknown[] = [...scope.values];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [`e.known_at <= ${place(horizon.knownAt)}`, `e.occurred_on <= ${place(horizon.asAt)}`];
  if (page.knownAfter !== undefined) conditions.push(`e.known_at > ${place(page.knownAfter)}`);
  if (page.responsible !== undefined) {
    const { measureNos, types } = page.responsible;
    conditions.push(`(e.measure = any(${place(measureNos)}) or e.type = any(${place(types)}))`);
  }
  if (page.breachesOnly) conditions.push('e.breaches is not null');
  if (page.cursor !== undefined) {
    const { knownAt, postingNo } = parseCursor(page.cursor);
    conditions.push(`(e.known_at, e.posting_no) < (${place(knownAt)}::bigint, ${place(postingNo)}::smallint)`);
  }
  const found = await look.rows<EntryRow>(
    `select e.*, ${CELL_COLUMNS}
       from (${latestKeys(scope, conditions.join(' and '), place(page.limit + 1))}) as latest
       join ${READING_SCHEMA}.entry e using (known_at, posting_no)
       left join ${READING_SCHEMA}.cell c on c.cell_id = e.cell_id
      order by e.known_at desc, e.posting_no desc`,
    values,
  );
  const rows = found.slice(0, page.limit);
  const last = rows.at(-1);
  const more = found.length > page.limit && last;
  return {
    report: 'transactions',
    query: { placeId, agencyId, pooledFundId, fundingStreamId, financialYear },
    asAt: horizon.asAt,
    asKnownAt: horizon.asKnownAt,
    rows: await toTransactions(look, rows, horizon),
    nextCursor: more ? Buffer.from(`${last.known_at}.${last.posting_no}`).toString('base64url') : null,
  };
}

/** One entry in sight by its reference, or undefined. */
export async function transaction(look: Look, entryRef: string, horizon: Horizon): Promise<Transaction | undefined> {
  const ofYear = parseEntryRef(entryRef);
  const ofAgreement = parseAgreementEntryRef(entryRef);
  const where = ofYear
    ? 'e.pooled_fund_id = $2 and e.financial_year = $3 and e.entry_no = $4 and e.agreement_id is null'
    : 'e.agreement_id = $2 and e.entry_no = $3';
  const place = ofYear ?? ofAgreement;
  if (!place) return undefined;
  const values: unknown[] = [horizon.knownAt, ...Object.values(place)];
  const inSight = andInSight(look.inSight, ownColumnsOfEntry, (value) => `$${values.push(value)}`);
  const rows = await look.rows<EntryRow>(
    `select e.*, ${CELL_COLUMNS}
       from ${READING_SCHEMA}.entry e left join ${READING_SCHEMA}.cell c on c.cell_id = e.cell_id
      where ${where} and e.known_at <= $1${inSight} order by e.posting_no limit 1`,
    values,
  );
  return (await toTransactions(look, rows, horizon))[0];
}

function parseCursor(cursor: string): { readonly knownAt: number; readonly postingNo: number } {
  const match = /^(\d{1,16})\.(\d{1,4})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (!match) throw new CursorMalformed();
  return { knownAt: Number(match[1]), postingNo: Number(match[2]) };
}

const refOf = (row: EntryRow): string =>
  row.agreement_id === null
    ? entryRefOf(row.pooled_fund_id, row.financial_year, row.entry_no)
    : agreementEntryRefOf(row.agreement_id, row.entry_no);

async function toTransactions(
  look: Look,
  rows: readonly EntryRow[],
  horizon: Horizon,
): Promise<readonly Transaction[]> {
  if (rows.length === 0) return [];
  const names = await readNames(look);
  const refs = rows.map(refOf);
  const reversals = await look.rows<EntryRow>(
    `select reverses_entry, pooled_fund_id, financial_year, entry_no, agreement_id from ${READING_SCHEMA}.entry
      where reverses_entry = any($1) and known_at <= $2`,
    [refs, horizon.knownAt],
  );
  const reversedBy = new Map(reversals.map((row) => [row.reverses_entry, refOf(row)]));
  return rows.map((row, place) => {
    const isAgency = row.party_kind === 'AGENCY';
    return {
      entryRef: refs[place]!,
      type: row.type,
      occurredOn: row.occurred_on,
      recordedAt: instantOf(row.known_at),
      recordedBy: row.actor,
      recordedByAgencyId: row.actor_agency_id,
      authorityRef: row.authority_ref,
      placeId: row.place_id,
      pooledFundId: fundOrNone(row.pooled_fund_id),
      pooledFundName: fundOrNone(row.pooled_fund_id) && names.pooledFund(row.pooled_fund_id),
      agreementId: row.agreement_id,
      financialYear: row.financial_year,
      period: row.period,
      priorPeriod: row.prior_period,
      fundingStreamId: row.funding_stream_id || null,
      fundingStreamName: row.funding_stream_id ? names.fundingStream(row.funding_stream_id) : null,
      agencyId: isAgency ? row.party : null,
      partyName: isAgency ? names.agency(row.party!) : row.party || null,
      commissioningAgencyId: row.commissioner_id || null,
      schemeId: row.scheme_id || null,
      spendType: row.spend_type || null,
      measure: row.measure === null ? null : measureOf(row.measure),
      amountPence: row.pence,
      irrecoverableVatPence: row.irrecoverable_vat_pence,
      recoverableVatPence: row.recoverable_vat_pence,
      contributionId: row.contribution_id,
      withdrawalId: row.withdrawal_id,
      receiptId: row.receipt_id,
      bankRef: row.bank_ref,
      description: row.description,
      breaches: row.breaches?.split(' ') ?? [],
      reversesEntry: row.reverses_entry,
      reversedByEntry: reversedBy.get(refs[place]!) ?? null,
      sourceFile: row.source_file,
      sourceLine: row.source_line,
      detail: row.detail,
    };
  });
}
