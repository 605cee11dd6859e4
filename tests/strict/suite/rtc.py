# SPDX-License-Identifier: MIT
"""The UDP port of calls, as strangers see it: plain STUN is answered, all else is not."""
import random
import re
import select
import socket
import struct
import time
import zlib

from .cases import Suite, check, equal
from .program import own_server
from .wire import PATIENCE, ask

suite = Suite()

COOKIE = 0x2112A442
ANSWERED = 0x0101


def metric(server, name):
    text = ask(server, "GET", "/metrics", host="localhost").body.decode()
    found = re.search(rf"^teahouse_rtc_{name} (\d+)", text, re.MULTILINE)
    return int(found[1]) if found else None


def binding(transaction, attributes=b""):
    return struct.pack(">HHI", 1, len(attributes), COOKIE) + transaction + attributes


def fingerprint(message):
    """The message with FINGERPRINT at its end."""
    size = struct.pack(">H", len(message) - 20 + 8)
    message = message[:2] + size + message[4:]
    return message + struct.pack(">HHI", 0x8028, 4, zlib.crc32(message) ^ 0x5354554E)


def udp(host="127.0.0.1"):
    one = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    one.bind((host, 0))
    return one


def asked(one, port, message, host="127.0.0.1"):
    """(type, attributes) of the answer, whose transaction and source are right."""
    end = time.monotonic() + PATIENCE
    while True:
        one.sendto(message, (host, port))
        # In a flood it may be lost like any other.
        if select.select([one], [], [], 0.5)[0]:
            break
        check(time.monotonic() < end, "no answer")
    answer, source = one.recvfrom(2048)
    equal(source[:2], (host, port), "the answer's source")
    kind, size, cookie = struct.unpack_from(">HHI", answer)
    equal((size, cookie, answer[8:20]), (len(answer) - 20, COOKIE, message[8:20]), "the header")
    attributes, at = {}, 20
    while at < len(answer):
        number, length = struct.unpack_from(">HH", answer, at)
        attributes[number] = answer[at + 4:at + 4 + length]
        at += 4 + (length + 3) // 4 * 4
    equal(at, len(answer), "the attributes end with the message")
    return kind, attributes, answer


@suite.case("rtc.binding.tells_the_source")
def tells_the_source(server):
    """XOR-MAPPED-ADDRESS is the address and port that the request came from."""
    port = metric(server, "port")
    check(port, "no port of calls")
    with udp() as one:
        kind, attributes, _ = asked(one, port, binding(b"transaction1"))
        equal((kind, list(attributes)), (ANSWERED, [0x0020]))
        family, port_xor, address_xor = struct.unpack(">HHI", attributes[0x0020])
        equal(family, 1)
        equal(port_xor ^ COOKIE >> 16, one.getsockname()[1])
        equal(address_xor ^ COOKIE, 0x7F000001)


@suite.case("rtc.binding.fingerprint")
def answers_with_fingerprint(server):
    """Who seals the request has the answer sealed; a wrong seal has none."""
    with udp() as one:
        _, attributes, answer = asked(one, metric(server, "port"),
                                      fingerprint(binding(b"transaction2")))
        equal(list(attributes), [0x0020, 0x8028])
        equal(fingerprint(answer[:-8]), answer)
        broken = bytearray(fingerprint(binding(b"transaction2")))
        broken[-1] ^= 1
        one.sendto(broken, ("127.0.0.1", metric(server, "port")))
        asked(one, metric(server, "port"), binding(b"the next one"))


@suite.case("rtc.binding.unknown_attributes")
def names_unknown_attributes(server):
    """What must be understood and is not is named in a 420: also the way to have answers sent elsewhere."""
    change_request = struct.pack(">HHI", 0x0003, 4, 6)
    with udp() as one:
        kind, attributes, _ = asked(one, metric(server, "port"),
                                    binding(b"transaction3", change_request))
        equal(kind, 0x0111)
        equal(attributes[0x0009][:4], b"\0\0\x04\x14")
        equal(attributes[0x000A], b"\0\x03")


@suite.case("rtc.garbage_is_not_answered")
def ignores_garbage(server):
    """Neither what is broken, nor what is for others, nor what only looks like media."""
    port = metric(server, "port")
    username = struct.pack(">HH", 0x0006, 3) + b"a:b\0"
    garbage = [b"", b"\0", b"hello", binding(b"transaction4")[:-1], binding(b"transaction4") + b"\0",
               binding(b"transaction4", b"\0\x24\0\x04"), binding(b"transaction4", username),
               struct.pack(">HHI", 0x0101, 0, COOKIE) + b"transaction4",
               struct.pack(">HHI", 0x0011, 0, COOKIE) + b"transaction4",
               struct.pack(">HHI", 0x0003, 0, COOKIE) + b"transaction4",
               struct.pack(">HHI", 1, 0, 0) + b"transaction4",
               b"\x16\xfe\xff" + bytes(60), b"\x80\x6f" + bytes(60), b"\x80\xc8\0\x01" + bytes(60),
               b"\xff" * 1500, bytes(9000)]
    with udp() as one:
        for one_of_them in garbage:
            one.sendto(one_of_them, ("127.0.0.1", port))
        # It is read in order: the answer to this one is the first.
        asked(one, port, binding(b"the next one"))
        check(not select.select([one], [], [], 0)[0], "something was answered")
    server.check_alive()


@suite.case("rtc.binding.rate", "own")
def answers_at_a_rate(server):
    """One address is answered so often and no more; another one all the same."""
    port = metric(server, "port")
    with udp() as one, udp("127.0.0.2") as other:
        for number in range(200):
            one.sendto(binding(b"%012d" % number), ("127.0.0.1", port))
        for message in [b"somebodyelse", b"and once more"[:12]]:
            asked(other, port, binding(message))  # the second one after all answers to the first
        answered = 0
        while select.select([one], [], [], 0)[0]:
            one.recv(2048)
            answered += 1
        check(20 <= answered <= 60, f"{answered} of 200 were answered")
        check(metric(server, "bindings_limited_total") >= 140, "the others are counted")


@suite.case("rtc.flood", "own")
def survives_a_flood(server):
    """100,000 datagrams of noise take no memory, and others are served meanwhile."""
    port = metric(server, "port")
    noise = random.Random(7)
    kinds = [noise.randbytes(noise.randrange(1, 1400)) for _ in range(64)]
    kinds += [bytes([first]) + noise.randbytes(200) for first in range(0, 256, 4)]

    def flood(count):
        for number in range(count):
            one.sendto(kinds[number % len(kinds)], ("127.0.0.1", port))

    with udp() as one, udp("127.0.0.3") as other:
        flood(20_000)
        asked(other, port, binding(b"in between 1"))
        before = server.resident_kb()
        flood(100_000)
        asked(other, port, binding(b"in between 2"))
        grown = server.resident_kb() - before
    check(grown < 2_048, f"memory grew by {grown} KB")
    check(metric(server, "received_total") > 10_000, "the noise did not come")
    equal(ask(server, "GET", "/healthz").status, 200)


@suite.case("rtc.port", "plain")
def ports(server):
    """Off is off; a port in use is a warning and no more; a number is that number."""
    with own_server(server, "--rtc.port=off") as off:
        equal(metric(off, "port"), None)
    with udp() as taken:
        number = taken.getsockname()[1]
        with own_server(server, f"--rtc.port={number}") as without:
            equal(metric(without, "port"), None)
            check("no port for media" in without.tail(), without.tail())
            equal(ask(without, "GET", "/healthz").status, 200)
    with own_server(server, f"--rtc.port={number}") as free:
        equal(metric(free, "port"), number)
