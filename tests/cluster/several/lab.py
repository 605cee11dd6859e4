# SPDX-License-Identifier: MIT
"""A network that belongs to one run alone: Redis and the people on one side of a bridge, each node in a namespace
of its own behind a cable, which can be cut. Needs root."""
import os
import shutil
import subprocess
import sys

INSIDE = "CLUSTER_LAB_INSIDE"  # a TEAHOUSE_ variable would be a setting of the nodes
HERE = "10.77.0.1"  # Redis and the people
BRIDGE = "tea0"


def missing():
    """What keeps the lab from being built here; empty: nothing."""
    gone = [name for name in ("unshare", "nsenter", "ip", "nft", "redis-server", "redis-sentinel", "redis-cli")
            if shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is None]
    if os.geteuid() != 0:
        gone.append("root")
    elif not gone and subprocess.run(["unshare", "--net", "nft", "list", "ruleset"], capture_output=True,
                                     check=False).returncode != 0:
        gone.append("right to make a network namespace")
    return gone


def enter():
    """Begins the same program anew inside of a namespace; inside, builds the network."""
    if not os.environ.get(INSIDE):
        os.environ[INSIDE] = "1"
        os.execvp("unshare", ["unshare", "--net", sys.executable, *sys.argv])
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", BRIDGE, "type", "bridge")
    run("ip", "address", "add", HERE + "/24", "dev", BRIDGE)
    run("ip", "link", "set", BRIDGE, "up")


def run(*words, text=None):
    done = subprocess.run(words, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr}{text or ''}")


class Place:
    """Where a node lives, also while it does not run."""

    def __init__(self, number):
        self.address = f"10.77.0.{10 + number}"
        # Something has to hold the namespace.
        self.holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"], stdin=subprocess.DEVNULL)
        self._wait_apart()
        inside = self.prefix()
        cable = f"node{number}"
        run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", str(self.holder.pid))
        run("ip", "link", "set", cable, "master", BRIDGE, "up")
        run(*inside, "ip", "link", "set", "lo", "up")
        run(*inside, "ip", "address", "add", self.address + "/24", "dev", "eth0")
        run(*inside, "ip", "link", "set", "eth0", "up")

    def _wait_apart(self):
        own = os.readlink("/proc/self/ns/net")
        while os.readlink(f"/proc/{self.holder.pid}/ns/net") == own:
            if self.holder.poll() is not None:
                raise RuntimeError("no namespace for a node")

    def prefix(self):
        return ["nsenter", f"--net=/proc/{self.holder.pid}/ns/net"]

    def end(self):
        self.holder.kill()
        self.holder.wait()


class Cuts:
    """What does not pass. Packets are dropped in silence, as a broken switch does."""

    def __init__(self):
        self.rules = {}

    def node_from_redis(self, place, ports):
        """Its clients reach it still: the harder half of a partition."""
        listed = ", ".join(map(str, ports))
        self._set(place, [f"ip saddr {place.address} tcp dport {{ {listed} }} drop"],
                  [f"ip daddr {place.address} tcp sport {{ {listed} }} drop"])

    def node_from_all(self, place):
        self._set(place, [f"ip saddr {place.address} drop"], [f"ip daddr {place.address} drop"])

    def copies_from(self, port):
        """The replicas of this Redis, which hear nothing more of it; nodes go on to use it."""
        self._set(port, [f"ip saddr {HERE} tcp dport {port} drop", f"ip saddr {HERE} tcp sport {port} drop"], [])

    def heal(self, what):
        self.rules.pop(what, None)
        self._apply()

    def _set(self, what, incoming, outgoing):
        self.rules[what] = (incoming, outgoing)
        self._apply()

    def _apply(self):
        chains = "".join(
            f" chain {name} {{\n  type filter hook {name} priority 0; policy accept;\n"
            + "".join(f"  {rule}\n" for both in self.rules.values() for rule in both[side]) + " }\n"
            for side, name in enumerate(("input", "output")))
        run("nft", "-f", "-", text=f"table inet lab\ndelete table inet lab\ntable inet lab {{\n{chains}}}\n")
