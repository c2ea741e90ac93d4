//! Official papers and tables out: XLSX, CSV.
