//! A chart as a file of its own.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use cds_cache::views::ProjectPage;
use cds_charts::{Line, Theme};

use crate::{
    App, chart,
    contract::{ChartToSave, Problem, ProblemKind, SavedChart},
};

impl App {
    /// A project's S-curve as PNG on white, for export.
    ///
    /// # Errors
    /// When there is no such job, or it cannot be drawn.
    pub fn chart_png(&self, project_key: i64, width: u32, height: u32) -> Result<Vec<u8>, Problem> {
        chart::png(&self.project(project_key)?, width, height, Theme::Light, None)
    }

    /// The chart as it is on screen, in the folder for downloads where there is one, else for the browser to save.
    pub(crate) fn save_chart(&self, asked: &ChartToSave) -> Result<SavedChart, Problem> {
        let page = self.project(asked.project_key)?;
        let theme = if asked.dark { Theme::Dark } else { Theme::Light };
        let hidden = asked.hidden.as_deref().and_then(Line::of_id);
        let png = chart::png(&page, asked.width, asked.height, theme, hidden)?;
        let name = file_name(&page);
        match &self.downloads {
            None => Ok(SavedChart { name, file: None, png: Some(png) }),
            Some(folder) => {
                let file = save(folder, &name, &png).map_err(|e| Problem {
                    kind: ProblemKind::Internal,
                    message: format!("The picture could not be saved in {}: {e}.", folder.display()),
                })?;
                Ok(SavedChart { name, file: Some(file), png: None })
            }
        }
    }
}

/// `25-1-082 S-curve 2026-11-14.png`: the job, and the later of the dates its lines run to.
fn file_name(page: &ProjectPage) -> String {
    let latest = page.months.last();
    let day = latest.and_then(|month| month.data_date.max(month.period_to));
    let day = day.map(|day| format!(" {day}")).unwrap_or_default();
    let safe =
        |letter: char| if letter.is_control() || r#"<>:"/\|?*"#.contains(letter) { '-' } else { letter };
    let job: String = page.job.job_number.chars().map(safe).collect();
    format!("{} S-curve{day}.png", job.trim())
}

/// Over no other file: the second of a name is ` (2)`.
fn save(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let stem = name.trim_end_matches(".png");
    let names = std::iter::once(name.to_owned()).chain((2..100).map(|n| format!("{stem} ({n}).png")));
    for name in names {
        let file = folder.join(name);
        match fs::File::create_new(&file) {
            Ok(mut opened) => return opened.write_all(bytes).map(|()| file),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(
        io::ErrorKind::AlreadyExists,
        format!("there are too many files named {name} already"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_saved_over_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let downloads = folder.path().join("Downloads");
        let saved = ["one", "two"].map(|text| save(&downloads, "25-1-082 S-curve.png", text.as_bytes()));
        let [first, second] = saved.map(|file| file.expect("saved"));
        assert_eq!(first, downloads.join("25-1-082 S-curve.png"));
        assert_eq!(second, downloads.join("25-1-082 S-curve (2).png"));
        assert_eq!(fs::read_to_string(first).expect("read"), "one");
    }

    #[test]
    fn the_name_is_one_that_windows_takes() {
        let mut page = chart::tests::autumn();
        assert_eq!(file_name(&page), "25-C-082 S-curve 2025-11-14.png");
        page.job.job_number = "25/1:082?".into();
        page.months.clear();
        assert_eq!(file_name(&page), "25-1-082- S-curve.png");
    }
}
