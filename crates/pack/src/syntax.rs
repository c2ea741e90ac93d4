//! Walks over a formula once it is read: how deep it is, which names and functions it uses.
//!
//! Not here: reading and working out formulas (`condition`).

use std::collections::BTreeSet;

use cel::common::ast::{EntryExpr, Expr, IdedExpr};

/// Functions a formula may call; macros (`has`, `all`, `exists`, …) are expanded before this is asked.
const FUNCTIONS: [&str; 12] = [
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "int",
    "string",
    "double",
    "uint",
    "bool",
    "type",
    "days",
    "working_days",
];

/// The expressions directly inside one.
fn inside(expression: &IdedExpr) -> Vec<&IdedExpr> {
    match &expression.expr {
        Expr::Unspecified | Expr::Ident(_) | Expr::Literal(_) => Vec::new(),
        Expr::Call(call) => call.target.as_deref().into_iter().chain(&call.args).collect(),
        Expr::Comprehension(one) => {
            vec![&one.iter_range, &one.accu_init, &one.loop_cond, &one.loop_step, &one.result]
        }
        Expr::List(list) => list.elements.iter().collect(),
        Expr::Select(select) => vec![&select.operand],
        Expr::Map(map) => map.entries.iter().flat_map(|entry| entry_parts(&entry.expr)).collect(),
        Expr::Struct(one) => one.entries.iter().flat_map(|entry| entry_parts(&entry.expr)).collect(),
    }
}

fn entry_parts(entry: &EntryExpr) -> Vec<&IdedExpr> {
    match entry {
        EntryExpr::StructField(field) => vec![&field.value],
        EntryExpr::MapEntry(entry) => vec![&entry.key, &entry.value],
    }
}

/// How deep operations stand inside each other.
pub(crate) fn depth(expression: &IdedExpr) -> usize {
    1 + inside(expression).into_iter().map(depth).max().unwrap_or_default()
}

/// Names a formula takes from outside itself, and functions it calls that do not exist.
#[derive(Default)]
pub(crate) struct Used {
    pub(crate) names: BTreeSet<String>,
    pub(crate) functions: BTreeSet<String>,
    bound: Vec<String>,
}

impl Used {
    pub(crate) fn walk(&mut self, expression: &IdedExpr) {
        match &expression.expr {
            Expr::Ident(name) if !name.starts_with('@') && !self.bound.contains(name) => {
                self.names.insert(name.clone());
            }
            Expr::Call(call) => {
                let operator = call.func_name.contains(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
                    || call.func_name.starts_with('_');
                if !operator && !FUNCTIONS.contains(&call.func_name.as_str()) {
                    self.functions.insert(call.func_name.clone());
                }
            }
            Expr::Comprehension(one) => {
                // The list itself is named outside the variable that runs over it.
                self.walk(&one.iter_range);
                let outer = self.bound.len();
                self.bound.push(one.iter_var.clone());
                self.bound.extend(one.iter_var2.clone());
                self.bound.push(one.accu_var.clone());
                for part in [&one.accu_init, &one.loop_cond, &one.loop_step, &one.result] {
                    self.walk(part);
                }
                self.bound.truncate(outer);
                return;
            }
            _ => {}
        }
        inside(expression).into_iter().for_each(|part| self.walk(part));
    }
}
