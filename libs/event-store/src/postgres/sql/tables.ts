/**
 * The tables of the log. Text is compared by its bytes (collation "C"), so that no upgrade of a locale can upset an
 * index. There are no foreign keys: only `log.append` writes here, and it knows the ids that it has just read or made.
 */
export const CREATE_TABLES = `
create schema log;

create table log.epoch (
  epoch          integer     primary key,
  after_position bigint      not null,
  started_at     timestamptz not null default clock_timestamp()
);
insert into log.epoch (epoch, after_position) values (1, 0);

create table log.event_type (
  event_type_id  integer  generated always as identity primary key,
  name           text     collate "C" not null,
  schema_version smallint not null,
  unique (name, schema_version)
);

create sequence log.stream_id as bigint;

-- fillfactor: a stream's row is updated at every append, and stays in its page while there is room.
create table log.stream (
  stream_id      bigint  primary key,
  name           text    collate "C" not null unique,
  version        integer not null,
  first_position bigint,
  last_position  bigint,
  closed         boolean not null default false
) with (fillfactor = 70);

create table log.request (
  request_id    text        collate "C" primary key,
  fingerprint   text        collate "C" not null,
  stream_id     bigint      not null,
  first_version integer     not null,
  last_version  integer     not null,
  last_position bigint      not null,
  recorded_at   timestamptz not null
);

create table log.event (
  position      bigint      not null,
  stream_id     bigint      not null,
  recorded_at   timestamptz not null,
  version       integer     not null,
  event_type_id integer     not null,
  event_id      uuid        not null,
  data          json        not null,
  metadata      json        not null,
  primary key (position)
) partition by range (position);

create index event_recorded_at on log.event using brin (recorded_at);

create table log.batch (
  last_position  bigint      primary key,
  first_position bigint      not null,
  recorded_at    timestamptz not null,
  hash           bytea       not null
);
`;
