// SPDX-License-Identifier: MIT
#include "proto/msgpack_reader.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/utf8.h"

namespace teahouse::proto {

// First bytes from 0xC0 to 0xDF, https://github.com/msgpack/msgpack/blob/master/spec.md
// clang-format off
// NOLINTBEGIN(modernize-use-designated-initializers): the columns are those of Form
const std::array<MsgpackReader::Form, 32> MsgpackReader::kForms{{
    {Kind::nil},              {Kind::never},           {Kind::boolean},         {Kind::boolean},
    {Kind::bytes, 1},         {Kind::bytes, 2},        {Kind::bytes, 4},        {Kind::extension, 1},
    {Kind::extension, 2},     {Kind::extension, 4},    {Kind::real, 4},         {Kind::real, 8},
    {Kind::natural, 1},       {Kind::natural, 2},      {Kind::natural, 4},      {Kind::natural, 8},
    {Kind::integer, 1},       {Kind::integer, 2},      {Kind::integer, 4},      {Kind::integer, 8},
    {Kind::extension, 0, 2},  {Kind::extension, 0, 3}, {Kind::extension, 0, 5}, {Kind::extension, 0, 9},
    {Kind::extension, 0, 17}, {Kind::text, 1},         {Kind::text, 2},         {Kind::text, 4},
    {Kind::array, 2},         {Kind::array, 4},        {Kind::map, 2},          {Kind::map, 4},
}};
// NOLINTEND(modernize-use-designated-initializers)
// clang-format on

// The number or length behind the first byte.
bool MsgpackReader::read_wide(const Form& form, Head& head) {
    if (bytes_.size() - position_ < form.width) {
        return broken();
    }
    for (unsigned i = 0; i < form.width; ++i) {
        head.value = head.value << 8U | static_cast<unsigned char>(bytes_[position_++]);
    }
    if (form.kind == Kind::integer && form.width > 0) {
        head.negative =
            (head.value >> (8U * form.width - 1U) & 1U) != 0;  // the highest bit of its width
    }
    return true;
}

// Reads the first byte with its number or length. A payload or items that cannot be there are an
// error at once.
bool MsgpackReader::read_head(Head& head) {
    if (failure_ || position_ >= bytes_.size()) {
        return broken();
    }
    const auto first = static_cast<std::uint8_t>(bytes_[position_++]);
    if (first < 0x80U) {
        head.kind = Kind::natural;
        head.value = first;
    } else if (first < 0xC0U) {
        head.kind = first >= 0xA0U ? Kind::text : first >= 0x90U ? Kind::array : Kind::map;
        head.value = first & (head.kind == Kind::text ? 0x1FU : 0x0FU);
    } else if (first < 0xE0U) {
        const Form& form = kForms[first - 0xC0U];
        head.kind = form.kind;
        head.value = form.kind == Kind::boolean ? first & 1U : 0U;
        head.payload = form.fixed;
        if (form.kind == Kind::never || !read_wide(form, head)) {
            return broken();
        }
    } else {
        head.kind = Kind::integer;
        head.negative = true;
    }
    return measure(head);
}

// What follows the head; every item takes at least one byte.
bool MsgpackReader::measure(Head& head) {
    switch (head.kind) {
        case Kind::text:
        case Kind::bytes: head.payload = head.value; break;
        case Kind::extension:
            head.payload = head.payload != 0 ? head.payload : head.value + 1;
            break;
        case Kind::array: head.children = head.value; break;
        case Kind::map: head.children = 2 * head.value; break;
        case Kind::nil:
        case Kind::never:
        case Kind::boolean:
        case Kind::natural:
        case Kind::integer:
        case Kind::real: break;
    }
    const std::size_t left = bytes_.size() - position_;
    return (head.payload <= left && head.children <= left) || broken();
}

bool MsgpackReader::expect(Kind kind, std::string_view what, Head& head) {
    const std::size_t start = position_;
    if (!read_head(head)) {
        return false;
    }
    // A number is natural as long as it is not negative, however it is written.
    const bool fits = head.kind == kind || (head.kind == Kind::integer && kind == Kind::natural);
    if (!fits) {
        position_ = start;
        return skip() && failure_.set(ErrorCode::invalid, what);
    }
    return true;
}

bool MsgpackReader::boolean(bool& out) {
    Head head;
    if (!expect(Kind::boolean, "must be true or false", head)) {
        return false;
    }
    out = head.value != 0;
    return true;
}

bool MsgpackReader::null() {
    const bool found = position_ < bytes_.size() && bytes_[position_] == '\xC0';
    position_ += found ? 1U : 0U;
    return found;
}

bool MsgpackReader::number(std::uint64_t& out, std::uint64_t max) {
    Head head;
    if (!expect(Kind::natural, "must be a whole number", head)) {
        return false;
    }
    out = head.value;
    return (!head.negative && out <= max) || failure_.set(ErrorCode::invalid, "is out of range");
}

bool MsgpackReader::text(std::string& out, std::size_t bytes_max) {
    Head head;
    if (!expect(Kind::text, "must be a text", head)) {
        return false;
    }
    if (bounded_ && head.payload > bytes_max) {
        return failure_.set(ErrorCode::too_large, "is too long");
    }
    const std::string_view found = bytes_.substr(position_, head.payload);
    if (!is_utf8(found)) {
        return failure_.set(ErrorCode::bad_frame, "is not valid UTF-8");
    }
    out = found;
    position_ += head.payload;
    return true;
}

bool MsgpackReader::begin_list(List& list) {
    Head head;
    if (!expect(Kind::array, "must be a list", head)) {
        return false;
    }
    list.expected = head.children;
    return true;
}

bool MsgpackReader::next_item(List& list) {
    if (list.expected == 0) {
        return false;
    }
    --list.expected;
    return true;
}

// No stack: it is enough to count the values that are still to come, and there cannot be more than
// bytes.
bool MsgpackReader::skip() {
    std::uint64_t values = 1;
    while (values > 0) {
        Head head;
        if (!read_head(head)) {
            return false;
        }
        position_ += head.payload;
        values += head.children - 1;
        if (values > bytes_.size() - position_) {
            return broken();
        }
    }
    return true;
}

bool MsgpackReader::end() { return position_ == bytes_.size() || broken(); }

}  // namespace teahouse::proto
