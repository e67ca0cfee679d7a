//! The canonical fields of each entity, in the order in which they are told.

use super::{Field, Kind};

const fn required(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: true }
}

const fn optional(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: false }
}

pub(super) const JOB: &[Field] = &[
    required("job", Kind::JobCode),
    optional("name", Kind::Text),
    optional("status", Kind::OneOf(&["active", "closed"])),
    optional("project_manager", Kind::Text),
    optional("project_manager_email", Kind::Text),
    optional("client", Kind::Text),
    optional("original_contract", Kind::Amount),
    optional("start_date", Kind::Date),
    optional("finish_date", Kind::Date),
    optional("effective_on", Kind::Date),
];

pub(super) const CHANGE_ORDER: &[Field] = &[
    required("job", Kind::JobCode),
    required("number", Kind::Text),
    optional("extra", Kind::Text),
    optional("description", Kind::Text),
    required("status", Kind::OneOf(&["pending", "executed", "void"])),
    required("amount", Kind::Amount),
    optional("submitted_on", Kind::Date),
    optional("executed_on", Kind::Date),
];

pub(super) const PAY_APPLICATION: &[Field] = &[
    required("job", Kind::JobCode),
    required("application", Kind::Ordinal),
    optional("extra", Kind::Text),
    optional("period_to", Kind::Date),
    optional("submitted_on", Kind::Date),
    optional("published_on", Kind::Date),
    optional("certified_on", Kind::Date),
    optional("paid_on", Kind::Date),
    optional("completed_to_date", Kind::Amount),
    optional("retainage_completed", Kind::Amount),
    optional("retainage_stored", Kind::Amount),
    optional("retainage", Kind::Amount),
    optional("retainage_released", Kind::Amount),
    optional("previous_certificates", Kind::Amount),
    optional("payment_due", Kind::Amount),
];

pub(super) const PAY_APPLICATION_LINE: &[Field] = &[
    required("job", Kind::JobCode),
    required("application", Kind::Ordinal),
    required("line", Kind::Text),
    optional("description", Kind::Text),
    optional("scheduled_value", Kind::Amount),
    optional("previous", Kind::Amount),
    optional("this_period", Kind::Amount),
    optional("stored", Kind::Amount),
    optional("completed_to_date", Kind::Amount),
    optional("retainage", Kind::Amount),
];

pub(super) const SCHEDULE_OF_VALUES_LINE: &[Field] = &[
    required("job", Kind::JobCode),
    required("line", Kind::Text),
    optional("description", Kind::Text),
    optional("scheduled_value", Kind::Amount),
];

pub(super) const COST_CODE: &[Field] =
    &[required("cost_code", Kind::Text), optional("description", Kind::Text), optional("parent", Kind::Text)];

pub(super) const EXTRA: &[Field] = &[
    required("job", Kind::JobCode),
    required("extra", Kind::Text),
    optional("description", Kind::Text),
    optional("status", Kind::OneOf(&["active", "closed"])),
];

pub(super) const JOB_COST_CODE: &[Field] = &[
    required("job", Kind::JobCode),
    optional("extra", Kind::Text),
    required("cost_code", Kind::Text),
    optional("category", Kind::Text),
    optional("description", Kind::Text),
    optional("original_estimate", Kind::Amount),
    optional("approved_changes", Kind::Amount),
    optional("total_estimate", Kind::Amount),
    optional("estimated_units", Kind::Quantity),
];

pub(super) const EMPLOYEE: &[Field] = &[
    required("employee", Kind::Text),
    optional("name", Kind::Text),
    optional("first_name", Kind::Text),
    optional("last_name", Kind::Text),
    optional("email", Kind::Text),
    optional("department", Kind::Text),
    optional("job_title", Kind::Text),
    optional("hourly_rate", Kind::Quantity),
    optional("status", Kind::OneOf(&["active", "inactive"])),
    optional("hire_date", Kind::Date),
    optional("phone", Kind::Text),
];

pub(super) const LABOR: &[Field] = &[
    required("job", Kind::JobCode),
    required("transaction", Kind::Text),
    optional("extra", Kind::Text),
    required("cost_code", Kind::Text),
    optional("category", Kind::Text),
    required("employee", Kind::Text),
    optional("employee_name", Kind::Text),
    required("work_date", Kind::Date),
    required("hours", Kind::Quantity),
    optional("pay_type", Kind::Text),
    optional("amount", Kind::Amount),
];

pub(super) const JOB_COST: &[Field] = &[
    required("job", Kind::JobCode),
    required("transaction", Kind::Text),
    optional("extra", Kind::Text),
    required("cost_code", Kind::Text),
    optional("category", Kind::Text),
    optional("transaction_type", Kind::Text),
    required("accounting_date", Kind::Date),
    optional("transaction_date", Kind::Date),
    optional("vendor", Kind::Text),
    optional("description", Kind::Text),
    optional("units", Kind::Quantity),
    required("amount", Kind::Amount),
];
