// SPDX-License-Identifier: MIT
// MessagePack frames of both directions and stored events, from any bytes.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "codec_property.h"
#include "proto/codec.h"

namespace proto = teahouse::proto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    proto::check_request(proto::Format::msgpack, bytes);
    proto::check_server_frame(proto::Format::msgpack, bytes);
    if (const auto event = proto::decode_event(bytes)) {
        std::string again;
        proto::encode_event(*event, again);
        CHECK(proto::decode_event(again) == event);
    }
    return 0;
}
