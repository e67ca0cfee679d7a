//! Applications for payment, with the habits people have.

use chrono::NaiveDate;

use super::{
    AS_OF,
    clock::{Clock, WHOLE},
    contract::ValueLine,
};
use crate::{
    calendar::{first_of_month, month_end, plus_days, workday_from},
    dice::Dice,
    drop::EARLIER_EXPORT,
    model::{BilledLine, ChangeOrder, Habit, Job, JobStatus, PayApplication},
};

/// Material is on site so much of the job's time before its work begins.
const BOUGHT_AHEAD: i64 = 700;

/// How a job bills.
pub(super) struct Billing<'a> {
    pub(super) job: &'a Job,
    pub(super) real: &'a Clock,
    pub(super) lines: &'a [ValueLine],
    pub(super) habits: &'a [Habit],
    /// End of the month in which a habit shows.
    pub(super) odd_month: NaiveDate,
    /// The bill says what was done so many days before its period ended.
    pub(super) lag_days: i64,
    /// Handed in so many days after the period ended; before it, where the month is billed ahead.
    pub(super) submitted_after: i64,
}

/// A period to be billed.
struct Period {
    to: NaiveDate,
    work_until: NaiveDate,
    odd: bool,
}

pub(super) fn applications(billing: &Billing<'_>, dice: &mut Dice) -> Vec<PayApplication> {
    let mut applications: Vec<PayApplication> = Vec::new();
    for period in billing.periods() {
        let submitted = workday_from(plus_days(period.to, billing.submitted_after));
        if submitted > AS_OF {
            break;
        }
        let before = applications.last().map_or(&[][..], |application| &application.lines);
        let mut lines = billing.bill(&period, before);
        billing.retain(&mut lines, period.to);
        let certified = workday_from(plus_days(submitted, dice.between(4, 11)));
        let paid = workday_from(plus_days(certified, dice.between(18, 40)));
        applications.push(PayApplication {
            number: u32::try_from(applications.len() + 1).unwrap_or(u32::MAX),
            period_to: Some(period.to),
            submitted_on: Some(submitted),
            certified_on: Some(certified).filter(|day| *day <= AS_OF),
            paid_on: Some(paid).filter(|day| *day <= AS_OF),
            lines,
            first_exported: None,
        });
    }
    billing.forget_dates(&mut applications);
    billing.correct(&mut applications);
    applications
}

impl Billing<'_> {
    fn has(&self, habit: Habit) -> bool {
        self.habits.contains(&habit)
    }

    /// One a month from the first whole month on, until all work is billed.
    fn periods(&self) -> Vec<Period> {
        let mut periods = Vec::new();
        let mut month = first_of_month(plus_days(self.job.start, 25));
        let skips = self.has(Habit::SkippedMonth) || self.has(Habit::QuietMonth);
        loop {
            let to = if self.has(Habit::MidMonthCutOff) { plus_days(month, 19) } else { month_end(month) };
            let work_until = plus_days(to, -self.lag_days);
            let odd = month_end(to) == self.odd_month;
            if !(odd && skips) {
                if odd && self.has(Habit::TwoOnOneDay) {
                    periods.push(Period { to, work_until: plus_days(work_until, -14), odd: false });
                }
                periods.push(Period { to, work_until, odd });
            }
            if to > AS_OF || self.real.position(work_until) == WHOLE {
                return periods;
            }
            month = plus_days(month_end(month), 1);
        }
    }

    fn bill(&self, period: &Period, before: &[BilledLine]) -> Vec<BilledLine> {
        let position = self.real.position(period.work_until);
        let contract = self.lines.iter().map(|line| {
            let percent = line.percent(position) + self.overbilled_percent(period, line, position);
            let mut billed = billed_line(&line.line, &line.description, line.value_cents, percent, before);
            let bought = if line.stored && position + BOUGHT_AHEAD >= line.from { 25 } else { 0 };
            billed.stored_cents = line.value_cents / 100 * (bought - percent).max(0);
            billed
        });
        let executed = self.job.change_orders.iter().filter(|change| change.counts_on(period.to));
        let changes = executed.map(|change| {
            let percent = change_percent(change, period.to);
            billed_line(&change.number, &change.description, change.amount_cents, percent, before)
        });
        contract.chain(changes).collect()
    }

    /// Per cent billed too much of a line under way, taken back by the next application.
    fn overbilled_percent(&self, period: &Period, line: &ValueLine, position: i64) -> i64 {
        let under_way = (line.from + 1..line.to).contains(&position);
        if period.odd && self.has(Habit::Credited) && under_way { 15 } else { 0 }
    }

    /// Ten per cent are held until half of the contract is done, then five of everything; nothing at the end.
    fn retain(&self, lines: &mut [BilledLine], on: NaiveDate) {
        let total: i64 = lines.iter().map(BilledLine::completed_to_date_cents).sum();
        let contract = self.job.contract_sum_cents(on);
        let rate = match self.job.status {
            JobStatus::Closed if total >= contract => 0,
            _ if 2 * total >= contract => 5,
            _ => 10,
        };
        for line in lines {
            line.retainage_cents = (line.completed_to_date_cents() * rate + 50).div_euclid(100);
        }
    }

    /// Where no period-to is written the day of submission serves, where that is missing too the certificate's.
    fn forget_dates(&self, applications: &mut [PayApplication]) {
        for application in applications.iter_mut().filter(|application| application.number % 3 == 2) {
            if self.has(Habit::NoPeriodTo) {
                application.period_to = None;
            }
            if self.has(Habit::NoSubmittedDate) && application.certified_on.is_some() {
                application.period_to = None;
                application.submitted_on = None;
            }
        }
    }

    /// The last application that the earlier export held is corrected downwards by the later one.
    fn correct(&self, applications: &mut [PayApplication]) {
        let exported = |application: &&mut PayApplication| application.is_known_on(EARLIER_EXPORT);
        let Some(application) = applications.iter_mut().rev().find(exported) else { return };
        if !self.has(Habit::Corrected) {
            return;
        }
        let mut lines = application.lines.clone();
        if let Some(line) = lines.iter_mut().max_by_key(|line| line.this_period_cents) {
            line.this_period_cents += line.scheduled_value_cents / 100 * 20;
        }
        self.retain(&mut lines, EARLIER_EXPORT);
        application.first_exported = Some(lines);
    }
}

impl ValueLine {
    /// What is billed of the line at a position, in whole per cent.
    fn percent(&self, position: i64) -> i64 {
        let done = ((position - self.from).max(0) * 100 / (self.to - self.from)).min(100);
        done * self.ends_at / 100
    }
}

/// A line with so much of its value in place.
fn billed_line(
    line: &str,
    description: &str,
    scheduled_value_cents: i64,
    percent: i64,
    before: &[BilledLine],
) -> BilledLine {
    let earlier = before.iter().find(|earlier| earlier.line == line);
    let previous_cents = earlier.map_or(0, |earlier| earlier.previous_cents + earlier.this_period_cents);
    BilledLine {
        line: line.to_owned(),
        description: description.to_owned(),
        scheduled_value_cents,
        previous_cents,
        this_period_cents: scheduled_value_cents / 100 * percent - previous_cents,
        stored_cents: 0,
        retainage_cents: 0,
    }
}

/// Changed work is done within two months of the signature; a deduct is taken at once.
fn change_percent(change: &ChangeOrder, on: NaiveDate) -> i64 {
    let days = change.executed_on.map_or(0, |executed| (on - executed).num_days());
    match days {
        _ if change.amount_cents < 0 => 100,
        ..30 => 40,
        30..60 => 80,
        _ => 100,
    }
}
