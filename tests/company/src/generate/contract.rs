//! The contract: its sum, its schedule of values and its changes.

use chrono::NaiveDate;

use super::{AS_OF, clock::WHOLE, work::Trade};
use crate::{
    calendar::{plus_days, workday_from},
    dice::Dice,
    model::{ChangeOrder, ChangeOrderStatus, JobStatus},
};

/// A line of the schedule of values and when its work happens.
pub(super) struct ValueLine {
    pub(super) line: String,
    pub(super) description: String,
    pub(super) value_cents: i64,
    pub(super) from: i64,
    pub(super) to: i64,
    /// What of it is billed when its work is done, in per cent.
    pub(super) ends_at: i64,
    /// Whether its material is bought ahead.
    pub(super) stored: bool,
}

struct Share {
    description: String,
    weight: i64,
    from: i64,
    to: i64,
    stored: bool,
}

pub(super) fn contract_sum_cents(trade: &Trade, dice: &mut Dice) -> i64 {
    let (low, high) = trade.contract_thousands;
    dice.between(low * 10, high * 10) * 100 * 100
}

/// Lines in whole dollars that sum up to the contract.
pub(super) fn schedule_of_values(
    trade: &Trade,
    contract_cents: i64,
    front_loaded: bool,
    dice: &mut Dice,
) -> Vec<ValueLine> {
    let mut shares = shares(trade, dice);
    if front_loaded {
        for share in &mut shares {
            share.weight = share.weight * (190 - 160 * (share.from + share.to) / (2 * WHOLE)) / 100;
        }
    }
    let weights: i64 = shares.iter().map(|share| share.weight).sum();
    let mut left = contract_cents;
    let last = shares.len() - 1;
    let never_billed = dice.between(8, 10);
    let line = |(at, share): (usize, Share)| {
        let dollars = contract_cents / 100 * share.weight / weights;
        let value_cents = if at == last { left } else { dollars * 100 };
        left -= value_cents;
        let number = i64::try_from(at).unwrap_or_default() + 1;
        let ends_at = match trade.unit_prices {
            true if number == never_billed => 0,
            true => dice.between(88, 108),
            false => 100,
        };
        let Share { description, from, to, stored, .. } = share;
        ValueLine { line: number.to_string(), description, value_cents, from, to, ends_at, stored }
    };
    shares.into_iter().enumerate().map(line).collect()
}

/// General requirements first, then one or two lines for each phase.
fn shares(trade: &Trade, dice: &mut Dice) -> Vec<Share> {
    let share = |description: &str, weight, (from, to), stored| Share {
        description: description.to_owned(),
        weight,
        from,
        to,
        stored,
    };
    let mut shares = vec![
        share("Mobilization", dice.between(150, 300), (0, 300), false),
        share("Bonds & insurance", dice.between(100, 180), (0, 200), false),
        share("General conditions", dice.between(600, 900), (0, WHOLE), false),
    ];
    for phase in trade.phases {
        let weight = phase.cost * dice.between(85, 115);
        let middle = i64::midpoint(phase.from, phase.to);
        if phase.cost < 10 {
            shares.push(share(phase.name, weight, (phase.from, phase.to), phase.stored));
        } else {
            let first = weight * dice.between(45, 60) / 100;
            let name = |part| format!("{}, {part}", phase.name);
            shares.push(share(&name("first half"), first, (phase.from, middle), phase.stored));
            shares.push(share(&name("second half"), weight - first, (middle, phase.to), false));
        }
    }
    shares
}

const REASONS: [&str; 10] = [
    "Unforeseen utility conflict",
    "Owner-requested finish upgrade",
    "Added electrical outlets & data drops",
    "Revised structural connection, ASI 4",
    "Deeper over-excavation",
    "Value engineering of storefront",
    "City comments to fire riser room",
    "Extended covered walkway",
    "Deleted landscape allowance",
    "Relocated transformer pad",
];

/// Changes while the job lasts.
pub(super) fn change_orders(
    contract_cents: i64,
    start: NaiveDate,
    end: NaiveDate,
    status: JobStatus,
    dice: &mut Dice,
) -> Vec<ChangeOrder> {
    let lasted = (end.min(AS_OF) - start).num_days();
    let count = dice.between(0, 6).min(lasted / 60);
    let mut asked = (0..count).map(|_| dice.between(40, lasted)).collect::<Vec<_>>();
    asked.sort_unstable();
    let change = |(number, after): (usize, i64)| {
        let reason = *dice.pick(&REASONS);
        let per_mille = if reason.starts_with("Deleted") || reason.starts_with("Value") {
            -dice.between(3, 20)
        } else {
            dice.between(2, 32)
        };
        let submitted_on = workday_from(plus_days(start, after)).min(AS_OF);
        let signed = workday_from(plus_days(submitted_on, dice.between(8, 45)));
        let executed_on = (signed <= AS_OF && dice.chance(85)).then_some(signed);
        let withdrawn = dice.chance(12) || (status == JobStatus::Closed && executed_on.is_none());
        ChangeOrder {
            number: format!("CO-{:02}", number + 1),
            description: reason.to_owned(),
            status: match executed_on {
                _ if withdrawn => ChangeOrderStatus::Void,
                Some(_) => ChangeOrderStatus::Executed,
                None => ChangeOrderStatus::Pending,
            },
            amount_cents: contract_cents / 100 * per_mille / 1000 * 100,
            submitted_on,
            executed_on,
        }
    };
    asked.into_iter().enumerate().map(change).collect()
}
