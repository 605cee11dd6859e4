# SPDX-License-Identifier: MIT
"""What must hold in the end: of the log over the wire, of each node's own copy, and of what readers saw."""
from .people import LOBBY

EVENTS = f"SELECT seq, sender, cmid, body FROM event WHERE room = {LOBBY} ORDER BY seq"
NEWEST = f"SELECT max(seq) FROM event WHERE room = {LOBBY}"
TOLD = 10  # of each kind of fault


def read_log(node, token):
    events, after = [], 0
    while True:
        page = node.ask("history", {"room": LOBBY, "after": after, "limit": 200}, token)["events"]
        if not page:
            return events
        events += page
        after = page[-1]["seq"]


def check_wire(nodes, token, acknowledged):
    """Each acknowledged message once under its seq, in one dense log that all nodes give."""
    wrong, first = [], None
    for node in nodes:
        log = read_log(node, token)
        if [event["seq"] for event in log] != list(range(1, len(log) + 1)):
            wrong.append(f"the log of node {node.number} is not dense")
        first = first or log
        if log != first:
            wrong.append(f"node {node.number} gives another log")
    places = {}
    for event in first:
        if event.get("cmid"):
            places.setdefault(event["cmid"], []).append(event["seq"])
    lost = [f"{cmid} was acknowledged as {seq} and is {places.get(cmid)}"
            for cmid, seq in acknowledged.items() if places.get(cmid) != [seq]]
    twice = [f"{cmid} is {seqs}" for cmid, seqs in places.items() if len(seqs) > 1]
    return [*wrong, *lost[:TOLD], *twice[:TOLD]], len(first)


def check_copies(nodes):
    wrong, first = [], None
    for node in nodes:
        rows = node.copy(EVENTS)
        if rows is None:
            wrong.append(f"the copy of node {node.number} cannot be read")
            continue
        first = first or rows
        if rows != first:
            differs = next((pair for pair in zip(rows, first) if pair[0] != pair[1]), (len(rows), len(first)))
            wrong.append(f"the copy of node {node.number} is another: {differs}")
    return wrong


def check_readers(readers, acknowledged):
    """Each saw each message from its first on, once and in order, and was never told to begin anew."""
    wrong = []
    for reader in readers:
        wrong += reader.wrong[:TOLD]
        if reader.resets:
            wrong.append(f"reader {reader.number} was told {reader.resets} times to begin anew")
        missed = [cmid for cmid, seq in acknowledged.items() if seq >= reader.first and reader.seen.get(cmid) != seq]
        if missed:
            wrong.append(f"reader {reader.number} did not see {len(missed)} messages, as {missed[0]}: "
                         f"{acknowledged[missed[0]]}, {reader.seen.get(missed[0])}")
    return wrong
