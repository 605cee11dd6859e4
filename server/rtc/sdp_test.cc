// SPDX-License-Identifier: MIT
// The offers of browsers lie in fuzz/corpus/sdp.
#include "rtc/sdp.h"

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits_rtc.h"
#include "base/result.h"
#include "rtc/address.h"
#include "rtc/rtp_extensions.h"
#include "test_paths.h"

namespace teahouse::rtc {
namespace {

// NOLINTBEGIN(bugprone-unchecked-optional-access): a none that nobody expects ends the test.

std::string offer_of(const std::string& browser) {
    std::ifstream file(TEAHOUSE_SOURCE_DIR "/fuzz/corpus/sdp/" + browser);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_FALSE(text.empty()) << browser;
    return text;
}

SessionDescription parsed(const std::string& text) {
    auto description = parse_sdp(text);
    EXPECT_TRUE(description) << (description ? "" : description.error().message);
    return description.value_or(SessionDescription{});
}

ErrorCode error_of(const std::string& text) {
    const auto description = parse_sdp(text);
    EXPECT_FALSE(description);
    return description ? ErrorCode::internal : description.error().code;
}

constexpr const char* kHead = "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n";
constexpr const char* kAudio = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n";

TEST(Sdp, reads_the_offer_of_chromium) {
    const SessionDescription offer = parsed(offer_of("chromium"));
    EXPECT_EQ(offer.session_id, 4611731400430051336U);
    EXPECT_EQ(offer.version, 2U);
    EXPECT_EQ(offer.bundle, (std::vector<std::string>{"0", "1", "2"}));
    EXPECT_TRUE(offer.extmap_allow_mixed);
    EXPECT_FALSE(offer.ice_lite);
    ASSERT_EQ(offer.sections.size(), 3U);
    EXPECT_TRUE(check_transport(offer));
    const MediaSection& audio = offer.sections[0];
    EXPECT_EQ(audio.kind, MediaKind::audio);
    EXPECT_EQ(audio.ice_ufrag, "Oyef");
    EXPECT_EQ(audio.ice_password, "IAvlYTbJtNLCBZbKXVVgpO8c");
    ASSERT_TRUE(audio.fingerprint);
    EXPECT_EQ(audio.fingerprint->front(), 0x6B);
    EXPECT_EQ(audio.fingerprint->back(), 0x08);
    EXPECT_EQ(audio.setup, DtlsSetup::actpass);
    EXPECT_EQ(audio.codecs.size(), 8U);
    EXPECT_EQ(audio.codecs.front().name, "red");
    EXPECT_EQ(audio.codecs.front().parameters, "111/111");
    ASSERT_NE(audio.codec("OPUS"), nullptr);
    EXPECT_EQ(audio.codec("opus")->channels, 2);
    EXPECT_EQ(audio.codec("opus")->parameter("useinbandfec"), "1");
    EXPECT_EQ(audio.codec("opus")->parameter("stereo"), std::nullopt);
    EXPECT_EQ(audio.extension_id(kUriMid), 4);
    EXPECT_EQ(audio.extension_id(kUriRid), 0);
    ASSERT_EQ(audio.sources.size(), 1U);
    EXPECT_EQ(audio.sources[0].ssrc, 3570614608U);
    EXPECT_EQ(audio.sources[0].media, audio.streams.at(0));
    EXPECT_EQ(audio.streams[0].track, "0d1c2b3a-audio");
    EXPECT_EQ(offer.sections[2].formats, "webrtc-datachannel");
    EXPECT_EQ(offer.sections[2].sctp_port, 5000);
}

TEST(Sdp, reads_simulcast_and_retransmission) {
    const SessionDescription offer = parsed(offer_of("chromium"));
    const MediaSection& video = *offer.section("1");
    EXPECT_EQ(video.direction, Direction::sendonly);
    ASSERT_NE(video.rtx_of(96), nullptr);
    EXPECT_EQ(video.rtx_of(96)->payload_type, 97);
    EXPECT_EQ(video.codec(std::uint8_t{97})->associated(), 96);
    EXPECT_EQ(video.codec("VP8")->associated(), std::nullopt);
    EXPECT_TRUE(video.codec("VP8")->has_feedback("nack pli"));
    EXPECT_FALSE(video.codec("rtx")->has_feedback("nack"));
    ASSERT_EQ(video.rids.size(), 3U);
    EXPECT_EQ(video.rids[2].restrictions, "max-width=1280");
    EXPECT_EQ(video.simulcast_send,
              (std::vector<SimulcastLayer>{{"l", false}, {"m", false}, {"h", true}}));
    ASSERT_EQ(video.candidates.size(), 1U) << "neither a name nor TCP";
    EXPECT_EQ(to_string(video.candidates[0].endpoint), "192.168.0.196:46243");
}

TEST(Sdp, reads_the_offer_of_firefox) {
    const SessionDescription offer = parsed(offer_of("firefox"));
    ASSERT_EQ(offer.sections.size(), 2U);
    EXPECT_TRUE(check_transport(offer));
    EXPECT_TRUE(offer.trickle);
    ASSERT_TRUE(offer.sections[0].fingerprint) << "it is said once, for the session";
    EXPECT_EQ(offer.sections[1].fingerprint, offer.sections[0].fingerprint);
    EXPECT_FALSE(offer.sections[1].rejected()) << "port 0, but bundle-only";
    EXPECT_EQ(offer.sections[0].extensions[1].direction, Direction::recvonly);
    EXPECT_EQ(offer.sections[0].streams[0].stream, "{a1b2c3d4-0000-4000-8000-000000000001}");
    ASSERT_EQ(offer.sections[1].groups.size(), 1U);
    EXPECT_EQ(offer.sections[1].groups[0].semantics, "FID");
    EXPECT_EQ(offer.sections[1].groups[0].ssrcs,
              (std::vector<std::uint32_t>{3569527345, 3017543230}));
    EXPECT_EQ(offer.sections[1].codec("VP8")->payload_type, 120);
    EXPECT_EQ(offer.sections[0].codec("red"), nullptr);
}

TEST(Sdp, reads_the_offer_of_safari) {
    const SessionDescription offer = parsed(offer_of("safari"));
    ASSERT_EQ(offer.sections.size(), 2U);
    EXPECT_TRUE(check_transport(offer));
    EXPECT_EQ(offer.sections[0].mid, "audio-0");
    EXPECT_EQ(offer.sections[0].fingerprint->front(), 0x49) << "SHA-1 does not count";
    EXPECT_EQ(offer.sections[0].direction, Direction::recvonly);
    EXPECT_EQ(offer.sections[0].bits_per_second_max, 64'000U);
    EXPECT_EQ(offer.sections[1].bits_per_second_max, 1'500'000U);
    EXPECT_EQ(offer.sections[0].codec("opus")->parameter("useinbandfec"), "1");
    for (const Codec& codec : offer.sections[0].codecs) {
        EXPECT_TRUE(codec.has_feedback("transport-cc")) << "it is said of *";
    }
    EXPECT_EQ(offer.sections[1].sources.size(), 3U);
    EXPECT_TRUE(offer.sections[1].end_of_candidates);
    EXPECT_EQ(offer.sections[1].setup, DtlsSetup::active);
}

TEST(Sdp, what_is_written_is_read_again) {
    for (const char* browser : {"chromium", "firefox", "safari"}) {
        const SessionDescription offer = parsed(offer_of(browser));
        const std::string text = write_sdp(offer);
        const SessionDescription again = parsed(text);
        EXPECT_EQ(write_sdp(again), text) << browser;
        ASSERT_EQ(again.sections.size(), offer.sections.size());
        for (std::size_t i = 0; i < offer.sections.size(); ++i) {
            const MediaSection& a = offer.sections[i];
            const MediaSection& b = again.sections[i];
            EXPECT_EQ(a.codecs, b.codecs);
            EXPECT_EQ(a.extensions, b.extensions);
            EXPECT_EQ(a.sources, b.sources);
            EXPECT_EQ(a.groups, b.groups);
            EXPECT_EQ(a.streams, b.streams);
            EXPECT_EQ(a.rids, b.rids);
            EXPECT_EQ(a.simulcast_send, b.simulcast_send);
            EXPECT_EQ(a.candidates, b.candidates);
            EXPECT_EQ(a.fingerprint, b.fingerprint);
            EXPECT_EQ(a.direction, b.direction);
            EXPECT_EQ(a.formats, b.formats);
            EXPECT_EQ(a.bits_per_second_max, b.bits_per_second_max);
            EXPECT_EQ(a.rejected(), b.rejected());
        }
    }
}

TEST(Sdp, writes_an_answer_of_an_ice_lite_server) {
    const SessionDescription offer = parsed(offer_of("chromium"));
    SessionDescription answer{.session_id = 7, .version = 1, .bundle = {"0"}, .ice_lite = true};
    MediaSection audio = offer.sections[0];
    audio.direction = Direction::recvonly;
    audio.setup = DtlsSetup::passive;
    audio.codecs.resize(2);
    audio.sources.clear();
    audio.streams.clear();
    audio.candidates = {
        {.priority = 2130706431, .endpoint = *parse_endpoint("[2001:db8::1]:8080")}};
    audio.end_of_candidates = true;
    answer.sections = {audio, reject(offer.sections[1]), reject(offer.sections[2])};
    const std::string text = write_sdp(answer);
    for (const char* line : {"a=ice-lite\r\n", "a=group:BUNDLE 0\r\n", "a=setup:passive\r\n",
                             "m=audio 9 UDP/TLS/RTP/SAVPF 63 111\r\n", "a=recvonly\r\n",
                             "a=candidate:1 1 udp 2130706431 2001:db8::1 8080 typ host\r\n",
                             "a=end-of-candidates\r\n", "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n",
                             "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"}) {
        EXPECT_NE(text.find(line), std::string::npos) << line << " in\n" << text;
    }
    const SessionDescription again = parsed(text);
    EXPECT_TRUE(check_transport(again));
    EXPECT_TRUE(again.sections[1].rejected());
}

TEST(Sdp, refuses_what_is_broken) {
    EXPECT_TRUE(parse_sdp(std::string(kHead) + kAudio));
    EXPECT_TRUE(parse_sdp("v=0")) << "without any section";
    for (const std::string& wrong : std::vector<std::string>{
             "",
             "\r\n",
             "o=- 1 2 IN IP4 0.0.0.0",
             "v=1\r\n",
             "v=0\r\nhello\r\n",
             "v=0\r\na\r\n",
             std::string("v=0\r\na=x\0y\r\n", 12),
             "v=0\r\na=\xff\r\n",
             "v=0\r\no=- x 2 IN IP4 0.0.0.0\r\n",
             "v=0\r\nm=audio\r\n",
             "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF\r\n",
             "v=0\r\nm=audio 65536 UDP/TLS/RTP/SAVPF 111\r\n",
             "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 128\r\n",
             "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 111\r\n",
         }) {
        EXPECT_EQ(error_of(wrong), ErrorCode::invalid) << wrong;
    }
    for (const char* line : {"a=mid:",
                             "a=mid:a b",
                             "a=ice-ufrag:abc",
                             "a=ice-ufrag:ab cd",
                             "a=ice-pwd:short",
                             "a=fingerprint:sha-256 00",
                             "a=setup:maybe",
                             "a=rtpmap:111 opus",
                             "a=rtpmap:111 opus/0",
                             "a=rtpmap:111 opus/48000/0",
                             "a=extmap:0 urn:x",
                             "a=extmap:3",
                             "a=extmap:3/up urn:x",
                             "a=ssrc:x cname:y",
                             "a=ssrc-group:FID x",
                             "a=rid:h both",
                             "a=simulcast:send",
                             "a=simulcast:h",
                             "a=candidate:1 1 udp",
                             "a=sendrecv:1",
                             "a=rtcp-mux:yes",
                             "b=AS:many",
                             "a=sctp-port:70000"}) {
        EXPECT_EQ(error_of(std::string(kHead) + kAudio + line + "\r\n"), ErrorCode::invalid)
            << line;
    }
    EXPECT_EQ(error_of(std::string(kHead) + kAudio + "a=mid:0\r\n" + kAudio + "a=mid:0\r\n"),
              ErrorCode::invalid);
    EXPECT_EQ(error_of("v=0\r\na=group:BUNDLE 0\r\na=group:BUNDLE 1\r\n"), ErrorCode::invalid);
}

std::string repeated(const std::string& line, std::size_t count) {
    std::string text = std::string(kHead) + kAudio;
    for (std::size_t i = 0; i < count; ++i) {
        std::string numbered = line;
        if (const std::size_t at = numbered.find('#'); at != std::string::npos) {
            numbered.replace(at, 1, std::to_string(i));
        }
        text += numbered + "\r\n";
    }
    return text;
}

TEST(Sdp, has_bounds) {
    struct Bound {
        const char* line;
        std::size_t count;
    };
    for (const Bound& bound :
         {Bound{"a=extmap:1 urn:x", limits::kSdpExtensionsMax},
          Bound{"a=ssrc:# cname:x", limits::kSdpSourcesMax},
          Bound{"a=ssrc-group:FID 1 2", limits::kSdpSourcesMax},
          Bound{"a=rid:# send", limits::kSdpRidsMax}, Bound{"a=msid:#", limits::kSdpStreamsMax},
          Bound{"a=rtcp-fb:111 #", limits::kSdpFeedbackMax},
          Bound{"a=simulcast:send #", limits::kSdpRidsMax},
          Bound{"a=candidate:1 1 udp 1 192.0.2.1 5 typ host", limits::kSdpCandidatesMax},
          Bound{"m=audio 9 RTP/SAVPF 1", limits::kSdpSectionsMax - 1}}) {
        EXPECT_TRUE(parse_sdp(repeated(bound.line, bound.count))) << bound.line;
        EXPECT_EQ(error_of(repeated(bound.line, bound.count + 1)), ErrorCode::too_large)
            << bound.line;
    }
    EXPECT_EQ(error_of(repeated("a=", limits::kSdpLinesMax)), ErrorCode::too_large);
    EXPECT_EQ(error_of(repeated("a=" + std::string(1'000, 'x'), 66)), ErrorCode::too_large);
}

TEST(Sdp, tells_what_a_transport_lacks) {
    const std::string good = offer_of("chromium");
    const auto without = [&good](const std::string& line, const std::string& instead) {
        std::string text = good;
        for (std::size_t at = text.find(line); at != std::string::npos;
             at = text.find(line, at + instead.size())) {
            text.replace(at, line.size(), instead);
        }
        EXPECT_NE(text, good) << line;
        return check_transport(parsed(text)).has_value();
    };
    EXPECT_FALSE(without("a=group:BUNDLE 0 1 2\n", ""));
    EXPECT_FALSE(without("a=group:BUNDLE 0 1 2", "a=group:BUNDLE 0 2"));
    EXPECT_FALSE(without("a=rtcp-mux\n", ""));
    EXPECT_FALSE(without("a=mid:1\n", ""));
    EXPECT_FALSE(without("a=ice-ufrag:Oyef\n", ""));
    EXPECT_FALSE(without("a=fingerprint:sha-256", "a=fingerprint:sha-512"));
    EXPECT_TRUE(without("a=setup:actpass\n", ""));
    SessionDescription other = parsed(good);
    other.sections[1].ice_ufrag = "else";
    EXPECT_FALSE(check_transport(other));
    other.sections[1].port = 0;
    EXPECT_TRUE(check_transport(other)) << "it was rejected";
}

TEST(Sdp, directions_are_seen_from_both_ends) {
    EXPECT_EQ(reversed(Direction::sendonly), Direction::recvonly);
    EXPECT_EQ(reversed(Direction::recvonly), Direction::sendonly);
    EXPECT_EQ(reversed(Direction::sendrecv), Direction::sendrecv);
    EXPECT_EQ(reversed(Direction::inactive), Direction::inactive);
}

TEST(Sdp, survives_noise) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    const std::vector<std::string> offers = {offer_of("chromium"), offer_of("firefox"),
                                             offer_of("safari")};
    for (int round = 0; round < 600; ++round) {
        std::string text = offers.at(random() % offers.size());
        for (unsigned i = 0; i <= random() % 4; ++i) {
            text.at(random() % text.size()) = static_cast<char>(random());
        }
        if (const auto description = parse_sdp(text)) {
            static_cast<void>(parsed(write_sdp(*description)));
        }
    }
}

// NOLINTEND(bugprone-unchecked-optional-access)

}  // namespace
}  // namespace teahouse::rtc
