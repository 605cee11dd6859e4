# SPDX-License-Identifier: MIT
"""Previews of links: what the server asks pages that people name, what it believes of them, where it never goes."""
import gzip
import http.server
import re
import struct
import threading
import time
import zlib

from .cases import Suite, check, equal
from .chat import call, person
from .files import png
from .notify import ok, say
from .wire import ask

suite = Suite()
HTML = "text/html; charset=utf-8"


class Pages:
    """Pages of this machine: path -> (status, fields, body), or a function of the handler."""

    def __init__(self, pages):
        self.pages, self.requests = pages, []
        self.lock = threading.Lock()
        self.over = threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                with outer.lock:
                    outer.requests.append((self.path, dict(self.headers)))
                try:
                    page = outer.pages.get(self.path, (404, {}, b""))
                    if callable(page):
                        return page(self)
                    self.answer(*page)
                except OSError:
                    pass  # it has heard enough

            def answer(self, status, fields, body):
                self.send_response(status)
                for name, value in {"Content-Type": HTML, "Content-Length": str(len(body)), **fields}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def url(self, path="", host="127.0.0.1"):
        return f"http://{host}:{self.server.server_port}{path}"

    def paths(self):
        return [path for path, _ in self.requests]


def page(title="Tea", more="", **fields):
    return 200, fields, f"<title>{title}</title>{more}".encode()


def room_of(who, title):
    return ok(who, "room.create", kind="group", title=title, users=[])["room"]["id"]


def cards(who, room, *texts):
    """The cards of messages that say this, in their order."""
    seqs = [say(who, room, text) for text in texts]
    found = {one["seq"]: one["cards"] for one in ok(who, "preview.get", room=room, seqs=seqs)["cards"]}
    return [found.get(seq, []) for seq in seqs]


def get(server, path, token=None):
    return ask(server, "GET", path, [f"Authorization: Bearer {token}"] if token else [])


@suite.case("previews.card", "carded")
def card(server):
    """A page becomes a card; its picture is there for people who are logged in, and safe."""
    ann = person(server, "cards ann")
    room = room_of(ann, "cards")
    picture = png(40, 30, text=b"taken at 52.5N 13.4E")
    more = ("<meta property=og:site_name content='茶馆'><meta property=og:image content='pic?a=1&amp;b=2'>"
            "<meta name=description content='&lt;b&gt; green  tea'>")
    with Pages({"/a": page(more=more), "/pic?a=1&b=2": (200, {"Content-Type": "image/jpeg"}, picture)}) as pages:
        url = pages.url("/a")
        (found,), = cards(ann, room, f"look: {url}#part, please")
        image = found.pop("image")
        equal(found, {"url": url + "#part", "site": "茶馆", "title": "Tea", "text": "<b> green tea",
                      "width": 40, "height": 30})
        agent = pages.requests[0][1]["User-Agent"]
        check("Teahouse/" in agent, agent)
        check(not {"Cookie", "Authorization", "Referer"} & set(pages.requests[0][1]), f"{pages.requests}")
    answer = get(server, f"/p/{image}", ann.token)
    equal((answer.status, answer.field("content-type")), (200, "image/png"))
    check(b"52.5N" not in answer.body, "metadata stays")
    equal(answer.field("x-content-type-options"), "nosniff")
    check("sandbox" in answer.field("content-security-policy"), "sandbox")
    check("immutable" in answer.field("cache-control") and "private" in answer.field("cache-control"), "cache")
    equal(get(server, f"/p/{image}").status, 401)
    for other in ["/p/", "/p/main.db", f"/p/{image[:-1]}", "/p/" + "0" * 32, f"/a/{image}"]:
        equal(get(server, other, ann.token).status, 404, other)


@suite.case("previews.once", "carded")
def once(server):
    """However many ask for a page, it is asked once; so is one that is not there."""
    ann = person(server, "once ann")
    room = room_of(ann, "once")
    with Pages({"/a": page()}) as pages:
        seqs = [say(ann, room, pages.url("/a")), say(ann, room, pages.url("/none"))]
        threads = [threading.Thread(target=call, args=(server, "preview.get", {"room": room, "seqs": seqs}, ann.token))
                   for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal([len(one["cards"]) for one in ok(ann, "preview.get", room=room, seqs=seqs)["cards"]], [1, 0])
        equal(sorted(pages.paths()), ["/a", "/none"])


@suite.case("previews.few_at_once", "carded")
def few_at_once(server):
    """One host is asked for two pages at a time, whoever names them."""
    ann = person(server, "few ann")
    room = room_of(ann, "few")

    now, most, lock = [0], [0], threading.Lock()

    def slow(handler):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.1)
        with lock:
            now[0] -= 1  # before the answer: whoever has it may ask for the next
        handler.answer(*page())

    with Pages({f"/{i}": slow for i in range(12)}) as pages:
        texts = [" ".join(pages.url(f"/{3 * i + j}") for j in range(3)) for i in range(4)]
        equal([len(one) for one in cards(ann, room, *texts)], [3, 3, 3, 3])
        equal(most[0], 2)


