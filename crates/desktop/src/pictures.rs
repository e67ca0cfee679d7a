//! Pictures for people who do not have the app: a chart as a PNG in the folder for downloads.

use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
};

use cds_cache::views::ProjectPage;

use crate::contract::{Problem, ProblemKind, SavedPicture};

/// The folder of whoever is signed in for what they download; `otherwise` where the system names none.
pub(crate) fn downloads(otherwise: &Path) -> PathBuf {
    dirs::download_dir().unwrap_or_else(|| otherwise.to_owned())
}

/// Keeps a chart of a job's page, beside what was kept before.
pub(crate) fn keep(folder: &Path, page: &ProjectPage, png: &[u8]) -> Result<SavedPicture, Problem> {
    let wanted = name(page);
    let written = numbered(&wanted).find_map(|name| match write_new(&folder.join(&name), png) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => None,
        written => Some(written.map(|()| name)),
    });
    match written.unwrap_or_else(|| Err(io::ErrorKind::AlreadyExists.into())) {
        Ok(name) => Ok(SavedPicture { name, folder: folder.to_string_lossy().into_owned() }),
        Err(cause) => Err(Problem {
            kind: ProblemKind::Internal,
            message: format!(
                "The picture cannot be written to {}: {cause}; check that the folder exists and may be written.",
                folder.display()
            ),
        }),
    }
}

/// Of the latest day the chart knows, so that pictures of several months lie side by side. A job number and a date
/// hold nothing that Windows refuses in a name.
fn name(page: &ProjectPage) -> String {
    let latest = page.months.last().and_then(|month| month.data_date.max(month.period_to));
    let day = latest.map(|day| format!(" {day}")).unwrap_or_default();
    format!("{} S-curve{day}", page.job.job_number)
}

fn numbered(name: &str) -> impl Iterator<Item = String> {
    let again = (2..1000).map(move |number| format!("{name} ({number}).png"));
    std::iter::once(format!("{name}.png")).chain(again)
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
