use std::fmt::Write;

use crate::model::Company;

/// What reads the exports of `drop.rs`; the crosswalk comes first.
const EXPORTS: &str = r#"
[[export]]
entity = "job"
files = "JC_Jobs_*.csv"
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
