//! The bytes of dropped files.

use std::io::{Read, Seek, Write};

use cds_warehouse::{
    Error,
    originals::{KeptFile, Original},
};
use sha2::{Digest, Sha256};
use tempfile::SpooledTempFile;

use crate::fixture::{World, day};

/// Bytes that no compression makes smaller.
fn noise(size: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut block = Sha256::digest(b"noise").to_vec();
    while bytes.len() < size {
        bytes.extend_from_slice(&block);
        block = Sha256::digest(&block).to_vec();
    }
    bytes.truncate(size);
    bytes
}

impl World {
    /// Keeps a file that was refused, and says under which batch.
    async fn keep(&self, name: &str, bytes: &[u8]) -> anyhow::Result<i64> {
        let run_id = self.warehouse.begin_run(day("2025-12-31")).await?;
        let mut compressed = SpooledTempFile::new(0);
        compressed.write_all(&zstd::encode_all(bytes, 3)?)?;
        let original = Original {
            name,
            written_on: day("2025-11-30"),
            sha256: Sha256::digest(bytes).into(),
            size: bytes.len() as u64,
            compressed: &mut compressed,
        };
        let place = ("sage300", "main", name);
        Ok(self.warehouse.keep_failed_file(run_id, place, vec![original], "a report").await?)
    }
}

fn bytes(mut file: KeptFile) -> anyhow::Result<Vec<u8>> {
    file.compressed.rewind()?;
    let mut bytes = Vec::new();
    zstd::Decoder::new(file.compressed)?.read_to_end(&mut bytes)?;
    assert_eq!(file.size, bytes.len() as u64);
    Ok(bytes)
}

#[tokio::test]
async fn a_file_of_any_size_comes_back_byte_for_byte() -> anyhow::Result<()> {
    let world = World::start().await?;
    for size in [0, 1, 100_000, 3 << 20] {
        let dropped = noise(size);
        let batch_id = world.keep("ledger.csv", &dropped).await?;
        let kept = world.warehouse.originals(batch_id).await?.remove(0);
        assert_eq!((kept.name.as_str(), kept.written_on), ("ledger.csv", day("2025-11-30")));
        assert!(bytes(kept)? == dropped, "{size} bytes");
    }
    world.stop().await
}

#[tokio::test]
async fn the_same_bytes_are_kept_once_whatever_the_file_is_called() -> anyhow::Result<()> {
    let world = World::start().await?;
    let first = world.keep("ledger.csv", b"Job,Amount\n").await?;
    let second = world.keep("copy.csv", b"Job,Amount\n").await?;
    let kept = world.client().await?.query_one("select count(*) from ops.original", &[]).await?;
    assert_eq!(kept.get::<_, i64>(0), 1);
    for batch_id in [first, second] {
        assert_eq!(bytes(world.warehouse.originals(batch_id).await?.remove(0))?, b"Job,Amount\n");
    }
    world.stop().await
}

#[tokio::test]
async fn bytes_that_the_database_has_lost_are_told_before_they_are_read() -> anyhow::Result<()> {
    let world = World::start().await?;
    let batch_id = world.keep("ledger.csv", &noise(2 << 20)).await?;
    let client = world.client().await?;
    let other = zstd::encode_all(noise(5).as_slice(), 3)?;
    for damage in [
        "update ops.original set content = substring(content for 1048576) where $1::bytea is not null",
        "update ops.original set content = $1",
    ] {
        client.execute(damage, &[&other]).await?;
        let told = world.warehouse.originals(batch_id).await.expect_err("damaged");
        assert!(matches!(told, Error::Original { .. }), "{told}");
        assert!(told.to_string().contains("the kept bytes of ledger.csv"), "{told}");
    }
    world.stop().await
}
