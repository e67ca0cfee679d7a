//! `cargo xtask demo`: the main job on a contractor made from a seed, up to the window.

mod place;
mod service;
#[cfg(unix)]
mod warehouse;

use std::{env, process::Command};

use anyhow::bail;
use clap::Args;

use self::{place::Place, service::Service};
use crate::{
    build,
    commands::{self, Running},
    front_end,
    machine::{self, Purpose},
    progress::Progress,
};

/// How the demo is shown.
#[derive(Args)]
pub(crate) struct Options {
    /// Which contractor: the same number makes the same one.
    #[arg(long, default_value_t = 25)]
    seed: u64,
    /// Print the tables and draw one job's S-curve instead of opening a window.
    #[arg(long, conflicts_with = "browser")]
    headless: bool,
    /// Serve the app to a browser instead of opening a window.
    #[arg(long)]
    browser: bool,
}

/// Runs the demo until its window is closed, or Ctrl-C.
///
/// # Errors
/// When a step fails; the error says which.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let mut progress = Progress::begin();
    progress.step("what the machine needs", || machine::prepare(Purpose::Demo))?;
    front_end::install(&mut progress)?;
    progress.run("build of the front end", &front_end::script("build"))?;
    progress.run("build, which takes minutes the first time", &build::programs())?;
    let place = Place::claim(options.seed)?;
    let as_of =
        progress.step(&format!("the contractor of seed {}", options.seed), || place.make_company())?;
    let service = progress.step("the service runs the pipeline", || Service::start(&place, &as_of))?;
    let shown = show(&mut progress, options, &place, &service);
    let stopped = service.stop();
    shown.and(stopped)
}

fn show(progress: &mut Progress, options: &Options, place: &Place, service: &Service) -> anyhow::Result<()> {
    let headless = options.headless || (!options.browser && !has_display());
    progress.step("the laptop pulls", || print(place, service, headless))?;
    progress.sum_up();
    if options.browser {
        println!("\nThe app, until Ctrl-C, at:");
        let mut browser = product("cds-browser");
        browser.arg("--data").arg(place.laptop()).args(["--front-end", "ui/dist"]);
        end(Running::start(browser)?)
    } else if headless {
        if !options.headless {
            println!(
                "\nThere is no display to open the window on; `cargo xtask demo --browser` serves it to a browser."
            );
        }
        Ok(())
    } else {
        println!("\nThe window is open; close it, or press Ctrl-C, to end the demo.");
        let mut app = product("construction-data-sync");
        app.arg("--data").arg(place.laptop());
        end(Running::start(app)?)
    }
}

fn product(name: &str) -> Command {
    commands::program(build::program(name))
}

/// Connects the laptop to the service and prints what it shows.
fn print(place: &Place, service: &Service, in_full: bool) -> anyhow::Result<()> {
    let mut print = product("cds-print");
    print.arg("--data").arg(place.laptop());
    print.args(["--server", service.address()]).arg("--token-file").arg(place.token());
    if in_full {
        print.arg("--chart").arg(place::DEMO);
    }
    end(Running::start(print)?)
}

fn end(mut program: Running) -> anyhow::Result<()> {
    let status = program.wait()?;
    if !status.success() {
        bail!("it ended with {status}");
    }
    Ok(())
}

fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some())
}
