//! Jobs whose months follow from their schedule versions and bills by the plain rule, as the warehouse feeds them.

use cds_domain::scurve::plain::{self, History, months};
use cds_feed::{
    Change,
    tables::{PayApplication, Project, ScheduleHealth, ScheduleVersion},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::feed::upsert;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub(crate) fn project(project_key: i64, job_number: &str) -> Project {
    Project {
        project_key,
        job_number: job_number.into(),
        project_name: format!("Job {job_number}"),
        status: "active".into(),
        project_manager: Some("R. Ortega".into()),
        client: Some("City of Mesa".into()),
        original_contract: Some(Decimal::from(1_000_000)),
        contract_to_date: Some(Decimal::from(1_000_000)),
        schedule_file: Some("Master.xml".into()),
        schedule_file_reason: Some("newest".into()),
    }
}

/// A job of $1,000,000 under construction.
pub(crate) struct Job {
    project: Project,
    contract: Option<Decimal>,
    versions: Vec<ScheduleVersion>,
    bills: Vec<PayApplication>,
}

impl Job {
    pub(crate) fn new(project_key: i64, job_number: &str) -> Self {
        let contract = Some(Decimal::from(1_000_000));
        Self { project: project(project_key, job_number), contract, versions: Vec::new(), bills: Vec::new() }
    }

    pub(crate) fn without_contract(mut self) -> Self {
        self.contract = None;
        self
    }

    /// A schedule version that claims so many points; without a claim none of its tasks has a duration.
    pub(crate) fn schedule(mut self, data_date: &str, percent: impl Into<Option<&'static str>>) -> Self {
        let version_key = self.project.project_key * 100 + self.versions.len() as i64;
        self.versions.push(ScheduleVersion {
            version_key,
            project_key: self.project.project_key,
            file: "Master.xml".into(),
            data_date: day(data_date),
            data_date_source: "status_date".into(),
            schedule_percent: percent.into().map(|text| text.parse().expect("points")),
            start: None,
            finish: Some(day("2026-06-30")),
            task_count: 60,
            of_record: true,
            removed_on: None,
        });
        self
    }

    /// A schedule in another file, which is not of record.
    pub(crate) fn beside(mut self, file: &str, data_date: &str) -> Self {
        self = self.schedule(data_date, "99");
        let other = self.versions.last_mut().expect("it was added");
        other.file = file.into();
        other.of_record = false;
        self
    }

    /// A pay application that bills so many points of the contract.
    pub(crate) fn bill(self, period_to: &str, percent: &str) -> Self {
        self.bill_dated_by("period_to", period_to, percent)
    }

    pub(crate) fn bill_dated_by(mut self, source: &str, day_of_bill: &str, percent: &str) -> Self {
        let points: Decimal = percent.parse().expect("points");
        self.bills.push(PayApplication {
            project_key: self.project.project_key,
            application: i32::try_from(self.bills.len()).expect("few bills") + 1,
            period_to: day(day_of_bill),
            period_to_source: source.into(),
            billed_to_date: Some(points * Decimal::from(10_000)),
            retainage: None,
            submitted_on: None,
            certified_on: None,
            paid_on: None,
        });
        self
    }

    /// The rows the warehouse would feed at the end of this day.
    pub(crate) fn fed(self, through: &str) -> Vec<Change> {
        let months = months(&self.history(), day(through), false);
        let months = months.iter().map(|month| upsert(&health(self.project.project_key, month)));
        let mut changes = vec![upsert(&self.project)];
        changes.extend(self.versions.iter().map(upsert));
        changes.extend(self.bills.iter().map(upsert));
        changes.extend(months);
        changes
    }

    fn history(&self) -> History {
        let version = |version: &ScheduleVersion| plain::ScheduleVersion {
            key: version.version_key,
            data_date: version.data_date,
            actual_minutes: version.schedule_percent.unwrap_or_default(),
            duration_minutes: version.schedule_percent.map_or(Decimal::ZERO, |_| Decimal::ONE_HUNDRED),
        };
        let bill = |bill: &PayApplication| plain::PayApplication {
            number: bill.application,
            period_to: bill.period_to,
            billed: bill.billed_to_date.unwrap_or_default(),
        };
        History {
            original_contract: self.contract,
            versions: self.versions.iter().filter(|v| v.of_record).map(version).collect(),
            applications: self.bills.iter().map(bill).collect(),
            change_orders: Vec::new(),
        }
    }
}

fn health(project_key: i64, month: &plain::Month) -> ScheduleHealth {
    ScheduleHealth {
        project_key,
        month_end: month.month_end,
        version_key: month.version.map(|(key, _)| key),
        data_date: month.version.map(|(_, day)| day),
        application: month.application.map(|(number, _)| number),
        period_to: month.application.map(|(_, day)| day),
        schedule_percent: month.schedule_percent,
        financial_percent: month.financial_percent,
        billed: month.billed,
        contract_sum: month.contract_sum,
        variance: month.variance,
        light: month.light.map(|light| light.word().to_owned()),
        carried: month.carried,
        red_months: month.red_months,
        alert: month.alert(),
    }
}
