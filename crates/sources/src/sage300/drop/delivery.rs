//! Which files of the folder are one export, and whether all of it has come.

use std::collections::BTreeMap;
use std::fs;
use std::time::SystemTime;

use chrono::{DateTime, TimeZone, Utc};

use super::{DropError, DroppedFile};
use crate::sage300::mapping::{Export, Mapping, Role, Seat};
use crate::sage300::read::ExportFile;

/// A marker that holds more than this is not read for the number of parts.
const LONGEST_COUNT: u64 = 20;

/// An export as it was dropped: one file, or its parts and the marker that closes them.
#[derive(Debug, Clone)]
pub struct Delivery {
    name: String,
    first: DroppedFile,
    /// The parts after the first, by number.
    others: Vec<DroppedFile>,
    marker: Option<DroppedFile>,
}

/// An export with what of it has not come.
pub(in crate::sage300) struct Gathered {
    pub(in crate::sage300) delivery: Delivery,
    pub(in crate::sage300) missing: Option<String>,
}

impl Delivery {
    /// The name of its file, or those of its first and last part.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All its files: the parts in their order, then the marker.
    pub fn files(&self) -> impl Iterator<Item = &DroppedFile> {
        self.parts().chain(&self.marker)
    }

    /// Copies of its files, without the marker. The days are those of the company's time zone.
    ///
    /// # Errors
    /// When a file cannot be read or copied, or was changed since it was looked at.
    pub fn read(&self, zone: &impl TimeZone) -> Result<Vec<ExportFile>, DropError> {
        let read = |file: &DroppedFile| {
            let written = DateTime::<Utc>::from(file.state.modified).with_timezone(zone);
            Ok(ExportFile {
                name: file.name.clone(),
                content: file.read()?,
                written_on: written.date_naive(),
            })
        };
        self.parts().map(read).collect()
    }

    pub(super) fn first(&self) -> &DroppedFile {
        &self.first
    }

    /// When the last of its files was written.
    pub(super) fn modified(&self) -> Option<SystemTime> {
        self.files().map(|file| file.state.modified).max()
    }

    fn parts(&self) -> impl Iterator<Item = &DroppedFile> {
        std::iter::once(&self.first).chain(&self.others)
    }

    fn single(file: DroppedFile) -> Self {
        Self { name: file.name.clone(), first: file, others: Vec::new(), marker: None }
    }
}

/// Puts the files of each export together.
pub(super) fn gathered(files: Vec<DroppedFile>, mapping: &Mapping) -> Vec<Gathered> {
    let mut single = Vec::new();
    let mut in_parts: BTreeMap<String, Parts> = BTreeMap::new();
    for file in files {
        let Some((export, Seat { export: key, role })) = mapping.seat(&file.name) else {
            single.push(Gathered { delivery: Delivery::single(file), missing: None });
            continue;
        };
        let parts =
            in_parts.entry(key).or_insert_with(|| Parts { export, numbered: Vec::new(), marker: None });
        match role {
            Role::Part { number, closes } => parts.numbered.push((number, closes, file)),
            Role::Marker => parts.marker = Some(file),
        }
    }
    single.extend(in_parts.into_values().filter_map(Parts::gather));
    single.sort_by(|a, b| a.delivery.name.cmp(&b.delivery.name));
    single
}

/// The files of one export in parts, as far as they have come.
struct Parts<'m> {
    export: &'m Export,
    /// Each part with its number, and whether it is the one that closes the export.
    numbered: Vec<(u64, bool, DroppedFile)>,
    marker: Option<DroppedFile>,
}

impl Parts<'_> {
    fn gather(mut self) -> Option<Gathered> {
        self.numbered.sort_by(|(one, _, a), (other, _, b)| (one, &a.name).cmp(&(other, &b.name)));
        let missing = self.missing();
        let mut parts = self.numbered.into_iter().map(|(_, _, file)| file);
        let Some(first) = parts.next() else {
            return Some(Gathered { delivery: Delivery::single(self.marker?), missing });
        };
        let others: Vec<DroppedFile> = parts.collect();
        let name = match others.last() {
            Some(last) => format!("{} to {}", first.name, last.name),
            None => first.name.clone(),
        };
        Some(Gathered { delivery: Delivery { name, first, others, marker: self.marker }, missing })
    }

    /// What has not come, or stands in the way; none when the export is complete.
    fn missing(&self) -> Option<String> {
        let mut expected = self.export.first_part()?;
        for (number, _, file) in &self.numbered {
            if *number > expected {
                return Some(format!("part {expected}, which comes before {}", file.name));
            }
            if *number < expected {
                return Some(format!(
                    "a person: {} has a number that another part has, or one before the first; take out what does \
                     not belong to the export",
                    file.name
                ));
            }
            expected += 1;
        }
        let closed_by = self.export.closed_by()?;
        let closing = self.numbered.iter().position(|(_, closes, _)| *closes);
        if closing.is_some_and(|at| at + 1 < self.numbered.len()) {
            return Some(
                "a person: there are parts after the last; take out what does not belong".to_owned(),
            );
        }
        if closing.is_none() && self.marker.is_none() {
            return Some(format!("\"{}\", which closes the export", closed_by.text()));
        }
        if self.numbered.is_empty() {
            return Some(format!("part {expected}"));
        }
        let marker = self.marker.as_ref()?;
        let counted = self.numbered.len() as u64;
        match count_in(marker) {
            Ok(Some(stated)) if stated != counted => {
                Some(format!("{stated} parts, as {} says; there are {counted}", marker.name))
            }
            Ok(_) => None,
            Err(error) => Some(format!("its marker: {error}")),
        }
    }
}

/// The number of parts that a marker states, where it does, in whichever encoding: only digits count.
fn count_in(marker: &DroppedFile) -> Result<Option<u64>, DropError> {
    if marker.state.len > LONGEST_COUNT {
        return Ok(None);
    }
    let unreadable = |cause| DropError::Unreadable { path: marker.path.clone(), cause };
    let bytes = fs::read(&marker.path).map_err(unreadable)?;
    marker.expect_unchanged()?;
    let text: String = bytes.into_iter().filter(u8::is_ascii_graphic).map(char::from).collect();
    Ok(text.parse().ok())
}
