//! A PostgreSQL server of the company's own, played by the private one of another installation.

use std::{fs, os::unix::fs::PermissionsExt};

use cds_warehouse::{
    connect::{connect, no_tls},
    embedded::{Embedded, Settings},
};

use crate::{
    installation::{Installation, assert_says},
    serving::pull,
};

/// The server, and the installation that keeps its data.
async fn server() -> anyhow::Result<(Embedded, Installation)> {
    let keeper = Installation::new();
    let server = Embedded::start(&Settings { data_dir: keeper.path("warehouse"), bin_dir: None }).await?;
    Ok((server, keeper))
}

impl Installation {
    /// One that uses the server.
    fn over(keeper: &Installation) -> anyhow::Result<Self> {
        let (office, data_dir) = (Self::new(), keeper.path("warehouse"));
        let password = office.path("password");
        fs::write(&password, fs::read(data_dir.join("warehouse.password"))?)?;
        fs::set_permissions(&password, PermissionsExt::from_mode(0o600))?;
        let url = format!("host={} user=cds dbname=cds", data_dir.join("socket").display());
        let section = format!("[warehouse]\nurl = \"{url}\"\npassword_file = \"password\"\n\n[serve]");
        office.reconfigure("[serve]", &section);
        Ok(office)
    }
}

#[tokio::test]
async fn a_server_of_the_companys_own_is_used_with_a_password_from_a_file() -> anyhow::Result<()> {
    let (server, keeper) = server().await?;
    let office = Installation::over(&keeper)?;
    office.save_schedule("Master.xml", 300);
    assert_says(&office.run(), &["2 records received = 2 loaded"]);
    assert_says(
        &office.call(&["doctor"]).said(),
        &["warehouse.password_file: ", "is its owner's alone", "the server of warehouse.url answers"],
    );
    assert!(!office.path("warehouse").exists(), "there is no private one");

    let backups = office.path("backups").display().to_string();
    let backup = office.call(&["backup", &backups]).said();
    assert_says(&office.call(&["restore", backup.trim(), "--replace"]).said(), &["is as it was at"]);
    assert_eq!(office.run(), "nothing new from any source\n");

    fs::write(office.path("password"), "hunter2\n")?;
    let refused = office.call(&["run"]).refused();
    assert_says(&refused, &["refused the password of user cds", "warehouse.url"]);
    assert!(!refused.contains("hunter2"), "{refused}");
    server.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn laptops_are_answered_while_the_first_run_is_under_way() -> anyhow::Result<()> {
    let (server, keeper) = server().await?;
    let office = Installation::over(&keeper)?;
    office.run();
    // Whoever holds the lock of landing and building keeps a run from its end.
    let held = connect(&server.config(), &no_tls()).await?;
    held.batch_execute("select pg_advisory_lock(hashtext('cds.warehouse'))").await?;
    let serving = office.begin_to_serve(&["--as-of", "2025-11-30"]);
    let token = fs::read_to_string(office.path("development-token"))?;
    assert_eq!(pull(&serving, Some(&token)).await.0, 200);
    held.batch_execute("select pg_advisory_unlock(hashtext('cds.warehouse'))").await?;
    serving.after_its_run().terminate().said();
    server.stop().await?;
    Ok(())
}
