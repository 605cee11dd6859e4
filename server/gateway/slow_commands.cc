// SPDX-License-Identifier: MIT
#include "gateway/slow_commands.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>

namespace teahouse::gateway {
namespace {

// By the name of the operation, or else of the step over HTTP or inside.
std::string_view word_of(const chat::Command& command) {
    return std::visit(
        []<class T>(const T& one) -> std::string_view {
            if constexpr (std::is_same_v<T, chat::Hello>) {
                return "hello";
            } else if constexpr (std::is_same_v<T, chat::Request> ||
                                 std::is_same_v<T, chat::HttpRequest>) {
                return proto::to_string(proto::op_of(one.request));
            } else if constexpr (std::is_same_v<T, chat::HookPost>) {
                return "hook.post";
            } else if constexpr (std::is_same_v<T, chat::FindCredential> ||
                                 std::is_same_v<T, chat::LogIn>) {
                return "login";
            } else if constexpr (std::is_same_v<T, chat::Register>) {
                return "register";
            } else if constexpr (std::is_same_v<T, chat::SetPassword>) {
                return "password";
            } else if constexpr (std::is_same_v<T, chat::AdmitUpload> ||
                                 std::is_same_v<T, chat::AddFile>) {
                return "upload";
            } else if constexpr (std::is_same_v<T, chat::OpenFile>) {
                return "download";
            } else if constexpr (std::is_same_v<T, chat::Disconnect>) {
                return "disconnect";
            } else {
                return "inside";
            }
        },
        command);
}

}  // namespace

void SlowCommands::begin(const chat::Command& command, std::int64_t posted_us,
                         const chat::Effects& effects) {
    if (is_on()) {
        begin_new(word_of(command), posted_us, effects);
    }
}

void SlowCommands::begin(std::string_view what, const chat::Effects& effects) {
    if (is_on()) {
        begin_new(what, 0, effects);
    }
}

void SlowCommands::begin(const proto::QueryResult& result, const chat::Effects& effects) {
    resume(result.id, effects);
}

void SlowCommands::begin(const proto::SearchResult& result, const chat::Effects& effects) {
    resume(result.id, effects);
}

void SlowCommands::begin(std::span<const proto::TxnResult> results, const chat::Effects& effects) {
    if (!txns_.empty()) {
        const std::int64_t now_us = clock_();
        for (const proto::TxnResult& result : results) {
            // Of what was submitted while the log was off there is no entry.
            if (!txns_.empty() && txns_.front().id == result.id) {
                const Place place = txns_.front().place;
                txns_.pop_front();
                --waits_;
                if (--works_[place].waits == 0) {
                    finish(place, now_us);
                }
            }
        }
    }
    begin("after_commit", effects);
}

void SlowCommands::begin_new(std::string_view what, std::int64_t posted_us,
                             const chat::Effects& effects) {
    step_us_ = clock_();
    if (free_.empty()) {
        free_.push_back(works_.size());
        works_.emplace_back();
    }
    current_ = free_.back();
    free_.pop_back();
    const std::int64_t began_us = posted_us > 0 ? posted_us : step_us_;
    works_[current_] = {.what = what, .began_us = began_us, .queue_us = step_us_ - began_us};
    note_effects(effects);
}

void SlowCommands::resume(QueryId id, const chat::Effects& effects) {
    const auto found = questions_.find(id);
    if (found == questions_.end()) {
        return;
    }
    current_ = found->second;
    questions_.erase(found);
    --waits_;
    --works_[current_].waits;
    step_us_ = clock_();
    note_effects(effects);
}

void SlowCommands::note_effects(const chat::Effects& effects) {
    in_step_ = true;
    txns_seen_ = effects.txns.size();
    queries_seen_ = effects.queries.size();
    searches_seen_ = effects.searches.size();
}

void SlowCommands::end(const chat::Effects& effects) {
    if (!in_step_) {
        return;
    }
    in_step_ = false;
    const std::int64_t now_us = clock_();
    Work& work = works_[current_];
    work.engine_us += now_us - step_us_;
    const std::size_t before = waits_;
    for (std::size_t i = txns_seen_; i < effects.txns.size(); ++i, ++waits_) {
        txns_.push_back({.id = effects.txns[i].id, .place = current_});
    }
    for (std::size_t i = queries_seen_; i < effects.queries.size(); ++i, ++waits_) {
        questions_.insert_or_assign(effects.queries[i].id, current_);
    }
    for (std::size_t i = searches_seen_; i < effects.searches.size(); ++i, ++waits_) {
        questions_.insert_or_assign(effects.searches[i].id, current_);
    }
    work.waits += waits_ - before;
    if (work.waits == 0) {
        finish(current_, now_us);
    }
}

void SlowCommands::finish(Place place, std::int64_t now_us) {
    const Work& work = works_[place];
    const std::int64_t total_us = now_us - work.began_us;
    log_->note(SlowKind::command, work.what,
               {.total = total_us,
                .queue = work.queue_us,
                .engine = work.engine_us,
                .store = total_us - work.queue_us - work.engine_us});
    free_.push_back(place);
}

}  // namespace teahouse::gateway
