//! One run at a time in a warehouse, whichever service asks for it.

use std::{fmt, time::Duration};

use chrono::{DateTime, SecondsFormat, Utc};
use deadpool_postgres::{Client, ClientWrapper};

use tokio::time::{sleep, timeout};

use crate::{Error, Warehouse, connect, error::while_doing};

/// The right to run. It is a lock of its own session: a service that is killed, or drops this, leaves none.
#[derive(Debug)]
pub struct RunClaim {
    session: ClientWrapper,
    server: tokio_postgres::Config,
}

/// The run that is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderWay {
    /// The machine it runs on.
    pub host: String,
    /// The process that runs it.
    pub pid: i64,
    /// Since when.
    pub started_at: DateTime<Utc>,
}

impl fmt::Display for UnderWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, pid, started_at } = self;
        let since = started_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        write!(f, "the service with process id {pid} on {host}, running since {since}")
    }
}

impl Warehouse {
    /// Claims the warehouse for a run, and closes a run that was killed before its end.
    ///
    /// # Errors
    /// [`Error::RunUnderWay`] while another one has it.
    pub async fn claim_run(&self) -> Result<RunClaim, Error> {
        // Out of the pool: back in it the session would keep the lock.
        let session = Client::take(self.client().await?);
        let claimed = session.query_one(include_str!("claim.sql"), &[]);
        let claimed = in_time(&self.config, claimed).await?;
        if !claimed.map_err(while_doing("claiming the warehouse for a run"))?.get::<_, bool>(0) {
            return Err(Error::RunUnderWay(self.run_under_way().await?));
        }
        let closed = session.execute(include_str!("close_stopped.sql"), &[]).await;
        closed.map_err(while_doing("closing a run that was stopped"))?;
        Ok(RunClaim { session, server: self.config.clone() })
    }

    /// The run that is under way, if one is and has written itself down.
    pub(super) async fn run_under_way(&self) -> Result<Option<UnderWay>, Error> {
        let client = self.client().await?;
        let row = client.query_opt(include_str!("under_way.sql"), &[]).await;
        let row = row.map_err(while_doing("looking for the run that is under way"))?;
        Ok(row.map(|row| UnderWay { host: row.get(0), pid: row.get(1), started_at: row.get(2) }))
    }
}

impl RunClaim {
    /// Waits until the claim is lost, and says how: its session ended, or the server has gone silent. A run does not
    /// go on then: another one may have the claim, and what waits for a silent server waits for ever.
    pub async fn lost(&self) -> Error {
        loop {
            sleep(connect::patience(&self.server)).await;
            match in_time(&self.server, self.session.query_one(include_str!("still_there.sql"), &[])).await {
                Ok(Ok(_)) => {}
                Ok(Err(cause)) => return while_doing("a run was under way")(cause),
                Err(silent) => return silent,
            }
        }
    }

    /// Gives the claim up at once; dropping it leaves that to the server, which does it a little later.
    pub async fn release(self) {
        // A session that is lost has lost its lock with it.
        let _ = in_time(&self.server, self.session.execute(include_str!("release.sql"), &[])).await;
    }
}

/// What the server answers to a question that costs it nothing.
async fn in_time<T>(server: &tokio_postgres::Config, answer: impl Future<Output = T>) -> Result<T, Error> {
    // Thrice: a server that is hard at work is not a silent one.
    let limit: Duration = 3 * connect::patience(server);
    timeout(limit, answer).await.map_err(|_| connect::Error::silent(server, limit).into())
}
