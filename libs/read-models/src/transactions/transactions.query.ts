import { agreementEntryRefOf, entryRefOf, parseAgreementEntryRef, parseEntryRef } from '@app/domain';
import { fundOrNone } from '../entry/entry.projection';
import { measureOf } from '../entry/measure';
import { type Horizon } from '../reading/horizon';
import { instantOf } from '../reading/instant';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { andInSight } from '../reading/sight';
import { readNames } from '../register/names';
import {
  contributionEntryScope,
  type EntryQuery,
  entryScope,
  type EntryScope,
  keysInOrder,
  keysOfBankRef,
  ownColumnsOfEntry,
  tellsTypes,
} from './entry-scope';
import { type EntryType } from './entry-kinds';

/** One entry of the ledger: what happened, when, when it was recorded, by whom, under which authority. */
export interface Transaction {
  /** How people name it: `troubled-families/2012-13/17` in a fund's year, `moj-incentive/17` in an agreement. */
  readonly entryRef: string;
  readonly type: string;
  readonly occurredOn: string;
  readonly recordedAt: string;
  readonly recordedBy: string;
  readonly recordedByAgencyId: string | null;
  readonly recordedByAgencyName: string | null;
  readonly authorityRef: string | null;
  readonly placeId: string | null;
  /** Null for an entry of an agreement that has no fund. */
  readonly pooledFundId: string | null;
  readonly pooledFundName: string | null;
  readonly agreementId: string | null;
  readonly agreementTitle: string | null;
  readonly financialYear: string;
  readonly period: number | null;
  readonly priorPeriod: boolean;
  readonly fundingStreamId: string | null;
  readonly fundingStreamName: string | null;
  readonly agencyId: string | null;
  readonly partyName: string | null;
  readonly commissioningAgencyId: string | null;
  readonly commissioningAgencyName: string | null;
  readonly schemeId: string | null;
  readonly schemeName: string | null;
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
  /** Only entries of these types. */
  readonly types?: readonly EntryType[];
  /** Only entries with exactly this bank reference, in capitals or not. */
  readonly bankRef?: string;
  /** Only entries in whose bank reference, authority, description or party this text stands, in capitals or not. */
  readonly search?: string;
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
  readonly query: EntryQuery;
  readonly asAt: string;
  readonly asKnownAt: string | null;
  /** Latest recorded first. */
  readonly rows: readonly Transaction[];
  /** Asks for the next page; null on the last. */
  readonly nextCursor: string | null;
  /** Asks for the page before, with what was recorded later; null on the first. */
  readonly previousCursor: string | null;
  /**
   * Null when every entry was looked at. Otherwise only so many were, up to the one recorded at `to`: the cursor goes on
   * from there.
   */
  readonly searched: { readonly entryCount: number; readonly to: string } | null;
}

/** How many entries a search looks at before it answers with what it has found. */
export const SEARCHED_MAX = 5_000;

/** A cursor that no page of this report gave. */
export class CursorMalformed extends Error {
  constructor() {
    super('The cursor is not one that a page of this report gave.');
  }
}

/**
 * Every entry in scope and in sight, latest recorded first, a page at a time. What no index tells is looked for in so
 * many entries at a time, and the answer says how far it has come. @throws CursorMalformed
 */
