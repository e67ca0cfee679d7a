use std::fmt::Write;

use crate::model::Company;

/// What reads the exports of `drop.rs`; the crosswalk comes first.
const EXPORTS: &str = r#"
[[export]]
entity = "job"
files = "JC_Jobs_*.csv"
exported_on = "JC_Jobs_%Y-%m-%d.csv"
holds = "everything"
[export.columns]
job = "Job"
name = "Description"
status = "Job Status"
client = "Customer Name"
project_manager = "Project Manager"
project_manager_email = "PM E-mail"
original_contract = "Original Contract"
start_date = "Contract Start"
finish_date = "Contract Finish"
[export.values.status]
"In Progress" = "active"
"Closed" = "closed"

[[export]]
entity = "change_order"
files = "CN_ChangeOrders_*.csv"
exported_on = "CN_ChangeOrders_%Y-%m-%d.csv"
[export.columns]
job = "Job"
number = "Change Order"
description = "Description"
status = "Status"
amount = "Amount"
submitted_on = "Date Submitted"
executed_on = "Date Approved"
[export.values.status]
"Open" = "pending"
"Approved" = "executed"
"Rejected" = "void"

[[export]]
entity = "pay_application"
files = "BL_Applications_*.csv"
exported_on = "BL_Applications_%Y-%m-%d.csv"
[export.columns]
job = "Job"
application = "Appl No"
period_to = "Period To"
submitted_on = "Date Submitted"
certified_on = "Date Certified"
paid_on = "Date Paid"
retainage = "Retainage Held"
completed_to_date = "Completed And Stored"

[[export]]
entity = "pay_application_line"
files = "BL_ApplicationLines_*.csv"
exported_on = "BL_ApplicationLines_%Y-%m-%d.csv"
[export.columns]
job = "Job"
application = "Appl No"
line = "Item"
description = "Description of Work"
scheduled_value = "Scheduled Value"
previous = "From Previous"
this_period = "This Period"
stored = "Materials Stored"
completed_to_date = "Completed And Stored To Date"
retainage = "Retainage"

[[export]]
entity = "cost_code"
files = "JC_CostCodes_*.csv"
exported_on = "JC_CostCodes_%Y-%m-%d.csv"
holds = "everything"
[export.columns]
cost_code = "Cost Code"
description = "Description"
parent = "Group"

[[export]]
entity = "extra"
files = "JC_Extras_*.csv"
exported_on = "JC_Extras_%Y-%m-%d.csv"
holds = "everything"
[export.columns]
job = "Job"
extra = "Extra"
description = "Description"
status = "Extra Status"

[[export]]
entity = "job_cost_code"
files = "JC_Budgets_*.csv"
exported_on = "JC_Budgets_%Y-%m-%d.csv"
holds = "everything"
[export.columns]
job = "Job"
extra = "Extra"
cost_code = "Cost Code"
category = "Category"
original_estimate = "Original Estimate"
approved_changes = "Approved Changes"
total_estimate = "Total Estimate"
estimated_units = "Estimated Units"

[[export]]
entity = "employee"
files = "PR_Employees_*.csv"
exported_on = "PR_Employees_%Y-%m-%d.csv"
holds = "everything"
[export.columns]
employee = "Employee"
name = "Employee Name"
email = "E-mail"
department = "Department"
job_title = "Job Title"
hourly_rate = "Pay Rate"
hire_date = "Hire Date"

[[export]]
entity = "labor"
files = "PR_Labor_*.csv"
exported_on = "PR_Labor_%Y-%m-%d.csv"
[export.columns]
job = "Job"
extra = "Extra"
cost_code = "Cost Code"
category = "Category"
transaction = ["Run", "Sequence", "Dist Sequence"]
employee = "Employee"
work_date = "Work Date"
pay_type = "Pay ID"
hours = "Hours"
amount = "Amount"

[[export]]
entity = "job_cost"
files = "JC_Ledger_*_{0}.csv"
closed_by = "JC_Ledger_*.done"
exported_on = "JC_Ledger_%Y-%m-%d_*.csv"
holds = "window"
window = "accounting_date"
[export.columns]
job = "Job"
extra = "Extra"
cost_code = "Cost Code"
category = "Category"
transaction = ["Run", "Sequence", "Dist Sequence"]
transaction_type = "Tran Type"
accounting_date = "Accounting Date"
transaction_date = "Tran Date"
vendor = "Vendor"
description = "Description"
units = "Units"
amount = "Amount"
"#;

impl Company {
    /// The mapping file for the exports of [`write_drop`](Self::write_drop).
    #[must_use]
    pub fn mapping(&self) -> String {
        let mut text = "instance = \"demo\"\n\n[dates]\nformats = [\"%m/%d/%Y\"]\n\n[crosswalk]\n".to_owned();
        for job in &self.jobs {
            if let Some(code) = job.accounting_code.as_ref().filter(|code| **code != job.number) {
                let _ = writeln!(text, "\"{code}\" = \"{}\"", job.number);
            }
        }
        text.push_str(EXPORTS);
        text
    }
}
