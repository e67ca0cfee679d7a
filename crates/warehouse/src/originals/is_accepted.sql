select $1::bytea[] <@ array(select sha256 from app.accepted_file)
