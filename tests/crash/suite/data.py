# SPDX-License-Identifier: MIT
"""backup and restore, beside a server that is written to, and killed in the middle."""
import json
import os
import random
import shutil
import sqlite3
import subprocess
import time

from .server import Server, check, history, wait_for
from .socket_client import Socket
from .uploads import ask, send
from .writer import Writer


def run(binary, *words, code=0):
    """Runs a sub-command to its end: what it printed and what it said on standard error."""
    done = subprocess.run([binary, *map(str, words)], capture_output=True, text=True, timeout=60,
                          check=False)
    check(done.returncode == code,
          f"{words}: exit code {done.returncode}, not {code}: {done.stdout}{done.stderr}")
    return done.stdout, done.stderr


def time_of(binary, *words):
    """Seconds that a sub-command takes here, to its end."""
    began = time.monotonic()
    run(binary, *words)
    return time.monotonic() - began


def killed(binary, *words, after):
    """Starts a sub-command and kills it after so many seconds; whether it was still running."""
    process = subprocess.Popen([binary, *map(str, words)], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        pass
    running = process.poll() is None
    process.kill()
    process.wait()
    return running


def lobby_of(server, token):
    return server.ask("room.list", {"scope": "mine"}, token)["rooms"][0]


def say(server, token, room, *texts):
    """The seq of the last one."""
    seq = 0
    for text in texts:
        seq = server.ask("message.send", {"room": room, "cmid": f"said-{random.random()}",
                                          "text": text}, token)["seq"]
    return seq


def share(server, token, room, data, name="leaf.bin"):
    """Uploads a file and sends it; its id."""
    meta = {"Upload-Length": str(len(data))}
    _, headers, _ = ask(server, "POST", "/api/v1/upload", token, meta)
    place = headers["Location"]
    check(send(server, place, token, 0, data)[0] == 204, "the upload")
    file = place.rsplit("/", 1)[1]
    server.ask("message.send", {"room": room, "cmid": f"file-{file}", "kind": "file",
                                "file": {"id": file, "name": name}}, token)
    return file


def texts_of(events):
    return [event["body"]["text"] for event in events if event["kind"] == "text"]


def backup_under_load(binary, folder):
    """One state, whole, while eight write; older ones are removed; a restored one serves all of it."""
    server = Server(binary, folder).start()
    people = [server.register(f"writer {i}") for i in range(4)]
    room = lobby_of(server, people[0][1])["id"]
    data = os.urandom(300_000)
    file = share(server, people[0][1], room, data)
    writers = [Writer(i, server, token, [room], random.Random(i))
               for i, (_, token) in enumerate(people)]
    for writer in writers:
        writer.start()
    made, slowest = [], 0.0
    for number in range(4):
        before = sum(len(writer.acked) for writer in writers)
        wait_for("messages", lambda: sum(len(one.acked) for one in writers) > before + 50)
        target = folder / "kept" / f"day-{number}"
        acked = {cmid: at for writer in writers for cmid, at in dict(writer.acked).items()}
        began = time.monotonic()
        run(binary, "backup", target, "--data", server.data, "--keep=2")
        slowest = max(slowest, time.monotonic() - began)
        made.append((target, acked))
    check(sorted(os.listdir(folder / "kept")) == ["day-2", "day-3"], os.listdir(folder / "kept"))
    for writer in writers:
        writer.finish.set()
    wait_for("the last ones", lambda: not any(writer.unacked for writer in writers))
    for writer in writers:
        writer.done.set()
        writer.join()
        writer.raise_error()
    target, acked = made[-1]
    manifest = json.loads((target / "manifest.json").read_text())
    blobs = [one["name"] for one in manifest["files"] if one["name"].startswith("files/")]
    check(len(blobs) == 1, blobs)
    stored = server.data / blobs[0]
    check(os.stat(stored).st_ino == os.stat(target / blobs[0]).st_ino, "the file is not linked")
    check(os.stat(target / "main.db").st_mode & 0o777 == 0o600, "others may read it")
    check(not (target / "search.db").exists(), "the search index was copied")
    server.stop()
    run(binary, "restore", target, "--data", folder / "other/data")
    (folder / "other").mkdir(exist_ok=True)
    other = Server(binary, folder / "other").start()
    token = people[0][1]
    events = history(other, token, room)
    check([event["seq"] for event in events] == list(range(1, len(events) + 1)), "holes")
    for cmid, (_, seq) in acked.items():
        check(events[seq - 1]["body"].get("text", "").startswith(cmid), f"{cmid} is lost")
    status, _, body = ask(other, "GET", f"/f/{file}", token)
    check(status == 200 and body == data, f"the file: {status}, {len(body)} bytes")
    check(other.stop() == 0, "does not end well")
    print(f"backup: {len(acked)} messages, slowest {slowest:.2f} s")


def backup_refusals(binary, folder):
    """A target in use, none, in the data folder; no data at all."""
    server = Server(binary, folder).start()
    server.register("Anna")
    (folder / "full").mkdir()
    (folder / "full" / "x").write_text("x")
    _, said = run(binary, "backup", folder / "full", "--data", server.data, code=2)
    check("not empty" in said and len(said.splitlines()) == 1, said)
    _, said = run(binary, "backup", server.data / "here", "--data", server.data, code=2)
    check("in the data folder" in said, said)
    _, said = run(binary, "backup", folder / "b", "--data", folder / "nothing", code=1)
    check("main.db" in said and not (folder / "b").exists(), said)
    run(binary, "backup", "--data", server.data, code=2)
    run(binary, "backup", folder / "b", "--keep", "0", "--data", server.data, code=2)
    check(not list(folder.glob(".teahouse-partial-*")), "something is left")
    (folder / "empty").mkdir()
    run(binary, "backup", folder / "empty", "--data", server.data)
    check((folder / "empty/manifest.json").exists(), "an empty folder is taken")
    server.stop()


def fill(server, messages):
    """An account, and a Lobby with so many messages and a file for each tenth; its token and room."""
    _, token = server.register("Anna")
    room = lobby_of(server, token)["id"]
    say(server, token, room, *(f"message {number}" for number in range(messages)))
    for number in range(messages // 10):
        share(server, token, room, os.urandom(20_000) + bytes([number]))
    return token, room


def enlarge(server, room, count):
    """So many more events, written into the file of a server that does not run."""
    with sqlite3.connect(server.data / "main.db") as db:
        head = db.execute("SELECT max(seq) FROM event WHERE room = ?", [room]).fetchone()[0]
        sender, kind, body = db.execute(
            "SELECT sender, kind, body FROM event WHERE kind = 1 LIMIT 1").fetchone()
        said = db.execute("SELECT max(count) FROM event WHERE room = ?", [room]).fetchone()[0]
        db.executemany(
            "INSERT INTO event(room, seq, at, sender, kind, count, cmid, body)"
            " VALUES(?,?,?,?,?,?,?,?)",
            ((room, head + i, 1_700_000_000_000 + i, sender, kind, said + i, f"made-{i}", body)
             for i in range(1, count + 1)))


def killed_backup(binary, folder):
    """kill -9 at any moment: no backup or a whole one, and the next run clears up."""
    server = Server(binary, folder).start()
    _, room = fill(server, 20)
    server.stop()
    enlarge(server, room, 20_000)
    chance, cut = random.Random(1), 0
    takes = time_of(binary, "backup", folder / "kept" / "whole", "--data", server.data)
    for number in range(8):
        target = folder / "kept" / f"run-{number}"
        cut += killed(binary, "backup", target, "--data", server.data, after=chance.random() * takes)
        if target.exists():
            run(binary, "restore", target, "--data", folder / f"restored-{number}")
    check(cut > 0, "none was killed on its way")
    run(binary, "backup", folder / "kept/last", "--data", server.data)
    check(not list((folder / "kept").glob(".*")), "something is left")
    run(binary, "restore", folder / "kept/last", "--data", folder / "restored")


def killed_restore(binary, folder):
    """kill -9 at any moment: the old data, or no server starts until it was run once more."""
    server = Server(binary, folder).start()
    token, room = fill(server, 20)
    server.stop()
    enlarge(server, room, 5_000)
    run(binary, "backup", folder / "backup", "--data", server.data)
    server.start()
    say(server, token, room, "after the backup")
    server.stop()
    chance, states = random.Random(2), set()
    takes = time_of(binary, "restore", folder / "backup", "--data", folder / "timed")
    for _ in range(10):
        killed(binary, "restore", folder / "backup", "--data", server.data, "--force",
               after=chance.random() * 1.2 * takes)
        if (server.data / "restoring").exists():
            states.add("between")
            code, said = server.run_to_end("--data", str(server.data))
            check(code == 1 and "restore" in said, f"{code} {said}")
        else:
            with sqlite3.connect(server.data / "main.db") as db:
                states.add(db.execute("SELECT gen > 1 FROM store").fetchone()[0])
    run(binary, "restore", folder / "backup", "--data", server.data, "--force")
    check(not (server.data / "restoring").exists(), "it is not at its end")
    check(not (server.data / ".restored").exists(), "something is left")
    server.start()
    check("after the backup" not in texts_of(history(server, token, room)), "it is not the backup")
    server.stop()


def interrupted_change(binary, folder):
    """Killed between the renames, in both halves: the same command finishes it."""
    server = Server(binary, folder).start()
    token, room = fill(server, 10)
    run(binary, "backup", folder / "backup", "--data", server.data)
    say(server, token, room, "later")
    server.stop()
    for step in ("aside", "place"):
        run(binary, "restore", folder / "backup", "--data", server.data, "--force")
        aside = max(server.data.glob("before-restore-*"))
        fresh = server.data / ".restored"
        fresh.mkdir()
        # As it is when the database and half of the rest have moved.
        names = ["main.db", "files"] if step == "place" else ["main.db", "files", "vapid.pem"]
        for name in names:
            if (server.data / name).exists():
                shutil.move(server.data / name, fresh / name)
        if step == "aside":
            shutil.move(aside / "files", server.data / "files")
        (server.data / "restoring").write_text(f"{step} {aside.name}\n")
        code, said = server.run_to_end("--data", str(server.data))
        check(code == 1 and "run it once more" in said, f"{code} {said}")
        out, _ = run(binary, "restore", folder / "backup", "--data", server.data)
        check("finished" in out, out)
        check((aside / "files").exists() and (server.data / "files").exists(), "files are lost")
        server.start()
        check("later" not in texts_of(history(server, token, room)), "it is not the backup")
        say(server, token, room, "later")
        server.stop()


def restore_refusals(binary, folder):
    """A flipped bit, a missing file, a running server, data without --force: nothing is touched."""
    server = Server(binary, folder).start()
    token, room = fill(server, 10)
    backup = folder / "backup"
    run(binary, "backup", backup, "--data", server.data)
    _, said = run(binary, "restore", backup, "--data", server.data, "--force", code=2)
    check("used by another server" in said, said)
    server.stop()
    _, said = run(binary, "restore", backup, "--data", server.data, code=2)
    check("--force" in said, said)
    for name in ("main.db", next(backup.glob("files/*/*")).relative_to(backup)):
        bad = folder / "bad"
        shutil.copytree(backup, bad)
        data = bytearray((bad / name).read_bytes())
        data[len(data) // 2] ^= 1
        (bad / name).write_bytes(data)
        _, said = run(binary, "restore", bad, "--data", server.data, "--force", code=2)
        check(str(name) in said and "nothing was changed" in said, said)
        (bad / name).unlink()
        _, said = run(binary, "restore", bad, "--data", folder / "new", code=2)
        check("is missing" in said and not (folder / "new").exists(), said)
        shutil.rmtree(bad)
    run(binary, "restore", server.data, "--data", folder / "new", code=1)
    check(not list(server.data.glob("before-restore-*")), "something was moved")
    server.start()
    check(len(texts_of(history(server, token, room))) == 10, "messages are lost")
    server.stop()


def open_socket(server, token, opened):
    """Says hello with what a client has: (rooms by id, state by room, events pushed)."""
    socket = Socket(server.port, token)
    request = socket.send("hello", version=1, open=opened)
    while True:
        frame = socket.receive()
        if frame.get("re") == request:
            break
    answer = frame["ok"]
    return socket, {one["id"]: one for one in answer["rooms"]}, {
        room: (state, head) for room, state, head in answer["open"]}


def back_in_time(binary, folder):
    """A client that saw more than the restored store has notices, and no seq means two messages."""
    server = Server(binary, folder).start()
    _, anna = server.register("Anna")
    room = lobby_of(server, anna)["id"]
    _, bert = server.register("Bert")
    say(server, anna, room, *(f"kept {number}" for number in range(5)))
    group = server.ask("room.create", {"kind": "group", "title": "Green", "users": []}, anna)
    quiet = group["room"]["id"]
    run(binary, "backup", folder / "backup", "--data", server.data)
    taken = server.ask("room.state", {"room": room}, anna)["head"]
    seen = say(server, anna, room, "lost 1", "lost 2")
    lost = server.ask("room.create", {"kind": "group", "title": "Lost", "users": []}, anna)
    lost = lost["room"]["id"]
    say(server, anna, lost, "never said")
    epoch = server.ask("room.state", {"room": room}, anna)["epoch"]
    check(seen == taken + 2, f"{seen} after {taken}")
    server.stop()
    epochs = {epoch}
    for aside in (True, False, True):
        if not aside:  # what was lost is not there to be looked at
            shutil.rmtree(server.data)
        run(binary, "restore", folder / "backup", "--data", server.data,
            *(["--force"] if aside else []))
        server.start()
        socket, rooms, states = open_socket(server, anna, [[room, epoch, seen], [quiet, 1, 1]])
        check(states[room][0] == "reset" and states[quiet][0] == "reset", states)
        check(rooms[room]["epoch"] not in epochs, "the epoch was used before")
        check(rooms[quiet]["epoch"] == rooms[room]["epoch"], rooms[quiet])
        check(lost not in rooms, "a lost room is there")
        epochs.add(rooms[room]["epoch"])
        before = say(server, bert, room, "new 1")
        after = say(server, bert, room, "new 2")
        # Where nothing is known of what was lost, at least the first time is jumped over.
        check(before > (seen if aside else taken + 2) and after == before + 1,
              f"{before}, {after} after {seen}")
        events = history(server, anna, room)
        check([event["seq"] for event in events] == list(range(1, after + 1)), "holes")
        check(texts_of(events) == [f"kept {number}" for number in range(5)] + ["new 1", "new 2"],
              texts_of(events))
        pushed = []
        while not pushed or pushed[-1]["seq"] < after:
            pushed += [one for one in socket.receive().get("events", []) if one["room"] == room]
        check([one["seq"] for one in pushed] == list(range(pushed[0]["seq"], after + 1)), "a gap")
        socket.close()
        state = lobby_of(server, anna)
        check(state["unread"] == 2 and state["last"]["body"]["text"] == "new 2", state)
        # The number of the lost room is given out again, under the new epoch.
        again = server.ask("room.create", {"kind": "group", "title": "New", "users": []}, anna)
        check(again["room"]["id"] != lost or again["room"]["epoch"] == rooms[room]["epoch"], again)
        seen, epoch = after, rooms[room]["epoch"]
        check(server.stop() == 0, "does not end well")


ALL = [backup_under_load, backup_refusals, killed_backup, killed_restore, interrupted_change,
       restore_refusals, back_in_time]
