use std::path::{Path, PathBuf};

/// A folder of the shared data sets: named by `CDS_SHARED`, or `shared` beside the repository. `None` where they
/// are not present, which is said.
#[must_use]
pub fn shared_data(folder: &str) -> Option<PathBuf> {
    let named = std::env::var_os("CDS_SHARED").map(PathBuf::from);
    let beside = || {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
        Some(repository.parent()?.join("shared"))
    };
    let found = named.or_else(beside).map(|shared| shared.join(folder)).filter(|path| path.is_dir());
    if found.is_none() {
        println!("skipped: shared data not present");
    }
    found
}
