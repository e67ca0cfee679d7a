select sync.newest()
