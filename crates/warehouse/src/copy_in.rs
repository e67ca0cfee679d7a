//! The frame of a binary COPY whose rows are written as bytes.

use std::pin::Pin;

use bytes::{BufMut, Bytes, BytesMut};
use futures::SinkExt;
use tokio_postgres::{CopyInSink, Error};

/// So many bytes go into one message.
pub(crate) const MESSAGE: usize = 1 << 16;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";

/// What comes before the first row: the signature, no flags, no extension.
pub(crate) fn begin() -> BytesMut {
    let mut message = BytesMut::with_capacity(MESSAGE);
    message.put_slice(SIGNATURE);
    message.put_i32(0);
    message.put_i32(0);
    message
}

/// Sends the last message and ends the COPY.
pub(crate) async fn end(mut sink: Pin<&mut CopyInSink<Bytes>>, mut message: BytesMut) -> Result<(), Error> {
    message.put_i16(-1);
    sink.send(message.freeze()).await?;
    sink.finish().await.map(drop)
}
