//! Formulas of a pack: CEL over the fields of a record, compiled when first asked.
//!
//! Names in a formula: every field by its id; `occurred_on` and `today` (text `YYYY-MM-DD`, so `<` compares days);
//! `occurred_year` (a whole number). `days(a, b)` and `working_days(a, b)` say how many days after `a` the day `b` is.
//! An empty field is `null`, an empty yes/no is `false`, empty `persons` are `[]`;
//! `women == null || women <= players` is how an optional field is asked about. Numbers are whole.
//!
//! Not here: which formulas there are (`definition`), what is said when one does not hold (`check`).

use std::{
    collections::BTreeSet,
    io,
    sync::{Arc, LazyLock, OnceLock},
    thread,
};

use cel::{Context, Env, ExecutionError, Program, Value};
use chrono::NaiveDate;
use congdoan_model::period::{Calendar, parse_day};

use crate::{
    Place,
    syntax::{Used, depth},
};

/// Names every formula knows beside the fields; no field may bear one of them.
pub(crate) const GIVEN_NAMES: [&str; 3] = ["occurred_on", "occurred_year", "today"];

/// The longest formula, in bytes.
const LONGEST: usize = 1_000;
/// The deepest nesting of brackets in the text, and of operations once read. Reading a formula and working it out both
/// recurse; a bound keeps a pack from exhausting the stack of the thread that happens to check a record.
const DEEPEST_BRACKETS: usize = 32;
const DEEPEST: usize = 16;
/// Stack of the thread that reads a formula, in bytes: reading takes about 200 kB a bracket when not optimised.
const READING_STACK: usize = 64 << 20;

static ENVIRONMENT: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib().with_optional_support(false)));

/// What a formula works on: values by name, and the days people work.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    values: Vec<(String, Value)>,
    calendar: Arc<Calendar>,
}

impl Names {
    pub(crate) fn new(values: impl IntoIterator<Item = (String, Value)>, calendar: &Arc<Calendar>) -> Self {
        Self { values: values.into_iter().collect(), calendar: Arc::clone(calendar) }
    }

    /// The names alone.
    pub(crate) fn known(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|(name, _)| name.as_str())
    }

    /// All but one.
    pub(crate) fn without(&self, left_out: &str) -> Self {
        Self::new(self.values.iter().filter(|(name, _)| name != left_out).cloned(), &self.calendar)
    }
}

/// A formula of a pack. Equal when the text is.
#[derive(Debug)]
pub struct Condition {
    text: String,
    place: Place,
    program: OnceLock<Result<Program, String>>,
}

