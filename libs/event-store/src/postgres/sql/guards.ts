/**
 * Triggers that stop whoever may change tables (an owner, a superuser) from changing the log by mistake: nothing is
 * rewritten, and only the functions of the log add to it. Who means to can switch triggers off; the chain of hashes
 * tells of that. Statement triggers, because they cost nothing per event and refuse TRUNCATE too.
 */
export const CREATE_GUARDS = `
create function log.refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception 'The log does not change: % of %.% is refused.', tg_op, tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;

create procedure log.guard(guarded regclass, never text, only_by_append text)
language plpgsql as $$
begin
  execute format(
    'create trigger refuse_always before %s on %s
     for each statement execute function log.refuse_change()',
    never, guarded);
  execute format(
    'create trigger refuse_others before %s on %s
     for each statement when (current_setting(''log.appending'', true) is distinct from ''yes'')
     execute function log.refuse_change()',
    only_by_append, guarded);
end
$$;

call log.guard('log.epoch', 'update or delete or truncate', 'insert');
call log.guard('log.event_type', 'update or delete or truncate', 'insert');
call log.guard('log.stream', 'delete or truncate', 'insert or update');
call log.guard('log.request', 'update or delete or truncate', 'insert');
call log.guard('log.event', 'update or delete or truncate', 'insert');
call log.guard('log.batch', 'update or delete or truncate', 'insert');
`;
