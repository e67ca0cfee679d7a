//! What becomes of a change at its source: exactly what it touches changes on the laptop, and nothing else travels.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use cds_cache::views::Month;
use cds_company::{ChangeOrderStatus, Company, Job, Person, Series, Size};
use cds_e2e::{Installation, Laptop, disagreements};
use chrono::NaiveDate;

const SEED: u64 = 2_604;

/// The demo contractor, installed, and a laptop that has pulled.
struct Office {
    company: Company,
    installation: Installation,
    laptop: Laptop,
}

/// A job's month, by job number and its last day.
type At = (String, NaiveDate);

/// What a change did.
struct Effect {
    /// Changes that came over the wire.
    received: u64,
    /// Months that are not what they were.
    months: BTreeSet<At>,
}

impl Office {
    async fn open() -> anyhow::Result<Self> {
        let company = Company::generate(Size::Small, SEED);
        let mut installation = Installation::of(&company).await?;
        installation.run(company.as_of).await?;
        let laptop = Laptop::connect(&mut installation).await?;
        Ok(Self { company, installation, laptop })
    }

    /// Edits the books and exports everything again.
    async fn edit_books(&mut self, number: &str, edit: impl FnOnce(&mut Job)) -> anyhow::Result<Effect> {
        edit(self.company.job_mut(number).context("the job to edit")?);
        self.company.write_exports(&self.installation.drop_folder())?;
        self.effect().await
    }

    /// Edits the job folders and makes the share so.
    async fn edit_share(&mut self, number: &str, edit: impl FnOnce(&mut Job)) -> anyhow::Result<Effect> {
        edit(self.company.job_mut(number).context("the job to edit")?);
        self.company.write_share(&self.installation.share())?;
        self.effect().await
    }

    /// Runs, pulls, and holds every month against the naive program.
    async fn effect(&mut self) -> anyhow::Result<Effect> {
        let before = self.months().await?;
        // A file is gone when two scans in a row have missed it.
        for _ in 0..2 {
            let report = self.installation.run(self.company.as_of).await?;
            assert_eq!(report.problems, Vec::<String>::new());
        }
        let received = self.laptop.sync_now().await?;
        let shown = self.laptop.months().await?;
        assert_eq!(disagreements(&shown, &self.company.truth())?, Vec::<String>::new());

        let after = self.months().await?;
        let all: BTreeSet<&At> = before.keys().chain(after.keys()).collect();
        let months = all.into_iter().filter(|at| before.get(*at) != after.get(*at)).cloned().collect();
        Ok(Effect { received, months })
    }

    async fn months(&self) -> anyhow::Result<BTreeMap<At, Month>> {
        let months = self.laptop.months().await?;
        Ok(months.into_iter().map(|(job, month)| ((job, month.month_end), month)).collect())
    }

    /// The months of a job that use one of its pay applications.
    async fn months_with(&self, number: &str, application: u32) -> anyhow::Result<BTreeSet<At>> {
        let application = i32::try_from(application)?;
        let months = self.months().await?.into_iter();
        let using =
            months.filter(|((job, _), month)| job == number && month.application == Some(application));
        Ok(using.map(|(at, _)| at).collect())
    }

    /// The number of the first job in the books that is as asked.
    fn job(&self, wanted: impl Fn(&Job) -> bool) -> anyhow::Result<&Job> {
        let booked = self.company.jobs.iter().filter(|job| job.accounting_code.is_some());
        booked.into_iter().find(|job| wanted(job)).context("the seed has such a job")
    }
}

#[tokio::test]
async fn one_changed_line_changes_exactly_its_projects_months_and_sends_exactly_those_rows()
-> anyhow::Result<()> {
    let mut office = Office::open().await?;
    let job = office.job(|job| job.applications.len() > 4)?;
    let (number, last) = (job.number.clone(), job.applications.len() - 1);
    let application = job.applications[last].number;
    let using = office.months_with(&number, application).await?;
    assert!(!using.is_empty());

    let effect = office
        .edit_books(&number, |job| job.applications[last].lines[0].this_period_cents += 2_500_000)
        .await?;
    assert_eq!(effect.months, using);
    assert_eq!(effect.received, using.len() as u64 + 1, "the months and the pay application itself");
    office.installation.stop().await
}

