// SPDX-License-Identifier: MIT
// For tests: a log of several nodes in memory, with what may happen to a real one: it loses its
// tail, it is away, and what it did it does not always say.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/limits_redis.h"
#include "store/redis/log.h"
#include "store/testing/fake_loop.h"

namespace teahouse::store::testing {

// What the server keeps. On the loop's thread.
class FakeLog {
public:
    struct Node {
        LogHead head = {};
        std::int64_t until = 0;
        std::uint64_t whole = 0;
    };
    struct Data {
        LogState state = {};
        std::map<std::uint64_t, LogEntry> entries = {};  // by index
        std::optional<SnapshotInfo> before = {};
        std::map<std::string, std::map<std::uint64_t, std::string>> chunks = {};
        std::map<std::string, Node> nodes = {};
        std::int64_t lease_until = 0;
        std::int64_t settled = 0;                // nobody may lead before
        std::uint64_t run = 0;                   // another one after each failover
        std::optional<std::uint64_t> sure = {};  // the run in which a leader was whole
        Node full = {};                          // of this run, the latest that was whole
    };

    explicit FakeLog(FakeLoop& loop) : loop_(loop) {}

    FakeLoop& loop() { return loop_; }
    Data& data() { return data_; }
    // As after a failover to a copy that is older.
    void go_back_to(Data older) {
        data_ = std::move(older);
        data_.settled = loop_.now() + limits::kLogSettleMs;
        data_.run = ++runs_;
        data_.full = {};
        for (const auto& [key, listener] : listeners_) {
            listener.gap();
        }
    }
    void tell(const std::function<void(const LogServer::Listener&)>& what) {
        const auto listeners = listeners_;
        for (const auto& [key, listener] : listeners) {
            what(listener);
        }
    }
    void add_listener(const void* who, LogServer::Listener listener) {
        listeners_[who] = std::move(listener);
    }
    void remove_listener(const void* who) { listeners_.erase(who); }

