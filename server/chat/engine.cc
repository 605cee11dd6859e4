// SPDX-License-Identifier: MIT
#include "chat/engine.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "chat/accounts.h"
#include "chat/admin_files.h"
#include "chat/call_router.h"
#include "chat/calls.h"
#include "chat/channels.h"
#include "chat/command.h"
#include "chat/commit.h"
#include "chat/effects.h"
#include "chat/files.h"
#include "chat/hook_calls.h"
#include "chat/hooks.h"
#include "chat/invariants.h"
#include "chat/kept.h"
#include "chat/later.h"
#include "chat/load.h"
#include "chat/messages.h"
#include "chat/notify.h"
#include "chat/operations.h"
#include "chat/presence.h"
#include "chat/previews.h"
#include "chat/purge.h"
#include "chat/queries.h"
#include "chat/retention.h"
#include "chat/search.h"
#include "chat/sessions.h"
#include "chat/state.h"
#include "proto/records.h"
#include "proto/search.h"

namespace teahouse::chat {
namespace {

struct Run {
    State& state;

    void operator()(Hello& command) const { say_hello(state, std::move(command)); }
    void operator()(Request& command) const { run_request(state, std::move(command)); }
    void operator()(HttpRequest& command) const { run_http_request(state, std::move(command)); }
    void operator()(const Disconnect& command) const {
        end_session(state, command.session);
        call_socket_lost(state, command.session);
    }
    void operator()(const Lagged& command) const { lagged(state, command); }
    void operator()(const FindCredential& command) const { find_credential(state, command); }
    void operator()(LogIn& command) const { log_in(state, std::move(command)); }
    void operator()(Register& command) const { register_account(state, std::move(command)); }
    void operator()(SetPassword& command) const { set_password(state, std::move(command)); }
    void operator()(const ChannelResult& command) const { channel_result(state, command); }
    void operator()(HookPost& command) const { post_by_hook(state, std::move(command)); }
    void operator()(HookResult& command) const { call_ended(state, std::move(command)); }
    void operator()(PreviewResult& command) const { cards_found(state, std::move(command)); }
    void operator()(RouterAnswer& command) const { router_answered(state, std::move(command)); }
    void operator()(RouterEvents& command) const { router_told(state, command); }
    void operator()(const ListAccounts& command) const { list_accounts(state, command); }
    void operator()(const ChangeAccount& command) const { change_account(state, command); }
    void operator()(const AdmitUpload& command) const { admit_upload(state, command); }
    void operator()(AddFile& command) const { add_file(state, std::move(command)); }
    void operator()(OpenFile& command) const { open_file(state, std::move(command)); }
    void operator()(FindBlobs& command) const { find_blobs(state, std::move(command)); }
};

}  // namespace

Engine::Engine(EngineConfig config) : state_(std::make_unique<State>(std::move(config))) {}
Engine::~Engine() = default;

void Engine::enter(TimeMs now, Effects& effects) {
    state_->now = now;
    state_->effects = &effects;
}

void Engine::load(Records records, TimeMs now, Effects& effects) {
    enter(now, effects);
    load_records(*state_, std::move(records));
    see_to_gone(*state_);
}

void Engine::apply(Command command, TimeMs now, Effects& effects) {
    enter(now, effects);
    std::visit(Run{*state_}, command);
    see_to_gone(*state_);
}

void Engine::on_txns(std::span<proto::TxnResult> results, TimeMs now, Effects& effects) {
    enter(now, effects);
    take_over(*state_, results);
    see_to_gone(*state_);
}

void Engine::on_query(proto::QueryResult result, TimeMs now, Effects& effects) {
    enter(now, effects);
    query_answered(*state_, std::move(result));
    see_to_gone(*state_);
}

void Engine::on_search(proto::SearchResult result, TimeMs now, Effects& effects) {
    enter(now, effects);
    search_answered(*state_, std::move(result));
}

void Engine::tick(TimeMs now, Effects& effects) {
    enter(now, effects);
    state_->tick_at = kNever;
    presence_tick(*state_);
    typing_tick(*state_);
    marks_tick(*state_);
    sweep_devices(*state_);
    notify_tick(*state_);
    hooks_tick(*state_);
    sweep_files(*state_);
    purge_tick(*state_);
    schedules_tick(*state_);
    reminders_tick(*state_);
    uploads_tick(*state_);
    retention_tick(*state_);
    calls_tick(*state_);
    see_to_gone(*state_);
}

TimeMs Engine::next_tick() const { return state_->tick_at; }

void Engine::no_router() { router_is_off(*state_); }

void Engine::set_registration_open(bool open) { state_->config.registration_open = open; }

std::vector<std::string> Engine::unnamed_pictures(const std::vector<std::string>& pictures) const {
    std::set<std::string_view> unnamed(pictures.begin(), pictures.end());
    const auto keep = [&unnamed](const auto& cell) {
        for (const auto* record : {cell.now(), cell.next()}) {
            if (record != nullptr) {
                unnamed.erase(record->avatar);
            }
        }
    };
    for (const auto& [id, user] : state_->users) {
        keep(user.record);
    }
    for (const auto& [id, room] : state_->rooms) {
        keep(room.about);
    }
    each_kept<proto::ServerSettings>(*state_,
                                     [&unnamed](std::uint64_t, const auto* now, const auto* next) {
                                         for (const auto* settings : {now, next}) {
                                             if (settings != nullptr) {
                                                 unnamed.erase(settings->avatar.value_or(""));
                                             }
                                         }
                                     });
    return {unnamed.begin(), unnamed.end()};
}

EngineStats Engine::stats() const {
    EngineStats stats = state_->stats;
    stats.users = state_->users.size();
    stats.rooms = state_->rooms.size();
    stats.sessions = state_->sessions.size();
    stats.users_online = state_->online;
    stats.txns_in_flight = state_->pending.size();
    stats.queries_in_flight = state_->queries.size();
    stats.searches_in_flight = state_->searches.size();
    stats.calls = state_->calls.calls.size();
    return stats;
}

void Engine::check_invariants() const { chat::check_invariants(*state_); }

}  // namespace teahouse::chat
