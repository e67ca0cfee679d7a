//! Who may see what: each account pulls its own jobs, and follows who gains and loses one.

use std::collections::BTreeSet;

use cds_warehouse::{
    Error,
    access::{DEVELOPMENT, Role},
};
use serde_json::json;
use tokio_postgres::Client;

use crate::{books::numbered_job, fixture::World, replica::Replica};

const EVERY_ROLE: [Role; 6] =
    [Role::Estimator, Role::Pm, Role::Field, Role::Finance, Role::Leadership, Role::Admin];

/// A job with a manager by address.
fn managed(number: &str, manager: &str) -> cds_warehouse::bronze::Arrival {
    let fields =
        json!({ "project_manager": manager, "project_manager_email": format!("{manager}@desert.example") });
    numbered_job(number, number, fields)
}

/// Adds an account, and returns a laptop of it that has pulled nothing yet.
async fn laptop_of(world: &World, email: &str, roles: &[Role]) -> anyhow::Result<Replica> {
    let email = format!("{email}@desert.example");
    world.warehouse.add_user(&email, &email, &roles.iter().copied().collect()).await?;
    let account = world.warehouse.users().await?.into_iter().find(|account| account.email == email);
    Ok(Replica::of(account.expect("added").user_key))
}

fn jobs(laptop: &Replica) -> Vec<String> {
    laptop.all::<cds_feed::tables::Project>().into_iter().map(|job| job.job_number).collect()
}

/// The laptop has what a new one of the same account would get, and the warehouse sums up the same.
async fn assert_complete(world: &World, laptop: &Replica) -> anyhow::Result<()> {
    let mut fresh = Replica::of(laptop.user_key);
    fresh.pull(&world.warehouse, 1000).await?;
    assert!(
        fresh.same_rows_as(laptop),
        "account {}: {:?}, not {:?}",
        laptop.user_key,
        jobs(laptop),
        jobs(&fresh)
    );
    assert_eq!(laptop.checksums(), world.warehouse.checksums(laptop.user_key).await?);
    Ok(())
}

#[tokio::test]
async fn every_table_a_laptop_reads_has_forced_row_level_security_and_a_policy() -> anyhow::Result<()> {
    let world = World::start().await?;
    let client = world.client().await?;
    let open = "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and has_table_privilege('cds_api', c.oid, 'select') and n.nspname !~ '^(pg_|information_schema)'
            and not (c.relrowsecurity and c.relforcerowsecurity
                and exists (select from pg_policy p where p.polrelid = c.oid and 'cds_api'::regrole = any (p.polroles)))";
    let open: Vec<String> = client.query(open, &[]).await?.iter().map(|row| row.get(0)).collect();
    assert_eq!(open, Vec::<String>::new());

    for table in cds_feed::tables::TABLES {
        let readable = "select has_table_privilege('cds_api', 'gold.' || $1::text, 'select')";
        assert!(client.query_one(readable, &[&table]).await?.get::<_, bool>(0), "{table}");
    }
    let writable = "select count(*) from pg_class c where c.relkind = 'r'
        and has_table_privilege('cds_api', c.oid, 'insert, update, delete, truncate')";
    assert_eq!(client.query_one(writable, &[]).await?.get::<_, i64>(0), 0);
    world.stop().await
}

