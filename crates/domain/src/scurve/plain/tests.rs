use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn version(key: i64, data_date: &str, percent: i64) -> ScheduleVersion {
    ScheduleVersion {
        key,
        data_date: day(data_date),
        actual_minutes: Decimal::from(percent * 48),
        duration_minutes: Decimal::from(4800),
    }
}

fn bill(number: i32, period_to: &str, billed: i64) -> PayApplication {
    PayApplication { number, period_to: day(period_to), billed: Decimal::from(billed) }
}

fn history(versions: &[ScheduleVersion], applications: &[PayApplication]) -> History {
    History {
        original_contract: Some(Decimal::from(1000)),
        versions: versions.to_vec(),
        applications: applications.to_vec(),
        change_orders: Vec::new(),
    }
}

fn lights(months: &[Month]) -> Vec<Option<Light>> {
    months.iter().map(|m| m.light).collect()
}

#[test]
fn the_light_turns_just_past_five_and_fifteen_points_in_both_directions() {
    let light = |hundredths| Light::of(Decimal::new(hundredths, 2));
    assert_eq!(
        [light(500), light(-500), light(501), light(-501)],
        [Light::Green, Light::Green, Light::Yellow, Light::Yellow]
    );
    assert_eq!(
        [light(1500), light(-1500), light(1501), light(-1501)],
        [Light::Yellow, Light::Yellow, Light::Red, Light::Red]
    );
}

#[test]
fn the_light_is_decided_on_the_rounded_variance() {
    // 5.004 points round to 5.00, which is Green; 5.005 round away from zero to 5.01, which is Yellow.
    for (minutes, variance, light) in [(50_040, "5.00", Light::Green), (50_050, "5.01", Light::Yellow)] {
        let mut of = history(&[], &[bill(1, "2025-01-31", 0)]);
        of.versions.push(ScheduleVersion {
            key: 1,
            data_date: day("2025-01-31"),
            actual_minutes: Decimal::from(minutes),
            duration_minutes: Decimal::from(1_000_000),
        });
        let months = months(&of, day("2025-01-31"), false);
        assert_eq!(months[0].variance.map(|v| v.to_string()).as_deref(), Some(variance));
        assert_eq!(months[0].light, Some(light));
    }
}

#[test]
fn without_a_schedule_or_a_bill_there_is_no_light() {
    let only_schedule = months(&history(&[version(1, "2025-01-20", 10)], &[]), day("2025-01-31"), false);
    assert_eq!(lights(&only_schedule), [None]);
    assert_eq!(only_schedule[0].schedule_percent, Some(Decimal::from(10)));
    let only_bill = months(&history(&[], &[bill(1, "2025-01-31", 100)]), day("2025-01-31"), false);
    assert_eq!(lights(&only_bill), [None]);
    assert!(months(&History::default(), day("2025-01-31"), false).is_empty());
}

#[test]
fn a_contract_of_nothing_gives_no_percentage() {
    let mut of = history(&[version(1, "2025-01-20", 10)], &[bill(1, "2025-01-31", 100)]);
    of.original_contract = Some(Decimal::ZERO);
    assert_eq!(lights(&months(&of, day("2025-01-31"), false)), [None]);
    of.original_contract = None;
    assert_eq!(lights(&months(&of, day("2025-01-31"), false)), [None]);
}

#[test]
fn a_change_order_counts_from_the_bill_that_runs_to_its_day() {
    let mut of = history(&[], &[bill(1, "2025-01-31", 500), bill(2, "2025-02-28", 500)]);
    of.change_orders.push(ChangeOrder { executed_on: day("2025-02-28"), amount: Decimal::from(250) });
    let sums: Vec<_> = months(&of, day("2025-02-28"), false).iter().map(|m| m.contract_sum).collect();
    assert_eq!(sums, [Some(Decimal::from(1000)), Some(Decimal::from(1250))]);
}

#[test]
fn a_change_order_executed_in_a_carried_month_changes_nothing_until_the_next_bill() {
    let mut of = history(&[version(1, "2025-01-31", 50)], &[bill(1, "2025-01-31", 500)]);
    of.change_orders.push(ChangeOrder { executed_on: day("2025-02-10"), amount: Decimal::from(1000) });
    let months = months(&of, day("2025-02-28"), false);
    assert!(months[1].carried);
    assert_eq!(months[1].variance, months[0].variance);
}

#[test]
fn a_carried_month_repeats_the_values_and_is_no_second_red() {
    let of =
        history(&[version(1, "2025-01-20", 60), version(2, "2025-03-20", 70)], &[bill(1, "2025-01-31", 300)]);
    let months = months(&of, day("2025-04-30"), false);
    let seen: Vec<_> = months.iter().map(|m| (m.carried, m.red_months, m.alert())).collect();
    assert_eq!(seen, [(false, 1, false), (true, 1, false), (false, 2, true), (true, 2, true)]);
    assert_eq!(months[1].variance, months[0].variance);
}

#[test]
fn a_month_that_is_not_red_ends_the_run() {
    let of = history(
        &[version(1, "2025-01-20", 60), version(2, "2025-02-20", 40), version(3, "2025-03-20", 70)],
        &[bill(1, "2025-01-31", 300)],
    );
    let runs: Vec<_> = months(&of, day("2025-03-31"), false).iter().map(|m| m.red_months).collect();
    assert_eq!(runs, [1, 0, 1]);
}

#[test]
fn of_two_applications_on_one_day_the_higher_number_counts() {
    let of = history(&[], &[bill(2, "2025-01-31", 300), bill(1, "2025-01-31", 200)]);
    assert_eq!(months(&of, day("2025-01-31"), false)[0].application, Some((2, day("2025-01-31"))));
}

#[test]
fn nothing_after_the_month_is_used_and_a_finished_job_stops_at_its_last_news() {
    let of =
        history(&[version(1, "2025-01-20", 10), version(2, "2025-04-05", 90)], &[bill(1, "2025-01-31", 100)]);
    let open = months(&of, day("2025-03-10"), false);
    assert_eq!(open.len(), 3);
    assert_eq!(open[2].version, Some((1, day("2025-01-20"))));
    assert_eq!(months(&of, day("2025-03-10"), true).len(), 1);
}

proptest! {
    #[test]
    fn the_order_of_the_facts_does_not_matter(
        facts in proptest::collection::vec((0_u64..700, 0_i64..100), 1..12),
        rotate in 0_usize..12,
    ) {
        let start = day("2023-01-01");
        let mut seen = std::collections::HashSet::new();
        let unique: Vec<_> = facts.into_iter().filter(|(d, _)| seen.insert(*d)).collect();
        let versions: Vec<_> = unique.iter().enumerate()
            .map(|(i, (d, p))| version(i as i64, &(start + Days::new(*d)).to_string(), *p)).collect();
        let bills: Vec<_> = unique.iter().zip(1..)
            .map(|((d, p), n)| bill(n, &(start + Days::new(*d)).to_string(), p * 9)).collect();
        let straight = months(&history(&versions, &bills), day("2025-06-30"), false);
        let (mut turned_versions, mut turned_bills) = (versions, bills);
        let by = rotate % turned_versions.len();
        turned_versions.rotate_left(by);
        turned_bills.reverse();
        prop_assert_eq!(&straight, &months(&history(&turned_versions, &turned_bills), day("2025-06-30"), false));
        for pair in straight.windows(2) {
            prop_assert_eq!(month_end(pair[0].month_end + Days::new(1)), pair[1].month_end);
            if pair[1].carried {
                prop_assert_eq!(pair[0].variance, pair[1].variance);
            }
        }
    }
}
