// SPDX-License-Identifier: MIT
// A value of one of many types that name the class they belong to, like std::variant. That one is
// made of recursive templates whose names hold the whole list: with two hundred types, each file
// that touches one is compiled for half a minute. Here every function is of one type alone, and the
// value carries the table of its own.
//
//   class Shape;
//   struct Circle { using Of = Shape; static constexpr std::uint16_t kIndex = 0; ... };
//   struct Square { using Of = Shape; static constexpr std::uint16_t kIndex = 1; ... };
//   class Shape : public OneOf<Shape, kOneOfBytes<Circle, Square>> { ... };
//
// There is no state without a value: the types move without exceptions, and what was moved from
// stays one of its type. As with any value, one thread at a time.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

#include "base/check.h"

namespace teahouse {

namespace one_of {

// What is done with a value whose type only its table knows.
struct Actions {
    void (*copy)(std::byte* to, const std::byte* from);
    void (*move)(std::byte* to, std::byte* from) noexcept;
    void (*destroy)(std::byte* at) noexcept;
    bool (*equal)(const std::byte* a, const std::byte* b);
};

template <class T>
T* as(std::byte* at) {
    return std::launder(reinterpret_cast<T*>(at));
}
template <class T>
const T* as(const std::byte* at) {
    return std::launder(reinterpret_cast<const T*>(at));
}

// May be instantiated in one file, and declared `extern template` in all others.
template <class T>
struct ActionsOf {
    static void copy(std::byte* to, const std::byte* from) { ::new (to) T(*as<T>(from)); }
    static void move(std::byte* to, std::byte* from) noexcept {
        ::new (to) T(std::move(*as<T>(from)));
    }
    static void destroy(std::byte* at) noexcept { as<T>(at)->~T(); }
    static bool equal(const std::byte* a, const std::byte* b) { return *as<T>(a) == *as<T>(b); }

    static const Actions kTable;
};
template <class T>
const Actions ActionsOf<T>::kTable{.copy = copy, .move = move, .destroy = destroy, .equal = equal};

template <class T, class Derived>
concept Alternative = std::same_as<typename T::Of, Derived>;

}  // namespace one_of

template <class... Ts>
inline constexpr std::size_t kOneOfBytes = std::max({sizeof(Ts)...});

template <class Derived, std::size_t Size>
class OneOf {
public:
    // NOLINTBEGIN(bugprone-crtp-constructor-accessibility,cppcoreguidelines-pro-type-member-init):
    // Derived inherits them, and a value is made in the bytes.
    template <class T>
        requires one_of::Alternative<std::remove_cvref_t<T>, Derived>
    OneOf(T&& value) {  // NOLINT(google-explicit-constructor): a value of T is one of them
        construct<std::remove_cvref_t<T>>(std::forward<T>(value));
    }
    OneOf(const OneOf& other) : actions_(other.actions_), index_(other.index_) {
        actions_->copy(bytes_, other.bytes_);
    }
    OneOf(OneOf&& other) noexcept : actions_(other.actions_), index_(other.index_) {
        actions_->move(bytes_, other.bytes_);
    }
    // NOLINTEND(bugprone-crtp-constructor-accessibility,cppcoreguidelines-pro-type-member-init)
    OneOf& operator=(const OneOf& other) {
        if (this != &other) {
            *this = OneOf(other);
        }
        return *this;
    }
    OneOf& operator=(OneOf&& other) noexcept {
        if (this != &other) {
            actions_->destroy(bytes_);
            actions_ = other.actions_;
            index_ = other.index_;
            actions_->move(bytes_, other.bytes_);
        }
        return *this;
    }
    ~OneOf() { actions_->destroy(bytes_); }

    // A fresh T in the place of what was there.
    template <one_of::Alternative<Derived> T>
    T& emplace() {
        static_assert(std::is_nothrow_default_constructible_v<T>);
        actions_->destroy(bytes_);
        return construct<T>();
    }

    [[nodiscard]] std::size_t index() const { return index_; }
    template <one_of::Alternative<Derived> T>
    [[nodiscard]] bool is() const {
        return index_ == T::kIndex;
    }
    // It is a T.
    template <one_of::Alternative<Derived> T>
    [[nodiscard]] T& as() & {
        CHECK(is<T>());
        return *one_of::as<T>(bytes_);
    }
    template <one_of::Alternative<Derived> T>
    [[nodiscard]] T&& as() && {
        CHECK(is<T>());
        return std::move(*one_of::as<T>(bytes_));
    }
    template <one_of::Alternative<Derived> T>
    [[nodiscard]] const T& as() const& {
        CHECK(is<T>());
        return *one_of::as<T>(bytes_);
    }

    friend bool operator==(const OneOf& a, const OneOf& b) {
        return a.index_ == b.index_ && a.actions_->equal(a.bytes_, b.bytes_);
    }

private:
    template <class T, class... Arguments>
    T& construct(Arguments&&... arguments) {
        static_assert(sizeof(T) <= Size && alignof(T) <= alignof(std::max_align_t));
        static_assert(std::is_nothrow_move_constructible_v<T>);
        T* made = ::new (bytes_) T(std::forward<Arguments>(arguments)...);
        actions_ = &one_of::ActionsOf<T>::kTable;
        index_ = T::kIndex;
        return *made;
    }

    alignas(std::max_align_t) std::byte bytes_[Size];
    const one_of::Actions* actions_;
    std::uint16_t index_;
};

// As those of std::variant; `get` of another type ends the process.

template <class T, class Derived, std::size_t Size>
bool holds_alternative(const OneOf<Derived, Size>& one) {
    return one.template is<T>();
}
template <class T, class Derived, std::size_t Size>
T* get_if(OneOf<Derived, Size>* one) {
    return one != nullptr && one->template is<T>() ? &one->template as<T>() : nullptr;
}
template <class T, class Derived, std::size_t Size>
const T* get_if(const OneOf<Derived, Size>* one) {
    return one != nullptr && one->template is<T>() ? &one->template as<T>() : nullptr;
}
template <class T, class Derived, std::size_t Size>
T& get(OneOf<Derived, Size>& one) {
    return one.template as<T>();
}
template <class T, class Derived, std::size_t Size>
const T& get(const OneOf<Derived, Size>& one) {
    return one.template as<T>();
}
template <class T, class Derived, std::size_t Size>
T&& get(OneOf<Derived, Size>&& one) {
    return std::move(one).template as<T>();
}

}  // namespace teahouse
