// SPDX-License-Identifier: MIT
// The small records beside the others (proto/details.h): what is committed, what is planned, and
// what their commits mean.
#pragma once

#include <optional>
#include <variant>

#include "base/ids.h"
#include "chat/delivery.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/details.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

inline proto::DetailKey prefs_key(RoomId room, UserId user) {
    return {.kind = proto::DetailKind::prefs, .a = room.value, .b = user.value};
}
inline proto::DetailKey note_key(RoomId room, UserId user) {
    return {.kind = proto::DetailKind::note, .a = room.value, .b = user.value};
}
inline proto::DetailKey draft_key(RoomId room, UserId user) {
    return {.kind = proto::DetailKind::draft, .a = room.value, .b = user.value};
}
inline proto::DetailKey account_key(UserId user) {
    return {.kind = proto::DetailKind::account, .a = user.value};
}

// The committed value, or null.
template <class T>
const T* detail_now(const State& state, const proto::DetailKey& key) {
    const auto found = state.details.find(key);
    const proto::Detail* detail = found == state.details.end() ? nullptr : found->second.now();
    return detail == nullptr ? nullptr : std::get_if<T>(detail);
}

// The value after everything in flight; an empty one where there is none.
template <class T>
T detail_next(const State& state, const proto::DetailKey& key) {
    const auto found = state.details.find(key);
    const proto::Detail* detail = found == state.details.end() ? nullptr : found->second.next();
    const T* value = detail == nullptr ? nullptr : std::get_if<T>(detail);
    return value == nullptr ? T{} : *value;
}

// Puts a detail; one that says nothing is taken away.
template <class T>
void put_detail(Draft& draft, const proto::DetailKey& key, T value) {
    if (value == T{}) {
        draft.put_detail(key, std::nullopt);
    } else {
        draft.put_detail(key, std::move(value));
    }
}

// What is kept about a room that ends.
void forget_details(const State& state, Draft& draft, RoomId room);

void load_detail(State& state, const proto::DetailRecord& record);

// commit.cc
void plan_detail(State& state, const DetailChange& change);
void drop_detail(State& state, const DetailChange& change);
void commit_detail(State& state, Delivery& delivery, const DetailChange& change);

}  // namespace teahouse::chat
