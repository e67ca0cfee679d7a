//! Paths as people type them, compared the way a Windows share compares them.

/// The key under which two spellings of a path are the same file: unicode lower case, `\` as `/`, and no
/// separator at the end.
///
/// ```
/// assert_eq!(cds_folders::path_key(r"\\SRV\Jobs\"), cds_folders::path_key("//srv/jobs"));
/// ```
#[must_use]
pub fn path_key(path: &str) -> String {
    path.trim().to_lowercase().replace('\\', "/").trim_end_matches('/').to_owned()
}

/// The last part of a `/` separated path.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// `name` beneath `folder`; an empty folder is the top.
pub(crate) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The job number a folder's name starts with: two digits, one digit, three or more digits.
pub(crate) fn job_number_prefix(folder_name: &str) -> Option<&str> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let year = digits(folder_name);
    let rest = folder_name.get(year..)?.strip_prefix('-')?;
    let class = digits(rest);
    let rest = rest.get(class..)?.strip_prefix('-')?;
    let number = digits(rest);
    let length = year + 1 + class + 1 + number;
    (year == 2 && class == 1 && number >= 3).then(|| folder_name.get(..length))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_folder_starts_with_two_digits_one_digit_and_three_or_more() {
        for (name, number) in [
            ("25-1-082 Harbor Tower", Some("25-1-082")),
            ("25-1-082", Some("25-1-082")),
            ("25-1-1082_Annex", Some("25-1-1082")),
            ("25-1-082Ä", Some("25-1-082")),
            ("25-1-82 Short", None),
            ("2025-1-082 Long year", None),
            ("25-12-082 Two digit class", None),
            (" 25-1-082 Leading blank", None),
            ("Jobs 2025", None),
            ("٢٥-1-082", None),
            ("", None),
        ] {
            assert_eq!(job_number_prefix(name), number, "{name:?}");
        }
    }

    #[test]
    fn spellings_of_one_unc_path_share_a_key() {
        let key = path_key(r"\\Server\Projects\Jobs 2025\25-1-082 ÄRZTEHAUS");
        assert_eq!(key, "//server/projects/jobs 2025/25-1-082 ärztehaus");
        assert_eq!(key, path_key("//SERVER/projects/Jobs 2025/25-1-082 Ärztehaus/"));
        assert_ne!(key, path_key("//SERVER/projects/Jobs 2025/25-1-083 Ärztehaus/"));
    }
}
