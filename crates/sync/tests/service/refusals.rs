//! What is refused before anything is started.

use crate::installation::{Installation, assert_says};

#[test]
fn a_configuration_that_is_wrong_is_refused_with_file_and_line() {
    let office = Installation::new();
    office.reconfigure("settle_seconds = 0\n\n[folders]", "settle_second = 0\n\n[folders]");
    let refused = office.call(&["run"]).refused();
    assert_says(&refused, &["cds-sync.toml", "line 12", "settle_second"]);
    assert!(!office.path("warehouse").exists(), "nothing was started");
}

#[test]
fn a_trigger_without_a_service_says_how_to_start_one() {
    let office = Installation::new();
    assert_says(&office.call(&["trigger"]).refused(), &["no service answers", "cds-sync serve"]);
    assert!(!office.path("development-token").exists(), "a token is the service's to make");
}

#[test]
fn a_development_token_is_never_served_beyond_this_machine() {
    let office = Installation::new();
    office.reconfigure("127.0.0.1:0", "0.0.0.0:0");
    assert_says(&office.call(&["serve"]).refused(), &["development token", "loopback", "serve.listen"]);
}
