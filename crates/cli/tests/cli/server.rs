//! A server of the binary, and a client of its API.
//!
//! Not here: subcommands that end by themselves (`program`).

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::program::congdoan;

/// How long anything is waited for before the test fails; far more than it takes.
const PATIENCE: Duration = Duration::from_secs(40);

/// A running server; killed when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// Where it answers: `http://127.0.0.1:…`.
    pub(crate) base: String,
    /// Where its metrics are, when asked for.
    pub(crate) metrics: Option<String>,
    /// What it says after that.
    told: Mutex<mpsc::Receiver<String>>,
}

impl Server {
    /// Serves a database on a port the system chooses, and waits until it is ready.
    pub(crate) fn start(url: &str) -> Self {
        Self::of(&["serve", "--database-url", url, "--listen", "127.0.0.1:0"])
    }

    /// Runs a subcommand that serves, and waits until it is ready.
    pub(crate) fn of(words: &[&str]) -> Self {
        Self::with(words, &[])
    }

    /// The same with variables set.
    pub(crate) fn with(words: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = congdoan();
        command.envs(variables.iter().copied());
        command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the server starts");
        let lines = BufReader::new(child.stderr.take().expect("its words")).lines();
        let (tell, told) = mpsc::channel();
        // Read to the end, so that the server never waits for a reader of its log.
        thread::spawn(move || lines.map_while(Result::ok).for_each(|line| drop(tell.send(line))));
        let (mut said, mut metrics) = (Vec::new(), None);
        let base = loop {
            let Ok(line) = told.recv_timeout(PATIENCE) else { panic!("{words:?} does not serve: {said:#?}") };
            let address = line.find("http://").and_then(|start| line.get(start..)).map(|rest| rest.trim().to_owned());
            match address {
                Some(address) if address.ends_with("/metrics") => metrics = Some(address),
                Some(address) => break address,
                None => said.push(line),
            }
        };
        let server = Self { child, base, metrics, told: Mutex::new(told) };
        let ready = soon(|| Client::of(&server, None).try_get("/readyz").is_ok_and(|reply| reply.status == 200));
        assert!(ready, "the server does not become ready");
        server
    }

    /// Tells it to end, waits until it has, and gives what it said meanwhile.
    pub(crate) fn end(mut self) -> String {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("it is told").success() && self.child.wait().expect("it ends").success());
        let lines = self.told.get_mut().expect("its words").iter();
        lines.collect::<Vec<_>>().join("\n")
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The status.
    pub(crate) status: u16,
    /// The headers.
    pub(crate) headers: ureq::http::HeaderMap,
    /// The body as it came.
    pub(crate) text: String,
    /// The body as JSON, null when it is none.
    pub(crate) body: Value,
}

/// Somebody who calls the API.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    agent: ureq::Agent,
    base: String,
    token: Option<String>,
}

impl Client {
    /// A caller with a token, or signed out.
    pub(crate) fn of(server: &Server, token: Option<&str>) -> Self {
        Self::at(&server.base, token)
    }

    /// A caller of an address.
    pub(crate) fn at(base: &str, token: Option<&str>) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(15)));
        Self { agent: config.build().into(), base: base.to_owned(), token: token.map(str::to_owned) }
    }

    /// `GET`, or why there was no answer.
    pub(crate) fn try_get(&self, path: &str) -> Result<Reply, ureq::Error> {
        let request = self.agent.get(format!("{}{path}", self.base));
        let request = match &self.token {
            Some(token) => request.header("Authorization", format!("Bearer {token}")),
            None => request,
        };
        reply(request.call()?)
    }

    /// `POST` of JSON, or why there was no answer.
    pub(crate) fn try_post(&self, path: &str, key: Option<&str>, body: &Value) -> Result<Reply, ureq::Error> {
        let mut request = self.agent.post(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        reply(request.send_json(body)?)
    }

    /// `GET`.
    pub(crate) fn get(&self, path: &str) -> Reply {
        self.try_get(path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// `POST`.
    pub(crate) fn post(&self, path: &str, key: Option<&str>, body: &Value) -> Reply {
        self.try_post(path, key, body).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// One figure.
    pub(crate) fn figure(&self, (unit, indicator, period): (&str, &str, &str), more: &str) -> Value {
        let reply = self.get(&format!("/api/v1/figures?unit={unit}&indicator={indicator}&period={period}{more}"));
        assert_eq!(reply.status, 200, "{unit} {indicator} {period}: {reply:?}");
        reply.body
    }

    /// Records of a register, page after page.
    pub(crate) fn records(&self, register: &str, unit: &str, period: &str) -> Vec<Value> {
        let (mut items, mut after) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v1/records/{register}?unit={unit}&period={period}{after}");
            let page = self.get(&path);
            assert_eq!(page.status, 200, "{page:?}");
            items.extend(page.body["items"].as_array().expect("items").iter().cloned());
            match page.body["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return items,
            }
        }
    }
}

fn reply(mut response: ureq::http::Response<ureq::Body>) -> Result<Reply, ureq::Error> {
    let text = response.body_mut().read_to_string()?;
    let body = serde_json::from_str(&text).unwrap_or_default();
    Ok(Reply { status: response.status().as_u16(), headers: response.headers().clone(), text, body })
}

/// Waits until something holds; false when it does not in all that time.
pub(crate) fn soon(holds: impl FnMut() -> bool) -> bool {
    within(PATIENCE, holds)
}

/// Waits until something holds, so long at most.
pub(crate) fn within(longest: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let began = Instant::now();
    loop {
        if holds() {
            return true;
        }
        if began.elapsed() > longest {
            return false;
        }
        thread::sleep(Duration::from_millis(40));
    }
}
