//! The rule of every history: what was said on each day holds until something else is said, whatever the order in
//! which it was heard of.

use std::{cell::RefCell, collections::BTreeMap, fmt::Debug};

use cds_warehouse::bronze::Arrival;
use chrono::{Days, NaiveDate};
use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};
use tokio::runtime::Runtime;

use crate::{
    books::{as_of, gone},
    fixture::{World, day},
};

/// What the books say of a member of a dimension on a day.
pub(crate) trait Said: Clone + Debug + Send + Sync + 'static {
    /// The versions of the member `$1` as rows (from, to, whether it is current, state, name), by their first day,
    /// and which rows of the table they are.
    const VERSIONS: &str;

    /// The books' own name of one member among many.
    fn member(number: u32) -> String;

    /// The record of a member, by this name.
    fn record(&self, member: &str, name: &str) -> Arrival;

    /// The values that have a history.
    fn state(&self) -> String;
}

/// What is said, or that the member is not there any more. The name is another on each day, and has no history.
#[derive(Debug, Clone)]
struct Heard<S> {
    day: NaiveDate,
    said: S,
    gone: bool,
    /// Whether silver is built after it was heard of.
    built: bool,
}

impl<S: Said> Heard<S> {
    fn name(&self) -> String {
        format!("as of {}", self.day)
    }

    fn arrival(&self, member: &str) -> Arrival {
        let record = as_of(&self.day.to_string(), self.said.record(member, &self.name()));
        if self.gone { gone(record) } else { record }
    }
}

/// The rule in its plainest form: half-open intervals without gap or overlap, of which the last is current.
fn expected<S: Said>(heard: &[Heard<S>]) -> Vec<String> {
    let by_day: BTreeMap<_, _> = heard.iter().map(|heard| (heard.day, heard)).collect();
    let mut versions: Vec<(String, String)> = Vec::new();
    for (day, heard) in by_day.iter().filter(|(_, heard)| !heard.gone) {
        let state = heard.said.state();
        if versions.last().is_none_or(|(_, before)| *before != state) {
            let from = if versions.is_empty() { "-infinity".to_owned() } else { day.to_string() };
            versions.push((from, state));
        }
    }
    let name = by_day.values().next_back().map(|heard| heard.name()).unwrap_or_default();
    let ends = versions.iter().skip(1).map(|(from, _)| from.clone()).chain(["infinity".to_owned()]);
    let rows = versions.iter().zip(ends);
    rows.map(|((from, state), to)| format!("{from} {to} {} {state} {name}", to == "infinity")).collect()
}

/// The versions of a member as rows, and which rows in the table they are.
pub(crate) async fn versions<S: Said>(
    world: &World,
    member: &str,
) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    let rows = world.client().await?.query(S::VERSIONS, &[&member]).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).unzip())
}

/// Days with what is said on them, in the order in which they are heard of.
fn heard<S: Said>(said: impl Strategy<Value = S>) -> impl Strategy<Value = Vec<Heard<S>>> {
    let first = day("2025-01-01");
    prop::collection::btree_map(0..60_u64, (said, prop::bool::weighted(0.2), any::<bool>()), 1..6)
        .prop_map(move |days| {
            let heard = days.into_iter().map(|(offset, (said, gone, built))| Heard {
                day: first + Days::new(offset),
                said,
                gone,
                built,
            });
            heard.collect::<Vec<_>>()
        })
        .prop_shuffle()
}

async fn hear<S: Said>(world: &mut World, member: &str, heard: &[Heard<S>]) -> anyhow::Result<()> {
    for heard in heard {
        world.books(vec![heard.arrival(member)]).await?;
        if heard.built {
            world.run("2025-12-31").await?;
        }
    }
    world.run("2025-12-31").await.map(drop)
}

/// Any order of arrival gives the versions of the rule. Hearing it all again, and building silver from all of it as if
/// none had been seen, writes nothing.
pub(crate) fn hold_in_any_order<S: Said>(said: impl Strategy<Value = S>) -> anyhow::Result<()> {
    let runtime = Runtime::new()?;
    let world = runtime.block_on(World::start())?;
    let cell = RefCell::new((world, 0));
    let mut runner = TestRunner::new(Config {
        cases: 16,
        max_shrink_iters: 60,
        failure_persistence: None,
        ..Config::default()
    });
    runner.run(&heard(said), |heard| {
        let (world, number) = &mut *cell.borrow_mut();
        *number += 1;
        let member = S::member(*number);
        let outcome = runtime.block_on(async {
            hear(world, &member, &heard).await?;
            let first = versions::<S>(world, &member).await?;
            hear(world, &member, &heard).await?;
            world.client().await?.execute("delete from ops.asset_mark", &[]).await?;
            world.run("2025-12-31").await?;
            anyhow::Ok((first, versions::<S>(world, &member).await?))
        });
        let ((rows, written), (_, again)) =
            outcome.map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        prop_assert_eq!(rows, expected(&heard));
        prop_assert_eq!(written, again);
        Ok(())
    })?;
    runtime.block_on(cell.into_inner().0.stop())
}
