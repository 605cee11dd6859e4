# SPDX-License-Identifier: MIT
"""Downloads that a proxy sends itself: told to trusted proxies only, and only after the same checks."""
from .cases import Suite, check, equal
from .chat import fresh_cmid, lobby_of, person, Session
from .files import get, png, upload
from .program import own_server
from .wire import ask

suite = Suite()
ACCEL = "x-accel-redirect"


def sent(server, who):
    file = upload(server, who, png(), "tea.png")
    session = Session(who)
    session.ok("message.send", room=lobby_of(session), cmid=fresh_cmid(), kind="image", file={"id": file})
    return file


@suite.case("files.accel.by_proxy")
def by_proxy(server):
    with own_server(server, "--accel=/stored", "--proxies=127.0.0.1") as own:
        anna = person(own, "accel-anna")
        file = sent(own, anna)
        answer = get(own, anna, f"/f/{file}/tea.png")
        equal((answer.status, answer.body), (200, b""))
        place = answer.field(ACCEL)
        stored = own.data / "data" / "files" / place.removeprefix("/stored/")
        check(place.startswith("/stored/") and ".." not in place, place)
        equal(stored.read_bytes(), png(), "what the proxy would send")
        equal(answer.field("content-type"), "image/png")
        check("tea.png" in answer.field("content-disposition"), "no name")
        equal(answer.field("cache-control"), "private, no-cache")
        # The proxy cuts parts out itself.
        part = get(own, anna, f"/f/{file}", "Range: bytes=0-3")
        equal((part.status, part.field("content-range"), part.field(ACCEL)), (200, "", place))
        known = get(own, anna, f"/f/{file}", f"If-None-Match: {answer.field('etag')}")
        equal((known.status, known.field(ACCEL)), (304, ""))


@suite.case("files.accel.rights")
def rights(server):
    """Strangers learn no place, whether there is such a file or not."""
    with own_server(server, "--accel=/stored", "--proxies=127.0.0.1") as own:
        anna, bob = person(own, "accel-anna"), person(own, "accel-bob")
        unsent = upload(own, anna, b"secret")
        for answer in (get(own, bob, f"/f/{unsent}"), get(own, bob, "/f/" + "0" * 32),
                       ask(own, "GET", f"/f/{unsent}")):
            check(answer.status in (401, 404), answer.status)
            equal(answer.field(ACCEL), "")


@suite.case("files.accel.without_proxy")
def without_proxy(server):
    """Whoever comes without the proxy gets the bytes from the server."""
    with own_server(server, "--accel=/stored") as own:
        anna = person(own, "accel-anna")
        answer = get(own, anna, f"/f/{sent(own, anna)}")
        equal((answer.status, answer.body, answer.field(ACCEL)), (200, png(), ""))
