# SPDX-License-Identifier: MIT
"""TLS on the real binary: the page's headers, cookies, sockets, and a certificate that changes."""
import json
import signal
import socket
import ssl
import subprocess

from .cases import Suite, check, equal
from .chat import PASSWORD, Person, Session
from .program import folder, own_server, wait_for
from .websocket import TEXT, WebSocket, frame
from .wire import ask

suite = Suite()


def make_certificate(path, serial):
    """A new certificate and key for localhost in `path`; both files are replaced at once."""
    new = path / "new"
    new.mkdir(exist_ok=True)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-set_serial",
                    str(serial), "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(new / "key.pem"),
                    "-out", str(new / "cert.pem")], check=True, capture_output=True)
    for name in ("key.pem", "cert.pem"):
        (new / name).replace(path / name)


def trusting(path):
    """A client that trusts this certificate and no other."""
    return ssl.create_default_context(cafile=str(path / "cert.pem"))


def flags(path):
    return [f"--tls.cert={path}/cert.pem", f"--tls.key={path}/key.pem"]


def serial_of(server):
    """The serial number of the certificate that a new connection is shown."""
    anybody = ssl.create_default_context()
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain, \
            anybody.wrap_socket(plain) as wire:
        shown = ssl.DER_cert_to_PEM_cert(wire.getpeercert(binary_form=True))
    said = subprocess.run(["openssl", "x509", "-noout", "-serial"], input=shown, text=True,
                          capture_output=True, check=True).stdout
    return int(said.strip().partition("=")[2], 16)


@suite.case("tls.page_cookie_and_socket")
def page_cookie_socket(server):
    with folder() as path:
        make_certificate(path, 1)
        with own_server(server, *flags(path), tls=trusting(path)) as own:
            page = ask(own, "GET", "/", ["Accept: text/html"])
            if page.status == 200:  # a build without the client has no page
                equal(page.field("strict-transport-security"), "max-age=31536000")
                check("wss://127.0.0.1" in page.field("content-security-policy"), f"{page}")
            body = json.dumps({"name": "Anna", "password": PASSWORD})
            answer = ask(own, "POST", "/api/v1/register",
                         ["Content-Type: application/json", f"Content-Length: {len(body)}"], body)
            equal(answer.status, 200)
            cookie, *attributes = answer.field("set-cookie").split("; ")
            check(cookie.startswith("__Host-sid="), f"{answer}")
            # What browsers ask of a __Host- cookie.
            check({"Secure", "HttpOnly", "Path=/"} <= set(attributes), f"{attributes}")
            check(not any(word.startswith("Domain") for word in attributes), f"{attributes}")
            with WebSocket(own, "/ws", fields={"Cookie": cookie,
                                               "Origin": "https://127.0.0.1"}) as wire:
                wire.send(frame(TEXT, '{"id":1,"op":"hello","version":1}'))
                welcome = json.loads(wire.event()[1])
                equal(welcome["ok"]["user"]["name"], "Anna")
            with Session(Person(own, "Bob")) as session:
                session.alive()


@suite.case("tls.plain_text_is_refused")
def plain_text(server):
    with folder() as path:
        make_certificate(path, 1)
        with own_server(server, *flags(path)) as own:
            with socket.create_connection(("127.0.0.1", own.port), timeout=30) as wire:
                wire.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                said = b""
                try:
                    while data := wire.recv(4096):
                        said += data
                except ConnectionResetError:
                    pass
            check(b"HTTP/" not in said, f"answers in plain text: {said[:100]!r}")


@suite.case("tls.hangup_takes_the_new_certificate")
def new_certificate(server):
    with folder() as path:
        make_certificate(path, 1)
        with own_server(server, *flags(path), tls=trusting(path)) as own, \
                Session(Person(own, "Anna")) as session:
            equal(serial_of(own), 1)
            make_certificate(path, 2)
            equal(serial_of(own), 1)
            own.process.send_signal(signal.SIGHUP)
            wait_for("the new certificate", lambda: serial_of(own) == 2)
            session.alive()


@suite.case("tls.hangup_keeps_the_old_certificate_when_the_key_is_broken")
def broken_key(server):
    with folder() as path:
        make_certificate(path, 1)
        with own_server(server, *flags(path), tls=trusting(path)) as own:
            (path / "key.pem").write_text("broken")
            own.process.send_signal(signal.SIGHUP)
            line = wait_for("a refusal in the log", lambda: next(
                (line for line in own.tail().splitlines() if "reload failed" in line), None))
            check("tls.key" in line and "key.pem" in line, line)
            equal(serial_of(own), 1)
            equal(ask(own).status, 200)


@suite.case("tls.hangup_takes_other_files")
def other_files(server):
    with folder() as path:
        for serial in (1, 2):
            (path / str(serial)).mkdir()
            make_certificate(path / str(serial), serial)
        config = path / "a.toml"

        def name(serial):
            config.write_text(f"[tls]\ncert = '{path}/{serial}/cert.pem'\n"
                              f"key = '{path}/{serial}/key.pem'\n")
        name(1)
        with own_server(server, "--config", str(config)) as own:
            equal(serial_of(own), 1)
            name(2)
            own.process.send_signal(signal.SIGHUP)
            wait_for("the other certificate", lambda: serial_of(own) == 2)
