//! A batch goes in within one transaction.

use std::{collections::BTreeMap, pin::pin};

use bytes::Bytes;
use futures::SinkExt;
use tokio_postgres::{CopyInSink, Transaction, binary_copy::BinaryCopyInWriter, types::Type};

use super::{Arrivals, Batch, Claim, Landed, Quarantined, arrivals::NotStored};
use crate::{copy_in, error::Stopped, fail_point};

type Refused = tokio_postgres::Error;

/// Lands a batch, and says under which number. What is read again, of a batch before, takes that one's turn among what
/// was said of a day.
pub(crate) async fn land(
    transaction: &Transaction<'_>,
    mut batch: Batch<'_>,
    replay_of: Option<i64>,
) -> Result<(i64, Landed), Stopped> {
    put_aside_what_cannot_be_stored(&mut batch);
    let Batch { run_id, source_system, instance, place, records, quarantined, repeated, claims, state } =
        batch;
    let opened = transaction
        .query_one(include_str!("open_batch.sql"), &[&run_id, &source_system, &instance, &place, &replay_of])
        .await?;
    let batch_id: i64 = opened.get(0);

    transaction.batch_execute(include_str!("stage.sql")).await?;
    let staged = records.count();
    stage(transaction, records).await?;
    for claim in &claims {
        stage_claim(transaction, claim).await?;
    }
    transaction.batch_execute(include_str!("compare.sql")).await?;
    if transaction.query_one(include_str!("claims_known.sql"), &[]).await?.get(0) {
        transaction.batch_execute(include_str!("gone.sql")).await?;
    }
    transaction.batch_execute(include_str!("write.sql")).await?;
    quarantine(transaction, batch_id, &quarantined).await?;
    if let Some(state) = &state {
        transaction.execute(include_str!("keep_state.sql"), &[&source_system, &instance, state]).await?;
    }

    let landed = count(transaction, staged, quarantined.len() as u64, repeated).await?;
    transaction
        .execute(
            include_str!("close_batch.sql"),
            &[
                &batch_id,
                &landed.received,
                &landed.loaded,
                &landed.unchanged,
                &landed.quarantined,
                &landed.deleted,
            ],
        )
        .await?;
    Ok((batch_id, landed))
}

/// They came, so no claim may take them for gone.
fn put_aside_what_cannot_be_stored(batch: &mut Batch<'_>) {
    for NotStored { arrival, reason } in batch.records.take_refused() {
        batch.quarantined.push(Quarantined {
            place: batch.place.to_owned(),
            row: None,
            field: None,
            reason,
            original: arrival.payload.to_string().into_bytes(),
        });
        let claim = batch.claims.iter_mut().find(|claim| claim.entity == arrival.entity);
        if let Some(claim) = claim {
            claim.set_aside.push(arrival.source_id);
        }
    }
}

async fn stage(transaction: &Transaction<'_>, records: Arrivals) -> Result<(), Stopped> {
    let sink: CopyInSink<Bytes> = transaction.copy_in(include_str!("copy_stage.sql")).await?;
    let mut sink = pin!(sink);
    let mut rows = records.into_rows()?;
    let mut message = copy_in::begin();
    while rows.next(&mut message)? {
        fail_point("landing", "in_copy");
        if message.len() >= copy_in::MESSAGE {
            sink.send(message.split().freeze()).await?;
        }
    }
    Ok(copy_in::end(sink, message).await?)
}

async fn stage_claim(transaction: &Transaction<'_>, claim: &Claim) -> Result<(), Refused> {
    let Claim { entity, window, set_aside, effective_on } = claim;
    let field = window.as_ref().map(|window| &window.field);
    let first_day = window.as_ref().map(|window| window.from.to_string());
    let last_day = window.as_ref().map(|window| window.to.to_string());
    transaction
        .execute(include_str!("claim.sql"), &[entity, &field, &first_day, &last_day, effective_on])
        .await?;
    // No record has a key that holds a NUL.
    let set_aside: Vec<&String> = set_aside.iter().filter(|key| !key.contains('\0')).collect();
    transaction.execute(include_str!("set_aside.sql"), &[entity, &set_aside]).await.map(drop)
}

async fn quarantine(
    transaction: &Transaction<'_>,
    batch_id: i64,
    parts: &[Quarantined],
) -> Result<(), Refused> {
    if parts.is_empty() {
        return Ok(());
    }
    let sink = transaction.copy_in(include_str!("quarantine.sql")).await?;
    let types = [Type::INT8, Type::TEXT, Type::INT8, Type::TEXT, Type::TEXT, Type::BYTEA];
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
    for Quarantined { place, row, field, reason, original } in parts {
        // A reason may quote what it could not read.
        let reason = reason.replace('\0', "\u{2400}");
        writer.as_mut().write(&[&batch_id, place, row, field, &reason, original]).await?;
    }
    writer.finish().await.map(drop)
}

async fn count(
    transaction: &Transaction<'_>,
    records: u64,
    quarantined: u64,
    repeated: u64,
) -> Result<Landed, Refused> {
    let mut loaded_by_entity = BTreeMap::new();
    let mut deleted_by_entity = BTreeMap::new();
    for row in transaction.query(include_str!("changed.sql"), &[]).await? {
        let counts = [(&mut loaded_by_entity, "loaded"), (&mut deleted_by_entity, "deleted")];
        for (by_entity, column) in counts {
            let count: i64 = row.get(column);
            if count > 0 {
                by_entity.insert(row.get("entity"), count);
            }
        }
    }
    let [records, quarantined, repeated] =
        [records, quarantined, repeated].map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    let loaded = loaded_by_entity.values().sum();
    Ok(Landed {
        received: records + quarantined + repeated,
        loaded,
        unchanged: records - loaded + repeated,
        quarantined,
        deleted: deleted_by_entity.values().sum(),
        loaded_by_entity,
        deleted_by_entity,
    })
}
