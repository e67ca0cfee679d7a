use plotters::style::RGBColor;
use plotters_backend::BackendColor;

use crate::scene::{Gap, Line, Theme};

/// What a mark is, from which its colour follows. plotters knows colours as RGB only, so an ink passes through it
/// as its number in the red channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Schedule,
    Billed,
    Grid,
    Axis,
    Text,
    Title,
    Halo,
    GapGreen,
    GapYellow,
    GapRed,
    GapNone,
}

const INKS: [Ink; 11] = [
    Ink::Schedule,
    Ink::Billed,
    Ink::Grid,
    Ink::Axis,
    Ink::Text,
    Ink::Title,
    Ink::Halo,
    Ink::GapGreen,
    Ink::GapYellow,
    Ink::GapRed,
    Ink::GapNone,
];

impl Ink {
    pub(crate) fn color(self) -> RGBColor {
        RGBColor(self as u8, 0, 0)
    }

    pub(crate) fn of(color: BackendColor) -> Self {
        INKS.into_iter().find(|ink| *ink as u8 == color.rgb.0).unwrap_or(Self::Text)
    }

    fn variable(self) -> &'static str {
        match self {
            Self::Schedule => "var(--chart-schedule)",
            Self::Billed => "var(--chart-billed)",
            Self::Grid => "var(--chart-grid)",
            Self::Axis => "var(--chart-axis)",
            Self::Text => "var(--chart-text)",
            Self::Title => "currentColor",
            Self::Halo => "var(--chart-halo)",
            Self::GapGreen => "var(--chart-gap-green)",
            Self::GapYellow => "var(--chart-gap-yellow)",
            Self::GapRed => "var(--chart-gap-red)",
            Self::GapNone => "var(--chart-gap-none)",
        }
    }

    fn on_white(self) -> &'static str {
        match self {
            Self::Schedule => "#2458c5",
            Self::Billed => "#b4581a",
            Self::Grid => "#e3e7ec",
            Self::Axis => "#cfd6de",
            Self::Text => "#5c6876",
            Self::Title => "#1b2430",
            Self::Halo => "#ffffff",
            Self::GapGreen => "#17734a22",
            Self::GapYellow => "#8a530022",
            Self::GapRed => "#b4231822",
            Self::GapNone => "#5c68761c",
        }
    }

    /// The page's dark colours: `ui/src/styles/tokens.css` has the same.
    fn on_dark(self) -> &'static str {
        match self {
            Self::Schedule => "#7aa5ff",
            Self::Billed => "#f0a060",
            Self::Grid => "#28303a",
            Self::Axis => "#3a4450",
            Self::Text => "#9aa6b4",
            Self::Title => "#e6eaef",
            Self::Halo => "#191f27",
            Self::GapGreen => "#5cc79626",
            Self::GapYellow => "#e9b35a26",
            Self::GapRed => "#ff8a7d26",
            Self::GapNone => "#9aa6b41f",
        }
    }
}

impl From<Line> for Ink {
    fn from(line: Line) -> Self {
        match line {
            Line::Schedule => Self::Schedule,
            Line::Billed => Self::Billed,
        }
    }
}

impl From<Gap> for Ink {
    fn from(gap: Gap) -> Self {
        match gap {
            Gap::Green => Self::GapGreen,
            Gap::Yellow => Self::GapYellow,
            Gap::Red => Self::GapRed,
            Gap::None => Self::GapNone,
        }
    }
}

/// How inks become colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Palette {
    /// As CSS variables: the page decides, and changes between light and dark without a new drawing.
    Variables,
    /// As colours, for a picture that leaves the page.
    Picture(Theme),
}

impl Palette {
    pub(crate) fn paint(self, ink: Ink) -> &'static str {
        match self {
            Self::Variables => ink.variable(),
            Self::Picture(Theme::Light) => ink.on_white(),
            Self::Picture(Theme::Dark) => ink.on_dark(),
        }
    }
}
