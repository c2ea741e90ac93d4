//! `congdoan bench reports`: whole reports sent through the API of a server in this process, by several clients at once, each with
//! a token of its own; at the end every report is asked for again and the totals above are held against what was sent.
//!
//! A whole report is one request: all lines the unit types, and the sending. Not here: what was measured and where
//! (`docs/VOLUME.md`).

mod client;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use clap::Args;
use congdoan_model::{
    Period,
    access::Scope,
    figures::{OverTree, Value},
    org::UnitKind,
};
use congdoan_service::{
    Service, UnitFilter,
    access::NewAccount,
    figures::Ask,
    generate::Size,
    pack::{CheckRule, FigureCheck},
    reports::{LineEntry, ReportLine},
};
use serde::Serialize;
use serde_json::json;
use tokio::net::TcpListener;

use self::client::Client;
use super::{Form, worked};
use crate::{
    database::{Place, open_migrated},
    output::{Failure, print},
};

/// The unit everything adds up to.
const ROOT: &str = "tong-lien-doan";
/// The form grassroots unions fill.
const FORM: &str = "1-hdcd";
/// A half year that is over.
const PERIOD: &str = "2025-12-01/2026-05-31";
/// What nobody ever types; the accounts are gone with the database.
const PASSWORD: &str = "mat-khau-do-toc-do";

/// Arguments of `bench reports`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Reports {
    /// Số báo cáo gửi đi / reports to send
    #[arg(long, default_value_t = 4_000)]
    reports: usize,
    /// Số máy gửi cùng lúc, mỗi máy một tỉnh / clients at once, each for a province
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=34))]
    clients: u16,
    /// Số công đoàn cơ sở / grassroots unions
    #[arg(long, default_value_t = 12_000)]
    units: usize,
    /// Dạng kết quả / form of the result
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
}

/// A client, and the unions it reports for.
struct Clerk {
    token: String,
    units: Vec<String>,
}

/// What was measured.
#[derive(Debug, Serialize)]
struct Measured {
    reports: usize,
    clients: u16,
    /// Lines typed in each report.
    lines: usize,
    /// Those of them that say more than 0.
    saying: usize,
    seconds: f64,
    reports_per_minute: f64,
    p50_ms: f64,
    p95_ms: f64,
    statements_per_report: f64,
    /// Processor time of this process, server and clients, in seconds; the database server's is not in it.
    worked_seconds: f64,
    durable: bool,
    /// Whether every report stands as sent, and every total at the root is the sum of what was sent.
    right: bool,
}

