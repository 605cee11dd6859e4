// SPDX-License-Identifier: MIT
// What leads from one state of a call, or of a person in it, to another.
// Made by tools/schema/generate.py from server/proto/calls.table. Do not edit.
// clang-format off
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/ids.h"
#include "proto/messages.h"

// NOLINTBEGIN(modernize-use-designated-initializers) made from a table

namespace teahouse::proto {

enum class LegEvent : std::uint8_t { invite, enter, alert, decline, refuse, expire, cancel, connect, lose, fail, quit, resume, lapse };
inline constexpr std::size_t kLegEvents = 13;

// Before the first state there is none.
struct LegStep { std::optional<LegState> from; LegEvent event = {}; LegState to = {}; };
inline constexpr std::array kLegSteps = {
    LegStep{std::nullopt, LegEvent::invite, LegState::invited},
    LegStep{std::nullopt, LegEvent::enter, LegState::connecting},
    LegStep{LegState::invited, LegEvent::alert, LegState::ringing},
    LegStep{LegState::invited, LegEvent::enter, LegState::connecting},
    LegStep{LegState::invited, LegEvent::decline, LegState::declined},
    LegStep{LegState::invited, LegEvent::refuse, LegState::busy},
    LegStep{LegState::invited, LegEvent::expire, LegState::missed},
    LegStep{LegState::invited, LegEvent::cancel, LegState::missed},
    LegStep{LegState::ringing, LegEvent::alert, LegState::ringing},
    LegStep{LegState::ringing, LegEvent::enter, LegState::connecting},
    LegStep{LegState::ringing, LegEvent::decline, LegState::declined},
    LegStep{LegState::ringing, LegEvent::refuse, LegState::busy},
    LegStep{LegState::ringing, LegEvent::expire, LegState::missed},
    LegStep{LegState::ringing, LegEvent::cancel, LegState::missed},
    LegStep{LegState::connecting, LegEvent::connect, LegState::joined},
    LegStep{LegState::connecting, LegEvent::lose, LegState::reconnecting},
    LegStep{LegState::connecting, LegEvent::fail, LegState::failed},
    LegStep{LegState::connecting, LegEvent::enter, LegState::connecting},
    LegStep{LegState::connecting, LegEvent::quit, LegState::left},
    LegStep{LegState::joined, LegEvent::connect, LegState::joined},
    LegStep{LegState::joined, LegEvent::lose, LegState::reconnecting},
    LegStep{LegState::joined, LegEvent::enter, LegState::connecting},
    LegStep{LegState::joined, LegEvent::quit, LegState::left},
    LegStep{LegState::reconnecting, LegEvent::resume, LegState::joined},
    LegStep{LegState::reconnecting, LegEvent::enter, LegState::connecting},
    LegStep{LegState::reconnecting, LegEvent::quit, LegState::left},
    LegStep{LegState::reconnecting, LegEvent::lapse, LegState::left},
    LegStep{LegState::left, LegEvent::enter, LegState::connecting},
    LegStep{LegState::left, LegEvent::invite, LegState::invited},
    LegStep{LegState::declined, LegEvent::enter, LegState::connecting},
    LegStep{LegState::declined, LegEvent::invite, LegState::invited},
    LegStep{LegState::busy, LegEvent::enter, LegState::connecting},
    LegStep{LegState::busy, LegEvent::invite, LegState::invited},
    LegStep{LegState::missed, LegEvent::enter, LegState::connecting},
    LegStep{LegState::missed, LegEvent::invite, LegState::invited},
    LegStep{LegState::failed, LegEvent::enter, LegState::connecting},
    LegStep{LegState::failed, LegEvent::invite, LegState::invited},
};

// A state that is not left in `ms` meets the event.
struct LegAfter { LegState state; TimeMs ms; LegEvent event; };
inline constexpr std::array<LegAfter, 4> kLegAfter = {{
    LegAfter{LegState::invited, 45000, LegEvent::expire},
    LegAfter{LegState::ringing, 45000, LegEvent::expire},
    LegAfter{LegState::connecting, 20000, LegEvent::fail},
    LegAfter{LegState::reconnecting, 15000, LegEvent::lapse},
}};

// None: the event is refused.
constexpr std::optional<LegState> next_state(std::optional<LegState> from, LegEvent event) {
    for (const LegStep& step : kLegSteps) {
        if (step.from == from && step.event == event) {
            return step.to;
        }
    }
    return std::nullopt;
}

enum class CallEvent : std::uint8_t { start, answer, end };
inline constexpr std::size_t kCallEvents = 3;

// Before the first state there is none.
struct CallStep { std::optional<CallState> from; CallEvent event = {}; CallState to = {}; };
inline constexpr std::array kCallSteps = {
    CallStep{std::nullopt, CallEvent::start, CallState::ringing},
    CallStep{CallState::ringing, CallEvent::answer, CallState::active},
    CallStep{CallState::ringing, CallEvent::end, CallState::ended},
    CallStep{CallState::active, CallEvent::end, CallState::ended},
};

// A state that is not left in `ms` meets the event.
struct CallAfter { CallState state; TimeMs ms; CallEvent event; };
inline constexpr std::array<CallAfter, 0> kCallAfter = {{
}};

// None: the event is refused.
constexpr std::optional<CallState> next_state(std::optional<CallState> from, CallEvent event) {
    for (const CallStep& step : kCallSteps) {
        if (step.from == from && step.event == event) {
            return step.to;
        }
    }
    return std::nullopt;
}

}  // namespace teahouse::proto

// NOLINTEND(modernize-use-designated-initializers)