#[tokio::test]
async fn each_role_reads_exactly_its_jobs() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world
        .books(vec![managed("25-1-001", "ana"), managed("25-1-002", "ben"), managed("25-1-003", "cho")])
        .await?;
    world.run("2025-12-31").await?;
    for role in EVERY_ROLE {
        let mut laptop = laptop_of(&world, &role.to_string(), &[role]).await?;
        world.warehouse.grant_job(&format!("{role}@desert.example"), "25-1-003", "a test").await?;
        laptop.pull(&world.warehouse, 1000).await?;
        let expected: &[&str] = match role {
            Role::Estimator | Role::Pm | Role::Field => &["25-1-003"],
            Role::Finance | Role::Leadership | Role::Admin => &["25-1-001", "25-1-002", "25-1-003"],
        };
        assert_eq!(jobs(&laptop), expected, "{role}");
        assert_complete(&world, &laptop).await?;
    }
    let mut ana = laptop_of(&world, "ana", &[Role::Pm]).await?;
    ana.pull(&world.warehouse, 1000).await?;
    assert_eq!(jobs(&ana), ["25-1-001"]);
    let mut ben = laptop_of(&world, "ben", &[Role::Field]).await?;
    ben.pull(&world.warehouse, 1000).await?;
    assert_eq!(jobs(&ben), Vec::<String>::new(), "who manages a job sees it as a project manager only");
    world.warehouse.set_roles("ben@desert.example", &BTreeSet::from([Role::Field, Role::Pm])).await?;
    ben.pull(&world.warehouse, 1000).await?;
    assert_eq!(jobs(&ben), ["25-1-002"]);
    world.stop().await
}

#[tokio::test]
async fn who_is_nobody_sees_nothing() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.books(vec![managed("25-1-001", "ana")]).await?;
    world.run("2025-12-31").await?;
    let client = world.client().await?;
    client.batch_execute("set role cds_api").await?;
    for table in ["gold.gold_projects", "sync.change_log", "sync.user_project", "sync.scope_log"] {
        let rows = client.query_one(&format!("select count(*) from {table}"), &[]).await?;
        assert_eq!(rows.get::<_, i64>(0), 0, "{table}");
    }
    for forbidden in
        ["select 1 from app.user_token", "select 1 from sync.identity", "select 1 from silver.dim_project"]
    {
        assert!(client.query(forbidden, &[]).await.is_err(), "{forbidden}");
    }
    world.stop().await
}

#[tokio::test]
async fn a_job_goes_from_one_manager_to_another_and_nobody_else_hears_of_it() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let all = || vec![managed("25-1-001", "ana"), managed("25-1-002", "ana"), managed("25-1-003", "cho")];
    world.books(all()).await?;
    world.run("2025-12-31").await?;
    let mut ana = laptop_of(&world, "ana", &[Role::Pm]).await?;
    let mut ben = laptop_of(&world, "ben", &[Role::Pm]).await?;
    let mut cho = laptop_of(&world, "cho", &[Role::Pm]).await?;
    let mut chief = laptop_of(&world, "chief", &[Role::Leadership]).await?;
    for laptop in [&mut ana, &mut ben, &mut cho, &mut chief] {
        laptop.pull(&world.warehouse, 1000).await?;
    }
    assert_eq!((jobs(&ana).len(), jobs(&ben).len(), jobs(&cho).len(), jobs(&chief).len()), (2, 0, 1, 3));

    world.books(vec![managed("25-1-002", "ben")]).await?;
    world.run("2025-12-31").await?;
    let rows_of_job = ben.pull(&world.warehouse, 1).await?;
    assert!(rows_of_job > 0);
    assert_eq!(ana.pull(&world.warehouse, 2).await?, rows_of_job, "as many deletes");
    assert_eq!(cho.pull(&world.warehouse, 2).await?, 0);
    assert_eq!(chief.pull(&world.warehouse, 1000).await?, 1, "the job's row has another manager");
    assert_eq!((jobs(&ana), jobs(&ben)), (vec!["25-1-001".to_owned()], vec!["25-1-002".to_owned()]));
    for laptop in [&ana, &ben, &cho, &chief] {
        assert_complete(&world, laptop).await?;
    }
    world.stop().await
}

