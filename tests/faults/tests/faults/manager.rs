use anyhow::Context;
use cds_company::{Company, Job};
use cds_e2e::{Laptop, disagreements, served_checksums};
use cds_faults::{Contractor, Office, Serving};
use cds_feed::decisions::Outcome;

/// A project manager with an account, who sees the own jobs only: one, in which something is corrected.
pub(crate) struct Manager {
    name: String,
    email: String,
    /// The job's number.
    pub(crate) job: String,
    /// Its schedule files, as both of the contractor's days have them.
    pub(crate) files: Vec<String>,
}

impl Manager {
    pub(crate) fn of(contractor: &Contractor) -> anyhow::Result<Self> {
        let corrected = |job: &&Job| {
            contractor.first.jobs.iter().any(|first| first.number == job.number && first.name != job.name)
        };
        let job = contractor.corrected.jobs.iter().find(corrected).context("a renamed job")?;
        Ok(Self {
            name: job.manager.name.clone(),
            email: job.manager.email.clone(),
            job: job.number.clone(),
            files: job.schedules.iter().map(|version| version.file.clone()).collect(),
        })
    }

    /// The words that make the account.
    pub(crate) fn adding(&self) -> [&str; 7] {
        ["user", "add", &self.email, "--name", &self.name, "--role", "pm"]
    }

    /// The words that pin the job to a file in the manager's name.
    pub(crate) fn pinning<'a>(&'a self, file: &'a str) -> [&'a str; 5] {
        ["pin", &self.job, file, "--by", &self.name]
    }

    /// Makes the account and returns its token.
    pub(crate) fn admit(&self, office: &Office, serving: &Serving) -> anyhow::Result<String> {
        let said = office.ask(serving, &self.adding())?;
        Ok(said.lines().last().context("a token")?.to_owned())
    }

    /// The file that the manager chose last on the laptop, and what came of it.
    pub(crate) async fn decision(&self, laptop: &Laptop) -> anyhow::Result<(String, Option<Outcome>)> {
        let pin = laptop.project(&self.job).await?.pin.context("a decision is kept")?;
        Ok((pin.file.context("a file was chosen")?, pin.outcome))
    }

    /// The job's schedule of record, and why it is.
    pub(crate) async fn schedule_of_record(&self, laptop: &Laptop) -> anyhow::Result<(String, String)> {
        let page = laptop.project(&self.job).await?;
        let file = page.schedule_file.context("a file is of record")?;
        Ok((file, page.schedule_file_reason.context("it says why")?))
    }

    /// Fails unless the laptop shows of a contractor's jobs the manager's and no others, as the naive program computes
    /// them.
    pub(crate) async fn assert_agrees(&self, laptop: &Laptop, company: &Company) -> anyhow::Result<()> {
        let mut company = company.clone();
        company.jobs.retain(|job| job.number == self.job);
        assert_eq!(disagreements(&laptop.months().await?, &company.truth())?, Vec::<String>::new());
        Ok(())
    }
}

/// Fails unless the laptop holds what the service holds for whoever has the token.
pub(crate) async fn assert_same_sums(laptop: &Laptop, serving: &Serving, token: &str) -> anyhow::Result<()> {
    let held = laptop.checksums()?;
    assert_eq!(held, served_checksums(&format!("http://{}", serving.address), token).await?);
    assert_eq!(held["gold_projects"].rows, 1, "the manager's job alone");
    Ok(())
}
