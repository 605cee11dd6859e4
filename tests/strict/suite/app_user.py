# SPDX-License-Identifier: MIT
"""`teahouse user …`: with the server running and without it, what it refuses, and its exit codes."""
from .cases import Suite, check, equal
from .chat import Person, Session, call
from .program import folder, own_server, refused, run

suite = Suite()
OLD, NEW = "the first password", "the second password"


def accounts(server, data):
    """{name: (role, state)} as `user list` tells."""
    code, printed, said = run(server, "user", "list", "--data", str(data))
    equal((code, said), (0, ""), "user list")
    head, *rows = printed.splitlines()
    equal(head.split("\t"), ["id", "role", "state", "logins", "name"])
    return {name: (role, state) for _, role, state, _, name in (row.split("\t") for row in rows)}


def log_in(server, name, password):
    """The status and, on failure, the code of the error."""
    status, answer = call(server, "login", {"name": name, "password": password, "bearer": True})
    return status if status == 200 else answer["error"]["code"]


def administer(server, data):
    """The same steps, whether a server answers or not."""
    def well(*words, stdin=""):
        equal(run(server, "user", *words, "--data", str(data), stdin=stdin), (0, "done\n", ""),
              f"user {words}")

    def no(*words, naming, stdin=""):
        refused(server, "user", *words, "--data", str(data), naming=naming, code=1, stdin=stdin)

    well("add", "Olga", "owner", stdin=OLD + "\n")
    well("add", "Anna", stdin=OLD + "\n")
    well("passwd", "anna", stdin=NEW + "\n")
    well("promote", "anna", "admin")
    well("add", "Carl", stdin=OLD + "\n")
    well("disable", "Carl")
    well("add", "Dora", stdin=OLD + "\n")
    well("disable", "Dora")
    well("enable", "Dora")
    # A refusal is a sentence with its code, not the JSON of the wire.
    no("add", "ANNA", stdin=OLD + "\n", naming=["refused: ", "(conflict)"])
    no("add", "Ed", stdin="short\n", naming=["refused: ", "(weak_password)"])
    no("promote", "Nobody", "admin", naming=["no such account (not_found)"])
    # The server keeps an owner, unless it is said to be meant.
    no("disable", "Olga", naming=["last active owner", "--force", "(conflict)"])
    no("promote", "Olga", "user", naming=["last active owner", "(conflict)"])
    well("add", "Otto", "owner", stdin=OLD + "\n")
    well("disable", "Olga")
    no("promote", "Otto", "admin", naming=["last active owner"])
    well("promote", "Otto", "admin", "--force")
    listed = accounts(server, data)
    expected = {"Olga": ("owner", "disabled"), "Anna": ("admin", "active"),
                "Carl": ("user", "disabled"), "Dora": ("user", "active"),
                "Otto": ("admin", "active")}
    equal({name: listed.get(name) for name in expected}, expected)


def check_logins(server):
    equal(log_in(server, "Anna", NEW), 200)
    equal(log_in(server, "Anna", OLD), "wrong_password")
    equal(log_in(server, "Carl", OLD), "disabled")
    equal(log_in(server, "Dora", OLD), 200)


@suite.case("user.with_a_running_server")
def online(server):
    with own_server(server) as own:
        administer(server, own.data / "data")
        check_logins(own)


@suite.case("user.without_a_server")
def offline(server):
    with own_server(server) as own:
        equal(own.stop(), 0)
        administer(server, own.data / "data")
        own.start()
        check_logins(own)


@suite.case("user.changes_reach_who_is_online")
def reaches_online(server):
    with own_server(server) as own:
        Person(own, "First")  # the owner
        who = Person(own, "Anna")
        data = str(own.data / "data")
        with Session(who) as session:
            equal(run(server, "user", "disable", "Anna", "--data", data)[0], 0)
            while (event := session.event())[0] != "close":
                check(event[0] != "end", "ended without a close frame")
        equal(log_in(own, "Anna", "a long password"), "disabled")


@suite.case("user.refuses_wrong_usage")
def wrong_usage(server):
    with folder() as path:
        for words in ([], ["list", "extra"], ["add"], ["promote", "Anna"],
                      ["promote", "Anna", "king"], ["explode", "Anna"], ["passwd", "a", "b"]):
            refused(server, "user", *words, "--data", str(path), naming=["usage"])
        check(not any(path.iterdir()), "wrong usage made files")


@suite.case("user.makes_no_cheap_hash_in_a_database_without_a_server")
def no_cheap_hash(server):
    with folder() as path:
        refused(server, "user", "add", "Anna", "--test.fast_hash", "--data", str(path),
                stdin=OLD + "\n", naming=["test.fast_hash"])
        check(not any(path.iterdir()), "a database was made")
