# SPDX-License-Identifier: MIT
"""deploy/nginx.conf in the real nginx, with a certificate made for it, before the real server."""
import contextlib
import http.client
import json
import os
import re
import socket
import ssl
import subprocess

from cases import ROOT, case, check, end_process, equal, folder, needs, run, server, wait_for

HOST = "chat.example.org"
KEY = "dGhlIHNhbXBsZSBub25jZQ=="


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def adapted(path, tls, upstream, data):
    """The example with the ports and folders of this test, and nothing else changed."""
    text = (ROOT / "deploy/nginx.conf").read_text()
    for old, new in [("listen 80;", f"listen 127.0.0.1:{free_port()};"), ("listen 443 ssl", f"listen 127.0.0.1:{tls} ssl"),
                     ("127.0.0.1:8080", f"127.0.0.1:{upstream}"), ("/etc/ssl/chat.pem", f"{path}/cert.pem"),
                     ("/etc/ssl/chat.key", f"{path}/key.pem"), ("/var/lib/teahouse/files/", f"{data}/files/")]:
        check(old in text, f"deploy/nginx.conf has no {old}")
        text = text.replace(old, new)
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    user = "user root;\n" if os.geteuid() == 0 else ""
    temporary = "".join(f"{kind}_temp_path {path}/{kind};\n"
                        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    return (f"daemon off;\n{user}pid {path}/pid;\nerror_log {path}/error.log;\nevents {{}}\nhttp {{\n"
            f"access_log {path}/access.log;\n{temporary}{text}\n}}\n")


@contextlib.contextmanager
def behind(binary, *flags):
    """nginx before a server: a function that makes a TLS connection, and the folder of logs."""
    nginx = needs("nginx")
    with server(binary, f"--hosts={HOST}", "--proxies=127.0.0.1", "--accel=/stored", *flags) as (port, data), \
            folder() as path:
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", path / "key.pem", "-out",
            path / "cert.pem")
        tls = free_port()
        (path / "nginx.conf").write_text(adapted(path, tls, port, data))
        trusting = ssl.create_default_context(cafile=str(path / "cert.pem"))
        errors = path / "error.log"
        with open(errors, "ab") as said:
            process = subprocess.Popen([nginx, "-p", path, "-c", path / "nginx.conf"], stderr=said)

        def connect():
            plain = socket.create_connection(("127.0.0.1", tls), timeout=30)
            return trusting.wrap_socket(plain, server_hostname=HOST)

        def listening():
            check(process.poll() is None, f"nginx ended: {errors.read_text()}")
            with contextlib.suppress(OSError):
                connect().close()
                return True
            return False
        try:
            wait_for("nginx", listening)
            yield connect, path, port
        finally:
            end_process(process)


def ask(connect, method, path, body=None, **fields):
    """(status, fields, body) of one request through the proxy."""
    wire = http.client.HTTPConnection(HOST)
    wire.sock = connect()
    try:
        wire.request(method, path, body, {"Host": HOST, **{name.replace("_", "-"): value
                                                           for name, value in fields.items()}})
        answer = wire.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        wire.close()


def call(connect, op, token=None, **fields):
    extra = {"Authorization": f"Bearer {token}"} if token else {}
    status, _, body = ask(connect, "POST", f"/api/v1/{op}", json.dumps(fields), Content_Type="application/json", **extra)
    equal(status, 200, f"{op}: {body}")
    return json.loads(body)


def upgrade(connect, connection, address="", host=HOST):
    """The status of an upgrade to a WebSocket."""
    lines = ["GET /ws HTTP/1.1", f"Host: {host}", "Upgrade: WebSocket", f"Connection: {connection}",
             "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {KEY}", f"Origin: https://{HOST}"]
    if address:
        lines.append(f"X-Forwarded-For: {address}")
    with connect() as wire:
        wire.sendall("\r\n".join([*lines, "", ""]).encode())
        return wire.recv(4096).split(b" ")[1].decode()


@case("nginx.websocket")
def websocket(binary):
    with behind(binary) as (connect, _, port):
        for word in ("Upgrade", "upgrade", "keep-alive, Upgrade"):
            equal(upgrade(connect, word), "101", word)
        # nginx itself, and proxies like it, write the word small.
        plain = lambda: socket.create_connection(("127.0.0.1", port), timeout=30)  # noqa: E731
        equal(upgrade(plain, "upgrade", host=HOST)[:1], "4", "an https origin on a plain connection without a proxy")
        equal(ask(connect, "GET", "/metrics")[0], 404, "/metrics")
        equal(ask(connect, "GET", "/healthz")[::2], (200, b"ok\n"), "/healthz")


@case("nginx.cookie_and_client_address")
def forwarded(binary):
    """The cookie is Secure, and the address is the client's, whatever the client claims it is."""
    with behind(binary, "--log.level=debug") as (connect, path, _):
        status, fields, _ = ask(connect, "POST", "/api/v1/register",
                                json.dumps({"name": "anna", "password": "a long password"}),
                                Content_Type="application/json", X_Forwarded_For="203.0.113.9")
        equal(status, 200, "register")
        check(fields["set-cookie"].startswith("__Host-sid=") and "Secure" in fields["set-cookie"], f"{fields}")
        status, _, body = ask(connect, "POST", "/api/v1/session.list", "{}", Content_Type="application/json",
                              Cookie=fields["set-cookie"].split(";")[0])
        equal(status, 200, "session.list")
        check(b"203.0.113.9" not in body, f"believed what the client says of its address: {body}")


@case("nginx.files")
def files(binary):
    """Up through the proxy in pieces, down from its own hands."""
    with behind(binary) as (connect, _, port):
        token = call(connect, "register", name="anna", password="a long password", bearer=True)["token"]
        bearer = {"Authorization": f"Bearer {token}"}
        data = os.urandom(3_000_000)
        tus = {**bearer, "Tus-Resumable": "1.0.0"}
        status, fields, body = ask(connect, "POST", "/api/v1/upload", b"", Upload_Length=str(len(data)),
                                   Upload_Metadata="filename YS5iaW4=", **tus)
        equal(status, 201, f"upload: {body}")
        place = fields["location"]
        status, _, body = ask(connect, "PATCH", place, data, Upload_Offset="0",
                              Content_Type="application/offset+octet-stream", **tus)
        equal(status, 204, f"piece: {body}")
        file = place.rsplit("/", 1)[1]
        equal(ask(connect, "GET", f"/stored/{file}")[0], 404, "the folder from outside")
        status, fields, got = ask(connect, "GET", f"/f/{file}/a.bin", **bearer)
        equal((status, len(got), got == data), (200, len(data), True), "download")
        equal(fields.get("x-accel-redirect"), None, "the place of the file is told")
        status, _, part = ask(connect, "GET", f"/f/{file}/a.bin", Range="bytes=10-19", **bearer)
        equal((status, part), (206, data[10:20]), "a part, cut out by nginx")
