//! What gets built: phases of work, in ten-thousandths of a job's planned time.

use super::names::{BUILDINGS, CIVIL_WORKS, IMPROVEMENTS, Name};

/// A kind of job.
pub(super) struct Trade {
    /// What its jobs are called.
    pub(super) names: &'static [Name],
    /// From the first phase to the last.
    pub(super) phases: &'static [Phase],
    /// Names of milestones and when they are due.
    pub(super) milestones: &'static [(&'static str, i64)],
    /// Contract sum, in thousands of dollars.
    pub(super) contract_thousands: (i64, i64),
    /// Planned time, in days.
    pub(super) days: (i64, i64),
    /// Whether quantities are measured, so that lines end above or below their scheduled value.
    pub(super) unit_prices: bool,
}

/// A phase of work and its share of the money.
pub(super) struct Phase {
    pub(super) name: &'static str,
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) cost: i64,
    /// Whether material for it is bought ahead and billed as stored.
    pub(super) stored: bool,
    pub(super) tasks: &'static [&'static str],
}

const fn phase(
    name: &'static str,
    (from, to): (i64, i64),
    cost: i64,
    stored: bool,
    tasks: &'static [&'static str],
) -> Phase {
    Phase { name, from, to, cost, stored, tasks }
}

pub(super) static BUILDING: Trade = Trade {
    names: &BUILDINGS,
    phases: &[
        phase("Preconstruction", (0, 900), 3, false, &["Permits", "Submittals", "Long-lead procurement"]),
        phase("Sitework", (500, 2000), 9, false, &["Clear & grade", "Site utilities", "Storm drain"]),
        phase(
            "Foundations",
            (1500, 3000),
            10,
            false,
            &["Excavate footings", "Formwork & rebar", "Place concrete", "Slab on grade"],
        ),
        phase(
            "Structure",
            (2700, 4500),
            16,
            true,
            &["Erect steel", "Metal deck", "Elevated slabs", "Roof framing"],
        ),
        phase(
            "Envelope",
            (4000, 6000),
            13,
            false,
            &["Exterior framing", "Roofing", "Glazing", "Stucco & masonry"],
        ),
        phase(
            "MEP rough-in",
            (4300, 6900),
            19,
            true,
            &[
                "Underground plumbing",
                "Plumbing rough-in",
                "Ductwork",
                "Electrical rough-in",
                "Fire sprinkler",
            ],
        ),
        phase(
            "Interiors",
            (6000, 8500),
            14,
            false,
            &["Studs & gypsum board", "Ceilings", "Millwork", "Flooring", "Paint"],
        ),
        phase("MEP finish", (7500, 9300), 9, false, &["Fixtures & trim", "Controls", "Air balance"]),
        phase("Site finishes", (8000, 9600), 5, false, &["Paving & striping", "Landscape", "Signage"]),
        phase("Closeout", (9200, 10_000), 2, false, &["Commissioning", "Punch list", "Turnover documents"]),
    ],
    milestones: &[("Structure topped out", 4500), ("Dried in", 6000), ("Substantial completion", 9700)],
    contract_thousands: (6_000, 46_000),
    days: (330, 520),
    unit_prices: false,
};

pub(super) static TENANT_IMPROVEMENT: Trade = Trade {
    names: &IMPROVEMENTS,
    phases: &[
        phase("Preconstruction", (0, 1200), 4, false, &["Permits", "Submittals", "Equipment procurement"]),
        phase("Demolition", (900, 2200), 8, false, &["Isolate & protect", "Selective demolition"]),
        phase("Framing", (2000, 3900), 16, false, &["Layout", "Metal studs", "Door frames", "Blocking"]),
        phase(
            "Rough-in",
            (3000, 5600),
            28,
            true,
            &[
                "Plumbing rough-in",
                "Ductwork",
                "Electrical rough-in",
                "Fire sprinkler",
                "Low voltage rough-in",
            ],
        ),
        phase(
            "Finishes",
            (5200, 8400),
            26,
            false,
            &["Gypsum board", "Ceilings", "Paint", "Millwork", "Flooring"],
        ),
        phase("Trim-out", (7400, 9400), 15, false, &["Plumbing fixtures", "Lighting", "Doors & hardware"]),
        phase(
            "Closeout",
            (9000, 10_000),
            3,
            false,
            &["Final inspections", "Punch list", "Turnover documents"],
        ),
    ],
    milestones: &[("Overhead inspection", 5600), ("Certificate of occupancy", 9700)],
    contract_thousands: (600, 4_200),
    days: (130, 240),
    unit_prices: false,
};

pub(super) static CIVIL: Trade = Trade {
    names: &CIVIL_WORKS,
    phases: &[
        phase(
            "Mobilization",
            (0, 800),
            4,
            false,
            &["Permits & traffic plan", "Survey control", "Erosion control"],
        ),
        phase("Demolition", (600, 2100), 9, false, &["Saw cut & remove", "Relocate utilities"]),
        phase(
            "Wet utilities",
            (1500, 4600),
            27,
            true,
            &["Sewer", "Water line", "Services", "Test & disinfect"],
        ),
        phase(
            "Dry utilities",
            (3300, 5600),
            13,
            false,
            &["Conduit bank", "Street light bases", "Pull boxes"],
        ),
        phase("Earthwork", (4300, 6700), 14, false, &["Rough grade", "Subgrade", "Aggregate base"]),
        phase("Concrete", (5600, 8200), 16, false, &["Curb & gutter", "Sidewalk & ramps", "Valley gutters"]),
        phase("Paving", (7600, 9300), 14, false, &["Asphalt base", "Surface course", "Striping & signs"]),
        phase(
            "Closeout",
            (9000, 10_000),
            3,
            false,
            &["Adjust manholes", "Landscape restoration", "Punch list"],
        ),
    ],
    milestones: &[("Utilities accepted", 5600), ("Open to traffic", 9300)],
    contract_thousands: (2_000, 15_000),
    days: (200, 360),
    unit_prices: true,
};
