// SPDX-License-Identifier: MIT
#include "notify/hook_request.h"

#include <cstdint>
#include <string>
#include <utility>

#include "base/ids.h"
#include "notify/crypto.h"
#include "notify/json_object.h"
#include "notify/outbound.h"
#include "notify/shapes.h"
#include "notify/units.h"
#include "proto/hook_call.h"
#include "proto/messages.h"

namespace teahouse::notify {
namespace {

std::string body_of(const About& about, const proto::HookCall& call) {
    Object object;
    object.add("delivery", delivery_id(call))
        .add("hook", call.hook)
        .add("server", call.server)
        .add("room_id", call.room)
        .known("room", call.title)
        .add("seq", call.seq)
        .add("at", static_cast<std::uint64_t>(call.at))
        .add("sender_id", call.from)
        .add("sender", call.sender);
    if (call.bot) {
        object.add("bot", true);
    }
    object.add("kind", proto::to_string(call.kind))
        .known("text", call.text)
        .known("word", call.word);
    if (call.ref) {
        object.add("ref", *call.ref);
    }
    if (call.file) {
        Object file;
        file.add("name", call.file->name).add("mime", call.file->mime).add("size", call.file->size);
        object.nested("file", file.take());
    }
    if (!about.url.empty()) {
        object.add("url", about.url + "/#/c/" + std::to_string(call.room.value) + "/" +
                              std::to_string(call.seq.value));
    }
    return object.take();
}

}  // namespace

std::string delivery_id(const proto::HookCall& call) {
    return std::to_string(call.hook) + "-" + std::to_string(call.epoch.value) + "-" +
           std::to_string(call.seq.value);
}

HttpRequest make_hook_request(const About& about, const proto::HookCall& call, TimeMs now_ms) {
    HttpRequest request = post_json(call.endpoint, body_of(about, call));
    const std::string time = std::to_string(now_ms / kMsPerSecond);
    request.headers.push_back("X-Teahouse-Delivery: " + delivery_id(call));
    request.headers.push_back("X-Teahouse-Timestamp: " + time);
    request.headers.push_back("X-Teahouse-Signature: sha256=" +
                              hex(hmac_sha256(call.secret, time + "." + request.body)));
    return request;
}

}  // namespace teahouse::notify
