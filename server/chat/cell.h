// SPDX-License-Identifier: MIT
// A value that may be ahead of the store: what is committed (readers see it) and what it will be
// once everything in flight is committed (writers are authorised on it). The store completes in
// order, and after a failure everything in flight fails, so one planned value and a count are
// enough to take it all back.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "base/check.h"

namespace teahouse::chat {

template <class T>
class Cell {
public:
    // The committed value, or null.
    [[nodiscard]] const T* now() const { return now_ ? &*now_ : nullptr; }
    // The value after everything in flight, or null.
    [[nodiscard]] const T* next() const {
        if (ahead_ == nullptr) {
            return now();
        }
        return ahead_->value ? &*ahead_->value : nullptr;
    }
    // The same where there must be one.
    [[nodiscard]] const T& committed() const {
        CHECK(now_.has_value());
        return *now_;
    }
    [[nodiscard]] const T& planned() const {
        const T* value = next();
        CHECK(value != nullptr);
        return *value;
    }
    // The committed value, to be changed in place by what a commit told.
    [[nodiscard]] T* edit() { return now_ ? &*now_ : nullptr; }
    [[nodiscard]] bool in_flight() const { return ahead_ != nullptr; }
    // Nothing is committed and nothing planned: the cell may go.
    [[nodiscard]] bool empty() const { return !now_ && ahead_ == nullptr; }

    void load(T value) { now_ = std::move(value); }

    // One more transaction that changes this value was submitted.
    void plan(std::optional<T> value) {
        if (ahead_ == nullptr) {
            ahead_ = std::make_unique<Ahead>();
        }
        ahead_->value = std::move(value);
        ++ahead_->count;
    }
    // The oldest of them was committed, with this value.
    void commit(std::optional<T> value) {
        now_ = std::move(value);
        drop();
    }
    // The oldest of them came to nothing.
    void drop() {
        CHECK(ahead_ != nullptr);
        if (--ahead_->count == 0) {
            ahead_.reset();
        }
    }

private:
    struct Ahead {
        std::optional<T> value;
        std::uint32_t count = 0;
    };

    std::optional<T> now_;
    std::unique_ptr<Ahead> ahead_;
};

}  // namespace teahouse::chat
