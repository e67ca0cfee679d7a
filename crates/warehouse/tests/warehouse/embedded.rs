//! The private PostgreSQL: made on first use, kept, taken over, refused with a sentence.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use cds_warehouse::{
    connect::{self, connect, no_tls},
    embedded::{Embedded, Error, Settings},
};

use crate::fixture::{folder, start};

/// Set in the process that plays the service which is killed.
const KILLED_SERVICE: &str = "CDS_TEST_KILLED_SERVICE";

async fn write_answer(server: &Embedded) -> anyhow::Result<()> {
    let client = connect(&server.config(), &no_tls()).await?;
    client.batch_execute("create table answer as select 42 as number").await?;
    Ok(())
}

async fn answer(server: &Embedded) -> anyhow::Result<i32> {
    let client = connect(&server.config(), &no_tls()).await?;
    Ok(client.query_one("select number from answer", &[]).await?.get(0))
}

fn postmaster(data_dir: &Path) -> u32 {
    let file = fs::read_to_string(data_dir.join("postgres/postmaster.pid")).expect("a server runs");
    file.lines().next().and_then(|pid| pid.parse().ok()).expect("a process id")
}

#[tokio::test]
async fn it_starts_with_nothing_configured_and_keeps_its_data() -> anyhow::Result<()> {
    let folder = folder()?;
    let data_dir = folder.path().join("deep/down/warehouse");
    let server = start(&data_dir).await?;
    write_answer(&server).await?;
    server.stop().await?;
    assert!(!data_dir.join("postgres/postmaster.pid").exists(), "it has stopped");
    let server = start(&data_dir).await?;
    assert_eq!(answer(&server).await?, 42);
    server.stop().await?;
    Ok(())
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn it_never_runs_as_root_and_keeps_its_files_to_itself() -> anyhow::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let folder = folder()?;
    let data_dir = folder.path().join("data");
    let server = start(&data_dir).await?;
    let account = fs::metadata(format!("/proc/{}", postmaster(&data_dir)))?.uid();
    assert_ne!(account, 0);
    for (private, mode) in [("postgres", 0o700), ("socket", 0o700), ("warehouse.password", 0o600)] {
        let data = fs::metadata(data_dir.join(private))?;
        assert_eq!((data.uid(), data.mode() & 0o777), (account, mode), "{private}");
    }
    server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn it_listens_on_no_network_and_opens_to_its_password_only() -> anyhow::Result<()> {
    let folder = folder()?;
    let server = start(&folder.path().join("data")).await?;
    let mut config = server.config();
    let client = connect(&config, &no_tls()).await?;
    let listens: String = client.query_one("show listen_addresses", &[]).await?.get(0);
    assert_eq!(listens, if cfg!(windows) { "127.0.0.1" } else { "" });

    config.password("guessed");
    let refused = connect(&config, &no_tls()).await;
    assert!(matches!(refused, Err(connect::Error::Password { .. })), "{refused:?}");
    let mut without = tokio_postgres::Config::new();
    without.user("cds").dbname("cds");
    for host in config.get_hosts() {
        match host {
            tokio_postgres::config::Host::Tcp(name) => without.host(name),
            #[cfg(unix)]
            tokio_postgres::config::Host::Unix(path) => without.host_path(path),
        };
    }
    without.port(config.get_ports()[0]);
    assert!(connect(&without, &no_tls()).await.is_err());
    server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_server_that_a_killed_service_left_running_is_taken_over() -> anyhow::Result<()> {
    if let Some(data_dir) = env::var_os(KILLED_SERVICE) {
        let server = start(Path::new(&data_dir)).await?;
        write_answer(&server).await?;
        println!("\nready");
        std::future::pending::<()>().await;
    }
    let folder = folder()?;
    let data_dir = folder.path().join("data");
    let mut service = service_in_a_process_of_its_own(&data_dir)?;
    let told = start(&data_dir).await.expect_err("refused").to_string();
    let pid = service.id();
    assert!(told.contains(&format!("process id {pid}")) && told.contains("running since"), "{told}");

    service.kill()?;
    service.wait()?;
    let left_behind = postmaster(&data_dir);
    let server = start(&data_dir).await?;
    assert_eq!(postmaster(&data_dir), left_behind);
    assert_eq!(answer(&server).await?, 42);
    server.stop().await?;
    assert!(
        !data_dir.join("postgres/postmaster.pid").exists(),
        "it stops with the service that took it over"
    );
    Ok(())
}

/// On Unix, where the server is found again at the same socket.
#[cfg(unix)]
#[tokio::test]
async fn a_database_that_a_killed_service_was_making_serves_the_next_one() -> anyhow::Result<()> {
    let folder = folder()?;
    let data_dir = folder.path().join("data");
    let server = start(&data_dir).await?;
    let mut config = server.config();
    server.stop().await?;
    let mut service = service_in_a_process_of_its_own(&data_dir)?;
    service.kill()?;
    service.wait()?;

    config.dbname("postgres");
    let mut holding = connect(&config, &no_tls()).await?;
    holding.batch_execute("drop database cds with (force)").await?;
    let held = holding.transaction().await?;
    held.batch_execute("lock table pg_database in share mode").await?;
    // One of them is the first, whichever; the service that starts is the last to ask.
    for making in 1..=4 {
        let client = connect(&config, &no_tls()).await?;
        tokio::spawn(async move { client.batch_execute("create database cds").await });
        until_so_many_wait(&held, making).await?;
    }
    let starting = tokio::spawn(async move { start(&data_dir).await });
    until_so_many_wait(&held, 5).await?;
    held.commit().await?;
    starting.await??.stop().await?;
    Ok(())
}

#[cfg(unix)]
async fn until_so_many_wait(client: &tokio_postgres::Transaction<'_>, sessions: i64) -> anyhow::Result<()> {
    let waiting = "select count(*) from pg_locks where relation = 'pg_database'::regclass and not granted";
    let waits = async {
        while client.query_one(waiting, &[]).await?.get::<_, i64>(0) < sessions {}
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_secs(60), waits).await?
}

/// Returns when its server answers.
fn service_in_a_process_of_its_own(data_dir: &Path) -> anyhow::Result<Child> {
    let name = "embedded::a_server_that_a_killed_service_left_running_is_taken_over";
    let mut service = Command::new(env::current_exe()?)
        .args(["--exact", name, "--nocapture"])
        .env(KILLED_SERVICE, data_dir)
        .stdout(Stdio::piped())
        .spawn()?;
    let output = service.stdout.take().expect("its output is read here");
    let ready = BufReader::new(output).lines().map_while(Result::ok).any(|line| line == "ready");
    assert!(ready, "the service ended before its server ran");
    Ok(service)
}

#[tokio::test]
async fn a_second_service_on_the_directory_is_told_who_has_it() -> anyhow::Result<()> {
    let folder = folder()?;
    let data_dir = folder.path().join("data");
    let server = start(&data_dir).await?;
    let refused = start(&data_dir).await.expect_err("refused");
    assert!(matches!(refused, Error::InUse { .. }));
    let told = refused.to_string();
    assert!(told.contains(&format!("process id {}", std::process::id())), "{told}");
    assert!(told.contains("Stop that service first"), "{told}");
    server.stop().await?;
    start(&data_dir).await?.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_service_that_ends_without_a_word_takes_its_server_along() -> anyhow::Result<()> {
    let folder = folder()?;
    let data_dir = folder.path().join("data");
    let server = start(&data_dir).await?;
    let config = server.config();
    let session = connect(&config, &no_tls()).await?;
    drop(server);
    // The server ends its sessions when it has been asked to stop.
    let ended = async { while session.simple_query("select 1").await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(60), ended).await?;
    let server = start(&data_dir).await?;
    server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_pid_file_that_nothing_stands_behind_is_no_obstacle() -> anyhow::Result<()> {
    let folder = folder()?;
    let data_dir = folder.path().join("data");
    start(&data_dir).await?.stop().await?;
    let mut ended = Command::new(env::current_exe()?).arg("--list").stdout(Stdio::null()).spawn()?;
    ended.wait()?;
    // One that has ended, and one that is another program: this test.
    for pid in [ended.id(), std::process::id()] {
        let pid_file = data_dir.join("postgres/postmaster.pid");
        let text = format!("{pid}\n{}\n1700000000\n5432\n\n\n", data_dir.join("postgres").display());
        fs::write(&pid_file, text)?;
        start(&data_dir).await?.stop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_start_that_finds_its_database_logs_no_error() -> anyhow::Result<()> {
    let folder = folder()?;
    let data_dir = folder.path().join("data");
    for _ in 0..2 {
        start(&data_dir).await?.stop().await?;
    }
    let log = fs::read_to_string(data_dir.join("server.log"))?;
    assert!(log.contains("ready to accept connections") && !log.contains("ERROR"), "{log}");
    Ok(())
}

#[tokio::test]
async fn a_folder_in_the_place_of_the_data_is_left_alone() -> anyhow::Result<()> {
    let folder = folder()?;
    let data_dir = folder.path().join("data");
    fs::create_dir_all(data_dir.join("postgres"))?;
    fs::write(data_dir.join("postgres/letter.txt"), "mine")?;
    let refused = start(&data_dir).await.expect_err("refused");
    assert!(matches!(refused, Error::InTheWay(_)));
    assert!(refused.to_string().contains("choose another data directory"), "{refused}");
    assert!(data_dir.join("postgres/letter.txt").exists());
    Ok(())
}

#[tokio::test]
async fn data_of_another_major_version_are_left_alone() -> anyhow::Result<()> {
    let folder = folder()?;
    let data_dir = folder.path().join("data");
    start(&data_dir).await?.stop().await?;
    let version_file = data_dir.join("postgres/PG_VERSION");
    let installed = fs::read_to_string(&version_file)?.trim().to_owned();
    let usable = if installed == "18" { 17 } else { 18 };
    for (other, way_on) in
        [(usable, format!("Install PostgreSQL {usable}")), (14, "dump the data with 14".to_owned())]
    {
        fs::write(&version_file, format!("{other}\n"))?;
        let refused = start(&data_dir).await.expect_err("refused");
        assert!(matches!(refused, Error::OtherMajor { made_by, .. } if made_by == other));
        let told = refused.to_string();
        assert!(told.contains(&installed) && told.contains(&way_on), "{told}");
        assert_eq!(told.contains("Install"), other != 14, "{told}");
    }
    fs::write(&version_file, installed)?;
    start(&data_dir).await?.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_configured_folder_without_postgresql_is_named_with_what_to_do() -> anyhow::Result<()> {
    let folder = folder()?;
    let bin_dir = folder.path().join("no programs here");
    fs::create_dir(&bin_dir)?;
    let settings = Settings { data_dir: folder.path().join("data"), bin_dir: Some(bin_dir) };
    let refused = Embedded::start(&settings).await.expect_err("refused");
    assert!(matches!(refused, Error::ConfiguredFolder { .. }));
    let told = refused.to_string();
    assert!(told.contains("no programs here") && told.contains("remove the setting"), "{told}");
    Ok(())
}

#[tokio::test]
async fn a_lost_password_is_not_replaced_by_another() -> anyhow::Result<()> {
    let folder = folder()?;
    let data_dir = folder.path().join("data");
    start(&data_dir).await?.stop().await?;
    fs::remove_file(data_dir.join("warehouse.password"))?;
    let refused = start(&data_dir).await.expect_err("refused");
    assert!(matches!(refused, Error::PasswordLost(_)));
    assert!(refused.to_string().contains("Restore the file"), "{refused}");
    Ok(())
}

#[cfg(unix)]
#[tokio::test]
async fn a_data_directory_too_deep_for_a_socket_has_it_elsewhere() -> anyhow::Result<()> {
    let folder = folder()?;
    let server = start(&folder.path().join("d'\\eep".repeat(20))).await?;
    let client = connect(&server.config(), &no_tls()).await?;
    let socket: String = client.query_one("show unix_socket_directories", &[]).await?.get(0);
    assert!(socket.len() < 100, "{socket}");
    server.stop().await?;
    fs::remove_dir(socket.trim_matches('"'))?;
    Ok(())
}

#[cfg(unix)]
#[tokio::test]
async fn a_path_as_people_name_folders_serves() -> anyhow::Result<()> {
    let folder = folder()?;
    let server = start(&folder.path().join("O'Neil & Söhne")).await?;
    write_answer(&server).await?;
    assert_eq!(answer(&server).await?, 42);
    server.stop().await?;
    Ok(())
}

#[cfg(unix)]
#[tokio::test]
async fn root_is_told_which_folder_its_unprivileged_account_cannot_enter() -> anyhow::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = folder()?;
    if fs::metadata(folder.path())?.uid() != 0 {
        eprintln!("skipped: only root runs the server as another account");
        return Ok(());
    }
    let closed = folder.path().join("closed");
    fs::create_dir(&closed)?;
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700))?;
    let refused = start(&closed.join("inside/data")).await.expect_err("refused");
    let told = refused.to_string();
    assert!(matches!(refused, Error::CannotEnter { .. }), "{told}");
    assert!(told.contains(&format!("chmod o+x {}`", closed.display())), "{told}");
    Ok(())
}
