// SPDX-License-Identifier: MIT
#include "bench/peer.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ws/deflate.h"
#include "ws/writer.h"

namespace teahouse::bench {

namespace {

constexpr std::size_t kDigits = 10;
constexpr std::size_t kReadBytes = 256 * 1024;

std::span<std::byte> read_buffer() {
    static std::vector<std::byte> buffer(kReadBytes);
    return buffer;
}

ws::Inflater& inflater() {
    static ws::Inflater inflater;
    return inflater;
}

}  // namespace

std::string message_text(std::uint64_t number) {
    static constexpr std::string_view kWords =
        " the kettle sings, the leaves unfold and somebody has a story to tell about it all again";
    std::string digits = std::to_string(number);
    digits.insert(0, kDigits - digits.size(), '0');
    std::string text = std::string(kMarker) + digits;
    while (text.size() < kBodyBytes) {
        text += kWords.substr(0, std::min(kWords.size(), kBodyBytes - text.size()));
    }
    return text;
}

std::uint64_t number_of(std::string_view text_from_marker) {
    std::uint64_t number = 0;
    if (text_from_marker.size() >= kMarker.size() + kDigits) {
        const char* begin = text_from_marker.data() + kMarker.size();
        std::from_chars(begin, begin + kDigits, number);
    }
    return number;
}

std::string upgrade_request(std::string_view path, std::string_view fields) {
    return "GET " + std::string(path) +
           " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGVhaG91c2UgYmVuY2ggMQ==\r\n" +
           std::string(fields) + "\r\n";
}

std::string masked_frame(std::string_view payload) {
    std::string frame;
    ws::append_masked_frame(frame, {.opcode = ws::Opcode::binary},
                            std::as_bytes(std::span(payload)),
                            {std::byte{0x37}, std::byte{0xfa}, std::byte{0x21}, std::byte{0x3d}});
    return frame;
}

Peer::Peer(std::uint16_t port, std::string_view opening, bool waits, Reading reading)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), reading_(reading) {
    if (const std::size_t end = opening.find("\r\n\r\n"); waits && end != opening.npos) {
        waiting_ = opening.substr(end + 4);
        opening = opening.substr(0, end + 4);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int one = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    if (fd_ < 0 ||
        ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
        ::send(fd_, opening.data(), opening.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(opening.size())) {
        failed_ = true;
        return;
    }
    ::fcntl(fd_, F_SETFL, O_NONBLOCK);
}

Peer::~Peer() {
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

void Peer::send(std::string_view payload) { send_bytes(masked_frame(payload)); }

void Peer::send_bytes(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            pollfd wait{.fd = fd_, .events = POLLOUT, .revents = 0};
            ::poll(&wait, 1, 1'000);
        } else {
            failed_ = true;
            return;
        }
    }
}

std::size_t Peer::read() {
    counted_ = 0;
    const std::span<std::byte> buffer = read_buffer();
    const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (got <= 0) {
        failed_ = failed_ || got == 0 || errno != EAGAIN;
        return 0;
    }
    std::span<std::byte> bytes = buffer.first(static_cast<std::size_t>(got));
    if (!upgraded_) {
        head_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        const std::size_t end = head_.find("\r\n\r\n");
        if (end == std::string::npos) {
            return 0;
        }
        upgraded_ = head_.starts_with("HTTP/1.1 101");
        failed_ = !upgraded_;
        if (upgraded_ && !waiting_.empty()) {
            send_bytes(std::exchange(waiting_, {}));
        }
        std::string rest = head_.substr(end + 4);
        head_ = {};
        on_bytes(std::as_writable_bytes(std::span(rest)));
        return counted_;
    }
    on_bytes(bytes);
    return counted_;
}

void Peer::on_bytes(std::span<std::byte> bytes) {
    if (bytes.empty()) {
        return;
    }
    if (reading_ == Reading::bytes) {
        counted_ += count_markers({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        if (!on_frame && parser_ == nullptr) {
            return;
        }
    }
    if (parser_ == nullptr) {
        parser_ = std::make_unique<ws::Parser>(
            ws::ParserOptions{.role = ws::Role::client,
                              .deflate = reading_ == Reading::inflate,
                              .message_bytes_max = std::size_t{64} << 20U});
    }
    for (;;) {
        const ws::Event event = parser_->next(bytes, &inflater());
        if (event.kind == ws::Event::Kind::need_more) {
            return;
        }
        if (event.kind == ws::Event::Kind::message && reading_ != Reading::bytes) {
            counted_ += count_whole(event.payload_text());
        }
        if (event.kind == ws::Event::Kind::message && on_frame) {
            on_frame(event.payload_text());
        } else if (event.kind == ws::Event::Kind::close || event.kind == ws::Event::Kind::error) {
            why_ = std::to_string(event.code) + ' ' + std::string(event.payload_text());
            failed_ = true;
            return;
        }
    }
}

// Of a whole message.
std::size_t Peer::count_whole(std::string_view payload) const {
    std::size_t count = 0;
    for (std::size_t at = payload.find(kMarker); at != std::string_view::npos;
         at = payload.find(kMarker, at + kMarker.size())) {
        ++count;
        if (on_marker) {
            on_marker(payload.substr(at));
        }
    }
    return count;
}

std::size_t Peer::count_markers(std::string_view bytes) {
    std::size_t count = 0;
    // What the former read ended with may be the beginning of a marker; its text is then not shown
    // whole.
    if (!tail_.empty()) {
        std::string seam = tail_ + std::string(bytes.substr(0, kMarker.size() + kDigits - 1));
        const std::size_t at = seam.find(kMarker);
        if (at < tail_.size()) {
            ++count;
            if (on_marker) {
                on_marker(std::string_view(seam).substr(at));
            }
        }
    }
    count += count_whole(bytes);
    tail_ = bytes.size() >= kMarker.size() ? bytes.substr(bytes.size() - kMarker.size() + 1)
                                           : (tail_ + std::string(bytes));
    if (tail_.size() >= kMarker.size()) {
        tail_.erase(0, tail_.size() - kMarker.size() + 1);
    }
    return count;
}

}  // namespace teahouse::bench
