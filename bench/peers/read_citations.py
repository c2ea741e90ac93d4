#!/usr/bin/env python3
"""The peer of the reader: regular expressions that find only citations, on the same text in the same run, and the ratio.

Usage: bench/peers/read_citations.py [CONGDOAN] [MEGABYTES]   (default: target/release/congdoan, 8)

The peer knows kind words, the symbols of Party, unions and State, bare numbers, a date and an issuer after `của`. It finds no
targets, figures, tasks, bodies, periods or clauses, all of which the reader finds in the time it is given here.

The last line is `ratio`: megabytes a second of congdoan over those of the peer, each the best of several runs on one core.
"""
import json, re, subprocess, sys, tempfile, time

BIN = sys.argv[1] if len(sys.argv) > 1 else "target/release/congdoan"
MEGABYTES = sys.argv[2] if len(sys.argv) > 2 else "8"

KINDS = ("Nghị quyết|Chỉ thị|Kết luận|Quyết định|Quy định|Thông báo|Nghị định|Thông tư|Kế hoạch|Chương trình hành động"
         "|Công văn|Hướng dẫn|Báo cáo|Bộ luật|Luật|Điều lệ")
SYMBOL = r"\d+[a-z]?(?:/\d{4})?\s?[-/]\s?[A-ZĐ][A-Za-zĐđƯư]*(?:[-/&][A-ZĐ][A-ZĐa-zđ0-9]*)*"
CITATION = re.compile(
    rf"(?:(?P<kind>{KINDS})\s+)?(?:số:?\s*)?(?P<symbol>{SYMBOL})"
    r"(?:,?\s+(?:ban hành\s+)?ngày\s+(?P<date>\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}))?"
    r"(?:,?\s+của\s+(?P<issuer>(?:[A-ZĐÀ-Ỹ]\w*\s?){1,10}))?"
    rf"|(?P<named>{KINDS})\s+(?:số\s+)?(?P<number>\d{{1,5}})\b"
    r"|(?P<law>Bộ luật|Luật)\s+(?P<title>[A-ZĐÀ-Ỹ]\w*(?:\s\w+){0,4}?)\s+(?:năm\s+)?(?P<year>(?:19|20)\d\d)")


def main():
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        words = [BIN, "bench", "reader", "--megabytes", MEGABYTES, "--write", file.name, "--format", "json"]
        ours = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)
        text = file.read().decode()
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        found = [match.groupdict() for match in CITATION.finditer(text)]
        best = min(best, time.perf_counter() - began)
    peers = len(text.encode()) / best / 1e6
    print(f"congdoan, all findings    {ours['megabytes_per_second']:8.1f} MB/s  {ours['findings']['citations']:8} citations")
    print(f"python re, citations only {peers:8.1f} MB/s  {len(found):8} citations")
    print(f"ratio {ours['megabytes_per_second'] / peers:.1f}")


if __name__ == "__main__":
    main()
