//! A run that is asked for while another is under way.

use std::{fs, sync::Arc};

use cds_sync::{api, config::Config, service::Service};
use tokio::{net::TcpListener, sync::oneshot, task::spawn_blocking};

use crate::installation::{Called, Installation, assert_says};

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_does_not_wait_and_is_told_since_when_which_one_runs() -> anyhow::Result<()> {
    let office = Installation::new();
    office.save_schedule("Master.xml", 300);
    office.run();
    let service = Service::start(Config::load(&office.path("cds-sync.toml"))?).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    office.reconfigure("127.0.0.1:0", &listener.local_addr()?.to_string());
    fs::write(office.path("development-token"), "secret")?;
    let (stop, stopped) = oneshot::channel::<()>();
    let token = "secret".to_owned();
    let served = tokio::spawn(api::serve(Arc::clone(&service), None, token, listener, async {
        stopped.await.expect("told to stop");
    }));
    let office = Arc::new(office);
    let call = async |arguments: &'static [&'static str]| -> anyhow::Result<Called> {
        let office = Arc::clone(&office);
        Ok(spawn_blocking(move || office.call(arguments)).await?)
    };

    let claim = service.warehouse.claim_run().await?;
    let run_id = service.warehouse.begin_run("2025-11-30".parse()?).await?;
    let who = format!("process id {}", std::process::id());
    let trigger = call(&["trigger"]).await?.refused();
    assert_says(&trigger, &["a run is under way", &who, "running since"]);
    let pin = call(&["pin", "25-1-001", "Master.xml", "--by", "R. Ortega"]).await?.refused();
    assert_says(&pin, &["25-1-001 is pinned to Master.xml by R. Ortega", "a run is under way"]);
    let here = service.run(None).await.expect_err("refused").to_string();
    assert_says(&here, &["a run is under way", &who]);
    assert_says(&call(&["status"]).await?.said(), &["last good run: ", "under way: a run in ", &who]);

    service.warehouse.end_run(run_id, None).await?;
    claim.release().await;
    call(&["trigger"]).await?.said();
    stop.send(()).expect("it serves");
    served.await??;
    service.stop().await
}
