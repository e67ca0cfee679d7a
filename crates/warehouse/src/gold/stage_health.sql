create temp table desired_health (like gold.gold_schedule_health) on commit drop
