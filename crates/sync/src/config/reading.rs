//! From the file and the environment to a configuration. A variable `CDS_SYNC__<SECTION>__<KEY>` stands over the key
//! in the file. Each refusal names the line or the variable that is to blame, and never shows a value's line, which
//! may hold a secret.

use std::{borrow::Cow, ffi::OsString, fs, ops::Range, path::Path};

use anyhow::{Context, anyhow, bail, ensure};
use serde::Deserialize;
use toml::{
    Spanned,
    de::{DeTable, DeValue, Deserializer, Error},
};

use super::{Config, Secret};

const PREFIX: &str = "CDS_SYNC__";

/// How a variable's text is read.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// As it is.
    Text,
    /// As the file would have it: a number, a list.
    Toml,
}

/// Every key, as `docs/configuration.md` lists them.
const KEYS: [(&str, Kind); 21] = [
    ("company.name", Kind::Text),
    ("company.time_zone", Kind::Text),
    ("company.billed_basis", Kind::Text),
    ("company.first_fiscal_month", Kind::Toml),
    ("warehouse.url", Kind::Text),
    ("warehouse.password", Kind::Text),
    ("warehouse.password_file", Kind::Text),
    ("warehouse.ca_file", Kind::Text),
    ("warehouse.data", Kind::Text),
    ("warehouse.programs", Kind::Text),
    ("sage300.drop", Kind::Text),
    ("sage300.mapping", Kind::Text),
    ("sage300.settle_seconds", Kind::Toml),
    ("folders.roots", Kind::Toml),
    ("folders.schedule_of_record", Kind::Text),
    ("folders.settle_seconds", Kind::Toml),
    ("folders.data_date.order", Kind::Toml),
    ("folders.data_date.patterns", Kind::Toml),
    ("serve.listen", Kind::Text),
    ("serve.development_token_file", Kind::Text),
    ("serve.nightly", Kind::Text),
];

/// A variable over a key.
struct Override {
    variable: String,
    key: &'static str,
    kind: Kind,
    text: String,
}

pub(super) fn read(
    file: &Path,
    variables: impl Iterator<Item = (OsString, OsString)>,
) -> anyhow::Result<Config> {
    let text = fs::read_to_string(file).with_context(|| {
        format!(
            "the configuration {} cannot be read; name another with --config or CDS_SYNC_CONFIG",
            file.display()
        )
    })?;
    let overrides = overrides(variables)?;
    let blame = |error: &Error| blame(error, file, &text, &overrides);
    let mut table = DeTable::parse(&text).map_err(|error| blame(&error))?;
    let holds_secret = holds_secret(table.get_ref());
    for (number, given) in overrides.iter().enumerate() {
        set(table.get_mut(), given, beyond(&text, number))?;
    }
    let given_twice = Given::of(table.get_ref());
    let mut config = Config::deserialize(Deserializer::from(table)).map_err(|error| blame(&error))?;
    given_twice.refuse(file, &text, &overrides)?;
    let folder = std::path::absolute(file)?.parent().map(Path::to_owned).unwrap_or_default();
    config.resolve(&folder);
    config.file = file.to_owned();
    config.holds_secret = holds_secret;
    if let Some(file) = &config.warehouse.password_file {
        config.warehouse.password = Some(Secret::read(file).context("warehouse.password_file")?);
    }
    Ok(config)
}

fn overrides(variables: impl Iterator<Item = (OsString, OsString)>) -> anyhow::Result<Vec<Override>> {
    let mut overrides = Vec::new();
    for (variable, text) in variables {
        let Some(variable) = variable.to_str().filter(|name| name.starts_with(PREFIX)).map(str::to_owned)
        else {
            continue;
        };
        let wanted = variable[PREFIX.len()..].replace("__", ".").to_lowercase();
        let Some(&(key, kind)) = KEYS.iter().find(|(key, _)| *key == wanted) else {
            bail!("no key of the configuration belongs to the variable {variable}; {}", nearest(&wanted));
        };
        let text = text.into_string().map_err(|_| anyhow!("the variable {variable} is not UTF-8 text"))?;
        overrides.push(Override { variable, key, kind, text });
    }
    overrides.sort_by(|a, b| a.variable.cmp(&b.variable));
    Ok(overrides)
}

fn variable_of(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_uppercase())
}

fn nearest(wanted: &str) -> String {
    let likeness = |key: &str| strsim::jaro_winkler(key, wanted);
    let nearest = KEYS.map(|(key, _)| key).into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    format!("the nearest is {}", variable_of(nearest.unwrap_or_default()))
}

/// A variable has a place too: one behind the end of the file.
fn beyond(text: &str, number: usize) -> Range<usize> {
    let at = text.len() + 1 + number;
    at..at + 1
}

