// SPDX-License-Identifier: MIT
// JSON frames of both directions and bodies of HTTP calls, from any bytes.
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
    proto::check_request(proto::Format::json, bytes);
    proto::check_server_frame(proto::Format::json, bytes);

    const proto::Op op = proto::kOps[size % proto::kOps.size()].op;
    if (const auto body = proto::decode_request_body(op, bytes)) {
        CHECK(proto::op_of(*body) == op);
    }
    if (const auto reply = proto::decode_reply_body(op, bytes)) {
        std::string again;
        proto::encode_reply_body(*reply, again);
        CHECK(proto::decode_reply_body(op, again) == reply);
    }
    return 0;
}
