// SPDX-License-Identifier: MIT
// Special members of Push, compiled here once.
// Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit.
// clang-format off

#include "proto/messages.h"

// NOLINTBEGIN(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers) made from tables

namespace teahouse::proto {

}  // namespace teahouse::proto
namespace teahouse::one_of {
template struct ActionsOf<proto::EventsPush>;
template struct ActionsOf<proto::HeadsPush>;
template struct ActionsOf<proto::EphemeralPush>;
template struct ActionsOf<proto::LagPush>;
template struct ActionsOf<proto::NoticePush>;
template struct ActionsOf<proto::RoomsPush>;
template struct ActionsOf<proto::GonePush>;
template struct ActionsOf<proto::UsersPush>;
template struct ActionsOf<proto::MentionsPush>;
template struct ActionsOf<proto::AccountPush>;
template struct ActionsOf<proto::VotesPush>;
template struct ActionsOf<proto::SchedulesPush>;
template struct ActionsOf<proto::RemindersPush>;
template struct ActionsOf<proto::StickersPush>;
template struct ActionsOf<proto::DraftsPush>;
template struct ActionsOf<proto::RingPush>;
template struct ActionsOf<proto::RingStopPush>;
template struct ActionsOf<proto::CallsPush>;
template struct ActionsOf<proto::SignalPush>;
template struct ActionsOf<proto::CallEndPush>;
template struct ActionsOf<proto::MutePleasePush>;
template struct ActionsOf<proto::SpeakersPush>;
template struct ActionsOf<proto::LayerPush>;
template struct ActionsOf<proto::SfuLostPush>;
}  // namespace teahouse::one_of
namespace teahouse::proto {
Push::Push() : OneOf(EventsPush{}) {}
Push::Push(const Push&) = default;
Push::Push(Push&&) noexcept = default;
Push& Push::operator=(const Push&) = default;
Push& Push::operator=(Push&&) noexcept = default;
Push::~Push() = default;
bool operator==(const Push& a, const Push& b) {
    using Base = OneOf<Push, kPushBytes>;
    return static_cast<const Base&>(a) == static_cast<const Base&>(b);
}

}  // namespace teahouse::proto

// NOLINTEND(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers)
