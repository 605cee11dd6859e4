# SPDX-License-Identifier: MIT
"""The data of the PHP chat that Teahouse follows, as its server writes them: small, with every kind of row, and
with rows as crashes, bugs and strangers leave them behind."""
import json
import os
import pathlib
import struct
import subprocess
import zlib

DATABASE = 15
START = 1_713_754_800.0  # 2024-04-22 03:00:00 UTC
# bcrypt of "123456" and of "secret tea", as PHP's password_hash() writes it.
HASH_123456 = "$2y$10$abcdefghijklmnopqrstuuxD0vCwu/f2ahNVJLL35ZYA2xuiRyPH6"

ANNA, BOB, CID, ADA, ANNA2, OFF, BAD, GHOST = (f"6625d3{number:02x}abcde" for number in range(8))
BREWERS, LOST, BROKEN_GROUP, EMPTY = (f"6625e0{number:02x}abcde" for number in range(4))


def command(*words):
    out = b"*%d\r\n" % len(words)
    for word in words:
        word = word if isinstance(word, bytes) else str(word).encode()
        out += b"$%d\r\n%s\r\n" % (len(word), word)
    return out


def write(port, commands):
    """Through redis-cli, bytes as they are."""
    done = subprocess.run(["redis-cli", "-p", str(port), "-n", str(DATABASE), "--pipe"], input=b"".join(commands),
                          capture_output=True, timeout=60, check=False)
    if done.returncode != 0 or b"errors: 0" not in done.stdout:
        raise RuntimeError(f"redis-cli: {done.stdout}{done.stderr}")


def php(value):
    """As json_encode() with JSON_UNESCAPED_UNICODE."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")


def account(user, name, password=HASH_123456, role=0, active=1, avatar="", indexed=True):
    made = [command("HMSET", f"user_id:{user}", "user_id", user, "username", name, "password", password,
                    "reg_time", "2024-04-22 11:00:00", "role_id", role, "is_active", active, "avatar", avatar,
                    "ip", "127.0.0.1", "agent", "Mozilla/5.0")]
    return made + ([command("SET", b"username:" + (name if isinstance(name, bytes) else name.encode()), user)]
                   if indexed else [])


class Log:
    """One zset of messages; each a second after the one before."""

    def __init__(self, key, receiver="0"):
        self.key, self.receiver, self.at, self.commands = key, receiver, START, []

    def say(self, sender, kind, content, after=1.0):
        self.at += after
        row = {"type": kind, "sender_id": sender, "receiver_id": self.receiver, "mess": content,
               "timestamp": round(self.at, 4), "id": f"{len(self.commands):08x}-uuid"}
        return self.raw(php(row))

    def raw(self, row):
        self.commands.append(command("ZADD", self.key, repr(self.at), row))
        return self


def picture(width, height):
    """A PNG."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\x40\x80\x20" * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"tEXt", b"Comment\0where I live") + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


MUSIC = b"ID3\x03\0\0\0\0\0\0" + bytes(range(256)) * 40
DOCUMENT = b"PK\x03\x04" + os.urandom(3_000)
STICKER = b"GIF89a" + struct.pack("<HH", 40, 30) + b"\0\0\0;"


def uploads(folder):
    """Its folder with upload/ and images/ in it."""
    files = {"upload/image/20240422/11/a.png": picture(30, 20), "upload/image/20240422/11/face.png": picture(8, 8),
             "upload/image/20240422/11/fake.png": b"\x89PNG\r\n\x1a\nnothing more",
             "upload/music/20240422/11/b.mp3": MUSIC, "upload/document/20240422/11/c.docx": DOCUMENT,
             "images/emotion/ywz/1.gif": STICKER, "secret": b"not for anybody"}
    for name, data in files.items():
        path = pathlib.Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (pathlib.Path(folder) / "upload/image/20240422/11/link.png").symlink_to(pathlib.Path(folder) / "secret")
    return folder


def people():
    return [*account(ANNA, "Anna", avatar="/upload/image/20240422/11/face.png"), *account(BOB, "小明"),
            *account(CID, "cid", active=0), *account(ADA, "管理员", role=2),
            # Another by case alone, and one that a race has put beside Bob.
            *account(ANNA2, "anna"), *account(OFF, "小明", indexed=False),
            *account(BAD, b"b\xff\x01d", password="plain", avatar="/../secret"),
            command("HMSET", "user_id:6625d3ffabcde", "user_id", "6625d3ffabcde"),
            command("SET", "user_id:6625d3feabcde", "of another type")]


