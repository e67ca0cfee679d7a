//! Who may see what: accounts with their roles, granted jobs and tokens. Which rows that comes to is row-level
//! security's to say (`migrations/warehouse/V7__roles.sql`), over the jobs resolved here.

mod role;

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use tokio_postgres::Transaction;

pub use role::{Role, UnknownRole};

use crate::{Error, Warehouse, commit, error::while_doing, in_turn, silver::job_of_number};

/// The account of whoever holds the development token: it sees everything.
pub const DEVELOPMENT: i64 = 0;

/// An account, as its owner signs in to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Durable key.
    pub user_key: i64,
    /// In lower case.
    pub email: String,
    /// As the books name the person.
    pub full_name: String,
    /// Whether it may sign in.
    pub active: bool,
    /// What it is for. Several add up.
    pub roles: BTreeSet<Role>,
    /// The numbers of the jobs that were granted to it.
    pub granted: Vec<String>,
}

impl Warehouse {
    /// Makes an account, or brings back one that was removed, with these roles alone, and returns a token for it. The
    /// token is kept nowhere else.
    ///
    /// # Errors
    /// When there is an active account of that address.
    pub async fn add_user(&self, email: &str, name: &str, roles: &BTreeSet<Role>) -> Result<String, Error> {
        let email = email.to_lowercase();
        let token = new_token();
        let words = words(roles);
        self.change_access(async |transaction| {
            let added = transaction
                .query_opt(include_str!("add_user.sql"), &[&email, &name])
                .await
                .map_err(while_doing("adding a user"))?;
            let user_key: i64 = added.ok_or_else(|| Error::UserExists(email.clone()))?.get(0);
            execute(transaction, include_str!("set_roles.sql"), &[&user_key, &words]).await?;
            execute(transaction, include_str!("add_token.sql"), &[&user_key, &hash(&token)]).await
        })
        .await?;
        Ok(token)
    }

    /// Gives an account these roles and no others.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn set_roles(&self, email: &str, roles: &BTreeSet<Role>) -> Result<(), Error> {
        let words = words(roles);
        self.change_access(async |transaction| {
            let user_key = user(transaction, email).await?;
            execute(transaction, include_str!("set_roles.sql"), &[&user_key, &words]).await
        })
        .await
    }

    /// Lets an account see a job whoever manages it.
    ///
    /// # Errors
    /// When there is no such account, or no one job of that number.
    pub async fn grant_job(&self, email: &str, job: &str, by: &str) -> Result<(), Error> {
        self.change_access(async |transaction| {
            let user_key = user(transaction, email).await?;
            let (project_key, _) = job_of_number(transaction, job).await?;
            execute(transaction, include_str!("grant.sql"), &[&user_key, &project_key, &by]).await
        })
        .await
    }

    /// Takes such a grant back; returns whether there was one. Who manages the job sees it all the same.
    ///
    /// # Errors
    /// When there is no such account, or no one job of that number.
    pub async fn revoke_job(&self, email: &str, job: &str) -> Result<bool, Error> {
        let mut revoked = false;
        self.change_access(async |transaction| {
            let user_key = user(transaction, email).await?;
            let (project_key, _) = job_of_number(transaction, job).await?;
            let done = transaction.execute(include_str!("revoke.sql"), &[&user_key, &project_key]).await;
            revoked = done.map_err(while_doing("revoking a job"))? > 0;
            Ok(())
        })
        .await?;
        Ok(revoked)
    }

    /// A new token for an account; those before it are void from now on unless they are kept.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn new_token(&self, email: &str, keep_others: bool) -> Result<String, Error> {
        let token = new_token();
        self.change_access(async |transaction| {
            let user_key = user(transaction, email).await?;
            if !keep_others {
                execute(transaction, include_str!("revoke_tokens.sql"), &[&user_key]).await?;
            }
            execute(transaction, include_str!("add_token.sql"), &[&user_key, &hash(&token)]).await
        })
        .await?;
        Ok(token)
    }

    /// Closes an account: its tokens are void at once, its grants are gone. What it did keeps its name.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn remove_user(&self, email: &str) -> Result<(), Error> {
        self.change_access(async |transaction| {
            let user_key = user(transaction, email).await?;
            execute(transaction, include_str!("revoke_tokens.sql"), &[&user_key]).await?;
            execute(transaction, include_str!("remove_user.sql"), &[&user_key]).await
        })
        .await
    }

    /// Every account, by address.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn users(&self) -> Result<Vec<Account>, Error> {
        let client = self.client().await?;
        let rows =
            client.query(include_str!("users.sql"), &[]).await.map_err(while_doing("listing users"))?;
        Ok(rows.iter().map(account).collect())
    }

    /// Whose token this is, also when it or the account is void by now; nothing for a token nobody was given.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn sign_in(&self, token: &str) -> Result<Option<SignedIn>, Error> {
        let client = self.client().await?;
        let found = client
            .query_opt(include_str!("sign_in.sql"), &[&hash(token)])
            .await
            .map_err(while_doing("signing in"))?;
        Ok(found.map(|row| SignedIn { revoked: row.get("revoked"), account: account(&row) }))
    }

    async fn change_access(
        &self,
        change: impl AsyncFnOnce(&Transaction<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let failed = while_doing("changing who may see what");
        let mut client = self.client().await?;
        let transaction = in_turn(&mut client).await.map_err(&failed)?;
        change(&transaction).await?;
        resolve(&transaction).await.map_err(&failed)?;
        commit(transaction, "access").await.map_err(&failed)
    }
}

/// What a token leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The account.
    pub account: Account,
    /// The token is void: another has taken its place.
    pub revoked: bool,
}

/// Brings the jobs each account may see up to date, within the transaction that changed what they follow from.
pub(crate) async fn resolve(transaction: &Transaction<'_>) -> Result<(), tokio_postgres::Error> {
    transaction.batch_execute(include_str!("resolve.sql")).await
}

async fn user(transaction: &Transaction<'_>, email: &str) -> Result<i64, Error> {
    let email = email.to_lowercase();
    let found = transaction.query_opt(include_str!("user.sql"), &[&email]).await;
    let found = found.map_err(while_doing("looking for a user"))?;
    Ok(found.ok_or(Error::NoSuchUser(email))?.get(0))
}

async fn execute(
    transaction: &Transaction<'_>,
    sql: &str,
    values: &[&(dyn tokio_postgres::types::ToSql + Sync)],
) -> Result<(), Error> {
    let failed = while_doing("changing who may see what");
    transaction.execute(sql, values).await.map(drop).map_err(failed)
}

fn account(row: &tokio_postgres::Row) -> Account {
    let roles: Vec<String> = row.get("roles");
    Account {
        user_key: row.get("user_key"),
        email: row.get("email"),
        full_name: row.get("full_name"),
        active: row.get("active"),
        roles: roles.iter().filter_map(|role| role.parse().ok()).collect(),
        granted: row.get("granted"),
    }
}

fn words(roles: &BTreeSet<Role>) -> Vec<&'static str> {
    roles.iter().map(|role| role.word()).collect()
}

/// Two random UUIDs: more than anyone can guess, so a plain hash of it may be kept.
fn new_token() -> String {
    format!("cds_{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple())
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
