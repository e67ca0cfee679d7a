insert into set_aside select $1, unnest($2::text[])
