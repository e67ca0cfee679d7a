//! A new migration has to be embedded, though no source file names it.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations/warehouse");
}
