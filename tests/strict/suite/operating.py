# SPDX-License-Identifier: MIT
"""What those who run the server rely on: probes, the ids of requests, pictures that nobody uses."""
import json
import os
import pathlib
import re
import sqlite3
import struct
import threading
import time
import zlib

from .cases import Suite, check, equal
from .chat import Session, call, fresh_cmid, lobby_of, person
from .program import own_server, wait_for
from .wire import PATIENCE, Wire, ask, read_response, request

suite = Suite()


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (b"\x89PNG\r\n\x1a\n" +
       png_chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) +
       png_chunk(b"IDAT", zlib.compress(b"\0\0")) + png_chunk(b"IEND", b""))


@suite.case("operating.probes_need_no_host", "closed")
def probes_need_no_host(server):
    """Probes know the server by its address; the metrics only by one of this machine."""
    foreign, local = "10.1.2.3:8080", "localhost:8080"
    equal(ask(server, "GET", "/", host=foreign).status, 403)
    for path in ["/healthz", "/readyz"]:
        equal(ask(server, "GET", path, host=foreign).status, 200, path)
    equal(ask(server, "GET", "/metrics", host=local).status, 200)
    equal(ask(server, "GET", "/metrics", host="evil.example").status, 403)
    equal(ask(server, "GET", "/metrics", ["X-Forwarded-For: 203.0.113.9"], host=local).status, 403)


@suite.case("operating.request_ids", "closed")
def request_ids(server):
    """Every answer names its request, and so do the log lines about it."""
    ids = []
    with Wire(server) as wire:
        for data in [request("GET", "/healthz"), request("GET", "/no/such"),
                     request("GET", "/a/0123456789abcdef0123456789abcdef"),
                     request("POST", "/api/v1/server.info",
                             ["Content-Type: application/json", "Content-Length: 2"], b"{}"),
                     request("GET", "/", host="evil.example")]:
            wire.send(data)
            answer = read_response(wire)
            ids.append(answer.field("x-request-id"))
            check(re.fullmatch(r"[0-9a-f]{8}-[0-9]+", ids[-1]), f"id of {answer}")
    equal(len(set(ids)), len(ids))
    end = time.monotonic() + PATIENCE
    while not any(ids[-1] in line and "foreign host" in line
                  for line in server.tail().splitlines()):
        check(time.monotonic() < end, f"no line with {ids[-1]}: {server.tail()}")
        time.sleep(0.02)


@suite.case("operating.cookies_in_several_lines", "own")
def cookies_in_several_lines(server):
    """A proxy that speaks HTTP/2 to browsers may pass on one line for each cookie."""
    lines = ["Content-Type: application/json", "Content-Length: 2", "Cookie: theme=dark",
             f"Cookie: sid={person(server, 'baker').token}", "Cookie: last=1"]
    equal(ask(server, "POST", "/api/v1/session.list", lines, "{}").status, 200)


def upload(server, who):
    return ask(server, "POST", "/api/v1/avatar",
               [f"Authorization: Bearer {who.token}", f"Content-Length: {len(PNG)}"], PNG)


def pictures(server):
    return {path.stem: path for path in pathlib.Path(server.data / "data" / "blobs").rglob("*.png")}


@suite.case("operating.pictures.loose_ones_go", "own")
def loose_ones_go(server):
    """At its start the server deletes old pictures that nobody has, and no others."""
    who = person(server, "painter")
    used, loose, fresh = [json.loads(upload(server, who).body)["avatar"] for _ in range(3)]
    equal(call(server, "profile.set", {"avatar": used}, who.token)[0], 200)
    equal(server.stop(), 0)
    hours_ago = time.time() - 7200
    for name in [used, loose]:
        os.utime(pictures(server)[name], (hours_ago, hours_ago))
    server.start()
    end = time.monotonic() + PATIENCE
    while loose in pictures(server):
        check(time.monotonic() < end, "the loose picture is still there")
        time.sleep(0.02)
    equal(sorted(pictures(server)), sorted([used, fresh]))


