// SPDX-License-Identifier: MIT
// The engine: decides everything about accounts, rooms, members, messages, read marks and presence.
// A deterministic function of commands, completions and time: no clock, randomness, I/O or locale
// inside. Single-threaded.
//
// Writing commands go through three steps: apply() authorises against the state as it will be when
// all in flight is committed, plans its change of memory (names, membership, roles; never log
// positions) beside the committed state, and emits a Txn; on_txns() is told of the commit, takes
// the change over with seqs and counts, and only then emits the answer and the delivery; if the
// store failed, what was planned is dropped and the answer is the store's error. Readers are shown
// committed state only.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "base/limits_calls.h"
#include "chat/call_quality.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "proto/records.h"
#include "proto/search.h"

namespace teahouse::chat {

struct EngineConfig {
    std::string server_name = "Teahouse";
    std::string version = {};
    bool registration_open = true;
    std::uint64_t file_bytes_max = limits::kFileBytesMax;  // told to clients
    bool single_session = false;  // `sessions = single`: a second login ends the first with 4002
    TimeMs recall_ms = limits::kRecallMs;  // own messages may be taken back so long; 0: never
    double commands_per_second = 0;        // of one account over all its connections; 0: no bound
    double command_burst = 0;
    std::string notify_key = {};     // public key for Web Push, base64url; empty: there is none
    bool notify_plain_http = false;  // webhooks may be http://
    TimeMs notify_delay_ms = limits::kNotifyDelayMs;  // from a message to its notification
    bool previews = false;  // somebody asks the pages that messages link to: Effects::previews
    bool calls = true;
    bool sfu = false;  // somebody carries out Effects::router: calls of groups go through it
    std::size_t mesh_legs_max = limits::kMeshLegsDefault;  // in the call of a group at once
    // How a device of somebody finds a way, with credentials of its own (RFC 8445). Pure.
    std::function<proto::IceConfig(UserId, DeviceId, TimeMs now)> ice = {};
};

struct EngineStats {
    std::size_t users = 0;
    std::size_t rooms = 0;
    std::size_t sessions = 0;
    std::size_t users_online = 0;
    std::size_t txns_in_flight = 0;
    std::size_t queries_in_flight = 0;
    std::size_t searches_in_flight = 0;
    std::uint64_t messages_accepted = 0;
    std::uint64_t messages_duplicate = 0;
    std::uint64_t store_failures = 0;
    std::uint64_t notifications_dropped = 0;  // too many of one account, or too many wait
    std::size_t calls = 0;                    // under way
    std::uint64_t calls_started = 0;
    std::uint64_t calls_answered = 0;  // and over
    std::uint64_t calls_missed = 0;
    std::uint64_t calls_failed = 0;  // answered, but no way was found
    std::uint64_t call_seconds = 0;  // of those that are over
    std::uint64_t calls_rated = 0;
    std::uint64_t call_stars = 0;     // of those
    CallQualities call_quality = {};  // as devices say it
};

struct State;  // chat/state.h

// What a store has; current and former members.
struct Records {
    std::vector<proto::UserRecord> users = {};
    std::vector<proto::DeviceRecord> devices = {};
    std::vector<proto::RoomRecord> rooms = {};
    std::vector<proto::MemberRecord> members = {};
    std::vector<proto::MentionRecord> mentions = {};  // as store::Snapshot has them
    std::vector<proto::DetailRecord> details = {};
    std::vector<proto::ChannelRecord> channels = {};
    std::vector<proto::FileRecord> files = {};  // in no message yet
    std::vector<proto::FileUse> file_use = {};
    std::vector<proto::KeptRecord> kept = {};  // so are these
    std::uint64_t last_kept = 0;
};

class Engine {
public:
    explicit Engine(EngineConfig config);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // Takes over what the store has; once, before the first apply. An empty store gets its lobby:
    // `effects` carries the Txn.
    void load(Records records, TimeMs now, Effects& effects);

    void apply(Command command, TimeMs now, Effects& effects);
    // Every Txn is answered once, in id order; a batch is one group commit, so that the deliveries
    // of a room are merged.
    void on_txns(std::span<proto::TxnResult> results, TimeMs now, Effects& effects);
    void on_query(proto::QueryResult result, TimeMs now, Effects& effects);
    void on_search(proto::SearchResult result, TimeMs now, Effects& effects);
    // Merged presence, typing, read marks, expired logins, notifications. Call when next_tick() is
    // reached.
    void tick(TimeMs now, Effects& effects);
    // When tick() wants to be called next; a large value if nothing waits.
    [[nodiscard]] TimeMs next_tick() const;

    void set_registration_open(bool open);
    // Before the first apply: it could not be opened, and calls go from device to device.
    void no_router();
    // Those of these pictures that no account or room has, nor is about to have.
    [[nodiscard]] std::vector<std::string> unnamed_pictures(
        const std::vector<std::string>& pictures) const;
    [[nodiscard]] EngineStats stats() const;
    // For tests: aborts if an invariant of the state does not hold (docs/architecture.md).
    void check_invariants() const;

private:
    void enter(TimeMs now, Effects& effects);

    std::unique_ptr<State> state_;
};

}  // namespace teahouse::chat
