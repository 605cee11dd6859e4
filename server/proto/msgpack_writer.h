// SPDX-License-Identifier: MIT
// Appends MessagePack to a string: always the shortest form. Texts must be valid UTF-8, as
// everything is that was decoded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/ids.h"
#include "proto/fields.h"

namespace teahouse::proto {

class MsgpackWriter {
public:
    explicit MsgpackWriter(std::string& out) : out_(out) {}

    void array(std::size_t items);
    void nil() { byte(0xC0U); }
    void value(bool v) { byte(v ? 0xC3U : 0xC2U); }
    void value(std::uint64_t v);
    void value(std::uint32_t v) { value(std::uint64_t{v}); }
    void value(TimeMs v) { value(static_cast<std::uint64_t>(v)); }
    void value(std::string_view v);
    void value(const std::string& v) { value(std::string_view(v)); }

    template <class Tag>
    void value(const Id<Tag>& v) {
        value(v.value);
    }
    template <class E>
        requires std::is_enum_v<E>
    void value(E v) {
        value(static_cast<std::uint64_t>(v));
    }
    template <class T>
    void value(const std::vector<T>& v) {
        list(v);
    }
    template <class T>
        requires requires { Fields<T>::kRequired; }
    void value(const T& v) {
        const std::size_t size = Fields<T>::size(v);
        array(size);
        items(v, size);
    }
    // The first `size` fields of `v` without the head of an array.
    template <class T>
    void items(const T& v, std::size_t size) {
        Items items{.writer = *this, .left = size};
        Fields<T>::write(items, v);
    }
    template <class Range>
    void list(const Range& items) {
        array(items.size());
        for (const auto& item : items) {
            value(item);
        }
    }

private:
    // What Fields<T>::write calls; nothing but absent fields comes after `left`.
    struct Items {
        MsgpackWriter& writer;  // outlives it
        std::size_t left = 0;

        template <class T>
        void field(std::string_view /*name*/, const T& v) {
            --left;
            writer.value(v);
        }
        template <class T>
        void field(std::string_view /*name*/, const std::optional<T>& v) {
            if (left == 0) {
                return;
            }
            --left;
            if (v.has_value()) {
                writer.value(*v);
            } else {
                writer.nil();
            }
        }
    };

    void byte(std::uint64_t v) { out_.push_back(static_cast<char>(v)); }
    // The first byte and a number behind it.
    void wide(std::uint64_t first, std::size_t width, std::uint64_t v);

    std::string& out_;  // the caller's
};

}  // namespace teahouse::proto
