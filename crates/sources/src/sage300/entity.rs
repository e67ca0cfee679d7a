//! What an export can hold: the entities, their canonical fields, and what makes two rows the same record.

mod fields;

use serde::Deserialize;

/// What one row of an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    /// A job as accounting keeps it.
    Job,
    /// A change to the contract with the owner.
    ChangeOrder,
    /// An application for payment: its header, G702.
    PayApplication,
    /// One line of an application for payment, G703.
    PayApplicationLine,
    /// One line of a job's schedule of values.
    ScheduleOfValuesLine,
    /// A cost code of the company's standard list.
    CostCode,
    /// A sub-job: a part of a job that is budgeted and billed by itself.
    Extra,
    /// A line of a job's budget: a cost code of the job, by category.
    JobCostCode,
    /// A person on the payroll.
    Employee,
    /// Hours that an employee worked on a job.
    Labor,
    /// A line of the job-cost ledger.
    JobCost,
}

/// Which amount the lines of a pay application state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Billed {
    /// Each line carries what has been completed up to its application.
    #[default]
    ToDate,
    /// Each line carries only what its application adds; to-date is the sum over applications.
    ThisPeriod,
}

/// One canonical field of an entity.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
}

/// What the text of a field has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Accounting's own code of a job.
    JobCode,
    Text,
    Date,
    /// Money, to the cent.
    Amount,
    /// Hours, units or a rate, to four decimals.
    Quantity,
    /// A counting number, such as an application's.
    Ordinal,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

impl Entity {
    /// The name in mapping files and in [`Record::entity`](crate::Record::entity).
    pub fn name(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::ChangeOrder => "change_order",
            Self::PayApplication => "pay_application",
            Self::PayApplicationLine => "pay_application_line",
            Self::ScheduleOfValuesLine => "schedule_of_values_line",
            Self::CostCode => "cost_code",
            Self::Extra => "extra",
            Self::JobCostCode => "job_cost_code",
            Self::Employee => "employee",
            Self::Labor => "labor",
            Self::JobCost => "job_cost",
        }
    }

    pub(crate) fn fields(self) -> &'static [Field] {
        match self {
            Self::Job => fields::JOB,
            Self::ChangeOrder => fields::CHANGE_ORDER,
            Self::PayApplication => fields::PAY_APPLICATION,
            Self::PayApplicationLine => fields::PAY_APPLICATION_LINE,
            Self::ScheduleOfValuesLine => fields::SCHEDULE_OF_VALUES_LINE,
            Self::CostCode => fields::COST_CODE,
            Self::Extra => fields::EXTRA,
            Self::JobCostCode => fields::JOB_COST_CODE,
            Self::Employee => fields::EMPLOYEE,
            Self::Labor => fields::LABOR,
            Self::JobCost => fields::JOB_COST,
        }
    }

    pub(crate) fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// What a row needs because of what it says.
    pub(crate) fn needs(self) -> &'static [Needs] {
        match self {
            // The contract sum of a month counts it from that day on.
            Self::ChangeOrder => &[Needs { when: ("status", "executed"), field: "executed_on" }],
            _ => &[],
        }
    }

    /// The fields that make two rows the same record, in the order of the source id.
    pub(crate) fn key(self) -> &'static [&'static str] {
        match self {
            Self::Job => &["job"],
            Self::ChangeOrder => &["job", "number"],
            Self::PayApplication => &["job", "application"],
            Self::PayApplicationLine => &["job", "application", "line"],
            Self::ScheduleOfValuesLine => &["job", "line"],
            Self::CostCode => &["cost_code"],
            Self::Extra => &["job", "extra"],
            Self::JobCostCode => &["job", "extra", "cost_code", "category"],
            Self::Employee => &["employee"],
            Self::Labor | Self::JobCost => &["job", "transaction"],
        }
    }
}

/// A field without which a row that says something cannot be.
#[derive(Debug)]
pub(crate) struct Needs {
    /// The field and the word it holds.
    pub(crate) when: (&'static str, &'static str),
    pub(crate) field: &'static str,
}

impl Billed {
    /// The name in mapping files and payloads.
    pub fn name(self) -> &'static str {
        match self {
            Self::ToDate => "to_date",
            Self::ThisPeriod => "this_period",
        }
    }

    /// The field that a line cannot do without.
    pub(crate) fn amount_field(self) -> &'static str {
        match self {
            Self::ToDate => "completed_to_date",
            Self::ThisPeriod => "this_period",
        }
    }
}
