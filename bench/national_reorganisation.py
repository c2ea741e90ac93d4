#!/usr/bin/env python3
"""A national reorganisation, timed: 61,293 of 124,762 grassroots unions ended in one plan, as in 2025, and undone again.

Usage: bench/national_reorganisation.py [CONGDOAN] [DATABASE_URL]   (default: target/release/congdoan, a fresh SQLite file)

The federation is synthetic (`congdoan generate`): 124,762 grassroots unions, 500,000 members. A PostgreSQL address must name
an empty database. Each line is one whole process: what it did, seconds, and the most memory it held.
"""
import json, os, subprocess, sys, tempfile, time

BIN = sys.argv[1] if len(sys.argv) > 1 else "target/release/congdoan"
PLAN = """[reorganisation]
title = "Sắp xếp tổ chức công đoàn cả nước"
decision = "01/QĐ-TLĐ"
effective_on = 2025-07-01
unit = "tong-lien-doan"
[[step]]
do = "end"
below = "tong-lien-doan"
kind = "grassroots"
form = "state"
"""


def run(what, url, *words):
    began = time.perf_counter()
    child = subprocess.Popen([BIN, *words, "--database-url", url], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    out = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{what}: {' '.join(words)} failed")
    print(f"{what:<10} {time.perf_counter() - began:7.2f} s  {usage.ru_maxrss / 1024:6.0f} MB", flush=True)
    return out


with tempfile.TemporaryDirectory() as folder:
    url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:{folder}/national.db"
    plan = os.path.join(folder, "plan.toml")
    with open(plan, "w", encoding="utf-8") as file:
        file.write(PLAN)
    subprocess.run([BIN, "migrate", "--database-url", url], check=True, stderr=subprocess.DEVNULL)
    run("generate", url, "generate", "--units", "124762", "--members", "500000", "--months", "1", "--seed", "5")
    preview = json.loads(run("preview", url, "reorganise", plan, "--dry-run", "--format", "json"))
    applied = json.loads(run("apply", url, "reorganise", plan, "--format", "json"))
    run("undo", url, "reorganise", "undo", applied["id"])
    assert preview["ended"] == applied["ended"] == {"grassroots": 61293}, (preview["ended"], applied["ended"])
    print(f"ended {applied['ended']}, members {applied['members']}, links ended {applied['links_ended']}")