fn set<'t>(table: &mut DeTable<'t>, given: &'t Override, place: Range<usize>) -> anyhow::Result<()> {
    let value = match given.kind {
        Kind::Text => DeValue::String(Cow::Borrowed(&given.text)),
        Kind::Toml => DeValue::parse(&given.text)
            .map_err(|error| {
                anyhow!(
                    "the variable {} cannot be read ({}); write it as in the file: a list as ['a', 'b']",
                    given.variable,
                    error.message()
                )
            })?
            .into_inner(),
    };
    let (sections, key) = given.key.rsplit_once('.').unwrap_or_default();
    let mut inner = table;
    for section in sections.split('.') {
        let entry = inner
            .entry(Spanned::new(place.clone(), Cow::Borrowed(section)))
            .or_insert_with(|| Spanned::new(place.clone(), DeValue::Table(DeTable::new())));
        inner = match entry.get_mut() {
            DeValue::Table(table) => table,
            // What stands there instead is refused as it is.
            _ => return Ok(()),
        };
    }
    inner.remove(key);
    inner.insert(Spanned::new(place.clone(), Cow::Borrowed(key)), placed(value, &place));
    Ok(())
}

/// The value and all within it at the place.
fn placed<'t>(value: DeValue<'t>, place: &Range<usize>) -> Spanned<DeValue<'t>> {
    let value = match value {
        DeValue::Array(items) => {
            DeValue::Array(items.into_iter().map(|item| placed(item.into_inner(), place)).collect())
        }
        other => other,
    };
    Spanned::new(place.clone(), value)
}

/// Says where an error stands and what it is.
fn blame(error: &Error, file: &Path, text: &str, overrides: &[Override]) -> anyhow::Error {
    let at = error.span().map_or(0, |span| span.start);
    anyhow!("{}: {}", source(at, file, text, overrides), error.message())
}

/// The line of the file, or the variable.
fn source(at: usize, file: &Path, text: &str, overrides: &[Override]) -> String {
    match at.checked_sub(text.len() + 1).and_then(|number| overrides.get(number)) {
        Some(given) => format!("the variable {} is wrong", given.variable),
        None => {
            let before = text.get(..at).unwrap_or(text);
            format!(
                "the configuration {} is wrong in line {}",
                file.display(),
                before.matches('\n').count() + 1
            )
        }
    }
}

fn holds_secret(table: &DeTable<'_>) -> bool {
    let given = Given::of(table);
    given.password.is_some() || given.in_url.is_some()
}

/// Where the password is given, each by its place.
struct Given {
    in_url: Option<usize>,
    password: Option<usize>,
    password_file: Option<usize>,
}

impl Given {
    fn of(table: &DeTable<'_>) -> Self {
        let warehouse = table.get("warehouse").and_then(|value| value.get_ref().as_table());
        let value = |key: &str| warehouse.and_then(|warehouse| warehouse.get(key));
        let place = |key: &str| value(key).map(|value| value.span().start);
        let in_url = value("url").filter(|url| {
            let target = url.get_ref().as_str().map(str::parse::<cds_warehouse::connect::Config>);
            target.is_some_and(|target| target.is_ok_and(|target| target.get_password().is_some()))
        });
        Self {
            in_url: in_url.map(|url| url.span().start),
            password: place("password"),
            password_file: place("password_file"),
        }
    }

