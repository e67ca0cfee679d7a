//! What the books leave open: records that wait, and amounts that contradict one another. Nothing of it is an error of
//! a run, and none of it goes away by itself, so it is told as long as it is so.

use rust_decimal::Decimal;
use tokio_postgres::Row;

use crate::{Error, Warehouse, error::while_doing};

impl Warehouse {
    /// What the books leave open as they are now, by job or cost code, each a sentence with what to do.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn doubts(&self) -> Result<Vec<String>, Error> {
        let client = self.client().await?;
        let rows = client.query(include_str!("doubts.sql"), &[]).await;
        Ok(rows.map_err(while_doing("looking for what the books leave open"))?.iter().map(sentence).collect())
    }
}

fn sentence(row: &Row) -> String {
    let doubt: &str = row.get("doubt");
    let job: &str = row.get("job");
    let records: i64 = row.get("records");
    let examples: &str = row.get("examples");
    let applications = if records == 1 { "pay application" } else { "pay applications" };
    match doubt {
        "undated" => format!(
            "job {job}, {applications} {examples}: no date is known, so no month counts it; export it with period_to, \
             or with the day it was submitted, published, certified or paid"
        ),
        "headless" => format!(
            "job {job}, {applications} {examples}: lines came without their header, so it is not shown; export the \
             pay_application too"
        ),
        "contradicting" => {
            let [said, summed] = ["said", "summed"].map(|amount| row.get::<_, Decimal>(amount));
            let more =
                if records > 1 { format!(" (and {} more of the job)", records - 1) } else { String::new() };
            format!(
                "job {job}, pay application {examples}{more}: its header says {said} completed to date, and its lines \
                 come to {summed}, which is what counts; export all its lines again, one that was taken out with 0"
            )
        }
        "orphaned" => format!(
            "cost code {job}: the code above it, {examples}, is not in the standard list; export the list whole, or \
             correct the code above"
        ),
        "circling" => {
            format!(
                "cost code {job}: the codes above it lead in a circle; correct the code above in the books"
            )
        }
        _ => format!(
            "job code {job}: {records} records ({examples}) wait, since no job export has this code; export the job, \
             or correct the code in the books"
        ),
    }
}
