//! Where the demo's PostgreSQL keeps its data. It refuses to run as root, so for root it runs as an account that
//! cannot enter a folder such as `/root`.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use anyhow::Context;
use nix::unistd::Uid;

/// Another folder for the data of a demo whose own is out of reach.
pub(super) fn elsewhere(demo: &Path) -> anyhow::Result<Option<PathBuf>> {
    let demo = demo.canonicalize()?;
    if !Uid::effective().is_root() || demo.ancestors().all(is_open) {
        return Ok(None);
    }
    let all = Path::new("/var/lib/construction-data-sync");
    fs::create_dir_all(all).with_context(|| format!("{} cannot be made", all.display()))?;
    Ok(Some(all.join(named_after(&demo))))
}

fn is_open(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|data| data.permissions().mode() & 0o001 != 0)
}

fn named_after(demo: &Path) -> String {
    demo.display().to_string().trim_start_matches('/').replace('/', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_demos_have_their_data_in_two_places() {
        let of = |demo: &str| named_after(Path::new(demo));
        assert_eq!(of("/root/a/demo"), "root-a-demo");
        assert_ne!(of("/root/a/demo"), of("/root/b/demo"));
    }
}
