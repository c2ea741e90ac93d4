//! Vietnamese administrative text to citations, targets and figures, with spans and remarks.
