// SPDX-License-Identifier: MIT
// What one node takes from another, from any bytes: it ends with a value or a refusal, and a value
// is packed to bytes that give the same again.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/ids.h"
#include "base/pack.h"
#include "bus/bus.h"
#include "chat/effects.h"
#include "chat/pack.h"
#include "gateway/engine_door.h"
#include "gateway/node_message.h"
#include "http/message.h"
#include "net/segment.h"
#include "proto/messages.h"
#include "ws/deflate.h"

namespace {

template <class T>
void check_again(const T& value) {
    std::string once;
    teahouse::Packer packer(once);
    packer(value);
    T found{};
    teahouse::Unpacker in(once);
    in(found);
    CHECK(in.ended());
    std::string twice;
    teahouse::Packer again(twice);
    again(found);
    CHECK(once == twice);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace gateway = teahouse::gateway;
    namespace chat = teahouse::chat;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    gateway::NodeMessage message;
    if (!gateway::read_node_message(bytes, message)) {
        return 0;
    }
    std::vector<gateway::Inbound> batch;
    if (gateway::read_node_commands(message.rest, batch)) {
        for (const gateway::Inbound& inbound : batch) {
            check_again(inbound.command);
        }
    }
    gateway::NodeEffectsReader reader(message.rest);
    chat::Effects effects;
    teahouse::SessionId gone;
    while (reader.next(effects, gone)) {
    }
    for (const chat::Out& out : effects.out) {
        check_again(out);
    }
    return 0;
}
