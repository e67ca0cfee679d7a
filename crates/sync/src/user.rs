//! `cds-sync user`: who may see what. The command line's words are what the running service is sent.

use std::collections::BTreeSet;

use cds_warehouse::{
    Warehouse,
    access::{Account, Role},
};
use clap::Subcommand;
use serde::{Deserialize, Serialize};

/// What an administrator does with accounts.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserCommand {
    /// Make an account and print its token, which is shown this once.
    Add {
        /// The person's e-mail address, as the books have it.
        email: String,
        /// The person's name, as the books have it.
        #[arg(long)]
        name: String,
        /// estimator, pm, field, finance, leadership or admin; may be given several times.
        #[arg(long = "role", required = true)]
        roles: Vec<Role>,
    },
    /// List the accounts with their roles and granted jobs.
    List,
    /// Replace the roles of an account.
    Roles {
        /// The account's address.
        email: String,
        /// A role it has from now on; may be given several times. Those it had are gone.
        #[arg(long = "set", required = true)]
        roles: Vec<Role>,
    },
    /// Let an account see a job whoever manages it.
    Grant {
        /// The account's address.
        email: String,
        /// The job's number: 25-1-082.
        job: String,
        /// Who decided.
        #[arg(long, env = "USER", default_value = "administrator")]
        by: String,
    },
    /// Take such a grant back.
    Revoke {
        /// The account's address.
        email: String,
        /// The job's number: 25-1-082.
        job: String,
    },
    /// Print a new token for an account; those before it are void at once.
    Token {
        /// The account's address.
        email: String,
        /// Leave the other tokens as they are: for a second laptop.
        #[arg(long)]
        keep: bool,
    },
    /// Close an account: its tokens are void at once.
    Remove {
        /// The account's address.
        email: String,
    },
}

/// What came of it, in lines for a person.
#[derive(Debug, Serialize, Deserialize)]
pub struct Told {
    /// The lines.
    pub text: String,
}

impl UserCommand {
    /// Does what it says.
    ///
    /// # Errors
    /// When there is no such account or job, or one too many, and when the warehouse refuses.
    pub async fn carry_out(&self, warehouse: &Warehouse) -> Result<Told, cds_warehouse::Error> {
        let text = match self {
            Self::Add { email, name, roles } => {
                let token = warehouse.add_user(email, name, &set(roles)).await?;
                format!("{email} is added. Their token, shown this once:\n{token}\n")
            }
            Self::List => list(&warehouse.users().await?),
            Self::Roles { email, roles } => {
                let roles = set(roles);
                warehouse.set_roles(email, &roles).await?;
                format!("{email} is {} from now on\n", joined(&roles))
            }
            Self::Grant { email, job, by } => {
                warehouse.grant_job(email, job, by).await?;
                format!("{email} sees {job} with the next pull\n")
            }
            Self::Revoke { email, job } => match warehouse.revoke_job(email, job).await? {
                true => format!("the grant of {job} to {email} is taken back\n"),
                false => format!(
                    "{email} had no grant of {job}; who manages it by the books, or has a role for every job, sees it all \
                     the same\n"
                ),
            },
            Self::Token { email, keep } => {
                let token = warehouse.new_token(email, *keep).await?;
                let others = if *keep { "the others stay valid" } else { "the others are void" };
                format!("A token for {email}, shown this once; {others}:\n{token}\n")
            }
            Self::Remove { email } => {
                warehouse.remove_user(email).await?;
                format!("{email} cannot sign in any more\n")
            }
        };
        Ok(Told { text })
    }
}

fn set(roles: &[Role]) -> BTreeSet<Role> {
    roles.iter().copied().collect()
}

fn joined(roles: &BTreeSet<Role>) -> String {
    roles.iter().map(Role::to_string).collect::<Vec<_>>().join(", ")
}

fn list(accounts: &[Account]) -> String {
    if accounts.is_empty() {
        return "there are no users yet; `cds-sync user add` makes one\n".into();
    }
    accounts.iter().map(line).collect()
}

fn line(account: &Account) -> String {
    let Account { email, full_name, active, roles, granted, .. } = account;
    let standing = if *active { joined(roles) } else { "removed".into() };
    let granted =
        if granted.is_empty() { String::new() } else { format!("; granted {}", granted.join(", ")) };
    format!("{email} ({full_name}): {standing}{granted}\n")
}
