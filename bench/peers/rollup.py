#!/usr/bin/env python3
"""The peers of `congdoan bench rollup`: DuckDB, Polars, SQLite and PostgreSQL asked the same questions about the same data in
the same run.

Usage: bench/peers/rollup.py [CONGDOAN] [--units 12000] [--seed 5] [--only duckdb,polars,sqlite] [--postgres URL]
(default: target/release/congdoan)

Needs numpy, duckdb and polars; for PostgreSQL also psycopg and the URL of an empty database (fsync on; what is tuned is set
here). SQLite takes minutes for some base questions from a tenth of national size on; Polars has no roll-up table and no
transactions, so it answers from base rows alone.
The federation is made up by the same arithmetic as in `crates/cli/src/bench/rollup/federation.rs`, so nothing is handed over:
equal checksums mean equal answers to equal data. Each peer answers from its base rows and, as a second contender, from a
roll-up table built beforehand and kept right by every change. Both are given more than they would have in the wild: each
row of a stock knows the month it holds until, and a closure table knows every unit above.

A line for each question: milliseconds of each contender (median of up to five), then how many times the engine's time.
`=` behind a time: the answer equals the engine's; `!`: it does not, and the program ends with 1.
"""
import argparse, json, os, sqlite3, statistics, subprocess, sys, tempfile, time
import numpy as np

GROUPS, INDUSTRIES, WIDEST, MONTHS, MOVING = 54, 20, 40, 12, 6
U, NOTHING = np.uint64, -(1 << 63)


def mix(seed, one, two, three):
    with np.errstate(over="ignore"):
        x = U(seed) ^ (np.asarray(one, U) * U(0x9E3779B97F4A7C15)) ^ (np.asarray(two, U) * U(0xBF58476D1CE4E5B9))
        x = x ^ (np.asarray(three, U) * U(0x94D049BB133111EB))
        x = (x ^ (x >> U(30))) * U(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> U(27))) * U(0x94D049BB133111EB)
        return x ^ (x >> U(31))


def checksum(numbers):
    total = 0xCBF29CE484222325
    for number in numbers:
        total = ((total ^ (number & (1 << 64) - 1)) * 0x100000001B3) & (1 << 64) - 1
    return total >> 12


def share(above, below, scale):
    """A quotient in hundredths, rounded half away from zero; nothing here is negative."""
    return NOTHING if above == NOTHING or not below else (above * scale * 200 + below) // (2 * below)


