//! The development token: a secret in a file that its owner alone may read. It signs in laptops on this machine,
//! so it is refused wherever the service can be reached from elsewhere.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::Context;

/// The token in `file`, or nothing when there is none yet.
///
/// # Errors
/// When the file cannot be read.
pub fn load(file: &Path) -> anyhow::Result<Option<String>> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text.trim().to_owned()).filter(|token| !token.is_empty())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("the token file {} cannot be read", file.display())),
    }
}

/// The token in `file`, made when there is none yet.
///
/// # Errors
/// When the file can be neither read nor written.
pub fn load_or_create(file: &Path) -> anyhow::Result<String> {
    if let Some(token) = load(file)? {
        return Ok(token);
    }
    let token = format!("cds_dev_{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
    write(file, &token).with_context(|| format!("the token file {} cannot be written", file.display()))?;
    Ok(token)
}

/// Writes a new file: one that was there may be open to others.
fn write(file: &Path, token: &str) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(token.as_bytes())
}

/// Compares without telling by the time it takes how much was right.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
}
