import { createCheckpointTable } from '@app/followers';
import { BLOCK_ENTRIES } from '../entry/running-totals';

/** The PostgreSQL schema of the read models. A rebuild fills another of the same shape and takes its name. */
export const READING_SCHEMA = 'reading';

/** Raise it with every change of the tables or of what is projected into them: the read models are then rebuilt. */
export const READING_VERSION = 9;

/** The name under which the read models' follower keeps its checkpoint. */
export const READING_FOLLOWER = 'reading';

/** Tables whose rows a verification compares. */
export const READING_TABLES = [
  'place',
  'agency',
  'funding_stream',
  'pooled_fund',
  'fund_fact',
  'scheme',
  'role_grant',
  'agreement',
  'agreement_party',
  'agreement_fact',
  'share_trace',
  'cell',
  'contribution',
  'first_money',
  'entry',
  'running_total',
  'running_total_before',
  'known_block',
] as const;

/**
 * Makes the tables without their indexes, so that a rebuild fills them at full speed.
 * @param blockEntries how many entries make a block of the running totals
 */
export const createReadingTables = (schema: string, blockEntries = BLOCK_ENTRIES): string => `
  create schema ${schema};
  create table ${schema}.about (
    version int not null, build uuid not null default gen_random_uuid(), block_entries int not null
  );
  insert into ${schema}.about (version, block_entries) values (${READING_VERSION}, ${blockEntries});
  ${createCheckpointTable(`${schema}.checkpoint`)};

  create table ${schema}.place (
    place_id text primary key, name text not null, kind text not null, gss_codes text[] not null,
    parent_place_id text, registered_on date not null, reorganised_on date, successor_place_ids text[]
  );
  create table ${schema}.agency (
    agency_id text primary key, legal_name text not null, kind text not null, tier text not null,
    also_known_as text[] not null, parent_agency_id text, registered_on date not null,
    succeeded_on date, successor_agency_ids text[]
  );
  create table ${schema}.funding_stream (
    funding_stream_id text primary key, name text not null, origin_agency_id text not null, ring_fence text not null,
    ring_fence_set_by text, permitted_purposes text[] not null, permitted_spend_types text[] not null,
    expires_on date, pass_through jsonb, ring_fence_removed_on date, ring_fence_removed_known_at bigint,
    pass_through_waived_by text[] not null
  );
  create table ${schema}.pooled_fund (
    pooled_fund_id text primary key, place_id text not null, name text not null, legal_basis text not null,
    pooling_basis text not null, signature text not null, established_on date not null, host_agency_id text not null
  );
  -- What happened to a fund's agreement, partners and years, kept as facts so that any day known can be told again.
  create table ${schema}.fund_fact (
    known_at bigint primary key, pooled_fund_id text not null, financial_year text, type text not null,
    occurred_on date not null, data jsonb not null
  );
  create table ${schema}.scheme (
    pooled_fund_id text not null, scheme_id text not null, name text not null, lead_commissioner_id text not null,
    vat_regime text not null, primary key (pooled_fund_id, scheme_id)
  );

  create table ${schema}.role_grant (
    grant_id text not null, actor_id text not null, role text not null, scope jsonb not null, acts_for_agency_id text,
    granted_on date not null, granted_by text not null, known_at bigint not null,
    revoked_on date, revoked_by text, revoked_known_at bigint, revoked_because text, primary key (actor_id, grant_id)
  );

  create table ${schema}.agreement (
    agreement_id text primary key, place_id text not null, pooled_fund_id text, drafted_on date not null,
    title text not null
  );
  -- Every body that any version of the terms names.
  create table ${schema}.agreement_party (
    agreement_id text not null, agency_id text not null, known_at bigint not null, primary key (agreement_id, agency_id)
  );
  -- What happened to an agreement, kept as facts so that any day known can be told again; traces stand beside.
  create table ${schema}.agreement_fact (
    known_at bigint primary key, agreement_id text not null, entry_no int not null, type text not null,
    occurred_on date not null, actor text not null, actor_agency_id text, authority_ref text, data jsonb not null
  );
  create table ${schema}.share_trace (
    agreement_id text not null, calculation_id text not null, known_at bigint not null, occurred_on date not null,
    trace jsonb not null, primary key (agreement_id, calculation_id)
  );

  -- An agreement without a fund stands as @agreement where its fund's id would be, so that one index finds both.
  create table ${schema}.cell (
    cell_id int primary key, place_id text not null, pooled_fund_id text not null, financial_year text not null,
    funding_stream_id text not null, party_kind text not null, party text not null, party_key text not null,
    commissioner_id text not null, scheme_id text not null, spend_type text not null, agreement_id text not null
  );
  -- The earliest day on which a fund's money moved, as it came to be known: each row is earlier than the ones before it.
  create table ${schema}.first_money (known_at bigint not null, pooled_fund_id text not null, occurred_on date not null);
  create table ${schema}.contribution (
    pooled_fund_id text not null, contribution_id text not null, financial_year text not null,
    partner_id text not null, funding_stream_id text not null, known_at bigint not null,
    primary key (pooled_fund_id, financial_year, contribution_id)
  );
  -- One row for each posting of each event of a pool year; an event that moves nothing has one row without a cell.
  create table ${schema}.entry (
    known_at bigint not null, posting_no smallint not null, entry_no int not null, type text not null,
    pooled_fund_id text not null, financial_year text not null, occurred_on date not null, period smallint,
    prior_period boolean not null, cell_id int, measure smallint, pence bigint, irrecoverable_vat_pence bigint,
    recoverable_vat_pence bigint, contribution_year text, contribution_id text, withdrawal_id text, receipt_id text,
    reverses_entry text, breaches text,
    -- 1 for an entry that broke a rule, -1 for the reversal of one: their sum is how many stand.
    breach_count smallint not null,
    description text, detail jsonb, bank_ref text, source_file text, source_line int, actor text not null,
    actor_agency_id text, authority_ref text, agreement_id text
  );
  -- What each cell and measure came to by the end of a month, true of every month before the next one.
  create table ${schema}.running_total (
    cell_id int not null, measure smallint not null, month int not null, next_month int not null,
    since_block int not null, pence bigint not null, irrecoverable_vat_pence bigint not null,
    recoverable_vat_pence bigint not null, prior_period_pence bigint not null, breach_count int not null,
    entry_count int not null
  );
  -- The same as it was known before a later block of the log changed it.
  create table ${schema}.running_total_before (
    cell_id int not null, measure smallint not null, month int not null, next_month int not null,
    since_block int not null, pence bigint not null, irrecoverable_vat_pence bigint not null,
    recoverable_vat_pence bigint not null, prior_period_pence bigint not null, breach_count int not null,
    entry_count int not null, until_block int not null
  );
  -- When the last entry of each block of the log came to be known.
  create table ${schema}.known_block (block_no int primary key, known_until bigint not null);`;

