# SPDX-License-Identifier: MIT
"""verify: sound data are called so, beside writers too; each kind of damage is named."""
import json
import os
import random
import shutil
import sqlite3

from .data import fill, lobby_of, run, say, share
from .server import Server, check, wait_for
from .writer import Writer


def look(binary, data, *flags, code=0):
    """What verify finds: the report, and its findings as {what: [text]}."""
    out, _ = run(binary, "verify", "--json", *flags, "--data", data, code=code)
    report = json.loads(out)
    check(report["ok"] == (code == 0), report)
    found = {}
    for one in report["findings"]:
        if one["weight"] == "bad":
            found.setdefault(one["what"], []).append(one["text"])
    return report, found


def verify_running(binary, folder):
    """Beside writers who also edit, take back and read: nothing is called bad, again and again."""
    server = Server(binary, folder).start()
    people = [server.register(f"writer {i}") for i in range(3)]
    token = people[0][1]
    room = lobby_of(server, token)["id"]
    share(server, token, room, os.urandom(50_000))
    writers = [Writer(i, server, one, [room], random.Random(i)) for i, (_, one) in enumerate(people)]
    for writer in writers:
        writer.start()
    for _ in range(5):
        before = sum(len(writer.acked) for writer in writers)
        wait_for("messages", lambda: sum(len(one.acked) for one in writers) > before + 30)
        seq = say(server, token, room, "to be changed")
        server.ask("message.edit", {"room": room, "ref": seq, "text": "changed",
                                    "cmid": f"edit-{seq:06}"}, token)
        seq = say(server, token, room, "to be taken back")
        server.ask("message.recall", {"room": room, "ref": seq,
                                      "cmid": f"recall-{seq:06}"}, token)
        report, _ = look(binary, server.data)
        check(report["running"] and report["events"] > before, report)
    for writer in writers:
        writer.done.set()
        writer.join()
        writer.raise_error()
    server.kill()
    report, _ = look(binary, server.data, "--hashes")
    check(not report["running"] and report["files"] == 1, report)
    server.start()
    wait_for("the index", lambda: "teahouse_search_building 0" in server.get("/metrics")[1])
    server.stop()
    report, _ = look(binary, server.data)
    check(report["indexed"] > 100, report)
    out, _ = run(binary, "verify", "--data", server.data)
    check(out.startswith("All is well: "), out)


def verify_damage(binary, folder):
    """Holes, wrong counts, marks, bodies, files and index: each is told, and nothing else."""
    server = Server(binary, folder).start()
    _, room = fill(server, 30)
    wait_for("the index", lambda: "teahouse_search_indexed_total 33\n" in server.get("/metrics")[1])
    server.stop()
    sound = folder / "sound"
    shutil.copytree(server.data, sound)
    look(binary, sound)
    blob = next(one for one in sound.glob("files/*/*") if len(one.name) == 64).relative_to(sound)

    def damaged(what, text, *statements, flags=(), change=None):
        data = folder / "damaged"
        shutil.copytree(sound, data)
        with sqlite3.connect(data / "main.db") as db:
            for statement in statements:
                check(db.execute(statement).rowcount > 0, f"{statement} changes nothing")
        if change:
            change(data / blob)
        _, found = look(binary, data, *flags, code=1)
        check(what in found and set(found) <= {what, "search"} and any(text in one for one in found[what]), f"{text}: {found}")
        shutil.rmtree(data)

    damaged("rooms", "is counted as", f"UPDATE event SET count = count + 1 WHERE room = {room}"
                                      " AND seq = (SELECT max(seq) FROM event)")
    damaged("rooms", "cannot be read", f"UPDATE event SET body = x'c1' WHERE room = {room}"
                                       " AND kind = 1 AND seq = 9")
    damaged("members", "behind the end", f"UPDATE member SET read_seq = 9999 WHERE room = {room}")
    damaged("members", "own messages unread", f"UPDATE member SET own_count = 3 WHERE room = {room}")
    damaged("records", "logins have no account", "UPDATE device SET user = 99")
    damaged("files", "is missing", change=lambda path: path.unlink())
    damaged("files", "bytes, not", change=lambda path: path.write_bytes(b"short"))

    def flip(path):
        data = bytearray(path.read_bytes())
        data[77] ^= 4
        path.write_bytes(data)
    damaged("files", "is not what it was", flags=["--hashes"], change=flip)
    holes(binary, sound, folder / "holes", room)
    pages(binary, sound, folder / "pages")
    old = folder / "old"
    shutil.copytree(sound, old)
    (old / "files/aa").mkdir(exist_ok=True)
    (old / "files/aa" / ("aa" * 32)).write_bytes(b"x" * 10)
    os.utime(old / "files/aa" / ("aa" * 32), (1_700_000_000, 1_700_000_000))
    report, _ = look(binary, old)
    check(any("1 files of 10 bytes" in one["text"] for one in report["findings"]), report)
    (old / "main.db").unlink()
    run(binary, "verify", "--data", old, code=1)


def holes(binary, sound, data, room):
    """A message that is gone from the middle of a log, and from the index's point of view."""
    shutil.copytree(sound, data)
    with sqlite3.connect(data / "main.db") as db:
        db.execute("DELETE FROM event WHERE room = ? AND seq = 8", [room])
    _, found = look(binary, data, code=1)
    check(any("nothing is between 7 and 9" in one for one in found["rooms"]), found)
    check(any("1 events are missing" in one for one in found["rooms"]), found)
    check("search" in found, f"the index knows more: {found}")


def pages(binary, sound, data):
    """Pages of nonsense: told, no crash."""
    shutil.copytree(sound, data)
    path = data / "main.db"
    damaged = bytearray(path.read_bytes())
    for at in range(8192, min(len(damaged), 60_000)):
        damaged[at] ^= 0x5A
    path.write_bytes(damaged)
    _, found = look(binary, data, code=1)
    check("database" in found, found)


ALL = [verify_running, verify_damage]
