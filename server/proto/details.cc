// SPDX-License-Identifier: MIT
#include "proto/details.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <tl/expected.hpp>

#include "base/ascii.h"
#include "base/error.h"
#include "base/result.h"
#include "proto/generated/fields_types.h"
#include "proto/messages.h"
#include "proto/msgpack_reader.h"
#include "proto/msgpack_writer.h"
#include "proto/records.h"

namespace teahouse::proto {
namespace {

constexpr std::string_view kLetters = "0123456789abcdefghjkmnpqrstvwxyz";  // without i, l, o, u
constexpr unsigned kBitsPerLetter = 5;
constexpr std::size_t kCodeLetters = 10;

template <class T>
Result<Detail> decode_as(std::string_view bytes) {
    MsgpackReader reader(bytes);
    T value;
    if (!read_value(reader, value) || !reader.end()) {
        return tl::unexpected(reader.failure().error());
    }
    return Detail{std::move(value)};
}

}  // namespace

void encode_detail(const Detail& detail, std::string& out) {
    std::visit([&](const auto& value) { MsgpackWriter(out).value(value); }, detail);
}

Result<Detail> decode_detail(DetailKind kind, std::string_view bytes) {
    switch (kind) {
        case DetailKind::prefs: return decode_as<RoomPrefs>(bytes);
        case DetailKind::note: return decode_as<MemberNote>(bytes);
        case DetailKind::account: return decode_as<Account>(bytes);
        case DetailKind::link: return decode_as<Link>(bytes);
        case DetailKind::seen: return decode_as<Seen>(bytes);
        case DetailKind::draft: return decode_as<Draft>(bytes);
    }
    return fail(ErrorCode::invalid, "no such kind of detail");
}

std::string link_code(std::uint64_t number) {
    std::string code(kCodeLetters, kLetters.front());
    for (auto letter = code.rbegin(); letter != code.rend(); ++letter) {
        *letter = kLetters[number % kLetters.size()];
        number >>= kBitsPerLetter;
    }
    return code;
}

std::uint64_t link_number(std::string_view code) {
    if (code.size() != kCodeLetters) {
        return 0;
    }
    std::uint64_t number = 0;
    for (const char letter : code) {
        const std::size_t digit = kLetters.find(ascii::to_lower(letter));
        if (digit == std::string_view::npos) {
            return 0;
        }
        number = number << kBitsPerLetter | digit;
    }
    return number;
}

}  // namespace teahouse::proto
