//! Peak memory of a run of `cds-sync`, without PostgreSQL, at N and 10 N rows.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, bail, ensure};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use crate::{contractor::Contractor, report::Bench};

pub(crate) fn bench(contractor: &Contractor) -> anyhow::Result<()> {
    let bench = Bench::begin("memory");
    let few = contractor.with_one_job_in(10);
    let mut peaks = Vec::new();
    for contractor in [&few, contractor] {
        bench.step(&format!("a run at {} rows", contractor.rows()));
        let peak = peak_of_a_run(contractor)?;
        println!("   {} rows: {} MiB", contractor.rows(), peak / 1024);
        peaks.push(peak);
    }
    #[expect(clippy::cast_precision_loss, reason = "a ratio is rounded when it is shown")]
    let ratio = peaks[1] as f64 / peaks[0] as f64;
    bench.result(&format!(
        "{} MiB at {} rows, {} MiB at {}: {ratio:.2} times as much (flat is 1)",
        peaks[0] / 1024,
        few.rows(),
        peaks[1] / 1024,
        contractor.rows()
    ));
    Ok(())
}

/// In KiB. The service runs once when it starts; it is asked when that run has ended.
fn peak_of_a_run(contractor: &Contractor) -> anyhow::Result<u64> {
    let folder = tempfile::Builder::new().prefix("cds-").tempdir()?;
    // The private PostgreSQL runs as another account where this runs as root.
    fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    let company = &contractor.company;
    company.write_drop(&folder.path().join("drop"))?;
    fs::write(folder.path().join("mapping.toml"), company.mapping())?;
    let configuration = folder.path().join("cds-sync.toml");
    let (books, _share) = company
        .configuration()
        .split_once("[folders]")
        .map(|(books, share)| (books.to_owned(), share.to_owned()))
        .context("the configuration has [folders] last")?;
    fs::write(&configuration, books + "[serve]\nlisten = \"127.0.0.1:0\"\n")?;

    let mut service = Command::new(program()?)
        .arg("--config")
        .arg(&configuration)
        .args(["serve", "--as-of", &company.as_of.to_string()])
        .stdout(Stdio::piped())
        .spawn()?;
    let peak = await_run(&mut service);
    kill(Pid::from_raw(i32::try_from(service.id())?), Signal::SIGTERM)?;
    let status = service.wait()?;
    ensure!(status.success(), "cds-sync ended with {status}");
    peak
}

fn await_run(service: &mut Child) -> anyhow::Result<u64> {
    let output = service.stdout.take().context("its output is piped")?;
    let mut told = String::new();
    for line in BufReader::new(output).lines() {
        let line = line?;
        if line == "run ended" {
            ensure!(!told.contains("problem: Sage 300"), "the exports did not land: {told}");
            return peak(Path::new(&format!("/proc/{}/status", service.id())));
        }
        told.push_str(&line);
        told.push('\n');
    }
    bail!("cds-sync ended before its run had: {told}")
}

fn peak(status: &Path) -> anyhow::Result<u64> {
    let status = fs::read_to_string(status)?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|peak| peak.split_whitespace().next());
    Ok(kib.context("the kernel tells the peak of a process that runs")?.parse()?)
}

/// Built beside this program.
fn program() -> anyhow::Result<std::path::PathBuf> {
    let program = std::env::current_exe()?.with_file_name("cds-sync");
    ensure!(program.is_file(), "{} is not there; `cargo xtask bench` builds it", program.display());
    Ok(program)
}