    fn refuse(&self, file: &Path, text: &str, overrides: &[Override]) -> anyhow::Result<()> {
        let given = [
            (self.in_url, "in warehouse.url"),
            (self.password, "as warehouse.password"),
            (self.password_file, "as warehouse.password_file"),
        ];
        let given: Vec<_> = given.into_iter().filter_map(|(at, how)| Some((at?, how))).collect();
        let Some(&(at, _)) = given.get(1) else { return Ok(()) };
        let ways: Vec<_> = given.iter().map(|(_, how)| *how).collect();
        ensure!(
            ways.len() < 2,
            "{}: the password of the warehouse is given twice, {}; keep one of them",
            source(at, file, text, overrides),
            ways.join(" and ")
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const COMPANY: &str = "[company]\nname = \"A\"\ntime_zone = \"America/Phoenix\"\n";

    fn read_over(text: &str, variables: &[(&str, &str)]) -> anyhow::Result<Config> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("cds-sync.toml");
        fs::write(&file, text).expect("written");
        fs::write(folder.path().join("password"), "hunter2\n").expect("written");
        read(&file, variables.iter().map(|(name, value)| (name.into(), value.into())))
    }

    fn refusal(text: &str, variables: &[(&str, &str)]) -> String {
        format!("{:#}", read_over(text, variables).expect_err("refused"))
    }

    fn assert_says(text: &str, parts: &[&str]) {
        for part in parts {
            assert!(text.contains(part), "expected {part} in: {text}");
        }
    }

    #[test]
    fn every_key_that_is_documented_can_be_given_by_a_variable_and_no_other() {
        let documented: BTreeSet<&str> = include_str!("../../../../docs/configuration.md")
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
            .collect();
        assert_eq!(documented, KEYS.map(|(key, _)| key).into_iter().collect());
    }

    #[test]
    fn a_variable_stands_over_the_file_and_makes_a_section_that_it_lacks() {
        let config = read_over(
            COMPANY,
            &[
                ("CDS_SYNC__COMPANY__NAME", "12"),
                ("CDS_SYNC__FOLDERS__ROOTS", "['/a', '/b']"),
                ("CDS_SYNC__FOLDERS__SETTLE_SECONDS", "5"),
                ("CDS_SYNC_CONFIG", "elsewhere.toml"),
                ("CDS_SEED", "7"),
            ],
        );
        let config = config.expect("read");
        assert_eq!(config.company.name, "12");
        let folders = config.folders.expect("a section");
        assert_eq!((folders.roots.len(), folders.settle_seconds), (2, 5));
    }

    #[test]
    fn a_variable_of_no_key_is_refused_with_the_nearest() {
        let refused = refusal(COMPANY, &[("CDS_SYNC__WAREHOUSE__URI", "x")]);
        assert_says(&refused, &["variable CDS_SYNC__WAREHOUSE__URI", "nearest is CDS_SYNC__WAREHOUSE__URL"]);
    }

    #[test]
    fn an_error_is_blamed_on_the_variable_or_the_line_it_comes_from() {
        let refused = refusal(COMPANY, &[("CDS_SYNC__COMPANY__TIME_ZONE", "Arizona")]);
        assert_says(&refused, &["variable CDS_SYNC__COMPANY__TIME_ZONE", "`Arizona`"]);
        let refused = refusal(COMPANY, &[("CDS_SYNC__FOLDERS__ROOTS", "[1]")]);
        assert_says(&refused, &["variable CDS_SYNC__FOLDERS__ROOTS"]);
        let refused = refusal(COMPANY, &[("CDS_SYNC__FOLDERS__ROOTS", "/a")]);
        assert_says(&refused, &["variable CDS_SYNC__FOLDERS__ROOTS", "['a', 'b']"]);
        let wrong = COMPANY.replace("America/Phoenix", "Arizona");
        let refused = refusal(&wrong, &[("CDS_SYNC__COMPANY__NAME", "B")]);
        assert_says(&refused, &["cds-sync.toml", "line 3", "`Arizona`"]);
    }

    #[test]
    fn a_password_is_taken_from_a_file_of_its_own_or_the_environment() {
        let url = "[warehouse]\nurl = \"postgres://cds@localhost/cds\"\n";
        let from_file = format!("{COMPANY}{url}password_file = \"password\"\n");
        let by_variable = [("CDS_SYNC__WAREHOUSE__PASSWORD", "hunter2")];
        for config in [read_over(&from_file, &[]), read_over(&format!("{COMPANY}{url}"), &by_variable)] {
            let config = config.expect("read");
            assert!(!config.holds_secret && !format!("{config:?}").contains("hunter2"));
            let (target, _) = config.warehouse.target().expect("an address").expect("a server");
            assert_eq!(target.get_password(), Some(b"hunter2".as_slice()));
        }
    }

    #[test]
    fn a_password_that_is_given_twice_is_refused() {
        let url = "[warehouse]\nurl = \"postgres://cds:hunter2@localhost/cds\"\n";
        let twice = format!("{COMPANY}{url}password_file = \"password\"\n");
        let refused = refusal(&twice, &[]);
        assert_says(&refused, &["line 6", "given twice, in warehouse.url and as warehouse.password_file"]);
        let refused = refusal(&format!("{COMPANY}{url}"), &[("CDS_SYNC__WAREHOUSE__PASSWORD", "hunter2")]);
        assert_says(&refused, &["variable CDS_SYNC__WAREHOUSE__PASSWORD", "given twice"]);
        assert!(!refused.contains("hunter2"), "{refused}");
    }

    #[test]
    fn an_error_beside_a_secret_does_not_show_it() {
        for wrong in ["password = 123456789", "password = hunter2", "url = [\"hunter2\"]"] {
            let refused = refusal(&format!("{COMPANY}[warehouse]\n{wrong}\n"), &[]);
            assert_says(&refused, &["line 5"]);
            assert!(!refused.contains("hunter2") && !refused.contains("123456789"), "{refused}");
        }
    }
}
