//! What the program says on its standard output.

use std::{
    fmt::Display,
    io::{ErrorKind, Write, stdout},
};

/// Says it. Nobody has to listen: where the reader is gone the work goes on, as a service does whose output was
/// closed. What cannot be written for another reason is logged.
pub(crate) fn say(text: impl Display) {
    let mut output = stdout().lock();
    if let Err(error) = write!(output, "{text}").and_then(|()| output.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        tracing::warn!(%error, "the standard output cannot be written");
    }
}

/// The same as a line.
pub(crate) fn say_line(line: impl Display) {
    say(format_args!("{line}\n"));
}
