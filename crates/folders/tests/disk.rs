//! The same scan on the real file system.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use cds_folders::{Disk, Found, Report, RootState, Scan, ScanSettings, ScanState, ShareError, ShareFs};
use chrono::{DateTime, Utc};

fn save(path: &Path, text: &str, modified: SystemTime) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    File::options().write(true).open(path).unwrap().set_modified(modified).unwrap();
}

fn scan(root: &Path, state: &ScanState, now: SystemTime) -> (Vec<Found>, Report, ScanState) {
    let settings = ScanSettings::default();
    let roots = [root.to_str().unwrap().to_owned()];
    let mut scan = Scan::start(&Disk, &roots, &settings, state, DateTime::<Utc>::from(now));
    let found = scan.by_ref().collect();
    let (report, state) = scan.finish();
    (found, report, state)
}

#[test]
fn files_are_found_kept_changed_and_lost() {
    let share = tempfile::tempdir().unwrap();
    let saved = SystemTime::UNIX_EPOCH + Duration::from_secs(1_760_000_000);
    let now = saved + Duration::from_secs(3600);
    let master = share.path().join("Jobs 2025/25-1-082 Harbor Tower/Schedules/Master.xml");
    save(&master, "October", saved);
    save(&share.path().join("Jobs 2025/25-1-082 Harbor Tower/Notes.txt"), "no schedule", saved);

    let (found, report, state) = scan(share.path(), &ScanState::default(), now);
    assert_eq!(report.roots[0].state, RootState::Reached);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].path(), "Jobs 2025/25-1-082 Harbor Tower/Schedules/Master.xml");
    assert_eq!(found[0].bytes, b"October");
    assert_eq!(found[0].modified, DateTime::<Utc>::from(saved));

    let (found, report, state) = scan(share.path(), &state, now);
    assert!(found.is_empty());
    assert_eq!(report.counts.unchanged, 1);

    save(&master, "November", saved + Duration::from_secs(60));
    let (found, _, state) = scan(share.path(), &state, now);
    assert_eq!(found[0].bytes, b"November");

    fs::remove_file(&master).unwrap();
    let (_, report, state) = scan(share.path(), &state, now);
    assert!(report.gone.is_empty());
    let (_, report, _) = scan(share.path(), &state, now);
    assert_eq!(report.gone.len(), 1);
}

#[test]
fn a_root_that_is_not_there_is_unreachable() {
    let share = tempfile::tempdir().unwrap();
    let (_, report, _) = scan(&share.path().join("nowhere"), &ScanState::default(), SystemTime::UNIX_EPOCH);
    assert!(matches!(report.roots[0].state, RootState::Unreachable { .. }));
}

#[test]
fn reading_stops_just_beyond_the_limit() {
    let share = tempfile::tempdir().unwrap();
    let file = share.path().join("large.xml");
    fs::write(&file, "0123456789").unwrap();
    let contents = Disk.read(&file, 4).unwrap();
    assert_eq!(contents.bytes, b"01234");
    assert_eq!(contents.stamp.size, 10);
    assert!(matches!(Disk.read(&share.path().join("none.xml"), 4), Err(ShareError::Missing)));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_even_in_a_loop() {
    let share = tempfile::tempdir().unwrap();
    let job = share.path().join("25-1-082 Harbor Tower");
    let saved = SystemTime::UNIX_EPOCH + Duration::from_secs(1_760_000_000);
    save(&job.join("Master.xml"), "October", saved);
    std::os::unix::fs::symlink(&job, job.join("Loop")).unwrap();
    std::os::unix::fs::symlink(job.join("Master.xml"), job.join("Link.xml")).unwrap();

    let listed = Disk.list(&job).unwrap();
    assert_eq!(listed.iter().filter(|entry| entry.kind == cds_folders::EntryKind::Other).count(), 2);
    let (found, _, _) = scan(share.path(), &ScanState::default(), saved + Duration::from_secs(3600));
    assert_eq!(found.iter().map(|found| found.file.as_str()).collect::<Vec<_>>(), ["Master.xml"]);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_unicode_is_shown_as_well_as_it_can_be_and_still_read() {
    use std::os::unix::ffi::OsStrExt;
    let share = tempfile::tempdir().unwrap();
    let saved = SystemTime::UNIX_EPOCH + Duration::from_secs(1_760_000_000);
    let name = std::ffi::OsStr::from_bytes(b"M\xe4rz.xml");
    save(&share.path().join("25-1-082 X").join(name), "March", saved);
    let (found, report, _) = scan(share.path(), &ScanState::default(), saved + Duration::from_secs(3600));
    assert!(report.problems.is_empty());
    assert_eq!((found[0].file.as_str(), found[0].bytes.as_slice()), ("M\u{fffd}rz.xml", b"March".as_slice()));
}
