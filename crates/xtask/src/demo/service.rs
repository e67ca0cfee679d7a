use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use anyhow::{Context, bail};

use super::{place::Place, product};
use crate::commands::Running;

/// The service over the demo's files and its private PostgreSQL.
pub(super) struct Service {
    program: Running,
    address: String,
}

impl Service {
    /// Starts it, and waits until it has run the pipeline and serves.
    pub(super) fn start(place: &Place, as_of: &str) -> anyhow::Result<Self> {
        let mut command = product("cds-sync");
        command.arg("--config").arg(place.configuration()).args(["serve", "--as-of", as_of]);
        command.stdout(Stdio::piped());
        let mut program = Running::start(command)?;
        let output = program.child().stdout.take().context("its output is piped")?;
        let mut address = None;
        for line in BufReader::new(output).lines() {
            let line = line?;
            println!("{line}");
            if let Some(told) = line.strip_prefix("serving on ") {
                address = Some(told.to_owned());
            }
            if let Some(address) = address.take_if(|_| line == "run ended") {
                return Ok(Self { program, address });
            }
        }
        let status = program.wait()?;
        bail!("the service ended with {status}; without {} it starts anew", place.warehouse().display())
    }

    /// Where laptops reach it.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Stops it and its PostgreSQL.
    pub(super) fn stop(self) -> anyhow::Result<()> {
        let status = self.program.stop()?;
        // On Windows it is ended hard, and the next start takes its PostgreSQL over.
        if cfg!(unix) && !status.success() {
            bail!("the service ended with {status}");
        }
        Ok(())
    }
}
