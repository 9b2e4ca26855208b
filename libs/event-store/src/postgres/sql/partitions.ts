/**
 * Partitions of so many events each, made ahead of need. A partition is made apart and then attached, because ATTACH
 * lets readers go on where CREATE … PARTITION OF would wait for each of them.
 */
export function createPartitions(eventsPerPartition: number): string {
  return `
create function log.ensure_partitions(from_position bigint, to_position bigint) returns void
language plpgsql as $$
declare
  events_per_partition constant bigint := ${eventsPerPartition};
  partition_name text;
begin
  for number in from_position / events_per_partition .. to_position / events_per_partition loop
    partition_name := format('log.event_%s', number);
    continue when to_regclass(partition_name) is not null;
    execute format('create table %s (like log.event including all)', partition_name);
    -- Not on the parent: a unique index there would have to hold the position too, and then guard nothing.
    execute format('create unique index on %s (stream_id, version)', partition_name);
    call log.guard(partition_name::regclass, 'update or delete or truncate', 'insert');
    execute format(
      'alter table log.event attach partition %s for values from (%s) to (%s)',
      partition_name, number * events_per_partition, (number + 1) * events_per_partition);
  end loop;
end
$$;

select log.ensure_partitions(0, ${eventsPerPartition});
`;
}
