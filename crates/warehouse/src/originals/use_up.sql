delete from app.accepted_file where sha256 = any($1)
