//! Outcomes of passes over all units, kept by indicator and period until something under them changes.
//!
//! Not here: the passes.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use congdoan_model::Period;

/// Periods of one indicator kept at a time: more than any page shows, few enough that odd ranges do not pile up.
const PERIODS: usize = 32;

/// The outcomes kept.
#[derive(Debug)]
pub(crate) struct Memo<T> {
    kept: Mutex<HashMap<u32, HashMap<Period, Arc<T>>>>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { kept: Mutex::default() }
    }
}

impl<T> Memo<T> {
    /// Forgets what was found about an indicator, whose rows or rolls changed.
    pub(crate) fn forget(&mut self, indicator: u32) {
        self.kept.get_mut().unwrap_or_else(PoisonError::into_inner).remove(&indicator);
    }

    /// What a pass over an indicator and a period found, made now unless it is still known.
    pub(crate) fn get(&self, indicator: u32, period: Period, pass: impl FnOnce() -> T) -> Arc<T> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept().get(&indicator).and_then(|periods| periods.get(&period)) {
            return Arc::clone(found);
        }
        let found = Arc::new(pass());
        let mut kept = kept();
        let periods = kept.entry(indicator).or_default();
        if periods.len() >= PERIODS {
            periods.clear();
        }
        periods.insert(period, Arc::clone(&found));
        found
    }

    /// Every indicator and period of which the outcome is known.
    pub(crate) fn keys(&mut self) -> Vec<(u32, Period)> {
        let kept = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner);
        kept.iter().flat_map(|(indicator, periods)| periods.keys().map(|period| (*indicator, *period))).collect()
    }

    /// Whether any outcome of an indicator is known.
    pub(crate) fn is_known(&mut self, indicator: u32) -> bool {
        self.kept.get_mut().unwrap_or_else(PoisonError::into_inner).contains_key(&indicator)
    }

    /// The periods of an indicator of which the outcome is known.
    pub(crate) fn periods(&mut self, indicator: u32) -> Vec<Period> {
        let kept = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner);
        kept.get(&indicator).map(|periods| periods.keys().copied().collect()).unwrap_or_default()
    }

    /// Changes an outcome in its place.
    pub(crate) fn amend(&mut self, (indicator, period): (u32, Period), change: impl FnOnce(&mut T)) {
        let kept = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner);
        let Some(periods) = kept.get_mut(&indicator) else { return };
        match periods.get_mut(&period).map(Arc::get_mut) {
            Some(Some(found)) => change(found),
            // Somebody still reads it; whoever comes next makes it anew.
            _ => _ = periods.remove(&period),
        }
    }
}