/**
 * Makes the indexes, once the tables are filled; one statement each, so that some can be made at once. Each serves a
 * question: a new one needs the query that it is for.
 */
export const createReadingIndexes = (schema: string): readonly string[] => [
  // Sums of some cells, without a look at the entries themselves.
  `create index entry_of_cell on ${schema}.entry (cell_id, occurred_on)
   include (known_at, posting_no, measure, pence, irrecoverable_vat_pence, recoverable_vat_pence, prior_period, breach_count)`,
  // Transactions in the order in which they were recorded, and what came to be known after an instant.
  `create unique index entry_in_order on ${schema}.entry (known_at, posting_no) include (occurred_on)`,
  `create index entry_of_fund on ${schema}.entry (pooled_fund_id, known_at, posting_no)
   include (occurred_on, financial_year)`,
  // The transactions of a year, of a sort, in breach, and with a bank reference.
  `create index entry_of_year on ${schema}.entry (financial_year, known_at, posting_no) include (occurred_on)`,
  `create index entry_of_type on ${schema}.entry (pooled_fund_id, type, known_at, posting_no)
   include (occurred_on, financial_year)`,
  `create index entry_breaking_a_rule on ${schema}.entry (pooled_fund_id, known_at, posting_no) where breach_count <> 0`,
  `create index entry_with_bank_ref on ${schema}.entry (lower(bank_ref)) where bank_ref is not null`,
  // One entry by its reference.
  `create index entry_by_reference on ${schema}.entry (pooled_fund_id, financial_year, entry_no)`,
  // The days of one month, of all cells.
  `create index entry_on_day on ${schema}.entry (measure, occurred_on)
   include (cell_id, known_at, pence, irrecoverable_vat_pence, recoverable_vat_pence, prior_period, breach_count)`,
  `create index entry_of_contribution on ${schema}.entry (pooled_fund_id, contribution_year, contribution_id)
   where contribution_id is not null`,
  // The withdrawals of a year, and how far each has come.
  `create index entry_of_withdrawal on ${schema}.entry (pooled_fund_id, financial_year, withdrawal_id)
   where withdrawal_id is not null`,
  `create index entry_reversing on ${schema}.entry (reverses_entry) where reverses_entry is not null`,
  `create unique index running_total_of_cell on ${schema}.running_total (cell_id, measure, month)`,
  `create index running_total_of_measure on ${schema}.running_total (measure)`,
  `create index running_total_before_of_cell on ${schema}.running_total_before (cell_id, measure)`,
  `create index running_total_before_of_measure on ${schema}.running_total_before (measure)`,
  `create index on ${schema}.first_money (pooled_fund_id, known_at)`,
  `create index on ${schema}.fund_fact (pooled_fund_id, known_at)`,
  `create index on ${schema}.agreement_fact (agreement_id, known_at)`,
  `create index on ${schema}.agreement_party (agency_id)`,
  // One entry of an agreement by its reference.
  `create index entry_of_agreement on ${schema}.entry (agreement_id, entry_no) where agreement_id is not null`,
  `create index on ${schema}.cell (place_id)`,
  `create index on ${schema}.cell (pooled_fund_id, financial_year)`,
  `create index on ${schema}.cell (party_key)`,
  `create index on ${schema}.cell (commissioner_id)`,
];
