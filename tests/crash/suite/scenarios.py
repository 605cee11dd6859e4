# SPDX-License-Identifier: MIT
"""A full disk, a damaged database, a port or folder in use, draining."""
from .server import OWN_ENGINE_THREAD, Server, check, history, wait_for
from .socket_client import Gone, Socket


def write_config(folder, limit_kb):
    (folder / "teahouse.toml").write_text(f"[test]\ndisk_limit_kb = {limit_kb}\n")


def send(server, token, room, number):
    return server.post("message.send", {"room": room, "cmid": f"message-{number:06}",
                                        "text": f"{number} " + "x" * 8000}, token)


def full_disk(binary, folder):
    """Sends are refused, reading goes on, writing comes back by itself; nothing refused is kept."""
    write_config(folder, 0)
    server = Server(binary, folder, ["--config", str(folder / "teahouse.toml")]).start()
    _, token = server.register("Anna")
    room = server.ask("room.list", {"scope": "mine"}, token)["rooms"][0]["id"]
    check(send(server, token, room, 0)[0] == 200, "a first message is refused")
    write_config(folder, 512)
    server.hang_up()
    acked, number = {0: None}, 1

    def refused():
        nonlocal number
        status, body = send(server, token, room, number)
        if status == 200:
            acked[number] = body["seq"]
            number += 1
            return False
        check(status == 503 and body["error"]["code"] == "read_only", f"{status} {body}")
        return True

    wait_for("a full disk", refused)
    texts = [event["body"]["text"].split()[0] for event in history(server, token, room)
             if event["kind"] == "text"]
    check(texts == [str(one) for one in acked], f"kept {texts[-3:]}, acknowledged up to {number}")
    write_config(folder, 0)
    server.hang_up()
    wait_for("space", lambda: send(server, token, room, number)[0] == 200)
    server.kill()
    server.start()
    kept = [event for event in history(server, token, room) if event["kind"] == "text"]
    check(len(kept) == len(acked) + 1, f"{len(kept)} kept, {len(acked) + 1} acknowledged")
    check(server.stop() == 0, "does not end well")


def corrupt_database(binary, folder):
    """Refuses to start, names the file and says what to do."""
    server = Server(binary, folder).start()
    _, token = server.register("Anna")
    room = server.ask("room.list", {"scope": "mine"}, token)["rooms"][0]["id"]
    for number in range(50):
        send(server, token, room, number)
    check(server.stop() == 0, "does not end well")
    path = server.data / "main.db"
    damaged = bytearray(path.read_bytes())
    for at in range(0, min(len(damaged), 64 * 1024)):
        damaged[at] ^= 0x5A
    path.write_bytes(damaged)
    code, said = server.run_to_end("--data", str(server.data))
    check(code not in (0, None) and code > 0, f"exit code {code}")
    check("main.db" in said and len(said.splitlines()) == 1, said)
    check("backup" in said or "move" in said, f"does not say what to do: {said}")


def damaged_while_running(binary, folder):
    """Nothing is written any more, and /readyz says why; the server stays up."""
    server = Server(binary, folder).start()
    _, token = server.register("Anna")
    room = server.ask("room.list", {"scope": "mine"}, token)["rooms"][0]["id"]
    for number in range(50):
        send(server, token, room, number)
    check(server.stop() == 0, "does not end well")
    server.start()
    check(server.get("/readyz")[0] == 200, "is not ready")
    path = server.data / "main.db"
    with open(path, "r+b") as file:
        size = path.stat().st_size
        file.seek(4096)  # the first page is read again and again
        file.write(b"\x5A" * (size - 4096))
    status, body = send(server, token, room, 50)
    check(status == 503, f"{status} {body}")
    status, said = server.get("/readyz")
    check(status == 503 and "damaged" in said, f"{status} {said}")
    check(server.get("/healthz")[0] == 200, "does not live")
    check(server.stop() == 0, "does not end well")


def things_in_use(binary, folder):
    """A port or a data folder that is taken: one clear line, exit code 2."""
    server = Server(binary, folder).start()
    code, said = server.run_to_end("-p", str(server.port), "--data", str(folder / "other"))
    check(code == 2 and str(server.port) in said and len(said.splitlines()) == 1, f"{code} {said}")
    code, said = server.run_to_end("--data", str(server.data))
    check(code == 2 and str(server.data) in said and len(said.splitlines()) == 1, f"{code} {said}")
    check(server.stop() == 0, "does not end well")


def draining(binary, folder, flags=()):
    """SIGTERM: accepted messages are answered, clients are told to come back, and find all."""
    server = Server(binary, folder, flags).start()
    _, token = server.register("Anna")
    room = server.ask("room.list", {"scope": "mine"}, token)["rooms"][0]["id"]
    socket = Socket(server.port, token)
    socket.send("hello", version=1, open=[[room, 1, 0]])
    while "re" not in socket.receive():
        pass
    waiting = {socket.send("message.send", room=room, cmid=f"drained-{number:04}",
                           text=f"drained {number}"): number for number in range(20)}
    answered, noticed, code = [], None, None
    while not answered:
        frame = socket.receive()
        if "re" in frame:
            answered.append(waiting[frame["re"]])
    server.process.terminate()
    try:
        while True:
            frame = socket.receive()
            if "re" in frame:
                check("ok" in frame, f"refused while draining: {frame}")
                answered.append(waiting[frame["re"]])
            noticed = frame if "notice" in frame else noticed
    except Gone as gone:
        code = gone.code
    check(code == 4012, f"close code {code}")
    check(noticed and noticed["notice"] == "draining" and noticed["retry_after"] > 0, f"{noticed}")
    check(server.process.wait(60) == 0, "does not end well")
    server.start()
    texts = [event["body"]["text"] for event in history(server, token, room)
             if event["kind"] == "text"]
    check(set(f"drained {number}" for number in answered) <= set(texts), "an answered one is lost")
    check(len(texts) == len(set(texts)), "one is doubled")
    server.stop()


def draining_with_an_engine_thread(binary, folder):
    """The same where the engine has a thread of its own."""
    draining(binary, folder, OWN_ENGINE_THREAD)


ALL = [full_disk, corrupt_database, damaged_while_running, things_in_use, draining,
       draining_with_an_engine_thread]
