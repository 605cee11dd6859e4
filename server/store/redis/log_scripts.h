// SPDX-License-Identifier: MIT
// The scripts of the log in Redis (redis_log.h). KEYS: log, meta, lease, heads, and a snapshot
// where it is about one.
#pragma once

namespace teahouse::store {

// ARGV: channel, term, term and index before, then term, generation and bytes of each entry.
// What is there already stays, so that a call of unknown outcome can be sent again.
inline constexpr const char* kAppendScript = R"lua(
local m = redis.call('HMGET', KEYS[2], 'term', 'index', 'head_term')
local term, index, head = tonumber(m[1] or 0), tonumber(m[2] or 0), tonumber(m[3] or 0)
local at = tonumber(ARGV[4])
if term ~= tonumber(ARGV[2]) then return {'fenced', head, index} end
if index < at then return {'rewound', head, index} end
if index == at and head ~= tonumber(ARGV[3]) then return {'diverged', head, index} end
for i = 5, #ARGV, 3 do
  at = at + 1
  local id = string.format('%.0f-0', at)
  if at <= index then
    local there = redis.call('XRANGE', KEYS[1], id, id)
    if there[1] and there[1][2][2] ~= ARGV[i] then return {'diverged', head, index} end
  else
    redis.call('XADD', KEYS[1], id, 't', ARGV[i], 'g', ARGV[i + 1], 'd', ARGV[i + 2])
    redis.call('SPUBLISH', ARGV[1], string.format('%s %.0f %s %.0f\n', ARGV[i], at, ARGV[i + 1], head)
      .. ARGV[i + 2])
    head = tonumber(ARGV[i])
    index = at
  end
end
redis.call('HSET', KEYS[2], 'index', string.format('%.0f', index), 'head_term',
  string.format('%.0f', head))
return {'appended', head, index}
)lua";

// Before the scripts that say what a node has. ARGV: node, term and index of its head, ms that this
// counts, the last term that it was whole in. `run`: the server, which is another one after a
// failover or a start, and may then have lost its tail. `nodes`: of the others that are alive, term
// and index of the head, and the last term they were whole in. `full`: the latest such term that
// this server was told of, and what was there then: whoever has as much has all of it.
inline constexpr const char* kHeadsScript = R"lua(
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('HSET', KEYS[4], ARGV[1],
  string.format('%s %s %.0f %s', ARGV[2], ARGV[3], now + tonumber(ARGV[4]), ARGV[5]))
local nodes = {}
local all = redis.call('HGETALL', KEYS[4])
for i = 1, #all, 2 do
  local t, n, till, whole = string.match(all[i + 1], '(%d+) (%d+) (%d+) ?(%d*)')
  if tonumber(till) <= now then
    redis.call('HDEL', KEYS[4], all[i])
  elseif all[i] ~= ARGV[1] then
    nodes[#nodes + 1] = {tonumber(t), tonumber(n), tonumber(whole) or 0}
  end
end
local m = redis.call('HMGET', KEYS[2], 'uid', 'term', 'head_term', 'index', 'snap', 'run', 'run_since',
  'full')
local uid, term, head, index = m[1] or '', tonumber(m[2] or 0), tonumber(m[3] or 0), tonumber(m[4] or 0)
local lease = redis.call('GET', KEYS[3]) or ''
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or '?'
if run ~= m[6] then
  m[7] = string.format('%.0f', now)
  redis.call('HSET', KEYS[2], 'run', run, 'run_since', m[7])
  redis.call('HDEL', KEYS[2], 'full')
  m[8] = false
end
local full = {0, 0, 0}
if m[8] then
  local w, t, n = string.match(m[8], '(%d+) (%d+) (%d+)')
  full = {tonumber(w), tonumber(t), tonumber(n)}
end
if ARGV[5] ~= '0' and tonumber(ARGV[5]) >= full[1] then
  full = {tonumber(ARGV[5]), tonumber(ARGV[2]), tonumber(ARGV[3])}
  redis.call('HSET', KEYS[2], 'full', string.format('%s %s %s', ARGV[5], ARGV[2], ARGV[3]))
end
)lua";

// ARGV: as above, then the highest term known, uid, ms of the lease, ms that a new server has to
// have been there, 1 if it has not ceased to lead. Such a one whose lease is still there need not
// wait: nobody else can have led since it was given. The last of the answer: 1 if what was
// acknowledged may be lost, since somebody knows a later term or this is not the server on which a
// leader last was seen to be whole (`sure`), and whoever asks neither led then nor has as much as
// who did. Who did goes before: others that have the same wait once more that long, while it lives.
inline constexpr const char* kAcquireScript = R"lua(
if uid ~= '' and uid ~= ARGV[7] then return {'foreign', term, head, index} end
local holds = lease == ARGV[1] and ARGV[10] == '1'
local since = now - tonumber(m[7] or 0)
if not holds and since < tonumber(ARGV[9]) then
  return {'settle', term, head, index}
