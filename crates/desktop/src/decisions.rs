//! What people decide in the window: kept first, then sent with the next pull.

use std::sync::Arc;

use cds_cache::views::ProjectPage;
use cds_feed::decisions::{Decision, PinSchedule, Subject};
use chrono::{SubsecRound, Utc};

use crate::{
    App,
    connection::{self, Connection},
    contract::{Event, Problem, ProblemKind},
};

impl App {
    /// Keeps the decision, begins to send it where a service is named, and shows the job with it.
    pub(crate) async fn pin_schedule(
        self: &Arc<Self>,
        project_key: i64,
        file: Option<String>,
    ) -> Result<ProjectPage, Problem> {
        let page = self.read(move |app| app.keep_pin(project_key, file)).await?;
        if self.read(|app| Ok(connection::server(&app.local)?)).await?.is_some() {
            let app = Arc::clone(self);
            // The problem is kept in the status, where the window shows it.
            tokio::spawn(async move { app.pull().await });
        }
        Ok(page)
    }

    fn keep_pin(&self, project_key: i64, file: Option<String>) -> Result<ProjectPage, Problem> {
        let page = self.project(project_key)?;
        let known = |file: &String| page.versions.iter().any(|version| version.file == *file);
        if file.as_ref().is_some_and(|file| !known(file)) {
            return Err(Problem {
                kind: ProblemKind::Invalid,
                message: "The job has no such schedule file; choose one that the list of versions names."
                    .into(),
            });
        }
        let job_number = page.job.job_number;
        self.local.decide(&Decision {
            id: uuid::Uuid::new_v4().to_string(),
            // As exact as the warehouse keeps it.
            decided_at: Utc::now().trunc_subsecs(6),
            decided_by: account(),
            subject: Subject::PinSchedule(PinSchedule { project_key, job_number, file }),
        })?;
        self.project(project_key)
    }

    /// Sends the decisions that wait, and keeps the answers. Where the service cannot take them now, they wait on, and
    /// the pull goes on without.
    pub(crate) async fn send_decisions(self: &Arc<Self>, connection: &Connection) -> Result<(), Problem> {
        let waiting = self.read(|app| Ok(app.local.waiting()?)).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let answers = self.client.decide(connection, &waiting).await?;
        if answers.is_empty() {
            return Ok(());
        }
        self.read(move |app| Ok(answers.iter().try_for_each(|answer| app.local.keep_answer(answer))?))
            .await?;
        // What the window shows of a decision may change though no row of the feed does.
        self.tell(Event::CacheChanged { tables: Vec::new() });
        Ok(())
    }
}

/// Who is at this laptop, as its system knows them.
fn account() -> String {
    let named = ["USERNAME", "USER"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| "a laptop".into())
}