impl Reports {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        let service = Arc::new(open_migrated(place).await?);
        service.generate(Size { units: self.units, members: 0, months: 0, seed: 5 }, &|_| ()).await?;
        service.keep_totals().await?;
        let clerks = self.clerks(&service).await?;
        let first = clerks.iter().find_map(|clerk| clerk.units.first());
        let typed = typed(&service, first.map_or("", String::as_str)).await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let server = tokio::spawn(congdoan_web::serve(Arc::clone(&service), listener, None, async {
            // The sender being gone is the sign as well.
            let _ = stopped.await;
        }));
        let (before, work, began) = (service.store().statements(), worked(), Instant::now());
        let lines = Arc::new(typed);
        let done = Arc::new(AtomicUsize::new(0));
        let sending = clerks.into_iter().map(|clerk| {
            let (lines, done, most) = (Arc::clone(&lines), Arc::clone(&done), self.reports);
            tokio::task::spawn_blocking(move || send(address, &clerk, &lines, (&done, most)).map(|sent| (clerk, sent)))
        });
        let mut sent = Vec::new();
        for client in sending.collect::<Vec<_>>() {
            sent.push(client.await.map_err(|error| wrong(&error.to_string()))??);
        }
        let (seconds, worked_seconds) = (began.elapsed().as_secs_f64(), worked() - work);
        let statements = service.store().statements() - before;
        let asked = Arc::clone(&lines);
        let right = tokio::task::spawn_blocking(move || {
            let stand = sent.iter().map(|(clerk, sent)| stand(address, clerk, &asked, sent));
            let stand = stand.collect::<Result<Vec<bool>, Failure>>()?.into_iter().all(|stands| stands);
            Ok::<_, Failure>((stand, sent))
        });
        let (stand, sent) = right.await.map_err(|error| wrong(&error.to_string()))??;
        let sent: Vec<Sent> = sent.into_iter().flat_map(|(_, sent)| sent).collect();
        let right = stand && adds_up(&service, &lines, &sent).await?;
        let _ = stop.send(());
        server.await.map_err(|error| wrong(&error.to_string()))??;
        let durable = service.store().is_durable().await.map_err(congdoan_service::Error::from)?;
        #[expect(clippy::cast_precision_loss, reason = "rates for people to read")]
        let (count, statements) = (sent.len() as f64, statements as f64);
        self.tell(&Measured {
            reports: sent.len(),
            clients: self.clients,
            lines: lines.len(),
            saying: lines.iter().filter(|line| line.says).count(),
            seconds,
            reports_per_minute: count / seconds * 60.0,
            p50_ms: at(&sent, 50),
            p95_ms: at(&sent, 95),
            statements_per_report: statements / count,
            worked_seconds,
            durable,
            right,
        })
    }

    /// A specialist with a token at each of as many provinces as there are clients, with the unions below.
    async fn clerks(&self, service: &Service) -> Result<Vec<Clerk>, Failure> {
        let system = service.system();
        let (_, below) = service.children(&system, ROOT).await?;
        let provinces = below.into_iter().map(|child| child.unit).filter(|unit| unit.kind == UnitKind::Province);
        let mut clerks = Vec::new();
        for province in provinces.take(usize::from(self.clients)) {
            let code = province.code.as_str();
            let mandates = [(code, "specialist", "bench")];
            let login = format!("bench-{code}");
            service
                .add_account(&NewAccount { name: &login, login: &login, password: PASSWORD, mandates: &mandates })
                .await?;
            let token = service.add_token(&login, Scope::Write).await?;
            let filter = UnitFilter { kind: Some(UnitKind::Grassroots), name: "", after: "", limit: i64::MAX };
            let units = service.units_below(&system, code, &filter).await?;
            let open = units.into_iter().filter(|unit| unit.opened_on.to_string().as_str() < "2025-12-01");
            clerks.push(Clerk { token, units: open.map(|unit| unit.code.to_string()).collect() });
        }
        Ok(clerks)
    }

    fn tell(&self, measured: &Measured) -> Result<(), Failure> {
        if self.format == Form::Json {
            print(&serde_json::to_string(measured)?)?;
        } else {
            let Measured { reports, clients, lines, seconds, reports_per_minute, p50_ms, p95_ms, .. } = measured;
            print(&format!(
                "{reports} báo cáo/reports, {lines} dòng/lines, {clients} máy/clients: {seconds:.1} s, \
                 {reports_per_minute:.0}/phút/minute, p50 {p50_ms:.0} ms, p95 {p95_ms:.0} ms, \
                 {:.0} câu SQL/statements, đúng/right: {}",
                measured.statements_per_report, measured.right
            ))?;
        }
        if measured.right { Ok(()) } else { Err(wrong("a report or a total is not what was sent")) }
    }
}

/// A line of the form that a union types.
#[derive(Clone, Debug)]
struct TypedLine {
    number: String,
    indicator: String,
    /// Whether it says the report's number; 0 otherwise.
    says: bool,
    /// Whether units above show the sum of what is said.
    adds: bool,
}

impl TypedLine {
    /// What it says in a report of some number.
    fn value(&self, number: i64) -> i64 {
        if self.says { number } else { 0 }
    }
}

/// A report that was sent: the union, what each of its lines says, and how long it took.
struct Sent {
    unit: String,
    value: i64,
    took: Duration,
}

/// Sends reports, one after another, until all clients together have sent enough.
fn send(
    address: std::net::SocketAddr,
    clerk: &Clerk,
    typed: &[TypedLine],
    (done, most): (&AtomicUsize, usize),
) -> Result<Vec<Sent>, Failure> {
    let mut client = Client::open(address, &clerk.token)?;
    let mut sent = Vec::new();
    for (value, unit) in (1_i64..).zip(&clerk.units) {
        if done.fetch_add(1, Ordering::Relaxed) >= most {
            break;
        }
        let line = |line: &TypedLine| json!({ "number": line.number, "value": line.value(value) });
        let lines: Vec<_> = typed.iter().map(line).collect();
        let body = json!({ "unit": unit, "form": FORM, "period": PERIOD, "lines": lines, "send": true });
        let began = Instant::now();
        let (status, said) = client.post("/api/v1/reports/lines", &format!("bench-{unit}"), &body)?;
        if status != 200 {
            return Err(wrong(&format!("{unit}: {status} {said}")));
        }
        sent.push(Sent { unit: unit.clone(), value, took: began.elapsed() });
    }
    Ok(sent)
}

