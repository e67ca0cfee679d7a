//! What is refused before anything is started.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    thread,
};

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
fn a_program_that_is_not_the_service_is_told_from_it() {
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnone",
        "220 mail.example.com ESMTP\r\n",
    ] {
        let office = Installation::new();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        office.reconfigure("127.0.0.1:0", &address);
        fs::write(office.path("development-token"), "secret").expect("written");
        let stranger = thread::spawn(move || {
            let (mut client, _) = listener.accept().expect("a client");
            let request = BufReader::new(client.try_clone().expect("the same client")).lines();
            // Up to the empty line, and no further: the client waits for its answer then.
            request.map_while(Result::ok).take_while(|line| !line.is_empty()).for_each(drop);
            client.write_all(answer.as_bytes()).expect("answered");
        });
        let refused = office.call(&["trigger"]).refused();
        stranger.join().expect("it answered");
        assert_says(&refused, &["something else", &address]);
    }
}

#[test]
fn a_development_token_is_never_served_beyond_this_machine() {
    let office = Installation::new();
    office.reconfigure("127.0.0.1:0", "0.0.0.0:0");
    assert_says(&office.call(&["serve"]).refused(), &["development token", "loopback", "serve.listen"]);
}
