//! Job folders on a file share: which schedules are there, which version, which one is of record.