@suite.case("previews.slow_pages", "carded")
def slow_pages(server):
    """Who answers slowly or never holds up nobody: after some seconds there is what is there."""
    ann = person(server, "slow ann")
    room = room_of(ann, "slow")

    def never(_):
        pages.over.wait(20)

    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", HTML)
        handler.end_headers()
        while not pages.over.wait(0.05):
            handler.wfile.write(b"<p>")

    picture = "<meta property=og:image content=/never>"
    with Pages({"/never": never, "/drip": drip, "/a": page("Quick"), "/b": page("Picture", picture)}) as pages:
        began = time.monotonic()
        found = cards(ann, room, pages.url("/a"), pages.url("/never", "localhost"), pages.url("/drip", "localhost"),
                      pages.url("/b"))
        took = time.monotonic() - began
        equal([[one["title"] for one in each] for each in found], [["Quick"], [], [], ["Picture"]])
        check("image" not in found[3][0], "a picture that never came")
        check(took < 9, f"it took {took:.1f} s")
    # The chat went on meanwhile, and goes on.
    ok(ann, "history", room=room)


@suite.case("previews.hostile_pages", "carded")
def hostile_pages(server):
    ann = person(server, "hostile ann")
    room = room_of(ann, "hostile")
    bomb = gzip.compress(b"<title>Bomb</title>" + b" " * (64 << 20))
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    huge = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    picture = "<meta property=og:image content=/{}>"
    pages_of = {
        "/bomb": (200, {"Content-Encoding": "gzip"}, bomb),
        "/text": (200, {"Content-Type": "text/plain"}, b"<title>Tea</title>"),
        "/loop": (302, {"Location": "/loop"}, b""),
        "/file": (302, {"Location": "file:///etc/passwd"}, b""),
        "/gbk": (200, {"Content-Type": "text/html"}, "<meta charset=gbk><title>龙井茶</title>".encode("gbk")),
        "/script": page("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "/1": page("SVG", picture.format("svg")), "/svg": (200, {"Content-Type": "image/svg+xml"}, b"<svg/>"),
        "/2": page("HTML", picture.format("html")), "/html": (200, {"Content-Type": "image/png"}, b"<script>"),
        "/3": page("Huge", picture.format("huge")), "/huge": (200, {"Content-Type": "image/png"}, huge),
        "/4": page("File", "<meta property=og:image content='file:///etc/passwd'>"),
        "/5": page("Broken", "<meta property=og:image content='http://['>"),
    }
    with Pages(pages_of) as pages:
        for path, title in [("/bomb", "Bomb"), ("/text", None), ("/loop", None), ("/file", None), ("/gbk", "龙井茶"),
                            ("/script", "<script>alert(1)</script>"), ("/1", "SVG"), ("/2", "HTML"), ("/3", "Huge"),
                            ("/4", "File"), ("/5", "Broken")]:
            found, = cards(ann, room, pages.url(path))
            equal([one["title"] for one in found], [title] if title else [], path)
            check(all("image" not in one for one in found), f"{path}: a picture")
        equal(pages.paths().count("/loop"), 4)
    check(server.resident_kb() < 400_000, f"{server.resident_kb()} kB")


@suite.case("previews.private_addresses", "careful")
def private_addresses(server):
    """Without the switch for tests no address of this machine is asked, however it is written."""
    ann = person(server, "careful ann")
    room = room_of(ann, "careful")
    with Pages({}) as pages:
        hosts = ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "0177.1", "0",
                 "127.1", "LOCALHOST"]
        texts = [" ".join(pages.url("/", host) for host in hosts[i:i + 3]) for i in range(0, len(hosts), 3)]
        equal(cards(ann, room, *texts), [[], [], [], []])
        equal(pages.requests, [])
    for target in ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/"]:
        began = time.monotonic()
        equal(cards(ann, room, target), [[]])
        check(time.monotonic() - began < 3, f"{target} was tried")


@suite.case("previews.rights", "carded")
def rights(server):
    """Links of messages that one may not read make the server ask nothing."""
    ann, eve = person(server, "rights ann"), person(server, "rights eve")
    room = room_of(ann, "rights")
    with Pages({"/a": page(), "/b": page()}) as pages:
        seq = say(ann, room, pages.url("/a"))
        status, answer = call(server, "preview.get", {"room": room, "seqs": [seq]}, eve.token)
        equal((status, answer["error"]["code"]), (403, "not_a_member"))
        ok(ann, "message.recall", room=room, ref=seq, cmid="previews-recall-1")
        equal(ok(ann, "preview.get", room=room, seqs=[seq])["cards"], [])
        later = say(ann, room, pages.url("/b"))
        ok(ann, "room.invite", room=room, users=[eve.id])
        equal(ok(eve, "preview.get", room=room, seqs=[seq, later])["cards"], [])
        equal(pages.requests, [])


@suite.case("previews.off", "plain")
def off(server):
    """As it comes, the server asks nobody anything."""
    ann = person(server, "off ann")
    room = room_of(ann, "off")
    with Pages({"/a": page()}) as pages:
        seq = say(ann, room, pages.url("/a"))
        equal(ok(ann, "preview.get", room=room, seqs=[seq])["cards"], [])
        equal(pages.requests, [])
    equal(get(server, "/p/" + "0" * 32, ann.token).status, 404)


@suite.case("previews.metrics", "carded")
def metrics(server):
    answer = get(server, "/metrics")
    for name in ["found_total", "failed_total", "dropped_total", "waiting", "picture_bytes"]:
        check(re.search(rf"^teahouse_previews_{name} \d+", answer.body.decode(), re.M), name)
