//! Accounts, as an administrator makes them and as they sign in.

use reqwest::StatusCode;

use crate::{
    installation::{Installation, assert_says},
    serving::{laptop, projects, pull},
};

const JOBS: &str = "Job,Name,Contract\n25-1-001,Library,1000000.00\n25-1-002,Depot,2000000.00\n";

/// The last line of what `cds-sync user add` and `token` print.
fn token(said: &str) -> &str {
    said.lines().last().expect("a token")
}

#[tokio::test]
async fn an_account_pulls_its_jobs_and_administers_nothing_until_it_is_removed() {
    let office = Installation::new();
    office.drop_file("jobs.csv", JOBS);
    let serving = office.serve();
    let email = "ana@desert.example";
    let said = office.call(&["user", "add", email, "--name", "Ana", "--role", "field"]).said();
    let first = token(&said).to_owned();
    office.call(&["user", "grant", email, "25-1-002"]).said();
    let listed = office.call(&["user", "list"]).said();
    assert_eq!(listed, "ana@desert.example (Ana): field; granted 25-1-002\n");

    let (status, body) = pull(&serving, Some(&first)).await;
    assert_eq!(status, StatusCode::OK);
    let names: Vec<_> = projects(&body).into_iter().map(|job| job["project_name"].clone()).collect();
    assert_eq!(names, ["Depot"]);

    for path in ["runs", "pins", "users", "status"] {
        let url = format!("{}/v1/{path}", serving.address);
        let request = if path == "status" { laptop().get(url) } else { laptop().post(url) };
        let refused = request.bearer_auth(&first).json(&()).send().await.expect("an answer");
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{path}");
        assert_says(&refused.text().await.expect("a body"), &["only an administrator"]);
    }

    let said = office.call(&["user", "token", email]).said();
    let second = token(&said);
    let (status, why) = pull(&serving, Some(&first)).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_says(&String::from_utf8_lossy(&why), &["sign_in", "has taken the place"]);
    assert_eq!(pull(&serving, Some(second)).await.0, StatusCode::OK);
    office.call(&["user", "remove", email]).said();
    let (status, why) = pull(&serving, Some(second)).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_says(&String::from_utf8_lossy(&why), &["sign_in", "ana@desert.example is closed"]);
    serving.terminate().said();
}

#[test]
fn without_a_service_accounts_are_kept_all_the_same_and_mistakes_are_told() {
    let office = Installation::new();
    office.drop_file("jobs.csv", "Job,Name,Contract\n25-1-001,Library,1000000.00\n");
    office.run();
    let email = "ana@desert.example";
    office.call(&["user", "add", email, "--name", "Ana", "--role", "pm", "--role", "field"]).said();
    for (arguments, why) in [
        (vec!["user", "add", email, "--name", "Ana", "--role", "pm"], "a user ana@desert.example already"),
        (
            vec!["user", "add", "b@x.example", "--name", "B", "--role", "boss"],
            "there is no role boss; give estimator, pm",
        ),
        (vec!["user", "grant", email, "25-1-009"], "no job has the number 25-1-009"),
        (vec!["user", "grant", "b@x.example", "25-1-001"], "no user has the address b@x.example"),
    ] {
        assert_says(&office.call(&arguments).refused(), &[why]);
    }
    assert_says(&office.call(&["user", "roles", email, "--set", "finance"]).said(), &["finance from now on"]);
    assert_eq!(office.call(&["user", "list"]).said(), "ana@desert.example (Ana): finance\n");
}
