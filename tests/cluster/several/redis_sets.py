# SPDX-License-Identifier: MIT
"""The three ways to run Redis: one, one that Sentinels watch, a Cluster. Each says where it is, loses its master, and
says when it is whole again."""
import subprocess
import time

from . import lab
from .processes import Process, Redis, Wrong, ask_redis, eventually

LAG = 0.6     # for so long the copies hear nothing before their master dies: what came meanwhile is lost there
DOWN = 1.0    # one Redis is away
FIRST = 7001
FIRST_SENTINEL = 7101
NAME = "tea"
KEY = "{tea}:meta"  # all that nodes keep is in its slot


class Single:
    """Killed and begun anew on its own data."""

    def __init__(self, folder, _cuts):
        self.redis = Redis(folder, FIRST, "appendfsync always")
        self.processes = [self.redis]
        self.ports = [FIRST]
        self.url = f"redis://{lab.HERE}:{FIRST}"

    def start(self):
        self.redis.start()
        eventually("Redis answers", self.redis.answers)

    def whole(self):
        return self.redis.answers()

    def lose_master(self, _lagging):
        self.redis.kill()
        time.sleep(DOWN)  # that long it is away
        self.redis.start()
        return "killed and begun anew"

    def recover(self):
        pass


class _Copied:
    """With copies, one of which takes over."""

    def __init__(self, cuts):
        self.cuts, self.dead, self.servers = cuts, None, []

    def kill(self, master, others, lagging):
        if lagging:
            self.cuts.copies_from(master.port)
            time.sleep(LAG)  # what is acknowledged in that time only the nodes have
        master.kill()
        self.dead = master
        eventually("a copy takes over", lambda: any(self.is_master(one) for one in others))
        self.cuts.heal(master.port)
        return "failover" + (f" to a copy that is {LAG} s behind" if lagging else "")

    def is_master(self, server):
        return server.info("replication").get("role") == "master"

    def recover(self):
        """It comes back, to be told that it is a copy now."""
        if self.dead is not None:
            self.dead.start()
            self.dead = None

    def all_linked(self, masters, copies_each):
        told = [server.info("replication") for server in self.servers]
        leading = [one for one in told if one.get("role") == "master"]
        return (len(leading) == masters and all(int(one["connected_slaves"]) == copies_each for one in leading) and
                all(one.get("master_link_status") == "up" for one in told if one.get("role") == "slave") and
                all(one.get("role") for one in told))


class Sentinel(_Copied):
    def __init__(self, folder, cuts):
        super().__init__(cuts)
        of = f"replicaof {lab.HERE} {FIRST}"
        self.servers = [Redis(folder, FIRST + i, *([of] if i else [])) for i in range(3)]
        self.watch_ports = [FIRST_SENTINEL + i for i in range(3)]
        watchers = []
        for port in self.watch_ports:
            settings = folder / f"sentinel{port}.conf"
            settings.write_text(
                f"port {port}\nbind {lab.HERE}\nprotected-mode no\nsentinel monitor {NAME} {lab.HERE} {FIRST} 2\n"
                f"sentinel down-after-milliseconds {NAME} 1000\nsentinel failover-timeout {NAME} 6000\n")
            watchers.append(Process(["redis-sentinel", settings], folder / f"sentinel{port}.log"))
        self.watchers = watchers
        self.processes = [*watchers, *self.servers]
        self.ports = [*self.watch_ports, *(server.port for server in self.servers)]
        self.url = f"redis+sentinel://{','.join(f'{lab.HERE}:{port}' for port in self.watch_ports)}/{NAME}"

    def start(self):
        for server in self.servers:
            server.start()
        for server in self.servers:
            eventually("Redis answers", server.answers)
        for watcher in self.watchers:
            watcher.start()
        eventually("the Sentinels agree", self.whole)

    def master_port(self, watcher):
        told = ask_redis(watcher, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME)
        return int(told[1]) if told else 0

    def whole(self):
        """Also the one that came back is a copy, and all three know both."""
        return (self.all_linked(1, 2) and len({self.master_port(port) for port in self.watch_ports}) == 1 and
                all((ask_redis(port, "SENTINEL", "CKQUORUM", NAME) or "").startswith("OK 3") and
                    len(ask_redis(port, "SENTINEL", "REPLICAS", NAME) or []) == 2 for port in self.watch_ports))

    def lose_master(self, lagging):
        port = self.master_port(FIRST_SENTINEL)
        master = next(server for server in self.servers if server.port == port)
        return self.kill(master, [server for server in self.servers if server is not master], lagging)


class Cluster(_Copied):
    def __init__(self, folder, cuts):
        super().__init__(cuts)
        self.folder = folder
        self.servers = [Redis(folder, FIRST + i, "cluster-enabled yes", "cluster-node-timeout 2000",
                              "cluster-require-full-coverage no") for i in range(6)]
        self.processes = list(self.servers)
        self.ports = [server.port for server in self.servers]
        self.url = f"redis+cluster://{','.join(f'{lab.HERE}:{port}' for port in self.ports[:3])}"

    def start(self):
        for server in self.servers:
            server.start()
        for server in self.servers:
            eventually("Redis answers", server.answers)
        made = subprocess.run(["redis-cli", "--cluster", "create",
                               *(f"{lab.HERE}:{server.port}" for server in self.servers), "--cluster-replicas", "1",
                               "--cluster-yes"], capture_output=True, text=True, timeout=60, check=False)
        if made.returncode != 0:
            raise Wrong("no Cluster: " + made.stdout + made.stderr)
        eventually("the Cluster is whole", self.whole)

    def whole(self):
        return self.all_linked(3, 1) and all(
            "cluster_state:ok" in (server.ask("CLUSTER", "INFO") or "") for server in self.servers)

    def lose_master(self, lagging):
        """The one that has what the nodes keep."""
        slot = int(self.servers[0].ask("CLUSTER", "KEYSLOT", KEY))
        for first, last, (_, port, *_), *copies in self.servers[0].ask("CLUSTER", "SLOTS"):
            if int(first) <= slot <= int(last):
                by_port = {server.port: server for server in self.servers}
                return self.kill(by_port[int(port)], [by_port[int(copy[1])] for copy in copies], lagging)
        raise Wrong("nobody has the slot")


ALL = {"single": Single, "sentinel": Sentinel, "cluster": Cluster}
