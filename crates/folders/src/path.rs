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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_unc_path_share_a_key() {
        let key = path_key(r"\\Server\Projects\Jobs 2025\25-1-082 ÄRZTEHAUS");
        assert_eq!(key, "//server/projects/jobs 2025/25-1-082 ärztehaus");
        assert_eq!(key, path_key("//SERVER/projects/Jobs 2025/25-1-082 Ärztehaus/"));
        assert_ne!(key, path_key("//SERVER/projects/Jobs 2025/25-1-083 Ärztehaus/"));
    }
}
