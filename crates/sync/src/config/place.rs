//! Where the configuration is looked for when none is named.

use std::path::PathBuf;

use anyhow::bail;

const NAME: &str = "cds-sync.toml";

/// The file that was named, else the first there is: in the folder the program is started from, then in the
/// machine's place for it.
///
/// # Errors
/// When there is none; the error names every place.
pub fn find(named: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    if let Some(file) = named {
        return Ok(file);
    }
    first_of(&[PathBuf::from(NAME), of_the_machine()])
}

fn first_of(places: &[PathBuf]) -> anyhow::Result<PathBuf> {
    if let Some(place) = places.iter().find(|place| place.exists()) {
        return Ok(place.clone());
    }
    let looked: Vec<String> = places
        .iter()
        .map(|place| std::path::absolute(place).unwrap_or_else(|_| place.clone()).display().to_string())
        .collect();
    bail!(
        "there is no configuration: neither {}. Write one there, or name another with --config or CDS_SYNC_CONFIG",
        looked.join(" nor ")
    )
}

#[cfg(windows)]
fn of_the_machine() -> PathBuf {
    let data = std::env::var_os("ProgramData").map_or_else(|| r"C:\ProgramData".into(), PathBuf::from);
    data.join("Construction Data Sync").join(NAME)
}

#[cfg(not(windows))]
fn of_the_machine() -> PathBuf {
    PathBuf::from("/etc/cds-sync").join(NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_that_has_one_is_taken_and_all_are_told_when_none_has() {
        let folder = tempfile::tempdir().expect("a folder");
        let places = ["here.toml", "machine.toml"].map(|name| folder.path().join(name));
        let error = first_of(&places).expect_err("none").to_string();
        for part in ["here.toml", "machine.toml", "--config", "CDS_SYNC_CONFIG"] {
            assert!(error.contains(part), "expected {part} in: {error}");
        }
        for place in places.iter().rev() {
            std::fs::write(place, "").expect("written");
            assert_eq!(&first_of(&places).expect("found"), place);
        }
    }

    #[test]
    fn a_file_that_is_named_is_taken_unseen() {
        let named = PathBuf::from("nowhere.toml");
        assert_eq!(find(Some(named.clone())).expect("taken"), named);
    }
}
