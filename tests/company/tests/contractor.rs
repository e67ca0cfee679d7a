//! What holds for a contractor of any seed.

use std::collections::BTreeSet;

use cds_company::{
    Company, Habit, Job, JobStatus, Lie, PayApplication, Row, ScheduleVersion, Series, Size, Task,
    naive::{self, Light},
};
use proptest::prelude::*;

fn contractor(seed: u64) -> Company {
    Company::generate(Size::Small, seed)
}

fn masters(job: &Job) -> Vec<&ScheduleVersion> {
    job.schedules.iter().filter(|version| version.series == Series::Master).collect()
}

/// The day its contract sum is taken on.
fn billed_on(application: &PayApplication) -> chrono::NaiveDate {
    application.period_to.or(application.submitted_on).or(application.certified_on).expect("dated")
}

fn is_sound(task: &Task) -> bool {
    (0..=task.duration_minutes).contains(&task.actual_minutes) && task.start <= task.finish
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn there_are_forty_jobs_of_three_years_with_numbers_and_codes_of_their_own(seed: u64) {
        let company = contractor(seed);
        prop_assert_eq!(company.jobs.len(), 40);
        let numbers: BTreeSet<_> = company.jobs.iter().map(|job| &job.number).collect();
        prop_assert_eq!(numbers.len(), 40);
        prop_assert!(numbers.iter().all(|number| &number[2..5] == "-1-" && number.len() == 8));
        let names: BTreeSet<_> = company.jobs.iter().map(|job| &job.name).collect();
        prop_assert_eq!(names.len(), 40);
        let coded = company.jobs.iter().filter_map(|job| job.accounting_code.as_ref());
        prop_assert_eq!(coded.clone().collect::<BTreeSet<_>>().len(), coded.count());
        let starts = || company.jobs.iter().map(|job| job.start);
        let years = (starts().max().unwrap() - starts().min().unwrap()).num_days() / 300;
        prop_assert_eq!(years, 3);
    }

    #[test]
    fn every_kind_of_job_lie_and_habit_is_there(seed: u64) {
        let company = contractor(seed);
        let jobs = || company.jobs.iter();
        for lie in [
            Lie::MarchesWithCalendar, Lie::Inflated, Lie::Sandbagged, Lie::FrontLoaded, Lie::Rebaselined,
        ] {
            prop_assert!(jobs().any(|job| job.planted.iter().any(|planted| planted.kind == lie)), "{:?}", lie);
        }
        for habit in [
            Habit::SkippedMonth, Habit::TwoOnOneDay, Habit::MidMonthCutOff, Habit::Corrected, Habit::Credited,
            Habit::NoPeriodTo, Habit::NoSubmittedDate, Habit::QuietMonth, Habit::OverwritesSchedule,
        ] {
            prop_assert!(jobs().any(|job| job.habits.contains(&habit)), "{:?}", habit);
        }
        let bills = || jobs().flat_map(|job| &job.applications);
        prop_assert!(jobs().any(|job| job.accounting_code.is_none() && !job.schedules.is_empty()));
        prop_assert!(jobs().any(|job| job.schedules.is_empty() && !job.applications.is_empty()));
        prop_assert!(jobs().any(|job| job.accounting_code.is_some() && job.applications.is_empty()));
        prop_assert!(bills().any(|bill| bill.period_to.is_none() && bill.submitted_on.is_some()));
        prop_assert!(bills().any(|bill| bill.period_to.is_none() && bill.submitted_on.is_none()));
        prop_assert!(bills().any(|bill| bill.first_exported.is_some()));
        prop_assert!(bills().flat_map(|bill| &bill.lines).any(|line| line.this_period_cents < 0));
        prop_assert!(bills().flat_map(|bill| &bill.lines).any(|line| line.stored_cents > 0));
        let same_day = |job: &Job| job.applications.windows(2).any(|two| two[0].period_to == two[1].period_to);
        prop_assert!(jobs().any(same_day));
    }

    #[test]
    fn previous_is_the_work_in_place_by_the_application_before(seed: u64) {
        for job in contractor(seed).jobs {
            for two in job.applications.windows(2) {
                prop_assert_eq!(two[1].number, two[0].number + 1);
                for line in &two[1].lines {
                    let before = two[0].lines.iter().find(|before| before.line == line.line);
                    let in_place = before.map_or(0, |before| before.previous_cents + before.this_period_cents);
                    prop_assert_eq!(line.previous_cents, in_place);
                }
            }
        }
    }

    #[test]
    fn the_schedule_of_values_is_the_contract_sum_to_the_cent(seed: u64) {
        for job in contractor(seed).jobs {
            // A date that is missing moves the day on which change orders are looked at.
            for application in job.applications.iter().filter(|application| application.period_to.is_some()) {
                let scheduled: i64 = application.lines.iter().map(|line| line.scheduled_value_cents).sum();
                prop_assert_eq!(scheduled, job.contract_sum_cents(billed_on(application)));
            }
        }
    }

    #[test]
    fn retainage_is_ten_per_cent_then_five_and_released_at_the_end(seed: u64) {
        let mut rates = BTreeSet::new();
        for job in contractor(seed).jobs {
            for application in job.applications.iter().filter(|application| application.period_to.is_some()) {
                let billed = application.completed_to_date_cents();
                let contract = job.contract_sum_cents(billed_on(application));
                let rate = match job.status {
                    JobStatus::Closed if billed >= contract => 0,
                    _ if billed * 2 >= contract => 5,
                    _ => 10,
                };
                rates.insert(rate);
                let lines = i64::try_from(application.lines.len()).unwrap();
                let held = application.retainage_cents();
                prop_assert!((held * 100 - billed * rate).abs() <= 50 * lines, "{} {}", job.number, application.number);
            }
        }
        prop_assert_eq!(rates, BTreeSet::from([0, 5, 10]));
    }

    #[test]
    fn schedules_have_sixty_rows_at_most_and_data_dates_that_go_on(seed: u64) {
        let company = contractor(seed);
        for job in &company.jobs {
            for version in &job.schedules {
                prop_assert!((1..=60).contains(&version.tasks.len()));
                prop_assert!(version.data_date <= company.as_of);
                prop_assert!(version.tasks.iter().all(is_sound));
            }
            let masters = masters(job);
            for two in masters.windows(2) {
                prop_assert!(two[0].data_date < two[1].data_date);
                for (before, after) in two[0].tasks.iter().zip(&two[1].tasks) {
                    prop_assert!(before.actual_minutes <= after.actual_minutes, "{} goes back", job.number);
                }
            }
            let newest = masters.last().map(|version| version.data_date);
            prop_assert!(job.schedules.iter().all(|version| Some(version.data_date) <= newest));
        }
        let rows: BTreeSet<_> = company.jobs.iter().flat_map(|job| &job.schedules).flat_map(|version| &version.tasks)
            .map(|task| format!("{:?}", task.row)).collect();
        prop_assert_eq!(rows.len(), 5);
        let milestones = company.jobs.iter().flat_map(masters).flat_map(|version| &version.tasks);
        prop_assert!(milestones.filter(|task| task.row == Row::Milestone).any(|task| task.duration_minutes > 0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_portfolio_has_all_lights_and_mostly_not_red_ones(seed: u64) {
        let company = contractor(seed);
        let months = naive::months(&company.truth()).unwrap();
        let of = |light| months.iter().filter(|month| month.light == light).count();
        prop_assert!(months.iter().any(|month| month.alert));
        prop_assert!(months.iter().any(|month| month.carried));
        prop_assert!(of(None) > 0);
        let (green, yellow, red) = (of(Some(Light::Green)), of(Some(Light::Yellow)), of(Some(Light::Red)));
        prop_assert!(green > 0 && yellow > 0 && red > 0, "{} {} {}", green, yellow, red);
        prop_assert!(red * 4 < green + yellow, "{} {} {}", green, yellow, red);
        let lying: BTreeSet<_> =
            company.jobs.iter().filter(|job| !job.planted.is_empty()).map(|job| &job.number).collect();
        let alerted: BTreeSet<_> = months.iter().filter(|month| month.alert).map(|month| &month.job_number).collect();
        prop_assert!(alerted.intersection(&lying).next().is_some());
    }
}

#[test]
fn an_edit_of_the_plain_structs_is_in_the_truth() {
    let mut company = contractor(7);
    let before = naive::months(&company.truth()).unwrap();
    let billed =
        company.jobs.iter().find(|job| job.applications.len() > 3 && job.schedules.len() > 3).unwrap();
    let number = billed.number.clone();
    let job = company.job_mut(&number).unwrap();
    job.applications[2].lines[0].this_period_cents -= 5_000_000;
    let after = naive::months(&company.truth()).unwrap();
    let differ: BTreeSet<_> =
        before.iter().zip(&after).filter(|(a, b)| a != b).map(|(a, _)| a.job_number.clone()).collect();
    assert_eq!(differ, BTreeSet::from([number]));
}
