//! The warehouse's books against sums that know nothing of the product.

#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};

use cds_company::{Company, PlantedInBooks, Posting, Size, naive};
use cds_e2e::Installation;
use tokio_postgres::Client;

const SEED: u64 = 2_611;

const JOBS: &str = "select count(*) from silver.current_project";
const PEOPLE: &str = "select count(*) from silver.current_person where _deleted_at is null";

const HOURS: &str = "select j.job_number, f.cost_code, (sum(f.hours) * 100)::bigint
    from silver.fact_labor_hours f join silver.current_project j using (project_key)
    where f._deleted_at is null group by 1, 2";
const HOURS_BY_EMPLOYEE: &str = "select j.job_number, x.source_id, (sum(f.hours) * 100)::bigint
    from silver.fact_labor_hours f join silver.current_project j using (project_key)
    join silver.xref_person x on x.person_key = f.person_key and x.named_by = 'employee'
    where f._deleted_at is null group by 1, 2";
const COST: &str = "select j.job_number, c.cost_code, (sum(f.amount) * 100)::bigint
    from silver.fact_job_cost f join silver.current_project j using (project_key)
    join silver.dim_cost_code c using (cost_code_key)
    where f._deleted_at is null group by 1, 2";

const BUDGET: &str = "select j.job_number, (sum(b.total_estimate) * 100)::bigint
    from silver.job_cost_codes b join silver.current_project j using (project_key)
    where b._deleted_at is null group by 1";
const BUDGET_OF_JOB: &str = "select job_number, (budget_amount * 100)::bigint
    from silver.current_project where budget_amount is not null";
const BILLED: &str = "select distinct on (f.project_key) j.job_number, (f.billed_to_date * 100)::bigint
    from silver.fact_pay_apps f join silver.current_project j using (project_key)
    where f._deleted_at is null order by f.project_key, f.application desc";
const RETAINAGE: &str = "select distinct on (f.project_key) j.job_number, (f.retainage * 100)::bigint
    from silver.fact_pay_apps f join silver.current_project j using (project_key)
    where f._deleted_at is null order by f.project_key, f.application desc";

const DELETED: &str = "select x.source_id, f.transaction
    from silver.fact_job_cost f join silver.xref_project x using (project_key)
    where f._deleted_how = 'absent' and x._source_system = 'sage300'";
const TITLE: &str = "select d.job_title
    from silver.dim_person d join silver.xref_person x using (person_key)
    where x.named_by = 'employee' and x.source_id = $1 and d.effective_from <= $2 and $2 < d.effective_to";

async fn count(client: &Client, sql: &str) -> anyhow::Result<usize> {
    Ok(usize::try_from(client.query_one(sql, &[]).await?.get::<_, i64>(0))?)
}

async fn by_job(client: &Client, sql: &str) -> anyhow::Result<BTreeMap<String, i64>> {
    Ok(client.query(sql, &[]).await?.iter().map(|row| (row.get(0), row.get(1))).collect())
}

async fn by_job_and_part(client: &Client, sql: &str) -> anyhow::Result<BTreeMap<(String, String), i64>> {
    let rows = client.query(sql, &[]).await?;
    Ok(rows.iter().map(|row| ((row.get(0), row.get(1)), row.get(2))).collect())
}

/// A contractor whose files were landed and built by one run, and a look into its warehouse.
async fn landed() -> anyhow::Result<(Company, Installation, Client)> {
    let company = Company::generate(Size::Small, SEED);
    let installation = Installation::of(&company).await?;
    let report = installation.run(company.as_of).await?;
    assert_eq!(report.problems, Vec::<String>::new());
    let client = installation.database().await?;
    Ok((company, installation, client))
}

#[tokio::test]
async fn silver_comes_to_what_the_books_come_to_line_by_line() -> anyhow::Result<()> {
    let (company, installation, client) = landed().await?;
    let expected = naive::book_sums(&company.truth())?;
    assert!(expected.cost_cents.len() > 100 && expected.billed_cents.len() > 10, "it tests too little");

    assert_eq!(by_job_and_part(&client, HOURS).await?, expected.hours);
    assert_eq!(by_job_and_part(&client, HOURS_BY_EMPLOYEE).await?, expected.hours_by_employee);
    assert_eq!(by_job_and_part(&client, COST).await?, expected.cost_cents);
    assert_eq!(by_job(&client, BUDGET).await?, expected.budget_cents);
    assert_eq!(by_job(&client, BUDGET_OF_JOB).await?, expected.budget_cents);
    assert_eq!(by_job(&client, BILLED).await?, expected.billed_cents);
    assert_eq!(by_job(&client, RETAINAGE).await?, expected.retainage_cents);
    installation.stop().await
}

#[tokio::test]
async fn silver_has_every_job_and_person_once_and_what_was_planted_in_the_books() -> anyhow::Result<()> {
    let (company, installation, client) = landed().await?;
    let managers =
        company.jobs.iter().filter(|job| job.accounting_code.is_some()).map(|job| &job.manager.email);
    let people: BTreeSet<_> =
        company.employees.iter().map(|employee| &employee.email).chain(managers).collect();
    assert_eq!(count(&client, JOBS).await?, company.jobs.len());
    assert_eq!(count(&client, PEOPLE).await?, people.len());

    let deleted = client.query(DELETED, &[]).await?;
    let deleted: Vec<(String, String)> = deleted.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(deleted, deleted_lines(&company));

    let truth = company.truth();
    let promoted: Vec<_> =
        company.employees.iter().filter(|employee| is_promoted(&company, &employee.id)).collect();
    assert!(!promoted.is_empty());
    for employee in promoted {
        for standing in &employee.standings {
            let title: Option<String> =
                client.query_one(TITLE, &[&employee.id, &standing.since]).await?.get(0);
            assert_eq!(title, naive::title_on(&truth, &employee.id, standing.since)?, "{}", employee.id);
        }
    }
    installation.stop().await
}

/// The lines that the later export has no more: accounting's code of the job, and the line's key.
fn deleted_lines(company: &Company) -> Vec<(String, String)> {
    let deleted = company.planted.iter().filter_map(|planted| match planted {
        PlantedInBooks::Deleted { job, posting: Posting { run, sequence, distribution } } => {
            Some((job.clone(), format!("{run}-{sequence}-{distribution}")))
        }
        _ => None,
    });
    deleted.collect()
}

fn is_promoted(company: &Company, id: &str) -> bool {
    company
        .planted
        .iter()
        .any(|planted| matches!(planted, PlantedInBooks::Promoted { employee } if employee == id))
}
