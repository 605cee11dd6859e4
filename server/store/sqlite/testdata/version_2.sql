-- SPDX-License-Identifier: MIT
-- A database as version 2 of the schema wrote it. Not to be changed: newer programs must read it for ever.
PRAGMA application_id=1415930216;
PRAGMA user_version=2;
CREATE TABLE store(
    id INTEGER PRIMARY KEY CHECK(id = 1),
    gen INTEGER NOT NULL,      -- raised by a restore: epochs of all rooms change with it
    commits INTEGER NOT NULL,  -- raised to write over what a failed commit left behind
    clean INTEGER NOT NULL     -- 1 after an orderly end
) STRICT;

CREATE TABLE user(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    avatar TEXT NOT NULL,
    status TEXT NOT NULL,
    role INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE device(
    id INTEGER PRIMARY KEY,
    user INTEGER NOT NULL,
    token BLOB NOT NULL UNIQUE,  -- SHA-256 of the session token
    label TEXT NOT NULL,
    created INTEGER NOT NULL,
    seen INTEGER NOT NULL
) STRICT;

CREATE TABLE room(
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    title TEXT NOT NULL,
    avatar TEXT NOT NULL,
    announcement TEXT NOT NULL,
    join_policy INTEGER NOT NULL,
    history_policy INTEGER NOT NULL,
    direct_low INTEGER NOT NULL,
    direct_high INTEGER NOT NULL,
    dissolved INTEGER NOT NULL,
    created INTEGER NOT NULL,
    epoch INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX room_direct ON room(direct_low, direct_high) WHERE direct_low > 0;

CREATE TABLE event(
    room INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    count INTEGER NOT NULL,  -- countable messages of the room up to and including this event
    ref INTEGER,
    cmid TEXT,
    body BLOB NOT NULL,      -- MessagePack, see proto/codec.h
    PRIMARY KEY(room, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX event_cmid ON event(sender, cmid) WHERE cmid IS NOT NULL;

CREATE TABLE member(
    room INTEGER NOT NULL,
    user INTEGER NOT NULL,
    role INTEGER NOT NULL,
    join_seq INTEGER NOT NULL,
    leave_seq INTEGER NOT NULL,
    read_seq INTEGER NOT NULL,
    read_count INTEGER NOT NULL,
    own_count INTEGER NOT NULL,
    joined INTEGER NOT NULL,
    PRIMARY KEY(room, user)
) STRICT, WITHOUT ROWID;

CREATE INDEX event_edit ON event(room, ref) WHERE kind = 8;

CREATE TABLE merged(
    room INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    message BLOB NOT NULL,  -- the whole event in its newest form, MessagePack
    PRIMARY KEY(room, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE pin(
    room INTEGER NOT NULL,
    seq INTEGER NOT NULL,  -- of the message
    pin INTEGER NOT NULL,  -- of the event that pinned it
    PRIMARY KEY(room, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE mention(
    user INTEGER NOT NULL,  -- 0: everybody
    room INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    PRIMARY KEY(user, room, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_message ON mention(room, seq);

INSERT INTO store VALUES(1, 1, 0, 1);
INSERT INTO user VALUES(1, 'Ann', 'ann', '$argon2id$v=19$x', '', 'drinks tea', 3, 0, 1000);
INSERT INTO user VALUES(2, 'Bob', 'bob', '$argon2id$v=19$y', '', '', 1, 0, 2000);
INSERT INTO device VALUES(1, 1, x'0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20', 'Firefox', 1000, 3000);
INSERT INTO room VALUES(1, 1, 'Lobby', '', '', 2, 1, 0, 0, 0, 1000, 1);
INSERT INTO room VALUES(2, 3, '', '', '', 1, 2, 1, 2, 0, 2000, 1);
INSERT INTO event VALUES(1, 1, 1000, 0, 21, 0, NULL, NULL, x'90');
INSERT INTO event VALUES(1, 2, 2000, 1, 1, 1, NULL, 'cmid-0001', x'91A26869');
INSERT INTO event VALUES(1, 3, 3000, 2, 1, 2, 2, 'cmid-0002', x'91A568656C6C6F');
INSERT INTO member VALUES(1, 1, 3, 0, 0, 3, 2, 0, 1000);
INSERT INTO member VALUES(1, 2, 1, 1, 0, 1, 0, 1, 2000);
INSERT INTO event VALUES(1, 4, 4000, 1, 1, 3, NULL, 'cmid-0003', x'91B168747470733A2F2F612E746573742F7465');
INSERT INTO event VALUES(1, 5, 5000, 1, 1, 4, NULL, 'cmid-0004', x'90');
INSERT INTO event VALUES(1, 6, 6000, 1, 9, 4, 5, 'cmid-0005', x'90');
