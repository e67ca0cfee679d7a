-- The roles belong to the server, not to the dump: as V7__roles.sql makes them.
do $$
declare
    role_name text;
begin
    foreach role_name in array array['cds_pipeline', 'cds_api'] loop
        if to_regrole(role_name) is null then
            begin
                execute format('create role %I nologin', role_name);
            exception when duplicate_object or unique_violation then
                -- Another warehouse of this server has made it meanwhile.
            end;
        end if;
        if not pg_has_role(current_user, role_name, 'member') then
            execute format('grant %I to %I', role_name, current_user);
        end if;
    end loop;
exception when insufficient_privilege then
    raise exception 'the user % may not make the roles cds_pipeline and cds_api. An administrator of the server has to run, as far as they are missing: create role cds_pipeline nologin; create role cds_api nologin; grant cds_pipeline, cds_api to %;',
        current_user, quote_ident(current_user);
end $$;