    AppendAnswer append(std::uint64_t term, LogHead before, const std::vector<LogEntry>& entries) {
        LogState& state = data_.state;
        if (state.term != term) {
            return {AppendState::fenced, state.head};
        }
        if (state.head.index < before.index) {
            return {AppendState::rewound, state.head};
        }
        if (state.head.index == before.index && state.head != before) {
            return {AppendState::diverged, state.head};
        }
        for (const LogEntry& entry : entries) {
            const std::uint64_t index = entry.position.index;
            if (index <= state.head.index) {
                const auto there = data_.entries.find(index);
                if (there != data_.entries.end() &&
                    there->second.position.term != entry.position.term) {
                    return {AppendState::diverged, state.head};
                }
                continue;
            }
            const std::uint64_t term_before = state.head.term;
            data_.entries[index] = entry;
            state.head = head_of(entry.position);
            tell([&](const LogServer::Listener& to) { to.entry(entry, term_before); });
        }
        return {AppendState::appended, state.head};
    }
    AcquireAnswer acquire(const Beat& beat, const std::string& uid) {
        LogState& state = data_.state;
        note(beat);
        if (!state.uid.empty() && state.uid != uid) {
            return {AcquireState::foreign, state.term, state.head};
        }
        const bool holds = beat.leading && holder() == beat.node;
        if (!holds && loop_.now() < data_.settled) {
            return {AcquireState::settle, state.term, state.head};
        }
        if (const std::string leader = holder(); !leader.empty() && leader != beat.node) {
            return {AcquireState::held, state.term, state.head};
        }
        std::uint64_t term =
            std::max({state.term, beat.term, state.head.term, beat.head.term, data_.full.whole});
        std::erase_if(data_.nodes,
                      [&](const auto& one) { return one.second.until <= loop_.now(); });
        for (const auto& [name, node] : data_.nodes) {
            term = std::max({term, node.head.term, node.whole});
            if (node.head > beat.head) {
                return {AcquireState::behind, state.term, state.head};
            }
        }
        if (state.head > beat.head) {
            return {AcquireState::behind, state.term, state.head};
        }
        for (const auto& [name, node] : data_.nodes) {
            if (beat.whole != term && node.whole == term && node.head == beat.head &&
                loop_.now() < data_.settled + limits::kLogSettleMs) {
                return {AcquireState::settle, state.term, state.head};
            }
        }
        const bool has_all = data_.full.whole == term && beat.head >= data_.full.head;
        const bool lost = (state.uid.empty() && beat.head.index > 0) ||
                          (data_.sure && *data_.sure != data_.run) || term > state.term;
        const bool doubt = lost && !has_all;
        if (!doubt) {
            data_.sure = data_.run;
        }
        state.term = term + 1;
        state.leader = beat.node;
        data_.lease_until = loop_.now() + limits::kLogLeaseMs;
        return {AcquireState::acquired, state.term, state.head, doubt};
    }
    BeatAnswer beat(const Beat& beat) {
        note(beat);
        BeatAnswer answer{.answered = true};
        const std::string leader = holder();
        if (beat.term > 0 && beat.term == data_.state.term &&
            (leader.empty() || leader == beat.node)) {
            answer.leads = true;
            data_.state.leader = beat.node;
            data_.lease_until = loop_.now() + limits::kLogLeaseMs;
            const LogHead& head = data_.state.head;
            if (head.term == beat.term && head.index >= beat.head.index) {
                data_.sure = data_.run;
            }
        }
        answer.state = data_.state;
        answer.state.leader = holder();
        return answer;
    }
    void release(const std::string& node, std::uint64_t index) {
        data_.nodes.erase(node);
        if (holder() == node) {
            const LogHead& head = data_.state.head;
            if (head.term == data_.state.term && head.index >= index) {
                data_.sure.reset();
            }
            data_.lease_until = 0;
            tell([](const LogServer::Listener& to) { to.news(); });
        }
    }
    std::vector<LogEntry> range(std::uint64_t from) {
        std::vector<LogEntry> some;
        for (auto it = data_.entries.lower_bound(from);
             it != data_.entries.end() && some.size() < limits::kLogRangeEntriesMax; ++it) {
            some.push_back(it->second);
        }
        return some;
    }
    AppendAnswer put_snapshot(std::uint64_t term, const SnapshotInfo& info, const std::string& uid,
                              bool reset) {
        LogState& state = data_.state;
        if (state.term != term) {
            return {AppendState::fenced, state.head};
        }
        if (data_.chunks[info.id].size() != info.chunks) {
            return {AppendState::lost, state.head};
        }
        if (reset) {
            data_.entries.clear();
            state.head = head_of(info.position);
            state.uid = uid;
            state.snapshot.reset();
        }
        data_.before = state.snapshot;
        state.snapshot = info;
        std::erase_if(data_.chunks, [&](const auto& one) {
            return one.first != info.id && (!data_.before || one.first != data_.before->id);
        });
        if (data_.before) {
            data_.entries.erase(data_.entries.begin(),
                                data_.entries.upper_bound(data_.before->position.index));
        }
        tell([](const LogServer::Listener& to) { to.news(); });
        return {AppendState::appended, state.head};
    }

private:
    void note(const Beat& beat) {
        const Node node{beat.head, loop_.now() + limits::kLogHeadMs, beat.whole};
        data_.nodes[beat.node] = node;
        if (node.whole > 0 && node.whole >= data_.full.whole) {
            data_.full = node;
        }
    }
    [[nodiscard]] std::string holder() {
        return data_.lease_until > loop_.now() ? data_.state.leader : std::string();
    }

    FakeLoop& loop_;
    Data data_;
    std::uint64_t runs_ = 0;
    std::map<const void*, LogServer::Listener> listeners_;
};

// A node's connection to it.
class FakeLogServer final : public LogServer {
public:
    // What becomes of a request.
    enum class Fate : std::uint8_t {
        good,
        lost,        // it does not arrive
        unanswered,  // it is done and not answered
    };
    explicit FakeLogServer(FakeLog& log) : log_(log) {}
    ~FakeLogServer() override {
        *alive_ = false;
        log_.remove_listener(this);
    }
    FakeLogServer(const FakeLogServer&) = delete;
    FakeLogServer& operator=(const FakeLogServer&) = delete;

    void set_fate(std::function<Fate()> fate) { fate_ = std::move(fate); }
    void set_deaf(bool deaf) { deaf_ = deaf; }  // published entries do not arrive
    [[nodiscard]] std::size_t chunks_asked() const { return chunks_asked_; }
    // How much later than other answers these come.
    void set_late(std::int64_t entries_ms, std::int64_t ranges_ms) {
        entries_late_ms_ = entries_ms;
        ranges_late_ms_ = ranges_ms;
    }

