select coalesce(max(publish_no), 0) from sync.change_log