#[tokio::test]
async fn a_name_stands_for_a_person_only_without_an_address_and_without_a_namesake() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let by_name = |number, name| numbered_job(number, number, json!({ "project_manager": name }));
    world.books(vec![by_name("25-1-001", "Ana Ortiz"), by_name("25-1-002", "Ben Stone")]).await?;
    world.run("2025-12-31").await?;
    let warehouse = &world.warehouse;
    for (email, name) in
        [("ana@x.example", "ana ortiz"), ("ben@x.example", "Ben Stone"), ("other@x.example", "Ben Stone")]
    {
        warehouse.add_user(email, name, &BTreeSet::from([Role::Pm])).await?;
    }
    let mut seen = Vec::new();
    for account in warehouse.users().await? {
        let mut laptop = Replica::of(account.user_key);
        laptop.pull(warehouse, 1000).await?;
        seen.push(jobs(&laptop));
    }
    assert_eq!(seen, [vec!["25-1-001".to_owned()], vec![], vec![]]);
    world.stop().await
}

#[tokio::test]
async fn a_cursor_is_worth_nothing_to_another_account_nor_when_all_becomes_own() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.books(vec![managed("25-1-001", "ana")]).await?;
    world.run("2025-12-31").await?;
    let mut ana = laptop_of(&world, "ana", &[Role::Pm]).await?;
    ana.pull(&world.warehouse, 1000).await?;
    let stolen = world.laptop.cursor.clone();
    let refused = world.warehouse.pull(ana.user_key, stolen.as_deref(), 10, "Demo contractor").await;
    assert!(matches!(refused, Err(Error::ResyncRequired(_))), "{refused:?}");
    world.warehouse.set_roles("ana@desert.example", &BTreeSet::from([Role::Finance])).await?;
    let refused = world.warehouse.pull(ana.user_key, ana.cursor.as_deref(), 10, "Demo contractor").await;
    assert!(matches!(refused, Err(Error::ResyncRequired(_))), "{refused:?}");
    world.stop().await
}

#[tokio::test]
async fn a_token_leads_to_its_account_until_it_is_void() -> anyhow::Result<()> {
    let world = World::start().await?;
    let warehouse = &world.warehouse;
    let first = warehouse.add_user("Ana@Desert.example", "Ana", &BTreeSet::from([Role::Pm])).await?;
    let owner = warehouse.sign_in(&first).await?.expect("an account");
    assert_eq!((owner.account.email.as_str(), owner.revoked), ("ana@desert.example", false));
    assert!(warehouse.sign_in("cds_guessed").await?.is_none());
    let kept = world.client().await?.query_one("select token_hash from app.user_token", &[]).await?;
    assert!(!kept.get::<_, Vec<u8>>(0).windows(8).any(|part| first.as_bytes().windows(8).any(|t| t == part)));

    let second = warehouse.new_token("ana@desert.example", true).await?;
    assert!(!warehouse.sign_in(&first).await?.expect("known").revoked);
    warehouse.new_token("ana@desert.example", false).await?;
    for void in [&first, &second] {
        assert!(warehouse.sign_in(void).await?.expect("known").revoked);
    }
    assert!(matches!(
        warehouse.add_user("ana@desert.example", "Ana", &BTreeSet::new()).await,
        Err(Error::UserExists(_))
    ));
    warehouse.remove_user("ana@desert.example").await?;
    let closed = warehouse.sign_in(&first).await?.expect("known");
    assert!(!closed.account.active);
    assert!(matches!(warehouse.remove_user("ana@desert.example").await, Err(Error::NoSuchUser(_))));
    assert!(matches!(warehouse.remove_user("development-token").await, Err(Error::NoSuchUser(_))));
    world.stop().await
}

/// Numbers that follow from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % sides).expect("small")
    }
}

/// One transaction of a few changes: rows that come, change, go, or move to another job, and jobs that somebody gains
/// or loses.
async fn change_anything(client: &mut Client, dice: &mut Dice, users: &[i64; 2]) -> anyhow::Result<()> {
    let transaction = client.transaction().await?;
    for _ in 0..=dice.below(4) {
        let (key, job, user) = (dice.below(12), dice.below(4), users[usize::from(dice.below(2) == 0)]);
        match dice.below(8) {
            0 => {
                transaction
                    .execute("delete from gold.gold_schedule_versions where version_key = $1", &[&key])
                    .await?
            }
            1..=4 => {
                let file = format!("{}.xml", dice.below(1000));
                let write = "insert into gold.gold_schedule_versions
                    values ($1, $2, $3, '2025-10-31', 'name', null, null, null, 1, true, null)
                    on conflict (version_key) do update set project_key = excluded.project_key, file = excluded.file";
                transaction.execute(write, &[&key, &job, &file]).await?
            }
            5 | 6 => {
                let gain = "insert into sync.user_project values ($1, $2) on conflict do nothing";
                transaction.execute(gain, &[&user, &job]).await?
            }
            _ => {
                let lose = "delete from sync.user_project where user_key = $1 and project_key = $2";
                transaction.execute(lose, &[&user, &job]).await?
            }
        };
    }
    Ok(transaction.commit().await?)
}

