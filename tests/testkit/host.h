// SPDX-License-Identifier: MIT
// The server without sockets, for transcripts and the simulator: the real engine on a store in
// memory, and a model of the gateway that hands each session what it would be sent. One thread,
// virtual time. The model is strict: unbalanced subscriptions and pushes to sessions that ended
// abort, and so does what a media router would not understand. The model of that one takes any
// offer that has a section.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/memory/memory_store.h"

namespace teahouse::testkit {

// What arrives at a session, in order.
struct Answered {
    std::uint64_t re = 0;
    std::variant<proto::Reply, Error> result;
};
struct Closed {
    std::uint16_t code = 0;
};
using Received = std::variant<Answered, proto::Push, Closed>;

class Host {
public:
    Host(chat::EngineConfig config, store::CommitMode mode, store::MemoryState state, TimeMs now);

    // --- Input
    // A socket that has not said hello yet; Hello and HttpRequest do it by themselves.
    void connect(SessionId session) { live_.insert(session); }
    void apply(chat::Command command);
    // The time; never back. Ticks of the engine that became due are run on the way.
    void advance_to(TimeMs now);
    [[nodiscard]] TimeMs now() const { return now_; }

    // --- Output
    // Takes what arrived at a session since the last call.
    std::vector<Received> take(SessionId session);
    std::optional<chat::Credential> take_credential(SessionId session);
    std::optional<chat::LoggedIn> take_login(SessionId session);
    std::optional<chat::AccountRows> take_accounts(SessionId session);
    // What people were to be told since the last call.
    std::vector<proto::HookCall> take_calls() { return std::exchange(calls_, {}); }
    std::vector<chat::Notify> take_notifications() { return std::exchange(notifications_, {}); }
    std::vector<chat::PreviewAsk> take_previews() { return std::exchange(previews_, {}); }
    // Who is known to the media router.
    [[nodiscard]] const std::set<std::uint64_t>& routed() const { return routed_; }
    std::optional<chat::FileAnswer> take_file(SessionId session);
    // Whether the engine said that the session is over, or the client did.
    [[nodiscard]] bool ended(SessionId session) const { return !live_.contains(session); }

    chat::Engine& engine() { return engine_; }
    store::MemoryStore& store() { return *store_; }
    // Ends the process; nothing of the host may be used afterwards.
    store::MemoryState crash(store::CrashOptions options);

    // Bugs put in on purpose, to see that the simulator finds them.
    enum class Bug : std::uint8_t {
        none,
        doubled_delivery,  // some events are told twice
        lost_delivery,     // some events are not told
        late_unsubscribe,  // a leaver is told what follows in the same commit
        no_dedupe,         // a repeat is stored again
        no_window,         // newcomers may read everything
        short_read_mark,   // read marks end up lower than answered
        lost_tail,         // a crash loses the last commits: the answer came before the disk
    };
    void set_bug(Bug bug) { bug_ = bug; }

private:
    struct Listeners {
        std::set<SessionId> subscribed;
        std::set<SessionId> following;
    };

    void dispatch();
    void route(const chat::RouterAct& act);
    void spoil(proto::Txn& txn);
    void carry(chat::Reply& reply);
    void carry(chat::Push& push);
    void carry(chat::Deliver& deliver);
    void carry(chat::DeliverEphemeral& ephemeral);
    void carry(const chat::Subscribe& subscribe);
    void carry(const chat::Unsubscribe& unsubscribe);
    void carry(const chat::Follow& follow);
    void carry(const chat::Unfollow& unfollow);
    void carry(const chat::Close& close);
    void put(SessionId session, Received received);
    void complete();

    std::unique_ptr<store::MemoryStore> store_;
    chat::Engine engine_;
    chat::Effects effects_;
    TimeMs now_;
    bool dispatching_ = false;
    std::deque<std::vector<proto::TxnResult>> txns_;  // completions that came while dispatching
    std::deque<proto::QueryResult> queries_;
    std::deque<proto::SearchResult> searches_;
    std::set<SessionId> live_;  // sockets that said hello and are not over
    std::unordered_map<SessionId, std::vector<Received>> inboxes_;
    std::map<RoomId, Listeners> rooms_;
    std::vector<chat::Credential> credentials_;
    std::vector<chat::LoggedIn> logins_;
    std::vector<chat::AccountRows> accounts_;
    std::vector<chat::Notify> notifications_;
    std::vector<proto::HookCall> calls_;
    std::vector<chat::FileAnswer> files_;
    std::vector<chat::PreviewAsk> previews_;
    std::set<std::uint64_t> routed_;         // peers of the media router
    std::deque<chat::RouterAnswer> router_;  // its answers
    std::vector<chat::Unsubscribe> late_;
    Bug bug_ = Bug::none;
    std::uint64_t spoiled_ = 0;
    std::optional<store::MemoryState> older_;  // with Bug::lost_tail: before the last commits
};

}  // namespace teahouse::testkit
