//! The in-memory engine: dated trees and figures in, totals with their parts out.
