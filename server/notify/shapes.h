// SPDX-License-Identifier: MIT
// What is sent where: the request for each kind of channel. Nothing here decides how much is told:
// what must not be told is not in the message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "notify/outbound.h"
#include "notify/webpush.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::notify {

// Something to tell; empty texts are not known or not to be told.
struct Message {
    RoomId room = {};
    Seq seq = {};
    std::uint32_t count = 0;
    bool direct = false;
    bool test = false;
    bool reminder = false;                     // what the account wanted to be told of again
    std::optional<proto::CallKind> call = {};  // somebody calls now
    std::optional<proto::EventKind> kind = {};
    std::string server = {};  // its name
    std::string title = {};
    std::string sender = {};
    std::string text = {};
};

// What does not depend on the message.
struct About {
    std::string url = {};      // of the server, without a slash at the end; empty: no links
    std::string contact = {};  // for push services: mailto: or https:
};

// As people read it: who or where, and what.
struct Words {
    std::string heading;
    std::string line;
};
[[nodiscard]] Words words_of(const proto::ChannelRecord& channel, const Message& message);

// The link to the message, empty without an address of the server.
[[nodiscard]] std::string link_to(const About& about, const proto::ChannelRecord& channel,
                                  const Message& message);

// An empty address: the channel's keys are none. `now_ms`: Unix time, for signatures.
[[nodiscard]] HttpRequest make_request(const About& about, const VapidKey& key,
                                       const proto::ChannelRecord& channel, const Message& message,
                                       TimeMs now_ms);

// Why the other side did not take it although it answered 200; empty: it did. Chat robots say so in
// the body.
[[nodiscard]] std::string refusal_in(proto::ChannelKind kind, std::string_view body);

}  // namespace teahouse::notify
