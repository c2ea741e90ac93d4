//! Databases to work upon: fresh ones, and a loaded demonstration that tests which only read share.
//!
//! Not here: what the demonstration holds (`facts`).

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, OnceLock, PoisonError, Weak},
};

use congdoan_testkit::{Place, fresh_postgres};
use tempfile::TempDir;

use crate::{
    program::{Said, run},
    server::Server,
};

/// Which engine keeps the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// The other one.
    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Sqlite => Self::Postgres,
            Self::Postgres => Self::Sqlite,
        }
    }
}

/// A database and a folder for side files; the folder goes with it.
#[derive(Debug)]
pub(crate) struct Base {
    // Before the folder: the server must be gone when its files go.
    server: OnceLock<Server>,
    /// Its address.
    pub(crate) url: String,
    /// The folder.
    pub(crate) folder: TempDir,
    // After the server: a database is dropped when nobody has it open any more.
    _place: Option<Arc<Place>>,
    /// Sign-in names and passwords, when it holds the demonstration.
    pub(crate) users: BTreeMap<String, String>,
}

impl Base {
    /// An empty database.
    pub(crate) fn fresh(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (url, place) = match engine {
            Engine::Sqlite => (format!("sqlite:{}", folder.path().join("federation.db").display()), None),
            Engine::Postgres => {
                let fresh = wait(fresh_postgres());
                (fresh.address, Some(fresh.place))
            }
        };
        Self { server: OnceLock::new(), url, folder, _place: place, users: BTreeMap::new() }
    }

    /// A database with the demonstration in it, of the test's own.
    pub(crate) fn demonstration(engine: Engine) -> Self {
        let fresh = Self::fresh(engine);
        let users = fresh.load(&[]);
        Self { users, ..fresh }
    }

    /// The loaded demonstration that reading tests share; gone when the last of them ends.
    pub(crate) fn shared(engine: Engine) -> Arc<Self> {
        static LOADED: [Mutex<Weak<Base>>; 2] = [const { Mutex::new(Weak::new()) }; 2];
        let slot = &LOADED[usize::from(engine == Engine::Postgres)];
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(base) = slot.upgrade() {
            return base;
        }
        let base = Arc::new(Self::demonstration(engine));
        *slot = Arc::downgrade(&base);
        base
    }

    /// The server of this database, started by whoever asks first, with its metrics.
    pub(crate) fn server(&self) -> &Server {
        self.server.get_or_init(|| {
            let listen = ["--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"];
            Server::of(&[&["serve", "--database-url", &self.url], listen.as_slice()].concat())
        })
    }

    /// Runs `demo --load-only` on it; gives sign-in names and passwords.
    pub(crate) fn load(&self, more: &[&str]) -> BTreeMap<String, String> {
        let folder = self.path("");
        let load = ["demo", "--load-only", "--format", "json", "--data", &folder, "--database-url", &self.url];
        let said = run(&[load.as_slice(), more].concat()).json();
        assert_eq!(said["database"], self.url.as_str(), "what it names can be opened");
        serde_json::from_value(said["users"].clone()).expect("names and passwords")
    }

    /// A path in its folder.
    pub(crate) fn path(&self, file: &str) -> String {
        self.folder.path().join(file).display().to_string()
    }

    /// Runs a subcommand upon it.
    pub(crate) fn run(&self, words: &[&str]) -> Said {
        run(&[words, &["--database-url", &self.url]].concat())
    }

    /// What `verify` counts; it must find nothing wrong.
    pub(crate) fn verifies(&self) -> String {
        let said = self.run(&["verify"]);
        assert_eq!((said.status, said.out.as_str()), (0, ""), "{said:?}");
        said.err
    }
}

/// Waits for what the tests do in their own process.
pub(crate) fn wait<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(work)
}

/// Runs a test on both engines.
#[expect(clippy::print_stderr, reason = "shown when the test fails: on which engine it did")]
pub(crate) fn on_both(test: impl Fn(Engine)) {
    for engine in Engine::ALL {
        eprintln!("{engine:?}");
        test(engine);
    }
}