    void listen(Listener listener) override {
        const auto when = [this](auto call) {
            return [this, alive = alive_, call](auto... values) {
                call_after(entries_late_ms_, [this, alive, call, values...] {
                    if (!deaf_) {
                        call(values...);
                    }
                });
            };
        };
        log_.add_listener(this, {.entry = when(listener.entry),
                                 .news = when(listener.news),
                                 .gap = when(listener.gap)});
    }
    void check(std::function<void(Status)> answer) override {
        post([answer] { answer({}); });
    }
    void append(std::uint64_t term, LogHead before, std::vector<LogEntry> entries,
                std::function<void(AppendAnswer)> answer) override {
        ask<AppendAnswer>(
            [term, before, entries](FakeLog& log) { return log.append(term, before, entries); }, {},
            std::move(answer));
    }
    void acquire(Beat beat, std::string uid, std::function<void(AcquireAnswer)> answer) override {
        ask<AcquireAnswer>([beat, uid](FakeLog& log) { return log.acquire(beat, uid); }, {},
                           std::move(answer));
    }
    void beat(Beat beat, std::function<void(BeatAnswer)> answer) override {
        ask<BeatAnswer>([beat](FakeLog& log) { return log.beat(beat); }, {}, std::move(answer));
    }
    void release(std::string node, std::uint64_t index, std::function<void()> answer) override {
        ask<bool>(
            [node, index](FakeLog& log) {
                log.release(node, index);
                return true;
            },
            false, [answer](bool) { answer(); });
    }
    void range(std::uint64_t from, Entries answer) override {
        using Some = Result<std::vector<LogEntry>>;
        ask<Some>([from](FakeLog& log) -> Some { return log.range(from); },
                  fail(ErrorCode::store_unavailable),
                  [this, answer = std::move(answer)](Some some) {
                      call_after(ranges_late_ms_, [answer, some] { answer(some); });
                  });
    }
    void put_chunk(std::string id, std::uint64_t number, std::string bytes,
                   std::function<void(Status)> answer) override {
        ask<Status>(
            [id, number, bytes](FakeLog& log) -> Status {
                log.data().chunks[id][number] = bytes;
                return {};
            },
            fail(ErrorCode::store_unavailable), std::move(answer));
    }
    void put_snapshot(std::uint64_t term, SnapshotInfo info, std::string uid, bool reset,
                      std::function<void(AppendAnswer)> answer) override {
        ask<AppendAnswer>([term, info, uid, reset](
                              FakeLog& log) { return log.put_snapshot(term, info, uid, reset); },
                          {}, std::move(answer));
    }
    void get_chunk(std::string id, std::uint64_t number,
                   std::function<void(Result<std::string>)> answer) override {
        ++chunks_asked_;
        ask<Result<std::string>>(
            [id, number](FakeLog& log) -> Result<std::string> {
                const auto found = log.data().chunks.find(id);
                if (found == log.data().chunks.end() || !found->second.contains(number)) {
                    return fail(ErrorCode::not_found);
                }
                return found->second.at(number);
            },
            fail(ErrorCode::store_unavailable), std::move(answer));
    }
    void post(std::function<void()> task) override { call_after(0, std::move(task)); }
    void call_after(std::int64_t ms, std::function<void()> task) override {
        log_.loop().call_after(ms, [alive = alive_, task = std::move(task)] {
            if (*alive) {
                task();
            }
        });
    }
    [[nodiscard]] std::int64_t now_ms() const override { return log_.loop().now(); }

private:
    template <class T>
    void ask(std::function<T(FakeLog&)> what, T nothing, std::function<void(T)> answer) {
        const Fate fate = fate_ ? fate_() : Fate::good;
        log_.loop().call_after(1, [this, &log = log_, alive = alive_, fate, what, nothing,
                                   answer = std::move(answer)] {
            // What was sent is done also after its sender has gone.
            const T told = fate == Fate::lost ? nothing : what(log);
            if (!*alive) {
                return;
            }
            const bool silent = fate != Fate::good;
            call_after(silent ? limits::kLogRequestMs : 1,
                       [answer, it = silent ? nothing : told] { answer(it); });
        });
    }

    FakeLog& log_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::function<Fate()> fate_;
    bool deaf_ = false;
    std::size_t chunks_asked_ = 0;
    std::int64_t entries_late_ms_ = 0;
    std::int64_t ranges_late_ms_ = 0;
};

}  // namespace teahouse::store::testing
