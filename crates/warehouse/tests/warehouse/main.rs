//! The warehouse against real PostgreSQL servers.

mod books;
mod fixture;
mod replica;
mod share;
mod versions;

mod access;
mod bronze;
mod bronze_claims;
mod decisions;
mod deletions;
mod doubts;
mod embedded;
mod feed;
mod gold;
mod history;
mod jobs;
mod ledgers;
mod migrations;
mod months;
mod of_record;
mod originals;
mod pay_applications;
mod people;
mod rebuild;
mod roots;
mod runs;
mod schedule_versions;
mod tls;
