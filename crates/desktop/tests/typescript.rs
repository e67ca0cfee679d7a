//! The window's TypeScript is written from the contract and kept beside the window, so that it builds without Rust.

use std::{collections::BTreeMap, fs};

use cds_desktop::contract::{Event, Problem, Reply, Request};
use ts_rs::{Config, TS, TypeVisitor};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/lib/generated/contract.ts");
const HEADER: &str =
    "// Written from crates/desktop/src/contract.rs by crates/desktop/tests/typescript.rs. Do not edit.\n";
const WRITE: &str = "CDS_WRITE_TYPESCRIPT";

#[test]
fn the_typescript_of_the_window_is_the_contract() {
    let contract = typescript();
    if std::env::var_os(WRITE).is_some() {
        fs::write(FILE, &contract).expect("the folder of the file is in the repository");
    }
    let kept = fs::read_to_string(FILE).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        kept == contract,
        "ui/src/lib/generated/contract.ts is not what the contract says; write it anew with \
         `{WRITE}=1 cargo test -p cds-desktop --test typescript`. The contract says:\n{contract}"
    );
}

/// Every type of the contract and every type these hold, by name.
fn typescript() -> String {
    let mut declarations = Declarations { config: Config::new(), by_name: BTreeMap::new() };
    declarations.visit::<Request>();
    declarations.visit::<Reply>();
    declarations.visit::<Problem>();
    declarations.visit::<Event>();
    declarations.by_name.values().fold(HEADER.to_owned(), |text, declaration| text + "\n" + declaration)
}

struct Declarations {
    config: Config,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        let built_in = T::output_path().is_none();
        let name = T::ident(&self.config);
        if built_in || self.by_name.contains_key(&name) {
            return;
        }
        let declaration = format!("{}export {}", T::docs().unwrap_or_default(), T::decl(&self.config));
        let lines = declaration.lines().map(|line| format!("{}\n", line.trim_end()));
        self.by_name.insert(name, lines.collect());
        T::visit_dependencies(self);
    }
}
