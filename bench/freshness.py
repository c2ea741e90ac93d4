#!/usr/bin/env python3
"""How fresh totals are at national size: two servers on one PostgreSQL; what one of them writes, the other one shows at the root.

Usage: bench/freshness.py DATABASE_URL [CONGDOAN] [UNITS] [ROUNDS]
       (an empty database; default: target/release/congdoan, 120000 units, 100 rounds)

The federation is synthetic (`congdoan generate`). In each round a class is recorded at a grassroots union through the first server, and the
total of the root is asked of the second until it has it, and of the first after that. Times are from before the record is sent, its commit
included, with fsync as the database has it.
"""
import json, os, re, secrets, socket, statistics, subprocess, sys, tempfile, time, urllib.request

URL = sys.argv[1]
BIN = sys.argv[2] if len(sys.argv) > 2 else "target/release/congdoan"
UNITS = sys.argv[3] if len(sys.argv) > 3 else "120000"
ROUNDS = int(sys.argv[4]) if len(sys.argv) > 4 else 100
TOP = "tong-lien-doan"


def run(*words, said=None):
    done = subprocess.run([BIN, *words, "--database-url", URL], input=said, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)}: {done.stderr.decode()}")
    return done.stdout.decode()


def serve(folder, name):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    settings = {**os.environ, "CONGDOAN_SNAPSHOT_FILE": f"{folder}/{name}.snapshot"}
    log = open(f"{folder}/{name}.log", "wb")
    child = subprocess.Popen([BIN, "serve", "--database-url", URL, "--listen", f"127.0.0.1:{port}"], stdout=log, stderr=log, env=settings)
    base = f"http://127.0.0.1:{port}"
    while True:
        try:
            if urllib.request.urlopen(base + "/readyz", timeout=2).status == 200:
                print(f"server {name}: ready after {time.perf_counter() - began:.2f} s", flush=True)
                return child, base
        except OSError:
            if child.poll() is not None:
                sys.exit(open(f"{folder}/{name}.log", encoding="utf-8").read())
            time.sleep(0.05)


def ask(base, token, method, path, body=None):
    head = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    if body is not None:
        head.update({"Content-Type": "application/json", "Idempotency-Key": secrets.token_hex(16)})
        body = json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(base + path, data=body, method=method, headers=head), timeout=60) as answer:
        return json.loads(answer.read())


def total(base, token):
    return ask(base, token, "GET", f"/api/v1/figures?unit={TOP}&indicator=training.classes&period=2026")["value"] or 0


with tempfile.TemporaryDirectory() as folder:
    run("migrate")
    run("generate", "--units", UNITS, "--months", "2", "--seed", "5")
    run("user", "add", "may-do", "--name", "Máy đo", "--unit", TOP, "--role", "specialist", said=b"mat-khau-cua-may-do\n")
    token = re.findall(r"\S{30,}", run("token", "create", "--user", "may-do", "--scope", "write"))[-1]
    (one, first), (two, second) = serve(folder, "one"), serve(folder, "two")
    try:
        children = ask(first, token, "GET", f"/api/v1/units?kind=grassroots&under={TOP}")["items"]
        codes = [unit["code"] for unit in children][:ROUNDS]
        written, elsewhere, here = [], [], []
        known = total(second, token)
        for code in (codes * ROUNDS)[:ROUNDS]:
            began = time.perf_counter()
            fields = {"topic": "An toàn lao động", "audience": "members", "attendees": 30}
            ask(first, token, "POST", "/api/v1/records/training", {"unit": code, "occurred_on": "2026-03-02", "fields": fields})
            written.append(time.perf_counter() - began)
            while (seen := total(second, token)) != known + 1:
                if time.perf_counter() - began > 10:
                    sys.exit(f"after 10 s the other server says {seen}, not {known + 1}")
            elsewhere.append(time.perf_counter() - began)
            assert total(first, token) == known + 1, "the server that wrote it"
            here.append(time.perf_counter() - began)
            known += 1
        for what, times in (("written", written), ("at the other server", elsewhere), ("at both", here)):
            times.sort()
            shown = (statistics.median(times), times[int(len(times) * 0.95)], times[-1])
            print(f"{what:<22} median {shown[0] * 1e3:7.1f} ms   p95 {shown[1] * 1e3:7.1f} ms   most {shown[2] * 1e3:7.1f} ms")
    finally:
        for child in (one, two):
            child.terminate()
            child.wait()
