//! The demonstration federation.
