//! Reads project schedules from bytes: Microsoft Project XML.
