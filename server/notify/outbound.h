// SPDX-License-Identifier: MIT
// Requests to addresses that people gave: many at once, on one thread, by libcurl. Each is bounded
// in time and in what is read of the answer, follows no redirects by itself, uses no proxy, and
// connects to an address only after looking at it: what a name resolves to is checked at the
// connection itself, so that another answer of the name server changes nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "notify/address.h"

namespace teahouse::notify {

inline constexpr int kHttpOk = 200;

struct HttpRequest {
    std::string url = {};
    std::vector<std::string> headers = {};  // "Name: value"
    std::string body = {};
    // GET in the place of POST; of the answer only a body of status 200 whose type begins so is
    // read, at most so much of it (after decoding).
    bool get = false;
    std::string type = {};
    std::size_t bytes_max = 0;
    std::int64_t timeout_ms = 0;  // 0: that of the options
};

struct HttpAnswer {
    int status = 0;                    // 0: none came
    std::string fault = {};            // why there is none, in English, without the address
    bool may_retry = false;            // no answer, but there may be one later
    std::int64_t retry_after_ms = -1;  // as the answer asks; -1: it does not
    std::string body = {};             // its beginning
    bool cut = false;                  // there is more of it, or it was not wanted
    std::string type = {};             // Content-Type
    std::string location = {};         // where a redirect leads, absolute
};

struct OutboundOptions {
    Reach reach = {};
    std::int64_t timeout_ms = 0;
    std::size_t parallel_max = 0;
    std::string agent = "Teahouse";
};

class Outbound {
public:
    using Done = std::function<void(HttpAnswer)>;

    explicit Outbound(OutboundOptions options);
    ~Outbound();  // gives up what runs, without calling back
    Outbound(const Outbound&) = delete;
    Outbound& operator=(const Outbound&) = delete;

    void start(HttpRequest request, Done done);
    // Waits until something happens, at most so long, and calls back for what is complete.
    void run(std::int64_t wait_ms);
    // Any thread: ends the wait.
    void wake();
    [[nodiscard]] std::size_t running() const;

private:
    struct Transfer;
    class Multi;

    OutboundOptions options_;
    std::unique_ptr<Multi> multi_;
};

}  // namespace teahouse::notify
