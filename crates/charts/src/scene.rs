use chrono::NaiveDate;

/// What an S-curve shows: the work a schedule claims against the share of the contract that is billed. The points
/// of a line come oldest first, one for each date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SCurve {
    /// Names the chart: to a screen reader, and at the head of a PNG.
    pub title: String,
    /// Says in a sentence what the chart shows, to a screen reader.
    pub description: String,
    /// What the schedule claims, at its data dates.
    pub schedule: Vec<Point>,
    /// What is billed, at the dates billed to.
    pub billed: Vec<Point>,
    /// How the gap between the two lines is tinted.
    pub gap: Gap,
}

/// One value of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The day the value stands for.
    pub date: NaiveDate,
    /// Hundredths of a point.
    pub value_bp: i32,
}

/// The tint of the gap between schedule and money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// The two agree.
    Green,
    /// They differ enough to ask.
    Yellow,
    /// They contradict each other.
    Red,
    /// Nobody has judged it.
    None,
}

/// A chart's size in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    width: u32,
    height: u32,
}

impl Size {
    /// The nearest size that can be drawn: under the least the axes leave no room for the lines, and beyond the
    /// most an export takes more memory than a picture is worth.
    #[must_use]
    pub fn nearest(width: u32, height: u32) -> Self {
        Self { width: width.clamp(280, 4000), height: height.clamp(180, 4000) }
    }

    /// CSS pixels.
    #[must_use]
    pub fn width(self) -> u32 {
        self.width
    }

    /// CSS pixels.
    #[must_use]
    pub fn height(self) -> u32 {
        self.height
    }
}

/// The colours of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// On white.
    Light,
    /// On the page's dark surface.
    Dark,
}

/// The two lines of an S-curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// What the schedule claims.
    Schedule,
    /// What is billed.
    Billed,
}

impl Line {
    /// In drawing order.
    pub(crate) const ALL: [Self; 2] = [Self::Schedule, Self::Billed];

    /// The value of `data-series`.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Billed => "billed",
        }
    }

    /// The line whose [`SeriesGeometry::id`](crate::SeriesGeometry::id) this is.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|line| line.id() == id)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Schedule => "Schedule",
            Self::Billed => "Billed",
        }
    }

    pub(crate) fn measure(self) -> &'static str {
        match self {
            Self::Schedule => "% of work",
            Self::Billed => "% of contract",
        }
    }
}

impl SCurve {
    pub(crate) fn points(&self, line: Line) -> &[Point] {
        match line {
            Line::Schedule => &self.schedule,
            Line::Billed => &self.billed,
        }
    }

    /// The lines that have a point, in drawing order.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line> {
        Line::ALL.into_iter().filter(|line| !self.points(*line).is_empty())
    }

    pub(crate) fn all_points(&self) -> impl Iterator<Item = &Point> + Clone {
        self.schedule.iter().chain(&self.billed)
    }

    /// The earlier of the two last dates: up to it, schedule and money can be held against each other.
    pub(crate) fn comparable_to(&self) -> Option<NaiveDate> {
        Some(self.schedule.last()?.date.min(self.billed.last()?.date))
    }
}
