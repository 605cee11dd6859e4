// SPDX-License-Identifier: MIT
#include "proto/kept.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/result.h"
#include "proto/fields.h"
#include "proto/generated/fields_types.h"  // IWYU pragma: keep
#include "proto/messages.h"
#include "proto/msgpack_reader.h"
#include "proto/msgpack_writer.h"

namespace teahouse::proto {
namespace {

// Between the two secrets of an applicant or a webhook; none can hold it.
constexpr char kBetween = '\n';

template <class T>
Result<T> decode_kept_as(std::string_view bytes) {
    MsgpackReader reader(bytes);
    Result<T> value;
    if (!read_value(reader, *value) || !reader.end()) {
        return tl::unexpected(reader.failure().error());
    }
    return value;
}

template <class T>
Result<KeptValue> decode_kept_value(std::string_view bytes) {
    TRY(value, decode_kept_as<T>(bytes));
    return KeptValue(std::move(value));
}

Result<KeptValue> decode_applicant(const KeptRecord& record) {
    TRY(shown, decode_kept_as<Applicant>(record.body));
    const std::size_t between = record.secret.find(kBetween);
    if (between == std::string::npos) {
        return fail(ErrorCode::invalid, "an applicant without a password");
    }
    return KeptValue(KeptApplicant{.shown = std::move(shown),
                                   .name_key = record.secret.substr(0, between),
                                   .password_hash = record.secret.substr(between + 1)});
}

Result<KeptValue> decode_hook(const KeptRecord& record) {
    TRY(shown, decode_kept_as<HookInfo>(record.body));
    const std::size_t between = record.secret.find(kBetween);
    if (between == std::string::npos) {
        return fail(ErrorCode::invalid, "a webhook without a secret");
    }
    return KeptValue(KeptHook{.shown = std::move(shown),
                              .endpoint = record.secret.substr(between + 1),
                              .secret = record.secret.substr(0, between)});
}

Result<KeptValue> decode_sticker(const KeptRecord& record) {
    TRY(shown, decode_kept_as<Sticker>(record.body));
    KeptSticker sticker{.shown = std::move(shown)};
    const char* const end = record.secret.data() + record.secret.size();
    const auto [rest, error] = std::from_chars(record.secret.data(), end, sticker.rank);
    if (error != std::errc() || rest == end || *rest != kBetween) {
        return fail(ErrorCode::invalid, "a sticker without its place");
    }
    sticker.hash.assign(rest + 1, end);
    return KeptValue(std::move(sticker));
}

}  // namespace

KeptRecord encode_kept(std::uint64_t id, const KeptValue& value) {
    KeptRecord record{.kind = kind_of(value), .id = id};
    if (const auto* applicant = std::get_if<KeptApplicant>(&value)) {
        MsgpackWriter(record.body).value(applicant->shown);
        record.secret = applicant->name_key + kBetween + applicant->password_hash;
        return record;
    }
    if (const auto* hook = std::get_if<KeptHook>(&value)) {
        MsgpackWriter(record.body).value(hook->shown);
        record.secret = hook->secret + kBetween + hook->endpoint;
        return record;
    }
    if (const auto* schedule = std::get_if<KeptSchedule>(&value)) {
        MsgpackWriter(record.body).value(schedule->shown);
        record.secret = schedule->cmid;
        return record;
    }
    if (const auto* sticker = std::get_if<KeptSticker>(&value)) {
        MsgpackWriter(record.body).value(sticker->shown);
        record.secret = std::to_string(sticker->rank) + kBetween + sticker->hash;
        return record;
    }
    std::visit(
        [&]<class T>(const T& one) {
            if constexpr (!std::is_same_v<T, KeptApplicant> && !std::is_same_v<T, KeptHook> &&
                          !std::is_same_v<T, KeptSchedule> && !std::is_same_v<T, KeptSticker>) {
                MsgpackWriter(record.body).value(one);
            }
        },
        value);
    return record;
}

Result<KeptValue> decode_kept(const KeptRecord& record) {
    switch (record.kind) {
        case KeptKind::settings: return decode_kept_value<ServerSettings>(record.body);
        case KeptKind::ban: return decode_kept_value<Ban>(record.body);
        case KeptKind::invite: return decode_kept_value<ServerInvite>(record.body);
        case KeptKind::applicant: return decode_applicant(record);
        case KeptKind::words: return decode_kept_value<Words>(record.body);
        case KeptKind::report: return decode_kept_value<Report>(record.body);
        case KeptKind::purge: return decode_kept_value<Purge>(record.body);
        case KeptKind::audit: return decode_kept_value<AuditEntry>(record.body);
        case KeptKind::program: return decode_kept_value<Program>(record.body);
        case KeptKind::hook: return decode_hook(record);
        case KeptKind::schedule: {
            TRY(shown, decode_kept_as<Schedule>(record.body));
            return KeptValue(KeptSchedule{.shown = std::move(shown), .cmid = record.secret});
        }
        case KeptKind::reminder: return decode_kept_value<Reminder>(record.body);
        case KeptKind::sticker: return decode_sticker(record);
    }
    return fail(ErrorCode::invalid, "an unknown kind of record");
}

}  // namespace teahouse::proto
