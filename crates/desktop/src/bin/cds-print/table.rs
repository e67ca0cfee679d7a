use std::fmt;

/// A table of text columns, then figures that line up on the right, then one last text column.
pub(crate) struct Table {
    rows: Vec<[String; 8]>,
}

const FIGURES: std::ops::Range<usize> = 3..7;

impl Table {
    pub(crate) fn new(texts: &[&str; 3], figures: &[&str; 4], last: &str) -> Self {
        let mut heads = texts.iter().chain(figures).chain([&last]).map(|head| (*head).to_owned());
        Self { rows: vec![std::array::from_fn(|_| heads.next().unwrap_or_default())] }
    }

    pub(crate) fn add(&mut self, row: [String; 8]) {
        self.rows.push(row);
    }

    fn widths(&self) -> [usize; 8] {
        std::array::from_fn(|column| {
            self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)
        })
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        for row in &self.rows {
            let cells: Vec<String> = row
                .iter()
                .zip(widths)
                .enumerate()
                .map(|(column, (cell, width))| {
                    if FIGURES.contains(&column) {
                        format!("{cell:>width$}")
                    } else {
                        format!("{cell:<width$}")
                    }
                })
                .collect();
            writeln!(f, "{}", cells.join("  ").trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_line_up_on_the_right_and_words_on_the_left() {
        let mut table = Table::new(&["A", "B", "C"], &["D", "E", "F", "G"], "H");
        table.add(["aa", "b", "c", "10", "2", "3", "4", "red"].map(str::to_owned));
        assert_eq!(table.to_string(), "A   B  C   D  E  F  G  H\naa  b  c  10  2  3  4  red\n");
    }
}
