// SPDX-License-Identifier: MIT
// What the router answers to the offers of browsers, which lie in fuzz/corpus/sdp.
#include <cstddef>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits_sfu.h"
#include "base/result.h"
#include "rtc/address.h"
#include "rtc/dtls.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/rtp_extensions.h"
#include "rtc/sdp.h"
#include "rtc/transport.h"
#include "test_paths.h"

namespace teahouse::rtc {
namespace {

using enum MediaSource;

std::string browser_offer(const std::string& browser) {
    std::ifstream file(TEAHOUSE_SOURCE_DIR "/fuzz/corpus/sdp/" + browser);
    return {std::istreambuf_iterator<char>(file), {}};
}

class NegotiateTest : public ::testing::Test {
protected:
    NegotiateTest() {
        router_ = *MediaRouter::make({.candidates = {*parse_endpoint("192.0.2.1:3478"),
                                                     *parse_endpoint("[2001:db8::1]:3478")}});
        credentials_ = *router_->join(PeerId(2), {.high = 1}, RoomKind::call, 1);
        EXPECT_TRUE(router_->join(PeerId(1), {.high = 1}, RoomKind::call, 1));
    }
    Result<std::string> answer(const Negotiation& what) {
        return router_->negotiate(PeerId(2), what, 1, out_);
    }
    SessionDescription answered(const Negotiation& what) {
        const auto text = answer(what);
        EXPECT_TRUE(text) << (text ? "" : text.error().message);
        auto description = parse_sdp(text.value_or(""));
        EXPECT_TRUE(description);
        return description.value_or(SessionDescription{});
    }

