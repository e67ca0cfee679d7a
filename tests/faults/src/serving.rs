use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
};

use anyhow::{Context, ensure};

/// A service that serves. Dropped, it is killed.
#[derive(Debug)]
pub struct Serving {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Serving {
    /// Begins it; returns when the run at the start is done and laptops can pull.
    pub(crate) fn begin(mut command: Command) -> anyhow::Result<Self> {
        let mut child = command.stderr(Stdio::inherit()).spawn()?;
        let mut lines =
            BufReader::new(child.stdout.take().context("its output")?).lines().map_while(Result::ok);
        let (mut address, mut report) = (None, None);
        while address.is_none() || report.is_none() {
            let Some(line) = lines.next() else {
                anyhow::bail!("the service ended before it served: {}", child.wait()?);
            };
            match line.strip_prefix("serving on http://") {
                Some(listens) => address = Some(listens.parse()?),
                // The report of the run at the start; it is printed at once.
                None => report = Some(line),
            }
        }
        // A service whose output nobody takes stops at it.
        thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, address: address.context("it says where it serves")? })
    }

    /// Kills it: `kill -9`.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Waits for the end that it comes to by itself.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn ended(mut self) -> anyhow::Result<ExitStatus> {
        Ok(self.child.wait()?)
    }

    /// Ends it in order, and its private server with it.
    ///
    /// # Errors
    /// When it does not end well.
    pub fn terminate(mut self) -> anyhow::Result<()> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        let status = self.child.wait()?;
        ensure!(status.success(), "the service ended with {status}");
        Ok(())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It has ended already where the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
