//! A general contractor made from a seed, for the demo and for tests that must not know the answer beforehand.
//!
//! [`Company::generate`] makes the truth as plain structs, which a test may edit. From them come the files a real
//! installation reads (a Sage 300 drop, a mapping file, a share with job folders) and `truth.json`. [`naive`]
//! computes every month's light a second time from `truth.json` alone, so that the product can be held against it.
//!
//! The same seed gives the same bytes everywhere: there is no clock, no floating point, no hashing order.

mod calendar;
mod dice;
mod drop;
mod generate;
mod installation;
mod mapping;
mod model;
mod mspdi;
pub mod naive;
mod share;
mod truth;

pub use generate::Size;
pub use model::{
    Account, BilledLine, BudgetLine, ChangeOrder, ChangeOrderStatus, Company, CostCode, CostLine,
    DataDateSource, Employee, Extra, Habit, Job, JobStatus, LaborLine, Lie, Link, LinkKind, PayApplication,
    Person, Planted, PlantedInBooks, Posting, Row, ScheduleVersion, Series, Standing, Task,
};
