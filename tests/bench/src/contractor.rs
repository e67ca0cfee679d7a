//! The contractor that is measured.

use cds_company::{Company, Size};

/// The medium contractor, with no more lines than asked for.
pub(crate) struct Contractor {
    pub(crate) company: Company,
}

impl Contractor {
    pub(crate) fn generate(seed: u64, rows: usize) -> Self {
        let contractor = Self { company: Company::generate(Size::Medium, seed) };
        contractor.with_rows(rows)
    }

    /// The same with so many lines of the ledger and of labor at most: each job keeps its first ones.
    pub(crate) fn with_rows(&self, rows: usize) -> Self {
        let mut company = self.company.clone();
        let all = self.rows().max(1);
        if rows < all {
            for job in &mut company.jobs {
                job.costs.truncate(job.costs.len() * rows / all);
                job.labor.truncate(job.labor.len() * rows / all);
            }
        }
        Self { company }
    }

    /// The same with every so-many-th of its jobs only, and with all that they have.
    pub(crate) fn with_one_job_in(&self, so_many: usize) -> Self {
        let mut company = self.company.clone();
        company.jobs = company.jobs.into_iter().step_by(so_many).collect();
        Self { company }
    }

    /// Lines of the ledger and of labor.
    pub(crate) fn rows(&self) -> usize {
        self.company.jobs.iter().map(|job| job.costs.len() + job.labor.len()).sum()
    }
}
