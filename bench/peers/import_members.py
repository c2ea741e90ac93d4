#!/usr/bin/env python3
"""The peer of `congdoan import members`: openpyxl and plain SQL doing the same work on the same file, and the ratio.

Usage: bench/peers/import_members.py [CONGDOAN] [MEMBERS]   (default: target/release/congdoan, 200000)

Both read the same XLSX into an SQLite database with the same schema (made by `congdoan migrate`): find units by code,
understand names, days, sexes and identity numbers, refuse what cannot be, fold names, mark identity numbers with a keyed
hash, seal the sensitive fields of each person under a key of their own, and insert people, keys and memberships in one
transaction. The peer's hashing and sealing are the C code of hashlib and, where installed, of cryptography.

The last line is `ratio`: seconds of the peer over seconds of congdoan, whole processes, one after the other.
"""
import base64, datetime, hashlib, json, os, re, resource, secrets, sqlite3, subprocess, sys, tempfile, time, unicodedata, uuid

AS_PEER = len(sys.argv) > 1 and sys.argv[1] == "--peer"
BIN = sys.argv[1] if len(sys.argv) > 1 else "target/release/congdoan"
MEMBERS = int(sys.argv[2]) if len(sys.argv) > 2 and not AS_PEER else 200_000


def fold(name):
    plain = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    return " ".join(plain.replace("đ", "d").split())


def peer(database, sheet):
    import openpyxl
    try:
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    except ImportError:
        ChaCha20Poly1305 = None
    db = sqlite3.connect(database)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA cache_size = -196608")
    units = dict(db.execute("SELECT code, id FROM unit"))
    house, now, seen, people, keys, memberships, refused = secrets.token_bytes(32), time.time_ns() // 1000, set(), [], [], [], 0
    db.execute("BEGIN IMMEDIATE")

    def flush():
        db.executemany("INSERT INTO person (id, name, name_fold, number, born_on, born_year, sex, identity_mark, content_mark,"
                       " fields, sealed, version, recorded_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,1,?)", people)
        db.executemany("INSERT INTO person_key (person_id, wrapped) VALUES (?,?)", keys)
        db.executemany("INSERT INTO membership (id, person_id, unit_id, joined_on, joining, decision, recorded_by, recorded_at)"
                       " VALUES (?,?,?,?,'admitted','','peer',?)", memberships)
        people.clear(), keys.clear(), memberships.clear()

    for number, row in enumerate(openpyxl.load_workbook(sheet, read_only=True).worksheets[0].iter_rows(values_only=True)):
        if number == 0:
            continue
        _, name, born, sex, identity, unit, joined, job, phone, ethnicity, department, wage = row[:12]
        born = born.date() if isinstance(born, datetime.datetime) else born
        joined = joined.date() if isinstance(joined, datetime.datetime) else joined
        identity = re.sub(r"\D", "", str(identity))
        if not name or unit not in units or len(identity) not in (9, 12) or sex not in ("Nam", "Nữ") or identity in seen:
            refused += 1
            continue
        seen.add(identity)
        person, key, nonce = uuid.uuid4().bytes, secrets.token_bytes(32), secrets.token_bytes(12)
        sensitive = json.dumps({"identity": identity, "phone": phone, "ethnicity": ethnicity, "insurance_wage": str(wage)})
        sealed = ChaCha20Poly1305(key).encrypt(nonce, sensitive.encode(), person) if ChaCha20Poly1305 else sensitive.encode()
        wrapped = ChaCha20Poly1305(house).encrypt(nonce, key, person) if ChaCha20Poly1305 else key
        mark = hashlib.blake2b(identity.encode(), key=house, digest_size=16).hexdigest()
        content = hashlib.blake2b(repr(row).encode(), key=house, digest_size=16).hexdigest()
        people.append((person, name, fold(name), person.hex()[:14].upper(), str(born), born.year, "female" if sex == "Nữ" else "male", mark,
                       content, json.dumps({"job_title": job, "department": department}), base64.b64encode(nonce + sealed).decode(), now))
        keys.append((person, base64.b64encode(nonce + wrapped).decode()))
        memberships.append((uuid.uuid4().bytes, person, units[unit], str(joined), now))
        if len(people) == 5_000:
            flush()
    flush()
    db.commit()
    print(json.dumps({"created": len(seen), "refused": refused}))


def prepared(folder, name):
    url = f"sqlite:{folder}/{name}.db"
    subprocess.run([BIN, "migrate", "--database-url", url], check=True, stderr=subprocess.DEVNULL)
    subprocess.run([BIN, "import", "units", f"{folder}/units.xlsx", "--database-url", url], check=True, capture_output=True)
    return url


def measured(words):
    began = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    said = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, said


def main():
    with tempfile.TemporaryDirectory() as folder:
        units = max(100, MEMBERS // 83)
        subprocess.run([BIN, "generate", "--units", str(units), "--members", str(MEMBERS), "--seed", "11", "--export", folder],
                       check=True, stderr=subprocess.DEVNULL)
        ours_url, peers_url = prepared(folder, "ours"), prepared(folder, "peer")
        sheet = f"{folder}/members.xlsx"
        ours, ours_cpu, said = measured([BIN, "import", "members", sheet, "--format", "json", "--database-url", ours_url])
        peers, peers_cpu, peer_said = measured([sys.executable, __file__, "--peer", peers_url.removeprefix("sqlite:"), sheet])
        assert said["created"] == peer_said["created"] == MEMBERS, (said, peer_said)
        for name, seconds, cpu in (("congdoan", ours, ours_cpu), ("openpyxl + SQL", peers, peers_cpu)):
            print(f"{name:<16} {seconds:8.1f} s  {cpu:8.1f} s CPU  {MEMBERS / seconds:10,.0f} members/s")
        print(f"ratio {peers / ours:.1f}")


if AS_PEER:
    peer(sys.argv[2], sys.argv[3])
else:
    main()
