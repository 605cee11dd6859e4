// SPDX-License-Identifier: MIT
// Offers and answers (RFC 8829): first all is checked and planned, then it is done.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <openssl/rand.h>

#include "base/check.h"
#include "base/error.h"
#include "base/limits_sfu.h"
#include "base/result.h"
#include "rtc/address.h"
#include "rtc/media_packet.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/router_state.h"
#include "rtc/rtp_extensions.h"
#include "rtc/sdp.h"
#include "rtc/track.h"
#include "rtc/transport.h"

namespace teahouse::rtc {

namespace {

// What one section comes to.
struct SectionPlan {
    const MediaSection* offered = nullptr;
    bool accepted = false;
    PayloadTypes types;
    SectionExtensions extensions;
    std::optional<MediaSource> published;
    std::optional<Negotiation::Wish> wished;
    bool with_rids = false;  // simulcast
};

std::string_view word_of(MediaSource source) {
    switch (source) {
        case MediaSource::audio: return "audio";
        case MediaSource::video: return "video";
        case MediaSource::screen: return "screen";
        case MediaSource::screen_audio: return "screen_audio";
    }
    return "";
}

MediaKind kind_of_source(MediaSource source) {
    return is_video(source) ? MediaKind::video : MediaKind::audio;
}

PayloadTypes choose_types(const MediaSection& section) {
    PayloadTypes types;
    if (section.kind == MediaKind::audio) {
        const Codec* opus = section.codec("opus");
        types.opus = opus != nullptr ? opus->payload_type : std::uint8_t{0};
        const Codec* red = section.codec("red");
        if (opus != nullptr && red != nullptr && red->clock_rate == opus->clock_rate) {
            types.red = red->payload_type;
        }
    } else if (const Codec* vp8 = section.codec("VP8")) {
        types.vp8 = vp8->payload_type;
        const Codec* rtx = section.rtx_of(vp8->payload_type);
        types.rtx = rtx != nullptr ? rtx->payload_type : std::uint8_t{0};
    }
    return types;
}

// We write one-byte headers, whose numbers end with 14.
std::uint8_t small_id(const MediaSection& section, std::string_view uri) {
    const std::uint8_t id = section.extension_id(uri);
    return id <= 14 ? id : std::uint8_t{0};
}

SectionExtensions choose_extensions(const MediaSection& section) {
    SectionExtensions chosen;
    chosen.ids.mid = small_id(section, kUriMid);
    chosen.ids.transport_sequence = small_id(section, kUriTransportSequence);
    if (section.kind == MediaKind::audio) {
        chosen.ids.audio_level = small_id(section, kUriAudioLevel);
    } else {
        chosen.ids.rid = small_id(section, kUriRid);
        chosen.ids.repaired_rid = small_id(section, kUriRepairedRid);
        chosen.orientation = small_id(section, kUriOrientation);
    }
    return chosen;
}

// `names` says what is sent and shown; errors are those of the caller, not of the offer.
Status plan_directions(const Negotiation& what, SectionPlan& plan) {
    const MediaSection& section = *plan.offered;
    const auto source =
        std::ranges::find(what.sources, section.mid, &std::pair<std::string, MediaSource>::first);
    if (source != what.sources.end() && sends(section.direction)) {
        if (kind_of_source(source->second) != section.kind) {
            return fail(ErrorCode::invalid, "the section cannot carry that source", "sources");
        }
        plan.published = source->second;
    }
    const auto wish = std::ranges::find(what.wanted, section.mid, &Negotiation::Wish::mid);
    if (wish != what.wanted.end() && receives(section.direction)) {
        if (kind_of_source(wish->source) != section.kind) {
            return fail(ErrorCode::invalid, "the section cannot show that source", "wanted");
        }
        plan.wished = *wish;
    }
    plan.with_rids = plan.published && !section.simulcast_send.empty() &&
                     section.simulcast_send.size() <= limits::kMediaLayersMax &&
                     plan.extensions.ids.mid != 0 && plan.extensions.ids.rid != 0;
    return {};
}

Result<std::vector<SectionPlan>> make_plan(const SessionDescription& offer,
                                           const Negotiation& what) {
    std::vector<SectionPlan> plans;
    std::array<bool, kSources> taken{};
    for (const MediaSection& section : offer.sections) {
        SectionPlan& plan = plans.emplace_back();
        plan.offered = &section;
        const bool known = section.kind == MediaKind::audio || section.kind == MediaKind::video;
        plan.types = known ? choose_types(section) : PayloadTypes{};
        plan.accepted = known && !section.rejected() && plan.types != PayloadTypes{};
        if (!plan.accepted) {
            continue;
        }
        plan.extensions = choose_extensions(section);
        TRY_STATUS(plan_directions(what, plan));
        if (plan.published &&
            std::exchange(taken[static_cast<std::size_t>(*plan.published)], true)) {
            return fail(ErrorCode::invalid, "a source in two sections", "sources");
        }
    }
    return plans;
}

// --- What is done

// The layers of a description, which may name SSRCs (with the retransmissions in FID groups) or
// rids.
std::vector<std::string> rids_of(const SectionPlan& plan) {
    std::vector<std::string> rids;
    if (plan.with_rids) {
        for (const SimulcastLayer& layer : plan.offered->simulcast_send) {
            rids.push_back(layer.rid);
        }
    } else {
        rids.emplace_back();
    }
    return rids;
}

bool fits(const Track& track, const SectionPlan& plan) {
    const auto rids = rids_of(plan);
    return track.mid == plan.offered->mid && track.types == plan.types &&
           track.extensions == plan.extensions &&
           std::ranges::equal(track.layers, rids, {}, &TrackLayer::rid);
}

void tie_sources(Peer& peer, Track& track, const MediaSection& section) {
    if (section.sources.empty() || track.layers.size() != 1) {
        return;
    }
    std::uint32_t main = section.sources.front().ssrc;
    std::uint32_t again = 0;
    for (const SourceGroup& group : section.groups) {
        if (group.semantics == "FID" && group.ssrcs.size() == 2) {
            main = group.ssrcs[0];
            again = group.ssrcs[1];
            break;
        }
    }
    add_inbound(peer, {.ssrc = main, .track = &track});
    add_inbound(peer, {.ssrc = again, .track = &track, .again = true});
}

std::unique_ptr<Track> make_track(const Peer& peer, const SectionPlan& plan) {
    constexpr std::uint32_t kVideo = 90'000;
    constexpr std::uint32_t kAudio = 48'000;
    auto track = std::make_unique<Track>();
    track->publisher = peer.id;
    track->source = plan.published.value_or(MediaSource::audio);
    track->mid = plan.offered->mid;
    track->types = plan.types;
    track->extensions = plan.extensions;
    const Codec* codec = plan.offered->codec(plan.types.vp8);
    const bool nacks = codec != nullptr && codec->has_feedback("nack");
    for (const std::string& rid : rids_of(plan)) {
        track->layers.emplace_back(is_video(track->source) ? kVideo : kAudio, nacks).rid = rid;
    }
    return track;
}

void publish_plans(Peer& peer, const std::vector<SectionPlan>& plans) {
    std::array<const SectionPlan*, kSources> wanted{};
    for (const SectionPlan& plan : plans) {
        if (plan.published) {
            wanted[static_cast<std::size_t>(*plan.published)] = &plan;
        }
    }
    for (std::size_t i = 0; i < kSources; ++i) {
        const SectionPlan* plan = wanted[i];
        if (peer.tracks[i] != nullptr && (plan == nullptr || !fits(*peer.tracks[i], *plan))) {
            remove_track(peer, static_cast<MediaSource>(i));
        }
        if (plan == nullptr) {
            continue;
        }
        const bool fresh = peer.tracks[i] == nullptr;
        if (fresh) {
            peer.tracks[i] = make_track(peer, *plan);
        }
        tie_sources(peer, *peer.tracks[i], *plan->offered);
        if (fresh) {
            announce_track(peer, *peer.tracks[i]);
        }
    }
}

std::unique_ptr<Feed> make_feed(Peer& peer, const FeedOptions& options) {
    // SSRCs are random; twice the same in one session is possible, if hardly.
    for (;;) {
        auto feed = std::make_unique<Feed>(peer, options);
        if (!peer.outbound.contains(feed->ssrc) && !peer.outbound.contains(feed->rtx_ssrc)) {
            peer.outbound[feed->ssrc] = feed.get();
            peer.outbound[feed->rtx_ssrc] = feed.get();
            return feed;
        }
    }
}

void feed_plans(const RouterState& state, Peer& peer, const std::vector<SectionPlan>& plans) {
    std::vector<std::unique_ptr<Feed>> kept;
    for (const SectionPlan& plan : plans) {
        if (!plan.wished) {
            continue;
        }
        const FeedOptions options{.mid = plan.offered->mid,
                                  .publisher = plan.wished->publisher,
                                  .source = plan.wished->source,
                                  .types = plan.types,
                                  .extensions = plan.extensions};
        const auto same = std::ranges::find_if(peer.feeds, [&](const auto& feed) {
            return feed != nullptr && feed->options == options;
        });
        kept.push_back(same != peer.feeds.end() ? std::move(*same) : make_feed(peer, options));
    }
    for (const auto& feed : peer.feeds) {
        if (feed != nullptr) {
            peer.outbound.erase(feed->ssrc);
            peer.outbound.erase(feed->rtx_ssrc);
        }
    }
    peer.feeds = std::move(kept);
    for (const auto& feed : peer.feeds) {
        feed->tie(find_track(state, peer, feed->options.publisher, feed->options.source));
    }
}

void apply_transport(RouterState& state, Peer& peer, const RemoteTransport& remote) {
    const std::string before = peer.transport.local().name;
    const bool had_addresses = !peer.transport.addresses().empty();
    const auto former = peer.transport.set_remote(remote);
    if (former) {
        // The name before that one is of no use any more.
        std::erase_if(state.names, [&](const auto& name) {
            return name.second == &peer && name.first != before;
        });
        state.names.emplace(peer.transport.local().name, &peer);
    }
    // Another PeerConnection. Its streams are others too: the SSRCs of the former ones would fill
    // what one peer may send.
    if (had_addresses && peer.transport.addresses().empty()) {
        std::erase_if(state.addresses, [&](const auto& entry) { return entry.second == &peer; });
        for (std::size_t i = 0; i < kSources; ++i) {
            remove_track(peer, static_cast<MediaSource>(i));
        }
    }
}

// --- The answer

Codec answer_codec(const Codec& offered, bool transport_feedback) {
    static constexpr std::array<std::string_view, 4> kFeedback = {"nack", "nack pli", "ccm fir",
                                                                  "transport-cc"};
    Codec codec = offered;
    std::erase_if(codec.feedback, [&](const std::string& one) {
        return one == "goog-remb" ? transport_feedback
                                  : std::ranges::find(kFeedback, one) == kFeedback.end();
    });
    return codec;
}

void answer_codecs(const SectionPlan& plan, MediaSection& section) {
    // In the order of the offer, which is the offerer's wish.
    for (const Codec& codec : plan.offered->codecs) {
        if (plan.types.codec_of(codec.payload_type) != MediaCodec::none) {
            section.codecs.push_back(
                answer_codec(codec, plan.extensions.ids.transport_sequence != 0));
        }
    }
    const SectionExtensions& chosen = plan.extensions;
    for (const HeaderExtension& extension : plan.offered->extensions) {
        const std::uint8_t id = extension.id;
        if (id == chosen.ids.mid || id == chosen.ids.rid || id == chosen.ids.repaired_rid ||
            id == chosen.ids.audio_level || id == chosen.ids.transport_sequence ||
            id == chosen.orientation) {
            section.extensions.push_back({.id = id, .uri = extension.uri});
        }
    }
}

void answer_feed(const Feed& feed, MediaSection& section) {
    const std::string publisher = std::to_string(feed.options.publisher.value);
    const bool screen = feed.options.source == MediaSource::screen ||
                        feed.options.source == MediaSource::screen_audio;
    // Browsers keep sound and picture of one stream together.
    const MediaStream media{.stream = publisher + (screen ? "-screen" : "-camera"),
                            .track = publisher + "-" + std::string(word_of(feed.options.source))};
    section.streams.push_back(media);
    section.sources.push_back({.ssrc = feed.ssrc, .cname = publisher, .media = media});
    if (feed.options.types.rtx != 0) {
        section.sources.push_back({.ssrc = feed.rtx_ssrc, .cname = publisher, .media = media});
        section.groups.push_back({.semantics = "FID", .ssrcs = {feed.ssrc, feed.rtx_ssrc}});
    }
}

MediaSection answer_section(const RouterState& state, const Peer& peer, const SectionPlan& plan) {
    if (!plan.accepted) {
        return reject(*plan.offered);
    }
    MediaSection section;
    section.kind = plan.offered->kind;
    section.media = plan.offered->media;
    section.protocol = plan.offered->protocol;
    section.mid = plan.offered->mid;
    section.direction = make_direction(plan.wished.has_value(), plan.published.has_value());
    section.ice_ufrag = peer.transport.local().name;
    section.ice_password = peer.transport.local().password;
    section.fingerprint = state.identity.fingerprint();
    section.setup = DtlsSetup::passive;
    section.rtcp_mux = true;
    section.rtcp_reduced_size = plan.offered->rtcp_reduced_size;
    answer_codecs(plan, section);
    if (plan.with_rids) {
        for (const SimulcastLayer& layer : plan.offered->simulcast_send) {
            section.rids.push_back({.id = layer.rid});
            section.simulcast_receive.push_back({.rid = layer.rid});
        }
    }
    if (plan.wished) {
        const auto feed = std::ranges::find_if(
            peer.feeds, [&](const auto& one) { return one->options.mid == section.mid; });
        CHECK(feed != peer.feeds.end());
        answer_feed(**feed, section);
    }
    return section;
}

void add_candidates(const RouterState& state, MediaSection& section) {
    std::uint32_t number = 0;
    for (const Endpoint& endpoint : state.config.candidates) {
        // RFC 8445 section 5.1.2.1 for a host candidate of component 1.
        const std::uint32_t priority = 126U << 24U | (65'535U - number) << 8U | 255U;
        section.candidates.push_back(
            {.foundation = std::to_string(++number), .priority = priority, .endpoint = endpoint});
    }
    section.end_of_candidates = true;
}

std::string make_answer(const RouterState& state, Peer& peer, const SessionDescription& offer,
                        const std::vector<SectionPlan>& plans) {
    SessionDescription answer{.session_id = peer.session_id,
                              .version = ++peer.session_version,
                              .ice_lite = true,
                              .extmap_allow_mixed = offer.extmap_allow_mixed};
    for (const SectionPlan& plan : plans) {
        MediaSection& section = answer.sections.emplace_back(answer_section(state, peer, plan));
        if (!plan.accepted) {
            continue;
        }
        if (answer.bundle.empty()) {
            add_candidates(state, section);
        }
        answer.bundle.push_back(section.mid);
    }
    return write_sdp(answer);
}

// Numbers of extensions are the same in all sections of a bundle (RFC 8843 section 9.1).
void note_extensions(Peer& peer, const std::vector<SectionPlan>& plans) {
    for (const SectionPlan& plan : plans) {
        const ExtensionIds& ids = plan.extensions.ids;
        const auto take = [](std::uint8_t& to, std::uint8_t from) { to = from != 0 ? from : to; };
        take(peer.ids.mid, ids.mid);
        take(peer.ids.rid, ids.rid);
        take(peer.ids.repaired_rid, ids.repaired_rid);
        take(peer.ids.transport_sequence, ids.transport_sequence);
    }
}

}  // namespace

Result<std::string> negotiate_peer(RouterState& state, Peer& peer, const Negotiation& what,
                                   std::int64_t now_us, Out& out) {
    TRY(offer, parse_sdp(what.offer));
    TRY_STATUS(check_transport(offer));
    TRY(plans, make_plan(offer, what));
    const auto first = std::ranges::find_if(plans, &SectionPlan::accepted);
    if (first == plans.end()) {
        return fail(ErrorCode::invalid, "no section with a codec that we take", "offer");
    }
    const std::optional<Fingerprint> fingerprint = first->offered->fingerprint;
    if (!fingerprint || offer.ice_lite) {
        return fail(ErrorCode::invalid, "a full ICE agent with a SHA-256 fingerprint is needed",
                    "offer");
    }
    if (first->offered->setup == DtlsSetup::passive) {
        return fail(ErrorCode::invalid, "the offerer has to be the DTLS client", "offer");
    }
    const bool own = peer.room.kind == RoomKind::echo;
    for (const SectionPlan& plan : plans) {
        if (plan.wished && plan.wished->publisher == peer.id && !own) {
            return fail(ErrorCode::invalid, "nobody is shown to himself", "wanted");
        }
    }
    if (peer.session_id == 0) {
        CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(&peer.session_id),
                         sizeof peer.session_id) == 1);
        peer.session_id >>= 2U;  // a positive number for everybody
    }
    apply_transport(state, peer, {.name = first->offered->ice_ufrag, .fingerprint = *fingerprint});
    note_extensions(peer, plans);
    publish_plans(peer, plans);
    feed_plans(state, peer, plans);
    allocate(state, peer, now_us, out);
    return make_answer(state, peer, offer, plans);
}

}  // namespace teahouse::rtc
