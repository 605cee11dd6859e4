// SPDX-License-Identifier: MIT
// message.report, admin.reports, admin.report.close, admin.words.
#include "chat/moderation.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/acts.h"
#include "chat/admin.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/forward.h"
#include "chat/handlers.h"
#include "chat/kept.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/preview.h"
#include "proto/records.h"
#include "text/word_filter.h"

namespace teahouse::chat {
namespace {

// The one record of its kind.
constexpr std::uint64_t kWordsId = 1;

const proto::Words* words_now(const State& state) {
    return kept_now<proto::Words>(state, kWordsId);
}

template <class R>
Result<proto::Reply> done_reply(const State&, const Pending&, const Caller&, const Done&) {
    return R{};
}

std::string name_of(const State& state, UserId user) {
    const proto::UserRecord* record = state.user_now(user);
    return record == nullptr ? std::string() : record->name;
}

struct ReportCount {
    std::size_t all = 0;
    std::size_t own = 0;
    bool same = false;
};
ReportCount reports_of(const State& state, UserId by, RoomId room, Seq seq) {
    ReportCount count;
    each_kept<proto::Report>(
        state, [&](std::uint64_t, const proto::Report*, const proto::Report* report) {
            if (report != nullptr) {
                ++count.all;
                count.own += report->by == by ? 1U : 0U;
                count.same =
                    count.same || (report->by == by && report->room == room && report->seq == seq);
            }
        });
    return count;
}

proto::AdminWordsReply words_reply(const State& state) {
    proto::AdminWordsReply reply;
    if (const proto::Words* words = words_now(state)) {
        reply.words = words->words;
        reply.mask = words->mask.value_or(false);
    }
    return reply;
}

}  // namespace

// --- Words
// ----------------------------------------------------------------------------------------

void index_words(State& state) {
    const proto::Words* words = words_now(state);
    std::vector<std::string> list;
    if (words != nullptr) {
        for (const proto::FilterWord& one : words->words) {
            list.push_back(one.word);
        }
    }
    state.admin.words = text::WordFilter(list);
    state.admin.mask_words = words != nullptr && words->mask.value_or(false);
}

Status filter_text(const State& state, std::string& text, std::string_view field) {
    if (state.admin.words.empty()) {
        return {};
    }
    if (!state.admin.mask_words) {
        return check_words(state, text, field);
    }
    if (auto masked = state.admin.words.masked(text)) {
        text = std::move(*masked);
    }
    return {};
}

Status check_words(const State& state, const std::optional<std::string>& text,
                   std::string_view field) {
    if (text && state.admin.words.finds(*text)) {
        return fail(ErrorCode::filtered, "a word that is not allowed here", std::string(field));
    }
    return {};
}

namespace {

Status filter_file(const State& state, std::optional<proto::FilePart>& file) {
    if (!file) {
        return {};
    }
    TRY_STATUS(filter_text(state, file->name, "file.name"));
    for (std::optional<std::string>* words : {&file->title, &file->artist}) {
        if (*words) {
            TRY_STATUS(filter_text(state, **words, "file.title"));
        }
    }
    return {};
}

}  // namespace

Status filter_body(const State& state, proto::Body& body) {
    TRY_STATUS(filter_file(state, body.file));
    if (body.text) {
        TRY_STATUS(filter_text(state, *body.text, "text"));
    }
    if (body.poll) {
        for (proto::PollOption& option : body.poll->options) {
            TRY_STATUS(filter_text(state, option.text, "poll.options"));
        }
    }
    if (body.record) {
        for (proto::RecordItem& item : body.record->items) {
            TRY_STATUS(filter_file(state, item.file));
            if (item.text) {
                TRY_STATUS(filter_text(state, *item.text, "refs"));
            }
        }
    }
    return {};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminWordsRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    if (!request.words && !request.mask) {
        return words_reply(state);
    }
    const auto* before = kept_next<proto::Words>(state, kWordsId);
    proto::Words next = before == nullptr ? proto::Words() : *before;
    if (request.words) {
        next.words = std::move(*request.words);
    }
    if (request.mask) {
        next.mask = *request.mask ? std::optional(true) : std::nullopt;
    }
    Draft draft(caller,
                [](const State& now, const Pending&, const Caller&,
                   const Done&) -> Result<proto::Reply> { return words_reply(now); });
    put_audit(state, draft, &caller,
              {.act = proto::AuditAct::words, .text = std::to_string(next.words.size())});
    draft.put_kept(kWordsId, std::move(next));
    return submit(state, std::move(draft));
}

// --- Reports
// --------------------------------------------------------------------------------------

Result<Outcome> act(State& state, const Caller& caller, proto::MessageReportRequest& request,
                    const proto::Event& message) {
    TRY_STATUS(check_message(message));
    const ReportCount count = reports_of(state, caller.user, request.room, request.ref);
    if (count.same) {
        return proto::MessageReportReply{};
    }
    if (count.all >= limits::kReportsMax || count.own >= limits::kReportsPerUserMax) {
        return fail(ErrorCode::too_large, "too many reports wait");
    }
    proto::Report report{.id = next_kept_id(state),
                         .at = state.now,
                         .by = caller.user,
                         .by_name = name_of(state, caller.user),
                         .reason = request.reason,
                         .room = request.room,
                         .seq = request.ref,
                         .user = message.from,
                         .name = name_of(state, message.from),
                         .kind = message.kind};
    const Room* room = state.room_now(request.room);
    if (room != nullptr && room->about.committed().kind == proto::RoomKind::group) {
        report.title = room->about.committed().title;
    }
    if (message.body.text) {
        report.text = proto::cut_text(*message.body.text, limits::kReportTextChars);
    }
    if (message.body.file) {
        report.file = message.body.file->name;
    }
    Draft draft(caller, done_reply<proto::MessageReportReply>);
    const std::uint64_t id = report.id;
    draft.put_kept(id, std::move(report));
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminReportsRequest&) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    proto::AdminReportsReply reply;
    each_kept<proto::Report>(
        state, [&](std::uint64_t, const proto::Report* report, const proto::Report*) {
            if (report != nullptr && ++reply.total <= limits::kReportsShownMax) {
                reply.reports.push_back(*report);
            }
        });
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller,
                       proto::AdminReportCloseRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    const auto* report = kept_next<proto::Report>(state, request.report);
    if (report == nullptr) {
        return fail(ErrorCode::not_found, "no such report");
    }
    const RoomId room = report->room;
    const Seq seq = report->seq;
    const bool remove = request.remove.value_or(false) && state.room_next(room) != nullptr;
    Draft draft(caller, done_reply<proto::AdminReportCloseReply>);
    if (remove) {
        proto::Event recall = make_event(state, caller, room, proto::EventKind::recall);
        recall.ref = seq;
        draft.append(std::move(recall));
    }
    put_audit(state, draft, &caller,
              {.act = proto::AuditAct::report,
               .user = report->user,
               .room = room,
               .text = remove ? "removed" : ""});
    each_kept<proto::Report>(
        state, [&](std::uint64_t id, const proto::Report*, const proto::Report* other) {
            if (other != nullptr && other->room == room && other->seq == seq) {
                draft.drop_kept(proto::KeptKind::report, id);
            }
        });
    return submit(state, std::move(draft));
}

}  // namespace teahouse::chat
