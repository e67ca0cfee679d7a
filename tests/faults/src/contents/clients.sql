select client_key, client_name from silver.dim_client