@suite.case("operating.pictures.rate", "own")
def picture_rate(server):
    """One account keeps the disk neither busy nor full."""
    who = person(server, "flooder")
    began = time.monotonic()
    statuses = [upload(server, who).status for _ in range(60)]
    equal(sorted(set(statuses)), [200, 429])
    allowed = 20 + (time.monotonic() - began) / 3 + 1  # 20 a minute
    check(statuses.count(200) <= allowed, f"{statuses.count(200)} pictures were taken")
    equal(upload(server, person(server, "somebody else")).status, 200)


@suite.case("operating.slow_log", "own")
def slow_log(server):
    """What waits for the disk is told with its parts, without a word of what was written."""
    with own_server(server, "--log.slow_ms=150") as own:
        writer = person(own, "patient")
        send = {"room": lobby_of(Session(writer)), "cmid": fresh_cmid(), "text": "quick"}
        equal(call(own, "message.send", send, writer.token)[0], 200)
        check('kind="commit"' not in own.tail(), f"slow at once: {own.tail()}")
        # Whoever holds the database keeps the server from writing, as a busy disk does.
        holder = sqlite3.connect(own.data / "data" / "main.db", isolation_level=None, check_same_thread=False)
        holder.execute("BEGIN IMMEDIATE")
        threading.Timer(0.4, holder.rollback).start()
        equal(call(own, "message.send", {**send, "cmid": fresh_cmid(), "text": "mumbled"}, writer.token)[0], 200)
        lines = wait_for("the lines", lambda: [
            line for line in own.tail().splitlines()
            if "warning slow" in line] if 'what="message.send"' in own.tail() else [])
        holder.close()
        text = " ".join(lines)
        for kind in ("command", "commit"):
            check(re.search(rf'kind="{kind}" .*ms="[2-9]\d\d" .*store_ms="[2-9]\d\d" ', text), f"{kind}: {lines}")
        check("mumbled" not in own.tail(), f"a text in the log: {own.tail()}")
        counts = ask(own, "GET", "/metrics").body.decode()
        check('teahouse_slow_total{kind="command"} 0' not in counts, "no command is counted")
        check('teahouse_slow_total{kind="query"} 0' in counts, "a query is counted")


@suite.case("operating.live_view", "own")
def live_view(server):
    """Administrators see the sockets of all workers and the rooms in which somebody writes; page by page, and not all the time."""
    with own_server(server, "--workers=3") as own:
        owner = Session(person(own, "owner"))
        others = [Session(person(own, f"other{number}")) for number in range(5)]
        lobby = lobby_of(owner)
        for number in range(3):
            others[0].ok("message.send", room=lobby, cmid=fresh_cmid(), text=f"tea {number}")
        found, page = [], {"more": True}
        while page["more"]:
            behind = {"key": found[-1]["since"], "after": found[-1]["id"]} if found else {}
            page = owner.ok("admin.connections", order="newest", limit=4, **behind)
            equal(page["total"], 6)
            found += page["connections"]
        equal(sorted(one["user"] for one in found),
              sorted(one.welcome["user"]["id"] for one in [owner, *others]))
        equal(len({one["id"] for one in found}), 6)
        equal([one["since"] for one in found], sorted((one["since"] for one in found), reverse=True))
        for one in found:
            equal((one["address"], one["lagged"], one.get("secure")), ("127.0.0.1", 0, None), str(one))
            check(one["received"] > 100 and one["sent"] > 100 and one["device"] > 0, f"{one}")
        status, page = call(own, "admin.connections", {"limit": 4}, person(own, "owner").token)
        equal((status, [one["id"] for one in page["connections"]], page["more"]), (200, [one["id"] for one in found[:4]], True))
        for order in ("waiting", "lagged"):
            equal(len(owner.ok("admin.connections", order=order)["connections"]), 6)
        live = wait_for("a look that is not too soon", lambda: owner.request("admin.live").get("ok"))
        equal((live["total"], live["rooms"][0]["id"], live["rooms"][0]["minute"], live["rooms"][0]["online"]),
              (1, lobby, 3, 6), str(live))
        for op in ("admin.connections", "admin.live"):
            equal(others[0].error(op)["code"], "forbidden")
        errors = [owner.request("admin.live") for _ in range(12)]
        check(any(answer.get("error", {}).get("code") == "rate_limited" for answer in errors), f"{errors}")