/// Whether every report stands as it was sent.
fn stand(address: std::net::SocketAddr, clerk: &Clerk, typed: &[TypedLine], sent: &[Sent]) -> Result<bool, Failure> {
    let mut client = Client::open(address, &clerk.token)?;
    for one in sent {
        let path = format!("/api/v1/reports?unit={}&form={FORM}&period={PERIOD}", one.unit);
        let (status, said) = client.get(&path)?;
        let at = |pointer: &str| said.pointer(pointer);
        let says = |typed: &TypedLine| {
            let mut lines = at("/lines").and_then(serde_json::Value::as_array).into_iter().flatten();
            lines.any(|line| {
                line.get("number").is_some_and(|number| number == typed.number.as_str())
                    && line.get("value").is_some_and(|value| *value == typed.value(one.value))
            })
        };
        let is_sent = at("/standing/state").is_some_and(|state| state == "sent")
            && at("/standing/sendings").is_some_and(|count| *count == 1)
            && at("/standing/since").is_some_and(|since| *since == json!([]));
        if status != 200 || !is_sent || !typed.iter().all(says) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The lines of the form a union types.
async fn typed(service: &Service, unit: &str) -> Result<Vec<TypedLine>, Failure> {
    let report = service.report(&service.system(), unit, FORM, PERIOD.parse()?).await?;
    let typed = report.lines().filter(|line| service.entry_of(&report.unit, line, false) == LineEntry::Declared);
    let pack = service.pack();
    let adds = |id: &str| pack.indicator(id).is_some_and(|indicator| indicator.tree == OverTree::Sum);
    let line = |line: &ReportLine| TypedLine {
        number: line.line.number.clone(),
        indicator: line.line.indicator.clone(),
        says: true,
        adds: adds(&line.line.indicator),
    };
    let mut lines: Vec<TypedLine> = typed.map(line).collect();
    fit(&mut lines, pack.checks_of(report.unit.kind));
    Ok(lines)
}

/// Leaves out numbers until parts fit into their wholes: every line says the same number or 0, so of parts that share nothing one
/// can speak, and none where the whole says 0.
fn fit<'a>(lines: &mut [TypedLine], checks: impl Iterator<Item = &'a FigureCheck>) {
    let checks: Vec<&FigureCheck> = checks.collect();
    for _ in 0..lines.len() {
        let before = lines.iter().filter(|line| line.says).count();
        for check in &checks {
            let (parts, whole) = match &check.rule {
                CheckRule::PartOf { part, whole } => (std::slice::from_ref(part), whole),
                CheckRule::PartsWithin { parts, whole } | CheckRule::SumOf { parts, whole, .. } => {
                    (parts.as_slice(), whole)
                }
                _ => continue,
            };
            let room = lines.iter().find(|line| line.indicator == *whole).is_none_or(|line| line.says);
            let speaking = lines.iter_mut().filter(|line| line.says && parts.contains(&line.indicator));
            let spoke = speaking.skip(usize::from(room)).map(|line| line.says = false).count();
            let all_here = parts.iter().all(|part| lines.iter().any(|line| line.indicator == *part));
            let none_says = !lines.iter().any(|line| line.says && parts.contains(&line.indicator));
            if matches!(check.rule, CheckRule::SumOf { .. }) && all_here && none_says && spoke == 0 {
                lines.iter_mut().filter(|line| line.indicator == *whole).for_each(|line| line.says = false);
            }
        }
        if lines.iter().filter(|line| line.says).count() == before {
            return;
        }
    }
}

/// Whether the root shows of every line that adds up the sum of what was sent.
async fn adds_up(service: &Service, typed: &[TypedLine], sent: &[Sent]) -> Result<bool, Failure> {
    let (system, period) = (service.system(), PERIOD.parse::<Period>()?);
    let sum: i64 = sent.iter().map(|one| one.value).sum();
    for line in typed.iter().filter(|line| line.adds) {
        let answer = service.figure(&system, &Ask::new(ROOT, &line.indicator, period)).await?;
        if answer.value.and_then(Value::whole) != Some(line.value(sum)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The time under which a share of the requests stayed, in milliseconds.
fn at(sent: &[Sent], hundredth: usize) -> f64 {
    let mut times: Vec<Duration> = sent.iter().map(|one| one.took).collect();
    times.sort_unstable();
    times.get(times.len().saturating_sub(1) * hundredth / 100).map_or(0.0, Duration::as_secs_f64) * 1000.0
}

fn wrong(what: &str) -> Failure {
    Failure::refused("Phép đo không cho kết quả đúng", what)
}
