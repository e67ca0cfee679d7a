//! What a project manager reads. The months come from the plain rule itself.

use insta::assert_snapshot;

use crate::{
    feed::upsert,
    job::{Job, project},
    laptop::Laptop,
};

fn job() -> Job {
    Job::new(1, "25-1-082")
}

/// The sentence and the note at the end of a day.
fn verdict(job: Job, through: &str) -> String {
    let verdict = Laptop::with(&job.fed(through)).project(1).verdict;
    format!("{}\n{}", verdict.sentence, verdict.note)
}

/// The sentence of a job with this claim and this bill.
fn sentence(schedule: &'static str, billed: &str) -> String {
    let job = job().schedule("2025-10-31", schedule).bill("2025-10-31", billed);
    Laptop::with(&job.fed("2025-10-31")).project(1).verdict.sentence
}

#[test]
fn each_light_is_said_with_its_numbers() {
    assert_snapshot!(sentence("62", "60"), @"The schedule claims 62 %, and 60 % of the contract is billed. The schedule is 2 points ahead of billing: Green by the plain rule.");
    assert_snapshot!(sentence("62", "53.5"), @"The schedule claims 62 %, and 53.5 % of the contract is billed. The schedule is 8.5 points ahead of billing: Yellow by the plain rule.");
    assert_snapshot!(sentence("62.25", "41"), @"The schedule claims 62.3 %, and 41 % of the contract is billed. The schedule is 21.3 points ahead of billing: Red by the plain rule, for the first month.");
    assert_snapshot!(sentence("41", "62.25"), @"The schedule claims 41 %, and 62.3 % of the contract is billed. Billing is 21.3 points ahead of the schedule: Red by the plain rule, for the first month.");
    assert_snapshot!(sentence("50", "50"), @"The schedule claims 50 %, and 50 % of the contract is billed. The two agree: Green by the plain rule.");
    assert_snapshot!(sentence("51", "50"), @"The schedule claims 51 %, and 50 % of the contract is billed. The schedule is 1 point ahead of billing: Green by the plain rule.");
    assert_snapshot!(sentence("50", "51"), @"The schedule claims 50 %, and 51 % of the contract is billed. Billing is 1 point ahead of the schedule: Green by the plain rule.");
    assert_snapshot!(sentence("100", "104.36"), @"The schedule claims 100 %, and 104.4 % of the contract is billed. Billing is 4.4 points ahead of the schedule: Green by the plain rule.");
    assert_snapshot!(sentence("0", "-2"), @"The schedule claims 0 %, and −2 % of the contract is billed. The schedule is 2 points ahead of billing: Green by the plain rule.");
}

#[test]
fn a_number_beside_a_threshold_says_on_which_side_it_is() {
    assert_snapshot!(sentence("55", "50"), @"The schedule claims 55 %, and 50 % of the contract is billed. The schedule is 5 points ahead of billing: Green by the plain rule.");
    assert_snapshot!(sentence("55.01", "50"), @"The schedule claims 55.01 %, and 50 % of the contract is billed. The schedule is 5.01 points ahead of billing: Yellow by the plain rule.");
    assert_snapshot!(sentence("65", "50"), @"The schedule claims 65 %, and 50 % of the contract is billed. The schedule is 15 points ahead of billing: Yellow by the plain rule.");
    assert_snapshot!(sentence("65.01", "50"), @"The schedule claims 65.01 %, and 50 % of the contract is billed. The schedule is 15.01 points ahead of billing: Red by the plain rule, for the first month.");
    assert_snapshot!(sentence("35", "50.01"), @"The schedule claims 35 %, and 50.01 % of the contract is billed. Billing is 15.01 points ahead of the schedule: Red by the plain rule, for the first month.");
    assert_snapshot!(sentence("99.99", "100"), @"The schedule claims 99.99 %, and 100 % of the contract is billed. Billing is 0.01 points ahead of the schedule: Green by the plain rule.");
}

