// SPDX-License-Identifier: MIT
#include "store/redis/redis_log.h"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/limits_redis.h"
#include "base/log.h"
#include "base/result.h"
#include "redis/link.h"
#include "resp/client.h"
#include "resp/command.h"
#include "resp/errors.h"
#include "resp/info.h"
#include "resp/link.h"
#include "resp/reply.h"
#include "resp/subscriber.h"
#include "store/redis/log.h"
#include "store/redis/log_scripts.h"

namespace teahouse::store {

namespace {

constexpr std::int64_t kCheckAgainMs = 1'000;

// The next word of a line, as a number where it is one.
std::string_view take_word(std::string_view& line) {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return word;
}
std::uint64_t number_of(std::string_view text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}
std::uint64_t number_of(const resp::Value& value) {
    return static_cast<std::uint64_t>(value.integer());
}

// ID TERM INDEX GENERATION ... with the index second, where the script looks for it.
std::string snapshot_text(const SnapshotInfo& info) {
    std::string text = info.id;
    for (const std::uint64_t number : {info.position.term, info.position.index,
                                       info.position.generation, info.chunks, info.bytes}) {
        text += ' ' + std::to_string(number);
    }
    return text + ' ' + info.sha256;
}
std::optional<SnapshotInfo> parse_snapshot(std::string_view text) {
    if (text.empty()) {
        return std::nullopt;
    }
    SnapshotInfo info;
    info.id = take_word(text);
    info.position.term = number_of(take_word(text));
    info.position.index = number_of(take_word(text));
    info.position.generation = number_of(take_word(text));
    info.chunks = number_of(take_word(text));
    info.bytes = number_of(take_word(text));
    info.sha256 = text;
    return info;
}

AppendAnswer append_answer(const resp::Value& reply) {
    const std::string_view word = reply.at(0).text();
    AppendAnswer answer{.head = {.term = number_of(reply.at(1)), .index = number_of(reply.at(2))}};
    if (word == "appended") {
        answer.state = AppendState::appended;
    } else if (word == "fenced") {
        answer.state = AppendState::fenced;
    } else if (word == "rewound") {
        answer.state = AppendState::rewound;
    } else if (word == "diverged") {
        answer.state = AppendState::diverged;
    }
    return answer;
}

AcquireState acquire_state(std::string_view word) {
    if (word == "acquired") {
        return AcquireState::acquired;
    }
    if (word == "held") {
        return AcquireState::held;
    }
    if (word == "behind") {
        return AcquireState::behind;
    }
    if (word == "settle") {
        return AcquireState::settle;
    }
    return word == "foreign" ? AcquireState::foreign : AcquireState::lost;
}

Status judge_server(std::string_view info) {
    const std::string version = resp::info_value(info, "redis_version");
    if (number_of(std::string_view(version)) < kRedisMajorLeast) {
        return fail(ErrorCode::invalid, "Redis " + version + " is too old: 7.0 or later is needed");
    }
    const std::string policy = resp::info_value(info, "maxmemory_policy");
    if (!policy.empty() && policy != "noeviction") {
        return fail(ErrorCode::invalid,
                    "Redis may throw away messages when its memory is full (maxmemory-policy " +
                        policy + "): set maxmemory-policy noeviction");
    }
    return {};
}

// What a message that was answered survives.
void tell_durability(std::string_view info, const resp::Value& settings) {
    const bool file = resp::info_value(info, "aof_enabled") == "1";
    const std::string fsync(settings.find("appendfsync").text());
    const std::string replicas(settings.find("min-replicas-to-write").text());
    log(file ? LogLevel::info : LogLevel::warning, "what Redis keeps",
        {{.key = "version", .value = resp::info_value(info, "redis_version")},
         {.key = "appendonly", .value = file ? "yes" : "no"},
         {.key = "appendfsync", .value = fsync.empty() ? "unknown" : fsync},
         {.key = "min_replicas_to_write", .value = replicas.empty() ? "unknown" : replicas},
         {.key = "messages_survive", .value = std::string(what_survives(file, fsync))}});
}

}  // namespace

std::string_view what_survives(bool append_only, std::string_view fsync) {
    if (!append_only) {
        return "a restart of Redis only while a node lives: set appendonly yes";
    }
    return fsync == "always" ? "a power cut of all nodes and of Redis"
                             : "a restart of Redis; a power cut of all may cost the last second";
}

Result<std::unique_ptr<RedisLog>> RedisLog::make(redis::Link& link, RedisLogOptions options) {
    std::unique_ptr<RedisLog> log(new RedisLog(link, std::move(options)));
    const std::string heads = kHeadsScript;
    TRY(append, link.add_script(kAppendScript));
    TRY(acquire, link.add_script(heads + kAcquireScript));
    TRY(beat, link.add_script(heads + kBeatScript));
    TRY(release, link.add_script(kReleaseScript));
    TRY(put_chunk, link.add_script(kPutChunkScript));
    TRY(put_snapshot, link.add_script(kPutSnapshotScript));
    log->append_ = append;
    log->acquire_ = acquire;
    log->beat_ = beat;
    log->release_ = release;
    log->put_chunk_ = put_chunk;
    log->put_snapshot_ = put_snapshot;
    return log;
}

std::string RedisLog::key(std::string_view name) const {
    return "{" + options_.prefix + "}:" + std::string(name);
}

std::vector<std::string> RedisLog::keys() const {
    return {key("log"), key("meta"), key("lease"), key("heads")};
}

redis::Link::Answer RedisLog::ended(Ended answered, std::function<void()> lost) {
    return [alive = alive_, answered = std::move(answered),
            lost = std::move(lost)](const resp::Finished& end) {
        if (!*alive) {
            return;
        }
        if (end.outcome != resp::Outcome::answered || end.reply.root().is_error()) {
            if (end.outcome == resp::Outcome::answered && !resp::is_passing(end.fault)) {
                log(LogLevel::error, "Redis refuses",
                    {{.key = "error", .value = std::string(end.reply.root().text())}});
            }
            lost();
        } else {
            answered(end.reply.root());
        }
    };
}

void RedisLog::run(resp::ScriptId script, std::vector<std::string> arguments, Ended answered,
                   std::function<void()> lost) {
    link_.run(script, keys(), std::move(arguments), limits::kLogRequestMs,
              ended(std::move(answered), std::move(lost)));
}

void RedisLog::listen(Listener listener) {
    listener_ = std::move(listener);
    link_.subscribe({.kind = resp::ChannelKind::sharded, .name = key("tail")},
                    {.message =
                         [this, alive = alive_](std::string_view payload) {
                             if (*alive) {
                                 on_message(payload);
                             }
                         },
                     .subscribed =
                         [this, alive = alive_](bool /*gap*/) {
                             if (*alive) {
                                 listener_.gap();
                             }
                         }});
}

void RedisLog::on_message(std::string_view payload) {
    const std::size_t end = payload.find('\n');
    if (end == std::string_view::npos) {
        listener_.news();
        return;
    }
    std::string_view line = payload.substr(0, end);
    LogEntry entry;
    entry.position.term = number_of(take_word(line));
    entry.position.index = number_of(take_word(line));
    entry.position.generation = number_of(take_word(line));
    entry.bytes = payload.substr(end + 1);
    listener_.entry(std::move(entry), number_of(line));
}

void RedisLog::check(std::function<void(Status)> answer) {
    const auto again = [this, answer] {
        call_after(kCheckAgainMs, [this, answer] { check(answer); });
    };
    link_.request(
        key("meta"), resp::Command("INFO"), limits::kLogRequestMs,
        ended(
            [this, answer](const resp::Value& reply) {
                const std::string info(reply.text());
                if (const Status good = judge_server(info); !good) {
                    answer(good);
                    return;
                }
                link_.request(
                    key("meta"),
                    resp::Command("CONFIG", "GET", "appendfsync", "min-replicas-to-write"),
                    limits::kLogRequestMs,
                    ended(
                        [info, answer](const resp::Value& settings) {
                            tell_durability(info, settings);
                            answer({});
                        },
                        [info, answer] {
                            const resp::Reply none;  // where CONFIG is forbidden
                            tell_durability(info, none.root());
                            answer({});
                        }));
            },
            again));
}

void RedisLog::append(std::uint64_t term, LogHead before, std::vector<LogEntry> entries,
                      std::function<void(AppendAnswer)> answer) {
    std::vector<std::string> arguments{key("tail"), std::to_string(term),
                                       std::to_string(before.term), std::to_string(before.index)};
    for (LogEntry& entry : entries) {
        arguments.push_back(std::to_string(entry.position.term));
        arguments.push_back(std::to_string(entry.position.generation));
        arguments.push_back(std::move(entry.bytes));
    }
    run(
        append_, std::move(arguments),
        [answer](const resp::Value& reply) { answer(append_answer(reply)); },
        [answer] { answer({}); });
}

void RedisLog::acquire(Beat beat, std::string uid, std::function<void(AcquireAnswer)> answer) {
    run(
        acquire_,
        {beat.node, std::to_string(beat.head.term), std::to_string(beat.head.index),
         std::to_string(options_.head_ms), std::to_string(beat.whole), std::to_string(beat.term),
         std::move(uid), std::to_string(options_.lease_ms), std::to_string(options_.settle_ms),
         beat.leading ? "1" : "0"},
        [answer](const resp::Value& reply) {
            answer({.state = acquire_state(reply.at(0).text()),
                    .term = number_of(reply.at(1)),
                    .head = {.term = number_of(reply.at(2)), .index = number_of(reply.at(3))},
                    .doubt = reply.at(4).integer() == 1});
        },
        [answer] { answer({}); });
}

void RedisLog::beat(Beat beat, std::function<void(BeatAnswer)> answer) {
    run(
        beat_,
        {beat.node, std::to_string(beat.head.term), std::to_string(beat.head.index),
         std::to_string(options_.head_ms), std::to_string(beat.whole), std::to_string(beat.term),
         std::to_string(options_.lease_ms)},
        [answer](const resp::Value& reply) {
            answer({.answered = true,
                    .leads = reply.at(0).integer() == 1,
                    .state = {
                        .uid = std::string(reply.at(1).text()),
                        .term = number_of(reply.at(2)),
                        .head = {.term = number_of(reply.at(3)), .index = number_of(reply.at(4))},
                        .leader = std::string(reply.at(5).text()),
                        .snapshot = parse_snapshot(reply.at(6).text())}});
        },
        [answer] { answer({}); });
}

void RedisLog::release(std::string node, std::uint64_t index, std::function<void()> answer) {
    run(
        release_, {key("tail"), std::move(node), std::to_string(index)},
        [answer](const resp::Value&) { answer(); }, answer);
}

void RedisLog::range(std::uint64_t from, Entries answer) {
    link_.request(key("log"),
                  resp::Command("XRANGE", key("log"), std::to_string(from) + "-0", "+", "COUNT",
                                limits::kLogRangeEntriesMax),
                  limits::kLogRequestMs,
                  ended(
                      [answer](const resp::Value& reply) {
                          std::vector<LogEntry> entries;
                          for (const resp::Value row : reply) {
                              const resp::Value fields = row.at(1);
                              entries.push_back(
                                  {.position = {.term = number_of(fields.find("t").text()),
                                                .index = number_of(row.at(0).text()),
                                                .generation = number_of(fields.find("g").text())},
                                   .bytes = std::string(fields.find("d").text())});
                          }
                          answer(std::move(entries));
                      },
                      [answer] { answer(fail(ErrorCode::store_unavailable)); }));
}

void RedisLog::put_chunk(std::string id, std::uint64_t number, std::string bytes,
                         std::function<void(Status)> answer) {
    std::vector<std::string> all = keys();
    all.push_back(key("snap:" + id));
    link_.run(
        put_chunk_, std::move(all),
        {std::to_string(number), std::move(bytes), std::to_string(limits::kSnapshotUnfinishedMs)},
        limits::kSnapshotChunkMs,
        ended([answer](const resp::Value&) { answer({}); },
              [answer] { answer(fail(ErrorCode::store_unavailable)); }));
}

void RedisLog::put_snapshot(std::uint64_t term, SnapshotInfo info, std::string uid, bool reset,
                            std::function<void(AppendAnswer)> answer) {
    std::vector<std::string> all = keys();
    all.push_back(key("snap:" + info.id));
    link_.run(put_snapshot_, std::move(all),
              {key("tail"), std::to_string(term), snapshot_text(info), std::to_string(info.chunks),
               reset ? "1" : "0", std::move(uid), std::to_string(info.position.index),
               std::to_string(info.position.term), key("snap:")},
              limits::kLogRequestMs,
              ended([answer](const resp::Value& reply) { answer(append_answer(reply)); },
                    [answer] { answer({}); }));
}

void RedisLog::get_chunk(std::string id, std::uint64_t number,
                         std::function<void(Result<std::string>)> answer) {
    link_.request(key("snap:" + id), resp::Command("HGET", key("snap:" + id), number),
                  limits::kSnapshotChunkMs,
                  ended(
                      [answer](const resp::Value& reply) {
                          if (reply.is_null()) {
                              answer(fail(ErrorCode::not_found));
                          } else {
                              answer(std::string(reply.text()));
                          }
                      },
                      [answer] { answer(fail(ErrorCode::store_unavailable)); }));
}

void RedisLog::post(std::function<void()> task) { link_.post(std::move(task)); }

void RedisLog::call_after(std::int64_t ms, std::function<void()> task) {
    link_.call_after(ms, [alive = alive_, task = std::move(task)] {
        if (*alive) {
            task();
        }
    });
}

std::int64_t RedisLog::now_ms() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace teahouse::store
