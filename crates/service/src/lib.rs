//! Use cases: one module per domain, each verb validates, builds, writes and records in one transaction.
