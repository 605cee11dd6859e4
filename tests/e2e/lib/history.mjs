// SPDX-License-Identifier: MIT
// A long history at once: messages written into the database of a server that does not run.
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'

// Appends texts to a room, by these people in turn: at the time that `time` gives for each, else all at that of the room's
// newest event. What the room has already is no younger than the first of them.
export function appendHistory(server, room, people, texts, time) {
  const db = new DatabaseSync(join(server.data, 'main.db'))
  try {
    const last = db.prepare('SELECT seq, at, count FROM event WHERE room = ? ORDER BY seq DESC LIMIT 1').get(room)
    const insert = db.prepare('INSERT INTO event(room, seq, at, sender, kind, count, body) VALUES(?, ?, ?, ?, 1, ?, ?)')
    db.exec('BEGIN')
    if (time) db.prepare('UPDATE event SET at = min(at, ?) WHERE room = ?').run(time(0), room)
    for (const [index, text] of texts.entries()) {
      insert.run(room, last.seq + 1 + index, time?.(index) ?? last.at, people[index % people.length].id, last.count + 1 + index, bodyOf(text))
    }
    db.exec('COMMIT')
  } finally {
    db.close()
  }
}

// All that was logged in a room was logged so many days earlier.
export function age(server, room, days) {
  const db = new DatabaseSync(join(server.data, 'main.db'))
  try {
    db.prepare('UPDATE event SET at = at - ? WHERE room = ?').run(days * 86_400_000, room)
  } finally {
    db.close()
  }
}

// MessagePack: a list whose first entry is the text.
function bodyOf(text) {
  const bytes = Buffer.from(text)
  if (bytes.length > 255) throw new Error('only short texts')
  return Buffer.concat([Buffer.from([0x91, 0xd9, bytes.length]), bytes])
}
