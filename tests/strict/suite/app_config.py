# SPDX-License-Identifier: MIT
"""The configuration, exit codes, logs, the background, and the routes that watch over a server."""
import json
import os
import pathlib
import re
import signal

from .cases import Suite, check, equal
from .chat import Session, person
from .program import PATIENCE, folder, own_server, refused, run, wait_for
from .wire import Wire, ask, read_response, request

suite = Suite()

# (name, flags, what the line names)
WRONG = [
    ("port", ["-p", "70000"], ['port = "70000" (flag -p)']),
    ("hosts", ["--hosts=http://chat.example.org"],
     ['hosts = "http://chat.example.org" (flag --hosts)']),
    ("origins", ["--origins=app.example"], ['origins = "app.example" (flag --origins)']),
    ("proxies", ["--proxies=zzz"], ['proxies = "zzz" (flag --proxies)']),
    ("tls.cert", ["--tls.cert=a.pem"], ['tls.cert = "a.pem" (flag --tls.cert)', "tls.key"]),
    ("ping", ["--ws.ping_ms=70000"], ['ws.ping_ms = "70000"', 'ws.silence_ms = "60000"']),
    ("fast_hash", ["--test.fast_hash", "--address=192.0.2.1"],
     ["test.fast_hash", 'address = "192.0.2.1"']),
    ("flag", ["--nonsense=1"], ["--nonsense"]),
]
# What only shows when the server starts.
UNUSABLE = [
    ("address", ["--address=192.0.2.1"], ['address = "192.0.2.1" (flag --address)']),
    ("no_address", ["--address=no.such.host.invalid"],
     ['address = "no.such.host.invalid" (flag --address)']),
    ("certificate", ["--tls.cert=/nope", "--tls.key=/nope"], ['tls.cert = "/nope"']),
    ("log_file", ["--log.file=/nope/a.log"], ['log.file = "/nope/a.log" (flag --log.file)']),
]


def wrong_case(flags, naming):
    def check_commands(server):
        for command in (["config"], ["serve"], ["user", "list"]):
            refused(server, *command, *flags, naming=naming)
    return check_commands


def unusable_case(flags, naming):
    def check_start(server):
        with folder() as data:
            refused(server, "-p", "0", "--address=127.0.0.1", "--data", str(data / "new"), *flags,
                    naming=naming)
    return check_start


for case_name, case_flags, names in WRONG:
    suite.add(f"config.refuses.{case_name}", wrong_case(case_flags, names))
for case_name, case_flags, names in UNUSABLE:
    suite.add(f"config.unusable.{case_name}", unusable_case(case_flags, names))


@suite.case("config.unusable.data")
def unusable_data(server):
    with folder() as path:
        (path / "file").write_text("not a folder")
        for command in (["serve", "-p", "0"], ["user", "list"]):
            refused(server, *command, "--data", str(path / "file/data"),
                    naming=[f'data = "{path}/file/data" (flag --data)'])


@suite.case("config.unusable.port")
def unusable_port(server):
    with folder() as path:
        refused(server, "-p", str(server.port), "--address=127.0.0.1", "--data", str(path),
                naming=[f'port = "{server.port}" (flag -p)'])


@suite.case("config.refuses.a_mistyped_variable")
def mistyped_variable(server):
    refused(server, "config", naming=['TEAHOUSE_PRT = "9000"'], variables={"TEAHOUSE_PRT": "9000"})


@suite.case("config.refuses.unknown_commands")
def unknown_commands(server):
    refused(server, "sreve", naming=["sreve"])
    refused(server, "config", "extra", naming=["extra"])


@suite.case("config.tells_where_each_value_came_from")
def provenance(server):
    with folder() as path:
        (path / "a.toml").write_text("port = 1\nname = 'From file'\n[log]\nlevel = 'error'\n")
        code, printed, said = run(server, "config", "--config", str(path / "a.toml"), "-p", "3",
                                  variables={"TEAHOUSE_LOG_LEVEL": "debug"})
        equal((code, said), (0, ""))
        lines = dict(line.split(" = ", 1) for line in printed.splitlines())
        for key, value, source in (("port", "3", "flag -p"), ("name", '"From file"', f"{path}/a.toml:2"),
                                   ("log.level", '"debug"', "variable TEAHOUSE_LOG_LEVEL"),
                                   ("sessions", '"multiple"', "default")):
            shown, _, came_from = lines[key].partition("#")
            equal(shown.strip(), value, key)
            check(source in came_from, f"{key} came from {came_from!r}, not {source}")


@suite.case("signals.hangup_changes_the_log_level_and_warns_of_the_rest")
def hang_up(server):
    with folder() as path:
        config, log = path / "a.toml", path / "a.log"
        config.write_text(f"[log]\nlevel = 'warning'\nformat = 'json'\nfile = '{log}'\n")
        with own_server(server, "--config", str(config)) as own:
            entries = log_reader(log)
            ask(own)
            config.write_text(f"name = 'Other'\n[log]\nlevel = 'warning'\nformat = 'json'\n"
                              f"file = '{log}'\n")
            own.process.send_signal(signal.SIGHUP)
            entry = wait_for("a warning", lambda: next(
                (line for line in entries() if "after a restart" in line["message"]), None))
            check('name = "Other"' in entry["setting"], f"{entry}")
            config.write_text("port = 'tea'\n")
            own.process.send_signal(signal.SIGHUP)
            entry = wait_for("a refusal", lambda: next(
                (line for line in entries() if line["message"] == "reload refused"), None))
            check('port = "tea"' in entry["why"], f"{entry}")
            equal(ask(own).status, 200)


