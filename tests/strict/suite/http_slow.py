# SPDX-License-Identifier: MIT
"""Slow and silent peers, against a server whose times are short."""
import time

from .cases import Failed, Suite, check, equal
from .websocket import PONG, TEXT, WebSocket, close_frame, frame, upgrade_request
from .wire import Closed, Wire, read_response, request

suite = Suite()
TOO_LONG = 8.0  # all times of this server are below one second
JSON = "Content-Type: application/json"


def within(started, seconds=TOO_LONG):
    took = time.monotonic() - started
    check(took < seconds, f"took {took:.1f} s")


def drip(wire, data, pause=0.1):
    """Sends byte by byte until the server has had enough; True if it had."""
    for index in range(len(data)):
        try:
            wire.send(data[index:index + 1])
        except Closed:
            return True
        try:
            wire.more(pause)
            return True
        except TimeoutError:
            continue
        except Closed:
            return True
    return False


@suite.case("http.slow.head", profile="hasty")
def slow_head(server):
    """A byte now and then does not buy more time."""
    started = time.monotonic()
    with Wire(server) as wire:
        check(drip(wire, request(fields=["X: " + "a" * 200])), "the server waited")
        within(started)
        equal(read_response(wire).status, 408)
        wire.expect_end()


@suite.case("http.slow.head.second_request", profile="hasty")
def slow_second_head(server):
    started = time.monotonic()
    with Wire(server) as wire:
        wire.send(request())
        equal(read_response(wire).status, 200)
        check(drip(wire, request(fields=["X: " + "a" * 200])), "the server waited")
        within(started)


@suite.case("http.slow.head.never_ends", profile="hasty")
def head_never_ends(server):
    with Wire(server) as wire:
        wire.send(b"GET / HTTP/1.1\r\nHost: a\r\n")
        equal(read_response(wire).status, 408)
        wire.expect_end()


@suite.case("http.slow.nothing_at_all", profile="hasty")
def nothing_at_all(server):
    with Wire(server) as wire:
        wire.expect_end()


@suite.case("http.slow.idle_after_request", profile="hasty")
def idle_after_request(server):
    with Wire(server) as wire:
        wire.send(request())
        equal(read_response(wire).status, 200)
        wire.expect_silence(0.2)
        wire.expect_end()


@suite.case("http.slow.body", profile="hasty")
def slow_body(server):
    """Ten bytes a second are less than the least rate of 1 KB/s."""
    started = time.monotonic()
    with Wire(server) as wire:
        wire.send(request("POST", "/api/v1/login", [JSON, "Content-Length: 1000"]))
        check(drip(wire, b"x" * 200), "the server waited")
        within(started)
        equal(read_response(wire).status, 408)
        wire.expect_end()


@suite.case("http.slow.body.chunked", profile="hasty")
def slow_chunks(server):
    with Wire(server) as wire:
        wire.send(request("POST", "/api/v1/login", [JSON, "Transfer-Encoding: chunked"]))
        check(drip(wire, b"1\r\nx\r\n" * 50), "the server waited")
        equal(read_response(wire).status, 408)


@suite.case("http.slow.body.fast_enough", profile="hasty")
def fast_enough(server):
    """A body that takes long because it is long is fine."""
    body = b" " * 12_000
    with Wire(server) as wire:
        wire.send(request("POST", "/api/v1/login", [JSON, f"Content-Length: {len(body)}"]))
        for start in range(0, len(body), 600):
            wire.send(body[start:start + 600])
            time.sleep(0.05)
        equal(read_response(wire).status, 400)


@suite.case("http.slow.hello", profile="hasty")
def slow_hello(server):
    """A socket that does not log in is closed, even if it keeps talking pings."""
    started = time.monotonic()
    with WebSocket(server, "/ws") as ws:
        event = ws.event()
        while event[0] == "ping":
            event = ws.event()
        equal(event[:2], ("close", 4001))
    within(started)
    with WebSocket(server, "/ws") as ws:
        while time.monotonic() < started + TOO_LONG:
            ws.send_until_closed(frame(9, b"x"))
            event = ws.event()
            if event[0] == "close":
                equal(event[1], 4001)
                return
    raise Failed("pings keep an unauthenticated socket open")


@suite.case("http.slow.pings", profile="hasty")
def pings(server):
    """The server asks whether a silent client is there, and lets it go if not."""
    started = time.monotonic()
    with WebSocket(server) as ws:
        count = 0
        while True:
            event = ws.event()
            if event[0] != "ping":
                break
            count += 1
        check(count >= 1, "no ping came")
        equal(event[0], "close")
    within(started)


@suite.case("http.slow.pongs_keep_open", profile="hasty")
def pongs_keep_open(server):
    with WebSocket(server) as ws:
        for _ in range(6):
            event = ws.event()
            equal(event[0], "ping")
            ws.send(frame(PONG, event[1]))
        ws.send(frame(TEXT, "still here"))
        ws.expect(("text", "still here"))


@suite.case("http.slow.close_not_answered", profile="hasty")
def close_not_answered(server):
    """The server does not wait for ever for the closing handshake to end."""
    with WebSocket(server) as ws:
        ws.send(frame(3))
        ws.expect_close(1002)
    with WebSocket(server) as ws:
        ws.send(close_frame(1000))
        ws.expect_close(1000)


@suite.case("http.slow.many", profile="hasty")
def many(server):
    """Two hundred slow peers do not keep others waiting, and leave nothing behind."""
    wires = [Wire(server) for _ in range(200)]
    try:
        for number, wire in enumerate(wires):
            wire.send(b"GET / HT" if number % 2 else upgrade_request()[:-2])
        started = time.monotonic()
        with Wire(server) as wire:
            wire.send(request())
            equal(read_response(wire).status, 200)
        within(started, 2.0)
        for wire in wires:
            equal(read_response(wire).status, 408)
    finally:
        for wire in wires:
            wire.socket.close()
