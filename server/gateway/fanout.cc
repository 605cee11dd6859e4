// SPDX-License-Identifier: MIT
#include "gateway/fanout.h"

#include <span>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "ws/writer.h"

namespace teahouse::gateway {
namespace {

// Events of one commit share a frame up to about this size, so that a client decodes once per tick
// and a large backlog still arrives in pieces.
constexpr std::size_t kFrameBytesGoal = 32 * 1024;
constexpr std::size_t kEventsPerFrameMax = 256;

constexpr std::array<Variant, kVariants> kAllVariants = {
    Variant{.format = proto::Format::json, .deflate = false},
    Variant{.format = proto::Format::json, .deflate = true},
    Variant{.format = proto::Format::msgpack, .deflate = false},
    Variant{.format = proto::Format::msgpack, .deflate = true},
};
static_assert(kAllVariants[3].index() == 3 && kAllVariants[1].index() == 1);

std::size_t text_bytes(const proto::Event& event) {
    return event.body.text ? event.body.text->size() : 0;
}

}  // namespace

Fanout::Fanout(std::uint32_t workers, Post post) : post_(std::move(post)), batches_(workers) {}

void Fanout::session_begins(SessionId session, Variant variant) { variants_[session] = variant; }

void Fanout::session_ended(SessionId session) { variants_.erase(session); }

void Fanout::carry(chat::Effects& effects) {
    for (chat::Out& out : effects.out) {
        std::visit([this](auto& one) { carry_one(one); }, out);
    }
    for (chat::Credential& credential : effects.credentials) {
        put(credential.session, std::move(credential));
    }
    for (chat::LoggedIn& login : effects.logins) {
        put(login.session, std::move(login));
    }
    for (chat::AccountRows& rows : effects.accounts) {
        put(rows.session, std::move(rows));
    }
    for (chat::FileAnswer& answer : effects.files) {
        put(answer.session, std::move(answer));
    }
}

void Fanout::flush() {
    for (std::uint32_t worker = 0; worker < batches_.size(); ++worker) {
        if (!batches_[worker].empty()) {
            post_(worker, std::exchange(batches_[worker], {}));
        }
    }
}

void Fanout::put(SessionId session, Delivery delivery) {
    const std::uint32_t worker = net::worker_of(net::ConnectionId(session.value));
    DCHECK(worker < batches_.size());
    batches_[worker].push_back(std::move(delivery));
}

void Fanout::carry_one(chat::Reply& reply) {
    const SessionId session = reply.session;
    put(session, std::move(reply));
}

void Fanout::carry_one(chat::Push& push) {
    const auto shared = std::make_shared<const proto::Push>(std::move(push.push));
    for (const SessionId session : push.sessions) {
        put(session, PushTo{.session = session, .push = shared});
    }
}

void Fanout::carry_one(chat::Close& close) { put(close.session, close); }

Fanout::Interest* Fanout::interest(RoomId room, SessionId session) {
    Room& workers = rooms_[room];
    if (workers.empty()) {
        workers.resize(batches_.size());
    }
    return &workers[net::worker_of(net::ConnectionId(session.value))];
}

void Fanout::carry_one(chat::Subscribe& subscribe) {
    const auto variant = variants_.find(subscribe.session);
    if (variant == variants_.end()) {
        return;  // the socket went away meanwhile
    }
    ++interest(subscribe.room, subscribe.session)->subscribers[variant->second.index()];
    put(subscribe.session, subscribe);
}

void Fanout::carry_one(chat::Unsubscribe& unsubscribe) {
    const auto variant = variants_.find(unsubscribe.session);
    if (variant == variants_.end()) {
        return;
    }
    std::uint32_t& count =
        interest(unsubscribe.room, unsubscribe.session)->subscribers[variant->second.index()];
    CHECK(count > 0);
    --count;
    put(unsubscribe.session, unsubscribe);
}

void Fanout::carry_one(chat::Follow& follow) {
    ++interest(follow.room, follow.session)->followers;
    put(follow.session, follow);
}

void Fanout::carry_one(chat::Unfollow& unfollow) {
    std::uint32_t& count = interest(unfollow.room, unfollow.session)->followers;
    CHECK(count > 0);
    --count;
    put(unfollow.session, unfollow);
}

std::array<bool, kVariants> Fanout::wanted_variants(const Room& room) const {
    std::array<bool, kVariants> wanted{};
    for (const Interest& worker : room) {
        for (std::size_t i = 0; i < kVariants; ++i) {
            wanted[i] = wanted[i] || worker.subscribers[i] > 0;
        }
    }
    return wanted;
}

void Fanout::carry_one(chat::Deliver& deliver) {
    const auto found = rooms_.find(deliver.room);
    if (found == rooms_.end() || deliver.events.empty()) {
        return;
    }
    Publish out{.room = deliver.room, .segments = {}, .ephemeral = false};
    encode_events(deliver.events, wanted_variants(found->second), out);
    publish(deliver.room, found->second, out);
    const HeadMoved moved{
        .room = deliver.room, .seq = deliver.events.back().seq, .count = deliver.count};
    for (std::size_t worker = 0; worker < found->second.size(); ++worker) {
        if (found->second[worker].followers > 0) {
            batches_[worker].emplace_back(moved);
        }
    }
}

void Fanout::carry_one(chat::DeliverEphemeral& ephemeral) {
    const auto found = rooms_.find(ephemeral.room);
    if (found == rooms_.end()) {
        return;
    }
    const std::array<bool, kVariants> wanted = wanted_variants(found->second);
    Publish out{.room = ephemeral.room, .segments = {}, .ephemeral = true};
    const proto::Push push = proto::EphemeralPush{.ephemeral = {std::move(ephemeral.ephemeral)}};
    for (const Variant variant : kAllVariants) {
        if (wanted[variant.index()]) {
            payload_.clear();
            frames_.clear();
            proto::encode_push(variant.format, push, payload_);
            append_frame(variant.format, variant.deflate, frames_);
            out.segments[variant.index()] = chunks_.append(frames_);
        }
    }
    publish(ephemeral.room, found->second, out);
}

void Fanout::publish(RoomId room_id, const Room& room, Publish& out) {
    DCHECK(room_id == out.room);
    for (std::size_t worker = 0; worker < room.size(); ++worker) {
        Publish mine{.room = room_id, .segments = {}, .ephemeral = out.ephemeral};
        bool any = false;
        for (std::size_t i = 0; i < kVariants; ++i) {
            if (room[worker].subscribers[i] > 0) {
                mine.segments[i] = out.segments[i];
                any = true;
            }
        }
        if (any) {
            batches_[worker].emplace_back(std::move(mine));
        }
    }
}

void Fanout::encode_events(std::span<const proto::Event> events,
                           const std::array<bool, kVariants>& wanted, Publish& out) {
    for (const Variant variant : kAllVariants) {
        if (wanted[variant.index()]) {
            frames_.clear();
            encode_frames(variant.format, events, variant.deflate, frames_);
            out.segments[variant.index()] = chunks_.append(frames_);
        }
    }
}

void Fanout::encode_frames(proto::Format format, std::span<const proto::Event> events, bool deflate,
                           std::string& out) {
    while (!events.empty()) {
        std::size_t count = 0;
        std::size_t bytes = 0;
        while (count < events.size() && count < kEventsPerFrameMax &&
               (count == 0 || bytes < kFrameBytesGoal)) {
            bytes += text_bytes(events[count]);
            ++count;
        }
        payload_.clear();
        proto::encode_events(format, events.first(count), payload_);
        append_frame(format, deflate, out);
        events = events.subspan(count);
    }
}

void Fanout::append_frame(proto::Format format, bool deflate, std::string& out) {
    const ws::Opcode opcode = format == proto::Format::json ? ws::Opcode::text : ws::Opcode::binary;
    if (deflate && payload_.size() >= limits::kDeflateBytesMin) {
        packed_.clear();
        if (deflater_.deflate(std::as_bytes(std::span(payload_)), packed_)) {
            ws::append_frame(out, {.opcode = opcode, .fin = true, .compressed = true},
                             std::as_bytes(std::span(packed_)));
            return;
        }
    }
    ws::append_frame(out, {.opcode = opcode, .fin = true, .compressed = false},
                     std::as_bytes(std::span(payload_)));
}

}  // namespace teahouse::gateway
