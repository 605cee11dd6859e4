// SPDX-License-Identifier: MIT
#include "testkit/host.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "base/ids.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/memory/memory_store.h"
#include "store/store.h"

namespace teahouse::testkit {
namespace {

template <class T>
std::optional<T> take_for(std::vector<T>& all, SessionId session) {
    const auto found = std::ranges::find(all, session, &T::session);
    if (found == all.end()) {
        return std::nullopt;
    }
    T one = std::move(*found);
    all.erase(found);
    return one;
}

}  // namespace

Host::Host(chat::EngineConfig config, store::CommitMode mode, store::MemoryState state, TimeMs now)
    : store_(std::make_unique<store::MemoryStore>(mode, std::move(state))),
      engine_(std::move(config)),
      now_(now) {
    store::Snapshot snapshot = store_->load().value();
    store_->start({
        .on_txns =
            [this](std::vector<proto::TxnResult> results) {
                txns_.push_back(std::move(results));
                complete();
            },
        .on_query =
            [this](proto::QueryResult result) {
                queries_.push_back(std::move(result));
                complete();
            },
        .on_search =
            [this](proto::SearchResult result) {
                searches_.push_back(std::move(result));
                complete();
            },
    });
    engine_.load({.users = std::move(snapshot.users),
                  .devices = std::move(snapshot.devices),
                  .rooms = std::move(snapshot.rooms),
                  .members = std::move(snapshot.members),
                  .mentions = std::move(snapshot.mentions),
                  .details = std::move(snapshot.details),
                  .channels = std::move(snapshot.channels),
                  .files = std::move(snapshot.files),
                  .file_use = std::move(snapshot.file_use),
                  .kept = std::move(snapshot.kept),
                  .last_kept = snapshot.last_kept},
                 now_, effects_);
    dispatch();
}

void Host::apply(chat::Command command) {
    SessionId gone;
    if (const auto* hello = std::get_if<chat::Hello>(&command)) {
        live_.insert(hello->session);
    } else if (const auto* request = std::get_if<chat::HttpRequest>(&command)) {
        live_.insert(request->session);
    } else if (const auto* end = std::get_if<chat::Disconnect>(&command)) {
        gone = end->session;
    }
    engine_.apply(std::move(command), now_, effects_);
    dispatch();
    if (gone) {
        live_.erase(gone);
        inboxes_.erase(gone);
    }
}

void Host::advance_to(TimeMs now) {
    CHECK(now >= now_);
    while (engine_.next_tick() <= now) {
        now_ = std::max(now_, engine_.next_tick());
        engine_.tick(now_, effects_);
        dispatch();
    }
    now_ = now;
}

// Completions come while effects are carried out (a store that answers at once) or between calls.
void Host::complete() {
    if (dispatching_) {
        return;
    }
    while (!txns_.empty() || !queries_.empty() || !searches_.empty() || !router_.empty()) {
        if (!router_.empty()) {
            chat::RouterAnswer answer = std::move(router_.front());
            router_.pop_front();
            engine_.apply(std::move(answer), now_, effects_);
        } else if (!txns_.empty()) {
            std::vector<proto::TxnResult> results = std::move(txns_.front());
            txns_.pop_front();
            engine_.on_txns(results, now_, effects_);
        } else if (!searches_.empty()) {
            proto::SearchResult result = std::move(searches_.front());
            searches_.pop_front();
            engine_.on_search(std::move(result), now_, effects_);
        } else {
            proto::QueryResult result = std::move(queries_.front());
            queries_.pop_front();
            engine_.on_query(std::move(result), now_, effects_);
        }
        dispatch();
    }
}

void Host::dispatch() {
    chat::Effects effects = std::move(effects_);
    effects_.clear();
    dispatching_ = true;
    if (effects.resume_store) {
        store_->resume();
    }
    for (proto::Txn& txn : effects.txns) {
        spoil(txn);
        store_->submit(std::move(txn));
    }
    for (proto::EventQuery& query : effects.queries) {
        store_->query(std::move(query));
    }
    for (proto::SearchQuery& query : effects.searches) {
        store_->search(std::move(query));
    }
    for (chat::Out& out : effects.out) {
        std::visit([this](auto& one) { carry(one); }, out);
    }
    for (const chat::Unsubscribe& one : std::exchange(late_, {})) {
        CHECK(rooms_[one.room].subscribed.erase(one.session) == 1);
    }
    std::ranges::move(effects.credentials, std::back_inserter(credentials_));
    std::ranges::move(effects.logins, std::back_inserter(logins_));
    std::ranges::move(effects.accounts, std::back_inserter(accounts_));
    std::ranges::move(effects.notifications, std::back_inserter(notifications_));
    std::ranges::move(effects.calls, std::back_inserter(calls_));
    std::ranges::move(effects.files, std::back_inserter(files_));
    std::ranges::move(effects.previews, std::back_inserter(previews_));
    for (const chat::RouterAct& act : effects.router) {
        route(act);
    }
    dispatching_ = false;
    complete();
}

void Host::route(const chat::RouterAct& act) {
    if (act.what == chat::RouterAct::What::leave) {
        CHECK(routed_.erase(act.peer) == 1);
        return;
    }
    if (act.what == chat::RouterAct::What::layer) {
        CHECK(routed_.contains(act.peer) && act.peer != act.publisher);
        return;
    }
    CHECK(act.joins == routed_.insert(act.peer).second);
    chat::RouterAnswer answer{.id = act.id, .sdp = "v=0\r\n"};
    if (act.offer.find("m=") == std::string::npos) {
        answer.sdp = Error{.code = ErrorCode::invalid, .message = "not an offer"};
    }
    router_.push_back(std::move(answer));
}

void Host::spoil(proto::Txn& txn) {
    for (proto::Write& write : txn.writes) {
        if (auto* append = std::get_if<proto::Append>(&write);
            append != nullptr && bug_ == Bug::no_dedupe && append->event.cmid) {
            *append->event.cmid += "#" + std::to_string(++spoiled_);
        }
        if (auto* member = std::get_if<proto::PutMember>(&write);
            member != nullptr && bug_ == Bug::no_window &&
            member->change == proto::MemberChange::joins) {
            member->change = proto::MemberChange::founds;
        }
        if (auto* mark = std::get_if<proto::ReadMark>(&write);
            mark != nullptr && bug_ == Bug::short_read_mark && mark->seq.value > 1) {
            mark->seq = Seq(mark->seq.value - 1);
        }
    }
    if (bug_ == Bug::lost_tail && ++spoiled_ % 16 == 0) {
        older_ = store_->state();
    }
}

store::MemoryState Host::crash(store::CrashOptions options) {
    store::MemoryState state = store_->crash(options);
    return older_ ? *std::move(older_) : std::move(state);
}

void Host::put(SessionId session, Received received) {
    if (live_.contains(session)) {
        inboxes_[session].push_back(std::move(received));
    }
}

void Host::carry(chat::Reply& reply) {
    Answered answer{.re = reply.re, .result = {}};
    std::visit([&](auto& one) { answer.result = std::move(one); }, reply.result);
    put(reply.session, std::move(answer));
}

void Host::carry(chat::Push& push) {
    CHECK(!push.sessions.empty());
    for (const SessionId session : push.sessions) {
        CHECK(live_.contains(session));
        put(session, push.push);
    }
}

void Host::carry(chat::Deliver& deliver) {
    CHECK(!deliver.events.empty());
    Listeners& room = rooms_[deliver.room];
    if (bug_ != Bug::lost_delivery || deliver.events.back().seq.value % 7 != 0) {
        for (const SessionId session : room.subscribed) {
            put(session, proto::EventsPush{.events = deliver.events});
            if (bug_ == Bug::doubled_delivery && deliver.events.back().seq.value % 7 == 0) {
                put(session, proto::EventsPush{.events = deliver.events});
            }
        }
    }
    for (const SessionId session : room.following) {
        put(session, proto::HeadsPush{.heads = {{.room = deliver.room,
                                                 .seq = deliver.events.back().seq,
                                                 .count = deliver.count}}});
    }
}

void Host::carry(chat::DeliverEphemeral& ephemeral) {
    for (const SessionId session : rooms_[ephemeral.room].subscribed) {
        put(session, proto::EphemeralPush{.ephemeral = {ephemeral.ephemeral}});
    }
}

void Host::carry(const chat::Subscribe& subscribe) {
    CHECK(live_.contains(subscribe.session));
    const auto undone = std::erase_if(late_, [&](const chat::Unsubscribe& one) {
        return one.session == subscribe.session && one.room == subscribe.room;
    });
    CHECK(rooms_[subscribe.room].subscribed.insert(subscribe.session).second || undone > 0);
}

void Host::carry(const chat::Unsubscribe& unsubscribe) {
    if (bug_ == Bug::late_unsubscribe) {
        late_.push_back(unsubscribe);
        return;
    }
    CHECK(rooms_[unsubscribe.room].subscribed.erase(unsubscribe.session) == 1);
}

void Host::carry(const chat::Follow& follow) {
    CHECK(live_.contains(follow.session));
    CHECK(rooms_[follow.room].following.insert(follow.session).second);
}

void Host::carry(const chat::Unfollow& unfollow) {
    CHECK(rooms_[unfollow.room].following.erase(unfollow.session) == 1);
}

void Host::carry(const chat::Close& close) {
    for (const auto& [id, room] : rooms_) {
        CHECK(!room.subscribed.contains(close.session) || bug_ != Bug::none);
        CHECK(!room.following.contains(close.session));
    }
    put(close.session, Closed{.code = close.code});
    live_.erase(close.session);
}

std::vector<Received> Host::take(SessionId session) {
    const auto found = inboxes_.find(session);
    if (found == inboxes_.end()) {
        return {};
    }
    std::vector<Received> received = std::move(found->second);
    inboxes_.erase(found);
    return received;
}

std::optional<chat::Credential> Host::take_credential(SessionId session) {
    return take_for(credentials_, session);
}

std::optional<chat::LoggedIn> Host::take_login(SessionId session) {
    return take_for(logins_, session);
}

std::optional<chat::FileAnswer> Host::take_file(SessionId session) {
    return take_for(files_, session);
}

std::optional<chat::AccountRows> Host::take_accounts(SessionId session) {
    return take_for(accounts_, session);
}

}  // namespace teahouse::testkit
