//! Fresh databases on both engines, builders, fixed clock, oracle: for tests only.
