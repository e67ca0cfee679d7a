//! A contractor made from a seed: its truth and its files.
