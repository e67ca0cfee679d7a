//! A project page's figures as the scene that `cds-charts` draws.
