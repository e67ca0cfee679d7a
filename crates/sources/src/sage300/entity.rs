//! What an export can hold: the entities, their canonical fields, and what makes two rows the same record.

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
    pub(crate) holds: Holds,
    pub(crate) required: bool,
}

/// What the text of a field has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Accounting's own code of a job.
    JobCode,
    Text,
    Date,
    Amount,
    /// A counting number, such as an application's.
    Ordinal,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

const fn required(name: &'static str, holds: Holds) -> Field {
    Field { name, holds, required: true }
}

const fn optional(name: &'static str, holds: Holds) -> Field {
    Field { name, holds, required: false }
}

const JOB: &[Field] = &[
    required("job", Holds::JobCode),
    optional("name", Holds::Text),
    optional("status", Holds::OneOf(&["active", "closed"])),
    optional("project_manager", Holds::Text),
    optional("project_manager_email", Holds::Text),
    optional("client", Holds::Text),
    optional("original_contract", Holds::Amount),
    optional("start_date", Holds::Date),
    optional("finish_date", Holds::Date),
];

const CHANGE_ORDER: &[Field] = &[
    required("job", Holds::JobCode),
    required("number", Holds::Text),
    optional("description", Holds::Text),
    required("status", Holds::OneOf(&["pending", "executed", "void"])),
    required("amount", Holds::Amount),
    optional("submitted_on", Holds::Date),
    optional("executed_on", Holds::Date),
];

const PAY_APPLICATION: &[Field] = &[
    required("job", Holds::JobCode),
    required("application", Holds::Ordinal),
    optional("period_to", Holds::Date),
    optional("submitted_on", Holds::Date),
    optional("published_on", Holds::Date),
    optional("certified_on", Holds::Date),
    optional("paid_on", Holds::Date),
    optional("retainage", Holds::Amount),
    optional("completed_to_date", Holds::Amount),
];

const PAY_APPLICATION_LINE: &[Field] = &[
    required("job", Holds::JobCode),
    required("application", Holds::Ordinal),
    required("line", Holds::Text),
    optional("description", Holds::Text),
    optional("scheduled_value", Holds::Amount),
    optional("previous", Holds::Amount),
    optional("this_period", Holds::Amount),
    optional("stored", Holds::Amount),
    optional("completed_to_date", Holds::Amount),
    optional("retainage", Holds::Amount),
];

const SCHEDULE_OF_VALUES_LINE: &[Field] = &[
    required("job", Holds::JobCode),
    required("line", Holds::Text),
    optional("description", Holds::Text),
    optional("scheduled_value", Holds::Amount),
];

impl Entity {
    /// The name in mapping files and in [`Record::entity`](crate::Record::entity).
    pub fn name(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::ChangeOrder => "change_order",
            Self::PayApplication => "pay_application",
            Self::PayApplicationLine => "pay_application_line",
            Self::ScheduleOfValuesLine => "schedule_of_values_line",
        }
    }

    pub(crate) fn fields(self) -> &'static [Field] {
        match self {
            Self::Job => JOB,
            Self::ChangeOrder => CHANGE_ORDER,
            Self::PayApplication => PAY_APPLICATION,
            Self::PayApplicationLine => PAY_APPLICATION_LINE,
            Self::ScheduleOfValuesLine => SCHEDULE_OF_VALUES_LINE,
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
