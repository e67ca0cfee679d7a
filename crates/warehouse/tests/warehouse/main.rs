//! The warehouse against real PostgreSQL servers.

mod books;
mod fixture;
mod replica;
mod share;

mod bronze;
mod bronze_claims;
mod doubts;
mod embedded;
mod feed;
mod gold;
mod jobs;
mod migrations;
mod months;
mod of_record;
mod pay_applications;
mod roots;
mod runs;
mod schedule_versions;
mod tls;
