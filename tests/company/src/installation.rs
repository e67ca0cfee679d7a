use std::{fs, io, path::Path};

use crate::model::Company;

impl Company {
    pub(crate) const TIME_ZONE: &'static str = "America/Phoenix";

    /// Makes a folder into an installation before its first run: `drop/`, `share/`, `mapping.toml`, `truth.json` and
    /// `cds-sync.toml`. What was in `drop/` and `share/` is gone then; other files stay.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_installation(&self, folder: &Path) -> io::Result<()> {
        let drop = folder.join("drop");
        if drop.exists() {
            fs::remove_dir_all(&drop)?;
        }
        self.write_drop(&drop)?;
        self.write_share(&folder.join("share"))?;
        fs::write(folder.join("mapping.toml"), self.mapping())?;
        fs::write(folder.join("truth.json"), self.truth())?;
        fs::write(folder.join("cds-sync.toml"), self.configuration())
    }

    /// The configuration of the service over the folders of [`write_installation`](Self::write_installation).
    #[must_use]
    pub fn configuration(&self) -> String {
        format!(
            "[company]\nname = \"{}\"\ntime_zone = \"{}\"\n\n\
             [sage300]\ndrop = \"drop\"\nmapping = \"mapping.toml\"\nsettle_seconds = 0\n\n\
             [folders]\nroots = [\"share\"]\nsettle_seconds = 0\n",
            self.name,
            Self::TIME_ZONE
        )
    }
}
