//! The list of jobs.

use cds_cache::views::Light;

use crate::{
    feed::upsert,
    job::{Job, day, project},
    laptop::Laptop,
};

/// A job whose schedule is so many points ahead of a bill of 40 %.
fn ahead(project_key: i64, job_number: &str, schedule: &'static str) -> Job {
    Job::new(project_key, job_number).schedule("2025-10-31", schedule).bill("2025-10-31", "40")
}

#[test]
fn the_worst_job_comes_first_and_one_without_a_light_last() {
    let mut fed = Vec::new();
    for job in [
        ahead(1, "25-1-001", "41"),
        ahead(2, "25-1-002", "60"),
        ahead(3, "25-1-003", "20"),
        ahead(4, "25-1-004", "49"),
        ahead(5, "25-1-005", "61"),
        Job::new(6, "24-1-006").schedule("2025-10-31", "90"),
        ahead(7, "25-1-007", "37"),
    ] {
        fed.extend(job.fed("2025-10-31"));
    }
    let laptop = Laptop::with(&fed);
    assert_eq!(
        laptop.jobs(),
        ["25-1-005", "25-1-002", "25-1-003", "25-1-004", "25-1-007", "25-1-001", "24-1-006"],
        "by light, within a light by the size of the variance, then by number"
    );
}

#[test]
fn the_strip_holds_the_last_nine_months_oldest_first_with_carried_ones_marked() {
    let mut job = Job::new(1, "25-1-001").bill("2024-12-31", "40");
    for (month, percent) in (1..=10).zip(["41", "42", "43", "44", "45", "46", "47", "48", "49", "50"]) {
        job = job.schedule(&format!("2025-{month:02}-15"), percent);
    }
    let laptop = Laptop::with(&job.fed("2025-11-30"));
    let listed = &laptop.cache.portfolio().expect("a portfolio").jobs[0];
    let page = laptop.project(1);
    assert_eq!(page.months.len(), 12);
    assert_eq!(page.job, *listed, "the page and the list say the same");

    let strip = &listed.months;
    assert_eq!(strip.len(), 9);
    assert_eq!((strip[0].month_end, strip[0].variance_bp), (day("2025-03-31"), Some(300)));
    assert_eq!((strip[7].month_end, strip[7].carried), (day("2025-10-31"), false));
    assert_eq!((strip[8].month_end, strip[8].carried), (day("2025-11-30"), true));
    assert_eq!((strip[2].light, strip[3].light), (Some(Light::Green), Some(Light::Yellow)));
    assert_eq!(listed.latest.as_ref(), page.months.last());
}

#[test]
fn the_head_of_the_list_names_the_company_and_its_newest_dates() {
    let laptop = Laptop::new();
    let empty = laptop.cache.portfolio().expect("a portfolio");
    assert_eq!(
        (empty.company.as_str(), empty.billed_to, empty.scheduled_to, empty.jobs.len()),
        ("", None, None, 0)
    );

    let mut fed = ahead(1, "25-1-001", "41").fed("2025-10-31");
    fed.extend(Job::new(2, "25-1-002").schedule("2025-11-14", "10").fed("2025-11-30"));
    fed.push(upsert(&project(3, "25-1-003")));
    laptop.pull(&fed, "1");
    let portfolio = laptop.cache.portfolio().expect("a portfolio");
    assert_eq!(portfolio.company, "Desert Contractors");
    assert_eq!(
        (portfolio.billed_to, portfolio.scheduled_to),
        (Some(day("2025-10-31")), Some(day("2025-11-14")))
    );
    let bare = portfolio.jobs.iter().find(|job| job.project_key == 3).expect("a job");
    assert_eq!((bare.latest.as_ref(), bare.months.len()), (None, 0));
}
