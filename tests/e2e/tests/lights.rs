//! The laptop's lights against a second computation that knows nothing of the product.

use cds_company::{Company, Size};
use cds_e2e::{Installation, Laptop, disagreements};

#[tokio::test]
async fn on_a_seed_nobody_used_the_laptop_agrees_with_the_naive_program_on_every_month() -> anyhow::Result<()>
{
    let seed = match std::env::var("CDS_SEED") {
        Ok(seed) => seed.parse()?,
        Err(_) => rand::random_range(0..u64::from(u32::MAX)),
    };
    println!("to repeat this: CDS_SEED={seed}");
    let company = Company::generate(Size::Small, seed);
    let mut installation = Installation::of(&company).await?;
    let report = installation.run(company.as_of).await?;
    assert_eq!(report.problems, Vec::<String>::new(), "seed {seed}");

    let laptop = Laptop::connect(&mut installation).await?;
    let months = laptop.months().await?;
    assert_eq!(disagreements(&months, &company.truth())?, Vec::<String>::new(), "seed {seed}");
    assert!(months.len() > 200, "seed {seed} has {} months: the contractor tests too little", months.len());
    installation.stop().await
}