export async function transactions(
  look: Look,
  query: EntryQuery,
  horizon: Horizon,
  page: TransactionsPage,
): Promise<Transactions> {
  const { pooledFundId, financialYear, placeId, agencyId, fundingStreamId, agreementId } = query;
  const scope = page.responsible?.ofContributions
    ? contributionEntryScope(query, look.inSight)
    : entryScope(query, look.inSight);
  const cursor = page.cursor === undefined ? undefined : parseCursor(page.cursor);
  const found = await findEntries(look, query, scope, horizon, page, cursor);
  const isNewer = cursor?.direction === 'NEWER';
  const kept = found.entries.slice(0, page.limit);
  const isMore = found.entries.length > page.limit;
  const rows = isNewer ? kept.toReversed() : kept;
  const [first, last] = [rows[0], rows.at(-1)];
  const onwards = isMore ? kept.at(-1) : found.end;
  const backwards = cursor && ((isNewer ? last : first) ?? besideKey(cursor));
  return {
    report: 'transactions',
    query: { placeId, agencyId, pooledFundId, fundingStreamId, financialYear, agreementId },
    asAt: horizon.asAt,
    asKnownAt: horizon.asKnownAt,
    rows: await toTransactions(look, rows, horizon),
    nextCursor: cursorOf('OLDER', isNewer ? backwards : onwards),
    previousCursor: cursorOf('NEWER', isNewer ? onwards : backwards),
    searched: !isMore && found.end ? { entryCount: SEARCHED_MAX, to: instantOf(found.end.known_at) } : null,
  };
}

/** What comes to so many entries that a page shows, in the direction of its cursor, and one more if there is one. */
interface Found {
  readonly entries: readonly EntryRow[];
  /** The last entry that was looked at, when there may be more beyond it. */
  readonly end?: EntryKey;
}

async function findEntries(
  look: Look,
  query: EntryQuery,
  scope: EntryScope,
  horizon: Horizon,
  page: TransactionsPage,
  cursor: Cursor | undefined,
): Promise<Found> {
  const { breachesOnly = false, types, search, bankRef } = page;
  // A bank reference is looked for by itself, not within the scope's own list.
  const values: unknown[] = bankRef === undefined ? [...scope.values] : [];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const order = cursor?.direction === 'NEWER' ? 'asc' : 'desc';
  const conditions = [`e.known_at <= ${place(horizon.knownAt)}`, `e.occurred_on <= ${place(horizon.asAt)}`];
  if (page.knownAfter !== undefined) conditions.push(`e.known_at > ${place(page.knownAfter)}`);
  if (page.responsible !== undefined) {
    const { measureNos, types: plans } = page.responsible;
    conditions.push(`(e.measure = any(${place(measureNos)}) or e.type = any(${place(plans)}))`);
  }
  if (cursor !== undefined) {
    const { known_at: knownAt, posting_no: postingNo } = cursor.key;
    const beyond = order === 'asc' ? '>' : '<';
    conditions.push(`(e.known_at, e.posting_no) ${beyond} (${place(knownAt)}::bigint, ${place(postingNo)}::smallint)`);
  }
  const isTypeFound = tellsTypes(scope) || breachesOnly || bankRef !== undefined;
  const typesInKeys = types && isTypeFound ? `${place(types)}::text[]` : undefined;
  const keysOf = bankRef === undefined ? keysInOrder : keysOfBankRef(bankRef, query, look.inSight, place);
  const keys = (limit: string): string =>
    keysOf(scope, conditions.join(' and '), { breachesOnly, types: typesInKeys, order, limit });
  const isChecked = search !== undefined || (types !== undefined && !isTypeFound);
  const wanted = page.limit + 1;
  const found = keys(place(isChecked ? SEARCHED_MAX : wanted));
  const valuesOfKeys = [...values];
  // What is checked of each entry itself, once its key is found.
  const checks = ['true'];
  if (types && !isTypeFound) checks.push(`e.type = any(${place(types)}::text[])`);
  if (search !== undefined) checks.push(holdsText(place(search)));
  const inOrder = `order by e.known_at ${order}, e.posting_no ${order}`;
  const entries = await look.rows<EntryRow>(
    `select e.*, ${CELL_COLUMNS}
       from (${found}) as found
       join ${READING_SCHEMA}.entry e using (known_at, posting_no)
       left join ${READING_SCHEMA}.cell c on c.cell_id = e.cell_id
      where ${checks.join(' and ')} ${inOrder} limit ${place(wanted)}`,
    values,
  );
  if (!isChecked || entries.length === wanted) return { entries };
  const [end] = await look.rows<EntryKey>(
    `select e.known_at, e.posting_no from (${found}) as e ${inOrder} offset ${SEARCHED_MAX - 1}`,
    valuesOfKeys,
  );
  return { entries, end };
}

