# SPDX-License-Identifier: MIT
"""Dashboard and alerts name metrics that the server has; container files hold what they must."""
import json
import re
import shlex
import urllib.request

from cases import ROOT, Skipped, case, check, equal, folder, needs, run, server

DEPLOY = ROOT / "deploy"
METRIC = re.compile(r"\bteahouse_\w+")


def yaml_of(name):
    """Through Debian's Python, which has the module."""
    for python in ("python3", "/usr/bin/python3"):
        said = run(python, "-c", "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))",
                   DEPLOY / name, code=None)
        if said.startswith("{"):
            return json.loads(said)
        if "ModuleNotFoundError" not in said:
            check(False, said)
    raise Skipped("python3-yaml is not installed (tools/install deploy)")


@case("watching.metrics_exist")
def metrics_exist(binary):
    with server(binary) as (port, _):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
            typed = re.findall(r"^# TYPE (\w+) (\w+)", answer.read().decode(), re.MULTILINE)
    known = {name + ("_bucket" if kind == "histogram" else "") for name, kind in typed}
    board = json.loads((DEPLOY / "grafana.json").read_text())
    queries = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    queries += [rule["expr"] for group in yaml_of("alerts.yaml")["groups"] for rule in group["rules"]]
    named = {name for query in queries for name in METRIC.findall(query)}
    check(len(named) > 20, f"{named}")
    equal(sorted(named - known), [], "metrics that the server does not have")
    ids = [panel["id"] for panel in board["panels"]]
    equal(len(ids), len(set(ids)), "numbers of panels")


@case("watching.rules")
def rules(_):
    said = run(needs("promtool"), "check", "rules", DEPLOY / "alerts.yaml")
    check("SUCCESS: 7 rules found" in said, said)


@case("container.compose")
def compose(_):
    """Nothing but the chat and its media is published, everything is watched, nothing has a password."""
    services = yaml_of("compose.yaml")["services"]
    for name, service in services.items():
        check(service.get("healthcheck", {}).get("test"), f"{name} has no healthcheck")
        check(service.get("read_only") and service.get("cap_drop") == ["ALL"], f"{name} may too much")
        for port in service.get("ports", []):
            check(re.search(r":8080/(tcp|udp)$", port), f"{name} publishes {port}")
        for key, value in service.get("environment", {}).items():
            check(not re.search("PASSWORD|SECRET$|TOKEN", key), f"{name}: {key}")
            check(str(value).startswith("${"), f"{name}: {key} is a fixed value")
    check("redis" not in services, "Redis is not for this file")
    text = (DEPLOY / "compose.yaml").read_text()
    check(not re.search(r"(?i)(password|secret|user)\s*[:=]\s*['\"]?[A-Za-z0-9]{4,}['\"]?$", text, re.MULTILINE), "a secret")


def instructions():
    """(word, rest) of each instruction of the Dockerfile."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    return [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]


@case("container.dockerfile")
def dockerfile(binary):
    """Its steps are ones that the repository has, it ends as a user without rights, and it is watched."""
    found = instructions()
    stages = [rest for word, rest in found if word == "FROM"]
    equal(stages, ["debian:12-slim AS build", "debian:12-slim"], "stages")
    last = found[[index for index, one in enumerate(found) if one[0] == "FROM"][-1]:]
    equal([rest for word, rest in last if word == "USER"], ["teahouse"], "user")
    for word, rest in found:
        if word != "RUN":
            continue
        for step in re.split(r"&&", rest):
            words = shlex.split(step)
            program = words[0]
            check(program in ("apt-get", "rm", "useradd") or (ROOT / program).is_file(), f"no {program}")
            if program == "tools/install":
                groups = {line.split()[0] for line in (ROOT / "tools/packages.txt").read_text().splitlines()
                          if line and not line.startswith("#")}
                check(set(words[1:]) <= groups, step)
    health = json.loads(re.search(r"CMD (\[.*\])", dict(last)["HEALTHCHECK"])[1])
    # The same command, beside a server and without one.
    with server(binary) as (_, data):
        run(binary, *health[1:3], "--data", data)
    with folder() as empty:
        run(binary, *health[1:3], "--data", empty, code=1)
