//! What a run is made of, and how a part of it is named.

use std::collections::BTreeSet;

use thiserror::Error;

pub(super) const SAGE300: &str = "sage300";
pub(super) const NETWORK_FOLDER: &str = "network_folder";
pub(super) const SCHEDULE_OF_RECORD: &str = "schedule_of_record";
pub(super) const GOLD: &str = "gold";

/// One thing that a run brings up to date.
#[derive(Debug)]
pub(super) struct Asset {
    pub(super) name: &'static str,
    needs: &'static [&'static str],
}

impl Asset {
    fn is_source(&self) -> bool {
        self.needs.is_empty()
    }
}

/// Each after all that it needs.
static ASSETS: [Asset; 16] = [
    Asset { name: SAGE300, needs: &[] },
    Asset { name: NETWORK_FOLDER, needs: &[] },
    Asset { name: "dim_person", needs: &[SAGE300] },
    Asset { name: "managers", needs: &["dim_person"] },
    Asset { name: "dim_project", needs: &["managers"] },
    Asset { name: "folder_projects", needs: &[NETWORK_FOLDER, "dim_project"] },
    Asset { name: "dim_cost_code", needs: &[SAGE300] },
    Asset { name: "job_extras", needs: &["dim_project"] },
    Asset { name: "job_cost_codes", needs: &["dim_project", "dim_cost_code"] },
    Asset { name: "fact_labor_hours", needs: &["dim_project", "dim_cost_code"] },
    Asset { name: "fact_job_cost", needs: &["dim_project", "dim_cost_code"] },
    Asset { name: "fact_change_orders", needs: &["dim_project"] },
    Asset { name: "fact_pay_apps", needs: &["dim_project"] },
    Asset { name: "fact_schedules", needs: &["folder_projects"] },
    Asset { name: SCHEDULE_OF_RECORD, needs: &["fact_schedules"] },
    Asset { name: GOLD, needs: &["fact_change_orders", "fact_pay_apps", SCHEDULE_OF_RECORD] },
];

/// A name that is none of an asset.
#[derive(Debug, Error)]
#[error("there is no asset {name}; there are {known}")]
pub struct UnknownAsset {
    name: String,
    known: String,
}

/// Which assets a run brings up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection(Option<BTreeSet<usize>>);

impl Selection {
    /// All of them.
    #[must_use]
    pub fn everything() -> Self {
        Self(None)
    }

    /// Those that the words name, with the tables they are built from: `name` itself, `+name` with the sources too,
    /// `name+` with all that depends on it. No word names everything.
    ///
    /// # Errors
    /// When a word names none.
    pub fn parse(words: &[String]) -> Result<Self, UnknownAsset> {
        if words.is_empty() {
            return Ok(Self::everything());
        }
        let mut chosen = BTreeSet::new();
        for word in words {
            let name = word.trim().trim_start_matches('+').trim_end_matches('+');
            let asset = position(name).ok_or_else(|| UnknownAsset {
                name: name.to_owned(),
                known: ASSETS.iter().map(|asset| asset.name).collect::<Vec<_>>().join(", "),
            })?;
            chosen.insert(asset);
            if word.trim().starts_with('+') {
                chosen.extend(upstream(asset));
            }
            if word.trim().ends_with('+') {
                chosen.extend(downstream(asset));
            }
        }
        // An asset takes what has landed for seen once it is built: built before what it needs, it would leave it out
        // for good. With nothing new these cost next to nothing.
        let needed: BTreeSet<usize> = chosen.iter().flat_map(|asset| upstream(*asset)).collect();
        chosen.extend(needed.into_iter().filter(|asset| !ASSETS[*asset].is_source()));
        Ok(Self(Some(chosen)))
    }

    /// In the order of their dependencies.
    pub(super) fn assets(&self) -> impl Iterator<Item = &'static Asset> {
        let chosen = |place: usize| self.0.as_ref().is_none_or(|chosen| chosen.contains(&place));
        ASSETS.iter().enumerate().filter(move |(place, _)| chosen(*place)).map(|(_, asset)| asset)
    }

    /// Their names, where not everything is selected.
    pub(super) fn names(&self) -> Option<Vec<&'static str>> {
        self.0.as_ref()?;
        Some(self.assets().map(|asset| asset.name).collect())
    }
}

fn position(name: &str) -> Option<usize> {
    ASSETS.iter().position(|asset| asset.name == name)
}

fn upstream(asset: usize) -> BTreeSet<usize> {
    let direct: BTreeSet<usize> = ASSETS[asset].needs.iter().filter_map(|name| position(name)).collect();
    direct.iter().flat_map(|need| upstream(*need)).chain(direct.iter().copied()).collect()
}

fn downstream(asset: usize) -> impl Iterator<Item = usize> {
    (0..ASSETS.len()).filter(move |other| upstream(*other).contains(&asset))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(words: &[&str]) -> Vec<&'static str> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        Selection::parse(&words).expect("known").assets().map(|asset| asset.name).collect()
    }

    #[test]
    fn an_asset_comes_after_all_it_needs_and_every_one_of_silver_is_there() {
        for (place, asset) in ASSETS.iter().enumerate() {
            for need in asset.needs {
                assert!(position(need).is_some_and(|need| need < place), "{} needs {need}", asset.name);
            }
        }
        let outside = [SAGE300, NETWORK_FOLDER, SCHEDULE_OF_RECORD, GOLD];
        let silver = ASSETS.iter().map(|asset| asset.name).filter(|name| !outside.contains(name));
        assert_eq!(silver.collect::<Vec<_>>(), cds_warehouse::silver_assets().collect::<Vec<_>>());
    }

    #[test]
    fn a_name_is_it_alone_and_a_plus_adds_its_side() {
        assert_eq!(names(&["dim_project"]), ["dim_person", "managers", "dim_project"]);
        assert_eq!(
            names(&["+fact_pay_apps"]),
            [SAGE300, "dim_person", "managers", "dim_project", "fact_pay_apps"]
        );
        assert_eq!(names(&["sage300"]), [SAGE300]);
        let facts = ["fact_change_orders", "fact_pay_apps", "fact_schedules", SCHEDULE_OF_RECORD, GOLD];
        let built =
            [["dim_person", "managers", "dim_project", "folder_projects"].as_slice(), &facts].concat();
        assert_eq!(names(&["fact_schedules+"]), built);
        let upward = [SAGE300, NETWORK_FOLDER, "dim_person", "managers", "dim_project"];
        assert_eq!(names(&["+folder_projects"]), [upward.as_slice(), &["folder_projects"]].concat());
        assert_eq!(names(&["gold", "sage300"]).first(), Some(&SAGE300));
        assert_eq!(names(&[]).len(), ASSETS.len());
    }

    #[test]
    fn a_name_nobody_knows_is_told_with_those_that_are_known() {
        let refused = Selection::parse(&["+goold".to_owned()]).expect_err("refused").to_string();
        assert_eq!(
            refused,
            "there is no asset goold; there are sage300, network_folder, dim_person, managers, dim_project, \
             folder_projects, dim_cost_code, job_extras, job_cost_codes, fact_labor_hours, fact_job_cost, \
             fact_change_orders, fact_pay_apps, fact_schedules, schedule_of_record, gold"
        );
    }
}
