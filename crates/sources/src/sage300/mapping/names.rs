//! Patterns of file names: which files, which part of an export, and the day on which it was made.

use chrono::NaiveDate;
use regex::{Captures, Regex, RegexBuilder};

/// A pattern in which `*` and `?` stand for any text and any character, and a number in braces for the number
/// of a part. Upper and lower case make no difference.
#[derive(Debug, Clone)]
pub(crate) struct NamePattern {
    text: String,
    regex: Regex,
    number: Option<u64>,
}

/// What a name holds where its pattern leaves it open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SeenName {
    pub(crate) number: Option<u64>,
    /// What stands for each `*` and `?`, in lower case.
    pub(crate) wild: Vec<String>,
}

impl NamePattern {
    /// Reads a pattern. The error says what to write instead.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() || text.contains(['/', '\\']) {
            return Err("write a pattern of file names without a folder, such as \"jobs*.csv\"".to_owned());
        }
        let (before, number, after) = match text.split_once('{') {
            None => (text, None, ""),
            Some((before, rest)) => match rest.split_once('}').map(|(number, after)| (number.parse(), after))
            {
                Some((Ok(number), after)) if !after.contains('{') => (before, Some(number), after),
                _ => {
                    let problem = "write the name of the first part with its number in braces, such as \
                                   \"ledger_{0}.csv\"";
                    return Err(problem.to_owned());
                }
            },
        };
        let middle = if number.is_some() { "(?<number>[0-9]+)" } else { "" };
        let regex = whole_name(&format!("{}{middle}{}", wildcards(before), wildcards(after)))?;
        Ok(Self { text: text.to_owned(), regex, number })
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn is_numbered(&self) -> bool {
        self.number.is_some()
    }

    /// The number in braces.
    pub(super) fn number(&self) -> Option<u64> {
        self.number
    }

    pub(super) fn matches(&self, name: &str) -> bool {
        self.regex.is_match(name)
    }

    pub(super) fn seen(&self, name: &str) -> Option<SeenName> {
        let captures = self.regex.captures(name)?;
        let number = match captures.name("number") {
            Some(digits) => Some(digits.as_str().parse().ok()?),
            None => None,
        };
        let groups = self.regex.capture_names().enumerate().skip(1).filter(|(_, name)| name.is_none());
        let wild = groups.filter_map(|(group, _)| captures.get(group));
        Some(SeenName { number, wild: wild.map(|text| text.as_str().to_lowercase()).collect() })
    }

    /// How many texts the pattern leaves open.
    pub(super) fn wild(&self) -> usize {
        self.text.matches(['*', '?']).count()
    }
}

/// A pattern of names that hold a day, such as `JC_Jobs_%Y-%m-%d*.csv`.
#[derive(Debug, Clone)]
pub(crate) struct DayPattern {
    text: String,
    regex: Regex,
}

impl DayPattern {
    /// Reads a pattern. The error says what to write instead.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let expected = || {
            "write the name with %Y (or %y), %m and %d once each, such as \"jobs_%Y-%m-%d*.csv\"".to_owned()
        };
        let mut pattern = wildcards(text);
        for (sign, digits) in [
            ("%Y", "(?<year>[0-9]{4})"),
            ("%y", "(?<short>[0-9]{2})"),
            ("%m", "(?<month>[0-9]{1,2})"),
            ("%d", "(?<day>[0-9]{1,2})"),
        ] {
            pattern = pattern.replace(sign, digits);
        }
        let year = text.matches("%Y").count() + text.matches("%y").count();
        let of_the_rest = ["%m", "%d"].map(|sign| text.matches(sign).count());
        if year != 1 || of_the_rest != [1, 1] || text.matches('%').count() != 3 {
            return Err(expected());
        }
        Ok(Self { text: text.to_owned(), regex: whole_name(&pattern)? })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn day(&self, name: &str) -> Option<NaiveDate> {
        let captures = self.regex.captures(name)?;
        let year = match number(&captures, "year") {
            Some(year) => year,
            None => 2000 + number(&captures, "short")?,
        };
        let part = |group| number(&captures, group).and_then(|part| u32::try_from(part).ok());
        NaiveDate::from_ymd_opt(year, part("month")?, part("day")?)
    }
}

fn number(captures: &Captures, group: &str) -> Option<i32> {
    captures.name(group)?.as_str().parse().ok()
}

fn whole_name(pattern: &str) -> Result<Regex, String> {
    let regex = RegexBuilder::new(&format!("^{pattern}$")).case_insensitive(true).build();
    regex.map_err(|_| "write a shorter pattern of file names".to_owned())
}

fn wildcards(text: &str) -> String {
    regex::escape(text).replace("\\*", "(.*?)").replace("\\?", "(.)")
}
