//! The contractor's fiscal year.

use crate::installation::Installation;

const JULY: &str =
    "select concat_ws(' ', fiscal_year, fiscal_month) from silver.dim_date where date_key = '2025-07-01'";

#[test]
fn the_fiscal_year_follows_the_configuration_with_the_next_run() {
    let office = Installation::new();
    office.run();
    assert_eq!(office.asked(JULY), ["2025 7"]);
    office.reconfigure("[serve]", "first_fiscal_month = 7\n\n[serve]");
    office.run();
    assert_eq!(office.asked(JULY), ["2026 1"]);
}
