#!/usr/bin/env python3
"""The root's page of figures beside the same table served by Flask and by Django over SQLite, in one run.

Usage: bench/peers/pages.py DATABASE_URL LOGIN PASSWORD [CONGDOAN] [UNIT] [PERIOD]
       (a federation with figures; default: target/release/congdoan, tong-lien-doan, 2026)

Needs `wrk`, flask, django and gunicorn. The page is fetched once and taken apart; the peers get its numbers as a roll-up table (one row a
cell, indexed) and write a page of as many cells, each with an address, that is as long to a tenth. They read no session and ask no rights,
which the page does. Each is asked by four connections for eight seconds, two workers each, the load beside it on the same machine.
"""
import http.cookiejar, os, re, socket, sqlite3, subprocess, sys, tempfile, time, urllib.parse, urllib.request

URL, LOGIN, PASSWORD = sys.argv[1:4]
BIN = sys.argv[4] if len(sys.argv) > 4 else "target/release/congdoan"
UNIT = sys.argv[5] if len(sys.argv) > 5 else "tong-lien-doan"
PERIOD = sys.argv[6] if len(sys.argv) > 6 else "2026"
CONNECTIONS, SECONDS = 4, 8

ROW = '<tr><th>{{ row.0 }}</th>{% for cell in row.1 %}<td><a class="figure PAD" href="/figures/open?unit={{ cell.0 }}&amp;indicator={{ row.0 }}&amp;period=P">{{ cell.1 }}</a></td>{% endfor %}</tr>'
TEMPLATE = "<!doctype html><table>{% for row in rows %}" + ROW + "{% endfor %}</table>"
READ = """
def rows(base):
    lines, last = [], None
    for indicator, unit, value in base.execute("SELECT indicator, unit, value FROM total WHERE period = 'P' ORDER BY line, place"):
        if indicator != last:
            lines.append((indicator, []))
            last = indicator
        lines[-1][1].append((unit, f"{value:,}".replace(",", ".") if value is not None else "—"))
    return lines
"""
FLASK = "import sqlite3\nfrom flask import Flask, g\nfrom jinja2 import Environment\n" + READ + """
app = Flask(__name__)
page = Environment(autoescape=True).from_string(TEMPLATE.replace("row.0", "row[0]").replace("row.1", "row[1]").replace("cell.0", "cell[0]").replace("cell.1", "cell[1]"))
base = sqlite3.connect(BASE, check_same_thread=False)
@app.get("/")
def table():
    return page.render(rows=rows(base))
"""
DJANGO = "import sqlite3, django\nfrom django.conf import settings\nfrom django.http import HttpResponse\nfrom django.urls import path\n" + READ + """
settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="x", TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}])
django.setup()
from django.core.wsgi import get_wsgi_application
from django.template import engines
page = engines["django"].from_string(TEMPLATE)
base = sqlite3.connect(BASE, check_same_thread=False)
def table(request):
    return HttpResponse(page.render({"rows": rows(base)}))
urlpatterns = [path("", table)]
app = get_wsgi_application()
"""


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answers(address):
    for _ in range(1200):
        try:
            return urllib.request.urlopen(address, timeout=30).read()
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{address} does not answer")


def load(name, address, headers=()):
    words = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", "30s", "--latency", *[part for head in headers for part in ("-H", head)], address]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        sys.exit(f"{name}: not every answer was a page\n{said}")
    scale = {"us": 1e-3, "ms": 1, "s": 1e3}
    took = {at: float(number) * scale[unit] for at, number, unit in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", said)}
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    return rate, took["50"], took["99"]


with tempfile.TemporaryDirectory() as folder:
    port = free_port()
    log = open(f"{folder}/log", "wb")
    server = subprocess.Popen([BIN, "serve", "--database-url", URL, "--listen", f"127.0.0.1:{port}"], stdout=log, stderr=log, env={**os.environ, "CONGDOAN_SNAPSHOT_FILE": "off"})
    children = [server]
    try:
        base = f"http://127.0.0.1:{port}"
        answers(base + "/readyz")
        jar = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        csrf = re.findall(r'name="csrf" value="([^"]*)"', browser.open(base + "/sign-in").read().decode())[-1]
        form = {"csrf": csrf, "name": LOGIN, "password": PASSWORD, "next": ""}
        browser.open(base + "/sign-in", urllib.parse.urlencode(form).encode()).read()
        address = f"{base}/figures?unit={UNIT}&period={PERIOD}"
        began = time.perf_counter()
        html = browser.open(address).read().decode()
        print(f"first drawn in {(time.perf_counter() - began) * 1e3:.0f} ms", flush=True)
        cells = re.findall(r'<a class="figure[^"]*"[^>]*href="/figures/open\?unit=([^&]*)&#38;indicator=([^&]*)&#38;[^"]*">([^<]*)</a>', html)
        print(f"{len(cells)} numbers that open, {len(html.encode()):,} bytes")
        kept = sqlite3.connect(f"{folder}/peers.sqlite3")
        kept.execute("CREATE TABLE total (period TEXT, line INTEGER, place INTEGER, indicator TEXT, unit TEXT, value INTEGER, PRIMARY KEY (period, line, place)) WITHOUT ROWID")
        lines = {}
        for unit, indicator, text in cells:
            digits = re.sub(r"\D", "", text)
            row = lines.setdefault(indicator, [len(lines), 0])
            row[1] += 1
            kept.execute("INSERT INTO total VALUES ('P', ?, ?, ?, ?, ?)", (row[0], row[1], indicator, unit, int(digits) if digits else None))
        kept.commit()
        cookie = "Cookie: " + "; ".join(f"{one.name}={one.value}" for one in jar)
        results = [("congdoan", *load("congdoan", address, [cookie]))]
        server.terminate()
        server.wait()
        for name, source in (("Flask", FLASK), ("Django", DJANGO)):
            pad = "x" * max(0, len(html.encode()) // max(len(cells), 1) - 115)
            with open(f"{folder}/{name.lower()}_page.py", "w") as out:
                out.write(f"BASE = {folder + '/peers.sqlite3'!r}\nTEMPLATE = {TEMPLATE.replace('PAD', pad)!r}\n" + source)
            port = free_port()
            peer = subprocess.Popen([sys.executable, "-m", "gunicorn", "-w2", "-b", f"127.0.0.1:{port}", f"{name.lower()}_page:app"], cwd=folder, stdout=log, stderr=log)
            children.append(peer)
            size = len(answers(f"http://127.0.0.1:{port}/"))
            print(f"{name}: {size:,} bytes")
            results.append((name, *load(name, f"http://127.0.0.1:{port}/")))
            peer.terminate()
            peer.wait()
        ours = results[0][1]
        for name, rate, median, late in results:
            print(f"{name:<10} {rate:8.1f} requests/s   median {median:8.1f} ms   99 of 100 within {late:8.1f} ms   × {ours / rate:.1f}")
    finally:
        for child in children:
            child.poll() is None and child.kill()
