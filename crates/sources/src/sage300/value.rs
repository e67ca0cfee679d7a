//! How an export writes dates, amounts and job numbers, and how they are read: exactly, or not at all.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate, NaiveTime};
use rust_decimal::Decimal;
use serde_json::Value;

use super::entity::Kind;

const AMOUNT_DECIMALS: u32 = 2;
const QUANTITY_DECIMALS: u32 = 4;
/// A number that is off by less than a thousandth of its last decimal was that number before a computer kept it.
const NOISE_DECIMALS: u32 = 3;

/// How the exports of one installation write dates and numbers.
#[derive(Debug, Clone)]
pub(crate) struct Formats {
    pub(crate) dates: Vec<String>,
    pub(crate) decimal: char,
    pub(crate) thousands: Option<char>,
}

impl Formats {
    /// The JSON value of a text; none for a text that says "nothing here". The error says what is expected.
    pub(crate) fn value(&self, kind: Kind, text: &str) -> Result<Option<Value>, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        match kind {
            Kind::JobCode | Kind::Text => Ok(Some(text.into())),
            Kind::Date if is_zero_date(text) => Ok(None),
            Kind::Date => match self.date(text) {
                Some(date) => Ok(Some(date.to_string().into())),
                None => Err(format!("a date written {}", self.dates.join(" or "))),
            },
            Kind::Amount | Kind::Quantity => {
                self.number(kind, text).map(|number| Some(number.to_string().into()))
            }
            Kind::Ordinal => match self.ordinal(text) {
                Some(number) => Ok(Some(number.into())),
                None => Err("a whole number such as 7".to_owned()),
            },
            Kind::OneOf(words) => match words.iter().find(|word| word.eq_ignore_ascii_case(text)) {
                Some(word) => Ok(Some((*word).into())),
                None => Err(format!("one of {}", words.join(", "))),
            },
        }
    }

    /// Reads a number that is kept to so many decimals as its kind has. The error says what is expected.
    pub(crate) fn number(&self, kind: Kind, text: &str) -> Result<Decimal, String> {
        let (decimals, expected) = match kind {
            Kind::Quantity => (QUANTITY_DECIMALS, format!("a number such as {}", self.sample())),
            _ => (AMOUNT_DECIMALS, format!("an amount such as {}, below a trillion", self.sample())),
        };
        let number = self.decimal(text).filter(|number| number.abs() <= largest(decimals)).ok_or(expected)?;
        if number.scale() <= decimals {
            return Ok(number);
        }
        let mut rounded = number.round_dp(decimals);
        rounded.set_sign_negative(number.is_sign_negative() && !rounded.is_zero());
        // Sage keeps binary doubles, which come out as 1234.5600000000002.
        if (number - rounded).abs() < Decimal::new(1, decimals + NOISE_DECIMALS) {
            return Ok(rounded);
        }
        Err(format!("at most {decimals} decimals, as in {}", self.sample()))
    }

    /// Writes a number as the exports do.
    pub(crate) fn written(&self, number: Decimal) -> String {
        number.to_string().replace('.', &self.decimal.to_string())
    }

    fn sample(&self) -> String {
        let thousands = self.thousands.map(String::from).unwrap_or_default();
        format!("1{thousands}234{}56", self.decimal)
    }

    fn date(&self, text: &str) -> Option<NaiveDate> {
        self.dates.iter().find_map(|format| read_date(text, format))
    }

    fn ordinal(&self, text: &str) -> Option<u32> {
        let number = self.decimal(text)?;
        if number.fract().is_zero() { number.trunc().to_string().parse().ok() } else { None }
    }

    /// Reads a number in any of the ways accounting writes one: `$1,234.56`, `-5`, `5-`, `(5.00)`.
    fn decimal(&self, text: &str) -> Option<Decimal> {
        let (negative, digits) = strip_signs(text)?;
        let mut number =
            if digits.is_empty() && is_dash(text) { Decimal::ZERO } else { self.digits(digits)? };
        number.set_sign_negative(negative && !number.is_zero());
        Some(number)
    }

    fn digits(&self, text: &str) -> Option<Decimal> {
        let (whole, fraction) = text.split_once(self.decimal).unwrap_or((text, ""));
        let whole = self.without_thousands(whole)?;
        if (whole.is_empty() && fraction.is_empty()) || !is_digits(fraction) {
            return None;
        }
        let point = if fraction.is_empty() { "" } else { "." };
        Decimal::from_str_exact(&format!("{whole:0>1}{point}{fraction}")).ok()
    }

    /// Thousands must stand where thousands stand: `12,34` is a decimal comma that the mapping does not know
    /// of, and reading it as 1234 would be a hundredfold error.
    fn without_thousands(&self, whole: &str) -> Option<String> {
        let Some(separator) = self.thousands else {
            return is_digits(whole).then(|| whole.to_owned());
        };
        let whole =
            if separator == ' ' { whole.replace(['\u{a0}', '\u{202f}'], " ") } else { whole.to_owned() };
        let mut groups = whole.split(separator);
        let first = groups.next()?;
        let grouped = whole.contains(separator);
        let fits = is_digits(first)
            && (!grouped || (1..=3).contains(&first.len()))
            && groups.all(|group| group.len() == 3 && is_digits(group));
        fits.then(|| whole.replace(separator, ""))
    }
}

/// Reads a date by one format; a year outside 1900–2199 is a format that does not fit (`%Y` reads `25` as the
/// year 25).
pub(crate) fn read_date(text: &str, format: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, format).ok().filter(|date| (1900..2200).contains(&date.year()))
}

/// Writes a date by one format; none when the format itself is not valid.
pub(crate) fn write_date(date: NaiveDate, format: &str) -> Option<String> {
    let mut text = String::new();
    write!(text, "{}", date.and_time(NaiveTime::MIN).format(format)).ok()?;
    Some(text)
}

/// The warehouse keeps money as `numeric(14,2)` and quantities as `numeric(18,4)`.
fn largest(decimals: u32) -> Decimal {
    match decimals {
        QUANTITY_DECIMALS => Decimal::new(999_999_999_999_999_999, QUANTITY_DECIMALS),
        _ => Decimal::new(99_999_999_999_999, AMOUNT_DECIMALS),
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Databases without an empty date write `00/00/0000`, report writers `  /  /    `.
fn is_zero_date(text: &str) -> bool {
    text.chars().all(|c| c == '0' || c == '/' || c == '-' || c == '.' || c == ':' || c.is_whitespace())
}

/// Excel's accounting format shows zero as a dash.
fn is_dash(text: &str) -> bool {
    text.trim().trim_start_matches('$').trim() == "-"
}

/// Takes off the sign and the currency, wherever they stand, and says whether the amount is negative. More
/// than one sign has no meaning anyone could know.
fn strip_signs(text: &str) -> Option<(bool, &str)> {
    const MINUS: [char; 2] = ['-', '\u{2212}'];
    let mut rest = text.trim();
    let (mut signs, mut currencies, mut negative) = (0, 0, false);
    loop {
        let minus = rest.strip_prefix(MINUS).or_else(|| rest.strip_suffix(MINUS));
        let parentheses = || rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        if let Some(after) = rest.strip_prefix('$') {
            currencies += 1;
            rest = after.trim();
        } else if let Some(inside) = minus.or_else(parentheses) {
            signs += 1;
            negative = true;
            rest = inside.trim();
        } else if let Some(after) = rest.strip_prefix('+') {
            signs += 1;
            rest = after.trim();
        } else {
            return (signs <= 1 && currencies <= 1).then_some((negative, rest));
        }
    }
}
