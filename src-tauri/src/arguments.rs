use std::path::PathBuf;

use clap::Parser;

/// Shows a contractor's jobs, with or without a network.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Arguments {
    /// Folder of this laptop's files; without it the platform's folder for the app's data.
    #[arg(long, env = "CDS_DATA")]
    pub(crate) data: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_folder_is_the_one_named() {
        let named = Arguments::try_parse_from(["app", "--data", "elsewhere"]).expect("parsed");
        assert_eq!(named.data, Some(PathBuf::from("elsewhere")));
    }

    #[test]
    fn an_argument_nobody_knows_is_refused() {
        assert!(Arguments::try_parse_from(["app", "--date", "elsewhere"]).is_err());
    }
}
