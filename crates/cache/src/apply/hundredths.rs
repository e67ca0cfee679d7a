use rusqlite::{
    Error, ToSql,
    types::{ToSqlOutput, Value},
};
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// Dollars kept as cents, points as hundredths of a point: exactly, or not at all.
pub(super) struct Hundredths(pub(super) Decimal);

impl ToSql for Hundredths {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let scaled = self.0.checked_mul(Decimal::ONE_HUNDRED).filter(|scaled| scaled.fract().is_zero());
        let whole = scaled.and_then(|scaled| scaled.to_i64());
        whole.map(|whole| ToSqlOutput::Owned(Value::Integer(whole))).ok_or_else(|| {
            let why = format!("{} is no amount of two decimals that can be kept exactly", self.0);
            Error::ToSqlConversionFailure(why.into())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Option<i64> {
        let value = Hundredths(text.parse().expect("a decimal"));
        match value.to_sql() {
            Ok(ToSqlOutput::Owned(Value::Integer(whole))) => Some(whole),
            _ => None,
        }
    }

    #[test]
    fn two_decimals_are_kept_exactly_and_a_third_is_refused() {
        assert_eq!(kept("1234.56"), Some(123_456));
        assert_eq!(kept("-0.01"), Some(-1));
        assert_eq!(kept("5"), Some(500));
        assert_eq!(kept("5.1000"), Some(510));
        assert_eq!(kept("999999999999.99"), Some(99_999_999_999_999));
        assert_eq!(kept("5.001"), None);
        assert_eq!(kept("92233720368547758.08"), None, "one more than 64 bits hold");
        assert_eq!(kept("79228162514264337593543950335"), None);
    }
}
