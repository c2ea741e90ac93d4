//! Reads and checks a pack: registers, indicators, roles; formulas in CEL.
