//! What nobody else may read.

use std::{fmt, fs, path::Path};

use anyhow::{Context, ensure};
use serde::{Deserialize, Deserializer, de};

/// A text that no log and no error shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for the one place that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text of a file that holds nothing else, without the end of its line.
    pub(super) fn read(file: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(file).with_context(|| {
            format!("the secret file {} cannot be read by the account that runs this", file.display())
        })?;
        let line = text.strip_suffix('\n').unwrap_or(&text);
        let line = line.strip_suffix('\r').unwrap_or(line);
        ensure!(!line.is_empty(), "the secret file {} is empty; write the secret into it", file.display());
        ensure!(
            !line.contains(['\n', '\r']),
            "the secret file {} has several lines; write the secret alone into it",
            file.display()
        );
        Ok(Self(line.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(given: D) -> Result<Self, D::Error> {
        // The deserializer's own refusal would show the value.
        let text = toml::Value::deserialize(given)?;
        match text {
            toml::Value::String(text) => Ok(Self(text)),
            _ => Err(de::Error::custom("a secret is a text; write it in quotation marks")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_line_is_no_part_of_a_secret_and_its_spaces_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("password");
        for (text, secret) in [("a b \n", "a b "), ("x\r\n", "x"), ("x", "x")] {
            fs::write(&file, text).expect("written");
            assert_eq!(Secret::read(&file).expect("read").expose(), secret);
        }
        for text in ["", "\n", "one\ntwo\n"] {
            fs::write(&file, text).expect("written");
            let refused = format!("{:#}", Secret::read(&file).expect_err("refused"));
            assert!(refused.contains("write the secret") && !refused.contains("two"), "{refused}");
        }
    }

    #[test]
    fn a_secret_is_not_shown() {
        assert_eq!(format!("{:?}", Secret("hunter2".into())), "(secret)");
    }
}
