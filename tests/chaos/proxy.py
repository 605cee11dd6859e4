#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A bad network between clients and a server: TCP on 127.0.0.1, what becomes of each connection is drawn from a seed.

    tests/chaos/proxy.py --to PORT [--seed N]

Prints one line of JSON with its port, and answers each line on standard input with one more:

    bad      from now on connections are treated badly, and every few seconds all of them end at once
    calm     from now on they are not; those that are open end
    down     all end, and new ones are turned away
    silent   nothing passes any more through those that are open, and none of them ends; new ones pass
    report   nothing changes

Each answer says how many connections there were and what was done to them. Ends with its standard input. What is
done to a connection depends on the seed and on its number only, not on when its bytes come.
"""
import argparse
import asyncio
import collections
import json
import random
import socket
import struct
import sys

PIECE = 65536
STORMS = (2.5, 7.0)      # seconds between two
LIFE = 90.0              # seconds, of a connection that has gone silent: whoever gives up says so to nobody
SLICED = 4096            # bytes that come in small pieces; then they come as they are
WAYS = ("up", "down")    # client to server, server to client


class Fate:
    """What is done to a connection: how its bytes are passed on, and how it ends."""

    def __init__(self, chance):
        self.chance = chance
        self.passing = chance.choices(["plain", "slices", "slow", "gather"], [3, 3, 2, 2])[0]
        self.ending = chance.choices(["none", "cut", "reset", "silent", "deaf"], [3, 3, 3, 2, 1])[0]
        self.way = chance.choice(WAYS)
        # From the first byte of a handshake to some hundred messages, small numbers as often as large ones.
        self.after = int(2 ** chance.uniform(0, 17))
        self.slice = chance.choice([1, 1, 2, 7, 100])

    def pieces(self, data, passed):
        if self.passing != "slices" or passed > SLICED:
            return [data]
        return [data[at:at + self.slice] for at in range(0, len(data), self.slice)]

    async def wait(self):
        if self.passing == "slow":
            await asyncio.sleep(self.chance.uniform(0.001, 0.12))
        elif self.passing == "gather":
            await asyncio.sleep(self.chance.uniform(0.05, 0.3))


class Plain(Fate):
    def __init__(self):  # noqa: super().__init__ draws
        self.passing = self.ending = "none"
        self.way, self.after, self.slice = "up", 0, 1


def hang_up(line, reset):
    if reset:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


class Connection:
    def __init__(self, proxy, client, fate):
        self.proxy, self.client, self.fate = proxy, client, fate
        self.server = None
        self.tasks = []
        self.silent = False

    async def carry(self):
        loop = asyncio.get_running_loop()
        self.server = socket.socket()
        self.server.setblocking(False)
        try:
            await loop.sock_connect(self.server, ("127.0.0.1", self.proxy.to))
        except OSError:
            return self.end(reset=True)
        if self.client.fileno() < 0:
            return self.end(reset=True)  # all ended meanwhile
        for line in (self.client, self.server):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ends = {"up": (self.client, self.server), "down": (self.server, self.client)}
        self.tasks = [asyncio.create_task(self.pump(way, *ends[way])) for way in WAYS]
        await asyncio.gather(*self.tasks, return_exceptions=True)
        return self.end()

    async def pump(self, way, source, sink):
        loop, passed = asyncio.get_running_loop(), 0
        ends_here = self.fate.ending != "none" and way == self.fate.way
        while True:
            try:
                data = await loop.sock_recv(source, PIECE)
            except OSError:
                return self.end(reset=True)
            if not data:
                break
            await self.fate.wait()
            if self.silent:
                return await asyncio.sleep(LIFE)
            if self.fate.passing == "gather":
                data += self.rest(source)
            last = ends_here and passed + len(data) >= self.fate.after
            data = data[:self.fate.after - passed] if last else data
            try:
                for piece in self.fate.pieces(data, passed):
                    await loop.sock_sendall(sink, piece)
            except OSError:
                return self.end(reset=True)
            passed += len(data)
            if last:
                return await self.finish(loop, source)
        try:
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            self.end(reset=True)
        return None

    @staticmethod
    def rest(source):
        """What has come while it was waited."""
        try:
            return source.recv(4 * PIECE)
        except OSError:
            return b""

    async def finish(self, loop, source):
        self.proxy.done[self.fate.ending] += 1
        if self.fate.ending in ("cut", "reset"):
            return self.end(reset=self.fate.ending == "reset")
        if self.fate.ending == "deaf":  # bytes are taken, and go nowhere
            try:
                while await loop.sock_recv(source, PIECE):
                    pass
            except OSError:
                pass
        await asyncio.sleep(LIFE)  # "silent": not even taken; the sender's buffers fill
        return self.end()

    def end(self, reset=False):
        self.proxy.open.discard(self)
        for task in self.tasks:
            if task is not asyncio.current_task():
                task.cancel()
        for line in (self.client, self.server):
            if line is not None and line.fileno() >= 0:
                hang_up(line, reset)


class Proxy:
    def __init__(self, to, seed):
        self.to, self.seed = to, seed
        self.mode = "calm"
        self.open = set()
        self.count = 0
        self.done = collections.Counter()
        self.storms = random.Random(f"{seed} storms")
        self.running = set()  # the loop itself holds tasks weakly

    async def serve(self, listener):
        loop = asyncio.get_running_loop()
        while True:
            client, _ = await loop.sock_accept(listener)
            client.setblocking(False)
            if self.mode == "down":
                hang_up(client, reset=True)
                continue
            self.count += 1
            fate = Fate(random.Random(f"{self.seed} {self.count}")) if self.mode == "bad" else Plain()
            self.done[fate.passing] += 1
            connection = Connection(self, client, fate)
            self.open.add(connection)
            self.keep(connection.carry())

    def keep(self, work):
        task = asyncio.create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def storm(self):
        while True:
            await asyncio.sleep(self.storms.uniform(*STORMS))
            if self.mode == "bad":
                self.end_all(reset=self.storms.random() < 0.5)
                self.done["storms"] += 1

    def end_all(self, reset):
        for connection in list(self.open):
            connection.end(reset)

    def obey(self, word):
        if word in ("calm", "down"):
            self.end_all(reset=True)
        if word in ("bad", "calm", "down"):
            self.mode = word
        if word == "silent":
            for connection in self.open:
                connection.silent = True
        return {"connections": self.count, "open": len(self.open), **self.done}

    async def run(self):
        listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        listener.setblocking(False)
        self.keep(self.serve(listener))
        self.keep(self.storm())
        print(json.dumps({"port": listener.getsockname()[1], "seed": self.seed}), flush=True)
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            print(json.dumps(self.obey(line.decode().strip())), flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--to", type=int, required=True, help="the server's port")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    try:
        asyncio.run(Proxy(chosen.to, chosen.seed).run())
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
