//! Router, handlers, pages, templates, API, words.
