//! The development token: a secret in a file that its owner alone may read. It signs in laptops on this machine,
//! so it is refused wherever the service can be reached from elsewhere.

use std::{fs, io::Write, path::Path};

use anyhow::Context;

/// The token in `file`, made when the file is missing.
///
/// # Errors
/// When the file can be neither read nor written.
pub fn load_or_create(file: &Path) -> anyhow::Result<String> {
    if let Ok(text) = fs::read_to_string(file) {
        let token = text.trim();
        if !token.is_empty() {
            return Ok(token.to_owned());
        }
    }
    let token = format!("cds_dev_{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
    write(file, &token).with_context(|| format!("the token file {} cannot be written", file.display()))?;
    Ok(token)
}

fn write(file: &Path, token: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(token.as_bytes())
}

/// Compares without telling by the time it takes how much was right.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
}
