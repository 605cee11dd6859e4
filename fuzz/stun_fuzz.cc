// SPDX-License-Identifier: MIT
// Datagrams of strangers at the media port: what they are, STUN, and the answer to a plain binding
// request, which is bounded and can be read. What was read can be written again.
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "base/limits_rtc.h"
#include "rtc/address.h"
#include "rtc/bytes.h"
#include "rtc/demux.h"
#include "rtc/stun.h"

namespace {

namespace rtc = teahouse::rtc;

void write_again(const rtc::StunMessage& message) {
    std::array<std::uint8_t, teahouse::limits::kDatagramBytesMax> memory{};
    rtc::StunWriter writer(memory, message.kind, message.transaction, message.method);
    if (message.username) {
        writer.username(*message.username);
    }
    if (message.mapped) {
        writer.xor_mapped_address(*message.mapped);
    }
    if (message.priority) {
        writer.priority(*message.priority);
    }
    writer.integrity("password");
    writer.fingerprint();
    const auto again = rtc::parse_stun(writer.finish());
    CHECK(again && again->has_fingerprint && check_integrity(*again, "password"));
    CHECK(again->username == message.username && again->mapped == message.mapped);
    CHECK(again->priority == message.priority && again->transaction == message.transaction);
    CHECK(again->kind == message.kind && again->method == message.method);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const rtc::Bytes datagram(data, size);
    const rtc::PacketKind kind = rtc::kind_of(datagram);
    const auto message = rtc::parse_stun(datagram);
    // Methods that nobody has begin with a byte that is not STUN's where others share the port.
    CHECK(!message || data[0] >= 4 || kind == rtc::PacketKind::stun);
    std::array<std::uint8_t, rtc::kBindingAnswerBytesMax> memory{};
    const rtc::Endpoint source = *rtc::parse_endpoint("[2001:db8::1]:4711");
    const rtc::Bytes answer = rtc::answer_binding(datagram, source, memory);
    CHECK(answer.empty() || message);
    CHECK(answer.size() <= size + 24 || size < 28);
    CHECK(answer.empty() || rtc::parse_stun(answer)->transaction == message->transaction);
    if (message) {
        CHECK(!message->username || message->username->size() < size);
        static_cast<void>(check_integrity(*message, "VOkJxbRl1RmTxUk/WvJxBt"));
        write_again(*message);
    }
    return 0;
}
