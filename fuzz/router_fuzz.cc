// SPDX-License-Identifier: MIT
// The whole media router as a machine: people come and go, negotiate with offers that are bent,
// move, send checks, media and reports that are right, and whatever they like, encrypted and not.
// After each step nothing is tied to what is gone; when all have left, nothing is left.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/limits_rtc.h"
#include "rtc/address.h"
#include "rtc/bytes.h"
#include "rtc/demux.h"
#include "rtc/dtls.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/router_state.h"
#include "rtc/sdp.h"
#include "rtc/srtp.h"
#include "rtc/stun.h"
#include "rtc/testing/native_peer.h"
#include "rtc/testing/probe.h"

namespace {

namespace rtc = teahouse::rtc;
using rtc::native::NativePeer;

constexpr std::size_t kPeople = 5;
constexpr std::size_t kActionsMax = 400;

class RouterInput {
public:
    explicit RouterInput(rtc::Bytes rest) : rest_(rest) {}

    [[nodiscard]] bool empty() const { return rest_.empty(); }
    std::uint8_t u8() {
        const std::uint8_t value = rest_.empty() ? std::uint8_t{0} : rest_[0];
        rest_ = rest_.subspan(std::min<std::size_t>(rest_.size(), 1));
        return value;
    }
    std::uint16_t u16() {
        const unsigned high = u8();
        return static_cast<std::uint16_t>(high << 8U | u8());
    }
    std::vector<std::uint8_t> bytes(std::size_t count) {
        const rtc::Bytes taken = rest_.first(std::min(count, rest_.size()));
        rest_ = rest_.subspan(taken.size());
        return {taken.begin(), taken.end()};
    }

private:
    rtc::Bytes rest_;
};

rtc::Path path_of(std::size_t number) {
    const auto last = static_cast<std::uint8_t>(number);
    return {.peer = {.address = teahouse::map_v4({192, 0, 2, last}), .port = 5'000}};
}

// One for all inputs, since a certificate takes long; that it is empty again is checked. Its time
// goes on.
struct Lasting {
    std::unique_ptr<rtc::MediaRouter> router =
        *rtc::MediaRouter::make({.candidates = {*rtc::parse_endpoint("192.0.2.1:3478")}});
    std::array<rtc::DtlsIdentity, 2> identities = {*rtc::DtlsIdentity::make(),
                                                   *rtc::DtlsIdentity::make()};
    std::int64_t now_us = 1'000'000'000;
};

Lasting& lasting() {
    static Lasting made;
    return made;
}

// Bends a description as its writer would not: bytes, and lines left out, doubled and moved.
void bend(std::string& text, RouterInput& input) {
    for (unsigned times = input.u8() % 8; times > 0 && !text.empty(); --times) {
        const std::size_t at = input.u16() % text.size();
        const std::size_t begin = text.rfind('\n', at) + 1;  // 0 in the first line
        const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
        const std::string line = text.substr(begin, end - begin);
        switch (input.u8() % 6) {
            case 0: text[at] = static_cast<char>(input.u8()); break;
            case 1: text.erase(begin, line.size()); break;
            case 2: text.insert(begin, line); break;
            case 3: text.insert(text.rfind('\n', input.u16() % text.size()) + 1, line); break;
            case 4: text.replace(at, 1, std::to_string(input.u16())); break;
            default: {
                const auto more = input.bytes(input.u8() % 40);
                text.insert(at, rtc::as_text(more));
            }
        }
    }
}

class Play {
public:
    explicit Play(RouterInput& input) : input_(input) {
        for (std::size_t i = 0; i < kPeople; ++i) {
            people_[i] = make_native(i);
            places_[i] = i;
        }
    }

    void run() {
        for (std::size_t i = 0; i < kActionsMax && !input_.empty(); ++i) {
            act();
            hand_out();
            rtc::RouterProbe::check(router_);
        }
        for (std::size_t i = 0; i < kPeople; ++i) {
            router_.leave(id_of(i), out_);
        }
        hand_out();
        tick(10'000'000);
        hand_out();
        rtc::RouterProbe::check_empty(router_);
        const rtc::RouterStats stats = router_.stats();
        CHECK(stats.rooms == 0 && stats.peers == 0 && stats.tracks == 0 && stats.feeds == 0);
    }

private:
    static rtc::PeerId id_of(std::size_t number) { return rtc::PeerId(number + 1); }

    std::unique_ptr<NativePeer> make_native(std::size_t number) {
        return std::make_unique<NativePeer>(
            id_of(number), lasting_.identities[0],
            [this, number](rtc::Bytes sent) { receive({sent.begin(), sent.end()}, number); });
    }
    void receive(std::vector<std::uint8_t> datagram, std::size_t person) {
        router_.on_datagram(datagram, path_of(places_[person]), lasting_.now_us, out_);
    }
    void tick(std::int64_t us) {
        lasting_.now_us += us;
        router_.tick(lasting_.now_us, out_);
        CHECK(router_.next_tick_us() > lasting_.now_us);
    }

    void act() {
        const unsigned what = input_.u8() % 14;
        const std::size_t person = input_.u8() % kPeople;
        switch (what) {
            case 0: join(person); return;
            case 1: negotiate(person); return;
            case 2: check(person); return;
            case 3: connect(person); return;
            case 4: enter(person); return;
            case 5: router_.leave(id_of(person), out_); return;
            case 6: wish(person); return;
            case 7: receive(input_.bytes(input_.u8()), person); return;
            case 8: media(person); return;
            case 9: report(person); return;
            case 10: plain_media(person); return;
            case 11: plain_report(person); return;
            case 12: tick(std::int64_t{input_.u16()} * 1'000); return;
            default: move(person); return;
        }
    }

    void join(std::size_t person) {
        const unsigned room = input_.u8() % 4;
        const auto joined =
            router_.join(id_of(person), {.high = room},
                         room == 3 ? rtc::RoomKind::echo : rtc::RoomKind::call, lasting_.now_us);
        CHECK(joined || joined.error().code == teahouse::ErrorCode::conflict);
    }
    NativePeer::Shape shape() {
        const unsigned bits = input_.u8();
        NativePeer::Shape shape{.audio = (bits & 1U) != 0,
                                .video_layers = static_cast<int>(bits >> 1U & 3U),
                                .red = (bits & 8U) != 0,
                                .named = (bits & 16U) != 0};
        for (unsigned wanted = bits >> 5U; wanted > 0; --wanted) {
            const unsigned one = input_.u8();
            shape.wanted.emplace_back(id_of(one % kPeople),
                                      static_cast<rtc::MediaSource>(one / kPeople % 4));
        }
        return shape;
    }
    void offer(std::size_t person, const rtc::Negotiation& what) {
        const auto answer = router_.negotiate(id_of(person), what, lasting_.now_us, out_);
        if (!answer) {
            CHECK(!answer.error().message.empty());
            return;
        }
        CHECK(rtc::parse_sdp(*answer));
        people_[person]->on_answer(*answer, lasting_.now_us);
    }
    void negotiate(std::size_t person) {
        NativePeer& native = *people_[person];
        const unsigned how = input_.u8();
        if (how % 8 == 0) {
            native.begin_anew(lasting_.identities[how / 8 % 2]);
        } else if (how % 8 == 1) {
            native.restart_ice();
        }
        rtc::Negotiation what = native.offer(shape());
        if (how >= 128) {
            bend(what.offer, input_);
        }
        if (how >= 224) {
            what.offer = rtc::as_text(input_.bytes(input_.u16() % 4'096));
            what.sources = {{"0", rtc::MediaSource::audio}, {"1", rtc::MediaSource::video}};
        }
        offer(person, what);
    }
    rtc::Peer* peer_of(std::size_t person) { return state_.find(id_of(person)); }

    void check(std::size_t person) {
        const unsigned how = input_.u8();
        const rtc::Peer* peer = peer_of(person);
        const rtc::IceCredentials known =
            peer != nullptr ? peer->transport.local() : rtc::IceCredentials{"nobody", "none"};
        std::array<std::uint8_t, 256> buffer{};
        rtc::StunWriter writer(buffer, rtc::StunClass::request, rtc::TransactionId{1});
        writer.username(known.name + ":peer");
        writer.priority(how);
        if ((how & 1U) != 0) {
            writer.use_candidate();
        }
        writer.integrity((how & 6U) != 6U ? known.password : "another");
        writer.fingerprint();
        const rtc::Bytes written = writer.finish();
        std::vector<std::uint8_t> datagram(written.begin(), written.end());
        if ((how & 24U) == 24U) {
            datagram[input_.u8() % datagram.size()] ^= static_cast<std::uint8_t>(1U << how / 32);
        }
        receive(std::move(datagram), person);
    }
    void connect(std::size_t person) {
        rtc::SrtpKeys keys;
        keys.profile = input_.u8() % 4 != 0 ? rtc::SrtpProfile::aead_aes_128_gcm
                                            : rtc::SrtpProfile::aes128_cm_sha1_80;
        keys.local.fill(static_cast<std::uint8_t>(person + 1));
        keys.remote.fill(static_cast<std::uint8_t>(person + 101));
        rtc::RouterProbe::connect(router_, id_of(person), keys);
        std::swap(keys.local, keys.remote);
        people_[person]->assume_keys(keys);
    }
    // Most of what is interesting begins so.
    void enter(std::size_t person) {
        join(person);
        offer(person, people_[person]->offer(shape()));
        check(person);
        connect(person);
    }
    void wish(std::size_t person) {
        const unsigned what = input_.u8();
        const auto given = router_.layer(id_of(person),
                                         {.publisher = id_of(what % kPeople),
                                          .source = static_cast<rtc::MediaSource>(what / 8 % 4),
                                          .max = static_cast<int>(what / 32) - 2},
                                         lasting_.now_us, out_);
        CHECK(given || given.error().code == teahouse::ErrorCode::not_found);
    }
    // As a browser would.
    void media(std::size_t person) {
        NativePeer& native = *people_[person];
        const unsigned how = input_.u8();
        if (how < 64 || !native.connected()) {
            native.send_audio(static_cast<std::uint8_t>(how));
            return;
        }
        const std::size_t packets = 1 + how / 8 % 4;
        native.send_video({.layer = static_cast<int>(how % 3),
                           .key = how % 2 == 0,
                           .packets = packets,
                           .bytes = 20 + input_.u8() % 64 * std::size_t{20},
                           .lost = how >= 192 ? packets / 2 : 0});
    }
    void report(std::size_t person) {
        NativePeer& native = *people_[person];
        const unsigned how = input_.u8();
        const std::uint32_t ssrc = native.received.empty() ? 0 : native.received.back().header.ssrc;
        switch (how % 4) {
            case 0: native.send_feedback(); return;
            case 1: native.send_pli(ssrc); return;
            case 2: native.send_sender_report(static_cast<int>(how / 4 % 3), input_.u16()); return;
            default: break;
        }
        std::vector<std::uint16_t> missing;
        for (unsigned i = 0; i < how / 16 + 1 && !native.received.empty(); ++i) {
            const std::uint16_t newest = native.received.back().header.sequence;
            missing.push_back(static_cast<std::uint16_t>(newest - input_.u8()));
        }
        native.send_nack(ssrc, missing);
    }
    std::uint32_t some_ssrc(std::size_t person, unsigned how) const {
        const auto own = static_cast<std::uint32_t>(id_of(person).value) * 1'000;
        const NativePeer& native = *people_[person];
        constexpr std::array<std::uint32_t, 7> kOwn = {1, 10, 11, 12, 13, 14, 15};
        return how % 8 < 7 ? own + kOwn.at(how % 8)
               : native.received.empty()
                   ? how
                   : native.received[how % native.received.size()].header.ssrc;
    }
    void plain_media(std::size_t person) {
        const unsigned how = input_.u8();
        auto packet = input_.bytes(input_.u16() % teahouse::limits::kDatagramBytesMax);
        if (packet.size() >= 12 && how < 240) {
            constexpr std::array<std::uint8_t, 5> kTypes = {96, 97, 63, 111, 45};
            packet[0] = static_cast<std::uint8_t>(0x80U | (packet[0] & 0x3FU));
            packet[1] = static_cast<std::uint8_t>(kTypes.at(how / 8 % 5) | (packet[1] & 0x80U));
            rtc::write_u32(packet, 8, some_ssrc(person, how));
        }
        if (rtc::Peer* peer = peer_of(person)) {
            rtc::on_plain_media(state_, *peer, packet, lasting_.now_us, out_);
        }
    }
    void plain_report(std::size_t person) {
        const unsigned how = input_.u8();
        auto packet = input_.bytes(input_.u16() % teahouse::limits::kDatagramBytesMax);
        if (packet.size() >= 12 && how < 240) {
            packet.resize(packet.size() / 4 * 4);
            packet[0] = static_cast<std::uint8_t>(0x80U | (packet[0] & 0x1FU));
            packet[1] = static_cast<std::uint8_t>(200 + packet[1] % 8);
            rtc::write_u16(packet, 2, static_cast<std::uint16_t>(packet.size() / 4 - 1));
            rtc::write_u32(packet, (how & 8U) != 0 ? 4 : 8, some_ssrc(person, how));
        }
        if (rtc::Peer* peer = peer_of(person)) {
            rtc::on_plain_reports(state_, *peer, packet, lasting_.now_us, out_);
        }
    }
    // To another address, perhaps that of another one.
    void move(std::size_t person) { places_[person] = input_.u8() % 12; }

    void hand_out() {
        for (const auto& datagram : out_.datagrams()) {
            const rtc::Bytes bytes = out_.bytes(datagram);
            CHECK(!bytes.empty());
            CHECK(bytes.size() <= teahouse::limits::kDatagramBytesMax + rtc::kSrtpTrailerBytes);
            const rtc::PacketKind kind = rtc::kind_of(bytes);
            CHECK(kind != rtc::PacketKind::unknown);
            if (kind != rtc::PacketKind::rtp && kind != rtc::PacketKind::rtcp) {
                continue;
            }
            for (std::size_t i = 0; i < kPeople; ++i) {
                if (path_of(places_[i]) == datagram.path && people_[i]->connected()) {
                    people_[i]->on_datagram(bytes, lasting_.now_us);
                }
            }
        }
        out_.clear();
    }

    Lasting& lasting_ = lasting();
    rtc::MediaRouter& router_ = *lasting_.router;
    rtc::RouterState& state_ = rtc::RouterProbe::state(router_);
    RouterInput& input_;
    std::array<std::unique_ptr<NativePeer>, kPeople> people_;
    std::array<std::size_t, kPeople> places_{};
    rtc::Out out_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    RouterInput input(rtc::Bytes(data, size));
    Play(input).run();
    return 0;
}