/** SQL that is true when a text stands in what an entry tells in words; the party is told by its cell `c`. */
const holdsText = (text: string): string =>
  `(strpos(lower(concat_ws(E'\\n', e.bank_ref, e.authority_ref, e.description)), lower(${text})) > 0
    or c.party_kind = 'PROVIDER' and strpos(lower(c.party), lower(${text})) > 0
    or c.party_kind = 'AGENCY' and c.party = any(array(
         select agency_id from ${READING_SCHEMA}.agency where strpos(lower(legal_name), lower(${text})) > 0)))`;

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

/** Entries in sight that meet a condition, whose values come first, oldest recorded first. */
export async function entriesWhere(
  look: Look,
  condition: string,
  given: readonly unknown[],
  horizon: Horizon,
  limit: number,
): Promise<readonly Transaction[]> {
  const values: unknown[] = [...given];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const rows = await look.rows<EntryRow>(
    `select e.*, ${CELL_COLUMNS}
       from ${READING_SCHEMA}.entry e left join ${READING_SCHEMA}.cell c on c.cell_id = e.cell_id
      where ${condition} and e.known_at <= ${place(horizon.knownAt)}${andInSight(look.inSight, ownColumnsOfEntry, place)}
      order by e.known_at, e.posting_no limit ${place(limit)}`,
    values,
  );
  return toTransactions(look, rows, horizon);
}

type EntryKey = Pick<EntryRow, 'known_at' | 'posting_no'>;

/** Where a page ended, and in which direction from there the next lies. */
interface Cursor {
  readonly direction: 'OLDER' | 'NEWER';
  readonly key: EntryKey;
}

/** Cursors to what was recorded later begin with this. */
const NEWER = '>';

/** The key from which the way back begins with the entry that a cursor names, when there is nothing beyond it. */
const besideKey = ({ direction, key }: Cursor): EntryKey => ({
  ...key,
  posting_no: key.posting_no + (direction === 'NEWER' ? 1 : -1),
});

const cursorOf = (direction: Cursor['direction'], key: EntryKey | undefined): string | null =>
  key === undefined
    ? null
    : Buffer.from(`${direction === 'NEWER' ? NEWER : ''}${key.known_at}.${key.posting_no}`).toString('base64url');

function parseCursor(cursor: string): Cursor {
  const match = /^(>?)(\d{1,16})\.(-?\d{1,4})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (!match) throw new CursorMalformed();
  const direction = match[1] === NEWER ? 'NEWER' : 'OLDER';
  return { direction, key: { known_at: Number(match[2]), posting_no: Number(match[3]) } };
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
      recordedByAgencyName: row.actor_agency_id && names.agency(row.actor_agency_id),
      authorityRef: row.authority_ref,
      placeId: row.place_id,
      pooledFundId: fundOrNone(row.pooled_fund_id),
      pooledFundName: fundOrNone(row.pooled_fund_id) && names.pooledFund(row.pooled_fund_id),
      agreementId: row.agreement_id,
      agreementTitle: row.agreement_id && names.agreement(row.agreement_id),
      financialYear: row.financial_year,
      period: row.period,
      priorPeriod: row.prior_period,
      fundingStreamId: row.funding_stream_id || null,
      fundingStreamName: row.funding_stream_id ? names.fundingStream(row.funding_stream_id) : null,
      agencyId: isAgency ? row.party : null,
      partyName: isAgency ? names.agency(row.party!) : row.party || null,
      commissioningAgencyId: row.commissioner_id || null,
      commissioningAgencyName: row.commissioner_id ? names.agency(row.commissioner_id) : null,
      schemeId: row.scheme_id || null,
      schemeName: row.scheme_id ? names.scheme(row.pooled_fund_id, row.scheme_id) : null,
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
