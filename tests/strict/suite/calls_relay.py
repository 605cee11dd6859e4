# SPDX-License-Identifier: MIT
"""Relays for calls: the credentials that the server makes, and the configuration of coturn that we ship."""
import pathlib
import signal
import time

from .cases import Suite, check, equal
from .chat import call, person
from .program import folder, own_server, refused, wait_for
from .turn import SECRET, Client, Refused, credential, minted, relay

suite = Suite()

# An address of everybody's, to which nothing is sent here, and some that no relay may reach.
ALLOWED = ["1.2.3.4", "2606:4700::1111"]
DENIED = ["0.0.0.1", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255",
          "192.0.0.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255"]
DENIED_6 = ["::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2001:db8::1", "2002:a00:1::1", "fd00::1", "fe80::1",
            "ff02::1"]


def code_of(what):
    try:
        what()
    except Refused as why:
        return why.code
    return 0


@suite.case("relay.takes_whom_the_server_sends")
def takes(_):
    with folder() as path, relay(path) as port:
        for tcp in (False, True):
            with Client(port, *minted(), tcp=tcp) as client:
                check(client.allocate() >= 600, "an allocation that ends at once")
                client.permit(ALLOWED[0])


@suite.case("relay.refuses_expired_and_forged_credentials")
def refuses(_):
    username, password = minted()
    with folder() as path, relay(path) as port:
        for name, secret in [minted(-5), (username, credential(username, "guessed")),
                             (username.replace(":1", ":2"), password), ("nobody", "nothing"),
                             (f"{int(time.time()) + 9_000_000}:1.2", password)]:
            with Client(port, name, secret) as client:
                equal(code_of(client.allocate), 401, name)


@suite.case("relay.reaches_nobody_in_the_own_network")
def denies(_):
    with folder() as path, relay(path, "relay-ip=::1") as port:
        with Client(port, *minted()) as client:
            client.allocate()
            equal([address for address in DENIED if code_of(lambda a=address: client.permit(a)) != 403], [])
            client.permit(ALLOWED[0])
        with Client(port, *minted()) as client:
            client.allocate(family=2)
            equal([address for address in DENIED_6 if code_of(lambda a=address: client.permit(a)) != 403], [])
            client.permit(ALLOWED[1])


@suite.case("relay.keeps_one_device_within_bounds")
def quota(_):
    """Enough for a call of six over two ways each with as many again, and an end."""
    with folder() as path, relay(path, "max-port=40000", "min-port=30000") as port:
        clients = [Client(port, *minted()) for _ in range(41)]
        try:
            codes = [code_of(client.allocate) for client in clients]
        finally:
            for client in clients:
                client.socket.close()
        equal((codes[:40], codes[40:]), ([0] * 40, [486]))


def ways_of(server, name="caller"):
    status, answer = call(server, "call.ice", {}, person(server, name).token)
    equal(status, 200, f"{answer}")
    return answer["ice"]


@suite.case("calls.ice.names_nobody_elsewhere")
def nobody_elsewhere(server):
    ice = ways_of(server)
    equal(ice["servers"], [])
    check("until" not in ice and not ice.get("relay"), f"{ice}")


@suite.case("calls.ice.is_not_for_strangers")
def strangers(server):
    equal(call(server, "call.ice", {})[0], 401)


@suite.case("calls.ice.off")
def off(server):
    with own_server(server, "--calls.enabled=false") as own:
        status, answer = call(own, "call.ice", {}, person(own, "caller").token)
        equal((status, answer["error"]["code"]), (403, "calls_off"))


@suite.case("calls.ice.credentials_open_the_relay_until_they_end")
def credentials(server):
    with folder() as path:
        secret = path / "secret"
        secret.write_text(SECRET + "\n")
        secret.chmod(0o600)
        with relay(path) as port:
            urls = f"turn:127.0.0.1:{port},turn:127.0.0.1:{port}?transport=tcp"
            with own_server(server, f"--turn.urls={urls}", f"--turn.secret_file={secret}", "--turn.ttl_s=900") as own:
                ice = ways_of(own)
                (told,) = ice["servers"]
                equal([one["url"] for one in told["urls"]], urls.split(","))
                end, _, who = told["username"].partition(":")
                check(abs(int(end) - time.time() - 900) < 30, f"{told} at {time.time()}")
                equal(ice["until"], int(end) * 1000)
                equal(who.split(".")[0], str(person(own, "caller").id))
                with Client(port, told["username"], told["credential"]) as client:
                    client.allocate()
                check(ways_of(own, "other")["servers"][0]["username"].partition(":")[2] != who, "two share a name")
                reloaded(own, secret, port)


def reloaded(own, secret, port):
    """A new secret is taken over by SIGHUP; one that cannot be read is not."""
    before = ways_of(own)["servers"][0]
    secret.unlink()
    own.process.send_signal(signal.SIGHUP)
    wait_for("a refusal in the log", lambda: "turn.secret_file" in own.tail() and "cannot read" in own.tail())
    told = ways_of(own)["servers"][0]
    equal(told["credential"], credential(told["username"]))
    secret.write_text("another\n")
    own.process.send_signal(signal.SIGHUP)
    wait_for("the new secret", lambda: (told := ways_of(own)["servers"][0])["credential"] ==
             credential(told["username"], "another"))
    with Client(port, before["username"], before["credential"]) as client:
        client.allocate()  # what was told before holds on


@suite.case("calls.config.secret_file")
def secret_file(server):
    with folder() as path:
        start = ["-p", "0", "--address=127.0.0.1", "--data", str(path / "new"), "--turn.urls=turn:127.0.0.1"]
        missing, empty = path / "missing", path / "empty"
        empty.write_text("\n")
        refused(server, *start, f"--turn.secret_file={missing}",
                naming=[f'turn.secret_file = "{missing}" (flag --turn.secret_file): cannot read'])
        refused(server, *start, f"--turn.secret_file={empty}", naming=[f'"{empty}"', "the first line is empty"])


@suite.case("calls.config.warns_of_a_secret_that_all_may_read")
def readable(server):
    with folder() as path:
        secret = pathlib.Path(path / "secret")
        secret.write_text(SECRET)
        for mode, warned in ((0o644, True), (0o640, False)):
            secret.chmod(mode)
            with own_server(server, "--turn.urls=turn:127.0.0.1", f"--turn.secret_file={secret}") as own:
                equal("may read the secret" in own.tail(), warned, f"{mode:o}")
