//! The engine from outside: each rule on a federation one can read, and all of them on random ones.

#[cfg(test)]
mod common;
#[cfg(test)]
mod members;
#[cfg(test)]
mod months;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod people;
#[cfg(test)]
mod prepared;
#[cfg(test)]
mod random;
#[cfg(test)]
mod reorganised;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod snapshot;
#[cfg(test)]
mod standing;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod trees;
