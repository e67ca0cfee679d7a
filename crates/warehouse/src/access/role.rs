use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What an account is for. Roles add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Bids; of the jobs those granted.
    Estimator,
    /// The jobs this person manages by the books, and those granted.
    Pm,
    /// The jobs granted.
    Field,
    /// Every job.
    Finance,
    /// Every job.
    Leadership,
    /// Every job, and the service itself: accounts, runs, pins.
    Admin,
}

/// A word that names no role.
#[derive(Debug, Error)]
#[error("there is no role {0}; give estimator, pm, field, finance, leadership or admin")]
pub struct UnknownRole(String);

impl Role {
    const ALL: [Self; 6] =
        [Self::Estimator, Self::Pm, Self::Field, Self::Finance, Self::Leadership, Self::Admin];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Estimator => "estimator",
            Self::Pm => "pm",
            Self::Field => "field",
            Self::Finance => "finance",
            Self::Leadership => "leadership",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        let role = Self::ALL.into_iter().find(|role| role.word() == text);
        role.ok_or_else(|| UnknownRole(text.to_owned()))
    }
}
