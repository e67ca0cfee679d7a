select
    a.user_key, a.email, a.full_name, a.active,
    array(select role from app.user_role r where r.user_key = a.user_key) as roles,
    array(
        select d.job_number from app.user_grant g join silver.current_project d using (project_key)
        where g.user_key = a.user_key order by d.job_number
    ) as granted
from app.user_account a
where a.user_key > 0
order by a.email