impl Clone for Condition {
    fn clone(&self) -> Self {
        Self::new(self.text.clone(), self.place.clone())
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Condition {
    pub(crate) const fn new(text: String, place: Place) -> Self {
        Self { text, place, program: OnceLock::new() }
    }

    /// The formula as the pack writes it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the pack writes it.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    fn program(&self) -> Result<&Program, String> {
        if self.program.get().is_none() {
            // A machine without a thread to spare is no property of the formula: only what reading said is kept.
            let read = read(&self.text).map_err(|error| error.to_string())?;
            return self.program.get_or_init(|| read).as_ref().map_err(Clone::clone);
        }
        self.program.get().map_or_else(|| Err(String::new()), |read| read.as_ref().map_err(Clone::clone))
    }

    /// Whether the formula holds.
    ///
    /// # Errors
    /// What CEL said: the formula is none, names something unknown, divides by zero, mixes kinds, gives no yes or no.
    pub(crate) fn holds(&self, names: &Names) -> Result<bool, String> {
        match self.run(names) {
            Ok(Value::Bool(holds)) => Ok(holds),
            Ok(other) => Err(format!("gives {}, not true or false", other.type_of())),
            Err(Failure::Unreadable(error)) => Err(error),
            Err(Failure::Run(error)) => Err(error.to_string()),
        }
    }

    /// The whole number the formula gives.
    ///
    /// # Errors
    /// As [`Condition::holds`], and what it gives is no whole number.
    pub(crate) fn number(&self, names: &Names) -> Result<i64, String> {
        match self.run(names) {
            Ok(Value::Int(number)) => Ok(number),
            Ok(other) => Err(format!("gives {}, not a whole number", other.type_of())),
            Err(Failure::Unreadable(error)) => Err(error),
            Err(Failure::Run(error)) => Err(error.to_string()),
        }
    }

    /// The names the formula takes from outside itself; none where it cannot be read.
    pub(crate) fn used(&self) -> BTreeSet<String> {
        let mut used = Used::default();
        if let Ok(program) = self.program() {
            used.walk(program.expression());
        }
        used.names
    }

    fn run(&self, names: &Names) -> Result<Value, Failure> {
        let program = self.program().map_err(Failure::Unreadable)?;
        let mut context = Context::with_env(Arc::clone(&ENVIRONMENT));
        let known = |error: cel::DeclarationError| Failure::Unreadable(error.to_string());
        context.add_function("days", days_between).map_err(known)?;
        let calendar = Arc::clone(&names.calendar);
        let working_days = move |from, to| working_days_apart(&calendar, from, to);
        context.add_function("working_days", working_days).map_err(known)?;
        for (name, value) in &names.values {
            context.add_variable_from_value(name.as_str(), value.clone());
        }
        program.execute(&context).map_err(Failure::Run)
    }

    /// Everything wrong with the formula, tried on a sample record: it cannot be read, names an unknown field or
    /// function, mixes kinds of values, or gives no yes or no.
    pub(crate) fn faults(&self, sample: &Names) -> Vec<Fault> {
        self.faults_wanting(sample, Wanted::YesNo)
    }

    /// The same for a formula that may be wanted for another answer than yes or no.
    pub(crate) fn faults_wanting(&self, sample: &Names, wanted: Wanted) -> Vec<Fault> {
        let program = match self.program() {
            Ok(program) => program,
            Err(error) => return vec![Fault::Unreadable(error)],
        };
        let mut used = Used::default();
        used.walk(program.expression());
        let known = |name: &str| sample.known().any(|one| one == name);
        let mut faults: Vec<Fault> = used.names.iter().filter(|name| !known(name)).cloned().map(Fault::Name).collect();
        faults.extend(used.functions.into_iter().map(Fault::Function));
        if !faults.is_empty() {
            return faults;
        }
        match self.run(sample) {
            Ok(Value::Bool(_)) if wanted == Wanted::YesNo => Vec::new(),
            Ok(Value::Int(_)) if wanted == Wanted::Number => Vec::new(),
            Ok(other) if wanted == Wanted::Number => vec![Fault::NotNumber(other.type_of().to_string())],
            Ok(other) => vec![Fault::NotBool(other.type_of().to_string())],
            // A sample may divide by zero or run over where real records do not.
            Err(Failure::Run(
                ExecutionError::DivisionByZero(_)
                | ExecutionError::RemainderByZero(_)
                | ExecutionError::Overflow(..)
                | ExecutionError::IndexOutOfBounds(_),
            )) => Vec::new(),
            Err(Failure::Run(error)) => vec![Fault::Mixed(error.to_string())],
            Err(Failure::Unreadable(error)) => vec![Fault::Unreadable(error)],
        }
    }
}

/// How many calendar days after a day another is.
fn days_between(from: Arc<String>, to: Arc<String>) -> Result<Value, ExecutionError> {
    let (from, to) = days(&from, &to)?;
    Ok(Value::Int((to - from).num_days()))
}

/// How many working days after a day another is.
#[expect(clippy::needless_pass_by_value, reason = "CEL hands its texts over like this")]
fn working_days_apart(calendar: &Calendar, from: Arc<String>, to: Arc<String>) -> Result<Value, ExecutionError> {
    let (from, to) = days(&from, &to)?;
    Ok(Value::Int(calendar.working_days_between(from, to)))
}

fn days(from: &str, to: &str) -> Result<(NaiveDate, NaiveDate), ExecutionError> {
    let day = |text: &str| {
        let said = || ExecutionError::function_error("days", format!("\"{text}\" is no day"));
        parse_day(text).ok_or_else(said)
    };
    Ok((day(from)?, day(to)?))
}

enum Failure {
    Unreadable(String),
    Run(ExecutionError),
}

/// What a formula is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Yes or no.
    YesNo,
    /// A whole number.
    Number,
}

/// Something wrong with a formula itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is no CEL.
    Unreadable(String),
    /// It names something that is no field.
    Name(String),
    /// It calls something that is no function.
    Function(String),
    /// It gives a value of another kind than yes or no.
    NotBool(String),
    /// It gives a value that is no whole number where one is wanted.
    NotNumber(String),
    /// It compares or adds values of different kinds.
    Mixed(String),
}

