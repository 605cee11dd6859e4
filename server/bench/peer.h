// SPDX-License-Identifier: MIT
// One client connection of the generator: it connects, sends its opening bytes, and from then on
// counts the messages that it is sent. A message is known by a marker in its text, so that reading
// costs next to nothing and is the same for every server; `frames` decodes what a workload needs to
// understand.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "ws/parser.h"

namespace teahouse::bench {

// Followed by ten digits, the message's number, and a filling.
inline constexpr std::string_view kMarker = "~tea#bm~";
inline constexpr std::size_t kBodyBytes = 128;

// The text of message `number`, kBodyBytes long.
std::string message_text(std::uint64_t number);
// The number in a text that begins with the marker.
std::uint64_t number_of(std::string_view text_from_marker);

// How messages are counted.
enum class Reading : std::uint8_t {
    bytes,    // by their markers, wherever they are
    frames,   // each frame is parsed first
    inflate,  // and decompressed
};

class Peer {
public:
    // `waits`: what follows the request in `opening` is sent when the upgrade was answered.
    Peer(std::uint16_t port, std::string_view opening, bool waits = false,
         Reading reading = Reading::bytes);
    ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    [[nodiscard]] int fd() const { return fd_; }
    // Sends a masked binary frame.
    void send(std::string_view payload);

    // The upgrade was answered; false after a refusal or an end, too.
    [[nodiscard]] bool upgraded() const { return upgraded_; }
    [[nodiscard]] bool failed() const { return failed_; }
    // Of one that failed: code and reason of the close, if there were some.
    [[nodiscard]] const std::string& why() const { return why_; }
    // Reads what there is and counts markers; calls `on_frame`, if set, for each whole frame.
    std::size_t read();
    // Called for each message's payload. Without it payloads are not even parsed.
    std::function<void(std::string_view payload)> on_frame;
    // Called for each marker, with the text from it on (whole only if it was not cut by a read).
    std::function<void(std::string_view text)> on_marker;

private:
    void send_bytes(std::string_view bytes);
    void on_bytes(std::span<std::byte> bytes);
    std::size_t count_markers(std::string_view bytes);
    [[nodiscard]] std::size_t count_whole(std::string_view payload) const;

    int fd_ = -1;
    Reading reading_;
    bool upgraded_ = false;
    bool failed_ = false;
    std::string why_;
    std::string head_;
    std::string waiting_;  // for the upgrade
    std::size_t counted_ = 0;
    std::string tail_;  // the last bytes of the former read: a marker may be cut
    std::unique_ptr<ws::Parser> parser_;
};

// The opening of a WebSocket: GET `path` with further header lines.
std::string upgrade_request(std::string_view path, std::string_view fields = {});
// A client's frame.
std::string masked_frame(std::string_view payload);

}  // namespace teahouse::bench
