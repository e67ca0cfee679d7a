//! The Sage 300 drop: reports as accounting exports them, each with its own way of writing amounts.

mod books;

use std::{borrow::Cow, fs, io, path::Path};

use chrono::NaiveDate;

use crate::model::{BilledLine, ChangeOrderStatus, Company, Job, JobStatus, PayApplication};

/// Billing was exported on this day before; corrections came after it.
pub(crate) const EARLIER_EXPORT: NaiveDate = NaiveDate::from_ymd_opt(2026, 9, 30).expect("a day");
/// The payroll was exported on these days, the last of them today.
pub(crate) const EMPLOYEE_EXPORTS: [NaiveDate; 5] = [
    NaiveDate::from_ymd_opt(2024, 12, 31).expect("a day"),
    NaiveDate::from_ymd_opt(2025, 6, 30).expect("a day"),
    NaiveDate::from_ymd_opt(2025, 12, 31).expect("a day"),
    NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day"),
    NaiveDate::from_ymd_opt(2026, 10, 30).expect("a day"),
];

const JOBS: [&str; 10] = [
    "Job",
    "Description",
    "Job Status",
    "Customer Name",
    "Project Manager",
    "PM E-mail",
    "Original Contract",
    "Contract Start",
    "Contract Finish",
    "Cost Account Prefix",
];
const CHANGE_ORDERS: [&str; 7] =
    ["Job", "Change Order", "Description", "Status", "Amount", "Date Submitted", "Date Approved"];
const APPLICATIONS: [&str; 8] = [
    "Job",
    "Appl No",
    "Period To",
    "Date Submitted",
    "Date Certified",
    "Date Paid",
    "Completed And Stored",
    "Retainage Held",
];
const LINES: [&str; 10] = [
    "Job",
    "Appl No",
    "Item",
    "Description of Work",
    "Scheduled Value",
    "From Previous",
    "This Period",
    "Materials Stored",
    "Completed And Stored To Date",
    "Retainage",
];

impl Company {
    /// Writes the exports of all days into a folder: the earlier ones of payroll, ledger and billing first, then today's.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_drop(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        self.write_earlier_books(folder)?;
        self.write_billing(folder, EARLIER_EXPORT)?;
        self.write_exports(folder)
    }

    /// Writes today's exports alone, as accounting drops them again after an edit.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_exports(&self, folder: &Path) -> io::Result<()> {
        let jobs = self.booked().map(|(code, job)| job_row(code, job));
        let jobs = csv(&JOBS, jobs)?;
        fs::write(folder.join(format!("JC_Jobs_{}.csv", self.as_of)), windows_1252(&jobs))?;
        let changes =
            csv(&CHANGE_ORDERS, self.booked().flat_map(|(code, job)| change_order_rows(code, job)))?;
        let marked = format!("\u{feff}{changes}");
        fs::write(folder.join(format!("CN_ChangeOrders_{}.csv", self.as_of)), marked)?;
        self.write_billing(folder, self.as_of)?;
        self.write_books(folder)
    }

    /// The jobs that accounting knows, with its code of each.
    fn booked(&self) -> impl Iterator<Item = (&str, &Job)> {
        self.jobs.iter().filter_map(|job| Some((job.accounting_code.as_deref()?, job)))
    }

    fn write_billing(&self, folder: &Path, day: NaiveDate) -> io::Result<()> {
        let mut headers = Vec::new();
        let mut lines = Vec::new();
        for (code, job) in self.booked() {
            for application in job.applications.iter().filter(|application| application.is_known_on(day)) {
                headers.push(header_row(code, application, day));
                let billed = application.lines_on(day).iter();
                lines.extend(billed.map(|line| line_row(code, application.number, line)));
            }
        }
        fs::write(folder.join(format!("BL_Applications_{day}.csv")), csv(&APPLICATIONS, headers)?)?;
        fs::write(folder.join(format!("BL_ApplicationLines_{day}.csv")), csv(&LINES, lines)?)
    }
}

impl PayApplication {
    /// Whether the books had it on a day.
    pub(crate) fn is_known_on(&self, day: NaiveDate) -> bool {
        self.submitted_on.or(self.certified_on).is_some_and(|known| known <= day)
    }

    /// The G703 as the books had it on a day.
    fn lines_on(&self, day: NaiveDate) -> &[BilledLine] {
        self.first_exported.as_ref().filter(|_| day <= EARLIER_EXPORT).unwrap_or(&self.lines)
    }
}

fn job_row(code: &str, job: &Job) -> [String; 10] {
    let status = match job.status {
        JobStatus::Active => "In Progress",
        JobStatus::Closed => "Closed",
    };
    [
        code.to_owned(),
        job.name.clone(),
        status.to_owned(),
        job.client.clone(),
        job.manager.name.clone(),
        job.manager.email.clone(),
        format!("${}", plain(job.original_contract_cents)),
        date(Some(job.start)),
        date(Some(job.finish)),
        format!("5{code}"),
    ]
}

fn change_order_rows(code: &str, job: &Job) -> impl Iterator<Item = [String; 7]> {
    job.change_orders.iter().map(move |change| {
        let status = match change.status {
            ChangeOrderStatus::Pending => "Open",
            ChangeOrderStatus::Executed => "Approved",
            ChangeOrderStatus::Void => "Rejected",
        };
        [
            code.to_owned(),
            change.number.clone(),
            change.description.clone(),
            status.to_owned(),
            in_brackets(change.amount_cents),
            date(Some(change.submitted_on)),
            date(change.executed_on),
        ]
    })
}

fn header_row(code: &str, application: &PayApplication, day: NaiveDate) -> [String; 8] {
    let lines = || application.lines_on(day).iter();
    let known = |date: &NaiveDate| *date <= day;
    [
        code.to_owned(),
        application.number.to_string(),
        date(application.period_to),
        date(application.submitted_on),
        date(application.certified_on.filter(known)),
        date(application.paid_on.filter(known)),
        plain(lines().map(BilledLine::completed_to_date_cents).sum()),
        plain(lines().map(|line| line.retainage_cents).sum()),
    ]
}

fn line_row(code: &str, application: u32, line: &BilledLine) -> [String; 10] {
    [
        code.to_owned(),
        format!("{application:03}"),
        line.line.clone(),
        line.description.clone(),
        sign_behind(line.scheduled_value_cents),
        sign_behind(line.previous_cents),
        sign_behind(line.this_period_cents),
        sign_behind(line.stored_cents),
        sign_behind(line.completed_to_date_cents()),
        sign_behind(line.retainage_cents),
    ]
}

fn csv<const N: usize>(
    header: &[&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> io::Result<String> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row)?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

fn windows_1252(text: &str) -> Cow<'_, [u8]> {
    encoding_rs::WINDOWS_1252.encode(text).0
}

fn date(day: Option<NaiveDate>) -> String {
    day.map(|day| day.format("%-m/%-d/%Y").to_string()).unwrap_or_default()
}

/// `1,234.50`, without a sign.
fn magnitude(cents: i64) -> String {
    let (dollars, cents) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let digits = dollars.to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text}.{cents:02}")
}

/// `-1,234.50`
fn plain(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}", magnitude(cents))
}

/// `1,234.50-`
fn sign_behind(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{}{sign}", magnitude(cents))
}

/// `(1,234.50)`
fn in_brackets(cents: i64) -> String {
    if cents < 0 { format!("({})", magnitude(cents)) } else { magnitude(cents) }
}