#[tokio::test]
async fn whatever_happens_between_pages_and_pulls_a_laptop_ends_with_what_its_account_sees()
-> anyhow::Result<()> {
    let world = World::start().await?;
    let mut client = world.client().await?;
    let mut laptops = [
        laptop_of(&world, "ana", &[Role::Pm]).await?,
        laptop_of(&world, "ben", &[Role::Pm]).await?,
        Replica::of(DEVELOPMENT),
    ];
    let users = [laptops[0].user_key, laptops[1].user_key];
    let mut dice = Dice(2_604);
    for round in 0..120 {
        for _ in 0..dice.below(4) {
            change_anything(&mut client, &mut dice, &users).await?;
        }
        for laptop in &mut laptops {
            if dice.below(3) == 0 {
                // Something changes after each page of this pull.
                while laptop.page(&world.warehouse, 2).await?.1 {
                    change_anything(&mut client, &mut dice, &users).await?;
                }
            }
        }
        if round % 10 == 9 {
            for laptop in &mut laptops {
                laptop.pull(&world.warehouse, 3).await?;
                assert_complete(&world, laptop).await?;
            }
        }
    }
    world.stop().await
}

#[tokio::test]
async fn a_job_lost_and_gained_again_is_whole_and_one_gained_and_lost_is_nothing() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    world.books(vec![managed("25-1-001", "cho"), managed("25-1-002", "cho")]).await?;
    world.run("2025-12-31").await?;
    let mut ana = laptop_of(&world, "ana", &[Role::Field]).await?;
    let ana_email = "ana@desert.example";
    world.warehouse.grant_job(ana_email, "25-1-001", "a test").await?;
    ana.pull(&world.warehouse, 1000).await?;
    assert_eq!(jobs(&ana), ["25-1-001"]);

    assert!(world.warehouse.revoke_job(ana_email, "25-1-001").await?);
    world.warehouse.grant_job(ana_email, "25-1-001", "a test").await?;
    world.warehouse.grant_job(ana_email, "25-1-002", "a test").await?;
    world.warehouse.revoke_job(ana_email, "25-1-002").await?;
    let page = world.warehouse.pull(ana.user_key, ana.cursor.as_deref(), 1000, "Demo contractor").await?;
    let told = serde_json::to_string(&page.lines)?;
    assert!(!told.contains("25-1-002"), "{told}");
    ana.pull(&world.warehouse, 1000).await?;
    assert_eq!(jobs(&ana), ["25-1-001"]);
    assert_complete(&world, &ana).await?;

    // Lost between two pages and gained again before the next pull: its pages said that the rows are gone.
    world.warehouse.grant_job(ana_email, "25-1-002", "a test").await?;
    let mut cut = Replica::of(ana.user_key);
    assert!(cut.page(&world.warehouse, 1).await?.1);
    for job in ["25-1-001", "25-1-002"] {
        world.warehouse.revoke_job(ana_email, job).await?;
    }
    cut.pull(&world.warehouse, 1).await?;
    for job in ["25-1-001", "25-1-002"] {
        world.warehouse.grant_job(ana_email, job, "a test").await?;
    }
    cut.pull(&world.warehouse, 1).await?;
    assert_eq!(jobs(&cut), ["25-1-001", "25-1-002"]);
    assert_complete(&world, &cut).await?;
    world.stop().await
}
