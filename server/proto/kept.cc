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

// The highest number, then a line for each leg: number, device, token, whether it rings.
std::string write_legs(const KeptCall& call) {
    std::string text = std::to_string(call.last_number) + kBetween;
    for (const KeptLeg& leg : call.legs) {
        text += std::to_string(leg.number) + ' ' + std::to_string(leg.device.value) + ' ' +
                (leg.quiet ? "q" : "r") + leg.token + kBetween;
    }
    return text;
}

// Takes a number and the sign after it off the front.
template <class Number>
bool take_number(std::string_view& text, Number& number, char after) {
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto length = static_cast<std::size_t>(rest - text.data());
    if (error != std::errc() || length == text.size() || *rest != after) {
        return false;
    }
    text.remove_prefix(length + 1);
    return true;
}

Result<KeptValue> decode_call(const KeptRecord& record) {
    TRY(shown, decode_kept_as<CallInfo>(record.body));
    KeptCall call{.shown = std::move(shown)};
    std::string_view rest = record.secret;
    bool good = take_number(rest, call.last_number, kBetween);
    while (good && !rest.empty()) {
        KeptLeg leg;
        const bool numbers =
            take_number(rest, leg.number, ' ') && take_number(rest, leg.device.value, ' ');
        const std::size_t end = rest.find(kBetween);
        good = numbers && end != rest.npos && end > 0;
        if (good) {
            leg.quiet = rest.front() == 'q';
            leg.token = rest.substr(1, end - 1);
            rest.remove_prefix(end + 1);
            call.legs.push_back(std::move(leg));
        }
    }
    if (!good || call.legs.size() != call.shown.legs.size()) {
        return fail(ErrorCode::invalid, "a call without its legs");
    }
    return KeptValue(std::move(call));
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
    if (const auto* call = std::get_if<KeptCall>(&value)) {
        MsgpackWriter(record.body).value(call->shown);
        record.secret = write_legs(*call);
        return record;
    }
    std::visit(
        [&]<class T>(const T& one) {
            if constexpr (!std::is_same_v<T, KeptApplicant> && !std::is_same_v<T, KeptHook> &&
                          !std::is_same_v<T, KeptSchedule> && !std::is_same_v<T, KeptSticker> &&
                          !std::is_same_v<T, KeptCall>) {
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
        case KeptKind::call: return decode_call(record);
    }
    return fail(ErrorCode::invalid, "an unknown kind of record");
}

}  // namespace teahouse::proto
