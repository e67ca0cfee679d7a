use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::account::Account;
use super::error::{Error, at};
use super::server::Programs;
use super::{SUPERUSER, socket};

const SETTINGS_FILE: &str = "cds.conf";
const DRAFT: &str = "new";

/// The directory of the server's data, with the password that opens it.
#[derive(Debug, Clone)]
pub(super) struct Cluster {
    pub(super) dir: PathBuf,
    password_file: PathBuf,
}

impl Cluster {
    pub(super) fn within(data_dir: &Path) -> Self {
        Self { dir: data_dir.join("postgres"), password_file: data_dir.join("warehouse.password") }
    }

    /// The major version that made the data, if there is any.
    pub(super) fn made_by(&self) -> Result<Option<u32>, Error> {
        let path = self.dir.join("PG_VERSION");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(at("read", &path)(error)),
        };
        let major = text
            .trim()
            .parse()
            .map_err(|_| at("read", &path)(io::Error::other("it does not hold a PostgreSQL version")))?;
        Ok(Some(major))
    }

    pub(super) fn password(&self) -> Result<String, Error> {
        match fs::read_to_string(&self.password_file) {
            Ok(password) => Ok(password.trim().to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(Error::PasswordLost(self.password_file.clone()))
            }
            Err(error) => Err(at("read", &self.password_file)(error)),
        }
    }

    /// Makes the data directory. It appears under its name only when it is whole, so a start
    /// that is cut short is simply done again.
    pub(super) async fn create(&self, programs: &Programs) -> Result<(), Error> {
        if fs::read_dir(&self.dir).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(Error::InTheWay(self.dir.clone()));
        }
        self.remove_drafts();
        let draft = self.dir.with_extension(format!("{DRAFT}{}", Uuid::new_v4().simple()));
        programs.account.create_dir(&draft).map_err(at("create", &draft))?;
        self.generate_password(&programs.account)?;
        let mut initdb = programs.command("initdb");
        initdb.arg("-D").arg(&draft).arg("--pwfile").arg(&self.password_file).args([
            "--username",
            SUPERUSER,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--data-checksums",
            "--no-instructions",
        ]);
        programs.run("initdb", initdb).await?;
        include_settings(&draft).map_err(at("complete", &draft))?;
        fs::rename(&draft, &self.dir).map_err(at("put in place", &self.dir))
    }

    /// Removes what starts that were cut short have left. An initdb that has outlived its service may still be writing
    /// there; what resists is removed the next time.
    fn remove_drafts(&self) {
        let entries = self.dir.parent().and_then(|parent| fs::read_dir(parent).ok());
        for entry in entries.into_iter().flatten().flatten() {
            let path = entry.path();
            let ending = path.extension().and_then(|ending| ending.to_str());
            if path.file_stem() == self.dir.file_name() && ending.is_some_and(|e| e.starts_with(DRAFT)) {
                let _ = fs::remove_dir_all(path);
            }
        }
    }

    fn generate_password(&self, account: &Account) -> Result<(), Error> {
        let path = &self.password_file;
        if path.exists() {
            fs::remove_file(path).map_err(at("replace", path))?;
        }
        let password = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let write = || {
            let mut file = private_file(path)?;
            account.give_file(&file)?;
            file.write_all(password.as_bytes())?;
            file.sync_all()
        };
        write().map_err(at("write", path))
    }

    /// Writes the service's own settings. `alter system` still overrides them.
    pub(super) fn write_settings(&self, account: &Account, place: &socket::Place) -> Result<(), Error> {
        let path = self.dir.join(SETTINGS_FILE);
        let text = [
            "# Written by cds-sync at every start. Use `alter system` to override a setting.\n",
            "max_wal_size = '1GB'\n",
            "jit = off\n",
            "wal_compression = on\n",
            "password_encryption = 'scram-sha-256'\n",
            "timezone = 'UTC'\n",
            "log_timezone = 'UTC'\n",
            "lc_messages = 'C'\n",
        ]
        .concat();
        let write = || {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut file = File::create_new(&path)?;
            account.give_file(&file)?;
            file.write_all(text.as_bytes())?;
            file.write_all(&place.settings())
        };
        write().map_err(at("write", &path))
    }
}

fn include_settings(cluster: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(cluster.join("postgresql.conf"))?;
    writeln!(file, "\ninclude_if_exists '{SETTINGS_FILE}'")?;
    file.sync_all()
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// On Windows the file takes the access list of the data directory.
#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<File> {
    File::create_new(path)
}
