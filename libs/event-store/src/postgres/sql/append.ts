/** The lock under which one writer at a time extends a log. Advisory locks belong to one database. */
const WRITER_LOCK = 6_030_419_712_240_101n;

/** The channel on which each batch announces the position of its last event. */
export const COMMITTED_CHANNEL = 'common_purse_committed';

/** What `log.append` answers for each append, by number. */
export const APPEND_OUTCOMES = ['appended', 'repeated', 'closed', 'wrongVersion'] as const;

/**
 * The one way into the log: decides and records a batch of appends, at most one for each event stream.
 *
 * Under the writer lock nothing else changes the log, so positions are dense and in the order of commits. Each
 * statement of a READ COMMITTED function sees what was committed before it began, and so what the last holder of the
 * lock wrote; under another isolation it would decide on the past.
 *
 * The appends, requests and events come as flat lists; counts say how many requests an append has and how many events
 * a request has. The place of an event is its number in these lists, so an event's position is the last position
 * before the batch plus its place.
 *
 * Settings of the function: a plan is made once, because making it takes longer than a small batch; and as the planner
 * then does not know how long the lists are, it is kept from reading a whole table into a hash for them.
 */
export function createAppend(eventsPerPartition: number): string {
  return `
create type log.batch_shape as (
  append_events  integer[], -- by append: its events
  append_start   integer[], -- by append: events before its first one
  request_append integer[], -- by request: its append
  request_until  integer[], -- by request: the place of its last event
  event_append   integer[]  -- by event: its append
);

create function log.shape_of_batch(request_counts integer[], event_counts integer[]) returns log.batch_shape
language plpgsql as $$
declare
  shape log.batch_shape;
begin
  if 1 > any (request_counts) or 1 > any (event_counts) then
    raise exception 'An append has no request, or a request no event.';
  end if;
  shape.request_append := array(
    select a.append from unnest(request_counts) with ordinality a (requests, append), generate_series(1, a.requests)
    order by a.append);
  if 1 = all (request_counts) and 1 = all (event_counts) then
    -- By far the most common batch: one request of one event in each append.
    shape.append_events := event_counts;
    shape.append_start := array(select generate_series(0, cardinality(request_counts) - 1));
    shape.request_until := shape.request_append;
    shape.event_append := shape.request_append;
  else
    shape.request_until := array(
      select sum(count) over (order by request)
        from unnest(event_counts) with ordinality r (count, request) order by request);
    select array_agg(a.events order by a.append), array_agg(a.until - a.events order by a.append)
      into shape.append_events, shape.append_start
      from (select append, sum(count) as events, sum(sum(count)) over (order by append) as until
              from unnest(event_counts, shape.request_append) r (count, append)
             group by append) a;
    shape.event_append := array(
      select a.append
        from unnest(shape.append_events) with ordinality a (events, append), generate_series(1, a.events)
       order by a.append);
  end if;
  return shape;
end
$$;

create function log.begin_append() returns void
language plpgsql as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'The log is written at READ COMMITTED only, not at %.', current_setting('transaction_isolation')
      using errcode = 'invalid_transaction_state';
  end if;
  if pg_client_encoding() <> 'UTF8' then
    raise exception 'The log is written in UTF8 only, not in %.', pg_client_encoding()
      using errcode = 'invalid_transaction_state';
  end if;
  -- For this transaction: what is acknowledged is on disk, whatever the server's default is.
  if current_setting('synchronous_commit') not in ('on', 'remote_apply') then
    perform set_config('synchronous_commit', 'on', true);
  end if;
  perform set_config('log.appending', 'yes', true);
  perform pg_advisory_xact_lock(${WRITER_LOCK});
end
$$;

create function log.append(
  p_streams text[], p_expected_versions integer[], p_request_counts integer[],
  p_request_ids text[], p_fingerprints text[], p_event_counts integer[],
  p_type_names text[], p_type_schema_versions integer[],
  p_event_types integer[], p_event_ids uuid[], p_data json[], p_metadata json[],
  out last_position_before bigint, out first_recorded_at bigint, out outcomes integer[], out versions integer[])
language plpgsql
security definer
set search_path = log, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  appends constant integer := cardinality(p_streams);
  -- The shape of the batch, see log.batch_shape.
  append_events integer[];
  append_start integer[];
  request_append integer[];
  request_until integer[];
  event_append integer[];
  repeated boolean[] := array_fill(false, array[appends]);
  -- By append: its event stream, and the version of it that the append follows.
  stream_ids bigint[];
  from_versions integer[];
  -- By event type of the batch, and by event.
  type_ids integer[];
  event_type_names text[];
  event_schema_versions integer[];
  recorded_from timestamptz;
  last_recorded_at timestamptz;
  last_position bigint;
  previous_hash bytea;
begin
  select * into append_events, append_start, request_append, request_until, event_append
    from log.shape_of_batch(p_request_counts, p_event_counts);
  if cardinality(p_request_counts) <> appends or cardinality(request_append) <> cardinality(p_request_ids)
     or cardinality(p_event_counts) <> cardinality(p_request_ids)
     or cardinality(event_append) <> cardinality(p_event_ids) then
    raise exception 'The counts of a batch do not add up.';
  end if;

  perform log.begin_append();

  select b.last_position, b.recorded_at, b.hash
    into last_position_before, last_recorded_at, previous_hash
    from log.batch b order by b.last_position desc limit 1;
  if not found then
    last_position_before := 0;
    last_recorded_at := '-infinity';
    previous_hash := '';
  end if;
  recorded_from := greatest(clock_timestamp(), last_recorded_at + interval '1 microsecond');
  first_recorded_at := extract(epoch from recorded_from) * 1000000;

  if exists (select from log.request r where r.request_id = any (p_request_ids)) then
    repeated := array(
      select bool_or(r.request_id is not null)
        from unnest(p_request_ids, request_append) asked (request_id, append)
        left join log.request r on r.request_id = asked.request_id
       group by asked.append order by asked.append);
  end if;

  select array_agg(outcome order by append),
         array_agg(version order by append),
         array_agg(case when outcome = 0 then coalesce(stream_id, nextval('log.stream_id')) end order by append)
    into outcomes, versions, stream_ids
    from (
      select append, s.stream_id, coalesce(s.version, 0) as version,
             case when repeated[append] then 1
                  when s.closed then 2
                  when coalesce(s.version, 0) <> p_expected_versions[append] then 3
                  else 0 end as outcome
        from (select generate_series(1, appends) as append) asked
        left join log.stream s on s.name = p_streams[append]
    ) decided;
  from_versions := versions;

  if 0 <> any (outcomes) then
    -- What is refused leaves the lists, and the rest is recorded as if it had come alone.
    select array_agg(d order by place), array_agg(m order by place), array_agg(i order by place),
           array_agg(t order by place)
      into p_data, p_metadata, p_event_ids, p_event_types
      from unnest(p_data, p_metadata, p_event_ids, p_event_types, event_append)
           with ordinality e (d, m, i, t, append, place)
     where outcomes[append] = 0;
    select array_agg(i order by place), array_agg(f order by place), array_agg(n order by place)
      into p_request_ids, p_fingerprints, p_event_counts
      from unnest(p_request_ids, p_fingerprints, p_event_counts, request_append)
           with ordinality r (i, f, n, append, place)
     where outcomes[append] = 0;
    select array_agg(s order by append), array_agg(n order by append),
           array_agg(i order by append), array_agg(v order by append)
      into p_streams, p_request_counts, stream_ids, from_versions
      from unnest(p_streams, p_request_counts, stream_ids, from_versions) with ordinality a (s, n, i, v, append)
     where outcomes[append] = 0;
    if p_streams is null then
      return;
    end if;
    select * into append_events, append_start, request_append, request_until, event_append
    from log.shape_of_batch(p_request_counts, p_event_counts);
  end if;

  last_position := last_position_before + cardinality(p_event_ids);
  if last_position / ${eventsPerPartition / 4} <> last_position_before / ${eventsPerPartition / 4} then
    perform log.ensure_partitions(last_position_before, last_position + ${eventsPerPartition});
  end if;

  if 0 = any (from_versions) then
    insert into log.stream (stream_id, name, version, first_position, last_position)
    select stream_ids[append], p_streams[append], append_events[append],
           last_position_before + append_start[append] + 1,
           last_position_before + append_start[append] + append_events[append]
      from (select generate_series(1, cardinality(p_streams)) as append) recorded
     where from_versions[append] = 0;
  end if;
  if 0 < any (from_versions) then
    update log.stream s
       set version = s.version + append_events[append],
           last_position = last_position_before + append_start[append] + append_events[append]
      from (select generate_series(1, cardinality(p_streams)) as append) recorded
     where s.stream_id = stream_ids[append] and from_versions[append] > 0;
  end if;

  insert into log.request
    (request_id, fingerprint, stream_id, first_version, last_version, last_position, recorded_at)
  select p_request_ids[request], p_fingerprints[request], stream_ids[append],
         from_versions[append] + until - append_start[append] - p_event_counts[request] + 1,
         from_versions[append] + until - append_start[append],
         last_position_before + until,
         recorded_from + (until - 1) * interval '1 microsecond'
    from (select request, request_append[request] as append, request_until[request] as until
            from (select generate_series(1, cardinality(p_request_ids)) as request) numbered) r;

  type_ids := log.event_type_ids(p_type_names, p_type_schema_versions);
  select array_agg(p_type_names[type]), array_agg(p_type_schema_versions[type])
    into event_type_names, event_schema_versions
    from (select p_event_types[generate_series(1, cardinality(p_event_ids))] as type) t;

  insert into log.event (position, stream_id, recorded_at, version, event_type_id, event_id, data, metadata)
  select last_position_before + place,
         stream_ids[append],
         recorded_from + (place - 1) * interval '1 microsecond',
         from_versions[append] + place - append_start[append],
         type_ids[p_event_types[place]], p_event_ids[place], p_data[place], p_metadata[place]
    from (select place, event_append[place] as append
            from (select generate_series(1, cardinality(p_event_ids)) as place) numbered) e;

  -- Whole columns, as the server would send them: a tenth of what it costs to put the bytes of each event together.
  insert into log.batch (first_position, last_position, recorded_at, hash)
  values (
    last_position_before + 1, last_position,
    recorded_from + (cardinality(p_event_ids) - 1) * interval '1 microsecond',
    sha256(
      previous_hash || int8send(last_position_before + 1) || int8send(first_recorded_at)
      || array_send(p_streams) || array_send(append_events) || array_send(from_versions)
      || array_send(event_type_names) || array_send(event_schema_versions)
      || array_send(p_event_ids) || array_send(p_data) || array_send(p_metadata)));

  perform pg_notify('${COMMITTED_CHANNEL}', last_position::text);
end
$$;

create function log.event_type_ids(names text[], schema_versions integer[]) returns integer[]
language plpgsql as $$
declare
  ids integer[];
begin
  ids := array(
    select t.event_type_id
      from unnest(names, schema_versions) with ordinality asked (name, schema_version, number)
      join log.event_type t on t.name = asked.name and t.schema_version = asked.schema_version
     order by asked.number);
  if cardinality(ids) = cardinality(names) then
    return ids;
  end if;
  insert into log.event_type (name, schema_version)
  select distinct asked.name, asked.schema_version
    from unnest(names, schema_versions) asked (name, schema_version)
   where not exists (
     select from log.event_type t where t.name = asked.name and t.schema_version = asked.schema_version);
  return log.event_type_ids(names, schema_versions);
end
$$;

create function log.close_stream(p_stream text, p_expected_version integer, out outcome integer, out version integer)
language plpgsql
security definer
set search_path = log, pg_temp
as $$
declare
  closed boolean;
begin
  perform log.begin_append();
  select s.version, s.closed into version, closed from log.stream s where s.name = p_stream;
  version := coalesce(version, 0);
  outcome := case when closed then 2 when version <> p_expected_version then 3 else 0 end;
  if outcome = 0 then
    insert into log.stream as s (stream_id, name, version, closed)
    values (nextval('log.stream_id'), p_stream, 0, true)
    on conflict (name) do update set closed = true;
  end if;
end
$$;

create function log.start_epoch() returns integer
language plpgsql as $$
declare
  started integer;
begin
  perform log.begin_append();
  insert into log.epoch (epoch, after_position)
  select max(e.epoch) + 1, coalesce((select max(b.last_position) from log.batch b), 0) from log.epoch e
  returning epoch into started;
  return started;
end
$$;
`;
}
