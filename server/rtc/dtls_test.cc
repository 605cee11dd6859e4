// SPDX-License-Identifier: MIT
#include "rtc/dtls.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits_sfu.h"
#include "rtc/srtp.h"

namespace teahouse::rtc {
namespace {

using Packet = std::vector<std::uint8_t>;

// Two ends and what is on the way between them.
struct DtlsPair {
    DtlsIdentity server_identity = *DtlsIdentity::make();
    DtlsIdentity client_identity = *DtlsIdentity::make();
    DtlsSession server;
    DtlsSession client;
    std::int64_t now_us = 1'000'000;

    explicit DtlsPair(bool right_fingerprint = true)
        : server(server_identity, DtlsRole::server,
                 right_fingerprint ? client_identity.fingerprint() : server_identity.fingerprint(),
                 1'000'000),
          client(client_identity, DtlsRole::client, server_identity.fingerprint(), 1'000'000) {}

    // Moves everything once; `lost` says what does not arrive.
    template <class Lost>
    bool exchange(Lost lost) {
        bool any = false;
        for (const Packet& datagram : client.take_output()) {
            any = true;
            EXPECT_LE(datagram.size(), limits::kDtlsMtuBytes);
            if (!lost()) {
                server.on_datagram(datagram, now_us);
            }
        }
        for (const Packet& datagram : server.take_output()) {
            any = true;
            EXPECT_LE(datagram.size(), limits::kDtlsMtuBytes);
            if (!lost()) {
                client.on_datagram(datagram, now_us);
            }
        }
        return any;
    }
    void run() {
        client.start(now_us);
        while (exchange([] { return false; })) {
        }
    }
};

TEST(Dtls, agrees_on_keys_and_prefers_gcm) {
    DtlsPair pair;
    pair.run();
    ASSERT_EQ(pair.client.state(), DtlsState::connected);
    ASSERT_EQ(pair.server.state(), DtlsState::connected);
    EXPECT_EQ(pair.client.keys()->profile, SrtpProfile::aead_aes_128_gcm);
    EXPECT_EQ(pair.client.keys()->local, pair.server.keys()->remote);
    EXPECT_EQ(pair.client.keys()->remote, pair.server.keys()->local);
    EXPECT_NE(pair.client.keys()->local, pair.client.keys()->remote);
    EXPECT_FALSE(pair.server.due_us());
}

TEST(Dtls, refuses_another_certificate) {
    DtlsPair pair(false);
    pair.run();
    EXPECT_EQ(pair.server.state(), DtlsState::failed);
    EXPECT_FALSE(pair.server.keys());
    EXPECT_NE(pair.server.error().find("certificate"), std::string::npos);
}

TEST(Dtls, finishes_under_heavy_loss) {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        DtlsPair pair;
        std::mt19937 random(seed);
        pair.client.start(pair.now_us);
        const auto lost = [&] { return random() % 100 < 40; };
        while (pair.now_us < 25'000'000 && (pair.client.state() == DtlsState::handshake ||
                                            pair.server.state() == DtlsState::handshake)) {
            pair.exchange(lost);
            pair.now_us += 50'000;
            pair.client.on_time(pair.now_us);
            pair.server.on_time(pair.now_us);
        }
        EXPECT_EQ(pair.client.state(), DtlsState::connected)
            << "seed " << seed << " " << pair.client.error() << " at " << pair.now_us;
        EXPECT_EQ(pair.server.state(), DtlsState::connected)
            << "seed " << seed << " " << pair.server.error();
    }
}

TEST(Dtls, gives_up_when_the_time_is_over) {
    DtlsPair pair;
    pair.client.start(pair.now_us);
    std::size_t sent = 0;
    while (pair.client.due_us()) {
        pair.now_us = *pair.client.due_us();
        pair.client.on_time(pair.now_us);
        sent += pair.client.take_output().size();
    }
    EXPECT_EQ(pair.client.state(), DtlsState::failed);
    EXPECT_EQ(pair.now_us, 1'000'000 + limits::kDtlsHandshakeMs * 1'000);
    EXPECT_LT(sent, 40U);
}

TEST(Dtls, garbage_neither_ends_nor_breaks_a_handshake) {
    DtlsPair pair;
    std::mt19937 random(7);
    for (int i = 0; i < 2'000; ++i) {
        Packet garbage(random() % 100);
        for (auto& byte : garbage) {
            byte = static_cast<std::uint8_t>(random());
        }
        if (!garbage.empty()) {
            garbage[0] = static_cast<std::uint8_t>(20 + random() % 44);
        }
        pair.server.on_datagram(garbage, pair.now_us);
    }
    pair.run();
    EXPECT_EQ(pair.server.state(), DtlsState::connected);
    EXPECT_EQ(pair.client.state(), DtlsState::connected);
}

TEST(Dtls, a_close_is_noticed) {
    DtlsPair pair;
    pair.run();
    pair.client.close();
    pair.exchange([] { return false; });
    EXPECT_EQ(pair.server.state(), DtlsState::closed);
}

TEST(Fingerprint, text_and_back) {
    const DtlsIdentity identity = *DtlsIdentity::make();
    const std::string text = to_string(identity.fingerprint());
    EXPECT_EQ(parse_fingerprint(text), identity.fingerprint());
    EXPECT_FALSE(parse_fingerprint(text.substr(1)));
    EXPECT_FALSE(parse_fingerprint("G" + text.substr(1)));
    EXPECT_FALSE(parse_fingerprint(""));
}

Packet packet_of(std::uint32_t ssrc, std::uint16_t sequence, std::size_t payload) {
    Packet packet(12 + payload, 0x5A);
    packet[0] = 0x80;
    packet[1] = 96;
    packet[2] = static_cast<std::uint8_t>(sequence >> 8U);
    packet[3] = static_cast<std::uint8_t>(sequence);
    for (unsigned i = 0; i < 4; ++i) {
        packet[8 + i] = static_cast<std::uint8_t>(ssrc >> (24U - 8 * i));
    }
    return packet;
}

class SrtpTest : public testing::TestWithParam<SrtpProfile> {
protected:
    SrtpTest() {
        SrtpKeys keys{.profile = GetParam()};
        keys.local.fill(1);
        keys.remote.fill(2);
        a_ = *SrtpSession::make(keys);
        std::swap(keys.local, keys.remote);
        b_ = *SrtpSession::make(keys);
    }
    Packet protect(const Packet& plain) {
        Packet buffer = plain;
        buffer.resize(plain.size() + kSrtpTrailerBytes);
        buffer.resize(a_.protect_rtp(buffer, plain.size()));
        return buffer;
    }

    SrtpSession a_;
    SrtpSession b_;
};

TEST_P(SrtpTest, packets_come_through_and_once_only) {
    const Packet plain = packet_of(7, 100, 500);
    Packet wire = protect(plain);
    ASSERT_GT(wire.size(), plain.size());
    Packet again = wire;
    wire.resize(b_.unprotect_rtp(wire));
    EXPECT_EQ(wire, plain);
    EXPECT_EQ(b_.unprotect_rtp(again), 0U);
}

TEST_P(SrtpTest, forged_packets_are_refused) {
    Packet wire = protect(packet_of(7, 100, 50));
    wire[20] ^= 1U;
    EXPECT_EQ(b_.unprotect_rtp(wire), 0U);
    Packet tiny(12, 0x80);
    EXPECT_EQ(b_.unprotect_rtp(tiny), 0U);
}

TEST_P(SrtpTest, reports_come_through) {
    Packet plain{0x80, 201, 0, 1, 0, 0, 0, 9};
    Packet wire = plain;
    wire.resize(plain.size() + kSrtpTrailerBytes);
    wire.resize(a_.protect_rtcp(wire, plain.size()));
    ASSERT_GT(wire.size(), plain.size());
    wire.resize(b_.unprotect_rtcp(wire));
    EXPECT_EQ(wire, plain);
}

TEST_P(SrtpTest, the_number_of_senders_is_bounded) {
    std::size_t taken = 0;
    for (std::uint32_t ssrc = 1; ssrc <= 100; ++ssrc) {
        Packet wire = protect(packet_of(ssrc, 1, 20));
        taken += b_.unprotect_rtp(wire) > 0 ? 1U : 0U;
    }
    EXPECT_EQ(taken, limits::kMediaSsrcsMax);
    Packet known = protect(packet_of(1, 2, 20));
    EXPECT_GT(b_.unprotect_rtp(known), 0U);
}

INSTANTIATE_TEST_SUITE_P(Profiles, SrtpTest,
                         testing::Values(SrtpProfile::aead_aes_128_gcm,
                                         SrtpProfile::aes128_cm_sha1_80));

}  // namespace
}  // namespace teahouse::rtc