@suite.case("signals.hangup_changes_the_log_level")
def log_level(server):
    with folder() as path:
        log = path / "a.log"
        config = path / "a.toml"
        config.write_text("[log]\nlevel = 'warning'\n")
        # Not one of the suite's servers: their flag for the level stands above the file.
        own = Background(server, path, ["--config", str(config), "--log.format=json",
                                        f"--log.file={log}"])
        try:
            entries = log_reader(log)
            config.write_text("[log]\nlevel = 'debug'\n")
            os.kill(own.pid, signal.SIGHUP)
            wait_for("debug lines", lambda: ask(own).status == 200 and any(
                line["level"] == "debug" for line in entries()))
        finally:
            own.end()


def log_reader(path):
    """A function that gives all entries so far; each line must be JSON."""
    return lambda: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()
                    if line] if path.exists() else []


class Background:
    """A server started with -d, which must go on after the command has come back."""

    tls = None

    def __init__(self, server, path, flags=()):
        self.data = path / "daemon"
        code, _, said = run(server, "-d", "-p", "0", "--address=127.0.0.1", "--data",
                            str(self.data), *flags)
        equal((code, said), (0, ""), "teahouse -d")
        # Both are there when the command comes back.
        self.port = int((self.data / "port").read_text())
        self.pid = int((self.data / "lock").read_text())

    def running(self):
        try:
            state = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        return state != "Z"

    def end(self):
        if self.running():
            os.kill(self.pid, signal.SIGTERM)
        wait_for("the end of the daemon", lambda: not self.running())


@suite.case("daemon.serves_logs_to_the_data_folder_and_ends")
def daemon(server):
    with folder() as path:
        own = Background(server, path)
        try:
            equal(ask(own).status, 200)
            log = (own.data / "teahouse.log").read_text()
            check(f"localhost:{own.port}" in log, log)
            refused(server, "-d", "-p", "0", "--data", str(own.data),
                    naming=[str(own.data), str(own.pid)])
        finally:
            own.end()
        check("stopped" in (own.data / "teahouse.log").read_text(), "no last line in the log")


METRICS = ["teahouse_connections", "teahouse_websockets", "teahouse_bytes_out_total",
           "teahouse_users", "teahouse_sessions", "teahouse_store_commits_total",
           "teahouse_password_queue", "teahouse_lags_total"]


@suite.case("metrics.have_the_form_of_prometheus")
def metrics(server):
    Session(person(server, "measured")).alive()
    answer = ask(server, "GET", "/metrics")
    equal(answer.status, 200)
    check(answer.field("content-type").startswith("text/plain; version=0.0.4"), f"{answer}")
    values, typed = {}, set()
    for line in answer.body.decode().splitlines():
        if line.startswith("# TYPE "):
            typed.add(line.split()[2])
        elif not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            values[name] = float(value)
            family = name.partition("{")[0]
            histogram = re.sub("_(bucket|sum|count)$", "", family)
            check(family in typed or histogram in typed, f"{name} has no type before it")
    for name in METRICS:
        check(name in values, f"no {name}")
    check(values["teahouse_users"] >= 1, "no account is counted")
    check(values['teahouse_requests_total{op="hello"}'] >= 1, "no hello is counted")
    for way in ("p2p", "relay", "sfu"):
        check_histogram(values, "teahouse_call_rtt_seconds", way)
        check_histogram(values, "teahouse_call_lost_ratio", way)


def check_histogram(values, name, way):
    """Each bucket has what the ones before it have; the last one has all."""
    buckets = [(float(match[1]), value) for key, value in values.items()
               if (match := re.fullmatch(name + r'_bucket\{way="%s",le="([^"]+)"\}' % way, key))]
    check(len(buckets) > 5, f"{name} of {way} has no buckets")
    equal(buckets, sorted(buckets), f"{name} of {way}")
    equal(buckets[-1][0], float("inf"), f"{name} of {way}")
    equal(buckets[-1][1], values[f'{name}_count{{way="{way}"}}'], f"{name} of {way}")
    check(f'{name}_sum{{way="{way}"}}' in values, f"{name} of {way} has no sum")


@suite.case("metrics.are_all_described_for_operators")
def metrics_described(server):
    page = pathlib.Path(__file__).resolve().parents[3] / "docs/operating.md"
    described = set(re.findall(r"`(teahouse_\w+)", page.read_text(encoding="utf-8")))
    with own_server(server, "--previews=true") as own:
        served = {line.split()[2] for line in ask(own, "GET", "/metrics").body.decode().splitlines()
                  if line.startswith("# TYPE ")}
    equal(sorted(served ^ described), [], "served or described, but not both")


@suite.case("readyz.is_503_while_draining")
def readiness(server):
    with own_server(server, "--workers=1") as own:
        equal(ask(own, "GET", "/readyz").status, 200)
        # A connection from before the signal, in the middle of a request: it is still answered.
        with Wire(own) as wire:
            half = request("GET", "/readyz")
            wire.send(half[:10])
            equal(ask(own).status, 200)  # the one worker has read what came before
            session = Session(person(own, "waiting"))
            own.process.send_signal(signal.SIGTERM)
            while (event := session.event())[0] != "close":
                check(event[0] != "end", "ended without a close frame")
            equal(event[1], 4012)
            wire.send(half[10:])
            equal(read_response(wire).status, 503)
        own.process.wait(PATIENCE)