    std::unique_ptr<MediaRouter> router_;
    IceCredentials credentials_;
    Out out_;
    const Negotiation chromium_{.offer = browser_offer("chromium_simulcast"),
                                .sources = {{"0", audio}, {"1", video}},
                                .wanted = {{.mid = "2", .publisher = PeerId(1), .source = audio},
                                           {.mid = "3", .publisher = PeerId(1), .source = video}}};
};

TEST_F(NegotiateTest, chromium_gets_all_it_asks_for) {
    const SessionDescription answer = answered(chromium_);
    ASSERT_EQ(answer.sections.size(), 4U);
    EXPECT_TRUE(answer.ice_lite);
    EXPECT_EQ(answer.bundle, (std::vector<std::string>{"0", "1", "2", "3"}));
    for (const MediaSection& section : answer.sections) {
        EXPECT_EQ(section.ice_ufrag, credentials_.name);
        EXPECT_EQ(section.ice_password, credentials_.password);
        EXPECT_EQ(section.fingerprint, router_->fingerprint());
        EXPECT_EQ(section.setup, DtlsSetup::passive);
        EXPECT_TRUE(section.rtcp_mux);
        EXPECT_TRUE(section.rtcp_reduced_size);
    }
    const MediaSection& microphone = answer.sections[0];
    EXPECT_EQ(microphone.direction, Direction::recvonly);
    ASSERT_EQ(microphone.codecs.size(), 2U);
    EXPECT_EQ(microphone.codecs[0].name, "red") << "as the offer prefers it";
    EXPECT_EQ(microphone.codecs[1].name, "opus");
    EXPECT_EQ(microphone.extension_id(kUriAudioLevel), 1);
    ASSERT_EQ(microphone.candidates.size(), 2U);
    EXPECT_EQ(to_string(microphone.candidates[0].endpoint), "192.0.2.1:3478");
    EXPECT_GT(microphone.candidates[0].priority, microphone.candidates[1].priority);
    const MediaSection& camera = answer.sections[1];
    EXPECT_EQ(camera.direction, Direction::recvonly);
    ASSERT_EQ(camera.codecs.size(), 2U);
    EXPECT_EQ(camera.codecs[0].name, "VP8");
    EXPECT_TRUE(camera.codecs[0].has_feedback("transport-cc"));
    EXPECT_TRUE(camera.codecs[0].has_feedback("nack pli"));
    EXPECT_FALSE(camera.codecs[0].has_feedback("goog-remb"));
    EXPECT_EQ(camera.codecs[1].associated(), camera.codecs[0].payload_type);
    EXPECT_EQ(camera.simulcast_receive.size(), 3U);
    EXPECT_TRUE(camera.simulcast_send.empty());
}

TEST_F(NegotiateTest, what_is_shown_has_names) {
    const SessionDescription answer = answered(chromium_);
    const MediaSection& voice = answer.sections[2];
    const MediaSection& picture = answer.sections[3];
    EXPECT_EQ(voice.direction, Direction::sendonly);
    EXPECT_EQ(picture.direction, Direction::sendonly);
    ASSERT_EQ(voice.streams.size(), 1U);
    EXPECT_EQ(voice.streams[0].track, "1-audio");
    EXPECT_EQ(picture.streams[0].track, "1-video");
    EXPECT_EQ(voice.streams[0].stream, picture.streams[0].stream) << "for the lips";
    EXPECT_EQ(voice.sources.size(), 1U);
    ASSERT_EQ(picture.sources.size(), 2U);
    ASSERT_EQ(picture.groups.size(), 1U);
    EXPECT_EQ(picture.groups[0].semantics, "FID");
}

TEST_F(NegotiateTest, what_nobody_wants_is_inactive) {
    Negotiation what = chromium_;
    what.sources.pop_back();
    what.wanted.clear();
    const SessionDescription answer = answered(what);
    EXPECT_EQ(answer.sections[0].direction, Direction::recvonly);
    EXPECT_EQ(answer.sections[1].direction, Direction::inactive);
    EXPECT_EQ(answer.sections[2].direction, Direction::inactive);
    EXPECT_EQ(answer.sections[3].direction, Direction::inactive);
    EXPECT_EQ(answer.bundle.size(), 4U);
    EXPECT_EQ(router_->stats(PeerId(2))->tracks, 1U);
    EXPECT_EQ(router_->stats(PeerId(2))->feeds, 0U);
}

TEST_F(NegotiateTest, other_browsers_are_understood) {
    const SessionDescription firefox = answered({.offer = browser_offer("firefox")});
    EXPECT_EQ(firefox.sections.size(), 2U);
    ASSERT_TRUE(router_->join(PeerId(3), {.high = 1}, RoomKind::call, 1));
    const auto safari = router_->negotiate(PeerId(3), {.offer = browser_offer("safari")}, 1, out_);
    EXPECT_TRUE(safari);
}

TEST_F(NegotiateTest, channels_of_data_are_refused) {
    const SessionDescription answer =
        answered({.offer = browser_offer("chromium"), .sources = {{"0", audio}, {"1", video}}});
    ASSERT_EQ(answer.sections.size(), 3U);
    EXPECT_TRUE(answer.sections[2].rejected());
    EXPECT_EQ(answer.bundle, (std::vector<std::string>{"0", "1"}));
}

TEST_F(NegotiateTest, wrong_offers_change_nothing) {
    ASSERT_TRUE(answer(chromium_));
    const auto refused = [&](const Negotiation& what) {
        const auto result = answer(what);
        EXPECT_FALSE(result);
        EXPECT_EQ(router_->stats(PeerId(2))->tracks, 2U);
        EXPECT_EQ(router_->stats(PeerId(2))->feeds, 2U);
        return result ? std::string() : result.error().field;
    };
    refused({.offer = ""});
    refused({.offer = "v=0\r\n"});
    Negotiation what = chromium_;
    what.sources[0].second = video;
    EXPECT_EQ(refused(what), "sources");
    what = chromium_;
    what.wanted[0].source = video;
    EXPECT_EQ(refused(what), "wanted");
    what = chromium_;
    what.wanted[0].publisher = PeerId(2);
    EXPECT_EQ(refused(what), "wanted");
    what = chromium_;
    const std::size_t at = what.offer.find("a=fingerprint");
    what.offer.resize(at);
    refused(what);
    EXPECT_FALSE(router_->negotiate(PeerId(9), chromium_, 1, out_));
}

TEST_F(NegotiateTest, the_same_offer_again_keeps_all_streams) {
    const SessionDescription first = answered(chromium_);
    const SessionDescription second = answered(chromium_);
    EXPECT_EQ(second.sections[3].sources, first.sections[3].sources);
    EXPECT_EQ(second.sections[0].ice_ufrag, first.sections[0].ice_ufrag);
    EXPECT_EQ(second.session_id, first.session_id);
    EXPECT_GT(second.version, first.version);
}

}  // namespace
}  // namespace teahouse::rtc
