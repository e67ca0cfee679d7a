//! A PostgreSQL server of the company's own, played by one that another installation left running.

use std::fs;

use cds_warehouse::embedded::{Embedded, Settings};

use crate::installation::{Installation, assert_says};

#[cfg(unix)]
#[tokio::test]
async fn a_server_of_the_companys_own_is_used_with_a_password_from_a_file() -> anyhow::Result<()> {
    let other = Installation::new();
    other.run();
    let data_dir = other.path("warehouse");
    let server = Embedded::start(&Settings { data_dir: data_dir.clone(), bin_dir: None }).await?;
    let office = Installation::new();
    let password = office.path("password");
    fs::write(&password, fs::read(data_dir.join("warehouse.password"))?)?;
    fs::set_permissions(&password, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    let url = format!("host={} user=cds dbname=cds", data_dir.join("socket").display());
    let section = format!("[warehouse]\nurl = \"{url}\"\npassword_file = \"password\"\n\n[serve]");
    office.reconfigure("[serve]", &section);

    office.save_schedule("Master.xml", 300);
    assert_says(&office.run(), &["2 records received = 2 loaded"]);
    assert_says(
        &office.call(&["doctor"]).said(),
        &["warehouse.password_file: ", "is its owner's alone", "the server of warehouse.url answers"],
    );
    assert!(!office.path("warehouse").exists(), "there is no private one");

    fs::write(&password, "wrong\n")?;
    let refused = office.call(&["run"]).refused();
    assert_says(&refused, &["refused the password of user cds", "warehouse.url"]);
    assert!(!refused.contains("wrong"), "{refused}");
    server.stop().await?;
    Ok(())
}
