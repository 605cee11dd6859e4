// SPDX-License-Identifier: MIT
#include "bus/redis/peers.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits_bus.h"
#include "base/pack.h"
#include "bus/bus.h"

namespace teahouse::bus {

struct Peers::Head {
    enum class Kind : std::uint8_t { hello, piece, last_piece };
    Kind kind = Kind::hello;
    NodeId from = {};
    std::uint64_t era = 0;      // of the sender
    std::uint64_t our_era = 0;  // as the sender knows it
    std::uint64_t place = 0;    // hello: of the last piece that was sent

    template <class Archive, class Fields>
    static void fields(Archive& archive, Fields& head) {
        archive(head.kind, head.from, head.era, head.our_era, head.place);
    }
};

Peers::Peer& Peers::peer_of(NodeId other, std::int64_t now_ms) {
    const auto [at, is_new] = peers_.try_emplace(other);
    if (is_new) {
        at->second.era = ++era_;
        at->second.heard_ms = now_ms;
    }
    return at->second;
}

void Peers::say_hello(NodeId to, const Peer& peer) {
    std::string out;
    Packer packer(out);
    const Head head{.from = self_, .era = peer.era, .our_era = peer.their_era, .place = peer.sent};
    Head::fields(packer, head);
    events_.emplace_back(Send{.to = to, .bytes = std::move(out)});
}

void Peers::put_piece(NodeId to, Peer& peer, bool last, std::string_view bytes) {
    std::string out;
    Packer packer(out);
    const Head head{.kind = last ? Head::Kind::last_piece : Head::Kind::piece,
                    .from = self_,
                    .era = peer.era,
                    .our_era = peer.their_era,
                    .place = ++peer.sent};
    Head::fields(packer, head);
    packer.bytes(bytes);
    events_.emplace_back(Send{.to = to, .bytes = std::move(out)});
}

void Peers::put(NodeId to, Peer& peer, std::string_view bytes) {
    for (; bytes.size() > limits::kBusPieceBytesMax;
         bytes.remove_prefix(limits::kBusPieceBytesMax)) {
        put_piece(to, peer, false, bytes.substr(0, limits::kBusPieceBytesMax));
    }
    put_piece(to, peer, true, bytes);
}

void Peers::send(NodeId to, std::string bytes, std::int64_t now_ms) {
    const bool is_new = !peers_.contains(to);
    Peer& peer = peer_of(to, now_ms);
    peer.used = true;
    if (is_new) {
        say_hello(to, peer);
    }
    if (peer.holds) {
        put(to, peer, bytes);
        return;
    }
    peer.waiting_bytes += bytes.size();
    peer.waiting.push_back(std::move(bytes));
    if (peer.waiting_bytes > limits::kBusMessageBytesMax) {
        lose(to, peer);
    }
}

void Peers::begin_anew(NodeId other, Peer& peer) {
    const bool news = peer.used;
    peer = {.era = ++era_, .heard_ms = peer.heard_ms};
    if (news) {
        events_.emplace_back(Lost{.other = other});
    }
}

void Peers::lose(NodeId other, Peer& peer) {
    begin_anew(other, peer);
    say_hello(other, peer);
}

void Peers::forget(NodeId other) {
    const auto at = peers_.find(other);
    if (at == peers_.end()) {
        return;
    }
    const bool news = at->second.used;
    peers_.erase(at);
    if (news) {
        events_.emplace_back(Lost{.other = other});
    }
}

void Peers::lose_all() {
    for (auto& [other, peer] : peers_) {
        lose(other, peer);
    }
}

void Peers::on_bytes(std::string_view bytes, std::int64_t now_ms) {
    Head head;
    Unpacker unpacker(bytes);
    Head::fields(unpacker, head);
    if (!unpacker.good() || !head.from || head.from == self_ || head.from.value > kNodeMax ||
        head.era == 0 || head.kind > Head::Kind::last_piece) {
        return;
    }
    Peer& peer = peer_of(head.from, now_ms);
    if (head.era < peer.their_era) {
        return;  // late, of a link that the other end has given up
    }
    if (head.kind == Head::Kind::hello) {
        peer.heard_ms = now_ms;
        on_hello(head, peer);
        return;
    }
    if (head.era != peer.their_era || head.our_era != peer.era) {
        say_hello(head.from, peer);  // it does not know yet that its link is over
        return;
    }
    const std::string_view inside = unpacker.bytes();
    if (!unpacker.ended() || head.place != peer.heard + 1) {
        lose(head.from, peer);
        return;
    }
    peer.heard_ms = now_ms;
    on_piece(head, peer, inside);
}

void Peers::on_hello(const Head& head, Peer& peer) {
    const bool is_news = head.era != peer.their_era;
    if (is_news) {
        if (peer.holds) {  // else nothing of this era went to the one before
            begin_anew(head.from, peer);
        }
        peer.their_era = head.era;
    }
    if (head.our_era != peer.era) {
        say_hello(head.from, peer);
        return;
    }
    if (head.place > peer.heard) {  // the last ones did not arrive
        lose(head.from, peer);
        return;
    }
    if (is_news) {
        say_hello(head.from, peer);
    }
    hold(head.from, peer);
}

void Peers::hold(NodeId other, Peer& peer) {
    if (peer.holds) {
        return;
    }
    peer.holds = true;
    peer.waiting_bytes = 0;
    for (const std::string& bytes : std::exchange(peer.waiting, {})) {
        put(other, peer, bytes);
    }
}

void Peers::on_piece(const Head& head, Peer& peer, std::string_view bytes) {
    ++peer.heard;
    peer.used = true;
    hold(head.from, peer);  // its hello was lost
    const bool last = head.kind == Head::Kind::last_piece;
    if (last && peer.piece.empty()) {
        events_.emplace_back(Message{.from = head.from, .bytes = std::string(bytes)});
        return;
    }
    peer.piece += bytes;
    if (peer.piece.size() > limits::kBusMessageBytesMax) {
        lose(head.from, peer);
    } else if (last) {
        events_.emplace_back(
            Message{.from = head.from, .bytes = std::exchange(peer.piece, std::string())});
    }
}

void Peers::tick(std::int64_t now_ms) {
    std::vector<NodeId> gone;
    for (const auto& [other, peer] : peers_) {
        if (now_ms - peer.heard_ms >= limits::kBusSilenceMs) {
            gone.push_back(other);
        } else {
            say_hello(other, peer);
        }
    }
    for (const NodeId other : gone) {
        forget(other);
    }
}

std::vector<Peers::Event> Peers::take_events() { return std::exchange(events_, {}); }

}  // namespace teahouse::bus
