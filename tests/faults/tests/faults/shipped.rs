//! What is shipped has no fail points.

use std::process::Command;

#[test]
fn the_service_alone_is_built_without_fail_points() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--offline",
            "--package",
            "cds-sync",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
        ])
        .output()
        .expect("cargo runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).expect("text");
    assert!(tree.lines().any(|line| line.starts_with("cds-warehouse ")), "{tree}");
    assert!(!tree.lines().any(|line| line.starts_with("fail ")), "{tree}");
}
