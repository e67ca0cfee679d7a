//! Records as the Sage 300 drop yields them.

use cds_warehouse::bronze::Arrival;
use serde_json::{Value, json};

pub(crate) const JOB: &str = "25-1-082";

/// A job of a million.
pub(crate) fn job() -> Arrival {
    job_with(json!({ "name": "Mesa Gateway", "original_contract": "1000000.00" }))
}

pub(crate) fn job_with(fields: Value) -> Arrival {
    numbered_job(JOB, JOB, fields)
}

/// A job by accounting's own code.
pub(crate) fn numbered_job(code: &str, number: &str, fields: Value) -> Arrival {
    record("job", code, &[], with(json!({ "job": code, "job_number": number }), fields))
}

pub(crate) fn change_order(number: &str, fields: Value) -> Arrival {
    let key = json!({ "job": JOB, "job_number": JOB, "number": number });
    record("change_order", JOB, &[number], with(key, fields))
}

/// The header of an application.
pub(crate) fn header(application: i32, fields: Value) -> Arrival {
    let key = json!({ "job": JOB, "job_number": JOB, "application": application });
    record("pay_application", JOB, &[&application.to_string()], with(key, fields))
}

/// A line that says what is completed to date.
pub(crate) fn line(application: i32, number: &str, completed_to_date: &str) -> Arrival {
    line_with(application, number, json!({ "billed": "to_date", "completed_to_date": completed_to_date }))
}

/// A line that says what its application adds.
pub(crate) fn line_of_period(application: i32, number: &str, this_period: &str) -> Arrival {
    line_with(application, number, json!({ "billed": "this_period", "this_period": this_period }))
}

pub(crate) fn line_with(application: i32, number: &str, fields: Value) -> Arrival {
    let key = json!({ "job": JOB, "job_number": JOB, "application": application, "line": number });
    record("pay_application_line", JOB, &[&application.to_string(), number], with(key, fields))
}

/// A line of the company's standard list.
pub(crate) fn cost_code(code: &str, fields: Value) -> Arrival {
    record("cost_code", code, &[], with(json!({ "cost_code": code }), fields))
}

/// A line of the job's budget.
pub(crate) fn budget_line(code: &str, total_estimate: &str) -> Arrival {
    let fields =
        json!({ "job": JOB, "job_number": JOB, "cost_code": code, "total_estimate": total_estimate });
    record("job_cost_code", JOB, &[code], fields)
}

pub(crate) fn employee(id: &str, fields: Value) -> Arrival {
    record("employee", id, &[], with(json!({ "employee": id }), fields))
}

/// Eight hours of an employee on the third of June.
pub(crate) fn labor(transaction: &str, employee: &str, code: &str) -> Arrival {
    let fields = json!({
        "job": JOB, "job_number": JOB, "transaction": transaction, "employee": employee, "cost_code": code,
        "work_date": "2025-06-03", "hours": "8.00",
    });
    record("labor", JOB, &[transaction], fields)
}

/// A transaction of the job cost ledger.
pub(crate) fn cost(transaction: &str, code: &str, amount: &str) -> Arrival {
    let fields = json!({
        "job": JOB, "job_number": JOB, "transaction": transaction, "cost_code": code, "amount": amount,
        "accounting_date": "2025-06-30", "transaction_type": "Accrual (old)",
    });
    record("job_cost", JOB, &[transaction], fields)
}

/// The record as an export of a day has it.
pub(crate) fn as_of(day: &str, record: Arrival) -> Arrival {
    Arrival { effective_on: Some(crate::fixture::day(day)), ..record }
}

/// The record when a full export has it no more.
pub(crate) fn gone(record: Arrival) -> Arrival {
    Arrival { deleted_how: Some("absent"), ..record }
}

fn with(mut key: Value, fields: Value) -> Value {
    if let (Value::Object(key), Value::Object(fields)) = (&mut key, fields) {
        key.extend(fields);
    }
    key
}

fn record(entity: &str, job: &str, parts: &[&str], payload: Value) -> Arrival {
    let source_id = [&[job], parts].concat().join("/");
    Arrival { entity: entity.to_owned(), source_id, payload, deleted_how: None, effective_on: None }
}
