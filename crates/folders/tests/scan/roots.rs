//! Roots and folders that do not answer.

use super::*;

#[test]
fn an_unreachable_root_is_never_all_deleted() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.scan();
    office.share.break_path(ROOT, Fault::Unreachable);
    for _ in 0..5 {
        let (_, report) = office.later(60);
        assert!(report.gone.is_empty());
        assert_eq!(kinds(&report), [ProblemKind::Unreachable]);
        assert!(matches!(report.roots[0].state, RootState::Unreachable { .. }));
    }
    office.share.mend(ROOT);
    let (_, report) = office.later(60);
    assert_eq!(report.counts, Counts { seen: 1, unchanged: 1, ..Counts::default() });
}

#[test]
fn misses_on_either_side_of_an_outage_are_counted_but_not_those_within() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.save("Other.xml", "other", 3600);
    office.scan();
    office.share.remove(&Office::path("Master.xml"));
    assert!(office.later(60).1.gone.is_empty());
    office.share.break_path(ROOT, Fault::Unreachable);
    assert!(office.later(60).1.gone.is_empty());
    office.share.mend(ROOT);
    assert_eq!(office.later(60).1.gone.len(), 1);
}

#[test]
fn an_unmounted_share_that_looks_like_an_empty_folder_is_never_all_deleted() {
    let mut office = Office::new();
    office.save("Master.xml", "abc", 3600);
    office.scan();
    office.share.remove(ROOT);
    office.share.folder(ROOT);
    for _ in 0..3 {
        let (_, report) = office.later(60);
        assert!(report.gone.is_empty());
        assert!(matches!(report.roots[0].state, RootState::Unreachable { .. }));
    }
}

#[test]
fn an_empty_root_that_never_held_anything_is_reached() {
    let mut office = Office::new();
    office.share.folder(ROOT);
    let (_, report) = office.scan();
    assert_eq!(report.roots[0].state, RootState::Reached);
    assert!(report.problems.is_empty());
}

#[test]
fn nothing_beneath_a_folder_that_cannot_be_listed_is_gone() {
    let mut office = Office::new();
    office.save("Secret/Master.xml", "abc", 3600);
    office.save("Secretary.xml", "abc", 3600);
    office.scan();
    office.share.break_path(&Office::path("Secret"), Fault::Denied);
    office.share.remove(&Office::path("Secretary.xml"));
    office.save("Other.xml", "abc", 3600);
    office.later(60);
    let (_, report) = office.later(60);
    let gone: Vec<_> = report.gone.iter().map(|gone| gone.file.as_str()).collect();
    assert_eq!(gone, ["Secretary.xml"]);
}

#[test]
fn a_root_lost_half_way_leaves_the_rest_for_the_next_scan() {
    let mut office = Office::new();
    for file in ["A.xml", "B.xml", "C.xml"] {
        office.save(file, file, 3600);
    }
    office.scan();
    let _ = office.share.opened();
    office.save("B.xml", "new B", 1800);
    office.save("C.xml", "new C", 1800);
    office.share.break_path(&Office::path("B.xml"), Fault::Unreachable);
    let (found, report) = office.later(60);
    assert!(found.is_empty());
    assert_eq!(report.counts, Counts { seen: 3, unchanged: 1, unreadable: 2, ..Counts::default() });
    assert_eq!(kinds(&report), [ProblemKind::Unreachable], "said once, for the root");
    assert_eq!(office.share.opened(), [Office::path("B.xml")], "no waiting on a server that is gone");
    assert!(matches!(report.roots[0].state, RootState::Unreachable { .. }));

    office.share.mend(&Office::path("B.xml"));
    let (found, report) = office.later(60);
    assert_eq!(names(&found), ["B.xml", "C.xml"]);
    assert_eq!(report.counts.changed, 2);
}

#[test]
fn one_root_spelled_two_ways_is_scanned_once_and_remembered_by_either() {
    let mut office = Office::new();
    office.save("A.xml", "a", 3600);
    office.scan();
    let roots = [ROOT.to_owned(), format!("{ROOT}/")];
    let scan = Scan::start(&office.share, &roots, &office.settings, &office.state, office.now);
    let (report, _) = scan.finish();
    assert_eq!(report.roots.len(), 1);
}

#[test]
fn a_root_left_out_of_a_scan_loses_nothing() {
    let mut office = Office::new();
    office.save("A.xml", "a", 3600);
    office.scan();
    for _ in 0..3 {
        let scan = Scan::start(&office.share, &[], &office.settings, &office.state, office.now);
        let (report, state) = scan.finish();
        assert!(report.gone.is_empty());
        office.state = state;
    }
    assert_eq!(office.scan().1.counts.unchanged, 1);
}
