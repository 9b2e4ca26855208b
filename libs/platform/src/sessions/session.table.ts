/**
 * The table of sessions in the browser. A row is found by the SHA-256 of the session's id alone, so that whoever reads
 * the table cannot take a session over. `seen_at` is right to within a minute.
 */
export const sessionMigrations = [
  {
    name: 'access-sessions',
    up: `
      create table access.session (
        digest bytea primary key,
        data jsonb not null check (octet_length(data::text) <= 131072),
        created_at timestamptz not null default now(),
        seen_at timestamptz not null default now()
      );
      create index session_seen_at on access.session (seen_at);
      grant select, insert, delete on access.session to common_purse_service;
      grant update (data, seen_at) on access.session to common_purse_service;`,
  },
];
