//! When a file is gone.

use super::*;

#[test]
fn a_file_is_gone_when_two_scans_missed_it() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.save("Other.xml", "other", 3600);
    let (found, _) = office.scan();
    office.share.remove(&Office::path("Master.xml"));
    let (_, report) = office.later(60);
    assert!(report.gone.is_empty(), "programs save by removing and renaming");
    let (_, report) = office.later(60);
    assert_eq!(report.gone.len(), 1);
    assert_eq!((report.gone[0].file.as_str(), &report.gone[0].hash), ("Master.xml", &found[0].hash));
    assert_eq!((report.gone[0].root.as_str(), report.gone[0].job_folder.as_str()), (ROOT, JOB));
    assert!(office.later(60).1.gone.is_empty(), "gone is said once");
}

#[test]
fn a_file_that_comes_back_after_one_miss_was_never_gone() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.save("Other.xml", "other", 3600);
    for _ in 0..2 {
        office.save("Master.xml", "abc", 3600);
        office.later(60);
        office.share.remove(&Office::path("Master.xml"));
        assert!(office.later(60).1.gone.is_empty());
    }
}

#[test]
fn a_gone_file_that_comes_back_is_new() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.save("Other.xml", "other", 3600);
    office.scan();
    office.share.remove(&Office::path("Master.xml"));
    office.later(60);
    office.later(60);
    office.save("Master.xml", "abc", 3600);
    let (found, report) = office.later(60);
    assert_eq!(names(&found), ["Master.xml"]);
    assert_eq!(report.counts.new, 1);
}

#[test]
fn a_file_whose_name_changes_in_case_only_is_the_same_file_and_goes_under_its_first_name() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.save("Other.xml", "other", 3600);
    office.scan();
    office.share.remove(&Office::path("Master.xml"));
    office.save("MASTER.xml", "abc, and more", 3600);
    assert_eq!(names(&office.later(60).0), ["Master.xml"]);
    office.share.remove(&Office::path("MASTER.xml"));
    office.later(60);
    let (_, report) = office.later(60);
    assert_eq!(report.gone.iter().map(|gone| gone.file.as_str()).collect::<Vec<_>>(), ["Master.xml"]);
}
