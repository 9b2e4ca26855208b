/** The role that the service takes on: it reads the log and calls its functions, and can do nothing else to it. */
export const SERVICE_ROLE = 'common_purse_service';

/**
 * Roles belong to the whole cluster while migrations run in one database, so several may make the role at once. An
 * advisory lock would not help, as it belongs to one database too.
 */
export const CREATE_ROLES = `
do $$
begin
  if not exists (select from pg_roles where rolname = '${SERVICE_ROLE}') then
    create role ${SERVICE_ROLE} nologin;
  end if;
exception
  when duplicate_object or unique_violation then null;
end
$$;

do $$
begin
  -- Whoever made the role without being a superuser may administer it, but not yet become it.
  if not pg_has_role(current_user, '${SERVICE_ROLE}', 'SET') then
    execute format('grant ${SERVICE_ROLE} to %I', current_user);
  end if;
end
$$;

revoke all on schema log from public;
revoke all on all functions in schema log from public;
revoke all on all procedures in schema log from public;
grant usage on schema log to ${SERVICE_ROLE};
grant select on all tables in schema log to ${SERVICE_ROLE};
grant execute on function log.append, log.close_stream to ${SERVICE_ROLE};
`;
