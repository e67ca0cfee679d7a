-- rollback:
--   drop table ops.asset_run;
--   update ops.run set outcome = 'failed' where outcome = 'stopped';
--   alter table ops.run drop constraint run_outcome_check, drop column selected;
--   alter table ops.run add constraint run_outcome_check check (outcome in ('running', 'done', 'failed'));
--   delete from refinery_schema_history where version = 8;

-- A run that was told to stop ends in order: it is no failure, and the next one goes on from it. One that was asked
-- for some assets only does not count as a run of everything.
alter table ops.run drop constraint run_outcome_check, add column selected text[];
alter table ops.run add constraint run_outcome_check check (outcome in ('running', 'done', 'failed', 'stopped'));

-- What became of each asset in a run. Rows are the records loaded, of a source.
create table ops.asset_run (
    run_id bigint not null references ops.run,
    asset text not null,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    outcome text not null default 'running' check (outcome in ('running', 'done', 'failed', 'stopped')),
    message text,
    rows bigint,
    primary key (run_id, asset)
);
create index asset_runs on ops.asset_run (asset, run_id);
