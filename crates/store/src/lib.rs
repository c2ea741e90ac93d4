//! SQL for SQLite and PostgreSQL, one text per query; rights, migrations, change log, audit chain, backup.