end
if lease ~= '' and lease ~= ARGV[1] then return {'held', term, head, index} end
local mine_t, mine_n, whole = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[5])
nodes[#nodes + 1] = {head, index, 0}
local highest = math.max(term, tonumber(ARGV[6]), mine_t, full[1])
local behind = false
for _, node in ipairs(nodes) do
  highest = math.max(highest, node[1], node[3])
  behind = behind or node[1] > mine_t or (node[1] == mine_t and node[2] > mine_n)
end
if behind then return {'behind', term, head, index} end
local sure = redis.call('HGET', KEYS[2], 'sure')
local lost = (uid == '' and mine_n > 0) or (sure and sure ~= run) or highest > term
for _, node in ipairs(nodes) do
  local led = node[3] == highest and node[1] == mine_t and node[2] == mine_n
  if led and whole ~= highest and since < 2 * tonumber(ARGV[9]) then
    return {'settle', term, head, index}
  end
end
local has_all = full[1] == highest and (mine_t > full[2] or (mine_t == full[2] and mine_n >= full[3]))
local doubt = lost and not has_all and 1 or 0
term = highest + 1
if doubt == 0 then redis.call('HSET', KEYS[2], 'sure', run) end
redis.call('HSET', KEYS[2], 'term', string.format('%.0f', term))
redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[8])
return {'acquired', term, head, index, doubt}
)lua";

// ARGV: as above, then the term that it leads in (0: none), ms of the lease. A leader is seen to be
// whole where the log has begun its term and all that it has.
inline constexpr const char* kBeatScript = R"lua(
local leads = 0
if ARGV[6] ~= '0' and tonumber(ARGV[6]) == term and (lease == '' or lease == ARGV[1]) then
  redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[7])
  lease = ARGV[1]
  leads = 1
  if head == term and index >= tonumber(ARGV[3]) then redis.call('HSET', KEYS[2], 'sure', run) end
end
return {leads, uid, term, head, index, lease, m[5] or ''}
)lua";

// ARGV: channel, node, index of its head. Who goes in order, and whole, leaves nothing that could
// be missed: what comes to the server later cannot be there without what was before.
inline constexpr const char* kReleaseScript = R"lua(
redis.call('HDEL', KEYS[4], ARGV[2])
if redis.call('GET', KEYS[3]) == ARGV[2] then
  local m = redis.call('HMGET', KEYS[2], 'term', 'index', 'head_term')
  if m[1] and m[1] == m[3] and tonumber(m[2]) >= tonumber(ARGV[3]) then
    redis.call('HDEL', KEYS[2], 'sure')
  end
  redis.call('DEL', KEYS[3])
  redis.call('SPUBLISH', ARGV[1], '!')
end
return 1
)lua";

// ARGV: number, bytes, ms until it goes unless it is made a snapshot.
inline constexpr const char* kPutChunkScript = R"lua(
redis.call('HSET', KEYS[5], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[5], ARGV[3])
return 1
)lua";

// ARGV: channel, term, what is kept of it, number of chunks, reset, uid, index and term where the
// log begins anew, prefix of the keys of snapshots.
inline constexpr const char* kPutSnapshotScript = R"lua(
local m = redis.call('HMGET', KEYS[2], 'term', 'index', 'head_term', 'snap', 'snap_before')
local term, index, head = tonumber(m[1] or 0), tonumber(m[2] or 0), tonumber(m[3] or 0)
if term ~= tonumber(ARGV[2]) then return {'fenced', head, index} end
if m[4] == ARGV[3] then return {'appended', head, index} end
if redis.call('HLEN', KEYS[5]) ~= tonumber(ARGV[4]) then return {'incomplete', head, index} end
redis.call('PERSIST', KEYS[5])
local function drop(kept)
  if kept then
    local old = ARGV[9] .. string.match(kept, '^(%S+)')
    if old ~= KEYS[5] then redis.call('DEL', old) end
  end
end
drop(m[5])
local before = m[4]
if ARGV[5] == '1' then
  drop(m[4])
  before = false
  redis.call('DEL', KEYS[1])
  index, head = tonumber(ARGV[7]), tonumber(ARGV[8])
  redis.call('HSET', KEYS[2], 'uid', ARGV[6], 'index', ARGV[7], 'head_term', ARGV[8])
end
redis.call('HSET', KEYS[2], 'snap', ARGV[3])
if before then
  redis.call('HSET', KEYS[2], 'snap_before', before)
  local first = tonumber(string.match(before, '^%S+ %d+ (%d+)')) + 1
  redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f-0', first))
else
  redis.call('HDEL', KEYS[2], 'snap_before')
end
redis.call('SPUBLISH', ARGV[1], '!')
return {'appended', head, index}
)lua";

}  // namespace teahouse::store