#[test]
fn red_says_for_how_many_months_it_runs() {
    let red = job()
        .schedule("2025-08-31", "40")
        .bill("2025-08-31", "20")
        .schedule("2025-09-30", "50")
        .bill("2025-09-30", "30")
        .schedule("2025-10-31", "60")
        .bill("2025-10-31", "40");
    assert_snapshot!(verdict(red, "2025-10-31"), @r"
    The schedule claims 60 %, and 40 % of the contract is billed. The schedule is 20 points ahead of billing: Red by the plain rule, for the third month running.
    Schedule as of 31 Oct 2025 (its status date); pay application 3 to 31 Oct 2025.
    ");
    let second = job().schedule("2025-09-30", "50").schedule("2025-10-31", "60").bill("2025-09-30", "30");
    assert_snapshot!(verdict(second, "2025-10-31"), @r"
    The schedule claims 60 %, and 30 % of the contract is billed. The schedule is 30 points ahead of billing: Red by the plain rule, for the second month running.
    Schedule as of 31 Oct 2025 (its status date); pay application 1 to 30 Sep 2025.
    ");
}

#[test]
fn a_carried_month_is_no_further_month_of_red() {
    let red = || job().schedule("2025-09-30", "50").bill("2025-09-30", "30");
    assert_snapshot!(verdict(red(), "2025-10-31"), @r"
    The schedule claims 50 %, and 30 % of the contract is billed. The schedule is 20 points ahead of billing: Red by the plain rule.
    Schedule as of 30 Sep 2025 (its status date); pay application 1 to 30 Sep 2025. Nothing new arrived in the last month: its figures are carried.
    ");
    assert_snapshot!(verdict(red(), "2025-12-31"), @r"
    The schedule claims 50 %, and 30 % of the contract is billed. The schedule is 20 points ahead of billing: Red by the plain rule.
    Schedule as of 30 Sep 2025 (its status date); pay application 1 to 30 Sep 2025. Nothing new arrived in the last 3 months: their figures are carried.
    ");
}

#[test]
fn what_is_missing_is_named() {
    assert_snapshot!(verdict(job(), "2025-10-31"), @r"
    There is no schedule and no pay application for this job yet.
    The plain rule compares the two.
    ");
    assert_snapshot!(verdict(job().schedule("2025-10-31", "62"), "2025-10-31"), @r"
    The schedule claims 62 %. It cannot be compared with billing: there is no pay application with an amount.
    Schedule as of 31 Oct 2025 (its status date).
    ");
    assert_snapshot!(verdict(job().bill("2025-10-31", "41"), "2025-10-31"), @r"
    41 % of the contract is billed. It cannot be compared with the schedule: there is no schedule.
    Pay application 1 to 31 Oct 2025.
    ");
    let unpriced = job().without_contract().schedule("2025-10-31", "62").bill("2025-10-31", "41");
    assert_snapshot!(verdict(unpriced, "2025-10-31"), @r"
    The schedule claims 62 %. It cannot be compared with billing: the books give no contract sum above zero.
    Schedule as of 31 Oct 2025 (its status date); pay application 1 to 31 Oct 2025.
    ");
    assert_snapshot!(verdict(job().schedule("2025-10-31", None).bill("2025-10-31", "41"), "2025-10-31"), @r"
    41 % of the contract is billed. It cannot be compared with the schedule: none of the schedule's tasks has a duration.
    Schedule as of 31 Oct 2025 (its status date); pay application 1 to 31 Oct 2025.
    ");
    assert_snapshot!(verdict(job().schedule("2025-10-31", None), "2025-10-31"), @r"
    None of the schedule's tasks has a duration, and there is no pay application with an amount.
    Schedule as of 31 Oct 2025 (its status date).
    ");
}

#[test]
fn a_newer_schedule_that_is_not_of_record_is_told() {
    let with = |data_date| {
        let job =
            job().schedule("2025-10-30", "60").bill("2025-10-31", "58").beside("New plan.xml", data_date);
        Laptop::with(&job.fed("2025-11-30")).project(1).verdict.note
    };
    assert_snapshot!(with("2025-11-14"), @"Schedule as of 30 Oct 2025 (its status date); pay application 1 to 31 Oct 2025. Nothing new arrived in the last month: its figures are carried. New plan.xml of 14 Nov 2025 is newer, but not of record; an administrator can pin it (`cds-sync pin`).");
    assert!(!with("2025-10-30").contains("New plan.xml"));
}

#[test]
fn a_date_that_stands_in_for_the_period_to_is_told() {
    for (source, told) in [
        ("submitted", "the day it was submitted"),
        ("published", "the day it was published"),
        ("certified", "the day it was certified"),
        ("paid", "the day it was paid"),
    ] {
        let note = verdict(
            job().schedule("2025-10-31", "62").bill_dated_by(source, "2025-10-28", "60"),
            "2025-10-31",
        );
        assert!(note.contains(told) && note.contains("no period-to date"), "{note}");
    }
    let job = job().schedule("2025-10-31", "62").bill_dated_by("published", "2025-10-28", "60");
    assert_snapshot!(verdict(job, "2025-10-31"), @r"
    The schedule claims 62 %, and 60 % of the contract is billed. The schedule is 2 points ahead of billing: Green by the plain rule.
    Schedule as of 31 Oct 2025 (its status date); pay application 1 to 28 Oct 2025 (the day it was published; it has no period-to date).
    ");
}

#[test]
fn a_job_that_is_only_known_by_name_has_a_sentence_too() {
    let verdict = Laptop::with(&[upsert(&project(1, "25-1-082"))]).project(1).verdict;
    assert_snapshot!(verdict.sentence, @"There is no schedule and no pay application for this job yet.");
}
