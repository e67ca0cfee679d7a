//! The standard list of cost codes: divisions and what belongs to each.

use crate::model::CostCode;

type Division = (&'static str, &'static str, [&'static str; 9]);

#[rustfmt::skip]
const DIVISIONS: [Division; 20] = [
    ("01", "General requirements", ["Project manager", "Superintendent", "Field office", "Temporary power", "Temporary fence", "Survey & layout", "Testing", "Safety", "Final cleaning"]),
    ("02", "Existing conditions", ["Selective demolition", "Saw cutting", "Abatement", "Salvage", "Shoring", "Protection", "Hauling", "Dump fees", "Dewatering"]),
    ("03", "Concrete", ["Footings", "Formwork", "Reinforcing", "Slab on grade", "Elevated slabs", "Tilt panels", "Finishing", "Curing & sealing", "Grout"]),
    ("04", "Masonry", ["Concrete block", "Brick veneer", "Stone", "Mortar & grout", "Reinforcing", "Anchors", "Scaffolding", "Cleaning", "Flashing"]),
    ("05", "Metals", ["Structural steel", "Joists", "Metal deck", "Stairs", "Railings", "Ladders", "Embeds", "Bollards", "Miscellaneous steel"]),
    ("06", "Wood & plastics", ["Rough carpentry", "Blocking", "Sheathing", "Finish carpentry", "Millwork", "Countertops", "Trim", "Backing panels", "Hardware"]),
    ("07", "Thermal & moisture", ["Waterproofing", "Insulation", "Air barrier", "Single-ply roofing", "Metal roofing", "Sheet metal", "Fireproofing", "Firestopping", "Sealants"]),
    ("08", "Openings", ["Hollow metal", "Wood doors", "Overhead doors", "Storefront", "Curtain wall", "Windows", "Skylights", "Door hardware", "Glazing"]),
    ("09", "Finishes", ["Studs & framing", "Gypsum board", "Plaster & stucco", "Tile", "Ceilings", "Resilient floors", "Carpet", "Paint", "Wall covering"]),
    ("10", "Specialties", ["Visual display", "Signage", "Partitions", "Toilet accessories", "Fire extinguishers", "Lockers", "Shelving", "Flagpoles", "Canopies"]),
    ("11", "Equipment", ["Dock equipment", "Appliances", "Food service", "Laboratory", "Gymnasium", "Projection screens", "Waste equipment", "Playground", "Installation"]),
    ("12", "Furnishings", ["Blinds", "Casework", "Site furniture", "Rugs & mats", "Seating", "Art", "Desks", "Delivery", "Assembly"]),
    ("21", "Fire suppression", ["Design", "Underground", "Risers", "Branch lines", "Heads", "Pumps", "Alarm valves", "Flushing", "Inspection"]),
    ("22", "Plumbing", ["Underground waste", "Above-ground waste", "Domestic water", "Gas", "Fixtures", "Water heaters", "Backflow", "Insulation", "Roof drains"]),
    ("23", "HVAC", ["Rooftop units", "Ductwork", "Diffusers", "Exhaust fans", "Hydronic piping", "Chillers", "Controls", "Insulation", "Air balance"]),
    ("26", "Electrical", ["Service entrance", "Switchgear", "Feeders", "Branch wiring", "Devices", "Lighting", "Lighting controls", "Grounding", "Generators"]),
    ("27", "Communications", ["Pathways", "Structured cabling", "Racks", "Audio", "Video", "Intercom", "Clocks", "Wireless", "Labeling"]),
    ("31", "Earthwork", ["Clearing", "Mass grading", "Structural excavation", "Trench backfill", "Compaction", "Import & export", "Erosion control", "Blasting", "Fine grading"]),
    ("32", "Exterior improvements", ["Base course", "Asphalt", "Curb & gutter", "Sidewalk", "Striping", "Fencing", "Irrigation", "Planting", "Retaining walls"]),
    ("33", "Utilities", ["Water line", "Sewer", "Storm drain", "Manholes", "Services", "Gas line", "Duct bank", "Street light bases", "Testing & disinfection"]),
];

pub(super) fn standard_list() -> Vec<CostCode> {
    DIVISIONS.iter().flat_map(of_division).collect()
}

fn of_division((number, name, items): &Division) -> impl Iterator<Item = CostCode> {
    let division = format!("{number}-000");
    let head = CostCode { code: division.clone(), description: (*name).to_owned(), parent: None };
    let items = (1..).zip(items).map(move |(turn, item)| CostCode {
        code: format!("{number}-{turn}00"),
        description: (*item).to_owned(),
        parent: Some(division.clone()),
    });
    std::iter::once(head).chain(items)
}
