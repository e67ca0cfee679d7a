//! Which file of a job is its schedule of record. The rule is [`cds_folders::schedule_of_record`]; here it meets
//! the warehouse's versions, the pins of people, and what was decided last.

use std::collections::{BTreeMap, BTreeSet};

use cds_folders::{Choice, FilePattern, Reason, Version, schedule_of_record};
use tokio_postgres::{Row, Transaction};

use crate::{Error, Warehouse, commit, error::while_doing, in_turn, touched};

impl Warehouse {
    /// Pins a job's schedule of record to a file, or takes the pin away; says whether there was one before.
    ///
    /// # Errors
    /// [`Error::NoSuchJob`] or [`Error::NoSuchFile`] when the words name nothing here.
    pub async fn pin_schedule(&self, job_number: &str, file: Option<&str>, by: &str) -> Result<bool, Error> {
        let failed = while_doing("pinning a schedule");
        let mut client = self.client().await?;
        let transaction = in_turn(&mut client).await.map_err(&failed)?;
        let (project_key, files) = job_of_number(&transaction, job_number).await?;
        if let Some(file) = file.filter(|file| !files.iter().any(|known| known == file)) {
            return Err(Error::NoSuchFile { file: file.to_owned(), known: files.join(", ") });
        }
        let sql = include_str!("pin.sql");
        let before = transaction.query_one(sql, &[&project_key, &file, &by]).await.map_err(&failed)?.get(0);
        commit(transaction, "pin").await.map_err(&failed)?;
        Ok(before)
    }
}

/// The one job of that number, with its schedule files.
pub(crate) async fn job_of_number(
    transaction: &Transaction<'_>,
    job_number: &str,
) -> Result<(i64, Vec<String>), Error> {
    let failed = while_doing("looking for a job");
    let jobs = transaction.query(include_str!("jobs_of_number.sql"), &[&job_number]).await.map_err(failed)?;
    match jobs.as_slice() {
        [job] => Ok((job.get(0), job.get(1))),
        _ => Err(Error::NoSuchJob { job_number: job_number.to_owned(), found: jobs.len() }),
    }
}

/// Decides anew for the jobs that silver noted.
pub(super) async fn decide(
    transaction: &Transaction<'_>,
    pattern: Option<&FilePattern>,
) -> Result<(), tokio_postgres::Error> {
    let decided_by = pattern.cloned().map(String::from).unwrap_or_default();
    touched::all_when_changed(transaction, "schedule_of_record", &decided_by).await?;
    let rows = transaction.query(include_str!("candidate_versions.sql"), &[]).await?;
    let mut jobs: BTreeMap<i64, Candidates> = BTreeMap::new();
    for row in &rows {
        jobs.entry(row.get("project_key")).or_default().add(row);
    }
    for (project_key, job) in jobs {
        let choice = Choice { pin: job.pin.as_deref(), pattern, last_of_record: job.last_of_record.as_ref() };
        let decided = schedule_of_record(&job.live, &choice);
        let of_record: Vec<String> = match &decided {
            Some(decided) => decided.versions.iter().map(|v| key(&v.file, &v.hash)).collect(),
            // Every file is gone. What they held before stays the history of the job.
            None => job.history,
        };
        transaction.execute(include_str!("mark_of_record.sql"), &[&project_key, &of_record]).await?;
        let anchor = decided.as_ref().map(|d| d.anchor.as_str());
        let reason = decided.as_ref().map(|d| word(d.reason));
        let newer_elsewhere = decided.as_ref().is_some_and(|d| d.newer_elsewhere.is_some());
        transaction
            .execute(include_str!("keep_of_record.sql"), &[&project_key, &anchor, &reason, &newer_elsewhere])
            .await?;
    }
    Ok(())
}

#[derive(Default)]
struct Candidates {
    live: Vec<Version>,
    /// Those of record that have not been withdrawn.
    history: Vec<String>,
    last_of_record: Option<Version>,
    pin: Option<String>,
}

impl Candidates {
    fn add(&mut self, row: &Row) {
        self.pin = row.get("pin");
        let Some(file) = row.get("file") else { return };
        let names: Vec<Option<String>> = row.get("task_names");
        let ids: Vec<i64> = row.get("task_ids");
        let tasks: BTreeSet<(i64, String)> =
            ids.into_iter().zip(names.into_iter().map(Option::unwrap_or_default)).collect();
        let version = Version {
            file,
            hash: row.get("content_hash"),
            data_date: row.get("data_date"),
            modified: row.get("modified_at"),
            project_guid: row.get("project_guid"),
            tasks,
            on_share: row.get("on_share"),
        };
        if row.get("of_record")
            && self.last_of_record.as_ref().is_none_or(|last| last.data_date <= version.data_date)
        {
            self.last_of_record = Some(version.clone());
        }
        if row.get("of_record") && row.get("live") {
            self.history.push(key(&version.file, &version.hash));
        }
        if row.get("live") {
            self.live.push(version);
        }
    }
}

fn key(file: &str, hash: &str) -> String {
    format!("{file}#{hash}")
}

fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::Pinned => "pinned",
        Reason::Pattern => "pattern",
        Reason::Continues => "continues",
        Reason::Newest => "newest",
    }
}