#[tokio::test]
async fn a_bill_corrected_downwards_lowers_every_month_that_used_it() -> anyhow::Result<()> {
    let mut office = Office::open().await?;
    let job = office.job(|job| job.applications.len() > 6)?;
    let (number, middle) = (job.number.clone(), job.applications.len() / 2);
    let application = job.applications[middle].number;
    let using = office.months_with(&number, application).await?;
    assert!(!using.is_empty());
    let before = office.months().await?;

    let effect = office
        .edit_books(&number, |job| job.applications[middle].lines[0].this_period_cents -= 1_234_567)
        .await?;
    assert_eq!(effect.months, using);
    let after = office.months().await?;
    for at in &using {
        assert_eq!(after[at].billed_cents, before[at].billed_cents.map(|cents| cents - 1_234_567), "{at:?}");
    }
    office.installation.stop().await
}

#[tokio::test]
async fn a_voided_change_order_leaves_the_contract_as_if_never_executed_and_stays_listed()
-> anyhow::Result<()> {
    let executed =
        |job: &Job| job.change_orders.iter().position(|change| change.status == ChangeOrderStatus::Executed);
    let mut office = Office::open().await?;
    let job = office.job(|job| executed(job).is_some() && job.applications.len() > 4)?;
    let (number, at) = (job.number.clone(), executed(job).context("an executed change order")?);
    let voided = job.change_orders[at].clone();
    let signed = voided.executed_on.context("the day it was signed")?;
    let contract = office.laptop.job(&number).await?.contract_cents.context("a contract")?;
    let since: BTreeSet<At> = office
        .months()
        .await?
        .into_iter()
        .filter(|((job, _), month)| *job == number && month.period_to.is_some_and(|to| to >= signed))
        .map(|(at, _)| at)
        .collect();

    let effect =
        office.edit_books(&number, |job| job.change_orders[at].status = ChangeOrderStatus::Void).await?;
    assert_eq!(effect.months, since);
    let page = office.laptop.project(&number).await?;
    assert_eq!(page.job.contract_cents, Some(contract - voided.amount_cents));
    let listed = page.change_orders.iter().find(|change| change.number == voided.number);
    assert_eq!(listed.map(|change| change.status.as_str()), Some("void"));
    office.installation.stop().await
}

#[tokio::test]
async fn a_renamed_job_and_a_changed_manager_are_one_row_each_and_move_no_month() -> anyhow::Result<()> {
    let mut office = Office::open().await?;
    let number = office.job(|job| job.applications.len() > 2)?.number.clone();
    let ana = Person { name: "Ana Ruiz".into(), email: "ana.ruiz@example.com".into() };
    let key = office.laptop.job(&number).await?.project_key;

    let renamed = office.edit_books(&number, |job| job.name = "Café Größe & Sons, renamed".into()).await?;
    assert_eq!((renamed.received, renamed.months.len()), (1, 0));
    let changed = office.edit_books(&number, |job| job.manager = ana).await?;
    assert_eq!((changed.received, changed.months.len()), (1, 0));

    let job = office.laptop.job(&number).await?;
    assert_eq!(job.name, "Café Größe & Sons, renamed");
    assert_eq!(job.project_manager.as_deref(), Some("Ana Ruiz"));
    assert_eq!(job.project_key, key, "a job keeps its key whatever it is called");
    office.installation.stop().await
}

#[tokio::test]
async fn a_version_deleted_from_the_share_stays_listed_as_removed_and_no_month_reads_it() -> anyhow::Result<()>
{
    let masters = |job: &Job| job.schedules.iter().filter(|version| version.series == Series::Master).count();
    let mut office = Office::open().await?;
    let job = office.job(|job| masters(job) > 4 && job.applications.len() > 4)?;
    let number = job.number.clone();
    let last = job.schedules.iter().filter(|v| v.series == Series::Master).max_by_key(|v| v.data_date);
    let file = last.context("a last version")?.file.clone();

    let effect =
        office.edit_share(&number, |job| job.schedules.retain(|version| version.file != file)).await?;
    assert!(!effect.months.is_empty());
    assert!(effect.months.iter().all(|(job, _)| *job == number), "{:?}", effect.months);
    let page = office.laptop.project(&number).await?;
    let listed = page.versions.iter().find(|version| version.file == file).context("it is still listed")?;
    assert_eq!((listed.of_record, listed.removed_on), (false, Some(office.company.as_of)));
    office.installation.stop().await
}
