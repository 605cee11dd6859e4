// SPDX-License-Identifier: MIT
// What a transcript is run against: the engine with a store in memory, or a live server.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "testkit/json.h"

namespace teahouse::transcripts {

// The transcript cannot go on; what() says why.
class Failure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// What arrived at a client: a frame (answer or push) as JSON, or the end of its socket.
struct Arrival {
    testkit::Json frame = {};
    std::optional<std::uint16_t> closed = {};
};

// Settings of the server, from the head of a transcript: sessions=single, registration=closed …
using Settings = std::map<std::string, std::string>;

class Backend {
public:
    virtual ~Backend() = default;
    Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;

    // A fresh server.
    virtual void start(const Settings& settings) = 0;
    // Opens a socket for the client, with the token it got from register or login.
    virtual void connect(const std::string& client) = 0;
    virtual void disconnect(const std::string& client) = 0;
    // A text frame on the client's socket.
    virtual void send(const std::string& client, const std::string& frame) = 0;
    // POST /api/v1/<op>. The answer arrives as a frame with this `re`.
    virtual void post(const std::string& client, std::uint64_t re, const std::string& op,
                      const testkit::Json& body) = 0;
    // What has arrived since the last call, in order.
    virtual std::vector<Arrival> receive(const std::string& client) = 0;
    // Lets a little time pass, for something to arrive. False: enough was waited since the last
    // send.
    virtual bool wait() = 0;
    // A complete upload of the client; the id of the file. `kind` is png or text.
    virtual std::string upload(const std::string& client, const std::string& name,
                               const std::string& kind) = 0;
    // GET /f/<id>: the HTTP status.
    virtual int download(const std::string& client, const std::string& id) = 0;
    // A line that starts with '!', in words.
    virtual void control(const std::vector<std::string>& words) = 0;
};

}  // namespace teahouse::transcripts
