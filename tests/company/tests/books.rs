//! What holds for the books of a contractor of any seed.

use std::collections::BTreeSet;

use cds_company::{Company, PlantedInBooks, Size, naive};
use proptest::prelude::*;

fn contractor(seed: u64) -> Company {
    Company::generate(Size::Small, seed)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_line_has_a_key_of_its_own_and_a_code_of_the_standard_list(seed: u64) {
        let company = contractor(seed);
        let codes: BTreeSet<_> = company.cost_codes.iter().map(|code| code.code.as_str()).collect();
        prop_assert_eq!(codes.len(), 200);
        let people: BTreeSet<_> = company.employees.iter().map(|employee| employee.id.as_str()).collect();
        prop_assert_eq!(people.len(), company.employees.len());
        for job in &company.jobs {
            let postings: BTreeSet<_> = job.costs.iter().map(|line| line.posting).collect();
            prop_assert_eq!(postings.len(), job.costs.len());
            let labor: BTreeSet<_> = job.labor.iter().map(|line| line.posting).collect();
            prop_assert!(labor.len() == job.labor.len() && labor.is_subset(&postings));
            let budgeted: BTreeSet<_> =
                job.budget.iter().map(|line| (&line.account.extra, &line.account.cost_code, line.account.category)).collect();
            prop_assert_eq!(budgeted.len(), job.budget.len());
            prop_assert!(job.budget.iter().all(|line| codes.contains(line.account.cost_code.as_str())));
            prop_assert!(job.labor.iter().all(|line| people.contains(line.employee.as_str())));
            let in_time = |day| job.start <= day && day <= company.as_of;
            prop_assert!(job.costs.iter().all(|line| in_time(line.accounting_date) && in_time(line.transaction_date)));
        }
        prop_assert!(company.jobs.iter().any(|job| !job.extras.is_empty()));
        prop_assert!(company.jobs.iter().flat_map(|job| &job.costs).any(|line| line.amount_cents < 0));
    }

    #[test]
    fn somebody_is_promoted_a_line_is_reversed_and_one_is_deleted(seed: u64) {
        let company = contractor(seed);
        let truth = company.truth();
        let line = |job: &str, posting| {
            let of_code = |of: &&cds_company::Job| of.accounting_code.as_deref() == Some(job);
            let lines = &company.jobs.iter().find(of_code).expect("the job").costs;
            lines.iter().find(|line| line.posting == posting).expect("the line")
        };
        let mut kinds = BTreeSet::new();
        for planted in &company.planted {
            match planted {
                PlantedInBooks::Promoted { employee } => {
                    kinds.insert("promoted");
                    let person = company.employees.iter().find(|of| of.id == *employee).expect("the employee");
                    let titles: BTreeSet<_> = person.standings.iter().map(|standing| &standing.title).collect();
                    prop_assert!(titles.len() > 1);
                    for standing in &person.standings {
                        let title = naive::title_on(&truth, employee, standing.since).expect("a truth");
                        prop_assert_eq!(title.as_ref(), Some(&standing.title));
                    }
                }
                PlantedInBooks::Reversed { job, posting, by } => {
                    kinds.insert("reversed");
                    prop_assert_eq!(line(job, *posting).amount_cents + line(job, *by).amount_cents, 0);
                }
                PlantedInBooks::Deleted { job, posting } => {
                    kinds.insert("deleted");
                    prop_assert!(line(job, *posting).deleted);
                }
            }
        }
        prop_assert_eq!(kinds.len(), 3);
    }

    #[test]
    fn the_ledger_has_the_cost_of_all_labor(seed: u64) {
        let company = contractor(seed);
        for job in &company.jobs {
            let payroll: i64 =
                job.costs.iter().filter(|line| line.transaction_type == "PR cost").map(|line| line.amount_cents).sum();
            let labor: i64 = job.labor.iter().map(|line| line.amount_cents).sum();
            prop_assert_eq!(payroll, labor);
        }
    }
}

#[test]
fn the_medium_contractor_has_four_hundred_jobs_and_no_more_than_half_a_million_lines() {
    let company = Company::generate(Size::Medium, 1);
    assert_eq!(company.jobs.len(), 400);
    let numbers: BTreeSet<_> = company.jobs.iter().map(|job| &job.number).collect();
    let names: BTreeSet<_> = company.jobs.iter().map(|job| &job.name).collect();
    assert_eq!((numbers.len(), names.len()), (400, 400));
    let lines: usize = company
        .jobs
        .iter()
        .map(|job| {
            let billed: usize = job.applications.iter().map(|application| application.lines.len()).sum();
            job.costs.len() + job.labor.len() + billed
        })
        .sum();
    assert!((300_000..=500_000).contains(&lines), "{lines}");
}
