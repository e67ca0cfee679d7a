select cost_code_key, cost_code from silver.dim_cost_code
