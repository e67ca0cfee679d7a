//! The schedule as planned: rows with their place in the job's time, tied by links.

use super::{clock::WHOLE, work::Trade};
use crate::{
    calendar::DAY,
    dice::Dice,
    model::{Link, LinkKind, Row},
};

/// A row and its place in the job's time.
pub(super) struct PlannedRow {
    pub(super) uid: u32,
    pub(super) name: String,
    pub(super) level: u32,
    pub(super) row: Row,
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) workdays: i64,
    pub(super) links: Vec<Link>,
}

/// The rows of a job, from top to bottom.
pub(super) fn plan(trade: &Trade, job_name: &str, days: i64, dice: &mut Dice) -> Vec<PlannedRow> {
    let mut rows = Rows { days, rows: Vec::new() };
    rows.add(job_name, 0, Row::Summary, (0, WHOLE));
    rows.add("Notice to proceed", 1, Row::Milestone, (0, 0));
    let odd_phase = dice.between(1, 4);
    for (number, phase) in (0..).zip(trade.phases) {
        rows.add(phase.name, 1, Row::Summary, (phase.from, phase.to));
        let count = i64::try_from(phase.tasks.len()).unwrap_or_default();
        let span = phase.to - phase.from;
        for (turn, name) in (0..).zip(phase.tasks) {
            let from = phase.from + span * turn / (count + 1) + span * dice.between(0, 4) / 100;
            let to = if turn + 1 == count {
                phase.to
            } else {
                (from + span * dice.between(120, 220) / (100 * (count + 1))).min(phase.to)
            };
            rows.add(name, 2, Row::Work, (from, to));
            rows.tie(dice);
        }
        if number == odd_phase {
            let half = (phase.from, phase.from + span / 2);
            rows.add(&format!("Alternate {number}: owner's option"), 2, Row::Inactive, half);
            rows.add("", 1, Row::Blank, (0, 0));
        }
        for (name, due) in trade.milestones.iter().filter(|(_, due)| phase.to == *due) {
            rows.add(name, 1, Row::Milestone, (*due, *due));
        }
    }
    for (name, due) in trade.milestones.iter().filter(|(_, due)| trade.phases.iter().all(|p| p.to != *due)) {
        rows.add(name, 1, Row::Milestone, (*due, *due));
    }
    // Microsoft Project lets a milestone take time, and it is no work for that.
    if let Some(milestone) = rows.rows.iter_mut().rev().find(|row| row.row == Row::Milestone) {
        milestone.workdays = 1;
    }
    rows.rows
}

struct Rows {
    days: i64,
    rows: Vec<PlannedRow>,
}

impl Rows {
    fn add(&mut self, name: &str, level: u32, row: Row, (from, to): (i64, i64)) {
        let workdays = match row {
            Row::Milestone | Row::Blank => 0,
            _ => self.workdays(to - from).max(1),
        };
        let uid = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.rows.push(PlannedRow {
            uid,
            name: name.to_owned(),
            level,
            row,
            from,
            to,
            workdays,
            links: Vec::new(),
        });
    }

    fn workdays(&self, span: i64) -> i64 {
        span * self.days * 5 / (7 * WHOLE)
    }

    /// Ties the last row to the work before it, the way their places say.
    fn tie(&mut self, dice: &mut Dice) {
        let Some((last, before)) = self.rows.split_last() else { return };
        let Some(work) = before.iter().rev().find(|row| row.row == Row::Work) else { return };
        let (kind, lag) = match dice.between(1, 12) {
            1 => (LinkKind::FinishFinish, last.to - work.to),
            2 => (LinkKind::StartFinish, last.to - work.from),
            3 => (LinkKind::FinishStart, last.from - work.to),
            _ if last.from < work.to => (LinkKind::StartStart, last.from - work.from),
            _ => (LinkKind::FinishStart, last.from - work.to),
        };
        let link = Link { uid: work.uid, kind, lag_minutes: self.workdays(lag) * DAY };
        if let Some(last) = self.rows.last_mut() {
            last.links.push(link);
        }
    }
}
