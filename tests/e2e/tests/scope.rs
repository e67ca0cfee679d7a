//! A job goes from one project manager to another: its rows leave one laptop and come to the other, and nobody else
//! hears of it.

use std::collections::BTreeSet;

use anyhow::Context;
use cds_cache::Cache;
use cds_company::{Company, Person, Size};
use cds_e2e::{Installation, Laptop, served_checksums};
use cds_feed::{Checksums, Line};
use cds_warehouse::access::Role;
use chrono::Utc;

const SEED: u64 = 2_604;

/// Somebody with an account and a laptop.
struct Somebody {
    token: String,
    laptop: Laptop,
}

struct Office {
    company: Company,
    installation: Installation,
    server: String,
}

impl Office {
    async fn open() -> anyhow::Result<Self> {
        let company = Company::generate(Size::Small, SEED);
        let mut installation = Installation::of(&company).await?;
        installation.run(company.as_of).await?;
        let (server, _) = installation.serve().await?;
        Ok(Self { company, installation, server })
    }

    async fn admit(&self, person: &Person, role: Role) -> anyhow::Result<Somebody> {
        let warehouse = &self.installation.service().warehouse;
        let token = warehouse.add_user(&person.email, &person.name, &BTreeSet::from([role])).await?;
        let laptop = Laptop::connect_with(self.server.clone(), token.clone()).await?;
        Ok(Somebody { token, laptop })
    }

    /// Gives a job another manager in the books, exports them and runs.
    async fn hand_over(&mut self, number: &str, to: &Person) -> anyhow::Result<()> {
        self.company.job_mut(number).context("the job")?.manager = to.clone();
        self.company.write_exports(&self.installation.drop_folder())?;
        self.installation.run(self.company.as_of).await?;
        Ok(())
    }

    /// The numbers of the jobs in the books that a person manages.
    fn jobs_of(&self, person: &Person) -> BTreeSet<String> {
        let booked = self.company.jobs.iter().filter(|job| job.accounting_code.is_some());
        booked.filter(|job| job.manager == *person).map(|job| job.number.clone()).collect()
    }

    /// The laptop shows these jobs, and holds row by row what the warehouse holds for its owner.
    async fn assert_holds(&self, somebody: &Somebody, jobs: &BTreeSet<String>) -> anyhow::Result<()> {
        let shown = somebody.laptop.portfolio().await?.jobs.into_iter().map(|job| job.job_number).collect();
        assert_eq!(*jobs, shown);
        let kept = somebody.laptop.checksums()?;
        assert_eq!(kept, self.checksums(&somebody.token).await?);
        assert_eq!(kept["gold_projects"].rows, jobs.len() as u64);
        Ok(())
    }

    async fn checksums(&self, token: &str) -> anyhow::Result<Checksums> {
        served_checksums(&self.server, token).await
    }

    /// One page of at most so many changes, as it comes over the wire.
    async fn page(&self, token: &str, cursor: Option<&str>, limit: u32) -> anyhow::Result<String> {
        let client = reqwest::Client::builder().no_proxy().build()?;
        let mut query = vec![("limit", limit.to_string())];
        query.extend(cursor.map(|cursor| ("cursor", cursor.to_owned())));
        let asked = client.get(format!("{}/v1/feed", self.server)).query(&query).bearer_auth(token);
        let body = asked.send().await?.error_for_status()?.bytes().await?;
        Ok(String::from_utf8(zstd::decode_all(&body[..])?)?)
    }
}

fn changes(body: &str) -> usize {
    let lines = body.lines().map(|line| serde_json::from_str(line).expect("a line"));
    lines.filter(|line| matches!(line, Line::Change(_))).count()
}

fn rows(checksums: &Checksums) -> u64 {
    checksums.values().map(|checksum| checksum.rows).sum()
}

fn person(name: &str) -> Person {
    Person { name: name.into(), email: format!("{}@elsewhere.example", name.to_lowercase()) }
}

