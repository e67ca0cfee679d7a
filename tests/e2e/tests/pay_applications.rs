//! Real pay applications of three city contracts, through the example mapping, to the laptop.

use std::{collections::BTreeMap, fs, path::Path};

use cds_e2e::{Installation, Laptop, shared_data};
use chrono::NaiveDate;
use rust_decimal::{Decimal, prelude::ToPrimitive};

const MAPPING: &str = include_str!("../../../examples/sfpw-mapping.toml");

#[tokio::test]
async fn every_application_of_the_real_contracts_reaches_the_laptop_to_the_cent() -> anyhow::Result<()> {
    let Some(data) = shared_data("data/sfpw_payapps") else { return Ok(()) };
    let mut installation = Installation::start(MAPPING).await?;
    for file in ["contracts.csv", "periods.csv", "billed_lines.csv", "sov_lines.csv"] {
        fs::copy(data.join(file), installation.drop_folder().join(file))?;
    }
    let report = installation.run("2024-06-30".parse()?).await?;
    assert_eq!(report.problems, Vec::<String>::new());

    let laptop = Laptop::connect(&mut installation).await?;
    let mut seen = BTreeMap::new();
    for (contract, job_number) in [("1243I", "22-1-243"), ("1164I", "22-1-164"), ("2977J", "21-1-977")] {
        for application in laptop.project(job_number).await?.applications {
            let key = (contract.to_owned(), application.application);
            seen.insert(key, (application.billed_cents, application.period_to, application.period_to_source));
        }
    }
    let expected = periods(&data.join("periods.csv"))?;
    assert_eq!(expected.len(), 40);
    assert_eq!(expected.values().filter(|(_, _, source)| source == "published").count(), 24);
    assert_eq!(seen, expected);

    let page = laptop.project("22-1-164").await?;
    let on_one_day: Vec<_> =
        page.applications.iter().filter(|a| a.period_to.to_string() == "2022-06-26").collect();
    assert_eq!(on_one_day.iter().map(|a| a.application).collect::<Vec<_>>(), [1, 2]);
    let june = page.months.iter().find(|m| m.month_end.to_string() == "2022-06-30").expect("a month");
    assert_eq!((june.application, june.billed_cents), (Some(2), on_one_day[1].billed_cents));
    assert!(page.verdict.note.contains("the day it was published"), "{}", page.verdict.note);
    installation.stop().await
}

type Bill = (Option<i64>, NaiveDate, String);

/// What the city's own table says, by contract and application.
fn periods(file: &Path) -> anyhow::Result<BTreeMap<(String, i32), Bill>> {
    let mut bills = BTreeMap::new();
    for row in csv::Reader::from_path(file)?.deserialize::<BTreeMap<String, String>>() {
        let row = row?;
        let cents = (row["amount_to_date"].parse::<Decimal>()? * Decimal::ONE_HUNDRED).to_i64();
        let (day, source) = match row["period_end"].as_str() {
            "" => (&row["first_published"], "published"),
            _ => (&row["period_end"], "period_to"),
        };
        bills.insert(
            (row["contract"].clone(), row["period"].parse()?),
            (cents, day.parse()?, source.to_owned()),
        );
    }
    Ok(bills)
}
