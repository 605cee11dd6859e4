# SPDX-License-Identifier: MIT
"""export and import: all of it, beside writers, as a delta, killed, damaged."""
import json
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess

from .data import enlarge, fill, killed, lobby_of, run, say, share, time_of
from .server import Server, check, wait_for
from .uploads import ask
from .verifying import look
from .writer import Writer


def rows_of(data):
    """Every row of every table but the place of what is not data."""
    with sqlite3.connect(data / "main.db") as db:
        tables = [name for name, in db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        rows = {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}"))) for name in tables}
    del rows["store"]
    return rows


def live(server, token, room):
    """Something of each kind that the database has beside plain messages."""
    seq = say(server, token, room, "to be kept", "to be changed")
    server.ask("message.edit", {"room": room, "ref": seq, "text": "changed",
                                "cmid": f"edit-{seq:06}"}, token)
    seq = say(server, token, room, "to be taken back")
    server.ask("message.recall", {"room": room, "ref": seq, "cmid": f"recall-{seq:06}"}, token)


def moved(binary, folder):
    """A folder made of an export has the same rows, files and logins, under the same epoch."""
    server = Server(binary, folder).start()
    token, room = fill(server, 20)
    live(server, token, room)
    data = os.urandom(700_000)
    file = share(server, token, room, data)
    epoch = server.ask("room.state", {"room": room}, token)["epoch"]
    run(binary, "export", folder / "all.zst", "--data", server.data)
    check(os.stat(folder / "all.zst").st_mode & 0o777 == 0o600, "others may read it")
    server.stop()
    run(binary, "import", folder / "all.zst", "--data", folder / "new/data")
    check(rows_of(folder / "new/data") == rows_of(server.data), "the rows differ")
    look(binary, folder / "new/data", "--hashes")
    _, said = run(binary, "import", folder / "all.zst", "--data", folder / "new/data", code=2)
    check("empty folder" in said, said)
    for name in ("vapid.pem",):
        check((folder / "new/data" / name).read_bytes() == (server.data / name).read_bytes(), name)
    other = Server(binary, folder / "new").start()
    check(other.ask("room.state", {"room": room}, token)["epoch"] == epoch, "another epoch")
    status, _, body = ask(other, "GET", f"/f/{file}", token)
    check(status == 200 and body == data, f"the file: {status}")
    check(other.stop() == 0, "does not end well")
    # Through a pipe, as between two machines.
    with subprocess.Popen([binary, "export", "-", "--data", server.data], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as source:
        done = subprocess.run([binary, "import", "-", "--data", folder / "piped"],
                              stdin=source.stdout, capture_output=True, text=True, timeout=60,
                              check=False)
    check(done.returncode == 0 and "all is equal" in done.stdout, f"{done.stdout}{done.stderr}")
    check(rows_of(folder / "piped") == rows_of(server.data), "the rows differ")


def moved_by_deltas(binary, folder):
    """A whole export under load, then deltas; the last one of a server that stands still."""
    server = Server(binary, folder).start()
    people = [server.register(f"writer {i}") for i in range(3)]
    token = people[0][1]
    room = lobby_of(server, token)["id"]
    share(server, token, room, os.urandom(40_000))
    writers = [Writer(i, server, one, [room], random.Random(i)) for i, (_, one) in enumerate(people)]
    for writer in writers:
        writer.start()
    target, since = folder / "new/data", []
    for number in range(3):
        before = sum(len(writer.acked) for writer in writers)
        wait_for("messages", lambda: sum(len(one.acked) for one in writers) > before + 60)
        live(server, token, room)
        if number == 2:
            for writer in writers:
                writer.done.set()
                writer.join()
                writer.raise_error()
            share(server, token, room, os.urandom(30_000))
            server.stop()
        export = folder / f"export-{number}.zst"
        run(binary, "export", export, "--data", server.data, *since)
        since = ["--since", f"{export}.manifest"]
        out, _ = run(binary, "import", export, "--data", target)
        check("all is equal" in out, out)
    check(rows_of(target) == rows_of(server.data), "the rows differ")
    look(binary, target, "--hashes")
    # Once more is no change; nothing new is next to nothing.
    run(binary, "import", export, "--data", target)
    run(binary, "export", folder / "none.zst", "--data", server.data, *since)
    _, said = run(binary, "export", folder / "none.zst", "--data", server.data, *since)
    check(" 0 events, 0 files" in said, said)
    run(binary, "import", folder / "none.zst", "--data", target)
    check(rows_of(target) == rows_of(server.data), "the rows differ")
    # A delta of another store, and on what went its own way.
    _, said = run(binary, "import", export, "--data", folder / "empty", code=1)
    check("main.db" in said, said)
    other = Server(binary, folder / "new").start()
    say(other, token, room, "said elsewhere")
    other.stop()
    out, said = run(binary, "import", export, "--data", target, code=1)
    check("DIFFERS" in out and "nothing was changed" in said, out)


def changed_long_ago(binary, folder):
    """What is taken back in an old chunk is in the delta, and the chunks beside it are not."""
    server = Server(binary, folder).start()
    token, room = fill(server, 10)
    seq = say(server, token, room, "an old secret")
    server.stop()
    enlarge(server, room, 4_000)
    run(binary, "export", folder / "all.zst", "--data", server.data)
    run(binary, "import", folder / "all.zst", "--data", folder / "new")
    server.flags = ["--recall_minutes=43200"]
    server.start()
    server.ask("message.recall", {"room": room, "ref": seq, "cmid": "recall-old"}, token)
    server.stop()
    _, said = run(binary, "export", folder / "delta.zst", "--data", server.data, "--since",
                  folder / "all.zst.manifest")
    events = int(said.split(" events")[0].split()[-1])
    check(1_000 < events <= 2_000, said)
    run(binary, "import", folder / "delta.zst", "--data", folder / "new")
    check(rows_of(folder / "new") == rows_of(server.data), "the rows differ")
    check(b"an old secret" not in (folder / "new/main.db").read_bytes(), "it is still there")


def killed_import(binary, folder):
    """kill -9 at any moment: no database, or a whole one; a delta leaves the old one or the new."""
    server = Server(binary, folder).start()
    token, room = fill(server, 20)
    server.stop()
    enlarge(server, room, 10_000)
    run(binary, "export", folder / "all.zst", "--data", server.data)
    chance, cut = random.Random(3), 0
    takes = time_of(binary, "import", folder / "all.zst", "--data", folder / "timed")
    for number in range(8):
        data = folder / f"new-{number}"
        cut += killed(binary, "import", folder / "all.zst", "--data", data, after=chance.random() * takes)
        if not (data / "main.db").exists():
            if (data / "import.db").exists():
                code, said = server.run_to_end("--data", str(data))
                check(code == 1 and "run it once more" in said, f"{code} {said}")
            run(binary, "import", folder / "all.zst", "--data", data)
        check(rows_of(data) == rows_of(server.data), "the rows differ")
        check(not list(data.glob("import.*")), "something is left")
    check(cut > 0, "none was killed on its way")
    before = rows_of(server.data)
    server.start()
    say(server, token, room, "new")
    server.stop()
    run(binary, "export", folder / "delta.zst", "--data", server.data, "--since",
        folder / "all.zst.manifest")
    for _ in range(4):
        killed(binary, "import", folder / "delta.zst", "--data", data,
               after=chance.random() * takes)
        check(rows_of(data) in (before, rows_of(server.data)), "neither the old rows nor the new")
    run(binary, "import", folder / "delta.zst", "--data", data)
    check(rows_of(data) == rows_of(server.data), "the rows differ")


def damaged_export(binary, folder):
    """Cut off, flipped bits, no export at all, a line too few: refused, and no database is made."""
    server = Server(binary, folder).start()
    fill(server, 30)
    server.stop()
    whole = folder / "all.zst"
    run(binary, "export", whole, "--data", server.data)
    good, bad = whole.read_bytes(), folder / "bad.zst"
    chance = random.Random(4)
    versions = [b"", b"no export", good[:len(good) // 2], good[:-1], good[:-5]]
    for _ in range(12):
        flipped = bytearray(good)
        flipped[chance.randrange(len(good))] ^= 1 << chance.randrange(8)
        versions.append(bytes(flipped))
    for number, version in enumerate(versions):
        bad.write_bytes(version)
        done = subprocess.run([binary, "import", bad, "--data", folder / "new"],
                              capture_output=True, text=True, timeout=60, check=False)
        check(done.returncode in (1, 2) and len(done.stderr.splitlines()) == 1,
              f"{number}: {done.returncode} {done.stderr}")
        check(not (folder / "new/main.db").exists(), f"{number}: a database was made")
    zstd = shutil.which("zstd")
    if zstd:
        lines = subprocess.run([zstd, "-dcq", whole], capture_output=True,
                               check=True).stdout.splitlines()
        check(all(json.loads(line) for line in lines), "a line is no JSON")
        at = next(i for i, line in enumerate(lines) if line.startswith(b'{"event":[1,7,'))
        bad.write_bytes(subprocess.run([zstd, "-cq"], input=b"\n".join(lines[:at] + lines[at + 1:])
                                       + b"\n", capture_output=True, check=True).stdout)
        out, _ = run(binary, "import", bad, "--data", folder / "new", code=1)
        check("DIFFERS" in out and not (folder / "new/main.db").exists(), out)
    _, said = run(binary, "import", folder / "none", "--data", folder / "new", code=1)
    check("none" in said, said)
    run(binary, "import", whole, "--data", folder / "new")
    check(pathlib.Path(folder / "new/main.db").stat().st_mode & 0o777 == 0o600, "others may read it")


ALL = [moved, moved_by_deltas, changed_long_ago, killed_import, damaged_export]
