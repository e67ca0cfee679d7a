insert into ops.asset_mark (asset, batch_id) values ($1, $2)
on conflict (asset) do update set batch_id = excluded.batch_id
