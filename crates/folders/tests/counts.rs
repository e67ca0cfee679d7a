//! Whatever happens to the files, each one seen ends in exactly one of the counts, and nothing is lost.

use std::collections::BTreeMap;

use cds_folders::{FakeShare, Fault, Scan, ScanSettings, ScanState};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

/// Something that happens to one of a few files between scans.
#[derive(Debug, Clone, Copy)]
enum Event {
    Save { file: usize, text: u8, seconds_ago: i64 },
    Remove { file: usize },
    Break { file: usize, fault: Fault },
    BreakRoot,
    MendRoot,
    Scan { after: i64 },
}

const ROOT: &str = "//srv/Projects";
const FILES: usize = 4;

fn path(file: usize) -> String {
    format!("{ROOT}/25-1-08{} Job/Schedules/File {file}.xml", file % 2)
}

fn event() -> impl Strategy<Value = Event> {
    let fault = prop_oneof![
        Just(Fault::InUse),
        Just(Fault::Denied),
        Just(Fault::Vanishes),
        Just(Fault::Grows),
        Just(Fault::Unreachable),
    ];
    prop_oneof![
        4 => (0..FILES, 0..3_u8, -100..200_i64)
            .prop_map(|(file, text, seconds_ago)| Event::Save { file, text, seconds_ago }),
        1 => (0..FILES).prop_map(|file| Event::Remove { file }),
        2 => (0..FILES, fault).prop_map(|(file, fault)| Event::Break { file, fault }),
        1 => Just(Event::BreakRoot),
        1 => Just(Event::MendRoot),
        4 => (0..100_i64).prop_map(|after| Event::Scan { after }),
    ]
}

/// The share, the caller's state, and what the caller holds from all it was handed.
struct World {
    share: FakeShare,
    state: ScanState,
    now: DateTime<Utc>,
    held: BTreeMap<String, Vec<u8>>,
    on_share: BTreeMap<String, Vec<u8>>,
}

impl World {
    fn scan(&mut self) {
        let settings = ScanSettings { settle_seconds: 60, ..ScanSettings::default() };
        let roots = [ROOT.to_owned()];
        let mut scan = Scan::start(&self.share, &roots, &settings, &self.state, self.now);
        let mut handed = 0;
        for found in scan.by_ref() {
            handed += 1;
            let path = format!("{ROOT}/{}", found.path());
            assert_eq!(self.on_share.get(&path), Some(&found.bytes), "what is handed over is what is there");
            let before = self.held.insert(path, found.bytes.clone());
            assert_ne!(before.as_ref(), Some(&found.bytes), "the same contents are not handed over twice");
        }
        let (report, state) = scan.finish();
        for gone in &report.gone {
            let path = format!("{ROOT}/{}/{}", gone.job_folder, gone.file);
            assert!(!self.on_share.contains_key(&path), "what is there is not gone");
            assert!(self.held.remove(&path).is_some(), "what was never handed over cannot be gone");
        }
        let counts = report.counts;
        assert_eq!(handed, counts.new + counts.changed);
        let sum = counts.new + counts.changed + counts.unchanged + counts.unstable + counts.unreadable;
        assert_eq!(counts.seen, sum);
        self.state = state;
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Save { file, text, seconds_ago } => {
                let bytes = vec![text; usize::from(text) + 1];
                self.share.write(&path(file), bytes.clone(), self.now - TimeDelta::seconds(seconds_ago));
                self.on_share.insert(path(file), bytes);
            }
            Event::Remove { file } => {
                self.share.remove(&path(file));
                self.on_share.remove(&path(file));
            }
            Event::Break { file, fault } => self.share.break_path(&path(file), fault),
            Event::BreakRoot => self.share.break_path(ROOT, Fault::Unreachable),
            Event::MendRoot => self.share.mend(ROOT),
            Event::Scan { after } => {
                self.now += TimeDelta::seconds(after);
                self.scan();
            }
        }
    }
}

proptest! {
    #[test]
    fn counts_add_up_and_once_all_is_mended_everything_is_held(events in prop::collection::vec(event(), 0..40)) {
        let mut world = World {
            share: FakeShare::new(),
            state: ScanState::default(),
            now: "2025-11-30T12:00:00Z".parse().unwrap(),
            held: BTreeMap::new(),
            on_share: BTreeMap::new(),
        };
        world.share.folder(ROOT);
        // Keeps the root from looking unmounted.
        world.share.write(&format!("{ROOT}/Read me.txt"), "", DateTime::UNIX_EPOCH);
        for event in events {
            world.happen(event);
        }
        world.share.mend(ROOT);
        (0..FILES).for_each(|file| world.share.mend(&path(file)));
        for _ in 0..3 {
            world.happen(Event::Scan { after: 60 });
        }
        prop_assert_eq!(world.held, world.on_share);
    }
}
