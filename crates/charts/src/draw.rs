//! An S-curve from back to front: grid, axes, gap, and each line with its label.

use plotters::style::text_anchor::HPos;

use crate::{
    axes::{ValueAxis, day},
    canvas::{Canvas, Drawn},
    frame::{Frame, TICK_GAP},
    geometry::{Geometry, Rectangle, SeriesGeometry},
    ink::{Ink, Palette},
    labels::{self, End, LEADING, Label, Position},
    scene::{Line, SCurve, Size},
    shape,
    svg::Document,
    text::{HEADING, LABEL, TICK},
};

/// The scene as SVG, and where its points are. A picture leaves the page, so it has a heading.
pub(crate) fn draw(scene: &SCurve, size: Size, palette: Palette, hidden: Option<Line>) -> (String, Geometry) {
    let frame = Frame::new(scene, size, palette != Palette::Variables);
    let document = Document::new(scene, size, palette);
    let drawing = Drawing { scene, frame: &frame, hidden, canvas: Canvas::new(document.clone(), &frame) };
    drawing.groups(&document).expect("writing SVG to memory does not fail");
    drop(drawing);
    (document.finish(), geometry(scene, &frame))
}

fn geometry(scene: &SCurve, frame: &Frame) -> Geometry {
    let series = scene.lines().map(|line| SeriesGeometry {
        id: line.id().to_owned(),
        label: format!("{}, {}", line.name(), line.measure()),
        points: scene.points(line).iter().map(|point| frame.point(point)).collect(),
    });
    let (width, height) = (frame.size.width(), frame.size.height());
    Geometry { width, height, plot: frame.plot, series: series.collect() }
}

struct Drawing<'a> {
    scene: &'a SCurve,
    frame: &'a Frame,
    hidden: Option<Line>,
    canvas: Canvas,
}

impl Drawing<'_> {
    fn groups(&self, document: &Document) -> Drawn {
        document.group(r#"class="chart-grid""#, || self.grid())?;
        document.group(r#"class="chart-axis""#, || self.axes())?;
        if self.hidden.is_none() {
            document.group(r#"class="chart-gap""#, || self.gap())?;
        }
        let ends = self.ends();
        let places = labels::place(&ends, &self.obstacles(), self.frame.label_area());
        for (end, bounds) in ends.iter().zip(places) {
            let line = end.label.line;
            if self.hidden == Some(line) {
                continue;
            }
            let attributes = format!(r#"class="chart-series" data-series="{}""#, line.id());
            document.group(&attributes, || self.line(line).and_then(|()| self.label(&end.label, bounds)))?;
        }
        Ok(())
    }

    fn grid(&self) -> Drawn {
        let plot = self.frame.plot;
        let mut ticks = self.frame.values.ticks();
        ticks.try_for_each(|tick| {
            self.canvas.level(plot.x..plot.right(), self.frame.gridline_y(tick), Ink::Grid, 1.0)
        })
    }

    fn axes(&self) -> Drawn {
        self.head()?;
        let Rectangle { x, width, .. } = self.frame.plot;
        for tick in self.frame.values.ticks() {
            let at = (x - TICK_GAP, self.frame.gridline_y(tick));
            self.canvas.text(&ValueAxis::label(tick), at, TICK, Ink::Text, HPos::Right)?;
        }
        let Some(time) = &self.frame.time else {
            return self.nothing();
        };
        time.ticks(width).iter().try_for_each(|tick| {
            let x = self.frame.position((day(tick.first), 0)).0;
            self.canvas.text(&tick.label, (x, self.frame.months_y()), TICK, Ink::Text, HPos::Center)
        })
    }

    /// The title of a picture, and what the axis measures.
    fn head(&self) -> Drawn {
        let (left, room) = self.frame.row();
        if let Some(y) = self.frame.heading_y() {
            let title = HEADING.fit(&self.scene.title, room);
            self.canvas.text(&title, (left, y), HEADING, Ink::Title, HPos::Left)?;
        }
        let measures = Line::ALL.map(|line| format!("{}: {}", line.name(), line.measure())).join(" · ");
        self.canvas.text(&measures, (left, self.frame.measure_y()), TICK, Ink::Text, HPos::Left)
    }

    fn nothing(&self) -> Drawn {
        let Rectangle { x, y, width, height } = self.frame.plot;
        // Between two gridlines of the five.
        let middle = (x + width / 2.0, y + height * 0.375);
        self.canvas.text("No schedule and no bill yet", middle, TICK, Ink::Text, HPos::Center)
    }

    fn gap(&self) -> Drawn {
        if let Some(outline) = shape::gap(self.scene) {
            self.canvas.area(outline, self.scene.gap.into())?;
        }
        let Some(date) = self.scene.comparable_to() else {
            return Ok(());
        };
        let values = &self.frame.values.range;
        self.canvas.line(&[(day(date), values.start), (day(date), values.end)], Ink::Axis, 1.0)
    }

    /// Every bill has a dot, for a step alone does not show one that billed nothing; but not where the dots would
    /// hide the steps.
    fn line(&self, line: Line) -> Drawn {
        let ink = Ink::from(line);
        self.canvas.line(&shape::corners(self.scene, line), ink, 2.2)?;
        let points = self.scene.points(line);
        if line == Line::Billed && self.frame.plot.width > points.len() as f64 * 10.0 {
            points.iter().try_for_each(|bill| self.canvas.dot(shape::corner(bill), ink, 2.5))?;
        }
        let Some(end) = points.last().map(shape::corner) else {
            return Ok(());
        };
        self.canvas.dot(end, Ink::Halo, 5.0)?;
        self.canvas.dot(end, ink, 3.5)
    }

    fn label(&self, label: &Label, bounds: Rectangle) -> Drawn {
        label.rows.iter().enumerate().try_for_each(|(row, text)| {
            let middle = bounds.y + (row as f64 + 0.5) * LEADING;
            self.canvas.text(text, (bounds.x, middle), LABEL, label.line.into(), HPos::Left)
        })
    }

    fn ends(&self) -> Vec<End> {
        let lasts = self.scene.lines().filter_map(|line| Some((line, self.scene.points(line).last()?)));
        let width = f64::from(self.frame.size.width());
        let end = |(line, last)| End {
            label: Label::new(line, last, width),
            at: self.frame.position(shape::corner(last)),
        };
        lasts.map(end).collect()
    }

    /// What a label should not lie on.
    fn obstacles(&self) -> Vec<Vec<Position>> {
        let values = &self.frame.values.range;
        let comparable = self.scene.comparable_to().map(day);
        let upright = comparable.map(|day| vec![(day, values.start), (day, values.end)]);
        let lines = self.scene.lines().map(|line| shape::corners(self.scene, line));
        lines
            .chain(upright)
            .map(|corners| corners.into_iter().map(|corner| self.frame.position(corner)).collect())
            .collect()
    }
}
