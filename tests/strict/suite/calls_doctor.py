# SPDX-License-Identifier: MIT
"""`teahouse doctor calls`, beside a real server and a real relay: what it says, and its exit code."""
import contextlib
import os
import time

from .cases import Suite, check, equal
from .program import folder, own_server, run
from .turn import SECRET, relay

suite = Suite()


@contextlib.contextmanager
def secret_file(text=SECRET):
    with folder() as path:
        secret = path / "secret"
        secret.write_text(text)
        secret.chmod(0o600)
        yield path, secret


def doctor(server, *flags, data=None):
    """(exit code, lines by what they are about) of a doctor with the server's own configuration."""
    code, said, trouble = run(server, "doctor", "calls", "-p", "0", "--address=127.0.0.1",
                              "--data", str(data or server.data / "data"), *flags)
    equal(trouble, "", "standard error")
    lines = {}
    for line in said.splitlines()[:-1]:
        check(line[:5] in ("ok   ", "note ", "BAD  "), f"a line that is none: {line!r}")
        lines.setdefault(line[5:13].strip(), []).append((line[:4].strip(), line[14:]))
    equal(said.splitlines()[-1] == "Calls can be made.", code == 0, f"{code}: {said}")
    return code, lines


@suite.case("doctor.finds_nothing_wrong")
def nothing_wrong(server):
    with secret_file() as (path, secret), relay(path) as port:
        flags = [f"--turn.urls=turn:127.0.0.1:{port},turn:localhost:{port}?transport=tcp",
                 f"--turn.secret_file={secret}"]
        with own_server(server, *flags) as own:
            code, lines = doctor(own, *flags)
            equal(code, 0, f"{lines}")
            equal([sign for sign, _ in lines["relay"]], ["ok", "ok"])
            check("relays at 127.0.0.1:" in lines["relay"][0][1], f"{lines}")
            equal(lines["udp"][0][0], "ok")
            check(f"port {own.port} answers STUN and sees this machine at 127.0.0.1:" in lines["udp"][0][1], f"{lines}")
            check(f"TCP {own.port} for pages, UDP {own.port} for calls" in lines["firewall"][0][1], f"{lines}")
            equal(lines["https"][0][0], "note")
            check("127.0.0.1 UDP" in lines["address"][0][1], f"{lines}")
            # Allocations are given back: a quota of 40 is not used up.
            for _ in range(21):
                code, lines = doctor(own, *flags)
                equal(code, 0, f"{lines}")


@suite.case("doctor.needs_no_relay")
def no_relay(server):
    with own_server(server) as own:
        code, lines = doctor(own)
        equal((code, lines["relay"][0][0]), (0, "note"))


@suite.case("doctor.says_that_the_relay_refuses")
def refused_credentials(server):
    with secret_file("another secret") as (path, secret), relay(path) as port, own_server(server) as own:
        for transport in ("udp", "tcp"):
            code, lines = doctor(own, f"--turn.urls=turn:127.0.0.1:{port}?transport={transport}",
                                 f"--turn.secret_file={secret}")
            equal((code, lines["relay"][0][0]), (1, "BAD"))
            check(": 401 " in lines["relay"][0][1] and "turn.secret_file" in lines["relay"][0][1], f"{lines}")


@suite.case("doctor.says_that_the_relay_is_a_way_into_the_network")
def careless_relay(server):
    with secret_file() as (path, secret), own_server(server) as own:
        with relay(path, "allowed-peer-ip=10.0.0.0-10.255.255.255") as port:
            code, lines = doctor(own, f"--turn.urls=turn:127.0.0.1:{port}?transport=tcp", f"--turn.secret_file={secret}")
            equal((code, lines["relay"][0][0]), (1, "BAD"))
            check("private networks" in lines["relay"][0][1], f"{lines}")


@suite.case("doctor.says_that_nothing_is_there")
def nothing_there(server):
    with secret_file() as (path, secret), own_server(server) as own:
        urls = "turn:127.0.0.1:1?transport=tcp,turn:no.such.host.invalid,turns:127.0.0.1:1,turn:127.0.0.1:1"
        code, lines = doctor(own, f"--turn.urls={urls}", f"--turn.secret_file={secret}")
        equal((code, [sign for sign, _ in lines["relay"]]), (1, ["BAD"] * 4))
        for (_, text), words in zip(lines["relay"], ["cannot connect", "there is no no.such.host.invalid",
                                                     "cannot connect", "no answer"]):
            check(words in text, text)
        code, lines = doctor(own, "--turn.urls=turn:127.0.0.1", f"--turn.secret_file={path}/missing")
        check("cannot read the file" in lines["relay"][0][1], f"{lines}")
        # Something that speaks no TLS.
        code, lines = doctor(own, f"--turn.urls=turns:127.0.0.1:{own.port}", f"--turn.secret_file={secret}")
        check("TLS to 127.0.0.1 fails" in lines["relay"][0][1], f"{lines}")


@suite.case("doctor.says_that_no_server_runs")
def no_server(server):
    with folder() as path:
        code, lines = doctor(server, data=path)
        equal((code, lines["server"][0][0]), (1, "BAD"))
        check(f'data = "{path}"' in lines["server"][0][1], f"{lines}")
        check("udp" not in lines, f"{lines}")


@suite.case("doctor.says_that_the_port_does_not_answer")
def closed_port(server):
    with own_server(server, "--rtc.port=off") as own:
        code, lines = doctor(own)  # as if the port could not be opened
        equal((code, lines["udp"][0][0]), (1, "BAD"))
        code, lines = doctor(own, "--rtc.port=off")
        equal((code, lines["udp"][0][0]), (0, "note"))


@suite.case("doctor.says_that_calls_are_off")
def calls_off(server):
    with own_server(server) as own:
        code, lines = doctor(own, "--calls.enabled=false")
        equal((code, lines["calls"][0][0]), (1, "BAD"))
        check('calls.enabled = "false" (flag --calls.enabled)' in lines["calls"][0][1], f"{lines}")


@suite.case("doctor.says_that_the_clock_went_back")
def clock_back(server):
    with folder() as path, own_server(server) as own:
        (path / "port").write_text(f"{own.port}\n")
        (path / "main.db").write_text("")
        later = time.time() + 3600
        os.utime(path / "main.db", (later, later))
        code, lines = doctor(own, data=path)
        equal((code, lines["clock"][0][0]), (1, "BAD"))
        os.utime(path / "main.db")
        equal(doctor(own, data=path)[0], 0)


@suite.case("doctor.takes_https_where_there_is_some")
def https(server):
    with own_server(server) as own:
        for flag in ("--proxies=127.0.0.1", "--notify.url=https://tea.example"):
            equal(doctor(own, flag)[1]["https"][0][0], "ok", flag)


@suite.case("doctor.usage")
def usage(server):
    for words in ([], ["mail"], ["calls", "now"]):
        code, said, trouble = run(server, "doctor", *words)
        equal((code, said), (2, ""))
        check("usage: teahouse doctor calls" in trouble, trouble)
