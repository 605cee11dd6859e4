# SPDX-License-Identifier: MIT
"""A relay of our own (coturn, by its path, on loopback), and the least client that can ask one (RFC 8656)."""
import base64
import contextlib
import hashlib
import hmac
import ipaddress
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import time
import zlib

from .cases import Failed, check

PROGRAM = "/usr/bin/turnserver"
CONFIG = pathlib.Path(__file__).resolve().parents[3] / "deploy/coturn.conf"
SECRET = "the secret of the tests"
COOKIE = 0x2112A442
ALLOCATE, REFRESH, CREATE_PERMISSION = 3, 4, 8
USERNAME, INTEGRITY, ERROR_CODE, LIFETIME, XOR_PEER, REALM, NONCE, RELAYED, FAMILY, TRANSPORT, FINGERPRINT = (
    0x0006, 0x0008, 0x0009, 0x000D, 0x0012, 0x0014, 0x0015, 0x0016, 0x0017, 0x0019, 0x8028)
SECONDS = 20.0


def credential(username, secret=SECRET):
    return base64.b64encode(hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()).decode()


def minted(seconds=600, who="1.2"):
    username = f"{int(time.time()) + seconds}:{who}"
    return username, credential(username)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def relay(folder, *lines, secret=SECRET):
    """coturn with the configuration that we ship, on 127.0.0.1; `lines` come on top. Gives its port."""
    check(os.path.exists(PROGRAM), f"no {PROGRAM}: tools/install test")
    port = free_port()
    low = 20000 + os.getpid() * 64 % 20000  # beside those of other runs
    config = folder / f"coturn-{port}.conf"
    config.write_text("\n".join([
        CONFIG.read_text(encoding="utf-8"), f"listening-port={port}", f"static-auth-secret={secret}",
        "listening-ip=127.0.0.1", "relay-ip=127.0.0.1", f"min-port={low}", f"max-port={low + 63}",
        f"pidfile={folder}/coturn-{port}.pid", f"userdb={folder}/none.db", *lines, ""]), encoding="utf-8")
    log = folder / f"coturn-{port}.log"
    with open(log, "wb") as out:
        process = subprocess.Popen([PROGRAM, "-c", str(config), "-l", "stdout"], stdout=out, stderr=out, cwd=folder)
    try:
        await_port(process, port, log)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.copy(log, folder / "coturn.log")


def await_port(process, port, log):
    """Until it answers over TCP and, which comes later, over UDP."""
    end = time.monotonic() + SECONDS
    binding = struct.pack(">HHI", 1, 0, COOKIE) + bytes(12)
    while time.monotonic() < end:
        check(process.poll() is None, f"coturn ended with {process.poll()}: {log.read_text(errors='replace')[-1500:]}")
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.settimeout(0.2)
            asking.connect(("127.0.0.1", port))
            asking.send(binding)
            asking.recv(2048)
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        time.sleep(0.02)
    raise Failed(f"coturn does not listen: {log.read_text(errors='replace')[-1500:]}")


class Refused(Exception):
    def __init__(self, code, text):
        super().__init__(f"{code} {text}")
        self.code = code


def attribute(kind, value):
    return struct.pack(">HH", kind, len(value)) + value + bytes(-len(value) % 4)


def xored(address, port, transaction):
    ip = ipaddress.ip_address(address)
    mask = struct.pack(">I", COOKIE) + transaction
    packed = bytes(a ^ b for a, b in zip(ip.packed, mask))
    return struct.pack(">BBH", 0, 1 if ip.version == 4 else 2, port ^ (COOKIE >> 16)) + packed


class Client:
    """One allocation over UDP, or over TCP."""

    def __init__(self, port, username, password, tcp=False):
        self.username, self.password = username, password
        self.realm = self.nonce = None
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM)
        self.socket.settimeout(SECONDS)
        self.socket.connect(("127.0.0.1", port))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def key(self):
        return hashlib.md5(f"{self.username}:{self.realm}:{self.password}".encode()).digest()

    def message(self, method, transaction, body):
        if self.nonce is not None:
            body += (attribute(USERNAME, self.username.encode()) + attribute(REALM, self.realm.encode()) +
                     attribute(NONCE, self.nonce))
            head = struct.pack(">HHI", method, len(body) + 24, COOKIE) + transaction
            body += attribute(INTEGRITY, hmac.new(self.key(), head + body, hashlib.sha1).digest())
        head = struct.pack(">HHI", method, len(body) + 8, COOKIE) + transaction
        return head + body + attribute(FINGERPRINT, struct.pack(">I", zlib.crc32(head + body) ^ 0x5354554E))

    def received(self):
        if self.socket.type == socket.SOCK_DGRAM:
            return self.socket.recv(2048)
        data = b""
        while len(data) < 20 or len(data) < 20 + struct.unpack(">H", data[2:4])[0]:
            more = self.socket.recv(2048)
            check(more, "the relay closed the connection")
            data += more
        return data

    def once(self, method, body):
        """The attributes of the answer; Refused."""
        transaction = os.urandom(12)
        self.socket.send(self.message(method, transaction, body(transaction)))
        data = self.received()
        kind, length = struct.unpack(">HH", data[:4])
        check(data[8:20] == transaction, "an answer to something else")
        found, at = {}, 20
        while at < 20 + length:
            name, size = struct.unpack(">HH", data[at:at + 4])
            found.setdefault(name, data[at + 4:at + 4 + size])
            at += 4 + size + -size % 4
        if kind == method | 0x0110:
            code = found[ERROR_CODE]
            raise_with(found, code[2] * 100 + code[3], code[4:].decode(errors="replace"))
        check(kind == method | 0x0100, f"a message of kind {kind:#x}")
        return found

    def ask(self, method, body=lambda _: b""):
        """With credentials: the first time the relay says its realm and nonce."""
        try:
            return self.once(method, body)
        except Refused as refused:
            if refused.code not in (401, 438) or self.nonce == refused.found.get(NONCE):
                raise
            first = self.nonce is None
            self.nonce = refused.found[NONCE]
            self.realm = refused.found[REALM].decode()
            if not first and refused.code == 401:
                raise
        return self.once(method, body)

    def allocate(self, family=None):
        """The seconds that the allocation lives."""
        more = attribute(FAMILY, bytes([family, 0, 0, 0])) if family else b""
        found = self.ask(ALLOCATE, lambda _: attribute(TRANSPORT, bytes([17, 0, 0, 0])) + more)
        check(RELAYED in found, f"an allocation without an address: {found}")
        return struct.unpack(">I", found[LIFETIME])[0]

    def permit(self, address):
        self.ask(CREATE_PERMISSION, lambda transaction: attribute(XOR_PEER, xored(address, 0, transaction)))


def raise_with(found, code, text):
    refused = Refused(code, text)
    refused.found = found
    raise refused
