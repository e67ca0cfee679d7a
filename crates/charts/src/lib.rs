//! A chart's scene drawn as themed SVG with hover geometry, or as PNG.

/// Where a chart's points are, in CSS pixels.
#[derive(Debug, Clone, serde::Serialize, ts_rs::TS)]
pub struct Geometry {}
