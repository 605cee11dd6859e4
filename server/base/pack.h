// SPDX-License-Identifier: MIT
// Plain structs to bytes and back, between processes of this program: the log of several nodes, and
// what nodes say to each other. Not for bytes of clients: those have a schema (proto/codec.h).
//
// A struct is packed by a function beside it that names its fields in order:
//
//     template <class Archive>
//     void pack(Archive& archive, PackedAs<Archive, Ban>& ban) { archive(ban.id, ban.until); }
//
// Fields are only ever added at the end: older bytes leave them as they are by default, and what a
// newer program has added is skipped. Alternatives of a variant are added at the end as well.
// Numbers are LEB128 (signed ones zigzag), texts and structs have their length before them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"

namespace teahouse {

template <class Archive, class T>
using PackedAs = std::conditional_t<Archive::kWrites, const T, T>;

class Packer {
public:
    static constexpr bool kWrites = true;
    explicit Packer(std::string& out) : out_(out) {}

    template <class... T>
    void operator()(const T&... values) {
        (put(values), ...);
    }

    void number(std::uint64_t value) {
        for (; value >= kMore; value >>= kBits) {
            out_ += static_cast<char>(value | kMore);
        }
        out_ += static_cast<char>(value);
    }
    void bytes(std::string_view value) {
        number(value.size());
        out_ += value;
    }

private:
    static constexpr std::uint64_t kMore = 0x80;
    static constexpr unsigned kBits = 7;

    template <class T>
        requires std::is_unsigned_v<T>
    void put(T value) {
        number(value);
    }
    template <class T>
        requires(std::is_signed_v<T> && std::is_integral_v<T>)
    void put(T value) {
        const auto wide = static_cast<std::int64_t>(value);
        number(static_cast<std::uint64_t>(wide) << 1U ^ static_cast<std::uint64_t>(wide >> 63U));
    }
    template <class T>
        requires std::is_enum_v<T>
    void put(T value) {
        number(static_cast<std::uint64_t>(value));
    }
    template <class Tag>
    void put(const Id<Tag>& id) {
        number(id.value);
    }
    void put(const std::string& value) { bytes(value); }
    template <std::size_t size>
    void put(const std::array<std::uint8_t, size>& value) {
        for (const std::uint8_t byte : value) {
            out_ += static_cast<char>(byte);
        }
    }
    template <class T>
    void put(const std::optional<T>& value) {
        put(value.has_value());
        if (value) {
            put(*value);
        }
    }
    void put(const std::vector<bool>& values) {
        number(values.size());
        for (const bool value : values) {
            put(value);
        }
    }
    template <class T>
    void put(const std::vector<T>& values) {
        number(values.size());
        for (const T& value : values) {
            put(value);
        }
    }
    template <class... T>
    void put(const std::variant<T...>& value) {
        number(value.index());
        std::visit([this](const auto& one) { this->put(one); }, value);
    }
    template <class T>
        requires requires(Packer& archive, const T& value) { pack(archive, value); }
    void put(const T& value) {
        std::string inside;
        Packer packer(inside);
        pack(packer, value);
        bytes(inside);
    }

    std::string& out_;
};

// Reads what Packer wrote, from bytes that outlive it. After a failure all that is read is as it
// was made; good() says so at the end.
class Unpacker {
public:
    static constexpr bool kWrites = false;
    explicit Unpacker(std::string_view in) : in_(in) {}

    template <class... T>
    void operator()(T&... values) {
        (take_or_keep(values), ...);
    }
    [[nodiscard]] bool good() const { return good_; }
    // And nothing is left.
    [[nodiscard]] bool ended() const { return good_ && in_.empty(); }
    void fail() { good_ = false; }
    // What was not read yet.
    [[nodiscard]] std::string_view rest() const { return good_ ? in_ : std::string_view(); }

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; good_; shift += kBits) {
            if (in_.empty() || shift >= std::numeric_limits<std::uint64_t>::digits) {
                good_ = false;
                break;
            }
            const auto byte = static_cast<unsigned char>(in_.front());
            in_.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & (kMore - 1U)) << shift;
            if (byte < kMore) {
                return value;
            }
        }
        return 0;
    }
    std::string_view bytes() {
        const std::uint64_t size = number();
        if (size > in_.size()) {
            good_ = false;
            return {};
        }
        const std::string_view value = in_.substr(0, size);
        in_.remove_prefix(size);
        return value;
    }

private:
    static constexpr unsigned kMore = 0x80;
    static constexpr unsigned kBits = 7;

    template <class T>
    void take_or_keep(T& value) {
        if (good_ && !in_.empty()) {
            take(value);
        }
    }
    template <class T>
        requires std::is_unsigned_v<T>
    void take(T& value) {
        const std::uint64_t wide = number();
        if (wide > std::numeric_limits<T>::max()) {
            good_ = false;
        } else {
            value = static_cast<T>(wide);
        }
    }
    template <class T>
        requires(std::is_signed_v<T> && std::is_integral_v<T>)
    void take(T& value) {
        const std::uint64_t wide = number();
        const auto plain = static_cast<std::int64_t>(wide >> 1U ^ (~(wide & 1U) + 1U));
        if (plain > std::numeric_limits<T>::max() || plain < std::numeric_limits<T>::min()) {
            good_ = false;
        } else {
            value = static_cast<T>(plain);
        }
    }
    template <class T>
        requires std::is_enum_v<T>
    void take(T& value) {
        std::underlying_type_t<T> plain{};
        take(plain);
        value = static_cast<T>(plain);
    }
    template <class Tag>
    void take(Id<Tag>& id) {
        id.value = number();
    }
    void take(std::string& value) { value = bytes(); }
    template <std::size_t size>
    void take(std::array<std::uint8_t, size>& value) {
        if (in_.size() < size) {
            good_ = false;
            return;
        }
        for (std::size_t i = 0; i < size; ++i) {
            value.at(i) = static_cast<std::uint8_t>(in_[i]);
        }
        in_.remove_prefix(size);
    }
    template <class T>
    void take(std::optional<T>& value) {
        bool there = false;
        take(there);
        value.reset();
        if (there && good_) {
            take(value.emplace());
        }
    }
    template <class T>
    void take(std::vector<T>& values) {
        const std::uint64_t size = number();
        values.clear();
        if (size > in_.size()) {  // each item has a byte at least
            good_ = false;
            return;
        }
        for (std::uint64_t i = 0; i < size && good_; ++i) {
            T value{};
            take(value);
            values.push_back(std::move(value));
        }
    }
    template <class... T>
    void take(std::variant<T...>& value) {
        take_alternative(number(), value, std::index_sequence_for<T...>{});
    }
    template <class V, std::size_t... index>
    void take_alternative(std::uint64_t wanted, V& value, std::index_sequence<index...> /*all*/) {
        const auto take_one = [&]<std::size_t i>() {
            if (wanted == i) {
                take(value.template emplace<i>());
            }
            return wanted == i;
        };
        if (!(take_one.template operator()<index>() || ...)) {
            good_ = false;
        }
    }
    template <class T>
        requires requires(Unpacker& archive, T& value) { pack(archive, value); }
    void take(T& value) {
        Unpacker inside(bytes());
        if (good_) {
            pack(inside, value);
            good_ = inside.good();
        }
    }

    std::string_view in_;
    bool good_ = true;
};

template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Error>& error) {
    archive(error.code, error.message, error.field, error.retry_after_ms);
}

}  // namespace teahouse
