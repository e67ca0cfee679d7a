use std::{
    collections::BTreeSet,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::{model::Company, mspdi};

impl Company {
    /// Makes a folder into the share: job folders, schedules with their file times, and nothing else.
    ///
    /// # Errors
    /// When a file cannot be written, or one that does not belong there not removed.
    pub fn write_share(&self, folder: &Path) -> io::Result<()> {
        let mut written = BTreeSet::new();
        for job in &self.jobs {
            fs::create_dir_all(folder.join(&job.folder))?;
            for version in &job.schedules {
                let path = folder.join(&job.folder).join(&version.file);
                let text = mspdi::write(job, version);
                write(&path, &text, version.written_at.into())?;
                written.insert(path);
            }
        }
        let wanted: BTreeSet<PathBuf> = self.jobs.iter().map(|job| folder.join(&job.folder)).collect();
        remove_others(folder, &|path| {
            written.contains(path) || wanted.iter().any(|job| job.starts_with(path))
        })
    }
}

fn write(path: &Path, text: &str, modified: SystemTime) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)?;
    File::options().write(true).open(path)?.set_modified(modified)
}

/// Removes the files that do not belong and the folders that hold nothing then.
fn remove_others(folder: &Path, belongs: &dyn Fn(&Path) -> bool) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            remove_others(&path, belongs)?;
            if !belongs(&path) && fs::read_dir(&path)?.next().is_none() {
                fs::remove_dir(&path)?;
            }
        } else if !belongs(&path) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
