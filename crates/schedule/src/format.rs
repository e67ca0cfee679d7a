//! What the first bytes say a file is.

use std::borrow::Cow;

use encoding_rs::Encoding;

use crate::Error;

/// Bytes looked at: enough for an XML declaration, comments and the root's start tag.
const HEAD: usize = 1024;
/// Compound File Binary: what `.mpp` files are inside.
const COMPOUND_FILE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

pub(crate) enum Format<'a> {
    /// The decoded text.
    Mspdi(Cow<'a, str>),
}

pub(crate) fn detect(bytes: &[u8]) -> Result<Format<'_>, Error> {
    if bytes.starts_with(&COMPOUND_FILE) {
        return Err(Error::Unsupported { format: "a Microsoft Project file (.mpp)" });
    }
    if bytes.starts_with(b"ERMHDR") {
        return Err(Error::Unsupported { format: "a Primavera XER file" });
    }
    let text = decode(bytes)?;
    match root_element(&text) {
        Some("Project") => Ok(Format::Mspdi(text)),
        Some("APIBusinessObjects") => Err(Error::Unsupported { format: "a Primavera XML file" }),
        Some(other) => Err(Error::NotASchedule { what: format!("XML about <{other}>") }),
        None if text.trim_start().is_empty() => Err(Error::NotASchedule { what: "an empty file".into() }),
        None => Err(Error::NotASchedule { what: "a file of another kind".into() }),
    }
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Error> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((marked, _)) => marked,
        None => declared(bytes).unwrap_or(encoding_rs::UTF_8),
    };
    let (text, _, broken) = encoding.decode(bytes);
    if broken { Err(Error::Encoding { encoding: encoding.name().to_owned() }) } else { Ok(text) }
}

/// The encoding of the XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes));
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next()?;
    let label = value.get(1..)?.split(quote).next()?;
    Encoding::for_label(label.as_bytes())
}

/// Local name of the first start tag.
fn root_element(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some(after) = rest.strip_prefix('<') {
        let skipped = if let Some(comment) = after.strip_prefix("!--") {
            comment.split_once("-->")
        } else if after.starts_with(['?', '!']) {
            after.split_once('>')
        } else {
            let end = after.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?;
            let name = after.get(..end)?;
            return Some(name.rsplit(':').next().unwrap_or(name)).filter(|name| !name.is_empty());
        };
        rest = skipped?.1.trim_start();
    }
    None
}
