//! The rules: job numbers, S-curves and their lights. Pure functions; time is an argument.