def relations():
    group = {"name": "泡茶<b>组</b>", "admin_id": BOB, "create_time": START + 5.5,
             "avatar": "/upload/image/20240422/11/face.png"}
    out = [command("HSET", "groups", BREWERS, php(group)),
           command("HSET", "groups", BROKEN_GROUP, '{"name":"half'),
           command("HSET", "groups", EMPTY, php({"name": "nobody", "admin_id": GHOST, "create_time": START}))]
    for at, user in enumerate([BOB, ANNA, GHOST, CID]):
        out.append(command("ZADD", f"group_members:group_id:{BREWERS}", START + at, user))
        out.append(command("ZADD", f"user_groups:user_id:{user}", START + at, BREWERS))
    out.append(command("ZADD", f"group_members:group_id:{BROKEN_GROUP}", START, ANNA))
    for friend in (BOB, GHOST):
        out.append(command("ZADD", f"user_contacts:user_id:{ANNA}", START, friend))
    return out


def file(name, path, size=1):
    return {"name": name, "path": path, "size": size}


def logs():
    lobby = Log("message:common_id:0")
    lobby.say(ANNA, 100, "喝茶吧 &lt;3 &amp;amp;").say(BOB, 100, "一<div>二<br>三</div>")
    lobby.say(ANNA, 300, file("猫.png", "/upload/image/20240422/11/a.png"))
    lobby.say(ANNA, 500, file("歌.mp3", "/upload/music/20240422/11/b.mp3"))
    lobby.say(ANNA, 1000, file("表.docx", "/upload/document/20240422/11/c.docx"))
    lobby.say(ANNA, 400, "/images/emotion/ywz/1.gif").say(ANNA, 400, "/images/emotion/ywz/2.gif")
    lobby.say(BOB, 100, "哈 [!ywz_3]").say(GHOST, 100, "I was here")
    lobby.say(BOB, 1000, file("gone.docx", "/upload/document/gone.docx"))
    lobby.say(BOB, 300, file("link.png", "/upload/image/20240422/11/link.png"))
    lobby.say(BOB, 1000, file("passwd", "/upload/../../../etc/passwd"))
    lobby.say(BOB, 300, file("fake.png", "/upload/image/20240422/11/fake.png"))
    lobby.say(BOB, 100, "<script>alert(1)</script>").say(BOB, 100, "<br>&nbsp;").say(BOB, 777, "?")
    lobby.raw("no json").raw(b'{"type":100,"sender_id":"' + BOB.encode() + b'","mess":"\xff"}').raw("")
    lobby.say(BOB, 100, "长" * 30_000)
    # Two of one time: the zset gives them by their bytes.
    lobby.say(BOB, 100, "same-b").say(ANNA, 100, "same-a", after=0)
    brewers = Log(f"message:common_id:{BREWERS}", BREWERS)
    brewers.say(BOB, 1100, {"id": BREWERS, "name": "泡茶"}, after=5).say(ANNA, 100, "group one")
    brewers.say(BOB, 300, file("a.png", "/upload/image/20240422/11/a.png")).say(ADA, 100, "a stranger")
    lost = Log(f"message:common_id:{LOST}", LOST)
    lost.say(ANNA, 1100, {"id": LOST}).say(BOB, 100, "of a group that ended")
    direct = Log(f"message:users:[{ANNA},{BOB}]", BOB)
    direct.say(ANNA, 103, "psst").say(BOB, 103, "what?").say(ANNA, 303, file("a.png", "/upload/image/20240422/11/a.png"))
    away = Log(f"message:users:[{ANNA},{GHOST}]", GHOST).say(GHOST, 103, "goodbye")
    out = []
    for one in (lobby, brewers, lost, direct, away):
        out += one.commands
    return out


def others():
    """What is no message: passing state, strangers, keys of other types."""
    return [command("SADD", "user", ANNA), command("HSET", "user_service", ANNA, 7),
            command("HSET", "file:hash", "ab" * 32, "/upload/image/20240422/11/a.png"),
            command("HSET", "message:index:3", "x", "{}"), command("SET", "something:else", 1),
            command("SET", "message:users:[x,y]", "no zset"), command("ZADD", "message:users:[x]", 1, "{}"),
            command("SET", f"message:common_id:{EMPTY}", "no zset")]


def everything():
    return people() + relations() + logs() + others()