/// Reads a formula on a thread of its own, because reading recurses deeply and a panic inside must end here.
///
/// # Errors
/// When the system gives no thread; what is wrong with the formula is the inner error.
fn read(text: &str) -> io::Result<Result<Program, String>> {
    if text.len() > LONGEST {
        return Ok(Err(format!("longer than {LONGEST} bytes")));
    }
    if bracket_depth(text) > DEEPEST_BRACKETS {
        return Ok(Err(format!("more than {DEEPEST_BRACKETS} brackets inside each other")));
    }
    let text = text.to_owned();
    let reading = thread::Builder::new().stack_size(READING_STACK).spawn(move || compile(&text))?;
    Ok(reading.join().unwrap_or_else(|_| Err("the formula cannot be read".to_owned())))
}

fn compile(text: &str) -> Result<Program, String> {
    let program = ENVIRONMENT.compile(text).map_err(|errors| {
        let said = errors.errors.iter().map(|error| format!("{} ({}:{})", error.msg, error.pos.0, error.pos.1));
        said.collect::<Vec<_>>().join("; ")
    })?;
    if depth(program.expression()) > DEEPEST {
        return Err(format!("more than {DEEPEST} operations inside each other"));
    }
    Ok(program)
}

fn bracket_depth(text: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for letter in text.chars() {
        match letter {
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(text: &str) -> Condition {
        Condition::new(text.to_owned(), Place::default())
    }

    fn sample() -> Names {
        let person: std::collections::HashMap<String, Value> = [("name".to_owned(), Value::from("An"))].into();
        let values = [
            ("players".to_owned(), Value::Int(3)),
            ("women".to_owned(), Value::Null),
            ("persons".to_owned(), Value::List(Arc::new(vec![Value::Map(person.into())]))),
        ];
        Names::new(values, &Arc::default())
    }

    #[test]
    fn formulas_hold_or_not() {
        for (text, holds) in [
            ("players >= 2", true),
            ("players == 4", false),
            ("women == null || women <= players", true),
            ("size(persons) == 1 && persons.all(p, p.name != '')", true),
            ("persons.exists(p, has(p.birth))", false),
        ] {
            assert_eq!(condition(text).holds(&sample()), Ok(holds), "{text}");
            assert_eq!(condition(text).faults(&sample()), Vec::new(), "{text}");
        }
    }

    #[test]
    fn a_formula_that_goes_wrong_says_so_and_does_not_panic() {
        for text in ["players / 0 == 1", "women >= 2", "players", "players +", "players + 9223372036854775807 > 0", ""]
        {
            assert!(condition(text).holds(&sample()).is_err(), "{text}");
        }
    }

    #[test]
    fn faults_name_what_is_unknown() {
        let faults = |text| condition(text).faults(&sample());
        assert_eq!(faults("plyers >= 2"), [Fault::Name("plyers".into())]);
        assert_eq!(faults("persons.all(p, q.name == '')"), [Fault::Name("q".into())]);
        assert_eq!(faults("average(players) > 2"), [Fault::Function("average".into())]);
        assert_eq!(faults("players + 1"), [Fault::NotBool("int".into())]);
        assert!(matches!(faults("players > 'x'").as_slice(), [Fault::Mixed(_)]));
        assert!(matches!(faults("persons[0].nam == ''").as_slice(), [Fault::Mixed(_)]));
        assert!(matches!(faults("players >=").as_slice(), [Fault::Unreadable(_)]));
        assert_eq!(faults("players / (players - 3) > 1"), Vec::new());
    }

    #[test]
    fn no_formula_exhausts_the_stack() {
        for (opening, closing) in [
            ("(", ")"),
            ("[", "]"),
            ("!", ""),
            ("-", ""),
            ("players+", ""),
            ("size(", ")"),
            ("true?true:", ""),
            ("{1:", "}"),
            ("persons.exists(p, ", ")"),
        ] {
            for times in [8, 12, 16, 24, 32, 40, 100, 400, 5_000] {
                let text = format!("{}players{}", opening.repeat(times), closing.repeat(times));
                let small_stack = thread::Builder::new().stack_size(2 << 20);
                let tried = small_stack.spawn(move || condition(&text).faults(&sample()).len()).unwrap().join();
                assert!(tried.is_ok(), "{opening} {times}");
            }
        }
    }
}
