# SPDX-License-Identifier: MIT
"""What a browser and a push service do with a message (RFC 8291, RFC 8292): P-256 by hand, so that the tests need nothing
but Python and the openssl command (for AES)."""
import base64
import hashlib
import hmac
import json
import secrets
import subprocess

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
A = P - 3
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def add(one, other):
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P) if one == other else (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def multiply(times, point):
    total = None
    while times:
        if times & 1:
            total = add(total, point)
        point, times = add(point, point), times >> 1
    return total


def to_bytes(point):
    return b"\4" + point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")


def from_bytes(data):
    return int.from_bytes(data[1:33], "big"), int.from_bytes(data[33:65], "big")


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


class Browser:
    """The keys of one subscription."""

    def __init__(self):
        self.secret = secrets.randbelow(N - 1) + 1
        self.point = to_bytes(multiply(self.secret, G))
        self.auth = secrets.token_bytes(16)

    def request(self, endpoint):
        return {"kind": "web_push", "endpoint": endpoint, "p256dh": encode(self.point),
                "auth": encode(self.auth)}

    def decrypt(self, message):
        """The text of an aes128gcm message with one record. The tag is the business of unit tests."""
        salt, size, key_size = message[:16], int.from_bytes(message[16:20], "big"), message[20]
        assert key_size == 65 and len(message) <= size, "one record with a key"
        server, sealed = message[21:86], message[86:]
        shared = multiply(self.secret, from_bytes(server))[0].to_bytes(32, "big")
        secret = mac(mac(self.auth, shared), b"WebPush: info\0" + self.point + server + b"\1")
        start = mac(salt, secret)
        key = mac(start, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = mac(start, b"Content-Encoding: nonce\0\1")[:12]
        padded = subprocess.run(["openssl", "enc", "-d", "-aes-128-ctr", "-K", key.hex(),
                                 "-iv", (nonce + b"\0\0\0\2").hex()],
                                input=sealed[:-16], capture_output=True, check=True).stdout
        text = padded.rstrip(b"\0")
        assert text[-1:] == b"\2", "the mark of the last record"
        return json.loads(text[:-1])


def verify_vapid(authorization, public_key):
    """The claims of the proof in the header, which is signed with `public_key` (base64url)."""
    scheme, rest = authorization.split(" ", 1)
    fields = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid" and fields["k"] == public_key, authorization
    head, claims, signature = fields["t"].split(".")
    assert json.loads(decode(head)) == {"typ": "JWT", "alg": "ES256"}, head
    r, s = (int.from_bytes(part, "big") for part in (decode(signature)[:32], decode(signature)[32:]))
    digest = int.from_bytes(hashlib.sha256(f"{head}.{claims}".encode()).digest(), "big")
    inverse = pow(s, -1, N)
    point = add(multiply(digest * inverse % N, G),
                multiply(r * inverse % N, from_bytes(decode(public_key))))
    assert point[0] % N == r, "the signature"
    return json.loads(decode(claims))