#[tokio::test]
async fn a_job_that_changes_its_manager_changes_laptops_and_nobody_else_hears_of_it() -> anyhow::Result<()> {
    let mut office = Office::open().await?;
    let booked = |job: &&cds_company::Job| job.accounting_code.is_some() && !job.applications.is_empty();
    let job = office.company.jobs.iter().find(booked).context("a billed job")?.clone();
    let number = job.number.clone();
    let (before, after) = (job.manager.clone(), person("Successor"));
    let managers = office.company.jobs.iter().map(|job| &job.manager);
    let third = managers.into_iter().find(|manager| **manager != before).context("another manager")?.clone();

    let mut a = office.admit(&before, Role::Pm).await?;
    let mut b = office.admit(&after, Role::Pm).await?;
    let mut c = office.admit(&third, Role::Pm).await?;
    let mut chief = office.admit(&person("Chief"), Role::Leadership).await?;
    let mut of_a = office.jobs_of(&before);
    office.assert_holds(&a, &of_a).await?;
    office.assert_holds(&b, &BTreeSet::new()).await?;
    office.assert_holds(&c, &office.jobs_of(&third)).await?;
    let cursor_of_c = Cache::open(c.laptop.folder())?.pull()?.cursor()?;
    let whole = office.checksums(&a.token).await?;

    office.hand_over(&number, &after).await?;
    let of_c = office.page(&c.token, cursor_of_c.as_deref(), 1000).await?;
    assert_eq!(changes(&of_c), 0, "{of_c}");
    assert!(!of_c.contains(&number) && !of_c.contains("total\":1"), "{of_c}");
    assert_eq!(c.laptop.sync_now().await?, 0);
    assert_eq!(chief.laptop.sync_now().await?, 1, "the job's row alone has changed");
    let gained = b.laptop.sync_now().await?;
    let left = rows(&whole) - rows(&office.checksums(&a.token).await?);
    assert_eq!((a.laptop.sync_now().await?, gained), (left, left), "exactly the job's rows");

    of_a.remove(&number);
    office.assert_holds(&a, &of_a).await?;
    office.assert_holds(&b, &BTreeSet::from([number])).await?;
    office.assert_holds(&c, &office.jobs_of(&third)).await?;
    let kept = chief.laptop.checksums()?;
    assert_eq!(kept, office.checksums(&chief.token).await?);
    office.installation.stop().await
}

#[tokio::test]
async fn a_pull_that_is_cut_off_while_a_job_comes_goes_on_and_ends_right() -> anyhow::Result<()> {
    let mut office = Office::open().await?;
    let booked = |job: &&cds_company::Job| job.accounting_code.is_some() && !job.applications.is_empty();
    let job = office.company.jobs.iter().find(booked).context("a billed job")?.clone();
    let (before, after) = (job.manager.clone(), person("Successor"));
    let b = office.admit(&after, Role::Pm).await?;
    office.hand_over(&job.number, &after).await?;

    let folder = tempfile::tempdir()?;
    let cache = Cache::open(folder.path())?;
    assert_eq!(cache.pull()?.take_page(&office.page(&b.token, None, 3).await?, Utc::now())?, None);
    // The lid is closed here; meanwhile the job goes back, and it comes again once this pull has ended.
    office.hand_over(&job.number, &before).await?;
    pull(&office, &cache, &b.token).await?;
    office.hand_over(&job.number, &after).await?;
    pull(&office, &cache, &b.token).await?;
    assert_eq!(cache.checksums()?, office.checksums(&b.token).await?);
    assert_eq!(cache.portfolio()?.jobs.len(), 1);

    office.hand_over(&job.number, &before).await?;
    pull(&office, &cache, &b.token).await?;
    assert!(cache.checksums()?.values().all(|checksum| checksum.rows == 0));
    office.installation.stop().await
}

/// Pulls to the end in small pages, each by a program that has just been opened.
async fn pull(office: &Office, cache: &Cache, token: &str) -> anyhow::Result<()> {
    loop {
        let mut pull = cache.pull()?;
        let body = office.page(token, pull.cursor()?.as_deref(), 3).await?;
        if pull.take_page(&body, Utc::now())?.is_some() {
            return Ok(());
        }
    }
}
