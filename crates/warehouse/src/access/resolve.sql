-- Which jobs each account may see: those it manages by the books, and those granted to it. A person of the books is an
-- account by e-mail address; by name only where the books have no address and the name is nobody else's on either side.
with job as (
    select project_key, project_manager_fk as person_key from silver.current_project
), person as (
    select person_key, lower(full_name) as name, email, count(*) over (partition by lower(full_name)) as namesakes
    from silver.current_person
), account as (
    select user_key, email, lower(full_name) as name, count(*) over (partition by lower(full_name)) as namesakes
    from app.user_account where active
), desired as (
    select a.user_key, j.project_key
    from account a
    join app.user_role r on r.user_key = a.user_key and r.role = 'pm'
    join person p on p.email = a.email
        or p.email is null and p.name = a.name and p.namesakes = 1 and a.namesakes = 1
    join job j using (person_key)
    union
    select a.user_key, g.project_key from account a join app.user_grant g using (user_key) join job using (project_key)
), lost as (
    delete from sync.user_project s
    where not exists (select from desired d where (d.user_key, d.project_key) = (s.user_key, s.project_key))
)
insert into sync.user_project (user_key, project_key)
select user_key, project_key from desired except select user_key, project_key from sync.user_project
