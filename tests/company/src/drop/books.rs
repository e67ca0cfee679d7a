//! Cost codes, budgets, payroll and the ledger.

use std::{fs, io, path::Path};

use chrono::NaiveDate;

use super::{EARLIER_EXPORT, EMPLOYEE_EXPORTS, csv, date, plain, sign_behind, windows_1252};
use crate::{
    calendar::first_of_month,
    model::{Account, BudgetLine, Company, CostLine, Employee, LaborLine, Posting},
};

/// So many lines of the ledger are in one part.
const LINES_OF_A_PART: usize = 20_000;

const COST_CODES: [&str; 3] = ["Cost Code", "Description", "Group"];
const EXTRAS: [&str; 4] = ["Job", "Extra", "Description", "Extra Status"];
const BUDGETS: [&str; 8] = [
    "Job",
    "Extra",
    "Cost Code",
    "Category",
    "Original Estimate",
    "Approved Changes",
    "Total Estimate",
    "Estimated Units",
];
const EMPLOYEES: [&str; 7] =
    ["Employee", "Employee Name", "E-mail", "Department", "Job Title", "Pay Rate", "Hire Date"];
const LABOR: [&str; 12] = [
    "Job",
    "Extra",
    "Cost Code",
    "Category",
    "Run",
    "Sequence",
    "Dist Sequence",
    "Employee",
    "Work Date",
    "Pay ID",
    "Hours",
    "Amount",
];
const LEDGER: [&str; 14] = [
    "Job",
    "Extra",
    "Cost Code",
    "Category",
    "Tran Type",
    "Run",
    "Sequence",
    "Dist Sequence",
    "Accounting Date",
    "Tran Date",
    "Vendor",
    "Description",
    "Units",
    "Amount",
];

impl Company {
    /// The payroll as it was at the ends of earlier half-years, and the ledger as it stood at the earlier export.
    pub(super) fn write_earlier_books(&self, folder: &Path) -> io::Result<()> {
        for day in EMPLOYEE_EXPORTS.into_iter().filter(|day| *day < self.as_of) {
            self.write_employees(folder, day)?;
        }
        self.write_ledger(folder, EARLIER_EXPORT, |line| line.accounting_date <= EARLIER_EXPORT)
    }

    /// Today's books. The ledger is exported for the months that are open: this one, and the one before.
    pub(super) fn write_books(&self, folder: &Path) -> io::Result<()> {
        let day = self.as_of;
        let codes = self.cost_codes.iter().map(|code| {
            [code.code.clone(), code.description.clone(), code.parent.clone().unwrap_or_default()]
        });
        fs::write(folder.join(format!("JC_CostCodes_{day}.csv")), csv(&COST_CODES, codes)?)?;
        let extras = self.booked().flat_map(|(code, job)| {
            let row = |extra: &crate::Extra| {
                [code.to_owned(), extra.extra.clone(), extra.description.clone(), "Active".to_owned()]
            };
            job.extras.iter().map(row).collect::<Vec<_>>()
        });
        fs::write(folder.join(format!("JC_Extras_{day}.csv")), csv(&EXTRAS, extras)?)?;
        let budgets =
            self.booked().flat_map(|(code, job)| job.budget.iter().map(move |line| budget_row(code, line)));
        fs::write(folder.join(format!("JC_Budgets_{day}.csv")), csv(&BUDGETS, budgets)?)?;
        self.write_employees(folder, day)?;
        let labor =
            self.booked().flat_map(|(code, job)| job.labor.iter().map(move |line| labor_row(code, line)));
        fs::write(folder.join(format!("PR_Labor_{day}.csv")), csv(&LABOR, labor)?)?;
        let open = first_of_month(EARLIER_EXPORT);
        self.write_ledger(folder, day, |line| line.accounting_date >= open && !line.deleted)
    }

    fn write_employees(&self, folder: &Path, day: NaiveDate) -> io::Result<()> {
        let rows = self.employees.iter().filter_map(|employee| employee_row(employee, day));
        let text = csv(&EMPLOYEES, rows)?;
        fs::write(folder.join(format!("PR_Employees_{day}.csv")), windows_1252(&text))
    }

    /// In parts, as a script writes a large report, and then the file that says there are no more.
    fn write_ledger(
        &self,
        folder: &Path,
        day: NaiveDate,
        holds: impl Fn(&CostLine) -> bool,
    ) -> io::Result<()> {
        let lines: Vec<(&str, &CostLine)> = self
            .booked()
            .flat_map(|(code, job)| job.costs.iter().map(move |line| (code, line)))
            .filter(|(_, line)| holds(line))
            .collect();
        for (part, lines) in lines.chunks(LINES_OF_A_PART).enumerate() {
            let text = csv(&LEDGER, lines.iter().map(|(code, line)| ledger_row(code, line)))?;
            fs::write(folder.join(format!("JC_Ledger_{day}_{part}.csv")), windows_1252(&text))?;
        }
        fs::write(folder.join(format!("JC_Ledger_{day}.done")), "")
    }
}

fn budget_row(code: &str, line: &BudgetLine) -> [String; 8] {
    let [extra, cost_code, category] = account(&line.account);
    [
        code.to_owned(),
        extra,
        cost_code,
        category,
        plain(line.original_cents),
        plain(line.changes_cents),
        plain(line.original_cents + line.changes_cents),
        plain(line.units),
    ]
}

fn employee_row(employee: &Employee, day: NaiveDate) -> Option<[String; 7]> {
    let standing = employee.on(day)?;
    Some([
        employee.id.clone(),
        format!("{}; {}", employee.last_name, employee.first_name),
        employee.email.clone(),
        standing.department.clone(),
        standing.title.clone(),
        format!("{}.{:04}", standing.rate / 10_000, standing.rate % 10_000),
        date(Some(employee.hired_on)),
    ])
}

fn labor_row(code: &str, line: &LaborLine) -> [String; 12] {
    let [extra, cost_code, category] = account(&line.account);
    let [run, sequence, distribution] = posting(line.posting);
    [
        code.to_owned(),
        extra,
        cost_code,
        category,
        run,
        sequence,
        distribution,
        line.employee.clone(),
        date(Some(line.work_date)),
        "REG".to_owned(),
        sign_behind(line.hours),
        sign_behind(line.amount_cents),
    ]
}

fn ledger_row(code: &str, line: &CostLine) -> [String; 14] {
    let [extra, cost_code, category] = account(&line.account);
    let [run, sequence, distribution] = posting(line.posting);
    [
        code.to_owned(),
        extra,
        cost_code,
        category,
        line.transaction_type.to_owned(),
        run,
        sequence,
        distribution,
        date(Some(line.accounting_date)),
        date(Some(line.transaction_date)),
        line.vendor.unwrap_or_default().to_owned(),
        line.description.clone(),
        sign_behind(line.units),
        sign_behind(line.amount_cents),
    ]
}

fn account(account: &Account) -> [String; 3] {
    [account.extra.clone().unwrap_or_default(), account.cost_code.clone(), account.category.to_string()]
}

fn posting(posting: Posting) -> [String; 3] {
    [posting.run, posting.sequence, posting.distribution].map(|number| number.to_string())
}
