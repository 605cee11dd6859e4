# SPDX-License-Identifier: MIT
"""One arrangement of Redis with three nodes, people on them, and what is done to it."""
import threading
import time

from . import checks, lab
from .people import Clock, Reader, Writer
from .processes import Node, Wrong, eventually
from .redis_sets import ALL

NODES = 3
PASSWORD = "a pass word of the tea"
CALM = 1.5       # all is well for so long before the next
PAUSE = 8.0      # longer than the lease of 5 s
CONVERGE = 10.0  # within which all have all, once nobody writes
DOUBT = "Redis may have lost messages that nobody has"  # in the log of a node that begins new epochs
KINDS = ("node kill", "master kill", "pause", "partition")


class Trial:
    def __init__(self, binary, folder, arrangement, chance, writers):
        self.cuts, self.chance, self.arrangement = lab.Cuts(), chance, arrangement
        self.redis = ALL[arrangement](folder, self.cuts)
        self.nodes = [Node(binary, folder, number, self.redis.url) for number in range(1, NODES + 1)]
        self.clock, self.end = Clock(), threading.Event()
        self.writers, self.readers, self.token = [], [], None
        self.count_of_writers = writers
        self.outages = {kind: [] for kind in KINDS}
        self.converged = 0.0

    def begin(self):
        self.redis.start()
        for node in self.nodes:
            node.start()
        self.wait_ready()
        self.token = self.nodes[0].ask(
            "register", {"name": "writer", "password": PASSWORD, "bearer": True})["token"]
        self.readers = [Reader(number, self.nodes, self.token) for number in range(NODES)]
        self.writers = [Writer(number, self.nodes, self.token, self.clock, self.end)
                        for number in range(self.count_of_writers)]
        for thread in [*self.readers, *self.writers]:
            thread.start()
        self.clock.take_longest()

    def wait_ready(self):
        for node in self.nodes:
            eventually(f"node {node.number} is ready", lambda node=node: node.is_ready() or not node.runs())
            if not node.runs():
                raise Wrong(f"node {node.number} ended with {node.process.poll()}: {node.log.read_text(errors='replace')[-500:]}")

    def disturb(self, kind):
        """What was done. All was well before, and is after."""
        eventually("Redis is whole", self.redis.whole)
        time.sleep(CALM)  # to have something to lose
        self.clock.take_longest()
        leader = next((node for node in self.nodes if node.leads()), None)
        victim = leader if leader is not None and self.chance.random() < 0.6 else self.chance.choice(self.nodes)
        began = time.monotonic()
        done = {"node kill": self.kill_node, "master kill": lambda _: self.redis.lose_master(
            self.chance.random() < 0.5), "pause": self.pause, "partition": self.cut}[kind](victim)
        if kind != "master kill":
            done = f"{'the leader' if victim is leader else 'one that follows'} {done}"
        before = self.clock.count
        eventually("writing goes on", lambda: self.clock.count > before + 2 * self.count_of_writers)
        self.redis.recover()
        self.wait_ready()
        outage = self.clock.take_longest()
        self.outages[kind].append(outage)
        print(f"{self.arrangement}: {kind}: {done}; nothing was acknowledged for {outage:.1f} s, all ready after "
              f"{time.monotonic() - began:.1f} s", flush=True)

    def kill_node(self, node):
        node.kill()
        node.start()
        return "killed and begun anew"

    def pause(self, node):
        node.pause()
        time.sleep(PAUSE)  # it is the pause
        node.go_on()
        return f"paused for {PAUSE:.0f} s"

    def cut(self, node):
        whole = self.chance.random() < 0.5
        if whole:
            self.cuts.node_from_all(node.place)
        else:
            self.cuts.node_from_redis(node.place, self.redis.ports)
        time.sleep(PAUSE)  # it is the partition
        self.cuts.heal(node.place)
        return f"cut off from {'all' if whole else 'Redis'} for {PAUSE:.0f} s"

    def finish(self):
        """What is wrong."""
        time.sleep(CALM)
        self.end.set()
        for writer in self.writers:
            writer.join(30)
            if writer.is_alive():
                raise Wrong("a writer gets no answer")
        acknowledged = {cmid: seq for writer in self.writers for cmid, seq in writer.acknowledged.items()}
        newest = max(acknowledged.values())
        began = time.monotonic()
        wrong = []
        try:
            eventually("all copies and readers have all", lambda: self.have(newest), CONVERGE)
        except Wrong as late:
            wrong.append(f"{late}: {[node.copy(checks.NEWEST) for node in self.nodes]}, readers "
                         f"{[reader.last for reader in self.readers]} of {newest}")
        self.converged = time.monotonic() - began
        for reader in self.readers:
            reader.end.set()
        for reader in self.readers:
            reader.join(30)
        on_wire, events = checks.check_wire(self.nodes, self.token, acknowledged)
        doubts = sum(node.log.read_text(errors="replace").count(DOUBT) for node in self.nodes)
        if doubts:  # one thing happens at a time: whoever has what a master lost can say so
            wrong.append(f"{doubts} leaders took something for lost")
        wrong += on_wire + checks.check_copies(self.nodes) + checks.check_readers(self.readers, acknowledged)
        print(f"{self.arrangement}: {len(acknowledged)} messages acknowledged "
              f"({sum(writer.refused for writer in self.writers)} tries refused, "
              f"{sum(writer.repeats for writer in self.writers)} found to be there already), {events} events; "
              f"{len(self.readers)} readers connected {sum(reader.connections for reader in self.readers)} times "
              f"({sum(reader.gaps for reader in self.readers)} gaps); all converged in {self.converged:.1f} s; the longest "
              f"wait for an answer {max(writer.longest for writer in self.writers):.1f} s")
        for kind, seen in self.outages.items():
            if seen:
                print(f"{self.arrangement}: {len(seen)} x {kind}: outage median {sorted(seen)[len(seen) // 2]:.1f} s, "
                      f"longest {max(seen):.1f} s")
        return wrong

    def have(self, newest):
        return (all((node.copy(checks.NEWEST) or [(0,)])[0][0] >= newest for node in self.nodes) and
                all(reader.last >= newest for reader in self.readers))

    def stop(self):
        self.end.set()
        for reader in self.readers:
            reader.end.set()
        for process in [*self.nodes, *self.redis.processes]:
            process.stop()
        for node in self.nodes:
            node.place.end()