class Federation:
    def __init__(self, units, seed, indicators=150):
        self.units, self.seed, self.columns = units, seed, indicators
        self.uppers = max(units * 1300 // 120_000, WIDEST + GROUPS)
        self.first = 1 + GROUPS + self.uppers
        uppers = [1 if at < WIDEST else 2 + at % (GROUPS - 1) for at in range(self.uppers)]
        self.managers = [0] * (1 + GROUPS) + uppers + [1 + GROUPS + at * self.uppers // units for at in range(units)]
        self.industry = {}
        for at in range(units):
            unit, industry = self.first + at, 1 + GROUPS - INDUSTRIES + at % INDUSTRIES
            if at * 11_795 // 120_000 != (at + 1) * 11_795 // 120_000 and self.managers[self.managers[unit]] != industry:
                self.industry[unit] = industry
        made = indicators * 2 // 15
        self.stocks, self.means = indicators * 4 // 15, made // 4
        self.made, self.flows = made, indicators - made - self.stocks
        self.numbers = np.arange(self.first, self.first + units, dtype=np.int64)
        self.forms = (mix(seed, self.numbers, 1, 77) % U(4)).astype(np.int64)

    def stock(self, column="col"):
        return (f"({column} BETWEEN {self.flows} AND {self.flows + self.stocks - 1}"
                f" OR {column} BETWEEN {self.columns - self.means} AND {self.columns - 1})")

    def above(self, unit, manager=None):
        manager = manager or self.managers[unit]
        above = [manager, self.managers[manager], 0]
        industry = self.industry.get(unit)
        return above + ([industry] if industry and industry not in above else [])

    def figures(self):
        """Unit, month, the month a stock holds until, column, value: in the order of columns, then units and months."""
        for column in range(self.columns):
            unit, month = np.meshgrid(self.numbers, np.arange(MONTHS), indexing="ij")
            random = mix(self.seed, unit, column, month)
            value = ((random >> U(16)) % U(2_000_000_000 if column % 10 == 9 else 1_000)).astype(np.int64)
            there = random % U(10) < U(6)
            until = month + 1
            if self.flows <= column < self.flows + self.stocks or column >= self.columns - self.means:
                upcoming = np.where(there, month, MONTHS)
                upcoming = np.minimum.accumulate(upcoming[:, ::-1], axis=1)[:, ::-1]
                until = np.concatenate([upcoming[:, 1:], np.full((len(upcoming), 1), MONTHS)], axis=1)
            yield [unit[there], month[there], until[there], np.full(there.sum(), column), value[there]]

    def members(self):
        counts = (self.numbers - self.first + 1) * 11_000 // 120 - (self.numbers - self.first) * 11_000 // 120
        unit = np.repeat(self.numbers, counts)
        number = np.arange(len(unit)) - np.repeat(np.cumsum(counts) - counts, counts)
        random = mix(self.seed, unit, number, 999_983)
        joined = (random % U(9_400)).astype(np.int64)
        left = joined + 1 + ((random >> U(24)) % U(2_000)).astype(np.int64)
        left = np.where((random >> U(20)) % U(6) == 0, left, 1 << 30)
        sex = np.array([0, 1, 0, 1, 2])[((random >> U(40)) % U(5)).astype(np.int64)]
        born = np.where(random >> U(50) != 0, 1960 + ((random >> U(44)) % U(48)).astype(np.int64), 0)
        return [unit, joined, left, sex, born]

    def sent(self, times):
        random = mix(times, np.arange(self.columns), 17, 4)
        return [(c, int(r >> U(50))) for c, r in enumerate(random) if r % U(10) < U(6)]

    def cells(self, nodes, rows):
        """What a table shows, from sums by node and column."""
        sums = {(node, column): int(value) for node, column, value in rows}
        numerators = self.made - self.means
        for node in nodes:
            one = lambda column: sums.get((node, column), NOTHING)
            yield from (one(column) for column in range(self.columns - self.made))
            for at in range(numerators):
                yield share(one(self.flows + self.stocks + at), sums.get((node, at % self.flows), 0), 100)
            for at in range(self.means):
                yield share(one(self.columns - self.means + at), sums.get((node, self.flows + at % self.stocks), 0), 1)


class Duck:
    name = "duckdb"

    def __init__(self):
        import duckdb
        self.db, self.version = duckdb.connect(), duckdb.__version__

    def run(self, sql):
        self.db.execute(sql)

    def rows(self, sql):
        return self.db.execute(sql).fetchall()

    def fill(self, table, columns):
        names = [f"c{at}" for at in range(len(columns))]
        self.db.register("coming", dict(zip(names, columns)))
        self.db.execute(f"INSERT INTO {table} SELECT * FROM coming")
        self.db.unregister("coming")

    def tune(self):
        pass


class Lite:
    name, version = "sqlite", sqlite3.sqlite_version

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.db = sqlite3.connect(os.path.join(self.folder.name, "peer.sqlite"), isolation_level=None)
        for setting in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -1000000", "temp_store = MEMORY",
                        "mmap_size = 8000000000"):
            self.run(f"PRAGMA {setting}")

    def run(self, sql):
        self.db.execute(sql)

    def rows(self, sql):
        return self.db.execute(sql).fetchall()

    def fill(self, table, columns):
        places = ", ".join("?" for _ in columns)
        self.run("BEGIN")
        self.db.executemany(f"INSERT INTO {table} VALUES ({places})", zip(*(np.asarray(one).tolist() for one in columns)))
        self.run("COMMIT")

    def tune(self):
        self.run("CREATE INDEX figure_column ON figure (col, month, unit, until, value)")
        self.run("CREATE INDEX figure_unit ON figure (unit, month)")
        self.run("CREATE INDEX closure_unit ON closure (unit, ancestor, since, till)")
        self.run("CREATE INDEX closure_ancestor ON closure (ancestor, unit, since, till)")
        self.run("ANALYZE")


class Postgres:
    name = "postgres"

    def __init__(self, url):
        import psycopg
        self.db = psycopg.connect(url, autocommit=True)
        self.version = self.rows("SHOW server_version")[0][0].split()[0]
        for setting in ("work_mem = '512MB'", "maintenance_work_mem = '1GB'", "max_parallel_workers_per_gather = 2",
                        "jit = off", "random_page_cost = 1.1", "effective_cache_size = '12GB'"):
            self.run(f"SET {setting}")

    def run(self, sql):
        self.db.execute(sql)

    def rows(self, sql):
        return self.db.execute(sql).fetchall()

    def fill(self, table, columns):
        """By COPY in its binary form: how many columns, then of each its length and its bytes, the highest first."""
        lengths = self.rows(f"SELECT attlen FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 ORDER BY attnum")
        row = [("columns", ">i2")]
        for at, (length,) in enumerate(lengths):
            row += [(f"length{at}", ">i4"), (f"value{at}", f">i{length}")]
        rows = np.empty(len(columns[0]), row)
        rows["columns"] = len(columns)
        for at, (length,) in enumerate(lengths):
            rows[f"length{at}"], rows[f"value{at}"] = length, columns[at]
        with self.db.cursor().copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
            copy.write(rows.tobytes())
            copy.write(b"\xff\xff")

    def tune(self):
        self.run("CREATE INDEX ON figure (col, month, unit) INCLUDE (until, value)")
        self.run("CREATE INDEX ON figure (unit, month)")
        self.run("CREATE INDEX ON closure (unit, ancestor) INCLUDE (since, till)")
        self.run("CREATE INDEX ON closure (ancestor, unit) INCLUDE (since, till)")
        for table in ("figure", "closure", "unit", "member"):
            self.run(f"VACUUM (ANALYZE) {table}")


SCHEMA = """
CREATE TABLE unit (number bigint, form int, grp bigint);
CREATE TABLE closure (unit bigint, ancestor bigint, since int, till int);
CREATE TABLE figure (unit bigint, month int, until int, col int, value bigint);
CREATE TABLE member (unit bigint, joined int, gone int, sex int, born int);
CREATE TABLE months (m int);
CREATE TABLE agg (ancestor bigint, month int, col int, value bigint, PRIMARY KEY (ancestor, month, col));
"""


class Contender:
    """One engine with the data in it, asked from base rows or from its roll-up table."""

    def __init__(self, engine, federation):
        self.e, self.f = engine, federation
        for statement in filter(str.strip, SCHEMA.split(";")):
            engine.run(statement)
        began = time.perf_counter()
        groups = np.array([federation.managers[federation.managers[unit]] for unit in federation.numbers])
        engine.fill("unit", [federation.numbers, federation.forms, groups])
        pairs = np.array([(unit, above) for unit in federation.numbers for above in federation.above(int(unit))])
        engine.fill("closure", [pairs[:, 0], pairs[:, 1], np.zeros(len(pairs), int), np.full(len(pairs), MONTHS)])
        for columns in federation.figures():
            engine.fill("figure", columns)
        engine.fill("member", federation.members())
        engine.fill("months", [np.arange(MONTHS)])
        engine.tune()
        self.load, began = time.perf_counter() - began, time.perf_counter()
        engine.run("INSERT INTO agg SELECT c.ancestor, m.m, f.col, sum(f.value) FROM figure f"
                   " JOIN months m ON m.m >= f.month AND m.m < f.until"
                   " JOIN closure c ON c.unit = f.unit AND m.m >= c.since AND m.m < c.till GROUP BY 1, 2, 3")
        if engine.name == "postgres":
            engine.run("VACUUM (ANALYZE) agg")
        self.build = time.perf_counter() - began

    def table(self, nodes, last=MONTHS - 1, rolled=False):
        stock, names = self.f.stock(), ", ".join(map(str, nodes))
        if rolled:
            return (f"SELECT ancestor, col, sum(value) FROM agg WHERE ancestor IN ({names})"
                    f" AND (month = {last} OR month < {last} AND NOT {stock}) GROUP BY 1, 2")
        tree = f"CASE WHEN {stock} THEN {last} ELSE month END"
        return (f"SELECT c.ancestor, f.col, sum(f.value) FROM figure f JOIN closure c ON c.unit = f.unit"
                f" AND {tree} >= c.since AND {tree} < c.till WHERE c.ancestor IN ({names})"
                f" AND month <= {last} AND (until > {last} OR NOT {stock}) GROUP BY 1, 2")

    def q1(self, nodes, rolled):
        return lambda: self.e.rows(self.table(nodes, rolled=rolled)), lambda rows: self.f.cells(nodes, rows)

    def q2(self, rolled):
        sql = (f"SELECT ancestor, month, value FROM agg WHERE col = 0 AND ancestor BETWEEN 1 AND {GROUPS}" if rolled else
               "SELECT c.ancestor, f.month, sum(f.value) FROM figure f JOIN closure c ON c.unit = f.unit AND f.month >= c.since"
               f" AND f.month < c.till WHERE f.col = 0 AND c.ancestor BETWEEN 1 AND {GROUPS} GROUP BY 1, 2")
        targets = mix(3, np.arange(GROUPS * MONTHS), 0, 0) % U(900_000)

        def numbers(rows):
            known = {(int(a), int(m)): int(v) for a, m, v in rows}
            for at in range(GROUPS * MONTHS):
                value = known.get((at // MONTHS + 1, at % MONTHS), NOTHING)
                yield from (value, share(value, int(targets[at]), 100))
        return lambda: self.e.rows(sql), numbers

    def q3(self):
        sql = ("SELECT c.ancestor, m.m, count(*), count(r.unit) FROM closure c JOIN months m ON m.m >= c.since AND m.m < c.till"
               " LEFT JOIN (SELECT DISTINCT unit, month FROM figure) r ON r.unit = c.unit AND r.month = m.m"
               f" WHERE c.ancestor BETWEEN 1 AND {GROUPS} GROUP BY 1, 2 ORDER BY 1, 2")

        def numbers(rows):
            known = {(int(a), int(m)): (int(e), int(r)) for a, m, e, r in rows}
            for at in range(GROUPS * MONTHS):
                yield from known.get((at // MONTHS + 1, at % MONTHS), (0, 0))
        return lambda: self.e.rows(sql), numbers

    def q4(self):
        sql = ("WITH s AS (SELECT u.grp, u.number, coalesce(sum(f.value * (3 + f.col)), 0) AS score FROM unit u LEFT JOIN figure f"
               " ON f.unit = u.number AND f.col < 8 GROUP BY 1, 2), r AS (SELECT *, count(*) OVER (PARTITION BY grp) AS n,"
               " row_number() OVER (PARTITION BY grp ORDER BY score DESC, number) AS p,"
               " row_number() OVER (PARTITION BY grp ORDER BY score, number DESC) AS q FROM s)"
               " SELECT grp, number, score, n, p, q FROM r WHERE p <= 20 OR q <= 20")

        def numbers(rows):
            rows = [tuple(map(int, row)) for row in rows]
            for group in sorted({row[0] for row in rows}):
                mine = [row for row in rows if row[0] == group]
                yield from (group, mine[0][3])
                for place in (4, 5):
                    for row in sorted((row for row in mine if row[place] <= 20), key=lambda row: row[place]):
                        yield from (row[1], row[2])
        return lambda: self.e.rows(sql), numbers

    def q5(self):
        day = (np.datetime64("2025-06-30") - np.datetime64("2000-01-01")).astype(int)
        band = ("CASE WHEN born = 0 THEN 5 WHEN 2025 - born >= 55 THEN 4 WHEN 2025 - born >= 45 THEN 3"
                " WHEN 2025 - born >= 35 THEN 2 WHEN 2025 - born >= 25 THEN 1 ELSE 0 END")
        sql = (f"SELECT u.grp, u.form, {band}, sex, count(*) FROM member m JOIN unit u ON u.number = m.unit"
               f" WHERE joined <= {day} AND gone > {day} GROUP BY 1, 2, 3, 4")

        def numbers(rows):
            people = [0] * (GROUPS * 5 * 6 * 3)
            for group, form, band, sex, count in rows:
                people[(((int(group) - 1) * 5 + form) * 6 + band) * 3 + sex] = int(count)
            return people
        return lambda: self.e.rows(sql), numbers

    def grouping(self):
        sql = (f"SELECT (u.form - 2) * 10 + u.number % 10, f.col, sum(f.value) FROM figure f JOIN unit u ON u.number = f.unit"
               f" WHERE u.form >= 2 AND month <= 5 AND (until > 5 OR NOT {self.f.stock()}) GROUP BY 1, 2")

        def numbers(rows):
            sums = {(int(g), c): int(v) for g, c, v in rows}
            return (sums.get((group, column), 0) for group in range(20) for column in range(self.f.columns))
        return lambda: self.e.rows(sql), numbers

    def send(self, times):
        """One unit sends its sixth month again; the roll-up table is right when the transaction is over."""
        unit, month, run = self.f.first + self.f.units // 3, 5, self.e.run
        spread = f"SELECT m.m, f.col, f.value AS value FROM figure f JOIN months m ON m.m >= f.month AND m.m < f.until WHERE f.unit = {unit}"
        run("BEGIN")
        run(f"CREATE TEMP TABLE was AS {spread}")
        run(f"DELETE FROM figure WHERE unit = {unit} AND month = {month}")
        lines = ", ".join(f"({unit}, {month}, {month + 1}, {column}, {value})" for column, value in self.f.sent(times))
        run(f"INSERT INTO figure VALUES {lines}")
        run("UPDATE figure SET until = n.until FROM (SELECT col, month, coalesce(lead(month) OVER (PARTITION BY col ORDER BY month),"
            f" {MONTHS}) AS until FROM figure WHERE unit = {unit} AND {self.f.stock()}) n"
            f" WHERE figure.unit = {unit} AND figure.col = n.col AND figure.month = n.month AND figure.until <> n.until")
        run("INSERT INTO agg SELECT c.ancestor, d.m, d.col, sum(d.value) FROM"
            f" ({spread} UNION ALL SELECT m, col, -value FROM was) d JOIN closure c ON c.unit = {unit}"
            " AND d.m >= c.since AND d.m < c.till GROUP BY 1, 2, 3"
            " ON CONFLICT (ancestor, month, col) DO UPDATE SET value = agg.value + excluded.value")
        run("DROP TABLE was")
        run("COMMIT")

    def move(self):
        """Some thousand units come under another upper-level union in the middle of the year."""
        federation, run = self.f, self.e.run
        moved = sorted({federation.first + at * 7 % federation.units for at in range(max(3_000 * federation.units // 120_000, 1))})
        to = lambda unit: 1 + GROUPS + (federation.managers[unit] - 1 - GROUPS + federation.uppers // 2) % federation.uppers
        pairs = np.array([(unit, above) for unit in moved for above in federation.above(unit, to(unit))])
        run("CREATE TABLE IF NOT EXISTS coming_closure (unit bigint, ancestor bigint)")
        run("DELETE FROM coming_closure")
        self.e.fill("coming_closure", [pairs[:, 0], pairs[:, 1]])
        began = time.perf_counter()
        run("BEGIN")
        run("INSERT INTO agg SELECT a.ancestor, m.m, f.col, sum(f.value * a.sign) FROM figure f"
            f" JOIN months m ON m.m >= f.month AND m.m < f.until AND m.m >= {MOVING} JOIN ("
            f"SELECT unit, ancestor, -1 AS sign FROM closure WHERE till = {MONTHS} AND unit IN (SELECT unit FROM coming_closure)"
            " UNION ALL SELECT unit, ancestor, 1 FROM coming_closure) a ON a.unit = f.unit GROUP BY 1, 2, 3"
            " ON CONFLICT (ancestor, month, col) DO UPDATE SET value = agg.value + excluded.value")
        run(f"UPDATE closure SET till = {MOVING} WHERE till = {MONTHS} AND unit IN (SELECT unit FROM coming_closure)")
        run(f"INSERT INTO closure SELECT unit, ancestor, {MOVING}, {MONTHS} FROM coming_closure")
        run("COMMIT")
        return time.perf_counter() - began


class Frames:
    """Polars with the data in it. It answers from base rows; nothing moves, so links hold all year."""
    name = "polars"

    def __init__(self, federation):
        import polars
        self.p, self.f, self.version = polars, federation, polars.__version__
        began = time.perf_counter()
        kinds = {"unit": polars.Int32, "month": polars.Int8, "until": polars.Int8, "col": polars.Int16, "value": polars.Int64}
        frame = lambda columns: polars.DataFrame(dict(zip(kinds, columns)), schema=kinds)
        self.figure = polars.concat([frame(columns) for columns in federation.figures()], rechunk=True)
        pairs = np.array([(unit, above) for unit in federation.numbers for above in federation.above(int(unit))], np.int32)
        self.closure = polars.DataFrame({"unit": pairs[:, 0], "ancestor": pairs[:, 1]})
        groups = [federation.managers[federation.managers[unit]] for unit in federation.numbers]
        self.unit = polars.DataFrame({"unit": federation.numbers.astype(np.int32), "form": federation.forms.astype(np.int8),
                                      "grp": np.array(groups, np.int32)})
        unit, joined, left, sex, born = (column.astype(np.int32) for column in federation.members())
        self.member = polars.DataFrame({"unit": unit, "joined": joined, "gone": left, "sex": sex, "born": born})
        self.load, self.build = time.perf_counter() - began, 0

    def is_stock(self):
        col, f = self.p.col("col"), self.f
        return col.is_between(f.flows, f.flows + f.stocks - 1) | col.is_between(f.columns - f.means, f.columns - 1)

    def told(self, last):
        """The figures that count until a month: all of a flow, of a stock the last."""
        col = self.p.col
        return self.figure.lazy().filter((col("month") <= last) & ((col("until") > last) | ~self.is_stock()))

    def q1(self, nodes):
        above = self.closure.lazy().filter(self.p.col("ancestor").is_in(nodes))
        sums = self.told(MONTHS - 1).join(above, on="unit").group_by("ancestor", "col").agg(self.p.col("value").sum())
        return lambda: sums.collect().rows(), lambda rows: self.f.cells(nodes, rows)

    def q2(self, numbers):
        col = self.p.col
        above = self.closure.lazy().filter(col("ancestor").is_between(1, GROUPS))
        sums = self.figure.lazy().filter(col("col") == 0).join(above, on="unit")
        sums = sums.group_by("ancestor", "month").agg(col("value").sum())
        return lambda: sums.collect().rows(), numbers

    def q3(self, numbers):
        col = self.p.col
        above = self.closure.lazy().filter(col("ancestor").is_between(1, GROUPS))
        expected = above.group_by("ancestor").agg(self.p.len().alias("expected"))
        told = self.figure.lazy().select("unit", "month").unique().join(above, on="unit")
        told = told.group_by("ancestor", "month").agg(self.p.len().alias("reported")).join(expected, on="ancestor")
        return lambda: told.select("ancestor", "month", "expected", "reported").collect().rows(), numbers

    def q4(self, numbers):
        col = self.p.col
        told = self.figure.lazy().filter(col("col") < 8).with_columns(score=col("value") * (3 + col("col").cast(self.p.Int64)))
        scores = self.unit.lazy().join(told.group_by("unit").agg(col("score").sum()), on="unit", how="left")
        scores = scores.with_columns(col("score").fill_null(0)).sort(["score", "unit"], descending=[True, False])
        scores = scores.with_columns(n=self.p.len().over("grp"), p=col("unit").cum_count().over("grp"))
        scores = scores.with_columns(q=col("n") - col("p") + 1).filter((col("p") <= 20) | (col("q") <= 20))
        return lambda: scores.select("grp", "unit", "score", "n", "p", "q").collect().rows(), numbers

    def q5(self, numbers):
        col = self.p.col
        day = (np.datetime64("2025-06-30") - np.datetime64("2000-01-01")).astype(int)
        age = 2025 - col("born")
        band = sum((age >= first).cast(self.p.Int8) for first in (25, 35, 45, 55))
        band = self.p.when(col("born") == 0).then(5).otherwise(band).alias("band")
        people = self.member.lazy().filter((col("joined") <= int(day)) & (col("gone") > int(day))).join(self.unit.lazy(), on="unit")
        people = people.group_by("grp", "form", band, "sex").agg(self.p.len())
        return lambda: people.collect().rows(), numbers

    def grouping(self, numbers):
        col = self.p.col
        group = ((col("form").cast(self.p.Int32) - 2) * 10 + col("unit") % 10).alias("part")
        units = self.unit.lazy().filter(col("form") >= 2).select("unit", group)
        sums = self.told(5).join(units, on="unit").group_by("part", "col").agg(col("value").sum())
        return lambda: sums.collect().rows(), numbers

    def compete(self, ours):
        told, results = Contender.__new__(Contender), {}
        told.f, told.e = self.f, self
        root, province = list(range(GROUPS + 1)), [1] + list(range(1 + GROUPS, 1 + GROUPS + WIDEST))
        questions = [("q1_root", self.q1(root)), ("q1_province", self.q1(province)), ("q2", self.q2(told.q2(False)[1])),
                     ("q3", self.q3(told.q3()[1])), ("q4_base", self.q4(told.q4()[1])), ("q5_scan", self.q5(told.q5()[1])),
                     ("free_grouping", self.grouping(told.grouping()[1]))]
        for name, (ask, numbers) in questions:
            seconds, rows = timed(ask)
            results[name, "base"] = seconds, checksum(numbers(rows)) == ours[name]["checksum"]
        return results


def timed(ask, most=5):
    """The median of some times, fewer where one takes long, and the last answer."""
    times = []
    while len(times) < most and (not times or sum(times) < 30):
        began = time.perf_counter()
        answer = ask()
        times.append(time.perf_counter() - began)
    return statistics.median(times), answer


def compete(contender, ours):
    """Seconds and whether the answer is the engine's, by question and by base or roll-up table."""
    federation, results = contender.f, {}
    root, province = list(range(GROUPS + 1)), [1] + list(range(1 + GROUPS, 1 + GROUPS + WIDEST))
    questions = [("q1_root", contender.q1(root, False), "base"), ("q1_root", contender.q1(root, True), "rolled"),
                 ("q1_province", contender.q1(province, False), "base"), ("q1_province", contender.q1(province, True), "rolled"),
                 ("q2", contender.q2(False), "base"), ("q2", contender.q2(True), "rolled"), ("q3", contender.q3(), "base"),
                 ("q4_base", contender.q4(), "base"), ("q5_scan", contender.q5(), "base"),
                 ("free_grouping", contender.grouping(), "base")]
    for name, (ask, numbers), how in questions:
        seconds, rows = timed(ask)
        results[name, how] = seconds, checksum(numbers(rows)) == ours[name]["checksum"]
    turns = iter((2, 1, 2, 1, 2, 1, 2, 1))
    times = [timed(lambda: contender.send(next(turns)), 1)[0] for _ in range(6)]
    right = lambda nodes: all(
        checksum(federation.cells(nodes, contender.e.rows(contender.table(nodes, rolled=rolled)))) == ours[name]["checksum"]
        for rolled in (False, True))
    name = "q6"
    results[name, "rolled"] = statistics.median(times), right(root + [federation.managers[federation.first + federation.units // 3]])
    name = "q7"
    seconds = contender.move()
    results[name, "rolled"] = seconds, right(root + list(range(1 + GROUPS, federation.first)))
    return results


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("congdoan", nargs="?", default="target/release/congdoan")
    words.add_argument("--units", type=int, default=12_000)
    words.add_argument("--seed", type=int, default=5)
    words.add_argument("--only", default="duckdb,polars,sqlite", help="which of the peers that need no server")
    words.add_argument("--postgres", help="URL of an empty database")
    asked = words.parse_args()
    command = [asked.congdoan, "bench", "rollup", "--units", str(asked.units), "--indicators", "150", "--months", "12",
               "--seed", str(asked.seed), "--format", "json"]
    bench = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    ours, federation = bench["queries"], Federation(asked.units, asked.seed)
    only = asked.only.split(",")
    # One at a time, and gone before the next is there: at national size two do not fit beside each other.
    engines = [make for make in (Duck, Frames, Lite) if make.name in only]
    engines += [lambda: Postgres(asked.postgres)] if asked.postgres else []
    results, columns = {}, []
    for make in engines:
        engine = make(federation) if make is Frames else make()
        contender = engine if make is Frames else Contender(engine, federation)
        print(f"{engine.name} {engine.version}: load {contender.load:.1f} s, roll-up table {contender.build:.1f} s", flush=True)
        found = engine.compete(ours) if make is Frames else compete(contender, ours)
        for (name, how), result in found.items():
            results[name, engine.name, how] = result
        columns += [(engine.name, how) for how in ("base", "rolled") if any(key[1] == how for key in found)]
        del engine, contender
    print(f"congdoan: load {bench['load_seconds']:.1f} s, {bench['memory_bytes'] / 1e6:.0f} MB; {bench['size']['values']} figures")
    print(f"{'question':14} {'congdoan ms':>12}" + "".join(f"{engine + ' ' + how:>26}" for engine, how in columns))
    wrong = False
    for name in ("q1_root", "q1_province", "q2", "q3", "q4_base", "q5_scan", "free_grouping", "q6", "q7"):
        mine = ours[name]["median_us"] / 1e3
        line = f"{name:14} {mine:12.4f}"
        for engine, how in columns:
            seconds, right = results.get((name, engine, how), (None, True))
            wrong |= not right
            said = "" if seconds is None else f"{seconds * 1e3:.1f}{'=' if right else '!'} ×{seconds * 1e3 / mine:,.0f}"
            line += f"{said:>26}"
        print(line)
    sys.exit(wrong)


if __name__ == "__main__":
    main()
