//! The systems a contractor keeps its truth in, one folder per vendor.
